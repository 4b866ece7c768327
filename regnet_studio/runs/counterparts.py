"""Runs to hold a run's network against: in blocks like it, on the same images, alike in cost."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from regnet_studio.runs.directory import Run, list_runs
from regnet_studio.training.checkpoint import best_checkpoint
from regnet_studio.training.event_log import from_json
from regnet_studio.training.events import RunStarted

_LINES = 200
"""Of the events, within which a run says what it is."""
# Those of evaluation.early_exit.last_stage by their names; resnet9 has no such blocks.
_IN_BLOCKS = re.compile(r"(se_)?(resnet|plain|regnet)(?!9$)\d+(_(rnn|gru|lstm))?")


@dataclass(frozen=True)
class Counterpart:
    """A run whose early exits can be drawn beside another's."""

    path: Path
    name: str
    model: str
    params: int


def has_exits(model: str) -> bool:
    """Whether early exits can be measured of an architecture, told by its name."""
    return _IN_BLOCKS.fullmatch(model) is not None


def is_regulated(model: str) -> bool:
    """Whether an architecture has regulators, told by its name."""
    return has_exits(model) and "regnet" in model


def counterparts(run: Run, root: Path | None = None) -> list[Counterpart]:
    """Runs on the images of ``run``, of networks in blocks, the likeliest to be asked for first.

    Those come first that are regulated where ``run`` is not, and the other way round; then those
    with the most nearly equal number of parameters, the newest first.

    Args:
        root: where to look; None: the folder the run lies in.
    """
    mine = _started(run)
    if mine is None:
        return []
    found: list[Counterpart] = []
    for line in list_runs(root or run.path.parent):
        fits = line.dataset == mine.dataset and has_exits(line.model)
        if not fits or line.run == run.path or not best_checkpoint(line.run).is_file():
            continue
        if (told := _started(Run(line.run))) is not None:
            found.append(Counterpart(line.run, line.name, line.model, told.params))

    def rank(other: Counterpart) -> tuple[bool, float]:
        same_kind = is_regulated(other.model) == is_regulated(mine.model)
        return same_kind, abs(math.log(max(other.params, 1) / max(mine.params, 1)))

    return sorted(found, key=rank)


def _started(run: Run) -> RunStarted | None:
    """What a run said when it began."""
    try:
        with run.events_file.open(encoding="utf-8", errors="replace") as lines:
            for _, line in zip(range(_LINES), lines, strict=False):
                event = from_json(line)
                if isinstance(event, RunStarted):
                    return event
    except OSError:
        return None
    return None
