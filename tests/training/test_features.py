"""The head alone learns from features that were computed once, and the run is the same run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from regnet_studio.data.batches import SplitImages
from regnet_studio.data.entries import Entries, plain_entries
from regnet_studio.errors import DataMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.folders import cache_folder
from regnet_studio.models.registry import anatomy, build_from_card
from regnet_studio.recipe import Recipe, override
from regnet_studio.training import features as features_module
from regnet_studio.training.checkpoint import best_checkpoint, last_checkpoint, read_tensors
from regnet_studio.training.device import Device, choose_device
from regnet_studio.training.events import (
    EpochEnded,
    Event,
    HeadRetrained,
    Notice,
    Progress,
    RunStarted,
    Step,
    TrainingEnded,
)
from regnet_studio.training.features import Features, extracting
from regnet_studio.training.loop import train
from regnet_studio.training.preparation import PreparedData, balance_data, prepare_data
from regnet_studio.training.transfer import Layers

CPU = Device(torch.device("cpu"), "fp32", channels_last=True)


@pytest.fixture
def head_alone(finished_run: Path, quick: Recipe) -> Callable[..., Recipe]:
    """A recipe in which the head learns on what an earlier run made of the images."""

    def make(*settings: str) -> Recipe:
        return override(
            quick,
            [
                *(f"transfer.weights={finished_run}", "transfer.stages=0", "optimizer.lr=0.05"),
                *("augment.crop_padding=0", "augment.flip=true", "compute.precision=fp32"),
                *settings,
            ],
        )

    return make


@pytest.fixture
def fresh_cache(own_places: Path) -> Path:
    folder = cache_folder() / "features"
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def account(events: list[Event]) -> list[tuple[Any, ...]]:
    return [
        (e.step, e.loss, e.accuracy, e.lr)
        if isinstance(e, Step)
        else (e.step, e.validation_loss, e.validation_accuracy, e.best)
        for e in events
        if isinstance(e, Step | EpochEnded)
    ]


def described(events: list[Event]) -> int:
    """How many times the features were computed."""
    stages = [e for e in events if isinstance(e, Progress) and e.stage == "describing"]
    return sum(event.done == 0 for event in stages)


def notices(events: list[Event]) -> str:
    return "\n".join(event.text for event in events if isinstance(event, Notice))


def drained(work: object) -> object:
    """What a generator returns."""
    while True:
        try:
            next(work)  # type: ignore[call-overload]
        except StopIteration as end:
            return end.value


def test_it_is_the_same_training_as_with_the_whole_network(
    head_alone: Callable[..., Recipe], fresh_cache: Path, tmp_path: Path
) -> None:
    quickly = list(train(head_alone(), tmp_path / "cached"))
    slowly = list(train(head_alone("transfer.cache_features=false"), tmp_path / "plain"))
    assert (described(quickly), described(slowly)) == (1, 0)
    assert not notices(quickly).count("left out")
    np.testing.assert_allclose(account(quickly), account(slowly), rtol=2e-4)
    ended = quickly[-1]
    assert isinstance(ended, TrainingEnded)
    assert ended.best_accuracy > 0.8
    mine, others = (
        read_tensors(last_checkpoint(tmp_path / name))[0] for name in ("cached", "plain")
    )
    for name, tensor in others.items():
        if name.startswith("model."):
            assert torch.allclose(mine[name].float(), tensor.float(), atol=1e-4), name


def test_features_are_computed_once_and_for_all(
    head_alone: Callable[..., Recipe], fresh_cache: Path
) -> None:
    recipe = head_alone("stopping.epochs=1")
    first = list(train(recipe))
    again = list(train(recipe))
    assert (described(first), described(again)) == (1, 0)
    assert account(again) == account(first)
    # Of the head nothing hangs on them, nor of how the training goes.
    for settings in (["model.head=mlp"], ["optimizer.lr=0.1", "loss.name=focal"]):
        assert not described(list(train(override(recipe, settings))))
    # Of the rest all does.
    assert described(list(train(override(recipe, ["augment.flip=false"]))))
    assert described(list(train(override(recipe, ["transfer.weights=none"]))))
    for path in fresh_cache.iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    mended = list(train(recipe))
    assert described(mended) == 1
    assert account(mended) == account(first)


VARIED = ["model.head=mlp", "model.dropout=0.5", "optimizer.name=adamw", "optimizer.lr=0.01"]


@pytest.mark.parametrize(
    ("settings", "stop_after"),
    [
        (VARIED, 3),
        (["balance.method=weighted", "compute.precision=bf16"], 5),
        (["balance.method=smote", "balance.space=features", "balance.neighbors=1"], 8),
    ],
)
def test_resume_is_as_if_never_stopped(
    head_alone: Callable[..., Recipe],
    fresh_cache: Path,
    tmp_path: Path,
    settings: list[str],
    stop_after: int,
) -> None:
    recipe = head_alone(*settings)
    whole = list(train(recipe, tmp_path / "whole"))
    head: list[Event] = []
    engine = train(recipe, tmp_path / "parts")
    for event in engine:
        head.append(event)
        if isinstance(event, Step) and event.step == stop_after:
            break
    engine.close()
    shutil.rmtree(fresh_cache)
    tail = list(train(recipe, tmp_path / "parts", resume=True))
    assert described(tail) == 1
    assert account([*head, *tail]) == account(whole)
    for kept in (last_checkpoint, best_checkpoint):
        a, b = (read_tensors(kept(tmp_path / name))[0] for name in ("whole", "parts"))
        assert a.keys() == b.keys()
        assert all(torch.equal(a[key], b[key]) for key in a)


def test_the_whole_network_does_as_well_as_was_reported(
    head_alone: Callable[..., Recipe], tmp_path: Path
) -> None:
    recipe = head_alone("model.head=mlp", "balance.method=smote", "balance.space=features")
    events = list(train(recipe, tmp_path))
    assert any(isinstance(event, HeadRetrained) for event in events)
    ended = events[-1]
    assert isinstance(ended, TrainingEnded)
    data = drained(prepare_data(recipe))
    assert isinstance(data, PreparedData)
    device = choose_device(recipe.compute)
    classifier = Classifier.from_checkpoint(best_checkpoint(tmp_path), device)
    logits = np.concatenate(list(classifier.logits(data.images_of("validation", device))))
    right = logits.argmax(axis=1) == data.dataset.labels[data.rows_of("validation")]
    assert right.mean() == pytest.approx(ended.best_accuracy, abs=1e-6)


def prepared(recipe: Recipe) -> tuple[PreparedData, Entries, Layers, nn.Module]:
    data = drained(prepare_data(recipe))
    entries = drained(balance_data(recipe, data))  # type: ignore[arg-type]
    assert isinstance(data, PreparedData)
    assert isinstance(entries, Entries)
    torch.manual_seed(3)
    network = Classifier.from_checkpoint(
        best_checkpoint(Path(recipe.transfer.weights)), CPU
    ).network
    parts = anatomy(recipe.model.name, network)
    return data, entries, Layers(recipe.transfer, network, parts), network


def test_features_are_what_the_head_is_given(
    head_alone: Callable[..., Recipe], fresh_cache: Path
) -> None:
    """With synthetic and mirror images, in the order in which batches of images have them."""
    recipe = head_alone(
        "balance.method=smote", "balance.neighbors=1", "augment.flip_turns=alternating"
    )
    data, entries, layers, network = prepared(recipe)
    assert entries.synthetic is not None
    found = drained(extracting(layers, data, entries, recipe.augment, CPU))
    assert isinstance(found, Features)
    rows = np.union1d(entries.rows, data.rows_of("validation"))
    assert len(found.table) == 2 * len(rows)
    images, described = (source.images(entries, CPU) for source in (data, found))
    assert isinstance(images, SplitImages)
    head = layers.learner.eval()
    assert np.array_equal(described.rows, images.rows)
    losses = np.random.default_rng(0).random(len(entries), dtype=np.float32)
    hard: Any = {"skip": 1, "losses": losses, "hard": 0.3}
    assert described.count == images.count == len(entries)
    assert described.steps_per_epoch(256) == images.steps_per_epoch(256)
    with torch.inference_mode():
        pairs = zip(
            images.epoch(2, 0, 256, recipe.augment, **hard),
            described.epoch(2, 0, 256, recipe.augment, size=4, **hard),
            strict=True,
        )
        for shown, known in pairs:
            assert np.array_equal(shown.entries, known.entries)
            assert torch.equal(shown.labels, known.labels)
            assert torch.allclose(network(shown.images), head(known.images), atol=1e-4)
        pairs = zip(images.in_order(500), described.in_order(500), strict=True)
        for shown, known in pairs:
            assert np.array_equal(shown.entries, known.entries)
            assert torch.equal(shown.labels, known.labels)
            assert torch.allclose(network(shown.images), head(known.images), atol=1e-4)


def test_images_that_turn_bad_have_no_features(
    colour_folder: Path, fresh_cache: Path, quick: Recipe
) -> None:
    """What comes in their place is the same as with whole images, and nothing of it is kept."""
    recipe = override(
        quick,
        [f"data.source={colour_folder}", "compute.images=stream", "transfer.stages=0"],
    )
    data = drained(prepare_data(recipe))
    entries = drained(balance_data(recipe, data))  # type: ignore[arg-type]
    assert isinstance(data, PreparedData)
    assert isinstance(entries, Entries)
    network = CPU.place(build_from_card(data.card, seed=0))
    layers = Layers(recipe.transfer, network, anatomy(recipe.model.name, network))
    held = data.rows_of("validation")
    bad = [int(row) for row in (entries.rows[0], entries.rows[3], held[1])]
    for row in bad:
        (colour_folder / data.dataset.paths[row]).write_bytes(b"rubbish")

    def learned(settings: list[str]) -> Features:
        augment = override(recipe, settings).augment
        found = drained(extracting(layers, data, entries, augment, CPU))
        assert isinstance(found, Features)
        return found

    found = learned(["augment.flip=true"])
    assert sorted(found.set_aside) == sorted(bad)
    assert not fresh_cache.exists()
    described, images = (source.images(entries, CPU) for source in (found, data))
    validation = found.images(plain_entries(held, data.dataset.labels), CPU)
    assert sorted(described.set_aside) == sorted(bad[:2])
    assert list(validation.set_aside) == bad[2:]
    seen = np.concatenate([batch.entries for batch in validation.in_order(2)])
    assert seen.tolist() == [n for n in range(len(held)) if n != 1]
    described.put_aside([int(entries.rows[7])])  # as before a resume
    images.put_aside(described.set_aside)
    augment = override(recipe, ["augment.flip=true", "augment.crop_padding=0"]).augment
    head = layers.learner.eval()
    with torch.inference_mode():
        pairs = zip(images.epoch(1, 0, 8, augment), described.epoch(1, 0, 8, augment), strict=True)
        for shown, known in pairs:
            assert not {0, 3, 7} & set(known.entries.tolist())
            assert np.array_equal(shown.entries, known.entries)
            assert torch.equal(shown.labels, known.labels)
            assert torch.allclose(network(shown.images), head(known.images), atol=1e-4)
    described.put_aside(entries.rows.tolist())
    for batches in (described.epoch(1, 0, 8, augment), described.in_order(8)):
        with pytest.raises(DataMistake, match="none of"):
            next(batches)


def test_augmentation_that_is_left_out_is_named(
    head_alone: Callable[..., Recipe], fresh_cache: Path
) -> None:
    recipe = head_alone(
        *("augment.mixup=0.2", "augment.crop_padding=2", "augment.rand_magnitude=5"),
        *("augment.first_size=8", "balance.method=augment", "stopping.epochs=1"),
    )
    said = notices(list(train(recipe)))
    named = "augment.crop_padding, augment.mixup, augment.first_size, the variation of balance"
    assert f"left out are {named}" in said
    assert "set transfer.cache_features to false" in said
    without = override(
        recipe, ["augment.strength=0", "augment.first_size=none", "balance.method=none"]
    )
    assert "left out" not in notices(list(train(without)))


def test_without_memory_for_them_the_whole_network_is_used(
    head_alone: Callable[..., Recipe],
    fresh_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(features_module, "_MEMORY_SHARE", 0.0)
    events = list(train(head_alone("stopping.epochs=1")))
    assert not described(events)
    assert "computed anew in every epoch" in notices(events)
    assert isinstance(events[-1], TrainingEnded)


def test_stopping_while_features_are_computed(
    head_alone: Callable[..., Recipe], fresh_cache: Path, tmp_path: Path
) -> None:
    engine = train(head_alone(), tmp_path)
    for event in engine:
        assert not isinstance(event, RunStarted)
        if isinstance(event, Progress) and event.stage == "describing" and event.done:
            break
    engine.close()
    assert not list(fresh_cache.glob("*"))
    assert not last_checkpoint(tmp_path).exists()


def test_a_network_that_goes_on_after_its_head_is_used_whole(
    head_alone: Callable[..., Recipe],
) -> None:
    recipe = head_alone()
    data, entries, layers, network = prepared(recipe)

    def scaled(_: nn.Module, given: object, logits: Any) -> Any:
        return logits * 0.125

    network.register_forward_hook(scaled)
    work = extracting(layers, data, entries, recipe.augment, CPU)
    (event,) = work
    assert isinstance(event, Notice)
    assert "does more than its head after the features" in event.text
