"""A trained run as the window opens it, and what it takes to look into one of its splits."""

from __future__ import annotations

from pathlib import Path

from regnet_studio.recipe import override
from regnet_studio.runs.course import Course
from regnet_studio.runs.directory import Run
from regnet_studio.studio.evaluate.examined import Examined, examine
from regnet_studio.studio.state import OpenRun


def opened(path: Path, *changes: str) -> OpenRun:
    """A run, with changes to what its recipe says."""
    run = Run(path)
    recipe = override(run.recipe(), list(changes))
    return OpenRun(run.path, run.name, "finished", recipe, Course(), run.report())


def examination(path: Path, *changes: str) -> Examined:
    """The test split of a run that was evaluated."""
    seen = examine(opened(path, *changes), "test")
    assert isinstance(seen, Examined)
    return seen
