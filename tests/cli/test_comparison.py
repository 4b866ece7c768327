"""``regnet-studio compare``: tables, sentences, JSON, mistakes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from regnet_studio.cli.comparison import said
from regnet_studio.cli.main import main
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.recipe import dump, override
from regnet_studio.runs.comparison import compare
from regnet_studio.runs.directory import Run

Capture = pytest.CaptureFixture[str]


def run(*arguments: object) -> int:
    return main([str(a) for a in arguments], open_studio=lambda path: 77)


def wrong(source: Path, path: Path, count: int, *settings: str) -> Path:
    """A copy of a run that is wrong about the first ``count`` images."""
    shutil.copytree(source, path)
    copy = Run(path)
    (path / "recipe.toml").write_text(dump(override(copy.asked(), settings)))
    kept = Predictions.read(copy.predictions_file())
    logits = np.eye(10, dtype=np.float32)[kept.labels]
    logits[:count] = np.roll(logits[:count], 1, axis=1)
    spoilt = replace(kept, logits=logits)
    spoilt.write(copy.predictions_file())
    spoilt.report(test_evaluations=1).write(copy.report_file())
    return path


@pytest.fixture
def good(finished_run: Path, tmp_path: Path) -> Path:
    return wrong(finished_run, tmp_path / "good", 10)


@pytest.fixture
def nearly(finished_run: Path, tmp_path: Path) -> Path:
    return wrong(finished_run, tmp_path / "nearly", 14, "seed=1")


@pytest.fixture
def bad(finished_run: Path, tmp_path: Path) -> Path:
    return wrong(finished_run, tmp_path / "bad", 60, "optimizer.lr=0.01", "seed=1")


def test_not_significantly_better_is_said(capsys: Capture, good: Path, nearly: Path) -> None:
    assert run("compare", good, nearly) == 0
    said = capsys.readouterr().out
    assert "A (resnet20, seed 0) is ahead of B (resnet20, seed 1) by 1.49 points" in said
    assert "not significantly better" in said
    assert "is better than" not in said
    assert "McNemar's test (exact): p = 0.12" in said
    assert "A, B are one recipe with 2 seeds" in said
    assert "96.28%" in said
    assert f"{0.9480:.2%}" in said


def test_better_and_what_differs(capsys: Capture, bad: Path, good: Path) -> None:
    assert run("compare", bad, good) == 0
    said = capsys.readouterr().out
    assert "B (resnet20, seed 0) is better than A (resnet20, seed 1) by 18.59 points" in said
    assert "with continuity correction" in said
    assert "optimizer.lr" in said
    assert "model.name" not in said  # they share it
    assert "... and 45 more images that changed sides" in said


def test_json(capsys: Capture, good: Path, bad: Path, nearly: Path) -> None:
    assert run("compare", good, bad, nearly, "--json") == 0
    caught = capsys.readouterr()
    record = json.loads(caught.out)
    assert [Path(each["run"]) for each in record["runs"]] == [good, bad, nearly]
    assert {each["key"] for each in record["differing"]} == {"optimizer.lr", "seed"}
    assert {verdict["kind"] for verdict in record["verdict"]} >= {"better", "not_better", "seeds"}
    assert record["runs"][0]["intervals"]["accuracy"][0] < record["runs"][0]["figures"]["accuracy"]


def test_every_verdict_has_words(good: Path, nearly: Path, bad: Path) -> None:
    Run(bad).report_file().unlink()
    found = compare([Run(good), Run(nearly), Run(bad)])
    kinds = {verdict.kind for verdict in found.verdict}
    assert kinds == {"not_better", "seeds", "no_report", "looks"}
    for verdict in found.verdict:
        assert said(found, verdict)
    first = found.verdict[0]
    for kind in ("even", "other_images", "better"):
        assert "A (" in said(found, replace(first, kind=kind))
    twice = replace(first, kind="looks", numbers={"times": 2})
    assert "2 times" in said(found, twice)


def test_mistakes(capsys: Capture, good: Path, nearly: Path) -> None:
    (nearly / "report.json").write_text("no JSON")
    for arguments, words in (
        ([good], "two runs or more"),
        ([good, good], "named twice"),
        ([good, "nothing"], "no such run"),
        ([good, nearly], "report.json is damaged: evaluate the run again"),
    ):
        assert run("compare", *arguments) == 2
        caught = capsys.readouterr()
        assert caught.out == ""
        assert caught.err.startswith("regnet-studio: ")
        assert caught.err.count("\n") == 1
        assert words in caught.err
