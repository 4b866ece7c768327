"""The replicas of the published sets, laid where a user may have them, and opened."""

from __future__ import annotations

import functools
import gzip
import hashlib
import io
import tarfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

from regnet_studio.data.archives import ZipSource
from regnet_studio.data.builtin import (
    BuiltinSet,
    opening_set,
)
from regnet_studio.data.builtin_table import SETS
from regnet_studio.data.sources import Source
from tests.data.replicas import REPLICAS

SHOWN = {known.name: known for known in SETS if known.files}


@functools.cache
def replica(name: str) -> dict[str, bytes]:
    return REPLICAS[name]()


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
