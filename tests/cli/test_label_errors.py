"""``regnet-studio label-errors``."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path

import pytest

from regnet_studio.cli.main import main
from regnet_studio.runs import label_errors
from regnet_studio.runs.directory import Run

Capture = pytest.CaptureFixture[str]


def run(*arguments: object) -> int:
    return main([str(a) for a in arguments], open_studio=lambda path: 77)


@pytest.fixture
def copy(finished_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished_run, tmp_path / "run"))


def test_list_and_json(capsys: Capture, copy: Path) -> None:
    assert run("label-errors", copy, "--folds", 2, "--epochs", 3, "--most", 4, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    found = label_errors.label_errors_of(Run(copy))
    assert found is not None
    assert (record["folds"], record["epochs"], record["images"]) == (2, 3, 1528)
    assert record["errors"] == found.records(4)
    assert len(record["errors"]) == 4 < record["suggestions"] == len(found.paths)
    assert set(record["errors"][0]) == {"path", "given", "suggested", "margin"}


def test_interrupted_it_goes_on(
    capsys: Capture, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(label_errors.FoldStep):
        def __init__(self, fold: int, *rest: object) -> None:
            super().__init__(fold, *rest)  # pyright: ignore[reportArgumentType]
            if fold == 2:
                signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(label_errors, "FoldStep", Interrupted)
        assert run("label-errors", copy, "--folds", 2, "--epochs", 1) == 130
    caught = capsys.readouterr()
    assert "the same command goes on from here" in caught.err
    assert (copy / "label-errors/fold-1/predictions.npz").exists()
    assert not (copy / "label-errors.json").exists()
    assert run("label-errors", copy, "--folds", 2, "--epochs", 1) == 0
    assert "of the labels are estimated to be wrong" in capsys.readouterr().out
    assert (copy / "label-errors.json").exists()


def test_mistakes(capsys: Capture, copy: Path) -> None:
    for arguments, words in (
        (["nothing"], "no such run"),
        ([copy, "--folds", 1], "from 2 to 20"),
    ):
        assert run("label-errors", *arguments) == 2
        caught = capsys.readouterr()
        assert (caught.out, caught.err.count("\n")) == ("", 1)
        assert words in caught.err
