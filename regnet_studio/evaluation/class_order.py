"""An order of the classes in which those that are taken for each other stand together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform

_MOST_POLISHED = 200
"""Classes up to which neighbouring leaves are turned for the best order: it takes K³ steps."""


def by_confusion(confusion: NDArray[np.int64]) -> NDArray[np.int64]:
    """Class numbers [K], mutually confused ones beside each other.

    Average-linkage clustering of the classes, where two are the closer the larger the shares of
    either that are taken for the other (the leaves turned as in Bar-Joseph et al. 2001). Classes
    that are confused with none come last, in their own order.

    Args:
        confusion: images by truth and guess, [K, K].
    """
    shares = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    mutual = shares + shares.T
    np.fill_diagonal(mutual, 0.0)
    mixed = np.flatnonzero(mutual.any(axis=1))
    if len(mixed) < 3:
        return np.concatenate([mixed, np.setdiff1d(np.arange(len(confusion)), mixed)])
    distance = 2.0 - mutual[np.ix_(mixed, mixed)]
    np.fill_diagonal(distance, 0.0)
    condensed = squareform(distance, checks=False)
    tree = linkage(condensed, method="average")
    if len(mixed) <= _MOST_POLISHED:
        tree = optimal_leaf_ordering(tree, condensed)
    rest = np.setdiff1d(np.arange(len(confusion)), mixed)
    return np.concatenate([mixed[leaves_list(tree)], rest]).astype(np.int64)
