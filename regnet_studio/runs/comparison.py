"""Comparing runs: their figures, what their recipes differ in, what they cost, and what that says.

What it says is data, a kind and numbers; the command line and the window put it into words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.comparison import (
    SIGNIFICANT,
    McNemar,
    Spread,
    holm,
    mcnemar,
    spread,
)
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.evaluation.report import Report
from regnet_studio.recipe import Recipe, recipe_fields
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import report_of
from regnet_studio.training.events import EpochEnded, Event, RunStarted, Step, TrainingEnded

FIGURES = ("accuracy", "balanced_accuracy", "macro_f1", "top5", "loss", "kappa", "ece")
"""What stands in a comparison, as far as the reports have it."""
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Curves:
    """A run's course, one value an epoch."""

    epochs: list[int]
    train_loss: list[float]
    train_accuracy: list[float]
    validation_loss: list[float | None]
    """None where an epoch had no validation."""
    validation_accuracy: list[float | None]


@dataclass(frozen=True)
class ComparedRun:
    """One run: what it achieved and what it took. None: that is not known."""

    run: Path
    name: str
    status: str
    model: str
    dataset: str
    seed: int
    epoch: int
    """Epochs done."""
    epochs: int
    figures: dict[str, float]
    """By name of :data:`FIGURES`; empty without a report."""
    intervals: dict[str, tuple[float, float]]
    """95 %, of those figures that have one."""
    images: int | None
    """Evaluated."""
    test_evaluations: int
    """How often the test split was looked at; 0 without a report."""
    params: int | None
    macs: int | None
    seconds: float | None
    """Training and validation."""
    images_per_second: float | None
    memory_mb: float | None
    """Peak: the GPU's on CUDA, the process's elsewhere."""
    device: str | None
    curves: Curves


@dataclass(frozen=True)
class Difference:
    """A setting that not all runs share."""

    key: str
    """Of the recipe, e.g. ``optimizer.lr``."""
    values: list[Any]
    """One a run."""


@dataclass(frozen=True)
class ChangedImage:
    """One network is right about it, the other is not."""

    path: str
    truth: str
    first: str
    """What the first run takes it for."""
    second: str
    place: int
    """Among the first run's predictions."""
    other_place: int
    """Among the second's."""


@dataclass(frozen=True)
class Pair:
    """Two runs on the images that both were evaluated on, with the same class."""

    first: int
    """Position among the runs: the one with the highest accuracy of all."""
    second: int
    images: int
    only_first: int
    """Images that only the first was evaluated on, or with another class."""
    only_second: int
    accuracy_first: float
    """On these images."""
    accuracy_second: float
    mcnemar: McNemar
    p: float
    """McNemar's, raised by Holm's method where the best is compared with several."""
    changed: list[ChangedImage]


@dataclass(frozen=True)
class Group:
    """Runs of one recipe on the same images, save for the seed."""

    runs: list[int]
    figures: dict[str, Spread]


@dataclass(frozen=True)
class Verdict:
    """One thing that the comparison says.

    ``better``, ``not_better``, ``even`` (two runs; difference, p, images), ``other_images`` (two
    runs without common images), ``seeds`` (mean, low, high of the accuracy), ``no_report`` (a run),
    ``looks`` (the most times that a test split was looked at).
    """

    kind: str
    runs: list[int]
    numbers: dict[str, float]


@dataclass(frozen=True)
class Comparison:
    """Everything that is said of runs side by side."""

    runs: list[ComparedRun]
    differing: list[Difference]
    pairs: list[Pair]
    """The best run with each other one that can be compared with it."""
    groups: list[Group]
    verdict: list[Verdict]

    def to_json(self) -> dict[str, Any]:
        """As ``regnet-studio compare --json`` prints it."""
        record = asdict(self)
        for run in record["runs"]:
            run["run"] = str(run["run"])
        for difference in record["differing"]:
            difference["values"] = [
                list(value) if isinstance(value, tuple) else value for value in difference["values"]
            ]
        return record


@dataclass(frozen=True)
class _Read:
    """A run as it was read."""

    compared: ComparedRun
    recipe: Recipe
    fingerprint: str
    predictions: Predictions | None


