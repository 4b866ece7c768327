"""Runs side by side in a table: figures with intervals, cost, and only the settings that differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from regnet_studio.studio import news, words
from regnet_studio.studio.look.text_size import hold_rows
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.runs.verdicts import figure_title, letter

if TYPE_CHECKING:
    from regnet_studio.runs.comparison import ComparedRun, Comparison

_LOW_IS_GOOD = ("loss", "ece")
_SHARES = ("accuracy", "balanced_accuracy", "top5", "ece")
_FEW = 3
"""Runs that share the width evenly."""
_LINE_PX = 25


class CompareTable(QTableWidget):
    """A column a run; the best figure of a line stands in bold."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("compare.table")
        self.setAccessibleName(self.tr("Figures, cost and settings of the runs"))
        self.setProperty("role", "dense")
        self._theme = theme
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        hold_rows(self, _LINE_PX)
        theme.changed.connect(self._paint_heads)

    def show_comparison(self, found: Comparison) -> None:
        """Show these runs."""
        self.clear()
        self.setRowCount(0)
        self.setColumnCount(1 + len(found.runs))
        titles = ["", *(f"{letter(n)} · {run.model}" for n, run in enumerate(found.runs))]
        self.setHorizontalHeaderLabels(titles)
        for place, run in enumerate(found.runs, start=1):
            item = self.horizontalHeaderItem(place)
            if item is not None:
                item.setToolTip(f"{run.name}\n{run.run}")
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._add_head(self.tr("Test images"))
        self._add(self.tr("Status"), [self._status(run) for run in found.runs])
        names = dict.fromkeys(name for run in found.runs for name in run.figures)
        for name in names:
            self._add_figure(name, found.runs)
        self._add_cost(found.runs)
        self._add_head(self.tr("Settings that differ"))
        for each in found.differing:
            section, _, _ = each.key.rpartition(".")
            title = " · ".join(filter(None, (section.capitalize(), news.title_of(each.key))))
            self._add(title, [self._setting(value) for value in each.values], each.key)
        if not found.differing:
            self._add(self.tr("none"), ["" for _ in found.runs])
        self._paint_heads()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for place in range(1, self.columnCount()):
            if len(found.runs) <= _FEW:  # more scroll sideways
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self._widen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._widen()
        super().resizeEvent(event)

    def _widen(self) -> None:
        """Columns that share the width have at least room for their titles."""
        header = self.horizontalHeader()
        titles = [header.sectionSizeHint(place) for place in range(1, self.columnCount())]
        header.setMinimumSectionSize(max(titles, default=-1))

    def texts(self) -> dict[str, list[str]]:
        """First column -> the others, as they stand there."""
        found: dict[str, list[str]] = {}
        for line in range(self.rowCount()):
            cells = [self.item(line, place) for place in range(self.columnCount())]
            first, *rest = [cell.text() if cell is not None else "" for cell in cells]
            found[first] = rest
        return found

    def bold(self) -> dict[str, list[int]]:
        """Of each line, which runs stand in bold."""
        marked: dict[str, list[int]] = {}
        for line in range(self.rowCount()):
            first = self.item(line, 0)
            cells = [self.item(line, place) for place in range(1, self.columnCount())]
            if first is not None and self.columnSpan(line, 0) == 1:
                marked[first.text()] = [
                    n for n, cell in enumerate(cells) if cell is not None and cell.font().bold()
                ]
        return marked

    def _add_figure(self, name: str, runs: Sequence[ComparedRun]) -> None:
        values = [run.figures.get(name) for run in runs]
        texts = []
        for run, value in zip(runs, values, strict=True):
            text = "–" if value is None else _figure(name, value)
            if value is not None and (interval := run.intervals.get(name)) is not None:
                text += f"  ({_bare(name, interval[0])}–{_bare(name, interval[1])})"
            texts.append(text)
        self._add(figure_title(name), texts, self._interval_tip(), _best(name, values))

    def _add_cost(self, runs: Sequence[ComparedRun]) -> None:
        self._add_head(self.tr("Cost"))
        for title, tell in (
            (self.tr("Parameters"), lambda r: r.params and words.compact(r.params)),
            (self.tr("Multiply-accumulates"), lambda r: r.macs and words.compact(r.macs)),
            (self.tr("Training time"), lambda r: r.seconds and words.duration(r.seconds)),
            (
                self.tr("Images per second"),
                lambda r: r.images_per_second and words.number(round(r.images_per_second)),
            ),
            (self.tr("Memory at most"), lambda r: r.memory_mb and words.memory(r.memory_mb)),
            (self.tr("Trained on"), lambda r: r.device and words.device(r.device)),
            (
                self.tr("Test images looked at"),
                lambda r: r.test_evaluations and self._times(r.test_evaluations),
            ),
        ):
            self._add(title, [tell(run) or "–" for run in runs])

    def _add_head(self, text: str) -> None:
        self._add(text, [])
        line = self.rowCount() - 1
        self.setSpan(line, 0, 1, self.columnCount())

    def _add(
        self, title: str, texts: Sequence[str], tip: str = "", best: Sequence[int] = ()
    ) -> None:
        line = self.rowCount()
        self.insertRow(line)
        first = QTableWidgetItem(title)
        first.setToolTip(tip)
        self.setItem(line, 0, first)
        for place, text in enumerate(texts):
            cell = QTableWidgetItem(text)
            cell.setToolTip(text)
            cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if place in best:
                font = QFont(cell.font())
                font.setBold(True)
                cell.setFont(font)
            self.setItem(line, 1 + place, cell)

    def _paint_heads(self) -> None:
        for line in range(self.rowCount()):
            first = self.item(line, 0)
            if first is not None and self.columnSpan(line, 0) > 1:
                font = QFont(first.font())
                font.setBold(True)
                first.setFont(font)
                first.setForeground(self._theme.color("muted"))
                first.setBackground(self._theme.color("sunken"))

    def _status(self, run: ComparedRun) -> str:
        if run.status == "finished":
            return words.status(run.status)
        return f"{words.status(run.status)} · {run.epoch}/{run.epochs}"

    def _times(self, count: int) -> str:
        return self.tr("once") if count == 1 else self.tr("{n} times").format(n=count)

    def _interval_tip(self) -> str:
        return self.tr("In brackets: where it lies with 95 % certainty")

    def _setting(self, value: object) -> str:
        from regnet_studio.recipe.changes import as_setting

        if isinstance(value, float):
            return words.small(value)
        return news.value(as_setting(value))


def _best(name: str, values: Sequence[float | None]) -> list[int]:
    """Which of the values are the best, where they differ."""
    told = [value for value in values if value is not None]
    if len(set(told)) < 2:
        return []
    best = min(told) if name in _LOW_IS_GOOD else max(told)
    return [place for place, value in enumerate(values) if value == best]


def _figure(name: str, value: float) -> str:
    return words.percent(value, 2) if name in _SHARES else words.decimal(value, 4)


def _bare(name: str, value: float) -> str:
    return words.decimal(100 * value, 1) if name in _SHARES else words.decimal(value, 3)
