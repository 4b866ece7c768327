"""What waits in the queue and what came of it: the records of :mod:`regnet_studio.runs.queue`."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from regnet_studio.errors import RecipeMistake, RunMistake
from regnet_studio.recipe import Recipe, dump, load
from regnet_studio.training.events import Event

_FILE = re.compile(r"(\d{4,})-(.+)\.toml")
_ADDED = "# added "
_LONGEST = 48


@dataclass(frozen=True)
class Entry:
    """A recipe in the queue."""

    number: int
    """Its own for good: no other entry of the queue ever has it."""
    name: str
    added: datetime
    """With a time zone."""
    recipe: Recipe | None
    """None: the file cannot be read."""
    problem: str
    """Why not; empty where it can."""
    status: str
    """``waiting``, ``running``, ``interrupted`` or ``broken``."""
    run: Path | None
    """Its run directory, once it began."""
    file: Path

    def to_json(self) -> dict[str, Any]:
        """The record that ``regnet-studio queue list --json`` prints."""
        return {
            "number": self.number,
            "name": self.name,
            "added": in_utc(self.added),
            "status": self.status,
            "problem": self.problem,
            "run": str(self.run) if self.run else None,
            "model": self.recipe.model.name if self.recipe else None,
            "source": self.recipe.data.source if self.recipe else None,
            "epochs": self.recipe.stopping.epochs if self.recipe else None,
            "file": str(self.file),
        }


@dataclass(frozen=True)
class Done:
    """How an entry ended: a line of ``done.jsonl``."""

    number: int
    name: str
    run: str
    """Its run directory; empty where it failed before the training began."""
    status: str
    """``finished``, ``stopped`` or ``failed``."""
    detail: str
    """Why it failed."""
    added: str
    ended: str
    """Both as ISO 8601, in UTC."""

    def to_json(self) -> dict[str, Any]:
        """The record of ``done.jsonl`` and of ``regnet-studio queue list --json``."""
        return asdict(self)

    def is_of(self, entry: Entry) -> bool:
        """Whether it tells of this entry."""
        said = (self.number, self.name, self.added)
        return said == (entry.number, entry.name, in_utc(entry.added))


@dataclass(frozen=True, slots=True)
class EntryBegan(Event):
    """An entry of the queue is taken: the events that follow are its run's."""

    kind: ClassVar[str] = "entry_began"
    number: int
    name: str
    run: str
    """Its run directory; empty where its recipe is broken."""
    resumed: bool
    """Whether it goes on from a checkpoint."""
    waiting: int
    """Entries behind it."""


@dataclass(frozen=True, slots=True)
class EntryEnded(Event):
    """An entry of the queue is done with and has left it; see :class:`Done`."""

    kind: ClassVar[str] = "entry_ended"
    number: int
    name: str
    run: str
    status: str
    detail: str


def in_utc(when: datetime) -> str:
    """As ISO 8601, to the second."""
    return when.astimezone(UTC).isoformat(timespec="seconds")


def file_name(number: int, name: str) -> str:
    """The name of an entry's file: ``0003-name.toml``."""
    return f"{number:04}-{name}.toml"


def is_entry(name: str) -> bool:
    """Whether a file of this name is an entry; others in the folder are left alone."""
    return _FILE.fullmatch(name) is not None


def number_of(name: str) -> int:
    """The number in the name of an entry's file."""
    match = _FILE.fullmatch(name)
    assert match
    return int(match[1])


def plain_name(text: str, recipe: Recipe) -> str:
    """``text`` as part of a file's name; where nothing is left of it, what the recipe trains."""
    source = Path(recipe.data.source).name.removesuffix(".zip")
    for words in (text, f"{recipe.model.name}-{source}"):
        plain = "".join(c if c.isalnum() or c in "-_." else "-" for c in words)
        if short := plain[:_LONGEST].strip("-."):
            return short
    return recipe.model.name


def entry_text(recipe: Recipe, added: datetime) -> str:
    """An entry's file: a recipe file whose first line says since when it waits."""
    return f"{_ADDED}{in_utc(added)}\n{dump(recipe)}"


def read_entry(file: Path, running: bool, run: Path | None) -> Entry:
    """The entry in a file.

    Args:
        running: whether a process works on it.
        run: its run directory, if it began.

    Raises:
        FileNotFoundError: it left the queue meanwhile.
    """
    stat = file.stat()
    match = _FILE.fullmatch(file.name)
    assert match
    recipe, problem = None, ""
    try:
        recipe = load(file)
    except RecipeMistake as mistake:
        if not file.exists():
            raise FileNotFoundError(file) from mistake
        problem = str(mistake)
    if running:
        status = "running"
    elif run is not None:
        status = "interrupted"
    else:
        status = "waiting" if recipe else "broken"
    added = _added(file) or datetime.fromtimestamp(stat.st_mtime, UTC)
    return Entry(int(match[1]), match[2], added, recipe, problem, status, run, file)


def read_done(path: Path) -> list[Done]:
    """The lines of ``done.jsonl``, the oldest first; one cut off by a kill says nothing."""
    known = [field.name for field in fields(Done)]
    found: list[Done] = []
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return found
    except OSError as error:
        raise RunMistake(f"{path} cannot be read: {error.strerror or error}") from error
    for line in lines:
        try:
            record = json.loads(line)
            found.append(Done(**{name: record[name] for name in known}))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _added(file: Path) -> datetime | None:
    """What its first line says; None for a recipe that somebody put there by hand."""
    try:
        with file.open(encoding="utf-8") as lines:
            first = lines.readline(200)
        when = datetime.fromisoformat(first.removeprefix(_ADDED).strip())
    except (OSError, ValueError):
        return None
    return when if when.tzinfo else when.astimezone()
