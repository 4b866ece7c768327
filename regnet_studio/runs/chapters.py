"""The report of a run: its chapters in the order in which they are read."""

from __future__ import annotations

from datetime import datetime

from regnet_studio import __version__
from regnet_studio.runs import judgement, making
from regnet_studio.runs.document import (
    Chapter,
    Document,
)
from regnet_studio.runs.findings import Findings


def document(found: Findings) -> Document:
    """The report of what was found; what was not is said and left out."""
    started = found.started
    network = started.model if started else found.recipe.model.name if found.recipe else "?"
    images = started.dataset if started else found.recipe.data.source if found.recipe else "?"
    chapters = [
        Chapter("summary", "Summary", tuple(judgement.summary(found))),
        Chapter("data", "The images", tuple(making.data(found))),
        Chapter("recipe", "The recipe", tuple(making.recipe(found))),
        Chapter("training", "How it learned", tuple(making.training(found))),
    ]
    if found.report is not None:
        chapters += [
            Chapter("figures", "Figures", tuple(judgement.figures(found, found.report))),
            Chapter("classes", "Classes", tuple(judgement.classes(found.report))),
            Chapter(
                "confusion", "What is taken for what", tuple(judgement.confusion(found.report))
            ),
            Chapter("errors", "The worst errors", tuple(judgement.errors(found))),
            Chapter(
                "calibration",
                "How sure it may be",
                tuple(judgement.calibration(found, found.report)),
            ),
        ]
    chapters += [
        Chapter("trouble", "Trouble in training", tuple(making.trouble(found))),
        Chapter("environment", "Where it was made", tuple(making.environment(found))),
        Chapter("again", "How to make it again", tuple(making.again(found))),
    ]
    return Document(
        title=f"{network} on {images}",
        subtitle=found.run.name,
        chapters=tuple(chapter for chapter in chapters if chapter.blocks),
        made=f"RegNet Studio {__version__}, {datetime.now():%d %B %Y, %H:%M}",
        missing=found.missing,
    )
