"""The built-in sets: found, downloaded, recognised, and read as torchvision reads them."""

from __future__ import annotations

import inspect
import io
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from regnet_studio.data import published
from regnet_studio.data.builtin import (
    builtin_sets,
    find_set,
    recognised,
)
from regnet_studio.data.decode import Frame, decode
from regnet_studio.data.sources import UnreadableFile
from regnet_studio.errors import DataMistake
from tests.data.laid_sets import SHOWN, lay, md5, opened, paths
from tests.data.replicas import REPLICAS

pytestmark = pytest.mark.usefixtures("places", "sums_of_replicas")

SHARED = Path("/work/shared/data/FashionMNIST")


# What they are


def test_the_cards() -> None:
    names = [known.name for known in builtin_sets()]
    assert sorted(names) == sorted(["digits", *REPLICAS])
    for known in builtin_sets():
        assert known.summary
        assert known.licence
        assert "http" in known.source
        assert known.images > 0
        assert known.classes >= 2
        assert (known.megabytes > 10) == (known.name != "digits")
        assert all(url.startswith("http") for file in known.files for url in file.urls)


def test_digits_are_scikit_learns() -> None:
    known = builtin_sets()[0]
    source = opened(known)
    truth: Any = load_digits()
    found = paths(source)
    assert len(found) == known.images == 1797
    assert {path.split("/")[0] for path in found} == set("0123456789")
    for path in found[::97]:
        label, name = path.split("/")
        number = int(name.removesuffix(".png"))
        with Image.open(io.BytesIO(source.read(path))) as image:
            pixels = np.asarray(image)
        assert pixels.shape == (known.size, known.size)
        np.testing.assert_allclose(pixels, truth.images[number] * 255 / 16, atol=0.5)
        assert label == str(truth.target[number])


# As torchvision has them


def test_addresses_and_checksums_are_torchvisions() -> None:
    import torchvision.datasets as sets

    def ours(name: str) -> dict[tuple[str, ...], str]:
        return {file.urls: file.md5 for file in SHOWN[name].files}

    for name, theirs in (("cifar10", sets.CIFAR10), ("cifar100", sets.CIFAR100)):
        assert ours(name) == {(theirs.url,): theirs.tgz_md5}
    for name, theirs in (("mnist", sets.MNIST), ("fashion_mnist", sets.FashionMNIST)):
        assert ours(name) == {
            tuple(f"{mirror}{file}" for mirror in theirs.mirrors): sum
            for file, sum in theirs.resources
        }
    split_list: Any = sets.SVHN.split_list
    assert ours("svhn") == {(split_list[s][0],): split_list[s][2] for s in ("train", "test")}
    assert ours("stl10") == {(sets.STL10.url,): sets.STL10.tgz_md5}
    prefix = sets.Flowers102._download_url_prefix
    assert ours("flowers102") == {
        (prefix + file,): sum for file, sum in sets.Flowers102._file_dict.values()
    }
    assert ours("oxford_pets") == {(url,): sum for url, sum in sets.OxfordIIITPet._RESOURCES}
    url, sum = sets.Imagenette._ARCHIVES["320px"]
    assert ours("imagenette") == {(url,): sum}
    for wnid, name in published.IMAGENETTE.items():
        assert sets.Imagenette._WNID_TO_CLASS[wnid][0] == name
    assert tuple(sets.FashionMNIST.classes) == published.CLOTHES
    (file,) = SHOWN["eurosat"].files
    code = inspect.getsource(sets.EuroSAT)
    assert file.urls[0] in code
    assert file.md5 in code


def test_checksums_of_cifar_are_torchvisions(monkeypatch: pytest.MonkeyPatch) -> None:
    import torchvision.datasets as sets

    monkeypatch.undo()  # the replicas' sums
    for table, theirs in ((published.CIFAR10, sets.CIFAR10), (published.CIFAR100, sets.CIFAR100)):
        listed: dict[Any, Any] = dict(theirs.train_list + theirs.test_list)
        assert table == listed | {theirs.meta["filename"]: theirs.meta["md5"]}


