"""What the tests of the finders share: a generator seen through to what it returns."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from regnet_studio.training.events import Event

T = TypeVar("T")


def outcome(work: Generator[Event, None, T], events: list[Event] | None = None) -> T:
    """What a generator returns; its events go into ``events``."""
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            return end.value
        if events is not None:
            events.append(event)
