"""Runs side by side: what is read of them, what is said of them, and what is not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from regnet_studio.errors import RecipeMistake, RunMistake
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.recipe import dump, override
from regnet_studio.runs.comparison import Comparison, Verdict, compare
from regnet_studio.runs.directory import Run

Make = Callable[..., Run]


@pytest.fixture
def make(finished_run: Path, tmp_path: Path) -> Make:
    """A run like the finished one, with other settings, and wrong about some images more."""

    def copied(name: str, *settings: str, wrong: slice | None = None) -> Run:
        path = tmp_path / name
        shutil.copytree(finished_run, path)
        run = Run(path)
        (path / "recipe.toml").write_text(dump(override(run.asked(), settings)))
        if wrong is not None:
            spoil(run, wrong)
        return run

    return copied


def spoil(run: Run, wrong: slice) -> None:
    """Let the run's predictions be right about every image but these."""
    kept = Predictions.read(run.predictions_file())
    logits = np.zeros_like(kept.logits)
    logits[np.arange(len(logits)), kept.labels] = 3.0
    logits[wrong] = np.roll(logits[wrong], 1, axis=1)
    rewrite(run, replace(kept, logits=logits))


def rewrite(run: Run, predictions: Predictions) -> None:
    predictions.write(run.predictions_file())
    predictions.report().write(run.report_file())


def kinds(found: Comparison) -> list[str]:
    return [verdict.kind for verdict in found.verdict]


def of_kind(found: Comparison, kind: str) -> Verdict:
    (verdict,) = [verdict for verdict in found.verdict if verdict.kind == kind]
    return verdict


def test_figures_costs_and_curves(make: Make) -> None:
    run = make("a")
    one, other = compare([run, make("b")]).runs
    report = run.report()
    assert report is not None
    assert one.figures["accuracy"] == report["accuracy"]
    assert one.figures["macro_f1"] == report["macro"]["f1"]
    low, high = one.intervals["accuracy"]
    assert low <= one.figures["accuracy"] <= high
    assert (one.status, one.epoch, one.epochs) == ("finished", 6, 6)
    assert one.params is not None
    assert one.params > 200_000
    for cost in (one.macs, one.seconds, one.images_per_second, one.memory_mb):
        assert cost is not None
        assert cost > 0
    assert one.curves.epochs == [1, 2, 3, 4, 5, 6]
    assert one.curves.train_loss[-1] < one.curves.train_loss[0]
    assert len(one.curves.validation_accuracy) == 6
    assert (one.name, other.name) == ("a", "b")
    assert one.images == report["images"]


def test_only_settings_that_differ(make: Make) -> None:
    found = compare([make("a"), make("b", "optimizer.lr=0.05", "seed=3"), make("c")])
    assert [(each.key, each.values) for each in found.differing] == [
        ("optimizer.lr", [0.1, 0.05, 0.1]),
        ("seed", [0, 3, 0]),
    ]
    assert not compare([make("d"), make("e")]).differing


def test_a_small_lead_is_not_called_better(make: Make) -> None:
    """Four images out of 269 are nothing: the exact test gives p = 0.125."""
    found = compare([make("a", wrong=slice(0, 10)), make("b", wrong=slice(0, 14))])
    (pair,) = found.pairs
    assert (pair.mcnemar.first, pair.mcnemar.second) == (4, 0)
    assert (pair.mcnemar.test, pair.p) == ("exact", pytest.approx(0.125))
    verdict = of_kind(found, "not_better")
    assert verdict.runs == [0, 1]
    assert verdict.numbers["difference"] == pytest.approx(4 / 269)
    assert verdict.numbers["images"] == 269


def test_a_large_lead_is(make: Make) -> None:
    found = compare([make("a", wrong=slice(0, 50)), make("b", wrong=slice(0, 10))])
    verdict = of_kind(found, "better")
    assert verdict.runs == [1, 0]
    assert verdict.numbers["p"] < 1e-6
    (pair,) = found.pairs
    assert (pair.first, pair.second, len(pair.changed)) == (1, 0, 40)
    changed = pair.changed[0]
    kept = Predictions.read(found.runs[1].run / "predictions.npz")
    assert changed.path == kept.paths[changed.place] == kept.paths[10]
    assert changed.first == changed.truth != changed.second


def test_level(make: Make) -> None:
    found = compare([make("a", wrong=slice(0, 10)), make("b", wrong=slice(5, 15))])
    assert of_kind(found, "even").numbers["p"] == 1.0
    assert "better" not in kinds(found)


