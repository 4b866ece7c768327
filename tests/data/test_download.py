"""Downloads from a server on this computer: cut off, resumed, moved, refused, wrong."""

from __future__ import annotations

import hashlib
import re
import socket
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from regnet_studio.data import download
from regnet_studio.data.download import downloading
from regnet_studio.errors import DataMistake
from regnet_studio.files import DiskTrouble

CONTENT = np.random.default_rng(0).bytes(1_500_000)
MD5 = hashlib.md5(CONTENT).hexdigest()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@dataclass
class Server:
    """What a server does, and what it was asked."""

    content: bytes = CONTENT
    ranges: bool = True
    version: str | None = '"one"'
    """ETag."""
    status: int = 200
    cut: int | None = None
    """Each answer breaks off after so many bytes..."""
    cuts: int = 10**6
    """... the first so many times."""
    length: bool = True
    """Whether it tells the length."""
    shift: int = 0
    """It answers with a part that begins so many bytes later than asked."""
    moved: bool = False
    stalled: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    released: threading.Event = field(default_factory=threading.Event)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append({key.lower(): value for key, value in handler.headers.items()})
        if self.status != 200:
            return handler.send_error(self.status)
        if self.moved and handler.path == "/file":
            handler.send_response(302)
            handler.send_header("Location", self.url + "2")
            return handler.end_headers()
        start = 0
        wanted = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        unchanged = handler.headers.get("If-Range", self.version) == self.version
        if wanted and self.ranges and unchanged:
            start = int(wanted[1])
            if start >= len(self.content):
                handler.send_response(416)
                handler.send_header("Content-Range", f"bytes */{len(self.content)}")
                return handler.end_headers()
            start += self.shift
            last, total = len(self.content) - 1, len(self.content)
            handler.send_response(206)
            handler.send_header("Content-Range", f"bytes {start}-{last}/{total}")
        else:
            handler.send_response(200)
        if self.length:
            handler.send_header("Content-Length", str(len(self.content) - start))
        if self.version:
            handler.send_header("ETag", self.version)
        handler.end_headers()
        if self.stalled:
            self.released.wait(20)
            return None
        end = len(self.content)
        if self.cut is not None and self.cuts > 0:
            self.cuts -= 1
            end = min(end, start + self.cut)
        handler.wfile.write(self.content[start:end])
        return None


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Server]]:
    """``serve(cut=1000)``: a server on this computer, and nothing beyond it."""
    monkeypatch.setenv("no_proxy", "*")
    started: list[tuple[ThreadingHTTPServer, Server]] = []

    def serve(**how: object) -> Server:
        server = Server(**how)  # type: ignore[arg-type]

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        listener.daemon_threads = True
        server.url = f"http://127.0.0.1:{listener.server_port}/file"
        threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()
        started.append((listener, server))
        return server

    yield serve
    for listener, server in started:
        server.released.set()
        listener.shutdown()
        listener.server_close()


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "sets" / "file.bin"


def part(to: Path) -> Path:
    return to.with_name(f"{to.name}.part")


def finished(work: Generator[tuple[int, int], None, None]) -> list[tuple[int, int]]:
    return list(work)


def refusal(*urls: str, to: Path, **expected: object) -> str:
    with pytest.raises(DataMistake) as caught:
        finished(downloading(urls, to, what="The set", **expected))  # type: ignore[arg-type]
    message = str(caught.value)
    assert message.startswith("The set cannot be downloaded (127.0.0.1: ")
    assert f"put it into {to.parent}" in message
    assert not to.exists()
    return message


def test_a_whole_file(serve: Callable[..., Server], to: Path) -> None:
    server = serve()
    told = finished(downloading([server.url], to, size=len(CONTENT), md5=MD5, sha256=SHA256))
    assert to.read_bytes() == CONTENT
    assert told == sorted(told)
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert len(told) >= 5
    assert {path.name for path in to.parent.iterdir()} <= {"file.bin", "file.bin.lock"}
    (asked,) = server.asked
    assert asked["user-agent"].startswith("regnet-studio/")
    assert "range" not in asked
    assert finished(downloading([server.url], to, md5=MD5)) == []  # it is there
    assert len(server.asked) == 1


