"""Batches: cut, cropped, flipped and normalised as whole-batch tensor work on the device.

There is no DataLoader: the decoded images of a split lie on the device (or, where they do not
fit, in host memory) as uint8, and a batch is one gather. Which rows and columns an image gives is
drawn per image and epoch, so the same (seed, epoch, image) always gives the same pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from regnet_studio.recipe.tree import Augment

_MEMORY_SHARE = 0.5
"""Share of a GPU's free memory that images may take; the rest is for the network."""
_STATISTICS_IMAGES = 5000


def channel_statistics(
    images: NDArray[np.uint8], indices: NDArray[np.int64]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and standard deviation per channel (of 0..255) over up to 5,000 training images."""
    chosen = indices[:: -(-len(indices) // _STATISTICS_IMAGES)]
    total = np.zeros(images.shape[3])
    squares = np.zeros(images.shape[3])
    for start in range(0, len(chosen), 256):
        part = images[chosen[start : start + 256]].astype(np.float32)
        total += part.sum(axis=(0, 1, 2), dtype=np.float64)
        squares += np.square(part).sum(axis=(0, 1, 2), dtype=np.float64)
    count = len(chosen) * images.shape[1] * images.shape[2]
    mean = total / count
    deviation = np.sqrt(np.maximum(squares / count - mean**2, 1.0))
    return tuple(np.round(mean, 4).tolist()), tuple(np.round(deviation, 4).tolist())


@dataclass(frozen=True)
class Batch:
    """Some images, ready for the network."""

    images: Tensor
    """float32 [B, C, S, S], normalised."""
    labels: Tensor
    """int64 [B]."""


class SplitImages:
    """The images of one split, where batches are cut from.

    Args:
        images: uint8 [N, S, S, C], all images of the dataset.
        labels: [N].
        indices: which of them belong to the split.
        mean, std: per channel, of 0..255.
        channels_last: memory layout of the batches.
    """

    def __init__(
        self,
        images: NDArray[np.uint8],
        labels: NDArray[np.int32],
        indices: NDArray[np.int64],
        *,
        mean: tuple[float, ...],
        std: tuple[float, ...],
        device: torch.device,
        channels_last: bool,
    ) -> None:
        self.size = images.shape[1]
        self.channels = images.shape[3]
        self.count = len(indices)
        self.device = device
        self.channels_last = channels_last
        self._rows = torch.from_numpy(indices)
        """Row in ``_images`` of each image of the split."""
        self._images = torch.from_numpy(images)
        if device.type != "cpu" and _fits(self.count * images[0].nbytes, device):
            self._images = torch.from_numpy(images[indices]).to(device)
            self._rows = torch.arange(self.count)
        self._labels = torch.from_numpy(labels[indices].astype(np.int64))
        # One row of pixels is normalised with one fused multiply-add over S*C numbers: with a
        # [C] vector the inner loop would be three numbers long, 35 times slower on a CPU.
        scale = 1.0 / torch.tensor(std)
        self._scale = scale.repeat(self.size).to(device)
        self._shift = (-torch.tensor(mean) * scale).repeat(self.size).to(device)

    def epoch(
        self, epoch: int, seed: int, batch_size: int, augment: Augment, *, skip: int = 0
    ) -> Iterator[Batch]:
        """The training batches of an epoch, shuffled and varied, from batch ``skip`` on.

        All batches are equally large; the few images left over are others in each epoch.
        """
        draw = torch.Generator().manual_seed(_mix(seed, epoch))
        order = torch.randperm(self.count, generator=draw)
        shift = augment.crop_padding
        dy, dx = torch.randint(-shift, shift + 1, (2, self.count), generator=draw)
        flip = (torch.rand(self.count, generator=draw) < 0.5) & augment.flip
        batch_size = min(batch_size, self.count)
        for start in range(skip * batch_size, self.count - batch_size + 1, batch_size):
            chosen = order[start : start + batch_size]
            yield self._batch(chosen, dy[chosen], dx[chosen], flip[chosen])

    def steps_per_epoch(self, batch_size: int) -> int:
        """Number of batches that :meth:`epoch` gives."""
        return self.count // min(batch_size, self.count)

    def in_order(self, batch_size: int) -> Iterator[Batch]:
        """Every image once, as it is, in order; the last batch may be smaller."""
        for start in range(0, self.count, batch_size):
            yield self._batch(torch.arange(start, min(start + batch_size, self.count)))

    def _batch(
        self,
        chosen: Tensor,
        dy: Tensor | None = None,
        dx: Tensor | None = None,
        flip: Tensor | None = None,
    ) -> Batch:
        """Images ``chosen`` of the split, each shifted by (dy, dx) with mirrored edges."""
        rows = self._rows[chosen]
        if dy is None or dx is None or flip is None:
            pixels = self._images.index_select(0, rows.to(self._images.device))
        else:
            pixels = self._gather(rows, dy, dx, flip)
        labels = self._labels[chosen].to(self.device, non_blocking=True)
        return Batch(self._normalise(pixels.to(self.device, non_blocking=True)), labels)

    def _gather(self, rows: Tensor, dy: Tensor, dx: Tensor, flip: Tensor) -> Tensor:
        """Crop and flip as one gather of pixels: [B, S, S, C]."""
        size, device = self.size, self._images.device
        rows, dy, dx, flip = (t.to(device, non_blocking=True) for t in (rows, dy, dx, flip))
        line = torch.arange(size, device=device)
        y = _mirrored(line + dy[:, None], size)
        x = _mirrored(torch.where(flip[:, None], size - 1 - line, line) + dx[:, None], size)
        position = (rows[:, None] * size + y)[:, :, None] * size + x[:, None, :]
        flat = self._images.view(-1, self.channels)
        picked = flat.index_select(0, position.flatten())
        return picked.view(len(rows), size, size, self.channels)

    def _normalise(self, pixels: Tensor) -> Tensor:
        lines = pixels.view(-1, self.size * self.channels).float()
        normal = torch.addcmul(self._shift, lines, self._scale)
        images = normal.view(-1, self.size, self.size, self.channels).permute(0, 3, 1, 2)
        if self.channels_last:
            return images.contiguous(memory_format=torch.channels_last)
        # Not `contiguous`: of one channel it leaves strides that convolutions take for the other.
        return images.clone(memory_format=torch.contiguous_format)


def _mirrored(position: Tensor, size: int) -> Tensor:
    """Positions outside of 0..size-1 folded back at the edge (the edge itself not repeated)."""
    position = position.abs()
    return torch.where(position >= size, 2 * (size - 1) - position, position).clamp_(0, size - 1)


def _mix(seed: int, epoch: int) -> int:
    """One 63-bit seed from two numbers, far apart for neighbours."""
    return int(np.random.SeedSequence([seed, epoch]).generate_state(1, np.uint64)[0] >> 1)


def _fits(size: int, device: torch.device) -> bool:
    if device.type != "cuda":
        return True  # MPS shares the host's memory
    free, _ = torch.cuda.mem_get_info(device)
    return size < free * _MEMORY_SHARE
