"""Accuracy where images leave after each block of the last stage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from regnet_studio.errors import DataMistake, RunMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.early_exit import EarlyExit, early_exits, last_stage
from regnet_studio.evaluation.predictions import predict_split
from regnet_studio.models.registry import Shape, build, build_from_card
from regnet_studio.models.regnet import RegulatedStage
from regnet_studio.recipe.tree import Model
from regnet_studio.training.device import Device
from regnet_studio.training.preparation import PreparedData


def classifier_of(data: PreparedData, precision: str = "fp32", **model: object) -> Classifier:
    """An untrained network for the digits."""
    card = data.card.model_copy(update={"model": Model.model_validate(model)})
    device = Device(torch.device("cpu"), precision, channels_last=True)
    return Classifier(card, device.place(build_from_card(card, seed=1)).eval(), device)


def exits(classifier: Classifier, data: PreparedData, split: str) -> list[EarlyExit]:
    work = early_exits(classifier, data, split)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def accuracy(classifier: Classifier, data: PreparedData, split: str) -> float:
    work = predict_split(classifier, data, split)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value.report().accuracy


FULL = {"regulator_convolution": "full"}  # quick where a cell's shape is met for the first time


@pytest.mark.parametrize(
    ("precision", "model", "blocks"),
    [
        ("fp32", {"name": "resnet20", "dropout": 0.5}, [7, 8, 9]),
        ("bf16", {"name": "regnet20_lstm", "head": "mlp", **FULL}, [7, 8, 9]),
        ("fp32", {"name": "regnet20_gru", "regulated_stages": (1, 2), **FULL}, [7, 8, 9]),
        ("fp32", {"name": "resnet18"}, [7, 8]),
        ("fp32", {"name": "regnet50_rnn", "regulated_stages": (4,), **FULL}, [14, 15, 16]),
    ],
)
def test_leaving_early_is_the_network_without_the_blocks_after(
    digits: PreparedData, precision: str, model: dict[str, object], blocks: list[int]
) -> None:
    """And the last exit is the network itself."""
    classifier = classifier_of(digits, precision, **model)
    digits = replace(digits, split=replace(digits.split, test=digits.split.test[:100]))
    found = exits(classifier, digits, "test")
    assert [leave.block for leave in found] == blocks
    if classifier.card.model.name.endswith("20"):  # a deep network says one class of all at first
        assert len({leave.accuracy for leave in found}) > 1
    name = "layer4" if classifier.card.model.name == "resnet18" else "stages"
    part = classifier.network.get_submodule(name)
    last = part if name == "layer4" else list(part.children())[-1]
    kept = last.blocks if isinstance(last, RegulatedStage) else last
    assert isinstance(kept, nn.Sequential | nn.ModuleList)
    for leave in reversed(found):
        assert leave.accuracy == accuracy(classifier, digits, "test")
        del kept[-1]
    assert len(kept) == 0


def test_nothing_stays_behind_and_progress_runs_to_the_end(
    digits: PreparedData, classifier: Classifier
) -> None:
    total = len(digits.split.train)
    steps = list(early_exits(classifier, digits, "train"))
    assert steps == [*((done, total) for done in range(256, total, 256)), (total, total)]
    assert not any(module._forward_hooks for module in classifier.network.modules())


def test_other_networks_and_empty_splits_are_refused(
    digits: PreparedData, classifier: Classifier
) -> None:
    with pytest.raises(RunMistake, match=r"early exits need blocks of one width"):
        last_stage(build(Model(name="wrn28_10"), Shape(2, 1, 8)))
    nothing = np.array([], np.int64)
    without = replace(digits, split=replace(digits.split, test=nothing))
    with pytest.raises(DataMistake, match="no images in the test split"):
        exits(classifier, without, "test")
