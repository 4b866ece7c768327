"""Evaluating a run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from regnet_studio.data.dataset import open_dataset
from regnet_studio.data.manifest import Exclude, Manifest
from regnet_studio.errors import DataMistake, RunMistake
from regnet_studio.recipe import Recipe, override
from regnet_studio.recipe.tree import Data
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import evaluate, report_of
from regnet_studio.runs.evaluations import count_of
from regnet_studio.runs.execute import start
from regnet_studio.training.events import RunStarted


def test_its_own_test_split_again_is_the_same(finished_run: Path) -> None:
    run = Run(finished_run)
    before = run.report()
    report = evaluate(run).to_json()
    assert before is not None
    assert report == before | {"test_evaluations": before["test_evaluations"] + 1}
    assert run.report() == report


def test_another_split(finished_run: Path) -> None:
    before = Run(finished_run).report()
    report = evaluate(Run(finished_run), "validation")
    assert (report.split, report.images) == ("validation", 153)
    assert Run(finished_run).report() == before  # the report stays that of the test images
    assert report_of(Run(finished_run), "validation") == report
    assert report_of(Run(finished_run), "train") is None


def test_other_images(finished_run: Path, tmp_path: Path) -> None:
    digits = open_dataset(Data())
    for index in range(0, len(digits), 20):  # three of the ten classes, as colour images
        if digits.labels[index] in (1, 4, 7):
            path = tmp_path / "other" / digits.paths[index]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(digits.read(index))
    looks = count_of(Run(finished_run))
    kept = {path.name: path.stat().st_mtime_ns for path in finished_run.iterdir()}
    report = evaluate(Run(finished_run), source=str(tmp_path / "other"))
    assert {path.name: path.stat().st_mtime_ns for path in finished_run.iterdir()} == kept
    assert count_of(Run(finished_run)) == looks == report.test_evaluations
    assert report.calibration.temperature == Run(finished_run).temperature()
    assert report.intervals["accuracy"].low <= report.accuracy
    assert report.images == sum(1 for _ in (tmp_path / "other").rglob("*.png"))
    assert [c.support > 0 for c in report.classes] == [n in (1, 4, 7) for n in range(10)]
    assert report.accuracy > 0.7


def test_changed_images_are_not_evaluated_on(quick: Recipe, colour_folder: Path) -> None:
    """Some that were trained on would count as test images now."""
    recipe = override(quick, [f"data.source={colour_folder}", "data.size=16"])
    (run,) = {Path(e.run) for e in start(recipe) if isinstance(e, RunStarted)}
    before = Run(run).report()
    assert before is not None
    assert evaluate(Run(run)).to_json() == before | {"test_evaluations": 2}
    before = Run(run).report()
    (colour_folder / "red/00.png").rename(colour_folder / "red/99.png")
    with pytest.raises(RunMistake, match="its images changed since"):
        evaluate(Run(run))
    assert Run(run).report() == before


def test_a_run_keeps_the_edits_it_was_started_with(quick: Recipe, colour_folder: Path) -> None:
    recipe = override(quick, [f"data.source={colour_folder}", "data.size=16"])
    edits = Manifest(str(colour_folder)).add(Exclude(("red/00.png", "blue/01.png")))
    edits.write()
    (run,) = {Path(e.run) for e in start(recipe) if isinstance(e, RunStarted)}
    before = Run(run).report()
    edits.undo().write()
    assert Run(run).manifest() == edits
    assert before is not None
    assert evaluate(Run(run)).to_json() == before | {"test_evaluations": 2}


def test_mistakes(finished_run: Path, colour_folder: Path) -> None:
    with pytest.raises(DataMistake, match=r"no split 'tests'.*did you mean 'test'"):
        evaluate(Run(finished_run), "tests")
    with pytest.raises(DataMistake, match="class 'blue' is unknown"):
        evaluate(Run(finished_run), source=str(colour_folder))
