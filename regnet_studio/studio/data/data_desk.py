"""All that is done with a data set, tab by tab, below its figures."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.data.augment_tab import AugmentTab
from regnet_studio.studio.data.balance_tab import BalanceTab
from regnet_studio.studio.data.classes_tab import ClassesTab
from regnet_studio.studio.data.copies_tab import CopiesTab
from regnet_studio.studio.data.image_browser import ImageBrowser
from regnet_studio.studio.data.mending import Mending
from regnet_studio.studio.data.problems_tab import ProblemsTab
from regnet_studio.studio.data.split_preview import SplitPreview
from regnet_studio.studio.data.split_tab import SplitTab
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.shortcuts import sequence, with_key
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import GAP, Figure, card, column, holder, row, tool
from regnet_studio.studio.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    from regnet_studio.studio.data.overview import Overview

TABS = ("images", "classes", "problems", "copies", "split", "balance", "augment")
_NEXT_MS = 20
"""Between one tab's making and the next one's: the window answers meanwhile."""


class DataDesk(QWidget):
    """Follows the state: what is there, what is wrong, how it is split, balanced and varied."""

    failed = Signal(object)

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self._state, self._theme = state, theme
        self.mending = Mending(state, self)
        self.mending.failed.connect(self.failed)
        self.split_preview = SplitPreview(state, self)
        self.split_preview.failed.connect(self.failed)
        self.thumbnails = Thumbnails(self)
        self.thumbnails.failed.connect(self.failed)
        self._places: dict[str, QVBoxLayout] = {}
        self._fill()
        self._unmade = QTimer(self)
        self._unmade.setInterval(_NEXT_MS)
        self._unmade.timeout.connect(self._make_one)
        self._unmade.start()
        state.data_changed.connect(self._show)
        state.recipe_changed.connect(self._show_size)
        self.mending.changed.connect(self._judge_edits)
        self._show()

    # The tabs are made when first asked for, else one after the other when there is time.

    @cached_property
    def classes_tab(self) -> ClassesTab:
        """How many images each class has."""
        tab = ClassesTab(self._theme, self.mending)
        tab.class_asked.connect(self._go_to_class)
        return self._put("classes", tab)

    @cached_property
    def problems_tab(self) -> ProblemsTab:
        """What is wrong with the files."""
        tab = ProblemsTab(self._theme)
        tab.image_asked.connect(self._go_to_path)
        return self._put("problems", tab)

    @cached_property
    def copies_tab(self) -> CopiesTab:
        """Images that are there more than once."""
        tab = CopiesTab(self._theme, self.thumbnails, self.mending)
        tab.group_asked.connect(self._go_to_rows)
        return self._put("copies", tab)

    @cached_property
    def split_tab(self) -> SplitTab:
        """Which images are learned from, and which are kept back."""
        tab = SplitTab(self._state, self._theme, self.split_preview)
        tab.class_asked.connect(self._go_to_class)
        return self._put("split", tab)

    @cached_property
    def balance_tab(self) -> BalanceTab:
        """What is done about unequal classes."""
        tab = BalanceTab(self._state, self._theme, self.split_preview)
        tab.class_asked.connect(self._go_to_class)
        tab.failed.connect(self.failed)
        return self._put("balance", tab)

    @cached_property
    def augment_tab(self) -> AugmentTab:
        """How images are varied while they are learned from."""
        tab = AugmentTab(self._state, self._theme, self.split_preview)
        tab.failed.connect(self.failed)
        return self._put("augment", tab)

    def show_rereading(self, is_reading: bool) -> None:
        """Whether the open images are being read in another way; until then all stays."""
        self.split_tab.show_reading(is_reading)
        self.mending.hold(is_reading)

    def show_tab(self, name: str) -> None:
        """Go to one of ``TABS``."""
        self.tabs.setCurrentIndex(TABS.index(name))

    def close_dataset(self, seconds: float) -> None:
        """End the threads behind the tabs; an edit that is being written is waited for."""
        self.mending.close(seconds)
        self.thumbnails.close()
        self.browser.close()
        self._unmade.stop()
        for name in ("balance", "augment"):
            if self._is_made(name):
                getattr(self, f"{name}_tab").close_tab(seconds)
        self.split_preview.close(seconds)

    def _fill(self) -> None:
        self._figures = {
            "images": Figure(self.tr("images"), "data.images"),
            "classes": Figure(self.tr("classes"), "data.classes"),
            "ratio": Figure(self.tr("imbalance"), "data.ratio"),
            "size": Figure(self.tr("working size"), "data.size"),
            "problems": Figure(self.tr("problems"), "data.problems"),
            "copies": Figure(self.tr("copies"), "data.copies"),
            "across": Figure(self.tr("across splits"), "data.across"),
            "edits": Figure(self.tr("edits"), "data.edits"),
        }
        strip = card(12)
        figures = FlowRow(*self._figures.values(), gap=4 * GAP)
        layout = row(figures, gap=2 * GAP)
        layout.addLayout(row(*self._edit_tools(), gap=4))
        layout.setStretch(0, 1)
        strip.setLayout(layout)
        self.browser = ImageBrowser(self._state, self._theme, self.thumbnails, self.mending)
        self.browser.failed.connect(self.failed)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("data.tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.browser, self.tr("Images"))
        for name, text in (
            ("classes", self.tr("Classes")),
            ("problems", self.tr("Problems")),
            ("copies", self.tr("Copies")),
            ("split", self.tr("Split")),
            ("balance", self.tr("Balance")),
            ("augment", self.tr("Augment")),
        ):
            place = holder()
            self._places[name] = column()
            place.setLayout(self._places[name])
            self.tabs.addTab(place, text)
        # Where the images are in sight; on the other tabs the keys are those of the settings.
        of_images = [self.tabs.widget(place) for place in range(TABS.index("split"))]
        for shown in filter(None, of_images):
            shown.addActions(self._edit_actions)
        self.tabs.currentChanged.connect(self._make_current)
        layout = column(strip, gap=12)
        layout.addWidget(self.tabs, 1)
        self.setLayout(layout)

    def _put(self, name: str, tab: Any) -> Any:
        self._places[name].addWidget(tab)
        if hasattr(tab, "show_overview"):
            tab.show_overview(self._state.overview)
        return tab

    def _is_made(self, name: str) -> bool:
        return f"{name}_tab" in self.__dict__

    def _make_current(self, place: int) -> None:
        if place:
            getattr(self, f"{TABS[place]}_tab")

    def _make_one(self) -> None:
        for name in TABS[1:]:
            if not self._is_made(name):
                getattr(self, f"{name}_tab")
                return
        self._unmade.stop()

    def _edit_tools(self) -> list[QWidget]:
        tools: list[QWidget] = []
        self._edit_actions: list[QAction] = []
        for name, title, do in (
            ("undo", self.tr("Undo the last edit of the images"), self.mending.undo),
            ("redo", self.tr("Redo the edit of the images"), self.mending.redo),
        ):
            text = with_key(title, f"action.{name}")
            action = QAction(text, self)
            action.setObjectName(f"action.{name}")
            action.setShortcut(sequence(f"action.{name}"))
            action.triggered.connect(do)
            made = tool(f"data.{name}", text)
            hold(made, fixed_width=36, fixed_height=36)
            made.clicked.connect(action.trigger)
            self._theme.dress(made, name)
            tools.append(made)
            self._edit_actions.append(action)
        self._edit_buttons = tools
        return tools

    def _judge_edits(self) -> None:
        for action, made, can in zip(
            self._edit_actions,
            self._edit_buttons,
            (self.mending.can_undo, self.mending.can_redo),
            strict=True,
        ):
            action.setEnabled(can)
            made.setEnabled(can)

    def _show_size(self) -> None:
        scan = self._state.scan
        if scan is not None:
            size = self._state.recipe.data.size or scan.size
            tip = self.tr("grey") if scan.channels == 1 else self.tr("colour")
            self._figures["size"].show_value(f"{size} px", tip=tip)

    def _show(self) -> None:
        overview = self._state.overview
        self.thumbnails.show_scan(overview.scan if overview is not None else None)
        self.browser.show_overview(overview)
        for name in ("classes", "problems", "copies"):
            if self._is_made(name):
                getattr(self, f"{name}_tab").show_overview(overview)
        self._judge_edits()
        if overview is not None:
            self._show_figures(overview)

    def _show_figures(self, overview: Overview) -> None:
        show = self._figures
        scan = overview.scan
        used = sum(sum(of_split.values()) for of_split in overview.counts.values())
        left_out = overview.marked("excluded")
        tip = self.tr("{n} excluded").format(n=words.number(left_out)) if left_out else ""
        show["images"].show_value(words.number(used), tip=tip)
        show["classes"].show_value(words.number(len(scan.dataset.classes)))
        self._show_size()
        show["ratio"].show_value(
            words.ratio(overview.ratio),
            tip=self.tr("Images of the largest class to those of the smallest, in training"),
        )
        problems = len(overview.problems)
        show["problems"].show_value(words.number(problems), warns=bool(problems))
        show["copies"].show_value(words.number(overview.surplus))
        across = overview.marked("across")
        show["across"].show_value(
            words.number(across),
            tip=self.tr("Images with a copy in another split: they make the test too easy"),
            warns=bool(across),
        )
        show["across"].setVisible(len(overview.counts) > 1 or bool(across))
        show["edits"].show_value(words.number(len(scan.manifest.edits)))
        for name, count in (("problems", problems), ("copies", overview.groups)):
            place = TABS.index(name)
            text = self.tabs.tabText(place).partition(" (")[0]
            self.tabs.setTabText(place, f"{text} ({words.number(count)})" if count else text)

    def _go_to_class(self, number: int) -> None:
        self.show_tab("images")
        self.browser.show_class(number)

    def _go_to_rows(self, rows: Any, title: str) -> None:
        self.show_tab("images")
        self.browser.show_only(rows, title)

    def _go_to_path(self, path: str) -> None:
        """Find an image among what may be a million paths, and show it."""
        scan = self._state.scan
        if scan is None:
            return
        paths = scan.dataset.paths

        def work(_: OnProgress) -> Any:
            import numpy as np

            rows = [row for row, known in enumerate(paths) if known == path]
            return np.array(rows[:1], dtype=np.int64)

        def show(rows: Any) -> None:
            if len(rows):
                self._go_to_rows(rows, Path(path).name)

        job = Job(work, self)
        job.succeeded.connect(show)
        job.failed.connect(self.failed)
        job.start()
