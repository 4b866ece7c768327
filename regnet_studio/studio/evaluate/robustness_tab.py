"""How accuracy falls as images get worse: measured at a click, drawn as a line a corruption."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from regnet_studio.runs.series import Series
from regnet_studio.studio import words
from regnet_studio.studio.jobs.errand import Errand, ErrandCard
from regnet_studio.studio.jobs.job import OnProgress
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.line_looks import LineLegend, look_of
from regnet_studio.studio.widgets.parts import GAP, EmptyState, Figure, card, column, holder, row
from regnet_studio.studio.widgets.plot_card import PlotCard
from regnet_studio.studio.widgets.plot_line import PlotLine

if TYPE_CHECKING:
    from regnet_studio.evaluation.robustness import Robustness
    from regnet_studio.studio.evaluate.examined import Examined

_COUNTS = (1000, 5000, 0)
"""Images that can be chosen; 0: all."""
Asked = tuple[Path, str]
"""A run and a split."""


class RobustnessTab(QWidget):
    """A button, its progress, and what came out: figures, lines and a table."""

    failed = Signal(object)
    measured = Signal()
    """What came out is shown."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("evaluate.robustness")
        self._theme = theme
        self._asked: Asked | None = None
        self._found: Robustness | None = None
        self._errand = Errand(self)
        self._errand.progressed.connect(self._show_progress)
        self._errand.succeeded.connect(self._take)
        self._errand.failed.connect(self.failed)
        self._plot: PlotCard | None = None
        self._reading = Latest(_kept, self)
        self._reading.answered.connect(self._take_kept)
        self._reading.failed.connect(lambda _, error: self.failed.emit(error))
        self._empty = EmptyState(
            theme,
            "image",
            self.tr("How robust is it?"),
            self.tr(
                "The network is shown its images blurred, noisy, brighter or darker, after JPEG, "
                "turned and shifted, each at five strengths. Your files stay as they are."
            ),
            self.tr("Measure"),
            self.measure,
        )
        self._empty.button.setObjectName("robustness.first")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_result())
        self.card = ErrandCard(
            theme,
            self._errand,
            "robustness",
            self.tr("Progress of the measurement"),
            (self.tr("Measure again"), self.measure),
            [self._make_count()],
        )
        layout = column(self.card, gap=12)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        self._errand.changed.connect(self._judge)
        self._judge()

    @property
    def is_busy(self) -> bool:
        """Whether it is being measured."""
        return self._errand.is_busy

    def show_examination(self, seen: Examined | None) -> None:
        """Show what was measured of a split earlier; a measurement of another one ends."""
        asked = None if seen is None else (seen.run.path, seen.split)
        if asked == self._asked:
            return
        self.cancel()
        self._asked, self._found = asked, None
        self._stack.setCurrentIndex(0)
        self._judge()
        if asked is not None:
            self._reading.ask(asked)

    def measure(self) -> None:
        """Measure the open split now."""
        if self.is_busy or self._asked is None:
            return
        path, split = self._asked
        images = self._count.currentData() or None

        def work(on_progress: OnProgress) -> Robustness:
            from regnet_studio.runs.directory import Run
            from regnet_studio.runs.robustness import measure_robustness

            return measure_robustness(Run(path), split, on_progress, images)

        self._errand.begin(work)

    def cancel(self) -> None:
        """Give it up; what was measured before stays."""
        self._errand.cancel()

    def close_page(self, seconds: float) -> None:
        """End its threads."""
        self._reading.close()
        self._errand.close(seconds)

    def drawn(self) -> dict[str, list[float]]:
        """Corruption -> the accuracies drawn for it, from that of clean images on, in percent."""
        if self._plot is None or self._found is None:
            return {}
        return {line.key: line.item.getData()[1].tolist() for line in self._plot.lines}

    def _make_count(self) -> QComboBox:
        self._count = QComboBox()
        self._count.setObjectName("robustness.images")
        self._count.setAccessibleName(self.tr("How many images of the split"))
        for count in _COUNTS:
            text = self.tr("{n} images").format(n=words.number(count))
            self._count.addItem(text if count else self.tr("All images"), count)
        return self._count

    def _make_result(self) -> QWidget:
        self._figures = {
            "clean": Figure(self.tr("as they are"), "robustness.clean"),
            "mean": Figure(self.tr("worse, on average"), "robustness.mean"),
            "weakest": Figure(self.tr("hardest"), "robustness.weakest"),
        }
        self.table = QTableWidget()
        self.table.setObjectName("robustness.table")
        self.table.setAccessibleName(self.tr("Accuracy by corruption and strength"))
        self.table.setProperty("role", "dense")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self._legend = LineLegend(self._theme, "robustness.legend")
        self._legend.toggled.connect(self._show_line)
        self._room = column(self._legend, gap=GAP)
        drawing = card(12)
        drawing.setLayout(self._room)
        listing = card(12)
        listing.setLayout(column(self.table))
        hold(listing, least_width=390)
        strip = card(12)
        strip.setLayout(row(*self._figures.values(), 1, gap=5 * GAP))
        place = holder()
        layout = column(strip, gap=12)
        beside = row(gap=12)
        beside.addWidget(drawing, 3)
        beside.addWidget(listing, 2)
        layout.addLayout(beside, 1)
        place.setLayout(layout)
        return place

    def _judge(self) -> None:
        busy, may = self.is_busy, self._asked is not None
        for start in (self.card.start, self._empty.button):
            start.setEnabled(may and not busy)
        self.card.start.setVisible(not busy and self._found is not None)
        self._count.setEnabled(not busy)
        self.card.about.setText(self._said())

    def _said(self) -> str:
        found = self._found
        if found is None:
            return self.tr("Accuracy on images that were made worse, at the network's own size.")
        text = self.tr(
            "{n} images of the {split} split, made worse at the network's own size; "
            "what is drawn at random is the same each time."
        )
        return text.format(n=words.number(found.images), split=words.split(found.split))

    def _show_progress(self, told: tuple[Any, ...]) -> None:
        done, total = told[-2:]
        self.card.show_progress(words.so_far("evaluating", done, total), done, total)

    def _take_kept(self, asked: Asked, found: Robustness | None) -> None:
        if found is not None and self._found is None and asked == self._asked:
            self._take(found)

    def _take(self, found: Robustness) -> None:
        self._found = found
        self._show(found)
        self._stack.setCurrentIndex(1)
        self._judge()
        self.measured.emit()

    def _show(self, found: Robustness) -> None:
        show = self._figures
        show["clean"].show_value(words.percent(found.clean))
        show["mean"].show_value(words.percent(found.mean))
        hardest = min(found.accuracies, key=lambda name: sum(found.accuracies[name]))
        accuracy = sum(found.accuracies[hardest]) / len(found.accuracies[hardest])
        show["weakest"].show_value(f"{corruption(hardest)} · {words.percent(accuracy)}")
        self._fill_table(found)
        self._draw(found)

    def _fill_table(self, found: Robustness) -> None:
        strengths = max(map(len, found.accuracies.values()), default=0)
        self.table.setColumnCount(1 + strengths)
        self.table.setRowCount(len(found.accuracies))
        titles = [self.tr("strength"), *(str(n + 1) for n in range(strengths))]
        self.table.setHorizontalHeaderLabels(titles)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for line, (name, accuracies) in enumerate(found.accuracies.items()):
            self.table.setItem(line, 0, QTableWidgetItem(corruption(name)))
            for place, value in enumerate(accuracies):
                cell = QTableWidgetItem(words.percent(value))
                cell.setTextAlignment(right)
                self.table.setItem(line, 1 + place, cell)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(right)
        first = self.table.horizontalHeaderItem(0)
        if first is not None:
            first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _draw(self, found: Robustness) -> None:
        plot = self._canvas()
        plot.clear()
        for number, (name, accuracies) in enumerate(found.accuracies.items()):
            series = Series()
            for strength, accuracy in enumerate((found.clean, *accuracies)):
                series.add(strength, 100 * accuracy)
            plot.add(PlotLine(name, lambda n=name: corruption(n), series, look_of(number)))
        names = [(corruption(name), look_of(n)) for n, name in enumerate(found.accuracies)]
        self._legend.show_lines(names)
        ticks = [(0, self.tr("clean")), *((n, str(n)) for n in range(1, 6))]
        plot.plot.getAxis("bottom").setTicks([ticks])
        plot.show_range(-0.15, 5.15, values=(0, 100))
        plot.draw()

    def _canvas(self) -> PlotCard:
        """The plot; made when it is first drawn on."""
        if self._plot is None:
            strength = lambda: self.tr("strength")  # noqa: E731
            self._plot = PlotCard(
                self._theme,
                "robustness.plot",
                self.tr("accuracy, %"),
                strength,
                is_part=True,
            )
            self._plot.failed.connect(self.failed)
            self._room.addWidget(self._plot, 1)
        return self._plot

    def _show_line(self, number: int, shown: bool) -> None:
        plot = self._canvas()
        plot.show_line(plot.lines[number].key, shown)


def corruption(name: str) -> str:
    """A corruption in the user's language."""
    tr = QCoreApplication.translate
    return {
        "blur": tr("corruption", "blur"),
        "noise": tr("corruption", "noise"),
        "brightness": tr("corruption", "brightness"),
        "jpeg": tr("corruption", "JPEG"),
        "rotation": tr("corruption", "rotation"),
        "shift": tr("corruption", "shift"),
    }.get(name, name)


def _kept(asked: Asked) -> Robustness | None:
    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.robustness import robustness_of

    return robustness_of(Run(asked[0]), asked[1])
