"""Images decoded anew whenever they are asked for, and what becomes of one that turns bad."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from regnet_studio.data.batches import SplitImages
from regnet_studio.data.dataset import Dataset, open_dataset
from regnet_studio.data.decode import Frame
from regnet_studio.data.entries import UnreadableImages, plain_entries
from regnet_studio.data.stream import StreamedPixels
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Augment, Data

STILL = Augment(crop_padding=0, flip=False)


@pytest.fixture
def folder(fill: Callable[[dict[str, bytes]], Path], make_png: Callable[..., bytes]) -> Path:
    """Two classes of twelve pictures."""
    return fill(
        {f"{c}/{i:02}.png": make_png(100 * n + i) for n, c in enumerate("ab") for i in range(12)}
    )


def streamed(folder: Path) -> tuple[Dataset, StreamedPixels]:
    dataset = open_dataset(Data(source=str(folder)))
    return dataset, StreamedPixels(dataset, Frame(8, 3), threads=2)


def split_of(dataset: Dataset, pixels: StreamedPixels, rows: NDArray[np.int64]) -> SplitImages:
    return SplitImages(
        pixels,
        plain_entries(rows, dataset.labels),
        mean=(0.0,) * 3,
        std=(1.0,) * 3,
        device=torch.device("cpu"),
        channels_last=True,
    )


def test_all_that_cannot_be_read_is_named_at_once(folder: Path) -> None:
    _, pixels = streamed(folder)
    (folder / "a/03.png").write_bytes(b"<html>404</html>")
    (folder / "b/00.png").unlink()
    with pytest.raises(UnreadableImages, match=r"a/03\.png was well .*, and 1 more") as caught:
        pixels.take(np.array([12, 5, 3, 3]))
    assert list(caught.value.reasons) == [3, 12]
    assert "web page" in caught.value.reasons[3]
    assert pixels.take(np.array([5])).shape == (1, 8, 8, 3)


def test_images_overwritten_between_the_epochs(folder: Path) -> None:
    dataset, pixels = streamed(folder)
    rows = np.arange(24)
    training, validation = (
        split_of(dataset, pixels, part) for part in (rows[rows % 4 > 0], rows[::4])
    )
    first = list(training.epoch(1, 0, 6, STILL))
    assert sum(len(batch.labels) for batch in validation.in_order(4)) == 6
    for row in (5, 8):
        (folder / dataset.paths[row]).write_bytes(b"rubbish")
    number = int(np.flatnonzero(training.rows == 5)[0])

    second = list(training.epoch(2, 0, 6, STILL))
    assert [batch.images.shape for batch in second] == [batch.images.shape for batch in first]
    entries = np.concatenate([batch.entries for batch in second])
    assert number not in entries
    assert len(entries) == 18
    labels = torch.cat([batch.labels for batch in second]).numpy()
    assert np.array_equal(labels, dataset.labels[training.rows[entries]])
    truth = pixels.take(training.rows[entries])
    shown = torch.cat([batch.images for batch in second]).permute(0, 2, 3, 1).byte().numpy()
    assert np.array_equal(shown, truth)
    assert list(training.set_aside) == [5]
    assert training.set_aside[5]

    left = list(validation.in_order(4))
    seen = validation.rows[np.concatenate([batch.entries for batch in left])]
    assert seen.tolist() == [0, 4, 12, 16, 20]
    assert torch.cat([b.labels for b in left]).tolist() == dataset.labels[seen].tolist()
    assert list(validation.set_aside) == [8]

    # Put back, it stays aside: a resumed run, too, goes on as the one that was not stopped.
    resumed = split_of(dataset, pixels, training.rows)
    resumed.put_aside(training.set_aside)
    for mine, other in zip(resumed.epoch(2, 0, 6, STILL, skip=1), second[1:], strict=True):
        assert torch.equal(mine.images, other.images)


def test_a_folder_that_is_gone_sets_nothing_aside(folder: Path) -> None:
    dataset, pixels = streamed(folder)
    split = split_of(dataset, pixels, np.arange(24))
    away = folder.rename(folder.with_name("away"))
    with pytest.raises(DataMistake, match=r"a/00\.png was well .*, and 23 more.*; put it back"):
        list(split.in_order(24))
    assert not split.set_aside
    away.rename(folder)
    assert sum(len(batch.labels) for batch in split.in_order(10)) == 24
