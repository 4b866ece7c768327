"""All that is known of a run, collected once: what its report, its tables and its plots are of.

What cannot be read is told in a sentence and left out: a report of half a run is worth having.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.manifest import Manifest
from regnet_studio.errors import UserMistake
from regnet_studio.evaluation.examples import guesses, worst
from regnet_studio.evaluation.explanation import heat_maps
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.evaluation.report import Report
from regnet_studio.recipe import Recipe
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import own_images, report_of
from regnet_studio.runs.examination import Examination, Places
from regnet_studio.training.events import EpochEnded, Event, RunStarted, TrainingEnded
from regnet_studio.training.preparation import PreparedData

PICTURES = 24
"""Errors that are shown as images."""
TABLED = 100
"""Errors that are listed."""

OnProgress = Callable[[str, int, int], None]
"""Called with what is going on, how much is done and of how much; it may raise to give up."""


@dataclass(frozen=True)
class WorstErrors:
    """Images taken for another class, the highest loss first."""

    places: Places
    """Among the predictions."""
    images: NDArray[np.uint8] | None = None
    """Of the first of them: [n, S, S, C]. None: they cannot be read any more."""
    heat: NDArray[np.float32] | None = None
    """[n, S, S], 0..1: where each image speaks for what it was taken for. None: not known."""


@dataclass(frozen=True)
class Findings:
    """What there is to say of a run and one of its splits."""

    run: Run
    split: str
    status: str
    recipe: Recipe | None
    events: list[Event]
    environment: dict[str, Any]
    report: Report | None
    predictions: Predictions | None
    manifest: Manifest | None
    data: PreparedData | None
    errors: WorstErrors | None
    missing: tuple[str, ...]
    """What could not be had, a sentence each."""
    with_images: bool = True
    """Whether the images were asked for."""

    @property
    def epochs(self) -> list[EpochEnded]:
        """The epochs that were trained."""
        return [event for event in self.events if isinstance(event, EpochEnded)]

    @property
    def started(self) -> RunStarted | None:
        """How it began."""
        return next((event for event in self.events if isinstance(event, RunStarted)), None)

    @property
    def ended(self) -> TrainingEnded | None:
        """How the training ended."""
        ends = [event for event in self.events if isinstance(event, TrainingEnded)]
        return ends[-1] if ends else None


def findings(
    run: Run,
    split: str = "test",
    *,
    images: bool = True,
    on_progress: OnProgress | None = None,
) -> Findings:
    """Collect what is known of a run.

    Args:
        images: read the images too, for what they are like and for the worst errors; it takes
            its time where they are many.
    """
    collector = _Collector(run, split, on_progress or (lambda *_: None))
    return collector.collect(images)


@dataclass
class _Collector:
    run: Run
    split: str
    tell: OnProgress
    missing: list[str] = field(default_factory=list[str])

    def collect(self, images: bool) -> Findings:
        recipe = report = predictions = manifest = None
        environment: dict[str, Any] = {}
        with self._or_missing("The recipe"):
            recipe = self.run.recipe()
        with self._or_missing("The record of the machine"):
            environment = self._environment()
        with self._or_missing("The evaluation"):
            report = report_of(self.run, self.split)
            if report is None:
                self.missing.append(
                    f"The run was not evaluated on its {self.split} images: "
                    f"`regnet-studio evaluate {self.run.path}` does it."
                )
        if report is not None:
            with self._or_missing("What the network said of each image"):
                predictions = Predictions.read(self.run.predictions_file(self.split))
        with self._or_missing("Your edits"):
            manifest = self.run.manifest()
        data, errors = self._images(predictions) if images else (None, None)
        if predictions is not None and errors is None:
            errors = WorstErrors(worst(predictions, TABLED))
        return Findings(
            run=self.run,
            split=self.split,
            status=self.run.status(),
            recipe=recipe,
            events=self.run.events(),
            environment=environment,
            report=report,
            predictions=predictions,
            manifest=manifest,
            data=data,
            errors=errors,
            missing=tuple(self.missing),
            with_images=images,
        )

    def _environment(self) -> dict[str, Any]:
        file = self.run.path / "environment.json"
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UserMistake(f"{file} is missing or damaged") from error
        if not isinstance(record, dict):
            raise UserMistake(f"{file} is damaged")
        return record

    def _images(
        self, predictions: Predictions | None
    ) -> tuple[PreparedData | None, WorstErrors | None]:
        def read(done: int, total: int) -> None:
            self.tell("reading", done, total)

        data = None
        with self._or_missing("The images"):
            if predictions is None:
                return own_images(self.run, read), None
            examination = Examination(self.run, predictions, read)
            data = examination.data
            return data, self._errors(examination)
        return data, None

    def _errors(self, examination: Examination) -> WorstErrors:
        places = worst(examination.predictions, TABLED)
        shown = places[:PICTURES]
        images, heat = examination.images(shown), None
        if len(shown):
            with self._or_missing("Heat maps"):
                heat = heat_maps(
                    examination.classifier,
                    images,
                    guesses(examination.predictions)[shown],
                    on_progress=lambda done, total: self.tell("explaining", done, total),
                )
        return WorstErrors(places, images, heat)

    @contextmanager
    def _or_missing(self, what: str) -> Iterator[None]:
        """What a user could put right is told in the report instead of ending it."""
        try:
            yield
        except UserMistake as mistake:
            self.missing.append(f"{what}: {mistake}.")
