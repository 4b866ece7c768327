"""``runs``, ``evaluate`` and ``export``: what came of a training."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import Json, RunName, Runs


def runs(runs: Runs = None, json: Json = False) -> None:
    """List the runs, the newest first."""
    from regnet_studio.runs.directory import list_runs

    found = list_runs(runs)
    if json:
        return show.as_json({"runs": [line.to_json() for line in found]})
    if not found:
        return show.say("no runs yet: `regnet-studio train --preset digits` makes one")
    return show.table(
        ["name", "status", "epochs", "best", "dataset", "network"],
        [
            [
                line.name,
                line.status,
                f"{line.epoch}/{line.epochs}",
                "-" if line.best_accuracy is None else f"{line.best_accuracy:.2%}",
                line.dataset,
                line.model,
            ]
            for line in found
        ],
    )


def evaluate(
    run: RunName,
    data: Annotated[
        str | None, typer.Option("--data", metavar="PATH", help="Other images than the run's own.")
    ] = None,
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "test",
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Evaluate a run's best weights: accuracy, per-class figures, confusion matrix."""
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.evaluation import evaluate as look

    found = find_run(run, runs)
    with show.ProgressLine() as progress:
        report = look(
            found, split, data, lambda done, total: progress.at("evaluating", done, total)
        )
    if json:
        return show.as_json({"run": str(found.path), **report.to_json()})
    show.say(
        f"{report.split}: {report.accuracy:.2%} of {report.images:,} images; top five "
        f"{report.top5:.2%}; macro F1 {report.macro.f1:.4f}; loss {report.loss:.4f}"
    )
    show.table(
        ["class", "precision", "recall", "F1", "support"],
        [
            [c.name, f"{c.precision:.2%}", f"{c.recall:.2%}", f"{c.f1:.4f}", f"{c.support:,}"]
            for c in report.classes
        ],
    )
    if len(report.classes) <= 20:
        show.say("confusion (row: what it is, column: what it was taken for)")
        names = [c.name for c in report.classes]
        show.table(
            ["", *names],
            [[name, *row] for name, row in zip(names, report.confusion, strict=True)],
        )
    return None


def export(
    run: RunName,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")],
    format: Annotated[
        str, typer.Option(metavar="NAME", help="safetensors or onnx; tensorboard: its curves.")
    ] = "onnx",
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Export a run's network and check that the file predicts the same."""
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.exporting import export as take_out

    found = find_run(run, runs)
    with show.ProgressLine() as progress:
        record = take_out(
            found.path,
            format,
            out,
            lambda done, total: progress.at("checking the export", done, total),
        )
    if json:
        return show.as_json(record)
    for file in record["files"]:
        show.say(file)
    if not (check := record["check"]):
        return show.say(f"look at them with: tensorboard --logdir {out}")
    show.say(
        f"checked on {check['images']:,} images: accuracy {check['accuracy_before']:.2%} before, "
        f"{check['accuracy_after']:.2%} after; logits differ by at most "
        f"{check['max_abs_diff']:.1e}; {check['latency_ms']:.1f} ms an image, "
        f"{check['size_mb']:.1f} MB"
    )
    return None
