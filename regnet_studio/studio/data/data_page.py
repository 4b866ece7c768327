"""The Data page: choose images, then see and set what is learned from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QStackedWidget, QWidget

from regnet_studio.studio.data.data_start import DataBusy, DataStart
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, button, column, row

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHBoxLayout

    from regnet_studio.studio.data.data_desk import DataDesk


class DataPage(QWidget):
    """Says only what the user asked for (``source_asked``); the window scans."""

    source_asked = Signal(str)
    paths_dropped = Signal(object)
    cancel_asked = Signal()
    failed = Signal(object)

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("page.data")
        self._state, self._theme = state, theme
        self._desk: DataDesk | None = None
        self.start = DataStart(theme)
        self.start.source_asked.connect(self.source_asked)
        self.start.paths_dropped.connect(self.paths_dropped)
        self.start.folder_asked.connect(self.ask_folder)
        self.start.failed.connect(self.failed)
        self._busy = DataBusy(theme)
        self._busy.cancel_asked.connect(self.cancel_asked)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(self._busy)
        layout = column(gap=12, margin=3 * GAP)
        layout.addLayout(self._header())
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        state.data_changed.connect(self._show)
        state.recipe_changed.connect(self._show_source)
        self._show()
        self._show_source()

    @property
    def desk(self) -> DataDesk:
        """The tabs; made when first asked for, so that the window is on the screen before."""
        if self._desk is None:
            from regnet_studio.studio.data.data_desk import DataDesk

            self._desk = DataDesk(self._state, self._theme)
            self._desk.failed.connect(self.failed)
            self._stack.addWidget(self._desk)
        return self._desk

    def make_desk(self) -> None:
        """Make the tabs before they are needed."""
        _ = self.desk

    def show_scanning(self, source: str) -> None:
        """A scan has begun."""
        self._busy.show_source(source)
        self._stack.setCurrentWidget(self._busy)

    def show_progress(self, stage: str, done: int, total: int) -> None:
        """The scan has got so far."""
        self._busy.show_progress(stage, done, total)

    def show_rereading(self) -> None:
        """The open images are being read in another way."""
        self.desk.show_rereading(True)

    def show_scanned(self) -> None:
        """The scan is over, however it went: what the state holds is shown again."""
        if self._desk is not None:
            self._desk.show_rereading(False)
        self._show()

    def close_dataset(self, seconds: float) -> None:
        """End the threads behind the page; an edit that is being written is waited for."""
        if self._desk is not None:
            self._desk.close_dataset(seconds)

    def ask_folder(self) -> None:
        """Let the user choose a folder."""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("A folder of images"))
        if chosen:
            self.source_asked.emit(chosen)

    def ask_file(self) -> None:
        """Let the user choose an archive or a table."""
        from regnet_studio.data.archives import ARCHIVES
        from regnet_studio.data.layout import TABLES

        archives = " ".join(f"*{ending}" for ending in ARCHIVES)
        tables = " ".join(f"*{ending}" for ending in sorted(TABLES))
        kinds = self.tr("Archives and tables ({all});;Archives ({archives});;Tables ({tables})")
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("An archive or a table of images"),
            "",
            kinds.format(all=f"{archives} {tables}", archives=archives, tables=tables),
        )
        if chosen:
            self.source_asked.emit(chosen)

    def _header(self) -> QHBoxLayout:
        self._title = ElidedLabel(self.tr("Data"), "title")
        self._title.setObjectName("data.title")
        self._source = QLineEdit()
        self._source.setObjectName("recipe.data.source")
        self._source.setAccessibleName(self.tr("Path of the images or name of a built-in set"))
        self._source.setToolTip(
            self.tr(
                "A built-in set, or the path of a folder, an archive or a table of images; Enter "
                "opens it"
            )
        )
        self._source.setPlaceholderText(self.tr("Path of a folder, archive or table, then Enter"))
        self._source.setToolTip(self._source.placeholderText())
        self._source.returnPressed.connect(self._open_typed)
        folder = button(self.tr("Folder…"), "data.folder")
        folder.setAccessibleName(self.tr("Choose a folder of images"))
        folder.clicked.connect(self.ask_folder)
        folder.setToolTip(self.tr("Open a folder of images (Ctrl+O)"))
        self._theme.dress(folder, "folder")
        archive = button(self.tr("File…"), "data.file")
        archive.setAccessibleName(self.tr("Choose an archive or a table of images"))
        archive.setToolTip(self.tr("Open a .zip, .tar or .csv of images"))
        archive.clicked.connect(self.ask_file)
        self._theme.dress(archive, "archive")
        layout = row(self._title, self._source, folder, archive)
        layout.setStretch(0, 3)
        layout.setStretch(1, 3)
        return layout

    def _open_typed(self) -> None:
        text = self._source.text().strip()
        if text:
            self.source_asked.emit(text)

    def _show_source(self) -> None:
        if not self._source.hasFocus() or self._state.scan is not None:
            has_data = self._state.scan is not None
            text = self._state.recipe.data.source if has_data else ""
            if text != self._source.text():
                self._source.setText(text)
                self._source.setCursorPosition(0)

    def _show(self) -> None:
        scan = self._state.scan
        self._title.set_text(scan.dataset.name if scan is not None else self.tr("Data"))
        self._show_source()
        self._stack.setCurrentWidget(self.start if scan is None else self.desk)
