"""Label errors of a run: planted ones are found, and what was begun is gone on with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from regnet_studio.data.manifest import Manifest, Relabel
from regnet_studio.data.progress import finished
from regnet_studio.errors import DataMistake, RunMistake
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.recipe import Recipe, override
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import own_images
from regnet_studio.runs.execute import start
from regnet_studio.runs.label_errors import (
    FoldStep,
    LabelErrors,
    find_label_errors,
    interrupted_search,
    keep_labels,
    label_errors_file,
    label_errors_of,
    out_of_fold_file,
)
from regnet_studio.training.events import EpochEnded, Event, RunStarted
from tests.conftest import COLOURS, paint


def started(recipe: Recipe, root: Path) -> Run:
    events = list(start(recipe, root))
    return Run(Path(next(e.run for e in events if isinstance(e, RunStarted))))


@pytest.fixture
def wrong(tmp_path: Path) -> dict[str, str]:
    """Images that lie in a wrong folder -> what they show."""
    folder = tmp_path / "colours"
    planted: dict[str, str] = {}
    for number, (name, colour) in enumerate(COLOURS.items()):
        for i in range(24):
            paint(folder / name / f"{i:02}.png", colour, seed=100 * number + i)
    for place, (given, shown) in {
        "a.png": ("red", "blue"),
        "b.png": ("green", "red"),
        "c.png": ("blue", "green"),
    }.items():
        paint(folder / given / place, COLOURS[shown], seed=900 + ord(place[0]))
        planted[f"{given}/{place}"] = shown
    return planted


@pytest.fixture
def run(quick: Recipe, wrong: dict[str, str], tmp_path: Path) -> Run:
    recipe = override(
        quick,
        [
            f"data.source={tmp_path / 'colours'}",
            "optimizer.batch_size=8",
            "stopping.epochs=3",
            "augment.crop_padding=0",
        ],
    )
    return started(recipe, tmp_path / "runs")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_planted_errors_come_first(run: Run, wrong: dict[str, str], tmp_path: Path) -> None:
    before, images = contents(run.path), contents(tmp_path / "colours")
    events: list[Event] = []
    found = finished(find_label_errors(run, folds=3, epochs=14), events.append)
    test = {own_images(run).dataset.paths[row] for row in own_images(run).split.test}
    sought = {path: shown for path, shown in wrong.items() if path not in test}
    first = {r["path"]: r["suggested"] for r in found.records(len(sought))}
    assert first == sought
    assert found.images == 75 - len(test)
    assert (found.folds, found.epochs) == (3, 14)
    assert found.share == pytest.approx(len(sought) / found.images, abs=0.05)
    assert found.margin == sorted(found.margin, reverse=True)

    kept = Predictions.read(out_of_fold_file(run))
    data = own_images(run)
    rows = np.sort(np.concatenate([data.split.train, data.split.validation]))
    assert kept.paths == [data.dataset.paths[row] for row in rows]  # each once, none of the test
    assert kept.labels.tolist() == data.dataset.labels[rows].tolist()
    assert [kept.paths[place] for place in found.places] == found.paths
    assert label_errors_of(run) == found

    steps = [event for event in events if isinstance(event, FoldStep)]
    assert [step.share for step in steps] == sorted(step.share for step in steps)
    assert (steps[-1].share, steps[-1].fold) == (pytest.approx(1.0), 3)
    after = contents(run.path)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) <= {
        "label-errors.json",
        "out-of-fold.npz",
        ".label-errors.lock",
    }
    assert contents(tmp_path / "colours") == images


def test_an_interrupted_search_goes_on_fold_by_fold(run: Run, tmp_path: Path) -> None:
    whole = Run(shutil.copytree(run.path, tmp_path / "whole"))
    expected = finished(find_label_errors(whole, folds=3, epochs=2))

    work = find_label_errors(run, folds=3, epochs=2)
    for event in work:
        if isinstance(event, FoldStep) and event.fold == 2 and event.epoch == 2:
            break
    work.close()
    assert (run.path / "label-errors/fold-1/predictions.npz").exists()
    assert label_errors_of(run) is None
    assert interrupted_search(run) == (3, 2)

    again = list(_events(work := find_label_errors(run, folds=3, epochs=2)))
    trained = [event for event in again if isinstance(event, EpochEnded)]
    assert len(trained) < 2 * 3 - 1  # neither the first fold nor the second's first epoch again
    assert label_errors_of(run) == expected
    same = Predictions.read(out_of_fold_file(run)), Predictions.read(out_of_fold_file(whole))
    assert np.array_equal(same[0].logits, same[1].logits)
    assert not (run.path / "label-errors").exists()
    assert interrupted_search(run) is None


def _events(work: Generator[Event, None, Any]) -> Generator[Event, None, None]:
    yield from work


def test_other_choices_begin_anew(run: Run) -> None:
    work = find_label_errors(run, folds=2, epochs=1)
    for event in work:
        if isinstance(event, FoldStep) and event.fold == 2:
            break
    work.close()
    events: list[Event] = []
    finished(find_label_errors(run, folds=2, epochs=2), events.append)
    assert sum(isinstance(event, EpochEnded) for event in events) == 4


def test_copies_stay_in_one_fold(quick: Recipe, tmp_path: Path) -> None:
    """A network that learned from an image's copy would not be asked about it."""
    folder = tmp_path / "copies"
    for number, (name, colour) in enumerate(COLOURS.items()):
        for i in range(9):
            paint(folder / name / f"{i}.png", colour, seed=100 * number + i)
    for i in range(4):  # the same pictures under a wrong class
        shutil.copy(folder / "red" / f"{i}.png", folder / "blue" / f"red-{i}.png")
    recipe = override(quick, [f"data.source={folder}", "optimizer.batch_size=8"])
    run = started(recipe, tmp_path / "runs")
    work = find_label_errors(run, folds=2, epochs=1)
    folds = []
    for event in work:
        if isinstance(event, FoldStep) and event.fold == 2:
            folds = [Predictions.read(run.path / "label-errors/fold-1/predictions.npz")]
            break
    work.close()
    (first,) = folds
    data = own_images(run)
    test = {data.dataset.paths[row] for row in data.split.test}
    for i in range(4):
        red, blue = f"red/{i}.png", f"blue/red-{i}.png"
        if not test & {red, blue}:
            assert (red in first.paths) == (blue in first.paths)


