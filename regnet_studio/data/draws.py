"""Random numbers that are a function of what they are drawn for.

Every image varies by numbers computed from (seed, epoch, entry, purpose) alone: no table is kept,
no generator has a state, and neither the batch nor the moment of a resumption changes a pixel.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

_ORDER, _IMAGES, _MIXING, _SIDES = range(4)
"""What a stream of random numbers is for: none shares its numbers with another."""


class Draws:
    """The random numbers of some entries in one epoch.

    Args:
        epoch: from 1.
        entries: int64 [B], or the keys of :func:`epoch_order`.
    """

    def __init__(self, seed: int, epoch: int, entries: NDArray[np.int64]) -> None:
        self._seed, self._epoch = seed, epoch
        self._entries = _mixed(entries.astype(np.uint64))
        self._keys = _mixed(self._entries ^ _key(seed, epoch, _IMAGES))

    def __len__(self) -> int:
        return len(self._keys)

    def uniform(self, purpose: str, low: float = 0.0, high: float = 1.0) -> NDArray[np.float64]:
        """Evenly in [low, high), one number per entry; another purpose gives other numbers: [B]."""
        bits = _mixed(self._keys ^ _lane(purpose)) >> np.uint64(11)
        return low + (high - low) * 2.0**-53 * bits.astype(np.float64)

    def whole(self, purpose: str, count: int) -> NDArray[np.int64]:
        """One of 0 .. count-1 each, evenly: [B]."""
        return np.floor(self.uniform(purpose) * count).astype(np.int64)

    def chance(self, purpose: str, share: float) -> NDArray[np.bool_]:
        """True for this share of the entries: [B]."""
        return self.uniform(purpose) < share

    def alternating(self) -> NDArray[np.bool_]:
        """One of two sides, drawn for the first epoch and the other one in every next: [B]."""
        first = _mixed(self._entries ^ _key(self._seed, 0, _SIDES)) >> np.uint64(63)
        return (first + np.uint64((self._epoch - 1) % 2)) % np.uint64(2) == 1


def epoch_order(
    count: int,
    seed: int,
    epoch: int,
    weights: NDArray[np.float64] | None = None,
    losses: NDArray[np.float32] | None = None,
    hard: float = 0.0,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """In which order the entries come in an epoch, and what their numbers are drawn by.

    Args:
        weights: [count]; ``count`` entries are drawn with replacement, in proportion to them.
        losses: [count], of the epoch before; NaN where an entry had none: it keeps its place.
        hard: 0..0.5, the share of the entries, those with the lowest losses, that give their
            places to as many with the highest.

    Returns:
        entries: int64 [count]: a permutation, or what was drawn, some of it exchanged.
        keys: int64 [count]: no two are equal, so that an entry that comes twice varies twice.
    """
    generator = np.random.default_rng(_sequence(seed, epoch, _ORDER))
    if weights is None:
        order = generator.permutation(count)
    else:
        reached = np.cumsum(weights)
        order = np.searchsorted(reached / reached[-1], generator.random(count), side="right")
    if losses is not None and hard:
        order = _in_the_place_of(losses, hard)[order]
    elif weights is None:
        return order, order
    return order, order + count * _turns(order)


def mixing_generator(seed: int, epoch: int, batch: int) -> np.random.Generator:
    """What the ``batch``-th batch of an epoch mixes its images by."""
    return np.random.default_rng(_sequence(seed, epoch, _MIXING, batch))


def _sequence(*numbers: int) -> np.random.SeedSequence:
    return np.random.SeedSequence(numbers)


def _key(*numbers: int) -> NDArray[np.uint64]:
    return _sequence(*numbers).generate_state(1, np.uint64).astype(np.uint64)


def _in_the_place_of(losses: NDArray[np.float32], hard: float) -> NDArray[np.int64]:
    """Which entry comes wherever each entry would: one of the hardest for one of the easiest."""
    comes = np.arange(len(losses))
    ranked = np.argsort(losses, kind="stable")
    known = ranked[np.isfinite(losses[ranked])]
    number = min(round(hard * len(losses)), len(known) // 2)
    comes[known[:number]] = known[len(known) - number :]
    return comes


def _turns(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """How often each value came before."""
    places = np.argsort(values, kind="stable")
    ordered = values[places]
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    turns = np.empty_like(values)
    turns[places] = np.arange(len(values)) - np.repeat(first, np.diff(first, append=len(values)))
    return turns


@cache
def _lane(purpose: str) -> np.uint64:
    digest = blake2b(purpose.encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def _mixed(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The output function of SplitMix64 (Steele, Lea and Flood 2014, constants of Stafford 13)."""
    keys = keys + np.uint64(0x9E3779B97F4A7C15)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))
