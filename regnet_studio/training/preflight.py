"""The pre-flight: a few real steps that tell what a training will take, before it starts."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np
import torch

from regnet_studio.data.manifest import Manifest
from regnet_studio.data.resizing import size_of_epoch
from regnet_studio.errors import TrainingMistake
from regnet_studio.models.catalogue import cost, costs, on_meta
from regnet_studio.models.memory import Memory
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.descent import Descent
from regnet_studio.training.device import is_out_of_memory
from regnet_studio.training.events import Event, Progress
from regnet_studio.training.rehearsal import Rehearsal, StepSeconds, rehearse
from regnet_studio.training.room import USABLE, let_go, room, watching
from regnet_studio.training.validation import VALIDATION_BATCH

_LEFT_OUT = 0.2
"""Share of the images that an epoch leaves out, from which on it is worth a word."""
_DESCRIBED = 128
"""Images of which features are computed at once."""


@dataclass(frozen=True)
class Preflight:
    """What a training of a recipe will take on this machine. Memory is in bytes."""

    model: str
    dataset: str
    params: int
    macs: int
    """Multiply-accumulates per image."""
    images: dict[str, int]
    """Images per split."""
    entries: int
    """Training images an epoch holds after balancing."""
    size: int
    channels: int
    classes: int
    device: str
    precision: str
    epochs: int
    batch_size: int
    """Images of a step."""
    micro_batch: int
    """Images computed at once."""
    steps_per_epoch: int
    data_seconds: float
    """Of a step: reading, varying and placing its images."""
    compute_seconds: float
    """Of a step: from images in place to new weights."""
    step_seconds: float
    """Of a whole step; where a GPU computes while images are read, less than the sum."""
    images_per_second: float
    epoch_seconds: float
    """Of the training steps of an epoch, on average over the run."""
    validation_seconds: float
    """Of one validation."""
    describing_seconds: float
    """Once, at the start: features of all images, where the head alone learns from them."""
    total_seconds: float
    """Of all epochs with their validations."""
    memory_now: int
    """In use with images and network in place."""
    memory_peak: int
    """The most in use during the steps."""
    memory_available: int
    """That could be taken besides what is in use now."""
    limit: Literal["data", "compute", "memory"]
    sentence: str
    """What limits the training."""
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The record that ``regnet-studio preflight --json`` prints."""
        return asdict(self)


def preflight(
    recipe: Recipe, manifest: Manifest | None = None
) -> Generator[Event, None, Preflight]:
    """Try a few steps of a recipe and foretell the rest; what is trained is thrown away.

    Yields:
        the events of the preparation.

    Raises:
        TrainingMistake: memory does not hold a single image.
        UserMistake: the recipe, the images or the machine do not allow it.
    """
    rehearsal = yield from rehearse(recipe, manifest, describe=False)
    yield Progress("trying training steps", 0, 1)
    device, epochs = rehearsal.device.device, recipe.stopping.epochs
    let_go(device)
    available = room(device)
    descent = rehearsal.descent()
    with watching(device) as taken:
        rehearsal.layers.begin_epoch(epochs)
        micro = _fitting(rehearsal, descent, available)
        step, micro = _paced(rehearsal, descent, micro)
    steps = rehearsal.images.steps_per_epoch(recipe.optimizer.batch_size)
    training = steps * _epochs_in_steps(rehearsal, descent, step, micro)
    each, shown = _validation_seconds(rehearsal)
    validation = each * len(rehearsal.data.split.validation)
    describing = _describing_seconds(rehearsal)
    every = recipe.stopping.validate_every
    validations = epochs // every + (epochs % every > 0)
    limit, sentence = _limit(rehearsal, step, micro)
    card = rehearsal.data.card
    params, macs = cost(rehearsal.network, _shape(rehearsal))
    return Preflight(
        model=card.model.name,
        dataset=rehearsal.data.dataset.name,
        params=params,
        macs=macs,
        images=rehearsal.data.split.sizes(),
        entries=len(rehearsal.entries),
        size=card.size,
        channels=card.channels,
        classes=len(card.classes),
        device=str(device),
        precision=rehearsal.device.precision,
        epochs=epochs,
        batch_size=step.images,
        micro_batch=micro,
        steps_per_epoch=steps,
        data_seconds=step.data,
        compute_seconds=step.compute,
        step_seconds=step.whole,
        images_per_second=step.images / step.whole,
        epoch_seconds=training / epochs,
        validation_seconds=validation,
        describing_seconds=describing,
        total_seconds=describing + training + validations * validation,
        memory_now=taken.before,
        memory_peak=taken.peak,
        memory_available=available,
        limit=limit,
        sentence=sentence,
        warnings=(*_warnings(rehearsal, step, micro, available, taken.growth), *shown),
    )


