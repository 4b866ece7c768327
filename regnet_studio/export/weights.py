"""Export as safetensors: the weights under the names of the network's modules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load, save

from regnet_studio import files
from regnet_studio.errors import ExportMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.models.card import Card
from regnet_studio.training.device import Device

CPU = Device(torch.device("cpu"), "fp32", channels_last=False)
"""Where exports are checked: the arithmetic that every machine agrees on."""


def write_weights(classifier: Classifier, path: Path) -> None:
    """Write the network's tensors to ``path``.

    Raises:
        DiskTrouble: no room or no permission.
    """
    state = classifier.network.state_dict()
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}
    files.write_bytes(path, save(tensors, {"format": "pt"}))


def weights_runner(path: Path, card: Card) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    """The network read back from ``path``.

    Raises:
        ExportMistake: missing or damaged.
    """
    try:
        weights = load(path.read_bytes())
    except FileNotFoundError as error:
        raise ExportMistake(f"{path} is missing: export the run again") from error
    except (OSError, SafetensorError) as error:
        raise ExportMistake(f"{path} is damaged: export the run again") from error
    return Classifier.from_weights(card, weights, CPU).logits_of
