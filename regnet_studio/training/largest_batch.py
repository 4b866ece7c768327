"""The largest batch that memory holds, and the smallest one that is as fast as any."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

from regnet_studio.data.manifest import Manifest
from regnet_studio.errors import TrainingMistake
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.descent import Descent
from regnet_studio.training.device import is_out_of_memory
from regnet_studio.training.events import Event
from regnet_studio.training.rehearsal import Rehearsal, StepSeconds, rehearse
from regnet_studio.training.room import USABLE, let_go, room, watching

_FIRST, _MOST = 2, 16384
_SECONDS = 1.0
"""What the timed steps of one size take, or one step of it."""
_LONGEST = 6.0
"""Seconds of a step from which on larger batches are reckoned and not tried."""
_AS_FAST = 0.95
"""Share of the highest speed that counts as equal to it."""


@dataclass(frozen=True, slots=True)
class BatchTried(Event):
    """Batches of one size were tried. For the moment only: no run records it."""

    kind: ClassVar[str] = "batch_tried"
    batch_size: int
    images_per_second: float | None
    """From images to new weights; None: they do not fit."""
    memory: int
    """Bytes that training with them takes besides what was in use before; 0 where unknown."""


@dataclass(frozen=True)
class BatchSizes:
    """What batches of different sizes come to on this machine."""

    tried: tuple[BatchTried, ...]
    """Ascending powers of two."""
    largest: int
    """The largest power of two that memory holds, or that there are images for."""
    limit: Literal["memory", "images", "recipe"]
    """What forbids twice as many: memory, the number of training images, or the recipe's bounds."""
    reckoned: bool
    """Whether ``largest`` was not tried, because steps take long, but reckoned from the others."""
    suggestion: int
    """The smallest with at least 95 % of the highest speed."""
    available: int
    """Bytes that were free before."""

    def to_json(self) -> dict[str, Any]:
        """The record that ``regnet-studio find-batch --json`` prints."""
        return asdict(self)


def find_batch(
    recipe: Recipe, manifest: Manifest | None = None
) -> Generator[Event, None, BatchSizes]:
    """Try training steps with ever larger batches of a recipe's images.

    Memory that ends is told by torch on a GPU. On a computer whose system would rather end the
    program, a size is tried only where twice what half of it took is free.

    Yields:
        the events of the preparation, then a :class:`BatchTried` for each size.

    Raises:
        TrainingMistake: not even two images fit.
        UserMistake: the recipe, the images or the machine do not allow it.
    """
    rehearsal = yield from rehearse(recipe, manifest)
    return (yield from batch_sizes(rehearsal))


def batch_sizes(rehearsal: Rehearsal) -> Generator[Event, None, BatchSizes]:
    """As :func:`find_batch`, on a network in place, which is afterwards as before."""
    device = rehearsal.device.device
    let_go(device)
    available = room(device)
    most = min(_MOST, 1 << (rehearsal.images.count.bit_length() - 1))
    limit = "recipe" if most == _MOST else "images"
    tried: list[BatchTried] = []
    largest, reckoned, base = 0, False, None
    with rehearsal.unharmed():
        rehearsal.layers.begin_epoch(rehearsal.recipe.stopping.epochs)
        descent = rehearsal.descent()
        size = _FIRST
        while size <= most:
            with watching(device) as taken:
                step = _tried(rehearsal, descent, size)
            base = taken.before if base is None else base
            memory = max(0, taken.peak - base) if step else 0
            speed = step.images / step.whole if step else None
            tried.append(BatchTried(size, speed, memory))
            yield tried[-1]
            if step is None:
                let_go(device)
                limit = "memory"
                break
            largest = size
            if device.type != "cuda" and 2 * memory > USABLE * available:
                limit = "memory"
                break
            if size < most and 2 * step.whole > _LONGEST:
                reckoned = True
                fitting = int(USABLE * available * size // max(memory, 1))
                largest = max(size, min(most, 1 << max(fitting.bit_length() - 1, 0)))
                limit = "memory" if largest < most else limit
                break
            size *= 2
    if not largest:
        raise TrainingMistake(
            f"not even {_FIRST} images of {rehearsal.data.card.size} px fit into the memory with "
            f"{rehearsal.recipe.model.name}; take smaller images (data.size) or a smaller network"
        )
    best = max(one.images_per_second or 0.0 for one in tried)
    suggestion = next(t.batch_size for t in tried if (t.images_per_second or 0) >= _AS_FAST * best)
    return BatchSizes(tuple(tried), largest, limit, reckoned, suggestion, available)


def _tried(rehearsal: Rehearsal, descent: Descent, batch_size: int) -> StepSeconds | None:
    """The pace of batches of one size; None: memory does not hold them."""
    micro_batch = rehearsal.recipe.compute.micro_batch
    try:
        return rehearsal.pace(descent, batch_size, micro_batch=micro_batch, seconds=_SECONDS)
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        descent.go_back()
        return None
