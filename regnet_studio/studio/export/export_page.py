"""The Export page: the model leaves the house, checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QProgressBar,
    QRadioButton,
    QStackedWidget,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.jobs.time_left import TimeLeft
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.folder_row import FolderRow, in_documents
from regnet_studio.studio.widgets.parts import (
    GAP,
    ElidedLabel,
    EmptyState,
    button,
    card,
    column,
    holder,
    label,
    row,
)

if TYPE_CHECKING:
    from regnet_studio.export.formats import ExportFormat


_INDENT_PX = 20


class ExportPage(QWidget):
    """Exports the open run and shows what the check found."""

    failed = Signal(object)
    exported = Signal(object)
    """The folder."""

    def __init__(self, state: StudioState, theme: Theme, go_to_train: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("page.export")
        self._state, self._theme = state, theme
        self._job: Job | None = None
        self._formats: dict[str, QRadioButton] = {}
        self._written: Path | None = None
        self._title = ElidedLabel(self.tr("Export"), "title")
        self._stack = QStackedWidget()
        self._stack.addWidget(
            EmptyState(
                theme,
                "export",
                self.tr("Nothing to export yet"),
                self.tr("Train a network, or choose a run on the left."),
                self.tr("Go to training"),
                go_to_train,
            )
        )
        self._stack.addWidget(self._make_body())
        layout = column(self._title, gap=2 * GAP, margin=3 * GAP)
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        state.run_changed.connect(self._follow_run)

    @property
    def is_busy(self) -> bool:
        """Whether an export goes on."""
        return self._job is not None

    def show_formats(self, formats: list[ExportFormat]) -> None:
        """Offer these formats; what is missing is shown with what to install."""
        for known in formats:
            if known.name in self._formats:
                continue
            choice = QRadioButton(known.title)
            choice.setObjectName(f"export.format.{known.name}")
            choice.setAccessibleName(known.title)
            choice.setEnabled(not known.missing)
            text = words.told(known.missing or known.summary)
            choice.setAccessibleDescription(text)
            choice.setToolTip(text)
            choice.toggled.connect(lambda: self._suggest_folder())
            self._formats[known.name] = choice
            self._group.addButton(choice)
            note = label(text, "error" if known.missing else "caption", wrap=True)
            note.setContentsMargins(0, 0, 0, GAP)
            beside = holder()  # as wide as the button before the name
            hold(beside, fixed_width=_INDENT_PX)
            self._format_box.addWidget(choice)
            self._format_box.addLayout(row(beside, note, gap=GAP))
        free = [choice for choice in self._formats.values() if choice.isEnabled()]
        if free and self.chosen_format() is None:
            free[0].setChecked(True)
        self._suggest_folder()

    def chosen_format(self) -> str | None:
        """The name of the chosen format."""
        for name, choice in self._formats.items():
            if choice.isChecked():
                return name
        return None

    def result_texts(self) -> dict[str, str]:
        """The check's figures as they stand there."""
        return {name: place.text() for name, place in self._check.items()}

    def start(self) -> None:
        """Export the open run into the chosen folder."""
        run, name = self._state.run, self.chosen_format()
        out = self._folder.folder()
        if run is None or name is None or out is None or self._job is not None:
            return
        path = run.path

        def work(on_progress: OnProgress) -> dict[str, Any]:
            from regnet_studio.runs import exporting

            return exporting.export(path, name, out, on_progress)

        self._result.hide()
        self._bar.setRange(0, 0)
        self._show_busy(True)
        self._job = Job(work, self)
        self._job.progressed.connect(self._show_progress)
        self._job.succeeded.connect(lambda result: self._show_result(out, result))
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._finish)
        self._job.start()

    def close_page(self, seconds: float) -> None:
        """Give up what is being exported, and wait for its thread."""
        if self._job is not None:
            self._job.cancel()
            self._job.wait(seconds)

    def _make_body(self) -> QWidget:
        self._group = QButtonGroup(self)
        self._format_box = column(label(self.tr("Format"), "heading"), gap=2)
        choose = card()
        choose.setLayout(self._format_box)
        self._folder = FolderRow(
            self._theme,
            "export",
            self.tr("Folder to export to"),
            self.tr("Choose the folder to export to"),
        )
        self._go = button(self.tr("Export and check"), "export.start")
        self._go.clicked.connect(self.start)
        self._theme.dress(self._go, "export")
        self._cancel = button(self.tr("Cancel"), "export.cancel")
        self._cancel.clicked.connect(self._ask_cancel)
        self._theme.dress(self._cancel, "cancel")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the export"))
        self._stage = label("", "caption")
        self._stage.setObjectName("export.stage")
        self._left = TimeLeft()
        where = card()
        inner = column(label(self.tr("Folder"), "heading"), self._folder)
        inner.addSpacing(GAP)
        inner.addLayout(row(self._go, self._cancel, 1))
        inner.addWidget(self._bar)
        inner.addWidget(self._stage)
        where.setLayout(inner)
        place = holder()
        layout = column(choose, where, self._make_result(), 1, gap=2 * GAP)
        place.setLayout(layout)
        hold(place, most_width=880)
        self._show_busy(False)
        return place

    def _make_result(self) -> QWidget:
        self._verdict = label("", "heading", wrap=True)
        self._verdict.setObjectName("export.verdict")
        self._files = label("", "caption", wrap=True)
        self._files.setObjectName("export.files")
        self._files.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        titles = {
            "accuracy_before": self.tr("Accuracy of the original"),
            "accuracy_after": self.tr("Accuracy of the export"),
            "max_abs_diff": self.tr("Largest difference of a logit"),
            "images": self.tr("Images compared"),
            "latency_ms": self.tr("Time for one image"),
            "size_mb": self.tr("Size on disk"),
        }
        form = QFormLayout()
        form.setHorizontalSpacing(4 * GAP)
        form.setVerticalSpacing(GAP)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._check = {name: label("") for name in titles}
        for name, title in titles.items():
            self._check[name].setObjectName(f"export.check.{name}")
            form.addRow(label(title, "muted"), self._check[name])
        show = button(self.tr("Open the folder"), "export.open")
        show.clicked.connect(self._open_folder)
        self._theme.dress(show, "folder")
        self._result = card()
        inner = column(self._verdict, gap=12)
        inner.addLayout(form)
        inner.addWidget(self._files)
        inner.addLayout(row(show, 1))
        self._result.setLayout(inner)
        self._result.hide()
        return self._result

    def _follow_run(self) -> None:
        run = self._state.run
        self._stack.setCurrentIndex(0 if run is None else 1)
        self._title.set_text(
            self.tr("Export {run}").format(run=run.name) if run else self.tr("Export")
        )
        if self._job is None:
            self._result.hide()
        self._suggest_folder(anew=True)

    def _suggest_folder(self, anew: bool = False) -> None:
        run, name = self._state.run, self.chosen_format()
        if run is not None and name is not None:
            self._folder.suggest(in_documents(f"{run.name}-{name}"), anew)

    def _ask_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show_busy(self, busy: bool) -> None:
        self._go.setEnabled(not busy)
        self._cancel.setVisible(busy)
        self._bar.setVisible(busy)
        self._stage.setVisible(busy)
        self._stage.setText(self.tr("Writing the model") if busy else "")
        self._left.forget()

    def _show_progress(self, report: tuple[int, int]) -> None:
        done, total = report
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        self._stage.setText(self._left.said(self.tr("Checking the model"), done, total))

    def _finish(self) -> None:
        self._job = None
        self._show_busy(False)

    def _show_result(self, out: Path, result: dict[str, Any]) -> None:
        check = result["check"]
        self._written = out
        passed = bool(check.get("passed", True))
        self._verdict.setText(
            self.tr("Exported, and it answers as the original does.")
            if passed
            else self.tr("Exported, but it does not answer as the original does.")
        )
        texts = {
            "accuracy_before": words.percent(check["accuracy_before"], 2),
            "accuracy_after": words.percent(check["accuracy_after"], 2),
            "max_abs_diff": words.small(check["max_abs_diff"], 2),
            "images": words.number(int(check.get("images", 0))),
            "latency_ms": self.tr("{n} ms").format(n=words.decimal(check["latency_ms"], 2)),
            "size_mb": words.memory(check["size_mb"]),
        }
        for name, text in texts.items():
            self._check[name].setText(text)
        self._files.setText("\n".join(str(file) for file in result["files"]))
        self._result.show()
        self.exported.emit(out)

    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written)))
