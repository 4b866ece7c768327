"""What was said in one language, found again and said in another: whole texts and templates.

The window's texts were formatted long ago when the language changes; what was put into them is
read back from the text itself. ``12 of 300 images`` was ``{done} of {total} images``.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from string import Formatter

from PySide6.QtCore import QLocale

OF_THE_ENGINE = ("engine", "recipe")
"""Contexts of what the engine says."""
_USERS = frozenset(
    ["name", "path", "source", "file", "folder", "run", "truth", "guess", "label"]
    + ["class", "choices"]
)
"""Placeholders for the user's own words, which are said as they are in any language."""
_COUNTS = frozenset({"n", "m", "s", "of", "done", "total", "taken", "count"})
"""Placeholders for numbers alone, where a template is nobody's own: without that,
``{done} of {total}`` would be found in any text with an "of"."""
_KEPT = 20_000
"""Texts whose meaning is remembered."""
_LEAST = 2
"""Letters of a template that are no more than a mark between its values."""
_FEW = 8
"""Letters of a template that tell too little to look for it everywhere."""
_COUNT = re.compile(r"[-–+\d\s.,:/×∞~%ekMG]+?(?:[\s\u00a0](?:[kMG]?[Bo]|px|m?s|min|h))?")
KEYS = "keys"
"""The context of names of keys."""
_SEPARATORS = (" · ", ". ", "; ", ": ", " → ")
"""Between texts that were put together in code, in the order in which they are told apart."""
_LINES, _LIST = ("\n", "\t"), (", ",)
_BLANKS = " \n\t"
"""Around a text; a no-break space is a part of it."""
_APART = ("\n", " · ")
"""What stands between texts, never within what is put into one."""
_BRACKETED = re.compile(r"(?P<head>.*\S)(?P<gap>\s+)\((?P<tail>[^()]*)\)", re.DOTALL)
_PERCENT = re.compile(r"(?<=\d)[ \u00a0]%")
_WORD = re.compile(r"\w{2,}")
_FIGURES_ONLY = re.compile(r"(?:[\W\d_]|\b(?:px|ms|min|s|h|[kMG]?B|[kMGe])\b|(?<=\d)e(?=[-+\d]))+")


@dataclass(frozen=True)
class Phrase:
    """One text of the program: where it is said, and in two languages."""

    context: str
    said: str
    to_say: str


@cache
def read_translations(file: Path) -> tuple[Phrase, ...]:
    """The phrases of one of Qt Linguist's ``.ts`` files, in English and in its language.

    Raises:
        OSError: it cannot be read.
        xml.etree.ElementTree.ParseError: it is damaged.
    """
    phrases: list[Phrase] = []
    for context in ElementTree.parse(file).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            source, translation = message.findtext("source"), message.findtext("translation")
            if source and translation:
                phrases.append(Phrase(name, source, translation))
    return tuple(phrases)


class _Template:
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
        self._counts = _COUNTS if _is_shared(self.context) else frozenset({"n"})
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


class _Shelf:
    """Templates by a word that each of them says: of a thousand, few may be what a text is of.

    Args:
        templates: in the order in which they are to be tried.
        common: how many templates say a word; the rarest word of each is looked for.
    """

    def __init__(self, templates: Iterable[_Template], common: Counter[str]) -> None:
        self._by_word: defaultdict[str, list[tuple[int, _Template]]] = defaultdict(list)
        for rank, template in enumerate(templates):
            word = min(template.words, key=lambda word: (common[word], word), default="")
            self._by_word[word].append((rank, template))

    def likely(self, words: Iterable[str]) -> list[_Template]:
        """Those that a text of these words may be of, in their order; wordless ones are as well."""
        found = [ranked for word in ("", *words) for ranked in self._by_word.get(word, ())]
        return [template for _, template in sorted(found, key=lambda ranked: ranked[0])]