def test_a_connection_cut_half_way_is_taken_up_again(
    serve: Callable[..., Server], to: Path
) -> None:
    server = serve(cut=700_000, cuts=1)
    told = finished(downloading([server.url], to, md5=MD5))
    assert to.read_bytes() == CONTENT
    assert told == sorted(told)
    assert [asked.get("range") for asked in server.asked] == [None, "bytes=700000-"]
    assert server.asked[1]["if-range"] == '"one"'


def test_what_came_is_kept_for_the_next_time(serve: Callable[..., Server], to: Path) -> None:
    server = serve(cut=100_000)
    message = refusal(server.url, to=to, md5=MD5)
    assert "the connection was lost; the 500,000 bytes that came are kept" in message
    assert part(to).read_bytes() == CONTENT[:500_000]
    server.cut = None
    finished(downloading([server.url], to, md5=MD5))
    assert to.read_bytes() == CONTENT
    assert server.asked[-1]["range"] == "bytes=500000-"


def test_stopped_and_gone_on_with(serve: Callable[..., Server], to: Path) -> None:
    server = serve()
    work = downloading([server.url], to, md5=MD5)
    done, total = next(work)
    work.close()
    assert 0 < done < total == len(CONTENT)
    assert part(to).read_bytes() == CONTENT[:done]
    told = finished(downloading([server.url], to, md5=MD5))
    assert told[0][0] > done
    assert to.read_bytes() == CONTENT
    assert server.asked[1]["range"] == f"bytes={done}-"


def test_a_server_without_ranges_begins_anew(serve: Callable[..., Server], to: Path) -> None:
    server = serve(ranges=False, cut=700_000, cuts=1)
    finished(downloading([server.url], to, md5=MD5))
    assert to.read_bytes() == CONTENT


@pytest.mark.parametrize("checked", [False, True])
def test_a_file_that_changed_meanwhile_begins_anew(
    serve: Callable[..., Server], to: Path, checked: bool
) -> None:
    server = serve(content=CONTENT[::-1])
    work = downloading([server.url], to)
    next(work)
    work.close()
    server.content, server.version = CONTENT, '"two"'
    finished(downloading([server.url], to, md5=MD5 if checked else None))
    assert to.read_bytes() == CONTENT
    assert server.asked[1]["if-range"] == '"one"'


def test_without_version_or_checksum_nothing_is_pieced_together(
    serve: Callable[..., Server], to: Path
) -> None:
    server = serve(version=None, cut=700_000, cuts=1)
    finished(downloading([server.url], to))
    assert to.read_bytes() == CONTENT
    assert all("range" not in asked for asked in server.asked)


def test_a_weak_version_does_not_count(serve: Callable[..., Server], to: Path) -> None:
    server = serve(version='W/"one"', cut=700_000, cuts=1)
    finished(downloading([server.url], to, md5=MD5))
    assert to.read_bytes() == CONTENT
    assert "if-range" not in server.asked[1]
    assert server.asked[1]["range"] == "bytes=700000-"  # the checksum will tell


def test_the_beginning_of_another_file_is_found_out(serve: Callable[..., Server], to: Path) -> None:
    to.parent.mkdir()
    part(to).write_bytes(b"something else")
    server = serve()
    finished(downloading([server.url], to, md5=MD5))
    assert to.read_bytes() == CONTENT
    assert [asked.get("range") for asked in server.asked] == ["bytes=14-", None]


def test_a_beginning_that_is_whole(serve: Callable[..., Server], to: Path) -> None:
    to.parent.mkdir()
    part(to).write_bytes(CONTENT)
    server = serve()
    finished(downloading([server.url], to, md5=MD5))
    assert to.read_bytes() == CONTENT
    part(to).write_bytes(CONTENT + b"more")
    to.unlink()
    finished(downloading([server.url], to, md5=MD5))
    assert to.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ({"md5": "0" * 32}, "sent something else than the published file (its md5 differs)"),
        ({"md5": MD5, "sha256": "0" * 64}, "(its sha256 differs)"),
        ({"size": 1_500_001}, "offers 1,500,000 bytes where 1,500,001 are right"),
    ],
)
def test_another_file_than_the_published_one(
    serve: Callable[..., Server], to: Path, expected: dict[str, object], said: str
) -> None:
    assert said in refusal(serve().url, to=to, **expected)
    assert not part(to).exists()


def test_a_wrong_size_that_was_not_announced(serve: Callable[..., Server], to: Path) -> None:
    message = refusal(serve(length=False).url, to=to, size=7)
    assert "sent 1,500,000 bytes where 7 are right" in message


