"""Likely label errors: looked for by networks that never saw the images, mended one by one."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QSpinBox, QStackedWidget, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.examined import Examined, ReadSoFar
from regnet_studio.studio.job import Job, OnProgress
from regnet_studio.studio.latest import Latest
from regnet_studio.studio.look import Look
from regnet_studio.studio.parts import (
    GAP,
    EmptyState,
    Figure,
    button,
    card,
    column,
    holder,
    label,
    row,
)
from regnet_studio.studio.repair import repair_desk
from regnet_studio.studio.repair_bar import RepairBar
from regnet_studio.studio.result_grid import ResultGrid
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.theme import Theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regnet_studio.runs.label_errors import LabelErrors
_FOLDS, _MOST_FOLDS = 5, 20
_SIDE_PX = 280
_SPIN_PX = 84


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
class _Kept:
    """What is there of a run's search for label errors."""

    found: LabelErrors | None
    seen: Suspected | None
    interrupted: tuple[int, int] | None
    """Folds and epochs of a search that goes on with these."""


class LabelErrorsTab(QWidget):
    """How to look, how far it is, and the ranked list with what can be done about it."""

    failed = Signal(object)
    listed = Signal()
    """A list is shown."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("evaluate.label_errors")
        self._theme = theme
        self._examined: Examined | None = None
        self._kept = _Kept(None, None, None)
        self._job: Job | None = None
        self._keeping: list[Job] = []
        self._waiting: list[tuple[list[str], str]] = []
        """Labels to be given, while the desk writes another edit."""
        self._began = 0.0
        self.desk = repair_desk(state)
        self.grid = ResultGrid(theme)
        self.grid.setObjectName("label_errors.grid")
        self.grid.failed.connect(self.failed)
        self.bar = RepairBar(theme, self.desk, self.chosen_paths, self._class_names)
        self.bar.add_actions(self)
        self._reading = Latest(_read, self)
        self._reading.answered.connect(self._take_kept)
        self._reading.failed.connect(lambda _, error: self.failed.emit(error))
        self._empty = EmptyState(theme, "relabel", *self._invitation(), self.look_for_errors)
        self._empty.button.setObjectName("label_errors.first")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_list())
        layout = column(gap=12)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.addWidget(self._make_head())
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        self.grid.selection_changed.connect(self._show_current)
        self.grid.menu_asked.connect(self.bar.open_menu)
        self.desk.changed.connect(self._follow_desk)
        self._judge()

    @property
    def is_busy(self) -> bool:
        """Whether networks are being trained."""
        return self._job is not None

    def show_examination(self, seen: Examined | None) -> None:
        """Show what was found of a run earlier; a search in another run is interrupted."""
        before, self._examined = self._examined, seen
        if before is not None and seen is not None and before.run.path == seen.run.path:
            return
        self.cancel()
        self._waiting.clear()
        self._kept = _Kept(None, None, None)
        self._show_list()
        if seen is not None:
            self._epochs.setValue(seen.run.recipe.stopping.epochs)
            self._reading.ask(seen)
        self._judge()

    def look_for_errors(self) -> None:
        """Train the networks now, or go on with them."""
        if self._job is not None or self._examined is None:
            return
        examined = self._examined
        folds, epochs = self._folds.value(), self._epochs.value()

        def work(on_progress: OnProgress) -> _Kept:
            _search(examined.run.path, folds, epochs, on_progress)
            return _read(examined)

        job = self._job = Job(work, self)
        job.progressed.connect(lambda told: self._show_progress(job, told))
        job.succeeded.connect(lambda kept: self._take_kept(examined, kept))
        job.failed.connect(self.failed)
        job.ended.connect(lambda: self._over(job))
        self._bar.setRange(0, 0)
        self._stage.setText(self.tr("Preparing the images"))
        self._began = time.monotonic()
        job.start()
        self._judge()

    def cancel(self) -> None:
        """End at the next step; what was trained is kept for the next time."""
        if self._job is not None:
            self._job.cancel()
            self._stage.setText(self.tr("Ending; what was trained is kept…"))

    def accept(self) -> None:
        """Give the selected images the class that is suggested."""
        seen = self._kept.seen
        if seen is None:
            return
        by_class: dict[str, list[str]] = {}
        for place in self.grid.selected_places().tolist():
            name = seen.classes[int(seen.suggested[place])]
            by_class.setdefault(name, []).append(seen.examination.predictions.paths[int(place)])
        self._waiting += [(paths, name) for name, paths in by_class.items()]
        self._write_next()

    def keep(self) -> None:
        """The labels of the selected images are right: they are not suggested again."""
        found, paths, examined = self._kept.found, self.chosen_paths(), self._examined
        if found is None or examined is None or not paths:
            return
        path = examined.run.path

        def work(_: OnProgress) -> LabelErrors:
            from regnet_studio.runs.directory import Run
            from regnet_studio.runs.label_errors import keep_labels

            return keep_labels(Run(path), paths)

        job = Job(work, self)
        self._keeping.append(job)
        job.failed.connect(self.failed)
        job.ended.connect(lambda: self._keeping.remove(job))
        job.start()
        self._kept = replace(self._kept, found=replace(found, kept=[*found.kept, *paths]))
        self._show_list()

    def chosen_paths(self) -> list[str]:
        """The paths of the selected images."""
        if self._kept.seen is None:
            return []
        paths = self._kept.seen.examination.predictions.paths
        return [paths[int(place)] for place in self.grid.selected_places()]

    def close_page(self, seconds: float) -> None:
        """End its threads; a search is kept for the next time."""
        self._reading.close()
        self.grid.close_grid()
        self.look.close_look(seconds)
        for job in (self._job, *self._keeping):
            if job is not None:
                if job is self._job:
                    job.cancel()
                job.wait(seconds)

    def _invitation(self) -> tuple[str, str, str]:
        return (
            self.tr("Which labels are wrong?"),
            self.tr(
                "Networks like this one are trained on parts of the training images, and judge "
                "those they did not see. What they contradict with certainty is probably filed "
                "under a wrong class. It takes about as long as that many trainings; it can be "
                "interrupted at any time and goes on where it was."
            ),
            self.tr("Look for label errors"),
        )

    def _make_head(self) -> QWidget:
        self._folds = _spin("label_errors.folds", self.tr("Networks"), 2, _MOST_FOLDS, _FOLDS)
        self._folds.setToolTip(
            self.tr("Each is trained on all but one of as many parts, and judges that one")
        )
        self._epochs = _spin("label_errors.epochs", self.tr("Epochs"), 1, 100_000, 10)
        self._epochs.setToolTip(self.tr("Of each network; fewer than the run had are often enough"))
        self._start = button(self.tr("Look again"), "label_errors.start")
        self._start.clicked.connect(self.look_for_errors)
        self._theme.dress(self._start, "play")
        self._cancel = button(self.tr("Cancel"), "label_errors.cancel")
        self._cancel.clicked.connect(self.cancel)
        self._theme.dress(self._cancel, "cancel")
        self._bar = QProgressBar()
        self._bar.setObjectName("label_errors.progress")
        self._bar.setAccessibleName(self.tr("Progress of the search"))
        self._bar.setTextVisible(False)
        self._stage = label("", "caption")
        self._about = label("", "muted", wrap=True)
        self._about.setObjectName("label_errors.about")
        texts = [label(self.tr("Networks"), "muted"), label(self.tr("Epochs"), "muted")]
        for text, editor in zip(texts, (self._folds, self._epochs), strict=True):
            text.setBuddy(editor)
        top = row(
            self._about, texts[0], self._folds, texts[1], self._epochs, self._start, self._cancel
        )
        top.setStretch(0, 1)
        inner = column(gap=GAP)
        inner.addLayout(top)
        inner.addWidget(self._bar)
        inner.addWidget(self._stage)
        head = card(12)
        head.setLayout(inner)
        return head

    def _make_list(self) -> QWidget:
        self._figures = {
            "left": Figure(self.tr("likely errors left"), "label_errors.left", small=True),
            "share": Figure(
                self.tr("of all labels wrong (est.)"), "label_errors.share", small=True
            ),
            "looked": Figure(self.tr("images looked at"), "label_errors.images", small=True),
            "mended": Figure(self.tr("mended since the run"), "label_errors.mended", small=True),
        }
        self._accept = button(self.tr("Accept suggestion"), "label_errors.accept")
        self._accept.setToolTip(self.tr("Give the selected images the suggested class"))
        self._accept.clicked.connect(self.accept)
        self._theme.dress(self._accept, "relabel")
        self._keep = button(self.tr("Label is right"), "label_errors.keep")
        self._keep.setToolTip(self.tr("Take the selected images off this list for good"))
        self._keep.clicked.connect(self.keep)
        self._theme.dress(self._keep, "check")
        left = holder()
        inner = column(gap=GAP)
        inner.addLayout(row(*self._figures.values(), 1, gap=3 * GAP))
        inner.addWidget(self.grid, 1)
        inner.addWidget(self.bar)
        left.setLayout(inner)
        self.look = Look(self._theme)
        self.look.failed.connect(self.failed)
        self._hint = label(
            self.tr("Filed under → probably shows. Choose an image to see it larger."),
            "muted",
            wrap=True,
        )
        side = card(12)
        side.setLayout(column(self._hint, self.look, 1, self._accept, self._keep, gap=GAP))
        side.setFixedWidth(_SIDE_PX)
        place = holder()
        layout = row(gap=2 * GAP)
        layout.addWidget(left, 1)
        layout.addWidget(side)
        place.setLayout(layout)
        return place

    def _judge(self) -> None:
        busy, may = self._job is not None, self._examined is not None
        has_list, interrupted = self._kept.found is not None, self._kept.interrupted
        title, about, action = self._invitation()
        if interrupted is not None and not has_list:
            action = self.tr("Go on looking")
        self._empty.say(title, about, action)
        self._empty.button.setEnabled(may and not busy)
        self._start.setVisible(not busy and has_list)
        self._start.setEnabled(may)
        self._cancel.setVisible(busy)
        self._bar.setVisible(busy)
        self._stage.setVisible(busy)
        for editor in (self._folds, self._epochs):
            editor.setEnabled(may and not busy)
        self._about.setText(self._said())

    def _said(self) -> str:
        found, interrupted = self._kept.found, self._kept.interrupted
        if interrupted is not None and self._job is None:
            text = self.tr(
                "A search with {folds} networks of {epochs} epochs was interrupted; with these "
                "it goes on."
            )
            return text.format(folds=interrupted[0], epochs=interrupted[1])
        if found is None:
            return self.tr("The test images take no part.")
        text = self.tr(
            "{folds} networks of {epochs} epochs judged images that they had not seen; they agree "
            "with {accuracy} of the labels."
        )
        accuracy = words.percent(found.accuracy)
        return text.format(folds=found.folds, epochs=found.epochs, accuracy=accuracy)

    def _show_progress(self, job: Job, told: tuple[Any, ...]) -> None:
        if job is not self._job:
            return
        (step,) = told
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * step.share))
        text = self.tr("Network {fold} of {folds} · epoch {epoch} of {epochs}")
        said = text.format(fold=step.fold, folds=step.folds, epoch=step.epoch, epochs=step.epochs)
        taken = time.monotonic() - self._began
        done = step.share - step.begun
        if taken > 10 and done > 0:
            left = self.tr("about {time} left")
            said += " · " + left.format(time=words.duration(taken * (1 - step.share) / done))
        self._stage.setText(said)

    def _take_kept(self, examined: Examined, kept: _Kept) -> None:
        if self._examined is None or self._examined.run.path != examined.run.path:
            return
        self._kept = kept
        if kept.interrupted is not None:
            self._folds.setValue(kept.interrupted[0])
            self._epochs.setValue(kept.interrupted[1])
        self._show_list()
        self._judge()
        if kept.found is not None:
            self.listed.emit()

    def _over(self, job: Job) -> None:
        if job is not self._job:
            return
        self._job = None
        if self._examined is not None and self._kept.found is None:
            self._reading.ask(self._examined)  # what was interrupted can be gone on with
        self._judge()

    def _places(self) -> NDArray[np.int64]:
        """The suggestions that were neither mended nor turned down."""
        found = self._kept.found
        if found is None:
            return np.zeros(0, dtype=np.int64)
        done = {*found.kept, *self.desk.signs}
        pairs = zip(found.places, found.paths, strict=True)
        return np.array([place for place, path in pairs if path not in done], dtype=np.int64)

    def _show_list(self) -> None:
        found, seen = self._kept.found, self._kept.seen
        self._stack.setCurrentIndex(1 if found is not None and seen is not None else 0)
        if found is None or seen is None:
            self.grid.show_places(None, np.zeros(0, dtype=np.int64))
            return
        places = self._places()
        here = self.grid.current_place()
        before = self.grid.rows()
        empty = self.tr("Nothing is left: no other label is contradicted with certainty")
        self.grid.show_places(seen, places, keep=seen is not None and len(before) > 0, empty=empty)
        if len(places) and self.grid.current_place() < 0:
            self.grid.select_row(_next_of(before, here, places))
        show = self._figures
        show["left"].show_value(words.number(len(places)))
        show["share"].show_value(words.percent(found.share))
        show["looked"].show_value(words.number(found.images))
        mended = sum(path in self.desk.signs for path in found.paths)
        show["mended"].show_value(words.number(mended))
        self._show_current()

    def _show_current(self) -> None:
        seen = self._kept.seen
        place = self.grid.current_place() if seen is not None else -1
        self.look.setVisible(place >= 0)
        if seen is not None and place >= 0:
            self.look.show_place(seen, place)
        some = self.grid.selected_count() > 0
        self._keep.setEnabled(some)
        self._accept.setEnabled(some and self.desk.is_ready)
        self.bar.judge()

    def _follow_desk(self) -> None:
        self._write_next()
        self._show_list()

    def _write_next(self) -> None:
        """Hand the desk the next label to be given, when it has written the one before."""
        if self._waiting and self.desk.is_ready:
            paths, name = self._waiting.pop(0)
            self.desk.relabel(paths, name)

    def _class_names(self) -> tuple[str, ...]:
        return self._kept.seen.classes if self._kept.seen is not None else ()


@dataclass(frozen=True)
class _Told:
    """How far a search is."""

    fold: int
    folds: int
    epoch: int
    epochs: int
    share: float
    begun: float
    """The share that was there when it began."""


def _search(path: Path, folds: int, epochs: int, on_progress: OnProgress) -> None:
    """Off the GUI thread; given up, it keeps what was trained."""
    from contextlib import closing

    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.label_errors import FoldStep, find_label_errors

    begun: float | None = None
    with closing(find_label_errors(Run(path), folds, epochs)) as work:
        for event in work:
            if isinstance(event, FoldStep):
                begun = event.share if begun is None else begun
                on_progress(_Told(event.fold, folds, event.epoch, event.epochs, event.share, begun))


def _read(examined: Examined) -> _Kept:
    """What an earlier search in a run left. Off the GUI thread."""
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
        return _Kept(None, None, interrupted)
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
    return _Kept(found, seen, interrupted)


def _next_of(before: NDArray[np.int64], here: int, places: NDArray[np.int64]) -> int:
    """Where to stand when the image that one stood on left the list: on the next one after it."""
    at = np.flatnonzero(before == here)
    after = before[at[0] :] if len(at) else before[:0]
    left = after[np.isin(after, places)]
    return int(left[0] if len(left) else places[0])


def _spin(name: str, spoken: str, low: int, high: int, value: int) -> QSpinBox:
    made = QSpinBox()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setRange(low, high)
    made.setValue(value)
    made.setMaximumWidth(_SPIN_PX)
    return made
