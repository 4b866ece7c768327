"""Look at every image of a dataset once and tell what is there and what is wrong with it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from regnet_studio.data.dataset import Dataset, open_dataset
from regnet_studio.data.layout import Problem
from regnet_studio.data.pixels import OnProgress, decoded
from regnet_studio.data.split import FEWEST


@dataclass(frozen=True)
class Scan:
    """What a scan found."""

    dataset: Dataset
    """Without the images that cannot be used."""
    size: int
    """Working size in pixels that suits these images."""
    channels: int
    duplicates: tuple[tuple[str, ...], ...]
    seconds: float

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong, file by file."""
        return self.dataset.problems

    def counts(self) -> dict[str, dict[str, int]]:
        """Split -> class -> images."""
        return self.dataset.counts()

    def to_json(self) -> dict[str, Any]:
        """The record that ``regnet-studio scan --json`` prints."""
        counts = self.counts()
        classes: Counter[str] = Counter(dict.fromkeys(self.dataset.classes, 0))
        for of_split in counts.values():
            classes.update(of_split)
        return {
            "dataset": self.dataset.name,
            "source": self.dataset.source,
            "images": len(self.dataset),
            "classes": dict(classes),
            "splits": counts,
            "size": self.size,
            "channels": self.channels,
            "problems": [asdict(problem) for problem in self.problems],
            "duplicates": [list(group) for group in self.duplicates],
            "seconds": round(self.seconds, 3),
        }


def scan(source: str, on_progress: OnProgress | None = None) -> Scan:
    """Decode every image of ``source`` (into the cache, so that training need not again).

    Args:
        on_progress: called with (done, total); raise from it to cancel.

    Raises:
        DataMistake: it cannot be opened, or holds nothing to train on.
    """
    start = time.perf_counter()
    dataset = open_dataset(source)
    pixels = decoded(dataset, on_progress=on_progress)
    usable = dataset.without(pixels.bad, pixels.problems)
    totals = Counter(usable.labels.tolist())
    small = [
        Problem(name, "small-class", f"the class has {totals[n]} image(s), fewer than {FEWEST}")
        for n, name in enumerate(usable.classes)
        if totals[n] < FEWEST
    ]
    return Scan(
        dataset=usable.without((), small),
        size=pixels.size,
        channels=pixels.channels,
        duplicates=pixels.duplicates,
        seconds=time.perf_counter() - start,
    )
