"""The queue: its order, one worker, what fails, what is killed, and the disk's trouble."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from regnet_studio import files
from regnet_studio.errors import RunMistake, UserMistake
from regnet_studio.files import DiskTrouble
from regnet_studio.recipe import Recipe, dump, load, override
from regnet_studio.runs.directory import Run, list_runs
from regnet_studio.runs.execute import conclude, discard
from regnet_studio.runs.queue import EntryBegan, EntryEnded, Queue
from regnet_studio.training.events import EpochEnded, Event, RunEnded, RunStarted, Step


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path / "runs")


@pytest.fixture
def one(quick: Recipe, colour_folder: Path) -> Recipe:
    """A recipe of one epoch of six steps, a few tenths of a second long."""
    settings = [f"data.source={colour_folder}", "stopping.epochs=1", "optimizer.batch_size=4"]
    return override(quick, settings)


ALL = [1, 2, 3, 4, 5, 6]


def names(queue: Queue) -> list[str]:
    return [entry.name for entry in queue.entries()]


def ends(queue: Queue) -> list[tuple[str, str]]:
    return [(done.name, done.status) for done in queue.done()]


def steps(run: Path) -> list[int]:
    return [event.step for event in Run(run).events() if isinstance(event, Step)]


def until(work: Iterator[Event], kind: type[Event]) -> Event:
    return next(event for event in work if isinstance(event, kind))


def missing(recipe: Recipe, tmp_path: Path) -> Recipe:
    return override(recipe, [f"data.source={tmp_path}/none"])


def test_no_queue_is_an_empty_one(queue: Queue) -> None:
    assert (queue.entries(), queue.done(), queue.worker()) == ([], [], None)
    assert list(queue.work()) == []
    assert queue.worker() is None


def test_an_entry_keeps_who_it_is(
    queue: Queue, quick: Recipe, colour_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(colour_folder.parent)
    added = queue.add(override(quick, ["data.source=colours"]), "night: lr 0.1/x")
    monkeypatch.chdir("/")
    (entry,) = queue.entries()
    assert entry == added
    assert (entry.number, entry.name, entry.status) == (1, "night--lr-0.1-x", "waiting")
    assert timedelta(0) <= datetime.now(UTC) - entry.added < timedelta(minutes=5)
    assert entry.recipe == override(quick, [f"data.source={colour_folder}"])
    assert load(entry.file) == entry.recipe  # a recipe file like any other
    assert queue.add(quick).name == "resnet20-digits"
    assert list_runs(queue.root) == []


def test_order_and_numbers(queue: Queue, one: Recipe) -> None:
    for name in "abc":
        queue.add(one, name)
    queue.move(3, 1)
    assert names(queue) == ["c", "a", "b"]
    queue.move(3, 9)
    queue.add(one, "d")
    assert names(Queue(queue.root)) == ["a", "b", "c", "d"]
    queue.move(4, 2)
    assert queue.remove(2).name == "b"
    assert [(e.number, e.name) for e in queue.entries()] == [(1, "a"), (4, "d"), (3, "c")]
    with pytest.raises(RunMistake, match="no entry 2"):
        queue.remove(2)
    with pytest.raises(RunMistake, match="no entry 2"):
        queue.move(2, 1)
    with pytest.raises(RunMistake, match="first place in the queue is 1"):
        queue.move(1, 0)
    assert [entry.name for entry in queue.clear()] == ["a", "d", "c"]
    assert queue.add(one, "e").number == 5  # no number is given twice


def test_many_add_at_once(queue: Queue, one: Recipe) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: Queue(queue.root).add(one, f"n{i}"), range(20)))
    assert [entry.number for entry in queue.entries()] == list(range(1, 21))
    assert sorted(names(queue)) == sorted(f"n{i}" for i in range(20))


def test_a_recipe_put_there_by_hand(queue: Queue, one: Recipe) -> None:
    queue.add(one, "a")
    folder = queue.entries()[0].file.parent
    (folder / "0007-by-hand.toml").write_text(dump(one))
    (folder / "notes.txt").write_text("not an entry")
    (folder / "0009-folder.toml").mkdir()
    assert names(queue) == ["a", "by-hand"]
    assert queue.entries()[1].added.tzinfo is not None
    assert queue.add(one, "b").number == 8


def test_one_after_the_other_whatever_fails(queue: Queue, one: Recipe, tmp_path: Path) -> None:
    queue.add(one, "first")
    queue.add(missing(one, tmp_path), "no-data")
    broken = queue.add(one, "broken").file
    broken.write_text("version = 1\n[optimizer]\nlearning_rate = 1\n")
    assert [entry.status for entry in queue.entries()] == ["waiting", "waiting", "broken"]
    assert "learning_rate" in queue.entries()[2].problem
    assert queue.entries()[2].recipe is None

    events: list[Event] = []
    for event in queue.work():
        events.append(event)
        if isinstance(event, RunStarted) and len(list_runs(queue.root)) == 1:
            assert [entry.status for entry in queue.entries()] == ["running", "waiting", "broken"]
            assert queue.worker() == os.getpid()
            queue.add(one, "late")  # adding while it works is fine
            queue.add(one, "not-wanted")
            queue.remove(5)
            queue.move(4, 1)
            with pytest.raises(RunMistake, match=r"entry 1 \(first\) is being trained"):
                queue.remove(1)
            with pytest.raises(RunMistake, match="stays first"):
                queue.move(1, 2)
            assert names(queue) == ["first", "late", "no-data", "broken"]

    assert (queue.entries(), queue.worker()) == ([], None)
    assert ends(queue) == [
        ("first", "finished"),
        ("late", "finished"),
        ("no-data", "failed"),
        ("broken", "failed"),
    ]
    frame = [e for e in events if isinstance(e, EntryBegan | EntryEnded | RunStarted | RunEnded)]
    assert [type(event) for event in frame[:8]] == 2 * [
        EntryBegan,
        RunStarted,
        RunEnded,
        EntryEnded,
    ]
    assert [e.waiting for e in events if isinstance(e, EntryBegan)] == [2, 2, 1, 0]
    first, late, no_data, bad = queue.done()
    assert Path(first.run).name.endswith("-first")
    assert Run(Path(late.run)).status() == "finished"
    assert Run(Path(late.run)).recipe() == one
    assert no_data.run == bad.run == ""
    assert "no such folder" in no_data.detail
    assert "learning_rate" in bad.detail
    assert {line.name for line in list_runs(queue.root)} == {
        Path(first.run).name,
        Path(late.run).name,
    }
    failed = sorted(path.name for path in (queue.root / "queue" / "failed").iterdir())
    assert failed == ["0002-no-data.toml", "0003-broken.toml"]


def test_a_training_that_diverges_does_not_stop_the_queue(queue: Queue, quick: Recipe) -> None:
    wild = ["optimizer.lr=10", "optimizer.momentum=0.99", "optimizer.weight_decay=1",
            "schedule.name=constant", "schedule.warmup=0", "stopping.epochs=40"]  # fmt: skip
    queue.add(override(quick, wild), "wild")
    list(queue.work())
    (done,) = queue.done()
    assert done.status == Run(Path(done.run)).status() == "failed"
    assert done.detail


def test_closing_interrupts_and_the_next_worker_goes_on(queue: Queue, one: Recipe) -> None:
    for name in ("a", "b"):
        queue.add(one, name)
    work = queue.work()
    next(work)
    work.close()  # before anything was learned: it just waits again
    assert [entry.status for entry in queue.entries()] == ["waiting", "waiting"]
    assert list_runs(queue.root) == []

    work = queue.work()
    next(event for event in work if isinstance(event, Step) and event.step == 3)
    work.close()
    assert [entry.status for entry in queue.entries()] == ["interrupted", "waiting"]
    assert queue.done() == []
    (queue.root / "queue" / "0000-by-hand.toml").write_text("[")
    assert names(queue) == ["a", "by-hand", "b"]  # what is interrupted stays first
    queue.move(2, 1)
    assert names(queue) == ["a", "b", "by-hand"]

    events = list(queue.work())
    assert [e.resumed for e in events if isinstance(e, EntryBegan)] == [True, False, False]
    assert ends(queue) == [("a", "finished"), ("b", "finished"), ("by-hand", "failed")]
    assert len(list_runs(queue.root)) == 2
    for done in queue.done()[:2]:
        assert steps(Path(done.run)) == ALL


def interrupted(queue: Queue, recipe: Recipe, name: str) -> Path:
    """The run of a new entry, interrupted in its training."""
    queue.add(recipe, name)
    work = queue.work()
    until(work, Step)
    work.close()
    run = queue.entries()[0].run
    assert run
    return run


def test_what_became_of_an_interrupted_run_counts(queue: Queue, one: Recipe) -> None:
    run = interrupted(queue, one, "kept")
    with Run(run).lock(), pytest.raises(RunMistake, match="in use"):
        list(queue.work())  # somebody resumed it and is at it
    assert names(queue) == ["kept"]
    list(conclude(run))
    assert [type(event) for event in queue.work()] == [EntryEnded]
    assert ends(queue) == [("kept", "stopped")]

    run = interrupted(queue, one, "taken-out")
    queue.remove(2)
    assert Run(run).status() == "interrupted"
    assert list(queue.work()) == []

    run = interrupted(queue, one, "discarded")
    discard(run)
    assert queue.entries()[0].status == "waiting"


def test_a_defect_ends_the_work_but_not_the_queue(
    queue: Queue, one: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path) -> Iterator[Event]:
        yield RunEnded("failed")
        raise ZeroDivisionError("oh")

    queue.add(one, "a")
    queue.add(one, "b")
    with monkeypatch.context() as patch:
        patch.setattr("regnet_studio.runs.execute.resume", broken)
        with pytest.raises(ZeroDivisionError):
            list(queue.work())
    assert [(d.name, d.status, d.detail) for d in queue.done()] == [
        ("a", "failed", "ZeroDivisionError: oh")
    ]
    assert names(queue) == ["b"]


WORKER = """
import sys
from pathlib import Path
from regnet_studio.runs.queue import Queue
from regnet_studio.training.events import EpochEnded

