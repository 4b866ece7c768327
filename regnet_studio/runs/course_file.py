"""``course.bin``: what ``events.jsonl`` says, in a form that opens at once. It may be deleted.

A million steps are 250 MB of JSON, which take seconds to read; as a table they are 44 MB. Each
part of the file covers a stretch of whole lines of ``events.jsonl``: a table of its steps, and the
lines of all that happened between them. Parts are appended while the run goes on. What no part
covers is read from ``events.jsonl``; a part that does not fit to it, or was cut off, counts as if
it were not there, and so does all that comes after.

What was found by validations stays where it is: of each part only the place of the last is known.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from regnet_studio.runs.course import Course
from regnet_studio.runs.step_table import ROW, STEP_LINE, Steps, steps_of
from regnet_studio.training.event_log import as_it_counts, from_json, is_undone
from regnet_studio.training.events import Event, Resumed, Validated

NAME = "course.bin"
OnProgress = Callable[[str, int, int], None]
_MAGIC = b"RNC2"
_HEAD = struct.Struct("<4sI")
_AT_ONCE = 4 << 20
"""Bytes of ``events.jsonl`` that one part covers, at most."""
WORTH_KEEPING = 1 << 20
"""Bytes of ``events.jsonl`` for which a part is written: fewer are read in a moment."""
_PROOF = 256
"""Bytes before the end of a part's stretch by which it is known to be of this file."""
_VALIDATED_LINE = f'{{"kind": "{Validated.kind}", '.encode()


@dataclass
class Part:
    """What a stretch of ``events.jsonl`` says."""

    begin: int
    end: int
    """In bytes."""
    steps: Steps
    at: list[int] = field(default_factory=list)
    """For each other event, how many of the steps came before it."""
    lines: list[bytes] = field(default_factory=list)
    """Of the other events."""
    validated: tuple[int, int, int] | None = None
    """Of the last validation: how many of ``lines`` came before it, and the first byte and the
    length of its own line in ``events.jsonl``."""


def read_course(
    events_file: Path, on_progress: OnProgress | None = None, keeps: bool = False
) -> Course:
    """The course of a run, from ``course.bin`` as far as that goes.

    Args:
        keeps: whether to let that go further where it is worth it; not while another process works
            on the run, which does it itself.
        on_progress: is told ``"reading the record"``, bytes and all bytes, while much of
            ``events.jsonl`` itself has to be read; may raise to give up.
    """
    if not events_file.exists():
        return Course()
    with events_file.open("rb") as log:
        parts = [part for part, _ in _kept_parts(events_file.with_name(NAME), log)]
        covered = parts[-1].end if parts else 0
        if keeps and os.fstat(log.fileno()).st_size - covered >= WORTH_KEEPING:
            CourseKeeper(events_file).keep(on_progress=on_progress)
            parts = [part for part, _ in _kept_parts(events_file.with_name(NAME), log)]
            covered = parts[-1].end if parts else 0
        return _course_of([*parts, *_parts_from(log, covered, on_progress)], log)


def other_events(events_file: Path) -> list[Event]:
    """All that happened but for steps and what validations found, as it counts after resumes."""
    if not events_file.exists():
        return []
    with events_file.open("rb") as log:
        parts = [part for part, _ in _kept_parts(events_file.with_name(NAME), log)]
        parts += _parts_from(log, parts[-1].end if parts else 0, None)
    return as_it_counts(event for part in parts for _, _, event in _others(part))


class CourseKeeper:
    """Lets ``course.bin`` follow a run's ``events.jsonl``.

    Where it cannot be written, nothing is: opening the run takes longer then.
    """

    def __init__(self, events_file: Path) -> None:
        self._events, self._path = events_file, events_file.with_name(NAME)
        self._covered = self._end = 0
        """Bytes of the events that are covered, and of the file that covers them."""
        self._has_looked = False

    def keep(self, least: int = 1, on_progress: OnProgress | None = None) -> None:
        """Cover all whole lines, where they are at least so many bytes more.

        Args:
            on_progress: as for :func:`read_course`.
        """
        try:
            with self._events.open("rb") as log:
                self._look(log)
                if os.fstat(log.fileno()).st_size - self._covered >= least:
                    self._append(log, on_progress)
        except OSError:
            return  # it is derived: what it lacks is read from events.jsonl

    def _look(self, log: BinaryIO) -> None:
        """Find out, once, how far the file goes that is there."""
        if self._has_looked:
            return
        self._has_looked = True
        for part, end in _kept_parts(self._path, log):
            self._covered, self._end = part.end, end

    def _append(self, log: BinaryIO, on_progress: OnProgress | None) -> None:
        self._path.touch()
        with self._path.open("r+b") as kept:
            kept.truncate(self._end)
            kept.seek(self._end)
            for part in _parts_from(log, self._covered, on_progress):
                kept.write(_written(part, log))
                kept.flush()
                self._covered, self._end = part.end, kept.tell()


def _course_of(parts: list[Part], log: BinaryIO) -> Course:
    """Steps and other events in their order, without what a resume did over."""
    steps = np.empty(sum(len(part.steps) for part in parts), dtype=ROW)
    others: list[tuple[int, Event]] = []
    count, validated = 0, None
    for part in parts:
        done, found = 0, part.validated
        for number, at, event in [*_others(part), (len(part.lines), len(part.steps), None)]:
            if found is not None and found[0] <= number:
                validated, found = found, None
            steps[count : count + at - done] = part.steps[done:at]
            count, done = count + at - done, at
            if isinstance(event, Resumed):
                count = int(np.searchsorted(steps["step"][:count], event.step, side="right"))
                others = [(min(n, count), e) for n, e in others if not is_undone(e, event)]
                known = None if validated is None else _validated_at(log, *validated[1:])
                if known is None or is_undone(known, event):
                    validated = None
            if event is not None:
                others.append((count, event))
    course = Course(read_to=parts[-1].end if parts else 0)
    _fill(course, steps[:count], others)
    course.validated = None if validated is None else _validated_at(log, *validated[1:])
    return course


