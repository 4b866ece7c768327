"""Checkpoints: safetensors files that are whole, checked, and hold no code.

Layout of the training state: ``model.*`` weights and buffers, ``optimizer.<n>.*`` state of
parameter n, ``rng.*`` generators; everything that is not a tensor is JSON in the metadata. A digest
over all of it tells damage that the format itself would not notice.
"""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as parse_tensors
from safetensors.torch import save as serialise
from torch import Tensor, nn

from regnet_studio import files
from regnet_studio.errors import RunMistake

Tensors = dict[str, Tensor]


def last_checkpoint(directory: Path) -> Path:
    """The file from which training goes on."""
    return directory / "checkpoints" / "last.safetensors"


def best_checkpoint(directory: Path) -> Path:
    """The file with the weights of the best epoch."""
    return directory / "checkpoints" / "best.safetensors"


def start_checkpoint(directory: Path) -> Path:
    """The file with the loaded weights to which L2-SP pulls."""
    return directory / "checkpoints" / "start.safetensors"


def write_tensors(path: Path, tensors: Tensors, notes: dict[str, Any]) -> None:
    """Write tensors and JSON notes to one file, whole or not at all.

    Raises:
        DiskTrouble: no room, or no permission; what was there before stays.
    """
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    text = json.dumps(notes)
    metadata = {"notes": text, "digest": digest_of(plain, text)}
    files.write_bytes(path, serialise(plain, metadata))


def read_tensors(path: Path) -> tuple[Tensors, dict[str, Any]]:
    """What :func:`write_tensors` wrote.

    Raises:
        RunMistake: missing, not such a file, or damaged.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise RunMistake(f"{path} is missing: this run has no such checkpoint") from error
    except OSError as error:
        raise RunMistake(f"{path} cannot be read: {error.strerror}") from error
    try:
        (length,) = struct.unpack("<Q", content[:8])
        metadata = json.loads(content[8 : 8 + length])["__metadata__"]
        tensors = parse_tensors(content)
        text, digest = metadata["notes"], metadata["digest"]
        if digest_of(tensors, text) != digest:
            raise ValueError("its digest does not agree")
        return tensors, json.loads(text)
    except (
        SafetensorError,
        ValueError,
        KeyError,
        TypeError,
        struct.error,
        RecursionError,
    ) as error:
        raise RunMistake(
            f"{path} is damaged ({str(error).strip() or type(error).__name__}); restore the file "
            "from a copy or train again"
        ) from error


def digest_of(tensors: Tensors, text: str) -> str:
    """32 hex digits that tell tensors (on the CPU), their names and a text from all others."""
    whole = hashlib.blake2b(text.encode(), digest_size=16)
    for name in sorted(tensors):
        tensor = tensors[name]
        whole.update(f"\0{name}\0{tensor.dtype}\0{tuple(tensor.shape)}\0".encode())
        whole.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return whole.hexdigest()


def training_tensors(network: nn.Module, optimizer: torch.optim.Optimizer) -> Tensors:
    """All tensors from which training goes on exactly."""
    tensors = {f"model.{name}": tensor for name, tensor in network.state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        for name, value in state.items():
            if isinstance(value, Tensor):
                tensors[f"optimizer.{number}.{name}"] = value
    tensors["rng.cpu"] = torch.get_rng_state()
    if torch.cuda.is_available():
        tensors["rng.cuda"] = torch.cuda.get_rng_state()
    return tensors


def restore_tensors(tensors: Tensors, network: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Put back what :func:`training_tensors` took.

    Raises:
        RunMistake: the weights are of another network, or its parameters were counted otherwise.
    """
    load_weights(network, weights_in(tensors))
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        if key.startswith("optimizer."):
            _, number, name = key.split(".", 2)
            parameter = parameters[int(number)] if int(number) < len(parameters) else None
            if parameter is None or (tensor.ndim and tensor.shape != parameter.shape):
                # The fused optimisers do not look: they would write past the end of memory.
                raise RunMistake(
                    "this training state was written by another version of the program, which "
                    "counted the network's parameters otherwise, and cannot be gone on with; train "
                    "anew, from the best weights of this run if you like (transfer.weights)"
                )
            if tensor.shape == parameter.shape:
                # The fused optimisers walk through memory: state must lie as its parameter does.
                tensor = torch.empty_like(parameter, requires_grad=False).copy_(tensor)
            state.setdefault(int(number), {})[name] = tensor
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": state, "param_groups": groups})
    torch.set_rng_state(tensors["rng.cpu"])
    if "rng.cuda" in tensors and torch.cuda.is_available():
        torch.cuda.set_rng_state(tensors["rng.cuda"])


def weights_in(tensors: Tensors) -> Tensors:
    """The network's own tensors among those of a training state."""
    return {
        name.removeprefix("model."): tensor
        for name, tensor in tensors.items()
        if name.startswith("model.")
    }


def load_weights(network: nn.Module, weights: Tensors) -> None:
    """Fill a network's parameters and buffers.

    Raises:
        RunMistake: names or shapes do not agree.
    """
    try:
        network.load_state_dict(weights)
    except RuntimeError as error:
        first = str(error).strip().splitlines()[-1].strip()
        raise RunMistake(f"these weights are of another network: {first}") from error
