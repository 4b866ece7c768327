"""The queue: recipes that wait, and one process that trains them one after the other.

    <runs folder>/queue/
      0003-resnet20-digits.toml   a recipe that waits; its first line says since when
      queue.json                  where the order was changed, and which entry's run began
      done.jsonl                  how each entry ended, one record a line
      failed/                     recipes of entries that failed, to be mended and added again

What a user asks for is one step on the disk: it happened or it did not. The entry that is trained
stays in the folder until its end is written down, so that whatever is killed, the next worker goes
on with its run from its checkpoint, and nothing is trained twice or forgotten.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from regnet_studio import files
from regnet_studio.data.dataset import lasting_source
from regnet_studio.data.manifest import Manifest
from regnet_studio.errors import RecipeMistake, RunMistake, UserMistake
from regnet_studio.folders import runs_folder
from regnet_studio.recipe import Recipe, dump, override_value
from regnet_studio.runs.directory import Run
from regnet_studio.runs.queue_entry import (
    Done,
    Entry,
    EntryBegan,
    EntryEnded,
    entry_text,
    file_name,
    in_utc,
    number_of,
    plain_name,
    read_done,
    read_entry,
)
from regnet_studio.runs.queue_folder import QueueFolder, State, delete, move
from regnet_studio.training.events import Event, RunEnded, RunStarted

__all__ = ["Done", "Entry", "EntryBegan", "EntryEnded", "Queue"]


class Queue:
    """The queue of a runs folder.

    Args:
        root: the runs folder (default: the program's).
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = (root or runs_folder()).absolute()
        self._folder = QueueFolder(self.root / "queue")

    def entries(self) -> list[Entry]:
        """What waits, in the order in which it is trained; what began is first.

        Raises:
            RunMistake: the queue cannot be read.
        """
        state = self._folder.state()
        working = bool(state.begun) and self.worker() is not None
        found: list[Entry] = []
        for file in self._folder.entry_files(state):
            begun = file.name == state.begun
            run = Path(state.run) if begun else None
            with suppress(FileNotFoundError):  # it left the queue since the folder was listed
                found.append(read_entry(file, begun and working, run))
        return found

    def done(self) -> list[Done]:
        """How entries ended, the oldest first.

        Raises:
            RunMistake: the record cannot be read.
        """
        return read_done(self._folder.done_file)

    @property
    def failed_folder(self) -> Path:
        """Where the recipes of entries that failed are kept."""
        return self._folder.path / "failed"

    def worker(self) -> int | None:
        """The process that works the queue off; None: nobody does, 0: its number is not known."""
        return self._folder.worker()

    def add(self, recipe: Recipe, name: str = "") -> Entry:
        """Put a recipe at the end.

        Args:
            name: what the entry and its run are called; by default what the recipe trains.

        Raises:
            DataMistake: the path of the images is no text.
            DiskTrouble: no room or no permission; nothing was added.
        """
        recipe = self._lasting(recipe)
        with self._folder.changing() as state:
            taken = [number_of(file.name) for file in self._folder.entry_files(state)]
            number = max([state.last, *taken]) + 1
            # First: a number that is lost is no harm, one that is given twice would be.
            replace(state, last=number).write(self._folder.state_file)
            file = self._folder.path / file_name(number, plain_name(name, recipe))
            files.write_text(file, entry_text(recipe, datetime.now(UTC)))
            return read_entry(file, running=False, run=None)

    def remove(self, number: int) -> Entry:
        """Take an entry out; what its run holds so far stays an interrupted run.

        Raises:
            RunMistake: there is none, or it is being trained.
            DiskTrouble: no permission.
        """
        with self._folder.changing() as state:
            file = self._folder.file_of(number, state)
            entry = read_entry(file, running=False, run=None)
            if file.name == state.begun and self.worker() is not None:
                raise RunMistake(
                    f"entry {number} ({entry.name}) is being trained{self._folder.by_whom()}; "
                    "stop that first"
                )
            delete(file)
            if file.name == state.begun:
                replace(state, begun="", run="").write(self._folder.state_file)
        return entry

    def clear(self) -> list[Entry]:
        """Take out all but what is being trained; returns what was taken out.

        Raises:
            DiskTrouble: no permission.
        """
        removed: list[Entry] = []
        for entry in self.entries():
            with suppress(RunMistake):  # it is being trained, or it just left
                removed.append(self.remove(entry.number))
        return removed

    def move(self, number: int, place: int) -> None:
        """Let an entry be the ``place``-th, from 1; one that began stays before all others.

        Args:
            place: past the end means the end.

        Raises:
            RunMistake: there is no such entry, it began already, or ``place`` is below 1.
            DiskTrouble: no room or no permission; the order is as before.
        """
        if place < 1:
            raise RunMistake(f"place {place}: the first place in the queue is 1")
        with self._folder.changing() as state:
            file = self._folder.file_of(number, state)
            if file.name == state.begun:
                raise RunMistake(
                    f"entry {number} has begun and stays first; the others can be moved"
                )
            names = [other.name for other in self._folder.entry_files(state) if other != file]
            behind = 1 if state.begun in names else 0
            names.insert(max(place - 1, behind), file.name)
            replace(state, order=tuple(names)).write(self._folder.state_file)

    def work(self) -> Generator[Event, None, None]:
        """Train what waits, one after the other, until nothing does; yields the runs' events.

        EntryBegan comes before an entry's events and EntryEnded after them. Entries may be added,
        moved and removed meanwhile. One that fails is recorded, and the next one begins. Closing
        the generator interrupts the run: it stays first, and the next ``work`` goes on with it.

        The disk's trouble ends the work, since the next run would meet it too; so does a defect
        of the program, whose entry counts as failed: what it left behind in this process is not to
        be trusted with another run.

        Raises:
            RunMistake: another process works on the queue, or on the run that is next.
            DiskTrouble: no room or no permission; the run that is next stays so.
        """
        with self._folder.working():
            self._finish_leaving()
            while (entry := self._take()) is not None:
                yield from self._work_on(entry)

    def _work_on(self, entry: Entry) -> Generator[Event, None, None]:
        if entry.run is None:  # a broken recipe: there is nothing to run
            yield EntryBegan(entry.number, entry.name, "", False, self._behind(entry))
            yield self._end(entry, "failed", entry.problem)
        elif ended := self._ended_before(entry, entry.run):
            yield ended
        else:
            yield from self._train(entry, entry.run)

    def _train(self, entry: Entry, path: Path) -> Generator[Event, None, None]:
        from regnet_studio.runs.execute import has_begun, resume

        begun = _is_run(path) and has_begun(Run(path))
        try:
            yield EntryBegan(entry.number, entry.name, str(path), begun, self._behind(entry))
            self._prepare(entry, path)
            with closing(resume(path)) as events:  # without a checkpoint: from the start
                for event in events:
                    begun = begun or isinstance(event, RunStarted)
                    yield event
        except (GeneratorExit, files.DiskTrouble):
            if not begun:  # nothing was learned: the entry just waits again
                shutil.rmtree(path, ignore_errors=True)
            raise
        except UserMistake as mistake:
            if _is_run(path) and Run(path).is_locked():  # by somebody who resumed it
                raise
            if not begun:
                shutil.rmtree(path, ignore_errors=True)
            yield self._end(entry, "failed", str(mistake))
        except Exception as error:
            with suppress(OSError, UserMistake):  # the defect matters more than its record
                self._end(entry, "failed", f"{type(error).__name__}: {error}")
            raise
        else:
            yield self._end(entry, "finished")

    def _take(self) -> Entry | None:
        """The entry that is next, with a place for its run; None: nothing waits."""
        with self._folder.changing() as state:
            for file in self._folder.entry_files(state):
                begun = file.name == state.begun
                with suppress(FileNotFoundError):  # somebody deleted it by hand
                    entry = read_entry(file, True, Path(state.run) if begun else None)
                    return entry if begun else self._begin(entry, state)
            return None

    def _begin(self, entry: Entry, state: State) -> Entry:
        """Note that its turn has come and where its run will be, then make a place for that."""
        if entry.recipe is None:
            replace(state, begun=entry.file.name, run="").write(self._folder.state_file)
            return entry
        stem = f"{datetime.now():%Y-%m-%d-%H%M%S}-{entry.name}"
        for number in range(1, 1000):
            path = self.root / (stem if number == 1 else f"{stem}-{number}")
            if path.exists():
                continue
            replace(state, begun=entry.file.name, run=str(path)).write(self._folder.state_file)
            try:
                path.mkdir()
            except FileExistsError:  # another run began at this very moment
                continue
            except OSError as error:
                raise files.trouble(error, path) from error
            return replace(entry, run=path)
        raise RunMistake(f"{self.root}: a thousand runs began in this second; try again")

    def _prepare(self, entry: Entry, path: Path) -> None:
        """Make a run of its folder, unless it is one already."""
        if _is_run(path):
            return
        if entry.recipe is None:
            raise RecipeMistake(entry.problem)
        recipe = self._lasting(entry.recipe)  # of a file put there by hand as well
        edits = Manifest.read(recipe.data.source)
        if edits.edits:  # as they are now: later ones are for later runs
            edits.save(path / "manifest.json")
        files.write_text(path / "recipe.toml", dump(recipe))  # the last: now it is a run

    def _ended_before(self, entry: Entry, path: Path) -> EntryEnded | None:
        """The end of a run that ended when the queue could not take note of it; None: none did."""
        if not _is_run(path):
            return None
        run = Run(path)
        status = run.status()
        if status not in ("finished", "stopped", "failed"):
            return None
        ends = [event for event in run.events() if isinstance(event, RunEnded)]
        return self._end(entry, status, ends[-1].detail if ends else "")

    def _end(self, entry: Entry, status: str, detail: str = "") -> EntryEnded:
        """Write down how an entry ended, then let it leave the queue."""
        run = str(entry.run) if entry.run is not None and _is_run(entry.run) else ""
        added, now = in_utc(entry.added), in_utc(datetime.now(UTC))
        done = Done(entry.number, entry.name, run, status, detail, added, now)
        self._folder.note(json.dumps(done.to_json()))
        self._leave(entry, status)
        return EntryEnded(entry.number, entry.name, run, status, detail)

    def _leave(self, entry: Entry, status: str) -> None:
        with self._folder.changing() as state:
            if status == "failed":  # its recipe may be nowhere else
                move(entry.file, self.failed_folder / entry.file.name)
            else:
                delete(entry.file)
            if state.begun == entry.file.name:
                replace(state, begun="", run="").write(self._folder.state_file)

    def _finish_leaving(self) -> None:
        """The last worker may have been killed after it wrote down an end: that entry is done."""
        state = State.read(self._folder.state_file)
        file = self._folder.path / state.begun
        if not state.begun or not file.is_file():
            return
        entry = read_entry(file, running=False, run=Path(state.run))
        ends = [done.status for done in self.done() if done.is_of(entry)]
        if ends:
            self._leave(entry, ends[-1])

    def _behind(self, entry: Entry) -> int:
        """How many entries wait behind one that is taken."""
        waiting = self._folder.entry_files(self._folder.state())
        return len([file for file in waiting if file != entry.file])

    def _lasting(self, recipe: Recipe) -> Recipe:
        """The recipe that means the same from any working folder, now and when its turn comes."""
        recipe = override_value(recipe, "data.source", lasting_source(recipe.data.source))
        weights = recipe.transfer.weights
        if weights in ("none", "imagenet"):
            return recipe
        from regnet_studio.training.pretrained import lasting_weights  # torch, only where needed

        return override_value(recipe, "transfer.weights", lasting_weights(weights, self.root))


def _is_run(path: Path) -> bool:
    return (path / "recipe.toml").is_file()
