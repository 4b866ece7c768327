"""The built-in sets are the real thing."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from regnet_studio.data.builtin import BuiltinSet, builtin_sets
from regnet_studio.data.dataset import open_dataset


@pytest.mark.parametrize("known", builtin_sets(), ids=lambda known: known.name)
def test_a_set_is_what_its_card_says(known: BuiltinSet) -> None:
    dataset = open_dataset(known.name)
    assert dataset.source == dataset.name == known.name
    assert len(dataset) == known.images
    assert len(dataset.classes) == known.classes
    with Image.open(io.BytesIO(dataset.read(0))) as image:
        assert image.size == (known.size, known.size)
    assert not dataset.problems
    assert open_dataset(known.name).stamp == dataset.stamp


def test_digits_are_scikit_learns() -> None:
    dataset = open_dataset("digits")
    truth: Any = load_digits()
    assert dataset.classes == tuple("0123456789")
    for i in range(0, len(dataset), 97):
        number = int(dataset.paths[i].split("/")[1].removesuffix(".png"))
        with Image.open(io.BytesIO(dataset.read(i))) as image:
            pixels = np.asarray(image)
        assert pixels.dtype == np.uint8
        np.testing.assert_allclose(pixels, truth.images[number] * 255 / 16, atol=0.5)
        assert dataset.classes[dataset.labels[i]] == str(truth.target[number])
