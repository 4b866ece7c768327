"""The learning rate as a pure function of how far the run is. No torch, no state to save."""

from __future__ import annotations

import math

from regnet_studio.recipe.tree import Schedule

_ROUNDING = 1e-9
"""A share of the run that is this close to a mark has reached it."""


def lr_factor(schedule: Schedule, step: int, total: int, steps_per_epoch: int) -> float:
    """The learning rate of a step, as a share of the highest one, in 0..1.

    ``plateau`` is constant here: what lowers it is known by the validations alone, and its factor
    comes on top.

    Args:
        step: steps done before this one, 0..total-1.
        total: steps of the whole run.
        steps_per_epoch: of them, those of one epoch.
    """
    done = step / total
    if done < schedule.warmup:
        # Half a step ahead, so that the very first step does something.
        return min(1.0, (step + 0.5) / (schedule.warmup * total))
    after = (done - schedule.warmup) / (1 - schedule.warmup)
    if schedule.name == "one_cycle":  # Smith, arXiv 1708.07120: straight up, straight down
        return 1 - after
    if schedule.name == "linear":
        return 1 - (1 - schedule.last) * after
    if schedule.name == "cosine":
        return schedule.last + (1 - schedule.last) * _cosine(after * (schedule.restarts + 1))
    if schedule.name == "step":
        return schedule.gamma ** (step // (schedule.every * steps_per_epoch))
    if schedule.name == "multi_step":
        return schedule.gamma ** sum(done >= mark for mark in schedule.milestones)
    return 1.0


def _cosine(cycles: float) -> float:
    """Loshchilov and Hutter, arXiv 1608.03983, equation 5, after so many cycles of one length."""
    phase = max(0.0, cycles - math.floor(cycles + _ROUNDING))
    return (1 + math.cos(math.pi * phase)) / 2
