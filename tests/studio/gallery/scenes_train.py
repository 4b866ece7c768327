"""The Train page: what can be tried first, the queue, a run that pauses and is changed, trouble."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QScrollArea

from regnet_studio.training.events import DiskFull, ImageSetAside, MemoryShort, StepSkipped
from tests.studio.gallery.stage import Stage, scene


@scene("train")
def settings(stage: Stage) -> Iterator[str]:
    """Without images, with them, all settings from top to bottom."""
    window, page = stage.window, stage.window.train_page
    window.show_page("train")
    yield "empty"
    stage.open_digits()
    window.show_page("train")
    yield "ready"
    page.form.show_advanced(True)
    scroll = page.form.findChild(QScrollArea)
    assert scroll is not None
    for place, key in enumerate(("optimizer.weight_decay", "loss.focal_gamma", "compute.compile")):
        scroll.ensureWidgetVisible(page.form.controls[key], 0, 600)
        yield f"advanced{place}"


@scene("train-tried")
def trials(stage: Stage) -> Iterator[str]:
    """What can be tried before a run."""
    window, page = stage.window, stage.window.train_page
    stage.open_digits()
    window.show_page("train")
    for tab in (page.check, page.finder, page.batch):
        page.tabs.setCurrentWidget(tab)
        yield f"{tab.objectName()}-empty"
        tab.start()
        stage.wait(lambda now=tab: not now.is_busy)
        yield f"{tab.objectName()}-full"


@scene("train-run")
def running(stage: Stage) -> Iterator[str]:
    """A run of the digits: paused, in trouble, changed, interrupted, resumed, trained further."""
    window, page = stage.window, stage.window.train_page
    state, training = window.state, window.training
    stage.open_digits()
    state.set_value("stopping.epochs", 6)
    window.start_training()
    stage.wait(lambda: training.course.epoch >= 3)
    training.pause(True)
    stage.wait(lambda: training.is_holding)
    yield "paused"
    for event in (
        StepSkipped(2, 30, "loss", ["a/1.png", "a/2.png", "b/9.png"], 1, 3),
        MemoryShort(2, 31, 64, "CUDA out of memory"),
        ImageSetAside("cats/0123.jpg", "train", "image file is truncated"),
    ):
        training._take(event)
    training.advanced.emit()
    yield "trouble"
    for banner in list(window.banners._shown):
        banner.dismissed.emit(banner)
    training._take(DiskFull("the disk is full: checkpoints/last was not written", 95.0))
    yield "disk-full"
    window.banners.withdraw("disk")
    for key, value in {"optimizer.lr": 0.04, "augment.strength": 0.5}.items():
        page.change.controls[key].editor.changed.emit(value)
    yield "changing"
    training.change(page.change.changes(), True)
    stage.wait(lambda: training.course.epoch >= 4)
    training.pause(True)
    stage.wait(lambda: training.is_holding)
    yield "changed"
    training.leave()
    stage.wait(lambda: not training.is_on and state.run is not None)
    window.interrupted._has_looked = False
    window.reading.list_runs()
    stage.wait(lambda: bool(window.banners.texts()))
    yield "interrupted"
    assert state.run is not None
    window.resume(state.run.path)
    done = lambda: not training.is_on and state.run is not None  # noqa: E731
    stage.wait(lambda: done() and state.run.status == "finished")  # type: ignore[union-attr]
    window.show_page("train")
    yield "finished"
    page.offer_further(state.run)
    yield "further"


@scene("train-queue")
def queue(stage: Stage) -> Iterator[str]:
    """Nothing waits, three wait, and one of them is trained."""
    window, page = stage.window, stage.window.train_page
    stage.open_digits()
    window.show_page("train")
    page.show_tab("queue")
    yield "empty"
    for lr in (0.1, 0.05, 0.02):
        window.state.set_value("optimizer.lr", lr)
        window.add_to_queue()
        stage.wait(lambda: not window.queue.is_busy)
    page.queue.table.selectRow(1)
    yield "full"
    window.start_queue()
    stage.wait(lambda: window.training.course.epoch >= 2)
    window.training.pause(True)
    stage.wait(lambda: window.training.is_holding)
    page.show_tab("queue")
    yield "working"
