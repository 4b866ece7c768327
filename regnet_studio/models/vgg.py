"""VGG-11 to -19, with and without batch norm (Simonyan and Zisserman, arXiv 1409.1556, table 1).

For small images the five halvings leave one pixel; then, as is usual for CIFAR, one linear layer
on 512 features takes the place of the three layers that hold nine tenths of VGG's weights.
"""

from __future__ import annotations

from functools import partial

from torch import Tensor, nn

from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.blocks import has_small_stem, he_initialise
from regnet_studio.models.bought import first_convolution, from_torchvision, offer, refuse_below
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Model

_HALVINGS = 5
_LAYOUTS = {11: "A", 13: "B", 16: "D", 19: "E"}
_kaiming = partial(nn.init.kaiming_normal_, mode="fan_out", nonlinearity="relu")


class SmallVGG(nn.Module):
    """torchvision's ``features``, averaged over what is left of the image; one linear layer."""

    def __init__(self, features: nn.Sequential, classes: int) -> None:
        super().__init__()
        self.features = features
        for layer in features:
            if isinstance(layer, nn.MaxPool2d):
                layer.ceil_mode = True  # so that 28 px, or 8, outlive five halvings
        self.classifier = nn.Sequential(nn.Linear(512, classes))

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.features(x).mean(dim=(2, 3)))


def _build(depth: int, batch_norm: bool, shape: Shape, model: Model) -> nn.Module:
    if has_small_stem(model, shape):
        from torchvision.models.vgg import cfgs, make_layers

        network = SmallVGG(make_layers(cfgs[_LAYOUTS[depth]], batch_norm), shape.classes)
        first_convolution(network, "features.0", None, in_channels=shape.channels)
        he_initialise(network)
        return network
    refuse_below(2**_HALVINGS, model, shape)
    network = from_torchvision(f"vgg{depth}{'_bn' * batch_norm}", shape.classes)
    first_convolution(network, "features.0", _kaiming, in_channels=shape.channels)
    return network


def _anatomy(network: nn.Module) -> Anatomy:
    features, classifier = network.get_submodule("features"), network.get_submodule("classifier")
    assert isinstance(features, nn.Sequential)
    assert isinstance(classifier, nn.Sequential)
    stages: list[tuple[str, ...]] = []
    begun = 0
    for n, layer in enumerate(features):
        if isinstance(layer, nn.MaxPool2d):
            stages.append(tuple(f"features.{m}" for m in range(begun, n + 1)))
            begun = n + 1
    if len(classifier) == 1:
        return Anatomy(tuple(stages), "classifier.0")
    return Anatomy((*stages, ("classifier.0", "classifier.3")), "classifier.6")


for _depth, _top1, _top1_bn in (
    (11, 69.02, 70.37),
    (13, 69.928, 71.586),
    (16, 71.592, 73.36),
    (19, 72.376, 74.218),
):
    for _batch_norm in (False, True):
        offer(
            f"vgg{_depth}{'_bn' * _batch_norm}",
            "VGG",
            f"{_depth} layers, plain 3x3 convolutions{', batch norm' * _batch_norm} "
            "(Simonyan and Zisserman 2014)",
            partial(_build, _depth, _batch_norm),
            anatomy=_anatomy,
            source="arXiv 1409.1556",
            weights=f"VGG{_depth}{'_BN' * _batch_norm}_Weights",
            top1=_top1_bn if _batch_norm else _top1,
        )
