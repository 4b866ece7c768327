"""Every operation against torchvision's on equal amounts, and what the policies draw."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torchvision.transforms import AutoAugment, AutoAugmentPolicy, InterpolationMode
from torchvision.transforms.v2 import functional as reference

from regnet_studio.data.draws import Draws
from regnet_studio.data.policies import OPERATIONS, Step, apply_policy, apply_step, drawn_steps
from regnet_studio.recipe.tree import Augment

SIZE = 33
RNG = np.random.default_rng(0)
COARSE = torch.from_numpy(RNG.uniform(20, 235, (8, 3, 6, 6))).float()
SMOOTH = torch.nn.functional.interpolate(COARSE, size=SIZE, mode="bicubic").clamp(0, 255).round()
NOISE = torch.from_numpy(RNG.integers(0, 256, (8, 3, SIZE, SIZE))).float()
CODE = {name: code for code, name in enumerate(OPERATIONS)}


def moved(image: Tensor, **options: Any) -> Tensor:
    settings = {"angle": 0.0, "translate": [0, 0], "scale": 1.0, "shear": [0.0, 0.0]} | options
    return reference.affine(image, **settings, interpolation=InterpolationMode.BILINEAR)


def sheared(image: Tensor, x: float = 0, y: float = 0) -> Tensor:
    slant = [math.degrees(math.atan(x)), math.degrees(math.atan(y))]
    return moved(image, shear=slant, center=[0, 0])


MOVES: dict[str, tuple[list[float], Callable[[Tensor, float], Tensor]]] = {
    "ShearX": ([-0.3, -0.1, 0.05, 0.3], lambda image, v: sheared(image, x=v)),
    "ShearY": ([-0.3, -0.1, 0.05, 0.3], lambda image, v: sheared(image, y=v)),
    "TranslateX": ([-9, -1, 2, 14], lambda image, v: moved(image, translate=[int(v), 0])),
    "TranslateY": ([-9, -1, 2, 14], lambda image, v: moved(image, translate=[0, int(v)])),
    "Rotate": (
        [-30, -7.5, 3, 30],
        lambda image, v: reference.rotate(image, v, InterpolationMode.BILINEAR),
    ),
}
COLOURS: dict[str, tuple[list[float], Callable[[Tensor, float], Tensor]]] = {
    "Identity": ([0], lambda image, v: image),
    "Brightness": ([-0.9, -0.3, 0.4, 0.9], lambda i, v: reference.adjust_brightness(i, 1 + v)),
    "Color": ([-0.9, -0.3, 0.4, 0.9], lambda i, v: reference.adjust_saturation(i, 1 + v)),
    "Contrast": ([-0.9, -0.3, 0.4, 0.9], lambda i, v: reference.adjust_contrast(i, 1 + v)),
    "Sharpness": ([-0.9, -0.3, 0.4, 0.9], lambda i, v: reference.adjust_sharpness(i, 1 + v)),
    "Posterize": ([2, 4, 6, 8], lambda image, v: reference.posterize(image, int(v))),
    "Solarize": ([0, 100, 127.5, 255], lambda image, v: reference.solarize(image, v)),
    "AutoContrast": ([0], lambda image, v: reference.autocontrast(image)),
    "Equalize": ([0], lambda image, v: reference.equalize(image)),
    "Invert": ([0], lambda image, v: reference.invert(image)),
}


def done(images: Tensor, name: str, amount: float) -> Tensor:
    step = Step(np.full(len(images), CODE[name]), np.full(len(images), float(amount)))
    return apply_step(images.clone(), step)


@pytest.mark.parametrize("name", MOVES)
def test_moves_are_torchvisions_inside_of_the_picture(name: str) -> None:
    amounts, truth_of = MOVES[name]
    for amount in amounts:
        result = done(SMOOTH, name, amount)
        truth = truth_of(SMOOTH, amount)
        known = truth_of(torch.ones_like(SMOOTH), amount) > 0.999  # nothing from outside
        assert known.float().mean() > 0.4
        assert (result - truth)[known].abs().max() <= 1.0
        assert result[~known].float().min() >= 0


@pytest.mark.parametrize("images", [SMOOTH, NOISE], ids=["smooth", "noise"])
@pytest.mark.parametrize("name", COLOURS)
def test_colours_are_torchvisions(name: str, images: Tensor) -> None:
    amounts, truth_of = COLOURS[name]
    for amount in amounts:
        truth = truth_of(images.byte(), amount).float()
        assert (done(images, name, amount) - truth).abs().max() <= 2


@pytest.mark.parametrize("name", ["AutoContrast", "Equalize"])
def test_images_of_few_values_too(name: str) -> None:
    images = torch.zeros(3, 1, 20, 20)
    images[1] = 255
    images[2, :, :5] = 40  # two values
    truth = COLOURS[name][1](images.byte(), 0).float()
    assert (done(images, name, 0) - truth).abs().max() <= 1


def test_each_image_has_its_own_operation_and_amount() -> None:
    names = [
        "Invert",
        "Rotate",
        "Brightness",
        "Identity",
        "Brightness",
        "Equalize",
        "Rotate",
        "ShearX",
    ]
    amounts = [0, 20.0, 0.5, 0, -0.5, 0, -10.0, 0.2]
    step = Step(np.array([CODE[name] for name in names]), np.array(amounts))
    result = apply_step(NOISE.clone(), step)
    for i, (name, amount) in enumerate(zip(names, amounts, strict=True)):
        assert torch.equal(result[i : i + 1], done(NOISE[i : i + 1], name, amount))


def test_grey_images_go_through_all_operations() -> None:
    grey = NOISE[:, :1]
    for code in range(len(OPERATIONS)):
        result = done(grey, OPERATIONS[code], 0.5 if code < 10 else 4)
        assert result.shape == grey.shape
        assert result.min() >= 0
        assert result.max() <= 255


DRAWS = Draws(0, 0, np.arange(20_000))


def largest(step: Step, name: str) -> float:
    return float(np.abs(step.amounts[step.operations == CODE[name]]).max())


def test_trivial_augment_draws_one_of_fourteen_at_any_level() -> None:
    (step,) = drawn_steps(Augment(policy="trivial"), DRAWS, 32)
    counts = np.bincount(step.operations, minlength=len(OPERATIONS))
    assert counts[CODE["Invert"]] == 0
    assert counts[:14].min() > 20_000 / 14 * 0.85
    for name, top in {"ShearX": 0.99, "TranslateY": 32, "Rotate": 135, "Color": 0.99}.items():
        assert largest(step, name) == pytest.approx(top)
        chosen = step.amounts[step.operations == CODE[name]]
        assert (chosen < 0).mean() == pytest.approx(0.5, abs=0.06)
        assert len(set(np.abs(chosen).round(6))) >= 29
    posterize = step.amounts[step.operations == CODE["Posterize"]]
    assert sorted(set(posterize.tolist())) == [2, 3, 4, 5, 6, 7, 8]
    solarize = step.amounts[step.operations == CODE["Solarize"]]
    assert (solarize.min(), solarize.max()) == (0, 255)


def test_rand_augment_draws_its_operations_anew_at_one_level() -> None:
    steps = drawn_steps(Augment(policy="rand", rand_operations=3, rand_magnitude=15), DRAWS, 64)
    assert len(steps) == 3
    assert (steps[0].operations == steps[1].operations).mean() == pytest.approx(1 / 14, abs=0.01)
    for step in steps:
        assert largest(step, "Rotate") == pytest.approx(15)
        assert largest(step, "TranslateX") == int(150 / 331 * 64 / 2)
        assert largest(step, "Sharpness") == pytest.approx(0.45)
        assert set(step.amounts[step.operations == CODE["Posterize"]]) == {6}


@pytest.mark.parametrize("name", ["cifar10", "imagenet", "svhn"])
def test_auto_augment_follows_its_table(name: str) -> None:
    augment = Augment.model_validate({"policy": f"autoaugment_{name}"})
    first, second = drawn_steps(augment, DRAWS, 32)
    table = AutoAugment(AutoAugmentPolicy(name)).policies
    for place, step in enumerate((first, second)):
        expected: dict[str, float] = defaultdict(float)
        for pair in table:
            operation, chance, _ = pair[place]
            expected[operation] += chance
            expected["Identity"] += 1 - chance
        for code, operation in enumerate(OPERATIONS):
            share = (step.operations == code).mean()
            assert share == pytest.approx(expected[operation] / len(table), abs=0.015), operation
    amounts = np.abs(first.amounts[first.operations == CODE["Rotate"]])
    levels = {level for (op, _, level), _ in table if level and op == "Rotate"}
    assert set(amounts.round(5)) == {round(30 / 9 * level, 5) for level in levels}


def test_a_policy_gives_whole_numbers_of_a_byte() -> None:
    for policy in ("trivial", "rand", "autoaugment_svhn"):
        augment = Augment.model_validate({"policy": policy})
        result = apply_policy(NOISE.clone() + 0.3, augment, Draws(0, 0, np.arange(8)))
        assert torch.equal(result, result.byte().float())
