"""All that the palette can find: commands, places, settings, runs, presets, help, recent items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from regnet_studio.recipe import preset_names, recipe_fields
from regnet_studio.recipe.presets import preset_summary
from regnet_studio.studio import words
from regnet_studio.studio.form.field_words import said
from regnet_studio.studio.rail import STEPS
from regnet_studio.studio.shell.commands import Command
from regnet_studio.studio.shell.matching import folded
from regnet_studio.studio.shell.sight import bring_into_sight, show_setting, why_no_setting
from regnet_studio.studio.state import DEFAULTS

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow

_OF_DATA = ("data", "balance", "augment")
_CHOSEN_ELSEWHERE = ("data.source", "model.name")


@dataclass(frozen=True)
class Destination:
    """A line of the palette."""

    name: str
    """Stays the same from one start to the next: what was used is kept by it."""
    title: str
    do: Callable[[], object]
    detail: str = ""
    """What kind of thing it is, or where."""
    keys: str = ""
    icon: str = ""
    why_not: str = ""
    searched: str = ""
    """Folded: what is typed is looked for in it. It begins with the title."""
    title_end: int = 0
    """How many letters of that are the title."""


def destinations(window: StudioWindow) -> list[Destination]:
    """Everything there is now, in the order in which it is shown where nothing is typed."""
    return [
        *(
            _of_command(command)
            for command in window.shell.commands.listed()
            if command.name != "action.palette"
        ),
        *_tabs(window),
        *_recent(window),
        *_runs(window),
        *_presets(window),
        *_help(window),
        *_settings(window),
    ]


def made(
    name: str,
    title: str,
    do: Callable[[], object],
    detail: str,
    icon: str = "",
    *,
    also: str = "",
    why_not: str = "",
) -> Destination:
    """A line; ``also``: other words under which it is found."""
    found = folded(f"{title} {detail} {also}")
    return Destination(name, title, do, detail, "", icon, why_not, found, len(folded(title)))


def _of_command(command: Command) -> Destination:
    return Destination(
        command.name,
        command.title,
        command.do,
        "",
        command.keys,
        command.icon,
        command.why_not(),
        folded(command.title),
        len(folded(command.title)),
    )


def _tabs(window: StudioWindow) -> Iterator[Destination]:
    """Every tab of every page that is made: ``Data › Balance``."""
    titles = window.rail.titles()
    for number, step in enumerate(STEPS):
        page = window.pages.widget(number)
        assert page is not None
        for tabs in page.findChildren(QTabWidget):
            for place in range(tabs.count()):
                text = tabs.tabText(place).partition(" (")[0]
                yield made(
                    f"tab.{tabs.objectName()}.{place}",
                    f"{titles[step]} › {text}",
                    partial(_show_tab, tabs, place),
                    _tr("tab"),
                    step,
                    why_not=_why_hidden(tabs, page, window, step),
                )


def _why_hidden(tabs: QTabWidget, page: QWidget, window: StudioWindow, step: str) -> str:
    """Why tabs that are made cannot be shown: their page has nothing to put into them."""
    above: QWidget | None = tabs
    while above is not None and above is not page:
        parent = above.parentWidget()
        if isinstance(parent, QStackedWidget) and parent.currentWidget() is not above:
            if step == "data":
                return _tr("Choose images first, on the Data page")
            if step == "evaluate":
                return _tr("Open a run first, on the left")
            return _tr("Not yet")
        above = parent
    return ""


def _show_tab(tabs: QTabWidget, place: int) -> None:
    bring_into_sight(tabs)
    tabs.setCurrentIndex(place)
    tabs.tabBar().setFocus()


def _recent(window: StudioWindow) -> Iterator[Destination]:
    for path in window.preferred.now.recent:
        yield made(
            f"recent.{path}",
            Path(path).name or path,
            partial(window.open_path, path),
            _tr("recent"),
            "folder",
            also=path,
        )


def _runs(window: StudioWindow) -> Iterator[Destination]:
    for run in window.shell.listed_runs:
        detail = f"{_tr('run')} · {words.status(run.status)} · {words.percent(run.best_accuracy)}"
        yield made(
            f"run.{run.run}",
            run.title,
            partial(window.opening.open_listed, Path(run.run)),
            detail,
            "archive",
            also=f"{run.name} {run.model} {run.dataset}",
        )


def _presets(window: StudioWindow) -> Iterator[Destination]:
    def take(name: str) -> None:
        window.train_page.form.presets.use(name)
        window.show_page("train")

    title = _tr("Preset: {name}")
    yield made(
        "preset.",
        title.format(name=_tr("the defaults")),
        partial(take, DEFAULTS),
        _tr("preset"),
        "settings",
    )
    for name in preset_names():
        yield made(
            f"preset.{name}",
            title.format(name=name),
            partial(take, name),
            _tr("preset"),
            "settings",
            also=said(preset_summary(name)),
        )


def _help(window: StudioWindow) -> Iterator[Destination]:
    for page in window.shell.help_pages():
        yield made(
            f"help.{page.name}",
            page.title,
            partial(window.shell.show_help, page.name),
            _tr("help"),
            "help",
        )


def _settings(window: StudioWindow) -> Iterator[Destination]:
    for key, field in recipe_fields().items():
        if key in _CHOSEN_ELSEWHERE:
            continue
        yield made(
            f"setting.{key}",
            said(field.title),
            partial(show_setting, window, key),
            f"{_tr('setting')} · {key}",
            "settings",
            also=f"{said(field.help)} {field.title}",
            why_not=why_no_setting(window, field),
        )


def _tr(text: str) -> str:
    return QCoreApplication.translate("palette", text)
