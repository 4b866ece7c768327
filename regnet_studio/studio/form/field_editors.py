"""The editors of the recipe's fields: one for each kind of value. No state, no help, only a value.

Each has a signal ``changed`` with the new value and a method ``show_value``, which is silent.
"""

from __future__ import annotations

from math import floor, log10
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QSlider,
    QSpinBox,
    QWidget,
)

from regnet_studio.recipe import RecipeField
from regnet_studio.studio import words
from regnet_studio.studio.form.field_words import said, word_for_empty

_INT_LIMIT = 2**31 - 1
_FLOAT_LIMIT = 1e12
_DECIMALS = 15


def has_own_undo(editor: QWidget) -> bool:
    """Whether what is typed here and not yet a value can be taken back by the editor itself."""
    if isinstance(editor, QLineEdit):
        return editor.isUndoAvailable() or editor.isRedoAvailable()
    if isinstance(editor, QSpinBox | QDoubleSpinBox):
        if editor.value() == editor.minimum() and editor.specialValueText():
            return editor.text() != editor.specialValueText()
        whole = f"{editor.prefix()}{editor.textFromValue(editor.value())}{editor.suffix()}"  # pyright: ignore[reportArgumentType]
        return editor.text() != whole
    return False


class Switch(QCheckBox):
    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__()
        self.toggled.connect(lambda on: self.changed.emit(on))

    def show_value(self, value: Any) -> None:
        self.blockSignals(True)
        self.setChecked(bool(value))
        self.blockSignals(False)


class Choice(QComboBox):
    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._field = field
        if field.optional:
            self.addItem(word_for_empty(field), None)
        for choice in field.choices:
            self.addItem(said(choice.replace("_", " ")), choice)
        self.currentIndexChanged.connect(lambda: self.changed.emit(self.currentData()))

    def reword(self, _: object) -> None:
        """The same choices in another language."""
        for choice in self._field.choices:
            self.setItemText(self.findData(choice), said(choice.replace("_", " ")))

    def show_value(self, value: Any) -> None:
        self.blockSignals(True)
        self.setCurrentIndex(self.findData(value))
        self.blockSignals(False)


class Whole(QSpinBox):
    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setGroupSeparatorShown(False)
        low = int(field.low) if field.low is not None else -_INT_LIMIT
        high = int(field.high) if field.high is not None else _INT_LIMIT
        self._nothing = low - 1 if field.optional else None
        self.setRange(low - 1 if field.optional else low, min(high, _INT_LIMIT))
        self.setSuffix(f" {said(field.unit)}" if field.unit else "")
        if field.optional:
            self.setSpecialValueText(word_for_empty(field))
        self.valueChanged.connect(self._tell)

    def show_value(self, value: Any) -> None:
        self.blockSignals(True)
        self.setValue(self.minimum() if value is None else value)
        self.blockSignals(False)

    def _tell(self, value: int) -> None:
        self.changed.emit(None if value == self._nothing else value)


