"""The look: two palettes, one style sheet and icons that follow them.

Everything visual is data in ``resources/style`` and ``resources/icons``; this file only puts it
in place and again when the system (or the user) changes between light and dark, or the user the
size of the text.
"""

from __future__ import annotations

import json
import re
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Literal, NamedTuple, Protocol

import shiboken6
from PySide6.QtCore import (
    QByteArray,
    QElapsedTimer,
    QEvent,
    QObject,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget

from regnet_studio.resources import resource
from regnet_studio.studio.look import text_size
from regnet_studio.studio.look.text_size import grown

Choice = Literal["system", "light", "dark"]
_SCHEMES: dict[Choice, Qt.ColorScheme] = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}
# What the style sheet's sizes are, as shares of the system's font size.
_SIZES = {"small": 0.9, "body": 1.0, "heading": 1.2, "figure": 1.5, "title": 1.7}
_SMALLEST_PT = 9.5
_ICON_PX = 18
_ICON_GAP = 6
_SLICE_MS = 8
"""How long hidden widgets may be styled at a stretch."""


class _HasIcon(Protocol):
    def setIcon(self, icon: QIcon, /) -> None: ...


class _Dress(NamedTuple):
    wearer: weakref.ref[_HasIcon]
    icon: str
    color: str
    side: int


class Theme(QObject):
    """The colours in force, and who wears them."""

    changed = Signal()
    """Colours or sizes are others than before."""
    resized = Signal()
    """Text has another size: once for what is seen, and once more when all the rest has it."""
    chosen = Signal()
    """The user chose, whether or not anything looks different by it."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._choice: Choice = "system"
        self._percent = 100
        self._dressed: list[_Dress] = []
        self._body = max(application.font().pointSizeF(), _SMALLEST_PT)
        self._worn: tuple[bool, int] | None = None
        self._hidden: dict[QWidget, None] = {}
        self._has_resized = False
        self._later = QTimer(self)
        self._later.timeout.connect(self._style_hidden)
        self.colors: dict[str, str] = palette_data("light")
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def choice(self) -> Choice:
        """What the user asked for."""
        return self._choice

    @property
    def is_dark(self) -> bool:
        """Whether the dark palette is in force."""
        return self._is_dark

    @property
    def text_percent(self) -> int:
        """The size of all text, in per cent of the system's."""
        return self._percent

    @property
    def is_settled(self) -> bool:
        """Whether what is hidden wears it as well."""
        return not self._hidden

    def choose(self, choice: Choice) -> None:
        """Follow the system, or be light or dark whatever it says."""
        self._choice = choice
        self._application.styleHints().setColorScheme(_SCHEMES[choice])
        self._apply()
        self.chosen.emit()

    def resize_text(self, percent: int) -> None:
        """Make all text ``percent`` (80..200) of the system's size, and what holds it as wide."""
        self._percent = percent
        self._apply()
        self.chosen.emit()

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """No style sheet while many widgets are made: each is styled once, when all are there."""
        sheet = self._application.styleSheet()
        self._application.setStyleSheet("")
        try:
            yield
        finally:
            self._application.setStyleSheet(sheet)

    def color(self, name: str) -> QColor:
        """A colour of the palette by its name in ``resources/style/light.json``."""
        return QColor(self.colors[name])

    def dress(self, wearer: _HasIcon, icon: str, color: str = "text", side: int = _ICON_PX) -> None:
        """Give a button or an action an icon that follows the palette and the size of the text.

        ``side`` is in pixels at 100 %.
        """
        self._dressed = [
            entry
            for entry in self._dressed
            if entry.wearer() is not None and entry.wearer() is not wearer
        ]
        entry = _Dress(weakref.ref(wearer), icon, color, side)
        self._dressed.append(entry)
        self._put_on(wearer, entry)

    def icon(self, name: str, color: str = "text", gap: int = 0, side: int = _ICON_PX) -> QIcon:
        """An icon in one of the palette's colours (and grey where its control is disabled).

        ``gap`` is room to its right: style sheets know no distance between icon and text.
        """
        icon = QIcon()
        for mode, tint in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, "disabled")):
            for scale in (1, 2):
                icon.addPixmap(tinted(name, self.colors[tint], grown(side), scale, gap), mode)
        return icon

    def _put_on(self, wearer: _HasIcon, entry: _Dress) -> None:
        gap = 0
        if isinstance(wearer, QAbstractButton):
            gap = _ICON_GAP if isinstance(wearer, QPushButton) else 0
            wearer.setIconSize(QSize(grown(entry.side) + gap, grown(entry.side)))
        wearer.setIcon(self.icon(entry.icon, entry.color, gap, entry.side))

    def _apply(self) -> None:
        scheme = self._application.styleHints().colorScheme()
        dark = scheme == Qt.ColorScheme.Dark
        # Where the platform cannot be overruled (offscreen), the user's word still counts.
        if self._choice != "system":
            dark = self._choice == "dark"
        if self._worn == (dark, self._percent):
            return
        resized = self._worn is None or self._worn[1] != self._percent
        self._worn = (dark, self._percent)
        self._is_dark = dark
        self.colors = palette_data("dark" if dark else "light")
        factor = self._percent / 100
        self._application.setPalette(_qt_palette(self.colors))
        if resized:
            font = self._application.font()
            font.setPointSizeF(self._body * factor)
            self._application.setFont(font)
        self._restyle(style_sheet(self.colors, self._body * factor, factor))
        if resized:
            self._has_resized = bool(self._hidden)
            text_size.resize(factor)
        for entry in self._dressed:
            wearer = entry.wearer()
            if wearer is not None and shiboken6.isValid(wearer):
                self._put_on(wearer, entry)
        self.changed.emit()
        if resized:
            self.resized.emit()

    def _restyle(self, sheet: str) -> None:
        """Put on another style sheet: what is seen now, the rest in idle time.

        Qt takes one sheet after another by styling each widget once for each widget around it
        (25,000 times for 2,000 of them: seconds). Without a sheet in between it is once each, and
        never for one that Qt holds for not yet styled, or, for events, for one of its own style.
        """
        polished, own_style = Qt.WidgetAttribute.WA_WState_Polished, Qt.WidgetAttribute.WA_SetStyle
        widgets = QApplication.allWidgets()
        # A style sheet of its own goes with a style of its own, for all within: Qt sees to these.
        aside: set[QWidget] = set()
        for widget in widgets:
            if widget.styleSheet():
                aside.update((widget, *widget.findChildren(QWidget)))
        hidden = [
            widget
            for widget in widgets
            if not widget.isVisible()
            and widget not in aside
            and not widget.testAttribute(own_style)
        ]
        for widget in hidden:
            widget.setAttribute(own_style)
            if widget.testAttribute(polished):
                widget.setAttribute(polished, False)
                self._hidden[widget] = None
        self._application.setStyleSheet("")
        self._application.setStyleSheet(sheet)
        for widget in hidden:
            if shiboken6.isValid(widget):
                widget.setAttribute(own_style, False)
        if self._hidden:
            self._application.installEventFilter(self)
            self._later.start(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # While some wait to be styled: who is shown before its turn has it now.
        shown = event.type() == QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched in self._hidden:
            self._style(watched)
        return False

    def _style_hidden(self) -> None:
        """A slice of what was hidden."""
        passed = QElapsedTimer()
        passed.start()
        while self._hidden and passed.elapsed() < _SLICE_MS:
            self._style(next(iter(self._hidden)))
        if not self._hidden:
            self._later.stop()
            self._application.removeEventFilter(self)
            if self._has_resized:
                self._has_resized = False
                self.changed.emit()  # what was measured in the old font is measured anew
                self.resized.emit()

    def _style(self, widget: QWidget) -> None:
        del self._hidden[widget]
        if not shiboken6.isValid(widget):
            return
        widget.style().polish(widget)
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_Polished)


