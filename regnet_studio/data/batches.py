"""Batches: gathered, varied and normalised as whole-batch tensor work on the device.

There is no DataLoader. Decoded images lie on the device as uint8 (or, on a CPU, in the mapped
file), and a batch is one gather. Images that are streamed, or do not fit, are taken batch by
batch and go through the same code: the batches are equal to the last bit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from regnet_studio.data.augment import Normalisation, Variation
from regnet_studio.data.draws import Draws, epoch_order
from regnet_studio.data.entries import Entries, Pixels
from regnet_studio.data.mixing import mix
from regnet_studio.recipe.tree import Augment

_MEMORY_SHARE = 0.5
"""Share of a GPU's free memory that images may take; the rest is for the network."""
_AHEAD = 3
"""Batches that are taken in the background while a GPU computes."""

Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Batch:
    """Some images, ready for the network."""

    images: Tensor
    """float32 [B, C, S, S], normalised."""
    labels: Tensor
    """int64 [B]."""
    partners: Tensor | None = None
    """int64 [B]: the labels of the images mixed in, where images are mixed."""
    share: Tensor | None = None
    """float32 [B]: the weight of ``labels``; ``partners`` have the rest."""


class SplitImages:
    """The images of one split, where batches are cut from.

    Args:
        pixels: all images of the dataset.
        entries: which of them belong to the split, with their labels.
        mean, std: per channel, of 0..255.
        channels_last: memory layout of the batches.
    """

    def __init__(
        self,
        pixels: Pixels,
        entries: Entries,
        *,
        mean: tuple[float, ...],
        std: tuple[float, ...],
        device: torch.device,
        channels_last: bool,
    ) -> None:
        self.size = pixels.size
        self.channels = pixels.channels
        self.count = len(entries)
        self.device = device
        self._pixels = pixels
        self._entries = entries
        self._images, rows = self._placed()
        """Images to gather from, on the device; None: they are taken batch by batch."""
        self._rows = torch.from_numpy(rows)
        """Row in ``_images`` of each entry."""
        self._labels = torch.from_numpy(entries.labels.astype(np.int64))
        self._normalisation = Normalisation(self.size, mean, std, device, channels_last)

    def epoch(
        self, epoch: int, seed: int, batch_size: int, augment: Augment, *, skip: int = 0
    ) -> Generator[Batch]:
        """The training batches of an epoch, shuffled and varied, from batch ``skip`` on.

        All batches are equally large; the few images left over are others in each epoch. Closing
        the generator ends what works in the background.
        """
        entries = self._entries
        order, keys = epoch_order(self.count, seed, epoch, entries.weights)
        size = min(batch_size, self.count)
        numbers = range(skip, self.count // size)
        places = [slice(number * size, (number + 1) * size) for number in numbers]
        varied = Variation(augment, self._normalisation, entries.strong is not None)
        with closing(self._pictures(order[place] for place in places)) as pictures:
            for number, place, (images, rows) in zip(numbers, places, pictures, strict=True):
                chosen = order[place]
                strong = None if entries.strong is None else entries.strong[chosen]
                batch = varied(images, rows, Draws(seed, epoch, keys[place]), strong)
                labels = self._labels_of(chosen)
                mixed = mix(batch, augment, seed, epoch, number)
                if mixed is None:
                    yield Batch(batch, labels)
                else:
                    yield Batch(mixed.images, labels, labels[mixed.partners], mixed.share)

    def steps_per_epoch(self, batch_size: int) -> int:
        """Number of batches that :meth:`epoch` gives."""
        return self.count // min(batch_size, self.count)

    def in_order(self, batch_size: int) -> Generator[Batch]:
        """Every entry once, as it is, in order; the last batch may be smaller."""
        parts = [
            np.arange(start, min(start + batch_size, self.count))
            for start in range(0, self.count, batch_size)
        ]
        with closing(self._pictures(parts)) as pictures:
            for part, (images, rows) in zip(parts, pictures, strict=True):
                pixels = images.index_select(0, rows)
                yield Batch(self._normalisation.of_lines(pixels), self._labels_of(part))

    def _placed(self) -> tuple[Tensor | None, NDArray[np.int64]]:
        """The images where batches can be gathered from them, and the entries' rows there."""
        whole, entries = self._pixels.whole, self._entries
        if whole is None:
            return None, entries.rows
        if self.device.type == "cpu":
            return (torch.from_numpy(whole) if entries.synthetic is None else None), entries.rows
        needed, rows = np.unique(entries.rows, return_inverse=True)
        if not _fits(len(needed) * whole[0].nbytes, self.device):
            return None, entries.rows
        return torch.from_numpy(self._taken(needed)).to(self.device), rows

    def _pictures(self, parts: Iterable[NDArray[np.int64]]) -> Generator[tuple[Tensor, Tensor]]:
        """For each part of the entries, the images it is in and its rows among them."""
        if self._images is not None:
            for part in parts:
                yield (
                    self._images,
                    self._rows[torch.from_numpy(part)].to(self.device, non_blocking=True),
                )
            return
        in_background = self.device.type == "cuda"

        def taken(part: NDArray[np.int64]) -> Tensor:
            images = torch.from_numpy(self._taken(self._entries.rows[part]))
            return images.pin_memory() if in_background else images

        # Without a GPU all cores decode between the steps: beside them they would be too many.
        with closing(ahead(taken, parts, _AHEAD if in_background else 0)) as batches:
            for images in batches:
                on_device = images.to(self.device, non_blocking=True)
                yield on_device, torch.arange(len(images), device=self.device)

    def _taken(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Images of the dataset, or synthetic ones: uint8 [len(rows), S, S, C]."""
        synthetic = self._entries.synthetic
        real = rows < len(self._pixels)
        if synthetic is None or real.all():
            return self._pixels.take(rows)
        images = np.empty((len(rows), *synthetic.shape[1:]), np.uint8)
        images[real] = self._pixels.take(rows[real])
        images[~real] = synthetic[rows[~real] - len(self._pixels)]
        return images

    def _labels_of(self, chosen: NDArray[np.int64]) -> Tensor:
        return self._labels[torch.from_numpy(chosen)].to(self.device, non_blocking=True)


def ahead(make: Callable[[Given], Made], parts: Iterable[Given], depth: int) -> Generator[Made]:
    """``map(make, parts)`` by a thread that is up to ``depth`` results ahead; 0: by none.

    What ``make`` raises is raised here. Closing the generator waits for the thread to end.
    """
    if depth == 0:
        yield from map(make, parts)
        return
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix="batches") as pool:
        try:
            for part in parts:
                waiting.append(pool.submit(make, part))
                if len(waiting) > depth:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _fits(size: int, device: torch.device) -> bool:
    if device.type != "cuda":
        return True  # MPS shares the host's memory
    free, _ = torch.cuda.mem_get_info(device)
    return size < free * _MEMORY_SHARE
