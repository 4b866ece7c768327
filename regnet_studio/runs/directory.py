"""Run directories: one folder a run, valid at every instant, whatever is killed."""

from __future__ import annotations

import dataclasses
import json
import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from regnet_studio import files
from regnet_studio.data.manifest import Manifest
from regnet_studio.errors import RunMistake, UserMistake
from regnet_studio.folders import runs_folder
from regnet_studio.recipe import Recipe, load, override
from regnet_studio.runs.about import NOTHING_SAID, About, about_of
from regnet_studio.runs.course import Course
from regnet_studio.runs.course_file import (
    OnProgress,
    other_events,
    read_course,
)
from regnet_studio.runs.disk_use import DiskUse
from regnet_studio.training.event_log import as_it_counts, from_json
from regnet_studio.training.events import (
    Changed,
    EpochEnded,
    Evaluated,
    Event,
    Resumed,
    RunEnded,
    RunStarted,
    TrainingEnded,
)

_TAIL = 65536


@dataclass(frozen=True)
class RunSummary:
    """One line of the list of runs."""

    run: Path
    name: str
    status: str
    """``finished``, ``stopped``, ``running``, ``interrupted`` or ``failed``."""
    epoch: int
    """Epochs done."""
    epochs: int
    best_accuracy: float | None
    """On validation."""
    dataset: str
    model: str
    modified: float
    """Seconds since 1970."""
    about: About = NOTHING_SAID
    test_accuracy: float | None = None
    seconds: float | None = None
    """What its training took; None: it has not ended."""
    disk: DiskUse | None = None
    """None: it was not measured."""

    @property
    def title(self) -> str:
        """What people call it."""
        return self.about.name or self.name

    def to_json(self) -> dict[str, Any]:
        """The record that ``regnet-studio runs --json`` prints."""
        return {
            "run": str(self.run),
            "name": self.name,
            "status": self.status,
            "epoch": self.epoch,
            "epochs": self.epochs,
            "best_accuracy": self.best_accuracy,
            "dataset": self.dataset,
            "model": self.model,
            "title": self.title,
            "tags": list(self.about.tags),
            "note": self.about.note,
            "archived": self.about.archived,
            "test_accuracy": self.test_accuracy,
            "seconds": self.seconds,
            "bytes": self.disk.total if self.disk else None,
        }


class _Landmarks(NamedTuple):
    """The events that a run's line in the list tells of, where there were such."""

    started: RunStarted | None
    last_epoch: EpochEnded | None = None
    ended: RunEnded | None = None
    tested: Evaluated | None = None
    trained: TrainingEnded | None = None


