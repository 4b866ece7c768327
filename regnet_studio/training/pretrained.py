"""Weights that a network begins with: ImageNet's, a file's or an earlier run's.

Where they come from is settled before any image is read (:func:`origin_of`), because it decides
the network's stem and how images are normalised; they are read when the network is there.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError
from safetensors import SafetensorError, safe_open
from torch import nn

from regnet_studio.errors import RecipeMistake, RunMistake, nearest
from regnet_studio.folders import runs_folder
from regnet_studio.models.blocks import has_small_stem
from regnet_studio.models.bought import present_names
from regnet_studio.models.card import Card
from regnet_studio.models.fitting import Fit, fit
from regnet_studio.models.registry import Shape, anatomy, architecture, architectures
from regnet_studio.models.weights import Tensors, read_weights
from regnet_studio.recipe import load, recipe_fields
from regnet_studio.recipe.tree import Model, Recipe
from regnet_studio.training.checkpoint import (
    best_checkpoint,
    last_checkpoint,
    previous_checkpoint,
    read_tensors,
    weights_in,
)
from regnet_studio.training.events import Event, Notice, WeightsLoaded
from regnet_studio.training.published import (
    Published,
    fetching,
    is_published,
    published,
    sha256_of,
    tells_checksum,
)

_EXAMPLES = 3
_SUSPICIOUS = 0.25
"""Unused tensors for each one that was taken, from which on they are remarked upon."""
_SPLITTING = (
    *("data.layout", "data.name_pattern", "data.test_share", "data.validation_share"),
    *("data.group_by", "data.copies", "data.folds", "data.fold", "seed"),
)
"""Fields of the recipe that decide which images are held back."""
_SCALED = ("googlenet", "inception_v3")
"""Networks whose ImageNet weights want values in [-1, 1]; of colour images they see to it."""
Normalisation = tuple[tuple[float, ...], tuple[float, ...]]
"""Mean and standard deviation per channel, of values 0..255."""


@dataclass(frozen=True)
class Origin:
    """Where weights come from, and what they ask of the network that takes them."""

    name: str
    """What messages and the record call it."""
    model: Model
    """The recipe's choice of network, with what it left open as the weights need it."""
    path: Path | None = None
    """The file; None: it is to be downloaded."""
    published: Published | None = None
    """The ImageNet weights that they are, where they are."""
    card: Card | None = None
    """Of the network that was trained, where it was one of ours."""
    run: Path | None = None
    """The run it was trained in, where it is one."""

    def normalisation(self, channels: int) -> Normalisation | None:
        """How its images were normalised, for images of ``channels``; None: that is not known."""
        if self.published:
            if channels == 1 and self.model.name in _SCALED:
                return (127.5,), (127.5,)
            mean, std = self.published.mean, self.published.std
            return _for(channels, [255 * x for x in mean]), _for(channels, [255 * x for x in std])
        if self.card:
            return _for(channels, self.card.mean), _for(channels, self.card.std)
        return None

    def takes_head(self, card: Card) -> bool:
        """Whether its classes may be those of ``card``."""
        if self.card:
            return self.card.classes == card.classes
        return self.published is None


