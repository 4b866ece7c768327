"""What surrounds the pages: commands, palette, help, log, notifications, what a crash left."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from regnet_studio.errors import UserMistake
from regnet_studio.recipe import recipe_fields
from regnet_studio.studio.form.field_words import said
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.shell.account import Account
from regnet_studio.studio.shell.commands import Commands
from regnet_studio.studio.shell.help_pages import parts, section_page_name
from regnet_studio.studio.shell.log import Log
from regnet_studio.studio.shell.log_panel import LogPanel
from regnet_studio.studio.shell.matching import folded
from regnet_studio.studio.shell.notification import Notification
from regnet_studio.studio.shell.program_menu import ProgramMenu
from regnet_studio.studio.trouble import crash
from regnet_studio.studio.trouble.defects import Defects
from regnet_studio.studio.trouble.draft import Draft
from regnet_studio.studio.trouble.session import Session

if TYPE_CHECKING:
    from regnet_studio.runs.directory import RunSummary
    from regnet_studio.studio.shell.help import HelpWindow
    from regnet_studio.studio.shell.help_pages import HelpPage
    from regnet_studio.studio.shell.palette import Palette
    from regnet_studio.studio.window import StudioWindow

_SAID_MS = 6000


class Shell(QObject):
    """Made by the window when its pages are there; palette and help only when first asked for."""

    def __init__(self, window: StudioWindow) -> None:
        super().__init__(window)
        self._window = window
        self.log = Log()
        self.log_panel = LogPanel(window.theme, self.log)
        self.log_panel.closed.connect(self.toggle_log)
        self.log_panel.failed.connect(window.banners.show_error)
        self.listed_runs: list[RunSummary] = []
        window.reading.runs_listed.connect(self._keep_runs)
        self.account = Account(window)
        self.notification = Notification(window)
        self.commands = Commands(window, self)
        self.commands.refused.connect(self._say)
        self.menu = ProgramMenu(window, self.commands)
        self.crash = crash.CrashOffer(window.banners, window.theme, window.open_path, window)
        self.crash.failed.connect(window.banners.show_error)
        self.defects: Defects | None = None
        self._session: Session | None = None
        self._draft: Draft | None = None
        self._palette: Palette | None = None
        self._help: HelpWindow | None = None
        self._warming: Job | None = None

    @property
    def palette(self) -> Palette:
        """The command palette."""
        if self._palette is None:
            from regnet_studio.studio.shell.destinations import destinations
            from regnet_studio.studio.shell.palette import Palette

            window = self._window
            self._palette = Palette(window.theme, lambda: destinations(window), window)
            self._palette.used = window.preferred.now.palette_used
            self._palette.used_changed.connect(lambda used: window.preferred.set(palette_used=used))
        return self._palette

    @property
    def help(self) -> HelpWindow:
        """The window of the help."""
        if self._help is None:
            from regnet_studio.studio.shell.help import HelpWindow

            self._help = HelpWindow(self._window.theme, self.help_pages, self._window)
        return self._help

    def help_pages(self) -> list[HelpPage]:
        """Every page of the help, in the user's language."""
        from regnet_studio.studio.shell.help_pages import help_pages

        return help_pages(self.commands.listed)

    def find(self) -> None:
        """Open the palette."""
        self.palette.open()

    def show_help(self, page: str = "") -> None:
        """Open the help: at ``page``, else at that of what is in sight or under the keyboard."""
        setting = "" if page else self._setting_with_keyboard()
        if setting in recipe_fields():
            page = section_page_name(recipe_fields()[setting].section)
        self.help.show_page(page or self._page_in_sight(), setting)
        self.help.show()
        self.help.raise_()
        self.help.activateWindow()

    def show_about(self) -> None:
        """Versions and licences of the program and of its parts."""
        self.show_help("about")

    def toggle_log(self) -> None:
        """Show or hide the log; the keyboard goes along."""
        had_focus = self.log_panel.isAncestorOf(QApplication.focusWidget() or self._window)
        shown = self.log_panel.isHidden()
        self.log_panel.setVisible(shown)
        if shown:
            self.log_panel.search.setFocus()
        elif had_focus:
            self._window.rail.focus_step(self._window.step)

    def toggle_notify(self) -> None:
        """Tell when a run ends, or no longer."""
        preferred = self._window.preferred
        preferred.set(notify=not preferred.now.notify)
        self._say(
            self.tr("When a run ends and the window is not in sight, the system tells you")
            if preferred.now.notify
            else self.tr("The end of a run is no longer told")
        )

    def open_logs(self) -> None:
        """Show the folder of the log in the system's file manager."""
        crash.open_log_folder()

    def full_screen(self) -> None:
        """Fill the screen, or no longer."""
        window = self._window
        if window.isFullScreen():
            window.showNormal()
        else:
            window.showFullScreen()

    def running(self) -> str:
        """That a run goes on, as a reason; empty: none does."""
        return self.tr("A run is going on") if self._window.training.is_on else ""

    def begin_session(self) -> None:
        """From here on the process's log is written, defects are told, and a crash leaves a trace.

        For the program, not for a window in a test: it changes what belongs to the whole process.
        """
        window = self._window
        self.log.open()
        self.defects = Defects(window.close, window)
        self.defects.found.connect(window.banners.show_error)
        self.defects.open()
        session = Session()
        try:
            session.begin()
        except UserMistake as mistake:  # a log folder that cannot be written is no reason to end
            window.banners.show_error(mistake)
            return
        self._session = session
        self._draft = Draft(session.draft, window.state, window.training, self)
        self._draft.failed.connect(window.banners.show_error)

    def look_back(self) -> None:
        """Offer what a crash left; when the window is on the screen. Then load what comes late."""
        self.crash.look()
        self._warming = Job(_warm_up, self)
        self._warming.failed.connect(self._window.banners.show_error)
        self._warming.ended.connect(self._warmed)
        self._warming.start()

    def close(self, seconds: float) -> None:
        """End its threads (for closing the window)."""
        self.crash.close(seconds)
        if self._warming is not None:
            self._warming.wait(seconds)
        self.notification.close()
        if self._help is not None:
            self._help.close()
        if self._draft is not None:
            self._draft.close(seconds)

    def end_session(self) -> None:
        """The program ends as it should."""
        if self._session is not None:
            self._session.end()
            self._session = None
        if self.defects is not None:
            self.defects.close()
            self.defects = None
        self.log.close()

    def _warmed(self) -> None:
        self._warming = None

    def _keep_runs(self, runs: list[RunSummary]) -> None:
        self.listed_runs = runs

    def _say(self, text: str) -> None:
        self._window.statusBar().showMessage(text, _SAID_MS)

    def _page_in_sight(self) -> str:
        window = self._window
        page = window.pages.currentWidget()
        return page.objectName().removeprefix("page.") if page is not None else window.step

    def _setting_with_keyboard(self) -> str:
        """The recipe's key whose control has the keyboard; empty: none."""
        control: QWidget | None = QApplication.focusWidget()
        while control is not None and control is not self._window:
            name = control.objectName()
            if name.startswith("recipe.") and name.count(".") == 2:
                return name.removeprefix("recipe.")
            control = control.parentWidget()
        return ""


def _warm_up(_: OnProgress) -> None:
    """What the first opening of palette and help would wait for. It makes nothing of Qt's."""
    for module in ("destinations", "palette", "help"):
        importlib.import_module(f"regnet_studio.studio.shell.{module}")
    for field in recipe_fields().values():
        folded(f"{said(field.title)} {said(field.help)}")
    parts()
