"""``predict`` and ``inspect``: what a network makes of images."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import Json, RunName, Runs
from regnet_studio.errors import UserMistake


def predict(
    source: Annotated[str, typer.Argument(metavar="RUN|EXPORT", help="A run or an export.")],
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Images or folders.")],
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Say what images show, with the five likeliest classes."""
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.prediction import load_predictor

    path = Path(os.path.expanduser(source))  # noqa: PTH111 (never raises)
    predictor = load_predictor(path if path.exists() else find_run(source, runs).path)
    record = predictor.predict(paths)
    if json:
        return show.as_json(record)
    show.table(
        ["image", "class", "probability", "then"],
        [
            [
                p["path"],
                p["label"],
                f"{p['probability']:.1%}",
                ", ".join(f"{name} {share:.1%}" for name, share in p["top"][1:3]),
            ]
            for p in record["predictions"]
        ],
    )
    for problem in record["problems"]:
        show.say(f"{problem['path']}: {problem['detail']}")
    return None


def inspect(
    run: RunName,
    image: Annotated[
        Path | None,
        typer.Argument(
            metavar="IMAGE",
            help="Show what the regulators do with it; without: early-exit accuracy.",
        ),
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="Without IMAGE: train, validation or test (default).")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="With IMAGE: write a picture of each stage there."),
    ] = None,
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Look inside a run's network: gates and memory for an image, or accuracy block by block."""
    if image is None and out is not None:
        raise UserMistake("--out is where the pictures of an IMAGE go: name an image before it")
    if image is not None and split is not None:
        raise UserMistake("give an IMAGE or --split, not both: an image is looked at alone")
    from regnet_studio.runs import inspection
    from regnet_studio.runs.directory import find_run

    found = find_run(run, runs)
    if image is None:
        with show.ProgressLine() as progress:
            exits = inspection.inspect_exits(
                found,
                split or "test",
                lambda done, total: progress.at("evaluating", done, total),
            )
        if json:
            return show.as_json({"early_exit": [leave.to_json() for leave in exits]})
        return show.table(
            ["leaving after block", "accuracy"],
            [[leave.block, f"{leave.accuracy:.2%}"] for leave in exits],
        )
    seen = inspection.inspect_image(found, image)
    written = inspection.write_pictures(seen.stages, out) if out is not None else []
    stages = [memory.to_json() for memory in seen.stages]
    if json:
        return show.as_json(
            {
                "label": seen.label,
                "probability": seen.probability,
                "stages": stages,
                "files": [str(path) for path in written],
            }
        )
    show.say(f"{image}: {seen.label}, {seen.probability:.1%}")
    show.table(
        [
            *("stage", "block"),
            *seen.stages[0].gates,
            *(f"{name} {what}" for name in seen.stages[0].state for what in ("mean", "magnitude")),
            "H below 0",
        ],
        [
            [
                *(stage["stage"], block["block"]),
                *(f"{mean:.3f}" for mean in block["gates"].values()),
                *(
                    text
                    for memory in block["state"].values()
                    for text in (f"{memory['mean']:.3f}", f"{memory['magnitude']:.3f}")
                ),
                f"{block['negative']:.1%}",
            ]
            for stage in stages
            for block in stage["blocks"]
        ],
    )
    for path in written:
        show.say(str(path))
    return None
