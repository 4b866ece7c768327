"""What is asked of the chosen network off the window's thread: its figures, its layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regnet_studio.models.catalogue import ModelEntry
    from regnet_studio.models.layers import Layer
    from regnet_studio.recipe.tree import Model


@dataclass(frozen=True)
class Question:
    """What is asked of the network as the recipe has it."""

    model: Model
    shape: tuple[int, int, int]
    layers: bool
    """Whether its layers are wanted as well."""

    def is_answered_by(self, other: Question | None) -> bool:
        """Whether the answer to ``other`` answers this."""
        if other is None or (other.model, other.shape) != (self.model, self.shape):
            return False
        return other.layers or not self.layers


def answer(question: Question) -> tuple[ModelEntry, Layer | None]:
    """The network with its options counted, and its layers where they are wanted.

    Raises:
        RecipeMistake: it cannot be built so.
    """
    from regnet_studio.models.catalogue import entry, on_meta
    from regnet_studio.models.layers import layer_tree
    from regnet_studio.models.registry import Shape

    classes, size, channels = question.shape
    found = entry(question.model, Shape(classes, channels, size))
    if not question.layers:
        return found, None
    shape = Shape(classes, channels, found.size)
    return found, layer_tree(on_meta(question.model, shape), shape)
