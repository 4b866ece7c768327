"""``regnet-studio models``: the list, one family, speeds and layers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from regnet_studio.cli import models as listing
from regnet_studio.cli.main import main
from regnet_studio.models.registry import Shape
from regnet_studio.training.measure import Measured

Capture = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("few_networks")


def run(*arguments: object) -> int:
    return main(["models", *map(str, arguments)], open_studio=lambda path: 77)


def json_of(capsys: Capture, *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    assert run(*arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_costs_are_for_the_images_named(capsys: Capture) -> None:
    found = json_of(capsys, "--classes", 100, "--size", 8)
    models = {record["name"]: record for record in found["models"]}
    assert models["resnet20"]["params"] == 269_722 + 90 * 65
    assert models["resnet20"]["memory"]["fixed"] == 12 * models["resnet20"]["params"]
    assert models["inception_v3"]["size"] == models["inception_v3"]["smallest"] > 8
    assert found["machine"]["name"]


def test_one_family(capsys: Capture) -> None:
    found = json_of(capsys, "--family", "regulated", "--size", 16)
    assert {record["name"] for record in found["models"]} == {"regnet20_gru", "regnet20_lstm"}
    capsys.readouterr()
    assert run("--family", "swim") == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert "--family swim: no such family; there are: " in line
    assert "VGG" in line


def test_measuring_adds_the_speed(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Shape, int]] = []

    def measure(model: Any, shape: Shape, batch: int, compute: Any) -> Measured:
        asked.append((model.name, shape, batch))
        return Measured(1234.5, 0.01, batch, 7.0)

    monkeypatch.setattr(listing, "measure", measure)
    found = json_of(capsys, "--size", 16, "--measure", "resnet20", "--batch", 32)
    assert asked == [("resnet20", Shape(10, 3, 16), 32)]
    by_name = {record["name"]: record for record in found["models"]}
    assert by_name["resnet20"]["measured"]["images_per_second"] == 1234.5
    assert "measured" not in by_name["resnet56"]
    assert run("--size", 16, "--measure", "resnet20") == 0
    table = capsys.readouterr().out
    assert "images/s" in table
    assert "1,23" in table


def test_layers(capsys: Capture) -> None:
    top = json_of(capsys, "--layers", "resnet20", "--size", 32)["layers"]
    assert top["params"] == 269_722
    assert top["shape"] == [10]
    assert run("--layers", "regnet20_lstm") == 0
    table = capsys.readouterr().out
    assert "regulator x3" in table
    assert "16x32x32" in table
    assert run("--layers", "regnet2") == 2
    assert "no such architecture" in capsys.readouterr().err