def load_pretrained(
    recipe: Recipe, card: Card, network: nn.Module
) -> Generator[Event, None, Fit | None]:
    """Give a fresh network the weights of ``recipe.transfer.weights``.

    Args:
        card: of the network, as ``prepare_data`` made it.
        network: changed in place, on whatever device; its head is drawn anew by the recipe's seed
            unless the weights are for the same classes.

    Yields:
        Progress of a download, then WeightsLoaded.

    Returns:
        what went where; None where the recipe asks for no weights.

    Raises:
        UserMistake: there are no such weights, they cannot be had, are damaged or do not fit.
    """
    start = time.perf_counter()
    origin = origin_of(recipe)
    if origin is None:
        return None
    path = origin.path
    if path is None:
        assert origin.published is not None
        path = yield from fetching(origin.published, origin.name)
    tensors = _tensors_in(path)
    fitted = fit(
        network,
        tensors,
        anatomy(card.model.name, network).head,
        take_head=origin.takes_head(card),
        seed=recipe.seed,
        source=origin.name,
        name=card.model.name,
    )
    yield from _seen_before(recipe, origin)
    if len(fitted.unexpected) > _SUSPICIOUS * len(fitted.loaded):
        yield Notice(
            f"{origin.name} holds {len(fitted.unexpected):,} tensors that {card.model.name} has no "
            f"place for, such as {fitted.unexpected[0]}: it may be of a larger network; see that "
            "model.name is right"
        )
    yield WeightsLoaded(
        source=recipe.transfer.weights,
        file=str(path),
        size=path.stat().st_size,
        digest=sha256_of(path),
        tensors=len(fitted.matched) + len(fitted.adapted),
        of=len(network.state_dict()),
        head=fitted.head,
        prefix=fitted.prefix,
        adapted=[str(one) for one in fitted.adapted],
        reshaped=_first(fitted.reshaped),
        missing=_first(fitted.missing),
        unexpected=_first(fitted.unexpected),
        counts={name: len(getattr(fitted, name)) for name in ("reshaped", "missing", "unexpected")},
        seconds=time.perf_counter() - start,
    )
    return fitted


def origin_of(recipe: Recipe) -> Origin | None:
    """Where the recipe's weights come from; None: it asks for none. Nothing is downloaded.

    Raises:
        RecipeMistake: there is no such source, or it is of another network.
        RunMistake: a run without weights.
    """
    text = recipe.transfer.weights
    if text == "none":
        return None
    if text == "imagenet":
        return _imagenet(recipe.model)
    path, traits = _found(text), architecture(recipe.model.name).traits
    if path is None:
        names = ["imagenet", "none", *_run_names()]
        raise RecipeMistake(
            f"transfer.weights = {text}: no such file and no such run"
            f"{nearest(text, names) or '; give a file, a run (`regnet-studio runs`) or imagenet'}"
        )
    name, run = text, None
    if (path / "recipe.toml").is_file():
        name, run, path = f"run {path.name}", path, _best_of(path)
    elif (path / "model.safetensors").is_file():  # an export
        path = path / "model.safetensors"
    card = card_of(path)
    if card is None and traits.pretrained and tells_checksum(path.name):
        known = _imagenet(recipe.model)
        if known.published and is_published(path, known.published):  # got by other means
            return replace(known, path=path)
    model = _agreed(recipe.model, card, text) if card else recipe.model
    return Origin(name, model, path, card=card, run=run)


def lasting_weights(text: str, runs: Path | None = None) -> str:
    """What names the same weights from any working folder: a word or an absolute path.

    Args:
        runs: the folder in which runs are looked up by name.
    """
    path = None if text in ("none", "imagenet") else _found(text, runs)
    return str(path.resolve()) if path else text


def card_of(path: Path) -> Card | None:
    """The card of a checkpoint or an export; None: it is no such file."""
    beside = path.parent / f"{path.name}.card.json"  # unlike with_name, of a root as well
    try:
        if beside.is_file():
            return Card.model_validate(json.loads(beside.read_text(encoding="utf-8"))["network"])
        return Card.model_validate(json.loads(_metadata(path)["notes"])["card"])
    except (OSError, SafetensorError, ValidationError, ValueError, KeyError, TypeError):
        return None  # a file of another kind; whoever reads it says what is wrong with it


def kept_card(directory: Path) -> Card | None:
    """The card of a run's network as it was trained, whatever became of the weights' source."""
    kept = (best_checkpoint, last_checkpoint, previous_checkpoint)
    return next((card for place in kept if (card := card_of(place(directory)))), None)


def _imagenet(model: Model) -> Origin:
    traits = architecture(model.name).traits
    if traits.pretrained is None:
        some = [name for name, one in architectures().items() if one.traits.pretrained]
        raise RecipeMistake(
            f"transfer.weights = imagenet: there are none for {model.name}; take another "
            f"model.name ({', '.join(_various(some))}, ...), a file or a run"
        )
    if "stem" in traits.options and model.stem == "auto":
        model = model.model_copy(update={"stem": "standard"})
    return Origin(
        f"ImageNet weights of {model.name}", model, published=published(traits.pretrained)
    )


