"""What the regulators of a RegNet do with an image, and what each block adds beside a ResNet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.evaluate.exits_panel import ExitsPanel
from regnet_studio.studio.evaluate.gates_panel import GatesPanel
from regnet_studio.studio.evaluate.image_picker import ImagePicker
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.parts import GAP, EmptyState, column, holder, row

_EMPTY, _BODY = range(2)


class RegulatorsTab(QWidget):
    """Images to pick on the left; gates and memory stage by stage; below, the early exits."""

    failed = Signal(object)

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("evaluate.regulators")
        self._seen: Examined | None = None
        self.picker = ImagePicker(theme, "regulators")
        self.gates = GatesPanel(theme)
        self.exits = ExitsPanel(theme)
        self.picker.picked.connect(self._ask)
        for part in (self.picker, self.gates, self.exits):
            part.failed.connect(self.failed)
        self._empty = EmptyState(theme, "model", "", "", "", lambda: None)
        right = QSplitter(Qt.Orientation.Vertical)
        right.setHandleWidth(2 * GAP)
        right.setChildrenCollapsible(False)
        right.addWidget(self.gates)
        right.addWidget(self.exits)
        right.setSizes([340, 260])
        body = holder()
        beside = row(self.picker, right, gap=2 * GAP)
        beside.setStretch(1, 1)
        body.setLayout(beside)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(body)
        layout = column(self._stack)
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)
        self._say_empty()

    @property
    def is_busy(self) -> bool:
        """Whether early exits are being measured."""
        return self.exits.is_busy

    def show_examination(self, seen: Examined | None) -> None:
        """Images of this split and the network of its run from now on."""
        # By names alone, and what it imports was imported to open the run.
        from regnet_studio.runs.counterparts import has_exits, is_regulated

        self._seen = seen
        name = seen.run.recipe.model.name if seen is not None else ""
        exits = seen if seen is not None and has_exits(name) else None
        gates = seen if seen is not None and is_regulated(name) else None
        self.exits.show_examination(exits, is_regulated=gates is not None)
        self.gates.show_examination(gates)
        self.picker.show_examination(gates)
        for part in (self.gates, self.picker):
            part.setVisible(gates is not None)
        self._stack.setCurrentIndex(_EMPTY if exits is None else _BODY)
        self._say_empty()
        if self.isVisible():
            self.exits.look_for_others()

    def close_page(self, seconds: float) -> None:
        """Give up and end the threads."""
        self.picker.close_picker(seconds)
        self.gates.close_panel(seconds)
        self.exits.close_panel(seconds)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.gates.sheets():
            self._ask()
        self.exits.look_for_others()

    def _ask(self, *_: object) -> None:
        image = self.picker.current()
        if image is not None and self.isVisible():
            self.gates.ask(image)

    def _say_empty(self) -> None:
        if self._seen is None:
            self._empty.say(
                self.tr("No network to look into yet"),
                self.tr("Open a run of a RegNet that was evaluated, on the left."),
            )
            return
        self._empty.say(
            self.tr("This network has no regulators"),
            self.tr(
                "{model} is neither a RegNet nor a ResNet. Open a run of a RegNet to see its gates "
                "and its memory; train one with model.name = regnet20_lstm, for example."
            ).format(model=self._seen.run.recipe.model.name),
        )
