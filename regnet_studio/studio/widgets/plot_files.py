"""A drawing as a file: SVG, PNG or CSV, made off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from regnet_studio import files
from regnet_studio.evaluation.lines import Frame, Line, line_table
from regnet_studio.studio.jobs.job import Job, OnProgress

if TYPE_CHECKING:
    from regnet_studio.studio.widgets.plot_card import PlotCard

Kind = Literal["svg", "png", "csv"]
Content = Callable[[], bytes]
"""What stands in the file; made in a thread of its own."""


class PlotFiles(QObject):
    """Saves a drawing.

    Args:
        drawn: takes down what is shown now, on the GUI thread.
    """

    failed = Signal(object)
    """The exception."""
    saved = Signal(str)
    """The path."""

    def __init__(self, owner: QWidget, name: str, drawn: Callable[[Kind], Content]) -> None:
        super().__init__(owner)
        self._owner, self._name, self._drawn = owner, name, drawn
        self._jobs: list[Job] = []

    def offer(self, menu: QMenu) -> None:
        """The kinds of files, as entries of a menu."""
        menu.addAction(self.tr("Save as SVG…"), lambda: self.ask("svg"))
        menu.addAction(self.tr("Save as PNG…"), lambda: self.ask("png"))
        menu.addAction(self.tr("Save the values as CSV…"), lambda: self.ask("csv"))

    def ask(self, kind: Kind) -> None:
        """Ask where to, then save."""
        title = {
            "svg": self.tr("Save as SVG"),
            "png": self.tr("Save as PNG"),
            "csv": self.tr("Save the values as CSV"),
        }[kind]
        chosen, _ = QFileDialog.getSaveFileName(
            self._owner, title, f"{self._name}.{kind}", f"{kind.upper()} (*.{kind})"
        )
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix else path.with_suffix(f".{kind}"), kind)

    def save(self, path: Path, kind: Kind) -> None:
        """Write the file, whole; ``saved`` or ``failed`` comes then."""
        content = self._drawn(kind)

        def work(_: OnProgress) -> str:
            files.write_bytes(path, content())
            return str(path)

        job = Job(work, self)
        self._jobs.append(job)
        job.succeeded.connect(self.saved.emit)
        job.failed.connect(self.failed)
        job.ended.connect(lambda: self._jobs.remove(job))
        job.start()

    def close(self, seconds: float) -> None:
        """Wait for a file that is being written."""
        for job in self._jobs:
            job.wait(seconds)


def card_content(card: PlotCard, kind: Kind) -> Content:
    """What a card shows: the lines in sight as a drawing, all of their values as a table."""
    lines = card.all_lines() if kind == "csv" else card.lines_in_sight()
    low, high = card.plot.viewRange()[0]
    marks = tuple(card.marks.shown)
    if card.powers is not None:
        lines = [replace(line, xs=10.0**line.xs) for line in lines]
        low, high, marks = 10.0**low, 10.0**high, tuple((10.0**x, color) for x, color in marks)
    frame = Frame(
        name=card.plot.objectName().replace(".", "-"),
        title=card.title(),
        across=card.across(),
        x_range=(low, high),
        y_range=card.y_range(),
        logarithmic=card.is_logarithmic,
        has_powers=card.powers is not None,
        marks=marks,
    )
    return lambda: _content(lines, frame, kind)


def _content(lines: list[Line], frame: Frame, kind: Kind) -> bytes:
    if kind == "csv":
        return line_table(lines, frame.across).encode("utf-8")
    from regnet_studio.evaluation.line_plot import line_plot

    plot = line_plot(lines, frame)
    return plot.png() if kind == "png" else plot.svg().encode("utf-8")
