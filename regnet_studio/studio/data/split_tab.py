"""The tab of the split: how the images are read and cut, beside what comes of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.data.class_counts import ClassCounts
from regnet_studio.studio.data.split_preview import SplitPreview
from regnet_studio.studio.form.fields_form import LEAST_BESIDE_PX, FieldsForm
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState, section_fields
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.legend import PartsLegend
from regnet_studio.studio.widgets.notes import Notes
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import GAP, Figure, card, column

_PARTS = ("train", "validation", "test", "left out")


class SplitTab(QWidget):
    """The form of ``data.*`` and the images of each part, class by class."""

    class_asked = Signal(int)

    def __init__(self, state: StudioState, theme: Theme, preview: SplitPreview) -> None:
        super().__init__()
        self._preview = preview
        self.form = FieldsForm(
            state, theme, section_fields("data"), "recipe.data", sliders=("float",)
        )
        self.form.show_advanced(True)  # almost all of it is, and this is its place
        self._figures = {
            "train": Figure(self.tr("training"), "split.train"),
            "validation": Figure(self.tr("validation"), "split.validation"),
            "test": Figure(self.tr("test"), "split.test"),
            "left out": Figure(self.tr("copies left out"), "split.left_out"),
        }
        self._reading = QProgressBar()
        self._reading.setObjectName("split.reading")
        self._reading.setAccessibleName(self.tr("The images are being read anew"))
        self._reading.setRange(0, 0)
        self._reading.setTextVisible(False)
        self._reading.hide()
        self._notes = Notes(state, theme, ("data.",), "split.notes")
        self.counts = ClassCounts(theme, "split.counts")
        self.counts.chosen.connect(self.class_asked)
        self._legend = PartsLegend(theme, _PARTS)
        right = card(12)
        inner = column(gap=GAP)
        inner.addWidget(FlowRow(*self._figures.values(), gap=3 * GAP))
        for part in (self._reading, self._notes, self._legend):
            inner.addWidget(part)
        inner.addWidget(self.counts, 1)
        right.setLayout(inner)
        layout = column(Panes(self.form, right, (2, 3), LEAST_BESIDE_PX))
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)
        preview.changed.connect(self._show)
        self._show()

    def show_reading(self, is_reading: bool) -> None:
        """Whether the images are being read in another way."""
        self._reading.setVisible(is_reading)

    def _show(self) -> None:
        parts = self._preview.parts
        self._notes.show_fault(self._preview.fault)
        self.counts.setVisible(parts is not None)
        self._legend.setVisible(parts is not None)
        for name, figure in self._figures.items():
            counts = parts.counts.get(name) if parts is not None else None
            figure.show_value(words.number(int(counts.sum())) if counts is not None else "–")
        self._figures["left out"].setVisible(parts is not None and "left out" in parts.counts)
        if parts is not None:
            self._legend.show_parts(tuple(parts.counts))
            self.counts.show_parts(parts.overview.scan.dataset.classes, parts.counts)
