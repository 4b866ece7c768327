"""The steps of a run as a table: what a million lines of JSON say, in 44 bytes a step."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio.training.events import Step

_WHOLE = ("epoch", "step")
FIELDS = tuple(field.name for field in dataclasses.fields(Step))
ROW = np.dtype([(name, "<i4" if name in _WHOLE else "<f4") for name in FIELDS])
"""A figure that was not told is NaN."""
Steps = NDArray[np.void]
"""Rows of ``ROW`` [N]."""
STEP_LINE = f'{{"kind": "{Step.kind}", '.encode()
"""How the line of a step begins, as :meth:`Event.to_json` writes it."""


def steps_of(lines: Sequence[bytes]) -> Steps | None:
    """The table of lines that each begin with ``STEP_LINE``; None: one of them is damaged."""
    try:
        records: list[dict[str, Any]] = json.loads(b"[" + b",".join(lines) + b"]")
    except ValueError:
        return None
    if len(records) != len(lines):
        return None
    table = np.empty(len(records), dtype=ROW)
    try:
        for name in FIELDS:
            # The last fields were added later: older runs lack them.
            table[name] = [record.get(name) for record in records]
    except (TypeError, ValueError):
        return None
    return table
