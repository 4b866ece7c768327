"""Questions, dialogs and menus: each as a window of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QMessageBox

from regnet_studio.studio.form.preset_dialog import PresetDialog
from regnet_studio.studio.runs.about_dialogs import NoteDialog, TagsDialog
from regnet_studio.studio.trouble.crash import CrashDialog
from regnet_studio.studio.widgets.class_picker import ClassQuestion
from tests.studio.gallery.scenes_runs import several_runs
from tests.studio.gallery.stage import Stage, scene

_REPORT = "\n".join(f"line {n} of the log, with /a/path/of/some/length.py in it" for n in range(60))


@scene("dialogs")
def dialogs(stage: Stage) -> Iterator[str]:
    """What the window asks and says in windows of their own."""
    window = stage.window
    several_runs(stage)
    stage.list_runs()
    listed = window.runs.model.shown()
    with _shown_not_waited_for():
        for name, ask in (
            ("question-close", window._may_leave),
            ("question-discard", window.ask_cancel),
            ("question-trash", window.runs_page._ask_empty),
        ):
            ask()
            yield name
            _close(window.findChildren(QMessageBox))
    names = tuple(f"species {n:03d}" for n in range(40))
    relabel, text = window.tr("Relabel"), window.tr("The class of the selected images ({n}):")
    for name, dialog in (
        ("tags", TagsDialog(window, "runs.tags", listed[:2], ["baseline", "night", "balance"])),
        ("note", NoteDialog(window, "runs.note", listed[0])),
        ("preset", PresetDialog(window, "Save a preset", "Save", "digits")),
        ("class", ClassQuestion(window, relabel, text.format(n=3), names)),
        ("crash", CrashDialog(window.theme, _REPORT, window)),
    ):
        dialog.show()
        yield name
        dialog.close()
    window.rail.menu.menu().popup(window.mapToGlobal(window.rect().topLeft()))
    yield "menu"
    window.rail.menu.menu().close()


@scene("dialogs-images")
def images(stage: Stage) -> Iterator[str]:
    """Sorting into folders, and an image at large."""
    window = stage.window
    stage.open_run()
    window.show_page("predict")
    page = window.predict_page
    page.predict(stage.folder())
    stage.wait(lambda: not page.is_busy)
    dialog = page.sort_into_folders()
    assert dialog is not None
    dialog.folder.setText(str(stage.home / "sorted"))
    stage.wait(lambda: not dialog.is_busy)
    yield "sort"
    dialog.start()
    stage.wait(lambda: not dialog.is_busy)
    yield "sorted"
    dialog.close()
    window.show_page("evaluate")
    stage.wait(lambda: window.evaluate_page.examined is not None)
    window.evaluate_page.desk.show_tab("images")
    tab = window.evaluate_page.desk.tab("images")
    stage.wait(lambda: tab.grid.count() > 0)
    tab._open_current()
    stage.settle(800)
    yield "image"


@contextmanager
def _shown_not_waited_for() -> Iterator[None]:
    """A question is shown, and taken for answered with no."""
    waits = QMessageBox.exec
    QMessageBox.exec = lambda box: box.show() or 0  # type: ignore[method-assign]
    try:
        yield
    finally:
        QMessageBox.exec = waits  # type: ignore[method-assign]


def _close(boxes: list[QMessageBox]) -> None:
    for box in boxes:
        box.close()
        box.deleteLater()
