"""What the recipe will train, validate and test on, reckoned while it is being written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from regnet_studio.errors import DataMistake
from regnet_studio.studio import words
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.state import StudioState

if TYPE_CHECKING:
    from regnet_studio.data.split import Split
    from regnet_studio.recipe.tree import Data
    from regnet_studio.studio.data.overview import Overview

_CUTS = ("test_share", "validation_share", "copies", "folds", "fold")


@dataclass(frozen=True, eq=False)
class Parts:
    """A split of the images of an overview."""

    overview: Overview
    split: Split
    counts: dict[str, NDArray[np.int64]]
    """train, validation, test, left out -> images of each class, [classes]."""


class SplitPreview(QObject):
    """Follows the state. GUI thread only."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, state: StudioState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self.parts: Parts | None = None
        self.fault = ""
        """Why these images cannot be split so, if they cannot."""
        self._asked: Any = None
        self._latest = Latest(_split, self)
        self._latest.answered.connect(self._take)
        self._latest.failed.connect(self._refuse)
        state.data_changed.connect(self._ask)
        state.recipe_changed.connect(self._ask)
        self._ask()

    @property
    def is_busy(self) -> bool:
        """Whether ``parts`` is about to change."""
        return self._latest.is_busy

    def close(self, seconds: float) -> None:
        """End the thread."""
        self._latest.close()
        self._latest.wait(seconds)

    def _ask(self) -> None:
        overview, recipe = self._state.overview, self._state.recipe
        if overview is None:
            self._asked = self.parts = None
            self.changed.emit()
            return
        cuts = tuple(getattr(recipe.data, name) for name in _CUTS)
        asked = (id(overview), cuts, recipe.seed)
        if asked != self._asked:
            self._asked = asked
            self._latest.ask((overview, recipe.data, recipe.seed))

    def _take(self, question: tuple, parts: Parts) -> None:
        if question[0] is self._state.overview:
            self.parts, self.fault = parts, ""
            self.changed.emit()

    def _refuse(self, question: tuple, error: BaseException) -> None:
        if not isinstance(error, DataMistake):
            self.failed.emit(error)
        elif question[0] is self._state.overview:
            self.parts, self.fault = None, words.told(str(error))
            self.changed.emit()


def _split(question: tuple[Overview, Data, int]) -> Parts:
    from regnet_studio.data.split import set_apart

    overview, data, seed = question
    scan, dataset = overview.scan, overview.scan.dataset
    # Of all images, as the training numbers them: the numbers decide what is drawn.
    numbers = {"exact": scan.all_copies.exact, "near": scan.all_copies.group}
    made = set_apart(dataset, scan.facts.usable(dataset), numbers.get(data.copies), data, seed)
    rows = {
        "train": made.train,
        "validation": made.validation,
        "test": made.test,
        "left out": made.copies,
    }
    size = len(dataset.classes)
    counts = {name: np.bincount(dataset.labels[r], minlength=size) for name, r in rows.items()}
    if not len(made.copies):
        del counts["left out"]
    return Parts(overview, made, counts)
