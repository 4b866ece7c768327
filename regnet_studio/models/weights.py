"""Files of weights from anywhere, read without running what they may hold."""

from __future__ import annotations

import argparse
import pickle
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load as parse_tensors
from torch import Tensor

from regnet_studio.errors import RunMistake, UserMistake

Tensors = dict[str, Tensor]
NEST = "/"
"""Between the names of nested dictionaries: ``state_dict/conv1.weight``."""
_HARMLESS: Any = [
    argparse.Namespace,
    (np.float64(0).__reduce__()[0], "numpy._core.multiarray.scalar"),
    (np.float64(0).__reduce__()[0], "numpy.core.multiarray.scalar"),
    np.dtype,
    *(type(np.dtype(kind)) for kind in ("f4", "f8", "i4", "i8", "?")),
]
"""Besides what torch trusts: how a checkpoint was made and how good it was, as many note."""
_FORMATS = "a .safetensors file, or what torch.save wrote of a network's state_dict()"
_SEEN = {
    b"<": "it is a web page, perhaps of a download that asked for more",
    b"{": "it is a text in JSON",
    b"version https://git-lfs": "it only points to the file: fetch it with `git lfs pull`",
    b"\x1f\x8b": "it is a compressed archive: unpack it first",
    b"\x89HDF": "it is an HDF5 file, as Keras writes",
    b"\x89PNG": "it is a picture",
    b"\xff\xd8": "it is a picture",
}


def read_weights(path: Path) -> Tensors:
    """The tensors of a file, by name, on the CPU. No code in it is run.

    Returns:
        names as in the file; those in nested dictionaries are joined by :data:`NEST`. A single
        dictionary of tensors inside others gives its names alone.

    Raises:
        RunMistake: missing, damaged, no file of weights, or one with code inside.
    """
    try:
        with path.open("rb") as file:
            start = file.read(64)
        if start[8:9] == b"{":  # a length of eight bytes comes first
            tensors = parse_tensors(path.read_bytes())
        elif start.startswith((b"PK\x03\x04", b"\x80")):
            tensors = _unpickled(path)
        else:
            raise RunMistake(f"{path}: no weights in it: {_what_it_is(start)}; give {_FORMATS}")
    except FileNotFoundError as error:
        raise RunMistake(f"{path}: there is no such file of weights") from error
    except IsADirectoryError as error:
        raise RunMistake(f"{path}: a folder, but no run; give {_FORMATS}") from error
    except UserMistake:
        raise
    except Exception as error:  # of damaged bytes the readers may say anything
        raise RunMistake(
            f"{path} is damaged or cut off ({_one_line(error)}); fetch or save the file again"
        ) from error
    if not tensors:
        raise RunMistake(f"{path}: no weights in it; give {_FORMATS}")
    return tensors


def _what_it_is(start: bytes) -> str:
    if not start.strip():
        return "it is empty"
    plain = start.lstrip().removeprefix(b"\xef\xbb\xbf")
    known = (text for sign, text in _SEEN.items() if plain.startswith(sign))
    return next(known, "it is of another kind")


def _unpickled(path: Path) -> Tensors:
    """What ``torch.save`` wrote, through torch's reader that knows tensors and no code."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            inside = {name.partition("/")[2] for name in archive.namelist()}
        if "data.pkl" not in inside or "constants.pkl" in inside:
            raise RunMistake(
                f"{path}: an archive, but not of weights alone (a TorchScript or exported program, "
                f"or something else); give {_FORMATS}"
            )
    try:
        # An open file: by the name alone torch may take it for one of another kind.
        with (
            path.open("rb") as file,
            torch.serialization.safe_globals(_HARMLESS),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            return _flat(torch.load(file, map_location="cpu", weights_only=True))
    except pickle.UnpicklingError as error:
        foreign = re.search(r"safe_globals\(\[([\w.]+)\]|GLOBAL ([\w.]+)", str(error))
        if foreign is None:
            raise ValueError("it is no whole pickle of torch's") from error
        raise RunMistake(
            f"{path}: holds code or objects ({foreign[1] or foreign[2]}) besides weights, and was "
            "not opened; save the weights alone: torch.save(network.state_dict(), ...)"
        ) from error


def _one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = re.split(r"[.:;\n]", str(error).strip())[0]
    return text[:80] or type(error).__name__


def _flat(content: object) -> Tensors:
    found = dict(_walk(content, ()))
    places = {name.rpartition(NEST)[0] for name in found}
    return {name.rpartition(NEST)[2]: t for name, t in found.items()} if len(places) == 1 else found


def _walk(content: object, above: tuple[str, ...]) -> Iterator[tuple[str, Tensor]]:
    if not isinstance(content, Mapping) or len(above) > 4:
        return
    for key, value in content.items():
        if not isinstance(value, Tensor):
            yield from _walk(value, (*above, str(key)))
        elif value.layout == torch.strided and not value.is_quantized:
            yield NEST.join((*above, str(key))), value.detach()
