"""Images whose labels are suspected: what a search for label errors left of a run, and the search.

Both read and write files, and train: not on the GUI thread.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from regnet_studio.studio.evaluate.examined import Examined, ReadSoFar
from regnet_studio.studio.jobs.job import OnProgress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regnet_studio.runs.label_errors import LabelErrors


@dataclass(frozen=True, eq=False)
class Suspected(Examined):
    """The out-of-fold predictions of a run, the suggested class in the place of the guess."""

    suggested: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """[N]; what the network takes it for, where nothing is suggested."""

    @property
    def temperature(self) -> float:
        """None was fitted to the networks of the folds."""
        return 1.0

    @cached_property
    def guesses(self) -> NDArray[np.int64]:
        return self.suggested

    @cached_property
    def confidences(self) -> NDArray[np.float32]:
        """The probability of the suggested class: [N]."""
        from regnet_studio.evaluation.probabilities import probabilities

        odds = probabilities(self.examination.predictions.logits)
        return odds[np.arange(len(odds)), self.suggested].astype(np.float32)


@dataclass(frozen=True)
class Searched:
    """What is there of a run's search for label errors."""

    found: LabelErrors | None = None
    seen: Suspected | None = None
    """There is one where ``found`` is."""
    interrupted: tuple[int, int] | None = None
    """Folds and epochs of a search that goes on with these."""


@dataclass(frozen=True)
class SearchStep:
    """How far a search is."""

    fold: int
    folds: int
    epoch: int
    epochs: int
    share: float
    begun: float
    """The share that was there when it began."""


def search(path: Path, folds: int, epochs: int, on_progress: OnProgress) -> None:
    """Look for label errors in a run; given up, it keeps what was trained.

    Args:
        on_progress: called with a :class:`SearchStep`.

    Raises:
        UserMistake: the run or its images cannot be read.
    """
    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.label_errors import FoldStep, find_label_errors

    begun: float | None = None
    with closing(find_label_errors(Run(path), folds, epochs)) as work:
        for event in work:
            if isinstance(event, FoldStep):
                begun = event.share if begun is None else begun
                step = SearchStep(event.fold, folds, event.epoch, event.epochs, event.share, begun)
                on_progress(step)


def searched(examined: Examined) -> Searched:
    """What an earlier search in a run left.

    Raises:
        UserMistake: its files are damaged.
    """
    from regnet_studio.evaluation.predictions import Predictions
    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.examination import Examination
    from regnet_studio.runs.label_errors import (
        interrupted_search,
        label_errors_of,
        out_of_fold_file,
    )

    folder = Run(examined.run.path)
    found, interrupted = label_errors_of(folder), interrupted_search(folder)
    if found is None:
        return Searched(interrupted=interrupted)
    predictions = Predictions.read(out_of_fold_file(folder))
    suggested = predictions.logits.argmax(axis=1).astype(np.int64)
    suggested[found.places] = found.suggested
    told = ReadSoFar()
    seen = Suspected(
        run=examined.run,
        examination=Examination(folder, predictions, told),
        report=examined.report,  # of another split: nothing here asks for its figures
        read_so_far=told,
        suggested=suggested,
    )
    _ = seen.confidences
    return Searched(found, seen, interrupted)