def compare(runs: Sequence[Run], on_progress: OnProgress | None = None) -> Comparison:
    """Compare runs by what their evaluations on the test split found.

    Args:
        on_progress: called with (runs read, of how many).

    Raises:
        RunMistake: fewer than two, one of them twice, or one whose files are damaged.
        RecipeMistake: a damaged recipe.
    """
    _refuse(runs)
    read: list[_Read] = []
    for place, run in enumerate(runs):
        if on_progress:
            on_progress(place, len(runs))
        read.append(_read(run))
    compared = [each.compared for each in read]
    pairs = _pairs(read)
    groups = _groups(read)
    return Comparison(
        runs=compared,
        differing=_differing([each.recipe for each in read]),
        pairs=pairs,
        groups=groups,
        verdict=[*_verdicts(read, pairs, groups)],
    )


def _refuse(runs: Sequence[Run]) -> None:
    if len(runs) < 2:
        raise RunMistake("a comparison takes two runs or more; `regnet-studio runs` lists them")
    seen: set[Path] = set()
    for run in runs:
        if run.path.resolve() in seen:
            raise RunMistake(f"{run.path}: named twice; a run is compared with others")
        seen.add(run.path.resolve())


def _read(run: Run) -> _Read:
    recipe, summary, report = run.recipe(), run.summary(), report_of(run)
    events = run.events()
    started = next((e for e in reversed(events) if isinstance(e, RunStarted)), None)
    ended = next((e for e in reversed(events) if isinstance(e, TrainingEnded)), None)
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    last = ended or (epochs[-1] if epochs else None)
    compared = ComparedRun(
        run=run.path,
        name=run.name,
        status=summary.status,
        model=summary.model,
        dataset=summary.dataset,
        seed=recipe.seed,
        epoch=summary.epoch,
        epochs=summary.epochs,
        figures=_figures(report) if report else {},
        intervals=_intervals(report) if report else {},
        images=report.images if report else None,
        test_evaluations=report.test_evaluations if report else 0,
        params=started.params if started else None,
        macs=started.macs if started else None,
        seconds=last.seconds if last else None,
        images_per_second=last.images_per_second if last else None,
        memory_mb=_memory(events),
        device=started.device if started else None,
        curves=_curves(epochs),
    )
    file = run.predictions_file()
    predictions = Predictions.read(file) if report and file.exists() else None
    return _Read(compared, recipe, started.fingerprint if started else "", predictions)


def _figures(report: Report) -> dict[str, float]:
    found = {name: getattr(report, name, None) for name in FIGURES}
    found["macro_f1"] = report.macro.f1
    found["ece"] = report.calibration.ece
    return {name: float(value) for name, value in found.items() if value is not None}


def _intervals(report: Report) -> dict[str, tuple[float, float]]:
    return {
        name: (interval.low, interval.high)
        for name, interval in report.intervals.items()
        if name in FIGURES
    }


def _memory(events: Iterable[Event]) -> float | None:
    return max((e.memory_mb for e in events if isinstance(e, Step | EpochEnded)), default=None)


def _curves(epochs: Sequence[EpochEnded]) -> Curves:
    return Curves(
        epochs=[e.epoch for e in epochs],
        train_loss=[e.train_loss for e in epochs],
        train_accuracy=[e.train_accuracy for e in epochs],
        validation_loss=[e.validation_loss for e in epochs],
        validation_accuracy=[e.validation_accuracy for e in epochs],
    )


def _differing(recipes: Sequence[Recipe]) -> list[Difference]:
    found: list[Difference] = []
    for key, field in recipe_fields().items():
        values = [field.of(recipe) for recipe in recipes]
        if any(value != values[0] for value in values):
            found.append(Difference(key, values))
    return found


def _best(read: Sequence[_Read]) -> int | None:
    """Of those with a report, the one with the highest accuracy; the earlier one of equal ones."""
    told = [place for place, each in enumerate(read) if each.compared.figures]
    return max(told, key=lambda place: read[place].compared.figures["accuracy"], default=None)


def _pairs(read: Sequence[_Read]) -> list[Pair]:
    best = _best(read)
    if best is None:
        return []
    found = [
        pair
        for other in range(len(read))
        if other != best and (pair := _pair(read, best, other)) is not None
    ]
    raised = holm([pair.mcnemar.p for pair in found])
    return [replace(pair, p=p) for pair, p in zip(found, raised, strict=True)]


