"""Copies among the images of a dataset: equal files, and the same picture saved another way.

Near copies are proposed by a perceptual hash and confirmed by comparing the two pictures. Found
are copies that were resized, encoded again, turned by EXIF, or made a little brighter or paler;
not found are crops, mirrored pictures and copies of half the size of what is tiny (below 32 px).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.likeness import Album, Look, OnProgress, Rows

_FLAT = 2.0
"""Standard deviation of the grey levels below which a picture has no hash."""
_FEW = 100_000
"""Up to here every pair of hashes is compared."""
_DISTANCE_FEW, _DISTANCE_MANY = 8, 6
"""Bits that the hashes of copies may differ in (hashes have 32 bits set: distances are even)."""
_BANDS, _EQUAL_BANDS = 9, 3
"""Hashes that differ in at most 6 bits agree in at least 3 of 9 bands."""
_MOST_PAIRS = 10_000_000
_LONGEST_RUN = 20_000
_ROUNDS = 8


def hash_of(square: NDArray[np.uint8]) -> int:
    """The 64-bit perceptual hash (DCT of 32x32 grey levels) of uint8 [S, S, C]; 0: a flat picture.

    C is 1 or 3. From any thread.
    """
    import imagehash
    from PIL import Image

    picture = Image.fromarray(square[..., 0] if square.shape[2] == 1 else square)
    if square.shape[0] >= 64:  # a box filter is far cheaper than imagehash's own on a large picture
        picture = picture.reduce(square.shape[0] // 32)
    picture = picture.convert("L")
    if np.asarray(picture).std() < _FLAT:
        return 0
    return int.from_bytes(np.packbits(imagehash.phash(picture).hash).tobytes(), "big")


def exact_copies(digests: NDArray[np.uint8]) -> list[Rows]:
    """The groups of rows whose digests [N, 16] are equal; a digest of zeros equals none."""
    keys = np.ascontiguousarray(digests).view([("high", "<u8"), ("low", "<u8")])[:, 0]
    kept = np.flatnonzero((keys["high"] != 0) | (keys["low"] != 0))
    order = np.lexsort((keys["low"][kept], keys["high"][kept]))
    kept = kept[order]  # rows stay ascending inside a group: the sort is stable
    same = np.zeros(len(kept) + 1, dtype=bool)
    same[1:-1] = keys[kept[1:]] == keys[kept[:-1]]
    several = same[1:] | same[:-1]
    return _in_order(_by_value(kept[several], np.cumsum(~same[:-1])[several]))


def near_copies(
    hashes: NDArray[np.uint64], look: Look | None = None, on_progress: OnProgress | None = None
) -> list[Rows]:
    """The groups of rows that show the same picture.

    All pairs of hashes within 8 bits (above 100,000 images: 6) are candidates, at most ten
    million of them, the nearest. Of thousands of different pictures that share one hash, only
    those like the first eight are found.

    Args:
        hashes: [N], 0 where an image has none and so no copy.
        look: gives the pictures to be compared, called in threads, at most once an image; None:
            equal hashes are taken for copies, and no others.
        on_progress: called with (pictures looked at, of how many); raise from it to cancel.

    Raises:
        Whatever ``look`` and ``on_progress`` raise.
    """
    rows = np.flatnonzero(hashes)
    rows = rows[np.argsort(hashes[rows], kind="stable")]
    ranked = hashes[rows]
    first = np.searchsorted(ranked, ranked)
    if look is None:
        links = (rows[first], rows)
        return _connected(len(hashes), *links)
    report = on_progress or (lambda done, total: None)
    album = Album(len(hashes), look, report)
    equal, left = _equal_hashes(rows, ranked, album)
    one, other = _candidates(hashes[left], report)
    one, other = left[one], left[other]
    same = album.same(one, other)
    return _connected(
        len(hashes), *(np.concatenate(x) for x in zip(equal, (one[same], other[same]), strict=True))
    )


def _equal_hashes(
    rows: Rows, ranked: NDArray[np.uint64], album: Album
) -> tuple[tuple[Rows, Rows], Rows]:
    """Join the images of one hash, in linear time; what is left stands for all.

    Each round compares every image with the first of its hash that is left, so that a thousand
    equal black frames take a thousand comparisons.

    Args:
        rows, ranked: the images and their hashes, sorted by hash.
    """
    ones: list[Rows] = []
    others: list[Rows] = []
    heads: list[Rows] = []
    for _ in range(_ROUNDS):
        first = np.searchsorted(ranked, ranked)
        leads = first == np.arange(len(ranked))
        heads.append(rows[leads])
        one, other = rows[first[~leads]], rows[~leads]
        same = album.same(one, other)
        ones.append(one[same])
        others.append(other[same])
        rows, ranked = other[~same], ranked[~leads][~same]
    return (np.concatenate(ones), np.concatenate(others)), np.sort(np.concatenate(heads))


def _candidates(hashes: NDArray[np.uint64], report: OnProgress) -> tuple[Rows, Rows]:
    """All pairs of positions whose hashes are near; of too many, the nearest."""
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    near = _Nearest(_DISTANCE_FEW if len(hashes) <= _FEW else _DISTANCE_MANY)
    if len(hashes) <= _FEW:
        near.add_run(hashes, np.arange(len(hashes)), None, report)
    else:
        edges = np.linspace(0, 64, _BANDS + 1).round().astype(np.uint64)
        bands = tuple(_ones(high - low) << low for low, high in pairwise(edges))
        for chosen in combinations(range(_BANDS), _EQUAL_BANDS):
            report(0, 0)
            _bucket(hashes, bands, chosen, near)
    one, other = near.pairs()
    return order[one], order[other]


def _bucket(
    hashes: NDArray[np.uint64],
    bands: tuple[np.uint64, ...],
    chosen: tuple[int, ...],
    near: _Nearest,
) -> None:
    """Compare the hashes that are equal in the ``chosen`` bands."""
    key = np.zeros_like(hashes)
    for band in chosen:
        width = np.uint64(int(bands[band]).bit_count())
        shift = np.uint64((int(bands[band]) & -int(bands[band])).bit_length() - 1)
        key = key << width | (hashes & bands[band]) >> shift
    # The position rides in the low bits: sorting numbers is several times faster than argsort.
    low = np.uint64(len(hashes).bit_length())
    key = np.sort(key << low | np.arange(len(hashes), dtype=np.uint64))
    order = (key & _ones(low)).astype(np.int64)
    key >>= low
    mine = hashes[order]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    ends = np.append(starts[1:], len(key))
    rule = (bands, chosen)
    long = ends - starts > 64
    for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True):
        near.add_run(mine[start:end], order[start:end], rule)
    end_of = np.repeat(np.where(long, starts, ends), ends - starts)
    at = np.arange(len(key))
    for step in range(1, 65):
        at = at[at + step < end_of[at]]
        near.add(mine[at], mine[at + step], order[at], order[at + step], rule)


class _Nearest:
    """Pairs of near hashes, each once; when they become too many, the farthest are let go."""

    def __init__(self, distance: int) -> None:
        self.distance = distance
        self._found: list[NDArray[np.int64]] = []
        self._count = 0

    def add(
        self,
        a: NDArray[np.uint64],
        b: NDArray[np.uint64],
        rows_a: Rows,
        rows_b: Rows,
        rule: tuple[tuple[np.uint64, ...], tuple[int, ...]] | None,
    ) -> None:
        """Keep what is near of the pairs (a[i], b[i]); ``rule``: bands, and which of them agree."""
        different = a ^ b
        apart = np.bitwise_count(different)
        hit = np.flatnonzero(apart <= self.distance)
        if not len(hit):
            return
        if rule is not None:  # a pair is met once for each choice of bands: the first one counts
            bands, chosen = rule
            missed = [n for n in range(chosen[-1]) if n not in chosen]
            clash = np.ones(len(hit), dtype=bool)
            for n in missed:
                clash &= (different[hit] & bands[n]) != 0
            hit = hit[clash]
        one = np.broadcast_to(rows_a, apart.shape)[hit]
        other = np.broadcast_to(rows_b, apart.shape)[hit]
        self._found.append(np.stack([apart[hit].astype(np.int64), one, other]))
        self._count += len(hit)
        if self._count > _MOST_PAIRS:
            self._let_go()

    def add_run(
        self,
        run: NDArray[np.uint64],
        rows: Rows,
        rule: tuple[tuple[np.uint64, ...], tuple[int, ...]] | None,
        report: OnProgress | None = None,
    ) -> None:
        """Compare every pair of ``run`` (of a very long one only neighbours)."""
        reach = max(_LONGEST_RUN, _FEW if rule is None else 0)
        for i in range(len(run) - 1):
            if report and i % 4096 == 0:
                report(0, 0)
            stop = i + 1 + reach
            self.add(run[i : i + 1], run[i + 1 : stop], rows[i : i + 1], rows[i + 1 : stop], rule)

    def pairs(self) -> tuple[Rows, Rows]:
        """Both sides of the pairs."""
        found = np.concatenate([np.zeros((3, 0), np.int64), *self._found], axis=1)
        return found[1], found[2]

    def _let_go(self) -> None:
        found = np.concatenate(self._found, axis=1)
        while self._count > _MOST_PAIRS // 2 and self.distance > 2:
            self.distance -= 2
            found = found[:, found[0] <= self.distance]
            self._count = found.shape[1]
        found = found[:, :_MOST_PAIRS]
        self._found, self._count = [found], found.shape[1]


def _connected(count: int, one: Rows, other: Rows) -> list[Rows]:
    """The groups of at least two among ``count`` that the pairs join."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    edges = coo_array((np.ones(len(one), bool), (one, other)), shape=(count, count))
    _, labels = connected_components(edges, directed=False)
    several = np.flatnonzero(np.bincount(labels, minlength=1)[labels] > 1)
    return _in_order(_by_value(several, labels[several]))


