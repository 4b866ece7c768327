"""What looking at every image once tells."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from regnet_studio.data import dataset as dataset_module
from regnet_studio.data import facts as module
from regnet_studio.data.dataset import Dataset
from regnet_studio.data.decode import Frame, glance
from regnet_studio.data.facts import Facts, checking
from regnet_studio.data.hashing import hash_of
from regnet_studio.data.progress import finished
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Data

Files = dict[str, bytes]
Fill = Callable[[Files], Path]
MakePng = Callable[..., bytes]


def open_dataset(source: str) -> Dataset:
    return dataset_module.open_dataset(Data(source=source))


def facts_of(dataset: Dataset) -> Facts:
    return finished(checking(dataset))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the test's own."""
    monkeypatch.setenv("REGNET_STUDIO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


# The fingerprint


def print_of(root: Path) -> str:
    dataset = open_dataset(str(root))
    return facts_of(dataset).fingerprint(dataset)


def test_the_fingerprint_is_of_the_data_alone(
    fill: Fill, pack: Fill, small_set: Files, cache: Path, tmp_path: Path
) -> None:
    root = fill(small_set)
    before = print_of(root)
    assert before == print_of(root)
    for path in small_set:
        os.utime(root / path, (1, 1))
    assert print_of(root) == before
    shutil.rmtree(cache)
    assert print_of(root) == before
    assert print_of(pack(small_set)) == before
    root.rename(tmp_path / "elsewhere")
    assert print_of(tmp_path / "elsewhere") == before


def test_the_fingerprint_changes_with_content_class_split_edit_and_name(
    fill: Fill, small_set: Files, make_png: MakePng
) -> None:
    dataset = open_dataset(str(fill(small_set)))
    facts = facts_of(dataset)
    changed = [
        dataset,
        replace(dataset, labels=1 - dataset.labels),
        replace(dataset, classes=("cat", "wolf")),
        replace(dataset, splits=dataset.splits + np.uint8(1)),
        replace(dataset, excluded=np.arange(8) == 7),
    ]
    seen = {facts.fingerprint(one) for one in changed}
    root = Path(dataset.source)
    (root / "dog/3.png").rename(root / "dog/4.png")
    seen.add(print_of(root))
    (root / "dog/4.png").write_bytes(make_png(77))
    seen.add(print_of(root))
    assert len(seen) == 7


def test_a_trailing_byte_changes_the_fingerprint_though_no_pixel(
    fill: Fill, small_set: Files
) -> None:
    root = fill(small_set)
    before = print_of(root)
    with (root / "dog/0.png").open("ab") as file:
        file.write(b"x")
    assert print_of(root) != before


# Facts


def test_what_is_learned_of_each_image(fill: Fill, small_set: Files, encode: Any) -> None:
    frames = [Image.new("RGB", (9, 7), colour) for colour in ("red", "blue")]
    animated = encode(frames[0], "GIF", save_all=True, append_images=frames[1:])
    dataset = open_dataset(str(fill(small_set | {"dog/moving.gif": animated, "cat/b.png": b"x"})))
    facts = facts_of(dataset)
    place = list(dataset.paths).index("dog/moving.gif")
    assert facts.sizes[place].tolist() == [9, 7]
    assert [(p.path, p.kind) for p in facts.problems] == [
        ("cat/b.png", "broken"),
        ("dog/moving.gif", "several-frames"),
    ]
    bad = list(dataset.paths).index("cat/b.png")
    assert facts.bad.tolist() == [bad]
    assert facts.usable(dataset).tolist() == [i for i in range(10) if i != bad]
    assert facts.channels.tolist() == [0 if i == bad else 3 for i in range(10)]
    for row in range(10):
        content = dataset.read(row)
        assert facts.digests[row].tobytes() == hashlib.blake2b(content, digest_size=16).digest()
        if row != bad:
            assert facts.hashes[row] == hash_of(glance(content)[1])
    assert len(np.unique(facts.hashes)) > 7


# The working size


@pytest.mark.parametrize(
    ("sides", "size"),
    [
        ([(8, 8)] * 4, 8),
        ([(28, 28)] * 4, 28),
        ([(64, 64)] * 4, 64),
        ([(5, 5)] * 4, 8),
        ([(96, 96)] * 4, 96),
        ([(100, 70)] * 4, 64),
        ([(500, 400)] * 4, 128),
        ([(20, 30), (20, 30), (30, 20), (22, 40)], 32),
        ([(40, 40), (300, 200), (100, 120), (99, 98)], 96),
    ],
)
def test_the_size_suits_the_images(
    fill: Fill, encode: Callable[..., bytes], sides: list[tuple[int, int]], size: int
) -> None:
    contents = {
        f"{'ab'[i % 2]}/{i}.png": encode(Image.new("RGB", side)) for i, side in enumerate(sides)
    }
    assert facts_of(open_dataset(str(fill(contents)))).frame(Data()) == Frame(size, 3)


def test_the_recipe_has_the_first_word_on_the_frame(fill: Fill, small_set: Files) -> None:
    facts = facts_of(open_dataset(str(fill(small_set))))
    choices = Data(size=48, resize="pad", interpolation="lanczos")
    assert facts.frame(choices) == Frame(48, 3, "pad", "lanczos")


# What goes wrong


def test_bad_images_are_counted_and_listed(fill: Fill, small_set: Files, make_png: MakePng) -> None:
    whole = make_png(5, size=64)
    root = fill(
        small_set | {"cat/7.png": b"", "dog/8.png": b"not a picture", "dog/9.png": whole[:2000]}
    )
    dataset = open_dataset(str(root))
    (root / "cat/1.png").unlink()
    facts = facts_of(dataset)
    names = [dataset.paths[i] for i in facts.bad]
    assert names == ["cat/1.png", "cat/7.png", "dog/8.png", "dog/9.png"]
    assert [p.path for p in facts.problems] == names
    assert [p.kind for p in facts.problems] == ["unreadable", "empty", "broken", "truncated"]
    assert not facts.sizes[facts.bad].any()


def test_not_one_good_image(fill: Fill, cache: Path) -> None:
    root = fill({f"{c}/{i}.png": b"bad" for c in "ab" for i in range(3)})
    with pytest.raises(DataMistake, match="not one of its 6 images can be decoded") as caught:
        facts_of(open_dataset(str(root)))
    assert "a/0.png" in str(caught.value)
    assert str(root) in str(caught.value)
    assert not cache.exists()


def test_the_second_time_nothing_is_looked_at(
    fill: Fill, small_set: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fill(small_set | {"dog/bad.png": b"bad"})
    first = facts_of(open_dataset(str(root)))

    def refuse(*args: object) -> None:
        raise AssertionError("looked again")

    monkeypatch.setattr(module, "glimpses", refuse)
    second = facts_of(open_dataset(str(root)))
    for name in ("digests", "hashes", "sizes", "channels", "bad"):
        assert np.array_equal(getattr(first, name), getattr(second, name))
    assert first.problems == second.problems
    os.utime(root / "cat/0.png", (1, 1))
    with pytest.raises(AssertionError, match="looked again"):
        facts_of(open_dataset(str(root)))


def test_a_cancelled_check_leaves_nothing(cache: Path) -> None:
    work = checking(open_dataset("digits"))
    next(work)
    work.close()
    assert not cache.exists()


def test_what_may_be_over_the_next_time_is_not_kept(fill: Fill, small_set: Files) -> None:
    root = fill(small_set)
    dataset = open_dataset(str(root))
    (root / "cat/1.png").rename(root / "away")
    assert facts_of(dataset).bad.tolist() == [1]
    (root / "away").rename(root / "cat/1.png")
    assert not len(facts_of(dataset).bad)


def test_damaged_facts_are_looked_up_anew(fill: Fill, small_set: Files, cache: Path) -> None:
    dataset = open_dataset(str(fill(small_set)))
    first = facts_of(dataset)
    (kept,) = (cache / "facts").iterdir()
    for content in (b"", kept.read_bytes()[:300], b"not an archive"):
        kept.write_bytes(content)
        assert np.array_equal(facts_of(dataset).digests, first.digests)
        assert np.array_equal(Facts.read(kept).digests, first.digests)


def test_equal_names_sizes_and_times_are_not_equal_images(
    tmp_path: Path, make_png: MakePng
) -> None:
    prints = []
    for seed in (0, 100):
        root = tmp_path / str(seed)
        for number, name in enumerate(("a/0.bmp", "a/1.bmp", "b/0.bmp", "b/1.bmp")):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            noise = np.random.default_rng(seed + number).integers(0, 256, (8, 8, 3), np.uint8)
            Image.fromarray(noise).save(root / name)
            os.utime(root / name, (1, 1))
        prints.append(print_of(root))
    assert prints[0] != prints[1]


def test_the_fingerprint_is_of_the_groups_too(fill: Fill, small_set: Files) -> None:
    dataset = open_dataset(str(fill(small_set)))
    facts = facts_of(dataset)
    grouped = replace(dataset, groups=np.arange(8, dtype=np.int32) // 2)
    assert facts.fingerprint(grouped) != facts.fingerprint(dataset)
