"""The networks of airbench, which learn CIFAR-10 to 94 and 96 % in seconds on a large GPU.

Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU" (arXiv 2404.00498, section 3): a first
layer that whitens the image and is not trained (3.2), filters that begin as the identity (3.3), a
scale of the logits, pooling by the maximum throughout. With ReLU in place of GELU, which is slower
on CPUs; batch norms shift but do not scale, as there.
"""

from __future__ import annotations

from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.registry import Shape, Traits, register
from regnet_studio.recipe.tree import Model

_LOGIT_SCALE = 1 / 9
_SIDE = 2
"""Of the patches that are whitened, in pixels."""
_SMALLEST_VARIANCE = 5e-4
"""Added to the variance of each direction, so that what hardly varies is not blown up (Jordan's
epsilon, of pixels with variance 1)."""
_CHUNK = 64
"""Images whose patches are in memory at once."""


class Whitening(nn.Conv2d):
    """A 2x2 convolution whose filters are kept as they are; only its bias is trained.

    2 * 4C filters for C channels: both signs of each direction, since a ReLU follows.
    """

    def __init__(self, channels: int) -> None:
        super().__init__(channels, 2 * channels * _SIDE**2, _SIDE)
        assert self.bias is not None
        nn.init.zeros_(self.bias)
        filters = self.weight.detach()
        del self.weight
        self.weight = nn.Buffer(filters)

    @torch.no_grad()
    def fit_to(self, images: Tensor) -> None:
        """Give every direction of 2x2 patches of these images [N, C, S, S] unit variance.

        The filters are the eigenvectors of the patches' covariance (about zero, where normalised
        images have their mean) over the root of their eigenvalues.
        """
        numbers = self.in_channels * _SIDE**2
        covariance = torch.zeros(numbers, numbers, dtype=torch.float64)
        count = 0
        for part in images.split(_CHUNK):
            patches = F.unfold(part.float(), _SIDE).transpose(1, 2).reshape(-1, numbers)
            covariance += (patches.T @ patches).cpu().double()
            count += len(patches)
        variances, directions = torch.linalg.eigh(covariance / count)
        filters = directions.T / torch.sqrt(variances + _SMALLEST_VARIANCE)[:, None]
        # An eigenvector's sign is the library's whim.
        largest = filters.gather(1, filters.abs().argmax(dim=1, keepdim=True))
        filters = (filters * largest.sign()).flip(0).reshape(-1, self.in_channels, _SIDE, _SIDE)
        self.weight.copy_(torch.cat([filters, -filters]))


class ShiftingNorm(nn.BatchNorm2d):
    """Batch norm with a trained shift and no trained scale."""

    def __init__(self, channels: int, momentum: float) -> None:
        super().__init__(channels, momentum=momentum)
        ones = cast(Tensor, self.weight).detach()
        del self.weight
        self.weight = nn.Buffer(ones)


class Group(nn.Module):
    """3x3 convolution and 2x2 max-pooling, then one more 3x3 convolution, or two with a shortcut.

    Each convolution is followed by batch norm and ReLU.
    """

    def __init__(self, inputs: int, outputs: int, convolutions: int, momentum: float) -> None:
        super().__init__()
        self.convs = nn.ModuleList(
            _identity(inputs if number == 0 else outputs, outputs) for number in range(convolutions)
        )
        self.norms = nn.ModuleList(ShiftingNorm(outputs, momentum) for _ in range(convolutions))

    def forward(self, x: Tensor) -> Tensor:
        first, second, *third = self.convs
        x = F.relu(self.norms[0](F.max_pool2d(first(x), 2)), inplace=True)
        out = F.relu(self.norms[1](second(x)), inplace=True)
        for conv in third:
            out = F.relu(self.norms[2](conv(out)) + x, inplace=True)
        return out


class Airbench(nn.Module):
    """Input [B, channels, S, S] for any S of at least 9, output [B, classes].

    Args:
        widths: channels of the three groups.
        convolutions: in each group; with three, a shortcut goes around the last two.
        momentum: share of a batch in the running statistics of the batch norms.
    """

    def __init__(
        self, shape: Shape, widths: tuple[int, int, int], convolutions: int, momentum: float
    ) -> None:
        super().__init__()
        self.whiten = Whitening(shape.channels)
        sides = (self.whiten.out_channels, *widths)
        self.groups = nn.Sequential(
            *(
                Group(inputs, outputs, convolutions, momentum)
                for inputs, outputs in zip(sides, widths, strict=False)
            )
        )
        self.head = nn.Linear(widths[-1], shape.classes)

    def forward(self, x: Tensor) -> Tensor:
        features = self.groups(F.relu(self.whiten(x), inplace=True)).amax(dim=(2, 3))
        return self.head(features * _LOGIT_SCALE)

    def fit_to(self, images: Tensor) -> None:
        """Whiten images like these, [N, C, S, S] normalised: some thousands say enough."""
        self.whiten.fit_to(images)

    def anatomy(self) -> Anatomy:
        """The whitening layer, the three groups, the head."""
        groups = tuple((f"groups.{number}",) for number in range(len(self.groups)))
        return Anatomy((("whiten",), *groups), "head")


def _identity(inputs: int, outputs: int) -> nn.Conv2d:
    """A 3x3 convolution that hands on its inputs, and as much more as there is room for."""
    conv = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    nn.init.dirac_(conv.weight.detach()[:inputs])
    return conv


@register(
    "airbench94",
    "Airbench",
    "6 convolutions over a whitened image: CIFAR-10 to 94 % in seconds (Jordan 2024)",
    Traits(smallest=9, accuracy={"CIFAR-10": 94.01}, source="arXiv 2404.00498"),
)
def _airbench94(shape: Shape, model: Model) -> nn.Module:
    # Its few steps want running statistics that follow quickly.
    return Airbench(shape, (64, 256, 256), convolutions=2, momentum=0.4)


@register(
    "airbench96",
    "Airbench",
    "9 wider convolutions, with shortcuts, over a whitened image: CIFAR-10 to 96 % (Jordan 2024)",
    Traits(smallest=9, accuracy={"CIFAR-10": 96.03}, source="arXiv 2404.00498"),
)
def _airbench96(shape: Shape, model: Model) -> nn.Module:
    return Airbench(shape, (128, 384, 512), convolutions=3, momentum=0.1)
