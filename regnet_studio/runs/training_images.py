"""Which files a run was trained on, known again by their content, wherever they lie now.

What a network says of an image that it was trained on tells nothing of how good it is.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.data.glimpse import digest_of
from regnet_studio.errors import RunMistake
from regnet_studio.runs.directory import Run
from regnet_studio.training.preparation import PreparedData

_BYTES = 16
"""Of a digest."""


@dataclass(frozen=True)
class TrainingImages:
    """Digests of their bytes: uint8 [N, 16], sorted by the first eight as a number."""

    digests: NDArray[np.uint8]

    @classmethod
    def of(cls, data: PreparedData) -> TrainingImages:
        """Those of a run's training split."""
        return cls(_sorted(data.facts.digests[data.split.train]))

    @classmethod
    def read(cls, run: Run) -> TrainingImages | None:
        """Those that the run kept; None: it did not get as far, or is older than this.

        Raises:
            RunMistake: the file is damaged.
        """
        path = run.training_images_file
        try:
            kept = np.load(io.BytesIO(path.read_bytes()), allow_pickle=False)
        except FileNotFoundError:
            return None
        except (OSError, EOFError, ValueError) as error:
            raise _damaged(path) from error
        if (
            not isinstance(kept, np.ndarray)
            or kept.dtype != np.uint8
            or kept.shape[1:] != (_BYTES,)
        ):
            raise _damaged(path)
        return cls(_sorted(kept))

    def write(self, run: Run) -> None:
        """Keep them in the run.

        Raises:
            DiskTrouble: no room or no permission.
        """

        def write(temporary: Path) -> None:
            with temporary.open("wb") as file:  # save adds .npy to a name, not to a file
                np.save(file, self.digests)

        files.write_with(run.training_images_file, write)

    def holds(self, content: bytes) -> bool:
        """Whether a file with these bytes was trained on. From any thread."""
        asked = np.frombuffer(digest_of(content), np.uint8)
        first = _numbers(self.digests)
        number = _numbers(asked[None])[0]
        begin, end = np.searchsorted(first, number, "left"), np.searchsorted(first, number, "right")
        return bool((self.digests[begin:end] == asked).all(axis=1).any())


def _sorted(digests: NDArray[np.uint8]) -> NDArray[np.uint8]:
    digests = np.ascontiguousarray(digests)
    return digests[np.argsort(_numbers(digests), kind="stable")]


def _numbers(digests: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The first eight bytes of each: [N]; a view where they lie in one piece."""
    return np.ascontiguousarray(digests).view("<u8").reshape(len(digests), -1)[:, 0]


def _damaged(path: Path) -> RunMistake:
    return RunMistake(
        f"{path} is damaged: delete it; it only tells which images the run was trained on"
    )