class Phrasebook:
    """From the words of one language to those of another.

    Args:
        phrases: what can be said.
        old, new: how numbers are written in the two languages.
    """

    def __init__(self, phrases: Iterable[Phrase], old: QLocale, new: QLocale) -> None:
        self._whole: defaultdict[str, dict[str, str]] = defaultdict(dict)
        templates: list[_Template] = []
        for phrase in map(_bare, phrases):
            self._whole[phrase.said].setdefault(phrase.context, phrase.to_say)
            if is_template(phrase.said):
                templates.append(_Template(phrase))
        # The more of a text a template says itself, the surer it is that text's.
        by_telling = sorted(templates, key=lambda template: -template.weight)
        common = Counter(word for template in templates for word in template.words)
        own = [t for t in by_telling if not _is_shared(t.context)]
        self._of: dict[str, _Shelf] = {
            context: _Shelf((t for t in by_telling if t.context == context), common)
            for context in {t.context for t in by_telling}
        }
        shared = (t for t in by_telling if _is_shared(t.context))
        self._shared = _Shelf(
            (t for t in shared if t.weight > _FEW or t.context not in OF_THE_ENGINE), common
        )
        self._telling = _Shelf((t for t in own if t.weight > _FEW or t.is_of_numbers), common)
        self._figures = _figures(old, new)
        self._known: dict[tuple[str, tuple[str, ...], bool], str | None] = {}

    def reword(self, text: str, contexts: tuple[str, ...] = (), is_own: bool = False) -> str | None:
        """``text`` in the other language; None where it is not of the program's words.

        Args:
            contexts: whose words it may be, the likeliest first; after these anybody's, where all
                agree what it means and it is no single word, which may be the user's.
            is_own: that it cannot be the user's: the text of an action, for one.
        """
        key = (text, contexts, is_own)
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = self._reword(text, contexts, is_own)
        return self._known[key]

    def _reword(self, text: str, contexts: tuple[str, ...], is_own: bool) -> str | None:
        bare = text.strip(_BLANKS)
        if not any(map(str.isalnum, bare)):
            return None
        found = self._as_whole(bare, contexts, is_own)
        if found is None:
            found = self._as_template(bare, contexts, self._near(contexts))
        if found is None:
            found = self._as_figures(bare)
        if found is None:
            found = self._as_keys(bare)
        if found is None:
            found = self._as_parts(bare, contexts, is_own)
        if found is None:
            found = self._as_template(bare, contexts, [self._telling])
        if found is None and bare[0].isupper():  # it may be known with a small letter
            low = self.reword(bare[0].lower() + bare[1:], contexts, is_own)
            found = None if low is None else low[:1].upper() + low[1:]
        if found is None or bare == text:
            return found
        return text.replace(bare, found)

    def _near(self, contexts: tuple[str, ...]) -> list[_Shelf]:
        """Templates of these contexts, the nearest first, then those that are nobody's own."""
        return [*(self._of[name] for name in contexts if name in self._of), self._shared]

    def _as_whole(self, text: str, contexts: tuple[str, ...], is_own: bool) -> str | None:
        known = self._whole.get(text)
        if known is None:
            return None
        for context in contexts:
            if context in known:
                return known[context]
        shared = {w for c, w in known.items() if _is_shared(c) and c != KEYS}
        others = shared or (set(known.values()) if is_own or " " in text else set())
        return others.pop() if len(others) == 1 else None

    def _as_figures(self, text: str) -> str | None:
        if not any(map(str.isdigit, text)) or not _FIGURES_ONLY.fullmatch(text):
            return None
        return self._figures(text)

    def _as_keys(self, text: str) -> str | None:
        keys = text.split("+")
        named = [self._whole.get(key, {}).get(KEYS) for key in keys]
        pairs = list(zip(keys, named, strict=True))
        if not any(named) or any(name is None and len(key) > 3 for key, name in pairs):
            return None
        return "+".join(name or key for key, name in pairs)

    def _as_template(
        self, text: str, contexts: tuple[str, ...], shelves: Iterable[_Shelf]
    ) -> str | None:
        words = set(_WORD.findall(text))
        for template in chain.from_iterable(shelf.likely(words) for shelf in shelves):
            values = template.read(text)
            if values is not None:
                again = self._values(values, template.context, contexts)
                said = template.fill(again)
                # Else it was found by chance, or says hardly more than its values.
                if said != text and (template.weight > _LEAST or again != values):
                    return said
        return None

    def _values(
        self, values: dict[str, str], context: str, contexts: tuple[str, ...]
    ) -> dict[str, str]:
        if context in OF_THE_ENGINE:
            contexts = OF_THE_ENGINE
        return {
            name: value if name in _USERS else self._value(value, contexts, context == "engine")
            for name, value in values.items()
        }

    def _value(self, value: str, contexts: tuple[str, ...], as_written: bool) -> str:
        if as_written and self._as_figures(value) is not None:
            return value
        said = self.reword(value, contexts)
        return value if said is None else said

    def _as_parts(self, text: str, contexts: tuple[str, ...], is_own: bool) -> str | None:
        for separators in (_LINES, _LIST, None, _SEPARATORS):
            if separators is None:
                said = self._as_bracketed(text, contexts, is_own)
            else:
                said = self._as_joined(text, contexts, is_own, separators)
            if said is not None:
                return said
        return None

    def _as_joined(
        self, text: str, contexts: tuple[str, ...], is_own: bool, separators: tuple[str, ...]
    ) -> str | None:
        partly = None
        for separator in separators:
            if separator in text:
                parts = text.split(separator)
                said = [self.reword(part, contexts, is_own) for part in parts]
                pairs = zip(parts, said, strict=True)
                joined = separator.join(old if new is None else new for old, new in pairs)
                if None not in said:
                    return joined
                if separator == ". " and (halves := self._as_halves(parts, contexts, is_own)):
                    return halves
                # A list is the program's as a whole, or not at all.
                if partly is None and separators is not _LIST and any(said):
                    partly = joined
        return partly

    def _as_halves(
        self, sentences: list[str], contexts: tuple[str, ...], is_own: bool
    ) -> str | None:
        """Two texts of several sentences."""
        for place in range(1, len(sentences)):
            halves = (". ".join(part) for part in (sentences[:place], sentences[place:]))
            said = [self.reword(half, contexts, is_own) for half in halves]
            if None not in said:
                return ". ".join(filter(None, said))
        return None

    def _as_bracketed(self, text: str, contexts: tuple[str, ...], is_own: bool) -> str | None:
        found = _BRACKETED.fullmatch(text)
        if found is None:
            return None
        head, tail = (self.reword(found[name], contexts, is_own) for name in ("head", "tail"))
        if head is None and tail is None:
            return None
        return f"{head or found['head']}{found['gap']}({tail or found['tail']})"


