"""Label errors in the window: looked for, interrupted, accepted, turned down."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from regnet_studio.data.manifest import Manifest, Relabel
from regnet_studio.data.progress import finished
from regnet_studio.runs.directory import Run
from regnet_studio.runs.label_errors import (
    LabelErrors,
    find_label_errors,
    interrupted_search,
    label_errors_of,
)
from regnet_studio.studio.evaluate.examined import Examined, examine
from regnet_studio.studio.evaluate.label_errors_tab import LabelErrorsTab
from regnet_studio.studio.reading import read_run
from regnet_studio.studio.state import StudioState

LONG_MS = 60_000


@pytest.fixture
def tab(make_tab: Callable[[type[LabelErrorsTab]], LabelErrorsTab]) -> Iterator[LabelErrorsTab]:
    made = make_tab(LabelErrorsTab)
    made.show()
    yield made
    made.images.desk.close(LONG_MS / 1000)


def open_run(tab: LabelErrorsTab, state: StudioState, run: Run) -> None:
    opened = read_run(run.path)
    state.set_run(opened)
    seen = examine(opened, "test")
    assert isinstance(seen, Examined)
    tab.show_examination(seen)


@pytest.fixture
def found(run: Run) -> LabelErrors:
    return finished(find_label_errors(run, folds=2, epochs=3))


@pytest.fixture
def listed(
    tab: LabelErrorsTab, state: StudioState, run: Run, found: LabelErrors, qtbot: QtBot
) -> LabelErrorsTab:
    with qtbot.waitSignal(tab.listed, timeout=LONG_MS):
        open_run(tab, state, run)
    qtbot.waitUntil(lambda: tab.images.desk.is_ready, timeout=LONG_MS)
    return tab


def test_looked_for_interrupted_and_gone_on_with(
    tab: LabelErrorsTab, state: StudioState, run: Run, qtbot: QtBot
) -> None:
    first = tab.findChild(QPushButton, "label_errors.first")
    assert first is not None
    assert not first.isEnabled()
    open_run(tab, state, run)
    tab._folds.setValue(2)
    tab._epochs.setValue(2)
    first.click()
    assert tab.is_busy
    qtbot.waitUntil(lambda: "Network 2 of 2" in tab.card.stage.text(), timeout=LONG_MS)
    tab._folds.setValue(9)
    tab.cancel()
    qtbot.waitUntil(lambda: not tab.is_busy, timeout=LONG_MS)
    assert interrupted_search(run) == (2, 2)
    assert label_errors_of(run) is None
    qtbot.waitUntil(lambda: tab._folds.value() == 2, timeout=LONG_MS)  # what goes on is offered
    assert first.text() == "Go on looking"
    with qtbot.waitSignal(tab.listed, timeout=LONG_MS):
        first.click()
    found = label_errors_of(run)
    assert found is not None
    assert tab.images.grid.rows().tolist() == found.places


def test_given_and_suggested_below_each_image(listed: LabelErrorsTab, found: LabelErrors) -> None:
    assert listed.images.grid.rows().tolist() == found.places
    for n in range(3):
        given, suggested = (found.classes[c[n]] for c in (found.given, found.suggested))
        text = listed.images.grid.describe(found.places[n])
        assert text.startswith(f"{given} taken for {suggested}, ")
        assert found.paths[n] in text


def test_suggestions_are_accepted(
    listed: LabelErrorsTab, run: Run, found: LabelErrors, qtbot: QtBot
) -> None:
    """Of several classes at once: an edit a class, all of them in the manifest."""
    listed.images.grid.select_all()
    listed.images.accept()
    classes = {found.classes[number] for number in found.suggested}
    assert len(classes) > 1
    source = run.recipe().data.source
    qtbot.waitUntil(lambda: len(Manifest.read(source).edits) == len(classes), timeout=LONG_MS)
    given: dict[str, str] = {}
    for edit in Manifest.read(source).edits:
        assert isinstance(edit, Relabel)
        given |= dict.fromkeys(edit.paths, edit.label)
    names = (found.classes[number] for number in found.suggested)
    assert given == dict(zip(found.paths, names, strict=True))
    qtbot.waitUntil(lambda: listed.images.grid.count() == 0, timeout=LONG_MS)
    assert listed.images._figures["mended"].text() == str(len(found.paths))


def test_a_label_that_is_right_is_not_suggested_again(
    listed: LabelErrorsTab, run: Run, found: LabelErrors, qtbot: QtBot, state: StudioState
) -> None:
    listed.images.grid.select_row(found.places[1])
    listed.images.keep()
    left = [found.places[0], *found.places[2:]]
    assert listed.images.grid.rows().tolist() == left
    assert listed.images.grid.current_place() == found.places[2]  # on to the next
    qtbot.waitUntil(lambda: not listed.images._keeping, timeout=LONG_MS)
    kept = label_errors_of(run)
    assert kept is not None
    assert kept.kept == [found.paths[1]]
    listed.show_examination(None)
    with qtbot.waitSignal(listed.listed, timeout=LONG_MS):
        open_run(listed, state, run)
    assert listed.images.grid.rows().tolist() == left
    assert not Manifest.read(run.recipe().data.source).edits


def test_excluded_images_leave_the_list(
    listed: LabelErrorsTab, found: LabelErrors, qtbot: QtBot
) -> None:
    listed.images.grid.select_row(found.places[0])
    listed.images.bar.exclude.trigger()
    qtbot.waitUntil(lambda: listed.images.grid.count() == len(found.places) - 1, timeout=LONG_MS)
    qtbot.waitUntil(lambda: listed.images.desk.can_undo, timeout=LONG_MS)
    listed.images.bar.undo.trigger()
    qtbot.waitUntil(lambda: listed.images.grid.count() == len(found.places), timeout=LONG_MS)
