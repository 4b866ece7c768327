"""The kept course of a run says what its events say, whatever became of either file."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from regnet_studio.runs import course_file
from regnet_studio.runs.course import Course, course_of
from regnet_studio.runs.course_file import NAME, CourseKeeper, other_events, read_course
from regnet_studio.training.event_log import as_it_counts, from_json
from regnet_studio.training.events import (
    Changed,
    Checkpointed,
    EpochEnded,
    Event,
    Resumed,
    RunEnded,
    RunStarted,
    Step,
    StepSkipped,
    Validated,
)

STEPS = 40
"""In an epoch."""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The events of a run that was killed in its fourth epoch and went on from the second."""
    monkeypatch.setattr(course_file, "_AT_ONCE", 4096)  # many parts
    path = tmp_path / "events.jsonl"
    events: list[Event] = [_started(), *_epochs(1, 4), _step(4 * STEPS + 1)]
    events += [Resumed(3, 2 * STEPS), Changed("optimizer.lr", "0.1", "0.05", 3, 2 * STEPS)]
    events += [*_epochs(3, 3), RunEnded("stopped")]
    path.write_text("".join(f"{event.to_json()}\n" for event in events))
    return path


def test_it_tells_what_the_events_tell(log: Path) -> None:
    expected = _expected(log)
    _assert_same(read_course(log), expected)
    CourseKeeper(log).keep()
    assert log.with_name(NAME).stat().st_size > 44 * 3 * STEPS
    _assert_same(read_course(log), expected)


