"""The training images that look most like an image to the network, found off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from regnet_studio.studio.evaluate.result_grid import crisp
from regnet_studio.studio.jobs.job import Job, OnProgress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regnet_studio.evaluation.classifier import Classifier
    from regnet_studio.studio.evaluate.examined import Examined

COUNT = 5
_SIDE = 96


@dataclass(frozen=True)
class Neighbour:
    """A training image."""

    path: str
    name: str
    """Of its class, when the run was trained."""
    picture: QImage


@dataclass(frozen=True)
class _Known:
    """Of one run: its network, and what it makes of every training image."""

    classifier: Classifier
    rows: NDArray[np.int64]
    features: NDArray[np.float32]


class Neighbours(QObject):
    """Keeps a run's features while it is open: the first question takes long, the rest do not."""

    found = Signal(int, object)
    """A place, and its :class:`Neighbour` s, the nearest first."""
    progressed = Signal(int, int)
    """Training images looked at, of how many."""
    failed = Signal(object)
    changed = Signal()
    """It began or ended to work."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._known: tuple[Any, _Known] | None = None
        self._job: Job | None = None
        self._next: tuple[Examined, int] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether it is at work."""
        return self._job is not None

    def has_features(self, seen: Examined) -> bool:
        """Whether a question about this run is answered at once."""
        return self._known is not None and self._known[0] == seen.run.path

    def ask(self, seen: Examined, place: int) -> None:
        """Look for the neighbours of an image; of several questions the last one counts."""
        self._next = seen, place
        if self._job is None:
            self._begin()

    def give_up(self) -> None:
        """Drop the question; features that are being reckoned are lost."""
        self._next = None
        if self._job is not None:
            self._job.cancel()

    def close(self, seconds: float) -> None:
        """Give up and wait for the thread."""
        job = self._job
        self.give_up()
        if job is not None:
            job.wait(seconds)

    def _begin(self) -> None:
        assert self._next is not None
        (seen, place), self._next = self._next, None
        known = self._known[1] if self._known is not None and self.has_features(seen) else None

        def work(on_progress: OnProgress) -> Any:
            ready = known or _features_of(seen, on_progress)
            return ready, _nearest(seen, place, ready)

        def done(found: tuple[_Known, list[Neighbour]]) -> None:
            self._known = seen.run.path, found[0]
            self.found.emit(place, found[1])

        job = self._job = Job(work, self)
        job.progressed.connect(lambda report: self.progressed.emit(*report))
        job.succeeded.connect(done)
        job.failed.connect(self.failed)
        job.ended.connect(self._over)
        job.start()
        self.changed.emit()

    def _over(self) -> None:
        self._job = None
        if self._next is not None:
            self._begin()
        else:
            self.changed.emit()


def _features_of(seen: Examined, on_progress: OnProgress) -> _Known:
    from regnet_studio.evaluation.classifier import Classifier
    from regnet_studio.evaluation.embedding import features
    from regnet_studio.training.checkpoint import best_checkpoint
    from regnet_studio.training.device import choose_device

    with seen.lock:
        data = seen.examination.data
    # A network of its own: others may be hooking into the examination's meanwhile.
    device = choose_device(seen.run.recipe.compute)
    classifier = Classifier.from_checkpoint(best_checkpoint(seen.run.path), device)
    images = data.images_of("train", device)
    work = features(classifier, images)
    while True:
        try:
            on_progress(*next(work))
        except StopIteration as end:
            return _Known(classifier, images.rows[images.readable], end.value)


def _nearest(seen: Examined, place: int, known: _Known) -> list[Neighbour]:
    from regnet_studio.data.entries import plain_entries
    from regnet_studio.data.progress import finished
    from regnet_studio.evaluation.embedding import features, nearest

    with seen.lock:
        data, rows = seen.examination.data, seen.examination.rows
    one = plain_entries(rows[[place]], data.dataset.labels)
    asked = finished(features(known.classifier, data.images(one, known.classifier.device)))
    found = known.rows[nearest(known.features, asked, COUNT)[0]]
    pixels = data.pixels.take(found)
    names = data.dataset.classes
    return [
        Neighbour(
            data.dataset.paths[number],
            names[int(data.dataset.labels[number])],
            crisp(picture, _SIDE),
        )
        for number, picture in zip(found.tolist(), pixels, strict=True)
    ]
