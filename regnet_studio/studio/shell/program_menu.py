"""The program's own menu, in the rail beside its name: what is not of one page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from regnet_studio.studio.shell.commands import Commands

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

_SECTIONS = (
    ("action.palette", "action.log", "action.notify", "action.full_screen"),
    ("action.welcome", "action.help", "action.shortcuts", "action.log_folder", "action.about"),
    ("action.quit",),
)


class ProgramMenu(QMenu):
    """Made anew each time it opens: it says what holds now, in the language of now.

    ``choices`` stand between the first section and the help: a menu for each thing that is chosen
    from a few, such as the language.
    """

    def __init__(self, window: StudioWindow, commands: Commands) -> None:
        super().__init__(window)
        self.setObjectName("action.menu.list")
        self._commands = commands
        self.choices: list[QMenu] = []
        window.rail.menu.setMenu(self)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Put in what can be done now."""
        self.clear()
        listed = {command.name: command for command in self._commands.listed()}
        for number, names in enumerate(_SECTIONS):
            for name in names:
                command = listed[name]
                action = self.addAction(command.title)
                action.setObjectName(f"menu.{name}")
                if command.keys:
                    # Shown only: the key itself is the window's, see Commands.
                    action.setText(f"{command.title}\t{command.keys}")
                action.triggered.connect(partial(self._commands.do, name))
            self.addSeparator()
            if number == 0 and self.choices:
                for menu in self.choices:
                    self.addMenu(menu)
                self.addSeparator()
