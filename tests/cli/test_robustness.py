"""``regnet-studio robustness``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from regnet_studio.cli.main import main

Capture = pytest.CaptureFixture[str]


def run(*arguments: object) -> int:
    return main([str(a) for a in arguments], open_studio=lambda path: 77)


@pytest.fixture
def copy(finished_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished_run, tmp_path / "run"))


def test_table_and_json_say_the_same(capsys: Capture, copy: Path) -> None:
    assert run("robustness", copy, "--images", 60) == 0
    table = capsys.readouterr().out
    assert run("robustness", copy, "--images", 60, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["images"] == 60
    for name, line in record["accuracies"].items():
        assert name in table
        for accuracy in line:
            assert f"{accuracy:.2%}" in table
    assert f"{record['mean']:.2%} on average" in table
    assert json.loads((copy / "robustness.json").read_text())["clean"] == record["clean"]


def test_mistakes(capsys: Capture, copy: Path) -> None:
    for arguments, words in (
        (["nothing"], "no such run"),
        ([copy, "--split", "tset"], "did you mean 'test'"),
    ):
        assert run("robustness", *arguments) == 2
        caught = capsys.readouterr()
        assert (caught.out, caught.err.count("\n")) == ("", 1)
        assert words in caught.err
