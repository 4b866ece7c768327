"""The report of a run as files: one HTML page that needs nothing else, tables and plots."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from regnet_studio import files
from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.plot import Plot, drawable
from regnet_studio.resources import resource
from regnet_studio.runs.chapters import document
from regnet_studio.runs.directory import Run
from regnet_studio.runs.document import Document
from regnet_studio.runs.findings import Findings, OnProgress, findings
from regnet_studio.runs.tables import tables_of

TABLE_FORMATS = ("csv", "json")
PLOT_FORMATS = ("svg", "png")


def write_report(
    run: Run,
    out: Path,
    split: str = "test",
    *,
    tables: Path | None = None,
    plots: Path | None = None,
    on_progress: OnProgress | None = None,
) -> list[Path]:
    """Write the report of a run, evaluated or not; what is missing is said in it.

    Args:
        out: the HTML file.
        tables: folder for every table as CSV and JSON.
        plots: folder for every plot as SVG and PNG.
        on_progress: called with what is going on, how much is done, of how much.

    Returns:
        the files, the report first.

    Raises:
        RunMistake: ``out`` is a folder.
        DiskTrouble: no room or no permission.
    """
    if out.is_dir():
        raise RunMistake(f"{out} is a folder; name the file, such as {out / 'report.html'}")
    found = findings(run, split, on_progress=on_progress)
    tell = on_progress or (lambda *_: None)
    tell("drawing", 0, 1)
    made = document(found)
    written = [write_html(made, out)]
    if tables is not None:
        written += write_tables(found, tables)
    if plots is not None:
        written += write_plots(made, plots)
    tell("drawing", 1, 1)
    return written


def write_html(made: Document, out: Path) -> Path:
    """Set a document as one HTML page.

    Raises:
        DiskTrouble: no room or no permission.
    """
    files.write_text(out, html(made))
    return out


def write_tables(
    found: Findings, folder: Path, formats: tuple[str, ...] = TABLE_FORMATS
) -> list[Path]:
    """Every table as ``NAME.csv`` and ``NAME.json``.

    Raises:
        DiskTrouble: no room or no permission.
    """
    written = []
    for name, table in tables_of(found).items():
        for format in formats:
            path = folder / f"{name}.{format}"
            files.write_text(path, table.csv() if format == "csv" else table.json())
            written.append(path)
    return written


def write_plots(
    made: Document, folder: Path, formats: tuple[str, ...] = PLOT_FORMATS
) -> list[Path]:
    """Every plot as ``NAME.svg`` and ``NAME.png``.

    Raises:
        DiskTrouble: no room or no permission.
    """
    written = []
    for name, plot in made.plots().items():
        for format in formats:
            path = folder / f"{name}.{format}"
            content = plot.svg().encode() if format == "svg" else plot.png()
            files.write_bytes(path, content)
            written.append(path)
    return written


def html(made: Document) -> str:
    """The page: no script, and no file from elsewhere."""
    setting = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    setting.filters["said"] = drawable
    setting.globals |= {
        "kind_of": lambda block: type(block).__name__,
        "drawing": _drawing,
        "data_url": _data_url,
        "colors": _colors,
    }
    source = resource("report", "report.html").read_text(encoding="utf-8")
    return setting.from_string(source).render(document=made)


def _drawing(plot: Plot) -> Markup:
    # Matplotlib escapes what it writes as text; the rest of it are numbers and colours.
    return Markup(plot.inline_svg())


def _data_url(image: bytes) -> str:
    kind = "png" if image.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(image).decode()}"


def _colors(scheme: str) -> Markup:
    """The palette of the window as the variables of a style."""
    record: dict[str, Any] = json.loads(resource("style", f"{scheme}.json").read_text("utf-8"))
    return Markup(" ".join(_variables(record)))


def _variables(record: dict[str, Any]) -> Iterator[str]:
    return (f"--{name}: {value};" for name, value in record.items() if value.startswith("#"))