def _fitting(rehearsal: Rehearsal, descent: Descent, available: int) -> int:
    """How many images of a batch to compute at once at first.

    On a GPU memory that ends is told; other systems may end the program instead. There, where the
    reckoning does not trust a batch, ever larger parts of it are tried, for as long as twice what
    the last one took is free: with layers that do not learn, the reckoning is too high.
    """
    recipe, device = rehearsal.recipe, rehearsal.device.device
    whole = min(recipe.optimizer.batch_size, rehearsal.images.count)
    micro = min(recipe.compute.micro_batch or whole, whole)
    if device.type == "cuda" or rehearsal.on_features:
        return micro
    if _reckoned(rehearsal, micro) <= USABLE * available:
        return micro
    size = 2
    while size < micro:
        with watching(device) as taken:
            _paced(rehearsal, descent, size, batch_size=size, seconds=0)
        if 2 * taken.growth > USABLE * available:
            return size
        size *= 2
    return micro


def _reckoned(rehearsal: Rehearsal, images: int) -> int:
    """Bytes that a step of so many images takes where all layers learn."""
    half = rehearsal.device.precision != "fp32"
    params, _, activations = costs(
        on_meta(rehearsal.data.card.model, _shape(rehearsal)), _shape(rehearsal)
    )
    return Memory(activations, params).of(images, rehearsal.recipe.optimizer.name, half)


def _paced(
    rehearsal: Rehearsal,
    descent: Descent,
    micro: int,
    *,
    batch_size: int | None = None,
    size: int | None = None,
    seconds: float = 3.0,
) -> tuple[StepSeconds, int]:
    """The pace of steps, computed in parts that memory holds, and the images of such a part."""
    batch_size = batch_size or rehearsal.recipe.optimizer.batch_size
    while True:
        try:
            return (
                rehearsal.pace(descent, batch_size, micro_batch=micro, size=size, seconds=seconds),
                micro,
            )
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
        descent.go_back()
        let_go(rehearsal.device.device)
        if micro == 1:
            raise TrainingMistake(
                f"memory does not hold a single image of {rehearsal.data.card.size} px with "
                f"{rehearsal.recipe.model.name}; take smaller images (data.size) or a smaller "
                "network (model.name)"
            )
        micro = (micro + 1) // 2


def _epochs_in_steps(
    rehearsal: Rehearsal, descent: Descent, last: StepSeconds, micro: int
) -> float:
    """Seconds of one step of each epoch, summed: epochs differ in image size and learning stages.

    The first and the last are timed; those between lie between, by the arithmetic they need.
    """
    recipe, layers = rehearsal.recipe, rehearsal.layers
    epochs, whole = recipe.stopping.epochs, rehearsal.data.card.size
    sides = [size_of_epoch(recipe.augment, e, epochs, whole) for e in range(1, epochs + 1)]
    # Backward is twice the arithmetic of forward, and stops where nothing learns any more.
    passes = [layers.stages + 2 * layers.learning(e) for e in range(1, epochs + 1)]
    work = np.array(sides) ** 2 * np.array(passes, float)
    if rehearsal.on_features or work[0] == work[-1]:
        return epochs * last.whole
    layers.begin_epoch(1)
    first, _ = _paced(rehearsal, descent, micro, size=sides[0])
    layers.begin_epoch(epochs)
    done = (work - work[0]) / (work[-1] - work[0])
    return float((first.whole + done * (last.whole - first.whole)).sum())