@cache
def palette_data(name: Literal["light", "dark"]) -> dict[str, str]:
    """Colour name -> ``#rrggbb`` of one palette."""
    return json.loads(resource("style", f"{name}.json").read_text(encoding="utf-8"))


def style_sheet(colors: dict[str, str], body: float, factor: float = 1.0) -> str:
    """The style sheet's template with colours and sizes put in.

    Args:
        colors: by name, see :func:`palette_data`.
        body: the size of plain text, in points.
        factor: what pixels that grow with the text are multiplied with: ``@16px@``, or
            ``@8px+1@`` for one more that does not grow.
    """
    words = {
        **colors,
        **{name: f"{body * share:.1f}" for name, share in _SIZES.items()},
        "icons": resource("icons").as_posix(),
    }
    template = resource("style", "studio.qss").read_text(encoding="utf-8")
    template = re.sub(
        r"@(\d+)px(?:\+(\d+))?@",
        lambda size: f"{round(int(size[1]) * factor) + int(size[2] or 0)}px",
        template,
    )
    return re.sub(r"@([a-z_]+)@", lambda match: words.get(match[1], match[0]), template)


@cache
def tinted(name: str, color: str, side: int, scale: int = 1, gap: int = 0) -> QPixmap:
    """An SVG icon of ``side`` logical pixels in one colour, with ``gap`` pixels to its right."""
    text = _svg(name).replace("currentColor", color)
    pixmap = QPixmap((side + gap) * scale, side * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    area = QRectF(0, 0, side * scale, side * scale)
    QSvgRenderer(QByteArray(text.encode())).render(painter, area)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


def program_icon() -> QIcon:
    """The program's own icon."""
    icon = QIcon()
    for side in (16, 32, 64, 128):
        icon.addPixmap(tinted("regnet-studio", "#ffffff", side))
    return icon


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of two colours, 1..21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(fill: QColor) -> QColor:
    """Near-black or white: what is easier to read on ``fill``."""
    dark, light = QColor("#11151c"), QColor("#ffffff")
    return dark if contrast(dark, fill) >= contrast(light, fill) else light


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """``first`` with ``share`` (0..1) of ``second`` in it."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )


def pixel_ratio() -> float:
    """Device pixels per logical pixel of the main screen."""
    screen = QGuiApplication.primaryScreen()
    return screen.devicePixelRatio() if screen else 1.0


def _luminance(color: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(v) for v in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def _svg(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def _qt_palette(colors: dict[str, str]) -> QPalette:
    """What Fusion draws with where the style sheet says nothing (check boxes, tooltips)."""
    palette = QPalette()
    role = QPalette.ColorRole
    for target, name in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "sunken"),
        (role.Text, "text"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.ToolTipBase, "surface"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "accent_text"),
        (role.Link, "accent"),
        (role.Accent, "accent"),
        (role.Mid, "line_strong"),
        (role.Light, "surface"),
        (role.Dark, "line_strong"),
    ):
        palette.setColor(target, QColor(colors[name]))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colors["disabled"]))
    return palette
