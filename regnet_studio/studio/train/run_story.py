"""What happened in a run, line by line and in words, the latest below."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QListView, QWidget

from regnet_studio.runs.course import Course
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.news import news_of
from regnet_studio.studio.shell.account import account_of
from regnet_studio.studio.widgets.parts import column, framed
from regnet_studio.training.events import Event

_Index = QModelIndex | QPersistentModelIndex


class RunStory(QWidget):
    """Follows a course while it is in sight; its end stays in sight where it was."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("train.story")
        self.model = _Lines(self)
        self._course = Course()
        self._seen = 0
        self.list = QListView()
        self.list.setObjectName("train.story.list")
        self.list.setAccessibleName(self.tr("What happened in this run"))
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setWordWrap(False)
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setLayout(column(framed(self.list)))
        theme.changed.connect(self.list.viewport().update)

    def show_course(self, course: Course) -> None:
        """Tell of this run."""
        if course is not self._course or course.told_count < self._seen:
            self._course, self._seen = course, 0
            self.model.show([])
        if self.isVisible():
            self._take_new()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_new()

    def texts(self) -> list[str]:
        """The lines."""
        return self.model.texts

    def reword(self, say: object) -> None:
        """In another language: all anew, from the events."""
        self._seen = 0
        self.model.show([])
        self._take_new()

    def _take_new(self) -> None:
        course = self._course
        new = min(course.told_count - self._seen, len(course.told))
        if not new:
            return
        bar = self.list.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        events = [course.told[n] for n in range(len(course.told) - new, len(course.told))]
        self._seen = course.told_count
        self.model.add([text for text in map(_told, events) if text])
        if at_end:
            self.list.scrollToBottom()


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.texts: list[str] = []

    def show(self, texts: list[str]) -> None:
        self.beginResetModel()
        self.texts = texts
        self.endResetModel()

    def add(self, texts: list[str]) -> None:
        if texts:
            first = len(self.texts)
            self.beginInsertRows(QModelIndex(), first, first + len(texts) - 1)
            self.texts += texts
            self.endInsertRows()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.texts)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        return self.texts[index.row()] if role in wanted else None


def _told(event: Event) -> str:
    news = news_of(event)
    return account_of(event) or (news.text if news is not None else "")
