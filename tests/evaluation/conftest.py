"""A network with fresh weights and the digits it is shown."""

from __future__ import annotations

import pytest

from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.recipe import Recipe
from regnet_studio.training.device import choose_device
from regnet_studio.training.preparation import PreparedData, fresh_network, prepare_data


@pytest.fixture(scope="session")
def digits(quick: Recipe) -> PreparedData:
    """The digits at 8 px, set apart."""
    work = prepare_data(quick)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="session")
def classifier(quick: Recipe, digits: PreparedData) -> Classifier:
    """An untrained network on the CPU, in single precision."""
    device = choose_device(quick.compute.model_copy(update={"precision": "fp32"}))
    return Classifier(digits.card, fresh_network(digits.card, device, 0).eval(), device)
