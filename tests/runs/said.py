"""Predictions made by hand: what is said of images, without a network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from regnet_studio.runs.predicted import Predicted
from regnet_studio.runs.prediction import Portion


def predicted_of(classes: Sequence[str], said: Sequence[tuple[str, int, float]]) -> Predicted:
    """Paths with the number of their class and its probability; the others share the rest."""
    predicted, ranks = Predicted(classes), min(len(classes), 5)
    top, shares = [], []
    for _, label, share in said:
        others = [number for number in range(len(classes)) if number != label]
        top.append([label, *others][:ranks])
        rest = (1 - share) / max(len(classes) - 1, 1)
        shares.append([share, *[rest] * len(others)][:ranks])
    paths = [path for path, _, _ in said]
    portion = Portion(len(said), len(said), paths, np.array(top, np.int32), np.array(shares))
    predicted.add(portion)
    return predicted
