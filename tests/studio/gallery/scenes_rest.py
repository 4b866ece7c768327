"""Predict, Export, comparing, menus and questions."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QMessageBox

from tests.studio.gallery.stage import Stage, scene


@scene("predict")
def predict(stage: Stage) -> Iterator[str]:
    """Without a run, with one, an image told."""
    window = stage.window
    window.show_page("predict")
    yield "empty"
    stage.open_run()
    window.show_page("predict")
    yield "ready"
    window.predict_page.predict(stage.image())
    stage.wait(lambda: not window.predict_page.is_busy)
    yield "full"


@scene("export")
def export(stage: Stage) -> Iterator[str]:
    """Without a run, with one, a model written."""
    window = stage.window
    window.show_page("export")
    yield "empty"
    stage.open_run()
    window.show_page("export")
    stage.settle(600)
    yield "ready"
    window.export_page._folder.setText(str(stage.home / "export"))
    window.export_page.start()
    stage.wait(lambda: not window.export_page.is_busy)
    yield "full"


@scene("compare")
def compare(stage: Stage) -> Iterator[str]:
    """Two runs side by side."""
    from shutil import copytree

    window = stage.window
    stage.open_run()
    assert window.state.run is not None
    first = window.state.run.path
    second = copytree(first, first.with_name(f"{first.name}-again"))
    window.compare([first, second])
    stage.settle(3000)
    yield "full"


@scene("dialogs")
def dialogs(stage: Stage) -> Iterator[str]:
    """A question of the window, and its menus."""
    window = stage.window
    box = QMessageBox(window)
    box.setText("A run is going on")
    box.setInformativeText("It is saved after its next batch, and can be resumed later.")
    box.addButton("Interrupt and close", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
    box.show()
    yield "question"
    box.close()