def _various(names: list[str]) -> list[str]:
    """One network of each of a few families."""
    families = {architecture(name).family: name for name in reversed(names)}
    return sorted(families.values())[:6]


def _agreed(model: Model, card: Card, text: str) -> Model:
    """The recipe's model, with what it leaves open taken from the network that was trained.

    Raises:
        RecipeMistake: they differ in what decides the shape or the meaning of weights.
    """
    theirs = card.model
    if model.name != theirs.name:
        raise RecipeMistake(
            f"transfer.weights = {text}: these are of a {theirs.name}, not of a {model.name}; set "
            f"model.name = {theirs.name}"
        )
    options = architecture(model.name).traits.options
    if "stem" in options:
        shape = Shape(len(card.classes), card.channels, card.size)
        stem = "small" if has_small_stem(theirs, shape) else "standard"
        theirs = theirs.model_copy(update={"stem": stem})
    for option in sorted(options):
        mine, other = getattr(model, option), getattr(theirs, option)
        if mine == "auto":
            model = model.model_copy(update={option: other})
        elif mine != other and other != "auto":
            told = json.dumps(other).strip('"[]') or "(empty)"
            raise RecipeMistake(
                f"transfer.weights = {text}: these are of a {theirs.name} with model.{option} = "
                f"{told}; set the same"
            )
    return model


def _found(text: str, runs: Path | None = None) -> Path | None:
    """The file or folder that a user means, or the run of that name."""
    homely = os.path.expanduser(text)  # noqa: PTH111 (never raises)
    if os.path.exists(homely):  # noqa: PTH110 (never raises)
        return Path(homely)
    run = (runs or runs_folder()) / text
    return run if os.path.exists(run / "recipe.toml") else None  # noqa: PTH110


def _run_names() -> list[str]:
    return [path.parent.name for path in runs_folder().glob("*/recipe.toml")]


def _best_of(run: Path) -> Path:

    path = best_checkpoint(run)
    if not path.is_file():
        raise RunMistake(
            f"{run}: this run has no weights yet: none of its epochs was finished; resume it first"
        )
    return path


def _seen_before(recipe: Recipe, origin: Origin) -> Generator[Event, None, None]:
    """A run may have learned from what is held back here: the same images, set apart otherwise."""
    if origin.run is None:
        return
    try:
        theirs = load(origin.run / "recipe.toml")
    except RecipeMistake:  # damaged since: its weights are none the worse
        return
    if theirs.data.source != recipe.data.source:
        return
    fields = [field for field in recipe_fields().values() if field.key in _SPLITTING]
    apart = [field.key for field in fields if field.of(theirs) != field.of(recipe)]
    if apart:
        yield Notice(
            f"{origin.name} learned from the same images, set apart otherwise "
            f"({', '.join(apart)}): some that validate and test here may have trained it, and "
            "accuracy would look better than it is; set the same as there"
        )


def _metadata(path: Path) -> dict[str, str]:
    with safe_open(path, framework="pt") as file:
        return file.metadata() or {}


def _tensors_in(path: Path) -> Tensors:
    try:
        ours = {"notes", "digest"} <= _metadata(path).keys()
    except (OSError, SafetensorError):  # the reader below says what is wrong with it, if anything
        ours = False
    if ours:
        return weights_in(read_tensors(path)[0])
    return present_names(read_weights(path))


def _for(channels: int, values: tuple[float, ...] | list[float]) -> tuple[float, ...]:
    """A figure per channel, for another number of channels: their mean."""
    if len(values) == channels:
        return tuple(values)
    return (sum(values) / len(values),) * channels


def _first(names: tuple[object, ...]) -> list[str]:
    return [str(name) for name in names[:_EXAMPLES]]