class Run:
    """A run directory.

    Raises:
        RunMistake: there is none at ``path``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        if not (self.path / "recipe.toml").is_file():
            raise RunMistake(f"{path}: not a run; `regnet-studio runs` lists them")

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self.path.name

    @property
    def title(self) -> str:
        """What people call it; its folder's name where they call it nothing else."""
        return self._about_or_none().name or self.name

    @property
    def events_file(self) -> Path:
        """What happened, one JSON record a line."""
        return self.path / "events.jsonl"

    def report_file(self, split: str = "test") -> Path:
        """What the evaluation of a split found."""
        return self.path / _of_split("report", split, "json")

    def predictions_file(self, split: str = "test") -> Path:
        """Logits and labels of an evaluated split."""
        return self.path / _of_split("predictions", split, "npz")

    @property
    def manifest_file(self) -> Path:
        """The edits to the images with which it was started."""
        return self.path / "manifest.json"

    @property
    def changes_file(self) -> Path:
        """What was changed in the recipe while the run stood still."""
        return self.path / "changes.json"

    @property
    def training_images_file(self) -> Path:
        """What the files it was trained on are known again by, see ``runs.training_images``."""
        return self.path / "training-images.npy"

    @property
    def evaluations_file(self) -> Path:
        """When which split was evaluated, see ``runs.evaluations``."""
        return self.path / "evaluations.json"

    @property
    def calibration_file(self) -> Path:
        """The temperature that was fitted to the validation split, and what it does there."""
        return self.path / "calibration.json"

    def temperature(self) -> float:
        """By which logits are divided, so that their softmax is calibrated; 1: none was fitted.

        Raises:
            RunMistake: the file was damaged.
        """
        try:
            temperature = float(json.loads(self.calibration_file.read_text("utf-8"))["temperature"])
        except FileNotFoundError:
            return 1.0
        except (OSError, ValueError, TypeError, KeyError):
            temperature = math.nan
        if not 0 < temperature < math.inf:
            raise RunMistake(
                f"{self.calibration_file} is damaged: delete it, then evaluate the run's "
                "validation split, which fits the temperature anew"
            )
        return temperature

    def asked(self) -> Recipe:
        """What was asked when the run began.

        Raises:
            RecipeMistake: the file was damaged.
        """
        return load(self.path / "recipe.toml")

    def recipe(self) -> Recipe:
        """What holds now: what was asked, with what was changed since.

        Raises:
            RecipeMistake: a file was damaged.
            RunMistake: so was the list of changes.
        """
        return override(self.asked(), [f"{c.key}={c.after}" for c in self.changes()])

    def changes(self) -> list[Changed]:
        """What was changed since the run began, in order.

        Raises:
            RunMistake: the file was damaged.
        """
        try:
            return [Changed(**each) for each in json.loads(self.changes_file.read_text("utf-8"))]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError) as error:
            raise RunMistake(
                f"{self.changes_file} is damaged: restore it, or delete it to go on with the "
                "settings that the run began with"
            ) from error

    def change(self, changes: Sequence[Changed]) -> None:
        """Add to the changes.

        Raises:
            DiskTrouble: no room; the list is as before.
        """
        every = [dataclasses.asdict(change) for change in (*self.changes(), *changes)]
        files.write_text(self.changes_file, json.dumps(every, indent=1))

    def manifest(self) -> Manifest | None:
        """The edits to the images with which it was started; None: there were none.

        Raises:
            DataMistake: the file was damaged.
        """
        return Manifest.load(self.manifest_file) if self.manifest_file.exists() else None

    def events(self) -> list[Event]:
        """What happened, without what a later resume did over."""
        return as_it_counts(self._all_events())

    def course(self, on_progress: OnProgress | None = None) -> Course:
        """What happened, as it is drawn; kept in a form that opens at once, see ``course_file``.

        Args:
            on_progress: see ``course_file.read_course``.
        """
        return read_course(self.events_file, on_progress, keeps=not self.is_locked())

    def other_events(self) -> list[Event]:
        """As :meth:`events`, without steps and what validations found; fast for long runs."""
        return other_events(self.events_file)

    def report(self, split: str = "test") -> dict[str, Any] | None:
        """What the evaluation of a split found, where there was one.

        Raises:
            RunMistake: the file was damaged.
        """
        file = self.report_file(split)
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise RunMistake(f"{file} is damaged: evaluate the run again") from error

    def lock(self) -> FileLock:
        """Held by whoever works on the run; the system frees it when that process dies."""
        return FileLock(self.path / ".lock", timeout=0, thread_local=False)

    def is_locked(self) -> bool:
        """Whether some process works on it now."""
        if not (self.path / ".lock").exists():
            return False
        try:
            with self.lock():
                return False
        except Timeout:
            return True
        except OSError:  # a folder of somebody else's: nobody works on it through us
            return False

    def status(self) -> str:
        """See :class:`RunSummary`."""
        return self.summary().status

    def summary(self) -> RunSummary:
        """Its line in the list; reads the ends of the events, not all of them."""
        started, last_epoch, ended, tested, trained = self._landmarks()
        status = "running" if self.is_locked() else ended.status if ended else "interrupted"
        changed = self.changes_file.exists()
        recipe = self._recipe_or_none() if changed or not started else None
        source = recipe.data.source if recipe else ""
        return RunSummary(
            run=self.path,
            name=self.name,
            status=status,
            epoch=last_epoch.epoch if last_epoch else 0,
            epochs=recipe.stopping.epochs if recipe else started.epochs if started else 0,
            best_accuracy=last_epoch.best_accuracy if last_epoch else None,
            dataset=started.dataset if started else Path(source).stem,
            model=started.model if started else recipe.model.name if recipe else "",
            modified=self._modified(),
            about=self._about_or_none(),
            test_accuracy=tested.accuracy if tested else None,
            seconds=trained.seconds if trained else None,
        )

    def _about_or_none(self) -> About:
        try:
            return about_of(self.path)
        except UserMistake:  # damaged: said as soon as somebody wants to change it
            return NOTHING_SAID

    def _recipe_or_none(self) -> Recipe | None:
        try:
            return self.recipe()
        except UserMistake:  # damaged: the list still shows the run, opening it says why
            return None

    def _all_events(self) -> Iterator[Event]:
        if not self.events_file.exists():
            return
        with self.events_file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                event = from_json(line)
                if event is not None:
                    yield event

    def _landmarks(self) -> _Landmarks:
        """What the list tells: the end counts only if nothing was begun again after it."""
        started = next((e for e in self._all_events() if isinstance(e, RunStarted)), None)
        found = _Landmarks(started)
        begun_again = False
        for event in self._events_backwards():
            if isinstance(event, EpochEnded):
                return found._replace(last_epoch=event)
            if not begun_again:
                if isinstance(event, RunEnded):
                    found = found._replace(ended=found.ended or event)
                elif isinstance(event, TrainingEnded):
                    found = found._replace(trained=found.trained or event)
                elif isinstance(event, Evaluated) and event.split == "test":
                    found = found._replace(tested=found.tested or event)
            begun_again = begun_again or isinstance(event, Resumed | RunStarted)
        return found

    def _events_backwards(self) -> Iterator[Event]:
        if not self.events_file.exists():
            return
        with self.events_file.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            rest = b""
            while end > 0:
                start = max(0, end - _TAIL)
                file.seek(start)
                lines = (file.read(end - start) + rest).split(b"\n")
                rest = lines.pop(0) if start else b""
                for line in reversed(lines):
                    event = from_json(line.decode("utf-8", "replace")) if line else None
                    if event is not None:
                        yield event
                end = start

    def _modified(self) -> float:
        for file in (self.events_file, self.path):
            if file.exists():
                return file.stat().st_mtime
        return 0.0


