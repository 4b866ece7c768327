"""A run's ``events.jsonl`` read back, and which of its events a later resume left standing."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from typing import Any

from regnet_studio.training.events import (
    Changed,
    Checkpointed,
    DiskFull,
    EpochEnded,
    Evaluated,
    Event,
    HeadRetrained,
    ImageSetAside,
    MemoryShort,
    Notice,
    Progress,
    Resumed,
    RunEnded,
    RunStarted,
    Step,
    StepSkipped,
    TrainingEnded,
    Validated,
    WeightsLoaded,
)

_KINDS: dict[str, type[Event]] = {
    cls.kind: cls
    for cls in (
        Progress,
        Notice,
        WeightsLoaded,
        RunStarted,
        Resumed,
        Step,
        Changed,
        StepSkipped,
        MemoryShort,
        ImageSetAside,
        DiskFull,
        EpochEnded,
        Validated,
        HeadRetrained,
        Checkpointed,
        TrainingEnded,
        Evaluated,
        RunEnded,
    )
}
_NONE_YET = -1.0
"""How older runs say that there was no validation yet."""
_FIELDS = {kind: {f.name for f in dataclasses.fields(cls)} for kind, cls in _KINDS.items()}


def from_json(line: str) -> Event | None:
    """The event that a line of ``events.jsonl`` says.

    None where it says none: a line cut off by a kill, or a kind of a later version. Keys of a
    later version are left out.
    """
    try:
        record: Any = json.loads(line)
        kind = record.pop("kind")
        cls = _KINDS[kind]
        known = _FIELDS[kind]
        if kind == EpochEnded.kind and record["best_accuracy"] == _NONE_YET:
            record["best_accuracy"] = None
        return cls(**{key: value for key, value in record.items() if key in known})
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


_PLACED = Step | EpochEnded | Checkpointed | StepSkipped | MemoryShort
"""Events of the steps themselves, which happen again when these are done over."""


def is_undone(event: Event, by: Resumed) -> bool:
    """Whether a resume that came later does it over, so that it does not count any more."""
    if isinstance(event, Validated):  # told before the epoch is closed
        return event.epoch >= by.epoch
    if isinstance(event, _PLACED):
        return event.step > by.step
    return isinstance(event, RunEnded | TrainingEnded | Evaluated)


def as_it_counts(events: Iterable[Event]) -> list[Event]:
    """``events`` without what a later resume did over.

    After a crash the run goes on from its checkpoint; steps and epochs that were recorded beyond
    it happen again and are recorded again. Only the last account of each counts.
    """
    kept: list[Event] = []
    for event in events:
        if isinstance(event, Resumed):
            kept = [earlier for earlier in kept if not is_undone(earlier, event)]
        kept.append(event)
    return kept
