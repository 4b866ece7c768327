"""The loop: it learns, it is decided by its seed, and it goes on exactly where it stopped."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import torch

from regnet_studio.errors import DataMistake, RecipeMistake, RunMistake
from regnet_studio.recipe import Recipe, dump, override
from regnet_studio.training.checkpoint import best_checkpoint, last_checkpoint, read_tensors
from regnet_studio.training.events import (
    Checkpointed,
    EpochEnded,
    Event,
    HeadRetrained,
    Progress,
    Resumed,
    RunStarted,
    Step,
    TrainingEnded,
    Validated,
)
from regnet_studio.training.loop import train


def account(events: list[Event]) -> list[tuple[object, ...]]:
    """What was learned, without what depends on the clock."""
    kept: list[tuple[object, ...]] = []
    for event in events:
        if isinstance(event, Step):
            kept.append((event.epoch, event.step, event.loss, event.accuracy, event.lr))
        elif isinstance(event, EpochEnded):
            kept.append(
                (event.epoch, event.train_loss, event.validation_loss, event.best, event.step)
            )
    return kept


def weights(path: Path) -> dict[str, torch.Tensor]:
    return {k: v for k, v in read_tensors(path)[0].items() if k.startswith("model.")}


def same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[key], b[key]) for key in a)


def test_it_learns_the_digits(quick: Recipe) -> None:
    recipe = override(quick, ["stopping.epochs=5", "optimizer.batch_size=64"])
    events = list(train(recipe))
    started = next(e for e in events if isinstance(e, RunStarted))
    ended = events[-1]
    assert isinstance(ended, TrainingEnded)
    assert ended.best_accuracy > 0.85
    assert started.images == {"train": 1375, "validation": 153, "test": 269}
    assert started.params > 250_000
    assert started.macs > 1_000_000
    assert ended.images_per_second > 0


def test_events_come_in_order_and_say_all(quick: Recipe, tmp_path: Path) -> None:
    events = list(train(quick, tmp_path))
    told = Validated | EpochEnded | Checkpointed
    kinds = [type(event) for event in events if isinstance(event, told)]
    assert kinds == [Validated, EpochEnded, Checkpointed] * 2
    found = [event for event in events if isinstance(event, Validated)]
    ended = [event for event in events if isinstance(event, EpochEnded)]
    for validated, epoch in zip(found, ended, strict=True):
        assert sum(validated.right) / sum(validated.images) == epoch.validation_accuracy
        missed = sum(count for _, _, count in validated.mistaken)
        assert missed == sum(validated.images) - sum(validated.right)
        assert all(image["path"].startswith(f"{image['truth']}/") for image in validated.wrong)
    steps = [event for event in events if isinstance(event, Step)]
    assert [event.step for event in steps] == list(range(1, 11))
    for event in steps:
        assert event.images_per_second > 0
        assert event.memory_mb > 0
        assert event.seconds_left >= 0
        assert 0 <= event.accuracy <= 1
    assert steps[-1].seconds_left <= steps[0].seconds_left


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_the_seed_decides_everything(quick: Recipe, tmp_path: Path, precision: str) -> None:
    recipe = override(
        quick, [f"compute.precision={precision}", "augment.flip=true", "stopping.epochs=1"]
    )
    first = account(list(train(recipe, tmp_path / "a")))
    torch.manual_seed(99)  # whatever the program did before
    assert account(list(train(recipe, tmp_path / "b"))) == first
    other = account(list(train(override(recipe, ["seed=1"]), tmp_path / "c")))
    assert other != first
    assert same(weights(last_checkpoint(tmp_path / "a")), weights(last_checkpoint(tmp_path / "b")))


SGD = ["model.name=resnet20"]
ADAMW = ["model.name=regnet20_gru", "optimizer.name=adamw", "optimizer.lr=0.01"]
VARIED = [
    *("augment.rotation=15", "augment.brightness=0.2", "augment.erasing=0.5", "augment.blur=1"),
    *("augment.policy=rand", "augment.mixup=0.2", "augment.cutmix=1"),
]


@pytest.fixture(scope="module")
def unbroken(
    quick: Recipe, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[list[str]], tuple[Path, list[Any]]]:
    """Where a training with these settings went from end to end, and its account; trained once."""

    @cache
    def trained(*settings: str) -> tuple[Path, list[Any]]:
        place = tmp_path_factory.mktemp("whole")
        return place, account(list(train(override(quick, settings), place)))

    return lambda settings: trained(*settings)


@pytest.mark.parametrize(
    ("settings", "stop_after"),
    [
        *((SGD, stop) for stop in (1, 4, 5, 7)),
        (ADAMW, 5),
        *(pytest.param(ADAMW, stop, marks=pytest.mark.slow) for stop in (1, 4, 7)),
        (VARIED, 3),
        (["compute.images=stream", *VARIED], 6),
        (["balance.method=weighted", "loss.name=focal"], 5),
        (["balance.method=augment", "loss.class_weights=effective"], 2),
        (["balance.method=smote", "balance.neighbors=1", "loss.logit_adjustment=1"], 7),
        (["balance.method=smote", "balance.space=features", "balance.neighbors=1"], 8),
        (["data.folds=3", "data.fold=2"], 4),
    ],
)
def test_resume_is_as_if_never_stopped(
    quick: Recipe,
    tmp_path: Path,
    unbroken: Callable[[list[str]], tuple[Path, list[Any]]],
    settings: list[str],
    stop_after: int,
) -> None:
    recipe = override(quick, settings)
    place, whole = unbroken(settings)

    engine = train(recipe, tmp_path / "parts")
    head = []
    for event in engine:
        head.append(event)
        if isinstance(event, Step) and event.step == stop_after:
            break
    engine.close()
    tail = list(train(recipe, tmp_path / "parts", resume=True))

    assert next(e for e in tail if isinstance(e, Resumed)).step == stop_after
    assert account([*head, *tail]) == whole
    for name in (last_checkpoint, best_checkpoint):
        assert same(weights(name(place)), weights(name(tmp_path / "parts")))


def test_the_last_layer_is_trained_anew_on_balanced_features(quick: Recipe, tmp_path: Path) -> None:
    recipe = override(quick, ["balance.method=smote", "balance.space=features"])
    events = list(train(recipe, tmp_path))
    (head,) = [event for event in events if isinstance(event, HeadRetrained)]
    assert len(set(head.examples)) == 1
    assert max(head.images) == head.examples[0]
    ended = events[-1]
    assert isinstance(ended, TrainingEnded)
    assert ended.best_accuracy == head.accuracy
    # Asked once more, nothing is left to do.
    again = list(train(recipe, tmp_path, resume=True))
    assert not any(isinstance(event, HeadRetrained | Step) for event in again)


def test_streamed_images_train_the_same_network(quick: Recipe, tmp_path: Path) -> None:
    for name in ("decoded", "stream"):
        list(train(override(quick, [f"compute.images={name}"]), tmp_path / name))
    assert same(*(weights(last_checkpoint(tmp_path / name)) for name in ("decoded", "stream")))


def test_a_checkpoint_is_there_from_the_start(quick: Recipe, tmp_path: Path) -> None:
    engine = train(quick, tmp_path)
    next(event for event in engine if isinstance(event, RunStarted))
    notes = read_tensors(last_checkpoint(tmp_path))[1]
    assert notes["state"]["step"] == 0
    engine.close()


def test_checkpoints_inside_an_epoch(quick: Recipe, tmp_path: Path) -> None:
    recipe = override(quick, ["compute.checkpoint_minutes=0.00001", "stopping.epochs=1"])
    marks = [e.step for e in train(recipe, tmp_path) if isinstance(e, Checkpointed)]
    assert marks == [1, 2, 3, 4, 5, 5]


def test_pausing_is_not_counted(quick: Recipe) -> None:
    start, held, ended = time.perf_counter(), 0.0, None
    for event in train(override(quick, ["stopping.epochs=1"])):
        if isinstance(event, Step):
            pause = time.perf_counter()
            while time.perf_counter() - pause < 0.2:
                torch.randn(100)
            held += time.perf_counter() - pause
        if isinstance(event, TrainingEnded):
            ended = event
    assert ended is not None
    assert held > 1
    assert 0 < ended.seconds <= time.perf_counter() - start - held


def test_the_best_epoch_is_kept(quick: Recipe, tmp_path: Path) -> None:
    events = list(train(override(quick, ["stopping.epochs=3"]), tmp_path))
    best = [event for event in events if isinstance(event, EpochEnded) and event.best][-1]
    notes = read_tensors(best_checkpoint(tmp_path))[1]
    assert notes["state"]["best_epoch"] == best.epoch
    assert notes["state"]["best_accuracy"] == best.validation_accuracy == best.best_accuracy
    assert notes["card"]["classes"] == [str(n) for n in range(10)]


def test_few_images_are_one_batch(colour_folder: Path, quick: Recipe) -> None:
    recipe = override(quick, [f"data.source={colour_folder}", "data.size=none"])
    events = list(train(recipe))
    started = next(event for event in events if isinstance(event, RunStarted))
    assert started.steps_per_epoch == 1
    assert (started.size, started.channels) == (16, 3)


def test_changed_images_are_not_resumed_on(
    colour_folder: Path, quick: Recipe, tmp_path: Path
) -> None:
    recipe = override(quick, [f"data.source={colour_folder}", "data.size=none"])
    engine = train(recipe, tmp_path / "run")
    next(event for event in engine if isinstance(event, Step))
    engine.close()
    (colour_folder / "red" / "00.png").write_bytes((colour_folder / "red/01.png").read_bytes())
    with pytest.raises(RunMistake, match="changed since the run began"):
        list(train(recipe, tmp_path / "run", resume=True))


def test_mistakes_are_said_before_anything_starts(quick: Recipe, tmp_path: Path) -> None:
    with pytest.raises(RecipeMistake, match="did you mean 'resnet20'"):
        list(train(override(quick, ["model.name=resnt20"])))
    with pytest.raises(DataMistake, match="no such folder"):
        list(train(override(quick, [f"data.source={tmp_path}/none"])))


def test_trains_where_qt_is_not_installed(quick: Recipe, tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text(dump(override(quick, ["stopping.epochs=1"])))
    program = f"""
import sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph"):
            raise ImportError(name)
sys.meta_path.insert(0, NoQt())
from pathlib import Path
from regnet_studio.recipe import load
from regnet_studio.training.loop import train
events = list(train(load(Path({str(tmp_path)!r}, "recipe.toml"))))
print(type(events[-1]).__name__)
"""
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "TrainingEnded"


def test_a_regnet_tells_before_its_kernels_are_compiled(quick: Recipe) -> None:
    told = {}
    for name in ("resnet20", "regnet20_rnn"):
        events = train(override(quick, [f"model.name={name}"]))
        until_step = list(takewhile(lambda event: not isinstance(event, Step), events))
        events.close()
        began = next(n for n, event in enumerate(until_step) if isinstance(event, RunStarted))
        told[name] = Progress("compiling the network", 0, 0) in until_step[began:]
    assert told == {"resnet20": False, "regnet20_rnn": True}
