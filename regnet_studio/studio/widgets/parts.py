"""Small parts that every page is built from: texts, cards, figures, empty states."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme, pixel_ratio, tinted

VERBATIM = "verbatim"
"""A property of widgets that show the user's own words: no language has others for them."""
GAP = 8
"""All distances are multiples of this."""


class ElidedLabel(QLabel):
    """A text on one line that gives way: cut in the middle with dots, whole in the tooltip."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        if role:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = ""
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show ``text`` as far as there is room."""
        if text == self._whole and self.text() == text:
            return
        self._whole = text
        self.setText(text)
        self.setAccessibleName(text)
        self._tell()
        self.update()

    def whole_text(self) -> str:
        """What would be shown with room enough."""
        return self._whole

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        room = min(metrics.horizontalAdvance(self._whole), 8 * metrics.averageCharWidth())
        return QSize(max(room, 24), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.contentsRect(), int(self.alignment()), self._shown())

    def _shown(self) -> str:
        metrics = self.fontMetrics()
        return metrics.elidedText(
            self._whole, Qt.TextElideMode.ElideMiddle, self.contentsRect().width()
        )

    def _tell(self) -> None:
        self.setToolTip(self._whole if self._shown() != self._whole else "")


def label(text: str = "", role: str = "", wrap: bool = False) -> QLabel:
    """A label in one of the style sheet's roles."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if wrap:
        made.setWordWrap(True)
        made.setMinimumWidth(40)
    return made


class Paragraph(QLabel):
    """A centred text of a fixed width that is always as high as its lines need."""

    def __init__(self, text: str, width: int) -> None:
        super().__init__(text)
        self._across = width
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "muted")
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWordWrap(True)
        self.setFixedWidth(width)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def hasHeightForWidth(self) -> bool:
        # A box would ask for the height at its own width, not at this text's.
        return False

    def sizeHint(self) -> QSize:
        self.ensurePolished()  # the style sheet's font decides how many lines there are
        return QSize(self._across, self.heightForWidth(self._across))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def button(text: str, name: str = "", role: str = "") -> QPushButton:
    """A push button with its object name, accessible name and role."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    return made


def tool(name: str, text: str, role: str = "quiet") -> QToolButton:
    """A tool button that shows only its icon; ``text`` is its tooltip and accessible name."""
    made = QToolButton()
    made.setObjectName(name)
    made.setAccessibleName(text)
    made.setToolTip(text)
    made.setProperty("role", role)
    return made


def column(*parts: QWidget | int, gap: int = GAP, margin: int = 0) -> QVBoxLayout:
    """A vertical layout; a number among the parts is a stretch."""
    layout = QVBoxLayout()
    _fill(layout, parts, gap, margin)
    return layout


def row(*parts: QWidget | int, gap: int = GAP, margin: int = 0) -> QHBoxLayout:
    """A horizontal layout; a number among the parts is a stretch."""
    layout = QHBoxLayout()
    _fill(layout, parts, gap, margin)
    return layout


def _fill(layout: QBoxLayout, parts: tuple[QWidget | int, ...], gap: int, margin: int) -> None:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        else:
            layout.addWidget(part)


def card(margin: int = 2 * GAP) -> QFrame:
    """A quiet surface to put things on; give it a layout with :func:`column` or :func:`row`."""
    made = QFrame()
    made.setProperty("role", "card")
    made.setContentsMargins(margin, margin, margin, margin)
    return made


def framed(inner: QWidget) -> QFrame:
    """A list or a table on a surface of its own."""
    made = card(4)
    made.setLayout(column(inner))
    return made


def holder(name: str = "") -> QWidget:
    """A see-through widget that only holds a layout."""
    made = QWidget()
    made.setObjectName(name)
    made.setProperty("role", "clear")
    return made


class Figure(QWidget):
    """One number that matters, with a word below it; ``small``: one that matters less."""

    def __init__(self, caption: str, name: str, small: bool = False) -> None:
        super().__init__()
        self._value = label("–", "strong" if small else "figure")
        self._value.setObjectName(name)
        self._caption = label(caption, "caption")
        self.setLayout(column(self._value, self._caption, gap=0))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_value("–")

    def show_value(self, text: str, tip: str = "", warns: bool = False) -> None:
        """Put ``text`` in the place of the number; ``warns``: in the colour of a warning."""
        self.setToolTip(tip)
        if bool(self._value.property("warns")) != warns:
            self._value.setProperty("warns", warns)
            self._value.style().unpolish(self._value)
            self._value.style().polish(self._value)
        if text == self._value.text():
            return
        self._value.setText(text)
        self._value.setAccessibleName(words.labelled(self._caption.text(), text))

    def reword(self, _: object) -> None:
        """Speak the same in another language."""
        if self._value.accessibleName():
            self._value.setAccessibleName(words.labelled(self._caption.text(), self._value.text()))

    def text(self) -> str:
        """What is shown."""
        return self._value.text()


class EmptyState(QWidget):
    """What a page shows when there is nothing yet: what to do next, and one button for it."""

    def __init__(
        self, theme: Theme, icon: str, title: str, hint: str, action: str, go: Callable[[], object]
    ) -> None:
        super().__init__()
        picture = QLabel()
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture, self._icon, self._theme = picture, icon, theme
        self._title = label(title, "heading")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint = Paragraph(hint, 400)
        self.button = button(action, f"empty.{icon}")
        self.button.clicked.connect(lambda: go())
        if not action:  # to show it before it has a parent would open a window of its own
            self.button.hide()
        layout = column(2, picture, self._title, self._hint, gap=GAP)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        for place in (picture, self._title, self._hint):
            layout.setAlignment(place, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(layout)
        theme.changed.connect(self._draw)
        self._draw()

    def say(self, title: str, hint: str, action: str = "") -> None:
        """Change what is said; no button without ``action``."""
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.updateGeometry()
        self.button.setText(action)
        self.button.setAccessibleName(action)
        self.button.setVisible(bool(action))

    def _draw(self) -> None:
        scale = max(1, round(pixel_ratio()))
        self._picture.setPixmap(tinted(self._icon, self._theme.colors["line_strong"], 56, scale))
