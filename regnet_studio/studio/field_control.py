"""One control for one field of the recipe, made from the field's declaration."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from math import floor, log10
from typing import Any

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLineEdit,
    QSlider,
    QSpinBox,
    QWidget,
)

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import RecipeField
from regnet_studio.studio.parts import label, tool
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.theme import Theme

_INT_LIMIT = 2**31 - 1
_FLOAT_LIMIT = 1e12
_DECIMALS = 15


class FieldControl(QWidget):
    """Name, help, editor, and the way back to the preset's value.

    Args:
        sliders: kinds of fields that get a slider as well, where both bounds are known.
    """

    def __init__(
        self,
        field: RecipeField,
        state: StudioState,
        theme: Theme,
        sliders: Collection[str] = (),
    ) -> None:
        super().__init__()
        self.field = field
        self._state = state
        self.editor = _EDITORS[field.kind](field)
        self.editor.setObjectName(f"recipe.{field.key}")
        self.editor.setAccessibleName(f"{field.title} ({field.key})")
        self.editor.setAccessibleDescription(field.help)
        tip = f"{field.help}\n{field.key}: {field.bounds}"
        self.editor.setToolTip(tip)
        self._reset = tool(f"reset.{field.key}", self.tr("Back to the preset's value"))
        theme.dress(self._reset, "reset", "accent")
        self._reset.clicked.connect(lambda: state.reset(field.key))
        self._mark = label("●")
        self._mark.setObjectName(f"differs.{field.key}")
        self._mark.setFixedWidth(12)
        self._theme = theme
        self._fault = label("", "error", wrap=True)
        self._fault.setObjectName(f"fault.{field.key}")
        self.slider = _Slider(field) if field.kind in sliders and _has_scale(field) else None
        self._shown: Any = None
        self._lay_out(tip)
        self.editor.changed.connect(self._put)
        if self.slider is not None:
            self.slider.setToolTip(tip)
            self.slider.changed.connect(self._put)
            self.slider.installEventFilter(self)
        self.editor.installEventFilter(self)
        state.recipe_changed.connect(self.show_value)
        state.faults_changed.connect(self.show_value)
        theme.changed.connect(self.show_value)
        self.show_value()

    def show_value(self) -> None:
        """Show the recipe's value, unless the user is in the midst of a faulty one."""
        value, fault = self.field.of(self._state.recipe), self._state.faults.get(self.field.key)
        differs = self._state.differs(self.field.key)
        color = self._theme.colors["accent"] if differs else "transparent"
        # A slider moves the recipe sixty times a second: what stays as it was is not done again.
        now = (value, fault, color)
        if now == self._shown:
            return
        self._shown = now
        self._show_fault(fault or "")
        if fault is None:
            self.editor.show_value(value)
            if self.slider is not None:
                self.slider.show_value(value)
        self._mark.setStyleSheet(f"color: {color};")
        self._mark.setToolTip(self.tr("Differs from the preset") if differs else "")
        self._reset.setEnabled(differs)
        self._reset.setVisible(differs)

    def differs_shown(self) -> bool:
        """Whether the mark "differs from the preset" is on."""
        return self._reset.isEnabled()

    def fault(self) -> str:
        """The sentence shown at the field, if any."""
        return self._fault.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The wheel scrolls the form; it changes a value only where the user has gone to it.
        focused = isinstance(watched, QWidget) and watched.hasFocus()
        if isinstance(event, QWheelEvent) and not focused:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self, tip: str) -> None:
        title = label(self.field.title)
        title.setBuddy(self.editor)
        title.setToolTip(tip)
        note = label(self.field.help, "caption", wrap=True)
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._mark, 0, 0)
        grid.addWidget(title, 0, 1)
        grid.addWidget(self._reset, 0, 2)
        grid.addWidget(self.editor, 0, 3)
        if self.slider is not None:
            grid.addWidget(self.slider, 1, 1, 1, 3)
        grid.addWidget(note, 2, 1, 1, 3)
        grid.addWidget(self._fault, 3, 1, 1, 3)
        grid.setColumnStretch(1, 1)
        self._reset.setFixedSize(28, 28)
        keep = self._reset.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(keep)
        self.editor.setFixedWidth(152)
        self.setLayout(grid)

    def _put(self, value: object) -> None:
        # The state keeps the sentence of a mistake, and show_value puts it below the field.
        with suppress(RecipeMistake):
            self._state.set_value(self.field.key, value)

    def _show_fault(self, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))
        if bool(self.editor.property("wrong")) != bool(text):
            self.editor.setProperty("wrong", bool(text))
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)


