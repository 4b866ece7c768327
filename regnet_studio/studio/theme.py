"""The look: two palettes, one style sheet and icons that follow them.

Everything visual is data in ``resources/style`` and ``resources/icons``; this file only puts it
in place and again when the system (or the user) changes between light and dark.
"""

from __future__ import annotations

import json
import re
import weakref
from functools import cache
from typing import Literal, Protocol

import shiboken6
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QPushButton

from regnet_studio.resources import resource

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


class _HasIcon(Protocol):
    def setIcon(self, icon: QIcon, /) -> None: ...


class Theme(QObject):
    """The colours in force, and who wears them."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._choice: Choice = "system"
        self._dressed: list[tuple[weakref.ref[_HasIcon], str, str]] = []
        self._body = max(application.font().pointSizeF(), _SMALLEST_PT)
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

    def choose(self, choice: Choice) -> None:
        """Follow the system, or be light or dark whatever it says."""
        self._choice = choice
        self._application.styleHints().setColorScheme(_SCHEMES[choice])
        self._apply()

    def color(self, name: str) -> QColor:
        """A colour of the palette by its name in ``resources/style/light.json``."""
        return QColor(self.colors[name])

    def dress(self, wearer: _HasIcon, icon: str, color: str = "text") -> None:
        """Give a button or an action an icon that follows the palette."""
        self._dressed = [
            entry for entry in self._dressed if entry[0]() is not None and entry[0]() is not wearer
        ]
        self._dressed.append((weakref.ref(wearer), icon, color))
        if isinstance(wearer, QPushButton):
            wearer.setIconSize(QSize(_ICON_PX + _ICON_GAP, _ICON_PX))
        wearer.setIcon(self._icon_for(wearer, icon, color))

    def icon(self, name: str, color: str = "text", gap: int = 0) -> QIcon:
        """An icon in one of the palette's colours (and grey where its control is disabled).

        ``gap`` is room to its right: style sheets know no distance between icon and text.
        """
        icon = QIcon()
        for mode, tint in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, "disabled")):
            for scale in (1, 2):
                icon.addPixmap(tinted(name, self.colors[tint], _ICON_PX, scale, gap), mode)
        return icon

    def _icon_for(self, wearer: _HasIcon, icon: str, color: str) -> QIcon:
        return self.icon(icon, color, _ICON_GAP if isinstance(wearer, QPushButton) else 0)

    def _apply(self) -> None:
        scheme = self._application.styleHints().colorScheme()
        dark = scheme == Qt.ColorScheme.Dark
        # Where the platform cannot be overruled (offscreen), the user's word still counts.
        if self._choice != "system":
            dark = self._choice == "dark"
        self._is_dark = dark
        self.colors = palette_data("dark" if dark else "light")
        self._application.setPalette(_qt_palette(self.colors))
        self._application.setStyleSheet(style_sheet(self.colors, self._body))
        for reference, icon, color in self._dressed:
            wearer = reference()
            if wearer is not None and shiboken6.isValid(wearer):
                wearer.setIcon(self._icon_for(wearer, icon, color))
        self.changed.emit()


@cache
def palette_data(name: Literal["light", "dark"]) -> dict[str, str]:
    """Colour name -> ``#rrggbb`` of one palette."""
    return json.loads(resource("style", f"{name}.json").read_text(encoding="utf-8"))


def style_sheet(colors: dict[str, str], body: float) -> str:
    """The style sheet's template with colours and sizes (in points) put in."""
    words = {
        **colors,
        **{name: f"{body * share:.1f}" for name, share in _SIZES.items()},
        "icons": resource("icons").as_posix(),
    }
    template = resource("style", "studio.qss").read_text(encoding="utf-8")
    return re.sub(r"@([a-z_]+)@", lambda match: words.get(match[1], match[0]), template)


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
