"""What every architecture costs, known before anything is trained."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from regnet_studio.models.registry import Shape, architectures, build
from regnet_studio.recipe.tree import Model


@dataclass(frozen=True)
class ModelEntry:
    """An architecture and its cost for given images."""

    name: str
    family: str
    summary: str
    params: int
    macs: int
    """Multiply-accumulates of one image's forward pass."""

    def to_json(self) -> dict[str, Any]:
        """The record that ``regnet-studio models --json`` prints."""
        return asdict(self)


def _addcmul_flops(
    input_shape: Any, first_shape: Any, second_shape: Any, *args: Any, out_shape: Any, **kwargs: Any
) -> int:
    # PairedConv writes its 1x1 over pairs as b*h + a*x: two multiply-accumulates a result.
    return 4 * math.prod(out_shape)


def cost(network: nn.Module, shape: Shape) -> tuple[int, int]:
    """Parameters, and multiply-accumulates per image, of a network (on any device).

    MACs are those of convolutions and matrix products, as the literature counts them; the counter
    works on shapes alone, nothing is computed where the network is on the ``meta`` device.
    """
    params = sum(parameter.numel() for parameter in network.parameters())
    device = next(network.parameters()).device
    image = torch.zeros(1, shape.channels, shape.size, shape.size, device=device)
    counter = FlopCounterMode(
        display=False, custom_mapping={torch.ops.aten.addcmul: _addcmul_flops}
    )
    was_training = network.training
    network.eval()
    with torch.no_grad(), counter:
        network(image)
    network.train(was_training)
    return params, counter.get_total_flops() // 2


def model_cost(model: Model, shape: Shape) -> tuple[int, int]:
    """Parameters and MACs of a recipe's choice, without allocating its weights."""
    with torch.device("meta"):
        network = build(model, shape)
    return cost(network, shape)


def catalogue(classes: int, size: int, channels: int = 3) -> list[ModelEntry]:
    """Every architecture with its cost for ``classes`` classes of images of ``size`` pixels."""
    shape = Shape(classes, channels, size)
    entries = []
    for known in architectures().values():
        params, macs = model_cost(Model(name=known.name), shape)
        entries.append(ModelEntry(known.name, known.family, known.summary, params, macs))
    return entries
