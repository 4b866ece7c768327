"""The command line as a user or a script meets it: output, JSON, exit statuses, mistakes."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from regnet_studio.cli.main import main
from regnet_studio.data.dataset import open_dataset
from regnet_studio.recipe import Recipe, dump, override, recipe_fields
from regnet_studio.recipe.own_presets import save_preset
from regnet_studio.recipe.tree import Data
from regnet_studio.runs.directory import list_runs

Capture = pytest.CaptureFixture[str]


def run(*arguments: object) -> int:
    return main([str(a) for a in arguments], open_studio=lambda path: 77)


def json_of(capsys: Capture, *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    assert run(*arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


def mistake(capsys: Capture, *arguments: object) -> str:
    """The one line that a mistake is answered with."""
    capsys.readouterr()
    assert run(*arguments) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    line = caught.err.splitlines()[-1]
    assert len([x for x in caught.err.splitlines() if x.startswith("regnet-studio:")]) == 1
    assert "Traceback" not in caught.err
    assert line.startswith("regnet-studio: ")
    return line


@pytest.fixture
def recipe_file(quick: Recipe, tmp_path: Path) -> Path:
    path = tmp_path / "recipe.toml"
    path.write_text(dump(quick))
    return path


def test_whatever_is_no_command_opens_the_window(capsys: Capture) -> None:
    opened: list[str | None] = []

    def open_studio(path: str | None) -> int:
        opened.append(path)
        return 0

    for arguments in ([], ["some/folder"], ["open"], ["open", "x.zip"]):
        assert main(arguments, open_studio) == 0
    assert opened == [None, "some/folder", None, "x.zip"]


def test_help_and_version(capsys: Capture) -> None:
    assert run("--help") == 0
    text = capsys.readouterr().out
    for command in ("open", "scan", "datasets", "models", "presets", "train", "resume",
                    "preflight", "find-lr", "find-batch", "queue"):  # fmt: skip
        assert command in text
    assert run("train", "--help") == 0
    assert run("--version") == 0
    assert "regnet-studio 0" in capsys.readouterr().out


def test_lists(capsys: Capture, few_networks: tuple[str, ...]) -> None:
    assert json_of(capsys, "datasets")["datasets"][0]["name"] == "digits"
    presets = json_of(capsys, "presets")["presets"]
    assert {"digits", "cifar10-quick"} <= {p["name"] for p in presets}
    models = {m["name"]: m for m in json_of(capsys, "models", "--size", 32)["models"]}
    assert models["resnet20"]["params"] == 269_722
    assert set(models["regnet20_lstm"]) >= {"name", "family", "params", "macs"}
    for command in ("datasets", "presets", "models"):
        assert run(command) == 0
    assert "regnet20_lstm" in capsys.readouterr().out


def test_own_presets_stand_beside_the_built_in_ones(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: Recipe
) -> None:
    monkeypatch.setenv("REGNET_STUDIO_PRESETS", str(tmp_path))
    save_preset("attic", "old photographs", override(quick, ["stopping.epochs=77"]))
    (tmp_path / "torn.toml").write_text("[optimizer")
    found = json_of(capsys, "presets")
    (own,) = (p for p in found["presets"] if p["own"])
    assert (own["name"], own["summary"]) == ("attic", "old photographs")
    assert own["recipe"]["stopping"]["epochs"] == 77
    assert "torn.toml: not a TOML file" in found["problems"][0]
    assert run("presets") == 0
    said = capsys.readouterr()
    assert "yours: old photographs" in said.out
    assert "torn.toml" in said.err
    assert "attic" in mistake(capsys, "train", "--preset", "attics")
    assert "torn.toml: not a TOML file" in mistake(capsys, "train", "--preset", "torn")
    assert "a text" in mistake(capsys, "train", "--preset", "attic", "--set", "data.source=")


def test_settings_are_listed_by_their_words(capsys: Capture) -> None:
    (one,) = json_of(capsys, "settings", "nesterov")["settings"]
    assert one["key"] == "optimizer.nesterov"
    assert one["only_where"] == ["optimizer.name = sgd or muon", "optimizer.momentum is above 0"]
    assert len(json_of(capsys, "settings")["settings"]) == len(recipe_fields())
    assert run("settings", "warm") == 0
    assert "schedule.warmup" in capsys.readouterr().out
    assert run("settings", "qqq") == 0
    assert "no setting says this" in capsys.readouterr().out
    assert "regnet-studio settings" in mistake(capsys, "train", "--preset", "best", "--set", "q=1")


def test_scan(capsys: Capture, colour_folder: Path) -> None:
    (colour_folder / "red" / "broken.png").write_bytes(b"no image")
    (colour_folder / "red" / "copy.png").write_bytes((colour_folder / "red/00.png").read_bytes())
    found = json_of(capsys, "scan", colour_folder)
    assert found["images"] == 37
    assert found["classes"] == {"blue": 12, "green": 12, "red": 13}
    assert found["splits"] == {"unsplit": found["classes"]}
    assert [(p["path"], p["kind"]) for p in found["problems"]] == [("red/broken.png", "broken")]
    assert found["duplicates"] == [["red/00.png", "red/copy.png"]]
    assert found["seconds"] > 0
    assert run("scan", colour_folder) == 0
    assert "red/broken.png" in capsys.readouterr().out


def test_the_whole_road(capsys: Capture, recipe_file: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    trained = json_of(capsys, "train", recipe_file, "--runs", runs, "--set", "stopping.epochs=4")
    assert trained["epochs"] == 4
    assert set(trained["best"]) == {"epoch", "accuracy", "loss"}
    assert set(trained["test"]) == {"accuracy", "macro_f1"}
    assert trained["seconds"] > 0
    assert trained["images_per_second"] > 0

    (line,) = json_of(capsys, "runs", "--runs", runs)["runs"]
    assert line["run"] == trained["run"]
    assert (line["status"], line["epoch"], line["dataset"]) == ("finished", 4, "digits")

    evaluated = json_of(capsys, "evaluate", trained["run"])
    assert evaluated["accuracy"] == trained["test"]["accuracy"]
    assert {"top5", "macro", "weighted", "confusion"} <= set(evaluated)
    assert {"name", "precision", "recall", "f1", "support"} <= set(evaluated["classes"][0])
    assert evaluated["test_evaluations"] == 2
    assert set(evaluated["intervals"]["accuracy"]) == {"low", "high"}
    assert evaluated["calibration"]["fitted_on"] == "validation"

    done = json_of(capsys, "export", line["name"], "--runs", runs, "--format", "safetensors",
                   "--out", tmp_path / "out")  # fmt: skip
    assert all(Path(file).is_file() for file in done["files"])
    assert done["check"]["accuracy_before"] == done["check"]["accuracy_after"]

    digits = open_dataset(Data())
    image = tmp_path / "digit.png"
    image.write_bytes(digits.read(0))
    by_run = json_of(capsys, "predict", trained["run"], image)
    by_export = json_of(capsys, "predict", tmp_path / "out", image)
    first, other = by_run["predictions"][0], by_export["predictions"][0]
    assert first["label"] == other["label"]
    # Both are calibrated; the run may have computed in bfloat16.
    assert first["probability"] == pytest.approx(other["probability"], abs=0.02)
    assert by_run["problems"] == []

    for words in (["runs", "--runs", runs], ["evaluate", trained["run"]],
                  ["predict", trained["run"], image]):  # fmt: skip
        assert run(*words) == 0
    shown = capsys.readouterr().out.lower()
    assert "f1" in shown
    assert "cohen's kappa" in shown
    assert "(fitted on validation)" in shown
    assert "evaluated 3 times" in shown


def test_a_finished_run_goes_on(capsys: Capture, recipe_file: Path, tmp_path: Path) -> None:
    words = ["--runs", tmp_path / "runs"]
    trained = json_of(capsys, "train", recipe_file, *words, "--set", "stopping.epochs=1")
    name = Path(trained["run"]).name
    assert "--set stopping.epochs=2" in mistake(capsys, "resume", name, *words)
    changed = mistake(capsys, "resume", name, *words, "--set", "optimizer.batch_size=8")
    assert "a run keeps what it began with" in changed
    changes = ["--set", "stopping.epochs=2", "--set", "optimizer.lr=0.01"]
    assert run("resume", name, *words, *changes) == 0
    shown = capsys.readouterr().err
    assert "changed: optimizer.lr = 0.01 (was 0.1)" in shown
    assert "epoch   2/2" in shown
    (line,) = json_of(capsys, "runs", *words)["runs"]
    assert (line["status"], line["epoch"], line["epochs"]) == ("finished", 2, 2)


def zip_of(path: Path, entries: dict[str, bytes], link: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = (0o120777 if name == link else 0o100644) << 16
            archive.writestr(info, content)
    return path


def png(colour: str, number: int = 0) -> bytes:
    buffer = io.BytesIO()
    picture = Image.new("RGB", (16, 16), colour)
    picture.putpixel((number, 0), (9, 9, 9))
    picture.save(buffer, "PNG")
    return buffer.getvalue()


GOOD = {f"{name}/{i}.png": png(name, i) for name in ("red", "blue") for i in range(6)}


def test_bad_data_is_answered_with_one_line(
    capsys: Capture, recipe_file: Path, tmp_path: Path
) -> None:
    def answer(path: Path) -> str:
        line = mistake(capsys, "scan", path)
        trained = mistake(capsys, "train", recipe_file, "--data", path, "--runs", tmp_path / "r")
        assert trained == line
        return line

    assert "no such folder" in answer(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    assert "no images found" in answer(tmp_path / "empty")
    (tmp_path / "words" / "a").mkdir(parents=True)
    (tmp_path / "words" / "a" / "x.txt").write_text("x")
    assert "no images found" in answer(tmp_path / "words")
    only = zip_of(tmp_path / "one.zip", {k: v for k, v in GOOD.items() if k[0] == "r"})
    assert "only one class ('red')" in answer(only)
    whole = zip_of(tmp_path / "whole.zip", GOOD).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    assert "not a whole .zip" in answer(tmp_path / "cut.zip")
    up = zip_of(tmp_path / "up.zip", {**GOOD, "../red/x.png": png("red")})
    assert "points outside" in answer(up)
    absolute = zip_of(tmp_path / "absolute.zip", {**GOOD, "/red/x.png": png("red")})
    assert "absolute name" in answer(absolute)
    link = zip_of(tmp_path / "link.zip", {**GOOD, "red/x.png": b"/etc/passwd"}, link="red/x.png")
    assert "is a link" in answer(link)
    assert list_runs(tmp_path / "r") == []


def test_a_class_with_one_image_is_told_apart(
    capsys: Capture, recipe_file: Path, tmp_path: Path
) -> None:
    path = zip_of(tmp_path / "x.zip", {**GOOD, "green/0.png": png("green")})
    assert "class 'green' has 1 usable image" in mistake(
        capsys, "train", recipe_file, "--data", path
    )
    found = json_of(capsys, "scan", path)
    assert ("green", "small-class") in [(p["path"], p["kind"]) for p in found["problems"]]


def test_broken_images_among_good_ones_are_skipped_counted_and_listed(
    capsys: Capture, recipe_file: Path, tmp_path: Path
) -> None:
    path = zip_of(
        tmp_path / "x.zip", {**GOOD, "red/cut.png": png("red")[:45], "blue/none.png": b""}
    )
    capsys.readouterr()
    words = ["--data", str(path), "--set", "data.size=none", "--runs", str(tmp_path / "r")]
    assert run("train", recipe_file, *words) == 0
    assert "2 problem(s) with the images" in capsys.readouterr().err


def test_bad_recipes_and_words(capsys: Capture, recipe_file: Path, tmp_path: Path) -> None:
    assert "did you mean 'optimizer.lr'" in mistake(
        capsys, "train", recipe_file, "--set", "optimiser.lr=1"
    )
    line = mistake(capsys, "train", recipe_file, "--set", "optimizer.lr=50")
    assert "optimizer.lr = 50: must be a number above 0, at most 10" in line
    recipe_file.write_text("version = 1\n[optimizer]\nlearning_rate = 1\n")
    assert "has no key 'optimizer.learning_rate'" in mistake(capsys, "train", recipe_file)
    assert "not a TOML file" in mistake(capsys, "train", __file__)
    assert "did you mean 'digits'" in mistake(capsys, "train", "--preset", "digit")
    assert "not both" in mistake(capsys, "train", recipe_file, "--preset", "digits")
    assert "train what?" in mistake(capsys, "train")
    assert "--bogus" in mistake(capsys, "train", "--bogus")
    assert "no such run" in mistake(capsys, "resume", "nothing")
    assert "no such run" in mistake(capsys, "evaluate", tmp_path.parent)


def test_a_runs_folder_that_cannot_be_written(
    capsys: Capture, recipe_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot write" in mistake(
        capsys, "train", recipe_file, "--runs", tmp_path / "file" / "runs"
    )


def test_a_defect_is_logged_and_its_path_printed(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("regnet_studio.data.builtin.builtin_sets", broken)
    assert run("datasets") == 1
    line = capsys.readouterr().err.strip()
    log = Path(line.rpartition(" is in ")[2])
    assert "ZeroDivisionError: oh" in log.read_text()
    assert "\n" not in line


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_interrupted_with_the_state_saved(
    recipe_file: Path, tmp_path: Path, number: signal.Signals
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "regnet_studio", "train", recipe_file, "--runs", tmp_path / "r",
         "--set", "stopping.epochs=500", "--json"],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("epoch   2"):
            break
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "regnet-studio resume" in err
    (line,) = list_runs(tmp_path / "r")
    assert line.status == "interrupted"
    assert line.epoch >= 2


@pytest.mark.skipif(sys.platform != "linux", reason="displays are found otherwise elsewhere")
def test_the_window_with_no_display() -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "regnet_studio"],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "display" in done.stderr


def test_presets_hold(quick: Recipe) -> None:
    assert override(quick, ["data.size=none"]).data.size is None
