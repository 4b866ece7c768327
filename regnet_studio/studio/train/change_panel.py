"""Changing a run that stands still: four of its settings, for the rest of it.

The same panel serves a paused run (go on with other settings) and one that has ended (train it
further, or go on with it where it was interrupted).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from regnet_studio.recipe import Recipe, RecipeField, recipe_fields
from regnet_studio.recipe.changes import as_setting
from regnet_studio.runs.course import Course
from regnet_studio.studio import news, words
from regnet_studio.studio.form.field_control import FieldControl
from regnet_studio.studio.form.fields_form import LEAST_PX
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.parts import GAP, button, card, column, holder, label

KEYS = ("optimizer.lr", "stopping.epochs", "augment.strength", "stopping.patience")
Purpose = Literal["change", "further", "resume"]


class ChangePanel(QWidget):
    """The form of the four settings, compared with what the run has."""

    applied = Signal(object, bool)
    """The changes as ``key=value``, and whether to go on at once."""
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("change")
        self.setAccessibleName(self.tr("Change the run"))
        hold(self, least_width=LEAST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        self._purpose: Purpose = "change"
        self._done = 0
        self._values = StudioState(self)
        self._title = label("", "heading")
        self._about = label("", "caption", wrap=True)
        self._fault = label("", "error", wrap=True)
        self._fault.setObjectName("change.fault")
        self.controls = {
            key: FieldControl(self._field(key), self._values, theme, owner="change") for key in KEYS
        }
        self._past = label("", "caption", wrap=True)
        self._past.setObjectName("change.past")
        box = card(12)
        layout = column(self._title, self._about, gap=GAP)
        for control in self.controls.values():
            layout.addWidget(control)
        layout.addWidget(self._fault)
        layout.addLayout(self._make_buttons(theme))
        layout.addWidget(self._past)
        box.setLayout(layout)
        content = holder("change.content")
        content.setLayout(column(box, 1))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        self.setLayout(column(scroll))
        self._values.recipe_changed.connect(self._judge)
        self._values.faults_changed.connect(self._judge)

    @property
    def purpose(self) -> Purpose:
        """What it is open for."""
        return self._purpose

    def show_run(self, recipe: Recipe, course: Course, purpose: Purpose) -> None:
        """Begin with the settings of a run; ``further`` proposes half as many epochs again."""
        self._purpose = purpose
        self._done = course.epoch
        self._values.start_from(recipe)
        if purpose == "further":
            epochs = recipe.stopping.epochs
            self._values.set_value("stopping.epochs", epochs + max(epochs // 2, 1))
        self._say(course)
        self._judge()

    def show_past(self, course: Course) -> None:
        """What was changed so far."""
        lines = [
            self.tr("Epoch {position}: {what} {before} → {after}").format(
                position=words.decimal(change.position, 1),
                what=news.title_of(change.key),
                before=news.value(change.before),
                after=news.value(change.after),
            )
            for change in course.changes
        ]
        text = self.tr("Changed so far") + "\n" + "\n".join(lines) if lines else ""
        self._past.setText(text)
        self._past.setVisible(bool(lines))

    def changes(self) -> list[str]:
        """What differs from the run, as ``key=value``."""
        return [
            f"{key}={as_setting(recipe_fields()[key].of(self._values.recipe))}"
            for key in KEYS
            if self._values.differs(key)
        ]

    def focus_epochs(self) -> None:
        """Put the keyboard on the number of epochs."""
        editor = self.controls["stopping.epochs"].editor
        editor.setFocus()
        editor.selectAll()

    def _field(self, key: str) -> RecipeField:
        """The recipe's field; what its own form says beside others is said here by itself."""
        field = recipe_fields()[key]
        if key == "augment.strength":
            help = self.tr("How strongly images are varied: 0 not at all, 2 twice as much")
            return replace(field, title=news.title_of(key), help=help)
        return field

    def _make_buttons(self, theme: Theme) -> QVBoxLayout:
        self._stay = button(self.tr("Apply and stay paused"), "change.apply")
        self._stay.setToolTip(self.tr("Only the run's settings change; it stands still"))
        self._stay.clicked.connect(lambda: self.applied.emit(self.changes(), False))
        self._go = button("", "change.go")
        self._go.clicked.connect(lambda: self.applied.emit(self.changes(), True))
        theme.dress(self._go, "play")
        self._close = button(self.tr("Not now"), "change.close")
        self._close.clicked.connect(self.closed)
        return column(self._go, self._stay, self._close, gap=4)

    def _say(self, course: Course) -> None:
        kept = self.tr(
            "The run's state is kept exactly; the new values hold from the next step on."
        )
        rate = self.tr("The learning rate follows its course over the new length.")
        texts: dict[Purpose, tuple[str, str, str]] = {
            "change": (self.tr("Change this run"), kept, self.tr("Apply and go on")),
            "further": (self.tr("Train further"), rate, self.tr("Train further")),
            "resume": (self.tr("Go on with this run"), kept, self.tr("Resume")),
        }
        title, about, go = texts[self._purpose]
        self._title.setText(title)
        self._about.setText(about)
        self._go.setText(go)
        self._go.setAccessibleName(go)
        self._stay.setVisible(self._purpose == "change")
        self._close.setVisible(self._purpose != "change")
        self.show_past(course)

    def _judge(self) -> None:
        """Whether these values can be taken."""
        fault = ""
        epochs = self._values.recipe.stopping.epochs
        least = self._done + 1 if self._purpose == "further" else max(self._done, 1)
        if epochs < least and self._values.differs("stopping.epochs"):
            text = self.tr("{n} epochs are done already: take {least} or more")
            fault = text.format(n=words.number(self._done), least=words.number(least))
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        holds = not fault and not self._values.faults
        self._stay.setEnabled(holds and bool(self.changes()))
        self._go.setEnabled(holds and (bool(self.changes()) or self._purpose == "resume"))
