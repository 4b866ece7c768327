"""Runs that begin with weights from elsewhere: recorded, and whole in themselves afterwards."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from regnet_studio.recipe import Recipe, override
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import evaluate
from regnet_studio.runs.execute import conclude, resume, start
from regnet_studio.runs.exporting import export
from regnet_studio.training.checkpoint import best_checkpoint
from regnet_studio.training.events import Event, RunStarted, Step, WeightsLoaded
from regnet_studio.training.pretrained import kept_card, origin_of


def until_step(recipe: Recipe, root: Path, step: int) -> tuple[Path, list[Event]]:
    """A run that was stopped after a step."""
    engine = start(recipe, root)
    seen: list[Event] = []
    for event in engine:
        seen.append(event)
        if isinstance(event, Step) and event.step == step:
            break
    engine.close()
    return Path(next(event.run for event in seen if isinstance(event, RunStarted))), seen


def test_a_run_outlives_the_weights_it_began_with(
    quick: Recipe, finished_run: Path, tmp_path: Path
) -> None:
    source = tmp_path / "runs" / "first"
    shutil.copytree(finished_run, source)
    recipe = override(quick, ["transfer.weights=first", "optimizer.lr=0.01"])
    path, events = until_step(recipe, tmp_path / "runs", 3)
    kinds = [type(event) for event in events]
    assert kinds.index(WeightsLoaded) < kinds.index(RunStarted)
    told = next(event for event in events if isinstance(event, WeightsLoaded))
    assert told.source == str(source)
    assert Run(path).recipe().transfer.weights == str(source)
    card = kept_card(source)
    assert card is not None
    shutil.rmtree(source)

    list(resume(path))
    run = Run(path)
    report = run.report()
    assert run.status() == "finished"
    assert report is not None
    assert report["accuracy"] > 0.8  # what it brought along, and two epochs more
    assert [event for event in run.events() if isinstance(event, WeightsLoaded)] == [told]
    kept = json.loads((path / "environment.json").read_text())["weights"]
    assert (kept["digest"], kept["source"]) == (told.digest, told.source)
    mine = kept_card(path)
    assert mine is not None
    assert (mine.mean, mine.std) == (card.mean, card.std)
    assert evaluate(run).to_json() == report | {"test_evaluations": 2}
    stopped, _ = until_step(override(quick, [f"transfer.weights={path}"]), tmp_path / "more", 6)
    shutil.rmtree(path)
    list(conclude(stopped))
    assert Run(stopped).status() == "stopped"


def test_an_export_is_a_source_too(quick: Recipe, finished_run: Path, tmp_path: Path) -> None:
    export(finished_run, "safetensors", tmp_path / "out")
    for source in (tmp_path / "out", tmp_path / "out" / "model.safetensors"):
        origin = origin_of(override(quick, [f"transfer.weights={source}"]))
        assert origin is not None
        kept = kept_card(finished_run)
        assert kept is not None
        temperature = Run(finished_run).temperature()
        assert origin.card == kept.model_copy(update={"temperature": temperature})
    path, events = until_step(
        override(quick, [f"transfer.weights={tmp_path / 'out'}"]), tmp_path / "runs", 1
    )
    told = next(event for event in events if isinstance(event, WeightsLoaded))
    assert (told.tensors, told.head) == (told.of, True)
    begun = kept_card(path)
    assert begun is not None
    assert begun.temperature == 1  # that of other weights does not come along
    assert not best_checkpoint(path).exists()
