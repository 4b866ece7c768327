"""The run in four views: its curves, what it confuses, what it is wrong about, and its story."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from regnet_studio.recipe import Recipe
from regnet_studio.runs.course import Course
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.train.curves import Curves
from regnet_studio.studio.train.live_confusion import LiveConfusion
from regnet_studio.studio.train.run_story import RunStory
from regnet_studio.studio.train.wrong_images import WrongImages
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import GAP, button, column

VIEWS = ("curves", "confusions", "wrong", "story")


class RunViews(QWidget):
    """One of ``VIEWS`` at a time; only the one in sight is drawn."""

    failed = Signal(object)
    speaks = ("Curves",)
    """Contexts of its texts besides its own: the tools of the curves stand here."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.curves = Curves(theme)
        self.confusions = LiveConfusion(theme)
        self.wrong = WrongImages(theme)
        self.story = RunStory(theme)
        self._stack = QStackedWidget()
        for view in (self.curves, self.confusions, self.wrong, self.story):
            self._stack.addWidget(view)
        for view in (self.curves, self.confusions, self.wrong):
            view.failed.connect(self.failed)
        layout = column(gap=GAP)
        layout.addWidget(self._make_switch())
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)

    def show_view(self, name: str) -> None:
        """Go to one of ``VIEWS``."""
        self._switch.button(VIEWS.index(name)).click()

    def show_course(self, course: Course, recipe: Recipe | None) -> None:
        """Show this run from now on."""
        self.curves.show_course(course)
        self.refresh(course, recipe)

    def refresh(self, course: Course, recipe: Recipe | None) -> None:
        """Something of this run is new; the curves see to themselves."""
        self.confusions.show_course(course)
        self.wrong.show_course(course, recipe)
        self.story.show_course(course)

    def close_views(self, seconds: float) -> None:
        """End their threads."""
        self.curves.close_curves()
        self.confusions.close_view(seconds)
        self.wrong.close_view(seconds)

    def _make_switch(self) -> FlowRow:
        self._switch = QButtonGroup(self)
        texts = (
            self.tr("Curves"),
            self.tr("Confusions"),
            self.tr("Wrong images"),
            self.tr("Log"),
        )
        for place, (name, text) in enumerate(zip(VIEWS, texts, strict=True)):
            made = button(text, f"train.view.{name}", "chip")
            made.setCheckable(True)
            self._switch.addButton(made, place)
        self._switch.button(0).setChecked(True)
        self._switch.idClicked.connect(self._show)
        return FlowRow(*self._switch.buttons(), 1, self.curves.tools, gap=4)

    def _show(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self.curves.tools.setVisible(self._stack.currentWidget() is self.curves)
