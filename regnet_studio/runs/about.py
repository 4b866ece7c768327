"""What people say about a run: a name, tags, a note, and whether it is out of the way.

It lies in the run's folder as one small file. The folder itself is never renamed: everything that
names a run (queues, recipes, other runs) goes on finding it.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regnet_studio import files
from regnet_studio.errors import RunMistake

FILE = "about.json"
_VERSION = 1
_LONGEST_NAME, _LONGEST_TAG, _LONGEST_NOTE, _MOST_TAGS = 120, 40, 10_000, 20


@dataclass(frozen=True)
class About:
    """Everything is empty where nobody said anything."""

    name: str = ""
    """What people call the run; empty: its folder's name."""
    tags: tuple[str, ...] = ()
    note: str = ""
    archived: bool = False
    """Whether lists leave it out unless asked for all."""

    @staticmethod
    def checked(name: str, tags: Iterable[str], note: str, archived: bool) -> About:
        """What was typed, without needless spaces and without the same tag twice.

        Raises:
            RunMistake: it is too long, or a tag holds a comma.
        """
        name = " ".join(name.split())
        if len(name) > _LONGEST_NAME:
            raise RunMistake(f"the name has {len(name)} characters; give at most {_LONGEST_NAME}")
        if len(note) > _LONGEST_NOTE:
            raise RunMistake(f"the note has {len(note)} characters; give at most {_LONGEST_NOTE}")
        return About(name, _checked_tags(tags), note.strip(), archived)


NOTHING_SAID = About()


def about_of(run: Path) -> About:
    """What is said about the run in this folder.

    Raises:
        RunMistake: the file was damaged.
    """
    file = run / FILE
    try:
        record: Any = json.loads(file.read_bytes())
        tags = [str(tag) for tag in record.get("tags", [])]
        return About.checked(
            str(record.get("name", "")),
            tags,
            str(record.get("note", "")),
            record.get("archived") is True,
        )
    except FileNotFoundError:
        return NOTHING_SAID
    except (OSError, ValueError, AttributeError, TypeError, RunMistake) as error:
        raise RunMistake(
            f"{file} is damaged: delete it, then name and tag the run again"
        ) from error


def say(run: Path, **values: Any) -> About:
    """Change what is said about the run in this folder.

    Args:
        values: fields of :class:`About`; those not named stay as they are.

    Raises:
        RunMistake: a value does not hold, or the file was damaged.
        DiskTrouble: it cannot be written; what was said before stays.
    """
    now = dataclasses.asdict(about_of(run)) | values
    about = About.checked(**now)
    record = {"version": _VERSION, **dataclasses.asdict(about)}
    files.write_text(run / FILE, json.dumps(record, indent=1) + "\n")
    return about


def split_tags(text: str) -> list[str]:
    """The tags in a text such as ``night, baseline``."""
    return [tag.strip() for tag in text.split(",") if tag.strip()]


def _checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for tag in (" ".join(tag.split()) for tag in tags):
        if "," in tag:
            raise RunMistake(f"the tag '{tag}' holds a comma; give two tags instead")
        if len(tag) > _LONGEST_TAG:
            raise RunMistake(f"the tag '{tag[:20]}…' is too long; give at most {_LONGEST_TAG}")
        if tag:
            kept.setdefault(tag.casefold(), tag)
    if len(kept) > _MOST_TAGS:
        raise RunMistake(f"a run can have {_MOST_TAGS} tags, not {len(kept)}")
    return tuple(kept.values())
