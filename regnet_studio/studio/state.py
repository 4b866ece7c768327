"""What is on the desk: the recipe being written, the data, the models and the run that is open.

Pages read it and listen to its signals; none of them knows another page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import (
    Recipe,
    RecipeField,
    override_value,
    preset,
    recipe_fields,
)
from regnet_studio.recipe.overrides import override_values
from regnet_studio.recipe.presets import built_in_names
from regnet_studio.recipe.tree import Model
from regnet_studio.studio.history import Desk, History

if TYPE_CHECKING:
    from regnet_studio.data.scan import Scan
    from regnet_studio.models.catalogue import ModelEntry
    from regnet_studio.models.memory import Machine
    from regnet_studio.recipe.tree import Data
    from regnet_studio.runs.course import Course
    from regnet_studio.studio.data.overview import Overview

DEFAULTS = ""
"""The name of the base that is no preset: every field's own default."""
LAYOUT = ("layout", "name_pattern", "group_by")
"""Fields of ``data`` that say how these images are read: another value reads them again."""
ASSUMED_SHAPE = (10, 32, 3)
"""Classes, pixels and channels for which networks are counted until there are images."""
FOR_ALL = ("name", "dropout", "head", "head_width")
"""Fields of ``model`` that every architecture heeds."""
_OF_THE_DATA = ("data.source", "data.size", *(f"data.{name}" for name in LAYOUT))
"""Fields that say which images, not how to train: a choice of preset does not change them."""


@dataclass(frozen=True)
class OpenRun:
    """A run as it was read from its directory."""

    path: Path
    name: str
    status: str
    recipe: Recipe
    course: Course
    report: dict[str, Any] | None