def test_an_unknown_length(serve: Callable[..., Server], to: Path) -> None:
    told = finished(downloading([serve(length=False).url], to, sha256=SHA256.upper()))
    assert to.read_bytes() == CONTENT
    assert told[0][1] == 0


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "does not have it any more (404)"),
        (403, "refuses it (403)"),
        (503, "Service Unavailable (503)"),
    ],
)
def test_what_a_server_answers(
    serve: Callable[..., Server], to: Path, status: int, said: str
) -> None:
    assert said in refusal(serve(status=status).url, to=to, md5=MD5)


def test_no_connection(serve: Callable[..., Server], to: Path) -> None:
    with socket.socket() as unused:  # bound but not listening: nobody answers there
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}/file"
        assert "connection refused" in refusal(nobody, to=to)
        server = serve()
        finished(downloading([nobody, server.url], to, md5=MD5))  # the next address has it
    assert to.read_bytes() == CONTENT


def test_offline(monkeypatch: pytest.MonkeyPatch, to: Path) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(DataMistake) as caught:
        finished(downloading(["http://sets.example/file"], to, what="The set"))
    assert str(caught.value) == (
        "The set cannot be downloaded (sets.example: its address cannot be found; is this "
        "computer online?); try again later, or get file.bin by other means and put it into "
        f"{to.parent}"
    )


def test_a_server_that_falls_silent(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch, to: Path
) -> None:
    monkeypatch.setattr(download, "TIMEOUT", 0.2)
    assert "no answer within 0.2 seconds" in refusal(serve(stalled=True).url, to=to)


def test_another_part_than_was_asked_for(serve: Callable[..., Server], to: Path) -> None:
    server = serve(cut=700_000, cuts=1, shift=5)
    assert "another part of the file" in refusal(server.url, to=to, md5=MD5)
    assert not part(to).exists()


def test_a_mirror_goes_on_where_the_first_stopped(serve: Callable[..., Server], to: Path) -> None:
    first, second = serve(cut=700_000, cuts=1), serve()
    first_cut_for_good = downloading([first.url], to, md5=MD5)
    next(first_cut_for_good)
    first_cut_for_good.close()
    have = part(to).stat().st_size
    first.status = 404
    finished(downloading([first.url, second.url], to, md5=MD5))
    assert to.read_bytes() == CONTENT
    assert second.asked[0]["range"] == f"bytes={have}-"
    assert "if-range" not in second.asked[0]


def test_the_beginning_of_a_checksum_is_enough(serve: Callable[..., Server], to: Path) -> None:
    assert "its sha256 differs" in refusal(serve().url, to=to, sha256="0" + SHA256[1:8])
    finished(downloading([serve().url], to, sha256=SHA256[:8]))
    assert to.read_bytes() == CONTENT


def test_a_file_that_moved(serve: Callable[..., Server], to: Path) -> None:
    server = serve(moved=True, cut=700_000, cuts=1)
    finished(downloading([server.url], to, md5=MD5))
    assert to.read_bytes() == CONTENT
    assert server.asked[-1]["range"] == "bytes=700000-"


def test_two_at_once_download_once(serve: Callable[..., Server], to: Path) -> None:
    server = serve()
    first = downloading([server.url], to, md5=MD5)
    done, _ = next(first)
    second = downloading([server.url], to, size=len(CONTENT), md5=MD5)
    waiting, total = next(second)
    assert 0 <= waiting <= done
    assert total == len(CONTENT)
    finished(first)
    finished(second)
    assert to.read_bytes() == CONTENT
    assert len(server.asked) == 1


@pytest.mark.parametrize("length", [True, False])
def test_a_full_disk(serve: Callable[..., Server], small_disk: Path, length: bool) -> None:
    """Told before the first byte where the length is known; else when it is full."""
    to = small_disk / "file.bin"
    with pytest.raises(DiskTrouble, match=r"the disk is full.*REGNET_STUDIO_CACHE"):
        finished(downloading([serve(length=length).url], to, md5=MD5))
    assert not to.exists()
    if length:
        assert not part(to).exists()


def test_a_place_that_cannot_be_written(serve: Callable[..., Server], tmp_path: Path) -> None:
    (tmp_path / "sets").write_bytes(b"a file, not a folder")
    with pytest.raises(DiskTrouble, match="cannot write"):
        finished(downloading([serve().url], tmp_path / "sets" / "file.bin"))
