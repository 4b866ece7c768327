"""Images of which one of two runs is right and the other wrong, seen side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from regnet_studio.studio import words
from regnet_studio.studio.evaluate.look import LookDialog
from regnet_studio.studio.evaluate.result_grid import ResultGrid
from regnet_studio.studio.jobs.latest import Latest
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.runs.verdicts import chance, letter
from regnet_studio.studio.widgets.parts import GAP, column, label, row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from regnet_studio.runs.comparison import Comparison, Pair
    from regnet_studio.studio.evaluate.examined import Examined


class ChangedImages(QWidget):
    """Which pair, which of the two is right, and the images, with what the wrong one says."""

    failed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("compare.changed")
        self._theme = theme
        self._found: Comparison | None = None
        self._seen: dict[Path, Examined] = {}
        self._shown: Examined | None = None
        self._dialog: LookDialog | None = None
        self.pair = QComboBox()
        self.pair.setObjectName("compare.pair")
        self.pair.setAccessibleName(self.tr("Which two runs"))
        self.right = QComboBox()
        self.right.setObjectName("compare.right")
        self.right.setAccessibleName(self.tr("Which of the two is right"))
        self._test = label("", "muted", wrap=True)
        self._test.setObjectName("compare.test")
        self._caption = label("", "caption")
        self.grid = ResultGrid(theme)
        self.grid.setObjectName("compare.grid")
        self.grid.failed.connect(self.failed)
        self.grid.opened.connect(self.open_image)
        self._reading = Latest(_examined, self)
        self._reading.answered.connect(self._take)
        self._reading.failed.connect(lambda _, error: self.failed.emit(error))
        inner = column(gap=GAP)
        inner.addLayout(row(self.pair, self.right, 1, self._caption))
        inner.addWidget(self._test)
        inner.addWidget(self.grid, 1)
        self.setLayout(inner)
        self.pair.currentIndexChanged.connect(self._offer_sides)
        self.right.currentIndexChanged.connect(self._show)

    def show_comparison(self, found: Comparison) -> None:
        """Offer the pairs of these runs."""
        self._found, self._seen = found, {}
        self.pair.blockSignals(True)
        self.pair.clear()
        for pair in found.pairs:
            text = self.tr("{first} and {second}")
            self.pair.addItem(text.format(first=letter(pair.first), second=letter(pair.second)))
        self.pair.blockSignals(False)
        self.pair.setVisible(len(found.pairs) > 1)
        self.right.setVisible(bool(found.pairs))
        self._offer_sides()

    def open_image(self, place: int) -> None:
        """Show an image large, with what the run that is wrong says of it."""
        if self._shown is None or place < 0:
            return
        if self._dialog is None:
            self._dialog = LookDialog(self, self._theme)
            self._dialog.moved.connect(self._step)
            self._dialog.look.failed.connect(self.failed)
        self._dialog.look.show_place(self._shown, place)
        self._dialog.show()

    def close_page(self, seconds: float) -> None:
        """End its threads."""
        self._reading.close()
        self.grid.close_grid()
        if self._dialog is not None:
            self._dialog.look.close_look(seconds)
            self._dialog.close()

    def _step(self, by: int) -> None:
        self.grid.step(by)
        self.open_image(self.grid.current_place())

    def _chosen(self) -> Pair | None:
        place = self.pair.currentIndex()
        return self._found.pairs[place] if self._found is not None and place >= 0 else None

    def _offer_sides(self) -> None:
        pair = self._chosen()
        self.right.blockSignals(True)
        self.right.clear()
        if pair is not None:
            test = pair.mcnemar
            text = self.tr("only {run} is right ({n})")
            for place, count in ((pair.first, test.first), (pair.second, test.second)):
                self.right.addItem(text.format(run=letter(place), n=words.number(count)), place)
        self.right.blockSignals(False)
        self._test.setText(self._told(pair))
        self._show()

    def _told(self, pair: Pair | None) -> str:
        if pair is None:
            return self.tr("No two of these runs were evaluated on the same images.")
        test, first, second = pair.mcnemar, letter(pair.first), letter(pair.second)
        kind = self.tr("exact") if test.test == "exact" else self.tr("with continuity correction")
        text = self.tr(
            "{images} common images: both right {both}, only {first} {one}, only {second} {other}, "
            "neither {neither}. McNemar's test ({kind}): {p}."
        ).format(
            images=words.number(pair.images),
            both=words.number(test.both),
            first=first,
            one=words.number(test.first),
            second=second,
            other=words.number(test.second),
            neither=words.number(test.neither),
            kind=kind,
            p=chance(test.p),
        )
        if pair.p != test.p:
            text += " " + self.tr("As one of several tests (Holm): {p}.").format(p=chance(pair.p))
        if left := pair.only_first + pair.only_second:
            text += " " + self.tr(
                "{n} image(s) are left out: only one of the two has them, or under another class."
            ).format(n=words.number(left))
        return text

    def _show(self) -> None:
        pair, right = self._chosen(), self.right.currentData()
        if pair is None or right is None or self._found is None:
            self._shown = None
            self.grid.show_places(None, np.zeros(0, dtype=np.int64))
            self._caption.setText("")
            return
        wrong = pair.second if right == pair.first else pair.first
        path = self._found.runs[wrong].run
        text = self.tr("below each image: what it is → what {run} takes it for")
        self._caption.setText(text.format(run=letter(wrong)))
        if path not in self._seen:
            self.grid.show_places(None, np.zeros(0, dtype=np.int64))
            self._reading.ask(path)
            return
        self._shown = self._seen[path]
        empty = self.tr("There are no such images")
        self.grid.show_places(self._shown, _places(pair, wrong), empty=empty)

    def _take(self, path: Path, seen: Examined) -> None:
        self._seen[path] = seen
        self._show()


def _places(pair: Pair, wrong: int) -> NDArray[np.int64]:
    """Where the images about which ``wrong`` alone is wrong are among its own predictions."""
    if wrong == pair.first:
        places = [each.place for each in pair.changed if each.first != each.truth]
    else:
        places = [each.other_place for each in pair.changed if each.second != each.truth]
    return np.array(places, dtype=np.int64)


def _examined(path: Path) -> Examined:
    """Off the GUI thread."""
    from regnet_studio.errors import RunMistake
    from regnet_studio.studio.evaluate.examined import Examined, examine
    from regnet_studio.studio.reading import read_run

    seen = examine(read_run(path), "test")
    if not isinstance(seen, Examined):
        raise RunMistake(f"{path}: not evaluated any more; evaluate the run again")
    return seen