def _by_value(rows: Rows, values: NDArray[np.integer[Any]]) -> list[Rows]:
    """``rows`` parted by their values; inside a part they keep their order."""
    if not len(rows):
        return []
    order = np.argsort(values, kind="stable")
    return np.split(rows[order], np.flatnonzero(np.diff(values[order])) + 1)


def _in_order(groups: Sequence[Rows]) -> list[Rows]:
    """Those of at least two, by their first row."""
    return sorted((group for group in groups if len(group) > 1), key=lambda group: int(group[0]))


def _ones(count: np.uint64) -> np.uint64:
    return np.uint64((1 << int(count)) - 1)


@dataclass(frozen=True, eq=False)
class Copies:
    """Which images of a dataset are copies of each other."""

    exact: NDArray[np.int32]
    """[N]: number of the group of equal files, by first image; -1: the file is the only one."""
    group: NDArray[np.int32]
    """[N]: the same for equal files and near copies together."""

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """``exact`` or ``near`` for each group; exact: all its files are equal."""
        return tuple(
            "exact" if self.exact[rows[0]] >= 0 and np.ptp(self.exact[rows]) == 0 else "near"
            for rows in self.groups()
        )

    def groups(self, *, exact: bool = False) -> list[Rows]:
        """The rows of each group (``exact``: of equal files alone), ascending."""
        group = self.exact if exact else self.group
        rows = np.flatnonzero(group >= 0)
        return _by_value(rows, group[rows])

    def across_splits(self, splits: NDArray[np.uint8]) -> list[Rows]:
        """The groups whose images lie in more than one split ([N], positions in ``SPLITS``)."""
        return [rows for rows in self.groups() if np.ptp(splits[rows]) > 0]

    def disagreeing(self, labels: NDArray[np.int32]) -> list[Rows]:
        """The groups whose images are not all of one class ([N])."""
        return [rows for rows in self.groups() if np.ptp(labels[rows]) > 0]

    def of_held_back(self, held: Rows, *, exact: bool = False) -> Rows:
        """The images that are copies (``exact``: equal files) of any in ``held`` and not in it."""
        group = self.exact if exact else self.group
        touched = np.zeros(int(group.max(initial=-1)) + 2, dtype=bool)  # the last one: no group
        touched[group[held]] = True
        touched[-1] = False
        found = touched[group]
        found[held] = False
        return np.flatnonzero(found)

    def repeated(self, rows: Rows) -> Rows:
        """Of ``rows`` all that are copies of an earlier one among them."""
        rows = np.sort(rows)
        rows = rows[self.group[rows] >= 0]
        _, first = np.unique(self.group[rows], return_index=True)
        return np.delete(rows, first)

    def among(self, kept: NDArray[np.bool_]) -> Copies:
        """Only the copies among the images ``kept`` [N]; the others are in no group."""
        return Copies(*(_numbered(_kept(part, kept)) for part in (self.exact, self.group)))

    def to_json(
        self, paths: Sequence[str], splits: NDArray[np.uint8], labels: NDArray[np.int32]
    ) -> dict[str, Any]:
        """What a scan tells of copies: lists of groups of paths."""

        def named(groups: Sequence[Rows]) -> list[list[str]]:
            return [[str(paths[row]) for row in rows.tolist()] for rows in groups]

        kinds = zip(self.groups(), self.kinds, strict=True)
        return {
            "duplicates": named(self.groups(exact=True)),
            "near_duplicates": named([rows for rows, kind in kinds if kind == "near"]),
            "across_splits": named(self.across_splits(splits)),
            "disagreeing": named(self.disagreeing(labels)),
        }


