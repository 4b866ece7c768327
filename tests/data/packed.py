"""Archives for the tests, made on the spot."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Any

from regnet_studio.data.sources import Source

Fill = Callable[[dict[str, bytes]], Path]


FILES = {"cat/1.png": b"one", "cat/sub/2.png": b"two", "dog/3.png": b"three"}


PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


def everything(source: Source) -> dict[str, bytes]:
    paths = [
        f"{listing.folder}/{name}" if listing.folder else name
        for listing in source.list()
        for name in listing.names
    ]
    assert paths == sorted(paths, key=lambda path: path.rpartition("/")[::2])
    return {path: source.read(path) for path in paths}


def stamps(source: Source) -> dict[str, list[Any]]:
    return {listing.folder: listing.stamps.tolist() for listing in source.list()}


def finished(work: Generator[Any, None, Any]) -> tuple[list[Any], Any]:
    """What it told on the way, and what it gave."""
    told = []
    while True:
        try:
            told.append(next(work))
        except StopIteration as end:
            return told, end.value


def tar_of(
    contents: Mapping[str, bytes | tarfile.TarInfo], format: int = tarfile.PAX_FORMAT
) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format) as tar:
        for name, content in contents.items():
            if isinstance(content, tarfile.TarInfo):
                content.name = name
                tar.addfile(content)
            else:
                member = tarfile.TarInfo(name)
                member.size, member.mtime = len(content), 1_000_000
                tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def special(kind: bytes, target: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo()
    member.type, member.linkname = kind, target
    return member


def damaged(content: bytes, changes: list[tuple[int, int]], keep: int | None) -> bytes:
    spoiled = bytearray(content)
    for position, value in changes:
        spoiled[position % len(spoiled)] ^= value
    return bytes(spoiled[:keep])
