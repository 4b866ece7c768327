"""The command palette: type a few letters of anything, Enter goes there or does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import nlargest

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from regnet_studio.studio.look.text_size import grown
from regnet_studio.studio.look.theme import Theme, pixel_ratio, tinted
from regnet_studio.studio.shell.destinations import Destination
from regnet_studio.studio.shell.matching import fit, folded
from regnet_studio.studio.widgets.parts import GAP, card, column, label

_WIDTH, _TOP, _LINES = 640, 72, 11
_ICON_PX = 18
_MOST = 200
"""Lines listed at once; whoever wants others types another letter."""
_USED_FIRST = 12.0
"""What the last one used is worth beside how well it fits; each before it is worth less."""
_IMPOSSIBLE = 50.0
"""What a line loses that cannot be done now."""
_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


def best(
    typed: str, known: Sequence[Destination], used: Sequence[str], most: int = _MOST
) -> list[Destination]:
    """What fits what is typed, the best first; what was used lately comes before its equals.

    Args:
        used: names, the last used first.
    """
    words = folded(typed).split()
    bonus = {name: _USED_FIRST / (1 + place) for place, name in enumerate(used)}
    if not words:
        place_of = {name: place for place, name in enumerate(used)}
        return sorted(
            known, key=lambda one: (bool(one.why_not), place_of.get(one.name, len(used)))
        )[:most]
    scored = []
    for place, one in enumerate(known):
        score = fit(words, one.searched, one.title_end)
        if score:
            score += bonus.get(one.name, 0.0) - (_IMPOSSIBLE if one.why_not else 0.0)
            scored.append((score, -place, one))
    return [one for _, _, one in nlargest(most, scored, key=lambda each: each[:2])]


class Palette(QWidget):
    """Lies over the window while it is open; Escape or a click beside it closes it."""

    closed = Signal()
    used_changed = Signal(object)
    """Names of what was used, the last first."""

    def __init__(
        self, theme: Theme, listed: Callable[[], list[Destination]], window: QWidget
    ) -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self.setAccessibleName(self.tr("Find anything"))
        self._theme, self._listed, self._window = theme, listed, window
        self._known: list[Destination] = []
        self.used: tuple[str, ...] = ()
        self._came_from: QWidget | None = None
        self.edit = QLineEdit()
        self.edit.setObjectName("palette.edit")
        self.edit.setPlaceholderText(self.tr("A command, a page, a setting, a run, help…"))
        self.edit.setAccessibleName(self.tr("What to find"))
        self.edit.setClearButtonEnabled(True)
        self.edit.textChanged.connect(self._filter)
        self.edit.installEventFilter(self)
        self.model = _Lines(self)
        self.list = QListView()
        self.list.setObjectName("palette.list")
        self.list.setAccessibleName(self.tr("What was found"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(_LineDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setProperty("role", "bare")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._take)
        self.list.selectionModel().currentChanged.connect(self._speak)
        self._none = label(self.tr("Nothing is called so."), "muted")
        self._none.setObjectName("palette.none")
        self.box = card(GAP)
        self.box.setParent(self)
        inner = column(self.edit, self.list, self._none, gap=GAP)
        self.box.setLayout(inner)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it, with nothing typed."""
        if self.isVisible():
            self.edit.selectAll()
            return
        self._came_from = QApplication.focusWidget()
        self._known = self._listed()
        self.edit.clear()
        self._filter("")
        self.show()
        self.raise_()
        self.edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close it; the keyboard goes back to where it was."""
        if not self.isVisible():
            return
        self.hide()
        if self._came_from is not None and self._came_from.isVisible():
            self._came_from.setFocus(Qt.FocusReason.PopupFocusReason)
        self._came_from = None
        self.closed.emit()

    def shown(self) -> list[Destination]:
        """What is listed, the best first."""
        return self.model.lines

    def take_current(self) -> None:
        """Do what the mark is on."""
        self._take(self.list.currentIndex())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._heed(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.box.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = QColor(self._theme.color("text") if not self._theme.is_dark else "black")
        shade.setAlpha(46 if not self._theme.is_dark else 110)
        QPainter(self).fillRect(self.rect(), shade)

    def _heed(self, key: Qt.Key) -> bool:
        """Keys that belong to the list while the keyboard is in the line above it."""
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _LINES - 1,
            Qt.Key.Key_PageUp: 1 - _LINES,
        }
        if key in steps:
            last = len(self.model.lines) - 1
            wanted = self.list.currentIndex().row() + steps[key]
            self._mark(min(max(wanted, 0), last))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take_current()
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return True

    def _filter(self, typed: str) -> None:
        self.model.show(best(typed, self._known, self.used))
        found = bool(self.model.lines)
        self.list.setVisible(found)
        self._none.setVisible(not found)
        self._mark(0)
        self._place()

    def _mark(self, row: int) -> None:
        self.list.setCurrentIndex(self.model.index(row, 0))

    def _speak(self, index: QModelIndex) -> None:
        # The keyboard stays in the line above: what it would do is said there.
        spoken = index.data(Qt.ItemDataRole.AccessibleTextRole) if index.isValid() else ""
        self.edit.setAccessibleDescription(str(spoken))

    def _take(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        chosen: Destination = index.data(_ROLE)
        if chosen.why_not:
            return  # it stands there, greyed, with the reason
        self.used = (chosen.name, *(name for name in self.used if name != chosen.name))[:20]
        self.dismiss()
        self.used_changed.emit(self.used)
        chosen.do()

    def _place(self) -> None:
        self.setGeometry(self._window.rect())
        width = min(grown(_WIDTH), self.width() - 4 * GAP)
        line = max(self.list.sizeHintForRow(0), 24)
        count = min(max(len(self.model.lines), 1), _LINES)
        height = self.edit.sizeHint().height() + count * line + 4 * GAP
        height = min(height, self.height() - _TOP - 4 * GAP)
        self.box.setGeometry(QRect((self.width() - width) // 2, _TOP, width, height))


class _Lines(QAbstractListModel):
    """What is listed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[Destination] = []

    def show(self, lines: list[Destination]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (as Qt declares it)
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (one.title, one.detail, one.keys, one.why_not)
            return ", ".join(part for part in parts if part)
        return one if role == _ROLE else None


class _LineDelegate(QStyledItemDelegate):
    """An icon, what it is called, what it is, and its key on the right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures: dict[tuple[str, str], QPixmap] = {}

    def _picture(self, name: str, color: str) -> QPixmap:
        """Drawn once for each colour: to paint an SVG for every line takes longer than a frame."""
        if (name, color) not in self._pictures:
            scale = max(1, round(pixel_ratio()))
            self._pictures[name, color] = tinted(name, color, _ICON_PX, scale)
        return self._pictures[name, color]

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, option.fontMetrics.height() + 14)  # pyright: ignore[reportAttributeAccessIssue]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        one: Destination = index.data(_ROLE)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            marked = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("selected" if marked else "hover"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
        inner = rect.adjusted(10, 0, -10, 0)
        tint = "disabled" if one.why_not else "text"
        if one.icon:
            picture = self._picture(one.icon, self._theme.colors[tint])
            painter.drawPixmap(inner.left(), inner.center().y() - _ICON_PX // 2 + 1, picture)
        painter.setFont(option.font)  # pyright: ignore[reportAttributeAccessIssue]
        metrics = painter.fontMetrics()
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        painter.setPen(self._theme.color("muted"))
        if one.keys:
            painter.drawText(inner, middle | right, one.keys)
            inner = inner.adjusted(0, 0, -metrics.horizontalAdvance(one.keys) - 16, 0)
        text = inner.adjusted(30, 0, 0, 0)
        title = metrics.elidedText(one.title, Qt.TextElideMode.ElideMiddle, text.width())
        painter.setPen(self._theme.color(tint if not one.why_not else "muted"))
        painter.drawText(text, middle, title)
        said = one.why_not or one.detail
        rest = text.adjusted(metrics.horizontalAdvance(title) + 16, 0, 0, 0)
        if said and rest.width() > 40:
            painter.setPen(self._theme.color("muted"))
            elided = metrics.elidedText(said, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, middle | right, elided)
        painter.restore()
