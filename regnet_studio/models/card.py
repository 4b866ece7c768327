"""What a trained network needs to be built again and fed rightly. No torch."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from regnet_studio.recipe.tree import Model


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
