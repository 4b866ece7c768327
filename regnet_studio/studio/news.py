"""What is told of a run in a banner: one sentence for each event that the user should know of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, QObject

from regnet_studio.recipe import recipe_fields
from regnet_studio.runs.queue_entry import EntryEnded
from regnet_studio.studio import words
from regnet_studio.studio.shell.banners import Banners, Kind
from regnet_studio.studio.training import Training
from regnet_studio.training.events import (
    DiskFull,
    Event,
    ImageSetAside,
    MemoryShort,
    Notice,
    StepSkipped,
    WeightsLoaded,
)

DISK = "disk"
"""The topic that is over as soon as a step comes."""
_MOST_IMAGES = 3


@dataclass(frozen=True)
class News:
    """A sentence for a banner."""

    text: str
    kind: Kind = "notice"
    topic: str = ""
    """A later one of the same topic takes its place."""


class RunNews(QObject):
    """Puts what is told of the run that goes on into the banners, and takes away what is over."""

    def __init__(self, training: Training, banners: Banners) -> None:
        super().__init__(banners)
        self._training, self._banners = training, banners
        training.heard.connect(self._tell)
        training.advanced.connect(self._look_at_disk)
        training.ended.connect(lambda: banners.withdraw(DISK))

    def _tell(self, event: Event) -> None:
        said = news_of(event, self._training.course.set_aside_count)
        if said is not None:
            self._banners.say(said.text, said.kind, topic=said.topic)

    def _look_at_disk(self) -> None:
        if not self._training.course.waits_for_room:
            self._banners.withdraw(DISK)


def news_of(event: Event, set_aside: int = 0) -> News | None:
    """What to tell of an event; None: it is only drawn.

    Args:
        set_aside: how many images were set aside so far.
    """
    match event:
        case Notice():
            return News(words.told(event.text))
        case WeightsLoaded():
            return News(words.weights(event))
        case StepSkipped():
            return News(_skipped(event), "mistake", "skipped")
        case MemoryShort():
            text = _tr(
                "Memory ended in epoch {epoch}: batches are now computed {n} images at a time, "
                "with the same result"
            )
            return News(
                text.format(epoch=event.epoch, n=words.number(event.micro_batch)),
                "notice",
                "memory",
            )
        case ImageSetAside():
            return News(_set_aside(event, set_aside), "mistake", "set aside")
        case DiskFull():
            text = _tr("{why}. The run has waited for {waited}, and goes on when there is room.")
            said = words.told(event.text)
            why = said[:1].upper() + said[1:]
            waited = words.duration(event.waited)
            return News(text.format(why=why, waited=waited), "mistake", DISK)
        case EntryEnded(status="failed"):
            text = _tr("{name}, from the queue, failed: {why}")
            return News(text.format(name=event.name, why=words.told(event.detail)), "mistake")
        case _:
            return None


def title_of(key: str) -> str:
    """A setting's name for people: ``Learning rate``."""
    field = recipe_fields().get(key)
    return QCoreApplication.translate("recipe", field.title) if field is not None else key


def value(text: str) -> str:
    """A setting's value, as an event tells it, for people."""
    return _tr("off") if text in ("", "None", "none") else text


def _skipped(event: StepSkipped) -> str:
    what = _tr("loss") if event.what == "loss" else _tr("gradient")
    text = _tr("Epoch {epoch}: a step was left out, its {what} was not finite ({n} so far)")
    text = text.format(epoch=event.epoch, what=what, n=words.number(event.total))
    if not event.images:
        return text
    names = ", ".join(PurePath(path).name for path in event.images[:_MOST_IMAGES])
    return _tr("{said}; among its images: {names}").format(said=text, names=names)


def _set_aside(event: ImageSetAside, count: int) -> str:
    text = _tr("{path} cannot be read any more and is set aside: {why}")
    text = text.format(path=event.path, why=words.told(event.reason))
    if count < 2:
        return text
    return _tr("{n} images are set aside; the last: {said}").format(n=count, said=text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("news", text)
