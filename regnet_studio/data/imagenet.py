"""ImageNet (ILSVRC 2012) from a local folder, shown with words for its classes.

Understood are ``train/nXXXXXXXX/*.JPEG`` with ``val/nXXXXXXXX/*.JPEG``, or with all validation
images in ``val/`` and the devkit (``ILSVRC2012_devkit_t12``) beside it, which tells their classes.
(Russakovsky et al., IJCV 2015, https://image-net.org.)
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from regnet_studio.data.arrays import read_mat
from regnet_studio.data.layout import Problem
from regnet_studio.data.renamed import RenamedSource
from regnet_studio.data.sources import FolderSource, Source
from regnet_studio.errors import DataMistake

DEVKIT = "ILSVRC2012_devkit_t12"
_WNID = re.compile(r"n\d{8}")
_CLASSES = 1000


def imagenet_source(folder: Path) -> Source | None:
    """The images of an ImageNet folder; None where it is none.

    The paths are ``train/WORD/NAME.JPEG`` and ``validation/WORD/NAME.JPEG``. Only the names of
    folders are read, and the devkit; files are listed when asked for.

    Raises:
        DataMistake: a devkit that is damaged.
    """
    train, validation = _folders(folder / "train"), _folders(folder / "val")
    if not train or not all(map(_WNID.fullmatch, train + validation)):
        return None
    devkit = _read_devkit(folder / DEVKIT / "data")
    known = sorted({*train, *validation})
    words: Mapping[str, str] = devkit.words if devkit else {}
    if not devkit and len(known) == _CLASSES:
        from torchvision.models import ResNet18_Weights

        # In the order of the sorted folder names: that is how the weights were trained.
        categories = ResNet18_Weights.IMAGENET1K_V1.meta["categories"]
        words = dict(zip(known, categories, strict=True))
    names = _unique({wnid: words.get(wnid, wnid) for wnid in known})
    places: dict[str, str | Mapping[str, str]] = {
        f"train/{wnid}": f"train/{names[wnid]}" for wnid in train
    }
    places |= {f"val/{wnid}": f"validation/{names[wnid]}" for wnid in validation}
    problems: list[Problem] = []
    if not validation and (folder / "val").is_dir():
        if devkit:
            places["val"] = {
                f"ILSVRC2012_val_{number:08d}.JPEG": f"validation/{names[wnid]}"
                for number, wnid in enumerate(devkit.validation, start=1)
                if wnid in names
            }
        else:
            text = f"left out: in no class folders; put {DEVKIT} beside it, which tells its classes"
            problems.append(Problem("val", "no-class", text))
    return RenamedSource(FolderSource(folder), places, problems)


@dataclass(frozen=True)
class _Devkit:
    words: dict[str, str]
    """wnid -> the first of the words for it."""
    validation: list[str]
    """wnids of the validation images, in their order."""


def _read_devkit(folder: Path) -> _Devkit | None:
    meta, truth = folder / "meta.mat", folder / "ILSVRC2012_validation_ground_truth.txt"
    if not meta.is_file() or not truth.is_file():
        return None
    synsets = read_mat(meta, "synsets", squeeze=True)["synsets"]
    try:
        leaves = synsets[synsets["num_children"] == 0]
        wnids = {
            int(n): str(w) for n, w in zip(leaves["ILSVRC2012_ID"], leaves["WNID"], strict=True)
        }
        words = {str(w): str(t) for w, t in zip(leaves["WNID"], leaves["words"], strict=True)}
        order = [wnids[int(line)] for line in truth.read_text(encoding="ascii").split()]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DataMistake(
            f"{folder}: not as published ({error}); unpack the devkit again"
        ) from error
    first = {wnid: text.split(",")[0].strip().replace("/", " or ") for wnid, text in words.items()}
    return _Devkit(first, order)


def _unique(names: dict[str, str]) -> dict[str, str]:
    """Names that differ, and not by case alone: ``crane (n02012849)`` is the bird."""
    times = Counter(name.casefold() for name in names.values())
    return {
        wnid: name if times[name.casefold()] == 1 else f"{name} ({wnid})"
        for wnid, name in names.items()
    }


def _folders(folder: Path) -> list[str]:
    """The names of the folders in a folder, sorted."""
    try:
        with os.scandir(folder) as entries:
            return sorted(e.name for e in entries if e.is_dir() and not e.name.startswith("."))
    except OSError:  # there is none: then it is another kind of dataset
        return []
