"""The report: what an evaluation found, as plain data. Window, JSON and files draw from it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from regnet_studio import files
from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.calibration import Bin, expected_calibration_error, reliability
from regnet_studio.evaluation.figures import TOP, ClassCounts, ranks, tops
from regnet_studio.evaluation.intervals import Interval, Outcome, bootstrap, normal_interval
from regnet_studio.evaluation.probabilities import cross_entropies, probabilities
from regnet_studio.evaluation.ranking import OneAgainstRest, one_against_rest

FORMAT = 2
"""2: what 1 has, and AUC, average precision, kappa, calibration, intervals, and the count."""


@dataclass(frozen=True)
class ClassFigures:
    """How well one class is found."""

    name: str
    precision: float
    """Of the images called so, the share that are."""
    recall: float
    """Of the images that are so, the share that are called so."""
    f1: float
    """Harmonic mean of both."""
    support: int
    """Images of the class in the split."""
    auc: float | None
    """Area under the ROC curve of this class against the rest; None: there is but one of both."""
    average_precision: float | None
    """Of this class against the rest; None: the split has no image of it."""


@dataclass(frozen=True)
class Averages:
    """Means over classes."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Calibration:
    """Whether the probabilities mean what they say."""

    bins: list[Bin]
    """The reliability diagram of the probabilities as the network gives them."""
    ece: float
    """Expected calibration error, 0..1."""
    temperature: float
    """By which logits are divided before the softmax; 1.0: none was fitted."""
    ece_scaled: float
    loss_scaled: float
    """Both of the probabilities at that temperature."""
    fitted_on: str | None
    """Split that the temperature was fitted to; on it, the scaled figures flatter."""


