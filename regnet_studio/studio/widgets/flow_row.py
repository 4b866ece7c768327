"""Controls in a row that goes on in the next line where there is no room for all of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from regnet_studio.studio.widgets.parts import GAP

_ANEW = {QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.FontChange}
_GROWS = QSizePolicy.PolicyFlag.ExpandFlag.value | QSizePolicy.PolicyFlag.IgnoreFlag.value


class FlowRow(QWidget):
    """Lays its parts out by itself, line by line; like :func:`parts.row` where one line is enough.

    A part whose policy is to expand, or to give way, takes the room that its line leaves, and so
    does a label that wraps.

    Args:
        parts: widgets; a number is a stretch, which pushes what follows to the right.
    """

    def __init__(self, *parts: QWidget | int, gap: int = GAP) -> None:
        super().__init__()
        self.setProperty("role", "clear")
        self._parts, self._gap = parts, gap
        self._heights_known: dict[int, int] = {}
        """By width. Qt asks dozens of times in one resize, and in hidden tabs as well."""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for part in parts:
            if isinstance(part, QWidget):
                part.setParent(self)

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights_known:
            lines = self._lines(width)
            high = sum(max(self._heights(line, width)) for line in lines)
            self._heights_known[width] = high + self._gap * max(len(lines) - 1, 0)
        return self._heights_known[width]

    def measure_anew(self) -> None:
        """Its parts have changed: what was known of their sizes does not hold any more."""
        self._heights_known.clear()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        shown = [part for part in _widgets(self._parts) if not part.isHidden()]
        wide = sum(_width(part) for part in shown) + self._gap * max(len(shown) - 1, 0)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        shown = [part for part in _widgets(self._parts) if not part.isHidden()]
        wide = max((_least(part) for part in shown), default=0)
        # What is not on the screen has no width yet that would say how many lines there are.
        width = max(self.width(), wide) if self.isVisible() else self.sizeHint().width()
        return QSize(wide, self.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if self.heightForWidth(event.oldSize().width()) != self.heightForWidth(self.width()):
            self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.measure_anew()  # its parts may have changed while it was hidden
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() in _ANEW:  # a part was shown, hidden or changed
            self.measure_anew()
            self._arrange()
        return super().event(event)

    def _lines(self, width: int) -> list[list[QWidget | int]]:
        """The parts by lines; every line has at least one widget."""
        lines: list[list[QWidget | int]] = [[]]
        taken = 0
        for part in self._parts:
            if isinstance(part, int):
                lines[-1].append(part)
                continue
            if part.isHidden():
                continue
            wide = _width(part)
            if taken and taken + wide > width:
                lines.append([])
                taken = 0
            lines[-1].append(part)
            taken += wide + self._gap
        return [line for line in lines if any(_widgets(line))]

    def _arrange(self) -> None:
        top = 0
        for line in self._lines(self.width()):
            widths = self._widths(line, self.width())
            high = max(self._heights(line, self.width()))
            left = 0
            for part, wide in zip(line, widths, strict=True):
                if isinstance(part, QWidget):
                    each = _height(part, wide)
                    part.setGeometry(QRect(left, top + (high - each) // 2, wide, each))
                    wide += self._gap
                left += wide
            top += high + self._gap

    def _heights(self, line: list[QWidget | int], width: int) -> list[int]:
        """Of the widgets of a line."""
        parts = zip(line, self._widths(line, width), strict=True)
        return [_height(part, wide) for part, wide in parts if isinstance(part, QWidget)]

    def _widths(self, line: list[QWidget | int], width: int) -> list[int]:
        """Of the parts of a line, stretches among them."""
        widths = [
            0 if isinstance(part, int) else min(_width(part), max(width, _least(part)))
            for part in line
        ]
        spare = width - sum(widths) - self._gap * (sum(1 for _ in _widgets(line)) - 1)
        growing = [n for n, part in enumerate(line) if isinstance(part, QWidget) and _grows(part)]
        for left, place in zip(range(len(growing), 0, -1), growing, strict=True):
            part = line[place]
            assert isinstance(part, QWidget)
            more = max(min(spare // left, part.maximumWidth() - widths[place]), 0)
            widths[place] += more
            spare -= more
        stretches = [n for n, part in enumerate(line) if isinstance(part, int)]
        for place in stretches:
            widths[place] = max(spare, 0) // len(stretches)
        return widths


def _widgets(parts: list[QWidget | int] | tuple[QWidget | int, ...]) -> list[QWidget]:
    return [part for part in parts if isinstance(part, QWidget)]


def _grows(part: QWidget) -> bool:
    return _wraps(part) or bool(part.sizePolicy().horizontalPolicy().value & _GROWS)


def _wraps(part: QWidget) -> bool:
    return isinstance(part, QLabel) and part.wordWrap()


def _least(part: QWidget) -> int:
    return max(part.minimumSizeHint().width(), part.minimumWidth())


def _width(part: QWidget) -> int:
    """Of a part that does not grow; the least of one that does."""
    policy = part.sizePolicy().horizontalPolicy()
    gives_way = _wraps(part) or policy == QSizePolicy.Policy.Ignored
    wide = _least(part) if gives_way else max(part.sizeHint().width(), _least(part))
    return min(wide, part.maximumWidth())


def _height(part: QWidget, width: int) -> int:
    high = max(part.sizeHint().height(), part.minimumSizeHint().height())
    if part.hasHeightForWidth():
        high = part.heightForWidth(width)
    return min(max(high, part.minimumHeight()), part.maximumHeight())
