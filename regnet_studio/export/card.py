"""The card beside an exported network: all that another program needs to use it. No torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from regnet_studio import __version__
from regnet_studio.errors import ExportMistake
from regnet_studio.models.card import Card
from regnet_studio.recipe import Recipe

SUFFIX = ".card.json"
_LOGITS = "logits, float32 [N, classes]; softmax gives probabilities"
_CALIBRATED = (
    "logits, float32 [N, classes], divided by the temperature {0:.4g} that was fitted to "
    "validation images; softmax gives calibrated probabilities"
)
_TO_DIVIDE = (
    "logits, float32 [N, classes]; divided by the temperature {0:.4g} that was fitted to "
    "validation images, their softmax gives calibrated probabilities"
)
_VIEWS = {
    "flip": "it was evaluated on the mean of those of an image and of its mirror image",
    "flip_shift": "it was evaluated on a mean: those of an image and of its mirror image count 1/4 "
    "each; those of the image moved by one pixel down and right, of it moved up and left (what "
    "moves in is mirrored at the edge), and of the mirror images of these two 1/8 each",
}


class ExportCard(BaseModel):
    """What ``model.onnx.card.json`` and ``model.safetensors.card.json`` say."""

    model_config = ConfigDict(frozen=True)

    format: int = 1
    made_by: str = f"regnet-studio {__version__}"
    kind: str
    """``safetensors`` or ``onnx``."""
    weights: str
    """Name of the file beside this one."""
    network: Card
    input: str
    """What the network takes, in words."""
    preprocessing: tuple[str, ...]
    """From an image file to the input, step by step, in words."""
    output: str = _LOGITS
    """What the network gives, in words."""
    recipe: Recipe
    metrics: dict[str, Any]
    """The run's report on its test images (without the confusion matrix)."""
    check: dict[str, Any] = {}
    """What came out when the exported file was run again on those images."""


_SQUARE = {
    "crop": "scale the short side to {size} px and cut out the centre square",
    "stretch": "scale to {size} x {size} px, whatever the shape",
    "pad": "scale the long side to {size} px and pad to a square with the mean colour",
}


def preprocessing(card: Card, normalised_inside: bool) -> tuple[str, ...]:
    """The steps from an image file to what the network takes."""
    colour = "grey (one channel)" if card.channels == 1 else "RGB"
    steps = [
        "turn upright by the EXIF orientation; lay transparency on white; 16 bits scaled to 8",
        f"convert to {colour}",
        f"{_SQUARE[card.resize].format(size=card.size)} ({card.interpolation})",
    ]
    if not normalised_inside:
        steps.append(f"(value - mean) / std per channel: mean {card.mean}, std {card.std}")
    return tuple(steps)


def output(card: Card, all_inside: bool) -> str:
    """What the network gives, and what is left to do where it does not do that itself.

    Args:
        all_inside: the mean over views and the temperature are in the file.
    """
    logits = _CALIBRATED if all_inside else _TO_DIVIDE
    logits = _LOGITS if card.temperature == 1.0 else logits.format(card.temperature)
    if all_inside or card.at_test == "none":
        return logits
    return f"{logits}; {_VIEWS[card.at_test]}"


def read_card(path: Path) -> ExportCard:
    """Read an export's card.

    Raises:
        ExportMistake: missing, damaged, or of a later version.
    """
    try:
        return ExportCard.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ExportMistake(f"{path} is missing: an export needs its card beside it") from error
    except (OSError, ValueError, ValidationError) as error:
        raise ExportMistake(f"{path} is damaged or not a card of this program") from error
