"""Light and dark: both can be read, and the window changes with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from regnet_studio.studio.look.theme import Theme, contrast, palette_data, style_sheet
from regnet_studio.studio.window import StudioWindow

_TEXT_ON = [
    ("text", "window"),
    ("text", "surface"),
    ("text", "selected"),
    ("text", "hover"),
    ("muted", "window"),
    ("muted", "rail"),
    ("muted", "surface"),
    ("accent_text", "accent"),
    ("accent_text", "accent_hover"),
    ("accent_text", "accent_press"),
    ("text", "mistake_fill"),
    ("text", "notice_fill"),
    ("error_text", "surface"),
]


@pytest.fixture(autouse=True)
def light_again(theme: Theme) -> Iterator[None]:
    yield
    theme.choose("light")


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), _TEXT_ON)
def test_text_can_be_read(name: Literal["light", "dark"], text: str, ground: str) -> None:
    colors = palette_data(name)
    assert contrast(QColor(colors[text]), QColor(colors[ground])) >= 4.5


def test_both_palettes_have_the_same_colours() -> None:
    assert palette_data("light").keys() == palette_data("dark").keys()
    assert "@" not in style_sheet(palette_data("dark"), 10)


def test_the_menu_switches_the_whole_window(
    window: StudioWindow, part: Callable[[str], QWidget], qapp: QApplication
) -> None:
    for name, dark in (("dark", True), ("light", False)):
        action = window.findChild(QAction, f"theme.{name}")
        assert action is not None
        action.trigger()
        assert window.theme.choice == name
        assert window.theme.is_dark is dark
        ground = qapp.palette().color(QPalette.ColorRole.Window)
        assert (ground.lightness() < 128) is dark
        picture = window.grab().toImage()
        assert (picture.pixelColor(600, 780).lightness() < 128) is dark
