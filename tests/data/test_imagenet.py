"""ImageNet folders: with the devkit, as plain class folders, whole and in part."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from regnet_studio.data.imagenet import DEVKIT, imagenet_source
from regnet_studio.data.sources import Source, UnreadableFile
from regnet_studio.errors import DataMistake

SYNSETS = (  # ILSVRC2012_ID, WNID, words, number of children
    (1, "n01440764", "tench, Tinca tinca", 0),
    (2, "n02012849", "crane", 0),
    (3, "n03126707", "crane", 0),
    (4, "n02963159", "cardigan", 0),
    (5, "n02113186", "Cardigan, Cardigan Welsh corgi", 0),
    (6, "n03594734", "jean, blue jean/denim", 0),
    (7, "n00001740", "entity", 5),
)
WORDS = {
    "n01440764": "tench",
    "n02012849": "crane (n02012849)",
    "n03126707": "crane (n03126707)",
    "n02963159": "cardigan (n02963159)",
    "n02113186": "Cardigan (n02113186)",
    "n03594734": "jean",
}


def devkit(folder: Path, truth: str = "2 1 6 5 4 3") -> None:
    from scipy.io import savemat

    kinds: Any = [("ILSVRC2012_ID", object), ("WNID", object), ("words", object),
                  ("gloss", object), ("num_children", object)]  # fmt: skip
    rows = np.array([(n, w, t, "what it is", c) for n, w, t, c in SYNSETS], dtype=kinds)
    buffer = io.BytesIO()
    savemat(buffer, {"synsets": rows[:, None]})
    data = folder / DEVKIT / "data"
    data.mkdir(parents=True)
    (data / "meta.mat").write_bytes(buffer.getvalue())
    text = "\n".join(truth.split()) + "\n"
    (data / "ILSVRC2012_validation_ground_truth.txt").write_text(text)


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, *(f"train/{wnid}/{wnid}_{i}.JPEG" for wnid in WORDS for i in range(2)))
    return tmp_path


def everything(source: Source | None) -> dict[str, bytes]:
    assert source is not None
    return {
        f"{listing.folder}/{name}": source.read(f"{listing.folder}/{name}")
        for listing in source.list()
        for name in listing.names
    }


TRAIN = {
    f"train/{word}/{wnid}_{i}.JPEG": f"train/{wnid}/{wnid}_{i}.JPEG".encode()
    for wnid, word in WORDS.items()
    for i in range(2)
}


def test_with_the_devkit_and_a_flat_validation_folder(folder: Path) -> None:
    devkit(folder)
    flat = [f"val/ILSVRC2012_val_{n:08d}.JPEG" for n in range(1, 7)]
    put(folder, *flat, "val/notes.txt")
    source = imagenet_source(folder)
    order = ("n02012849", "n01440764", "n03594734", "n02113186", "n02963159", "n03126707")
    validation = {
        f"validation/{WORDS[wnid]}/{Path(name).name}": name.encode()
        for wnid, name in zip(order, flat, strict=True)
    }
    assert everything(source) == TRAIN | validation
    assert source is not None
    assert not source.problems
    for path in ("validation/tench/ILSVRC2012_val_00000009.JPEG", "val/x", "test/tench/x", "x"):
        with pytest.raises(UnreadableFile):
            source.read(path)
    (folder / flat[3]).unlink()
    assert len(everything(source)) == 17
    assert [(p.path, p.kind) for p in source.problems] == [
        ("validation/Cardigan (n02113186)/ILSVRC2012_val_00000004.JPEG", "missing")
    ]


def test_with_validation_in_class_folders(folder: Path) -> None:
    devkit(folder)
    put(folder, "val/n01440764/a.JPEG", "val/n02012849/b.JPEG")
    assert everything(imagenet_source(folder)) == TRAIN | {
        "validation/tench/a.JPEG": b"val/n01440764/a.JPEG",
        "validation/crane (n02012849)/b.JPEG": b"val/n02012849/b.JPEG",
    }


def test_without_the_devkit_a_part_keeps_its_numbers(folder: Path) -> None:
    put(folder, "val/ILSVRC2012_val_00000001.JPEG")
    source = imagenet_source(folder)
    assert set(everything(source)) == {
        f"train/{wnid}/{wnid}_{i}.JPEG" for wnid in WORDS for i in range(2)
    }
    assert source is not None
    (problem,) = source.problems
    assert (problem.path, problem.kind) == ("val", "no-class")
    assert f"put {DEVKIT} beside it" in problem.detail


def test_folders_below_the_classes_belong_to_them(folder: Path) -> None:
    """As in Tiny ImageNet."""
    put(folder, "train/n01440764/images/deep.JPEG")
    devkit(folder)
    found = everything(imagenet_source(folder))
    assert found["train/tench/images/deep.JPEG"] == b"train/n01440764/images/deep.JPEG"


def test_all_thousand_get_torchvisions_words(tmp_path: Path) -> None:
    from torchvision.models import ResNet18_Weights

    wnids = [f"n{n:08d}" for n in range(10, 20_010, 20)]
    for wnid in wnids:
        (tmp_path / "train" / wnid).mkdir(parents=True)
        (tmp_path / "train" / wnid / "1.JPEG").write_text(wnid)
    source = imagenet_source(tmp_path)
    assert source is not None
    shown = {listing.folder for listing in source.list()}
    assert len(shown) == 1000
    assert len({folder.casefold() for folder in shown}) == 1000
    categories = ResNet18_Weights.IMAGENET1K_V1.meta["categories"]
    times = Counter(word.casefold() for word in categories)
    assert max(times.values()) == 2
    for wnid, word in zip(wnids, categories, strict=True):
        folder = f"train/{word}" if times[word.casefold()] == 1 else f"train/{word} ({wnid})"
        assert source.read(f"{folder}/1.JPEG") == wnid.encode()


@pytest.mark.parametrize(
    "names",
    [
        ("train/cat/1.jpg", "val/cat/1.jpg"),
        ("train/n01440764/1.JPEG", "train/cat/1.JPEG"),
        ("train/1.jpg",),
        ("n01440764/1.JPEG",),
        ("train/n01440764/1.JPEG", "val/cat/1.JPEG"),
        (),
    ],
)
def test_other_folders_are_none(tmp_path: Path, names: tuple[str, ...]) -> None:
    put(tmp_path, *names)
    assert imagenet_source(tmp_path) is None
    assert imagenet_source(tmp_path / "gone") is None


@pytest.mark.parametrize("truth", ["9", "x", "1 2 \xff"])
def test_a_damaged_devkit(folder: Path, truth: str) -> None:
    devkit(folder, truth)
    put(folder, "val/ILSVRC2012_val_00000001.JPEG")
    with pytest.raises(DataMistake, match="unpack the devkit again"):
        imagenet_source(folder)
    (folder / DEVKIT / "data" / "meta.mat").write_bytes(b"x" * 300)
    with pytest.raises(DataMistake, match=r"meta\.mat: damaged"):
        imagenet_source(folder)
