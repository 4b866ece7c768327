"""What tests of every family ask of a network."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.catalogue import model_cost
from regnet_studio.models.registry import Shape, anatomy, build
from regnet_studio.recipe.tree import Model


def model(name: str, **options: Any) -> Model:
    """The recipe's choice of a network."""
    return Model.model_validate({"name": name, **options})


def params(name: str, shape: Shape, **options: Any) -> int:
    """How many parameters a network holds, without allocating them."""
    with torch.device("meta"):
        network = build(model(name, **options), shape)
    return sum(parameter.numel() for parameter in network.parameters())


def params_and_macs(name: str, shape: Shape, **options: Any) -> tuple[int, int]:
    """What a network holds and does for one image, without allocating it."""
    return model_cost(model(name, **options), shape)


def assert_anatomy_is_whole(name: str, shape: Shape, **options: Any) -> Anatomy:
    """Every parameter and buffer lies in exactly one stage, or in the head."""
    with torch.device("meta"):
        network = build(model(name, **options), shape)
    parts = anatomy(name, network)
    places = [*parts.stages, (parts.head,)]
    for key, _ in chain(network.named_parameters(), network.named_buffers()):
        homes = [
            number
            for number, paths in enumerate(places)
            if any(key == path or key.startswith(f"{path}.") for path in paths)
        ]
        assert len(homes) == 1, (key, homes)
    for path in chain(*places):
        network.get_submodule(path)
    return parts


def losses(
    name: str, size: int = 16, steps: int = 5, lr: float = 0.05, **options: Any
) -> list[float]:
    """Of a fixed batch of two kinds of images, step by step."""
    draw = torch.Generator().manual_seed(0)
    labels = torch.arange(8) % 2
    images = torch.randn(8, 3, size, size, generator=draw) + labels.view(-1, 1, 1, 1) - 0.5
    network = build(model(name, **options), Shape(2, 3, size), seed=0).train()
    optimizer = torch.optim.SGD(network.parameters(), lr)
    seen = []
    for _ in range(steps):
        loss = F.cross_entropy(network(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen.append(loss.item())
        for key, parameter in network.named_parameters():
            assert parameter.grad is not None, key
            assert parameter.grad.isfinite().all(), key
    return seen


def lived_in(network: nn.Module) -> nn.Module:
    """Its batch norms have seen something: their statistics are no longer 0 and 1."""
    draw = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                assert module.running_mean is not None
                assert module.running_var is not None
                module.running_mean.normal_(0, 0.1, generator=draw)
                module.running_var.uniform_(0.5, 1.5, generator=draw)
                module.weight.uniform_(0.5, 1.0, generator=draw)
                module.bias.normal_(0, 0.1, generator=draw)
    return network


def assert_takes(name: str, sizes: Sequence[int], channels: int = 3, **options: Any) -> None:
    """Logits for images of these sizes, all from networks built for them."""
    for size in sizes:
        network = build(model(name, **options), Shape(5, channels, size), seed=0).eval()
        with torch.no_grad():
            out: Tensor = network(torch.randn(2, channels, size, size))
        assert out.shape == (2, 5), (name, size)
        assert out.isfinite().all(), (name, size)


def assert_channels_last_and_bf16_change_little(name: str, size: int = 16, **options: Any) -> None:
    """Another memory format gives the same, bfloat16 nearly."""
    network = lived_in(build(model(name, **options), Shape(5, 3, size), seed=0)).eval()
    images = torch.randn(4, 3, size, size, generator=torch.Generator().manual_seed(1))
    kept = images.clone()
    with torch.no_grad():
        plain = network(images)
        assert torch.equal(images, kept)  # in-place work touches nothing of the caller's
        network.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        last = network(images.contiguous(memory_format=torch.channels_last))
        torch.testing.assert_close(last, plain, rtol=1e-3, atol=1e-3)
        with torch.autocast("cpu", torch.bfloat16):
            rough = network(images).float()
    assert F.cosine_similarity(rough, plain).min() > 0.95