def _bare(phrase: Phrase) -> Phrase:
    return Phrase(phrase.context, phrase.said.strip(_BLANKS), phrase.to_say.strip(_BLANKS))


def _is_one(value: str, context: str) -> bool:
    """Whether a value is not torn out of several texts or of brackets."""
    depth = 0
    for letter in value:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    apart = _APART if context in OF_THE_ENGINE else (*_APART, "; ")
    return depth == 0 and not any(mark in value for mark in apart)


def is_template(text: str) -> bool:
    """Whether a text has placeholders."""
    try:
        return any(name for _, name, *_ in Formatter().parse(text))
    except ValueError:  # a lone brace: the text is meant as it stands
        return False


def _is_shared(context: str) -> bool:
    """Whether a context is not one widget's: functions that many call, and the engine's words."""
    return context[:1].islower()


def _figures(old: QLocale, new: QLocale) -> Callable[[str], str]:
    """How the numbers in a text are written anew."""
    group, point = re.escape(old.groupSeparator()), re.escape(old.decimalPoint())
    number = re.compile(
        rf"(?<![\d.,])(?P<whole>\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{point}(?P<rest>\d+))?(?![\d.,])"
    )

    def written(found: re.Match[str]) -> str:
        whole = found["whole"].replace(old.groupSeparator(), new.groupSeparator())
        return whole if found["rest"] is None else f"{whole}{new.decimalPoint()}{found['rest']}"

    gap = "\u00a0" if new.language() == QLocale.Language.French else " "
    return lambda text: _PERCENT.sub(f"{gap}%", number.sub(written, text))
