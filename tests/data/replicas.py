"""Small replicas of the published sets: the same files, names and formats, few images."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from regnet_studio.data.published import IMAGENETTE, LAND

CIFAR10 = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip


def noise(seed: int, *shape: int) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def photograph(seed: int, kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(noise(seed, 9, 12, 3)).save(buffer, kind)
    return buffer.getvalue()


def tar_of(contents: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as tar:
        for name, content in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def zip_of(contents: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def python2_pickle(value: Any) -> bytes:
    """What ``cPickle.dump(value, file, 2)`` of Python 2 and NumPy 1 wrote."""
    return b"\x80\x02" + _pickled(value) + b"."


def _pickled(value: Any) -> bytes:
    if isinstance(value, str):
        value = value.encode("latin1")
    if isinstance(value, bytes):
        return b"T" + struct.pack("<i", len(value)) + value
    if isinstance(value, int):
        return b"J" + struct.pack("<i", value)
    if isinstance(value, list):
        return b"](" + b"".join(map(_pickled, value)) + b"e"
    if isinstance(value, dict):
        pairs = b"".join(_pickled(k) + _pickled(v) for k, v in value.items())
        return b"}(" + pairs + b"u"
    assert isinstance(value, np.ndarray)
    rows, columns = value.shape
    none = b"J\xff\xff\xff\xff"
    kind = b"cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNN" + none * 2 + b"K\x00tb"
    return (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01"
        + _pickled(rows) + _pickled(columns) + b"\x86" + kind + b"\x89"
        + _pickled(value.tobytes()) + b"tb"
    )  # fmt: skip


def _batch(seed: int, classes: int, key: str) -> dict[str, Any]:
    labels = [int(label) for label in np.random.default_rng(seed).permutation(classes)]
    return {
        "data": noise(seed, len(labels), 3072),
        key: labels,
        "filenames": [f"{label}_{seed}.png" for label in labels],
    }


def _cifar10() -> dict[str, bytes]:
    files: dict[str, Any] = {f"data_batch_{n}": _batch(n, 10, "labels") for n in range(1, 6)}
    files["test_batch"] = _batch(6, 10, "labels")
    files["batches.meta"] = {"label_names": list(CIFAR10), "num_cases_per_batch": 10}
    pickles = {f"cifar-10-batches-py/{k}": python2_pickle(v) for k, v in files.items()}
    return {"cifar-10-python.tar.gz": tar_of(pickles)}


def _cifar100() -> dict[str, bytes]:
    names = [f"thing_{n:02}" for n in range(100)]
    files: dict[str, Any] = {
        "train": _batch(1, 100, "fine_labels"),
        "test": _batch(2, 100, "fine_labels"),
        "meta": {"fine_label_names": names, "coarse_label_names": ["things"]},
    }
    pickles = {f"cifar-100-python/{k}": python2_pickle(v) for k, v in files.items()}
    return {"cifar-100-python.tar.gz": tar_of(pickles)}


def idx(values: NDArray[np.uint8]) -> bytes:
    return struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape) + (
        values.tobytes()
    )


def _mnist() -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for seed, (name, count) in enumerate((("train", 30), ("t10k", 20))):
        labels = np.random.default_rng(seed).permutation(np.arange(count) % 10).astype(np.uint8)
        files[f"{name}-images-idx3-ubyte.gz"] = gzip.compress(idx(noise(seed, count, 28, 28)))
        files[f"{name}-labels-idx1-ubyte.gz"] = gzip.compress(idx(labels))
    return files


def mat(**values: Any) -> bytes:
    from scipy.io import savemat

    buffer = io.BytesIO()
    savemat(buffer, values, do_compression=True)
    return buffer.getvalue()


def _svhn() -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for seed, name in enumerate(("train", "test")):
        labels = np.random.default_rng(seed).permutation(np.arange(1, 11)).astype(np.uint8)
        files[f"{name}_32x32.mat"] = mat(X=noise(seed, 32, 32, 3, 10), y=labels[:, None])
    return files


def _stl10() -> dict[str, bytes]:
    names = "airplane bird car cat deer dog horse monkey ship truck".replace(" ", "\n")
    contents = {
        "stl10_binary/unlabeled_X.bin": noise(9, 2, 3, 96, 96).tobytes(),
        "stl10_binary/class_names.txt": names.encode() + b"\n",
    }
    for seed, name in enumerate(("train", "test")):
        labels = np.random.default_rng(seed).permutation(np.arange(1, 11)).astype(np.uint8)
        contents[f"stl10_binary/{name}_X.bin"] = noise(seed, 10, 3, 96, 96).tobytes()
        contents[f"stl10_binary/{name}_y.bin"] = labels.tobytes()
    return {"stl10_binary.tar.gz": tar_of(contents)}


def _flowers102() -> dict[str, bytes]:
    labels = np.random.default_rng(0).permutation(np.tile(np.arange(1, 103), 3))
    order = np.random.default_rng(1).permutation(np.arange(1, 307))
    images = {f"jpg/image_{n:05d}.jpg": photograph(n) for n in range(1, 307)}
    return {
        "102flowers.tgz": tar_of(images),
        "imagelabels.mat": mat(labels=labels[None].astype(np.uint8)),
        "setid.mat": mat(
            trnid=order[None, :102], valid=order[None, 102:204], tstid=order[None, 204:]
        ),
    }


def _oxford_pets() -> dict[str, bytes]:
    breeds = ("Abyssinian", "american_bulldog", "Maine_Coon")
    images = {f"images/{breed}_{n}.jpg": photograph(n) for breed in breeds for n in range(1, 8)}
    lists = {
        f"annotations/{name}.txt": "".join(
            f"{breed}_{n} {i + 1} 1 1\n" for i, breed in enumerate(breeds) for n in numbers
        ).encode()
        for name, numbers in (
            ("trainval", (1, 3, 5, 6)),
            ("test", (2, 7)),
        )  # the fourth is in no list
    }
    return {
        "images.tar.gz": tar_of(images | {"images/Abyssinian_1.mat": b"a cut-out"}),
        "annotations.tar.gz": tar_of(lists | {"annotations/README": b"words"}),
    }


def _eurosat() -> dict[str, bytes]:
    return {
        "EuroSAT.zip": zip_of(
            {f"2750/{name}/{name}_{n}.jpg": photograph(n) for name in LAND for n in (1, 2)}
        )
    }


def _imagenette() -> dict[str, bytes]:
    return {
        "imagenette2-320.tgz": tar_of(
            {
                f"imagenette2-320/{split}/{wnid}/{split}_{wnid}_{n}.JPEG": photograph(n)
                for split, count in (("train", 2), ("val", 1))
                for wnid in IMAGENETTE
                for n in range(count)
            }
            | {"imagenette2-320/noisy_imagenette.csv": b"path,noisy\n"}
        )
    }


REPLICAS = {
    "cifar10": _cifar10,
    "cifar100": _cifar100,
    "fashion_mnist": _mnist,
    "mnist": _mnist,
    "svhn": _svhn,
    "stl10": _stl10,
    "flowers102": _flowers102,
    "oxford_pets": _oxford_pets,
    "eurosat": _eurosat,
    "imagenette": _imagenette,
}
"""Name of a set -> a function that makes its files by name."""
