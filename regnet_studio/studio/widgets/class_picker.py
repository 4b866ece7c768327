"""Choosing one class among any number: a box with a search, and a question with a list."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QLineEdit,
    QListView,
    QWidget,
)

from regnet_studio.studio.look.text_size import open_at
from regnet_studio.studio.widgets.parts import GAP, button, column, label, row

ALL = -1


class ClassBox(QComboBox):
    """All classes or one of them; typing a part of a name finds it."""

    picked = Signal(int)
    """The number of a class; ``ALL`` for all."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Class shown"))
        self.setToolTip(self.tr("Show one class; type a part of its name"))
        self.setEditable(True)
        self._line = QLineEdit()
        self._line.setAccessibleName(self.tr("Class shown"))
        self._line.editingFinished.connect(self._tidy)
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(18)
        self.setMaxVisibleItems(20)
        completer = self.completer()
        assert isinstance(completer, QCompleter)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.currentIndexChanged.connect(lambda place: self.picked.emit(place - 1))

    def show_classes(self, classes: tuple[str, ...], number: int) -> None:
        """Offer ``classes`` and show one of them; says nothing of it."""
        self.blockSignals(True)
        self.clear()
        self.addItems([self.tr("All classes"), *classes])
        self.setCurrentIndex(number + 1)
        self._line.setCursorPosition(0)
        self.blockSignals(False)

    def number(self) -> int:
        """The class shown; ``ALL`` for all."""
        return self.currentIndex() - 1

    def _tidy(self) -> None:
        """What is no class's name is read as the first name that holds it, else forgotten."""
        text = self.currentText().strip().casefold()
        place = self.findText(self.currentText(), Qt.MatchFlag.MatchExactly)
        if place < 0 and text:
            places = range(self.count())
            place = next((n for n in places if text in self.itemText(n).casefold()), -1)
        if place >= 0 and place != self.currentIndex():
            self.setCurrentIndex(place)
        self.setEditText(self.itemText(self.currentIndex()))
        self._line.setCursorPosition(0)


class ClassQuestion(QDialog):
    """Asks for a class: one of those there are, or a new name. Open it with ``open()``."""

    picked = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        title: str,
        text: str,
        classes: tuple[str, ...],
        start: str = "",
        merges: str = "",
    ) -> None:
        """``merges`` is said (with ``{name}``) where a class of the typed name is there."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("class.question")
        self.setWindowTitle(title)
        open_at(self, 420, 460)
        self._classes = frozenset(classes)
        self._merges = merges
        self._start = start
        self._name = QLineEdit(start)
        self._name.setObjectName("class.name")
        self._name.setAccessibleName(self.tr("Name of the class"))
        self._name.setPlaceholderText(self.tr("Type to search, or a new class"))
        self._name.setMaxLength(255)
        self._name.textEdited.connect(self._search)
        self._names = QSortFilterProxyModel(self)
        self._names.setSourceModel(QStringListModel(list(classes), self))
        self._names.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._list = QListView()
        self._list.setObjectName("class.list")
        self._list.setAccessibleName(self.tr("Classes"))
        self._list.setProperty("role", "choices")
        self._list.setModel(self._names)
        self._list.setUniformItemSizes(True)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.clicked.connect(self._take)
        self._list.doubleClicked.connect(lambda _: self._answer())
        self._note = label("", "caption", wrap=True)
        self._note.setObjectName("class.note")
        self._yes = button(title, "class.take", "accent")
        self._yes.setDefault(True)
        self._yes.clicked.connect(self._answer)
        no = button(self.tr("Cancel"), "class.cancel")
        no.clicked.connect(self.reject)
        layout = column(label(text, wrap=True), self._name, gap=GAP, margin=2 * GAP)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._note)
        layout.addLayout(row(1, no, self._yes))
        self.setLayout(layout)
        self._name.selectAll()
        self._name.setFocus()
        self._judge()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self._name.hasFocus() and self._names.rowCount():
            self._list.setFocus()
            self._list.setCurrentIndex(self._names.index(0, 0))
            self._take(self._list.currentIndex())
            return
        super().keyPressEvent(event)

    def _search(self, text: str) -> None:
        self._names.setFilterFixedString(text.strip())
        self._judge()

    def _take(self, index: QModelIndex) -> None:
        self._name.setText(index.data())
        self._judge()

    def _judge(self) -> None:
        name = self._name.text().strip()
        self._yes.setEnabled(bool(name) and name != self._start)
        note = ""
        if name and name not in self._classes:
            note = self.tr("“{name}” will be a new class.")
        elif name and name != self._start:
            note = self._merges
        self._note.setText(note.format(name=name))

    def _answer(self) -> None:
        index = self._list.currentIndex()
        if self._list.hasFocus() and index.isValid():
            self._take(index)
        name = self._name.text().strip()
        if self._yes.isEnabled():
            self.picked.emit(name)
            self.accept()
