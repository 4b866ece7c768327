"""How the files of each published set are read. What is in an archive stays there."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from hashlib import md5
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.archives import TarSource, opening_archive
from regnet_studio.data.arrays import ArraySource, read_idx, read_mat, unpickled
from regnet_studio.data.progress import Progress
from regnet_studio.data.renamed import RenamedSource
from regnet_studio.data.sources import FolderSource, Source, UnreadableFile
from regnet_studio.errors import DataMistake

Opening = Generator[Progress, None, Source]
Opener = Callable[[Sequence[Path]], Opening]
"""Opens a set from its files (each a plain file, an archive, or the folder that was in it)."""

CIFAR10 = {  # md5 of each file; the published numbers, as in torchvision
    "data_batch_1": "c99cafc152244af753f735de768cd75f",
    "data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
    "data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
    "data_batch_4": "634d18415352ddfa80567beed471001a",
    "data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
    "test_batch": "40351d587109b95175f43aff81a1287e",
    "batches.meta": "5ff9c542aee3614f3951f8cda6e48888",
}
CIFAR100 = {
    "train": "16019d7e3df5f24257cddd939b257f8d",
    "test": "f0ef6b0ae62326f3e7ffdfab6717acfc",
    "meta": "7973b15100ade9c7d40fb424638fde48",
}
DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
    "Ankle boot",
)  # fmt: skip
STL10 = (
    "airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck",
)  # fmt: skip
LAND = {
    "AnnualCrop": "annual crop",
    "Forest": "forest",
    "HerbaceousVegetation": "herbaceous vegetation",
    "Highway": "highway",
    "Industrial": "industrial buildings",
    "Pasture": "pasture",
    "PermanentCrop": "permanent crop",
    "Residential": "residential buildings",
    "River": "river",
    "SeaLake": "sea or lake",
}
IMAGENETTE = {
    "n01440764": "tench",
    "n02102040": "English springer",
    "n02979186": "cassette player",
    "n03000684": "chain saw",
    "n03028079": "church",
    "n03394916": "French horn",
    "n03417042": "garbage truck",
    "n03425413": "gas pump",
    "n03445777": "golf ball",
    "n03888257": "parachute",
}


def idx_opener(classes: Sequence[str]) -> Opener:
    """MNIST and those that took over its format: four files, train and test, images and labels."""

    def opening(pieces: Sequence[Path]) -> Opening:
        yield "reading", 0, 0
        train, train_labels, test, test_labels = (read_idx(piece) for piece in pieces)
        for images, piece in ((train, pieces[0]), (test, pieces[2])):
            if images.ndim != 3:
                raise DataMistake(f"{piece}: holds no images; download it again")
        parts = {"train": (train, train_labels), "test": (test, test_labels)}
        return ArraySource(pieces[0].parent, classes, parts)

    return opening


def opening_cifar10(pieces: Sequence[Path]) -> Opening:
    batches = [f"data_batch_{number}" for number in range(1, 6)]
    top, meta = "cifar-10-batches-py", ("batches.meta", "label_names")
    return _opening_cifar(pieces[0], top, batches, "test_batch", "labels", meta, CIFAR10)


def opening_cifar100(pieces: Sequence[Path]) -> Opening:
    top, meta = "cifar-100-python", ("meta", "fine_label_names")
    return _opening_cifar(pieces[0], top, ["train"], "test", "fine_labels", meta, CIFAR100)


def _opening_cifar(
    piece: Path,
    top: str,
    train: Sequence[str],
    test: str,
    key: str,
    meta: tuple[str, str],
    sums: Mapping[str, str],
) -> Opening:
    source, before = yield from _shelf(piece, top)

    def read(name: str) -> dict[str, object]:
        content = _read(source, f"{before}{name}", piece)
        if md5(content, usedforsecurity=False).hexdigest() != sums[name]:
            raise DataMistake(
                f"{piece}: {name} is not as published (its md5 differs); delete it, and it will "
                "be downloaded again"
            )
        return unpickled(content, piece)

    def part(names: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        batches = [read(name) for name in names]
        try:
            rows = np.concatenate([np.asarray(batch["data"], np.uint8) for batch in batches])
            labels = np.concatenate([np.asarray(batch[key], np.int64) for batch in batches])
            # One row: 1024 values of red, then green, then blue, each row by row.
            return rows.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), labels
        except (KeyError, ValueError, TypeError) as error:
            raise DataMistake(f"{piece}: not as published ({error}); download it again") from error

    yield "reading", 0, 0
    names = read(meta[0]).get(meta[1])
    if not isinstance(names, list):
        raise DataMistake(f"{piece}: {meta[0]} names no classes; download it again")
    classes = [str(name).replace("_", " ") for name in names]
    return ArraySource(piece, classes, {"train": part(train), "test": part([test])})


def opening_svhn(pieces: Sequence[Path]) -> Opening:
    parts: dict[str, tuple[NDArray[np.uint8], NDArray[np.int64]]] = {}
    for n, (split, piece) in enumerate(zip(("train", "test"), pieces, strict=True)):
        yield "reading", n, 2
        found = read_mat(piece, "X", "y")
        images, labels = found["X"], found["y"]
        if images.ndim != 4 or images.shape[:3] != (32, 32, 3) or images.dtype != np.uint8:
            raise DataMistake(f"{piece}: holds no images of 32x32 pixels; download it again")
        # [H, W, C, N]; the digit 0 has the label 10.
        parts[split] = images.transpose(3, 0, 1, 2), labels.reshape(-1).astype(np.int64) % 10
    return ArraySource(pieces[0].parent, DIGITS, parts)


def opening_stl10(pieces: Sequence[Path]) -> Opening:
    source, before = yield from _shelf(pieces[0], "stl10_binary")
    parts: dict[str, tuple[NDArray[np.uint8], NDArray[np.int64]]] = {}
    for split in ("train", "test"):
        pixels = _mapped(source, f"{before}{split}_X.bin", pieces[0])
        labels = np.frombuffer(_read(source, f"{before}{split}_y.bin", pieces[0]), np.uint8)
        if len(pixels) % (3 * 96 * 96):
            raise DataMistake(f"{pieces[0]}: {split}_X.bin is cut off; download it again")
        # [N, C, W, H]: column by column. The classes count from 1.
        images = pixels.reshape(-1, 3, 96, 96).transpose(0, 3, 2, 1)
        parts[split] = images, labels.astype(np.int64) - 1
    return ArraySource(pieces[0], STL10, parts)


def opening_flowers102(pieces: Sequence[Path]) -> Opening:
    images, before = yield from _shelf(pieces[0], "jpg")
    labels = read_mat(pieces[1], "labels")["labels"].reshape(-1)
    splits = read_mat(pieces[2], "trnid", "valid", "tstid")
    from torchvision.datasets import Flowers102

    classes = [name.rstrip("?").replace("/", " or ") for name in Flowers102.classes]
    places: dict[str, str] = {}
    for split, key in (("train", "trnid"), ("validation", "valid"), ("test", "tstid")):
        for number in splits[key].reshape(-1).tolist():
            if not (0 < number <= len(labels) and 0 < labels[number - 1] <= len(classes)):
                raise DataMistake(f"{pieces[2]}: not as published; download it again")
            places[f"image_{number:05d}.jpg"] = f"{split}/{classes[labels[number - 1] - 1]}"
    return RenamedSource(images, {before.rstrip("/"): places})


def opening_oxford_pets(pieces: Sequence[Path]) -> Opening:
    images, before = yield from _shelf(pieces[0], "images")
    notes, before_notes = yield from _shelf(pieces[1], "annotations")
    places: dict[str, str] = {}
    for split, name in (("train", "trainval"), ("test", "test")):
        lines = _read(notes, f"{before_notes}{name}.txt", pieces[1]).decode("utf-8", "replace")
        for line in lines.splitlines():
            if line.strip() and not line.startswith("#"):
                image = line.split()[0]  # Abyssinian_100, class, species, breed
                breed = image.rpartition("_")[0].replace("_", " ").title()
                places[f"{image}.jpg"] = f"{split}/{breed}"
    return RenamedSource(images, {before.rstrip("/"): places})


def opening_eurosat(pieces: Sequence[Path]) -> Opening:
    images, before = yield from _shelf(pieces[0], "2750")
    return RenamedSource(images, {before + folder: name for folder, name in LAND.items()})


def opening_imagenette(pieces: Sequence[Path]) -> Opening:
    images, before = yield from _shelf(pieces[0], "imagenette2-320")
    return RenamedSource(
        images,
        {
            f"{before}{folder}/{wnid}": f"{split}/{name}"
            for folder, split in (("train", "train"), ("val", "validation"))
            for wnid, name in IMAGENETTE.items()
        },
    )


def _shelf(piece: Path, top: str) -> Generator[Progress, None, tuple[Source, str]]:
    """A source, and what the paths in it begin with: an archive holds the folder ``top``."""
    if piece.is_dir():
        return FolderSource(piece), ""
    return (yield from opening_archive(piece)), f"{top}/"


def _read(source: Source, path: str, piece: Path) -> bytes:
    try:
        return source.read(path)
    except UnreadableFile as error:
        raise DataMistake(f"{piece}: {path}: {error}; delete it and download it again") from error


def _mapped(source: Source, path: str, piece: Path) -> NDArray[np.uint8]:
    """The bytes of a large file, in memory only where they are looked at."""
    try:
        if isinstance(source, TarSource):
            start, size = source.place(path)
            return np.memmap(source.file, np.uint8, "r", start, (size,))
        if isinstance(source, FolderSource):
            return np.memmap(source.root / path, np.uint8, "r")
        return np.frombuffer(source.read(path), np.uint8)
    except (UnreadableFile, OSError, ValueError) as error:
        raise DataMistake(f"{piece}: {path}: {error}; delete it and download it again") from error
