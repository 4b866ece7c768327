"""The pages of the help: Markdown files in ``resources/help``, and two made of declarations."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from regnet_studio import __version__
from regnet_studio.recipe import RecipeField, recipe_fields
from regnet_studio.recipe.fields import section_help
from regnet_studio.resources import resource
from regnet_studio.studio.form.field_words import said, section_title, value_text
from regnet_studio.studio.shell.matching import folded
from regnet_studio.studio.shell.shortcuts import key_text, place_keys

if TYPE_CHECKING:
    from importlib.metadata._meta import PackageMetadata as Message

    from regnet_studio.studio.shell.commands import Command

ORDER = (
    "start",
    "data",
    "model",
    "train",
    "settings",
    "evaluate",
    "runs",
    "compare",
    "predict",
    "export",
    "shortcuts",
    "cli",
    "trouble",
)
"""First pages, in this order; what else lies in the folder follows by its title."""
_PARTS = (
    "PySide6-Essentials",
    "pyqtgraph",
    "torch",
    "torchvision",
    "numpy",
    "scipy",
    "scikit-learn",
    "imbalanced-learn",
    "numba",
    "pillow",
    "pydantic",
    "safetensors",
    "matplotlib",
    "jinja2",
    "typer",
    "rich",
    "tomlkit",
    "psutil",
    "filelock",
    "platformdirs",
    "onnx",
    "onnxruntime",
    "captum",
    "openTSNE",
    "timm",
)
_LONGEST_LICENCE = 60


@dataclass(frozen=True)
class HelpPage:
    """A page, in the user's language where it is translated."""

    name: str
    title: str
    text: Callable[[], str]
    """Markdown; links lead to other pages as ``name.md``."""
    is_listed: bool = True
    """Whether it stands in the contents; what does not is found by the search and by links."""


def help_pages(commands: Callable[[], Sequence[Command]], language: str = "") -> list[HelpPage]:
    """All pages in the order of the contents list.

    Args:
        commands: of the window; their keys are a page.
        language: such as ``fr``; empty: that of the numbers.
    """
    language = language or QLocale().name().partition("_")[0]
    folder = resource("help")
    pages = {
        "settings": HelpPage("settings", _tr("Settings"), settings_page),
        "about": HelpPage("about", _tr("About RegNet Studio"), about_page),
        "shortcuts": HelpPage(
            "shortcuts", _tr("Keyboard shortcuts"), lambda: shortcuts_page(commands())
        ),
    }
    for path in sorted(folder.glob("*.md")):
        pages[path.stem] = _from_file(path.stem, _translated(folder, path.stem, language))
    known = [pages.pop(name) for name in ORDER if name in pages]
    about = pages.pop("about")
    rest = sorted(pages.values(), key=lambda page: folded(page.title))
    return [*known, *rest, about, *_sections()]


def settings_page() -> str:
    """The sections of the recipe with what is in each."""
    lines = [
        f"# {_tr('Settings')}",
        "",
        _tr("All that a recipe says, as the program checks it."),
        "",
    ]
    for section, fields in _by_section().items():
        lines += [f"## [{section_title(section)}]({section_page_name(section)}.md)", ""]
        titles = ", ".join(said(field.title) for field in fields)
        lines += [said(section_help().get(section, "")), "", titles + ".", ""]
    return "\n".join(lines)


def section_page(section: str) -> str:
    """Every field of a section, from its declaration: help, values, default, key."""
    lines = [
        f"# {_tr('Settings')}: {section_title(section)}",
        "",
        said(section_help().get(section, "")),
    ]
    for field in _by_section()[section]:
        lines += _field(field)
    return "\n".join(lines)


def section_page_name(section: str) -> str:
    """The page of a section of the recipe."""
    return f"settings-{section or 'run'}"


def about_page() -> str:
    """The program and the parts it is made of: versions and licences, as installed."""
    lines = [
        f"# RegNet Studio {__version__}",
        "",
        _tr("Turn a folder of images into a classifier you can trust. MIT licence."),
        "",
        _tr("Python {version} on {system}").format(
            version=platform.python_version(), system=platform.platform()
        ),
        "",
        f"| {_tr('Part')} | {_tr('Version')} | {_tr('Licence')} |",
        "|---|---|---|",
    ]
    return "\n".join([*lines, *(f"| {' | '.join(part)} |" for part in parts())])


@cache
def parts() -> tuple[tuple[str, str, str], ...]:
    """Name, version and licence of each part that is installed. Reads files the first time."""
    found: list[tuple[str, str, str]] = []
    for name in _PARTS:
        try:
            known = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        found.append((name, known["Version"], _licence(known)))
    return tuple(found)


def shortcuts_page(commands: Sequence[Command]) -> str:
    """Every key: those of the window from its commands, then those of single places."""
    lines = [f"# {_tr('Keyboard shortcuts')}", "", _tr("Everywhere in the window:"), ""]
    lines += _table([(command.keys, command.title) for command in commands if command.keys])
    lines += [
        "",
        _tr("Tab goes from control to control, Space presses the one with the frame."),
        "",
    ]
    by_place: dict[str, list[tuple[str, str]]] = {}
    for one in place_keys():
        by_place.setdefault(one.place, []).append((key_text(one.name), one.title))
    for place, rows in by_place.items():
        lines += [f"## {place}", "", *_table(rows), ""]
    return "\n".join(lines)


def _sections() -> list[HelpPage]:
    title = _tr("Settings: {section}")
    return [
        HelpPage(
            section_page_name(section),
            title.format(section=section_title(section)),
            partial(section_page, section),
            is_listed=False,
        )
        for section in _by_section()
    ]


def _by_section() -> dict[str, list[RecipeField]]:
    sections: dict[str, list[RecipeField]] = {}
    for field in recipe_fields().values():
        sections.setdefault(field.section, []).append(field)
    return sections


def _licence(found: Message) -> str:
    """As a package states it: an SPDX expression, else the first line, else its classifier."""
    stated = found["License-Expression"] or (found["License"] or "").partition("\n")[0]
    if not stated or len(stated) > _LONGEST_LICENCE:
        of_classifiers = [
            each.rpartition(" :: ")[2]
            for each in found.get_all("Classifier") or ()
            if each.startswith("License")
        ]
        stated = ", ".join(of_classifiers) or stated[:_LONGEST_LICENCE]
    return stated.replace("|", " ") or "?"


def _field(field: RecipeField) -> list[str]:
    values = _tr("Values: {bounds}. Default: {default}.").format(
        bounds=field.bounds, default=value_text(field, field.default)
    )
    return ["", f"### {said(field.title)} · `{field.key}`", "", said(field.help), "", values]


def _table(rows: Sequence[tuple[str, str]]) -> list[str]:
    head = [f"| {_tr('Keys')} | {_tr('What they do')} |", "|---|---|"]
    return head + [f"| `{keys}` | {title.replace('|', ' ')} |" for keys, title in rows]


def _translated(folder: Path, name: str, language: str) -> Path:
    path = folder / language / f"{name}.md"
    return path if path.is_file() else folder / f"{name}.md"


def _from_file(name: str, path: Path) -> HelpPage:
    with path.open(encoding="utf-8") as file:
        title = file.readline().removeprefix("#").strip()
    return HelpPage(name, title, lambda: path.read_text(encoding="utf-8"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("help", text)
