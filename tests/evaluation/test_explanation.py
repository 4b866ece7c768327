"""Heat maps: against the papers' equations, over the families, and what is left of it all."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from regnet_studio.data.augment import Normalisation
from regnet_studio.errors import RunMistake, UserMistake
from regnet_studio.evaluation import explanation
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.explanation import (
    METHODS,
    heat_maps,
    integrated,
    last_places,
    overlaid,
)
from regnet_studio.models import regnet
from regnet_studio.models.card import Card
from regnet_studio.models.registry import build_from_card
from regnet_studio.recipe.tree import Model
from regnet_studio.training.device import Device

CPU = Device(torch.device("cpu"), "fp32", channels_last=True)


def made(name: str, size: int = 32, channels: int = 3, **options: object) -> Classifier:
    """A network with fresh weights, norms and head such that classes differ."""
    card = Card(
        model=Model.model_validate({"name": name, **options}),
        classes=tuple("abcdef"),
        size=size,
        channels=channels,
        mean=(120.0,) * channels,
        std=(60.0,) * channels,
    )
    network = build_from_card(card, seed=0)
    draw = torch.Generator().manual_seed(4)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.bias.normal_(0, 0.1, generator=draw)
            if isinstance(module, nn.Linear) and module.out_features == 6:  # a ViT's is all zeros
                module.weight.normal_(0, 0.1, generator=draw)
    return Classifier(card, CPU.place(network).eval(), CPU)


def pictures(count: int, size: int = 32, channels: int = 3) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, (count, size, size, channels)).astype(np.uint8)


def normalised(classifier: Classifier, images: NDArray[np.uint8]) -> Tensor:
    card = classifier.card
    normal = Normalisation(card.size, card.mean, card.std, CPU.device, channels_last=True)
    return normal.of_lines(torch.from_numpy(images))


@pytest.fixture
def no_captum(monkeypatch: pytest.MonkeyPatch) -> None:
    find = explanation.importlib.util.find_spec
    monkeypatch.setattr(
        explanation.importlib.util,
        "find_spec",
        lambda name: None if name == "captum" else find(name),
    )


def test_grad_cam_is_that_of_the_paper() -> None:
    """Equations 1 and 2 of arXiv 1610.02391, on a network that ends in pooling and a layer."""
    classifier = made("resnet20")
    images, targets = pictures(3), np.array([0, 4, 2])
    network = classifier.network
    told: list[Tensor] = []
    hook = network.get_submodule("stages.2").register_forward_hook(lambda *a: told.append(a[2]))
    logits = network(normalised(classifier, images))
    hook.remove()
    (maps,) = told
    chosen = logits[torch.arange(3), torch.from_numpy(targets)].sum()
    (slopes,) = torch.autograd.grad(chosen, maps)
    weights = slopes.mean(dim=(2, 3), keepdim=True)
    cam = F.relu((weights * maps).sum(dim=1, keepdim=True))
    cam = F.interpolate(cam, (32, 32), mode="bilinear")[:, 0]
    cam = (cam / cam.amax(dim=(1, 2), keepdim=True).clamp_min(1e-30)).detach().numpy()
    found = heat_maps(classifier, images, targets)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, cam, rtol=1e-3, atol=1e-4)


def test_grad_cam_finds_the_quarter_that_counts() -> None:
    """A head that looks at one channel, which lights up where the image is bright."""
    classifier = made("plain20", channels=1)
    head = classifier.network.get_submodule("head")
    assert isinstance(head, nn.Linear)
    images = np.zeros((1, 32, 32, 1), np.uint8)
    images[:, 4:14, 18:28] = 255
    with torch.no_grad():
        nn.init.zeros_(head.weight)
        told: list[Tensor] = []
        stages = classifier.network.get_submodule("stages.2")
        hook = stages.register_forward_hook(lambda *a: told.append(a[2]))
        classifier.network(normalised(classifier, images))
        hook.remove()
        bright = told[0][0, :, 1:4, 4:7].mean(dim=(1, 2)) - told[0][0].mean(dim=(1, 2))
        head.weight[3, int(bright.argmax())] = 1.0
    (heat,) = heat_maps(classifier, images, np.array([3]))
    assert heat[:16, 16:].mean() > 2 * heat[16:].mean()


def test_integrated_gradients_add_up_to_the_logit() -> None:
    """Completeness, proposition 1 of arXiv 1703.01365."""
    classifier = made("resnet20")
    images = normalised(classifier, pictures(2))
    targets = torch.tensor([1, 5])
    parts = integrated(classifier.network, images, targets, held=16)
    with torch.inference_mode():
        ends = classifier.network(images) - classifier.network(torch.zeros_like(images))
    rise = ends[torch.arange(2), targets]
    torch.testing.assert_close(parts.sum(dim=(1, 2, 3)), rise, rtol=0.05, atol=0.02)


def test_integrated_gradients_see_only_what_is_looked_at() -> None:
    classifier = made("resnet20")
    network = classifier.network
    network.forward = lambda x: x[:, :, 5:9, 11:13].flatten(1) @ torch.ones(24, 6)
    images = pictures(2)
    heat = heat_maps(classifier, images, np.array([0, 1]), "integrated_gradients")
    outside = np.ones((32, 32), np.bool_)
    outside[5:9, 11:13] = False
    assert heat.max() == 1
    assert not heat[:, outside].any()


@pytest.mark.parametrize("method", METHODS)
def test_the_network_is_left_as_it_was(method: str) -> None:
    classifier = made("regnet20_lstm")
    network = classifier.network
    weights = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    torch.manual_seed(11)
    before = torch.get_rng_state()
    images = pictures(2)
    kept = images.copy()
    first = heat_maps(classifier, images, np.array([0, 1]), method)
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(weights[name], t) for name, t in network.state_dict().items())
    assert all(parameter.grad is None for parameter in network.parameters())
    for module in network.modules():
        assert not module._forward_hooks
        assert not module._forward_pre_hooks
        assert not module._backward_hooks
        assert not module.training
        assert "forward" not in vars(module)
    assert np.array_equal(images, kept)
    assert np.array_equal(heat_maps(classifier, images, np.array([0, 1]), method), first)


def test_given_up_the_network_is_left_as_it_was_too() -> None:
    classifier = made("regnet20_gru")
    classifier.network.train()

    def give_up(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        heat_maps(classifier, pictures(1), np.array([0]), on_progress=give_up)
    for module in classifier.network.modules():
        assert not module._forward_hooks
        assert module.training
        assert "forward" not in vars(module)


def test_inside_inference_mode_and_with_frozen_weights() -> None:
    classifier = made("resnet20")
    free = heat_maps(classifier, pictures(1), np.array([2]))
    classifier.network.requires_grad_(False)
    with torch.inference_mode():
        frozen = heat_maps(classifier, pictures(1), np.array([2]))
    np.testing.assert_allclose(frozen, free, atol=1e-5)


def test_a_batch_is_its_images_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explanation, "_PIXELS", 2 * 32 * 32)
    classifier = made("resnet20")
    images, targets = pictures(5), np.arange(5)
    told: list[tuple[int, int]] = []
    together = heat_maps(classifier, images, targets, on_progress=lambda *t: told.append(t))
    assert told == [(2, 5), (4, 5), (5, 5)]
    for n in range(5):
        (alone,) = heat_maps(classifier, images[n : n + 1], targets[n : n + 1])
        np.testing.assert_allclose(alone, together[n], atol=1e-4)
    assert heat_maps(classifier, images[:0], targets[:0]).shape == (0, 32, 32)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("resnet9", "stages"),
        ("wrn16_8", "bn"),
        ("airbench94", "groups"),
        ("resnet18", "layer4"),
        ("se_regnet20_gru", "stages"),
        ("regnet18_lstm", "stages"),
        ("vgg11_bn", "features.27"),
        ("mobilenet_v3_small", "features"),
        ("densenet121", "features"),
        ("googlenet", "inception5b"),
        ("convnext_tiny", "features"),
        ("swin_t", "permute"),
        ("regnety_400mf", "trunk_output"),
    ],
)
def test_the_last_layer_with_places(name: str, path: str) -> None:
    classifier = made(name)
    assert last_places(classifier) == path
    heat = heat_maps(classifier, pictures(1).repeat(6, axis=0), np.arange(6))
    assert heat.shape == (6, 32, 32)
    assert np.isfinite(heat).all()
    assert heat.min() >= 0
    assert heat.max() == 1  # for one class at least the image speaks somewhere
    assert len({one.tobytes() for one in heat}) > 1


def test_where_all_but_the_first_layers_have_one_place() -> None:
    """A ResNet of 8 px keeps 2 x 2 to the end; of its blocks none may be passed over."""
    assert last_places(made("resnet20", size=8)) == "stages.2"


def test_a_vision_transformer_by_its_last_tokens() -> None:
    """The tokens that the last attention reads; after it, only the class token counts."""
    classifier = made("vit_tiny")
    network = classifier.network
    images, targets = pictures(2), np.array([0, 3])
    with pytest.raises(RunMistake, match="integrated_gradients instead"):
        last_places(classifier)
    norm = network.get_submodule("encoder.layers.encoder_layer_11.ln_1")
    told: list[Tensor] = []
    hook = norm.register_forward_hook(lambda *a: told.append(a[2]))
    logits = network(normalised(classifier, images))
    hook.remove()
    chosen = logits[torch.arange(2), torch.from_numpy(targets)].sum()
    (slopes,) = torch.autograd.grad(chosen, told[0])
    maps, slopes = told[0][:, 1:], slopes[:, 1:]
    cam = F.relu((slopes.mean(dim=1, keepdim=True) * maps).sum(dim=2)).view(2, 1, 8, 8)
    cam = F.interpolate(cam, (32, 32), mode="bilinear")[:, 0]
    cam = (cam / cam.amax(dim=(1, 2), keepdim=True).clamp_min(1e-30)).detach().numpy()
    assert cam.max() == 1
    np.testing.assert_allclose(heat_maps(classifier, images, targets), cam, rtol=1e-3, atol=1e-4)


def test_regulators_as_written_and_as_fused_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is explained is what the run computed with: gradients of both forms are the same."""
    monkeypatch.delenv("REGNET_STUDIO_FUSED", raising=False)
    classifier = made("regnet20_rnn", size=8, channels=1)
    images, targets = pictures(2, 8, 1), np.array([0, 1])
    written = heat_maps(classifier, images, targets)
    monkeypatch.setattr(explanation, "_as_written", lambda cell, *a: type(cell).forward(cell, *a))
    fused: list[str] = []
    real = regnet.Cell.forward
    monkeypatch.setattr(
        regnet.Cell, "forward", lambda self, *a: (fused.append(self.name), real(self, *a))[1]
    )
    np.testing.assert_allclose(heat_maps(classifier, images, targets), written, atol=2e-3)
    assert fused


