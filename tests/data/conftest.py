"""Images made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from regnet_studio.data import published
from regnet_studio.data.decode import quiet_pillow
from tests.data.laid_sets import md5, replica, unpacked
from tests.data.packed import tar_of


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def picture(seed: int, size: int = 8, grey: bool = False) -> bytes:
    shape = (size, size) if grey else (size, size, 3)
    pixels = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    return encoded(Image.fromarray(pixels), compress_level=1)


@pytest.fixture(scope="session")
def encode() -> Callable[..., bytes]:
    """``encode(image, "JPEG", quality=90)``: the bytes of a file."""
    return encoded


@pytest.fixture(scope="session")
def make_png() -> Callable[..., bytes]:
    """``make_png(seed, size=8, grey=False)``: the bytes of a small noisy picture."""
    return picture


@pytest.fixture
def fill(tmp_path: Path) -> Callable[[dict[str, bytes]], Path]:
    """``fill({"cat/1.png": content})``: a folder with these files."""

    def fill(contents: dict[str, bytes]) -> Path:
        root = tmp_path / "images"
        for name, content in contents.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        return root

    return fill


@pytest.fixture
def pack(tmp_path: Path) -> Callable[[dict[str, bytes]], Path]:
    """``pack({"cat/1.png": content})``: a .zip with these entries, their names as they are."""

    def pack(contents: dict[str, bytes]) -> Path:
        file = tmp_path / "images.zip"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in contents.items():
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return file

    return pack


@pytest.fixture
def small_set() -> dict[str, bytes]:
    """Two classes of four pictures each, by path."""
    return {
        f"{name}/{i}.png": picture(10 * n + i)
        for n, name in enumerate(("cat", "dog"))
        for i in range(4)
    }


@pytest.fixture
def small_disk(disk_of: Callable[[str], Path]) -> Path:
    """A disk of one megabyte."""
    return disk_of("1m")


@pytest.fixture
def quiet() -> Iterator[None]:
    """Around a test that decodes damaged files: as the program does around its decoding pool."""
    with quiet_pillow():
        yield


@pytest.fixture
def tar(tmp_path: Path) -> Callable[..., Path]:
    """``tar({"cat/1.png": content})``: a plain .tar."""

    def tar(contents: dict[str, Any], **options: Any) -> Path:
        file = tmp_path / "images.tar"
        file.write_bytes(tar_of(contents, **options))
        return file

    return tar


@pytest.fixture
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


@pytest.fixture
def sums_of_replicas(monkeypatch: pytest.MonkeyPatch) -> None:
    """The CIFAR files are checked before they are opened: here against the replicas' sums."""
    for name, table in (("cifar10", published.CIFAR10), ("cifar100", published.CIFAR100)):
        (archive,) = replica(name).values()
        for path, content in unpacked(archive).items():
            monkeypatch.setitem(table, path.rpartition("/")[2], md5(content))
