"""Files from the web: with progress, resumed where they stopped, checked, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import socket
import ssl
from collections.abc import Generator, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from filelock import FileLock

from regnet_studio import __version__, files
from regnet_studio.data.progress import Done, taking
from regnet_studio.errors import DataMistake

TIMEOUT = 20.0
"""Seconds without a byte after which a server counts as lost."""
_BITE = 2**18
_TRIES = 5
_ELSEWHERE = "set REGNET_STUDIO_CACHE to another folder"


class _Failed(Exception):
    """Why one address gave nothing; its text goes into the message."""


def downloading(
    urls: Sequence[str],
    to: Path,
    *,
    size: int | None = None,
    md5: str | None = None,
    sha256: str | None = None,
    what: str = "",
) -> Generator[Done, None, None]:
    """Fetch a file; yields (bytes there, bytes in all) and stops where it is closed.

    What came is kept beside ``to`` as ``.part``: the next call goes on from there (HTTP Range).

    Args:
        urls: addresses of the same file, tried in turn.
        size, md5, sha256: what the file must be, as far as it is known; of a checksum the
            beginning is enough.
        what: what it belongs to, for messages.

    Raises:
        DataMistake: no address gave the file, or what came is not the file.
        DiskTrouble: no room for it.
    """
    lock = FileLock(f"{to}.lock", thread_local=False)
    part = _Part(to, size, {"md5": md5, "sha256": sha256})
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        yield from taking(lock, lambda: (part.size(), size or 0))
        try:
            if to.is_file():  # another process was faster
                return
            reasons: list[str] = []
            for url in urls:
                try:
                    yield from part.fetch(url)
                    part.finish()
                    return
                except _Failed as failed:
                    reasons.append(f"{urlsplit(url).hostname}: {failed}")
        finally:
            lock.release()
    except OSError as error:
        raise files.trouble(error, to, _ELSEWHERE) from error
    raise DataMistake(
        f"{what or to.name} cannot be downloaded ({'; '.join(reasons)}); try again later, or get "
        f"{to.name} by other means and put it into {to.parent}"
    )


class _Part:
    """The beginning of a file, and what the server said of the whole."""

    def __init__(self, to: Path, size: int | None, sums: dict[str, str | None]) -> None:
        self.to = to
        self.file = to.with_name(f"{to.name}.part")
        self._notes = to.with_name(f"{to.name}.part.json")
        self._expected = size
        self._sums = {kind: value.lower() for kind, value in sums.items() if value}

    def size(self) -> int:
        return self.file.stat().st_size if self.file.exists() else 0

    def fetch(self, url: str) -> Generator[Done, None, None]:
        """All of the file from one address, checked.

        Raises:
            _Failed: it cannot be had from there.
            OSError: the disk does not take it.
        """
        resumed = self.size() > 0
        yield from self._fill(url)
        try:
            yield from self._check()
        except _Failed:
            if not resumed:
                raise
            # The beginning may have been of another file: once more, from the start.
            yield from self._fill(url)
            yield from self._check()

    def finish(self) -> None:
        with self.file.open("rb+") as file:
            os.fsync(file.fileno())
        self.file.replace(self.to)
        self._notes.unlink(missing_ok=True)

    def _fill(self, url: str) -> Generator[Done, None, None]:
        for left in reversed(range(_TRIES)):
            before = self.size()
            try:
                total = yield from self._receive(url)
            except _Lost as lost:
                if self.size() <= before or not left:
                    raise _Failed(
                        f"{lost}; the {self.size():,} bytes that came are kept"
                        if self.size()
                        else str(lost)
                    ) from lost
                continue
            if total is None or self.size() == total:
                return
            self._forget()  # longer than it should be
        raise _Failed("sends more than it announces")

    def _receive(self, url: str) -> Generator[Done, None, int | None]:
        """One request, its answer appended to the part; the size of the whole, if it was told."""
        have = self.size()
        headers = {"User-Agent": f"regnet-studio/{__version__}", "Accept-Encoding": "identity"}
        headers |= self._conditions(url, have)
        try:
            response: Any = urlopen(Request(url, headers=headers), timeout=TIMEOUT)
        except HTTPError as error:
            error.close()
            if error.code == 416 and "Range" in headers:
                told = re.fullmatch(r"bytes \*/(\d+)", error.headers.get("Content-Range", ""))
                if not told or int(told[1]) != have:
                    self._forget()
                    return (yield from self._receive(url))
                return have  # it was whole already
            raise _Failed(_answer(error.code, error.reason)) from error
        except (OSError, HTTPException) as error:
            raise _Failed(_reason(error)) from error
        with response:
            start, total = 0, _number(response.headers.get("Content-Length"))
            if response.status == 206:
                told = re.fullmatch(
                    r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", "")
                )
                start = int(told[1]) if told else -1
                total = _number(told[2]) if told else None
                if start != have:
                    self._forget()
                    raise _Failed("answers with another part of the file than was asked for")
            elif response.status != 200:
                raise _Failed(_answer(response.status, response.reason))
            if None not in (total, self._expected) and total != self._expected:
                raise _Failed(f"offers {total:,} bytes where {self._expected:,} are right")
            if start == 0:
                self._forget()
                self._note(url, response.headers)
            self._refuse_what_has_no_room((total or 0) - start)
            with self.file.open("ab") as out:
                done = start
                while bite := _next(response):
                    out.write(bite)
                    done += len(bite)
                    yield done, total or self._expected or 0
        if total is not None and done < total:
            raise _Lost("the connection was lost")
        return total

    def _conditions(self, url: str, have: int) -> dict[str, str]:
        """The headers that ask for the rest, where that is safe."""
        if not have:
            return {}
        try:
            notes = json.loads(self._notes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            notes = {}
        version = str(notes.get("version", "")) if notes.get("url") == url else ""
        if version:
            return {"Range": f"bytes={have}-", "If-Range": version}
        # From elsewhere it is the same file, or its checksum will tell.
        return {"Range": f"bytes={have}-"} if self._sums else {}

    def _note(self, url: str, headers: Any) -> None:
        tag = headers.get("ETag", "")
        version = tag if tag.startswith('"') else headers.get("Last-Modified", "")
        files.write_text(self._notes, json.dumps({"url": url, "version": version}))

    def _forget(self) -> None:
        self.file.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)

    def _refuse_what_has_no_room(self, more: int) -> None:
        if shutil.disk_usage(self.file.parent).free < more:
            raise OSError(errno.ENOSPC, "No space left on device")

    def _check(self) -> Generator[Done, None, None]:
        size = self.size()
        fault = ""
        if self._expected is not None and size != self._expected:
            fault = f"sent {size:,} bytes where {self._expected:,} are right"
        for kind, expected in self._sums.items():
            digest = hashlib.new(kind, usedforsecurity=False)
            with self.file.open("rb") as file:
                while bite := file.read(2**22):
                    digest.update(bite)
                    yield size, size
            if not digest.hexdigest().startswith(expected):
                fault = fault or f"sent something else than the published file (its {kind} differs)"
        if fault:
            self._forget()
            raise _Failed(fault)


class _Lost(Exception):
    """The connection broke in the middle; its text says how."""


def _next(response: Any) -> bytes:
    try:
        return response.read(_BITE)
    except (OSError, HTTPException) as error:
        raise _Lost(_reason(error)) from error


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def _answer(code: int, reason: str) -> str:
    told = {403: "refuses it", 404: "does not have it any more", 410: "does not have it any more"}
    return f"{told.get(code, reason or 'refuses it')} ({code})"


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, socket.gaierror):
        return "its address cannot be found; is this computer online?"
    if isinstance(cause, TimeoutError):
        return f"no answer within {TIMEOUT:g} seconds"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate does not hold ({cause.verify_message})"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    return str(cause) or type(cause).__name__
