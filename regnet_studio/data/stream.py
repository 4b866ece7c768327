"""Images that do not fit decoded: each is decoded anew whenever it is asked for."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.dataset import Dataset
from regnet_studio.data.decode import BadImage, Frame, decode, quiet_pillow
from regnet_studio.data.entries import UnreadableImages
from regnet_studio.data.sources import UnreadableFile


class StreamedPixels:
    """The images of a dataset, decoded by as many threads as there are cores to work on.

    Args:
        threads: None: one a core. On a CPU the network computes between
            two batches, not beside their decoding, so that no core has two things to do.
    """

    whole = None

    def __init__(self, dataset: Dataset, frame: Frame, threads: int | None = None) -> None:
        self._dataset = dataset
        self._frame = frame
        self._threads = threads or os.cpu_count() or 1
        self._pool: ThreadPoolExecutor | None = None

    @property
    def size(self) -> int:
        """Side of the images in pixels."""
        return self._frame.size

    @property
    def channels(self) -> int:
        """1 (grey) or 3 (RGB)."""
        return self._frame.channels

    def __len__(self) -> int:
        return len(self._dataset)

    def take(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The images at ``rows``: uint8 [len(rows), S, S, C].

        Raises:
            UnreadableImages: some of them cannot be read any more; all others were tried as well.
        """
        images = np.empty((len(rows), self.size, self.size, self.channels), dtype=np.uint8)
        faults: dict[int, str] = {}

        def fill(place: int) -> None:
            row = int(rows[place])
            try:
                images[place] = decode(self._dataset.read(row), self._frame)
            except (BadImage, UnreadableFile) as error:
                faults[row] = str(error)

        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, "decode")
        with quiet_pillow():
            for _ in self._pool.map(fill, range(len(rows))):
                pass  # raises what went wrong
        if faults:
            raise self._unreadable(faults)
        return images

    def _unreadable(self, faults: dict[int, str]) -> UnreadableImages:
        row = min(faults)
        others = f", and {len(faults) - 1:,} more" if len(faults) > 1 else ""
        return UnreadableImages(
            f"{self._dataset.source}: {self._dataset.paths[row]} was well when it was first read, "
            f"but is no more ({faults[row]}){others}; put it back, then resume the run",
            dict(sorted(faults.items())),
        )
