"""The window's texts in another language, where they stand: nothing is built anew or forgotten.

Texts are set once, all over the window. On a change of language every widget's are looked up in
the :class:`Phrasebook` and set again. What a widget keeps beside them, to draw it by itself, it
says anew in a method of its own::

    def reword(self, say: Say) -> None: ...
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QAbstractProxyModel, QLocale, Qt
from PySide6.QtGui import QAction, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QGraphicsView,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QSpinBox,
    QTabBar,
    QTableView,
    QTableWidget,
    QTextEdit,
    QTreeView,
    QTreeWidget,
    QWidget,
)

from regnet_studio.studio.language.phrasebook import Phrasebook
from regnet_studio.studio.widgets.parts import VERBATIM, ElidedLabel

Say = Callable[[str], str]
"""A text in the new language; what is not the program's own stays as it is."""
_TOLD = (
    (QWidget.toolTip, QWidget.setToolTip),
    (QWidget.accessibleName, QWidget.setAccessibleName),
    (QWidget.accessibleDescription, QWidget.setAccessibleDescription),
    (QWidget.statusTip, QWidget.setStatusTip),
    (QWidget.whatsThis, QWidget.setWhatsThis),
)
"""What any widget says beside what it shows."""
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
_OWN = (QAbstractButton, QTabBar, QGroupBox, QMenu, QLineEdit)
"""What says nothing but the program's words, besides what is typed."""
_KEEPING = (QListWidget, QTableWidget, QTreeWidget)
"""Views whose items hold their texts."""


class Rewording:
    """Says all that a tree of widgets shows in another language.

    Args:
        was: how numbers were written until now.
    """

    def __init__(self, book: Phrasebook, was: QLocale) -> None:
        self._book, self._was = book, was
        self._models: set[int] = set()

    def of(self, widget: QWidget, around: tuple[str, ...] = ()) -> None:
        """Reword a widget and all in it; ``around``: the classes that it lies in, nearest first."""
        contexts = tuple(dict.fromkeys((*_classes(type(widget)), *around)))
        is_own = isinstance(widget, _OWN)

        say, own = self._say(contexts, is_own), self._say(contexts, is_own=True)
        if widget.property(VERBATIM):
            say = _save(say, getattr(widget, "text", str)())
        else:
            self._shown(widget, say, contexts)
        if not isinstance(widget, ElidedLabel):  # it tells its own text
            for read, put in _TOLD:
                if (text := read(widget)) and (said := say(text)) != text:
                    put(widget, said)
        for action in QWidget.actions(widget):  # a class of ours may have its own ``actions``
            _action(action, own)
        for child in widget.children():
            if isinstance(child, QWidget):
                self.of(child, contexts)
        _ask(widget, say)

    def _say(self, contexts: tuple[str, ...], is_own: bool) -> Say:
        def say(text: str) -> str:
            said = self._book.reword(text, contexts, is_own)
            return text if said is None else said

        return say

    def _shown(self, widget: QWidget, say: Say, contexts: tuple[str, ...]) -> None:
        """What a widget of this kind has to show."""
        match widget:
            case ElidedLabel():
                _put(widget.whole_text(), say, widget.set_text)
            case QLabel():
                _again(widget, (("text", "setText"),), say)
            case QAbstractButton():
                _again(widget, (("text", "setText"),), say)
            case QLineEdit() | QPlainTextEdit() | QTextEdit():
                _again(widget, (("placeholderText", "setPlaceholderText"),), say)
            case QAbstractSpinBox():
                self._spin_box(widget, say)
            case QComboBox():
                _again(widget, (("placeholderText", "setPlaceholderText"),), say)
                self._models.add(id(widget.model()))  # its list shows the same
                for place in range(widget.count()):
                    if widget.itemData(place) != widget.itemText(place):  # not a name, for one
                        _choice(widget, place, say)
            case QTabBar():
                for place in range(widget.count()):
                    _put(widget.tabText(place), say, lambda t, p=place: widget.setTabText(p, t))
                    tip = widget.tabToolTip(place)
                    _put(tip, say, lambda t, p=place: widget.setTabToolTip(p, t))
            case QGroupBox() | QMenu():
                _again(widget, (("title", "setTitle"),), say)
            case QAbstractItemView():
                self._items(widget, say, contexts)
            case _:
                _plot(widget, say)
        if widget.isWindow():
            _again(widget, (("windowTitle", "setWindowTitle"),), say)

    def _spin_box(self, box: QAbstractSpinBox, say: Say) -> None:
        _again(box, (("specialValueText", "setSpecialValueText"),), say)
        if not isinstance(box, QSpinBox | QDoubleSpinBox):
            return
        edit = box.lineEdit()
        typed = edit.text().removesuffix(box.suffix()) if edit.isModified() else None
        if box.locale() == self._was:
            box.setLocale(QLocale())
        _again(box, (("suffix", "setSuffix"), ("prefix", "setPrefix")), say)
        box.setValue(box.value())  # type: ignore[arg-type]  # its digits anew
        if typed is not None:  # someone is in the midst of it
            edit.setText(f"{typed}{box.suffix()}")
            edit.setCursorPosition(len(typed))
            edit.setModified(True)

    def _items(self, view: QAbstractItemView, say: Say, contexts: tuple[str, ...]) -> None:
        model: QAbstractItemModel | None = view.model()
        if model is None:
            return
        if id(model) not in self._models:
            self._models.add(id(model))
            behind = model
            while isinstance(behind, QAbstractProxyModel):
                behind = behind.sourceModel()
            _ask(behind, self._say((*_classes(type(behind)), *contexts), is_own=True))
            if isinstance(model, QStandardItemModel) or isinstance(view, _KEEPING):
                _kept_items(model, say)
        if isinstance(view, QTableView | QTreeView) and model.columnCount():
            last = model.columnCount() - 1
            model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)


