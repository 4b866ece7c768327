"""Likely label errors: looked for by networks that never saw the images, mended one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSpinBox, QStackedWidget, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.suspected import Searched, SearchStep, search, searched
from regnet_studio.studio.evaluate.suspected_images import SuspectedImages
from regnet_studio.studio.jobs.errand import Errand, ErrandCard
from regnet_studio.studio.jobs.job import OnProgress
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.parts import GAP, EmptyState, column, label

if TYPE_CHECKING:
    from regnet_studio.studio.evaluate.examined import Examined

_FOLDS, _MOST_FOLDS = 5, 20
_SPIN_PX = 84


class LabelErrorsTab(QWidget):
    """How to look, how far it is, and the ranked list with what can be done about it."""

    failed = Signal(object)
    listed = Signal()
    """A list is shown."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("evaluate.label_errors")
        self._examined: Examined | None = None
        self._searched = Searched()
        self._errand = Errand(self)
        self._errand.progressed.connect(lambda told: self._show_progress(*told))
        self._errand.succeeded.connect(self._take)
        self._errand.failed.connect(self.failed)
        self.images = SuspectedImages(state, theme)
        self.images.failed.connect(self.failed)
        self._reading = Latest(searched, self)
        self._reading.answered.connect(self._take_read)
        self._reading.failed.connect(lambda _, error: self.failed.emit(error))
        self._empty = EmptyState(theme, "relabel", *self._invitation(), self.look_for_errors)
        self._empty.button.setObjectName("label_errors.first")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.images)
        self.card = ErrandCard(
            theme,
            self._errand,
            "label_errors",
            self.tr("Progress of the search"),
            (self.tr("Look again"), self.look_for_errors),
            self._make_choices(),
            self.tr("Ending; what was trained is kept…"),
        )
        layout = column(self.card, gap=12)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        self._errand.changed.connect(self._follow_errand)
        self._judge()

    @property
    def is_busy(self) -> bool:
        """Whether networks are being trained."""
        return self._errand.is_busy

    def show_examination(self, seen: Examined | None) -> None:
        """Show what was found of a run earlier; a search in another run is interrupted."""
        before, self._examined = self._examined, seen
        if before is not None and seen is not None and before.run.path == seen.run.path:
            return
        self.cancel()
        self._show(Searched())
        if seen is not None:
            self._epochs.setValue(seen.run.recipe.stopping.epochs)
            self._reading.ask(seen)

    def look_for_errors(self) -> None:
        """Train the networks now, or go on with them."""
        if self.is_busy or self._examined is None:
            return
        examined = self._examined
        folds, epochs = self._folds.value(), self._epochs.value()

        def work(on_progress: OnProgress) -> Searched:
            search(examined.run.path, folds, epochs, on_progress)
            return searched(examined)

        self._errand.begin(work)
        self.card.show_progress(self.tr("Preparing the images"))

    def cancel(self) -> None:
        """End at the next step; what was trained is kept for the next time."""
        self._errand.cancel()

    def close_page(self, seconds: float) -> None:
        """End its threads; a search is kept for the next time."""
        self._reading.close()
        self.images.close_list(seconds)
        self._errand.close(seconds)

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

    def _make_choices(self) -> list[QWidget]:
        self._folds = _spin("label_errors.folds", self.tr("Networks"), 2, _MOST_FOLDS, _FOLDS)
        self._folds.setToolTip(
            self.tr("Each is trained on all but one of as many parts, and judges that one")
        )
        self._epochs = _spin("label_errors.epochs", self.tr("Epochs"), 1, 100_000, 10)
        self._epochs.setToolTip(self.tr("Of each network; fewer than the run had are often enough"))
        choices: list[QWidget] = []
        for editor in (self._folds, self._epochs):
            text = label(editor.accessibleName(), "muted")
            text.setBuddy(editor)
            choices += [text, editor]
        return choices

    def _judge(self) -> None:
        busy, may = self.is_busy, self._examined is not None
        has_list, interrupted = self._searched.found is not None, self._searched.interrupted
        title, about, action = self._invitation()
        if interrupted is not None and not has_list:
            action = self.tr("Go on looking")
        self._empty.say(title, about, action)
        self._empty.button.setEnabled(may and not busy)
        self.card.start.setVisible(not busy and has_list)
        self.card.start.setEnabled(may)
        for editor in (self._folds, self._epochs):
            editor.setEnabled(may and not busy)
        self.card.about.setText(self._said())

    def _said(self) -> str:
        found, interrupted = self._searched.found, self._searched.interrupted
        if interrupted is not None and not self.is_busy:
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

    def _show_progress(self, step: SearchStep) -> None:
        text = self.tr("Network {fold} of {folds} · epoch {epoch} of {epochs}")
        said = text.format(fold=step.fold, folds=step.folds, epoch=step.epoch, epochs=step.epochs)
        self.card.show_progress(said, round(1000 * step.share), 1000)

    def _take_read(self, examined: Examined, found: Searched) -> None:
        if self._examined is not None and self._examined.run.path == examined.run.path:
            self._take(found)

    def _take(self, found: Searched) -> None:
        if found.interrupted is not None:
            self._folds.setValue(found.interrupted[0])
            self._epochs.setValue(found.interrupted[1])
        self._show(found)
        if found.found is not None:
            self.listed.emit()

    def _show(self, found: Searched) -> None:
        self._searched = found
        self._stack.setCurrentIndex(0 if found.found is None else 1)
        self.images.show_searched(found)
        self._judge()

    def _follow_errand(self) -> None:
        if not self.is_busy and self._examined is not None and self._searched.found is None:
            self._reading.ask(self._examined)  # what was interrupted can be gone on with
        self._judge()


def _spin(name: str, spoken: str, low: int, high: int, value: int) -> QSpinBox:
    made = QSpinBox()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setRange(low, high)
    made.setValue(value)
    hold(made, most_width=_SPIN_PX)
    return made
