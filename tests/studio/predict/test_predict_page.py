"""The page as its user meets it: one image, many, the clipboard, heat, an export."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.errors import DataMistake
from regnet_studio.runs import prediction
from regnet_studio.runs.exporting import export
from regnet_studio.runs.prediction import load_predictor
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.predict.predict_page import PredictPage
from regnet_studio.studio.state import StudioState
from tests.studio.conftest import LONG_MS
from tests.studio.opened import opened

Drop = Callable[[QWidget, Path], None]


def settled(page: PredictPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.is_busy, timeout=LONG_MS)


def part(page: PredictPage, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert found is not None
    return found


def test_a_dropped_image_is_shown_with_its_likeliest_classes(
    predict: PredictPage, digits: Path, finished_run: Path, drop: Drop, qtbot: QtBot
) -> None:
    image = next(digits.glob("7-*.png"))
    drop(part(predict, "predict.drop"), image)
    settled(predict, qtbot)
    said = load_predictor(finished_run).predict([image])["predictions"][0]
    assert [list(line) for line in predict.top.top()] == said["top"]
    assert predict.card.answer() == said["label"]
    assert not part(predict, "predict.picture").image().isNull()  # pyright: ignore[reportAttributeAccessIssue]
    assert part(predict, "predict.answer").isVisible()


def test_heat_is_laid_over_the_picture_and_taken_away_again(
    predict: PredictPage, digits: Path, qtbot: QtBot
) -> None:
    predict.predict(next(digits.glob("3-*.png")))
    settled(predict, qtbot)
    picture = part(predict, "predict.picture")
    plain: QImage = picture.image()  # pyright: ignore[reportAttributeAccessIssue]
    qtbot.mouseClick(predict.card.heat, Qt.MouseButton.LeftButton)
    settled(predict, qtbot)
    heated: QImage = picture.image()  # pyright: ignore[reportAttributeAccessIssue]
    assert heated != plain
    assert _is_coloured(heated)
    assert not _is_coloured(plain)
    predict.card.method.setCurrentIndex(1)
    settled(predict, qtbot)
    assert picture.image() != heated  # pyright: ignore[reportAttributeAccessIssue]
    qtbot.mouseClick(predict.card.heat, Qt.MouseButton.LeftButton)
    assert picture.image() == plain  # pyright: ignore[reportAttributeAccessIssue]


def test_an_export_says_why_it_has_no_heat(
    predict: PredictPage, finished_run: Path, digits: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    export(finished_run, "safetensors", tmp_path / "out")
    predict.use(tmp_path / "out")
    assert part(predict, "predict.source").whole_text().endswith("out")  # pyright: ignore[reportAttributeAccessIssue]
    predict.predict(next(digits.glob("3-*.png")))
    settled(predict, qtbot)
    assert len(predict.top.top()) == 5
    assert not predict.card.heat.isEnabled()
    note = part(predict, "predict.heat.note")
    assert note.isVisible()
    assert "needs a run" in note.text()  # pyright: ignore[reportAttributeAccessIssue]


def test_a_folder_is_a_table_with_its_problems_apart(
    predict: PredictPage, digits: Path, drop: Drop, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(part(predict, "predict.drop"), digits)
    settled(predict, qtbot)
    table, predicted = predict.many.table, predict.desk.predicted
    assert predicted is not None
    assert table.lines.rowCount() == len(predicted) == 30
    assert predict.many.summary.whole_text().startswith("30 images")
    wrong = part(predict, "predict.problems")
    assert wrong.isVisible()
    qtbot.mouseClick(wrong, Qt.MouseButton.LeftButton)
    assert predict.many.problems.isVisible()
    assert predict.many.problems.model().index(0, 0).data().endswith("broken.png")
    qtbot.mouseClick(wrong, Qt.MouseButton.LeftButton)
    table.setFocus()
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    settled(predict, qtbot)
    assert table.current_place() == 1
    assert predict.top.top() == predicted.top_of(1)
    qtbot.waitUntil(lambda: not predict.card.small.image().isNull(), timeout=LONG_MS)
    qtbot.waitUntil(lambda: table.pictures.ready() > 0, timeout=LONG_MS)
    predict.many.classes.setCurrentIndex(1 + int(predicted.labels[1]))
    kept = table.lines.rows().tolist()
    assert set(predicted.labels[kept].tolist()) == {int(predicted.labels[1])}
    out = tmp_path / "said.csv"
    with qtbot.waitSignal(predict.desk.written, timeout=LONG_MS):
        predict.desk.write_csv(out, predict.many.shown_rows())
    with out.open(encoding="utf-8", newline="") as file:
        assert [line["path"] for line in csv.DictReader(file)] == [predicted.paths[n] for n in kept]


def test_what_is_predicted_when_it_is_cancelled_is_kept(
    predict: PredictPage, digits: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(prediction, "_BATCH", 1)
    predict.predict_many([digits])
    qtbot.waitUntil(lambda: bool(predict.desk.predicted), timeout=LONG_MS)
    predict.desk.cancel()
    settled(predict, qtbot)
    predicted = predict.desk.predicted
    assert predicted is not None
    assert 0 < len(predicted) <= 30
    assert predict.many.table.lines.rowCount() == len(predicted)
    assert part(predict, "predict.csv").isEnabled()


def test_what_is_pasted_is_asked_about(
    predict: PredictPage, digits: Path, mistakes: list[str], qtbot: QtBot
) -> None:
    clipboard, image = QGuiApplication.clipboard(), next(digits.glob("5-*.png"))
    predict.predict(image)
    settled(predict, qtbot)
    of_file = predict.top.top()
    clipboard.setImage(QImage(str(image)))
    qtbot.keyClick(predict, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled(predict, qtbot)
    assert predict.top.top() == of_file
    assert part(predict, "predict.path").whole_text() == "Pasted image"  # pyright: ignore[reportAttributeAccessIssue]
    predict.card.heat.setChecked(True)
    settled(predict, qtbot)
    assert _is_coloured(predict.card.small.image())
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(path)) for path in sorted(digits.glob("[01]*.png"))])
    clipboard.setMimeData(files)
    predict.paste()
    settled(predict, qtbot)
    assert predict.desk.predicted is not None
    assert len(predict.desk.predicted) == len(list(digits.glob("[01]*.png")))
    clipboard.setText("https://example.org/cat.png")
    predict.paste()
    assert "nothing is fetched" in mistakes[0]


def test_without_a_network_it_says_what_to_do(
    state: StudioState, theme: Theme, digits: Path, qtbot: QtBot
) -> None:
    page = PredictPage(state, theme, lambda: None)
    qtbot.addWidget(page)
    said: list[str] = []
    page.mistaken.connect(said.append)
    page.predict_many([digits])
    assert "no network to ask yet" in said[0]
    assert not page.is_busy
    page.close_page(1)


def test_a_broken_image_is_told_and_another_run_begins_anew(
    predict: PredictPage,
    state: StudioState,
    digits: Path,
    run: object,
    errors: list[BaseException],
    qtbot: QtBot,
) -> None:
    predict.predict(digits / "broken.png")
    qtbot.waitUntil(lambda: bool(errors), timeout=LONG_MS)
    assert isinstance(errors[0], DataMistake)
    assert str(errors.pop()).startswith(f"{digits / 'broken.png'}: ")
    predict.predict_many([digits])
    settled(predict, qtbot)
    state.set_run(opened(run.path))  # pyright: ignore[reportAttributeAccessIssue]
    assert predict.desk.predicted is None
    assert predict.top.top() == []
    predict.predict_many([digits / "nowhere", digits])
    qtbot.waitUntil(lambda: bool(errors), timeout=LONG_MS)
    assert "no such image" in str(errors.pop())
    settled(predict, qtbot)


def _is_coloured(image: QImage) -> bool:
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    return len({middle.red(), middle.green(), middle.blue()}) > 1
