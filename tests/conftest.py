"""What every test shares: places of its own, and small real data."""

from __future__ import annotations

import gc
import os
import subprocess
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from regnet_studio.recipe import Recipe, override

if TYPE_CHECKING:
    from regnet_studio.models.catalogue import ModelEntry
    from regnet_studio.models.registry import Shape
    from regnet_studio.recipe.tree import Model

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Two threads each of two processes on two cores wait for each other: 15 times slower than one each.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Kernels take ten seconds each to compile; they have test_fused_cell.py, and the README's main job.
os.environ.setdefault("REGNET_STUDIO_FUSED", "0")

# As in the program (trouble/garbage.py): a thread that collects Qt's objects brings Python down.
gc.disable()


def pytest_collection_finish() -> None:
    """What the test files imported stays to the end: no collection need look at it."""
    gc.freeze()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Collect between tests, in the main thread; all of it where the next test is elsewhere."""
    gc.collect(2 if _is_last(item, nextitem) else 1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """What outlives a file, such as modules, stays: the next collections need not look at it.

    A million objects take a second to look through, once a file. Collected before, since only
    now has pytest let go of what the last test was given.
    """
    done = yield
    if _is_last(item, nextitem):
        gc.collect()
        gc.freeze()
    return done


def pytest_sessionfinish() -> None:
    """Python's own end clears away what lies in cycles, as libraries in C ask for."""
    gc.unfreeze()


def _is_last(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    return nextitem is None or nextitem.path != item.path


COLOURS = {"blue": (20, 40, 220), "green": (30, 200, 40), "red": (220, 30, 30)}


@pytest.fixture(scope="session", autouse=True)
def own_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Runs, decoded images and logs of the tests stay out of the user's folders."""
    root = tmp_path_factory.mktemp("places")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("RUNS", "CACHE", "DATA", "DATASETS", "LOGS", "CONFIG", "PRESETS"):
            patch.setenv(f"REGNET_STUDIO_{name}", str(root / name.lower()))
        yield root


def paint(path: Path, colour: tuple[int, int, int], seed: int, size: int = 16) -> None:
    """A noisy picture of one colour."""
    noise = np.random.default_rng(seed).integers(-30, 30, (size, size, 3))
    pixels = np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


@pytest.fixture
def colour_folder(tmp_path: Path) -> Path:
    """Three classes of twelve 16x16 PNGs each."""
    root = tmp_path / "colours"
    for number, (name, colour) in enumerate(COLOURS.items()):
        for i in range(12):
            paint(root / name / f"{i:02}.png", colour, seed=100 * number + i)
    return root


@pytest.fixture
def disk_of(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a disk of a given size, such as ``12m``; gone after the test."""
    mounted: list[Path] = []

    def mount(size: str) -> Path:
        place = tmp_path / f"disk-{len(mounted)}"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("mounting a small disk needs root")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


FEW = ("resnet20", "resnet56", "regnet20_gru", "regnet20_lstm", "resnet18", "vgg11", "inception_v3")


@pytest.fixture(scope="session")
def counted() -> Callable[[Model, Shape], ModelEntry]:
    """What a network costs for images of one shape, counted once for all tests."""
    from regnet_studio.models import catalogue

    count = catalogue.entry
    known: dict[tuple[str, Shape], ModelEntry] = {}

    def entry(model: Model, shape: Shape) -> ModelEntry:
        key = repr(model), shape
        if key not in known:
            known[key] = count(model, shape)
        return known[key]

    return entry


@pytest.fixture
def few_networks(
    counted: Callable[[Model, Shape], ModelEntry], monkeypatch: pytest.MonkeyPatch
) -> tuple[str, ...]:
    """Only these are listed: counting all takes half a minute for each shape of images."""
    from regnet_studio.models import catalogue

    known = catalogue.architectures()
    monkeypatch.setattr(catalogue, "architectures", lambda: {name: known[name] for name in FEW})
    monkeypatch.setattr(catalogue, "entry", counted)
    return FEW


@pytest.fixture(scope="session")
def quick() -> Recipe:
    """A recipe that trains in about a second: the digits at 8 px, few steps."""
    return override(
        Recipe(),
        [
            "data.source=digits",
            "data.size=8",
            "augment.flip=false",
            "augment.crop_padding=1",
            "optimizer.batch_size=256",
            "stopping.epochs=2",
            "compute.device=cpu",
        ],
    )


@pytest.fixture(scope="session")
def finished_run(own_places: Path, quick: Recipe) -> Path:
    """A run that went to its end. Tests read it and leave it as it is."""
    from regnet_studio.runs.execute import start
    from regnet_studio.training.events import RunStarted

    recipe = override(quick, ["stopping.epochs=6", "optimizer.batch_size=64"])
    events = list(start(recipe, own_places / "finished"))
    return Path(next(event.run for event in events if isinstance(event, RunStarted)))
