"""The presets that ship: they load, they say what they are for, they are asked for by name."""

from __future__ import annotations

import pytest

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe import dump, parse, preset
from regnet_studio.recipe.presets import built_in_names, preset_summary


def test_the_two_of_the_main_job_are_there() -> None:
    assert {"digits", "cifar10-quick"} <= set(built_in_names())
    assert list(built_in_names()) == sorted(built_in_names())


@pytest.mark.parametrize("name", built_in_names())
def test_a_preset_is_whole(name: str) -> None:
    recipe = preset(name)
    assert parse(dump(recipe)) == recipe
    assert len(preset_summary(name)) > 20
    assert not preset_summary(name).startswith("#")


def test_digits_is_not_mirrored() -> None:
    recipe = preset("digits")
    assert recipe.data.source == "digits"
    assert not recipe.augment.flip


def test_cifar10_quick_is_ten_epochs_of_resnet20() -> None:
    recipe = preset("cifar10-quick")
    assert recipe.model.name == "resnet20"
    assert recipe.stopping.epochs == 10
    assert recipe.data.size == 32


def test_an_unknown_preset_is_answered_with_the_nearest() -> None:
    with pytest.raises(RecipeMistake, match="did you mean 'digits'") as caught:
        preset("digit")
    assert "cifar10-quick" in str(caught.value)
    with pytest.raises(RecipeMistake, match="no preset"):
        preset("../presets/digits")
