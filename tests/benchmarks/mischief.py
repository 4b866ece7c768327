"""What the monkey may do, and how it is done: each action is plain data, chosen by a seed.

An action names its target by its place in the tree of widgets, so that it can be done again in
another process; where the target is not there or not in sight then, nothing is done.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QWidget,
)

from tests.benchmarks.litter import things
from tests.benchmarks.stage import drop
from tests.benchmarks.targets import (
    focus_of,
    found_at,
    in_sight,
    is_alive,
    lively,
    on_top,
    path_of,
    shortcut_doers,
    shortcuts,
    taking_drops,
)

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

Action = dict[str, Any]
"""``do``: its kind; ``at``: path of its target; the rest depends on the kind."""

_KINDS = {
    "click": 40,
    "double": 4,
    "context": 4,
    "key": 14,
    "type": 6,
    "wheel": 6,
    "drag": 5,
    "hover": 5,
    "drop": 4,
    "shortcut": 6,
    "page": 6,
    "resize": 2,
    "theme": 1,
    "language": 1,
    "text_size": 1,
    "setting": 2,
}
_KEYS = (
    ("Key_Tab", ""),
    ("Key_Backtab", "Shift"),
    ("Key_Return", ""),
    ("Key_Escape", ""),
    ("Key_Space", ""),
    ("Key_Up", ""),
    ("Key_Down", ""),
    ("Key_Left", ""),
    ("Key_Right", ""),
    ("Key_Home", ""),
    ("Key_End", ""),
    ("Key_PageDown", ""),
    ("Key_PageUp", ""),
    ("Key_Delete", ""),
    ("Key_A", "Control"),
    ("Key_Z", "Control"),
    ("Key_Down", "Shift"),
    ("Key_Right", "Shift"),
    ("Key_F1", ""),
    ("Key_F2", ""),
    ("Key_Menu", ""),
)
_TYPED = (
    "cat",
    "0",
    "0.1",
    "-3",
    "1e9",
    "32",
    "resnet",
    "été",
    "日本",
    "x" * 80,
    " ",
    "1,2,3",
    "q",
)


class Hands(Protocol):
    """Where the actions come from, and who does them."""

    def next_action(self) -> Action | None:
        """The next one; None: it is over."""
        ...

    def perform(self, action: Action) -> None:
        """Do it."""
        ...


class Mischief:
    """Chooses and does. Without ``replay`` the seed decides, with it the file."""

    def __init__(
        self, window: StudioWindow, seed: int, count: int, home: Path, replay: Path | None
    ) -> None:
        self._window = window
        self._draw = random.Random(seed)
        self._answers = random.Random(seed + 1)
        self._left = count
        self._things = things(home / "things")
        self._replay: Iterator[Action] | None = None
        if replay is not None:
            lines = replay.read_text(encoding="utf-8").splitlines()
            self._replay = iter([json.loads(line) for line in lines][:count])
        self._answer_file_dialogs()

    def next_action(self) -> Action | None:
        """The next one; None: it is over."""
        if self._replay is not None:
            return next(self._replay, None)
        self._left -= 1
        return self._choose() if self._left >= 0 else None

    def perform(self, action: Action) -> None:
        """Do it, where its target is in sight."""
        kind = action["do"]
        if kind in ("resize", "theme", "language", "text_size", "page", "setting", "shortcut"):
            getattr(self, f"_do_{kind}")(action)
            return
        target = found_at(action["at"])
        if target is None or not target.isVisible() or not target.isEnabled():
            return
        self._do_at(target, action)

    def _choose(self) -> Action:
        draw = self._draw
        kind = draw.choices(list(_KINDS), list(_KINDS.values()))[0]
        top = on_top(self._window)
        if top is not self._window and draw.random() < 0.25:
            # Out of dialogs and menus again.
            return {"do": "key", "at": path_of(top), "key": "Key_Escape", "with": "", "then_ms": 1}
        action: Action = {"do": kind, "then_ms": draw.choice((0, 0, 1, 5, 20, 20, 60, 250))}
        if kind == "resize":
            return action | {"size": [draw.randint(1080, 1920), draw.randint(640, 1080)]}
        if kind == "theme":
            return action | {"to": draw.choice(("light", "dark", "system"))}
        if kind == "language":
            return action | {"to": draw.choice(("en", "fr", ""))}
        if kind == "text_size":
            return action | {"to": draw.choice((80, 100, 125, 150, 200))}
        if kind == "page":
            pages = ("data", "model", "train", "evaluate", "predict", "export")
            return action | {"to": draw.choice(pages)}
        if kind == "setting":
            key, value = draw.choice(_SETTINGS)
            return action | {"key": key, "to": value}
        if kind == "shortcut":
            return action | {"name": draw.choice(shortcuts(self._window) or [""])}
        widgets = lively(top) if draw.random() < 0.85 else in_sight(top)
        target = draw.choice(widgets) if widgets else top
        size = target.size()
        spot = [draw.randint(0, max(n - 1, 0)) for n in (size.width(), size.height())]
        action |= {"at": path_of(target), "spot": spot}
        if kind == "key":
            key, held = draw.choice(_KEYS)
            action |= {"key": key, "with": held}
        elif kind == "type":
            action |= {"text": draw.choice(_TYPED)}
        elif kind == "wheel":
            action |= {
                "turn": draw.choice((-480, -120, 120, 480)),
                "with": draw.choice(("", "", "Control")),
            }
        elif kind == "drag":
            action |= {"to": [draw.randint(0, max(n, 1)) for n in (size.width(), size.height())]}
        elif kind == "drop":
            action |= {"what": draw.choice((*self._things, "a run")), "at": path_of(self._window)}
            if draw.random() < 0.4:
                action["at"] = path_of(draw.choice(taking_drops(self._window) or [self._window]))
        elif kind == "click":
            action |= {"with": draw.choice(("", "", "", "", "Control", "Shift"))}
        return action

    def _do_at(self, target: QWidget, action: Action) -> None:
        kind, spot = action["do"], QPoint(*action.get("spot", (0, 0)))
        held = _held(action.get("with", ""))
        left = Qt.MouseButton.LeftButton
        if kind == "click":
            QTest.mouseClick(target, left, held, spot)
        elif kind == "double":
            QTest.mouseDClick(target, left, held, spot)
        elif kind == "context":
            QTest.mouseClick(target, Qt.MouseButton.RightButton, held, spot)
            if is_alive(target):
                reason = QContextMenuEvent.Reason.Mouse
                at = target.mapToGlobal(spot)
                QApplication.sendEvent(target, QContextMenuEvent(reason, spot, at))
        elif kind == "key":
            QTest.keyClick(focus_of(target), getattr(Qt.Key, action["key"]), held)
        elif kind == "type":
            _type(focus_of(target), action["text"])
        elif kind == "wheel":
            turn = QPoint(0, action["turn"])
            at = QPointF(spot)
            phase, none = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
            event = QWheelEvent(
                at, QPointF(target.mapToGlobal(spot)), QPoint(), turn, none, held, phase, False
            )
            QApplication.sendEvent(target, event)
        elif kind == "drag":
            QTest.mousePress(target, left, held, spot)
            for share in (0.3, 0.7, 1.0):
                if is_alive(target):
                    way = QPoint(*action["to"]) - spot
                    QTest.mouseMove(target, spot + way * share)
            if is_alive(target):
                QTest.mouseRelease(target, left, held, QPoint(*action["to"]))
        elif kind == "hover":
            QTest.mouseMove(target, spot)
        elif kind == "drop":
            path = self._things.get(action["what"]) or self._a_run()
            drop(target, path)

    def _do_resize(self, action: Action) -> None:
        self._window.resize(*action["size"])

    def _do_theme(self, action: Action) -> None:
        self._window.theme.choose(action["to"])

    def _do_language(self, action: Action) -> None:
        self._window.language.choose(action["to"])

    def _do_text_size(self, action: Action) -> None:
        self._window.theme.resize_text(action["to"])

    def _do_page(self, action: Action) -> None:
        if QApplication.activeModalWidget() is None:
            self._window.show_page(action["to"])

    def _do_setting(self, action: Action) -> None:
        """Mostly cheap values, so that a run that is begun is over in a moment."""
        from regnet_studio.errors import UserMistake

        with contextlib.suppress(UserMistake):  # it stands at its field
            self._window.state.set_value(action["key"], action["to"])

    def _do_shortcut(self, action: Action) -> None:
        if QApplication.activeModalWidget() is not None:
            return
        for name, do in shortcut_doers(self._window):
            if name == action["name"]:
                do()
                return

    def _a_run(self) -> Path:
        runs = sorted(Path(os.environ["REGNET_STUDIO_RUNS"]).glob("*/recipe.toml"))
        return runs[0].parent if runs else self._things["folder"]

    def _answer_file_dialogs(self) -> None:
        """With files of the monkey's own, or with nothing chosen."""

        def path(*kinds: str) -> str:
            return str(self._things[self._answers.choice(kinds)])

        def one(*_: object, **__: object) -> tuple[str, str]:
            chosen = self._answers.random() < 0.7
            return (path("zip", "image", "broken", "text", "recipe") if chosen else "", "")

        def several(*_: object, **__: object) -> tuple[list[str], str]:
            return ([path("image", "broken")], "")

        def folder(*_: object, **__: object) -> str:
            return path("folder", "empty", "out") if self._answers.random() < 0.7 else ""

        def saved(*_: object, **__: object) -> tuple[str, str]:
            name = self._answers.choice(("a.csv", "b.png", "c.svg", "d.toml", ""))
            return (str(self._things["out"] / name) if name else "", "")

        QFileDialog.getOpenFileName = one  # type: ignore[method-assign]
        QFileDialog.getOpenFileNames = several  # type: ignore[method-assign]
        QFileDialog.getExistingDirectory = folder  # type: ignore[method-assign]
        QFileDialog.getSaveFileName = saved  # type: ignore[method-assign]


_SETTINGS: tuple[tuple[str, object], ...] = (
    ("model.name", "resnet20"),
    ("data.size", 8),
    ("stopping.epochs", 1),
    ("stopping.epochs", 2),
    ("optimizer.batch_size", 16),
    ("optimizer.lr", 0.05),
    ("compute.device", "cpu"),
    ("compute.threads", 1),
    ("augment.flip", False),
    ("balance.method", "smote"),
    ("balance.method", "none"),
)


def _type(target: QWidget, text: str) -> None:
    """Letter by letter, as events: QTest knows ASCII only."""
    none = Qt.KeyboardModifier.NoModifier
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            if is_alive(target):
                key = ord(letter.upper()) if letter.isascii() else Qt.Key.Key_unknown
                QApplication.sendEvent(target, QKeyEvent(kind, key, none, letter))


def _held(name: str) -> Qt.KeyboardModifier:
    return getattr(Qt.KeyboardModifier, f"{name or 'No'}Modifier")
