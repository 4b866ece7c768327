"""One look from one place: text of every size, themes put on quickly, colours for every eye."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QAction, QColor, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.studio.data.class_counts import part_color
from regnet_studio.studio.look import text_size
from regnet_studio.studio.look.theme import Theme, mixed, palette_data, tinted
from regnet_studio.studio.preferences import Preferred
from regnet_studio.studio.widgets.line_looks import look_of
from regnet_studio.studio.widgets.page_room import PageRoom
from regnet_studio.studio.widgets.parts import column, label
from regnet_studio.studio.window import StudioWindow
from tests.studio.checks.sight import DEFICIENCIES, apart, lab

Palette = Literal["light", "dark"]
FAR_ENOUGH = 10.0
"""ΔE that is seen at a glance."""


@pytest.fixture(autouse=True)
def as_before(theme: Theme) -> Iterator[None]:
    yield
    theme.resize_text(100)
    theme.choose("light")


class TestColours:
    """Everyone tells them apart; where two are near, something else than colour differs."""

    @pytest.mark.parametrize("name", ["light", "dark"])
    @pytest.mark.parametrize(
        "colours",
        [("train", "validation", "best"), ("right", "wrong"), ("train", "validation", "test")],
    )
    def test_of_one_picture(self, name: Palette, colours: tuple[str, ...]) -> None:
        palette = palette_data(name)
        for first, second in combinations(colours, 2):
            far, whom = apart(QColor(palette[first]), QColor(palette[second]))
            assert far >= FAR_ENOUGH, f"{first} and {second} are {far:.0f} apart: {whom}"

    @pytest.mark.parametrize("dark", [False, True])
    def test_of_parts_of_a_bar(self, theme: Theme, dark: bool) -> None:
        theme.choose("dark" if dark else "light")
        for first, second in combinations(("train", "validation", "test"), 2):
            far, whom = apart(part_color(theme, first), part_color(theme, second))
            assert far >= FAR_ENOUGH, f"{first} and {second} are {far:.0f} apart: {whom}"

    @pytest.mark.parametrize("dark", [False, True])
    def test_of_runs_that_are_compared(self, theme: Theme, dark: bool) -> None:
        theme.choose("dark" if dark else "light")
        for first, second in combinations(map(look_of, range(12)), 2):
            same_line = (first.stroke, first.symbol) == (second.stroke, second.symbol)
            far, whom = apart(first.shade(theme), second.shade(theme))
            assert far >= FAR_ENOUGH or not same_line, f"{first} and {second}: {whom}"

    @pytest.mark.parametrize("deficiency", DEFICIENCIES)
    @pytest.mark.parametrize("dark", [False, True])
    def test_of_a_heat_map_grow_evenly(self, theme: Theme, dark: bool, deficiency: str) -> None:
        theme.choose("dark" if dark else "light")
        ground, right, wrong = (theme.color(name) for name in ("sunken", "right", "wrong"))
        for top in (right, wrong):
            steps = [lab(mixed(ground, top, n / 8), deficiency)[0] for n in range(9)]
            falls = [after - before for before, after in pairwise(steps)]
            assert all(step * falls[0] > 0 for step in falls)
            assert max(map(abs, falls)) < 3 * min(map(abs, falls))


class TestTextSize:
    def test_all_of_it_follows_one_factor(self, qtbot: QtBot, theme: Theme) -> None:
        made = QWidget()
        qtbot.addWidget(made)
        title, plain, pushed, hidden = label("a", "title"), QLabel("b"), QPushButton("c"), QLabel()
        theme.dress(pushed, "play")
        made.setLayout(column(title, plain, pushed, hidden))
        text_size.hold(plain, least_width=100, fixed_height=20)
        hidden.hide()
        made.show()
        parts = (title, plain, pushed, hidden)
        before = [part.font().pointSizeF() for part in parts[:3]]
        icon = pushed.iconSize().height()
        for percent in (200, 80, 100):
            theme.resize_text(percent)
            qtbot.waitUntil(lambda: theme.is_settled)
            now = [part.font().pointSizeF() for part in parts]
            assert now[:3] == pytest.approx([size * percent / 100 for size in before], abs=0.15)
            assert now[3] == now[1]
            assert (plain.minimumWidth(), plain.height()) == (percent, percent // 5)
            assert pushed.iconSize().height() == round(icon * percent / 100)

    def test_steps_end_at_the_ends(self) -> None:
        assert text_size.next_percent(100, 1) == 110
        assert text_size.next_percent(100, -1) == 90
        assert text_size.next_percent(200, 1) == 200
        assert text_size.next_percent(80, -1) == 80

    def test_keys_change_it_and_it_is_kept(self, window: StudioWindow, qtbot: QtBot) -> None:
        action = window.findChild(QAction, "key.action.text.larger")
        assert action is not None
        assert action.shortcut() == QKeySequence("Ctrl++")
        action.trigger()
        window.theme.choose("dark")
        assert window.preferred.now.text_percent == 110
        window.appearance.normal()
        window.appearance.smaller()
        assert (window.theme.text_percent, window.preferred.now.theme) == (90, "dark")
        window.preferred.close(10)
        kept = Preferred().now
        assert (kept.theme, kept.text_percent) == ("dark", 90)
        window.theme.choose("light")


class _Styled(QObject):
    """Counts how often widgets are told of another style."""

    def __init__(self) -> None:
        super().__init__()
        self.times: Counter[int] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self.times[id(watched)] += 1
        return False


def test_another_theme_styles_what_is_seen_once_or_twice(
    window: StudioWindow, scan: Callable[[Path | str], None], small_zip: Path, qtbot: QtBot
) -> None:
    """By itself Qt styles each widget once for each widget around it: seconds in all."""
    scan(small_zip)
    window.show_page("train")
    qtbot.waitUntil(lambda: window.theme.is_settled)
    seen = sum(widget.isVisible() for widget in QApplication.allWidgets())
    counted = _Styled()
    QApplication.instance().installEventFilter(counted)  # type: ignore[union-attr]
    window.theme.choose("dark")
    QApplication.instance().removeEventFilter(counted)  # type: ignore[union-attr]
    assert seen > 50
    assert counted.times.total() < 5 * seen
    # What was hidden is dark as well when it is shown, at once and later.
    window.show_page("export")
    assert window.grab().toImage().pixelColor(700, 600).lightness() < 128
    qtbot.waitUntil(lambda: window.theme.is_settled)
    window.show_page("data")
    assert window.grab().toImage().pixelColor(700, 780).lightness() < 128


def test_a_page_that_needs_more_room_is_scrolled(qtbot: QtBot, theme: Theme) -> None:
    pages = QStackedWidget()
    small, large = QLabel("small"), QLabel("large")
    large.setMinimumSize(900, 700)
    for page in (small, large):
        pages.addWidget(page)
    room = PageRoom(pages, theme)
    qtbot.addWidget(room)
    room.resize(500, 400)
    room.show()
    qtbot.waitUntil(lambda: pages.size() == room.viewport().size() == QSize(500, 400))
    pages.setCurrentIndex(1)
    qtbot.waitUntil(lambda: pages.width() == 900)
    assert room.horizontalScrollBar().maximum() == 900 - room.viewport().width()
    pages.setCurrentIndex(0)
    qtbot.waitUntil(lambda: pages.size() == room.viewport().size())


def test_icons_are_sharp_where_a_pixel_is_four(qapp: QApplication) -> None:
    once, twice = tinted("play", "#000000", 18), tinted("play", "#000000", 18, 2)
    assert once.size() == QSize(18, 18)
    assert (twice.size(), twice.deviceIndependentSize().toSize()) == (QSize(36, 36), QSize(18, 18))
    blown_up = once.toImage().scaled(36, 36)
    assert blown_up != twice.toImage().convertToFormat(blown_up.format())


def test_every_icon_takes_its_colour_from_the_palette() -> None:
    from regnet_studio.resources import resource

    fixed = {"regnet-studio", "check-dark", "check-light", "dot-dark", "dot-light"}
    fixed |= {"arrow-up", "arrow-down", "arrow-right"}  # style sheets cannot tint
    for path in Path(str(resource("icons"))).glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        assert "currentColor" in text or path.stem in fixed, path.name