def test_edits_of_the_run_hold(quick: Recipe, colour_folder: Path, tmp_path: Path) -> None:
    source = str(colour_folder)
    Manifest(source).add(Relabel(("red/00.png", "red/01.png"), "blue")).write()
    recipe = override(quick, [f"data.source={source}", "optimizer.batch_size=8"])
    run = started(recipe, tmp_path / "runs")
    Manifest(source).write()  # later edits are for later runs
    finished(find_label_errors(run, folds=2, epochs=2))
    kept = Predictions.read(out_of_fold_file(run))
    called = {path: kept.classes[n] for path, n in zip(kept.paths, kept.labels, strict=True)}
    for path in ("red/00.png", "red/01.png"):
        assert called.get(path, "blue") == "blue"


def test_labels_that_are_right_are_remembered(run: Run) -> None:
    with pytest.raises(RunMistake, match="look for label errors first"):
        keep_labels(run, ["red/a.png"])
    finished(find_label_errors(run, folds=2, epochs=2))
    keep_labels(run, ["red/a.png"])
    keep_labels(run, ["blue/c.png", "red/a.png"])
    found = label_errors_of(run)
    assert found is not None
    assert found.kept == ["red/a.png", "blue/c.png"]


def test_mistakes(run: Run) -> None:
    with pytest.raises(DataMistake, match="from 2 to 20"):
        finished(find_label_errors(run, folds=1))
    recipe = run.path / "recipe.toml"
    recipe.write_text(recipe.read_text().replace("test_share = 0.15", "test_share = 0.5"))
    with pytest.raises(DataMistake, match=r"class '\w+' has \d+ image\(s\).*cut at most"):
        finished(find_label_errors(run, folds=20))
    label_errors_file(run).write_text('{"format": 1}')
    with pytest.raises(RunMistake, match="damaged"):
        label_errors_of(run)
    label_errors_file(run).write_text('{"format": 2}')
    with pytest.raises(RunMistake, match="newer version"):
        label_errors_of(run)


def test_only_one_looks_at_a_time(run: Run) -> None:
    first = find_label_errors(run, folds=2, epochs=1)
    next(first)
    with pytest.raises(RunMistake, match="being looked for already"):
        finished(find_label_errors(run, folds=2, epochs=1))
    first.close()


def test_the_record_comes_back() -> None:
    found = LabelErrors(
        classes=["a", "b"],
        places=[4],
        paths=["a/4.png"],
        given=[0],
        suggested=[1],
        margin=[0.25],
        images=9,
        share=0.1,
        accuracy=0.8,
        folds=3,
        epochs=2,
        kept=["a/1.png"],
    )
    record = json.loads(json.dumps(found.to_json()))
    assert LabelErrors.from_json(record, "here") == found
    assert found.records() == [{"path": "a/4.png", "given": "a", "suggested": "b", "margin": 0.25}]
    record["margin"] = []
    with pytest.raises(RunMistake, match="damaged"):
        LabelErrors.from_json(record, "here")
