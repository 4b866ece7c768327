"""Copying images into one folder a class: first what would be done, then how far it is."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QProgressBar,
    QSlider,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.jobs.errand import Errand
from regnet_studio.studio.jobs.job import OnProgress
from regnet_studio.studio.look.text_size import open_at
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.widgets.folder_row import FolderRow
from regnet_studio.studio.widgets.parts import GAP, button, column, framed, label, row

if TYPE_CHECKING:
    from regnet_studio.runs.predicted import Predicted
    from regnet_studio.runs.sorted_copies import Sorted
    from regnet_studio.runs.sorting import SortPlan

_SOON_MS = 150
_UNTOLD_MS = 400


class SortDialog(QDialog):
    """A preview that follows the folder and the threshold; one button that copies."""

    failed = Signal(object)
    sorted = Signal(object)
    """:class:`Sorted`: how it went, whole or up to where it was cancelled."""

    def __init__(
        self, parent: QWidget, theme: Theme, predicted: Predicted, sources: Sequence[Path]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("sort.dialog")
        self.setWindowTitle(self.tr("Sort into folders"))
        open_at(self, 660, 620)
        self._predicted, self._sources = predicted, tuple(sources)
        self._plan: SortPlan | None = None
        self._went: Sorted | None = None
        self._planning = Errand(self)
        self._planning.succeeded.connect(self._show_plan)
        self._planning.failed.connect(self._refuse)
        self._copying = Errand(self)
        self._copying.progressed.connect(self._show_progress)
        self._copying.failed.connect(self._refuse)
        self._copying.changed.connect(self._follow)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._make_plan)
        about = label(
            self.tr(
                "Copies each image into a folder named after what it is taken for. The images "
                "stay where they are; no file is written over."
            ),
            "muted",
            wrap=True,
        )
        layout = column(about, gap=12, margin=2 * GAP)
        layout.addLayout(self._make_target(theme))
        layout.addLayout(self._make_threshold())
        layout.addWidget(framed(self._make_table()), 1)
        layout.addWidget(self._make_facts())
        layout.addWidget(self._trouble)
        layout.addWidget(self._bar)
        layout.addLayout(self._make_buttons(theme))
        self.setLayout(layout)
        self._follow()
        self._soon.start()

    @property
    def is_busy(self) -> bool:
        """Whether a plan is made or files are copied."""
        return self._soon.isActive() or self._planning.is_busy or self._copying.is_busy

    @property
    def plan(self) -> SortPlan | None:
        """What would be done; None: it is being found out."""
        return self._plan

    def target(self) -> Path:
        """The folder chosen."""
        return Path(self.folder.text().strip()).expanduser()

    def start(self) -> None:
        """Copy as the preview says."""
        plan, predicted = self._plan, self._predicted
        if plan is None or plan.trouble or self._copying.is_busy:
            return
        begun = time.monotonic()

        def work(on_progress: OnProgress) -> None:
            from regnet_studio.runs.sorted_copies import copying

            with closing(copying(plan, predicted)) as working:
                for so_far in working:
                    self._went = so_far
                    on_progress(so_far.done, so_far.total, time.monotonic() - begun)

        self._went = None
        self._bar.setRange(0, len(plan.copies))
        self._copying.begin(work)

    def close_dialog(self, seconds: float) -> None:
        """Cancel what goes on and wait for it."""
        self._soon.stop()
        self._planning.close(seconds)
        self._copying.close(seconds)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._copying.is_busy:
            event.ignore()  # it is cancelled first: the dialog says then what was copied
            self._copying.cancel()
            return
        self._soon.stop()
        self._planning.drop()
        super().closeEvent(event)

    def reject(self) -> None:
        self.close()  # Escape as well asks `closeEvent`

    def _make_target(self, theme: Theme):
        place = QStandardPaths.StandardLocation.PicturesLocation
        pictures = Path(QStandardPaths.writableLocation(place) or Path.home())
        self._into = FolderRow(
            theme,
            "sort",
            self.tr("Folder to sort into"),
            self.tr("Choose the folder to sort into"),
        )
        self._into.suggest(pictures / self.tr("Sorted"))
        self._into.changed.connect(self._plan_anew)
        self.folder = self._into.field
        line = row(label(self.tr("Into")), self._into)
        line.setStretch(1, 1)
        return line

    def _make_threshold(self):
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("sort.threshold")
        self.slider.setAccessibleName(self.tr("Confidence below which images are set apart"))
        self.slider.setRange(0, 99)
        self.slider.setPageStep(10)
        self._threshold = label(words.percent(0.0, 0))
        self._threshold.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %") + 2 * GAP)
        self.slider.valueChanged.connect(self._plan_anew)
        text = label(self.tr("Below this confidence, into “uncertain”"))
        line = row(text, self.slider, self._threshold)
        line.setStretch(1, 1)
        return line

    def _make_table(self) -> QWidget:
        self.table = QTableWidget(0, 3)
        self.table.setObjectName("sort.table")
        self.table.setAccessibleName(self.tr("What each folder gets"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("Folder"), self.tr("Images"), self.tr("Size")]
        )
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        header.setDefaultAlignment(right)
        first = self.table.horizontalHeaderItem(0)
        if first is not None:
            first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for place in (1, 2):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(place, 120)
        return self.table

    def _make_facts(self) -> QWidget:
        self.facts = label("", wrap=True)
        self.facts.setObjectName("sort.facts")
        self._trouble = label("", "error", wrap=True)
        self._trouble.setObjectName("sort.trouble")
        self._trouble.hide()
        self._bar = QProgressBar()
        self._bar.setObjectName("sort.progress")
        self._bar.setAccessibleName(self.tr("Progress of the copying"))
        self._bar.setTextVisible(False)
        return self.facts

    def _make_buttons(self, theme: Theme):
        self._open = button(self.tr("Open the folder"), "sort.open")
        self._open.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.target())))
        )
        theme.dress(self._open, "folder")
        self._open.hide()
        self._close = button(self.tr("Close"), "sort.close")
        self._close.clicked.connect(self.close)
        self._cancel = button(self.tr("Cancel"), "sort.cancel")
        self._cancel.setToolTip(self.tr("What is copied by then stays"))
        self._cancel.clicked.connect(self._copying.cancel)
        theme.dress(self._cancel, "cancel")
        self.go = button(self.tr("Copy"), "sort.start", "accent")
        self.go.clicked.connect(self.start)
        return row(self._open, 1, self._close, self._cancel, self.go)

    def _plan_anew(self, *_: object) -> None:
        self._threshold.setText(words.percent(self.slider.value() / 100, 0))
        self._went = None
        self._open.hide()
        self._soon.start()

    def _make_plan(self) -> None:
        self._planning.drop()
        self._plan = None
        self._follow()
        text = self.folder.text().strip()
        if not text or not self.target().is_absolute():
            self._say_trouble(self.tr("Give the whole path of a folder."))
            return
        self._say_trouble("")
        # A plan that is soon there is not announced: words that flicker are not read.
        QTimer.singleShot(_UNTOLD_MS, self, self._say_planning)
        predicted, sources = self._predicted, self._sources
        target, least = self.target(), self.slider.value() / 100

        def work(on_progress: OnProgress) -> SortPlan:
            from regnet_studio.runs.sorting import planning

            with closing(planning(predicted, target, least, sources)) as working:
                try:
                    while True:
                        on_progress(*next(working))
                except StopIteration as end:
                    return end.value

        self._planning.begin(work)

    def _say_planning(self) -> None:
        if self._planning.is_busy:
            self.facts.setText(self.tr("Looking at the files…"))

    def _show_plan(self, plan: SortPlan) -> None:
        self._plan = plan
        self.table.setRowCount(len(plan.folders))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for line, (name, (count, size)) in enumerate(plan.folders.items()):
            cells = (name, words.number(count), words.memory(size / 1e6))
            for place, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if place:
                    item.setTextAlignment(right)
                self.table.setItem(line, place, item)
        told = [
            self.tr("{n} images to copy, {size}; {free} free").format(
                n=words.number(plan.to_copy),
                size=words.memory(plan.bytes / 1e6),
                free=words.memory(plan.free / 1e6),
            )
        ]
        if plan.renamed:
            text = self.tr("{n} get a number, since others have their name")
            told.append(text.format(n=words.number(plan.renamed)))
        if plan.present:
            told.append(self.tr("{n} are there already").format(n=words.number(plan.present)))
        if plan.missing:
            told.append(self.tr("{n} are gone").format(n=words.number(plan.missing)))
        self.facts.setText(" · ".join(told))
        self._say_trouble(plan.trouble)
        self._follow()

    def _show_progress(self, report: tuple[Any, ...]) -> None:
        done, total, seconds = report
        self._bar.setValue(done)
        text = self.tr("{done} of {total} images")
        if done and seconds > 1:
            text = self.tr("{done} of {total} images · {left} left")
        self.facts.setText(
            text.format(
                done=words.number(done),
                total=words.number(total),
                left=words.duration(seconds / max(done, 1) * (total - done)),
            )
        )

    def _follow(self) -> None:
        busy = self._copying.is_busy
        plan = self._plan
        for part in (self._into, self.slider):
            part.setEnabled(not busy)
        self._bar.setVisible(busy)
        self._cancel.setVisible(busy)
        self._cancel.setEnabled(not self._copying.is_ending)
        self._close.setVisible(not busy)
        ready = plan is not None and not plan.trouble and plan.to_copy > 0 and not busy
        self.go.setEnabled(ready and self._went is None)
        self.go.setVisible(not busy)
        count = words.number(plan.to_copy) if plan is not None else "…"
        self.go.setText(self.tr("Copy {n} images").format(n=count))
        if self._copying.is_ending:
            self.facts.setText(self.tr("Ending…"))
        elif not busy and self._went is not None:
            self._tell_end(self._went)

    def _tell_end(self, went: Sorted) -> None:
        told = [self.tr("{n} images were copied").format(n=words.number(went.copied))]
        if went.present:
            told.append(self.tr("{n} are there already").format(n=words.number(went.present)))
        if went.log is not None:
            told.append(self.tr("what went where: {file}").format(file=went.log.name))
        self.facts.setText(" · ".join(told))
        if went.failures:
            path, why = went.failures[0]
            text = self.tr("{n} could not be copied, the first: {path} ({why})")
            count = words.number(len(went.failures))
            self._say_trouble(text.format(n=count, path=path, why=why))
        self._open.show()
        if went.done < went.total:  # what is there by now is counted before it goes on
            self._went = None
            self._soon.start()
        self.sorted.emit(went)

    def _say_trouble(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.setVisible(bool(text))

    def _refuse(self, error: BaseException) -> None:
        from regnet_studio.errors import UserMistake

        if isinstance(error, UserMistake):
            self._say_trouble(words.told(str(error)))
        else:
            self.failed.emit(error)
