"""The account of what goes on, in words: what the log tells of a run and of the window's work."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from regnet_studio.runs.queue_entry import EntryBegan, EntryEnded
from regnet_studio.studio import words
from regnet_studio.studio.news import news_of, title_of, value
from regnet_studio.studio.shell.log import NAME
from regnet_studio.training.events import (
    Changed,
    EpochEnded,
    Evaluated,
    Event,
    HeadRetrained,
    Resumed,
    RunEnded,
    RunStarted,
    TrainingEnded,
)

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

_log = logging.getLogger(NAME)


class Account(QObject):
    """Writes into the log what the window's parts tell by their signals."""

    def __init__(self, window: StudioWindow) -> None:
        super().__init__(window)
        self._window = window
        training, reading = window.training, window.reading
        training.heard.connect(self._hear)
        training.refused.connect(lambda error: _log.error("%s", error))
        reading.scan_began.connect(lambda source: _log.info(_tr("Reading {x}").format(x=source)))
        reading.scan_ended.connect(self._tell_scan)
        reading.recipe_opened.connect(lambda _: _log.info(_tr("A recipe was opened")))
        reading.run_opened.connect(
            lambda run: _log.info(_tr("The run {name} was opened").format(name=run.name))
        )
        window.queue.added.connect(
            lambda entry: _log.info(_tr("{name} was put into the queue").format(name=entry.name))
        )
        window.evaluate_page.evaluated.connect(lambda: _log.info(_tr("A split was evaluated")))
        window.export_page.exported.connect(
            lambda out: _log.info(_tr("Exported to {folder}").format(folder=out))
        )
        window.banners.said.connect(self._tell_banner)

    def _hear(self, event: Event) -> None:
        told = account_of(event)
        if told:
            failed = isinstance(event, RunEnded | EntryEnded) and event.status == "failed"
            _log.log(logging.ERROR if failed else logging.INFO, "%s", told)

    def _tell_scan(self) -> None:
        scan = self._window.state.scan
        if scan is not None and not self._window.reading.is_scanning:
            text = _tr("{source}: {n} images in {classes} classes")
            _log.info(
                text.format(
                    source=scan.dataset.source,
                    n=words.number(len(scan.dataset.paths)),
                    classes=words.number(len(scan.dataset.classes)),
                )
            )

    def _tell_banner(self, text: str, kind: str) -> None:
        _log.log(logging.WARNING if kind == "mistake" else logging.INFO, "%s", text)


def account_of(event: Event) -> str:
    """What the log tells of an event; empty: nothing, or a banner tells it."""
    if news_of(event) is not None:
        return ""
    match event:
        case RunStarted():
            text = _tr("Run {name} began: {model} on {data}, {n} training images, {device}")
            return text.format(
                name=Path(event.run).name,
                model=event.model,
                data=event.dataset,
                n=words.number(event.images.get("train", 0)),
                device=words.device(event.device),
            )
        case Resumed():
            return _tr("It goes on from epoch {n}").format(n=event.epoch)
        case Changed():
            text = _tr("{what} changed from {before} to {after} in epoch {n}")
            return text.format(
                what=title_of(event.key),
                before=value(event.before),
                after=value(event.after),
                n=event.epoch,
            )
        case EpochEnded():
            return _epoch(event)
        case HeadRetrained():
            return _tr("The last layer was trained anew: {before} before, {after} after").format(
                before=words.percent(event.accuracy_before), after=words.percent(event.accuracy)
            )
        case TrainingEnded():
            text = _tr("Training ended after {time}; best epoch {n}: {accuracy} on validation")
            return text.format(
                time=words.duration(event.seconds),
                n=event.best_epoch,
                accuracy=words.percent(event.best_accuracy),
            )
        case Evaluated():
            return _tr("{split}: {accuracy} of {n} images are right").format(
                split=words.split(event.split),
                accuracy=words.percent(event.accuracy),
                n=words.number(event.images),
            )
        case RunEnded():
            text = _tr("The run is {status}").format(status=words.status(event.status))
            return words.labelled(text, words.told(event.detail)) if event.detail else text
        case EntryBegan():
            return _tr("From the queue: {name}").format(name=event.name)
        case EntryEnded():
            return _tr("From the queue: {name} is {status}").format(
                name=event.name, status=words.status(event.status)
            )
        case _:
            return ""


def _epoch(event: EpochEnded) -> str:
    text = _tr("Epoch {n}: training {train}, validation {validation}, {speed} images a second")
    return text.format(
        n=event.epoch,
        train=words.percent(event.train_accuracy),
        validation=words.percent(event.validation_accuracy),
        speed=words.number(round(event.images_per_second)),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("log", text)
