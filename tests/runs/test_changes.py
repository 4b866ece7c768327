"""Settings that are changed while a run stands still, and runs that are trained further."""

from __future__ import annotations

from pathlib import Path

import pytest

from regnet_studio.errors import RecipeMistake, RunMistake
from regnet_studio.recipe import Recipe, override
from regnet_studio.runs.directory import Run
from regnet_studio.runs.execute import resume, start
from regnet_studio.training.events import (
    Changed,
    EpochEnded,
    Evaluated,
    Event,
    RunEnded,
    RunStarted,
    Step,
)


def stopped(recipe: Recipe, root: Path, step: int) -> Path:
    engine, path = start(recipe, root), Path()
    for event in engine:
        if isinstance(event, RunStarted):
            path = Path(event.run)
        if isinstance(event, Step) and event.step == step:
            break
    engine.close()
    return path


def test_a_change_holds_from_its_step_on_and_is_written_down(quick: Recipe, tmp_path: Path) -> None:
    constant = override(quick, ["schedule.name=constant", "schedule.warmup=0"])
    path = stopped(constant, tmp_path, 7)
    events = list(resume(path, ["optimizer.lr=0.025", "augment.strength=0.5"]))
    changed = [event for event in events if isinstance(event, Changed)]
    assert [(e.key, e.before, e.after, e.step) for e in changed] == [
        ("augment.strength", "1.0", "0.5", 7),
        ("optimizer.lr", "0.1", "0.025", 7),
    ]
    run = Run(path)
    rates = {event.step: event.lr for event in run.events() if isinstance(event, Step)}
    assert {rate for step, rate in rates.items() if step <= 7} == {0.1}
    assert {rate for step, rate in rates.items() if step > 7} == {0.025}
    assert run.asked().optimizer.lr == 0.1
    assert (run.recipe().optimizer.lr, run.recipe().augment.strength) == (0.025, 0.5)
    assert [e for e in run.events() if isinstance(e, Changed)] == changed
    assert run.status() == "finished"


def test_a_change_outlives_a_second_interruption(quick: Recipe, tmp_path: Path) -> None:
    path = stopped(override(quick, ["schedule.name=constant"]), tmp_path, 5)
    engine = resume(path, ["optimizer.lr=0.5"])
    next(event for event in engine if isinstance(event, Step))
    engine.close()
    steps = [event for event in resume(path) if isinstance(event, Step)]
    assert steps[-1].lr == 0.5
    assert len([e for e in Run(path).events() if isinstance(e, Changed)]) == 1


def test_a_finished_run_is_trained_further(quick: Recipe, tmp_path: Path) -> None:
    events = list(start(quick, tmp_path))
    path = Path(next(e.run for e in events if isinstance(e, RunStarted)))
    with pytest.raises(RunMistake, match=r"finished; to train it further.*stopping\.epochs=4"):
        list(resume(path))
    list(resume(path, ["stopping.epochs=4"]))
    run = Run(path)
    assert run.summary().epochs == 4
    kept = run.events()
    assert [e.epoch for e in kept if isinstance(e, EpochEnded)] == [1, 2, 3, 4]
    assert [type(e) for e in kept if isinstance(e, Evaluated | RunEnded)] == [Evaluated, RunEnded]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("model.name=resnet32", r"model\.name = resnet32: a run keeps what it began with"),
        ("optimizer.batch_size=7", r"optimizer\.batch_size = 7: a run keeps"),
        ("optimizer.lr=-1", r"optimizer\.lr = \S*-1\S*: must be"),
        ("optimizer.rate=1", r"no key 'optimizer\.rate'"),
    ],
)
def test_what_may_not_change_is_refused(
    quick: Recipe, tmp_path: Path, change: str, words: str
) -> None:
    path = stopped(quick, tmp_path, 2)
    with pytest.raises(RecipeMistake, match=words):
        list(resume(path, [change]))
    assert Run(path).changes() == []


def test_damaged_changes_are_one_sentence(quick: Recipe, tmp_path: Path) -> None:
    path = stopped(quick, tmp_path, 2)
    Run(path).changes_file.write_text("[{")
    with pytest.raises(RunMistake, match=r"changes\.json is damaged"):
        list(resume(path))
    seen: list[Event] = []
    assert seen == []
    assert Run(path).summary().status == "interrupted"  # the list of runs still shows it
