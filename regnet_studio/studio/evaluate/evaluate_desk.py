"""All that is asked of an evaluated split, tab by tab, below its headline figures."""

from __future__ import annotations

import importlib
from typing import Any, Protocol

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.evaluate.headline import Headline
from regnet_studio.studio.evaluate.overview_tab import OverviewTab
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.parts import column, holder

TABS = {
    "overview": ("overview_tab", "OverviewTab"),
    "images": ("images_tab", "ImagesTab"),
    "explain": ("explain_tab", "ExplainTab"),
    "curves": ("curves_tab", "CurvesTab"),
    "map": ("map_tab", "MapTab"),
    "labels": ("label_errors_tab", "LabelErrorsTab"),
    "robustness": ("robustness_tab", "RobustnessTab"),
    "filters": ("filters_tab", "FiltersTab"),
    "regulators": ("regulators_tab", "RegulatorsTab"),
    "report": ("report_tab", "ReportTab"),
}
"""Every tab in its order: its module beside this one, and its class. Made when first shown."""

_IDLE_MS = 250


class EvaluateTab(Protocol):
    """What every tab can do. It is a widget made from the state and the theme."""

    failed: Signal

    def show_examination(self, seen: Examined | None) -> None:
        """Show another split or run; cheap."""
        ...

    def close_page(self, seconds: float) -> None:
        """End its threads."""
        ...


class EvaluateDesk(QWidget):
    """Hands the open examination to the tab in sight, and to the others when they come in sight."""

    failed = Signal(object)

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self._state, self._theme = state, theme
        self._seen: Examined | None = None
        self._made: dict[str, Any] = {}
        self._places: dict[str, QVBoxLayout] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_IDLE_MS)
        self._soon.timeout.connect(lambda: self._tell("images"))
        self._shown: dict[str, Examined | None] = {}
        """What each tab was last told to show."""
        self.headline = Headline()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("evaluate.tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        titles = self._titles()
        for name in TABS:
            place = holder(f"evaluate.tab.{name}")
            self._places[name] = column()
            place.setLayout(self._places[name])
            self.tabs.addTab(place, titles[name])
        self.tabs.currentChanged.connect(self._show_current)
        layout = column(self.headline, gap=12)
        layout.addWidget(self.tabs, 1)
        self.setLayout(layout)
        self.overview.cell_asked.connect(self.show_cell)
        self.overview.class_asked.connect(self.show_class)

    @property
    def overview(self) -> OverviewTab:
        """The first tab."""
        return self.tab("overview")

    def tab(self, name: str) -> Any:
        """One of ``TABS``; made when it is first asked for."""
        if name not in self._made:
            module, kind = TABS[name]
            loaded = importlib.import_module(f"regnet_studio.studio.evaluate.{module}")
            made = self._made[name] = getattr(loaded, kind)(self._state, self._theme)
            made.failed.connect(self.failed)
            self._places[name].addWidget(made)
        return self._made[name]

    def show_tab(self, name: str) -> None:
        """Go to one of ``TABS``."""
        self.tabs.setCurrentIndex(list(TABS).index(name))

    def current_tab(self) -> str:
        """The name of the tab in sight."""
        return list(TABS)[self.tabs.currentIndex()]

    def busy_tabs(self) -> list[str]:
        """Names of the tabs that are at something long."""
        return [name for name, tab in self._made.items() if getattr(tab, "is_busy", False)]

    def show_record(self, record: dict[str, Any]) -> None:
        """A run's report from its folder, until its examination is open."""
        self._forget()
        self.headline.show_record(record)
        self.overview.show_record(record)

    def show_examination(self, seen: Examined) -> None:
        """Another split, or another run."""
        self._forget()
        self._seen = seen
        self.headline.show_report(seen.report)
        self._show_current()
        # A click on a cell shall find its images without delay.
        self._soon.start()

    def show_nothing(self) -> None:
        """No run is open, or its split cannot be shown."""
        self._forget()

    def show_cell(self, truth: int, guess: int) -> None:
        """The images of a cell of the confusion matrix."""
        self.show_tab("images")
        self.tab("images").show_cell(truth, guess)

    def show_class(self, number: int) -> None:
        """The images of a class."""
        self.show_tab("images")
        self.tab("images").show_class(number)

    def close_page(self, seconds: float) -> None:
        """End the threads behind the tabs."""
        self._soon.stop()
        for made in self._made.values():
            made.close_page(seconds)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_current()

    def _forget(self) -> None:
        """What was shown is not held on to by tabs that nobody sees."""
        self._seen = None
        for name, shown in self._shown.items():
            if shown is not None and name != "overview":
                self._made[name].show_examination(None)
        self._shown = dict.fromkeys(self._shown)

    def _show_current(self) -> None:
        self._tell(self.current_tab())

    def _tell(self, name: str) -> None:
        tab = self.tab(name)
        if self._seen is not None and self._shown.get(name) is not self._seen:
            self._shown[name] = self._seen
            tab.show_examination(self._seen)

    def _titles(self) -> dict[str, str]:
        return {
            "overview": self.tr("Overview"),
            "images": self.tr("Images"),
            "explain": self.tr("Explain"),
            "curves": self.tr("Curves"),
            "map": self.tr("Map"),
            "labels": self.tr("Label errors"),
            "robustness": self.tr("Robustness"),
            "filters": self.tr("Filters"),
            "regulators": self.tr("Regulators"),
            "report": self.tr("Report"),
        }
