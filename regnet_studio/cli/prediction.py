"""``predict`` and ``inspect``: what a network makes of images."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import Json, RunName, Runs
from regnet_studio.errors import UserMistake

if TYPE_CHECKING:
    from regnet_studio.runs.predicted import Predicted
    from regnet_studio.runs.prediction import Predictor


def predict(
    source: Annotated[str, typer.Argument(metavar="RUN|EXPORT", help="A run or an export.")],
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Images or folders.")],
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the five likeliest of each as CSV.")
    ] = None,
    sort_into: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Copy the images there, into one folder a class."),
    ] = None,
    min_confidence: Annotated[
        float,
        typer.Option(
            min=0,
            max=1,
            help="With --sort-into: images below this probability go to the folder 'uncertain'.",
        ),
    ] = 0.0,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="With --sort-into: say what it would do, copy nothing."),
    ] = False,
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Say what images show, with the five likeliest classes; sort copies of them into folders."""
    if sort_into is None and (dry_run or min_confidence):
        raise UserMistake("--dry-run and --min-confidence belong to --sort-into DIR: give it too")
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.prediction import load_predictor

    path = Path(os.path.expanduser(source))  # noqa: PTH111 (never raises)
    predictor = load_predictor(path if path.exists() else find_run(source, runs).path)
    predicted = _predicted(predictor, paths, csv)
    record = predicted.to_json()
    if sort_into is not None:
        record["sorted"] = _sorted(predicted, sort_into, min_confidence, paths, dry_run)
    if json:
        return show.as_json(record)
    if csv is None and sort_into is None:
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
    if count := int(predicted.trained_on.sum()):
        show.say(f"{count:,} of {len(predicted):,} were trained on: these answers prove little")
    for problem in record["problems"]:
        show.say(f"{problem['path']}: {problem['detail']}")
    if csv is not None:
        show.say(f"{len(predicted):,} predictions are in {csv}")
    if sort_into is not None:
        _say_sorted(record["sorted"], sort_into, dry_run)
    return None


def _predicted(predictor: Predictor, paths: list[Path], csv: Path | None) -> Predicted:
    """What is said of the images; written as CSV, also where it is interrupted."""
    from regnet_studio.runs.predicted import Predicted

    predicted = Predicted(predictor.classes, knows_training=predictor.training is not None)
    try:
        with show.ProgressLine() as progress:
            for portion in predictor.predicting(paths):
                predicted.add(portion)
                if portion.total:
                    progress.at("predicting", portion.done, portion.total)
    finally:
        if csv is not None and (len(predicted) or predicted.problems):
            predicted.write_csv(csv)
    return predicted


def _sorted(
    predicted: Predicted, target: Path, least: float, paths: list[Path], dry_run: bool
) -> dict[str, Any]:
    """What ``predict --json`` says of the copies."""
    from regnet_studio.data.progress import finished
    from regnet_studio.runs.sorted_copies import copying
    from regnet_studio.runs.sorting import plan_sorting

    plan = plan_sorting(predicted, target, least, paths)
    record = plan.to_json()
    if not dry_run:
        with show.ProgressLine() as progress:
            went = finished(
                copying(plan, predicted),
                lambda so_far: progress.at("copying", so_far.done, so_far.total),
            )
        record |= went.to_json()
    return record


def _say_sorted(record: dict[str, Any], target: Path, dry_run: bool) -> None:
    folders = record["folders"].items()
    show.table(["folder", "images"], [[name, f"{count:,}"] for name, count in folders])
    there = f"{record['already_there']:,} are there already"
    if dry_run:
        size = f"{record['bytes'] / 1e6:,.1f} MB"
        text = f"{record['to_copy']:,} images ({size}) would be copied into {target}; {there}"
    else:
        text = f"{record['copied']:,} images were copied into {target}; {there}"
    show.say(f"{text}, {record['renamed']:,} get a number because their names are taken")
    for failure in record.get("failures", ()):
        show.say(f"{failure['path']}: not copied: {failure['detail']}")


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
