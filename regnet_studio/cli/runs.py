"""``runs``, ``about``, ``evaluate`` and ``export``: what came of a training."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import Json, RunName, Runs

if TYPE_CHECKING:
    from regnet_studio.evaluation.report import Report


def runs(
    runs: Runs = None,
    all: Annotated[bool, typer.Option("--all", help="Those that are archived as well.")] = False,
    tag: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Only those with this tag (or these).")
    ] = None,
    json: Json = False,
) -> None:
    """List the runs, the newest first."""
    from regnet_studio.runs.listing import Listing

    wanted = {one.casefold() for one in tag or []}
    every = Listing(runs).read()
    found = [
        line
        for line in every
        if (all or not line.about.archived)
        and wanted <= {one.casefold() for one in line.about.tags}
    ]
    if json:
        return show.as_json({"runs": [line.to_json() for line in found]})
    if not every:
        return show.say("no runs yet: `regnet-studio train --preset digits` makes one")
    if not found:
        return show.say(f"none of {len(every):,} runs is meant; --all lists the archived as well")
    show.table(
        ["name", "status", "epochs", "best", "dataset", "network", "tags", "disk"],
        [
            [
                line.name if line.title == line.name else f"{line.title} ({line.name})",
                f"{line.status}, archived" if line.about.archived else line.status,
                f"{line.epoch}/{line.epochs}",
                "-" if line.best_accuracy is None else f"{line.best_accuracy:.2%}",
                line.dataset,
                line.model,
                ", ".join(line.about.tags) or "-",
                f"{line.disk.total / 1e6:,.1f} MB" if line.disk else "-",
            ]
            for line in found
        ],
    )
    return None


def about(
    run: RunName,
    name: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Call it so; its folder keeps its name.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(metavar="TAG", help="Add a tag.")] = None,
    untag: Annotated[list[str] | None, typer.Option(metavar="TAG", help="Take one away.")] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="What is to be known.")] = None,
    archive: Annotated[
        bool | None, typer.Option("--archive/--unarchive", help="Leave it out of the list, or not.")
    ] = None,
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Say something about a run, or show what was said: name, tags, note."""
    from regnet_studio.runs import about as abouts
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.trash import refuse_going

    found = find_run(run, runs)
    said = abouts.about_of(found.path)
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = name
    if note is not None:
        values["note"] = note
    if tag or untag:
        away = {one.casefold() for one in untag or []}
        values["tags"] = [t for t in (*said.tags, *(tag or [])) if t.casefold() not in away]
    if archive is not None:
        if archive:
            refuse_going(found.path, "archived")
        values["archived"] = archive
    if values:
        said = abouts.say(found.path, **values)
    if json:
        return show.as_json({"run": str(found.path), **dataclasses.asdict(said)})
    show.say(f"{said.name or found.name}{' (archived)' if said.archived else ''}")
    if said.tags:
        show.say(f"tags: {', '.join(said.tags)}")
    if said.note:
        show.say(said.note)
    return None


def evaluate(
    run: RunName,
    data: Annotated[
        str | None, typer.Option("--data", metavar="PATH", help="Other images than the run's own.")
    ] = None,
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "test",
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Evaluate a run's best weights: figures with intervals, calibration, confusion matrix."""
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.evaluation import evaluate as look

    found = find_run(run, runs)
    with show.ProgressLine() as progress:
        report = look(
            found, split, data, lambda done, total: progress.at("evaluating", done, total)
        )
    if json:
        return show.as_json({"run": str(found.path), **report.to_json()})
    show.say(f"{report.split}: {report.accuracy:.2%} of {report.images:,} images")
    _show_figures(report)
    if split == "test" and not data:
        show.say(
            "these test images were evaluated once"
            if report.test_evaluations == 1
            else f"these test images were evaluated {report.test_evaluations} times: choices made "
            "by what they say make them less of a test"
        )
    show.table(
        ["class", "precision", "recall", "F1", "AUC", "average precision", "support"],
        [
            [c.name, f"{c.precision:.2%}", f"{c.recall:.2%}", f"{c.f1:.4f}",
             _decimal(c.auc), _decimal(c.average_precision), f"{c.support:,}"]
            for c in report.classes
        ],
    )  # fmt: skip
    if len(report.classes) <= 20:
        show.say("confusion (row: what it is, column: what it was taken for)")
        names = [c.name for c in report.classes]
        show.table(
            ["", *names],
            [[name, *row] for name, row in zip(names, report.confusion, strict=True)],
        )
    return None


def _show_figures(report: Report) -> None:
    """The headlines with their intervals, and what the temperature does."""
    calibration = report.calibration
    rows: list[tuple[str, str, float | None]] = [
        ("accuracy", "accuracy", report.accuracy),
        ("balanced accuracy", "balanced_accuracy", report.balanced_accuracy),
        ("top five", "top5", report.top5),
        ("macro F1", "macro_f1", report.macro.f1),
        ("Cohen's kappa", "kappa", report.kappa),
        ("Matthews correlation", "matthews", report.matthews),
        ("macro AUC", "auc", report.auc),
        ("macro average precision", "average_precision", report.average_precision),
        ("loss", "loss", report.loss),
        ("calibration error", "ece", calibration.ece),
    ]
    table: list[list[str]] = []
    for name, key, value in rows:
        interval = report.intervals.get(key)
        reach = f"{interval.low:.4f} to {interval.high:.4f}" if interval else "-"
        table.append([name, _decimal(value), reach])
    show.table(["figure", "value", "95 % interval"], table)
    if calibration.fitted_on is None:
        show.say("no temperature is fitted: evaluate the validation split (--split validation)")
    else:
        show.say(
            f"at temperature {calibration.temperature:.3f} (fitted on {calibration.fitted_on}): "
            f"calibration error {calibration.ece_scaled:.4f}, loss {calibration.loss_scaled:.4f}"
        )


def _decimal(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


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
