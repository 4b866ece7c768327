"""What happens when something is opened: data, a recipe, an image, a run of the list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from regnet_studio.recipe import Recipe
from regnet_studio.studio.drops import meaning_of
from regnet_studio.studio.state import OpenRun

if TYPE_CHECKING:
    from regnet_studio.studio.window import StudioWindow


class Opening(QObject):
    """Brings what was opened to the page that shows it."""

    def __init__(self, window: StudioWindow) -> None:
        super().__init__(window)
        self._window = window
        self._state, self._reading = window.state, window.reading
        self._further: Path | None = None
        """The run to go on with that is being opened."""
        self._reading.recipe_opened.connect(self.take_recipe)
        self._reading.run_opened.connect(self.take_run)

    def open_path(self, path: Path | str) -> None:
        """Open whatever it is: a dataset, a recipe, a run or an image."""
        window, meaning = self._window, meaning_of(Path(path))
        if meaning == "run":
            self._reading.open_run(Path(path))
            window.show_page("train")
        elif meaning == "recipe":
            self._reading.open_recipe(Path(path))
        elif meaning == "image" and Path(path).is_file():
            window.show_page("predict")
            window.predict_page.predict(Path(path))
        else:
            window.show_page("data")
            self._reading.scan(str(path))

    def open_listed(self, run: Path) -> None:
        """Open a run of the list; the one that goes on is shown as it goes."""
        window = self._window
        if window.training.is_on and str(run) == window.training.course.run:
            window.train_page.show_course(window.training.course, run.name)
            window.show_page("train")
        else:
            self._reading.open_run(run)

    def open_further(self, run: Path) -> None:
        """Ask how an ended run goes on, as soon as it is open."""
        self._window.show_page("train")
        if self._state.run is not None and self._state.run.path == run:
            self._window.train_page.offer_further(self._state.run)
        else:
            self._further = run
            self._reading.open_run(run)

    def take_recipe(self, recipe: Recipe) -> None:
        """Take over a recipe, and read the images that it names."""
        self._state.set_data(None)
        self._state.use_recipe(recipe)
        self._window.show_page("train")
        self._reading.scan(recipe.data.source)

    def take_settings(self, recipe: Recipe) -> None:
        """Take over how to train; the images are read only where they are others."""
        scan = self._state.scan
        if scan is not None and scan.dataset.source == recipe.data.source:
            self._state.use_settings(recipe)
        else:
            self.take_recipe(recipe)

    def take_run(self, run: OpenRun) -> None:
        """Show a run, as it was read from its directory, on every page."""
        self._state.set_run(run)
        self._window.runs.select(run.path)
        self._window.train_page.show_course(run.course, run.name)
        further, self._further = self._further, None
        if further == run.path:
            self._window.train_page.offer_further(run)
