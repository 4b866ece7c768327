"""Images that do not fit decoded: each is decoded anew whenever it is asked for."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.dataset import Dataset
from regnet_studio.data.decode import BadImage, Frame, decode, quiet_pillow
from regnet_studio.data.sources import UnreadableFile
from regnet_studio.errors import DataMistake


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
            DataMistake: one of them cannot be read any more.
        """
        images = np.empty((len(rows), self.size, self.size, self.channels), dtype=np.uint8)

        def fill(place: int) -> None:
            images[place] = self._one(int(rows[place]))

        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, "decode")
        with quiet_pillow():
            for _ in self._pool.map(fill, range(len(rows))):
                pass  # raises what went wrong
        return images

    def _one(self, row: int) -> NDArray[np.uint8]:
        try:
            return decode(self._dataset.read(row), self._frame)
        except (BadImage, UnreadableFile) as error:
            raise DataMistake(
                f"{self._dataset.source}: {self._dataset.paths[row]} was well when it was first "
                f"read, but is no more ({error}); put it back, then resume the run"
            ) from error