def torchvisions(name: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Split -> torchvision's own dataset of the replica."""
    import torchvision.datasets as sets

    def sums(files: Any, folder: Path) -> list[list[str]]:
        return [[file, md5((folder / file).read_bytes())] for file, _ in files]

    if name in ("cifar10", "cifar100"):
        kind: Any = sets.CIFAR10 if name == "cifar10" else sets.CIFAR100
        folder = root / kind.base_folder
        monkeypatch.setattr(kind, "train_list", sums(kind.train_list, folder))
        monkeypatch.setattr(kind, "test_list", sums(kind.test_list, folder))
        meta = folder / kind.meta["filename"]
        monkeypatch.setitem(kind.meta, "md5", md5(meta.read_bytes()))
        return {"train": kind(root, True), "test": kind(root, False)}
    if name in ("mnist", "fashion_mnist"):
        kind = sets.MNIST if name == "mnist" else sets.FashionMNIST
        return {"train": kind(root, True), "test": kind(root, False)}
    if name == "svhn":
        for split in ("train", "test"):
            file = f"{split}_32x32.mat"
            entry = ["", file, md5((root / "svhn" / file).read_bytes())]
            monkeypatch.setitem(sets.SVHN.split_list, split, entry)
        return {split: sets.SVHN(root / "svhn", split) for split in ("train", "test")}
    if name == "stl10":
        folder = root / "stl10_binary"
        monkeypatch.setattr(sets.STL10, "train_list", sums(sets.STL10.train_list, folder))
        monkeypatch.setattr(sets.STL10, "test_list", sums(sets.STL10.test_list, folder))
        return {split: sets.STL10(root, split) for split in ("train", "test")}
    if name == "flowers102":
        monkeypatch.setattr(sets.Flowers102, "_check_integrity", lambda self: True)
        splits = {"train": "train", "validation": "val", "test": "test"}
        return {ours: sets.Flowers102(root, theirs) for ours, theirs in splits.items()}
    if name == "oxford_pets":
        splits = {"train": "trainval", "test": "test"}
        return {ours: sets.OxfordIIITPet(root, theirs) for ours, theirs in splits.items()}
    if name == "eurosat":
        return {"": sets.EuroSAT(root)}
    splits = {"train": "train", "validation": "val"}
    return {ours: sets.Imagenette(root, theirs, size="320px") for ours, theirs in splits.items()}


NAMES: dict[str, str] = {  # where ours are other words than torchvision's
    "T-shirt/top": "T-shirt or top",
    **published.LAND,
}


@pytest.mark.filterwarnings("ignore")  # torchvision's own, on the old pickles
@pytest.mark.parametrize("name", REPLICAS)
def test_images_classes_and_splits_are_torchvisions(
    name: str, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = places / "root"
    folder = lay(name, root, packed=False)
    source = opened(SHOWN[name], folder)
    ours: Counter[tuple[str, str, bytes]] = Counter()
    for path in paths(source):
        split, label, _ = (["", *path.split("/")])[-3:]
        with Image.open(io.BytesIO(source.read(path))) as image:
            ours[split, label, np.asarray(image).tobytes()] += 1
    assert not [problem for problem in source.problems if problem.kind == "missing"]
    theirs: Counter[tuple[str, str, bytes]] = Counter()
    for split, dataset in torchvisions(name, root, monkeypatch).items():
        classes = [c if isinstance(c, str) else c[0] for c in getattr(dataset, "classes", ())]
        classes = classes or list("0123456789")
        if name == "mnist":
            classes = [label.split(" ")[0] for label in classes]  # "0 - zero"
        for image, label in dataset:
            word = str(classes[label]).replace("_", " ").rstrip("?")
            theirs[split, NAMES.get(word, word), np.asarray(image).tobytes()] += 1
    assert theirs
    assert ours == theirs


@pytest.mark.parametrize("name", REPLICAS)
def test_packed_and_unpacked_are_the_same(name: str, places: Path) -> None:
    sources = [opened(SHOWN[name], lay(name, places / word, word == "packed"))
               for word in ("packed", "unpacked")]  # fmt: skip
    listed = [{f"{p.folder}/{n}" for p in source.list() for n in p.names} for source in sources]
    assert listed[0] == listed[1] == set(paths(sources[0]))
    for path in paths(sources[0])[::7]:
        content = sources[0].read(path)
        assert content == sources[1].read(path)
        assert decode(content, Frame(8, 3)).any()
    for source in sources:
        for path in ("", "train/nothing/1.jpg", paths(source)[0] + "x", "train", "../x"):
            with pytest.raises(UnreadableFile):
                source.read(path)


# Where they are


@pytest.mark.parametrize("name", REPLICAS)
@pytest.mark.parametrize("place", ["work/data", "home/data", "home/datasets", "chosen"])
def test_found_where_a_user_has_them(
    name: str, place: str, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = SHOWN[name]
    assert find_set(known) is None
    if place == "chosen":
        monkeypatch.setenv("REGNET_STUDIO_DATASETS", str(places / place))
    folder = lay(name, places / place, packed=place != "home/data")
    assert find_set(known) == folder
    assert len(paths(opened(known))) > 10
    assert not (places / "cache" / "datasets").exists()  # nothing was fetched


def test_half_a_set_is_not_found(places: Path) -> None:
    folder = lay("flowers102", places / "home" / "data", packed=True)
    (folder / "setid.mat").unlink()
    assert find_set(SHOWN["flowers102"]) is None


@pytest.mark.parametrize("name", REPLICAS)
@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_of_a_set_is_recognised(name: str, packed: bool, places: Path) -> None:
    folder = lay(name, places / "some", packed)
    assert recognised(folder) is SHOWN[name]
    whole = paths(opened(SHOWN[name], folder))
    if name in ("mnist", "fashion_mnist"):
        assert recognised(folder.parent) is SHOWN[name]
        assert paths(opened(SHOWN[name], folder.parent)) == whole
    if not packed:
        for inner in folder.iterdir():
            if inner.is_dir():
                assert recognised(inner) is SHOWN[name]
                assert paths(opened(SHOWN[name], inner)) == whole


def test_other_folders_are_not_recognised(places: Path) -> None:
    for path in ("train/cat/1.jpg", "raw/1.jpg", "images/cat/1.jpg", "2750/1.jpg"):
        file = places / "own" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
        assert recognised(places / "own") is None
        assert recognised(file.parent) is None
    assert recognised(places / "gone") is None
    lay("mnist", places / "some", packed=True)
    (places / "some" / "MNIST").rename(places / "some" / "KMNIST")  # other letters, same files
    assert recognised(places / "some" / "KMNIST") is None


def test_a_folder_with_two_sets_asks_which(places: Path) -> None:
    for name in ("cifar10", "cifar100"):
        lay(name, places / "both", packed=False)
    with pytest.raises(DataMistake, match=r"several sets \(CIFAR-10, CIFAR-100\)"):
        recognised(places / "both")
    assert recognised(places / "both" / "cifar-100-python") is SHOWN["cifar100"]


def test_a_set_that_went_away(places: Path) -> None:
    with pytest.raises(DataMistake, match="not there any more"):
        opened(SHOWN["mnist"], places)


@pytest.mark.skipif(not SHARED.exists(), reason="this computer has no Fashion-MNIST")
def test_the_real_fashion_mnist() -> None:
    known = recognised(SHARED)
    assert known is not None
    assert known.name == "fashion_mnist"
    source = opened(known, SHARED)
    counts = {listing.folder: len(listing.names) for listing in source.list()}
    assert sum(counts.values()) == known.images
    assert counts["train/Ankle boot"] == 6000
    assert counts["test/T-shirt or top"] == 1000
    assert len(counts) == 2 * known.classes
