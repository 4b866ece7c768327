"""Predict and Export."""

from __future__ import annotations

from collections.abc import Iterator

from tests.studio.gallery.stage import Stage, scene


@scene("predict")
def predict(stage: Stage) -> Iterator[str]:
    """Without a run, with one, an image told, one that was trained on, many, none that is one."""
    window, page = stage.window, stage.window.predict_page
    window.show_page("predict")
    yield "empty"
    stage.open_run()
    window.show_page("predict")
    yield "ready"
    page.predict(stage.image())
    yield "working"
    stage.wait(lambda: not page.is_busy)
    yield "full"
    page.card.heat.click()
    stage.wait(lambda: not page.is_busy)
    yield "heat"
    page.card.heat.click()
    page.predict(stage.folder())
    stage.wait(lambda: not page.is_busy)
    yield "many"
    assert page.desk.predicted is not None
    trained = page.desk.predicted.trained_on.argmax()
    page.many.table.selectRow(page.many.table.lines.line(int(trained)))
    stage.settle(600)
    yield "many-chosen"
    page.many.search.setText("no such file")
    stage.settle(300)
    yield "nothing-found"
    page.many.search.clear()
    page.many._wrong.click()
    yield "not-read"
    page.show_camera()
    stage.settle(800)
    yield "camera"
    page.predict(stage.home / "no-such-image.png")
    stage.wait(lambda: bool(window.banners.texts()))
    yield "failed"


@scene("export")
def export(stage: Stage) -> Iterator[str]:
    """Without a run, with one, a model being written, written, refused."""
    window, page = stage.window, stage.window.export_page
    window.show_page("export")
    yield "empty"
    stage.open_run()
    window.show_page("export")
    stage.settle(600)
    yield "ready"
    page._folder.field.setText(str(stage.home / "export"))
    page._show_busy(True)
    page._show_progress((120, 269))
    yield "working"
    page._show_busy(False)
    page.start()
    stage.wait(lambda: not page.is_busy)
    yield "full"
    (stage.home / "a file").write_text("no folder")
    page._folder.field.setText(str(stage.home / "a file" / "export"))
    page.start()
    stage.wait(lambda: bool(window.banners.texts()) and not page.is_busy)
    yield "failed"
