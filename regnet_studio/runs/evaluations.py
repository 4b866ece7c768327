"""What an evaluation leaves in a run: predictions, report, temperature, and that it took place."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from regnet_studio import files
from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.calibration import calibrate
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.evaluation.report import FORMAT, Report
from regnet_studio.runs.directory import Run

Who = Literal["train", "evaluate", "robustness"]
CALIBRATING = "validation"
"""The split that a temperature is fitted to."""


@dataclass(frozen=True)
class Evaluation:
    """The best weights were shown a split of the run's own images."""

    time: str
    """ISO 8601, UTC."""
    split: str
    who: Who
    """The run itself at its end, a user who asked again, or the measuring of robustness."""
    epoch: int | None
    """Whose weights."""


def evaluations(run: Run) -> list[Evaluation]:
    """Every evaluation, the first one first.

    Of a run from before they were noted, the one that left its report.

    Raises:
        RunMistake: the file was damaged.
    """
    try:
        record = json.loads(run.evaluations_file.read_text("utf-8"))
        return TypeAdapter(list[Evaluation]).validate_python(record)
    except FileNotFoundError:
        report = run.report_file()
        if not report.is_file():
            return []
        return [Evaluation(_at(report.stat().st_mtime), "test", "train", None)]
    except (OSError, ValueError, ValidationError) as error:
        raise RunMistake(
            f"{run.evaluations_file} is damaged: restore it, or delete it to count anew"
        ) from error


def count_of(run: Run, split: str = "test") -> int:
    """How often a split was evaluated."""
    return sum(one.split == split for one in evaluations(run))


def keep(run: Run, predictions: Predictions, who: Who) -> Report:
    """Keep predictions of a split of the run's own images, and their report.

    Those of the validation split fit the temperature. Where that changes it, the reports of other
    splits that the same weights left are written again.

    Raises:
        DiskTrouble: no room or no permission.
        RunMistake: the list of evaluations was damaged.
    """
    noted = _with_one_more(run, predictions.split, who, predictions.epoch)
    predictions.write(run.predictions_file(predictions.split))
    changed = predictions.split == CALIBRATING and _fit(run, predictions)
    files.write_text(run.evaluations_file, noted)
    report = _reckoned(run, predictions)
    report.write(run.report_file(predictions.split))
    if changed:
        for split in ("train", "test"):
            _write_again(run, split, predictions.epoch)
    return report


def note(run: Run, split: str, who: Who, epoch: int | None) -> None:
    """Count that a split was looked at, whatever was kept of it.

    Raises:
        DiskTrouble: no room or no permission.
        RunMistake: the list of evaluations was damaged.
    """
    files.write_text(run.evaluations_file, _with_one_more(run, split, who, epoch))


def _with_one_more(run: Run, split: str, who: Who, epoch: int | None) -> str:
    noted = [*evaluations(run), Evaluation(_at(), split, who, epoch)]
    return json.dumps([asdict(one) for one in noted], indent=1)


def report_of(run: Run, split: str = "test") -> Report | None:
    """The kept report; one of an older format is reckoned anew from the predictions.

    None: the split was not evaluated.

    Raises:
        RunMistake: a file was damaged.
    """
    record = run.report(split)
    if record is None:
        return None
    if _is_older(record):
        return _reckoned(run, Predictions.read(run.predictions_file(split)))
    return Report.from_json(record)


def report_elsewhere(run: Run, predictions: Predictions) -> Report:
    """The report of the run's network on images that are not the run's own: nothing is kept."""
    return _reckoned(run, predictions)


def _reckoned(run: Run, predictions: Predictions) -> Report:
    fitted = run.calibration_file.is_file()
    return predictions.report(run.temperature(), CALIBRATING if fitted else None, count_of(run))


def _fit(run: Run, predictions: Predictions) -> bool:
    """Fit the temperature to validation images; whether it is another than before."""
    before = _known_temperature(run)
    fit = calibrate(predictions.logits, predictions.labels)
    if fit is None:
        run.calibration_file.unlink(missing_ok=True)
        return before != 1.0
    files.write_text(run.calibration_file, json.dumps(fit.to_json(), indent=1))
    return before != fit.temperature


def _known_temperature(run: Run) -> float | None:
    """None: the file was damaged, and is about to be replaced."""
    try:
        return run.temperature()
    except RunMistake:
        return None


def _write_again(run: Run, split: str, epoch: int | None) -> None:
    if not run.report_file(split).is_file():
        return
    try:
        kept = Predictions.read(run.predictions_file(split))
    except RunMistake:  # whoever wants them is told
        return
    if kept.epoch in (None, epoch):
        _reckoned(run, kept).write(run.report_file(split))


def _is_older(record: Any) -> bool:
    return isinstance(record, dict) and record.get("format") in range(1, FORMAT)


def _at(seconds: float | None = None) -> str:
    """A moment (now) as it is noted."""
    now = datetime.now(UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)
    return now.isoformat(timespec="seconds")