class _Switch(QCheckBox):
    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__()
        self.toggled.connect(lambda on: self.changed.emit(on))

    def show_value(self, value: Any) -> None:
        self.blockSignals(True)
        self.setChecked(bool(value))
        self.blockSignals(False)


class _Choice(QComboBox):
    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if field.optional:
            self.addItem(self.tr("automatic"), None)
        for choice in field.choices:
            self.addItem(choice.replace("_", " "), choice)
        self.currentIndexChanged.connect(lambda: self.changed.emit(self.currentData()))

    def show_value(self, value: Any) -> None:
        self.blockSignals(True)
        self.setCurrentIndex(self.findData(value))
        self.blockSignals(False)


class _Whole(QSpinBox):
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
        self.setSuffix(f" {field.unit}" if field.unit else "")
        if field.optional:
            self.setSpecialValueText(self.tr("automatic"))
        self.valueChanged.connect(self._tell)

    def show_value(self, value: Any) -> None:
        self.blockSignals(True)
        self.setValue(self.minimum() if value is None else value)
        self.blockSignals(False)

    def _tell(self, value: int) -> None:
        self.changed.emit(None if value == self._nothing else value)


class _Number(QDoubleSpinBox):
    """A float written as people write it: ``0.1``, ``5e-4``; the arrows go by a tenth."""

    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setLocale(QLocale.c())
        self.setDecimals(_DECIMALS)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        low = field.low if field.low is not None else -_FLOAT_LIMIT
        high = field.high if field.high is not None else _FLOAT_LIMIT
        self._optional = field.optional
        self._low = low
        self.setRange(low - 1 if field.optional else low, high)
        self.setSuffix(f" {field.unit}" if field.unit else "")
        if field.optional:
            self.setSpecialValueText(self.tr("automatic"))
        self.valueChanged.connect(self._tell)

    def show_value(self, value: Any) -> None:
        self.blockSignals(True)
        self.setValue(self.minimum() if value is None else value)
        self.blockSignals(False)

    def textFromValue(self, value: float) -> str:
        return f"{value:.6g}"

    def valueFromText(self, text: str) -> float:
        try:
            return float(self._bare(text))
        except ValueError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:  # pyright: ignore[reportIncompatibleMethodOverride]
        bare = self._bare(text)
        try:
            value = float(bare)
        except ValueError:
            partial = all(mark in "0123456789.eE+-" for mark in bare)
            state = QValidator.State.Intermediate if partial else QValidator.State.Invalid
            return state, text, position
        inside = self.minimum() <= value <= self.maximum()
        state = QValidator.State.Acceptable if inside else QValidator.State.Intermediate
        return state, text, position

    def stepBy(self, steps: int) -> None:
        """One step of the value's own size: 0.1 -> 0.11, 0.0005 -> 0.00051."""
        value = self.value()
        exponent = f"{abs(value) or 0.01:e}".partition("e")[2]
        step = 10.0 ** (int(exponent) - 1)
        self.setValue(round(value + steps * step, 12))

    def _bare(self, text: str) -> str:
        return text.removesuffix(self.suffix()).strip().replace(",", ".")

    def _tell(self, value: float) -> None:
        self.changed.emit(None if self._optional and value < self._low else value)


_WIDEST_SCALE = 360


def _has_scale(field: RecipeField) -> bool:
    """Whether a slider helps: both ends are known and near enough to see a difference."""
    if field.optional or field.low is None or field.high is None:
        return False
    return field.high - field.low <= _WIDEST_SCALE


class _Slider(QSlider):
    """A number by hand: a hundredth of the scale's power of ten a step, whole numbers whole."""

    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        assert field.low is not None
        assert field.high is not None
        self.setObjectName(f"slider.{field.key}")
        self.setAccessibleName(f"{field.title} ({field.key})")
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


class _Text(QLineEdit):
    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__()
        self._field = field
        self.textEdited.connect(lambda text: self.changed.emit(text))

    def show_value(self, value: Any) -> None:
        text = "" if value is None else str(value)
        # Someone may be on the way from "none", which says nothing, to "none_{class}".
        is_typing = value is None and self.hasFocus()
        if self.text() != text and not is_typing:
            self.setText(text)


class _Numbers(QLineEdit):
    """Numbers with commas between them."""

    changed = Signal(object)

    def __init__(self, field: RecipeField) -> None:
        super().__init__()
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


_EDITORS: dict[str, Any] = {
    "bool": _Switch,
    "choice": _Choice,
    "int": _Whole,
    "float": _Number,
    "text": _Text,
    "floats": _Numbers,
    "ints": _Numbers,
}
