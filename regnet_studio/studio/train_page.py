"""The Train page: the recipe's form, live curves and the numbers of the run."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QProgressBar, QStackedWidget, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.course import Course
from regnet_studio.studio.curves import Curves
from regnet_studio.studio.parts import (
    GAP,
    ElidedLabel,
    EmptyState,
    Figure,
    button,
    card,
    column,
    holder,
    row,
)
from regnet_studio.studio.recipe_form import RecipeForm
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.theme import Theme
from regnet_studio.studio.training import Training


class TrainPage(QWidget):
    """Shows the run that goes on, or the open one."""

    def __init__(
        self,
        state: StudioState,
        theme: Theme,
        training: Training,
        go_to_data: Callable[[], object],
        train: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setObjectName("page.train")
        self._state, self._training = state, training
        self._go_to_data, self._train = go_to_data, train
        self.course = Course()
        self._title = ElidedLabel(self.tr("Train"), "title")
        self._title.setObjectName("train.title")
        self._settings = button(self.tr("Settings"), "train.settings")
        self._settings.setCheckable(True)
        self._settings.setAccessibleDescription(self.tr("Show or hide the settings"))
        theme.dress(self._settings, "settings")
        self.form = RecipeForm(state, theme, go_to_data)
        self._settings.setChecked(True)
        self._settings.toggled.connect(self.form.setVisible)
        self.curves = Curves(theme)
        self._empty = EmptyState(theme, "train", "", "", " ", self._next)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_live())
        top = row(self._title, self._settings)
        top.setStretch(0, 1)
        body = row(self.form, gap=2 * GAP)
        body.addWidget(self._stack, 1)
        layout = column(gap=2 * GAP, margin=3 * GAP)
        layout.addLayout(top)
        layout.addLayout(body, 1)
        self.setLayout(layout)
        state.data_changed.connect(self._say_empty)
        training.advanced.connect(self._show_numbers)
        training.phase_changed.connect(self._follow_phase)
        self._say_empty()

    def show_course(self, course: Course, title: str) -> None:
        """Show a run: live or from its record."""
        self.course = course
        self._title.set_text(title or self.tr("Train"))
        self.curves.show_course(course)
        self._stack.setCurrentIndex(1)
        self._show_numbers()

    def show_nothing(self) -> None:
        """No run is open."""
        self.course = Course()
        self._title.set_text(self.tr("Train"))
        self._stack.setCurrentIndex(0)

    def figure_texts(self) -> dict[str, str]:
        """The numbers as they stand there."""
        return {name: figure.text() for name, figure in self._figures.items()}

    def _make_live(self) -> QWidget:
        self._figures = {
            "epoch": Figure(self.tr("epoch"), "train.epoch"),
            "speed": Figure(self.tr("images a second"), "train.speed"),
            "left": Figure(self.tr("left"), "train.left"),
            "memory": Figure(self.tr("memory"), "train.memory"),
            "best": Figure(self.tr("best validation"), "train.best"),
            "test": Figure(self.tr("test"), "train.test"),
        }
        self._bar = QProgressBar()
        self._bar.setObjectName("train.progress")
        self._bar.setAccessibleName(self.tr("Progress of the run"))
        self._bar.setTextVisible(False)
        strip = card(12)
        inner = column(gap=12)
        inner.addLayout(row(*self._figures.values(), 1, gap=3 * GAP))
        inner.addWidget(self._bar)
        strip.setLayout(inner)
        place = holder()
        layout = column(strip, gap=12)
        layout.addWidget(self.curves, 1)
        place.setLayout(layout)
        return place

    def _next(self) -> None:
        if self._state.scan is None:
            self._go_to_data()
        else:
            self._train()

    def _say_empty(self) -> None:
        if self._state.scan is None:
            self._empty.say(
                self.tr("No images yet"),
                self.tr("Choose the images that the network will learn from."),
                self.tr("Choose images"),
            )
        else:
            self._empty.say(
                self.tr("Ready to train"),
                self.tr("Curves of loss and accuracy appear here while the network learns."),
                self.tr("Train with these settings"),
            )

    def _follow_phase(self) -> None:
        # The plots get the room while something moves; the settings are one click away.
        is_on = self._training.is_on
        self.form.setEnabled(not is_on)
        if self._training.phase == "preparing":
            self._settings.setChecked(False)
        elif not is_on:
            self._settings.setChecked(True)

    def _show_numbers(self) -> None:
        course, show = self.course, self._figures
        total = max(course.epochs * course.steps_per_epoch, 1)
        if course.stage is not None and not course.step:
            _, done, of = course.stage
            self._bar.setRange(0, of)
            self._bar.setValue(done)
        else:
            self._bar.setRange(0, total)
            self._bar.setValue(min(course.step, total))
        if not course.epochs:
            for figure in show.values():
                figure.show_value("–")
            return
        entries = self.tr("{n} images an epoch").format(n=words.number(course.entries))
        show["epoch"].show_value(f"{course.epoch}/{course.epochs}", tip=entries)
        speed = words.number(round(course.images_per_second)) if course.images_per_second else "–"
        show["speed"].show_value(speed)
        left = course.seconds_left
        is_live = self._training.is_on and course is self._training.course
        show["left"].show_value(
            words.duration(left) if is_live and left is not None and course.step else "–"
        )
        show["memory"].show_value(words.memory(course.memory_mb) if course.memory_mb else "–")
        show["best"].show_value(words.percent(course.best_accuracy))
        show["test"].show_value(words.percent(course.test_accuracy))
