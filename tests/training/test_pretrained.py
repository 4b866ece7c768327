"""Weights to begin with: found, downloaded once, checked, and given to the right network."""

from __future__ import annotations

import io
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from regnet_studio.data.progress import finished
from regnet_studio.errors import DataMistake, RecipeMistake, RunMistake
from regnet_studio.models.card import Card
from regnet_studio.models.fitting import Fit
from regnet_studio.models.registry import Shape, anatomy, architectures, build, build_from_card
from regnet_studio.recipe import Recipe, dump, override
from regnet_studio.recipe.tree import Model
from regnet_studio.training import pretrained
from regnet_studio.training.checkpoint import (
    best_checkpoint,
    read_tensors,
    weights_in,
    write_tensors,
)
from regnet_studio.training.event_log import from_json
from regnet_studio.training.events import Event, Notice, Progress, WeightsLoaded
from regnet_studio.training.preparation import prepare_data
from regnet_studio.training.pretrained import lasting_weights, load_pretrained, origin_of
from regnet_studio.training.published import STAGE, Published, published

SMALL = "mobilenet_v3_small"
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@dataclass
class Server:
    """A file on this computer, and what was asked for."""

    content: bytes
    cut: int | None = None
    """The first answer breaks off after so many bytes."""
    url: str = ""
    ranges: list[str] = field(default_factory=list)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.ranges.append(handler.headers.get("Range", ""))
        asked = re.fullmatch(r"bytes=(\d+)-", self.ranges[-1])
        start, size = int(asked[1]) if asked else 0, len(self.content)
        handler.send_response(206 if asked else 200)
        if asked:
            handler.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        handler.send_header("Content-Length", str(size - start))
        handler.end_headers()
        end = self.cut if self.cut and not asked else size
        handler.wfile.write(self.content[start:end])


@pytest.fixture(scope="module")
def imagenet() -> nn.Module:
    """What stands for torchvision's pretrained network."""
    return build(Model(name=SMALL, stem="standard"), Shape(1000, 3, 224), seed=7)


