"""Images that know where they are, and streams of them, for the tests of batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from regnet_studio.data.batches import Batch, SplitImages
from regnet_studio.data.entries import (
    ArrayPixels,
    Entries,
    Pixels,
    plain_entries,
)
from regnet_studio.recipe.tree import Augment

CPU = torch.device("cpu")


def images_that_know_where_they_are(count: int, size: int) -> NDArray[np.uint8]:
    """Every pixel tells its image, row and column: [N, S, S, 3]."""
    images = np.zeros((count, size, size, 3), np.uint8)
    images[..., 0] = np.arange(count)[:, None, None]
    images[..., 1] = np.arange(size)[None, :, None]
    images[..., 2] = np.arange(size)[None, None, :]
    return images


@dataclass(frozen=True)
class Streamed:
    """Images that can only be taken, as where they are decoded anew."""

    images: NDArray[np.uint8]
    whole: None = None

    @property
    def size(self) -> int:
        return self.images.shape[1]

    @property
    def channels(self) -> int:
        return self.images.shape[3]

    def take(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        assert (rows < len(self)).all()
        return self.images[rows]

    def __len__(self) -> int:
        return len(self.images)


def split_of(
    images: NDArray[np.uint8] | Pixels,
    indices: NDArray[np.int64] | None = None,
    *,
    entries: Entries | None = None,
    **options: Any,
) -> SplitImages:
    pixels = ArrayPixels(images) if isinstance(images, np.ndarray) else images
    options = {
        "mean": (0.0,) * pixels.channels,
        "std": (1.0,) * pixels.channels,
        "device": CPU,
        "channels_last": False,
    } | options
    if entries is None:
        labels = (np.arange(len(pixels)) % 7).astype(np.int32)
        entries = plain_entries(np.arange(len(pixels)) if indices is None else indices, labels)
    return SplitImages(pixels, entries, **options)


ALL = Augment(
    crop_padding=1, rotation=20, brightness=0.2, contrast=0.2, saturation=0.2, hue=0.1, blur=1,
    erasing=0.5, policy="trivial", mixup=0.4, cutmix=1,
)  # fmt: skip


def stream(
    split: SplitImages,
    epoch: int,
    seed: int,
    batch: int,
    skip: int = 0,
    augment: Augment = Augment(crop_padding=2),  # noqa: B008
) -> list[Batch]:
    return list(split.epoch(epoch, seed, batch, augment, skip=skip))


def equal(a: list[Batch], b: list[Batch]) -> bool:
    def same(x: Tensor | None, y: Tensor | None) -> bool:
        return x is y if x is None or y is None else torch.equal(x, y)

    return len(a) == len(b) and all(
        same(x.images, y.images)
        and same(x.labels, y.labels)
        and same(x.partners, y.partners)
        and same(x.share, y.share)
        and np.array_equal(x.entries, y.entries)
        for x, y in zip(a, b, strict=True)
    )


NOISE = np.random.default_rng(0).integers(0, 256, (50, 6, 6, 3), dtype=np.uint8)


def entries_of(rows: list[int], **options: Any) -> Entries:
    return Entries(np.array(rows), np.array(rows) % 7, **options)
