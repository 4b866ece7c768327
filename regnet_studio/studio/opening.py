"""What happens when something is opened or dropped: data, a recipe, an image, a run, weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from regnet_studio.recipe import Recipe, override_value
from regnet_studio.studio import words
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.shell.banners import Answer
from regnet_studio.studio.shell.drop_overlay import Outlook
from regnet_studio.studio.shell.drops import Drop, meaning_of
from regnet_studio.studio.shell.recent import Recent, RecentItem
from regnet_studio.studio.state import OpenRun

if TYPE_CHECKING:
    from regnet_studio.models.card import Card
    from regnet_studio.studio.window import StudioWindow

WEIGHTS = "weights"
"""The topic of the banner that tells which weights the next training begins with."""


class Opening(QObject):
    """Brings what was opened to the page that shows it."""

    failed = Signal(object)
    """The exception."""

    def __init__(self, window: StudioWindow) -> None:
        super().__init__(window)
        self._window = window
        self._state, self._reading = window.state, window.reading
        self._recent = Recent(window.preferred, self)
        self._further: Path | None = None
        """The run to go on with that is being opened."""
        self._wanted: Path | None = None
        """The run or recipe that the user opened; what training opens itself is not recent."""
        self._source = ""
        """Of the images that are open."""
        self._weighing: Job | None = None
        self._reading.recipe_opened.connect(self.take_recipe)
        self._reading.run_opened.connect(self.take_run)
        self._recent.failed.connect(self.failed)
        self._state.data_changed.connect(self._note_data)

    @property
    def recents(self) -> Recent:
        """What was opened last, and how it is forgotten."""
        return self._recent

    def recent(self) -> tuple[RecentItem, ...]:
        """What was opened last, the last first."""
        return self._recent.items

    def open_path(self, path: Path | str) -> None:
        """Open whatever it is: a dataset, a recipe, a run, an image, weights, an export."""
        window, place = self._window, Path(path)
        meaning = meaning_of(place)
        if meaning == "run":
            self._wanted = place.absolute()
            self._reading.open_run(place)
            window.show_page("train")
        elif meaning == "recipe":
            self._wanted = place
            self._reading.open_recipe(place)
        elif meaning == "image" and place.is_file():
            window.show_page("predict")
            window.predict_page.predict(place)
            self._recent.add(place.absolute())
        elif meaning == "weights" and place.is_file():
            self._begin_from(place.absolute())
        elif meaning == "export":
            window.show_page("predict")
            window.predict_page.use(place)
            self._recent.add(place.absolute())
        else:
            window.show_page("data")
            self._reading.scan(str(path))

    def take_drop(self, drop: Drop) -> None:
        """Do what :meth:`outlook` said."""
        if self._is_for_predict(drop):
            self._window.show_page("predict")
            self._window.predict_page.predict_many(list(drop.paths))
            self._recent.add(drop.paths[0].absolute())
        elif drop.meaning == "runs":
            self._window.compare(drop.paths)
        elif self.outlook(drop).works:
            self.open_path(drop.paths[0])

    def outlook(self, drop: Drop) -> Outlook:
        """What letting this go would do, in the user's words."""
        network = self._network()
        name = drop.name
        if self._is_for_predict(drop):
            if drop.meaning == "data":
                text = self.tr("Predict all images in {name} with {run}")
                return Outlook("predict", text.format(name=name, run=network))
            text = self.tr("Predict these {n} images with {run}")
            return Outlook("predict", text.format(n=words.number(len(drop.paths)), run=network))
        match drop.meaning:
            case "data":
                is_folder = drop.paths[0].is_dir()
                return Outlook(
                    "folder" if is_folder else "archive",
                    self.tr("Read the images of {name} as a dataset").format(name=name),
                    self.tr("Its files stay as they are."),
                )
            case "recipe":
                text = self.tr("Open the recipe {name}: its settings and its images")
                return Outlook("settings", text.format(name=name))
            case "run":
                return Outlook("evaluate", self.tr("Open the run {name}").format(name=name))
            case "runs":
                text = self.tr("Compare these {n} runs")
                return Outlook("compare", text.format(n=words.number(len(drop.paths))))
            case "export":
                text = self.tr("Predict with the exported network {name}")
                return Outlook("predict", text.format(name=name))
            case "weights":
                return Outlook(
                    "model",
                    self.tr("Begin training from the weights {name}").format(name=name),
                    self.tr("They are read first; nothing in the file is executed."),
                )
            case "image" if network:
                text = self.tr("Predict {name} with {run}")
                return Outlook("predict", text.format(name=name, run=network))
            case "image" | "images":
                return Outlook(
                    "image",
                    self.tr("There is no network to ask yet"),
                    self.tr(
                        "Train one or open a run, then drop images to predict them. To train on "
                        "images, drop the folder that they are in."
                    ),
                    works=False,
                )
            case "several":
                return Outlook(
                    "info",
                    self.tr("Drop one thing at a time"),
                    self.tr("Several images, or several runs, may come together."),
                    works=False,
                )
            case "nothing":
                return Outlook(
                    "info", self.tr("Only files and folders of this computer"), works=False
                )
            case _:
                return Outlook(
                    "info",
                    self.tr("{name} is of a kind that is not used here").format(name=name),
                    self.tr(
                        "Drop a folder, an archive or a table of images, an image, a recipe, a "
                        "run, or a file of weights."
                    ),
                    works=False,
                )

    def open_listed(self, run: Path) -> None:
        """Open a run of the list; the one that goes on is shown as it goes."""
        window = self._window
        if window.training.is_on and str(run) == window.training.course.run:
            window.train_page.show_course(window.training.course, run.name)
            window.show_page("train")
        else:
            self._wanted = run
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
        if self._wanted is not None and self._wanted.suffix == ".toml":
            self._recent.add(self._wanted.absolute())
            self._wanted = None
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
        if self._wanted == run.path:
            self._recent.add(run.path)
            self._wanted = None
        further, self._further = self._further, None
        if further == run.path:
            self._window.train_page.offer_further(run)

    def forget_runs(self, runs: list[Path]) -> None:
        """Runs were thrown away: none of them stays open."""
        run = self._state.run
        if run is not None and run.path in runs:
            self._state.set_run(None)
            if not self._window.training.is_on:
                self._window.train_page.show_nothing()
        self._recent.look()

    def close(self, seconds: float) -> None:
        """Wait for its threads (for closing the window)."""
        self._recent.close(seconds)
        if self._weighing is not None:
            self._weighing.wait(seconds)

    def _network(self) -> str:
        """What the Predict page asks; empty: nothing yet."""
        asked, run = self._window.predict_page.asked, self._state.run
        if asked is None:
            return ""
        return run.name if run is not None and run.path == asked else asked.name

    def _is_for_predict(self, drop: Drop) -> bool:
        """Whether many images are to be predicted: on its page, a folder is that as well."""
        window = self._window
        if not self._network():
            return False
        is_folder = drop.meaning == "data" and drop.paths[0].is_dir()
        return drop.meaning == "images" or (is_folder and window.step == "predict")

    def _note_data(self) -> None:
        scan = self._state.scan
        source = scan.dataset.source if scan is not None else ""
        if source and source != self._source:
            self._recent.add(source)
        self._source = source

    def _begin_from(self, file: Path) -> None:
        """Let the next training begin with weights, once it is seen that they can be read."""
        if self._weighing is not None:
            return

        def work(_: OnProgress) -> tuple[int, Any]:
            from regnet_studio.models.weights import read_weights
            from regnet_studio.training.pretrained import card_of

            return len(read_weights(file)), card_of(file)

        self._weighing = Job(work, self)
        self._weighing.succeeded.connect(lambda found: self._take_weights(file, *found))
        self._weighing.failed.connect(self.failed)
        self._weighing.ended.connect(self._weighed)
        self._weighing.start()

    def _take_weights(self, file: Path, tensors: int, card: Card | None) -> None:
        before = self._state.recipe
        recipe = override_value(before, "transfer.weights", str(file))
        if card is not None and card.model.name != recipe.model.name:
            recipe = recipe.model_copy(update={"model": card.model})
        self._state.use_settings(recipe)
        self._recent.add(file)
        self._window.show_page("model")
        text = self.tr("The next training begins from {name}: {n} tensors, for {model}")
        back = Answer(self.tr("Undo"), "weights.undo", lambda: self._state.use_settings(before))
        self._window.banners.say(
            text.format(name=file.name, n=words.number(tensors), model=recipe.model.name),
            topic=WEIGHTS,
            answers=(back,),
        )

    def _weighed(self) -> None:
        self._weighing = None
