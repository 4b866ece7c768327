"""The formats a network can leave in: each writes a file, and reads one back to run it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from regnet_studio.errors import ExportMistake, nearest
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.export.onnx import onnx_runner, write_onnx
from regnet_studio.export.weights import weights_runner, write_weights
from regnet_studio.models.card import Card

Runner = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""Images uint8 [N, S, S, C], decoded to the card's size, to logits float32 [N, classes]."""


@dataclass(frozen=True)
class ExportFormat:
    """A way out."""

    name: str
    title: str
    summary: str
    file: str
    needs: tuple[str, ...]
    """Packages beyond those always installed."""
    complete: bool
    """Whether normalisation, the mean over views of an image and the temperature are inside."""
    input: str
    write: Callable[[Classifier, Path], None]
    runner: Callable[[Path, Card], Runner]

    @property
    def missing(self) -> str:
        """What to install first; empty when all is there."""
        absent = [name for name in self.needs if importlib.util.find_spec(name) is None]
        return f'needs {", ".join(absent)}: pip install "regnet-studio[export]"' if absent else ""


def formats() -> tuple[ExportFormat, ...]:
    """Every format, in the order in which they are shown."""
    return (
        ExportFormat(
            name="safetensors",
            title="Safetensors",
            summary="The weights, for this program or any PyTorch code; holds no code",
            file="model.safetensors",
            needs=(),
            complete=False,
            input="float32 [N, channels, size, size], normalised as the last step says",
            write=write_weights,
            runner=weights_runner,
        ),
        ExportFormat(
            name="onnx",
            title="ONNX",
            summary="Network and normalisation in one file, for ONNX Runtime on any platform",
            file="model.onnx",
            needs=("onnx", "onnxscript", "onnxruntime"),
            complete=True,
            input="'images': uint8 [N, channels, size, size], values 0..255",
            write=write_onnx,
            runner=onnx_runner,
        ),
    )


def find_format(name: str) -> ExportFormat:
    """The format of that name, ready to use.

    Raises:
        ExportMistake: there is none, or a package is missing.
    """
    known = {one.name: one for one in formats()}
    if name not in known:
        raise ExportMistake(
            f"no export format '{name}' (there are: {', '.join(known)}){nearest(name, known)}"
        )
    if known[name].missing:
        raise ExportMistake(f"export to {name} {known[name].missing}")
    return known[name]
