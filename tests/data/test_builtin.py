"""The built-in sets: found, downloaded, recognised, and read as torchvision reads them."""

from __future__ import annotations

import functools
import gzip
import hashlib
import inspect
import io
import tarfile
import threading
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from regnet_studio.data import published
from regnet_studio.data.archives import ZipSource
from regnet_studio.data.builtin import (
    BuiltinSet,
    builtin_sets,
    datasets_folder,
    find_set,
    opening_set,
    recognised,
)
from regnet_studio.data.builtin_table import SETS
from regnet_studio.data.decode import Frame, decode
from regnet_studio.data.sources import Source, UnreadableFile
from regnet_studio.errors import DataMistake
from tests.data.replicas import REPLICAS, idx, mat, python2_pickle

SHOWN = {known.name: known for known in SETS if known.files}
SHARED = Path("/work/shared/data/FashionMNIST")


@functools.cache
def replica(name: str) -> dict[str, bytes]:
    return REPLICAS[name]()


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer without a single set: own home, cache and working folder."""
    for name in ("home", "cache", "work"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setenv("REGNET_STUDIO_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("REGNET_STUDIO_DATASETS", raising=False)
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


@pytest.fixture(autouse=True)
def sums_of_replicas(monkeypatch: pytest.MonkeyPatch) -> None:
    """The CIFAR files are checked before they are opened: here against the replicas' sums."""
    for name, table in (("cifar10", published.CIFAR10), ("cifar100", published.CIFAR100)):
        (archive,) = replica(name).values()
        for path, content in unpacked(archive).items():
            monkeypatch.setitem(table, path.rpartition("/")[2], md5(content))


def md5(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()


def unpacked(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        files = {member.name: tar.extractfile(member) for member in tar if member.isfile()}
        return {name: file.read() for name, file in files.items() if file}


def lay(name: str, folder: Path, packed: bool) -> Path:
    """A replica where torchvision would have put it, packed or unpacked; its folder."""
    folder = folder / SHOWN[name].places[0]
    for file, content in replica(name).items():
        if packed or file.endswith(".mat"):
            contents = {file: content}
        elif file.endswith(".zip"):
            (folder.parent / "x.zip").parent.mkdir(parents=True, exist_ok=True)
            (folder.parent / "x.zip").write_bytes(content)
            source = ZipSource(folder.parent / "x.zip")
            contents = {p: source.read(p) for p in paths(source)}
            (folder.parent / "x.zip").unlink()
        elif file.endswith((".tgz", ".tar.gz")):
            contents = unpacked(content)
        else:
            contents = {file.removesuffix(".gz"): gzip.decompress(content)}
        for path, data in contents.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    return folder


def paths(source: Source) -> list[str]:
    return [f"{listing.folder}/{name}" for listing in source.list() for name in listing.names]


def opened(known: BuiltinSet, folder: Path | None = None) -> Source:
    return finished(opening_set(known, folder))[1]


def finished(work: Generator[Any, None, Any]) -> tuple[list[Any], Any]:
    told = []
    while True:
        try:
            told.append(next(work))
        except StopIteration as end:
            return told, end.value


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


# From the web


@pytest.fixture
def server(places: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[str]]]:
    """The address of a server for ``places/web``, and what it was asked for."""
    monkeypatch.setenv("no_proxy", "*")
    (places / "web").mkdir()
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(places / "web"))

        def log_request(self, code: object = "-", size: object = "-") -> None:
            asked.append(self.path)

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{listener.server_port}/", asked
    listener.shutdown()
    listener.server_close()


def here(name: str, address: str, web: Path) -> BuiltinSet:
    """A set whose files come from a server on this computer."""
    for file, content in replica(name).items():
        (web / file).write_bytes(content)
    files = tuple(
        replace(file, urls=(address + file.name,), md5=md5(replica(name)[file.name]))
        for file in SHOWN[name].files
    )
    return replace(SHOWN[name], files=files)


@pytest.mark.parametrize("name", REPLICAS)
def test_downloaded_once(name: str, places: Path, server: tuple[str, list[str]]) -> None:
    address, asked = server
    known = here(name, address, places / "web")
    told, source = finished(opening_set(known))
    assert sorted(asked) == sorted(f"/{file}" for file in replica(name))
    downloaded = [(done, total) for word, done, total in told if word == "downloading"]
    assert downloaded == sorted(downloaded)
    assert {total for _, total in downloaded} == {
        round(sum(file.megabytes for file in known.files) * 1e6)
    }
    truth = opened(SHOWN[name], lay(name, places / "truth", packed=True))
    assert paths(source) == paths(truth)
    assert source.read(paths(source)[3]) == truth.read(paths(source)[3])
    folder = datasets_folder() / known.places[0]
    kept = {path.name for path in folder.iterdir() if path.suffix != ".lock"}
    assert not [name for name in kept if name.endswith((".tar.gz", ".tgz", ".part", ".json"))]
    again = finished(opening_set(known))[1]
    assert paths(again) == paths(truth)
    assert len(asked) == len(replica(name))


def test_a_download_that_was_stopped_goes_on(places: Path, server: tuple[str, list[str]]) -> None:
    address, asked = server
    known = here("mnist", address, places / "web")
    work = opening_set(known)
    while next(work)[1] < 20_000_000:  # the first file is there
        pass
    work.close()
    assert not find_set(known)
    assert len(paths(opened(known))) == 50
    assert asked.count("/train-images-idx3-ubyte.gz") == 1


def test_offline_is_said_with_the_way_out(places: Path, server: tuple[str, list[str]]) -> None:
    address, _ = server
    known = here("cifar10", address, places / "web")
    (places / "web" / "cifar-10-python.tar.gz").unlink()
    with pytest.raises(DataMistake) as caught:
        opened(known)
    message = str(caught.value)
    assert message.startswith("CIFAR-10 cannot be downloaded (127.0.0.1: does not have it")
    assert (
        f"get cifar-10-python.tar.gz by other means and put it into {datasets_folder()}" in message
    )
    lay("cifar10", datasets_folder(), packed=True)  # which a user then does
    assert len(paths(opened(known))) == 60


# Damage


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
