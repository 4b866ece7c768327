"""ImageNet weights as torchvision and timm publish them: where they are, and fetched from there."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from regnet_studio.data.download import downloading
from regnet_studio.errors import RecipeMistake, RunMistake
from regnet_studio.folders import cache_folder
from regnet_studio.training.events import Event, Progress

STAGE = "downloading weights"
"""The word for their download in :class:`Progress`."""


@dataclass(frozen=True)
class Published:
    """A file of ImageNet weights as its makers offer it."""

    url: str
    file: str
    sha256: str | None
    """The checksum, or its beginning, where it is known."""
    mean: tuple[float, ...]
    """Per channel (RGB), of values 0..1; subtracted first."""
    std: tuple[float, ...]


def published(source: str) -> Published:
    """The file behind an architecture's ``traits.pretrained``.

    Raises:
        RecipeMistake: a package that knows it is not installed.
    """
    kind, _, name = source.partition(":")
    if kind == "torchvision":
        from torchvision.models import get_weight

        weights: Any = get_weight(name)
        return _offered(weights.url, weights.transforms())
    try:
        from timm.models import get_pretrained_cfg  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise RecipeMistake(
            "transfer.weights = imagenet: those of this network are kept by timm, which is not "
            "installed; `pip install regnet-studio[zoo]` brings it"
        ) from error
    cfg: Any = get_pretrained_cfg(name)
    if cfg is None or not (cfg.hf_hub_id or cfg.url):
        raise RecipeMistake(f"transfer.weights = imagenet: timm has no weights called {name}")
    if not cfg.hf_hub_id:
        return _offered(cfg.url, cfg)
    file = cfg.hf_hub_filename or "model.safetensors"
    hub = os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")
    url = f"{hub}/{cfg.hf_hub_id}/resolve/main/{file}"
    return _offered(url, cfg, f"{cfg.hf_hub_id.rpartition('/')[2]}{Path(file).suffix}")


def _offered(url: str, seen: Any, file: str = "") -> Published:
    """A file whose name tells its checksum, where it does; ``seen`` has its mean and std."""
    file = file or url.rpartition("/")[2]
    return Published(url, file, tells_checksum(file), tuple(seen.mean), tuple(seen.std))


def tells_checksum(file: str) -> str | None:
    """The beginning of its SHA-256 that a published file carries in its name, where it does."""
    begins = re.search(r"-([0-9a-f]{8,64})\.", file)
    return begins[1] if begins else None


def fetching(wanted: Published, what: str) -> Generator[Event, None, Path]:
    """The published file: where torch or we keep it, else downloaded; yields Progress meanwhile.

    Args:
        what: what the weights are called in messages.

    Raises:
        DataMistake: it cannot be had.
        RunMistake: what is there is not the published file.
    """
    kept = cache_folder() / "weights" / wanted.file
    theirs = Path(torch.hub.get_dir()) / "checkpoints" / wanted.file
    if not kept.is_file() and wanted.sha256 and theirs.is_file() and is_published(theirs, wanted):
        return theirs
    shown = -1
    if not kept.is_file():
        work = downloading([wanted.url], kept, sha256=wanted.sha256, what=what)
        for done, total in work:
            if total and done * 100 // total > shown:
                shown = done * 100 // total
                yield Progress(STAGE, done, total)
    elif not is_published(kept, wanted):
        raise RunMistake(
            f"{kept}: not the published file of {what} (its sha256 differs); delete it, "
            "and it is downloaded again"
        )
    return kept


def is_published(path: Path, wanted: Published) -> bool:
    """Whether a file is the published one, as far as its checksum is known."""
    return wanted.sha256 is None or sha256_of(path).startswith(wanted.sha256)


def sha256_of(path: Path) -> str:
    """The checksum of a file, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
