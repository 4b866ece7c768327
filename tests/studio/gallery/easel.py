"""Draws the window as it stands in every look, and lets the checks see the same."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from regnet_studio.studio.look.theme import Choice
from tests.studio.checks.clipping import clipped
from tests.studio.checks.contrast import hard_to_read
from tests.studio.checks.finding import Finding
from tests.studio.checks.overlap import overlapping
from tests.studio.gallery.stage import Stage


@dataclass(frozen=True)
class Look:
    """How the window is drawn."""

    theme: Choice
    language: str
    width: int
    height: int
    percent: int

    def __str__(self) -> str:
        return f"{self.theme}-{self.language}-{self.width}-{self.percent}"


EXTENTS = ((1280, 800, 100), (1920, 1080, 100), (1280, 800, 200), (1920, 1080, 200))
LOOKS = tuple(
    Look(theme, language, width, height, percent)
    for language in ("en", "fr")
    for width, height, percent in EXTENTS
    for theme in ("light", "dark")
)
QUICK = LOOKS[0]


@dataclass(frozen=True)
class Drawn:
    """One picture and what was found in it."""

    scene: str
    state: str
    look: str
    file: str
    findings: tuple[Finding, ...]


class Easel:
    """Draws into one folder.

    Args:
        out: gets the pictures.
        looks: how each state is drawn.
    """

    def __init__(self, out: Path, looks: Sequence[Look]) -> None:
        self._out, self._looks = out, looks
        self.drawn: list[Drawn] = []
        self.seconds = 0.0

    def draw(self, stage: Stage, scene: str, state: str) -> None:
        """The window, or the dialog on it, in every look; then as it was."""
        began = time.perf_counter()
        for look in self._looks:
            _put_on(stage, look)
            target = _on_top(stage.window)
            picture = target.grab().toImage()
            file = f"{scene}-{state}-{look}.png"
            picture.save(str(self._out / file))
            found = [*clipped(target), *overlapping(target), *hard_to_read(target, picture)]
            self.drawn.append(Drawn(scene, state, str(look), file, tuple(sorted(set(found)))))
        _put_on(stage, QUICK)
        self.seconds += time.perf_counter() - began


def _put_on(stage: Stage, look: Look) -> None:
    window = stage.window
    language = getattr(window, "language", None)
    if language is not None and language.code != look.language:
        language.choose(look.language)
    if window.theme.text_percent != look.percent:
        window.theme.resize_text(look.percent)
    if window.size().toTuple() != (look.width, look.height):
        window.resize(look.width, look.height)
    window.theme.choose(look.theme)
    stage.wait(lambda: window.theme.is_settled)
    stage.settle()
    QApplication.sendPostedEvents()  # on a busy machine layouts may still wait for their turn


def _on_top(window: QWidget) -> QWidget:
    """The dialog or the menu that is open, else the window."""
    return next(_opened(), window)


def _opened() -> Iterator[QWidget]:
    popup = QApplication.activePopupWidget()
    if isinstance(popup, QMenu):
        yield popup
    for each in reversed(QApplication.topLevelWidgets()):
        is_dialog = isinstance(each, QDialog) or each.windowType() == Qt.WindowType.Dialog
        if is_dialog and each.isVisible():
            yield each
