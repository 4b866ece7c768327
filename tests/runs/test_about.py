"""What people say about a run, how it is listed by it, and how much room it takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from regnet_studio.errors import RunMistake
from regnet_studio.runs import about, trash
from regnet_studio.runs.about import About, about_of, say
from regnet_studio.runs.directory import Run, find_run
from regnet_studio.runs.disk_use import Measured, disk_use
from regnet_studio.runs.listing import Listing


@pytest.fixture
def root(finished_run: Path, tmp_path: Path) -> Path:
    """A runs folder with two copies of a run."""
    for name in ("first", "second"):
        copytree(finished_run, tmp_path / "runs" / name)
    return tmp_path / "runs"


def test_what_is_said_is_read_back_and_the_folder_keeps_its_name(root: Path) -> None:
    run = root / "first"
    assert about_of(run) == About()
    say(run, name="  the   best ", tags=["Night", "night", " base line "], note=" two\nlines ")
    say(run, archived=True)  # what is not named stays
    said = About("the best", ("Night", "base line"), "two\nlines", archived=True)
    assert about_of(run) == said
    assert (Run(run).name, Run(run).title) == ("first", "the best")
    assert find_run("the best", root).path == run
    assert find_run("first", root).path == run
    say(root / "second", name="the best")
    with pytest.raises(RunMistake, match=r"2 runs are called the best.*first, second"):
        find_run("the best", root)


@pytest.mark.parametrize(
    ("values", "mistake"),
    [
        ({"name": "x" * 121}, "at most 120"),
        ({"note": "x" * 10_001}, "at most 10000"),
        ({"tags": ["a,b"]}, "comma"),
        ({"tags": ["x" * 41]}, "at most 40"),
        ({"tags": [str(n) for n in range(21)]}, "20 tags"),
    ],
)
def test_what_does_not_hold_is_refused_and_what_was_said_stays(
    root: Path, values: dict[str, Any], mistake: str
) -> None:
    say(root / "first", name="kept")
    with pytest.raises(RunMistake, match=mistake):
        say(root / "first", **values)
    assert about_of(root / "first") == About("kept")


@pytest.mark.parametrize("content", ["{", "[]", '{"tags": 3}', '{"tags": ["a,b"]}', "\0"])
def test_a_damaged_file_spoils_no_list_and_says_so_when_it_is_changed(
    root: Path, content: str
) -> None:
    (root / "first" / about.FILE).write_text(content)
    assert {line.title for line in Listing(root).read()} == {"first", "second"}
    with pytest.raises(RunMistake, match="damaged"):
        say(root / "first", name="x")


def test_a_line_tells_what_is_known_of_a_run(root: Path) -> None:
    say(root / "first", name="best", tags=["night"], note="n", archived=True)
    line = next(line for line in Listing(root).read() if line.name == "first")
    run = Run(root / "first")
    report = run.report()
    assert report is not None
    assert line.test_accuracy == pytest.approx(report["accuracy"])
    assert line.seconds is not None
    assert 0 < line.seconds < 600
    files = [path for path in run.path.rglob("*") if path.is_file()]
    assert line.disk is not None
    assert line.disk.total == sum(path.stat().st_size for path in files)
    assert line.disk.checkpoints > line.disk.predictions > 0
    record = line.to_json()
    assert record["name"] == "first"
    assert (record["title"], record["tags"], record["archived"]) == ("best", ["night"], True)
    assert record["bytes"] == line.disk.total


def test_only_what_changed_is_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    summary = Run.summary

    def counted(run: Run) -> Any:
        read.append(run.name)
        return summary(run)

    monkeypatch.setattr(Run, "summary", counted)
    listing = Listing(root)
    before = listing.read()
    assert sorted(read) == ["first", "second"]
    read.clear()
    assert listing.read() == before
    assert read == []
    say(root / "second", name="other")
    assert {line.title for line in listing.read()} == {"first", "other"}
    assert read == ["second"]
    trash.throw_away(root / "first")
    assert [line.name for line in listing.read()] == ["second"]


def test_a_run_that_goes_on_is_seen_as_such_and_again_when_it_is_over(root: Path) -> None:
    events = root / "first" / "events.jsonl"
    lines = events.read_text().splitlines(keepends=True)
    events.write_text("".join(lines[:-1]))  # without its end: interrupted
    listing = Listing(root)

    def status() -> str:
        return next(line.status for line in listing.read() if line.name == "first")

    assert status() == "interrupted"
    with Run(root / "first").lock():
        assert status() == "running"
    assert status() == "interrupted"


def test_disk_use_is_measured_again_where_a_file_is_other(root: Path) -> None:
    measured, run = Measured(), root / "first"
    before = measured.of(run)
    assert before == disk_use(run)
    (run / "checkpoints" / "more.safetensors").write_bytes(bytes(1000))
    assert measured.of(run).checkpoints == before.checkpoints + 1000
    with (run / "events.jsonl").open("ab") as file:
        file.write(b"{}\n")
    assert measured.of(run).events == before.events + 3
    assert measured.of(root / "none").total == 0


def test_the_trash_gives_back_what_it_took(root: Path) -> None:
    run = root / "first"
    before = sorted(path.relative_to(run) for path in run.rglob("*"))
    lies = trash.throw_away(run)
    copytree(root / "second", run)
    again = trash.throw_away(run)
    assert trash.thrown_away(root) == sorted([lies, again])
    assert lies != again
    trash.take_back(lies, run)
    assert sorted(path.relative_to(run) for path in run.rglob("*")) == before
    with pytest.raises(RunMistake, match="is there already"):
        trash.take_back(again, run)
    trash.empty(root)
    assert trash.thrown_away(root) == []
    with pytest.raises(RunMistake, match="no longer in the trash"):
        trash.take_back(again, root / "third")


@pytest.mark.parametrize("do", [trash.throw_away, lambda run: trash.refuse_going(run, "archived")])
def test_a_run_that_goes_on_is_left_alone(root: Path, do: Callable[[Path], object]) -> None:
    with (
        Run(root / "first").lock(),
        pytest.raises(RunMistake, match=r"first is going on and cannot be .*: stop it first"),
    ):
        do(root / "first")
    assert (root / "first").is_dir()
