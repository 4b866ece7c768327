"""After a crash: its report is offered at the next start, and the settings that were being made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPlainTextEdit, QWidget

from regnet_studio import files
from regnet_studio.errors import UserMistake
from regnet_studio.folders import log_folder
from regnet_studio.studio import words
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.look.text_size import open_at
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.banners import Answer, Banners
from regnet_studio.studio.trouble.session import Crashed, crashed
from regnet_studio.studio.widgets.parts import GAP, button, column, label, row

REPORT, DRAFT = "crash report", "crash draft"
"""Topics of the banners."""


class CrashOffer(QObject):
    """Looks once for sessions that did not end well, and offers what they left.

    Args:
        bring_back: opens the file of a recipe.
    """

    failed = Signal(object)
    looked = Signal()
    """What there is, if anything, is offered."""

    def __init__(
        self,
        banners: Banners,
        theme: Theme,
        bring_back: Callable[[Path], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._banners, self._theme, self._bring_back = banners, theme, bring_back
        self._parent = parent
        self._job: Job | None = None
        self.dialog: CrashDialog | None = None

    def look(self) -> None:
        """Look for them off the GUI thread."""

        def work(_: OnProgress) -> list[Crashed]:
            return crashed()

        self._job = Job(work, self)
        self._job.succeeded.connect(self._offer)
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._over)
        self._job.start()

    def close(self, seconds: float) -> None:
        """Wait for its thread."""
        if self._job is not None:
            self._job.wait(seconds)
        if self.dialog is not None:
            self.dialog.close()

    def _offer(self, found: list[Crashed]) -> None:
        if not found:
            return
        draft = next((one.draft for one in found if one.draft is not None), None)
        if draft is not None:
            self._banners.say(
                self.tr("The settings that you were making when the program ended are still there"),
                topic=DRAFT,
                answers=(
                    Answer(
                        self.tr("Bring them back"), "crash.bring_back", lambda: self._bring(draft)
                    ),
                ),
                on_dismissed=lambda: draft.unlink(missing_ok=True),
            )
        text = self.tr("The program ended unexpectedly last time (begun {when})")
        self._banners.say(
            text.format(when=words.moment(found[0].began)),
            "mistake",
            topic=REPORT,
            answers=(Answer(self.tr("Show the report"), "crash.show", lambda: self._show(found)),),
            on_dismissed=lambda: _forget(found),
        )

    def _show(self, found: list[Crashed]) -> None:
        self.dialog = CrashDialog(self._theme, found[0].report, self._parent)
        self.dialog.failed.connect(self.failed)
        self.dialog.finished.connect(lambda: _forget(found))
        self.dialog.open()

    def _bring(self, draft: Path) -> None:
        self._bring_back(draft)

    def _over(self) -> None:
        self._job = None
        self.looked.emit()


class CrashDialog(QDialog):
    """What can be sent along when the crash is reported."""

    failed = Signal(object)
    """The exception: the file could not be written."""

    def __init__(self, theme: Theme, report: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("crash")
        self.setProperty("role", "window")
        self.setWindowTitle(self.tr("Report of a crash"))
        open_at(self, 760, 520)
        self.text = QPlainTextEdit(report)
        self.text.setObjectName("crash.report")
        self.text.setAccessibleName(self.tr("Report"))
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        about = label(
            self.tr(
                "Nothing is sent by the program. The report holds versions, the stack and the end "
                "of the log: no image, but paths. Please send it along when you tell us."
            ),
            "muted",
            wrap=True,
        )
        copy = button(self.tr("Copy"), "crash.copy")
        copy.clicked.connect(lambda: QApplication.clipboard().setText(report))
        theme.dress(copy, "copy")
        save = button(self.tr("Save…"), "crash.save")
        save.clicked.connect(self._ask_file)
        theme.dress(save, "save")
        folder = button(self.tr("Open the folder"), "crash.folder")
        folder.clicked.connect(open_log_folder)
        theme.dress(folder, "folder")
        close = button(self.tr("Close"), "crash.close")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        layout = column(label(self.tr("The program ended unexpectedly"), "heading"), about)
        layout.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        layout.addWidget(self.text, 1)
        layout.addLayout(row(copy, save, folder, 1, close))
        self.setLayout(layout)

    def save(self, path: Path) -> None:
        """Write the report to a file."""
        try:
            files.write_text(path, self.text.toPlainText())
        except UserMistake as mistake:
            self.failed.emit(mistake)

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the report"), "regnet-studio-crash.txt", self.tr("Text (*.txt)")
        )
        if chosen:
            self.save(Path(chosen))


def open_log_folder() -> None:
    """Show the folder of the log in the system's file manager."""
    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _forget(found: list[Crashed]) -> None:
    for one in found:
        one.forget()
