"""Whether any text is cut: what it needs against the room that it has."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from regnet_studio.studio.widgets.parts import ElidedLabel
from tests.studio.checks.finding import Finding, seen, text_of, where

_SLACK_PX = 2
_TAB_PADDING_PX = 24
_HEADER_PADDING_PX = 14


def clipped(root: QWidget) -> Iterator[Finding]:
    """Every text in a shown window that its widget has no room for."""
    for widget in seen(root):
        if isinstance(widget, QTabBar):
            yield from _tabs(widget)
        elif isinstance(widget, QHeaderView):
            yield from _header(widget)
        elif text_of(widget) and (lack := _lack(widget)):
            yield Finding("cut", where(widget), lack)


def _lack(widget: QWidget) -> str:
    if isinstance(widget, ElidedLabel):
        return _compare(0, widget.fontMetrics().height(), widget.contentsRect())
    if isinstance(widget, QLabel):
        return _label(widget)
    metrics = widget.fontMetrics()
    wide, high = metrics.size(Qt.TextFlag.TextShowMnemonic, text_of(widget)).toTuple()
    if isinstance(widget, QCheckBox | QRadioButton | QPushButton):
        wide += widget.iconSize().width() if not widget.icon().isNull() else 0
        return _compare(wide, high, _contents(widget))
    if isinstance(widget, QToolButton):
        if widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
            return ""
        least = widget.sizeHint()
        return _compare(least.width(), least.height(), widget.rect())
    if isinstance(widget, QComboBox):
        return _compare(wide, high, _edit_field(widget))
    if isinstance(widget, QLineEdit):
        # What is typed scrolls; Qt ends a hint in dots, and the tooltip or the name say it whole.
        elsewhere = widget.toolTip() + widget.accessibleName()
        scrolls = bool(widget.text()) or widget.placeholderText() in elsewhere
        needed = 0 if scrolls else wide
        return _compare(needed, high, widget.contentsRect())
    return ""


def _label(widget: QLabel) -> str:
    room = widget.rect()
    if widget.wordWrap():
        needed = widget.heightForWidth(widget.width())
        longest = max(
            (widget.fontMetrics().horizontalAdvance(word) for word in widget.text().split()),
            default=0,
        )
        rich = widget.textFormat() == Qt.TextFormat.RichText
        return _compare(0 if rich else longest, needed, room)
    if widget.textFormat() == Qt.TextFormat.RichText:
        least = widget.sizeHint()
        return _compare(least.width(), least.height(), room)
    wide, high = widget.fontMetrics().size(0, widget.text()).toTuple()
    return _compare(wide, high, widget.contentsRect())


def _compare(wide: int, high: int, room: QRect) -> str:
    lacks = []
    if wide > room.width() + _SLACK_PX:
        lacks.append(f"{wide} px wide in {room.width()}")
    if high > room.height() + _SLACK_PX:
        lacks.append(f"{high} px high in {room.height()}")
    return ", ".join(lacks)


def _contents(widget: QCheckBox | QRadioButton | QPushButton) -> QRect:
    option = QStyleOptionButton()
    option.initFrom(widget)
    element = {
        QCheckBox: QStyle.SubElement.SE_CheckBoxContents,
        QRadioButton: QStyle.SubElement.SE_RadioButtonContents,
    }.get(type(widget), QStyle.SubElement.SE_PushButtonContents)
    return widget.style().subElementRect(element, option, widget)


def _edit_field(widget: QComboBox) -> QRect:
    option = QStyleOptionComboBox()
    option.initFrom(widget)
    option.editable = widget.isEditable()
    return widget.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox,
        option,
        QStyle.SubControl.SC_ComboBoxEditField,
        widget,
    )


def _tabs(bar: QTabBar) -> Iterator[Finding]:
    bold = QFont(bar.font())
    bold.setWeight(QFont.Weight.DemiBold)
    for place in range(bar.count()):
        if not bar.isTabVisible(place):
            continue
        metrics = QFontMetrics(bold if place == bar.currentIndex() else bar.font())
        needed = metrics.horizontalAdvance(bar.tabText(place))
        room = bar.tabRect(place).width() - _TAB_PADDING_PX
        if needed > room + _SLACK_PX or metrics.height() > bar.height() + _SLACK_PX:
            yield Finding("cut", where(bar), f"tab {bar.tabText(place)!r}: {needed} px in {room}")


def _header(header: QHeaderView) -> Iterator[Finding]:
    model = header.model()
    if model is None or header.orientation() == Qt.Orientation.Vertical:
        return
    bold = QFont(header.font())
    bold.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetrics(bold)
    for section in range(header.count()):
        text = model.headerData(section, header.orientation())
        if header.isSectionHidden(section) or not text:
            continue
        start = header.sectionViewportPosition(section)
        if start < 0 or start >= header.viewport().width():
            continue
        needed = max(metrics.horizontalAdvance(line) for line in str(text).splitlines())
        room = header.sectionSize(section) - _HEADER_PADDING_PX
        if needed > room + _SLACK_PX:
            yield Finding("cut", where(header), f"column {text!r}: {needed} px in {room}")
        if metrics.height() > header.height() + _SLACK_PX:
            yield Finding("cut", where(header), f"column {text!r}: too low")