for event in Queue(Path(sys.argv[1])).work():
    if isinstance(event, EpochEnded) and event.epoch == 2:
        print("now", flush=True)
"""


def test_a_second_worker_is_refused_and_kill_dash_nine(
    queue: Queue, quick: Recipe, one: Recipe
) -> None:
    queue.add(override(quick, ["stopping.epochs=3"]), "a")
    queue.add(one, "b")
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(queue.root)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.send_signal(signal.SIGSTOP)  # held in the middle of its work
        try:
            assert queue.worker() == process.pid
            with pytest.raises(RunMistake, match=f"worked off by process {process.pid};"):
                next(queue.work())
            with pytest.raises(RunMistake, match="being trained"):
                queue.remove(1)
            queue.move(2, 1)
            assert [(e.name, e.status) for e in queue.entries()] == [
                ("a", "running"),
                ("b", "waiting"),
            ]
        finally:
            process.kill()
    assert queue.worker() is None
    assert [(e.name, e.status) for e in queue.entries()] == [("a", "interrupted"), ("b", "waiting")]
    (run,) = list_runs(queue.root)
    assert queue.entries()[0].run == run.run

    events = list(queue.work())
    assert next(e for e in events if isinstance(e, EntryBegan)).resumed
    assert next(e.epoch for e in events if isinstance(e, EpochEnded)) >= 2
    assert ends(queue) == [("a", "finished"), ("b", "finished")]
    assert len(list_runs(queue.root)) == 2  # nothing was started twice
    assert steps(run.run) == list(range(1, 16))


class PowerCut(BaseException):
    """The power goes: nothing that follows happens."""


def cut_at(patch: pytest.MonkeyPatch, number: int, below: Path) -> None:
    """Let the power go at the ``number``-th change of the disk below a folder."""
    left = [number]

    def step(what: str, path: Path) -> None:
        if path.is_relative_to(below):
            left[0] -= 1
            if left[0] == 0:
                raise PowerCut

    patch.setattr(files, "step", step)


@pytest.mark.parametrize("change", ["add", "move", "remove"])
def test_a_power_cut_leaves_the_old_queue_or_the_new(
    queue: Queue, one: Recipe, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    changes: dict[str, Callable[[], object]] = {
        "add": lambda: queue.add(one, "new"),
        "move": lambda: queue.move(2, 1),
        "remove": lambda: queue.remove(1),
    }
    news = {"add": ["a", "b", "new"], "move": ["b", "a"], "remove": ["b"]}
    queue.add(one, "a")
    queue.add(one, "b")
    done, cuts = False, 0
    while not done:
        with monkeypatch.context() as patch:
            cut_at(patch, cuts + 1, queue.root)
            try:
                changes[change]()
                done = True
            except PowerCut:
                cuts += 1
                assert names(queue) == ["a", "b"]
    assert cuts > 0
    assert names(queue) == news[change]


def test_power_cuts_while_it_works(
    queue: Queue, one: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.add(one, "good")
    queue.add(missing(one, tmp_path), "no-data")
    queue.add(one, "broken").file.write_text("[")
    done, cuts = False, 0
    while not done:
        with monkeypatch.context() as patch:
            cut_at(patch, cuts + 1, queue.root / "queue")
            try:
                list(queue.work())
                done = True
            except PowerCut:
                cuts += 1
    assert cuts > 8
    assert ends(queue) == [("good", "finished"), ("no-data", "failed"), ("broken", "failed")]
    (line,) = list_runs(queue.root)
    assert steps(line.run) == ALL
    failed = sorted(path.name for path in (queue.root / "queue" / "failed").iterdir())
    assert failed == ["0002-no-data.toml", "0003-broken.toml"]
    assert set(queue.root.iterdir()) == {line.run, queue.root / "queue"}


def test_a_full_disk(queue: Queue, one: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    full: list[str] = []

    def step(what: str, path: Path) -> None:
        if any(path.match(pattern) for pattern in full):
            raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(files, "step", step)
    queue.add(one, "a")
    full[:] = ["queue/*"]
    for change in (lambda: queue.add(one, "b"), lambda: queue.remove(1), lambda: queue.move(1, 1)):
        with pytest.raises(DiskTrouble, match="disk is full"):
            change()
    for place in ("queue/*", "*-a/recipe.toml"):
        full[:] = [place]
        with pytest.raises(DiskTrouble, match="disk is full"):
            list(queue.work())
        assert [(e.name, e.status) for e in queue.entries()] == [("a", "waiting")]
        assert (list_runs(queue.root), queue.done()) == ([], [])

    full[:] = []
    work = queue.work()
    until(work, RunEnded)
    full[:] = ["queue/*"]
    with pytest.raises(DiskTrouble, match="disk is full"):
        next(work)
    assert [entry.status for entry in queue.entries()] == ["interrupted"]
    full[:] = []
    assert [type(event) for event in queue.work()] == [EntryEnded]  # it is not trained again
    assert ends(queue) == [("a", "finished")]
    assert len(list_runs(queue.root)) == 1


def test_a_real_small_disk(disk_of: Callable[[str], Path], one: Recipe) -> None:
    disk = disk_of("1m")
    queue = Queue(disk / "runs")
    queue.add(one, "a")
    (disk / "ballast").write_bytes(bytes(shutil.disk_usage(disk).free - 100_000))
    with pytest.raises(DiskTrouble, match="disk is full"):
        [queue.add(one, f"n{number}") for number in range(100)]
    count = len(queue.entries())
    assert count > 3
    assert all(entry.recipe == one for entry in queue.entries())
    queue.remove(count)
    queue.add(one, "again")
    assert len(queue.entries()) == count


def test_a_place_that_cannot_be_written(one: Recipe, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    queue = Queue(tmp_path / "file")
    with pytest.raises(UserMistake, match="cannot write"):
        queue.add(one)
    with pytest.raises(UserMistake, match="cannot write"):
        next(queue.work())


def test_damaged_records(queue: Queue, one: Recipe) -> None:
    queue.add(missing(one, queue.root), "a")
    list(queue.work())
    with (queue.root / "queue" / "done.jsonl").open("ab") as file:
        file.write(b'{"number": 1}\n\xff\n{"num')
    assert ends(queue) == [("a", "failed")]
    queue.add(missing(one, queue.root), "b")
    list(queue.work())
    assert ends(queue) == [("a", "failed"), ("b", "failed")]
    for content in (b"\xff", b"[]", b"{}", b"null"):
        (queue.root / "queue" / "queue.json").write_bytes(content)
        with pytest.raises(RunMistake, match=r"queue\.json cannot be read: delete it"):
            queue.entries()
