"""Built-in sets from the web: fetched once, gone on with, and what is said offline."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from regnet_studio.data.builtin import (
    BuiltinSet,
    datasets_folder,
    find_set,
    opening_set,
)
from regnet_studio.data.dataset import open_dataset
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Data
from tests.data.laid_sets import SHOWN, finished, lay, md5, opened, paths, replica
from tests.data.replicas import REPLICAS

pytestmark = pytest.mark.usefixtures("places", "sums_of_replicas")


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


def test_nothing_is_downloaded_where_that_is_not_wanted(places: Path) -> None:
    with pytest.raises(DataMistake, match="CIFAR-10 is not on this machine any more: open it on"):
        open_dataset(Data(source="cifar10"), fetch=False)
    lay("cifar10", datasets_folder(), packed=True)
    assert len(open_dataset(Data(source="cifar10"), fetch=False).paths) == 60


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
