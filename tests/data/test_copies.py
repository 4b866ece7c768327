"""Copies: all that were planted are found, and no two different pictures are called one."""

from __future__ import annotations

import hashlib
import io
import itertools
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from regnet_studio.data import copies as module
from regnet_studio.data.copies import Copies, exact_copies, find_copies, near_copies
from regnet_studio.data.decode import BadImage, Frame, decode
from regnet_studio.data.hashing import hash_of
from regnet_studio.data.likeness import print_of, same_picture
from tests.data.planted import NEAR, near_copy, planted, saved, scene

PHOTOS = Path("/work/shared/data/cats-dogs-voitures-fleurs.zip")
FRAME = Frame(96, 3)


def found_in(files: dict[str, bytes]) -> tuple[list[str], Copies]:
    """The copies among some files, as a scan finds them."""
    paths = sorted(files)
    digests = [hashlib.blake2b(files[path], digest_size=16).digest() for path in paths]
    hashes = [hash_of(decode(files[path], FRAME)) for path in paths]
    return paths, find_copies(
        np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 16),
        np.array(hashes, np.uint64),
        lambda row: decode(files[paths[row]], Frame(64, 3)),
    )


def one_hash(pictures: NDArray[np.uint8]) -> list[list[int]]:
    """Groups among pictures that share one hash, whatever they show."""
    hashes = np.full(len(pictures), 7, np.uint64)
    return [rows.tolist() for rows in near_copies(hashes, lambda row: pictures[row])]


# The hash


@pytest.mark.parametrize("size", [8, 28, 96, 224])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_hash_fits_64_bits_and_is_the_same_for_the_same_picture(size: int, channels: int) -> None:
    square = decode(saved(scene(0), "PNG"), Frame(size, channels))
    found = hash_of(square)
    assert 0 < found < 2**64
    assert hash_of(square.copy()) == found
    assert hash_of(decode(saved(scene(1), "PNG"), Frame(size, channels))) != found


def test_the_hash_is_that_of_imagehash() -> None:
    imagehash = pytest.importorskip("imagehash")
    for seed, size in itertools.product(range(20), (8, 32, 63)):
        square = decode(saved(scene(seed), "PNG"), Frame(size, 3))
        assert str(imagehash.phash(Image.fromarray(square))) == f"{hash_of(square):016x}"


@pytest.mark.parametrize("level", [0, 77, 255])
def test_a_flat_picture_has_no_hash_and_no_near_copy(level: int) -> None:
    flat = np.full((32, 32, 3), level, np.uint8)
    flat[0, 0] ^= 1
    assert hash_of(flat) == 0
    assert near_copies(np.zeros(9, np.uint64), lambda row: flat) == []


# Equal files


@given(st.lists(st.integers(0, 5), max_size=40))
def test_equal_digests_are_grouped_and_empty_ones_are_not(numbers: list[int]) -> None:
    digests = np.zeros((len(numbers), 16), np.uint8)
    for row, number in enumerate(numbers):
        digests[row, 3] = number % 2 if number < 4 else 0  # 4 and 5 differ in one half only
        digests[row, 12] = number // 2
    groups: dict[bytes, list[int]] = {}
    for row, digest in enumerate(digests):
        if digest.any():
            groups.setdefault(digest.tobytes(), []).append(row)
    expected = [rows for rows in groups.values() if len(rows) > 1]
    assert [rows.tolist() for rows in exact_copies(digests)] == expected


# Near copies


def test_every_planted_copy_is_found_and_nothing_else() -> None:
    files = planted(exact=50, near=50, mislabelled=20, alone=40)
    paths, copies = found_in(files)
    record = copies.to_json(
        paths,
        np.array([1 if path.startswith("train") else 3 for path in paths], np.uint8),
        np.array([path.split("/")[1] == "dog" for path in paths], np.int32),
    )

    def stems(groups: list[list[str]]) -> set[str]:
        """``near-7`` for a pair of files of that name; anything else shows up as it is."""
        pairs = [{"-".join(Path(p).stem.split("-")[:2]) for p in group} for group in groups]
        return {" ".join(sorted(pair)) for pair in pairs}

    exact, near, mixed = (
        {f"{kind}-{n}" for n in range(count)}
        for kind, count in (("exact", 50), ("near", 50), ("mixed", 20))
    )
    assert stems(record["duplicates"]) == exact | mixed
    assert stems(record["near_duplicates"]) == near
    assert stems(record["across_splits"]) == exact | near
    assert stems(record["disagreeing"]) == mixed
    assert {len(group) for groups in record.values() for group in groups} == {2}


