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

from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.comparison import SIGNIFICANT, Spread, holm, spread
from regnet_studio.evaluation.intervals import RANGES
from regnet_studio.recipe import Recipe, recipe_fields
from regnet_studio.runs.compared_pair import Pair, pair_of
from regnet_studio.runs.compared_run import FIGURES, ComparedRun, ReadRun, read_run
from regnet_studio.runs.directory import Run

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Difference:
    """A setting that not all runs share."""

    key: str
    """Of the recipe, e.g. ``optimizer.lr``."""
    values: list[Any]
    """One a run."""


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


def compare(runs: Sequence[Run], on_progress: OnProgress | None = None) -> Comparison:
    """Compare runs by what their evaluations on the test split found.

    Args:
        on_progress: called with (runs read, of how many).

    Raises:
        RunMistake: fewer than two, one of them twice, or one whose files are damaged.
        RecipeMistake: a damaged recipe.
    """
    _refuse(runs)
    read: list[ReadRun] = []
    for place, run in enumerate(runs):
        if on_progress:
            on_progress(place, len(runs))
        read.append(read_run(run))
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


def _differing(recipes: Sequence[Recipe]) -> list[Difference]:
    found: list[Difference] = []
    for key, field in recipe_fields().items():
        values = [field.of(recipe) for recipe in recipes]
        if any(value != values[0] for value in values):
            found.append(Difference(key, values))
    return found


def _best(read: Sequence[ReadRun]) -> int | None:
    """Of those with a report, the one with the highest accuracy; the earlier one of equal ones."""
    told = [place for place, each in enumerate(read) if each.compared.figures]
    return max(told, key=lambda place: read[place].compared.figures["accuracy"], default=None)


def _pairs(read: Sequence[ReadRun]) -> list[Pair]:
    best = _best(read)
    if best is None:
        return []
    found = [
        pair
        for other in range(len(read))
        if other != best and (pair := pair_of(read, best, other)) is not None
    ]
    raised = holm([pair.mcnemar.p for pair in found])
    return [replace(pair, p=p) for pair, p in zip(found, raised, strict=True)]


def _groups(read: Sequence[ReadRun]) -> list[Group]:
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
    return {
        name: spread([run.figures[name] for run in runs], RANGES.get(name, (0.0, 1.0)))
        for name in FIGURES
        if name in shared
    }


def _verdicts(
    read: Sequence[ReadRun], pairs: Sequence[Pair], groups: Sequence[Group]
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
