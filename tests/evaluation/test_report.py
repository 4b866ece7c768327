"""The figures: scikit-learn's, and the formulas written out."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics

from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.report import Report, evaluate
from regnet_studio.files import DiskTrouble

Case = tuple[NDArray[np.float32], NDArray[np.int64]]


def report_of(case: Case) -> Report:
    logits, labels = case
    return evaluate(logits, labels, [f"c{n}" for n in range(logits.shape[1])], "test")


def random_case(seed: int, images: int, classes: int, skill: float = 1.0) -> Case:
    draw = np.random.default_rng(seed)
    labels = draw.integers(0, classes, images)
    logits = draw.normal(0, 1, (images, classes)).astype(np.float32)
    logits[np.arange(images), labels] += skill
    return logits, labels


def of(seed: int, classes: int, present: list[int], predicted: list[int], images: int) -> Case:
    """Labels only of ``present``, predictions only of ``predicted``."""
    draw = np.random.default_rng(seed)
    logits = draw.normal(0, 1, (images, classes)).astype(np.float32)
    logits[:, predicted] += 50
    return logits, draw.choice(present, images)


CASES: dict[str, Case] = {
    "ten classes": random_case(0, 500, 10),
    "a hundred classes": random_case(1, 400, 100, skill=2.0),
    "two classes": random_case(2, 50, 2),
    "five classes": random_case(3, 50, 5),
    "six classes": random_case(4, 50, 6),
    "one image": random_case(5, 1, 10),
    "one image of two classes": random_case(6, 1, 2),
    "a class never predicted": of(7, 4, [0, 1, 2, 3], [0, 1, 2], 60),
    "a class absent from the split": of(8, 8, [0, 1, 2, 5], list(range(8)), 60),
    "one class only": of(9, 7, [3], [3, 4], 20),
    "always the same answer": of(10, 7, list(range(7)), [2], 40),
    "never right": of(11, 8, [0, 1, 2], [5, 6, 7], 40),
    "huge logits": (random_case(12, 30, 8)[0] * 1e30, random_case(12, 30, 8)[1]),
    "a thousand classes": random_case(13, 700, 1000, skill=3.0),
    "ties": (random_case(14, 200, 5)[0].round(), random_case(14, 200, 5)[1]),
    "all equal": (np.zeros((9, 4), np.float32), np.arange(9) % 4),
    "one class and always right": of(15, 3, [1], [1], 6),
    "all right": (np.eye(12, dtype=np.float32) * 9, np.arange(12)),
}


def odds_of(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    shifted = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("name", CASES)
def test_figures_are_scikit_learns(name: str) -> None:
    logits, labels = case = CASES[name]
    report = report_of(case)
    predicted = logits.argmax(axis=1)
    every = np.arange(logits.shape[1])
    near = {"rel": 0, "abs": 1e-9}

    assert report.accuracy == pytest.approx(metrics.accuracy_score(labels, predicted), **near)
    confusion = metrics.confusion_matrix(labels, predicted, labels=every)
    assert report.confusion == confusion.tolist()
    options: dict[str, Any] = {"zero_division": 0}
    table = metrics.precision_recall_fscore_support(labels, predicted, labels=every, **options)
    for number, figures in enumerate(report.classes):
        got = (figures.precision, figures.recall, figures.f1, figures.support)
        assert got == pytest.approx([np.asarray(c)[number] for c in table], **near)
    for average, labels_of, figures in (
        ("macro", np.unique(labels), report.macro),
        ("weighted", every, report.weighted),
    ):
        truth = metrics.precision_recall_fscore_support(
            labels, predicted, labels=labels_of, average=average, **options
        )
        assert (figures.precision, figures.recall, figures.f1) == pytest.approx(truth[:3], **near)
    if logits.shape[1] > 5:
        top = metrics.top_k_accuracy_score(labels, logits, k=5, labels=every)
        assert report.top5 == pytest.approx(top, **near)
    odds = odds_of(logits)
    if odds.min() > 1e-12:  # scikit-learn clips what is less
        loss = metrics.log_loss(labels, odds, labels=every)
        assert report.loss == pytest.approx(loss, **near)


@pytest.mark.parametrize("name", CASES)
def test_figures_of_agreement_are_scikit_learns(name: str) -> None:
    logits, labels = case = CASES[name]
    report = report_of(case)
    predicted = logits.argmax(axis=1)
    near = {"rel": 0, "abs": 1e-9}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of what is defined here
        balanced = metrics.balanced_accuracy_score(labels, predicted)
        kappa = metrics.cohen_kappa_score(labels, predicted)
        matthews = metrics.matthews_corrcoef(labels, predicted)
    assert report.balanced_accuracy == pytest.approx(balanced, **near)
    assert report.balanced_accuracy == pytest.approx(report.macro.recall, **near)
    assert report.kappa == pytest.approx(0.0 if np.isnan(kappa) else kappa, **near)
    assert report.matthews == pytest.approx(matthews, **near)
    micro = metrics.precision_recall_fscore_support(
        labels, predicted, labels=np.arange(logits.shape[1]), average="micro"
    )
    assert (report.micro.precision, report.micro.recall, report.micro.f1) == pytest.approx(
        micro[:3], **near
    )


@pytest.mark.parametrize("name", CASES)
def test_figures_of_one_class_against_the_rest_are_scikit_learns(name: str) -> None:
    logits, labels = case = CASES[name]
    report, odds = report_of(case), odds_of(logits)
    areas: tuple[list[float], list[float]] = ([], [])
    for number, figures in enumerate(report.classes):
        truth = labels == number
        if not truth.any() or truth.all():
            assert figures.auc is None
        else:
            areas[0].append(float(metrics.roc_auc_score(truth, odds[:, number])))
            assert figures.auc == pytest.approx(areas[0][-1], rel=0, abs=1e-9)
        if not truth.any():
            assert figures.average_precision is None
        else:
            areas[1].append(float(metrics.average_precision_score(truth, odds[:, number])))
            assert figures.average_precision == pytest.approx(areas[1][-1], rel=0, abs=1e-9)
    for value, of_classes in zip((report.auc, report.average_precision), areas, strict=True):
        if not of_classes:
            assert value is None
        else:
            assert value == pytest.approx(np.mean(of_classes), rel=0, abs=1e-9)
    names = {"accuracy", "balanced_accuracy", "macro_f1", "top5", "loss", "kappa", "matthews",
             "ece", "average_precision"} | ({"auc"} if areas[0] else set())  # fmt: skip
    assert report.intervals.keys() == names


def test_a_thousand_classes_with_every_one_there_are_scikit_learns_at_once() -> None:
    logits, _ = random_case(16, 2000, 1000)
    labels = np.arange(2000) % 1000
    odds = odds_of(logits)
    score = metrics.roc_auc_score(labels, odds, multi_class="ovr", average="macro")
    assert report_of((logits, labels)).auc == pytest.approx(score, rel=0, abs=1e-9)


@pytest.mark.parametrize(
    ("classes", "tops"), [(2, "1 2"), (4, "1 2 3"), (5, "1 2 3 5"), (10, "1 2 3 5 10")]
)
def test_the_likeliest_classes(classes: int, tops: str) -> None:
    logits, labels = random_case(1, 300, classes)
    report = report_of((logits, labels))
    assert " ".join(report.top) == tops
    assert report.top["1"] == report.accuracy
    order = np.argsort(-logits, axis=1)
    for top, share in report.top.items():
        assert share == (order[:, : int(top)] == labels[:, None]).any(axis=1).mean()
    assert report.top5 == report.top.get("5", 1.0)


def test_the_scaled_figures_alone_know_the_temperature() -> None:
    logits, labels = random_case(2, 400, 6, skill=2.0)
    plain = report_of((logits, labels))
    names = [f"c{n}" for n in range(6)]
    scaled = evaluate(logits, labels, names, "test", temperature=2.5, fitted_on="validation")
    assert replace(scaled, calibration=plain.calibration) == plain
    assert (plain.calibration.temperature, plain.calibration.fitted_on) == (1.0, None)
    assert plain.calibration.ece_scaled == plain.calibration.ece
    assert plain.calibration.loss_scaled == plain.loss
    softer = report_of(((logits.astype(np.float64) / 2.5).astype(np.float32), labels))
    assert scaled.calibration.loss_scaled == pytest.approx(softer.loss, abs=1e-6)
    assert scaled.calibration.ece_scaled == pytest.approx(softer.calibration.ece, abs=1e-6)
    assert scaled.calibration.ece == plain.calibration.ece
    assert (scaled.calibration.temperature, scaled.calibration.fitted_on) == (2.5, "validation")


def check_by_formula(case: Case) -> None:
    logits, labels = case
    report = report_of(case)
    images, classes = logits.shape
    confusion = [[0] * classes for _ in range(classes)]
    losses = []
    for row, truth in zip(logits.astype(np.float64), labels, strict=True):
        confusion[truth][int(np.argmax(row))] += 1
        losses.append(np.log(np.sum(np.exp(row - row.max()))) + row.max() - row[truth])
    assert report.images == images
    assert report.confusion == confusion
    assert report.accuracy == pytest.approx(sum(confusion[n][n] for n in range(classes)) / images)
    assert report.loss == pytest.approx(np.mean(losses), rel=1e-9, abs=1e-9)
    present = []
    for n, figures in enumerate(report.classes):
        hits = confusion[n][n]
        called = sum(row[n] for row in confusion)
        there = sum(confusion[n])
        precision = hits / called if called else 0.0
        recall = hits / there if there else 0.0
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        assert figures.name == f"c{n}"
        assert figures.support == there
        assert figures.precision == pytest.approx(precision, abs=1e-12)
        assert figures.recall == pytest.approx(recall, abs=1e-12)
        assert figures.f1 == pytest.approx(f1, abs=1e-12)
        if there:
            present.append((precision, recall, f1, there))
    columns = list(zip(*present, strict=True))
    for i, name in enumerate(("precision", "recall", "f1")):
        macro = sum(columns[i]) / len(present)
        weighted = sum(v * w for v, w in zip(columns[i], columns[3], strict=True)) / images
        assert getattr(report.macro, name) == pytest.approx(macro, abs=1e-12)
        assert getattr(report.weighted, name) == pytest.approx(weighted, abs=1e-12)
    assert report.weighted.recall == pytest.approx(report.accuracy)


@pytest.mark.parametrize("name", [name for name in CASES if name != "huge logits"])
def test_figures_are_their_formulas(name: str) -> None:
    check_by_formula(CASES[name])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 40), st.integers(2, 12), st.floats(-3, 5))
def test_figures_are_their_formulas_whatever_the_split(
    seed: int, images: int, classes: int, skill: float
) -> None:
    check_by_formula(random_case(seed, images, classes, skill))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(2, 12))
@example(0, 1, 10)
def test_with_ties_the_figures_still_agree_with_each_other(
    seed: int, images: int, classes: int
) -> None:
    draw = np.random.default_rng(seed)
    logits = draw.integers(0, 2, (images, classes)).astype(np.float32)
    labels = draw.integers(0, classes, images)
    check_by_formula((logits, labels))
    report = report_of((logits, labels))
    assert report.accuracy <= report.top5 <= 1
    # A class is among the five likeliest where fewer than five are likelier, and is not where
    # five are; among equals either answer may be given.
    own = logits[np.arange(images), labels][:, None]
    surely = ((logits >= own).sum(axis=1) <= 5).mean()
    maybe = ((logits > own).sum(axis=1) < 5).mean()
    assert surely <= report.top5 + 1e-12
    assert report.top5 <= maybe + 1e-12


def test_all_equal_logits_and_the_first_class_is_right() -> None:
    report = report_of((np.zeros((4, 10), np.float32), np.zeros(4, np.int64)))
    assert report.accuracy == 1
    assert report.top5 == 1
    assert report.loss == pytest.approx(np.log(10))


def test_top5_of_ten() -> None:
    logits = np.arange(10, dtype=np.float32)[None].repeat(10, axis=0)
    report = report_of((logits, np.arange(10)))
    assert report.top5 == 0.5
    assert report.accuracy == 0.1
    assert report_of((logits[:5, :5], np.arange(5))).top5 == 1


def test_the_logits_are_not_touched() -> None:
    logits, labels = random_case(0, 9, 7)
    before = logits.copy()
    report_of((logits, labels))
    assert np.array_equal(logits, before)


def test_a_network_that_blew_up_is_reported_not_crashed_on() -> None:
    """A learning rate far too high gives logits that are no numbers."""
    logits, labels = random_case(0, 20, 10)
    logits[3] = np.nan
    report = report_of((logits, labels))
    assert report.images == 20
    assert 0 <= report.accuracy <= 1
    assert "loss" not in report.intervals
    assert report.auc is not None
    assert 0 < report.auc < 1
    logits[:] = np.inf
    assert report_of((logits, labels)).auc == 0.5  # it says nothing
    assert Report.from_json(json.loads(json.dumps(report.to_json()))).images == 20


def test_the_record(tmp_path: Path) -> None:
    report = evaluate(*random_case(0, 30, 3), ["犬", "cat", "ünder"], "validation")
    report.write(tmp_path / "deep" / "report.json")
    record = json.loads((tmp_path / "deep" / "report.json").read_text(encoding="utf-8"))
    assert record == report.to_json()
    assert (record["format"], record["split"], record["images"]) == (2, "validation", 30)
    assert {"accuracy", "top5", "classes", "macro", "weighted", "confusion"} <= record.keys()
    assert Report.from_json(record) == report
    assert record["intervals"]["accuracy"].keys() == {"low", "high"}
    assert len(record["calibration"]["bins"]) == 15
    assert [c["name"] for c in record["classes"]] == ["犬", "cat", "ünder"]
    stable = {"name", "precision", "recall", "f1", "support"}
    assert record["classes"][0].keys() == stable | {"auc", "average_precision"}
    assert record["macro"].keys() == record["weighted"].keys() == {"precision", "recall", "f1"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 1}, "not of format 2"),
        ({"format": 3}, "not of format 2"),
        ({"accuracy": "high"}, "damaged"),
        ({"calibration": None}, "damaged"),
        ({"intervals": {"accuracy": [0, 1]}}, "damaged"),
    ],
)
def test_a_record_that_is_none(change: dict[str, Any], words: str) -> None:
    record = report_of(random_case(0, 30, 3)).to_json()
    with pytest.raises(RunMistake, match=words):
        Report.from_json(record | change)
    for rubbish in (None, [], "report", {}):
        with pytest.raises(RunMistake):
            Report.from_json(rubbish)


def test_class_names_that_are_no_utf8_can_be_written(tmp_path: Path) -> None:
    name = b"caf\xe9".decode("utf-8", "surrogateescape")  # as Linux gives folders of old disks
    report = evaluate(*random_case(0, 30, 2), [name, "cat"], "test")
    report.write(tmp_path / "report.json")
    assert len(json.loads((tmp_path / "report.json").read_bytes())["classes"]) == 2


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskTrouble):
        report_of(random_case(0, 3, 3)).write(tmp_path / "file" / "report.json")
