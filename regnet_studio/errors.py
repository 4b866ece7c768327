"""The mistakes a user can make, told apart from defects of the program.

A :class:`UserMistake` ends the command line with exit status 2 and one line, and shows as a
banner in the window. Anything else that escapes is a defect: it is logged with its traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class UserMistake(Exception):
    """Something the user can put right. Its text is one sentence: what, where, what to do."""

    def __init__(self, text: str) -> None:
        super().__init__(" ".join(text.split()))


class RecipeMistake(UserMistake):
    """A recipe, a preset or a ``--set`` that does not hold."""


class DataMistake(UserMistake):
    """A dataset that cannot be read or cannot be trained on."""


class TrainingMistake(UserMistake):
    """A training that cannot go on, such as one that diverged."""


class RunMistake(UserMistake):
    """A run directory that is missing, damaged, busy or cannot be written."""


class ExportMistake(UserMistake):
    """An export that cannot be written, cannot be read or differs from its original."""


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint such as ``; did you mean 'resnet20'?``, or the empty text when nothing is near."""
    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean '{matches[0]}'?" if matches else ""
