"""GoogLeNet (arXiv 1409.4842, table 1) and Inception v3 (arXiv 1512.00567, table 1).

Without the auxiliary classifiers, which a trained network throws away: Inception v3 has 23.8 M
parameters for ImageNet, not the 27.2 M that torchvision counts (GoogLeNet is counted without).
For small images the stem halves once, not three times.
"""

from __future__ import annotations

from functools import partial

from torch import Tensor, nn

from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.blocks import has_small_stem
from regnet_studio.models.bought import first_convolution, from_torchvision, offer, refuse_below
from regnet_studio.models.head import DroppedLinear
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Model

_GOOGLENET = Anatomy(
    (
        ("conv1", "conv2", "conv3"),
        ("inception3a", "inception3b"),
        tuple(f"inception4{letter}" for letter in "abcde"),
        ("inception5a", "inception5b"),
    ),
    "fc",
)
_INCEPTION = Anatomy(
    (
        ("Conv2d_1a_3x3", "Conv2d_2a_3x3", "Conv2d_2b_3x3"),
        ("Conv2d_3b_1x1", "Conv2d_4a_3x3"),
        tuple(f"Mixed_5{letter}" for letter in "bcd"),
        tuple(f"Mixed_6{letter}" for letter in "abcde"),
        tuple(f"Mixed_7{letter}" for letter in "abc"),
    ),
    "fc",
)


def _network(name: str, shape: Shape) -> nn.Module:
    # Where images have colours, torchvision's weights want them scaled to [-1, 1]: transform_input
    # does that to images normalised as for every other network.
    return from_torchvision(
        name,
        shape.classes,
        aux_logits=False,
        init_weights=True,
        transform_input=shape.channels == 3,
    )


def _drop_at_the_head(network: nn.Module, model: Model) -> None:
    # torchvision drops before a bare `fc`, out of the recipe's sight: its choice comes instead.
    dropout, plain = network.get_submodule("dropout"), network.get_submodule("fc")
    assert isinstance(dropout, nn.Dropout)
    assert isinstance(plain, nn.Linear)
    network.set_submodule("dropout", nn.Identity())
    if model.dropout is None:
        head = DroppedLinear(plain.in_features, plain.out_features, dropout.p)
        head.load_state_dict(plain.state_dict())
        network.set_submodule("fc", head)


def _draw(std: float, weight: Tensor) -> None:
    nn.init.trunc_normal_(weight, mean=0.0, std=std, a=-2, b=2)


def _googlenet(shape: Shape, model: Model) -> nn.Module:
    small = has_small_stem(model, shape)
    if not small:
        refuse_below(15, model, shape)
    network = _network("googlenet", shape)
    stem = {"kernel_size": 3, "stride": 1, "padding": 1} if small else {}
    first_convolution(
        network, "conv1.conv", partial(_draw, 0.01), in_channels=shape.channels, **stem
    )
    if small:
        network.set_submodule("maxpool1", nn.Identity())
    _drop_at_the_head(network, model)
    return network


def _inception_v3(shape: Shape, model: Model) -> nn.Module:
    small = has_small_stem(model, shape)
    if not small:
        refuse_below(75, model, shape)
    network = _network("inception_v3", shape)
    first_convolution(
        network,
        "Conv2d_1a_3x3.conv",
        partial(_draw, 0.1),
        in_channels=shape.channels,
        **({"stride": 1, "padding": 1} if small else {}),
    )
    if small:
        for name in ("Conv2d_2a_3x3", "Conv2d_4a_3x3"):
            conv = network.get_submodule(f"{name}.conv")
            assert isinstance(conv, nn.Conv2d)
            conv.padding = (1, 1)
        network.set_submodule("maxpool1", nn.Identity())
        network.set_submodule("maxpool2", nn.MaxPool2d(3, stride=2, padding=1))
    _drop_at_the_head(network, model)
    return network


offer(
    "googlenet",
    "Inception",
    "22 layers, convolutions of several sizes side by side (Szegedy et al. 2014)",
    _googlenet,
    anatomy=lambda network: _GOOGLENET,
    source="arXiv 1409.4842",
    weights="GoogLeNet_Weights",
    top1=69.778,
)
offer(
    "inception_v3",
    "Inception",
    "48 layers, large convolutions split into small ones (Szegedy et al. 2015)",
    _inception_v3,
    anatomy=lambda network: _INCEPTION,
    source="arXiv 1512.00567",
    smallest=13,
    usual=299,
    weights="Inception_V3_Weights",
    top1=77.294,
)
