"""Views of runs that stay where they are when the runs change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QListView

Index = QModelIndex | QPersistentModelIndex


class RunsView(QListView):
    """The list in the rail."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("runs")
        self.setAccessibleName(self.tr("Runs"))
        self.setProperty("role", "rail")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)

    def dataChanged(
        self,
        topLeft: Index,  # noqa: N803
        bottomRight: Index,  # noqa: N803
        roles: Sequence[int] = (),
    ) -> None:
        """All lines are of one height: nothing is laid out anew, as QListView would."""
        QAbstractItemView.dataChanged(self, topLeft, bottomRight, roles)

    @contextmanager
    def keeping_place(self) -> Iterator[None]:
        """See :func:`keeping_place`."""
        with keeping_place(self):
            yield


@contextmanager
def keeping_place(view: QAbstractItemView) -> Iterator[None]:
    """The row at the top of ``view`` stays there, whatever comes above it.

    A view that shows its first row goes on showing the first: what is new is seen.
    """
    bar = view.verticalScrollBar()
    first = QPersistentModelIndex(view.indexAt(QPoint(4, 4)))
    is_away = bar.value() > 0 and first.isValid()
    before = first.row()
    yield
    if is_away and first.isValid() and first.row() != before:
        view.doItemsLayout()  # the bar's range is of the rows as they are now
        bar.setValue(bar.value() + (first.row() - before) * view.sizeHintForRow(first.row()))
