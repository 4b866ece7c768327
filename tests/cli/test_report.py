"""``regnet-studio report``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from regnet_studio.cli.main import main


def test_it_writes_what_it_lists(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, tables = tmp_path / "report.html", tmp_path / "tables"
    words = ["report", str(finished_run), "--out", str(out), "--tables", str(tables), "--json"]
    assert main(words, lambda _: 1) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["files"][0] == said["report"] == str(out)
    assert all(Path(file).is_file() for file in said["files"])
    assert str(tables / "classes.csv") in said["files"]
    assert (said["run"], said["split"]) == (str(finished_run), "test")


def test_mistakes(finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "report.html")
    assert main(["report", "no-such-run", "--out", out], lambda _: 1) == 2
    assert "no such run" in capsys.readouterr().err
    assert main(["report", str(finished_run), "--out", str(tmp_path)], lambda _: 1) == 2
    assert "is a folder" in capsys.readouterr().err
    words = ["report", str(finished_run), "--out", out, "--split", "tests"]
    assert main(words, lambda _: 1) == 2
    assert "did you mean 'test'?" in capsys.readouterr().err
    assert not Path(out).exists()


def test_nobody_waits_for_matplotlib() -> None:
    """Neither the help nor the window's modules load it, or jinja2."""
    code = (
        "import sys, regnet_studio.cli.commands, regnet_studio.studio.evaluate.report_tab, "
        "regnet_studio.studio.evaluate.report_pdf; "
        "print({'matplotlib', 'jinja2', 'torch', 'sklearn'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
