"""Export as ONNX: normalisation and network in one graph that takes the pixels as they are."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from regnet_studio import files
from regnet_studio.errors import ExportMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.models.card import Card

OPSET = 18
_BATCH = 256


class _WithNormalisation(nn.Module):
    """uint8 [N, C, S, S] in, logits out: nobody can forget or confuse the normalisation, nor the
    views of an image that the logits are the mean of, nor the temperature."""

    def __init__(self, classifier: Classifier) -> None:
        super().__init__()
        self.predictor = classifier.predictor
        card = classifier.card
        self.mean = nn.Buffer(torch.tensor(card.mean).view(1, -1, 1, 1))
        self.std = nn.Buffer(torch.tensor(card.std).view(1, -1, 1, 1))

    def forward(self, images: Tensor) -> Tensor:
        return self.predictor((images.float() - self.mean) / self.std)


def write_onnx(classifier: Classifier, path: Path) -> None:
    """Trace the network (on the CPU, float32) and write it to ``path``; any batch size.

    Raises:
        DiskTrouble: no room or no permission.
    """
    card = classifier.card
    module = _WithNormalisation(classifier).eval()
    example = torch.zeros(2, card.channels, card.size, card.size, dtype=torch.uint8)
    with tempfile.TemporaryDirectory() as folder, _quiet_exporter():
        file = Path(folder, path.name)
        torch.onnx.export(
            module,
            (example,),
            file,
            input_names=["images"],
            output_names=["logits"],
            opset_version=OPSET,
            dynamic_shapes={"images": {0: torch.export.Dim("batch")}},
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        files.write_bytes(path, file.read_bytes())


def onnx_runner(path: Path, card: Card) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    """The network read back from ``path``, run by ONNX Runtime on the CPU.

    Raises:
        ExportMistake: missing, damaged, or ONNX Runtime is not installed.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise ExportMistake(
            f'{path} needs onnxruntime: pip install "regnet-studio[export]"'
        ) from error
    if not path.is_file():
        raise ExportMistake(f"{path} is missing: export the run again")
    try:
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    except Exception as error:  # its exceptions share no base class but this
        raise ExportMistake(f"{path} is damaged: export the run again") from error

    def run(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        parts: list[Any] = []
        for start in range(0, len(images), _BATCH):
            part = np.ascontiguousarray(images[start : start + _BATCH].transpose(0, 3, 1, 2))
            parts.append(session.run(["logits"], {"images": part})[0])
        return np.concatenate(parts).astype(np.float32)

    return run


class _quiet_exporter:  # noqa: N801 (read as a verb: `with _quiet_exporter()`)
    """The exporter's remarks about its own insides are not for the user."""

    def __enter__(self) -> None:
        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        warnings.simplefilter("ignore")
        self._level = logging.getLogger("torch.onnx").level
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)

    def __exit__(self, *exception: object) -> None:
        logging.getLogger("torch.onnx").setLevel(self._level)
        self._warnings.__exit__(None, None, None)
