"""The Evaluate page: no run, every tab of a run of the digits, 100 and 1,000 classes."""

from __future__ import annotations

from collections.abc import Iterator

from regnet_studio.studio.evaluate.evaluate_desk import TABS
from tests.studio.gallery.stage import Stage, scene


@scene("evaluate")
def digits(stage: Stage) -> Iterator[str]:
    """No run, then every tab, ordered and enlarged, mended."""
    window, page = stage.window, stage.window.evaluate_page
    window.show_page("evaluate")
    yield "empty"
    stage.open_run()
    window.show_page("evaluate")
    stage.wait(lambda: page.examined is not None)
    stage.wait(lambda: page.examined is not None)
    for name in TABS:
        page.desk.show_tab(name)
        stage.settle(1500)
        if name == "report":
            stage.wait(lambda: bool(page.desk.tab("report").preview.titles()))
        yield name
    page.desk.show_tab("map")
    page.desk.tab("map").draw()
    yield "map-working"
    stage.wait(lambda: not page.desk.tab("map").is_busy)
    stage.settle(400)
    yield "map-full"
    page.desk.show_tab("robustness")
    tab = page.desk.tab("robustness")
    tab.measure()
    yield "robustness-working"
    stage.wait(lambda: not tab.is_busy)
    stage.settle(400)
    yield "robustness-full"
    page.desk.show_tab("regulators")
    page.desk.tab("regulators").exits.measure()
    stage.wait(lambda: not page.desk.tab("regulators").is_busy)
    stage.settle(400)
    yield "regulators-full"
    page.desk.show_tab("overview")
    panel = page.desk.overview.panel
    panel._order.setCurrentIndex(1)
    panel._scale.setCurrentIndex(1)
    stage.settle(800)
    yield "ordered"
    panel.matrix.setFocus()
    panel.matrix.zoom(4.0)
    yield "enlarged"
    tab = page.desk.tab("images")
    page.desk.show_tab("images")
    tab.find_neighbours()
    stage.wait(lambda: bool(tab._nearest.pictures()))
    tab.desk.exclude(tab.chosen_paths())
    stage.wait(lambda: tab.desk.is_ready)
    yield "mended"


@scene("evaluate-1000")
def many_classes(stage: Stage) -> Iterator[str]:
    """A thousand classes."""
    from tests.studio.examinations import examined

    window, page = stage.window, stage.window.evaluate_page
    stage.open_run()
    window.show_page("evaluate")
    stage.wait(lambda: page.examined is not None)
    page.desk.show_examination(examined(stage.home / "1000", 1000, 20_000))
    for name in ("overview", "images", "curves"):
        page.desk.show_tab(name)
        stage.settle(2500)
        yield name