class StudioState(QObject):
    """The one place where the window keeps what it works on. GUI thread only."""

    recipe_changed = Signal()
    faults_changed = Signal()
    data_changed = Signal()
    models_changed = Signal()
    run_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.base_name = DEFAULTS
        self.base = Recipe()
        self.recipe = self.base
        self.faults: dict[str, str] = {}
        self.overview: Overview | None = None
        self.models: list[ModelEntry] = []
        self.machine: Machine | None = None
        """What trains here; None until it is known."""
        self.run: OpenRun | None = None
        self.is_mending = False
        """Whether edits of the data are being written."""
        self._follow_data = True
        self._is_given = False
        self._source = ""
        """Of the images that the steps of the history are about."""
        self.history = History(self._desk(), self)

    def set_value(self, key: str, value: Any) -> None:
        """Put one value into the recipe; a text is read as the field's type.

        Raises:
            RecipeMistake: it does not hold. The recipe stays as it was and the field counts as
                faulty until a value that holds comes.
        """
        try:
            recipe = override_value(self.recipe, key, value)
        except RecipeMistake as mistake:
            self.faults[key] = str(mistake)
            self.faults_changed.emit()
            raise
        if self.faults.pop(key, None) is not None:
            self.faults_changed.emit()
        self._take(recipe, key)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Put several values into the recipe, as one step.

        Raises:
            RecipeMistake: one of them does not hold: it counts as faulty, and the recipe stays as
                it was.
        """
        try:
            recipe = override_values(self.recipe, values)
        except RecipeMistake as mistake:
            self.set_fault(str(mistake).partition(" ")[0], str(mistake))  # it begins with the key
            raise
        if cured := [key for key in values if key in self.faults]:
            for key in cured:
                del self.faults[key]
            self.faults_changed.emit()
        self._take(recipe)

    def undo(self) -> None:
        """Take the last change of the recipe back."""
        self._restore(self.history.undo())

    def redo(self) -> None:
        """Change the recipe again as it was changed before it was taken back."""
        self._restore(self.history.redo())

    def differs(self, key: str) -> bool:
        """Whether a field has another value than the preset it started from."""
        field = recipe_fields()[key]
        return field.of(self.recipe) != field.of(self.base)

    def reset(self, key: str) -> None:
        """Give a field the preset's value again."""
        self.history.seal()
        self.set_value(key, recipe_fields()[key].of(self.base))
        self.history.seal()

    def reset_all(self, keys: Collection[str]) -> None:
        """Give fields the preset's values again, as one step."""
        fields = recipe_fields()
        self.set_values({key: fields[key].of(self.base) for key in keys})

    def use_preset(self, name: str) -> None:
        """Start from a preset (or from the defaults); which images stays as chosen."""
        self._start_from(name)
        self._follow_data = False
        self._replace(self._fitted(self.base))

    def take_base(self, name: str) -> None:
        """Compare with another preset from now on; the recipe stays as it is."""
        self._start_from(name)
        self._take(self.recipe)

    def call_base(self, name: str) -> None:
        """The preset that it started from has another name now."""
        self.base_name = name
        self._take(self.recipe, is_step=False)

    def use_recipe(self, recipe: Recipe) -> None:
        """Take a whole recipe over, from a file or a run; marks are against the base."""
        self._follow_data = False
        self._is_given = True
        self._replace(recipe)

    def use_settings(self, recipe: Recipe) -> None:
        """Take over how to train the images that are open; marks are against the base."""
        self._follow_data = False
        self._replace(recipe)

    def start_from(self, recipe: Recipe) -> None:
        """Take a run's recipe over: what is changed from here on is marked as such."""
        self.base = recipe
        self.use_settings(recipe)
        self.history.begin(self._desk())

    @property
    def scan(self) -> Scan | None:
        """The images to learn from, or none."""
        return self.overview.scan if self.overview is not None else None

    def set_data(self, overview: Overview | None) -> None:
        """The images to learn from, after another scan or another edit; or none."""
        before, self.overview = self.scan, overview
        if overview is not None:
            source = overview.scan.dataset.source
            given, self._is_given = self._is_given, False
            if given:  # its recipe came first and says all the rest
                self._take(override_value(self.recipe, "data.source", source), is_step=False)
            elif before is None or before.dataset.source != source:
                self._point_at(source)
                if source != self._source:
                    self.history.begin(self._desk())
            self._source = source
            self.clear_layout_faults()
        self.data_changed.emit()

    def data_for(self, source: str) -> Data:
        """The choices with which to open a source; how others are read does not suit it."""
        data = self.recipe.data
        # Without a size, the scan tells the one that suits the images.
        choices: dict[str, Any] = {"source": source, "size": None}
        if not self._is_given and source not in (data.source, Path(data.source).name):
            plain = Recipe().data
            choices |= {name: getattr(plain, name) for name in LAYOUT}
        return data.model_copy(update=choices)

    def unread(self) -> str:
        """The key of a field that says to read the open images in another way; empty: none."""
        scan, data = self.scan, self.recipe.data
        if scan is None or scan.dataset.source != data.source:
            return ""
        for name in LAYOUT:
            if getattr(scan.data, name) != getattr(data, name):
                return f"data.{name}"
        return ""

    def set_fault(self, key: str, sentence: str) -> None:
        """Something is wrong with a value that holds by itself."""
        self.faults[key] = sentence
        self.faults_changed.emit()

    def clear_layout_faults(self) -> None:
        """The images are read as the recipe says."""
        wrong = [f"data.{name}" for name in LAYOUT if f"data.{name}" in self.faults]
        for key in wrong:
            del self.faults[key]
        if wrong:
            self.faults_changed.emit()

    def sized_recipe(self) -> Recipe:
        """The recipe with the working size that it leaves to the images, where they are known."""
        if self.scan is None or self.recipe.data.size is not None:
            return self.recipe
        return override_value(self.recipe, "data.size", self.scan.size)

    def differing(self) -> int:
        """How many fields differ from the preset, save which images and which network."""
        keys = (key for key in recipe_fields() if key not in ("data.source", "model.name"))
        return sum(self.differs(key) for key in keys)

    def set_models(self, models: list[ModelEntry], machine: Machine | None = None) -> None:
        """The architectures with their costs for the present data, and what trains here."""
        self.models = models
        self.machine = machine
        self.models_changed.emit()

    def choose_model(self, entry: ModelEntry) -> list[str]:
        """Take an architecture; options that it does not heed get their defaults.

        Returns:
            the keys of the options that had another value.
        """
        foreign = self.foreign_options(entry)
        recipe = override_value(self.recipe, "model.name", entry.name)
        for key in foreign:
            recipe = override_value(recipe, key, recipe_fields()[key].default)
        self._take(recipe)
        return foreign

    def foreign_options(self, entry: ModelEntry) -> list[str]:
        """Keys of the recipe's ``model`` with a value that this architecture does not know."""
        plain, model = Model(), self.recipe.model
        return [
            f"model.{name}"
            for name in Model.model_fields
            if name not in (*FOR_ALL, *entry.options)
            and getattr(model, name) != getattr(plain, name)
        ]

    def set_run(self, run: OpenRun | None) -> None:
        """The run that all pages show, or none."""
        self.run = run
        self.run_changed.emit()

    def is_edited(self) -> bool:
        """Whether the user changed anything of the preset, save which images."""
        return any(self.differs(key) for key in recipe_fields() if key not in _OF_THE_DATA)

    def _point_at(self, source: str) -> None:
        """New images: with their own preset, where the user has neither chosen nor edited one."""
        recipe = self.recipe
        if self._follow_data and not self.is_edited():
            fitting = [name for name in built_in_names() if _is_for(preset(name), source)]
            self._start_from(fitting[0] if fitting else DEFAULTS)
            recipe = self.base
        self._replace(self._fitted(recipe), is_step=False)

    def _start_from(self, name: str) -> None:
        self.base = preset(name) if name else Recipe()  # it may be damaged
        self.base_name = name

    def _fitted(self, recipe: Recipe) -> Recipe:
        """``recipe`` for the images at hand; a size meant for others does not suit these."""
        if self.scan is None:
            return recipe
        source = self.scan.dataset.source
        for name in LAYOUT:  # as they were read
            recipe = override_value(recipe, f"data.{name}", getattr(self.scan.data, name))
        if not _is_for(self.base, source):
            self.base = override_value(self.base, "data.size", None)
            if recipe.data.source != source:
                recipe = override_value(recipe, "data.size", None)
        return override_value(recipe, "data.source", source)

    def _replace(self, recipe: Recipe, is_step: bool = True) -> None:
        if self.faults:
            self.faults.clear()
            self.faults_changed.emit()
        self._take(recipe, is_step=is_step)

    def _take(self, recipe: Recipe, key: str = "", is_step: bool = True) -> None:
        """Put a recipe in force; ``key``: the control of this field changed it."""
        self.recipe = recipe
        if is_step:
            self.history.note(self._desk(), key)
        else:
            self.history.absorb(self._desk())
        self.recipe_changed.emit()

    def _restore(self, desk: Desk | None) -> None:
        """Put what was in force before (or was taken back) in force again, for these images."""
        if desk is None:
            return
        self.base, self.base_name = desk.base, desk.base_name
        recipe, scan = desk.recipe, self.scan
        if scan is not None and recipe.data.source != scan.dataset.source:
            recipe = self._fitted(recipe)
        self._replace(recipe, is_step=False)

    def _desk(self) -> Desk:
        return Desk(self.recipe, self.base, self.base_name)


def shape_of(state: StudioState) -> tuple[int, int, int]:
    """Classes, side in pixels and channels that networks are counted for; assumed without data."""
    if state.scan is None:
        return ASSUMED_SHAPE
    size = state.recipe.data.size or state.scan.size
    return len(state.scan.dataset.classes), size, state.scan.channels


def _is_for(recipe: Recipe, source: str) -> bool:
    """Whether a recipe was written for these images: the same set, or a file of that name."""
    return recipe.data.source in (source, Path(source).name)


_ELSEWHERE = ("data", "balance", "augment", "model", "transfer")
_CHOSEN = ("data.source", "model.name")


def form_fields() -> list[RecipeField]:
    """The fields of the Train page's form: all but those that have a page of their own."""
    return [field for field in recipe_fields().values() if field.section not in _ELSEWHERE]


def section_fields(*sections: str) -> list[RecipeField]:
    """The fields of sections with a page of their own, save which images and which network."""
    return [
        field
        for key, field in recipe_fields().items()
        if field.section in sections and key not in _CHOSEN
    ]
