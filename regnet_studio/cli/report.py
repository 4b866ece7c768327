"""``report``: what is known of a run as one HTML file, with its tables and plots."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import Json, RunName, Runs


def report(
    run: RunName,
    out: Annotated[Path, typer.Option(metavar="FILE.html", help="The file to write.")],
    tables: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Every table too, as CSV and JSON, in this folder."),
    ] = None,
    plots: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Every plot too, as SVG and PNG, in this folder."),
    ] = None,
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "test",
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Write the report of a run: one HTML file that opens offline and prints well."""
    from regnet_studio.errors import DataMistake, nearest
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.evaluation import EVALUATED
    from regnet_studio.runs.reporting import write_report

    if split not in EVALUATED:
        known = ", ".join(EVALUATED)
        raise DataMistake(f"no split '{split}' (there are: {known}){nearest(split, EVALUATED)}")
    found = find_run(run, runs)
    with show.ProgressLine() as progress:
        written = write_report(
            found,
            out,
            split,
            tables=tables,
            plots=plots,
            on_progress=lambda stage, done, total: progress.at(_STAGES[stage], done, total),
        )
    if json:
        record = {
            "run": str(found.path),
            "split": split,
            "report": str(out),
            "files": [str(path) for path in written],
        }
        return show.as_json(record)
    for path in written:
        show.say(str(path))
    return None


_STAGES = {
    "reading": "reading the images",
    "explaining": "computing heat maps",
    "drawing": "drawing",
}
