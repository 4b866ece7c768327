"""The tab of the copies: groups of images that show the same picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.data.mending import Mending
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import (
    GAP,
    EmptyState,
    button,
    column,
    framed,
    holder,
    label,
)
from regnet_studio.studio.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from regnet_studio.studio.data.overview import Overview

Index = QModelIndex | QPersistentModelIndex
_ROWS = Qt.ItemDataRole.UserRole
_SIDE = 56
_MOST_SHOWN = 12
_ABOUT_PX = 160
_TITLES_PX = (330, 124, 150, None)


class CopiesTab(QWidget):
    """What spoils the test comes first: copies across splits, then those of different classes."""

    group_asked = Signal(object, str)
    """Rows of a group to be shown, and what they are."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails, mending: Mending) -> None:
        super().__init__()
        self._mending = mending
        self._overview: Overview | None = None
        self._across = 0
        """Groups of copies that lie in several splits."""
        self._about = label("", wrap=True)
        self._about.setObjectName("copies.about")
        hold(self._about, least_width=_ABOUT_PX)
        self._which = QComboBox()
        self._which.setObjectName("copies.which")
        self._which.setAccessibleName(self.tr("Copies shown"))
        self._which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._which.currentIndexChanged.connect(self._choose)
        self._exclude = button(self.tr("Take copies out of training"), "copies.exclude")
        self._exclude.setToolTip(
            self.tr(
                "Exclude training images that are copies of validation or test images, and all "
                "but one of each group within training; this can be undone"
            )
        )
        self._exclude.clicked.connect(mending.exclude_copies)
        theme.dress(self._exclude, "cancel")
        show = button(self.tr("Show the group"), "copies.show")
        show.clicked.connect(self._ask_current)
        theme.dress(show, "image")
        self._model = _Groups(self)
        self.table = _Table(theme, thumbnails, self._model)
        self.table.doubleClicked.connect(lambda _: self._ask_current())
        full = holder()
        inner = column(gap=GAP)
        inner.addWidget(FlowRow(self._which, self._about, show, self._exclude))
        inner.addWidget(framed(self.table), 1)
        full.setLayout(inner)
        self._none = EmptyState(theme, "check", "", "", "", lambda: None)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._none)
        self._stack.addWidget(full)
        layout = column(gap=0)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.addWidget(self._stack)
        self.setLayout(layout)
        mending.changed.connect(self._judge)

    def show_overview(self, overview: Overview | None) -> None:
        """List the groups of a scan."""
        self._overview = overview
        chosen = self._which.currentData()
        self._which.blockSignals(True)
        self._which.clear()
        if overview is not None:
            self._offer(overview)
        self._which.setCurrentIndex(max(self._which.findData(chosen), 0))
        self._which.blockSignals(False)
        self._stack.setCurrentIndex(overview is not None and overview.groups > 0)
        self._none.say(
            self.tr("No copies"),
            self.tr("No image is there twice: neither as an equal file nor saved another way."),
        )
        self._choose()
        self._judge()

    def listed(self) -> int:
        """How many groups are listed."""
        return self._model.rowCount()

    def _offer(self, overview: Overview) -> None:
        masks = _of_groups(overview)
        self._which.addItem(self.tr("All groups ({n})").format(n=words.number(overview.groups)), "")
        for mark in ("across", "disagree", "near"):
            count = int(masks[mark].sum())
            if count:
                text = f"{words.mark(mark).capitalize()} ({words.number(count)})"
                self._which.addItem(text, mark)
        self._across = int(masks["across"].sum())
        self._tell(overview)

    def _tell(self, overview: Overview) -> None:
        text = self.tr("{n} images are copies of others.").format(n=words.number(overview.surplus))
        if self._across:
            text += " " + self.tr("{n} groups lie in several splits: the test would be too easy.")
        self._about.setText(text.format(n=words.number(self._across)))

    def reword(self, _: object) -> None:
        """Two sentences in one label are said anew, not looked up."""
        if self._overview is not None and self._overview.groups:
            self._tell(self._overview)

    def _choose(self) -> None:
        import numpy as np

        overview = self._overview
        if overview is None:
            self._model.show_groups(None, np.zeros(0, dtype=np.int64))
            return
        masks = _of_groups(overview)
        order = np.lexsort((masks["near"], ~masks["disagree"], ~masks["across"]))
        if self._which.currentData():
            order = order[masks[self._which.currentData()][order]]
        self._model.show_groups(overview, order)

    def _judge(self) -> None:
        some = self._overview is not None and self._overview.groups > 0
        self._exclude.setEnabled(some and self._mending.is_ready)

    def _ask_current(self) -> None:
        index = self.table.currentIndex()
        if index.isValid() and self._overview is not None:
            rows = index.data(_ROWS)
            path = self._overview.scan.dataset.paths[int(rows[0])]
            self.group_asked.emit(rows, self.tr("Copies of {path}").format(path=path))


