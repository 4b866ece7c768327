"""Batches: gathered, varied and normalised as whole-batch tensor work on the device.

There is no DataLoader. Decoded images lie on the device as uint8 (or, on a CPU, in the mapped
file), and a batch is one gather. Images that are streamed, or do not fit, are taken batch by
batch and go through the same code: the batches are equal to the last bit.

An image that is streamed and cannot be read any more is set aside: in training another image of its
batch comes in its place, elsewhere it is left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from regnet_studio.data.augment import Normalisation, Variation
from regnet_studio.data.draws import Draws, epoch_order
from regnet_studio.data.entries import Aside, Entries, Pixels, UnreadableImages, stand_ins
from regnet_studio.data.mixing import mix
from regnet_studio.data.resizing import resized
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Augment

_MEMORY_SHARE = 0.5
"""Share of a GPU's free memory that images may take; the rest is for the network."""
_AHEAD = 3
"""Batches that are taken in the background while a GPU computes."""
_GONE = 8
"""Where so many images are asked for and none can be read, it is the place that is not there."""

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
    entries: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    """[B]: numbers of the entries that are shown, within the split."""

    def parts(self, size: int) -> list[Batch]:
        """The batch in parts of ``size`` images, the last one perhaps smaller."""
        places = [slice(start, start + size) for start in range(0, len(self.labels), size)]
        return [
            Batch(
                self.images[place],
                self.labels[place],
                None if self.partners is None else self.partners[place],
                None if self.share is None else self.share[place],
                self.entries[place],
            )
            for place in places
        ]


