"""The learning-rate finder: a few steps at ever higher rates tell which one to train with.

Smith's range test (Cyclical Learning Rates, WACV 2017, arXiv 1506.01186, section 3.3) on the
recipe's own batches, network and optimiser. The rate grows by the same factor at each step.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from regnet_studio.data.manifest import Manifest
from regnet_studio.recipe.tree import Recipe
from regnet_studio.training.events import Event
from regnet_studio.training.optimizers import set_lr
from regnet_studio.training.rehearsal import Rehearsal, rehearse

LOWEST, HIGHEST = 1e-7, 10.0
STEPS = 100
_DIVERGED = 4.0
"""The test ends when the loss is this many times its best."""
_INERTIA = 0.8
"""Share that the running mean of the loss keeps: single batches do not end the test."""
_SMOOTHED_OVER = 0.3
"""Standard deviation of the smoothing of the curve, in powers of ten of the learning rate."""
_FALL = 0.95
"""A curve whose lowest point is above this share of its beginning tells nothing."""
_FEWEST = 10
"""Points that make a curve."""
_DIVISORS = {"half": 2.0, "tenth": 10.0}

Rule = Literal["half", "tenth"]


@dataclass(frozen=True, slots=True)
class RateTried(Event):
    """One step of the range test. For the moment only: no run records it."""

    kind: ClassVar[str] = "rate_tried"
    done: int
    total: int
    lr: float
    loss: float
    """Of the step's batch, before the step."""


@dataclass(frozen=True)
class LrCurve:
    """What the range test found."""

    lrs: tuple[float, ...]
    """Ascending."""
    losses: tuple[float, ...]
    """Of one batch each."""
    smoothed: tuple[float, ...]
    """The same without the noise of single batches."""
    diverged: bool
    """Whether the loss went up for good before the highest rate was reached."""
    steepest: float | None = None
    """The rate at which the loss falls fastest; None where it does not fall."""
    lowest: float | None = None
    """The rate at which it is lowest."""
    suggestion: float | None = None
    """The rate to train with, at its highest; None where the loss does not fall."""
    rule: Rule | None = None
    """What the suggestion is of the rate at which the loss is lowest."""
    settings: tuple[str, ...] = ()
    """What ``--set`` takes to train with the suggestion."""

    def to_json(self) -> dict[str, Any]:
        """The record that ``regnet-studio find-lr --json`` prints."""
        return asdict(self)


def find_lr(
    recipe: Recipe, manifest: Manifest | None = None, steps: int = STEPS
) -> Generator[Event, None, LrCurve]:
    """The learning rate for a recipe, found on its own images; what is trained is thrown away.

    Yields:
        the events of the preparation, then a :class:`RateTried` for each step.

    Raises:
        UserMistake: the recipe, the images or the machine do not allow it.
    """
    rehearsal = yield from rehearse(recipe, manifest)
    return (yield from range_test(rehearsal, steps))


def range_test(
    rehearsal: Rehearsal, steps: int = STEPS, highest: float = HIGHEST
) -> Generator[Event, None, LrCurve]:
    """The range test on a network that is in place, from a rate of 1e-7 to ``highest``.

    The network, its gradients and modes and the random numbers are afterwards as before, to the
    last bit, also where the generator is closed early; the optimiser is one of the test's own.
    """
    recipe = rehearsal.recipe
    lrs = np.geomspace(LOWEST, highest, steps)
    losses: list[float] = []
    mean, best, diverged = 0.0, math.inf, False
    with rehearsal.unharmed(), closing(rehearsal.batches(recipe.optimizer.batch_size)) as batches:
        rehearsal.layers.begin_epoch(1)
        descent = rehearsal.descent()
        for number, lr in enumerate(lrs):
            set_lr(descent.optimizer, float(lr))
            batch = next(batches)
            loss = rehearsal.step(descent, batch, number, recipe.compute.micro_batch).item()
            if not math.isfinite(loss):
                diverged = True
                break
            losses.append(loss)
            yield RateTried(number + 1, steps, float(lr), loss)
            mean = _INERTIA * mean + (1 - _INERTIA) * loss
            now = mean / (1 - _INERTIA ** (number + 1))
            best = min(best, now)
            if now > _DIVERGED * best:
                diverged = True
                break
    return curve_of(recipe, lrs[: len(losses)], np.array(losses), diverged)


def curve_of(
    recipe: Recipe, lrs: NDArray[np.float64], losses: NDArray[np.float64], diverged: bool
) -> LrCurve:
    """What a curve of losses [N] over learning rates [N] says.

    The rates named are where the loss falls fastest, where it is lowest, and the suggestion: half
    of the latter for a network that begins fresh, a tenth of it (Gugger, "How do you find a good
    learning rate", 2018) for one that must not forget what its loaded weights know. Fresh ResNets
    trained best at 0.4 to 3 times the lowest point, and a tenth of it was too slow: measured with
    SGD and AdamW on digits and CIFAR-10.
    """
    told = tuple(lrs.tolist()), tuple(losses.tolist())
    if len(losses) < _FEWEST:
        return LrCurve(*told, told[1], diverged)
    decades = float(np.log10(lrs[1] / lrs[0]))
    smoothed = gaussian_filter1d(losses, _SMOOTHED_OVER / decades, mode="nearest")
    curve = LrCurve(*told, tuple(smoothed.tolist()), diverged)
    lowest = int(smoothed.argmin())
    if lowest < 2 or smoothed[lowest] > _FALL * smoothed[: len(smoothed) // 10 + 1].mean():
        return curve
    steepest = int(np.gradient(smoothed[: lowest + 1]).argmin())
    rule: Rule = "half" if recipe.transfer.weights == "none" else "tenth"
    suggestion = float(f"{lrs[lowest] / _DIVISORS[rule]:.2g}")
    return replace(
        curve,
        steepest=float(lrs[steepest]),
        lowest=float(lrs[lowest]),
        suggestion=suggestion,
        rule=rule,
        settings=_settings(recipe, suggestion),
    )


def _settings(recipe: Recipe, lr: float) -> tuple[str, ...]:
    settings = [f"optimizer.lr={lr:g}"]
    if recipe.optimizer.name == "muon":  # all rates were raised together
        for name in ("companion_lr", "head_lr"):
            if (beside := getattr(recipe.optimizer, name)) is not None:
                raised = min(10.0, beside * lr / recipe.optimizer.lr)
                settings.append(f"optimizer.{name}={raised:.2g}")
    return tuple(settings)
