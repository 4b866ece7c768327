"""The tab of the images: filters, the grid, and what can be done with those selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.data.mending import Mending
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.shortcuts import KEYS, sequence, with_key
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.cell_images import ScanImages
from regnet_studio.studio.widgets.class_picker import ALL, ClassBox, ClassQuestion
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.image_grid import ImageGrid
from regnet_studio.studio.widgets.image_view import ImageView
from regnet_studio.studio.widgets.parts import GAP, ElidedLabel, button, column, holder, label, row
from regnet_studio.studio.widgets.thumbnails import Thumbnails

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from regnet_studio.studio.data.overview import Overview


class ImageBrowser(QWidget):
    """Shows the state's images; says what is to be mended to :class:`Mending`."""

    failed = Signal(object)

    def __init__(
        self, state: StudioState, theme: Theme, thumbnails: Thumbnails, mending: Mending
    ) -> None:
        super().__init__()
        self._state, self._theme, self._mending = state, theme, mending
        self._overview: Overview | None = None
        self._only: NDArray[np.int64] | None = None
        self._split_number = ALL
        self._mark = ""
        self.grid = ImageGrid(theme, thumbnails)
        self.grid.selection_changed.connect(self._judge)
        self.grid.opened.connect(self.open_image)
        self.grid.menu_asked.connect(self._open_menu)
        self._view: ImageView | None = None
        self._make_actions()
        layout = column(gap=GAP)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.addWidget(self._filters())
        layout.addWidget(self._chip())
        layout.addWidget(self.grid, 1)
        layout.addWidget(self._mending_bar())
        self.setLayout(layout)
        mending.changed.connect(self._judge)
        self._judge()

    def show_overview(self, overview: Overview | None) -> None:
        """Show the images of a scan; after an edit the filters and the place stay."""
        import numpy as np

        before, self._overview = self._overview, overview
        if overview is None:
            self.grid.show_rows(None, np.zeros(0, dtype=np.int64), keep=False)
            self._close_view()
            return
        same = before is not None and before.scan.original.files is overview.scan.original.files
        if not same:
            self._only = None
            self._close_view()
        self._offer(before if same else None)
        self._show(keep=same)
        if self._view is not None and self.grid.current_row() >= 0:
            self._view.show_row(overview, self.grid.current_row())

    def show_class(self, number: int) -> None:
        """Show the images of one class."""
        self._clear()
        self._class.setCurrentIndex(number + 1)

    def show_mark(self, mark: str) -> None:
        """Show the images that a mark holds for."""
        self._clear()
        self._marks.setCurrentIndex(self._marks.findData(mark))

    def show_only(self, rows: NDArray[np.int64], title: str) -> None:
        """Show some images until the user shows all again."""
        self._clear()
        self._only = rows
        self._only_what.set_text(title)
        self._show(keep=False)
        self.grid.setFocus()

    def open_image(self, row_number: int) -> None:
        """Show an image large."""
        if self._overview is None:
            return
        if self._view is None:
            self._view = ImageView(self, self._theme)
            self._view.moved.connect(self._move_view)
            self._view.copies_asked.connect(self._show_copies)
            self._view.failed.connect(self.failed)
        self._view.show_row(self._overview, row_number)
        self._view.show()

    def close(self) -> bool:
        """End the thread of the large image."""
        self._close_view()
        return super().close()

    def _filters(self) -> FlowRow:
        self._class = ClassBox("thumbnails.class")
        self._class.picked.connect(self._choose)
        self._split = QComboBox()
        self._split.setObjectName("thumbnails.split")
        self._split.setAccessibleName(self.tr("Split shown"))
        self._marks = QComboBox()
        self._marks.setObjectName("thumbnails.mark")
        self._marks.setAccessibleName(self.tr("What is remarkable about the images shown"))
        for box in (self._split, self._marks):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.currentIndexChanged.connect(self._choose)
        self._count = label("", "muted")
        self._count.setObjectName("thumbnails.count")
        return FlowRow(self._class, self._split, self._marks, 1, self._count)

    def _chip(self) -> QWidget:
        self._only_what = ElidedLabel("", "strong")
        self._only_what.setObjectName("thumbnails.only")
        everything = button(self.tr("Show all images"), "thumbnails.all")
        everything.clicked.connect(self._show_all)
        self._chip_place = holder()
        layout = row(self._only_what, everything)
        layout.setStretch(0, 1)
        self._chip_place.setLayout(layout)
        self._chip_place.hide()
        return self._chip_place

    def _make_actions(self) -> None:
        def make(name: str, text: str, do) -> QAction:
            action = QAction(text, self)
            action.setObjectName(f"mend.{name}")
            if f"mend.{name}" in KEYS:
                action.setShortcut(sequence(f"mend.{name}"))
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda: do())
            self.addAction(action)
            return action

        self._open = make("open", self.tr("Show large"), self._open_current)
        self._relabel = make("relabel", self.tr("Relabel…"), self._ask_class)
        self._exclude = make("exclude", self.tr("Exclude"), self._do_exclude)
        self._restore = make("restore", self.tr("Restore"), self._do_restore)
        self._copies = make("copies", self.tr("Show its copies"), self._show_copies)
        self._moves: list[QAction] = []
        for split in ("train", "validation", "test", "unsplit"):
            text = words.split(split) if split != "unsplit" else self.tr("no split (cut anew)")
            self._moves.append(make(f"move.{split}", text, lambda to=split: self._move(to)))

    def _mending_bar(self) -> FlowRow:
        self._picked = label("", "muted")
        self._picked.setObjectName("mend.selected")
        self._buttons = []
        for action, name, icon in (
            (self._relabel, "mend.button.relabel", "relabel"),
            (None, "mend.button.move", "move"),
            (self._exclude, "mend.button.exclude", "cancel"),
            (self._restore, "mend.button.restore", "reset"),
        ):
            made = button(action.text() if action else self.tr("Move to"), name)
            self._theme.dress(made, icon)
            if action is None:
                menu = QMenu(made)
                menu.addActions(self._moves)
                made.setMenu(menu)
            else:
                made.setToolTip(with_key(action.text(), name.replace("button.", "")))
                made.clicked.connect(action.trigger)
            self._buttons.append((made, action or self._moves[0]))
        return FlowRow(self._picked, 1, *(made for made, _ in self._buttons))

    def _offer(self, before: Overview | None) -> None:
        """Fill the boxes for the images at hand; what was chosen stays, by name."""
        assert self._overview is not None
        dataset, name = self._overview.scan.dataset, ""
        if before is not None and self._class.number() != ALL:
            name = before.scan.dataset.classes[self._class.number()]
        number = dataset.classes.index(name) if name in dataset.classes else ALL
        self._class.show_classes(dataset.classes, number)
        split = self._split.currentData() if before is not None else ALL
        mark = self._marks.currentData() if before is not None else ""
        for box in (self._split, self._marks):
            box.blockSignals(True)
            box.clear()
        self._split.addItem(self.tr("All splits"), ALL)
        from regnet_studio.data.layout import SPLITS

        for place in self._splits_there():
            self._split.addItem(words.place(SPLITS[place]), place)
        self._marks.addItem(self.tr("All images"), "")
        for known in self._overview.marks:
            count = self._overview.marked(known)
            if count or known == mark:
                text = f"{words.mark(known).capitalize()} ({words.number(count)})"
                self._marks.addItem(text, known)
        self._split.setCurrentIndex(max(self._split.findData(split), 0))
        self._marks.setCurrentIndex(max(self._marks.findData(mark), 0))
        for box in (self._split, self._marks):
            box.blockSignals(False)
            box.setVisible(box.count() > (2 if box is self._split else 1))

    def _splits_there(self) -> list[int]:
        import numpy as np

        assert self._overview is not None
        return np.flatnonzero(np.bincount(self._overview.scan.dataset.splits)).tolist()

    def _choose(self) -> None:
        self._only = None
        self._show(keep=False)

    def _clear(self) -> None:
        """All filters off, without showing what that would show."""
        self._only = None
        for box in (self._class, self._split, self._marks):
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)

    def _show_all(self) -> None:
        self._clear()
        self._show(keep=False)

    def _show(self, keep: bool) -> None:
        if self._overview is None:
            return
        rows = self._chosen_rows()
        self._chip_place.setVisible(self._only is not None)
        self._count.setText(self.tr("{n} images").format(n=words.number(len(rows))))
        self.grid.show_rows(ScanImages(self._overview), rows, keep)

    def _chosen_rows(self) -> NDArray[np.int64]:
        import numpy as np

        assert self._overview is not None
        if self._only is not None:
            return self._only
        dataset = self._overview.scan.dataset
        number, split = self._class.number(), self._split.currentData()
        keep = np.ones(len(dataset), dtype=bool)
        if number != ALL:
            keep &= dataset.labels == number
        if split != ALL:
            keep &= dataset.splits == split
        if self._marks.currentData():
            keep &= self._overview.marks[self._marks.currentData()]
        return np.flatnonzero(keep)

    def _judge(self) -> None:
        """What can be done with the selected images."""
        count = self.grid.selected_count()
        text = self.tr("{n} selected").format(n=words.number(count)) if count else ""
        self._picked.setText(text or self.tr("Select images to mend them"))
        rows = self.grid.selected_rows()
        may = bool(count) and self._mending.is_ready
        excluded = False
        if count and self._overview is not None:
            chosen = self._overview.marks["excluded"][rows]
            excluded, all_excluded = bool(chosen.any()), bool(chosen.all())
            self._exclude.setEnabled(may and not all_excluded)
        else:
            self._exclude.setEnabled(False)
        self._restore.setEnabled(may and excluded)
        for action in (self._relabel, *self._moves):
            action.setEnabled(may)
        for made, action in self._buttons:
            made.setEnabled(action.isEnabled())

    def _open_menu(self, where: QPoint) -> None:
        row_number = self.grid.current_row()
        if self._overview is None or row_number < 0:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._open)
        if self._overview.marks["copies"][row_number]:
            menu.addAction(self._copies)
        menu.addSeparator()
        menu.addAction(self._relabel)
        moves = menu.addMenu(self.tr("Move to"))
        moves.addActions(self._moves)
        moves.setEnabled(self._moves[0].isEnabled())
        menu.addActions([self._exclude, self._restore])
        menu.popup(where)

    def _ask_class(self) -> None:
        assert self._overview is not None
        rows = self.grid.selected_rows()
        text = self.tr("The class of {n} image(s):").format(n=words.number(len(rows)))
        classes = self._overview.scan.dataset.classes
        question = ClassQuestion(self, self.tr("Relabel"), text, classes)
        question.picked.connect(lambda name: self._mending.relabel(rows, name))
        question.open()

    def _move(self, split: str) -> None:
        self._mending.move(self.grid.selected_rows(), split)

    def _do_exclude(self) -> None:
        self._mending.exclude(self.grid.selected_rows())

    def _do_restore(self) -> None:
        self._mending.restore(self.grid.selected_rows())

    def _open_current(self) -> None:
        self.open_image(self.grid.current_row())

    def _show_copies(self, row_number: int | None = None) -> None:
        if self._overview is None:
            return
        row_number = self.grid.current_row() if row_number is None else row_number
        path = self._overview.scan.dataset.paths[row_number]
        rows = self._overview.copies_of(row_number)
        self.show_only(rows, self.tr("Copies of {path}").format(path=path))

    def _move_view(self, by: int) -> None:
        self.grid.step(by)
        row_number = self.grid.current_row()
        if self._overview is not None and self._view is not None and row_number >= 0:
            self._view.show_row(self._overview, row_number)

    def _close_view(self) -> None:
        if self._view is not None:
            self._view.end()
            self._view.close()
            self._view.deleteLater()
            self._view = None