def test_several_comparisons_raise_p(make: Make) -> None:
    runs = [make(name, wrong=slice(0, wrong)) for name, wrong in (("a", 4), ("b", 11), ("c", 10))]
    alone = compare(runs[:2]).pairs[0]
    together = compare(runs).pairs
    assert alone.p == alone.mcnemar.p == pytest.approx(2 / 2**7)
    assert [pair.p for pair in together] == pytest.approx([2 * 2 / 2**7, 2 / 2**6])
    assert together[1].p == together[1].mcnemar.p
    assert {pair.first for pair in together} == {0}


def test_mended_images_are_left_out_of_the_test(make: Make) -> None:
    """Another class, or not there at all: the two were asked different things about it."""
    one, other = make("a", wrong=slice(0, 10)), make("b", wrong=slice(0, 60))
    kept = Predictions.read(other.predictions_file())
    labels = kept.labels.copy()
    labels[0] = (labels[0] + 1) % 10
    mended = replace(
        kept, labels=labels[:-5], logits=kept.logits[:-5][::-1], paths=list(kept.paths[:-5])[::-1]
    )
    rewrite(other, replace(mended, labels=mended.labels[::-1]))
    (pair,) = compare([one, other]).pairs
    assert (pair.images, pair.only_first, pair.only_second) == (269 - 6, 6, 1)
    assert (pair.mcnemar.first, pair.mcnemar.second) == (50, 0)


def test_other_images_are_not_tested(make: Make) -> None:
    found = compare([make("a"), make("b", "data.source=cifar10")])
    assert not found.pairs
    assert kinds(found)[0] == "other_images"


def test_seeds_of_one_recipe(make: Make) -> None:
    runs = [
        make("a", wrong=slice(0, 10)),
        make("b", "seed=1", wrong=slice(0, 12)),
        make("c", "seed=2", wrong=slice(0, 17)),
        make("d", "optimizer.lr=0.01", "seed=1", wrong=slice(0, 20)),
        make("e", "seed=1", wrong=slice(0, 12)),
    ]
    (group,) = compare(runs).groups
    assert group.runs == [0, 1, 2]  # the second of one seed adds nothing
    values = 1 - np.array([10, 12, 17]) / 269
    spread = group.figures["accuracy"]
    assert (spread.n, spread.mean) == (3, pytest.approx(values.mean()))
    assert spread.deviation == pytest.approx(values.std(ddof=1))
    assert spread.low < spread.mean < spread.high


def test_a_run_without_a_report_shows_what_it_has(make: Make) -> None:
    run = make("b")
    run.report_file().unlink()
    run.predictions_file().unlink()
    found = compare([make("a"), run])
    assert not found.runs[1].figures
    assert found.runs[1].params == found.runs[0].params
    assert found.runs[1].test_evaluations == 0
    assert of_kind(found, "no_report").runs == [1]
    assert not found.pairs


def test_how_often_the_test_images_were_looked_at(make: Make) -> None:
    from regnet_studio.runs.evaluation import evaluate

    run = make("a")
    before = compare([run, make("b")]).runs[0].test_evaluations
    evaluate(run)
    found = compare([run, make("c")])
    assert found.runs[0].test_evaluations == before + 1
    assert of_kind(found, "looks").numbers["times"] == before + 1
    assert of_kind(found, "looks").runs == [0]


def test_the_record_is_json(make: Make) -> None:
    found = compare([make("a"), make("b", "schedule.milestones=0.2, 0.4", wrong=slice(0, 60))])
    record = json.loads(json.dumps(found.to_json()))
    assert record["runs"][0]["run"] == str(found.runs[0].run)
    assert record["differing"] == [
        {"key": "schedule.milestones", "values": [[0.5, 0.75], [0.2, 0.4]]}
    ]
    assert record["pairs"][0]["mcnemar"]["test"] in ("exact", "corrected")


def test_mistakes(make: Make) -> None:
    run = make("a")
    with pytest.raises(RunMistake, match="two runs or more"):
        compare([run])
    with pytest.raises(RunMistake, match="named twice"):
        compare([run, Run(run.path)])
    damaged = make("b")
    damaged.report_file().write_text("{")
    with pytest.raises(RunMistake, match="damaged"):
        compare([run, damaged])
    damaged = make("c")
    damaged.predictions_file().write_bytes(b"PK")
    with pytest.raises(RunMistake, match="damaged"):
        compare([run, damaged])
    damaged = make("d")
    (damaged.path / "recipe.toml").write_text("[model\n")
    with pytest.raises(RecipeMistake):
        compare([run, damaged])
