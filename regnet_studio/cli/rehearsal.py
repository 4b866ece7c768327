"""``preflight``, ``find-lr``, ``find-batch``: what a recipe takes and needs, tried beforehand."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import (
    DataPath,
    Json,
    PresetName,
    RecipeFile,
    Settings,
)
from regnet_studio.recipe import Recipe, override_value
from regnet_studio.recipe.command_line import chosen_recipe
from regnet_studio.training.events import Event

if TYPE_CHECKING:
    from regnet_studio.data.manifest import Manifest
    from regnet_studio.training.finder import LrCurve
    from regnet_studio.training.preflight import Preflight

T = TypeVar("T")

_ROWS = 16
"""Points of the curve that are printed."""


def preflight(
    recipe: RecipeFile = None,
    preset_name: PresetName = None,
    data: DataPath = None,
    settings: Settings = None,
    json: Json = False,
) -> None:
    """Try a few steps: time, memory and what limits them, before anything is trained."""
    chosen = chosen_recipe(recipe, preset_name, data, settings, "try")
    from regnet_studio.training.preflight import preflight as fly

    found = _seen_through(fly(*_settled(chosen)))
    return show.as_json(found.to_json()) if json else _show_preflight(found)


def find_lr(
    recipe: RecipeFile = None,
    preset_name: PresetName = None,
    data: DataPath = None,
    settings: Settings = None,
    steps: Annotated[int, typer.Option(min=20, max=2000, help="Steps of the test.")] = 100,
    json: Json = False,
) -> None:
    """Find the learning rate: the loss of a few steps at ever higher rates."""
    chosen = chosen_recipe(recipe, preset_name, data, settings, "find the learning rate of")
    from regnet_studio.training.finder import find_lr as find

    curve = _seen_through(find(*_settled(chosen), steps))
    return show.as_json(curve.to_json()) if json else _show_curve(curve)


def find_batch(
    recipe: RecipeFile = None,
    preset_name: PresetName = None,
    data: DataPath = None,
    settings: Settings = None,
    json: Json = False,
) -> None:
    """Find the largest batch that memory holds, and the smallest one that is as fast as any."""
    chosen = chosen_recipe(recipe, preset_name, data, settings, "find the batch of")
    from regnet_studio.training.largest_batch import find_batch as find

    found = _seen_through(find(*_settled(chosen)))
    if json:
        return show.as_json(found.to_json())
    show.table(
        ["batch", "images/s", "memory"],
        [
            [
                one.batch_size,
                "-" if one.images_per_second is None else f"{one.images_per_second:,.0f}",
                f"{one.memory / 1e9:.2f} G" if one.memory else "-",
            ]
            for one in found.tried
        ],
    )
    why = {
        "memory": f"memory holds no more ({found.available / 1e9:.1f} GB were free)",
        "images": "there are no more training images",
        "recipe": "a recipe allows no more",
    }[found.limit]
    reckoned = ", reckoned from those that were tried" if found.reckoned else ""
    show.say(f"largest: {found.largest:,}; {why}{reckoned}")
    return show.say(
        f"suggested: --set optimizer.batch_size={found.suggestion} (the smallest with 95 % of the "
        "highest speed; another batch wants another learning rate: find-lr)"
    )


def _show_preflight(found: Preflight) -> None:
    images = ", ".join(f"{count:,} {split}" for split, count in found.images.items())
    show.say(
        f"{found.model} on {found.dataset}: {found.classes} classes, {images} images of "
        f"{found.size} px; {found.params / 1e6:.2f} M parameters, {found.macs / 1e6:.1f} M MACs; "
        f"{found.device}, {found.precision}"
    )
    parts = f" in parts of {found.micro_batch}" if found.micro_batch < found.batch_size else ""
    rows = [
        ["epoch", f"{found.steps_per_epoch:,} steps of {found.batch_size:,} images{parts}"],
        ["step", f"{found.step_seconds:.3f} s, {found.images_per_second:,.0f} images/s"],
        ["of it images", f"{found.data_seconds:.3f} s"],
        ["of it computing", f"{found.compute_seconds:.3f} s"],
        ["training an epoch", f"{found.epoch_seconds:.1f} s"],
        ["a validation", f"{found.validation_seconds:.1f} s"],
        ["memory now", f"{found.memory_now / 1e9:.2f} GB"],
        ["memory at most", f"{found.memory_peak / 1e9:.2f} GB"],
        ["memory free", f"{found.memory_available / 1e9:.2f} GB besides what is taken now"],
    ]
    if found.describing_seconds:
        rows.insert(6, ["features, once", f"{found.describing_seconds:.1f} s"])
    show.table(["what", "how much"], rows)
    epochs = f"{found.epochs} epoch" + "s" * (found.epochs > 1)
    show.say(f"in all {show.clock(found.total_seconds)} for {epochs}; {found.sentence}")
    for warning in found.warnings:
        show.say(f"warning: {warning}")


def _show_curve(curve: LrCurve) -> None:
    every = -(-len(curve.lrs) // _ROWS)
    show.table(
        ["rate", "loss"],
        [
            [f"{lr:.1e}", f"{loss:.3f}"]
            for lr, loss in list(zip(curve.lrs, curve.smoothed, strict=True))[::every]
        ],
    )
    if curve.suggestion is None:
        return show.say("the loss did not fall at any rate: see to the images and their classes")
    show.say(
        f"the loss falls fastest at {curve.steepest:.2g} and is lowest at {curve.lowest:.2g}"
        + (", above which training diverges" if curve.diverged else "")
    )
    settings = " ".join(f"--set {setting}" for setting in curve.settings)
    why = {
        "half": "half of the latter, at its highest",
        "tenth": "a tenth of the latter, so that the loaded weights are not spoilt",
    }
    return show.say(f"suggested: {settings} ({why[curve.rule]})" if curve.rule else "")


def _settled(recipe: Recipe) -> tuple[Recipe, Manifest]:
    """The recipe with its source as runs name it, and the user's edits to those images."""
    from regnet_studio.data.dataset import lasting_source
    from regnet_studio.data.manifest import Manifest

    source = lasting_source(recipe.data.source)
    return override_value(recipe, "data.source", source), Manifest.read(source)


def _seen_through(work: Generator[Event, None, T]) -> T:
    """What comes of the work; meanwhile its events are shown on stderr."""
    from regnet_studio.training.finder import RateTried
    from regnet_studio.training.largest_batch import BatchTried

    with show.ProgressLine() as progress:
        lines = show.TrainingLines(progress)
        while True:
            try:
                event = next(work)
            except StopIteration as end:
                return end.value
            if isinstance(event, RateTried):
                text = f"rate {event.lr:.1e}  loss {event.loss:.3f}"
                progress.at(text, event.done, event.total)
            elif isinstance(event, BatchTried):
                speed = event.images_per_second
                text = "does not fit" if speed is None else f"{speed:,.0f} images/s"
                progress.line(f"batch of {event.batch_size:,}: {text}")
            else:
                lines.show(event)
