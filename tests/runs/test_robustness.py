"""The robustness of a run: measured on its own images, kept, and the same again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from regnet_studio.errors import DataMistake, RunMistake
from regnet_studio.evaluation.robustness import CORRUPTIONS
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluations import count_of
from regnet_studio.runs.robustness import measure_robustness, robustness_file, robustness_of


@pytest.fixture
def run(finished_run: Path, tmp_path: Path) -> Run:
    return Run(shutil.copytree(finished_run, tmp_path / "run"))


def test_measured_kept_and_the_same_again(run: Run) -> None:
    assert robustness_of(run) is None
    told: list[tuple[int, int]] = []
    looks = count_of(run)
    found = measure_robustness(run, on_progress=lambda done, total: told.append((done, total)))
    report = run.report()
    assert report is not None
    assert found.clean == pytest.approx(report["accuracy"])
    assert found.images == report["images"]
    assert tuple(found.accuracies) == CORRUPTIONS
    for name in ("noise", "rotation", "shift"):
        assert found.accuracies[name][4] < found.clean - 0.01
        assert found.accuracies[name][4] < found.accuracies[name][0] <= found.clean + 0.01
    assert robustness_of(run) == found
    assert told[-1] == (found.images * 31, found.images * 31)
    assert count_of(run) == looks + 1
    assert measure_robustness(run) == found


def test_some_images_of_another_split(run: Run) -> None:
    found = measure_robustness(run, "validation", images=40, seed=3)
    assert (found.images, found.split, found.seed) == (40, "validation", 3)
    assert robustness_of(run, "validation") == found
    assert robustness_of(run) is None


def test_given_up_midway_nothing_is_written(run: Run) -> None:
    def give_up(done: int, total: int) -> None:
        if total > 1000 and done > total // 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure_robustness(run, on_progress=give_up)
    assert robustness_of(run) is None


def test_mistakes(run: Run) -> None:
    with pytest.raises(DataMistake, match="did you mean 'test'"):
        measure_robustness(run, "tset")
    with pytest.raises(DataMistake, match="at least 1"):
        measure_robustness(run, images=0)
    robustness_file(run).write_text("{")
    with pytest.raises(RunMistake, match="damaged"):
        robustness_of(run)
