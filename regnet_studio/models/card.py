"""What a trained network needs to be built again and fed rightly. No torch."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from regnet_studio.recipe.tree import Model

Views = Literal["none", "flip", "flip_shift"]
"""What a prediction is the mean of, as the recipe's ``augment.at_test`` has it."""


class Card(BaseModel):
    """Travels with the weights: in a checkpoint's metadata and beside an export."""

    model_config = ConfigDict(frozen=True)

    format: int = 1
    model: Model
    """The network's choices in the recipe."""
    classes: tuple[str, ...]
    size: int
    """Side of the input in pixels."""
    channels: int
    """1 (grey) or 3 (RGB)."""
    resize: Literal["crop", "stretch", "pad"] = "crop"
    """How an image becomes square: short side scaled and centre cut out, stretched, or padded."""
    interpolation: Literal["bicubic", "bilinear", "lanczos", "nearest"] = "bicubic"
    mean: tuple[float, ...]
    """Per channel, of values 0..255; subtracted first."""
    std: tuple[float, ...]
    """Per channel, of values 0..255; divided by second."""
    at_test: Views = "none"
    """Of which views of an image the logits are the mean, see ``models.at_test``."""
    temperature: float = Field(default=1.0, gt=0, allow_inf_nan=False)
    """By which the logits are divided, so that their softmax is calibrated; 1 in checkpoints."""
