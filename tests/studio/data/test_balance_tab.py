"""The chart of the balance shows what the training will hold, and the images SMOTE makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from regnet_studio.data.balance import balanced, promised_counts
from regnet_studio.data.decode import Frame
from regnet_studio.data.stream import StreamedPixels
from regnet_studio.recipe import recipe_fields
from regnet_studio.studio.data.data_page import DataPage
from regnet_studio.studio.data.overview import Overview
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.thumbnails import image_of

LEFT = Qt.MouseButton.LeftButton
LONG_MS = 60_000
Look = Callable[[Path | str], Overview]


@pytest.fixture
def balance(page: DataPage, look: Look, mixed_zip: Path, qtbot: QtBot) -> Callable[[], DataPage]:
    look(mixed_zip)
    page.desk.show_tab("balance")

    def settled() -> DataPage:
        qtbot.waitUntil(lambda: not page.desk.balance_tab.is_busy, timeout=LONG_MS)
        return page

    return settled


def text(page: DataPage, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert found is not None
    return found.text()


def shower(page: DataPage) -> QAbstractButton:
    found = page.findChild(QAbstractButton, "balance.show")
    assert found is not None
    return found


@pytest.mark.parametrize("method", recipe_fields()["balance.method"].choices)
def test_the_chart_is_what_the_method_promises_and_does(
    method: str, balance: Callable[[], DataPage], state: StudioState
) -> None:
    state.set_value("balance.method", method)
    state.set_value("balance.neighbors", 2)
    state.set_value("balance.target", 0.8)
    page = balance()
    parts, scan = page.desk.split_preview.parts, state.scan
    assert parts is not None
    assert scan is not None
    counts = parts.counts["train"]
    shown = page.desk.balance_tab.counts
    assert shown.numbers("before") == counts.tolist()
    assert shown.numbers("after") == promised_counts(state.recipe.balance, counts).tolist()
    assert text(page, "balance.after") == str(sum(shown.numbers("after")))
    if method in ("borderline_smote", "svm_smote", "adasyn"):
        return  # plain colours have no borders to start from
    pixels = StreamedPixels(scan.dataset, Frame(16, 3), threads=1)
    entries = balanced(
        state.recipe.balance, pixels, parts.split.train, scan.dataset.labels, ("",) * 3, 0
    )
    assert entries.counts(3).tolist() == shown.numbers("after")


def test_the_synthetic_images_are_those_of_the_training(
    balance: Callable[[], DataPage], state: StudioState, qtbot: QtBot
) -> None:
    page = balance()
    assert not shower(page).isEnabled()
    assert "Only SMOTE" in shower(page).toolTip()
    state.set_value("balance.method", "smote")
    state.set_value("balance.neighbors", 2)
    balance()
    assert text(page, "balance.memory").endswith("kB")
    tab = page.desk.balance_tab
    with qtbot.waitSignal(tab.made, timeout=LONG_MS):
        qtbot.mouseClick(shower(page), LEFT)
    parts, scan = page.desk.split_preview.parts, state.scan
    assert parts is not None
    assert scan is not None
    pixels = StreamedPixels(scan.dataset, Frame(16, 3), threads=1)
    entries = balanced(
        state.recipe.balance,
        pixels,
        parts.split.train,
        scan.dataset.labels,
        scan.dataset.classes,
        state.recipe.seed,
    )
    assert entries.synthetic is not None
    assert f"{len(entries.synthetic)} new images" in text(page, "balance.made.about")
    shown = tab.pictures.pictures()
    assert shown[0] == image_of(entries.synthetic[0])
    made = entries.labels[-len(entries.synthetic) :]
    assert len(shown) == sum(min(12, n) for n in np.bincount(made).tolist())
    assert tab.pictures.isVisible()
    state.set_value("balance.target", 0.9)  # what is shown would no longer be true
    assert not tab.pictures.isVisible()
    assert not shower(page).isChecked()


def test_in_feature_space_a_sentence_says_why_there_are_none(
    balance: Callable[[], DataPage], state: StudioState, qtbot: QtBot
) -> None:
    state.set_value("balance.method", "smote")
    state.set_value("balance.neighbors", 2)
    state.set_value("balance.space", "features")
    page = balance()
    with qtbot.waitSignal(page.desk.balance_tab.made):
        qtbot.mouseClick(shower(page), LEFT)
    assert "features of the trained network" in text(page, "balance.made.about")
    assert page.desk.balance_tab.pictures.pictures() == []


def test_too_few_images_and_doubled_corrections_are_said(
    balance: Callable[[], DataPage], state: StudioState
) -> None:
    state.set_value("balance.method", "smote")
    state.set_value("balance.neighbors", 20)
    page = balance()
    assert "needs at least 21" in text(page, "balance.notes.text")
    assert not shower(page).isEnabled()
    state.set_value("balance.neighbors", 2)
    state.set_value("loss.class_weights", "inverse")
    balance()
    assert "favoured twice" in text(page, "balance.notes.text")
    state.reset("loss.class_weights")
    assert text(page, "balance.notes.text") == ""


def test_too_much_memory_is_told_before_it_is_taken(
    balance: Callable[[], DataPage], state: StudioState
) -> None:
    state.set_value("balance.method", "smote")
    state.set_value("balance.neighbors", 2)
    state.set_value("balance.memory_gb", 1e-5)
    page = balance()
    figure = page.findChild(QLabel, "balance.memory")
    assert figure is not None
    assert figure.property("warns") is True
    assert "memory" in text(page, "balance.notes.text")
    assert not shower(page).isEnabled()
