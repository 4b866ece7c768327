"""Exports: done when the file read back predicts the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from regnet_studio.errors import ExportMistake, RunMistake
from regnet_studio.export import bundle
from regnet_studio.export.bundle import open_export
from regnet_studio.recipe import Recipe, override
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import own_images
from regnet_studio.runs.execute import start
from regnet_studio.runs.exporting import export
from regnet_studio.training.events import RunStarted, Step

FORMATS = ["safetensors", "onnx"]


@pytest.fixture(scope="module", params=FORMATS)
def exported(
    request: pytest.FixtureRequest, finished_run: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp(request.param)
    return out, export(finished_run, request.param, out)


def test_the_check(exported: tuple[Path, dict[str, Any]], finished_run: Path) -> None:
    out, record = exported
    check = record["check"]
    assert check["images"] == 269
    assert check["passed"]
    assert check["max_abs_diff"] < 1e-4
    assert check["accuracy_before"] == check["accuracy_after"]
    assert check["latency_ms"] > 0
    assert check["size_mb"] > 0.9
    assert sorted(map(str, out.iterdir())) == sorted(record["files"])


def test_the_export_predicts_the_same(
    exported: tuple[Path, dict[str, Any]], finished_run: Path
) -> None:
    out, _ = exported
    card, run = open_export(out)
    data = own_images(Run(finished_run))
    logits = run(data.pixels.take(data.split.test))
    with np.load(Run(finished_run).predictions_file()) as kept:
        same = (logits.argmax(1) == kept["logits"].argmax(1)).mean()
    assert same > 0.99  # the run computed in bf16 where the processor has it
    assert card.network.classes == tuple(str(n) for n in range(10))


def test_the_card_says_all_one_needs(exported: tuple[Path, dict[str, Any]]) -> None:
    out, record = exported
    (file,) = out.glob("*.card.json")
    card = json.loads(file.read_text())
    assert card["network"]["classes"] == [str(n) for n in range(10)]
    assert card["network"]["size"] == 8
    assert card["recipe"]["model"]["name"] == "resnet20"
    assert card["metrics"]["accuracy"] > 0.8
    assert card["check"] == record["check"]
    assert len(card["preprocessing"]) >= 3


def test_a_damaged_export_is_one_sentence(
    exported: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    out, _ = exported
    for file in out.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = next(p for p in tmp_path.iterdir() if p.suffix not in (".json", ".md"))
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ExportMistake, match="damaged"):
        open_export(tmp_path)
    weights.unlink()
    with pytest.raises(ExportMistake, match="missing"):
        open_export(tmp_path)
    next(tmp_path.glob("*.json")).write_text("{}")
    with pytest.raises(ExportMistake, match="damaged or not a card"):
        open_export(tmp_path)


def test_an_export_that_differs_is_not_written(
    finished_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "TOLERANCE", -1.0)
    with pytest.raises(ExportMistake, match="was not written"):
        export(finished_run, "safetensors", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_card_cannot_point_elsewhere(finished_run: Path, tmp_path: Path) -> None:
    export(finished_run, "safetensors", tmp_path)
    card = tmp_path / "model.safetensors.card.json"
    record = json.loads(card.read_text())
    record["weights"] = "../other.safetensors"
    card.write_text(json.dumps(record))
    with pytest.raises(ExportMistake, match="elsewhere"):
        open_export(tmp_path)


def test_unknown_format_and_unevaluated_run(
    finished_run: Path, quick: Recipe, tmp_path: Path
) -> None:
    with pytest.raises(ExportMistake, match="did you mean 'onnx'"):
        export(finished_run, "onn", tmp_path)
    engine = start(override(quick, ["stopping.epochs=1"]), tmp_path / "runs")
    path = Path(next(e.run for e in engine if isinstance(e, RunStarted)))
    next(event for event in engine if isinstance(event, Step))
    engine.close()
    with pytest.raises(RunMistake, match="not evaluated yet"):
        export(path, "safetensors", tmp_path)


@pytest.mark.parametrize(
    "model",
    ["regnet20_lstm", pytest.param("regnet20_gru", marks=pytest.mark.slow), "resnet18"],
)
def test_every_kind_of_network_leaves_as_onnx(quick: Recipe, tmp_path: Path, model: str) -> None:
    recipe = override(
        quick, [f"model.name={model}", "stopping.epochs=1", "optimizer.batch_size=1024"]
    )
    path = next(e.run for e in start(recipe, tmp_path / "r") if isinstance(e, RunStarted))
    assert export_after_end(Path(path), recipe, tmp_path)["max_abs_diff"] < 1e-3


def export_after_end(path: Path, recipe: Recipe, root: Path) -> dict[str, Any]:
    from regnet_studio.runs.execute import resume

    if Run(path).status() != "finished":
        list(resume(path))
    return export(path, "onnx", root / "out")["check"]
