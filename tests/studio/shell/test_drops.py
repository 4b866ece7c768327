"""Dragging anything over the window: what letting go would do is said before, and then done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QWindow
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.export.card import SUFFIX
from regnet_studio.recipe import Recipe, dump
from regnet_studio.runs.directory import Run
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.drops import CARD, Drop, drop_of
from regnet_studio.studio.window import StudioWindow
from tests.studio.pictures import png

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction
LONG_MS = 60_000


class Drag:
    """Files dragged over a window, by the events that the system sends to it."""

    def __init__(self, window: StudioWindow, *paths: Path) -> None:
        self._window = window
        self.mime = QMimeData()
        self.mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])

    def over(self, part: QWidget) -> bool:
        """Come to the window over a part of it; whether letting go would do anything."""
        self._place = part.mapTo(self._window, part.rect().center())
        event = QDragEnterEvent(self._place, COPY, self.mime, LEFT, NONE)
        QApplication.sendEvent(self._handle(), event)
        return event.isAccepted()

    def leave(self) -> None:
        QApplication.sendEvent(self._handle(), QDragLeaveEvent())

    def let_go(self) -> None:
        event = QDropEvent(QPointF(self._place), COPY, self.mime, LEFT, NONE)
        QApplication.sendEvent(self._handle(), event)

    def _handle(self) -> QWindow:
        handle = self._window.windowHandle()
        assert handle is not None
        return handle


@pytest.fixture
def cold(qtbot: QtBot, theme: Theme) -> Iterator[StudioWindow]:
    """A window that has loaded nothing: enough for what only looks."""
    made = StudioWindow(theme)
    with qtbot.waitSignal(made.painted, timeout=LONG_MS):
        made.show()
    yield made
    made.interrupt_and_close()
    made.deleteLater()


def said(window: StudioWindow) -> str:
    assert window.overlay.isVisible()
    text = window.overlay.findChild(QLabel, "drop.text")
    assert text is not None
    return text.text()


def things(folder: Path, run: Path) -> dict[str, tuple[Path, ...]]:
    """One of everything that can be dropped."""
    photos = folder / "photos"
    (photos / "cat").mkdir(parents=True)
    image, other = folder / "one.png", folder / "two.png"
    for path in (image, other):
        path.write_bytes(png((200, 30, 30), 1))
    for name in ("set.zip", "set.tar.gz", "labels.csv", "net.pth", "letter.pdf", "no-ending"):
        (folder / name).write_bytes(b"")
    (folder / "mine.toml").write_text(dump(Recipe()))
    export = folder / "export"
    export.mkdir()
    (export / f"model.safetensors{CARD}").write_text("{}")
    runs = [copytree(run, folder / name) for name in ("run-a", "run-b")]
    return {
        "folder": (photos,),
        "zip": (folder / "set.zip",),
        "tar": (folder / "set.tar.gz",),
        "table": (folder / "labels.csv",),
        "image": (image,),
        "images": (image, other),
        "recipe": (folder / "mine.toml",),
        "weights": (folder / "net.pth",),
        "export": (export,),
        "run": (runs[0],),
        "runs": tuple(runs),
        "pdf": (folder / "letter.pdf",),
        "plain": (folder / "no-ending",),
        "mixed": (image, photos),
        "nothing": (),
    }


def test_what_is_dragged_is_known_by_its_name_and_place(tmp_path: Path, finished_run: Path) -> None:
    found = {name: drop_of(paths).meaning for name, paths in things(tmp_path, finished_run).items()}
    assert found == {
        "folder": "data", "zip": "data", "tar": "data", "table": "data",
        "image": "image", "images": "images", "recipe": "recipe", "weights": "weights",
        "export": "export", "run": "run", "runs": "runs",
        "pdf": "unknown", "plain": "unknown", "mixed": "several", "nothing": "nothing",
    }  # fmt: skip
    assert CARD == SUFFIX


def test_over_every_part_it_is_said_what_letting_go_does(
    cold: StudioWindow, tmp_path: Path, finished_run: Path
) -> None:
    """Also over a drop zone, and over a line that would take the path as text."""
    offered = things(tmp_path, finished_run)
    expected = {
        "folder": ("dataset", True),
        "zip": ("set.zip as a dataset", True),
        "recipe": ("Open the recipe mine.toml", True),
        "run": ("Open the run run-a", True),
        "runs": ("Compare these 2 runs", True),
        "weights": ("Begin training from the weights net.pth", True),
        "export": ("exported network export", True),
        "image": ("no network to ask yet", False),
        "images": ("no network to ask yet", False),
        "pdf": ("letter.pdf is of a kind", False),
        "mixed": ("one thing at a time", False),
    }
    parts = [cold, cold.rail, *(cold.findChild(QWidget, name) for name in
             ("data.drop", "recipe.data.source"))]  # fmt: skip
    for name, (text, works) in expected.items():
        for part in parts:
            assert part is not None
            drag = Drag(cold, *offered[name])
            assert drag.over(part) is works, (name, part.objectName())
            assert text in said(cold)
            drag.leave()
            assert not cold.overlay.isVisible()
    words = QMimeData()
    words.setText("a word on its way to a line")
    place = QPoint(600, 40)
    handle = cold.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, QDragEnterEvent(place, COPY, words, LEFT, NONE))
    assert not cold.overlay.isVisible()
    QApplication.sendEvent(handle, QDragLeaveEvent())


def test_letting_go_opens_what_it_is(
    window: StudioWindow,
    part: Callable[[str], QWidget],
    small_zip: Path,
    tmp_path: Path,
    finished_run: Path,
    qtbot: QtBot,
) -> None:
    drag = Drag(window, small_zip)
    drag.over(part("data.drop"))
    with qtbot.waitSignal(window.state.data_changed, timeout=LONG_MS):
        drag.let_go()
    assert not window.overlay.isVisible()

    run = copytree(finished_run, tmp_path / "run-a")
    drag = Drag(window, run)
    drag.over(part("rail.model"))
    with qtbot.waitSignal(window.state.run_changed, timeout=LONG_MS):
        drag.let_go()
    assert window.state.run is not None
    assert window.state.run.path == run

    image = tmp_path / "one.png"
    image.write_bytes(png((200, 30, 30), 1))
    drag = Drag(window, image)
    assert drag.over(part("page.train"))
    assert said(window) == "Predict one.png with run-a"
    drag.let_go()
    assert window.step == "predict"
    qtbot.waitUntil(lambda: not window.predict_page.is_busy, timeout=LONG_MS)
    assert len(window.predict_page.top.top()) > 0

    # A folder is a dataset, but images to be asked about where that is done.
    for page, text in (("data", "Read the images"), ("predict", "Predict all images in photos")):
        window.show_page(page)
        (tmp_path / "photos").mkdir(exist_ok=True)
        drag = Drag(window, tmp_path / "photos")
        assert drag.over(part(f"page.{page}"))
        assert said(window).startswith(text)
        drag.leave()
    recent = window.preferred.now.recent
    assert recent == tuple(str(path) for path in (image, run, small_zip))


def test_weights_are_read_and_then_begun_with(
    window: StudioWindow, finished_run: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    best = next(Run(finished_run).path.glob("checkpoints/best*.safetensors"))
    file = tmp_path / "net.safetensors"
    file.write_bytes(best.read_bytes())
    before = window.state.recipe
    with qtbot.waitSignal(window.state.recipe_changed, timeout=LONG_MS):
        window.opening.take_drop(Drop("weights", (file,)))
    assert window.state.recipe.transfer.weights == str(file)
    assert window.state.recipe.model.name == Run(finished_run).recipe().model.name
    assert any("The next training begins from net.safetensors" in t for t in window.banners.texts())
    undo = window.banners.findChild(QPushButton, "weights.undo")
    assert undo is not None
    qtbot.mouseClick(undo, LEFT)
    assert window.state.recipe == before

    file.write_bytes(b"\x80\x04cos\nsystem\n(S'touch /tmp/pwned'\ntR.")
    with qtbot.waitSignal(window.opening.failed, timeout=LONG_MS):
        window.opening.take_drop(Drop("weights", (file,)))
    assert window.state.recipe.transfer.weights == "none"
