"""Pixels in, logits out; from a checkpoint or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.classifier import BATCH, Classifier, card_in
from regnet_studio.models.card import Views
from regnet_studio.training.checkpoint import write_tensors
from regnet_studio.training.preparation import PreparedData


def saved(classifier: Classifier, path: Path) -> Path:
    tensors = {f"model.{name}": t for name, t in classifier.network.state_dict().items()}
    write_tensors(path, tensors, {"card": classifier.card.model_dump(mode="json")})
    return path


def test_logits_are_the_networks_own(classifier: Classifier, digits: PreparedData) -> None:
    images = np.ascontiguousarray(digits.pixels.take(np.arange(BATCH + 7)))
    logits = classifier.logits_of(images)
    assert logits.shape == (BATCH + 7, 10)
    assert logits.dtype == np.float32
    normal = (images.astype(np.float32) - digits.card.mean) / digits.card.std
    with torch.no_grad():
        truth = classifier.network(torch.tensor(normal).permute(0, 3, 1, 2).float()).numpy()
    np.testing.assert_allclose(logits, truth, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(
        classifier.logits_of(images[5:6])[0], logits[5], rtol=1e-3, atol=1e-4
    )


def test_asking_changes_nothing(classifier: Classifier, digits: PreparedData) -> None:
    before = {name: t.clone() for name, t in classifier.network.state_dict().items()}
    images = np.ascontiguousarray(digits.pixels.take(np.arange(9)))
    first = classifier.logits_of(images)
    assert np.array_equal(classifier.logits_of(images), first)
    for name, tensor in classifier.network.state_dict().items():
        assert torch.equal(tensor, before[name]), name


def test_a_checkpoint_gives_the_same_network(
    classifier: Classifier, digits: PreparedData, tmp_path: Path
) -> None:
    again = Classifier.from_checkpoint(saved(classifier, tmp_path / "c"), classifier.device)
    assert again.card == classifier.card
    assert not again.network.training
    images = np.ascontiguousarray(digits.pixels.take(np.arange(20)))
    assert np.array_equal(again.logits_of(images), classifier.logits_of(images))


def test_checkpoints_that_are_none(classifier: Classifier, tmp_path: Path) -> None:
    with pytest.raises(RunMistake, match="missing"):
        Classifier.from_checkpoint(tmp_path / "none", classifier.device)
    (tmp_path / "damaged").write_bytes(saved(classifier, tmp_path / "c").read_bytes()[:-9])
    with pytest.raises(RunMistake, match="damaged"):
        Classifier.from_checkpoint(tmp_path / "damaged", classifier.device)
    write_tensors(tmp_path / "foreign", {"a": torch.zeros(2)}, {"x": 1})
    with pytest.raises(RunMistake, match="its card is missing"):
        Classifier.from_checkpoint(tmp_path / "foreign", classifier.device)


def test_weights_of_another_network_are_refused(classifier: Classifier) -> None:
    card = classifier.card.model_copy(update={"classes": ("a", "b")})
    with pytest.raises(RunMistake, match="another network"):
        Classifier.from_weights(card, dict(classifier.network.state_dict()), classifier.device)


@pytest.mark.parametrize("card", [None, "text", {}, {"size": 8}])
def test_a_card_that_cannot_be_read_is_said(card: object) -> None:
    with pytest.raises(RunMistake, match="not a checkpoint of this program"):
        card_in({"card": card}, Path("x"))


@pytest.mark.parametrize("views", ["flip", "flip_shift"])
def test_the_card_says_of_which_views_the_logits_are_the_mean(
    classifier: Classifier, digits: PreparedData, tmp_path: Path, views: Views
) -> None:
    card = classifier.card.model_copy(update={"at_test": views})
    seeing = Classifier(card, classifier.network, classifier.device)
    images = np.ascontiguousarray(digits.pixels.take(np.arange(20)))
    both = (classifier.logits_of(images) + classifier.logits_of(images[:, :, ::-1].copy())) / 2
    if views == "flip_shift":
        padded = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="reflect")
        for corner in (0, 2):
            size = images.shape[1]
            moved = padded[:, corner : corner + size, corner : corner + size]
            for view in (moved, moved[:, :, ::-1]):
                both += classifier.logits_of(np.ascontiguousarray(view)) / 4
        both /= 2
    np.testing.assert_allclose(seeing.logits_of(images), both, rtol=1e-4, atol=1e-5)
    assert not np.allclose(both, classifier.logits_of(images), atol=1e-3)
    # It travels with the weights; cards from before it have the image alone.
    again = Classifier.from_checkpoint(saved(seeing, tmp_path / "c"), classifier.device)
    assert np.array_equal(again.logits_of(images), seeing.logits_of(images))
    old = {k: v for k, v in classifier.card.model_dump(mode="json").items() if k != "at_test"}
    assert card_in({"card": old}, Path("x")) == classifier.card
