"""Names of classes and files as every operating system takes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Names of devices on Windows, also with an ending."""
_LONGEST = 120
_LONGEST_BYTES = 255


def safe_name(text: str) -> str:
    """``text`` as the name of a folder on Windows, macOS and Linux; never empty.

    What no folder's name may hold becomes ``_``, as does a first dot, which hides a folder; dots
    and blanks at the end, which Windows drops, go.
    """
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text)).strip()
    if name.startswith("."):
        name = "_" + name[1:]
    name = shortened(name[:_LONGEST]).rstrip(". ") or "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def folder_names(classes: Iterable[str]) -> list[str]:
    """A folder for each class, no two alike where capitals make no difference."""
    taken: set[str] = set()
    names: list[str] = []
    for text in classes:
        plain = name = safe_name(text)
        number = 2
        while same_name(name) in taken:
            name, number = f"{plain}-{number}", number + 1
        taken.add(same_name(name))
        names.append(name)
    return names


def same_name(name: str) -> str:
    """Equal for names that are one file where capitals and ways to write accents do not count."""
    return unicodedata.normalize("NFC", name).casefold()


def numbered(name: str, number: int) -> str:
    """The name of the ``number``-th file that would be called ``name``: ``cat-2.png``."""
    if number == 1:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    rest = f"-{number}{dot}{ending}"
    return shortened(stem, _LONGEST_BYTES - len(rest.encode("utf-8", "surrogateescape"))) + rest


def shortened(name: str, most: int = _LONGEST_BYTES) -> str:
    """As much of a name as ``most`` bytes of UTF-8 hold."""
    content = name.encode("utf-8", "surrogateescape")
    if len(content) <= most:
        return name
    while content[most] & 0xC0 == 0x80:  # not in the middle of a letter
        most -= 1
    return content[:most].decode("utf-8", "surrogateescape")
