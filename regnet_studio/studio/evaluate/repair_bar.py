"""What can be done with the images selected in a list: relabel, move, exclude; then train again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.repair import RepairDesk
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.shortcuts import KEYS, sequence, with_key
from regnet_studio.studio.widgets.class_picker import ClassQuestion
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import GAP, button, column, label

_SPLITS = ("train", "validation", "test")


class RepairBar(QWidget):
    """Two lines of buttons below any list of images of the open run.

    Args:
        chosen: the paths of the selected images.
        classes: the names to relabel to.
    """

    open_asked = Signal()
    """Show the current image large."""

    def __init__(
        self,
        theme: Theme,
        desk: RepairDesk,
        chosen: Callable[[], Sequence[str]],
        classes: Callable[[], tuple[str, ...]],
    ) -> None:
        super().__init__()
        self._theme, self._desk = theme, desk
        self._chosen, self._classes = chosen, classes
        self._make_actions()
        self.setLayout(column(gap=GAP))
        inner = self.layout()
        assert inner is not None
        for line in (self._first_line(), self._second_line()):
            self._add(line)
        desk.changed.connect(self.judge)
        self.judge()

    def add_actions(self, wearer: QWidget) -> None:
        """Let the keys (Ctrl+L, Del, Ins, Ctrl+Z) work while ``wearer`` or its parts have focus."""
        for action in (self.relabel, self.exclude, self.restore, self.undo):
            wearer.addAction(action)

    def open_menu(self, where: QPoint) -> None:
        """All of it as a context menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.open)
        menu.addSeparator()
        menu.addAction(self.relabel)
        moves = menu.addMenu(self.tr("Move to"))
        moves.addActions(self.moves)
        moves.setEnabled(self.moves[0].isEnabled())
        menu.addActions([self.exclude, self.restore])
        menu.popup(where)

    def judge(self) -> None:
        """What can be done now; call it when the selection changed."""
        paths = self._chosen()
        signs, desk = self._desk.signs, self._desk
        count = len(paths)
        may = bool(count) and desk.is_ready
        out = [signs.get(path) == "excluded" for path in paths[:20_000]]
        self.relabel.setEnabled(may)
        for action in self.moves:
            action.setEnabled(may)
        self.exclude.setEnabled(may and not all(out))
        self.restore.setEnabled(may and any(out))
        self.undo.setEnabled(desk.can_undo)
        for made, action in self._buttons:
            made.setEnabled(action.isEnabled())
        text = self.tr("{n} selected").format(n=words.number(count)) if count else ""
        self._picked.setText(text or self.tr("Select images to mend them"))
        mended = len(signs)
        told = self.tr("Images mended since this run: {n}").format(n=words.number(mended))
        if not mended:
            told = self.tr("The data changed since this run") if desk.can_train else ""
        self._mended.setText(told)
        self._second.setVisible(desk.can_train or desk.can_undo)

    def _make_actions(self) -> None:
        def make(name: str, text: str, do: Callable[[], object]) -> QAction:
            action = QAction(text, self)
            action.setObjectName(f"repair.{name}")
            keys = "action.undo" if name == "undo" else f"mend.{name}"
            if keys in KEYS:
                action.setShortcut(sequence(keys))
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda: do())
            return action

        desk = self._desk
        self.open = make("open", self.tr("Show large"), self.open_asked.emit)
        self.relabel = make("relabel", self.tr("Relabel…"), self._ask_class)
        self.exclude = make("exclude", self.tr("Exclude"), lambda: desk.exclude(self._chosen()))
        self.restore = make("restore", self.tr("Restore"), lambda: desk.restore(self._chosen()))
        self.undo = make("undo", self.tr("Undo"), desk.undo)
        self.moves = [
            make(
                f"move.{split}",
                words.split(split),
                lambda to=split: desk.move(self._chosen(), to),
            )
            for split in _SPLITS
        ]

    def _first_line(self) -> QWidget:
        self._picked = label("", "muted")
        self._picked.setObjectName("repair.selected")
        self._buttons = []
        parts: list[QWidget | int] = [self._picked, 1]
        for action, name, icon in (
            (self.relabel, "repair.button.relabel", "relabel"),
            (None, "repair.button.move", "move"),
            (self.exclude, "repair.button.exclude", "cancel"),
            (self.restore, "repair.button.restore", "reset"),
        ):
            made = button(action.text() if action else self.tr("Move to"), name)
            self._theme.dress(made, icon)
            if action is None:
                menu = QMenu(made)
                menu.addActions(self.moves)
                made.setMenu(menu)
            else:
                keys = name.replace("repair.button", "mend")
                made.setToolTip(with_key(action.text(), keys))
                made.clicked.connect(action.trigger)
            self._buttons.append((made, action or self.moves[0]))
            parts.append(made)
        return FlowRow(*parts)

    def _second_line(self) -> QWidget:
        self._mended = label("", "strong")
        self._mended.setObjectName("repair.mended")
        undo = button(self.tr("Undo"), "repair.button.undo")
        undo.setToolTip(with_key(self.tr("Take the last edit back"), "action.undo"))
        undo.clicked.connect(self.undo.trigger)
        self._theme.dress(undo, "undo")
        self._buttons.append((undo, self.undo))
        again = button(self.tr("Train again"), "repair.train")
        again.setToolTip(
            self.tr(
                "A new run with this run's recipe on the mended data; when it has ended, the two "
                "are compared. Your files stay as they are."
            )
        )
        again.clicked.connect(self._desk.train_again)
        self._theme.dress(again, "train")
        self._second = FlowRow(self._mended, 1, undo, again)
        self._second.hide()
        return self._second

    def _add(self, line: QWidget) -> None:
        inner = self.layout()
        assert inner is not None
        inner.addWidget(line)

    def _ask_class(self) -> None:
        paths = tuple(self._chosen())
        if not paths:
            return
        text = self.tr("The class of the selected images ({n}):").format(n=words.number(len(paths)))
        question = ClassQuestion(self, self.tr("Relabel"), text, self._classes())
        question.picked.connect(lambda name: self._desk.relabel(paths, name))
        question.open()
