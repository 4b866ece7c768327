"""Checkpoints: safetensors files that are whole, checked, and hold no code.

Layout of the training state: ``model.*`` weights and buffers, ``average.*`` their moving average,
``optimizer.<parameter>.*`` its state by the parameter's name, ``rng.*`` generators, ``losses`` of
the images; everything that is not a tensor is JSON in the metadata. A digest over all of it tells
damage that the format itself would not notice.

Of the training state two generations are kept: the newer replaces the older only after it was read
back from the disk.
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


def previous_checkpoint(directory: Path) -> Path:
    """The file that was the last one before it."""
    return directory / "checkpoints" / "previous.safetensors"


def best_checkpoint(directory: Path) -> Path:
    """The file with the weights of the best epoch."""
    return directory / "checkpoints" / "best.safetensors"


def start_checkpoint(directory: Path) -> Path:
    """The file with the loaded weights to which L2-SP pulls."""
    return directory / "checkpoints" / "start.safetensors"


def write_tensors(
    path: Path, tensors: Tensors, notes: dict[str, Any], keep: Path | None = None
) -> None:
    """Write tensors and JSON notes to one file, whole or not at all.

    Args:
        keep: where the file goes that was there before, once the new one was read back.

    Raises:
        DiskTrouble: no room, or no permission; what was there before stays.
    """
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    text = json.dumps(notes)
    metadata = {"notes": text, "digest": digest_of(plain, text)}
    files.write_bytes(path, serialise(plain, metadata), keep)


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


def write_last(directory: Path, tensors: Tensors, notes: dict[str, Any]) -> None:
    """Write what training goes on from, the generation before kept.

    Raises:
        DiskTrouble: no room, or no permission; what was there before stays.
    """
    write_tensors(last_checkpoint(directory), tensors, notes, keep=previous_checkpoint(directory))


def read_last(directory: Path) -> tuple[Tensors, dict[str, Any], str | None]:
    """What training goes on from; where the last file is damaged, the generation before.

    Returns:
        tensors, notes, and what was wrong with the last file where it was not taken.

    Raises:
        RunMistake: neither can be read.
    """
    try:
        return *read_tensors(last_checkpoint(directory)), None
    except RunMistake as mistake:
        if not previous_checkpoint(directory).exists():
            raise
        tensors, notes = read_tensors(previous_checkpoint(directory))
        return tensors, notes, str(mistake)


def digest_of(tensors: Tensors, text: str) -> str:
    """32 hex digits that tell tensors (on the CPU), their names and a text from all others."""
    whole = hashlib.blake2b(text.encode(), digest_size=16)
    for name in sorted(tensors):
        tensor = tensors[name]
        whole.update(f"\0{name}\0{tensor.dtype}\0{tuple(tensor.shape)}\0".encode())
        whole.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return whole.hexdigest()


def training_tensors(network: nn.Module, optimizer: torch.optim.Optimizer) -> Tensors:
    """All tensors of a network, its optimiser and the generators."""
    tensors = {f"model.{name}": tensor for name, tensor in network.state_dict().items()}
    for name, parameter in network.named_parameters():
        for kind, value in optimizer.state.get(parameter, {}).items():
            if isinstance(value, Tensor):
                tensors[f"optimizer.{name}.{kind}"] = value
    tensors["rng.cpu"] = torch.get_rng_state()
    if torch.cuda.is_available():
        tensors["rng.cuda"] = torch.cuda.get_rng_state()
    return tensors


def restore_tensors(tensors: Tensors, network: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Put back what :func:`training_tensors` took, before any step is taken.

    Raises:
        RunMistake: the weights or the state are of another network.
    """
    load_weights(network, weights_in(tensors))
    parameters = dict(network.named_parameters())
    for key, tensor in tensors.items():
        if key.startswith("optimizer."):
            name, _, kind = key.removeprefix("optimizer.").rpartition(".")
            parameter = parameters.get(name)
            if parameter is None or (tensor.ndim and tensor.shape != parameter.shape):
                # The fused optimisers do not look: they would write past the end of memory.
                raise RunMistake(
                    "this training state was written by another version of the program, which "
                    "named the network's parameters otherwise, and cannot be gone on with; train "
                    "anew, from the best weights of this run if you like (transfer.weights)"
                )
            if tensor.shape == parameter.shape:
                # The fused optimisers walk through memory: state must lie as its parameter does.
                tensor = torch.empty_like(parameter, requires_grad=False).copy_(tensor)
            elif optimizer.defaults.get("fused"):  # its counter of steps lies where its kernel is
                tensor = tensor.to(parameter.device)
            optimizer.state[parameter][kind] = tensor
    torch.set_rng_state(tensors["rng.cpu"])
    if "rng.cuda" in tensors and torch.cuda.is_available():
        torch.cuda.set_rng_state(tensors["rng.cuda"])


def weights_in(tensors: Tensors, prefix: str = "model.") -> Tensors:
    """The network's own tensors among those of a training state (``average.``: their average)."""
    return {
        name.removeprefix(prefix): tensor
        for name, tensor in tensors.items()
        if name.startswith(prefix)
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
