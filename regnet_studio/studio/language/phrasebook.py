"""What was said in one language, found again and said in another: whole texts and templates.

The window's texts were formatted long ago when the language changes; what was put into them is
read back from the text itself.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from PySide6.QtCore import QLocale

from regnet_studio.studio.language.template import (
    OF_THE_ENGINE,
    Phrase,
    Template,
    Templates,
    is_shared,
    is_template,
)

KEYS = "keys"
"""The context of names of keys."""
_USERS = {"name", "path", "source", "file", "folder", "run", "truth", "guess", "label", "class"}
_KEPT_AS_IS = _USERS | {"choices"}
"""Placeholders for the user's own words, and for values of recipes: the same in any language."""
_KEPT = 20_000
"""Texts whose meaning is remembered."""
_LEAST = 2
"""Letters of a template that are no more than a mark between its values."""
_FEW = 8
"""Letters of a template that tell too little to look for it everywhere."""
_SEPARATORS = (" · ", ". ", "; ", ": ", " → ")
"""Between texts that were put together in code, in the order in which they are told apart."""
_LINES, _LIST = ("\n", "\t"), (", ",)
_BLANKS = " \n\t"
"""Around a text; a no-break space is a part of it."""
_BRACKETED = re.compile(r"(?P<head>.*\S)(?P<gap>\s+)\((?P<tail>[^()]*)\)", re.DOTALL)
_PERCENT = re.compile(r"(?<=\d)[ \u00a0]%")
_FIGURES_ONLY = re.compile(r"(?:[\W\d_]|\b(?:px|ms|min|s|h|[kMG]?B|[kMGe])\b|(?<=\d)e(?=[-+\d]))+")


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


class Phrasebook:
    """From the words of one language to those of another.

    Args:
        phrases: what can be said.
        old, new: how numbers are written in the two languages.
    """

    def __init__(self, phrases: Iterable[Phrase], old: QLocale, new: QLocale) -> None:
        self._whole: defaultdict[str, dict[str, str]] = defaultdict(dict)
        templates: list[Template] = []
        for phrase in map(_bare, phrases):
            self._whole[phrase.said].setdefault(phrase.context, phrase.to_say)
            if is_template(phrase.said):
                templates.append(Template(phrase))
        self._templates = Templates(templates)
        self._figures = _figures(old, new)
        self._known: dict[tuple[str, tuple[str, ...], bool], str | None] = {}

    def learn(self, phrases: Iterable[Phrase]) -> None:
        """Know these as well; none of them has placeholders."""
        new = [phrase for phrase in phrases if phrase.context not in self._whole[phrase.said]]
        for phrase in new:
            self._whole[phrase.said][phrase.context] = phrase.to_say
        if new:
            self._known.clear()

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
        near: list[Template] = []
        far: list[Template] = []
        if found is None:
            near, far = self._likely(bare, contexts)
            found = self._as_template(bare, contexts, near)
        if found is None:
            found = self._as_figures(bare)
        if found is None:
            found = self._as_keys(bare)
        if found is None:
            found = self._as_parts(bare, contexts, is_own)
        if found is None:
            found = self._as_template(bare, contexts, far)
        if found is None and bare[0].isupper():  # it may be known with a small letter
            low = self.reword(bare[0].lower() + bare[1:], contexts, is_own)
            found = None if low is None else low[:1].upper() + low[1:]
        if found is None or bare == text:
            return found
        return text.replace(bare, found)

    def _likely(
        self, text: str, contexts: tuple[str, ...]
    ) -> tuple[list[Template], list[Template]]:
        """Templates that ``text`` may be of: those of these contexts, the nearest first, and
        nobody's own; then those of any other place that tell enough."""
        order = {context: place for place, context in enumerate(contexts)}
        near: list[tuple[int, Template]] = []
        far: list[Template] = []
        for template in self._templates.likely(text):
            context, tells = template.context, template.weight > _FEW
            if context in order:
                near.append((order[context], template))
            elif is_shared(context):
                if tells or context not in OF_THE_ENGINE:
                    near.append((len(order), template))
            elif tells or template.is_of_numbers:
                far.append(template)
        near.sort(key=lambda ranked: ranked[0])
        return [template for _, template in near], far

    def _as_whole(self, text: str, contexts: tuple[str, ...], is_own: bool) -> str | None:
        known = self._whole.get(text)
        if known is None:
            return None
        for context in contexts:
            if context in known:
                return known[context]
        is_own |= " " in text
        apart = (KEYS,) if is_own else (KEYS, *OF_THE_ENGINE)
        shared = {w for c, w in known.items() if is_shared(c) and c not in apart}
        others = shared or (set(known.values()) if is_own else set())
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
        self, text: str, contexts: tuple[str, ...], templates: list[Template]
    ) -> str | None:
        for template in templates:
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
            name: value
            if name in _KEPT_AS_IS
            else self._value(value, contexts, as_written=context == "engine")
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
