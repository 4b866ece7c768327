"""The runs as a table for views: searched, filtered and sorted here, in one go.

Views keep their selection and place: rows move, none is made anew. Five thousand runs are searched
and sorted in some milliseconds, which a proxy that asks Python for each comparison would not do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from regnet_studio.studio import words

if TYPE_CHECKING:
    from regnet_studio.runs.directory import RunSummary

RUN = Qt.ItemDataRole.UserRole
"""The role under which an index gives its :class:`RunSummary`."""
NEWEST, NAME, ACCURACY, DISK = "date", "name", "best", "disk"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_UNKNOWN = (None, "", ())
"""What is sorted to the end, whichever way."""


@dataclass(frozen=True)
class Wanted:
    """Which runs are shown."""

    text: str = ""
    """Every word of it is in the name, model, data, tags, status or note."""
    tags: frozenset[str] = frozenset()
    archived: bool = False
    """Those that are archived instead of the others."""


@dataclass(frozen=True)
class _Column:
    key: str
    value: Callable[[RunSummary], Any]
    """What it is sorted by; None: nothing is known, at the end."""
    text: Callable[[RunSummary], str]
    is_number: bool = False


def _disk(run: RunSummary) -> int | None:
    return run.disk.total if run.disk is not None else None


def _share(key: str) -> _Column:
    """Of an accuracy."""
    name = f"{key}_accuracy"
    return _Column(
        key,
        lambda run: getattr(run, name),
        lambda run: words.percent(getattr(run, name)),
        is_number=True,
    )


COLUMNS = (
    _Column("name", lambda run: run.title.casefold(), lambda run: run.title),
    _Column("status", lambda run: run.status, lambda run: words.status(run.status)),
    _Column("date", lambda run: run.modified, lambda run: words.moment(run.modified), True),
    _Column("data", lambda run: run.dataset.casefold(), lambda run: run.dataset),
    _Column("model", lambda run: run.model, lambda run: run.model),
    _Column(
        "best", lambda run: run.best_accuracy, lambda run: words.percent(run.best_accuracy), True
    ),
    _Column(
        "test", lambda run: run.test_accuracy, lambda run: words.percent(run.test_accuracy), True
    ),
    _Column("epochs", lambda run: run.epoch, lambda run: f"{run.epoch}/{run.epochs}", True),
    _Column(
        "seconds",
        lambda run: run.seconds,
        lambda run: "–" if run.seconds is None else words.duration(run.seconds),
        True,
    ),
    _Column("disk", _disk, lambda run: disk_text(_disk(run)), True),
    _Column("tags", lambda run: run.about.tags, lambda run: ", ".join(run.about.tags)),
    _Column("note", lambda run: run.about.note, lambda run: " ".join(run.about.note.split())),
)
_PLACES = {column.key: place for place, column in enumerate(COLUMNS)}


class RunModel(QAbstractTableModel):
    """One run a row. GUI thread only."""

    renamed = Signal(object, str)
    """Path of a run, and what it is to be called; the model itself changes nothing."""
    arranged = Signal()
    """Other runs are shown, in another order, or one of them tells something else."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wanted = Wanted()
        self._key, self._descending = NEWEST, True
        self._all: list[RunSummary] = []
        self._spoken: dict[str, tuple[RunSummary, str]] = {}
        """Name of a run -> it, and all that is searched; filled by searching."""
        self._shown: list[RunSummary] = []
        self._place: dict[str, int] = {}
        """Name of a run -> its row."""

    def show_runs(self, runs: list[RunSummary]) -> None:
        """These are the runs now."""
        if runs == self._all:
            return
        self._all = runs
        self._arrange()

    def want(self, wanted: Wanted) -> None:
        """Show only these."""
        if wanted != self.wanted:
            self.wanted = wanted
            self._arrange()

    def sort_by(self, key: str, descending: bool) -> None:
        """Order by a column; what has no value there comes last."""
        if (key, descending) != (self._key, self._descending):
            self._key, self._descending = key, descending
            self._arrange()

    @property
    def order(self) -> tuple[str, bool]:
        """The column that is sorted by, and whether the largest comes first."""
        return self._key, self._descending

    def runs(self) -> list[RunSummary]:
        """Every run, shown or not."""
        return self._all

    def shown(self) -> list[RunSummary]:
        """The runs in the order of the rows."""
        return self._shown

    def tags(self) -> list[str]:
        """Every tag that a run has, the most used first."""
        count: dict[str, int] = {}
        for run in self._all:
            for tag in run.about.tags:
                count[tag] = count.get(tag, 0) + 1
        return sorted(count, key=lambda tag: (-count[tag], tag.casefold()))

    def row_of(self, path: Path) -> int:
        """The row of a run; -1: it is not shown."""
        row = self._place.get(path.name, -1)
        return row if row >= 0 and self._shown[row].run == path else -1

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == 0 else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return title_of(COLUMNS[section].key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if COLUMNS[section].is_number else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        run, column = self._shown[index.row()], COLUMNS[index.column()]
        if role == RUN:
            return run
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(run)
        if role == Qt.ItemDataRole.EditRole:
            return run.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(run)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            spoken = f"{run.title}, {words.status(run.status)}, {words.percent(run.best_accuracy)}"
            return spoken if index.column() == 0 else column.text(run)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        run = self._shown[index.row()]
        text = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or text == run.title:
            return False
        self.renamed.emit(run.run, "" if text == run.name else text)
        return True

    def _arrange(self) -> None:
        """Search, filter and sort anew; what views keep (selection, current row) moves along."""
        shown = self._sorted(self._taken())
        if [run.name for run in shown] == [run.name for run in self._shown]:
            self._retell(shown)
        else:
            self.layoutAboutToBeChanged.emit()
            old = self.persistentIndexList()
            names = [self._shown[index.row()].name for index in old]
            self._shown = shown
            self._place = {run.name: row for row, run in enumerate(shown)}
            new = [
                self.index(self._place[name], index.column()) if name in self._place else _NO_INDEX
                for index, name in zip(old, names, strict=True)
            ]
            self.changePersistentIndexList(old, new)
            self.layoutChanged.emit()
        self.arranged.emit()

    def _taken(self) -> list[RunSummary]:
        """The runs that are wanted."""
        wanted = self.wanted
        taken = [run for run in self._all if run.about.archived == wanted.archived]
        if wanted.tags:
            taken = [run for run in taken if wanted.tags <= set(run.about.tags)]
        if looked_for := wanted.text.casefold().split():
            taken = [run for run in taken if all(word in self._said(run) for word in looked_for)]
        return taken

    def _sorted(self, taken: list[RunSummary]) -> list[RunSummary]:
        value = COLUMNS[_PLACES[self._key]].value
        keyed = [(value(run), run) for run in taken]
        known = [pair for pair in keyed if pair[0] not in _UNKNOWN]
        known.sort(key=itemgetter(0), reverse=self._descending)
        return [run for _, run in known] + [run for told, run in keyed if told in _UNKNOWN]

    def _said(self, run: RunSummary) -> str:
        known = self._spoken.get(run.name)
        if known is None or known[0] is not run:
            known = self._spoken[run.name] = run, _spoken(run)
        return known[1]

    def _retell(self, shown: list[RunSummary]) -> None:
        """The same rows; some say something else."""
        before, self._shown = self._shown, shown
        last = len(COLUMNS) - 1
        for row, (old, new) in enumerate(zip(before, shown, strict=True)):
            if old is not new and old != new:
                self.dataChanged.emit(self.index(row, 0), self.index(row, last))


def title_of(key: str) -> str:
    """The heading of a column."""
    return {
        "name": _tr("Name"),
        "status": _tr("Status"),
        "date": _tr("Changed"),
        "data": _tr("Data"),
        "model": _tr("Network"),
        "best": _tr("Best"),
        "test": _tr("Test"),
        "epochs": _tr("Epochs"),
        "seconds": _tr("Time"),
        "disk": _tr("Disk"),
        "tags": _tr("Tags"),
        "note": _tr("Note"),
    }[key]


def disk_text(size: int | None) -> str:
    """``12 MB`` of a size in bytes; a dash where it is not known."""
    return "–" if size is None else words.memory(size / 1e6)


def disk_total(runs: Iterable[RunSummary]) -> int:
    """What these runs take, in bytes."""
    return sum(_disk(run) or 0 for run in runs)


def _spoken(run: RunSummary) -> str:
    about = run.about
    parts = (
        about.name, run.name, run.model, run.dataset, run.status, words.status(run.status),
        *about.tags, about.note,
    )  # fmt: skip
    return "\n".join(parts).casefold()


def _tip(run: RunSummary) -> str:
    lines = [run.title, f"{run.model} · {run.dataset}", words.status(run.status)]
    if run.title != run.name:
        lines.insert(1, run.name)
    if run.about.tags:
        lines.append(", ".join(run.about.tags))
    if run.about.note:
        lines.append(run.about.note)
    return "\n".join(lines)


def _tr(text: str) -> str:
    return QCoreApplication.translate("runs", text)
