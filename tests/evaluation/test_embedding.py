"""Features, their map and their neighbours."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score

from regnet_studio.data.progress import finished
from regnet_studio.errors import UserMistake
from regnet_studio.evaluation import embedding
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.evaluation.embedding import METHODS, available_methods, embed, features, nearest
from regnet_studio.models.registry import build_from_card
from regnet_studio.recipe.tree import Model
from regnet_studio.training.preparation import PreparedData


def clouds(count: int, groups: int = 3, width: int = 16) -> tuple[np.ndarray, np.ndarray]:
    """Groups far apart."""
    draw = np.random.default_rng(0)
    labels = np.arange(count) % groups
    middles = 8 * draw.standard_normal((groups, width))
    return (middles[labels] + draw.standard_normal((count, width))).astype(np.float32), labels


def test_features_are_what_the_head_is_given(classifier: Classifier, digits: PreparedData) -> None:
    images = digits.images_of("validation", classifier.device)
    told: list[tuple[int, int]] = []
    found = finished(features(classifier, images), told.append)
    assert found.shape == (images.count, 64)
    assert found.dtype == np.float32
    assert told[-1] == (images.count, images.count)
    logits = np.concatenate(list(classifier.logits(images)))
    head = classifier.network.get_submodule("head")
    with torch.inference_mode():
        mine = head(torch.from_numpy(found)).numpy()
    np.testing.assert_allclose(mine, logits, rtol=1e-4, atol=1e-5)
    assert not any(module._forward_pre_hooks for module in classifier.network.modules())


def test_of_a_head_of_two_layers_the_second_is_asked(
    classifier: Classifier, digits: PreparedData
) -> None:
    model = Model(name="resnet20", head="mlp", head_width=24)
    card = classifier.card.model_copy(update={"model": model})
    network = build_from_card(card, seed=0).eval()
    images = digits.images_of("validation", classifier.device)
    found = finished(features(Classifier(card, network, classifier.device), images))
    assert found.shape == (images.count, 24)


def test_given_up_no_hook_stays(classifier: Classifier, digits: PreparedData) -> None:
    work = features(classifier, digits.images_of("train", classifier.device))
    next(work)
    work.close()
    assert not any(module._forward_pre_hooks for module in classifier.network.modules())


@pytest.mark.parametrize("method", available_methods())
def test_groups_stay_apart_and_a_seed_decides(method: str) -> None:
    given, labels = clouds(240)
    before = given.copy()
    laid = embed(given, method, seed=3)
    assert laid.shape == (240, 2)
    assert laid.dtype == np.float32
    assert silhouette_score(laid, labels) > 0.6
    assert np.array_equal(given, before)
    assert np.array_equal(embed(given, method, seed=3), laid)


def test_pca_is_that_of_scikit_learn() -> None:
    given, _ = clouds(50)
    theirs = PCA(2).fit_transform(given)
    np.testing.assert_allclose(np.abs(embed(given, "pca")), np.abs(theirs), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("method", ["pca", "tsne"])
@pytest.mark.parametrize("count", [0, 1, 2, 5, 9, 60])
def test_few_images_are_laid_out_too(method: str, count: int) -> None:
    laid = embed(clouds(count, width=70)[0], method)
    assert laid.shape == (count, 2)
    assert np.isfinite(laid).all()


def test_images_all_alike() -> None:
    for method in ("pca", "tsne"):
        laid = embed(np.ones((30, 8), np.float32), method)
        assert np.isfinite(laid).all()


def test_without_open_tsne_scikit_learn_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding.importlib.util, "find_spec", lambda name: None)
    given, labels = clouds(90)
    assert silhouette_score(embed(given, "tsne"), labels) > 0.6
    assert available_methods() == ("pca", "tsne")
    with pytest.raises(UserMistake, match="umap-learn"):
        embed(given, "umap")


def test_a_method_that_is_none() -> None:
    with pytest.raises(UserMistake, match="did you mean 'tsne'"):
        embed(clouds(9)[0], "tsnee")
    assert set(available_methods()) <= set(METHODS)


def test_the_nearest_by_their_angle() -> None:
    given = np.array([[1, 0], [10, 1], [0, 1], [-1, 0], [1, 1]], np.float32)
    found = nearest(given, np.array([[2, 0], [0, 3]], np.float32), k=3)
    assert found.dtype == np.int64
    assert found.tolist() == [[0, 1, 4], [2, 4, 1]]
    assert nearest(given, given[:1], k=9).shape == (1, 5)
