"""The Data page: nothing yet, reading, every tab, small and large sets, a folder that is none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from regnet_studio.studio.data.data_desk import TABS
from tests.studio.gallery.stage import Stage, scene


@scene("data")
def start(stage: Stage) -> Iterator[str]:
    """From nothing to a set that cannot be read."""
    window = stage.window
    window.show_page("data")
    stage.wait(lambda: bool(window.data_page.start._cards))
    yield "empty"
    window.data_page.show_scanning("/home/someone/pictures of flowers")
    window.data_page.show_progress("reading", 1234, 5000)
    yield "loading"
    nothing = stage.home / "an empty folder"
    nothing.mkdir()
    window.open_path(nothing)
    stage.wait(lambda: bool(window.banners.texts()))
    yield "failed"


@scene("data-digits")
def digits(stage: Stage) -> Iterator[str]:
    """A set that is as it should be."""
    stage.open_digits()
    stage.window.show_page("data")
    stage.settle(800)
    yield "full"


def _tabs(stage: Stage, classes: int) -> Iterator[str]:
    """Every tab, with a balance, a variation and an edit in force."""
    stage.open_set(classes)
    page, state = stage.window.data_page, stage.window.state
    stage.window.show_page("data")
    for key, value in {
        "balance.method": "smote",
        "balance.neighbors": 2,
        "balance.space": "pixels",
        "augment.rotation": 20.0,
        "augment.erasing": 0.4,
    }.items():
        state.set_value(key, value)
    page.desk.mending.exclude(np.arange(3, 6))
    stage.wait(lambda: page.desk.mending.is_ready)
    assert state.scan is not None
    page.desk.mending.relabel(np.arange(8, 10), state.scan.dataset.classes[-1])
    stage.wait(lambda: page.desk.mending.is_ready)
    page.desk.browser.grid.select_row(1)
    page.desk.classes_tab.counts.select_class(1)
    for tab in TABS:
        page.desk.show_tab(tab)
        stage.wait(lambda: not page.desk.balance_tab.is_busy and not page.desk.augment_tab.is_busy)
        stage.settle(500)
        yield tab
    page.desk.show_tab("balance")
    page.desk.balance_tab._show.click()
    stage.wait(lambda: bool(page.desk.balance_tab.pictures.pictures()))
    yield "made"


@scene("data-4")
def few_classes(stage: Stage) -> Iterator[str]:
    """Four classes, one of a long name."""
    yield from _tabs(stage, 4)


@scene("data-1000")
def many_classes(stage: Stage) -> Iterator[str]:
    """A thousand classes."""
    yield from _tabs(stage, 1000)