def test_only_what_is_new_is_read_again(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    CourseKeeper(log).keep()
    parsed: list[int] = []
    real = course_file.steps_of
    monkeypatch.setattr(
        course_file, "steps_of", lambda lines: parsed.append(len(lines)) or real(lines)
    )
    with log.open("a") as file:
        file.write(_step(3 * STEPS + 1).to_json() + "\n")
    _assert_same(read_course(log), _expected(log))
    assert parsed == [1]


@pytest.mark.parametrize("keeps", [0, 7, 500, 5000, -1])
def test_a_kept_course_that_was_cut_off_is_made_up_for(log: Path, keeps: int) -> None:
    expected, kept = _expected(log), log.with_name(NAME)
    CourseKeeper(log).keep()
    kept.write_bytes(kept.read_bytes()[:keeps])
    _assert_same(read_course(log), expected)
    CourseKeeper(log).keep()
    _assert_same(read_course(log), expected)
    assert kept.stat().st_size > 44 * 3 * STEPS


@pytest.mark.parametrize(
    "spoil",
    [
        lambda log: log.write_text(log.read_text().replace("0.5", "0.6")),  # another file
        lambda log: log.write_bytes(log.read_bytes()[:3000]),  # cut off: shorter than was kept
        lambda log: log.with_name(NAME).write_bytes(b"no course at all" * 99),
    ],
)
def test_a_kept_course_of_other_events_does_not_count(
    log: Path, spoil: Callable[[Path], object]
) -> None:
    CourseKeeper(log).keep()
    spoil(log)
    _assert_same(read_course(log), _expected(log))


def test_a_flipped_bit_is_noticed(log: Path) -> None:
    CourseKeeper(log).keep()
    kept = bytearray(log.with_name(NAME).read_bytes())
    kept[len(kept) // 2] ^= 4
    log.with_name(NAME).write_bytes(bytes(kept))
    _assert_same(read_course(log), _expected(log))


def test_a_line_that_is_being_written_is_not_there_yet(log: Path) -> None:
    line = _step(3 * STEPS + 1).to_json()
    with log.open("a") as file:
        file.write(line[:50])
    keeper = CourseKeeper(log)
    keeper.keep()
    assert read_course(log).step == 3 * STEPS
    with log.open("a") as file:
        file.write(line[50:] + "\n")
    assert read_course(log).step == 3 * STEPS + 1
    keeper.keep()
    _assert_same(read_course(log), _expected(log))


def test_damaged_and_foreign_lines_are_passed_over(log: Path) -> None:
    with log.open("a") as file:
        file.write('{"kind": "step", "epoch": 4, "st\n{"kind": "of a later version"}\n\n')
        file.write('{"step": 121, "kind": "step", "epoch": 4, "loss": 0.5, "accuracy": 0.5,')
        file.write('"lr": 0.1, "images_per_second": 1, "seconds_left": 1, "memory_mb": 1}\n')
        file.write(_step(122).to_json() + "\n")
    course = read_course(log)
    assert course.step == 122
    assert len(course.step_loss) == 3 * STEPS + 2
    CourseKeeper(log).keep()
    _assert_same(read_course(log), course)


def test_other_events_are_all_but_the_steps(log: Path) -> None:
    events = as_it_counts(_events(log))
    expected = [event for event in events if not isinstance(event, Step | Validated)]
    assert other_events(log) == expected
    CourseKeeper(log).keep()
    assert other_events(log) == expected


def test_where_it_cannot_be_kept_nothing_is_lost(log: Path) -> None:
    log.with_name(NAME).mkdir()
    CourseKeeper(log).keep()
    _assert_same(read_course(log), _expected(log))


@pytest.mark.parametrize(("epoch", "step"), [(2, STEPS), (3, 3 * STEPS), (4, 3 * STEPS)])
def test_a_validation_that_was_undone_is_not_shown(log: Path, epoch: int, step: int) -> None:
    with log.open("a") as file:
        file.write(Resumed(epoch, step).to_json() + "\n")
    assert (read_course(log).validated is not None) == (epoch == 4)
    CourseKeeper(log).keep()
    assert (read_course(log).validated is not None) == (epoch == 4)


def _expected(log: Path) -> Course:
    return course_of(as_it_counts(_events(log)))


def _events(log: Path) -> list[Event]:
    found = (from_json(line) for line in log.read_text().splitlines())
    return [event for event in found if event is not None]


def _assert_same(course: Course, expected: Course) -> None:
    for field in dataclasses.fields(Course):
        if field.name in ("version", "read_to"):
            continue
        mine, theirs = getattr(course, field.name), getattr(expected, field.name)
        if hasattr(mine, "points"):
            np.testing.assert_allclose(mine.points, theirs.points, rtol=1e-6)
        elif isinstance(mine, float):
            assert mine == pytest.approx(theirs, rel=1e-6), field.name
        else:
            assert mine == theirs, field.name


def _epochs(first: int, last: int) -> list[Event]:
    events: list[Event] = []
    for epoch in range(first, last + 1):
        end = epoch * STEPS
        events += [_step(step) for step in range(end - STEPS + 1, end + 1)]
        events.append(StepSkipped(epoch, end, "loss", ["a.png"], 1, epoch))
        wrong = {"path": "a.png", "truth": 0, "guess": 1, "probability": 0.9}
        events.append(Validated(epoch, end, [5, 5], [4, 5], [[0, 1, 1]], [wrong]))  # pyright: ignore
        events.append(
            EpochEnded(epoch, end, 1.0, 0.5, 0.9, 0.1 * epoch, 0.1, 9.0, 1.0, 1.0, 1.0, 0.5, True)
        )
        events.append(Checkpointed(epoch, end))
    return events


def _step(step: int) -> Step:
    ratio = 0.001 if step % 10 == 0 else None
    return Step(
        1 + (step - 1) // STEPS, step, 1 / step, 0.5, 0.1, 9.0, 1.0, 1.0, 2.0 + step, ratio, 0.5
    )


def _started() -> RunStarted:
    return RunStarted(
        run="r", model="m", dataset="d", classes=["a", "b"], fingerprint="f", images={}, size=8,
        channels=1, epochs=6, steps_per_epoch=STEPS, params=1, macs=1, device="cpu",
        precision="fp32", channels_last=False, pid=1,
    )  # fmt: skip
