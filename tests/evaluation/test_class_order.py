"""The order in which confused classes stand together."""

from __future__ import annotations

import numpy as np
import pytest

from regnet_studio.evaluation.class_order import by_confusion


def test_groups_of_confused_classes_stand_together() -> None:
    counts = np.diag(np.full(9, 50))
    for first, second in ((0, 7), (7, 3), (2, 8), (8, 5)):
        counts[first, second] = counts[second, first] = 20
    order = by_confusion(counts).tolist()
    assert sorted(order) == list(range(9))
    assert {*order[:3]} in ({0, 3, 7}, {2, 5, 8})
    assert {*order[3:6]} in ({0, 3, 7}, {2, 5, 8})
    assert order[6:] == [1, 4, 6]


def test_a_mistake_counts_by_its_share_of_the_class() -> None:
    counts = np.array([[900, 90, 0, 0], [0, 900, 0, 0], [0, 0, 10, 0], [0, 0, 9, 1]])
    order = by_confusion(counts).tolist()
    assert abs(order.index(2) - order.index(3)) == 1
    assert abs(order.index(0) - order.index(1)) == 1


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_without_mistakes_the_order_stays(classes: int) -> None:
    assert by_confusion(np.diag(np.arange(classes))).tolist() == list(range(classes))


def test_two_confused_classes_come_first() -> None:
    counts = np.diag([5, 5, 5, 5])
    counts[1, 3] = 2
    assert by_confusion(counts).tolist() == [1, 3, 0, 2]


def test_a_thousand_classes_are_ordered_each_once() -> None:
    counts = np.random.default_rng(0).poisson(0.02, (1000, 1000))
    assert sorted(by_confusion(counts).tolist()) == list(range(1000))
