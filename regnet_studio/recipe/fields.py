"""The recipe's fields as a flat list: what forms, flags and help are made from."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from regnet_studio.recipe.tree import Recipe

Kind = Literal["bool", "int", "float", "text", "choice", "floats", "ints"]


@dataclass(frozen=True)
class Condition:
    """What another field has to be for a field to change anything."""

    key: str
    values: tuple[Any, ...] | None
    """One of these; None: any but nothing, 0 and false."""

    def holds(self, recipe: Recipe) -> bool:
        """Whether ``recipe`` has it so."""
        value = recipe_fields()[self.key].of(recipe)
        return bool(value) if self.values is None else value in self.values

    @property
    def text(self) -> str:
        """As the file and the command line say it: ``optimizer.name = sgd or muon``."""
        if self.values is None:
            optional = recipe_fields()[self.key].optional
            return f"{self.key} is {'set' if optional else 'above 0'}"
        if left := self.left_out:
            return f"{self.key} is not {left}"
        return f"{self.key} = {' or '.join(as_setting(value) for value in self.values)}"

    @property
    def left_out(self) -> str:
        """The one choice that does not do, where all others do; else empty."""
        choices = recipe_fields()[self.key].choices
        left = [choice for choice in choices if choice not in (self.values or ())]
        return left[0] if len(choices) > 2 and len(left) == 1 else ""


@dataclass(frozen=True)
class RecipeField:
    """One parameter of the recipe, as declared in :mod:`regnet_studio.recipe.tree`."""

    key: str
    """Dotted key, e.g. ``optimizer.lr``."""
    section: str
    """The branch it lies in, e.g. ``optimizer``; empty for a field of the recipe itself."""
    title: str
    """A name for people, e.g. ``Learning rate``."""
    kind: Kind
    optional: bool
    """Whether "nothing" (chosen by the program) is a value."""
    default: Any
    help: str
    unit: str
    advanced: bool
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    """Whether ``low`` itself is out of bounds."""
    high_open: bool = False
    applies: tuple[Condition, ...] = ()
    """All that has to hold for this field to change anything."""

    @property
    def bounds(self) -> str:
        """What values are allowed, in words: ``above 0, at most 10 px``."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        parts = []
        if self.low is not None:
            parts.append(f"{'above' if self.low_open else 'at least'} {_number(self.low)}")
        if self.high is not None:
            parts.append(f"{'below' if self.high_open else 'at most'} {_number(self.high)}")
        words = {
            "bool": "true or false",
            "int": "a whole number",
            "float": "a number",
            "text": "a text",
            "choice": "",
            "floats": "numbers with commas between them",
            "ints": "whole numbers with commas between them",
        }[self.kind]
        text = " ".join([words, ", ".join(parts)]).strip()
        return f"{text} {self.unit}".strip()

    @property
    def explained(self) -> str:
        """The help, and where the field changes nothing."""
        if not self.applies:
            return self.help
        return f"{self.help}; only where {' and '.join(need.text for need in self.applies)}"

    def idle(self, recipe: Recipe) -> Condition | None:
        """What keeps this field from changing anything in ``recipe``; None: nothing does."""
        return next((need for need in self.applies if not need.holds(recipe)), None)

    def of(self, recipe: Recipe) -> Any:
        """The value that ``recipe`` gives to this field."""
        value: Any = recipe
        for part in self.key.split("."):
            value = getattr(value, part)
        return value


def as_setting(value: Any) -> str:
    """A value as ``--set`` would take it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:g}"


@cache
def recipe_fields() -> dict[str, RecipeField]:
    """Every parameter by its key, in the order of declaration. ``version`` is not one."""
    return {field.key: field for field in _walk(Recipe, "") if field.key != "version"}


@cache
def section_help() -> dict[str, str]:
    """Section name -> its one line of help."""
    return {
        name: (info.annotation.__doc__ or "").strip()
        for name, info in Recipe.model_fields.items()
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel)
    }


def _walk(model: type[BaseModel], prefix: str) -> Iterator[RecipeField]:
    for name, info in model.model_fields.items():
        key = f"{prefix}{name}"
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            yield from _walk(info.annotation, f"{key}.")
        else:
            yield _describe(key, info)


def _describe(key: str, info: FieldInfo) -> RecipeField:
    kind, optional, choices = _kind(info.annotation)
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    bounds: dict[str, Any] = {}
    for rule in info.metadata:
        for name, side in (("ge", "low"), ("gt", "low"), ("le", "high"), ("lt", "high")):
            if getattr(rule, name, None) is not None:
                bounds[side] = getattr(rule, name)
                bounds[f"{side}_open"] = name in ("gt", "lt")
    return RecipeField(
        key=key,
        section=key.rpartition(".")[0],
        title=info.title or key.rpartition(".")[2].replace("_", " ").capitalize(),
        kind=kind,
        optional=optional,
        default=info.default,
        help=info.description or "",
        unit=str(extra.get("unit", "")),
        advanced=bool(extra.get("advanced", False)),
        choices=choices,
        applies=_conditions(extra.get("applies")),
        **bounds,
    )


def _conditions(declared: Any) -> tuple[Condition, ...]:
    return tuple(
        Condition(key, None if wanted == "set" else tuple(wanted))
        for key, wanted in (declared or {}).items()
    )


def _kind(annotation: Any) -> tuple[Kind, bool, tuple[str, ...]]:
    optional = False
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        members = [a for a in typing.get_args(annotation) if a is not type(None)]
        optional, annotation = True, members[0]
    if typing.get_origin(annotation) is Literal:
        return "choice", optional, tuple(str(choice) for choice in typing.get_args(annotation))
    if typing.get_origin(annotation) is tuple:
        whole = typing.get_args(annotation)[0] is int
        return "ints" if whole else "floats", optional, ()
    kinds: dict[Any, Kind] = {bool: "bool", int: "int", float: "float", str: "text"}
    return kinds[annotation], optional, ()