def _validation_seconds(rehearsal: Rehearsal) -> tuple[float, tuple[str, ...]]:
    """Of one image; and a warning, where memory does not hold a batch of them."""
    device = rehearsal.device.device
    count = VALIDATION_BATCH
    if device.type != "cuda":  # where steps are slow, a few images tell as much
        count = min(count, 2 * rehearsal.recipe.optimizer.batch_size)
    warning: tuple[str, ...] = ()
    while True:
        try:
            return _shown_seconds(rehearsal, count), warning
        except (RuntimeError, MemoryError) as error:
            if count == 1 or not is_out_of_memory(error):
                raise
        let_go(device)
        warning = warning or (
            f"memory does not suffice for a validation, which shows the network {count} images at "
            "once; take smaller images (data.size) or a smaller network, or free some memory",
        )
        count //= 2


@torch.inference_mode()
def _shown_seconds(rehearsal: Rehearsal, count: int) -> float:
    """Of one image, where so many are shown to the network at once."""
    rehearsal.network.eval()
    with closing(rehearsal.images.in_order(count)) as batches:
        began = time.perf_counter()
        batch = next(batches)
        with rehearsal.device.autocast():
            rehearsal.learner(batch.images)
        rehearsal.finish()
        return (time.perf_counter() - began) / len(batch.labels)


@torch.inference_mode()
def _describing_seconds(rehearsal: Rehearsal) -> float:
    """Of computing the features of all images, where the head alone learns; else 0."""
    if not rehearsal.on_features:
        return 0.0
    data, entries = rehearsal.data, rehearsal.entries
    rehearsal.network.eval()
    chosen = replace(entries, rows=entries.rows[:_DESCRIBED], labels=entries.labels[:_DESCRIBED])
    with closing(data.images(chosen, rehearsal.device).in_order(_DESCRIBED)) as batches:
        batch = next(batches)
    with rehearsal.device.autocast():
        rehearsal.network(batch.images)
        rehearsal.finish()
        began = time.perf_counter()
        rehearsal.network(batch.images)
        rehearsal.finish()
    images = len(np.union1d(entries.rows, data.split.validation))
    views = 1 + rehearsal.recipe.augment.flip
    return views * images * (time.perf_counter() - began) / len(batch.labels)


def _limit(
    rehearsal: Rehearsal, step: StepSeconds, micro: int
) -> tuple[Literal["data", "compute", "memory"], str]:
    """What limits the training, as a word and as a sentence."""
    wanted = min(rehearsal.recipe.compute.micro_batch or step.images, step.images)
    if micro < wanted:
        return "memory", (
            f"memory limits it: {micro} of the {wanted} images of a batch fit at once"
        )
    share = max(step.data, step.compute) / (step.data + step.compute)
    if step.data > step.compute:
        return "data", f"the images limit it: {share:.0%} of the work is reading and varying them"
    name = rehearsal.data.card.model.name
    return "compute", f"computing limits it: {share:.0%} of the work is {name} itself"


def _warnings(
    rehearsal: Rehearsal, step: StepSeconds, micro: int, available: int, growth: int
) -> Generator[str]:
    recipe, count = rehearsal.recipe, rehearsal.images.count
    asked = recipe.optimizer.batch_size
    wanted = min(recipe.compute.micro_batch or step.images, step.images)
    if micro < wanted:
        yield (
            f"memory does not suffice for {wanted} images at once; set compute.micro_batch={micro} "
            "to compute a batch in parts, or take smaller batches or images"
        )
    elif growth > USABLE * available:
        yield (
            f"memory is nearly used up: the steps took {growth / 1e9:.1f} of the "
            f"{available / 1e9:.1f} GB that were free; set compute.micro_batch={(micro + 1) // 2}"
        )
    if asked > count:
        yield (
            f"optimizer.batch_size = {asked:,} is more than the {count:,} training images: an "
            "epoch is one step with all of them; take a smaller batch"
        )
    elif (left := count % asked) > _LEFT_OUT * count:
        yield (
            f"batches of {asked:,} images do not divide the {count:,} training images: each epoch "
            f"leaves {left:,} out, others each time; take a smaller batch"
        )
    if recipe.compute.compile not in ("auto", "off"):
        yield "the steps were tried without torch.compile, which first takes a while"


def _shape(rehearsal: Rehearsal) -> Shape:
    card = rehearsal.data.card
    return Shape(len(card.classes), card.channels, card.size)
