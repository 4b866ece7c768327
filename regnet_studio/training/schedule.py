"""The learning rate as a pure function of how far the run is. No torch, no state to save."""

from __future__ import annotations

import math

from regnet_studio.recipe.tree import Schedule


def lr_factor(schedule: Schedule, step: int, total: int) -> float:
    """The learning rate of a step, as a share of the highest one, in 0..1.

    Args:
        step: steps done before this one, 0..total-1.
        total: steps of the whole run.
    """
    done = step / total
    if done < schedule.warmup:
        # Half a step ahead, so that the very first step does something.
        return min(1.0, (step + 0.5) / (schedule.warmup * total))
    after = (done - schedule.warmup) / (1 - schedule.warmup)
    if schedule.name == "one_cycle":  # Smith, arXiv 1708.07120: straight up, straight down
        return 1 - after
    if schedule.name == "cosine":  # Loshchilov and Hutter, arXiv 1608.03983, equation 5
        return (1 + math.cos(math.pi * after)) / 2
    if schedule.name == "multi_step":
        return schedule.gamma ** sum(done >= mark for mark in schedule.milestones)
    return 1.0