@pytest.fixture
def server(imagenet: nn.Module, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    whole = io.BytesIO()
    torch.save(imagenet.state_dict(), whole)
    server = Server(whole.getvalue())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    server.url = f"http://127.0.0.1:{listener.server_port}/{SMALL}.pth"
    threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    listener.shutdown()
    listener.server_close()


@pytest.fixture
def cache(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """``cache(sha256)``: where the file is kept; it is published with that checksum."""
    monkeypatch.setenv("REGNET_STUDIO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))

    def publish(checksum: str) -> Path:
        file = f"{SMALL}-{checksum}.pth"
        offer = Published(server.url, file, checksum, MEAN, STD)
        monkeypatch.setattr(pretrained, "published", lambda source: offer)
        return tmp_path / "cache" / "weights" / file

    return publish


def card(name: str = SMALL, size: int = 32, channels: int = 3, **model: object) -> Card:
    return Card(
        model=Model(name=name, **model),  # type: ignore[arg-type]
        classes=("a", "b", "c"),
        size=size,
        channels=channels,
        mean=(0.0,) * channels,
        std=(1.0,) * channels,
    )


def asking(weights: object, *settings: str, name: str = SMALL) -> Recipe:
    return override(
        Recipe(), [f"transfer.weights={weights}", f"model.name={name}", "seed=5", *settings]
    )


def loaded(recipe: Recipe, of: Card) -> tuple[nn.Module, Fit, WeightsLoaded, list[Event]]:
    network = build_from_card(of, seed=1)
    events: list[Event] = []
    fit = finished(load_pretrained(recipe, of, network), events.append)
    assert fit is not None
    told = events[-1]
    assert isinstance(told, WeightsLoaded)
    return network, fit, told, events


def agree(a: dict[str, Tensor], b: dict[str, Tensor], without: str) -> bool:
    return all(torch.equal(a[name], b[name]) for name in a if not name.startswith(without))


def test_imagenet_weights_are_downloaded_once(
    server: Server, cache: Callable[[str], Path], imagenet: nn.Module
) -> None:
    checksum = sha256(server.content).hexdigest()
    server.cut = 3_000_000  # the connection breaks, and the rest is asked for
    kept = cache(checksum[:8])
    network, fit, told, events = loaded(asking("imagenet"), card(stem="standard"))
    assert server.ranges == ["", "bytes=3000000-"]
    assert kept.read_bytes() == server.content
    progress = [event for event in events if isinstance(event, Progress)]
    assert {event.stage for event in progress} == {STAGE}
    assert len(progress) > 20
    assert progress[-1].done == progress[-1].total == len(server.content)
    assert told.source == "imagenet"
    assert (told.file, told.digest, told.size) == (str(kept), checksum, len(server.content))
    assert told.tensors == told.of - 2
    assert from_json(told.to_json()) == told
    assert agree(network.state_dict(), imagenet.state_dict(), without="classifier.3")
    assert not fit.head
    again, _, _, events = loaded(asking("imagenet"), card(stem="standard"))
    assert len(server.ranges) == 2
    assert len(events) == 1
    assert agree(network.state_dict(), again.state_dict(), without="-")
    other = loaded(asking("imagenet", "seed=6"), card(stem="standard"))[0]
    assert not agree(network.state_dict(), other.state_dict(), without="-")  # the head


def test_grey_images_and_imagenet_weights(
    server: Server, cache: Callable[[str], Path], imagenet: nn.Module
) -> None:
    cache(sha256(server.content).hexdigest()[:8])
    network, fit, told, _ = loaded(asking("imagenet"), card(stem="standard", channels=1))
    first = "features.0.0.weight"
    assert told.adapted == [f"{first} 16x1x3x3, not 16x3x3x3"]
    assert first in fit.loaded
    there = imagenet.state_dict()[first].sum(dim=1, keepdim=True)
    assert torch.equal(network.state_dict()[first], there)


def test_imagenet_weights_decide_stem_and_normalisation(
    cache: Callable[[str], Path], colour_folder: Path
) -> None:
    cache("00000000")
    recipe = asking("imagenet", f"data.source={colour_folder}", "data.size=32", name="resnet18")
    notices: list[Event] = []
    data = finished(prepare_data(recipe), notices.append)
    assert data.card.model.stem == "standard"
    assert data.card.mean == pytest.approx([255 * x for x in MEAN])
    assert data.card.std == pytest.approx([255 * x for x in STD])
    texts = [event.text for event in notices if isinstance(event, Notice)]
    assert any("about 224 px, and know little at 32 px" in text for text in texts)
    small = finished(prepare_data(override(recipe, ["model.stem=small"])))
    assert small.card.model.stem == "small"
    grey = origin_of(recipe)
    assert grey is not None
    assert grey.normalisation(1) == (
        (pytest.approx(255 * sum(MEAN) / 3),),
        (pytest.approx(255 * sum(STD) / 3),),
    )
    plain = finished(prepare_data(override(recipe, ["transfer.weights=none"])))
    assert plain.card.model.stem == "auto"
    assert plain.card.mean != data.card.mean
    # A run that began goes on as it began, whatever can be had now.
    gone = override(recipe, ["transfer.weights=/nowhere.pth"])
    assert finished(prepare_data(gone, kept=data.card)).card == data.card


def test_another_file_than_was_published(cache: Callable[[str], Path]) -> None:
    kept = cache("00000000")
    with pytest.raises(DataMistake) as caught:
        loaded(asking("imagenet"), card(stem="standard"))
    assert str(caught.value) == (
        f"ImageNet weights of {SMALL} cannot be downloaded (127.0.0.1: sent something else than "
        f"the published file (its sha256 differs)); try again later, or get {kept.name} by other "
        f"means and put it into {kept.parent}"
    )
    assert not kept.exists()
    kept.write_bytes(b"put here by hand, and wrong")
    with pytest.raises(RunMistake, match=r"its sha256 differs\); delete it"):
        loaded(asking("imagenet"), card(stem="standard"))


def test_what_torch_has_downloaded_already_is_taken(
    server: Server, cache: Callable[[str], Path], tmp_path: Path
) -> None:
    kept = cache(sha256(server.content).hexdigest()[:8])
    theirs = tmp_path / "torch" / "hub" / "checkpoints" / kept.name
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(server.content)
    assert loaded(asking("imagenet"), card(stem="standard"))[2].file == str(theirs)
    assert server.ranges == []
    theirs.write_bytes(server.content[:-1])  # damaged: not to be trusted
    assert loaded(asking("imagenet"), card(stem="standard"))[2].file == str(kept)


def test_the_published_file_got_by_other_means(
    server: Server, cache: Callable[[str], Path], tmp_path: Path
) -> None:
    file = tmp_path / cache(sha256(server.content).hexdigest()[:8]).name
    file.write_bytes(server.content)
    origin = origin_of(asking(file))
    assert origin is not None
    assert origin.normalisation(3) is not None
    assert (origin.model.stem, origin.path) == ("standard", file)
    assert not loaded(asking(file), card(stem="standard"))[2].head
    assert server.ranges == []
    torch.save({}, file)  # only the name is the same
    origin = origin_of(asking(file))
    assert origin is not None
    assert origin.published is None


def test_offline(cache: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    kept = cache("00000000")

    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(DataMistake) as caught:
        loaded(asking("imagenet"), card(stem="standard"))
    assert "is this computer online?" in str(caught.value)
    assert f"get {kept.name} by other means and put it into {kept.parent}" in str(caught.value)


def test_networks_without_imagenet_weights() -> None:
    with pytest.raises(RecipeMistake) as caught:
        origin_of(asking("imagenet", name="resnet20"))
    message = str(caught.value)
    assert message.startswith("transfer.weights = imagenet: there are none for resnet20; take")
    for name in ("densenet121", "efficientnet_b0"):
        assert name in message


def test_every_promise_of_imagenet_weights_can_be_kept() -> None:
    sources = {one.traits.pretrained for one in architectures().values()} - {None}
    assert len(sources) > 30
    for source in sources:
        assert source is not None
        if source.startswith("torchvision:"):
            offer = published(source)
            assert offer.url == f"https://download.pytorch.org/models/{offer.file}"
            assert offer.sha256 is not None
            assert (offer.mean, offer.std) == (MEAN, STD)


def test_every_promise_of_timms_weights_can_be_kept() -> None:
    pytest.importorskip("timm")
    sources = {one.traits.pretrained or "" for one in architectures().values()}
    for source in sources | {"timm:resnet18.a1_in1k", "timm:vit_tiny_patch16_224"}:
        if source.startswith("timm:"):
            offer = published(source)
            assert offer.url.startswith("https://")
            assert offer.sha256 or offer.file.endswith(".safetensors")
            assert len(offer.mean) == len(offer.std) == 3
    with pytest.raises(RecipeMistake, match="timm has no weights called"):
        published("timm:nothing_like_it")


def digits(run: Path, *settings: str, name: str = "resnet20") -> Recipe:
    plain = ["data.size=8", "seed=0", *settings]
    return asking(run, *plain, name=name)


def test_a_run_of_the_same_classes_goes_on_with_its_head(finished_run: Path) -> None:
    data = finished(prepare_data(digits(finished_run)))
    network, fit, told, _ = loaded(digits(finished_run), data.card)
    tensors, notes = read_tensors(best_checkpoint(finished_run))
    theirs = Card.model_validate(notes["card"])
    assert agree(network.state_dict(), weights_in(tensors), without="-")
    assert fit.head
    assert (told.tensors, told.prefix) == (told.of, "")
    assert (data.card.mean, data.card.std) == (theirs.mean, theirs.std)


def test_a_run_of_other_classes(finished_run: Path, colour_folder: Path) -> None:
    recipe = digits(finished_run, f"data.source={colour_folder}", "data.size=16")
    data = finished(prepare_data(recipe))
    theirs = Card.model_validate(read_tensors(best_checkpoint(finished_run))[1]["card"])
    assert data.card.mean == theirs.mean * 3
    network, fit, _, events = loaded(recipe, data.card)
    assert not fit.head
    assert [one.there[1] for one in fit.adapted] == [1]
    assert not any(isinstance(event, Notice) for event in events)
    head = network.state_dict()[f"{anatomy('resnet20', network).head}.weight"]
    assert float(head.std()) < 0.02


def test_a_run_that_saw_what_is_held_back_now(finished_run: Path) -> None:
    recipe = digits(finished_run, "seed=3", "data.folds=5")
    of = finished(prepare_data(recipe)).card
    (notice,) = [event for event in loaded(recipe, of)[3] if isinstance(event, Notice)]
    assert "set apart otherwise (data.folds, seed)" in notice.text


def test_copies_decide_what_is_held_back(finished_run: Path) -> None:
    recipe = digits(finished_run, "data.copies=ignore")
    of = finished(prepare_data(recipe)).card
    (notice,) = [event for event in loaded(recipe, of)[3] if isinstance(event, Notice)]
    assert "set apart otherwise (data.copies)" in notice.text


def test_the_root_of_all_folders_is_no_file_of_weights() -> None:
    recipe = digits(Path("/"))
    with pytest.raises(RunMistake, match="/: a folder, but no run"):
        finished(load_pretrained(recipe, finished(prepare_data(recipe)).card, nn.Identity()))


def test_a_run_by_its_name(
    finished_run: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REGNET_STUDIO_RUNS", str(finished_run.parent))
    name = finished_run.name
    origin = origin_of(digits(Path(name)))
    assert origin is not None
    assert origin.path == best_checkpoint(finished_run)
    assert lasting_weights(name) == lasting_weights(name, finished_run.parent) == str(finished_run)
    assert lasting_weights(name, tmp_path) == name
    assert lasting_weights("imagenet") == "imagenet"
    with pytest.raises(RecipeMistake, match=f"no such run; did you mean '{name}'"):
        origin_of(digits(Path(name[:-2])))


@pytest.mark.parametrize(
    ("settings", "name", "said"),
    [
        ([], "resnet32", "these are of a resnet20, not of a resnet32; set model.name = resnet20"),
        (["model.skip=false"], "resnet20", "these are of a resnet20 with model.skip = true; set"),
    ],
)
def test_a_run_of_another_network(
    finished_run: Path, settings: list[str], name: str, said: str
) -> None:
    with pytest.raises(RecipeMistake, match=re.escape(said)):
        next(prepare_data(digits(finished_run, *settings, name=name)))  # before images are read


def test_what_is_left_open_is_as_in_the_run(tmp_path: Path) -> None:
    path = tmp_path / "small.safetensors"
    there = card("resnet18", size=32)
    network = build_from_card(there, seed=2)
    weights = {f"model.{name}": tensor for name, tensor in network.state_dict().items()}
    write_tensors(path, weights, {"card": there.model_dump(mode="json")})
    origin = origin_of(asking(path, "data.size=224", name="resnet18"))
    assert origin is not None
    assert origin.model.stem == "small"
    with pytest.raises(RecipeMistake, match=r"with model\.stem = small; set the same"):
        origin_of(asking(path, "model.stem=standard", name="resnet18"))
    spoilt = bytearray(path.read_bytes())
    spoilt[-5] ^= 1
    path.write_bytes(spoilt)
    with pytest.raises(RunMistake, match="its digest does not agree"):
        loaded(asking(path, name="resnet18"), card("resnet18", size=64, stem="small"))


def test_a_file_from_elsewhere(tmp_path: Path, imagenet: nn.Module, colour_folder: Path) -> None:
    path = tmp_path / "their.pth"
    state = {f"module.{name}": tensor for name, tensor in imagenet.state_dict().items()}
    torch.save({"state_dict": state, "epoch": 9}, path)
    network, _, told, _ = loaded(asking(path), card())
    assert agree(network.state_dict(), imagenet.state_dict(), without="classifier.3")
    assert (told.prefix, told.source, told.head) == ("module.", str(path), False)
    same = loaded(asking(path), card().model_copy(update={"classes": tuple(map(str, range(1000)))}))
    assert same[1].head  # as many classes: theirs, as far as can be known
    recipe = asking(path, f"data.source={colour_folder}", "data.size=16")
    plain = override(recipe, ["transfer.weights=none"])
    assert finished(prepare_data(recipe)).card == finished(prepare_data(plain)).card


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("nothing.pth", "no such file and no such run; give a file, a run"),
        ("imagnet", "no such file and no such run; did you mean 'imagenet'?"),
        ("\0", "no such file"),
    ],
)
def test_what_is_nowhere(weights: str, said: str) -> None:
    with pytest.raises(RecipeMistake, match=re.escape(said)):
        next(prepare_data(asking(weights)))


def test_a_run_without_weights(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text(dump(Recipe()))
    with pytest.raises(RunMistake, match="this run has no weights yet"):
        origin_of(asking(tmp_path))


def test_no_weights_are_no_event() -> None:
    network = nn.Sequential()
    assert list(load_pretrained(Recipe(), card(), network)) == []


def test_a_copied_run_is_a_run(finished_run: Path, tmp_path: Path) -> None:
    shutil.copytree(finished_run, tmp_path / "copy")
    assert lasting_weights(str(tmp_path / "copy")) == str(tmp_path / "copy")
    origin = origin_of(digits(tmp_path / "copy"))
    assert origin is not None
    assert origin.name == "run copy"


def test_a_deeper_network_is_remarked_upon(tmp_path: Path) -> None:
    deeper = build(Model(name="resnet32"), Shape(3, 3, 32), seed=1)
    torch.save(deeper.state_dict(), tmp_path / "deeper.pth")
    recipe = asking(tmp_path / "deeper.pth", name="resnet20")
    _, fit, told, events = loaded(recipe, card("resnet20"))
    (notice,) = [event for event in events if isinstance(event, Notice)]
    assert f"holds {len(fit.unexpected)} tensors that resnet20 has no place for" in notice.text
    assert told.counts["unexpected"] == len(fit.unexpected) > len(told.unexpected) == 3
