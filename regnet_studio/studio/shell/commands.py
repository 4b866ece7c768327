"""What can be done in the window, declared once: the keys, the palette, the menu and the help.

A page may have commands of its own: a method ``commands() -> list[Command]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QListView, QTabWidget

from regnet_studio.studio.language.language import NAMES, SYSTEM
from regnet_studio.studio.look.theme import Choice
from regnet_studio.studio.rail import STEPS
from regnet_studio.studio.shell.shortcuts import KEYS, key_text, place_keys, sequence

if TYPE_CHECKING:
    from regnet_studio.studio.shell.shell import Shell
    from regnet_studio.studio.window import StudioWindow


def _always() -> str:
    return ""


@dataclass(frozen=True)
class Command:
    """Something that can be done, from wherever the keyboard is."""

    name: str
    """Such as ``action.train``; its key, if any, is in :data:`KEYS` under this name."""
    title: str
    """In the user's language."""
    do: Callable[[], object]
    icon: str = ""
    why_not: Callable[[], str] = _always
    """Why it cannot be done now, in one sentence; empty: it can."""

    @property
    def keys(self) -> str:
        """Its key as this system writes it; empty where there is none."""
        return key_text(self.name)


@runtime_checkable
class OffersCommands(Protocol):
    """A page with commands of its own."""

    def commands(self) -> list[Command]:
        """What can be done on it, in the user's language as it is now."""
        ...


class Commands(QObject):
    """The window's commands, and the keys that do them."""

    refused = Signal(str)
    """A key was pressed, and this is why nothing came of it."""

    def __init__(self, window: StudioWindow, shell: Shell) -> None:
        super().__init__(window)
        self._window, self._shell = window, shell
        for name in KEYS.keys() - {one.name for one in place_keys()}:
            action = QAction(window)
            action.setObjectName(f"key.{name}")
            action.setShortcut(sequence(name))
            action.triggered.connect(partial(self.do, name))
            window.addAction(action)

    def listed(self) -> list[Command]:
        """All of them, in the user's language as it is now."""
        window = self._window
        commands = [*self._of_training(), *self._of_places(), *self._of_shell()]
        for number in range(window.pages.count()):
            page = window.pages.widget(number)
            if isinstance(page, OffersCommands):
                commands += page.commands()
        return commands

    def named(self, name: str) -> Command:
        """One of them.

        Raises:
            KeyError: there is none of this name.
        """
        for command in self.listed():
            if command.name == name:
                return command
        raise KeyError(name)

    def do(self, name: str, *_: object) -> None:
        """Do it, or say why it cannot be done."""
        command = self.named(name)
        if why_not := command.why_not():
            self.refused.emit(why_not)
        else:
            command.do()

    def _of_shell(self) -> Iterator[Command]:
        shell, window, theme = self._shell, self._window, self._window.theme
        yield Command("action.palette", self.tr("Find anything"), shell.find, "search")
        yield Command("action.help", self.tr("Help"), shell.show_help, "help")
        yield Command(
            "action.shortcuts", self.tr("Keyboard shortcuts"), partial(shell.show_help, "shortcuts")
        )
        yield Command(
            "action.welcome",
            self.tr("See the whole road in half a minute"),
            lambda: window.welcome.begin(),
            "play",
            lambda: window.welcome.why_not(),
        )
        yield Command("action.log", self.tr("Show or hide the log"), shell.toggle_log, "log")
        yield Command("action.log_folder", self.tr("Open the folder of the log"), shell.open_logs)
        yield Command("action.about", self.tr("About RegNet Studio"), shell.show_about, "info")
        yield Command(
            "action.notify",
            self.tr("Stop telling when a run ends")
            if window.preferred.now.notify
            else self.tr("Tell when a run ends and the window is not in sight"),
            shell.toggle_notify,
        )
        choices: dict[Choice, str] = {
            "system": self.tr("Theme: as the system"),
            "light": self.tr("Theme: light"),
            "dark": self.tr("Theme: dark"),
        }
        for choice, title in choices.items():
            yield Command(f"action.theme.{choice}", title, partial(theme.choose, choice), "theme")
        look = window.appearance
        yield Command("action.text.larger", self.tr("Larger text"), look.larger, "theme")
        yield Command("action.text.smaller", self.tr("Smaller text"), look.smaller, "theme")
        yield Command("action.text.normal", self.tr("Text of normal size"), look.normal, "theme")
        said = self.tr("Language: {name}")
        for code, name in {SYSTEM: self.tr("as the system"), **NAMES}.items():
            yield Command(
                f"action.language.{code or 'system'}",
                said.format(name=name),
                partial(window.language.choose, code),
            )
        yield Command("action.full_screen", self.tr("Full screen, and back"), shell.full_screen)
        yield Command("action.quit", self.tr("Close the window"), window.close, "cancel")

    def _of_training(self) -> Iterator[Command]:
        window, training = self._window, self._window.training
        pausing = self.tr("Go on training") if training.phase == "paused" else self.tr("Pause")
        yield Command(
            "action.train", self.tr("Train"), window.start_training, "play", self._why_not_train
        )
        yield Command(
            "action.queue",
            self.tr("Add to the queue: train these settings later"),
            window.add_to_queue,
            "queue",
            window.readiness.why_not,
        )
        yield Command(
            "action.pause",
            pausing,
            lambda: training.pause(training.phase != "paused"),
            "pause",
            self._why_not_end,
        )
        yield Command(
            "action.stop",
            self.tr("Stop after this batch, keep the best"),
            training.stop,
            "stop",
            self._why_not_end,
        )
        yield Command(
            "action.stop.epoch",
            self.tr("Stop after this epoch, keep the best"),
            training.stop_after_epoch,
            "stop",
            self._why_not_end,
        )
        yield Command(
            "action.interrupt",
            self.tr("Interrupt, and resume later"),
            training.leave,
            "pause",
            self._why_not_end,
        )
        yield Command(
            "action.cancel",
            self.tr("Discard the run…"),
            window.ask_cancel,
            "cancel",
            self._why_not_end,
        )

    def _of_places(self) -> Iterator[Command]:
        window = self._window
        titles = window.rail.titles()
        for step in STEPS:
            yield Command(
                f"action.page.{step}", titles[step], partial(window.show_page, step), step
            )
        yield Command("action.next_tab", self.tr("Next tab"), partial(self._turn, 1))
        yield Command("action.previous_tab", self.tr("Previous tab"), partial(self._turn, -1))
        yield Command("action.runs", self.tr("Go to the runs"), self._focus_runs, "archive")
        page = window.data_page
        yield Command("action.open", self.tr("Open a folder of images…"), page.ask_folder, "folder")
        yield Command(
            "action.open_file",
            self.tr("Open an archive or a table of images…"),
            page.ask_file,
            "archive",
        )

    def _why_not_train(self) -> str:
        return self._shell.running() or self._window.readiness.why_not()

    def _why_not_end(self) -> str:
        phase = self._window.training.phase
        if phase in ("preparing", "training", "paused"):
            return ""
        if phase == "idle":
            return self.tr("No run is going on")
        return self.tr("The run is ending")

    def _focus_runs(self) -> None:
        listed = self._window.runs.findChild(QListView, "runs")
        if listed is not None:
            listed.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _turn(self, by: int) -> None:
        """To the next tab of the page in sight, around at the end."""
        for tabs in self._window.pages.findChildren(QTabWidget):
            if tabs.isVisible():
                tabs.setCurrentIndex((tabs.currentIndex() + by) % tabs.count())
                return
