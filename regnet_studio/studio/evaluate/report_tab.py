"""The report of a run as files: a page, a PDF, its tables and plots."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QCheckBox, QProgressBar, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.report_preview import PreviewedChapter, ReportPreview, previewed
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.jobs.time_left import TimeLeft
from regnet_studio.studio.look.theme import Theme, pixel_ratio
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.folder_row import FolderRow, in_documents
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import GAP, button, card, column, holder, label, row

if TYPE_CHECKING:
    from regnet_studio.studio.evaluate.examined import Examined


class ReportTab(QWidget):
    """Shows what the report would hold, and writes it where the user wants it."""

    failed = Signal(object)
    written = Signal(object)
    """The files."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("tab.report")
        self._state, self._theme = state, theme
        self._job: Job | None = None
        self._looking: Job | None = None
        self._ending: list[Job] = []
        self._run: Path | None = None
        self._split = "test"
        self._is_previewed = False
        self._files: list[Path] = []
        self._out: Path | None = None
        """Where they are."""
        self.preview = ReportPreview()
        self._waiting = label(self.tr("Reading the run…"), "muted")
        right = card(12)
        inner = column(label(self.tr("What it will hold"), "heading"), self._waiting, gap=GAP)
        inner.addWidget(self.preview, 1)
        right.setLayout(inner)
        layout = column(Panes(self._make_choices(), right, (4, 5)))
        layout.setContentsMargins(0, GAP, 0, 0)
        self.setLayout(layout)
        self._show_busy()
        state.run_changed.connect(self._follow_run)
        self._follow_run()

    @property
    def is_busy(self) -> bool:
        """Whether a report is being written."""
        return self._job is not None

    def show_examination(self, seen: Examined | None) -> None:
        """The report is of this; of a run without an evaluation where there is none."""
        self._take(seen.run.path if seen else self._of_state(), seen.split if seen else "test")

    def close_page(self, seconds: float) -> None:
        """End its threads."""
        for job in (self._job, self._looking, *self._ending):
            if job is not None:
                job.cancel()
                job.wait(seconds)

    def start(self) -> None:
        """Write what is chosen into the chosen folder."""
        out = self._folder.folder()
        chosen = [name for name, box in self._choices.items() if box.isChecked()]
        if self._run is None or out is None or not chosen or self._job is not None:
            return
        run, split = self._run, self._split

        def work(on_progress: OnProgress) -> list[Path]:
            return _write(run, split, out, chosen, on_progress)

        self._result.hide()
        self._bar.setRange(0, 0)
        self._out = out
        self._job = self._begin(work, self._show_result)
        self._job.progressed.connect(self._show_progress)
        self._show_busy()

    def file_texts(self) -> list[str]:
        """The files that were written, as they stand there."""
        return self._list.text().splitlines()

    def _make_choices(self) -> QWidget:
        titles = {
            "html": self.tr("One HTML page, for any browser"),
            "pdf": self.tr("A PDF, for paper"),
            "csv": self.tr("Tables as CSV"),
            "json": self.tr("Tables as JSON"),
            "svg": self.tr("Plots as SVG"),
            "png": self.tr("Plots as PNG"),
        }
        self._choices: dict[str, QCheckBox] = {}
        choose = card()
        boxes = column(label(self.tr("What to write"), "heading"), gap=6)
        for name, title in titles.items():
            box = QCheckBox(title)
            box.setObjectName(f"report.write.{name}")
            box.setAccessibleName(title)
            box.setChecked(name in ("html", "pdf"))
            box.toggled.connect(self._show_choice)
            self._choices[name] = box
            boxes.addWidget(box)
        choose.setLayout(boxes)
        place = holder()
        place.setLayout(column(choose, self._make_where(), self._make_result(), 1, gap=2 * GAP))
        return place

    def _make_where(self) -> QWidget:
        self._folder = FolderRow(
            self._theme,
            "report",
            self.tr("Folder for the report"),
            self.tr("Choose the folder for the report"),
        )
        self._folder.changed.connect(self._show_choice)
        self._go = button(self.tr("Write the report"), "report.start")
        self._go.clicked.connect(self.start)
        self._theme.dress(self._go, "export")
        self._cancel = button(self.tr("Cancel"), "report.cancel")
        self._cancel.clicked.connect(self._ask_cancel)
        self._theme.dress(self._cancel, "cancel")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the report"))
        self._stage = label("", "caption")
        self._left = TimeLeft()
        where = card()
        inner = column(label(self.tr("Folder"), "heading"), self._folder)
        inner.addSpacing(GAP)
        inner.addLayout(row(self._go, self._cancel, 1))
        inner.addWidget(self._bar)
        inner.addWidget(self._stage)
        where.setLayout(inner)
        return where

    def _make_result(self) -> QWidget:
        self._list = label("", "caption", wrap=True)
        self._list.setObjectName("report.files")
        self._list.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._open = button(self.tr("Open the report"), "report.open")
        self._open.clicked.connect(self._open_report)
        self._theme.dress(self._open, "image")
        folder = button(self.tr("Open the folder"), "report.open_folder")
        folder.clicked.connect(self._open_folder)
        self._theme.dress(folder, "folder")
        self._result = card()
        inner = column(label(self.tr("The report is written."), "heading"), self._list, gap=12)
        inner.addLayout(row(self._open, folder, 1))
        self._result.setLayout(inner)
        self._result.hide()
        return self._result

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def _of_state(self) -> Path | None:
        return self._state.run.path if self._state.run is not None else None

    def _follow_run(self) -> None:
        if self._of_state() != self._run:
            self._take(self._of_state(), "test")

    def _take(self, run: Path | None, split: str) -> None:
        is_other, self._run, self._split = run != self._run, run, split
        self._is_previewed = False
        if run is not None:
            self._folder.suggest(in_documents(f"{run.name}-report"), anew=is_other)
        self._show_choice()
        if self._job is None:
            self._result.hide()
        if self.isVisible():
            self._look()

    def _look(self) -> None:
        """Show what the report would hold; the images themselves are read when it is written."""
        if self._is_previewed:
            return
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self._is_previewed = True
        self.preview.show_chapters([])
        self._waiting.setVisible(self._run is not None)
        if self._run is None:
            return
        run, split, ratio = self._run, self._split, pixel_ratio()

        def work(on_progress: OnProgress) -> list[PreviewedChapter]:
            from regnet_studio.runs.chapters import document
            from regnet_studio.runs.directory import Run
            from regnet_studio.runs.findings import findings

            found = findings(Run(run), split, images=False, on_progress=on_progress)
            on_progress("drawing", 0, 1)
            return previewed(document(found), ratio)

        self._looking = self._begin(work, self._show_preview)

    def _begin(self, work: Callable[[OnProgress], Any], take: Callable[[Any], None]) -> Job:
        job = Job(work, self)
        self._ending.append(job)
        job.succeeded.connect(take)
        job.failed.connect(self.failed)
        job.ended.connect(lambda: self._end(job))
        return job.start()

    def _end(self, job: Job) -> None:
        self._ending.remove(job)
        if job is self._looking:
            self._looking = None
            self._waiting.hide()
        if job is self._job:
            self._job = None
            self._show_busy()

    def _show_preview(self, chapters: list[PreviewedChapter]) -> None:
        self.preview.show_chapters(chapters)

    def _ask_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show_choice(self) -> None:
        nothing = not any(box.isChecked() for box in self._choices.values())
        why = self.tr("Choose what to write") if nothing else ""
        self._go.setToolTip(why)
        self._go.setEnabled(
            not nothing
            and self._run is not None
            and self._job is None
            and self._folder.folder() is not None
        )

    def _show_busy(self) -> None:
        busy = self._job is not None
        self._cancel.setVisible(busy)
        self._bar.setVisible(busy)
        self._stage.setVisible(busy)
        self._show_choice()

    def _show_progress(self, report: tuple[str, int, int]) -> None:
        stage, done, total = report
        texts = {
            "reading": self.tr("Reading images"),
            "explaining": self.tr("Computing heat maps"),
            "drawing": self.tr("Drawing"),
        }
        so_far = words.so_far(stage, done, total) if stage != "drawing" else ""
        text = f"{texts.get(stage, stage)} {so_far}".strip()
        self._stage.setText(self._left.said(text, done, total, stage))
        self._bar.setRange(0, total if stage != "drawing" else 0)
        self._bar.setValue(done)

    def _show_result(self, files: list[Path]) -> None:
        self._files = files
        readable = [file for file in files if file.suffix in (".html", ".pdf")]
        shown = readable or files
        more = len(files) - len(shown)
        lines = [str(file) for file in shown[:6]]
        if more or shown[6:]:
            lines.append(self.tr("and {n} more").format(n=words.number(len(files) - len(lines))))
        self._list.setText("\n".join(lines))
        self._open.setVisible(bool(readable))
        self._result.show()
        self.written.emit(files)

    def _open_report(self) -> None:
        if self._files:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._files[0])))

    def _open_folder(self) -> None:
        if self._out is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._out)))


def _write(
    path: Path, split: str, out: Path, chosen: list[str], on_progress: OnProgress
) -> list[Path]:
    """Write the kinds of files that are chosen; what is read first comes first."""
    from regnet_studio.runs.chapters import document
    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.findings import findings
    from regnet_studio.runs.reporting import write_html, write_plots, write_tables
    from regnet_studio.studio.evaluate.report_pdf import write_pdf

    run = Run(path)
    found = findings(run, split, on_progress=on_progress)
    on_progress("drawing", 0, 1)
    made = document(found)
    written: list[Path] = []
    if "html" in chosen:
        written.append(write_html(made, out / "report.html"))
        on_progress("drawing", 0, 1)
    if "pdf" in chosen:
        written.append(write_pdf(made, out / "report.pdf"))
        on_progress("drawing", 0, 1)
    if tables := tuple(name for name in ("csv", "json") if name in chosen):
        written += write_tables(found, out / "tables", tables)
    if plots := tuple(name for name in ("svg", "png") if name in chosen):
        written += write_plots(made, out / "plots", plots)
    return written
