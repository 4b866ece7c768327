"""The Model page: counting, every tab, searches, options."""

from __future__ import annotations

from collections.abc import Iterator

from tests.studio.gallery.stage import Stage, scene


@scene("model")
def model(stage: Stage) -> Iterator[str]:
    """Without images, with them, a network chosen, a speed measured, nothing found."""
    window, page = stage.window, stage.window.model_page
    window.show_page("model")
    stage.settle(600)
    yield "no-images"
    stage.open_digits()
    window.show_page("model")
    stage.wait(lambda: bool(window.state.models) and not page.is_busy)
    yield "full"
    page.table.look_for("Self-regulated ResNet (RegNet)")
    page.table.choose("regnet20_lstm")
    page.measure()
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        page.options.show_advanced(True)
        stage.wait(lambda: not page.is_busy)
        page.layers.tree.expandToDepth(1)
        yield f"tab{place}"
    page.tabs.setCurrentIndex(0)
    page.search.setText("no such network")
    stage.wait(lambda: not page.is_busy)
    yield "nothing-found"
