"""Images as a network sees them before its last layer: their features, a map, the nearest ones."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from sklearn.neighbors import NearestNeighbors
from torch import Tensor, nn

from regnet_studio.data.batches import SplitImages
from regnet_studio.errors import UserMistake
from regnet_studio.errors import nearest as meant
from regnet_studio.evaluation.classifier import BATCH, Classifier
from regnet_studio.models.registry import anatomy

METHODS = ("pca", "tsne", "umap")
OnProgress = Callable[[int, int], None]
"""Called with (done, total); it may raise to give up."""
_LIBRARIES = {"umap": "umap"}
_DIMENSIONS = 50
"""Principal components that t-SNE and UMAP begin from, as van der Maaten and Hinton 2008 do."""
_PERPLEXITY = 30.0
_ITERATIONS = (125, 250)
"""Of t-SNE, with exaggeration and without: half as many as usual. Of the neighbours of 10,000
CIFAR-10 images as many were of their own class as with 250 and 500 (83 %), in 20 instead of 54
seconds."""
_TOLD_EVERY = 25
_FEWEST = 5
"""Images from which on neighbours say anything; fewer are laid out by PCA."""


def features(
    classifier: Classifier, images: SplitImages
) -> Generator[tuple[int, int], None, NDArray[np.float32]]:
    """What the last layer is given of each image: [N, D]; yields (done, total) meanwhile.

    N is the number of images that can be read, in their order.

    Raises:
        DataMistake: none of the images can be read.
    """
    last = _last_layer(classifier)
    seen: list[Tensor] = []
    done = 0
    hook = last.register_forward_pre_hook(lambda _, given: seen.append(given[0].float().cpu()))
    try:
        for batch in images.in_order(BATCH):
            with torch.inference_mode(), classifier.device.autocast():
                classifier.network(batch.images)
            done += len(batch.labels)
            yield done, images.count
    finally:
        hook.remove()
    return torch.cat(seen).numpy()


def _last_layer(classifier: Classifier) -> nn.Linear:
    """The layer that gives the logits: of a head of two layers the second."""
    network = classifier.network
    head = network.get_submodule(anatomy(classifier.card.model.name, network).head)
    return [module for module in head.modules() if isinstance(module, nn.Linear)][-1]


def available_methods() -> tuple[str, ...]:
    """Those of :data:`METHODS` that can be taken here: UMAP where umap-learn is installed."""
    return tuple(
        name
        for name in METHODS
        if name not in _LIBRARIES or importlib.util.find_spec(_LIBRARIES[name]) is not None
    )


def embed(
    features: NDArray[np.float32],
    method: str,
    seed: int = 0,
    on_progress: OnProgress | None = None,
) -> NDArray[np.float32]:
    """Features [N, D] laid out on a plane: [N, 2], the same again for the same seed and machine.

    pca
        the two directions in which they differ most.
    tsne
        neighbours stay neighbours (van der Maaten and Hinton 2008); distances between groups say
        little.
    umap
        likewise (McInnes et al., arXiv 1802.03426), with somewhat truer distances.

    Args:
        on_progress: told by openTSNE alone, step by step.

    Raises:
        UserMistake: no such method, or its library is not installed.
    """
    if method not in METHODS:
        raise UserMistake(
            f"no method '{method}' (there are: {', '.join(METHODS)}){meant(method, METHODS)}"
        )
    if method not in available_methods():
        raise UserMistake("a map by UMAP needs umap-learn, which is not installed; take tsne")
    count = len(features)
    centred = features - features.mean(axis=0) if count else features
    if count < _FEWEST or method == "pca" or not centred.any():
        return _plane(centred, seed)
    if centred.shape[1] > _DIMENSIONS < count:
        centred = _components(centred, _DIMENSIONS, seed)
    laid = _tsne(centred, seed, on_progress) if method == "tsne" else _umap(centred, seed)
    return laid.astype(np.float32)


def nearest(
    features: NDArray[np.float32], queries: NDArray[np.float32], k: int = 5
) -> NDArray[np.int64]:
    """The k features most like each query, the most alike first: [n, k], rows of ``features``.

    By the angle between them: how strongly a network answers to an image says little of what it
    shows. Where there are fewer than k, all of them.
    """
    search = NearestNeighbors(metric="cosine", algorithm="brute")
    search.fit(features)
    found: Any = search.kneighbors(queries, min(k, len(features)), return_distance=False)
    return found.astype(np.int64)


def _plane(centred: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    dimensions = min(2, *centred.shape)
    flat = _components(centred, dimensions, seed) if dimensions else centred[:, :0]
    return np.pad(flat, ((0, 0), (0, 2 - dimensions))).astype(np.float32)


def _components(centred: NDArray[np.float32], count: int, seed: int) -> NDArray[np.float32]:
    if not centred.any():  # all alike: nothing to divide by
        return np.zeros((len(centred), count), np.float32)
    return PCA(count, random_state=seed).fit_transform(centred)


def _tsne(
    features: NDArray[np.float32], seed: int, on_progress: OnProgress | None
) -> NDArray[np.float64]:
    perplexity = min(_PERPLEXITY, (len(features) - 1) / 3)
    if importlib.util.find_spec("openTSNE") is not None:
        import openTSNE

        early, late = _ITERATIONS
        done = 0

        def tell(*_: object) -> None:
            nonlocal done
            done += _TOLD_EVERY
            if on_progress is not None:
                on_progress(done, early + late)

        quick = openTSNE.TSNE(
            perplexity=perplexity,  # pyright: ignore[reportArgumentType]
            early_exaggeration_iter=early,
            n_iter=late,
            callbacks=tell,
            callbacks_every_iters=_TOLD_EVERY,
            n_jobs=-1,
            random_state=seed,
        )
        return np.asarray(quick.fit(features))
    # Twice to four times as slow; it exaggerates for 250 steps, whatever it is asked.
    return TSNE(
        perplexity=perplexity, max_iter=2 * _ITERATIONS[1], random_state=seed, n_jobs=-1
    ).fit_transform(features)


def _umap(features: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    import umap  # pyright: ignore[reportMissingImports]

    neighbours = min(15, len(features) - 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a seed means one thread
        return umap.UMAP(n_neighbors=neighbours, random_state=seed).fit_transform(features)