@pytest.mark.parametrize("way", NEAR)
def test_each_way_of_copying_is_the_same_picture(way: str) -> None:
    pictures = [scene(seed) for seed in range(8)]
    one, other = (
        np.stack([print_of(decode(content, Frame(64, 3))) for content in contents])
        for contents in (
            [saved(picture, "PNG") for picture in pictures],
            [NEAR[way](picture) for picture in pictures],
        )
    )
    assert same_picture(one, other).all()
    assert not same_picture(one, np.roll(other, 1, axis=0)).any()


def test_real_photographs_and_their_copies() -> None:
    if not PHOTOS.exists():
        pytest.skip("the shared data is not here")
    with zipfile.ZipFile(PHOTOS) as archive:
        names = [name for name in archive.namelist() if name.endswith(".jpg")][::8]
        files = {name: archive.read(name) for name in names}
    originals = dict(list(files.items())[:112])
    for n, (name, content) in enumerate(originals.items()):
        with Image.open(io.BytesIO(content)) as picture:
            end, copy = near_copy(picture.convert("RGB"), n)
        files[f"{name}-copy-{end}"] = copy
    paths, copies = found_in(files)
    groups = [[paths[row] for row in rows.tolist()] for rows in copies.groups()]
    assert all(len({path.split("-copy-")[0] for path in group}) == 1 for group in groups)
    assert len(groups) == len(originals)


def test_different_digits_are_no_copies() -> None:
    from sklearn.datasets import load_digits

    images = (load_digits(return_X_y=True)[0].reshape(-1, 8, 8, 1) * 255 / 16).astype(np.uint8)
    hashes = np.array([hash_of(image) for image in images], np.uint64)
    assert near_copies(hashes, lambda row: images[row]) == []


def test_what_only_looks_alike_is_no_copy() -> None:
    base = decode(saved(scene(3), "PNG"), Frame(64, 3)).astype(np.int16)
    pictures = {
        "itself": base,
        "much brighter": np.minimum(base + 60, 255),
        "another colour": base + np.array([60, -30, 0]),
        "mirrored": base[:, ::-1],
        "a patch": np.where(np.indices((64, 64, 1)).max(0) > 44, 255 - base, base),
        "negative": 255 - base,
    }
    stack = np.stack([np.clip(picture, 0, 255) for picture in pictures.values()])
    assert one_hash(stack.astype(np.uint8)) == []


def test_a_small_drawing_on_black_is_not_like_another() -> None:
    pictures = np.zeros((6, 32, 32, 1), np.uint8)
    for n, picture in enumerate(pictures):
        picture[14:18, 3 * n : 3 * n + 12] = 120
    assert one_hash(pictures) == []


def test_pictures_of_one_hash_are_told_apart() -> None:
    kinds = np.stack([decode(saved(scene(seed), "PNG"), Frame(32, 3)) for seed in range(3)])
    pictures = kinds[np.arange(12) % 3]
    assert one_hash(pictures) == [[0, 3, 6, 9], [1, 4, 7, 10], [2, 5, 8, 11]]


def test_a_flood_of_one_picture_is_looked_at_once_each() -> None:
    square = decode(saved(scene(5), "PNG"), Frame(16, 3))
    looked: list[int] = []

    def look(row: int) -> NDArray[np.uint8]:
        looked.append(row)
        return square

    [group] = near_copies(np.full(5000, 99, np.uint64), look)
    assert group.tolist() == list(range(5000))
    assert sorted(looked) == list(range(5000))


def test_an_image_that_is_gone_by_now_is_no_copy() -> None:
    square = decode(saved(scene(5), "PNG"), Frame(32, 3))

    def look(row: int) -> NDArray[np.uint8]:
        if row == 1:
            raise BadImage("broken", "cut off meanwhile")
        return square

    assert [rows.tolist() for rows in near_copies(np.full(3, 9, np.uint64), look)] == [[0, 2]]


def test_progress_may_cancel() -> None:
    square = decode(saved(scene(5), "PNG"), Frame(32, 3))
    seen: list[tuple[int, int]] = []

    def cancel(done: int, total: int) -> None:
        seen.append((done, total))
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        near_copies(np.full(600, 9, np.uint64), lambda row: square, cancel)
    assert seen[-1] == (256, 600)


def test_without_pictures_only_equal_hashes_count() -> None:
    hashes = np.array([5, 4, 5, 0, 0, 7], np.uint64)
    assert [rows.tolist() for rows in near_copies(hashes)] == [[0, 2]]


# The search


