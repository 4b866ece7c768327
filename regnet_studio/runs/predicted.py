"""What was said of many images: a table that grows, as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.data.layout import Problem
from regnet_studio.runs.tables import Cell, Table

if TYPE_CHECKING:
    from regnet_studio.runs.prediction import Portion

_RANKS = ("second", "third", "fourth", "fifth")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes a cell for a formula by (OWASP, CSV Injection)."""
_FIRST_ROOM = 1024


class Predicted:
    """Predictions column by column: 100,000 of them take a few megabytes.

    One thread adds to it, then another reads: rows that are there never change.

    Args:
        knows_training: whether it is known which of the images the network was trained on.
    """

    def __init__(self, classes: Sequence[str], knows_training: bool = False) -> None:
        self.classes = tuple(classes)
        self.knows_training = knows_training
        self.paths: list[str] = []
        self.problems: list[Problem] = []
        ranks = min(len(self.classes), 1 + len(_RANKS))
        self._top = np.zeros((_FIRST_ROOM, ranks), np.int32)
        self._shares = np.zeros((_FIRST_ROOM, ranks), np.float64)
        self._trained_on = np.zeros(_FIRST_ROOM, np.bool_)

    def __len__(self) -> int:
        return len(self.paths)

    @property
    def top(self) -> NDArray[np.int32]:
        """Numbers of the likeliest classes, the likeliest first: [N, 5 or fewer]."""
        return self._top[: len(self.paths)]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Their probabilities, 0..1: [N, 5 or fewer]."""
        return self._shares[: len(self.paths)]

    @property
    def labels(self) -> NDArray[np.int32]:
        """The number of what each image is taken for: [N]."""
        return self.top[:, 0]

    @property
    def confidences(self) -> NDArray[np.float64]:
        """The probability of that, 0..1: [N]."""
        return self.shares[:, 0]

    @property
    def trained_on(self) -> NDArray[np.bool_]:
        """Whether each is an image that the network was trained on: [N]; see knows_training."""
        return self._trained_on[: len(self.paths)]

    def was_trained_on(self, row: int) -> bool | None:
        """Whether the network was trained on an image; None: nobody knows."""
        return bool(self._trained_on[row]) if self.knows_training else None

    def add(self, portion: Portion) -> None:
        """Put a portion at the end."""
        self.problems += portion.problems
        before, count = len(self.paths), len(portion.paths)
        if not count:
            return
        if before + count > len(self._top):
            room = max(2 * len(self._top), before + count)
            self._top = np.resize(self._top, (room, self._top.shape[1]))
            self._shares = np.resize(self._shares, (room, self._shares.shape[1]))
            self._trained_on = np.resize(self._trained_on, room)
        self._top[before : before + count] = portion.top
        self._shares[before : before + count] = portion.shares
        if self.knows_training:
            self._trained_on[before : before + count] = portion.trained_on
        self.paths += portion.paths

    def counts(self) -> NDArray[np.int64]:
        """How many images are taken for each class: [K]."""
        return np.bincount(self.labels, minlength=len(self.classes))

    def top_of(self, row: int) -> list[tuple[str, float]]:
        """The likeliest classes of an image with their probabilities, the likeliest first."""
        numbers, shares = self.top[row].tolist(), self.shares[row].tolist()
        return [(self.classes[n], share) for n, share in zip(numbers, shares, strict=True)]

    def to_json(self) -> dict[str, Any]:
        """As ``regnet-studio predict --json`` prints it."""
        predictions: list[dict[str, Any]] = []
        for row, path in enumerate(self.paths):
            top = [list(line) for line in self.top_of(row)]
            predictions.append(
                {
                    "path": path,
                    "label": top[0][0],
                    "probability": top[0][1],
                    "top": top,
                    "trained_on": self.was_trained_on(row),
                }
            )
        problems = [{"path": p.path, "kind": p.kind, "detail": p.detail} for p in self.problems]
        return {"predictions": predictions, "problems": problems}

    def table(self, rows: Sequence[int] | None = None, with_problems: bool = True) -> Table:
        """A line an image: path, label, probability, the further classes; then the problems.

        Args:
            rows: which images, in which order; None: all.
        """
        ranks = _RANKS[: self._top.shape[1] - 1]
        columns = ("path", "label", "probability")
        for rank in ranks:
            columns += (rank, f"{rank}_probability")
        lines: list[tuple[Cell, ...]] = []
        for row in range(len(self)) if rows is None else rows:
            line: list[Cell] = [harmless(self.paths[row])]
            for name, share in self.top_of(row):
                line += [harmless(name), round(share, 6)]
            lines.append((*line, None))
        if with_problems:
            blank: tuple[Cell, ...] = (None,) * (len(columns) - 1)
            lines += [(harmless(p.path), *blank, harmless(p.detail)) for p in self.problems]
        return Table((*columns, "problem"), lines)

    def write_csv(self, path: Path, rows: Sequence[int] | None = None) -> None:
        """Write :meth:`table` as CSV in UTF-8; the problems are in it where all ``rows`` are.

        Raises:
            DiskTrouble: no room or no permission; an old file is untouched.
        """
        files.write_text(path, self.table(rows, with_problems=rows is None).csv())


def harmless(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula: with ``'`` before it if need be."""
    return f"'{text}" if text.startswith(_FORMULA) else text