def list_runs(root: Path | None = None) -> list[RunSummary]:
    """Every run below ``root`` (default: the program's runs folder), the newest first."""
    return sorted(
        (run.summary() for run in _runs_in(root or runs_folder())), key=lambda line: -line.modified
    )


def _runs_in(root: Path) -> list[Run]:
    return [Run(path.parent) for path in root.glob("*/recipe.toml")] if root.is_dir() else []


def find_run(text: str, root: Path | None = None) -> Run:
    """The run that a user means: a path, or in the runs folder a name or what people call it.

    Raises:
        RunMistake: there is none, or several are called so.
    """
    homely = Path(os.path.expanduser(text))  # noqa: PTH111 (never raises)
    for path in (homely, (root or runs_folder()) / text):
        if (path / "recipe.toml").is_file():
            return Run(path)
    called = [run for run in _runs_in(root or runs_folder()) if run.title == text]
    if len(called) > 1:
        names = ", ".join(sorted(run.name for run in called))
        raise RunMistake(f"{len(called)} runs are called {text}: give the folder of one ({names})")
    if called:
        return called[0]
    raise RunMistake(f"{text}: no such run; `regnet-studio runs` lists them")


def _of_split(stem: str, split: str, ending: str) -> str:
    """``report.json`` is about the test split; others name theirs: ``report.validation.json``."""
    return f"{stem}.{ending}" if split == "test" else f"{stem}.{split}.{ending}"