class _Read(NamedTuple):
    """What became of a part of the entries that was asked for."""

    part: NDArray[np.int64]
    readable: NDArray[np.bool_] | None
    """Which of the part could be read; None: all."""
    images: Tensor
    """uint8 [R, S, S, C]: those."""
    reasons: Mapping[int, str]
    """Row -> why, of images that could not be read for the first time."""


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
        """Entries, those whose image is set aside included."""
        self.rows = entries.rows
        """int64 [count]: row of each entry in the dataset; synthetic images come after its rows."""
        self.device = device
        self._aside = Aside(entries.rows)
        self._pixels = pixels
        self._entries = entries
        self._images, rows = self._placed()
        """Images to gather from, on the device; None: they are taken batch by batch."""
        self._rows = torch.from_numpy(rows)
        """Row in ``_images`` of each entry."""
        self._labels = torch.from_numpy(entries.labels.astype(np.int64))
        self._normalisation = Normalisation(self.size, mean, std, device, channels_last)

    @property
    def set_aside(self) -> Mapping[int, str]:
        """Row in the dataset -> why, of the images that could not be read any more.

        It grows while batches are taken. None of them is read again.
        """
        return self._aside.reasons

    def put_aside(self, rows: Mapping[int, str] | Iterable[int]) -> None:
        """Set images aside from the start, as before a resume: rows, or rows with their reasons."""
        self._aside.put(rows)

    @property
    def readable(self) -> NDArray[np.int64]:
        """Numbers of the entries that are not set aside, in order: those of :meth:`in_order`."""
        return self._aside.left(np.arange(self.count))

    def epoch(
        self,
        epoch: int,
        seed: int,
        batch_size: int,
        augment: Augment,
        *,
        skip: int = 0,
        size: int | None = None,
        losses: NDArray[np.float32] | None = None,
        hard: float = 0.0,
    ) -> Generator[Batch]:
        """The training batches of an epoch, shuffled and varied, from batch ``skip`` on.

        All batches are equally large; the few images left over are others in each epoch. Closing
        the generator ends what works in the background. The batches are a function of the
        arguments, and of the images that are set aside, alone.

        Args:
            epoch: from 1.
            augment: as :func:`regnet_studio.recipe.strength.strengthened` gives it.
            size: side in pixels to which images are brought after they were varied, before they
                are mixed; None: their own.
            losses: [count], of the epoch before; NaN where an entry had none.
            hard: 0..0.5, the share of the entries, those with the lowest losses, that give their
                places to as many with the highest (``loss.hard_epoch``).

        Raises:
            DataMistake: none of the images of a batch can be read any more.
        """
        entries = self._entries
        order, keys = epoch_order(self.count, seed, epoch, entries.weights, losses, hard)
        many = min(batch_size, self.count)
        numbers = range(skip, self.count // many)
        places = [slice(number * many, (number + 1) * many) for number in numbers]
        varied = Variation(augment, self._normalisation, entries.strong is not None)
        with closing(self._pictures((order[place] for place in places), full=True)) as pictures:
            for number, place, (chosen, images, rows) in zip(
                numbers, places, pictures, strict=True
            ):
                strong = None if entries.strong is None else entries.strong[chosen]
                batch = varied(images, rows, Draws(seed, epoch, keys[place]), strong)
                batch = resized(batch, size or self.size)
                labels = self._labels_of(chosen)
                mixed = mix(batch, augment, seed, epoch, number)
                if mixed is None:
                    yield Batch(batch, labels, entries=chosen)
                else:
                    yield Batch(mixed.images, labels, labels[mixed.partners], mixed.share, chosen)

    def steps_per_epoch(self, batch_size: int) -> int:
        """Number of batches that :meth:`epoch` gives."""
        return self.count // min(batch_size, self.count)

    def in_order(self, batch_size: int) -> Generator[Batch]:
        """Every entry once, as it is, in order; batches may be smaller than asked for.

        Images that cannot be read are left out: count what comes.

        Raises:
            DataMistake: none of all images can be read any more, or the place where they lie is
                not there.
        """
        parts = (
            np.arange(start, min(start + batch_size, self.count))
            for start in range(0, self.count, batch_size)
        )
        came = 0
        with closing(self._pictures(parts, full=False)) as pictures:
            for chosen, images, rows in pictures:
                pixels = self._normalisation.of_lines(images.index_select(0, rows))
                yield Batch(pixels, self._labels_of(chosen), entries=chosen)
                came += len(chosen)
        if self.count and not came:
            raise none_readable(self.count)

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

    def _pictures(
        self, parts: Iterable[NDArray[np.int64]], full: bool
    ) -> Generator[tuple[NDArray[np.int64], Tensor, Tensor]]:
        """For each part of the entries those that are shown, the images they are in, their rows.

        Args:
            full: others of its part come in the place of an image that cannot be read; else it is
                left out, and so is a part of which nothing is left.
        """
        if self._images is not None:
            for part in parts:
                readable = self._aside.readable(part)
                chosen = part if readable is None else part[_shown(readable, full)]
                if len(chosen):
                    rows = self._rows[torch.from_numpy(chosen)]
                    yield chosen, self._images, rows.to(self.device, non_blocking=True)
            return
        in_background = self.device.type == "cuda"
        aside = Aside(self.rows)  # of the thread that reads, which may be some batches ahead
        aside.put(self.set_aside)

        def read(part: NDArray[np.int64]) -> _Read:
            read = self._read(part, aside)
            return read._replace(images=read.images.pin_memory()) if in_background else read

        # Without a GPU all cores decode between the steps: beside them they would be too many.
        with closing(ahead(read, parts, _AHEAD if in_background else 0)) as batches:
            for part, readable, images, reasons in batches:
                on_device = images.to(self.device, non_blocking=True)
                if readable is None:
                    yield part, on_device, torch.arange(len(images), device=self.device)
                    continue
                shown = _shown(readable, full)
                self._aside.put(reasons)
                if len(shown):
                    rows = torch.from_numpy((np.cumsum(readable) - 1)[shown])
                    yield part[shown], on_device, rows.to(self.device, non_blocking=True)

    def _read(self, part: NDArray[np.int64], aside: Aside) -> _Read:
        """The images of a part of the entries that can be read; the others are put aside.

        Raises:
            UnreadableImages: none of them can be, so many that it is not they that are bad.
        """
        reasons: dict[int, str] = {}
        while True:
            readable = aside.readable(part)
            rows = self.rows[part if readable is None else part[readable]]
            try:
                return _Read(part, readable, torch.from_numpy(self._taken(rows)), reasons)
            except UnreadableImages as fault:
                asked = len(np.unique(rows[rows < len(self._pixels)]))
                if _GONE <= asked == len(fault.reasons):
                    raise
                aside.put(fault.reasons)
                reasons.update(fault.reasons)

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


def _shown(readable: NDArray[np.bool_], full: bool) -> NDArray[np.int64]:
    """The places of a part whose images are shown: as many as it has (``full``), or as can be."""
    if not full:
        return np.flatnonzero(readable)
    if not readable.any():
        raise none_readable(len(readable))
    return stand_ins(readable)


def none_readable(count: int) -> DataMistake:
    """What is to be said where a whole batch, or a whole split, cannot be read."""
    return DataMistake(
        f"none of {count:,} images can be read any more; see to it that the folder is there and "
        "its images are as they were, then resume the run"
    )


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
