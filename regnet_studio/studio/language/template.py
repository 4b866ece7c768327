"""A text with placeholders, and how to read back what was put into them.

``12 of 300 images`` is ``{done} of {total} images`` with 12 and 300 in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import Formatter

OF_THE_ENGINE = ("engine", "recipe")
"""Contexts of what the engine says."""
_COUNTS = frozenset({"n", "m", "s", "of", "done", "total", "taken", "count"})
"""Placeholders for numbers alone, where a template is nobody's own: without that,
``{done} of {total}`` would be found in any text with an "of"."""
_COUNT = re.compile(r"[-–+\d\s.,:/×∞~%ekMG]+?(?:[\s\u00a0](?:[kMG]?[Bo]|px|m?s|min|h))?")
_APART = ("\n", " · ")
"""What stands between texts, never within what is put into one."""
_WORD = re.compile(r"\w{2,}")


@dataclass(frozen=True)
class Phrase:
    """One text of the program: where it is said, and in two languages."""

    context: str
    said: str
    to_say: str


def is_template(text: str) -> bool:
    """Whether a text has placeholders."""
    try:
        return any(name for _, name, *_ in Formatter().parse(text))
    except ValueError:  # a lone brace: the text is meant as it stands
        return False


def is_shared(context: str) -> bool:
    """Whether a context is not one widget's: functions that many call, and the engine's words."""
    return context[:1].islower()


class Template:
    """A text with placeholders, and how to read what was put into them."""

    def __init__(self, phrase: Phrase) -> None:
        self.context = phrase.context
        parts = list(Formatter().parse(phrase.said))
        literals = [literal for literal, *_ in parts]
        if parts[-1][1] is not None:
            literals.append("")
        self._names = [name for _, name, *_ in parts if name is not None]
        self.start, *self._between, self.end = literals
        self.weight = sum(map(len, literals))
        self.words = frozenset(_whole_words(literals))
        self.is_of_numbers = set(self._names) == {"n"}
        self._counts = _COUNTS if is_shared(self.context) else frozenset({"n"})
        self._may_be_empty = self.context in OF_THE_ENGINE
        self._parts = [(literal, name) for literal, name, *_ in Formatter().parse(phrase.to_say)]

    def read(self, text: str) -> dict[str, str] | None:
        """What was put into the placeholders, or None where the text is another."""
        around = len(self.start) + len(self.end)
        if len(text) < around or not (text.startswith(self.start) and text.endswith(self.end)):
            return None
        inner = text[len(self.start) : len(text) - len(self.end)]
        for cut in (_from_left, _from_right):
            values = cut(inner, self._between)
            if values is not None and self._are_likely(values):
                return dict(zip(self._names, values, strict=True))
        return None

    def fill(self, values: dict[str, str]) -> str:
        """The other language's text with these values."""
        return "".join(
            literal + (values.get(name, "") if name is not None else "")
            for literal, name in self._parts
        )

    def _are_likely(self, values: list[str]) -> bool:
        seen: dict[str, str] = {}
        for name, value in zip(self._names, values, strict=True):
            if seen.setdefault(name, value) != value or not (value or self._may_be_empty):
                return False
            if name in self._counts and not _COUNT.fullmatch(value):
                return False
        return all(_is_one(value, self.context) for value in values)


def _whole_words(literals: list[str]) -> Iterator[str]:
    """Words that a text of a template says as they are: none that goes on in a value."""
    last = len(literals) - 1
    for place, literal in enumerate(literals):
        for found in _WORD.finditer(literal):
            goes_on = place > 0 and found.start() == 0
            goes_on |= place < last and found.end() == len(literal)
            if not goes_on:
                yield found[0]


def _from_left(text: str, between: list[str]) -> list[str] | None:
    """What lies between literals, each where it first comes; None: one is missing."""
    values: list[str] = []
    for literal in between:
        head, found, text = text.partition(literal)
        if not found:
            return None
        values.append(head)
    return [*values, text]


def _from_right(text: str, between: list[str]) -> list[str] | None:
    """The same, each where it comes last."""
    values: list[str] = []
    for literal in reversed(between):
        text, found, tail = text.rpartition(literal)
        if not found:
            return None
        values.insert(0, tail)
    return [text, *values]


def _is_one(value: str, context: str) -> bool:
    """Whether a value is not torn out of several texts or of brackets."""
    depth = 0
    for letter in value:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    apart = _APART if context in OF_THE_ENGINE else (*_APART, "; ")
    return depth == 0 and not any(mark in value for mark in apart)


class Templates:
    """Many of them, found by a word that each says: of a thousand, few may be what a text is of."""

    def __init__(self, templates: Iterable[Template]) -> None:
        # The more of a text a template says itself, the surer it is that text's.
        by_telling = sorted(templates, key=lambda template: -template.weight)
        common = Counter(word for template in by_telling for word in template.words)
        self._by_word: defaultdict[str, list[tuple[int, Template]]] = defaultdict(list)
        for rank, template in enumerate(by_telling):
            rarest = min(template.words, key=lambda word: (common[word], word), default="")
            self._by_word[rarest].append((rank, template))

    def likely(self, text: str) -> list[Template]:
        """Those that a text may be of, the most telling first; wordless ones always may."""
        words = {"", *_WORD.findall(text)}
        found = [ranked for word in words for ranked in self._by_word.get(word, ())]
        return [template for _, template in sorted(found, key=lambda ranked: ranked[0])]
