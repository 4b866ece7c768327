"""Built-in sets whose files are damaged, are not what they seem, or would run code."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from regnet_studio.data import published
from regnet_studio.errors import DataMistake
from tests.data.laid_sets import SHOWN, lay, md5, opened, paths, replica
from tests.data.replicas import REPLICAS, idx, mat, python2_pickle

pytestmark = pytest.mark.usefixtures("places", "sums_of_replicas")


@pytest.mark.parametrize("name", REPLICAS)
@pytest.mark.parametrize("how", ["cut", "zeros", "text"])
def test_damaged_files_are_a_sentence(name: str, how: str, places: Path) -> None:
    for number, file in enumerate(replica(name)):
        folder = lay(name, places / str(number), packed=True)
        content = (folder / file).read_bytes()
        spoiled = {"cut": content[: len(content) // 2], "zeros": bytes(2000), "text": b"hello"}
        (folder / file).write_bytes(spoiled[how])
        if how == "zeros" and name in ("flowers102", "imagenette", "oxford_pets") and number == 0:
            source = opened(SHOWN[name], folder)  # an empty .tar is a whole one
            assert not source.list()
            assert "missing" in {problem.kind for problem in source.problems}
            continue
        with pytest.raises(DataMistake) as caught:
            opened(SHOWN[name], folder)
        assert str(folder) in str(caught.value)


def with_idx(places: Path, images: bytes, labels: bytes) -> Path:
    folder = lay("mnist", places / "own", packed=False)
    (folder / "train-images-idx3-ubyte").write_bytes(images)
    (folder / "train-labels-idx1-ubyte").write_bytes(labels)
    return folder


@pytest.mark.parametrize(
    ("images", "labels", "said"),
    [
        (idx(np.zeros((3, 4, 4), np.uint8)), idx(np.zeros(2, np.uint8)), "3 images but 2 labels"),
        (idx(np.zeros((3, 4, 4), np.uint8)), idx(np.full(3, 10, np.uint8)), "labels from 10 to 10"),
        (idx(np.zeros((3, 4), np.uint8)), idx(np.zeros(3, np.uint8)), "holds no images"),
        (idx(np.zeros((3, 4, 4), np.uint8))[:-1], idx(np.zeros(3, np.uint8)), "but holds 47 bytes"),
        (idx(np.zeros((3, 4, 4), np.uint8)) + b"x", idx(np.zeros(3, np.uint8)), "holds 49 bytes"),
        (b"\0\0\x0d\x03" + bytes(60), idx(np.zeros(3, np.uint8)), "does not begin as an IDX"),
        (b"\0\0\x08\xff" + bytes(60), idx(np.zeros(3, np.uint8)), "does not begin as an IDX"),
        (b"\0\0\x08\x03\xff\xff", idx(np.zeros(3, np.uint8)), "not as published"),
        (b"\0\0\x08\x03" + b"\xff" * 12, idx(np.zeros(3, np.uint8)), "but holds 0 bytes"),
    ],
)
def test_idx_files_are_held_to_their_word(
    places: Path, images: bytes, labels: bytes, said: str
) -> None:
    with pytest.raises(DataMistake, match=said):
        opened(SHOWN["mnist"], with_idx(places, images, labels))


def test_a_gz_that_would_fill_the_memory(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regnet_studio.data.arrays.MAX_BYTES", 1000)
    images = gzip.compress(idx(np.zeros((20, 28, 28), np.uint8)))
    with pytest.raises(DataMistake, match="larger than any of its kind"):
        opened(SHOWN["mnist"], with_idx(places, images, idx(np.zeros(20, np.uint8))))


def test_svhn_of_another_shape(places: Path) -> None:
    folder = lay("svhn", places / "own", packed=True)
    (folder / "test_32x32.mat").write_bytes(mat(X=np.zeros((3, 3), np.uint8), y=np.zeros(3)))
    with pytest.raises(DataMistake, match="holds no images of 32x32"):
        opened(SHOWN["svhn"], folder)
    (folder / "test_32x32.mat").write_bytes(mat(other=1))
    with pytest.raises(DataMistake, match="it has no 'X'"):
        opened(SHOWN["svhn"], folder)


def test_a_missing_flower_is_named(places: Path) -> None:
    folder = lay("flowers102", places / "own", packed=False)
    (folder / "jpg" / "image_00042.jpg").unlink()
    source = opened(SHOWN["flowers102"], folder)
    assert len(paths(source)) == 305
    (problem,) = source.problems
    assert problem.kind == "missing"
    assert problem.path.endswith("/image_00042.jpg")
    for number in range(50, 80):
        (folder / "jpg" / f"image_{number:05d}.jpg").unlink()
    source.list()
    (problem,) = source.problems
    assert problem.detail == "31 of its 306 images are not there, image_00042.jpg first"


# Pickles


def test_cifar_with_another_checksum_is_not_opened(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = lay("cifar10", places / "own", packed=False)
    monkeypatch.setitem(published.CIFAR10, "data_batch_3", "0" * 32)
    with pytest.raises(DataMistake, match=r"data_batch_3 is not as published \(its md5 differs\)"):
        opened(SHOWN["cifar10"], folder)


EVIL = b"\x80\x02cbuiltins\nexec\nU\x18open('harmed','w').close()\x85R."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (EVIL, "asks for builtins.exec"),
        (EVIL.replace(b"builtins\nexec", b"numpy\nload"), "asks for numpy.load"),
        (EVIL.replace(b"builtins\nexec", b"__builtin__\neval"), "asks for"),
        (python2_pickle([1]), "not as published"),
        (python2_pickle({"data": "abc", "labels": [1]}), "not as published"),
        (python2_pickle({"data": np.zeros((2, 3072), np.uint8)}), "not as published"),
        (
            python2_pickle({"data": np.zeros((2, 9), np.uint8), "labels": [0, 1]}),
            "not as published",
        ),
        (python2_pickle({"data": np.zeros((2, 3072), np.uint8), "labels": [0]}), "2 images but 1"),
        (b"\x80\x02.", "not as published"),
        (b"", "not as published"),
    ],
)
def test_a_pickle_is_data_and_nothing_else(
    places: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    folder = lay("cifar10", places / "own", packed=False)
    (folder / "cifar-10-batches-py" / "test_batch").write_bytes(content)
    monkeypatch.setitem(published.CIFAR10, "test_batch", md5(content))
    with pytest.raises(DataMistake, match=said):
        opened(SHOWN["cifar10"], folder)
    assert not Path("harmed").exists()
