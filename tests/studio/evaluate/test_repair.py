"""Mending images of a run: into the manifest at once, never into the files, and training again."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from weakref import ref

import pytest
from pytestqt.qtbot import QtBot

from regnet_studio.data.dataset import open_dataset
from regnet_studio.data.manifest import Exclude, Manifest, Relabel
from regnet_studio.folders import runs_folder
from regnet_studio.runs.directory import Run
from regnet_studio.studio.data.overview import Overview
from regnet_studio.studio.evaluate.repair import RepairDesk, repair_desk, signs_of
from regnet_studio.studio.reading import read_run
from regnet_studio.studio.state import StudioState

LONG_MS = 20_000


@pytest.fixture
def desk(
    finished_run: Path, state: StudioState, tmp_path: Path, qtbot: QtBot
) -> Iterator[RepairDesk]:
    """Of a copy of a real run of the digits."""
    folder = runs_folder() / "first"
    shutil.copytree(finished_run, folder)
    state.set_run(read_run(folder))
    made = repair_desk(state)
    errors: list[BaseException] = []
    made.failed.connect(errors.append)
    qtbot.waitUntil(lambda: made.is_ready, timeout=LONG_MS)
    yield made
    made.close(10)
    assert not errors


def test_there_is_one_desk(desk: RepairDesk, state: StudioState) -> None:
    assert repair_desk(state) is desk


def test_a_desk_goes_with_its_state_and_is_not_left_to_the_garbage_collector(
    finished_run: Path, qapp: object
) -> None:
    gc.disable()
    try:
        state = StudioState()
        state.set_run(read_run(finished_run))
        desk = ref(repair_desk(state))
        assert desk() is not None
        del state
        assert desk() is None
    finally:
        gc.enable()


def test_an_edit_is_in_the_manifest_and_marks_its_image(desk: RepairDesk, qtbot: QtBot) -> None:
    first, second = _paths()[:2]
    _do(qtbot, desk, lambda: desk.relabel([first], "7"))
    assert Manifest.read("digits").edits == (Relabel((first,), "7"),)
    _do(qtbot, desk, lambda: desk.exclude([second]))
    assert dict(desk.signs) == {first: "edited", second: "excluded"}
    assert desk.can_train
    _do(qtbot, desk, lambda: desk.restore([second]))
    assert dict(desk.signs) == {first: "edited"}


def test_undo_takes_back_what_was_done_since_the_run_and_no_more(
    desk: RepairDesk, state: StudioState, qtbot: QtBot
) -> None:
    first, second = _paths()[:2]
    assert not desk.can_undo
    _do(qtbot, desk, lambda: desk.exclude([first]))
    assert state.run is not None
    Manifest.read("digits").save(Run(state.run.path).manifest_file)  # as if it was trained so
    state.set_run(read_run(state.run.path))
    qtbot.waitUntil(lambda: desk.is_ready, timeout=LONG_MS)
    assert not desk.can_undo
    assert not desk.can_train
    assert not desk.signs
    _do(qtbot, desk, lambda: desk.exclude([second]))
    assert list(desk.signs) == [second]
    _do(qtbot, desk, desk.undo)
    assert Manifest.read("digits").edits == (Exclude((first,)),)
    assert not desk.can_undo


def test_edits_go_through_the_data_page_where_it_shows_the_same_images(
    desk: RepairDesk,
    state: StudioState,
    look: Callable[[Path | str], Overview],
    qtbot: QtBot,
) -> None:
    overview = look("digits")
    path = str(overview.scan.dataset.paths[5])
    with qtbot.waitSignal(state.data_changed, timeout=LONG_MS):
        desk.exclude([path])
    assert state.scan is not None
    assert state.scan.dataset.excluded[5]
    assert state.scan.manifest == Manifest.read("digits")
    assert dict(desk.signs) == {path: "excluded"}
    qtbot.waitUntil(lambda: desk.is_ready, timeout=LONG_MS)
    with qtbot.waitSignal(state.data_changed, timeout=LONG_MS):
        desk.undo()
    assert not state.scan.manifest.edits
    assert not desk.signs


def test_an_edit_that_does_not_hold_is_refused_and_not_written(
    finished_run: Path, state: StudioState, qtbot: QtBot
) -> None:
    state.set_run(read_run(finished_run))
    made = repair_desk(state)
    qtbot.waitUntil(lambda: made.is_ready, timeout=LONG_MS)
    for edit in (lambda: made.relabel(_paths()[:1], " "), lambda: made.exclude(_paths())):
        with qtbot.waitSignal(made.failed, timeout=LONG_MS):
            edit()
    qtbot.waitUntil(lambda: made.is_ready, timeout=LONG_MS)
    assert not Manifest.read("digits").edits
    assert not made.signs


def test_training_again_asks_for_the_runs_recipe_and_then_for_the_comparison(
    desk: RepairDesk, state: StudioState, qtbot: QtBot
) -> None:
    before = state.run
    assert before is not None
    _do(qtbot, desk, lambda: desk.exclude(_paths()[:1]))
    with qtbot.waitSignal(desk.train_asked) as asked:
        desk.train_again()
    assert asked.args == [before.recipe]
    pairs: list[list[Path]] = []
    desk.compare_asked.connect(pairs.append)
    state.set_run(before)  # looked at meanwhile
    after = replace(before, path=before.path.with_name("second"), status="interrupted")
    state.set_run(after)
    assert not pairs
    state.set_run(replace(after, status="finished"))
    assert pairs == [[before.path, after.path]]
    state.set_run(before)
    state.set_run(replace(after, status="finished"))
    assert len(pairs) == 1


def test_a_run_that_was_there_before_is_not_the_one_trained_again(
    desk: RepairDesk, state: StudioState, qtbot: QtBot
) -> None:
    before = state.run
    assert before is not None
    shutil.copytree(before.path, before.path.with_name("older"))
    _do(qtbot, desk, lambda: desk.exclude(_paths()[:1]))
    desk.train_again()
    pairs: list[object] = []
    desk.compare_asked.connect(pairs.append)
    state.set_run(read_run(before.path.with_name("older")))
    assert not pairs


def test_signs_follow_the_last_word_on_an_image() -> None:
    from regnet_studio.data.manifest import Move, RenameClass, Restore

    edits = (
        Relabel(("a", "b"), "cat"),
        Exclude(("b", "c")),
        Restore(("b", "c")),
        Move(("d",), "test"),
        RenameClass("cat", "dog"),
        Exclude(("d",)),
    )
    assert signs_of(edits) == {"a": "edited", "b": "edited", "d": "excluded"}


def _paths() -> list[str]:
    from regnet_studio.recipe.tree import Data

    return [str(path) for path in open_dataset(Data(source="digits")).paths]


def _do(qtbot: QtBot, desk: RepairDesk, act: Callable[[], object]) -> None:
    """Do it, and wait until it is written."""
    act()
    assert not desk.is_ready
    qtbot.waitUntil(lambda: desk.is_ready, timeout=LONG_MS)