def _pair(read: Sequence[_Read], first: int, second: int) -> Pair | None:
    one, other = read[first].predictions, read[second].predictions
    if one is None or other is None:
        return None
    # A path says which image it is only within one source.
    if read[first].recipe.data.source != read[second].recipe.data.source:
        return None
    at, beside = _common(one, other)
    if not len(at):
        return None
    right_one, right_other = _right(one)[at], _right(other)[beside]
    found = mcnemar(right_one, right_other)
    return Pair(
        first=first,
        second=second,
        images=len(at),
        only_first=len(one.labels) - len(at),
        only_second=len(other.labels) - len(at),
        accuracy_first=float(right_one.mean()),
        accuracy_second=float(right_other.mean()),
        mcnemar=found,
        p=found.p,
        changed=_changed(one, other, at, beside, right_one != right_other),
    )


def _common(one: Predictions, other: Predictions) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the images are among either's that both have, with the same class: [n] each."""
    where = {path: place for place, path in enumerate(other.paths)}
    both = [
        (place, beside)
        for place, path in enumerate(one.paths)
        if (beside := where.get(path)) is not None
        and one.classes[one.labels[place]] == other.classes[other.labels[beside]]
    ]
    places = np.array(both, dtype=np.int64).reshape(-1, 2)
    return places[:, 0], places[:, 1]


def _right(predictions: Predictions) -> NDArray[np.bool_]:
    return predictions.logits.argmax(axis=1) == predictions.labels


def _changed(
    one: Predictions,
    other: Predictions,
    at: NDArray[np.int64],
    beside: NDArray[np.int64],
    differs: NDArray[np.bool_],
) -> list[ChangedImage]:
    guess_one, guess_other = one.logits.argmax(axis=1), other.logits.argmax(axis=1)
    return [
        ChangedImage(
            path=str(one.paths[place]),
            truth=one.classes[one.labels[place]],
            first=one.classes[guess_one[place]],
            second=other.classes[guess_other[there]],
            place=place,
            other_place=there,
        )
        for place, there in zip(at[differs].tolist(), beside[differs].tolist(), strict=True)
    ]


def _groups(read: Sequence[_Read]) -> list[Group]:
    """Runs of equal recipes but for the seed, where at least two seeds were evaluated."""
    alike: dict[tuple[str, str], dict[int, int]] = {}
    for place, each in enumerate(read):
        if each.compared.figures:
            plain = each.recipe.model_copy(update={"seed": 0}).model_dump_json()
            # The same seed again is no further draw: it counts once.
            alike.setdefault((plain, each.fingerprint), {}).setdefault(each.recipe.seed, place)
    groups = [list(seeds.values()) for seeds in alike.values() if len(seeds) > 1]
    return [Group(places, _spreads([read[p].compared for p in places])) for places in groups]


def _spreads(runs: Sequence[ComparedRun]) -> dict[str, Spread]:
    shared = set.intersection(*(set(run.figures) for run in runs))
    return {name: spread([run.figures[name] for run in runs]) for name in FIGURES if name in shared}


def _verdicts(
    read: Sequence[_Read], pairs: Sequence[Pair], groups: Sequence[Group]
) -> Iterable[Verdict]:
    runs = [each.compared for each in read]
    without = [place for place, run in enumerate(runs) if not run.figures]
    best = _best(read)
    compared = {pair.second for pair in pairs}
    incomparable = [
        Verdict("other_images", [best, place], {})
        for place in range(len(runs))
        if best is not None and place not in (best, *without, *compared)
    ]
    looks = max((run.test_evaluations for run in runs), default=0)
    looked = [place for place, run in enumerate(runs) if run.test_evaluations == looks]
    return chain(
        map(_judged, pairs),
        incomparable,
        map(_seeds, groups),
        map(partial(Verdict, "no_report", numbers={}), ([place] for place in without)),
        [Verdict("looks", looked, {"times": looks})] if looks else [],
    )


def _judged(pair: Pair) -> Verdict:
    """Which of two is better, if either."""
    difference = pair.accuracy_first - pair.accuracy_second
    # The best of all on its own images need not be the better one on the common ones.
    order = [pair.first, pair.second] if difference >= 0 else [pair.second, pair.first]
    numbers = {"difference": abs(difference), "p": pair.p, "images": pair.images}
    if pair.mcnemar.first == pair.mcnemar.second:
        return Verdict("even", order, numbers)
    return Verdict("better" if pair.p < SIGNIFICANT else "not_better", order, numbers)


def _seeds(group: Group) -> Verdict:
    figure = group.figures["accuracy"]
    numbers = {name: getattr(figure, name) for name in ("mean", "deviation", "low", "high")}
    return Verdict("seeds", group.runs, numbers)
