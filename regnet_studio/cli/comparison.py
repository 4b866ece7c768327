"""``compare``: runs side by side, and what of their difference may be chance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import Json, Runs

if TYPE_CHECKING:
    from regnet_studio.runs.comparison import ComparedRun, Comparison, Pair, Verdict

_NAMED = 5
"""Changed images that are named."""


def compare(
    names: Annotated[
        list[str], typer.Argument(metavar="RUN RUN...", help="Runs: their folders or names.")
    ],
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Compare runs: figures, cost, differing settings, and whether the better one is better."""
    from regnet_studio.runs.comparison import compare as put_side_by_side
    from regnet_studio.runs.directory import find_run

    with show.ProgressLine() as progress:
        found = put_side_by_side(
            [find_run(name, runs) for name in names],
            lambda done, total: progress.at("reading runs", done, total),
        )
    if json:
        return show.as_json(found.to_json())
    _show_figures(found)
    _show_settings(found)
    _show_seeds(found)
    for pair in found.pairs:
        _show_pair(found, pair)
    for verdict in found.verdict:
        show.say(said(found, verdict))
    return None


def said(found: Comparison, verdict: Verdict) -> str:
    """One thing that a comparison says, in a sentence."""
    names = [_name(found, place) for place in verdict.runs]
    letters = ", ".join(map(_letter, verdict.runs))
    n = verdict.numbers
    match verdict.kind:
        case "better":
            return (
                f"{names[0]} is better than {names[1]} by {_points(n['difference'])} on "
                f"{n['images']:,} common images, more than chance explains ({_p(n['p'])})"
            )
        case "not_better":
            return (
                f"{names[0]} is ahead of {names[1]} by {_points(n['difference'])} on "
                f"{n['images']:,} common images, but not significantly better: chance may be all "
                f"there is to it ({_p(n['p'])})"
            )
        case "even":
            return f"{names[0]} and {names[1]} are level on {n['images']:,} common images"
        case "other_images":
            return (
                f"{names[0]} and {names[1]} were evaluated on different images: their figures "
                "cannot be compared by a test"
            )
        case "seeds":
            return (
                f"{letters} are one recipe with {len(names)} seeds: accuracy "
                f"{n['mean']:.2%}, standard deviation {_points(n['deviation'])}, 95 % interval of "
                f"the mean {n['low']:.2%} to {n['high']:.2%}"
            )
        case "no_report":
            return f"{names[0]} has no report: evaluate it to compare its figures"
        case "looks":
            times = int(n["times"])
            often = "once" if times == 1 else f"{times} times"
            caution = (
                "" if times == 1 else "; choosing by what it showed makes its figures too good"
            )
            return f"the test images were looked at {often} ({letters}){caution}"
        case kind:
            raise ValueError(kind)


def _show_figures(found: Comparison) -> None:
    columns = ["", "run", "status", "accuracy", "95 %", "macro F1", "loss"]
    costs = ["params", "MACs", "time", "images/s", "memory"]
    rows = [[_letter(n), run.name, *_figures(run)] for n, run in enumerate(found.runs)]
    show.table([*columns, *costs], rows)


def _figures(run: ComparedRun) -> Iterator[str]:
    yield run.status if run.status == "finished" else f"{run.status} {run.epoch}/{run.epochs}"
    accuracy, interval = run.figures.get("accuracy"), run.intervals.get("accuracy")
    yield "-" if accuracy is None else f"{accuracy:.2%}"
    yield "-" if interval is None else f"{interval[0]:.2%} to {interval[1]:.2%}"
    for name in ("macro_f1", "loss"):
        yield "-" if (value := run.figures.get(name)) is None else f"{value:.4f}"
    yield "-" if run.params is None else f"{run.params / 1e6:.2f} M"
    yield "-" if run.macs is None else f"{run.macs / 1e6:.1f} M"
    yield "-" if run.seconds is None else show.clock(run.seconds)
    yield "-" if run.images_per_second is None else f"{run.images_per_second:,.0f}"
    yield "-" if run.memory_mb is None else f"{run.memory_mb / 1024:.2f} G"


def _show_settings(found: Comparison) -> None:
    from regnet_studio.recipe.changes import as_setting

    if not found.differing:
        return show.say("the recipes do not differ in anything")
    return show.table(
        ["setting", *(_letter(place) for place in range(len(found.runs)))],
        [[each.key, *map(as_setting, each.values)] for each in found.differing],
    )


def _show_seeds(found: Comparison) -> None:
    for group in found.groups:
        show.table(
            [f"seeds {', '.join(_letter(n) for n in group.runs)}", "mean", "deviation", "95 %"],
            [
                [
                    name.replace("_", " "),
                    f"{figure.mean:.4f}",
                    f"{figure.deviation:.4f}",
                    f"{figure.low:.4f} to {figure.high:.4f}",
                ]
                for name, figure in group.figures.items()
            ],
        )


def _show_pair(found: Comparison, pair: Pair) -> None:
    test = pair.mcnemar
    first, second = _letter(pair.first), _letter(pair.second)
    how = "exact" if test.test == "exact" else "with continuity correction"
    holm = "" if pair.p == test.p else f", {_p(pair.p)} as one of {len(found.pairs)} (Holm)"
    show.say(
        f"{first} and {second}, {pair.images:,} images: both right {test.both:,}, only {first} "
        f"{test.first:,}, only {second} {test.second:,}, neither {test.neither:,}; McNemar's test "
        f"({how}): {_p(test.p)}{holm}"
    )
    if pair.only_first or pair.only_second:
        show.say(
            f"  left out: {pair.only_first:,} image(s) that only {first} has, or under another "
            f"class, and {pair.only_second:,} of {second}"
        )
    for image in pair.changed[:_NAMED]:
        show.say(f"  {image.path}: {image.truth}; {first}: {image.first}, {second}: {image.second}")
    if (more := len(pair.changed) - _NAMED) > 0:
        show.say(f"  ... and {more:,} more images that changed sides; --json names them all")


def _letter(place: int) -> str:
    """``A``, ``B``, ... ``Z``, ``A2``, ..."""
    turn, letter = divmod(place, 26)
    return chr(ord("A") + letter) + (str(turn + 1) if turn else "")


def _name(found: Comparison, place: int) -> str:
    return f"{_letter(place)} ({found.runs[place].model}, seed {found.runs[place].seed})"


def _points(share: float) -> str:
    return f"{100 * share:.2f} points"


def _p(p: float) -> str:
    return f"p = {p:.2g}" if p >= 1e-4 else "p < 0.0001"
