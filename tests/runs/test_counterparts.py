"""Which runs are offered to be drawn beside another."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from regnet_studio.runs.counterparts import counterparts, has_exits, is_regulated
from regnet_studio.runs.directory import Run
from regnet_studio.training.checkpoint import best_checkpoint


def like(run: Path, path: Path, **said: object) -> Run:
    """A copy of a run that says something else of itself."""
    shutil.copytree(run, path)
    lines = (path / "events.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        record = json.loads(line)
        if record.get("kind") == "run_started":
            lines[number] = json.dumps(record | said)
    (path / "events.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Run(path)


def test_regulated_beside_plain_and_alike_in_cost(finished_run: Path, tmp_path: Path) -> None:
    mine = like(finished_run, tmp_path / "mine", model="regnet20_lstm", params=300_000)
    like(finished_run, tmp_path / "large", model="resnet110", params=1_700_000)
    like(finished_run, tmp_path / "equal", model="resnet20", params=270_000)
    like(finished_run, tmp_path / "same kind", model="regnet20_gru", params=300_000)
    like(finished_run, tmp_path / "no blocks", model="vgg11", params=300_000)
    like(finished_run, tmp_path / "elsewhere", model="resnet20", dataset="cifar10")
    gone = like(finished_run, tmp_path / "gone", model="resnet20", params=300_000)
    best_checkpoint(gone.path).unlink()
    found = counterparts(mine)
    assert [other.name for other in found] == ["equal", "large", "same kind"]
    assert found[0].params == 270_000
    others = [other.name for other in counterparts(Run(tmp_path / "equal"))]
    assert set(others[:2]) == {"mine", "same kind"}


def test_a_run_that_never_began(finished_run: Path, tmp_path: Path) -> None:
    path = shutil.copytree(finished_run, tmp_path / "run")
    (path / "events.jsonl").unlink()
    assert counterparts(Run(path)) == []


@pytest.mark.parametrize(
    ("model", "exits", "regulated"),
    [
        ("resnet20", True, False),
        ("se_resnet50", True, False),
        ("plain20", True, False),
        ("regnet20_lstm", True, True),
        ("se_regnet152_rnn", True, True),
        ("resnet9", False, False),
        ("wrn16_8", False, False),
        ("regnety_400mf", False, False),
        ("timm:resnet50d", False, False),
    ],
)
def test_what_architectures_have(model: str, exits: bool, regulated: bool) -> None:
    assert has_exits(model) is exits
    assert is_regulated(model) is regulated
