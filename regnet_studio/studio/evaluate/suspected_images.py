"""The ranked list of images whose labels are suspected, and what can be done about each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.look import Look
from regnet_studio.studio.evaluate.mended_images import MendedImages
from regnet_studio.studio.evaluate.suspected import Searched
from regnet_studio.studio.jobs.job import Job
from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import GAP, Figure, button, card, column, holder, label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regnet_studio.runs.label_errors import LabelErrors

_SIDE_PX = 280


class SuspectedImages(MendedImages):
    """Figures, the grid, and the current image beside it with the two answers to a suggestion."""

    def __init__(self, state: StudioState, theme: Theme) -> None:
        super().__init__(state, theme)
        self.setProperty("role", "clear")
        self.grid.setObjectName("label_errors.grid")
        self._found: LabelErrors | None = None
        self._keeping: list[Job] = []
        self._waiting: list[tuple[list[str], str]] = []
        """Labels to be given, while the desk writes another edit."""
        left = holder()
        inner = column(gap=GAP)
        inner.addWidget(self._make_figures())
        inner.addWidget(self.grid, 1)
        inner.addWidget(self.bar)
        left.setLayout(inner)
        self.setLayout(column(Panes(left, self._make_side(), (5, 2))))

    def show_searched(self, searched: Searched) -> None:
        """Show what a search found; nothing where it found nothing yet."""
        if searched.found is None:
            self._waiting.clear()
            self._close_dialog()
        self._found, self._seen = searched.found, searched.seen
        self._show_list()

    def accept(self) -> None:
        """Give the selected images the class that is suggested."""
        seen = self._seen
        if seen is None:
            return
        by_class: dict[str, list[str]] = {}
        for place, path in zip(self.grid.selected_places(), self.chosen_paths(), strict=True):
            by_class.setdefault(seen.classes[int(seen.guesses[place])], []).append(path)
        self._waiting += [(paths, name) for name, paths in by_class.items()]
        self._write_next()

    def keep(self) -> None:
        """The labels of the selected images are right: they are not suggested again."""
        found, paths = self._found, self.chosen_paths()
        if found is None or self._seen is None or not paths:
            return
        path = self._seen.run.path
        job = Job(lambda _: _kept(path, paths), self)
        self._keeping.append(job)
        job.failed.connect(self.failed)
        job.ended.connect(lambda: self._keeping.remove(job))
        job.start()
        self._found = replace(found, kept=[*found.kept, *paths])
        self._show_list()

    def close_list(self, seconds: float) -> None:
        """End the threads; labels that are being kept are waited for."""
        self.close_images()
        self.look.close_look(seconds)
        for job in self._keeping:
            job.wait(seconds)

    def _make_figures(self) -> FlowRow:
        titles = {
            "left": self.tr("likely errors left"),
            "share": self.tr("of all labels wrong (est.)"),
            "images": self.tr("images looked at"),
            "mended": self.tr("mended since the run"),
        }
        self._figures = {
            name: Figure(title, f"label_errors.{name}", small=True)
            for name, title in titles.items()
        }
        return FlowRow(*self._figures.values(), 1, gap=3 * GAP)

    def _make_side(self) -> QWidget:
        self._accept = button(self.tr("Accept suggestion"), "label_errors.accept")
        self._accept.setToolTip(self.tr("Give the selected images the suggested class"))
        self._accept.clicked.connect(self.accept)
        self._theme.dress(self._accept, "relabel")
        self._keep = button(self.tr("Label is right"), "label_errors.keep")
        self._keep.setToolTip(self.tr("Take the selected images off this list for good"))
        self._keep.clicked.connect(self.keep)
        self._theme.dress(self._keep, "check")
        self.look = Look(self._theme)
        self.look.failed.connect(self.failed)
        self.look.large_asked.connect(self._open_current)
        hint = label(
            self.tr("Filed under → probably shows. Choose an image to see it larger."),
            "muted",
            wrap=True,
        )
        side = card(12)
        side.setLayout(column(hint, self.look, 1, self._accept, self._keep, gap=GAP))
        hold(side, least_width=_SIDE_PX)
        return side

    def _places(self, found: LabelErrors) -> NDArray[np.int64]:
        """The suggestions that were neither mended nor turned down."""
        done = {*found.kept, *self.desk.signs}
        pairs = zip(found.places, found.paths, strict=True)
        return np.array([place for place, path in pairs if path not in done], dtype=np.int64)

    def _show_list(self) -> None:
        found = self._found
        if found is None:
            self.grid.show_places(None, np.zeros(0, dtype=np.int64))
            return
        places, here, before = self._places(found), self.grid.current_place(), self.grid.rows()
        empty = self.tr("Nothing is left: no other label is contradicted with certainty")
        self.grid.show_places(self._seen, places, keep=len(before) > 0, empty=empty)
        if len(places) and self.grid.current_place() < 0:
            self.grid.select_row(_next_of(before, here, places))
        mended = sum(path in self.desk.signs for path in found.paths)
        for name, text in {
            "left": words.number(len(places)),
            "share": words.percent(found.share),
            "images": words.number(found.images),
            "mended": words.number(mended),
        }.items():
            self._figures[name].show_value(text)

    def _show_current(self) -> None:
        place = self.grid.current_place() if self._seen is not None else -1
        self.look.setVisible(place >= 0)
        if self._seen is not None and place >= 0:
            self.look.show_place(self._seen, place)
        some = self.grid.selected_count() > 0
        self._keep.setEnabled(some)
        self._accept.setEnabled(some and self.desk.is_ready)
        super()._show_current()

    def _show_signs(self) -> None:
        """What was mended leaves the list."""
        self._write_next()
        self._show_list()

    def _write_next(self) -> None:
        """Hand the desk the next label to be given, when it has written the one before."""
        if self._waiting and self.desk.is_ready:
            paths, name = self._waiting.pop(0)
            self.desk.relabel(paths, name)


def _kept(run: Path, paths: list[str]) -> LabelErrors:
    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.label_errors import keep_labels

    return keep_labels(Run(run), paths)


def _next_of(before: NDArray[np.int64], here: int, places: NDArray[np.int64]) -> int:
    """Where to stand when the image that one stood on left the list: on the next one after it."""
    at = np.flatnonzero(before == here)
    after = before[at[0] :] if len(at) else before[:0]
    left = after[np.isin(after, places)]
    return int(left[0] if len(left) else places[0])
