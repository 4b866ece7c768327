"""What a prediction is the mean of: an image, its mirror image, and both a little moved."""

from __future__ import annotations

from collections.abc import Iterator

import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.models.card import Views


class AtTest(nn.Module):
    """A network that looks at several views of each image; its logits are their mean.

    none
        the image itself.
    flip
        it and its mirror image.
    flip_shift
        these two count 1/4 each; the image moved by one pixel down and to the right, that moved up
        and to the left, and the mirror images of both count 1/8 each. What moves in is mirrored at
        the edge. 6 views, as ``tta_level`` 2 of Jordan's airbench (arXiv 2404.00498).

    Takes what the network takes, [B, C, S, S], and gives logits float32 [B, classes]. Views pass
    one after the other, so that it needs the memory of one.
    """

    def __init__(self, network: nn.Module, kind: Views) -> None:
        super().__init__()
        self.network = network
        self.kind: Views = kind

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor | None = None
        for view, share in _views(images, self.kind):
            part = self.network(view).float() * share
            logits = part if logits is None else logits + part
        assert logits is not None
        return logits


def as_at_test(network: nn.Module, kind: Views) -> nn.Module:
    """The network as it is asked for a prediction: itself, where nothing but the image counts."""
    return network if kind == "none" else AtTest(network, kind)


def _views(images: Tensor, kind: Views) -> Iterator[tuple[Tensor, float]]:
    """Views of the images and how much each counts; together 1."""
    if kind == "none":
        yield images, 1.0
        return
    whole = 1.0 if kind == "flip" else 0.5
    yield from _both_ways(images, whole)
    if kind == "flip_shift":
        side = images.shape[-1]
        padded = F.pad(images, (1, 1, 1, 1), mode="reflect")
        for corner in (0, 2):
            moved = padded[:, :, corner : corner + side, corner : corner + side]
            yield from _both_ways(moved, whole / 2)


def _both_ways(images: Tensor, share: float) -> Iterator[tuple[Tensor, float]]:
    yield images, share / 2
    yield images.flip(3), share / 2
