"""What goes on in the window besides a run, and what closing it now would lose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow


@dataclass(frozen=True)
class Ongoing:
    """Something long that is at work."""

    what: str
    """In words: ``An export``."""
    loss: str
    """What becomes of it when the window closes."""


def ongoing(window: StudioWindow) -> list[Ongoing]:
    """All that is at work now, apart from a run; each can be given up at its next step."""
    anew = _tr("it is given up and has to be begun anew")
    kept = _tr("what it has done so far is kept, and it goes on from there")
    found = [
        Ongoing(what, loss)
        for what, loss, is_on in (
            (_tr("The reading of the images"), kept, window.reading.is_scanning),
            (
                _tr("An export"),
                _tr("it is given up; the folder holds no whole model"),
                window.export_page.is_busy,
            ),
            (_tr("An evaluation"), anew, window.evaluate_page.is_evaluating),
            (_tr("A trial before the training"), anew, window.train_page.is_trying),
            (_tr("The measuring of a network's speed"), anew, window.model_page.is_measuring),
            (_tr("A prediction"), anew, window.predict_page.is_busy),
        )
        if is_on
    ]
    titles = {
        "labels": (_tr("The search for label errors"), kept),
        "robustness": (_tr("The measuring of robustness"), anew),
        "regulators": (_tr("The measuring of early exits"), anew),
        "report": (_tr("A report"), _tr("files that are written stay, the others are not made")),
    }
    for name in window.evaluate_page.busy_tabs():
        if name in titles:
            found.append(Ongoing(*titles[name]))
    return found


def sentence(found: list[Ongoing]) -> str:
    """All of them for a question: one line each."""
    line = _tr("{what}: {loss}.")
    return "\n".join(line.format(what=one.what, loss=one.loss) for one in found)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ongoing", text)
