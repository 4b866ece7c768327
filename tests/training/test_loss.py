"""The losses against their literal formulas, in float64."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from regnet_studio.data.batches import Batch
from regnet_studio.recipe.tree import Loss
from regnet_studio.training.loss import Criterion, class_weights

COUNTS = np.array([545, 455, 95, 85])
CPU = torch.device("cpu")


def some_logits(images: int = 7, classes: int = 4, seed: int = 0) -> Tensor:
    draw = torch.Generator().manual_seed(seed)
    return torch.randn(images, classes, generator=draw, dtype=torch.float64) * 3


def batch_of(labels: list[int], partners: list[int] | None = None, share: Any = None) -> Batch:
    return Batch(
        torch.empty(0),
        torch.tensor(labels),
        None if partners is None else torch.tensor(partners),
        None if share is None else torch.tensor(share, dtype=torch.float64),
    )


LABELS = [0, 1, 2, 3, 0, 2, 1]
PARTNERS = [1, 1, 0, 2, 3, 3, 0]
SHARE = [1.0, 0.25, 0.5, 0.75, 0.1, 0.0, 0.9]
LOSSES: dict[str, dict[str, Any]] = {
    "plain": {},
    "smoothed": {"label_smoothing": 0.1},
    "inverse": {"class_weights": "inverse"},
    "effective, smoothed": {"class_weights": "effective", "label_smoothing": 0.2},
    "adjusted": {"logit_adjustment": 1.5},
    "focal": {"name": "focal"},
    "focal, all": {
        "name": "focal",
        "focal_gamma": 0.5,
        "class_weights": "inverse",
        "label_smoothing": 0.1,
        "logit_adjustment": 1.0,
    },
}


def literally(loss: Loss, logits: Tensor, labels: list[int]) -> tuple[list[float], list[float]]:
    """The loss of each image and its weight, number by number."""
    n, total, k = COUNTS.tolist(), int(COUNTS.sum()), len(COUNTS)
    beta = loss.effective_beta
    weights = {
        "none": [1.0] * k,
        "inverse": [total / (k * count) for count in n],
        "effective": [(1 - beta) / (1 - beta**count) for count in n],
    }[loss.class_weights]
    if loss.class_weights == "effective":
        weights = [w * k / sum(weights) for w in weights]
    losses = []
    for row, label in zip(logits.tolist(), labels, strict=True):
        z = [v + loss.logit_adjustment * math.log(c / total) for v, c in zip(row, n, strict=True)]
        p = [math.exp(v) / sum(math.exp(u) for u in z) for v in z]
        target = [loss.label_smoothing / k + (1 - loss.label_smoothing) * (c == label)
                  for c in range(k)]  # fmt: skip
        gamma = loss.focal_gamma if loss.name == "focal" else 0.0
        losses.append(
            sum(
                q * w * (1 - share) ** gamma * -math.log(share)
                for q, w, share in zip(target, weights, p, strict=True)
            )
        )
    return losses, [weights[label] for label in labels]


@pytest.mark.parametrize("options", LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("mixed", [False, True])
def test_it_is_the_formula(options: dict[str, Any], mixed: bool) -> None:
    loss = Loss(**options)
    logits = some_logits()
    losses, weights = literally(loss, logits, LABELS)
    batch = batch_of(LABELS)
    if mixed:
        batch = batch_of(LABELS, PARTNERS, SHARE)
        others, of_others = literally(loss, logits, PARTNERS)
        losses = [s * a + (1 - s) * b for s, a, b in zip(SHARE, losses, others, strict=True)]
        weights = [s * a + (1 - s) * b for s, a, b in zip(SHARE, weights, of_others, strict=True)]
    value = Criterion(loss, COUNTS, CPU)(logits, batch)
    assert value.shape == ()
    assert float(value) == pytest.approx(sum(losses) / sum(weights), rel=1e-6)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_the_plain_case_is_torchs_own(smoothing: float) -> None:
    logits = some_logits().bfloat16()
    value = Criterion(Loss(label_smoothing=smoothing), COUNTS, CPU)(logits, batch_of(LABELS))
    expected = F.cross_entropy(logits.float(), torch.tensor(LABELS), label_smoothing=smoothing)
    assert torch.equal(value, expected)
    assert value.dtype == torch.float32


@pytest.mark.parametrize("weights", ["none", "inverse"])
def test_mixed_with_itself_an_image_is_itself(weights: Any) -> None:
    criterion = Criterion(Loss(class_weights=weights, label_smoothing=0.1), COUNTS, CPU)
    logits = some_logits()
    alone = criterion(logits, batch_of(LABELS))
    mixed = criterion(logits, batch_of(LABELS, LABELS, SHARE))
    assert float(mixed) == pytest.approx(float(alone), rel=1e-12)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0, 5.0])
@pytest.mark.parametrize("weights", ["none", "effective"])
def test_focal_has_its_own_derivative(gamma: float, weights: Any) -> None:
    loss = Loss(name="focal", focal_gamma=gamma, class_weights=weights, label_smoothing=0.1)
    criterion = Criterion(loss, COUNTS, CPU)
    logits = some_logits().requires_grad_()
    assert torch.autograd.gradcheck(lambda z: criterion(z, batch_of(LABELS)), (logits,))


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
def test_focal_survives_certainty(gamma: float) -> None:
    logits = torch.tensor([[200.0, 0, 0, 0], [0, 200.0, 0, 0], [0, 0, 1e4, 0]]).requires_grad_()
    loss = Criterion(Loss(name="focal", focal_gamma=gamma), COUNTS, CPU)(
        logits, batch_of([0, 0, 2])
    )
    loss.backward()
    assert float(loss.detach()) == pytest.approx(200 / 3)
    assert logits.grad is not None
    assert logits.grad.isfinite().all()


def test_gamma_zero_is_cross_entropy() -> None:
    logits = some_logits()
    focal = Criterion(Loss(name="focal", focal_gamma=0.0), COUNTS, CPU)
    assert float(focal(logits, batch_of(LABELS))) == pytest.approx(
        float(F.cross_entropy(logits, torch.tensor(LABELS)))
    )


def test_weights_make_the_classes_count_alike() -> None:
    inverse = class_weights(Loss(class_weights="inverse"), COUNTS)
    assert inverse is not None
    assert inverse * COUNTS == pytest.approx([COUNTS.sum() / 4] * 4)
    assert class_weights(Loss(), COUNTS) is None


@pytest.mark.parametrize("beta", [0.0, 0.9, 0.999, 0.9999])
def test_effective_numbers_lie_between_no_weights_and_inverse_ones(beta: float) -> None:
    weights = class_weights(Loss(class_weights="effective", effective_beta=beta), COUNTS)
    assert weights is not None
    assert weights.sum() == pytest.approx(4)
    assert (np.diff(weights) >= -1e-12).all()
    assert weights[3] / weights[0] <= COUNTS[0] / COUNTS[3]
    if beta == 0:
        assert weights == pytest.approx([1.0] * 4)


@pytest.mark.parametrize("options", [{"class_weights": "inverse"}, {"class_weights": "effective"},
                                     {"logit_adjustment": 1.0}])  # fmt: skip
def test_a_class_without_images_harms_nothing(options: dict[str, Any]) -> None:
    criterion = Criterion(
        Loss(label_smoothing=0.1, **options), np.array([10, 0, 5, 5]), torch.device("cpu")
    )
    assert criterion(some_logits(), batch_of([0, 2, 3, 0, 2, 3, 0])).isfinite()


def test_adjusted_logits_learn_the_balanced_answer() -> None:
    """Without features, the logits that make the loss least name all classes alike."""
    logits = torch.zeros(4, requires_grad=True)
    labels = np.repeat(np.arange(4), COUNTS).tolist()
    criterion = Criterion(Loss(logit_adjustment=1.0), COUNTS, CPU)
    value = criterion(logits.expand(len(labels), 4), batch_of(labels))
    (gradient,) = torch.autograd.grad(value, logits)
    assert gradient.abs().max() < 1e-6
