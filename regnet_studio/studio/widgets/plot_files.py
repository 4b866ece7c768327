"""A plot as a file: SVG, PNG or CSV, made off the GUI thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from regnet_studio import files
from regnet_studio.evaluation.lines import Frame, Line, line_table
from regnet_studio.studio.jobs.job import Job, OnProgress

if TYPE_CHECKING:
    from regnet_studio.studio.widgets.plot_card import PlotCard

Kind = Literal["svg", "png", "csv"]


class PlotFiles(QObject):
    """Saves what a card shows: the lines in sight as a drawing, all of their values as a table."""

    failed = Signal(object)
    """The exception."""
    saved = Signal(str)
    """The path."""

    def __init__(self, card: PlotCard, name: str) -> None:
        super().__init__(card)
        self._card, self._name = card, name
        self._jobs: list[Job] = []

    def ask(self, kind: Kind) -> None:
        """Ask where to, then save."""
        title = {
            "svg": self.tr("Save as SVG"),
            "png": self.tr("Save as PNG"),
            "csv": self.tr("Save the values as CSV"),
        }[kind]
        chosen, _ = QFileDialog.getSaveFileName(
            self._card, title, f"{self._name}.{kind}", f"{kind.upper()} (*.{kind})"
        )
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix else path.with_suffix(f".{kind}"), kind)

    def save(self, path: Path, kind: Kind) -> None:
        """Write the file, whole; ``saved`` or ``failed`` comes then."""
        frame = self._frame()
        lines = self._all() if kind == "csv" else self._in_sight()

        def work(_: OnProgress) -> str:
            files.write_bytes(path, _content(lines, frame, kind))
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

    def _in_sight(self) -> list[Line]:
        card = self._card
        low, high = card.plot.viewRange()[0]
        shown = (line.for_file(low, high, card.weight) for line in card.lines if line.is_shown)
        return [line for line in shown if len(line.xs)]

    def _all(self) -> list[Line]:
        told = [line for line in self._card.lines if line.is_shown and line.is_told]
        return [
            Line(line.name(), xs.copy(), ys * line.scale, line.color)
            for line in told
            for xs, ys in (line.series.points,)
        ]

    def _frame(self) -> Frame:
        card = self._card
        return Frame(
            name=self._name.replace(".", "-"),
            title=card.title(),
            across=card.across(),
            x_range=tuple(card.plot.viewRange()[0]),
            y_range=card.y_range(),
            logarithmic=card.is_logarithmic,
            marks=tuple(card.marks),
        )


def _content(lines: list[Line], frame: Frame, kind: Kind) -> bytes:
    if kind == "csv":
        return line_table(lines, frame.across).encode("utf-8")
    from regnet_studio.evaluation.line_plot import line_plot

    plot = line_plot(lines, frame)
    return plot.png() if kind == "png" else plot.svg().encode("utf-8")