@dataclass(frozen=True)
class Report:
    """The figures of one evaluation. Shares are 0..1; what nothing was counted for is 0."""

    format: int
    split: str
    images: int
    accuracy: float
    balanced_accuracy: float
    """Mean recall of the classes that the split has."""
    top5: float
    """Share of images whose class is among the five likeliest (1 where there are no more)."""
    top: dict[str, float]
    """The same of the 1, 2, 3, 5 and 10 likeliest, where there are as many classes."""
    loss: float
    """Mean cross-entropy."""
    kappa: float
    """Cohen's, -1..1."""
    matthews: float
    """Matthews correlation, -1..1."""
    auc: float | None
    """Mean over the classes that have one; None: none has."""
    average_precision: float | None
    """Mean over the classes that the split has."""
    classes: list[ClassFigures]
    macro: Averages
    """Every class counts the same (classes absent from the split left out)."""
    weighted: Averages
    """Every class counts by its images."""
    micro: Averages
    """Every image counts the same: where each has one class, all three are the accuracy."""
    confusion: list[list[int]]
    """Rows: what it is. Columns: what it was taken for."""
    calibration: Calibration
    intervals: dict[str, Interval]
    """95 %, of ``accuracy``, ``balanced_accuracy``, ``macro_f1``, ``top5``, ``loss``, ``kappa``,
    ``matthews``, ``auc``, ``average_precision`` and ``ece``; one without a figure is left out."""
    test_evaluations: int
    """How often the run's test images had been evaluated by then, this time counted."""
    epoch: int | None
    """Whose weights these are; None: not known."""

    def to_json(self) -> dict[str, Any]:
        """As it stands in ``report.json``."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: Any) -> Report:
        """That of :meth:`to_json`.

        Raises:
            RunMistake: it is none, or one of another format.
        """
        if not isinstance(record, dict) or record.get("format") != FORMAT:
            raise RunMistake(
                f"this report is not of format {FORMAT}, which this version of the program reads: "
                "evaluate the run again"
            )
        try:
            return _adapter().validate_python(record)
        except ValidationError as error:
            raise RunMistake("this report is damaged: evaluate the run again") from error

    def write(self, path: Path) -> None:
        """Keep it in a file, whole or not at all.

        Raises:
            DiskTrouble: no room or no permission.
        """
        files.write_text(path, json.dumps(self.to_json(), indent=1))


def evaluate(
    logits: NDArray[np.float32],
    labels: NDArray[np.int64],
    classes: Sequence[str],
    split: str,
    *,
    temperature: float = 1.0,
    fitted_on: str | None = None,
    test_evaluations: int = 0,
    epoch: int | None = None,
) -> Report:
    """Figures of predictions.

    Args:
        logits: as the network gives them, [N, classes], N at least 1.
        labels: the truth, [N].
        temperature: what the ``_scaled`` figures divide them by; the others do not.
        fitted_on: split that it was fitted to.
        test_evaluations, epoch: for the record.
    """
    predicted = logits.argmax(axis=1)
    odds = probabilities(logits)
    outcome = Outcome(
        labels, predicted, cross_entropies(logits, labels), ranks(logits, labels), odds.max(axis=1)
    )
    counts = ClassCounts.of(labels, predicted, len(classes))
    bins = reliability(odds, labels)
    areas = one_against_rest(odds, labels)
    del odds  # as large as all others together
    intervals = bootstrap(outcome, len(classes), TOP)
    intervals |= {
        name: normal_interval(area)
        for name, area in (
            ("auc", areas.macro_auc),
            ("average_precision", areas.macro_average_precision),
        )
        if area is not None
    }
    table = _table(labels, predicted, classes, areas)
    accuracy = float((predicted == labels).mean())
    return Report(
        format=FORMAT,
        split=split,
        images=len(labels),
        accuracy=accuracy,
        balanced_accuracy=float(counts.balanced_accuracy),
        top5=float((outcome.before < TOP).mean()),
        top=tops(outcome.before, len(classes)),
        loss=float(outcome.losses.mean()),
        kappa=float(counts.kappa),
        matthews=float(counts.matthews),
        auc=areas.macro_auc and areas.macro_auc.value,
        average_precision=areas.macro_average_precision and areas.macro_average_precision.value,
        classes=table,
        macro=_averages([one for one in table if one.support]),
        weighted=_averages(table, [one.support for one in table]),
        micro=Averages(accuracy, accuracy, accuracy),
        confusion=confusion_matrix(labels, predicted, labels=np.arange(len(classes))).tolist(),
        calibration=_calibration(logits, labels, bins, temperature, fitted_on),
        intervals=intervals,
        test_evaluations=test_evaluations,
        epoch=epoch,
    )


def _table(
    labels: NDArray[np.int64],
    predicted: NDArray[np.int64],
    classes: Sequence[str],
    areas: OneAgainstRest,
) -> list[ClassFigures]:
    columns = precision_recall_fscore_support(
        labels,
        predicted,
        labels=np.arange(len(classes)),
        zero_division=0,  # pyright: ignore[reportArgumentType]
    )
    rows = zip(
        classes,
        *(np.asarray(column).tolist() for column in columns),
        areas.auc,
        areas.average_precision,
        strict=True,
    )
    return [ClassFigures(*row) for row in rows]


def _averages(table: list[ClassFigures], weights: list[int] | None = None) -> Averages:
    columns = np.array([[one.precision, one.recall, one.f1] for one in table])
    return Averages(*np.average(columns, axis=0, weights=weights).tolist())


def _calibration(
    logits: NDArray[np.float32],
    labels: NDArray[np.int64],
    bins: list[Bin],
    temperature: float,
    fitted_on: str | None,
) -> Calibration:
    odds = probabilities(logits, temperature)
    return Calibration(
        bins=bins,
        ece=expected_calibration_error(bins),
        temperature=temperature,
        ece_scaled=expected_calibration_error(reliability(odds, labels)),
        loss_scaled=float(cross_entropies(logits, labels, temperature).mean()),
        fitted_on=fitted_on,
    )


@cache
def _adapter() -> TypeAdapter[Report]:
    return TypeAdapter(Report)
