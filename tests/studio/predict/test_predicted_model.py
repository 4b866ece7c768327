"""Sorting, filtering and growing of the lines, a hundred thousand of them among others."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from regnet_studio.runs.predicted import Predicted
from regnet_studio.runs.prediction import Portion
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.predict.predicted_model import (
    CLASS,
    CONFIDENCE,
    FILE,
    SECOND,
    Filter,
    PredictedModel,
)
from regnet_studio.studio.predict.predicted_table import PredictedTable

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
CLASSES = ("zebra", "ant", "Cat")


def portion(count: int, start: int = 0) -> Portion:
    rng = np.random.default_rng(start)
    odds = rng.dirichlet(np.ones(3) / 3, count)
    top = np.argsort(-odds, axis=1).astype(np.int32)
    paths = [f"/images/{start + n:06d}-{'Été' if n % 2 else 'winter'}.png" for n in range(count)]
    return Portion(count, count, paths, top, np.take_along_axis(odds, top, axis=1))


@pytest.fixture
def lines(qapp: object) -> PredictedModel:
    holder = QObject()
    model = PredictedModel(holder)
    model.holder = holder  # pyright: ignore[reportAttributeAccessIssue] (kept alive)
    return model


def test_columns_sort_by_what_they_mean(lines: PredictedModel) -> None:
    predicted = Predicted(CLASSES)
    predicted.add(portion(200))
    lines.show_predicted(predicted)
    lines.sort(CONFIDENCE, DOWN)
    shares = predicted.confidences[lines.rows()]
    assert (np.diff(shares) <= 0).all()
    lines.sort(CLASS, UP)
    names = [lines.index(row, CLASS).data() for row in range(200)]
    assert names == sorted(names, key=str.casefold)
    lines.sort(SECOND, DOWN)
    names = [lines.index(row, SECOND).data().split(": ")[0] for row in range(200)]
    assert names == sorted(names, key=str.casefold, reverse=True)
    lines.sort(FILE, DOWN)
    assert lines.rows().tolist() == list(range(199, -1, -1))


def test_filters_let_through_what_all_of_them_do(lines: PredictedModel) -> None:
    predicted = Predicted(CLASSES)
    predicted.add(portion(300))
    lines.show_predicted(predicted)
    lines.let_through(Filter("été", 1, "below", 0.8))
    expected = [
        n
        for n in range(300)
        if n % 2 and predicted.labels[n] == 1 and predicted.confidences[n] < 0.8
    ]
    assert lines.rows().tolist() == expected
    assert expected
    lines.let_through(Filter(when="at least", share=0.8))
    assert (predicted.confidences[lines.rows()] >= 0.8).all()
    assert not lines.is_plain
    lines.let_through(Filter())
    assert lines.rowCount() == 300
    assert lines.is_plain


def test_new_lines_go_where_order_and_filter_want_them_and_the_choice_stays(
    theme: Theme, qtbot: QtBot
) -> None:
    table = PredictedTable(theme)
    qtbot.addWidget(table)
    predicted = Predicted(CLASSES)
    predicted.add(portion(50))
    table.show_predicted(predicted)
    table.sortByColumn(CONFIDENCE, DOWN)
    table.selectRow(7)
    chosen = table.current_place()
    predicted.add(portion(50, start=50))
    table.lines.grow()
    assert table.lines.rowCount() == 100
    assert table.current_place() == chosen
    assert (np.diff(predicted.confidences[table.lines.rows()]) <= 0).all()
    table.lines.let_through(Filter(label=2))
    before = table.lines.rowCount()
    predicted.add(portion(50, start=100))
    table.lines.grow()
    assert table.lines.rowCount() == int((predicted.labels == 2).sum()) > before
    table.pictures.close()


def test_a_hundred_thousand_lines_are_sorted_and_searched(lines: PredictedModel) -> None:
    predicted = Predicted(CLASSES)
    predicted.add(portion(100_000))
    lines.show_predicted(predicted)
    lines.sort(CONFIDENCE, DOWN)
    lines.sort(CLASS, UP)
    lines.let_through(Filter("0123"))
    lines.let_through(Filter())
    assert lines.rowCount() == 100_000
