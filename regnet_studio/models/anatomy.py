"""The parts of a network, in the order in which an image passes them.

Freezing, unfreezing and learning rates by stage need to know which parameters belong together;
a new head needs to know where the old one sits. Both are told by paths of modules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torch import nn


@dataclass(frozen=True)
class Anatomy:
    """Where the stages and the head of a network are."""

    stages: tuple[tuple[str, ...], ...]
    """Paths of the modules (or parameters) of each stage, the stem first."""
    head: str
    """Path of the module that turns features [B, D] into logits: a linear layer, as built."""

    def stage_of(self, parameter: str) -> int | None:
        """Number of the stage, from 0, that a parameter or buffer lies in; None: the head.

        Raises:
            KeyError: it lies in no part, which is a defect of the anatomy.
        """
        for number, paths in enumerate(self.stages):
            if any(parameter == path or parameter.startswith(f"{path}.") for path in paths):
                return number
        if parameter.startswith(f"{self.head}."):
            return None
        raise KeyError(parameter)

    def modules(self, network: nn.Module, stage: int) -> Iterator[nn.Module]:
        """The modules of a stage, with all that is inside them."""
        for path in self.stages[stage]:
            part = _at(network, path)
            if isinstance(part, nn.Module):
                yield from part.modules()


def _at(network: nn.Module, path: str) -> object:
    part: object = network
    for name in path.split("."):
        part = getattr(part, name)
    return part