def _of_groups(overview: Overview) -> dict[str, NDArray[np.bool_]]:
    """For each group whether a mark holds for it: [groups]."""
    first = overview.grouped[overview.starts[:-1]]
    return {mark: overview.marks[mark][first] for mark in ("across", "disagree", "near")}


class _Groups(QAbstractTableModel):
    """One line a group: pictures, kind, splits, classes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._overview: Overview | None = None
        self._order: NDArray[np.int64] | None = None

    def show_groups(self, overview: Overview | None, order: NDArray[np.int64]) -> None:
        self.beginResetModel()
        self._overview, self._order = overview, order
        self.endResetModel()

    def rows_at(self, place: int) -> NDArray[np.int64]:
        assert self._overview is not None
        assert self._order is not None
        return self._overview.group(int(self._order[place]))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._order is None else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_TITLES_PX)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            titles = (self.tr("Images"), self.tr("Kind"), self.tr("Splits"), self.tr("Classes"))
            return titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._overview is None or self._order is None:
            return None
        rows = self.rows_at(index.row())
        if role == _ROWS:
            return rows
        spoken = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if index.column() == 0:
            if role in spoken:
                paths = self._overview.scan.dataset.paths
                return "\n".join(paths[row] for row in rows[:_MOST_SHOWN].tolist())
            return None
        if role not in (Qt.ItemDataRole.DisplayRole, *spoken):
            return None
        if index.column() == 1:
            kind = self._overview.kind(int(self._order[index.row()]))
            return self.tr("equal files") if kind == "exact" else self.tr("near copies")
        return self._splits(rows) if index.column() == 2 else self._classes(rows)

    def _splits(self, rows: NDArray[np.int64]) -> str:
        from regnet_studio.data.layout import SPLITS

        assert self._overview is not None
        there = dict.fromkeys(self._overview.scan.dataset.splits[rows].tolist())
        return ", ".join(words.place(SPLITS[number]) for number in there)

    def _classes(self, rows: NDArray[np.int64]) -> str:
        assert self._overview is not None
        return ", ".join(dict.fromkeys(self._overview.class_of(row) for row in rows.tolist()))


class _Table(QTableView):
    """Asks for the pictures in sight before they are drawn."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails, model: _Groups) -> None:
        super().__init__()
        self.setObjectName("data.copies.list")
        self.setAccessibleName(self.tr("Groups of copies"))
        self._thumbnails, self._groups = thumbnails, model
        self.setModel(model)
        self.setItemDelegateForColumn(0, _Pictures(theme, thumbnails, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_SIDE + 12)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        for place, width in enumerate(_TITLES_PX):
            if width is not None:
                header.resizeSection(place, width)
        thumbnails.arrived.connect(self.viewport().update)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        count = self._groups.rowCount()
        if count:
            last = self.rowAt(self.viewport().height() - 1)
            lines = range(max(self.rowAt(0), 0), count if last < 0 else last + 1)
            rows = [row for n in lines for row in self._groups.rows_at(n)[:_MOST_SHOWN].tolist()]
            self._thumbnails.want(rows)


class _Pictures(QStyledItemDelegate):
    """As many pictures of a group as fit, then how many more there are."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._thumbnails = theme, thumbnails

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        rows = index.data(_ROWS)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        fits = max(min((rect.width() - 48) // (_SIDE + 6), _MOST_SHOWN), 1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, top = rect.left() + 8, rect.top() + (rect.height() - _SIDE) // 2
        for row_number in rows[:fits].tolist():
            place = QRect(left, top, _SIDE, _SIDE)
            picture = self._thumbnails.picture(row_number)
            if picture is None or picture.isNull():
                painter.fillRect(place, self._theme.color("sunken"))
            else:
                painter.drawImage(place, picture)
            left += _SIDE + 6
        if len(rows) > fits:
            painter.setPen(self._theme.color("muted"))
            more = QRect(left, rect.top(), 44, rect.height())
            painter.drawText(more, Qt.AlignmentFlag.AlignVCenter, f"+{len(rows) - fits}")
        painter.restore()