def test_mistakes(no_captum: None) -> None:
    classifier = made("resnet20")
    with pytest.raises(UserMistake, match="did you mean 'grad_cam'"):
        heat_maps(classifier, pictures(1), np.array([0]), "gradcam")
    with pytest.raises(UserMistake, match=r'pip install "regnet-studio\[explain\]"'):
        heat_maps(classifier, pictures(1), np.array([0]))


def test_captum_is_imported_only_when_it_is_used() -> None:
    import subprocess

    asked = "import regnet_studio.evaluation.explanation, sys; print('captum' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_no_heat_darkens_and_full_heat_glows() -> None:
    image = np.full((4, 4, 3), 200, np.uint8)
    heat = np.zeros((4, 4), np.float32)
    heat[1, 2] = 1
    laid = overlaid(image, heat)
    assert laid.dtype == np.uint8
    cold, hot = laid[0, 0], laid[1, 2]
    assert cold.max() < 200
    assert hot[0] > hot[2] + 30  # yellow
    assert np.array_equal(image, np.full((4, 4, 3), 200, np.uint8))


def test_heat_is_brought_to_the_image() -> None:
    heat = np.zeros((2, 2), np.float32)
    heat[0, 1] = 1
    laid = overlaid(np.full((64, 48, 1), 90, np.uint8), heat)
    assert laid.shape == (64, 48, 3)
    bright = laid.sum(axis=2).astype(int)
    assert bright[:32, 24:].mean() > bright[32:, :24].mean() + 30