def _choice(box: QComboBox, place: int, say: Say) -> None:
    for role in _ROLES:
        _put(box.itemData(place, role), say, lambda t, r=role: box.setItemData(place, t, r))


def _save(say: Say, users: str) -> Say:
    """The same, save for a text that is the user's."""
    return lambda text: text if text == users else say(text)


def _ask(of: object, say: Say) -> None:
    """A widget or a model that says anew itself what it keeps."""
    reword = getattr(of, "reword", None)
    if reword is not None:
        reword(say)


def _kept_items(model: QAbstractItemModel, say: Say) -> None:
    """Items that hold their texts; user's words are left, as they are no one's in the program."""
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in range(model.rowCount()):
        for column in range(columns):
            index = model.index(row, column)
            for role in _ROLES:
                _put(index.data(role), say, lambda t, i=index, r=role: model.setData(i, t, r))
    for side, count in (
        (Qt.Orientation.Horizontal, columns),
        (Qt.Orientation.Vertical, model.rowCount()),
    ):
        for place in range(count):
            for role in _ROLES[:2]:
                _put(
                    model.headerData(place, side, role),
                    say,
                    lambda t, p=place, s=side, r=role: model.setHeaderData(p, s, t, r),
                )


def _action(action: QAction, say: Say) -> None:
    tip = action.toolTip()
    _put(action.text(), say, action.setText)
    if action.toolTip() == tip:  # one of its own: without, the text is its tip
        _put(tip, say, action.setToolTip)
    _again(action, (("statusTip", "setStatusTip"), ("whatsThis", "setWhatsThis")), say)


def _plot(widget: QWidget, say: Say) -> None:
    """Titles, axes, legends and marks of a plot by pyqtgraph, if it is loaded at all."""
    pg: Any = sys.modules.get("pyqtgraph")
    if pg is None or not isinstance(widget, QGraphicsView):
        return
    items: list[Any] = widget.scene().items()
    for item in items:
        if isinstance(item, pg.AxisItem):
            _put(item.labelText, say, lambda t, axis=item: axis.setLabel(t, **axis.labelStyle))
            item.picture = None  # its numbers anew
            item.update()
        elif isinstance(item, pg.LabelItem):
            _put(item.text, say, item.setText)
        elif isinstance(item, pg.InfLineLabel):
            _put(item.format, say, item.setFormat)
        elif isinstance(item, pg.TextItem):
            _put(item.toPlainText(), say, item.setText)


def _again(of: Any, properties: Iterable[tuple[str, str]], say: Say) -> None:
    for get, put in properties:
        _put(getattr(of, get)(), say, getattr(of, put))


def _put(text: object, say: Say, put: Callable[[str], object]) -> None:
    if isinstance(text, str) and text:
        said = say(text)
        if said != text:
            put(said)


@cache
def _classes(kind: type) -> tuple[str, ...]:
    """The names under which a class of ours and those that it is made from translate."""
    ours = [made for made in kind.__mro__ if made.__module__.partition(".")[0] not in _FOREIGN]
    return (*(made.__name__ for made in ours), *getattr(kind, "speaks", ()))


_FOREIGN = ("PySide6", "Shiboken", "pyqtgraph", "builtins", "typing", "collections", "abc")
