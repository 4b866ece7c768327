"""The card: plain data that travels with the weights."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from pydantic import ValidationError

from regnet_studio.models.card import Card
from regnet_studio.recipe.tree import Model

CARD = Card(
    model=Model(name="resnet18", stem="small"),
    classes=("Katze", "犬", 'a "b"'),
    size=32,
    channels=3,
    mean=(1.5, 2.25, 3.0),
    std=(10.0, 20.0, 30.0),
)


def test_it_survives_json() -> None:
    assert Card.model_validate(json.loads(json.dumps(CARD.model_dump()))) == CARD
    assert Card.model_validate_json(CARD.model_dump_json()) == CARD
    assert CARD.model_dump()["format"] == 1


def test_it_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        CARD.size = 64  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("key", ["model", "classes", "size", "channels", "mean", "std"])
def test_nothing_of_it_may_be_missing(key: str) -> None:
    content = CARD.model_dump()
    del content[key]
    with pytest.raises(ValidationError, match=key):
        Card.model_validate(content)


def test_reading_a_card_loads_no_torch() -> None:
    program = "import sys, regnet_studio.models.card; print('torch' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "False"
