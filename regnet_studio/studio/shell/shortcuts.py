"""Every key of the window, declared once: the controls, the palette and the help read it here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

KEYS: dict[str, str] = {
    # Of the whole window: studio/commands.py says what they do.
    "action.palette": "Ctrl+K",
    "action.help": "F1",
    "action.shortcuts": "Ctrl+/",
    "action.log": "Ctrl+Shift+L",
    "action.page.data": "Ctrl+1",
    "action.page.model": "Ctrl+2",
    "action.page.train": "Ctrl+3",
    "action.page.evaluate": "Ctrl+4",
    "action.page.predict": "Ctrl+5",
    "action.page.export": "Ctrl+6",
    "action.next_tab": "Ctrl+PgDown",
    "action.previous_tab": "Ctrl+PgUp",
    "action.runs": "Ctrl+R",
    "action.open": "Ctrl+O",
    "action.open_file": "Ctrl+Shift+O",
    "action.train": "Ctrl+T",
    "action.queue": "Ctrl+Shift+T",
    "action.pause": "Ctrl+P",
    "action.stop": "Ctrl+.",
    "action.full_screen": "F11",
    "action.text.larger": "Ctrl++",
    "action.text.smaller": "Ctrl+-",
    "action.text.normal": "Ctrl+0",
    "action.quit": "Ctrl+Q",
    "action.copy_command": "Ctrl+Shift+C",
    "action.paste_command": "Ctrl+Shift+V",
    # Of one place: they hold while the keyboard is in it.
    "action.undo": "Ctrl+Z",
    "action.redo": "Ctrl+Shift+Z",
    "mend.relabel": "Ctrl+L",
    "mend.exclude": "Del",
    "mend.restore": "Ins",
    "class.rename": "F2",
    "model.find": "Ctrl+F",
    "setting.find": "Ctrl+F",
    "predict.paste": "Ctrl+V",
    "queue.up": "Alt+Up",
    "queue.down": "Alt+Down",
    "queue.remove": "Del",
    "run.find": "Ctrl+F",
    "run.rename": "F2",
    "run.tags": "Shift+F2",
    "run.note": "Ctrl+F2",
    "run.archive": "Ctrl+E",
    "run.copy": "Ctrl+C",
    "run.trash": "Del",
    "log.find": "Ctrl+F",
    "log.copy": "Ctrl+C",
    "help.find": "Ctrl+F",
    "help.back": "Alt+Left",
    "help.forward": "Alt+Right",
}


@dataclass(frozen=True)
class PlaceKey:
    """A key that holds in one place of the window only."""

    name: str
    place: str
    title: str


def sequence(name: str) -> QKeySequence:
    """The key of an action, by its name in ``KEYS``.

    Raises:
        KeyError: it has none.
    """
    return QKeySequence(KEYS[name])


def key_text(name: str) -> str:
    """The key as this system writes it, such as ``Ctrl+T``; empty where there is none."""
    if name not in KEYS:
        return ""
    return sequence(name).toString(QKeySequence.SequenceFormat.NativeText)


def with_key(text: str, name: str) -> str:
    """``text`` with the key behind it, for a tooltip."""
    both = QCoreApplication.translate("shortcuts", "{text} ({key})")
    return both.format(text=text, key=key_text(name))


def place_keys() -> list[PlaceKey]:
    """The keys of single places, for the help; those of the window are its commands."""
    tr = QCoreApplication.translate
    data, images = tr("shortcuts", "Data"), tr("shortcuts", "Images, on Data and on Evaluate")
    settings = tr("shortcuts", "Settings, on Train, Model and Data")
    queue, log = tr("shortcuts", "Train, Queue"), tr("shortcuts", "Log")
    help_, runs = tr("shortcuts", "Help"), tr("shortcuts", "Runs")
    return [
        PlaceKey("action.undo", data, tr("shortcuts", "Take the last edit back")),
        PlaceKey("action.redo", data, tr("shortcuts", "Do it again")),
        PlaceKey("class.rename", data, tr("shortcuts", "Rename the selected class, or merge it")),
        PlaceKey("mend.relabel", images, tr("shortcuts", "Give the selected images another class")),
        PlaceKey("mend.exclude", images, tr("shortcuts", "Leave the selected images out")),
        PlaceKey("mend.restore", images, tr("shortcuts", "Take them in again")),
        PlaceKey("action.undo", settings, tr("shortcuts", "Take the last change back")),
        PlaceKey("action.redo", settings, tr("shortcuts", "Change it again")),
        PlaceKey("setting.find", tr("shortcuts", "Train"), tr("shortcuts", "Search all settings")),
        PlaceKey("model.find", tr("shortcuts", "Model"), tr("shortcuts", "Search all networks")),
        PlaceKey(
            "predict.paste",
            tr("shortcuts", "Predict"),
            tr("shortcuts", "Predict the image on the clipboard"),
        ),
        PlaceKey("queue.up", queue, tr("shortcuts", "Train the selected entry earlier")),
        PlaceKey("queue.down", queue, tr("shortcuts", "Train the selected entry later")),
        PlaceKey("queue.remove", queue, tr("shortcuts", "Take the selected entry out")),
        PlaceKey("run.find", runs, tr("shortcuts", "Search the runs")),
        PlaceKey("run.rename", runs, tr("shortcuts", "Rename the selected run")),
        PlaceKey("run.tags", runs, tr("shortcuts", "Tags of the selected runs")),
        PlaceKey("run.note", runs, tr("shortcuts", "Note of the selected run")),
        PlaceKey("run.archive", runs, tr("shortcuts", "Archive the selected runs, or not")),
        PlaceKey("run.copy", runs, tr("shortcuts", "Copy the path of the selected runs")),
        PlaceKey("run.trash", runs, tr("shortcuts", "Move the selected runs to the trash")),
        PlaceKey("log.find", log, tr("shortcuts", "Search the log")),
        PlaceKey("log.copy", log, tr("shortcuts", "Copy the selected lines")),
        PlaceKey("help.find", help_, tr("shortcuts", "Search the help")),
        PlaceKey("help.back", help_, tr("shortcuts", "Back to the page before")),
        PlaceKey("help.forward", help_, tr("shortcuts", "Forward again")),
    ]