def _fill(course: Course, steps: Steps, others: list[tuple[int, Event]]) -> None:
    """Take in steps and other events, the steps up to the last event of a stretch at once.

    A stretch ends with a resume, which forgets what came before it; the order of all else does not
    matter, but that figures are those of what came last.
    """
    stretches: list[list[tuple[int, Event]]] = [[]]
    for at, event in others:
        if isinstance(event, Resumed):
            stretches.append([])
        stretches[-1].append((at, event))
    done = 0
    for stretch in stretches:
        last = stretch[-1][0] if stretch else done
        for at, event in stretch:
            if at > done:
                course.add_steps(steps[done:last])
                done = last
            course.add(event)
    course.add_steps(steps[done:])


def _validated_at(log: BinaryIO, begin: int, length: int) -> Validated | None:
    log.seek(begin)
    event = from_json(log.read(length).decode("utf-8", "replace"))
    return event if isinstance(event, Validated) else None


def _others(part: Part) -> Iterator[tuple[int, int, Event]]:
    """Number among the lines, steps before it, and the event."""
    for number, (at, line) in enumerate(zip(part.at, part.lines, strict=True)):
        event = from_json(line.decode("utf-8", "replace"))
        if event is not None:
            yield number, at, event


def _parts_from(log: BinaryIO, begin: int, on_progress: OnProgress | None) -> Iterator[Part]:
    """What ``events.jsonl`` says from a byte on, as far as its lines are whole."""
    total = os.fstat(log.fileno()).st_size - begin
    first, rest = begin, b""
    log.seek(begin)
    while block := log.read(_AT_ONCE):
        if on_progress is not None and total > _AT_ONCE:
            on_progress("reading the record", begin - first, total)
        block = rest + block
        cut = block.rfind(b"\n") + 1
        rest = block[cut:]
        if cut:
            here = log.tell()
            yield _part_of(block[:cut], begin)
            log.seek(here)  # whoever takes it may read elsewhere
            begin += cut


def _part_of(text: bytes, begin: int) -> Part:
    lines = text.split(b"\n")[:-1]
    steps = steps_of([line for line in lines if line.startswith(STEP_LINE)])
    if steps is None:  # each by itself, to leave out those that are damaged
        lines = [b" " * len(line) if _is_damaged(line) else line for line in lines]
        steps = steps_of([line for line in lines if line.startswith(STEP_LINE)])
        assert steps is not None
    part = Part(begin, begin + len(text), steps)
    count, place = 0, begin
    for line in lines:
        if line.startswith(STEP_LINE):
            count += 1
        elif line.startswith(_VALIDATED_LINE):
            part.validated = len(part.lines), place, len(line)
        elif line.strip():
            part.at.append(count)
            part.lines.append(line)
        place += len(line) + 1
    return part


def _is_damaged(line: bytes) -> bool:
    return line.startswith(STEP_LINE) and steps_of([line]) is None


def _written(part: Part, log: BinaryIO) -> bytes:
    """A part as it stands in ``course.bin``."""
    lines = b"\n".join(part.lines)
    payload = part.steps.tobytes() + lines
    head = {
        "begin": part.begin,
        "end": part.end,
        "steps": len(part.steps),
        "at": part.at,
        "lines": len(lines),
        "validated": part.validated,
        "proof": _proof(log, part.end),
        "sum": zlib.crc32(payload),
    }
    text = json.dumps(head).encode()
    return _HEAD.pack(_MAGIC, len(text)) + text + payload


def _kept_parts(path: Path, log: BinaryIO) -> Iterator[tuple[Part, int]]:
    """The parts that fit to ``events.jsonl``, and where in ``course.bin`` each of them ends."""
    try:
        content = memoryview(path.read_bytes())
    except OSError:
        return
    size = os.fstat(log.fileno()).st_size
    covered = place = 0
    while (found := _part_at(content, place)) is not None:
        part, place, proof = found
        if part.begin != covered or part.end > size or _proof(log, part.end) != proof:
            return
        covered = part.end
        yield part, place


def _part_at(content: memoryview, place: int) -> tuple[Part, int, int] | None:
    """A part, where it ends, and its proof; None: there is none, or it is damaged."""
    if place + _HEAD.size > len(content):
        return None
    magic, length = _HEAD.unpack_from(content, place)
    if magic != _MAGIC:
        return None
    place += _HEAD.size
    try:
        head: dict[str, Any] = json.loads(bytes(content[place : place + length]))
        place += length
        between = place + head["steps"] * ROW.itemsize
        end = between + head["lines"]
        if end > len(content) or zlib.crc32(content[place:end]) != head["sum"]:
            return None
        steps = np.frombuffer(content[place:between], dtype=ROW)
        lines = bytes(content[between:end]).split(b"\n") if head["lines"] else []
        part = Part(head["begin"], head["end"], steps, head["at"], lines)
        part.validated = tuple(head["validated"]) if head["validated"] else None
        return (part, end, head["proof"]) if len(part.at) == len(lines) else None
    except (ValueError, KeyError, TypeError):
        return None


def _proof(log: BinaryIO, end: int) -> int:
    """Of the bytes before ``end``: another file has others there."""
    begin = max(end - _PROOF, 0)
    log.seek(begin)
    return zlib.crc32(log.read(end - begin))
