"""From a recipe to what is trained on: nothing that is held back, and no copy of it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from regnet_studio.data.manifest import Exclude, Manifest, Move
from regnet_studio.recipe import Recipe, override
from regnet_studio.recipe.tree import Balance
from regnet_studio.training.device import choose_device
from regnet_studio.training.events import Event, Notice
from regnet_studio.training.preparation import PreparedData, balance_data, prepare_data

T = TypeVar("T")
METHODS: tuple[str, ...] = Balance.model_fields["method"].annotation.__args__  # type: ignore[union-attr]


def finished(work: Generator[Event, None, T]) -> tuple[T, list[Event]]:
    events: list[Event] = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            return end.value, events


def prepared(
    source: Path, *settings: str, manifest: Manifest | None = None
) -> tuple[PreparedData, list[str]]:
    recipe = override(Recipe(), [f"data.source={source}", "data.size=8", *settings])
    data, events = finished(prepare_data(recipe, manifest))
    return data, [event.text for event in events if isinstance(event, Notice)]


def picture(seed: int) -> Image.Image:
    """A dark, noisy picture."""
    return Image.fromarray(np.random.default_rng(seed).integers(0, 90, (8, 8, 3), dtype=np.uint8))


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Path]:
    """Three classes of 30, 16 and 9 images with copies all over; with a test split or without."""

    def make(with_test: bool) -> Path:
        root = tmp_path_factory.mktemp("leaky")
        number = 0
        for name, count in (("a", 30), ("b", 16), ("c", 9)):
            for i in range(count):
                number += 1
                split = ("test/" if i % 5 == 0 else "train/") if with_test else ""
                folder = root / f"{split}{name}"
                folder.mkdir(parents=True, exist_ok=True)
                picture(number).save(folder / f"{i}.png")
                if i % 3 == 0:  # an equal file, on the training side where there is one
                    other = root / (f"train/{name}" if with_test else name)
                    other.mkdir(parents=True, exist_ok=True)
                    picture(number).save(other / f"copy of {i}.png")
        return root

    made = {with_test: make(with_test) for with_test in (True, False)}
    return made.__getitem__


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    method=st.sampled_from(METHODS),
    with_test=st.booleans(),
    seed=st.integers(0, 1000),
    folds=st.sampled_from(["none", "3"]),
    target=st.floats(0.3, 1.0),
    varied=st.booleans(),
)
def test_no_held_back_image_nor_a_copy_of_one_is_ever_trained_on(
    leaky: Callable[[bool], Path],
    method: str,
    with_test: bool,
    seed: int,
    folds: str,
    target: float,
    varied: bool,
) -> None:
    recipe = override(
        Recipe(),
        [
            f"data.source={leaky(with_test)}",
            "data.size=8",
            f"data.folds={folds}",
            f"balance.method={method}",
            f"balance.target={target}",
            "balance.neighbors=2",
            f"seed={seed}",
            "optimizer.batch_size=8",
            *(["augment.rotation=20", "augment.blur=1"] if varied else []),
            "augment.mixup=0",
        ],
    )
    data, _ = finished(prepare_data(recipe))
    held = np.concatenate([data.split.validation, data.split.test])
    digests = [digest.tobytes() for digest in data.facts.digests]
    of_held = {digests[row] for row in held}
    assert not of_held & {digests[row] for row in data.split.train}
    # Whatever is held back, and every copy of it, turns white: nothing bright may be trained on.
    whole = data.pixels.whole
    assert whole is not None
    for row in range(len(whole)):
        if digests[row] in of_held:
            whole[row] = 255
    entries, _ = finished(balance_data(recipe, data))
    real = entries.rows[entries.rows < len(whole)]
    assert set(real) <= set(data.split.train)
    images = data.images(entries, choose_device(recipe.compute))
    brightest = (170 - np.array(data.card.mean)) / np.array(data.card.std)
    for batch in images.epoch(1, seed, 8, recipe.augment):
        assert bool((batch.images.amax(dim=(0, 2, 3)).numpy() < brightest).all())


@pytest.mark.parametrize("method", METHODS)
def test_each_method_gives_the_counts_it_promises(
    leaky: Callable[[bool], Path], method: str
) -> None:
    from regnet_studio.data.balance import promised_counts

    recipe = override(
        Recipe(),
        [
            f"data.source={leaky(True)}",
            "data.size=8",
            f"balance.method={method}",
            "balance.neighbors=2",
        ],
    )
    data, _ = finished(prepare_data(recipe))
    entries, _ = finished(balance_data(recipe, data))
    promised = promised_counts(recipe.balance, data.train_counts)
    assert entries.counts(3).tolist() == promised.tolist()
    if method not in ("none", "undersample", "weighted"):
        assert len(set(promised.tolist())) == 1


def test_copies_that_are_left_out_are_told(leaky: Callable[[bool], Path]) -> None:
    data, notices = prepared(leaky(True))
    assert len(data.split.copies)
    assert any("copies of validation or test images" in text for text in notices)
    ignored, notices = prepared(leaky(True), "data.copies=ignore")
    assert not len(ignored.split.copies)
    assert not any("left out of training" in text for text in notices)


def test_near_copies_are_kept_apart_where_asked(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for n in range(24):
        small = rng.integers(0, 256, (6, 6, 3), dtype=np.uint8)
        photo = Image.fromarray(small).resize((96, 96), Image.Resampling.BICUBIC)
        split = "test" if n < 6 else "train"
        folder = tmp_path / split / "ab"[n % 2]
        folder.mkdir(parents=True, exist_ok=True)
        photo.save(folder / f"{n}.png")
        if n < 6:
            beside = tmp_path / "train" / "ab"[n % 2]
            beside.mkdir(parents=True, exist_ok=True)
            photo.resize((64, 64)).save(beside / f"again {n}.jpg", quality=80)
    assert not len(prepared(tmp_path, "data.size=64")[0].split.copies)
    data, _ = prepared(tmp_path, "data.size=64", "data.copies=near")
    left_out = {data.dataset.paths[row].rpartition("/")[2] for row in data.split.copies}
    assert left_out == {f"again {n}.jpg" for n in range(6)}


def test_edits_count(colour_folder: Path) -> None:
    plain, _ = prepared(colour_folder)
    edits = Manifest(str(colour_folder)).add(Exclude(("red/00.png",)))
    edits = edits.add(Move(("red/01.png", "blue/01.png", "green/01.png"), "test"))
    data, notices = prepared(colour_folder, manifest=edits)
    paths = {
        name: {data.dataset.paths[r] for r in data.rows_of(name)} for name in data.split.sizes()
    }
    assert paths["test"] == {"red/01.png", "blue/01.png", "green/01.png"}
    assert "red/00.png" not in set.union(*paths.values())
    assert any("1 image(s) left out: you excluded them" in text for text in notices)
    assert data.fingerprint != plain.fingerprint


def test_groups_that_given_splits_cut_through_are_told(tmp_path: Path) -> None:
    for split in ("train", "test"):
        for name in "ab":
            for i in range(4):
                folder = tmp_path / split / name / f"video{i % 2}"
                folder.mkdir(parents=True, exist_ok=True)
                picture(len(split) * 100 + "ab".index(name) * 10 + i).save(folder / f"{i}.png")
    _, notices = prepared(tmp_path, "data.group_by=folder")
    assert any("cut through 2 group(s)" in text for text in notices)


def test_unwise_recipes_are_told(leaky: Callable[[bool], Path]) -> None:
    _, notices = prepared(leaky(True), "balance.method=weighted", "loss.class_weights=inverse")
    assert any("twice" in text for text in notices)


def test_statistics_are_those_of_the_training_images(leaky: Callable[[bool], Path]) -> None:
    data, _ = prepared(leaky(True))
    pixels: Any = data.pixels.take(data.split.train)
    assert data.card.mean == pytest.approx(pixels.mean(axis=(0, 1, 2)), abs=1e-3)
