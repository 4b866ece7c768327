"""Numbers that are a function of (seed, epoch, entry, purpose): even, and unrelated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from regnet_studio.data.draws import Draws, epoch_order, mixing_generator

N = 40_000
MANY = np.arange(N)


def test_numbers_are_even() -> None:
    numbers = Draws(0, 0, MANY).uniform("flip")
    assert stats.kstest(numbers, "uniform").pvalue > 1e-4
    wide = Draws(0, 0, MANY).uniform("flip", -3, 5)
    assert -3 <= wide.min() < -2.99
    assert 4.99 < wide.max() < 5
    np.testing.assert_allclose(wide, numbers * 8 - 3, atol=1e-12)


def test_whole_numbers_and_chances_are_even() -> None:
    counts = np.bincount(Draws(3, 1, MANY).whole("shift x", 7), minlength=7)
    assert len(counts) == 7
    assert stats.chisquare(counts).pvalue > 1e-4
    assert Draws(3, 1, MANY).chance("x", 0.25).mean() == pytest.approx(0.25, abs=0.01)
    assert not Draws(3, 1, MANY).chance("x", 0.0).any()
    assert Draws(3, 1, MANY).chance("x", 1.0).all()


@pytest.mark.parametrize("lag", [1, 2, 64, 1000])
def test_neighbouring_entries_are_unrelated(lag: int) -> None:
    numbers = Draws(0, 0, MANY).uniform("flip")
    cells = (numbers[:-lag] * 10).astype(int) * 10 + (numbers[lag:] * 10).astype(int)
    assert stats.chisquare(np.bincount(cells, minlength=100)).pvalue > 1e-4


def test_purposes_epochs_and_seeds_are_unrelated() -> None:
    streams = [
        Draws(seed, epoch, MANY).uniform(purpose)
        for seed, epoch in ((0, 0), (0, 1), (1, 0), (1, 1), (2**31 - 1, 0))
        for purpose in ("shift x", "shift y", "policy 0", "policy 1")
    ]
    correlations = np.corrcoef(streams) - np.eye(len(streams))
    assert np.abs(correlations).max() < 5 / np.sqrt(N)
    assert len(np.unique(streams)) == len(streams) * N


@settings(deadline=None, max_examples=30)
@given(
    st.integers(0, 2**31 - 1),
    st.integers(0, 100_000),
    st.lists(st.integers(0, 2**40), min_size=1, max_size=20),
)
def test_an_entrys_number_is_its_own(seed: int, epoch: int, entries: list[int]) -> None:
    together = Draws(seed, epoch, np.array(entries)).uniform("rotation")
    alone = [float(Draws(seed, epoch, np.array([e])).uniform("rotation")[0]) for e in entries]
    assert together.tolist() == alone


def test_an_order_is_a_permutation_of_its_own() -> None:
    order, keys = epoch_order(1000, 5, 2)
    assert sorted(order) == list(range(1000))
    assert np.array_equal(order, keys)
    assert np.array_equal(order, epoch_order(1000, 5, 2)[0])
    for seed, epoch in ((5, 3), (6, 2), (2, 5)):
        other = epoch_order(1000, seed, epoch)[0]
        assert (other == order).mean() < 0.02


def test_weights_say_how_often_an_entry_comes() -> None:
    weights = np.array([0.5, 0.0, 0.3, 0.2] + [0.0] * 996)
    drawn = np.concatenate([epoch_order(1000, 0, epoch, weights)[0] for epoch in range(20)])
    shares = np.bincount(drawn, minlength=1000) / len(drawn)
    np.testing.assert_allclose(shares, weights, atol=0.02)
    assert shares[weights == 0].sum() == 0


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 60), st.integers(0, 100), st.data())
def test_an_entry_drawn_twice_has_two_keys(count: int, seed: int, data: st.DataObject) -> None:
    weights = np.array(data.draw(st.lists(st.floats(0.01, 9), min_size=count, max_size=count)))
    order, keys = epoch_order(count, seed, 1, weights)
    assert len(order) == count == len(set(keys.tolist()))
    assert np.array_equal(keys % count, order)
    for entry in set(order.tolist()):
        assert (keys[order == entry] // count).tolist() == list(range((order == entry).sum()))


@st.composite
def some_losses(draw: st.DrawFn) -> np.ndarray:
    """Of 1 to 60 entries, with equal ones, and with entries that had none."""
    value = st.sampled_from([0.5, 1.0]) | st.floats(0, 20, width=32)
    unknown = st.sampled_from([np.nan, np.inf])
    return np.array(draw(st.lists(value | value | unknown, min_size=1, max_size=60)), np.float32)


@settings(deadline=None, max_examples=100)
@given(some_losses(), st.floats(0, 0.5), st.integers(0, 100))
def test_the_easiest_give_their_places_to_the_hardest(
    losses: np.ndarray, hard: float, seed: int
) -> None:
    count = len(losses)
    plain, _ = epoch_order(count, seed, 3)
    order, keys = epoch_order(count, seed, 3, losses=losses, hard=hard)
    times = np.bincount(order, minlength=count)
    assert len(order) == times.sum() == count == len(set(keys.tolist()))
    assert np.array_equal(keys % count, order)
    gone, twice = times == 0, times == 2
    known = np.isfinite(losses)
    number = min(round(hard * count), int(known.sum()) // 2)
    assert gone.sum() == twice.sum() == number
    assert (times <= 2).all()
    assert (times[~known] == 1).all()
    if number:
        kept = known & (times == 1)
        assert losses[gone].max() <= min(losses[kept | twice])
        assert losses[twice].min() >= max(losses[kept | gone])
    stays = ~gone[plain]
    assert np.array_equal(order[stays], plain[stays])  # nobody else moves
    again, _ = epoch_order(count, seed, 3, losses=losses.copy(), hard=hard)
    assert np.array_equal(order, again)


@settings(deadline=None, max_examples=50)
@given(some_losses(), st.floats(0, 0.5), st.data())
def test_hard_entries_among_drawn_ones(
    losses: np.ndarray, hard: float, data: st.DataObject
) -> None:
    count = len(losses)
    weights = np.array(data.draw(st.lists(st.floats(0.01, 9), min_size=count, max_size=count)))
    plain, _ = epoch_order(count, 0, 1, weights)
    order, keys = epoch_order(count, 0, 1, weights, losses, hard)
    assert len(order) == count == len(set(keys.tolist()))
    assert np.array_equal(keys % count, order)
    moved = order != plain
    easiest = set(plain[moved].tolist())
    assert not easiest & set(order.tolist())
    assert len(easiest) <= round(hard * count)
    if len(easiest):
        assert losses[plain[moved]].max() <= losses[order[moved]].min()


def test_without_losses_or_hard_examples_the_order_is_the_plain_one() -> None:
    plain = epoch_order(50, 1, 2)
    for losses, hard in ((None, 0.5), (np.arange(50, dtype=np.float32), 0.0)):
        found = epoch_order(50, 1, 2, None, losses, hard)
        assert all(np.array_equal(a, b) for a, b in zip(plain, found, strict=True))


@settings(deadline=None, max_examples=40)
@given(
    st.integers(0, 2**31 - 1),
    st.integers(1, 100_000),
    st.lists(st.integers(0, 2**40), min_size=1, max_size=20),
)
def test_sides_alternate_and_are_each_entrys_own(seed: int, epoch: int, entries: list[int]) -> None:
    def sides(epoch: int, entries: list[int] = entries) -> list[bool]:
        return Draws(seed, epoch, np.array(entries)).alternating().tolist()

    now = sides(epoch)
    assert sides(epoch + 1) == [not side for side in now]
    assert sides(epoch + 2) == now
    assert [sides(epoch, [entry])[0] for entry in entries] == now


def test_first_sides_are_even_and_unrelated() -> None:
    first, other = (Draws(seed, 1, MANY).alternating() for seed in (0, 1))
    assert first.mean() == pytest.approx(0.5, abs=0.01)
    for a, b in ((first, other), (first[1:], first[:-1])):
        assert (a == b).mean() == pytest.approx(0.5, abs=0.015)


def test_mixing_differs_from_batch_to_batch() -> None:
    first = [mixing_generator(1, 2, batch).random() for batch in range(50)]
    assert first == [mixing_generator(1, 2, batch).random() for batch in range(50)]
    assert len(set(first)) == 50
    assert mixing_generator(1, 3, 0).random() not in first
