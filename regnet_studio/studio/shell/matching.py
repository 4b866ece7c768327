"""How well a text fits what is typed: every word of it begins, or runs through, a word of the text.

What is searched is folded once (:func:`folded`); a key then costs a few string searches a text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_WHOLE, _START, _WORD, _INSIDE, _SCATTERED = 100.0, 80.0, 60.0, 30.0, 10.0
_TITLE = 60
"""Letters that count as title where nobody says how long it is."""
_SEPARATORS = str.maketrans(dict.fromkeys("._-/:,;()[]>›·…", " "))


@lru_cache(16_384)
def folded(text: str) -> str:
    """Small letters without accents, words apart by one space, and one before the first."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " " + " ".join(bare.translate(_SEPARATORS).split())


def fit(words: Sequence[str], text: str, title: int = _TITLE) -> float:
    """How well ``words`` fit a folded ``text``; 0: one of them is not in it at all.

    Args:
        words: folded, without spaces; where there are none, every text fits alike.
        title: how many letters of the text are its title: a word in it counts twice. Of two texts
            that fit alike, the shorter one fits better.
    """
    total = 0.0
    for word in words:
        place = text.find(" " + word)
        if place > 0:
            total += 2 * _WORD if place < title else _WORD
        elif place == 0:
            end = 1 + len(word)
            total += 2 * (_WHOLE if end == len(text) or text[end] == " " else _START)
        elif len(word) > 1 and word in text:
            total += _INSIDE
        elif len(word) > 2 and _runs_through(word, text[:title]):
            total += _SCATTERED
        else:
            return 0.0
    return total / max(len(words), 1) + 1 / len(text) if text else 0.0


def _runs_through(word: str, text: str) -> bool:
    """Whether the letters of ``word`` come in this order, the first at the start of a word."""
    place = text.find(" " + word[0])
    if place < 0:
        return False
    place += 1
    for letter in word[1:]:
        place = text.find(letter, place + 1)
        if place < 0:
            return False
    return True
