"""New examples lie where they should, are as many as promised, and fit into memory."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from regnet_studio.data.smote import NAMES, memory_needed, refuse_too_large, synthesize
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Balance


def clouds(
    counts: list[int], values: int, *, spread: float = 20.0, apart: float = 15.0, seed: int = 0
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Gaussian classes, so near each other that all have a border."""
    draw = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(counts)), counts)
    centres = draw.normal(0, apart, (len(counts), values))
    points = draw.normal(0, spread, (len(labels), values)) + centres[labels] + 128
    return points.astype(np.float32), labels


def make(
    method: Any, points: NDArray[Any], labels: NDArray[np.int64], *, k: int = 3, seed: int = 0
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    counts = np.bincount(labels)
    promised = np.full(len(counts), counts.max())
    names = [f"class {n}" for n in range(len(counts))]
    balance = Balance(method=method, neighbors=k)
    return synthesize(balance, points, labels, promised, names, seed)


def off_the_lines(x: NDArray[np.float64], points: NDArray[np.float64], low: float) -> float:
    """Largest difference between ``x`` and the nearest a + t (b - a), t in [low, 1]."""
    a, b = points[:, None], points[None, :]
    way = b - a
    length = np.maximum((way**2).sum(-1), 1e-9)
    t = np.clip(((x - a) * way).sum(-1) / length, low, 1)
    return float(np.abs(a + t[..., None] * way - x).max(-1).min())


@pytest.mark.parametrize("method", NAMES)
@pytest.mark.parametrize("kind", [np.uint8, np.float32])
def test_each_lies_between_two_of_its_own_class(method: str, kind: Any) -> None:
    points, labels = clouds([40, 12, 8], 6)
    points = np.clip(points, 0, 255).astype(kind)
    made, made_labels = make(method, points, labels)
    assert made.dtype == kind
    assert np.bincount(made_labels, minlength=3).tolist() == [0, 28, 32]
    outward = -0.5 if method == "svm_smote" else 0.0
    tolerance = 1.01 if kind == np.uint8 else 1e-3  # rounded, and projected anew
    for x, label in zip(made.astype(np.float64), made_labels, strict=True):
        own = points[labels == label].astype(np.float64)
        assert off_the_lines(x, own, outward) < tolerance
    assert len(np.unique(made, axis=0)) > 0.9 * len(made)  # new ones, not copies


@pytest.mark.parametrize("method", NAMES)
def test_the_seed_decides_and_nothing_else(method: str) -> None:
    points, labels = clouds([40, 12, 8], 6)
    before = points.copy()
    made = make(method, points, labels, seed=3)[0]
    assert np.array_equal(made, make(method, points, labels, seed=3)[0])
    assert not np.array_equal(made, make(method, points, labels, seed=4)[0])
    assert np.array_equal(points, before)


def test_bytes_do_not_wrap_where_svm_smote_goes_outward() -> None:
    """Each value is 0 to 9 in the rare class, or 246 to 255: never between."""
    points, labels = clouds([60, 12], 6)
    low = np.random.default_rng(0).integers(0, 10, points.shape)
    low[:, 3:] += 246
    made = make("svm_smote", low.astype(np.uint8), labels)[0]
    assert len(made) == 48
    assert (made[:, :3] < 15).all()
    assert (made[:, 3:] > 240).all()
    assert (made == 0).any()
    assert (made == 255).any()


def test_nothing_is_made_where_nothing_is_missing() -> None:
    points, labels = clouds([10, 10], 4)
    made, made_labels = make("smote", points, labels)
    assert made.shape == (0, 4)
    assert len(made_labels) == 0


@pytest.mark.parametrize("method", NAMES)
@pytest.mark.parametrize(
    ("count", "k", "sentence"),
    [
        (4, 5, "class 'class 1' has 4 training images; {} with 5 neighbours needs at least 6: set "
         "balance.neighbors to 3 or lower, or balance.method to duplicate"),
        (1, 1, "class 'class 1' has 1 training image; {} with 1 neighbour needs at least 2: set "
         "balance.method to duplicate"),
    ],
)  # fmt: skip
def test_too_few_for_their_neighbours(method: str, count: int, k: int, sentence: str) -> None:
    points, labels = clouds([30, count, count + 1], 4)
    with pytest.raises(DataMistake) as mistake:
        make(method, points, labels, k=k)
    assert str(mistake.value) == sentence.format(NAMES[method])


@pytest.mark.parametrize("method", NAMES)
def test_one_more_than_their_neighbours_is_enough(method: str) -> None:
    points, labels = clouds([30, 4], 4)
    assert len(make(method, points, labels, k=3)[0]) == 26


@pytest.mark.parametrize("method", NAMES)
def test_fewer_images_than_border_neighbours(method: str) -> None:
    points, labels = clouds([5, 3], 2, apart=1)
    assert len(make(method, points, labels, k=1)[0]) == 2


@pytest.mark.parametrize(
    ("method", "why"),
    [
        ("borderline_smote", "none of its images lies on a border"),
        ("adasyn", "none of its images has a neighbour of another class"),
    ],
)
def test_a_class_far_from_all_others(method: str, why: str) -> None:
    points, labels = clouds([60, 20], 4, spread=1, apart=200)
    with pytest.raises(DataMistake, match=f"'class 1' cannot .*{why}.*balance.method to smote$"):
        make(method, points, labels)


@pytest.mark.parametrize("method", ["borderline_smote", "svm_smote"])
def test_a_class_scattered_amid_another(method: str) -> None:
    draw = np.random.default_rng(0)
    points = draw.normal(0, 1, (300, 2)).astype(np.float32)
    points[:4] *= 1.5 / np.linalg.norm(points[:4], axis=1, keepdims=True)
    points[:4, 0] = [0.5, -0.5, 0.5, -0.5]
    labels = (np.arange(300) < 4).astype(np.int64)
    with pytest.raises(DataMistake, match=r"'class 1' cannot be enlarged.* to smote$"):
        make(method, points, labels, k=1)


@pytest.mark.parametrize("method", ["svm_smote", "adasyn"])
@pytest.mark.parametrize("missing", [1, 2, 7])
def test_methods_that_round_give_what_was_promised(method: str, missing: int) -> None:
    points, labels = clouds([200, 200 - missing, 150], 4, apart=5)
    for seed in range(5):
        made = make(method, points, labels, seed=seed)[1]
        assert np.bincount(made, minlength=3).tolist() == [0, missing, 50]


def test_the_support_vector_machine_learns_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from sklearn.svm import SVC

    learned: list[int] = []
    fit = SVC.fit

    def counted(machine: SVC, points: Any, *rest: Any) -> SVC:
        learned.append(len(points))
        return fit(machine, points, *rest)

    monkeypatch.setattr(SVC, "fit", counted)
    points, labels = clouds([40, 12, 8, 9], 6)
    make("svm_smote", points, labels)
    assert learned == [69]


@pytest.mark.parametrize("method", NAMES)
@pytest.mark.parametrize("counts", [[600, 300, 60, 20], [400, 380], [400, 30], [150] * 8 + [20]])
@pytest.mark.parametrize("kind", [np.uint8, np.float32])
def test_the_memory_is_as_estimated(method: str, counts: list[int], kind: Any) -> None:
    points, labels = clouds(counts, 500, apart=4)
    points = np.clip(points, 0, 255).astype(kind)
    make(method, *clouds([20, 8], 2))  # the libraries are loaded
    tracemalloc.start()
    try:
        make(method, points, labels)
        peak = tracemalloc.get_traced_memory()[1] + points.nbytes
    finally:
        tracemalloc.stop()
    promised = np.full(len(counts), max(counts))
    needed = memory_needed(method, np.array(counts), promised, 500, points.itemsize)
    if method == "svm_smote":
        needed -= 4 * len(labels) ** 2  # the machine's own cache, which is not traced
    assert 0.9 * peak < needed < 1.6 * peak


def test_more_memory_than_allowed() -> None:
    with pytest.raises(DataMistake) as mistake:
        refuse_too_large(
            Balance(method="smote", memory_gb=1.5),
            1_500_000_001,
            2500,
            "images of 32 px",
            or_else="pray",
        )
    assert str(mistake.value) == (
        "making 2,500 images of 32 px by SMOTE takes about 1.5 GB of memory, and "
        "balance.memory_gb allows 1.5: raise it, lower balance.target, or pray"
    )
    refuse_too_large(Balance(method="smote", memory_gb=1.5), 1_500_000_000, 1, "images", or_else="")
