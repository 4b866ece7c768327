"""What one look at an image file tells; and a process of its own that looks at many.

``python -m regnet_studio.data.glimpse`` reads files from its standard input and answers on its
standard output, until its input ends. A file that brings the decoder down brings down only that
process, and many processes are not held up by one interpreter's lock.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
from dataclasses import dataclass
from typing import IO

from regnet_studio.data.decode import BadImage, glance, quiet_pillow
from regnet_studio.data.hashing import hash_of

_LENGTH = struct.Struct("<Q")
_GLIMPSE = struct.Struct("<16sQiiBII")
"""Digest, hash, width, height, channels, frames, and how long the fault is that follows."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What one look at a file told."""

    digest: bytes
    """BLAKE2b of its bytes, 16 of them."""
    hash: int = 0
    """Perceptual hash; 0: none."""
    width: int = 0
    """Upright, in pixels; 0 where the image is bad."""
    height: int = 0
    channels: int = 0
    frames: int = 0
    fault: tuple[str, str] | None = None
    """Kind and detail, as of a ``Problem``, where the image cannot be used."""


def digest_of(content: bytes) -> bytes:
    """What tells equal files: 16 bytes."""
    return hashlib.blake2b(content, digest_size=16).digest()


def glimpse(content: bytes) -> Glimpse:
    """Look at one file."""
    digest = digest_of(content)
    try:
        header, small = glance(content)
    except BadImage as bad:
        return Glimpse(digest, fault=(bad.kind, bad.detail))
    return Glimpse(
        digest, hash_of(small), header.width, header.height, header.channels, header.frames
    )


def send_file(pipe: IO[bytes], content: bytes) -> None:
    """Ask the process at the other end to look at a file."""
    pipe.write(_LENGTH.pack(len(content)))
    pipe.write(content)


def receive_glimpse(pipe: IO[bytes]) -> Glimpse | None:
    """Its answer; None where it came to an end."""
    head = pipe.read(_GLIMPSE.size)
    if len(head) < _GLIMPSE.size:
        return None
    digest, hash_, width, height, channels, frames, length = _GLIMPSE.unpack(head)
    fault = None
    if length:
        kind, detail = json.loads(pipe.read(length))
        fault = (kind, detail)
    return Glimpse(digest, hash_, width, height, channels, frames, fault)


def _answer(pipe: IO[bytes], seen: Glimpse) -> None:
    fault = json.dumps(seen.fault).encode() if seen.fault else b""
    size = (seen.width, seen.height, seen.channels, seen.frames)
    pipe.write(_GLIMPSE.pack(seen.digest, seen.hash, *size, len(fault)) + fault)


def main() -> None:
    """Answer until the input ends."""
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    with quiet_pillow():
        while head := given.read(_LENGTH.size):
            _answer(answers, glimpse(given.read(_LENGTH.unpack(head)[0])))
            answers.flush()


if __name__ == "__main__":
    main()
