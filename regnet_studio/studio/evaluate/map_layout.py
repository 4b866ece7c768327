"""Where each image lies on a map: found in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from regnet_studio.studio.evaluate.examined import Examined
from regnet_studio.studio.jobs.job import OnProgress

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 10_000
"""Images of a map; of more, these are taken evenly over the split."""
_SEED = 0


@dataclass(frozen=True, eq=False)
class MapLayout:
    """A map of a split by one method."""

    method: str
    places: NDArray[np.int64]
    """Of the images among the predictions: [N]."""
    features: NDArray[np.float32]
    """[N, D]."""
    points: NDArray[np.float32]
    """[N, 2]."""
    methods: tuple[str, ...]
    """That can be taken on this machine."""


def laid_out(
    seen: Examined, method: str, before: MapLayout | None, on_progress: OnProgress
) -> MapLayout:
    """Lay a split out.

    Args:
        before: another map of it, whose features are taken.
        on_progress: called with ("describing" or "laying out", done, of how many).

    Raises:
        UserMistake: the images or the weights cannot be read.
    """
    from regnet_studio.evaluation.embedding import available_methods, embed

    if before is not None:
        places, found = before.places, before.features
    else:
        count = len(seen.examination.predictions.labels)
        places = np.unique(np.linspace(0, count - 1, min(count, MOST)).astype(np.int64))
        found = described(seen, places, on_progress)
    on_progress("laying out", 0, 0)
    points = embed(found, method, _SEED, lambda *at: on_progress("laying out", *at))
    return MapLayout(method, places, found, points, available_methods())


def described(
    seen: Examined, places: NDArray[np.int64], on_progress: OnProgress
) -> NDArray[np.float32]:
    """What the network makes of images: [N, D]."""
    from regnet_studio.data.entries import plain_entries
    from regnet_studio.evaluation.embedding import features
    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.explaining import classifier_of

    with seen.lock:
        data, rows = seen.examination.data, seen.examination.rows
    # A network of its own: others may be hooking into the examination's meanwhile.
    classifier = classifier_of(Run(seen.run.path))
    images = data.images(plain_entries(rows[places], data.dataset.labels), classifier.device)
    work = features(classifier, images)
    while True:
        try:
            on_progress("describing", *next(work))
        except StopIteration as end:
            return end.value
