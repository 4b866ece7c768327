"""What evaluations leave in a run: the count, the temperature, the reports."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.calibration import calibrate
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.evaluation.report import Report
from regnet_studio.recipe import Recipe, override
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import evaluate, report_of
from regnet_studio.runs.evaluations import count_of, evaluations, keep
from regnet_studio.runs.execute import resume, start
from regnet_studio.runs.prediction import load_predictor
from regnet_studio.training.events import Evaluated, Progress, RunStarted, Step, TrainingEnded


@pytest.fixture(scope="module")
def original(quick: Recipe, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("runs")
    events = list(start(override(quick, ["stopping.epochs=3", "optimizer.batch_size=64"]), root))
    told = [e for e in events if isinstance(e, Progress) and e.stage == "evaluating"]
    assert [event.done for event in told] == sorted(event.done for event in told)
    assert {event.total for event in told} == {153 + 269}
    assert told[-1].done == 153 + 269
    assert [e.split for e in events if isinstance(e, Evaluated)] == ["test"]
    return Path(next(event.run for event in events if isinstance(event, RunStarted)))


@pytest.fixture
def run(original: Path, tmp_path: Path) -> Run:
    return Run(Path(shutil.copytree(original, tmp_path / "run")))


def test_a_run_ends_with_both_splits_and_the_temperature_of_the_first(run: Run) -> None:
    noted = evaluations(run)
    assert [(one.split, one.who) for one in noted] == [("validation", "train"), ("test", "train")]
    ended = next(event for event in run.events() if isinstance(event, TrainingEnded))
    assert {one.epoch for one in noted} == {ended.best_epoch}
    for one in noted:
        moment = datetime.fromisoformat(one.time)
        assert moment.tzinfo == UTC
        assert abs(datetime.now(UTC) - moment) < timedelta(hours=1)
    said = Predictions.read(run.predictions_file("validation"))
    fit = calibrate(said.logits, said.labels)
    assert fit is not None
    assert json.loads(run.calibration_file.read_text()) == fit.to_json()
    assert run.temperature() == fit.temperature != 1
    report = report_of(run)
    assert report is not None
    assert (report.test_evaluations, report.epoch) == (1, ended.best_epoch)
    assert report.calibration.temperature == fit.temperature
    assert report.calibration.fitted_on == "validation"
    validated = report_of(run, "validation")
    assert validated is not None
    assert validated.test_evaluations == 0
    assert validated.calibration.loss_scaled == pytest.approx(fit.loss_after, abs=1e-12)
    assert validated.loss == pytest.approx(ended.best_loss, abs=2e-3)


def test_every_look_at_the_test_images_is_counted(run: Run) -> None:
    evaluate(run)
    evaluate(run, "validation")
    report = evaluate(run)
    assert report.test_evaluations == count_of(run) == 3
    assert count_of(run, "validation") == 2
    assert report_of(run) == report
    assert [one.who for one in evaluations(run)] == ["train"] * 2 + ["evaluate"] * 3


def test_a_run_of_before_counts_its_own_evaluation_and_is_reckoned_anew(run: Run) -> None:
    """Report of format 1, no temperature, no list, no epoch in the predictions."""
    new = report_of(run)
    assert new is not None
    said = Predictions.read(run.predictions_file())
    old = {key: value for key, value in new.to_json().items() if key in _OF_FORMAT_1}
    run.report_file().write_text(json.dumps(old | {"format": 1}))
    replace(said, epoch=None).write(run.predictions_file())
    for file in (run.calibration_file, run.evaluations_file):
        file.unlink()
    assert run.temperature() == 1
    report = report_of(run)
    assert report is not None
    assert (report.test_evaluations, report.epoch) == (1, None)
    assert report.calibration.fitted_on is None
    assert (report.accuracy, report.auc, report.kappa) == (new.accuracy, new.auc, new.kappa)
    assert report.intervals == new.intervals
    again = evaluate(run, "validation")
    assert again.calibration.fitted_on == "validation"
    later = report_of(run)  # the test report knows the temperature now
    assert later is not None
    assert later == replace(new, epoch=None)
    assert evaluate(run) == replace(new, test_evaluations=2)
    run.report_file().unlink()
    assert report_of(run) is None


_OF_FORMAT_1 = {
    "format", "split", "images", "accuracy", "top5", "loss", "classes", "macro", "weighted",
    "confusion",
}  # fmt: skip


def test_other_reports_are_written_again_when_the_temperature_changes(run: Run) -> None:
    said = Predictions.read(run.predictions_file("validation"))
    before = run.report()
    keep(run, said, "evaluate")
    assert run.report() == before
    keep(run, replace(said, logits=said.logits * np.float32(3)), "evaluate")
    after = report_of(run)
    assert after is not None
    assert before is not None
    assert after.calibration.temperature == run.temperature()
    assert run.temperature() == pytest.approx(3 * before["calibration"]["temperature"], rel=1e-4)
    assert after.to_json() | {"calibration": 0} == before | {"calibration": 0}
    of_other_weights = replace(said, epoch=77)
    keep(run, of_other_weights, "evaluate")
    assert report_of(run) == after


def test_few_validation_images_fit_no_temperature(run: Run) -> None:
    said = Predictions.read(run.predictions_file("validation"))
    few = replace(said, logits=said.logits[:49], labels=said.labels[:49], paths=said.paths[:49])
    report = keep(run, few, "evaluate")
    assert run.temperature() == 1
    assert not run.calibration_file.exists()
    assert (report.calibration.temperature, report.calibration.fitted_on) == (1, None)
    tested = report_of(run)
    assert tested is not None
    assert tested.calibration.fitted_on is None


def test_predictions_of_a_run_are_calibrated(run: Run, tmp_path: Path) -> None:
    from regnet_studio.data.dataset import open_dataset
    from regnet_studio.recipe.tree import Data

    digits = open_dataset(Data())
    image = tmp_path / "digit.png"
    image.write_bytes(digits.read(0))

    def odds() -> np.ndarray:
        (said,) = load_predictor(run.path).predict([image])["predictions"]
        return np.array([share for _, share in said["top"]])

    calibrated = odds()
    record = json.loads(run.calibration_file.read_text())
    temperature = record["temperature"]
    run.calibration_file.unlink()
    plain = odds()
    assert calibrated[0] != plain[0]
    # log p differences are logit differences, divided by the temperature
    np.testing.assert_allclose(
        np.diff(np.log(calibrated)), np.diff(np.log(plain)) / temperature, rtol=1e-4, atol=1e-5
    )


def test_a_run_that_goes_on_forgets_its_temperature_until_it_ends(run: Run) -> None:
    engine = resume(run.path, ["stopping.epochs=5"])
    for event in engine:
        if isinstance(event, Step):
            break
    engine.close()
    assert run.temperature() == 1
    list(resume(run.path))
    assert run.calibration_file.is_file()
    assert count_of(run) == 2
    report = report_of(run)
    assert report is not None
    assert report.epoch == next(
        e.best_epoch for e in reversed(run.events()) if isinstance(e, TrainingEnded)
    )


@pytest.mark.parametrize("text", ["{", "[]", '{"temperature": 0}', '{"temperature": "hot"}'])
def test_a_damaged_temperature_is_one_sentence(run: Run, text: str) -> None:
    run.calibration_file.write_text(text)
    with pytest.raises(RunMistake, match="damaged: delete it"):
        run.temperature()
    with pytest.raises(RunMistake, match="damaged: delete it"):
        load_predictor(run.path)
    evaluate(run, "validation")  # which mends it
    assert run.temperature() != 1


@pytest.mark.parametrize("text", ["{", "{}", '[{"split": "test"}]'])
def test_a_damaged_list_is_one_sentence(run: Run, text: str) -> None:
    run.evaluations_file.write_text(text)
    with pytest.raises(RunMistake, match="delete it to count anew"):
        evaluate(run)


def test_a_damaged_report_is_one_sentence(run: Run) -> None:
    record = json.loads(run.report_file().read_text())
    assert Report.from_json(record) == report_of(run)
    run.report_file().write_text(json.dumps(record | {"calibration": 3}))
    with pytest.raises(RunMistake, match="evaluate the run again"):
        report_of(run)


def test_a_run_with_few_validation_images_has_no_temperature(
    quick: Recipe, tmp_path: Path, colour_folder: Path
) -> None:
    few = ["data.size=16", "stopping.epochs=1", f"data.source={colour_folder}"]
    events = start(override(quick, few), tmp_path / "runs")
    run = Run(Path(next(e.run for e in events if isinstance(e, RunStarted))))
    list(events)
    assert run.temperature() == 1
    assert report_of(run, "validation") is not None  # three images: too few to fit
    assert not run.calibration_file.exists()
