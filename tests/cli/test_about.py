"""``regnet-studio about`` and what ``runs`` shows of it."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from regnet_studio.cli.main import main


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = main([str(word) for word in words], lambda _: 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_runs_are_named_tagged_archived_and_listed_by_that(
    capsys: pytest.CaptureFixture[str], finished_run: Path, tmp_path: Path
) -> None:
    root = ("--runs", tmp_path / "runs")
    for name in ("first", "second"):
        copytree(finished_run, tmp_path / "runs" / name)

    def listed(*words: object) -> list[dict[str, Any]]:
        status, out, _ = run(capsys, "runs", *root, "--json", *words)
        assert status == 0
        return json.loads(out)["runs"]

    status, out, _ = run(
        capsys, "about", "first", *root, "--name", "the best", "--tag", "night", "--json"
    )
    assert status == 0
    assert json.loads(out)["tags"] == ["night"]
    assert [line["name"] for line in listed("--tag", "NIGHT")] == ["first"]
    assert run(capsys, "about", "the best", *root, "--archive", "--untag", "night")[0] == 0
    assert [line["name"] for line in listed()] == ["second"]
    assert {line["title"]: line["archived"] for line in listed("--all")} == {
        "the best": True,
        "second": False,
    }
    assert "the best (first)" in run(capsys, "runs", *root, "--all")[1].replace("\n", " ")
    status, _, said = run(capsys, "about", "second", *root, "--tag", "a,b")
    assert status == 2
    assert "comma" in said
