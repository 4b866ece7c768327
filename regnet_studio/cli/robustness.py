"""``robustness``: how accuracy falls as images get worse."""

from __future__ import annotations

from typing import Annotated

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import Json, RunName, Runs


def robustness(
    run: RunName,
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "test",
    images: Annotated[
        int, typer.Option(min=0, help="So many of them, evenly over the split; 0: all.")
    ] = 1000,
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Measure accuracy under blur, noise, brightness, JPEG, rotation and shifts."""
    from regnet_studio.evaluation.robustness import STRENGTHS
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.robustness import measure_robustness, robustness_file

    found_run = find_run(run, runs)
    with show.ProgressLine() as progress:
        found = measure_robustness(
            found_run,
            split,
            lambda done, total: progress.at("worsening images", done, total),
            images or None,
        )
    if json:
        return show.as_json({"run": str(found_run.path), "mean": found.mean, **found.to_json()})
    show.say(
        f"{found.split}: {found.clean:.2%} of {found.images:,} images as they are; "
        f"{found.mean:.2%} on average over all of these"
    )
    show.table(
        ["worse by", *(f"strength {strength}" for strength in STRENGTHS)],
        [
            [name, *(f"{accuracy:.2%}" for accuracy in line)]
            for name, line in found.accuracies.items()
        ],
    )
    return show.say(f"kept in {robustness_file(found_run, split)}")