def find_copies(
    digests: NDArray[np.uint8],
    hashes: NDArray[np.uint64],
    look: Look | None = None,
    on_progress: OnProgress | None = None,
) -> Copies:
    """Exact and near copies of a dataset; arguments as in :func:`near_copies`.

    Args:
        digests: uint8 [N, 16], of the bytes of each file; zeros: unreadable.
        hashes: uint64 [N], by :func:`hash_of`.
    """
    exact = exact_copies(digests)
    single = hashes.copy()
    for rows in exact:
        single[rows[1:]] = 0  # one of equal files speaks for all
    near = near_copies(single, look, on_progress)
    joined = [*exact, *near]
    ones = [np.repeat(rows[0], len(rows) - 1) for rows in joined]
    others = [rows[1:] for rows in joined]
    empty = np.zeros(0, np.int64)
    groups = _connected(
        len(hashes), np.concatenate([empty, *ones]), np.concatenate([empty, *others])
    )
    return Copies(_group_of(len(hashes), exact), _group_of(len(hashes), groups))


def _group_of(count: int, groups: Sequence[Rows]) -> NDArray[np.int32]:
    group = np.full(count, -1, dtype=np.int32)
    for number, rows in enumerate(groups):
        group[rows] = number
    return group


def _kept(group: NDArray[np.int32], kept: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Without the images left out, and without groups of one."""
    group = np.where(kept, group, np.int32(-1))
    sizes = np.bincount(group + 1, minlength=1)
    return np.where(sizes[group + 1] > 1, group, np.int32(-1))


def _numbered(group: NDArray[np.int32]) -> NDArray[np.int32]:
    """The same groups with numbers 0, 1, ... by first image."""
    numbers, first = np.unique(group, return_index=True)
    order = np.argsort(first[numbers >= 0])
    new = np.full(int(group.max(initial=-1)) + 2, -1, dtype=np.int32)
    new[numbers[numbers >= 0][order]] = np.arange(len(order), dtype=np.int32)
    return new[group]
