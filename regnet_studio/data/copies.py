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

_FEW = 100_000
"""Up to here every pair of hashes is compared."""
_DISTANCE_FEW, _DISTANCE_MANY = 8, 6
"""Bits that the hashes of copies may differ in (hashes have 32 bits set: distances are even)."""
_BANDS, _EQUAL_BANDS = 9, 3
"""Hashes that differ in at most 6 bits agree in at least 3 of 9 bands."""
_EDGES = [round(64 * band / _BANDS) for band in range(_BANDS + 1)]
_MASKS = [np.uint64((1 << end) - (1 << start)) for start, end in pairwise(_EDGES)]
_MOST_PAIRS = 5_000_000
_LONG_RUN, _LONGEST_RUN = 32, 20_000
_BLOCK = 1 << 17
"""Pairs of hashes compared at once."""
_ROUNDS = 8


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

    All pairs of hashes within 8 bits (above 100,000 images: 6) are candidates, at most five
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
    # Equal hashes side by side, and next to their likes: what runs are cut to is not by chance.
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    if len(hashes) <= _FEW:
        near = _Nearest(_DISTANCE_FEW)
        near.add_run(hashes, np.arange(len(hashes)), report)
    else:
        hashes = _spread(hashes)
        near = _Nearest(_DISTANCE_MANY)
        for agreeing in combinations(range(_BANDS), _EQUAL_BANDS):
            report(0, 0)
            _add_agreeing(hashes, agreeing, near)
    one, other = near.pairs()
    return order[one], order[other]


def _spread(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The same bits in another order, so that each band takes some of every frequency.

    The low ones are alike in many pictures, and a band of nothing else would part nothing.
    """
    bits = np.unpackbits(hashes.astype(">u8").view(np.uint8).reshape(-1, 8), axis=1)
    bits = bits[:, np.argsort(np.arange(64) % _BANDS, kind="stable")]
    packed = np.ascontiguousarray(np.packbits(bits, axis=1))
    return packed.view(">u8")[:, 0].astype(np.uint64)


def _add_agreeing(hashes: NDArray[np.uint64], agreeing: tuple[int, ...], near: _Nearest) -> None:
    """Compare the hashes that are equal in the bands ``agreeing``."""
    key = np.zeros_like(hashes)
    for band in agreeing:
        start, end = _EDGES[band : band + 2]
        key = key << np.uint64(end - start) | (hashes & _MASKS[band]) >> np.uint64(start)
    # The position rides in the low bits: sorting numbers is several times faster than argsort.
    low = len(hashes).bit_length()
    key = np.sort(key << np.uint64(low) | np.arange(len(hashes), dtype=np.uint64))
    order = (key & np.uint64((1 << low) - 1)).astype(np.int32)
    key >>= np.uint64(low)
    hashes = hashes[order]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    ends = np.append(starts[1:], len(key))
    long = ends - starts > _LONG_RUN
    for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True):
        near.add_run(hashes[start:end], order[start:end], agreeing=agreeing)
    end_of = np.repeat(np.where(long, starts, ends), ends - starts)
    at = np.arange(len(key))
    for step in range(1, _LONG_RUN):
        at = at[at + step < end_of[at]]
        different = hashes[at] ^ hashes[at + step]
        hit = np.flatnonzero(np.bitwise_count(different) <= near.distance)
        near.add(different[hit], order[at[hit]], order[at[hit] + step], agreeing)


class _Nearest:
    """Pairs of near hashes, each once; when they become too many, the farthest are let go."""

    def __init__(self, distance: int) -> None:
        self.distance = distance
        self._found: list[NDArray[np.int32]] = []
        self._count = 0

    def add(
        self,
        different: NDArray[np.uint64],
        one: NDArray[Any],
        other: NDArray[Any],
        agreeing: tuple[int, ...] | None,
    ) -> None:
        """Keep near pairs: the bits in which they differ, and both sides.

        Args:
            agreeing: the bands by which they were met. A pair may agree in more, and is then met
                several times: only the first time counts.
        """
        if agreeing is not None:
            before = [n for n in range(agreeing[-1]) if n not in agreeing]
            first = np.ones(len(different), dtype=bool)
            for band in before:
                first &= (different & _MASKS[band]) != 0
            different, one, other = different[first], one[first], other[first]
        if not len(different):
            return
        self._found.append(np.array([np.bitwise_count(different), one, other], dtype=np.int32))
        self._count += len(different)
        if self._count > _MOST_PAIRS:
            self._let_go()

    def add_run(
        self,
        hashes: NDArray[np.uint64],
        rows: NDArray[Any],
        report: OnProgress | None = None,
        agreeing: tuple[int, ...] | None = None,
    ) -> None:
        """Compare every pair of a run (of a very long one only neighbours)."""
        reach = min(len(hashes), _FEW if agreeing is None else _LONGEST_RUN)
        block = max(1, _BLOCK // max(1, reach))
        for at, start in enumerate(range(0, len(hashes), block)):
            if report and at % 1024 == 0:
                report(0, 0)
            mine = hashes[start : start + block, None]
            different = mine ^ hashes[start + 1 : start + block + reach]
            i, j = np.nonzero(np.bitwise_count(different) <= self.distance)
            i, j = i[j >= i], j[j >= i]
            self.add(different[i, j], rows[start + i], rows[start + 1 + j], agreeing)

    def pairs(self) -> tuple[Rows, Rows]:
        """Both sides of the pairs."""
        found = np.concatenate([np.zeros((3, 0), np.int32), *self._found], axis=1)
        return found[1].astype(np.int64), found[2].astype(np.int64)

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