class Number(QDoubleSpinBox):
    """A float written as people write it: ``0.1``, ``5e-4``; the arrows go by a tenth.

    Nothing, where it is a value, is one below the lowest: the arrow up leads from it to the first
    number, and the arrow down from the lowest back to it.
    """

    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__()
        self._low = field.low if field.low is not None else -_FLOAT_LIMIT
        self._high = field.high if field.high is not None else _FLOAT_LIMIT
        self._first = min(1.0, self._high) if field.low_open else self._low
        self._optional = field.optional
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setLocale(QLocale.c())
        self.setDecimals(_DECIMALS)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.setRange(self._low - 1 if field.optional else self._low, self._high)
        self.setSuffix(f" {said(field.unit)}" if field.unit else "")
        if field.optional:
            self.setSpecialValueText(word_for_empty(field))
        self.valueChanged.connect(self._tell)

    def show_value(self, value: Any) -> None:
        self.blockSignals(True)
        self.setValue(self.minimum() if value is None else value)
        self.blockSignals(False)

    def textFromValue(self, value: float) -> str:
        return words.typed(value)

    def valueFromText(self, text: str) -> float:
        if self._optional and text == self.specialValueText():
            return self.minimum()
        try:
            return float(self._bare(text))
        except ValueError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:  # pyright: ignore[reportIncompatibleMethodOverride]
        nothing = self.specialValueText()
        if self._optional and nothing.startswith(text):
            whole = text == nothing
            state = QValidator.State.Acceptable if whole else QValidator.State.Intermediate
            return state, text, position
        bare = self._bare(text)
        try:
            value = float(bare)
        except ValueError:
            partial = all(mark in "0123456789.eE+-" for mark in bare)
            state = QValidator.State.Intermediate if partial else QValidator.State.Invalid
            return state, text, position
        inside = self._low <= value <= self._high
        state = QValidator.State.Acceptable if inside else QValidator.State.Intermediate
        return state, text, position

    def stepBy(self, steps: int) -> None:
        """One step of the value's own size: 0.1 -> 0.11, 0.0005 -> 0.00051."""
        value = self.value()
        if self._is_nothing(value):
            self.setValue(self._first if steps > 0 else value)
            return
        exponent = f"{abs(value) or 0.01:e}".partition("e")[2]
        step = 10.0 ** (int(exponent) - 1)
        stepped = round(value + steps * step, 12)
        self.setValue(self.minimum() if stepped < self._low else stepped)

    def _is_nothing(self, value: float) -> bool:
        return self._optional and value < self._low

    def _bare(self, text: str) -> str:
        return text.removesuffix(self.suffix()).strip().replace(",", ".")

    def _tell(self, value: float) -> None:
        self.changed.emit(None if self._is_nothing(value) else value)


_WIDEST_SCALE = 360


def has_scale(field: RecipeField) -> bool:
    """Whether a slider helps: both ends are known and near enough to see a difference."""
    if field.optional or field.low is None or field.high is None:
        return False
    return field.high - field.low <= _WIDEST_SCALE


class Slider(QSlider):
    """A number by hand: a hundredth of the scale's power of ten a step, whole numbers whole."""

    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        assert field.low is not None
        assert field.high is not None
        self.setObjectName(f"slider.{field.key}")
        self.setAccessibleName(f"{said(field.title)} ({field.key})")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._whole = field.kind == "int"
        self._digits = 0 if self._whole else 2 - floor(log10(field.high - field.low))
        self._step = 10.0**-self._digits
        first = round(field.low / self._step) + field.low_open
        last = round(field.high / self._step) - field.high_open
        self.setRange(first, last)
        self.setSingleStep(max((last - first) // 100, 1))
        self.setPageStep(max((last - first) // 10, 1))
        self.valueChanged.connect(self._tell)

    def show_value(self, value: Any) -> None:
        self.blockSignals(True)
        self.setValue(round(value / self._step))
        self.blockSignals(False)

    def _tell(self, place: int) -> None:
        value = round(place * self._step, self._digits)
        self.changed.emit(int(value) if self._whole else value)


class Text(QLineEdit):
    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__()
        if field.optional:
            self.setPlaceholderText(word_for_empty(field))
        self.textEdited.connect(lambda text: self.changed.emit(text))

    def show_value(self, value: Any) -> None:
        text = "" if value is None else str(value)
        # Someone may be on the way from "none", which says nothing, to "none_{class}".
        is_typing = value is None and self.hasFocus()
        if self.text() != text and not is_typing:
            self.setText(text)


class Numbers(QLineEdit):
    """Numbers with commas between them."""

    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__()
        if not field.default:
            self.setPlaceholderText(word_for_empty(field))
        self.textEdited.connect(lambda text: self.changed.emit(text))

    def show_value(self, value: Any) -> None:
        if self._numbers() != tuple(value or ()):
            self.setText(", ".join(f"{number:g}" for number in value or ()))

    def _numbers(self) -> tuple[float, ...] | None:
        """What the text says now; typing ``0.50`` is not to be tidied up under the hands."""
        try:
            return tuple(float(part) for part in self.text().split(",") if part.strip())
        except ValueError:
            return None


EDITORS: dict[str, Any] = {
    "bool": Switch,
    "choice": Choice,
    "int": Whole,
    "float": Number,
    "text": Text,
    "floats": Numbers,
    "ints": Numbers,
}