def near_pairs(hashes: NDArray[np.uint64], distance: int) -> set[tuple[int, int]]:
    numbers = [int(number) for number in hashes]
    return {
        (i, j)
        for (i, a), (j, b) in itertools.combinations(enumerate(numbers), 2)
        if (a ^ b).bit_count() <= distance
    }


def crowd(seed: int, count: int) -> NDArray[np.uint64]:
    """Hashes in clouds: some far apart, many within ten bits of another, some equal."""
    draw = np.random.default_rng(seed)
    hashes = draw.integers(0, 2**64, count, dtype=np.uint64)
    for row in range(1, count):
        if draw.random() < 0.7:
            bits = draw.integers(0, 64, draw.integers(0, 11)).tolist()
            flips = sum(1 << bit for bit in set(bits))
            hashes[row] = hashes[draw.integers(0, row)] ^ np.uint64(flips)
    return hashes


@pytest.mark.parametrize("few", [0, 100_000])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(0, 250))
def test_the_search_is_complete(few: int, seed: int, count: int) -> None:
    hashes = crowd(seed, count)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FEW", few)
        one, other = module._candidates(hashes, lambda done, total: None)
    pairs = [tuple(sorted(pair)) for pair in zip(one.tolist(), other.tolist(), strict=True)]
    assert len(pairs) == len(set(pairs))
    distance = 8 if count <= few else 6
    assert set(pairs) == near_pairs(hashes, distance)


def test_of_too_many_pairs_the_nearest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = crowd(1, 300)
    monkeypatch.setattr(module, "_MOST_PAIRS", 100)
    one, other = module._candidates(hashes, lambda done, total: None)
    assert 0 < len(one) <= 100
    assert {
        *zip(np.minimum(one, other).tolist(), np.maximum(one, other).tolist(), strict=True)
    } >= (near_pairs(hashes, 0))


# What is told of them


@given(
    st.lists(
        st.tuples(st.integers(-1, 4), st.booleans(), st.integers(0, 3), st.integers(0, 2)),
        max_size=25,
    ),
    st.data(),
)
def test_groups_and_what_is_wrong_with_them(
    rows: list[tuple[int, bool, int, int]], data: st.DataObject
) -> None:
    group = np.array([row[0] for row in rows], np.int32)
    kept = np.array([row[1] for row in rows], bool)
    splits = np.array([row[2] for row in rows], np.uint8)
    labels = np.array([row[3] for row in rows], np.int32)
    copies = Copies(np.full(len(rows), -1, np.int32), group).among(kept)
    members = {
        number: [i for i in range(len(rows)) if kept[i] and group[i] == number]
        for number in range(5)
    }
    expected = sorted(group for group in members.values() if len(group) > 1)
    assert [found.tolist() for found in copies.groups()] == expected
    assert copies.kinds == ("near",) * len(expected)
    assert [found.tolist() for found in copies.across_splits(splits)] == [
        group for group in expected if len({int(splits[i]) for i in group}) > 1
    ]
    assert [found.tolist() for found in copies.disagreeing(labels)] == [
        group for group in expected if len({int(labels[i]) for i in group}) > 1
    ]
    held = data.draw(st.sets(st.integers(0, len(rows) - 1))) if rows else set()
    found = copies.of_held_back(np.array(sorted(held), np.int64))
    assert set(found.tolist()) == {
        i for group in expected for i in group if i not in held and held & set(group)
    }
    some = np.array(sorted(held), np.int64)
    assert set(copies.repeated(some).tolist()) == {
        i for group in expected for i in sorted(held & set(group))[1:]
    }


def test_equal_files_inside_a_group_of_near_copies() -> None:
    picture = scene(8)
    png, jpeg = saved(picture, "PNG"), saved(picture, "JPEG", quality=80)
    files = {
        "a": png,
        "b": jpeg,
        "c": png,
        "d": saved(scene(9), "PNG"),
        "e": saved(scene(9), "PNG"),
    }
    paths, copies = found_in(files)
    assert copies.exact.tolist() == [0, -1, 0, 1, 1]
    assert copies.group.tolist() == [0, 0, 0, 1, 1]
    assert copies.kinds == ("near", "exact")
    assert copies.of_held_back(np.array([0]), exact=True).tolist() == [2]
    assert copies.of_held_back(np.array([0])).tolist() == [1, 2]
    record = copies.to_json(paths, np.zeros(5, np.uint8), np.zeros(5, np.int32))
    assert record == {
        "duplicates": [["a", "c"], ["d", "e"]],
        "near_duplicates": [["a", "b", "c"]],
        "across_splits": [],
        "disagreeing": [],
    }
