"""Images in, a trained, understood and exported classifier out: on a real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QRadioButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.studio.window import StudioWindow

LONG_MS = 90_000
LEFT = Qt.MouseButton.LeftButton


def test_from_a_dropped_zip_to_an_export_that_answers_the_same(
    window: StudioWindow,
    part: Callable[[str], QWidget],
    drop: Callable[[QWidget, Path], None],
    small_zip: Path,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    train = part("action.train")
    assert not train.isEnabled()
    assert "Choose images" in train.toolTip()

    with qtbot.waitSignal(window.state.data_changed, timeout=LONG_MS):
        drop(part("data.drop"), small_zip)
    assert window.state.scan is not None
    assert window.state.scan.dataset.classes == ("blue", "green", "red")
    thumbnails = window.data_page.desk.thumbnails
    qtbot.waitUntil(lambda: thumbnails.ready() > 0)

    _pick_model(window, part, "resnet20")
    assert window.state.recipe.model.name == "resnet20"
    for key, value in (("data.size", 16), ("stopping.epochs", 3), ("optimizer.batch_size", 16)):
        window.state.set_value(key, value)

    qtbot.waitUntil(train.isEnabled)
    qtbot.mouseClick(train, LEFT)
    assert window.training.is_on
    assert not train.isEnabled()
    curves = window.train_page.curves
    qtbot.waitUntil(lambda: curves.drawn_points().get("step_loss", 0) > 0, timeout=LONG_MS)
    before = curves.drawn_points()
    qtbot.waitUntil(
        lambda: (
            curves.drawn_points()["step_loss"] > before["step_loss"]
            and curves.drawn_points()["validation_accuracy"] > 0
        ),
        timeout=LONG_MS,
    )

    qtbot.waitUntil(lambda: window.state.run is not None, timeout=LONG_MS)
    run = window.state.run
    assert run is not None
    assert run.status == "finished"
    qtbot.mouseClick(part("rail.evaluate"), LEFT)
    counts = window.evaluate_page.confusion.counts()
    assert run.report is not None
    assert counts == run.report["confusion"]
    assert sum(map(sum, counts)) == run.report["images"]
    assert window.evaluate_page.confusion.isVisible()
    assert window.evaluate_page.figure_texts()["accuracy"].endswith("%")

    out = tmp_path / "export"
    qtbot.mouseClick(part("rail.export"), LEFT)
    safetensors = part("export.format.safetensors")
    assert isinstance(safetensors, QRadioButton)
    safetensors.setChecked(True)
    folder = part("export.folder")
    assert isinstance(folder, QLineEdit)
    folder.selectAll()
    qtbot.keyClicks(folder, str(out))
    with qtbot.waitSignal(window.export_page.exported, timeout=LONG_MS):
        qtbot.mouseClick(part("export.start"), LEFT)
    check = window.export_page.result_texts()
    assert check["accuracy_before"] == check["accuracy_after"]
    assert any(out.iterdir())

    image = _an_image(window, tmp_path)
    qtbot.mouseClick(part("rail.predict"), LEFT)
    of_run = _predict(window, part, drop, image, qtbot)
    window.predict_page.use(out)
    of_export = _predict(window, part, drop, image, qtbot)
    assert [name for name, _ in of_run] == [name for name, _ in of_export]
    assert all(
        abs(first - second) < 1e-3
        for (_, first), (_, second) in zip(of_run, of_export, strict=True)
    )


def _pick_model(window: StudioWindow, part: Callable[[str], QWidget], name: str) -> None:
    window.show_page("model")
    search, table = part("model.search"), part("recipe.model.name")
    assert isinstance(search, QLineEdit)
    assert isinstance(table, QTableView)
    search.setText(name)
    for row in range(table.model().rowCount()):
        index = table.model().index(row, 0)
        if index.data() == name:
            table.setCurrentIndex(index)
            return
    raise AssertionError(f"{name} is not on the Model page")


def _an_image(window: StudioWindow, folder: Path) -> Path:
    assert window.state.scan is not None
    path = folder / "one.png"
    path.write_bytes(window.state.scan.dataset.read(5))
    return path


def _predict(
    window: StudioWindow,
    part: Callable[[str], QWidget],
    drop: Callable[[QWidget, Path], None],
    image: Path,
    qtbot: QtBot,
) -> list[tuple[str, float]]:
    window.predict_page.top.show_top([])
    drop(part("predict.drop"), image)
    qtbot.waitUntil(lambda: not window.predict_page.is_busy, timeout=LONG_MS)
    top = window.predict_page.top.top()
    assert len(top) == 3
    return top
