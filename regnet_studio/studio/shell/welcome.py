"""The first start: handwritten digits are trained, and each page of the road is shown with them.

All of it is the program itself: the real pages, the real engine, a real run that stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from regnet_studio.studio import words
from regnet_studio.studio.jobs.errand import Errand
from regnet_studio.studio.jobs.job import OnProgress
from regnet_studio.studio.shell.callout import Callout

if TYPE_CHECKING:
    from regnet_studio.data.dataset import Dataset
    from regnet_studio.recipe import Recipe
    from regnet_studio.studio.data.overview import Overview
    from regnet_studio.studio.window import StudioWindow

SOURCE = PRESET = "digits"
SHORTENED = ("stopping.epochs=4", "compute.threads=1")
"""Of the preset's 15 epochs, on one core: the window and what else goes on have the others."""
_SHOWN_IMAGE = 7
"""Which of the images is predicted."""


@dataclass(frozen=True)
class _Stop:
    """A page, and what is said there."""

    page: str
    target: Callable[[], QWidget]
    title: str
    text: str


class Welcome(QObject):
    """Goes from page to page with a note; it can be left at any moment and begun again."""

    failed = Signal(object)
    """The exception."""
    ended = Signal()
    """It came to its end or was left."""

    def __init__(self, window: StudioWindow) -> None:
        super().__init__(window)
        self._window = window
        self._settings: tuple[str, ...] = SHORTENED
        self._place = -1
        self._before: tuple[Overview, Recipe] | None = None
        """What the user was at."""
        self._run = ""
        """The run that was trained for this."""
        self.note = Callout(window.theme, window)
        self.note.next_asked.connect(self._go_on)
        self.note.leave_asked.connect(self.leave)
        self._drawing = Errand(self)
        self._drawing.succeeded.connect(self._predict)
        self._drawing.failed.connect(self.failed)
        window.reading.scan_ended.connect(self._scanned)
        window.training.advanced.connect(self._follow)
        window.training.ended.connect(self._trained)
        window.state.run_changed.connect(self._run_opened)

    @property
    def is_on(self) -> bool:
        """Whether it goes on."""
        return self._place >= 0

    @property
    def page(self) -> str:
        """The page that is being shown; empty: it does not go on."""
        return self._stops()[self._place].page if self.is_on else ""

    def why_not(self) -> str:
        """Why it cannot begin now; empty: it can."""
        if self._window.training.is_on:
            return self.tr("A run is going on; be shown the road when it has ended")
        return self.tr("It is going on already") if self.is_on else ""

    def begin(self, settings: Sequence[str] = SHORTENED) -> None:
        """Read the digits, and begin with the Data page.

        Args:
            settings: ``key=value`` on top of the preset.
        """
        window, state = self._window, self._window.state
        if why_not := self.why_not():
            window.banners.say(why_not)
            return
        window.preferred.set(was_welcomed=True)
        overview = state.overview
        is_other = overview is not None and overview.scan.dataset.source != SOURCE
        self._before = (overview, state.recipe) if overview is not None and is_other else None
        self._settings, self._run, self._place = tuple(settings), "", 0
        window.show_page("data")
        window.reading.scan(SOURCE)

    def decline(self) -> None:
        """Do not offer it again."""
        self._window.preferred.set(was_welcomed=True)

    def leave(self) -> None:
        """Put the note away, and back what the user was at; a run that goes on does so."""
        if not self.is_on:
            return
        self._place = -1
        self.note.hide()
        self._drawing.drop()
        before, self._before = self._before, None
        if before is not None:
            self._window.state.set_data(before[0])
            self._window.state.use_settings(before[1])
        self.ended.emit()

    def close(self, seconds: float) -> None:
        """End its thread."""
        self._drawing.close(seconds)

    def _scanned(self) -> None:
        """The digits are read: set up how they are learned."""
        if self._place != 0 or self.note.isVisible():
            return
        state = self._window.state
        if state.scan is None or state.scan.dataset.source != SOURCE:
            if not self._window.reading.is_scanning:  # given up, or it failed and said why
                self.leave()
            return
        state.use_preset(PRESET)
        state.set_values(dict(setting.split("=", 1) for setting in self._settings))
        self._show()

    def _go_on(self) -> None:
        if not self.is_on:
            return
        if self._place + 1 == len(self._stops()):
            self.leave()
            return
        self._place += 1
        page = self.page
        if page == "train":
            self._window.start_training()
            if not self._window.training.is_on:  # the Train button says why
                self.leave()
                return
        self._show()
        if page == "predict":
            self._draw_image()

    def _show(self) -> None:
        stops = self._stops()
        stop = stops[self._place]
        self._window.show_page(stop.page)
        count = self.tr("{n} of {m}").format(
            n=words.number(self._place + 1), m=words.number(len(stops))
        )
        is_last = self._place + 1 == len(stops)
        next_text = self.tr("Done") if is_last else self.tr("Next")
        waits = stop.page == "train"
        self.note.show_note(stop.target(), count, stop.title, stop.text, next_text, waits)

    def _follow(self) -> None:
        if self.page == "train":
            course = self._window.training.course
            self._run = course.run or self._run
            steps = course.steps_per_epoch
            self.note.show_progress(
                course.epoch * steps + course.step % steps, course.epochs * steps
            )

    def _trained(self, run: str) -> None:
        if self.page == "train" and not run:  # discarded, or it failed and said why
            self.leave()

    def _run_opened(self) -> None:
        run = self._window.state.run
        if self.page == "train" and run is not None and str(run.path) == self._run:
            self._go_on()

    def _draw_image(self) -> None:
        """One of the digits as a file, as a user would have one."""
        scan = self._window.state.scan
        if scan is None:
            return
        dataset: Dataset = scan.dataset

        def work(_: OnProgress) -> Path:
            from regnet_studio import files
            from regnet_studio.folders import cache_folder

            path = cache_folder() / "welcome" / "digit.png"
            files.write_bytes(path, dataset.read(min(_SHOWN_IMAGE, len(dataset) - 1)))
            return path

        self._drawing.drop()
        self._drawing.begin(work)

    def _predict(self, image: Path) -> None:
        if self.page == "predict":
            self._window.predict_page.predict(image)

    def _stops(self) -> tuple[_Stop, ...]:
        window = self._window
        scan, run = window.state.scan, window.state.run
        images = words.number(len(scan.dataset)) if scan is not None else ""
        accuracy = run.report.get("accuracy") if run is not None and run.report else None
        return (
            _Stop(
                "data",
                lambda: window.data_page,
                self.tr("Data: what is learned from"),
                self.tr(
                    "{n} images of handwritten digits, in ten classes. Here you see what is wrong "
                    "with images and mend it, set some apart for the test, balance and vary them. "
                    "Your own images come here by dropping their folder on the window."
                ).format(n=images),
            ),
            _Stop(
                "model",
                lambda: window.model_page,
                self.tr("Model: what learns"),
                self.tr(
                    "Networks by family, with what each costs on these images. Chosen is a small "
                    "RegNet. Next trains it, as the Train button on the left does at any time."
                ),
            ),
            _Stop(
                "train",
                lambda: window.train_page,
                self.tr("Train: watch it learn"),
                self.tr(
                    "Each curve is drawn as it comes: training, and validation on images that are "
                    "not trained on. Pause and Stop are on the left. When it is done, you go on "
                    "to what it has learned."
                ),
            ),
            _Stop(
                "evaluate",
                lambda: window.evaluate_page,
                self.tr("Evaluate: where it is right, and wrong"),
                self.tr(
                    "{share} of the test images, which it had never seen, are right. The matrix "
                    "shows what is taken for what; a click on a cell shows its images."
                ).format(share=words.percent(accuracy)),
            ),
            _Stop(
                "predict",
                lambda: window.predict_page,
                self.tr("Predict: ask it"),
                self.tr(
                    "One of the digits, and what the network takes it for. Images that you drop "
                    "anywhere on the window come here."
                ),
            ),
            _Stop(
                "export",
                lambda: window.export_page,
                self.tr("Export: take it along"),
                self.tr(
                    "A file for other programs, which is run and compared before it is called "
                    "done. That is the whole road: now go it with your own images."
                ),
            ),
        )
