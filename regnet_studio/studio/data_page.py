"""The Data page: choose images, see what is there and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QSplitter,
    QStackedLayout,
    QTableView,
    QTabWidget,
    QWidget,
)

from regnet_studio.data.builtin import builtin_sets
from regnet_studio.studio import words
from regnet_studio.studio.class_counts import ClassCounts
from regnet_studio.studio.drops import DropZone
from regnet_studio.studio.parts import (
    GAP,
    ElidedLabel,
    Figure,
    Paragraph,
    button,
    card,
    column,
    holder,
    label,
    row,
)
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.theme import Theme, tinted
from regnet_studio.studio.thumbnails import Thumbnails

if TYPE_CHECKING:
    from regnet_studio.data.scan import Scan


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
        self._stack = QStackedLayout()
        self._empty, self._busy, self._full = self._make_empty(), self._make_busy(), holder()
        self._fill(self._full)
        for part in (self._empty, self._busy, self._full):
            self._stack.addWidget(part)
        layout = column(gap=GAP, margin=3 * GAP)
        layout.addLayout(self._header())
        layout.addLayout(self._stack, 1)
        self.setLayout(layout)
        QShortcut(QKeySequence("Ctrl+O"), self, self.ask_folder).setContext(
            Qt.ShortcutContext.WindowShortcut
        )
        state.data_changed.connect(self._show)
        state.recipe_changed.connect(self._show_source)
        state.recipe_changed.connect(self._show_size)
        self._show()
        self._show_source()

    def show_scanning(self, source: str) -> None:
        """A scan has begun."""
        self._busy_what.set_text(self.tr("Reading {source}").format(source=source))
        self._bar.setRange(0, 0)
        self._busy_count.setText("")
        self._stack.setCurrentWidget(self._busy)

    def show_progress(self, done: int, total: int) -> None:
        """The scan has got so far."""
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        text = self.tr("{done} of {total} images")
        self._busy_count.setText(text.format(done=words.number(done), total=words.number(total)))

    def show_scanned(self) -> None:
        """The scan is over, however it went: what the state holds is shown again."""
        self._show()

    def ask_folder(self) -> None:
        """Let the user choose a folder."""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("A folder of images"))
        if chosen:
            self.source_asked.emit(chosen)

    def ask_zip(self) -> None:
        """Let the user choose a .zip."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("A .zip of images"), "", self.tr("Zip archives (*.zip)")
        )
        if chosen:
            self.source_asked.emit(chosen)

    def close_dataset(self) -> None:
        """End the thread behind the thumbnails."""
        self.thumbnails.model.close()

    def _header(self) -> QHBoxLayout:
        self._title = ElidedLabel(self.tr("Data"), "title")
        self._title.setObjectName("data.title")
        self._source = QLineEdit()
        self._source.setObjectName("recipe.data.source")
        self._source.setAccessibleName(self.tr("Path of the images or name of a built-in set"))
        self._source.setToolTip(
            self.tr("A built-in set, or the path of a folder or .zip of images; Enter opens it")
        )
        self._source.setPlaceholderText(self.tr("Path of a folder or .zip, then Enter"))
        self._source.returnPressed.connect(self._open_typed)
        folder = button(self.tr("Choose folder…"), "data.folder")
        folder.clicked.connect(self.ask_folder)
        folder.setToolTip(self.tr("Open a folder of images (Ctrl+O)"))
        self._theme.dress(folder, "folder")
        archive = button(self.tr("Choose zip…"), "data.zip")
        archive.clicked.connect(self.ask_zip)
        self._theme.dress(archive, "archive")
        layout = row(self._title, self._source, folder, archive)
        layout.setStretch(0, 3)
        layout.setStretch(1, 2)
        return layout

    def _open_typed(self) -> None:
        text = self._source.text().strip()
        if text:
            self.source_asked.emit(text)

    def _make_empty(self) -> QWidget:
        zone = DropZone("data.drop")
        zone.setAccessibleName(self.tr("Drop a folder or a .zip of images here"))
        zone.dropped.connect(self.paths_dropped)
        self._picture = label()
        self._theme.changed.connect(self._draw_picture)
        self._draw_picture()
        title = label(self.tr("Drop a folder or a .zip of images here"), "heading")
        hint = Paragraph(
            self.tr(
                "One folder per class, such as cat/001.jpg and dog/001.jpg. Folders named train, "
                "validation and test are understood. Your files are never changed."
            ),
            480,
        )
        choose = button(self.tr("Choose a folder…"), "empty.data")
        choose.clicked.connect(self.ask_folder)
        self._theme.dress(choose, "folder")
        layout = column(gap=12, margin=2 * GAP)
        layout.addStretch(1)
        for part in (self._picture, title, hint, choose):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        zone.setLayout(layout)
        sets = row(gap=2 * GAP)
        for known in builtin_sets():
            text = self.tr("{title}: {images} images, {classes} classes, {size} px").format(
                title=known.title,
                images=words.number(known.images),
                classes=known.classes,
                size=known.size,
            )
            one = button(f"{text}\n{known.summary}", f"data.set.{known.name}", "choice")
            one.setAccessibleName(text)
            one.clicked.connect(lambda _=False, name=known.name: self.source_asked.emit(name))
            self._theme.dress(one, "image", "accent")
            sets.addWidget(one)
        sets.addStretch(1)
        place = holder()
        outer = column(gap=GAP)
        outer.addWidget(zone, 1)
        outer.addSpacing(GAP)
        outer.addWidget(label(self.tr("Or start with a built-in set"), "muted"))
        outer.addLayout(sets)
        place.setLayout(outer)
        return place

    def _draw_picture(self) -> None:
        self._picture.setPixmap(tinted("image", self._theme.colors["line_strong"], 64))

    def _make_busy(self) -> QWidget:
        self._busy_what = ElidedLabel("", "heading")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setObjectName("data.progress")
        self._bar.setAccessibleName(self.tr("Progress of the scan"))
        self._busy_count = label("", "muted")
        cancel = button(self.tr("Cancel"), "data.cancel")
        cancel.clicked.connect(self.cancel_asked)
        self._theme.dress(cancel, "cancel")
        box = card(3 * GAP)
        inner = column(self._busy_what, self._bar, gap=12)
        inner.addLayout(row(self._busy_count, 1, cancel))
        box.setLayout(inner)
        box.setMinimumWidth(480)
        place = holder()
        layout = column(1, gap=0)
        layout.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        place.setLayout(layout)
        return place

    def _fill(self, place: QWidget) -> None:
        self._figures = {
            "images": Figure(self.tr("images"), "data.images"),
            "classes": Figure(self.tr("classes"), "data.classes"),
            "size": Figure(self.tr("working size"), "data.size"),
            "ratio": Figure(self.tr("largest : smallest class"), "data.ratio"),
            "problems": Figure(self.tr("problems"), "data.problems"),
            "duplicates": Figure(self.tr("duplicates"), "data.duplicates"),
        }
        strip = card()
        strip.setLayout(row(*self._figures.values(), 1, gap=5 * GAP))
        self.counts = ClassCounts(self._theme)
        left = card(GAP)
        left.setLayout(column(self.counts))
        self.thumbnails = Thumbnails(self._theme)
        self.thumbnails.failed.connect(self.failed)
        self._problems = _table(self.tr("Problems"), "data.problem.list")
        self._duplicates = _table(self.tr("Duplicates"), "data.duplicate.list")
        self._tabs = QTabWidget()
        self._tabs.addTab(self.thumbnails, self.tr("Images"))
        self._tabs.addTab(self._problems, self.tr("Problems"))
        self._tabs.addTab(self._duplicates, self.tr("Duplicates"))
        right = card(GAP)
        right.setLayout(column(self._tabs))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(2 * GAP)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([400, 600])
        layout = column(strip, gap=2 * GAP)
        layout.addWidget(split, 1)
        place.setLayout(layout)

    def _show_source(self) -> None:
        if not self._source.hasFocus() or self._state.scan is not None:
            has_data = self._state.scan is not None
            self._source.setText(self._state.recipe.data.source if has_data else "")
            self._source.setCursorPosition(0)

    def _show_size(self) -> None:
        scan = self._state.scan
        if scan is not None:
            size = self._state.recipe.data.size or scan.size
            tip = self.tr("grey") if scan.channels == 1 else self.tr("colour")
            self._figures["size"].show_value(f"{size} px", tip=tip)

    def _show(self) -> None:
        scan = self._state.scan
        if scan is None:
            self._title.set_text(self.tr("Data"))
            self.thumbnails.show_dataset(None)
            self._stack.setCurrentWidget(self._empty)
            return
        self._title.set_text(scan.dataset.name)
        self._show_figures(scan)
        counts = scan.counts()
        self.counts.show_counts(scan.dataset.classes, counts)
        _list(
            self._problems,
            [self.tr("File"), self.tr("Kind"), self.tr("What is wrong")],
            [(problem.path, problem.kind, problem.detail) for problem in scan.problems],
        )
        copies = [(str(len(g)), g[0], ", ".join(g[1:])) for g in map(tuple, scan.duplicates)]
        _list(
            self._duplicates,
            [self.tr("Copies"), self.tr("File"), self.tr("The same as")],
            copies,
        )
        self._tabs.setTabText(
            1, self.tr("Problems ({n})").format(n=words.number(len(scan.problems)))
        )
        self._tabs.setTabText(2, self.tr("Duplicates ({n})").format(n=words.number(len(copies))))
        self.thumbnails.show_dataset(scan.dataset, scan.size)
        self._show_source()
        self._stack.setCurrentWidget(self._full)

    def _show_figures(self, scan: Scan) -> None:
        # What the network will see: the training images where the splits are given.
        counts = scan.counts()
        learned = [counts[split] for split in ("train", "unsplit") if split in counts]
        totals = dict.fromkeys(scan.dataset.classes, 0)
        for of_split in learned or counts.values():
            for name, count in of_split.items():
                totals[name] += count
        most, least = max(totals.values()), min(totals.values())
        ratio = f"{words.decimal(most / least, 1)} : 1" if least else "∞"
        copies = sum(len(group) - 1 for group in scan.duplicates)
        show = self._figures
        show["images"].show_value(words.number(len(scan.dataset)))
        show["classes"].show_value(words.number(len(scan.dataset.classes)))
        self._show_size()
        show["ratio"].show_value(ratio, tip=f"{words.number(most)} : {words.number(least)}")
        show["problems"].show_value(words.number(len(scan.problems)))
        show["duplicates"].show_value(words.number(copies))


def _table(name: str, object_name: str) -> QTableView:
    table = QTableView()
    table.setObjectName(object_name)
    table.setAccessibleName(name)
    table.setModel(QStandardItemModel(table))
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.setWordWrap(False)
    return table


def _list(table: QTableView, titles: list[str], rows: list[tuple[str, ...]]) -> None:
    model = table.model()
    assert isinstance(model, QStandardItemModel)
    model.clear()
    model.setHorizontalHeaderLabels(titles)
    for texts in rows:
        items = [QStandardItem(text) for text in texts]
        for item in items:
            item.setToolTip(item.text())
        model.appendRow(items)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setStretchLastSection(True)
    for place in range(len(titles) - 1):
        table.resizeColumnToContents(place)
        table.setColumnWidth(place, min(max(table.columnWidth(place), 80), 260))


def source_title(source: str) -> str:
    """A short name for a source: a set's title or the last part of a path."""
    for known in builtin_sets():
        if known.name == source:
            return known.title
    return Path(source).name or source
