"""Look at every image of a dataset once and tell what is there and what is wrong with it."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from regnet_studio.data.copies import Copies
from regnet_studio.data.dataset import Dataset, opening
from regnet_studio.data.decode import Frame
from regnet_studio.data.entries import statistics
from regnet_studio.data.facts import Facts, checking
from regnet_studio.data.layout import Problem
from regnet_studio.data.manifest import Manifest
from regnet_studio.data.progress import finished
from regnet_studio.data.split import FEWEST
from regnet_studio.data.stream import StreamedPixels
from regnet_studio.errors import DataMistake
from regnet_studio.recipe.tree import Data

OnProgress = Callable[[str, int, int], None]
"""Called with what is going on, how much is done and of how much."""


@dataclass(frozen=True)
class Scan:
    """What a scan found."""

    data: Data
    """The choices with which it was opened."""
    original: Dataset
    """As the files say it."""
    dataset: Dataset
    """After the user's edits. Images that cannot be used are still listed: see ``facts.bad``."""
    manifest: Manifest
    facts: Facts
    frame: Frame
    """Working size and channels that suit these images."""
    statistics: tuple[tuple[float, ...], tuple[float, ...]]
    """Mean and standard deviation per channel (0..255), from up to 300 images."""
    all_copies: Copies
    """Copies among all images, excluded ones as well."""
    seconds: float

    @property
    def size(self) -> int:
        """Working size in pixels."""
        return self.frame.size

    @property
    def channels(self) -> int:
        """1 (grey) or 3 (RGB)."""
        return self.frame.channels

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong, file by file."""
        return (*self.dataset.problems, *self.facts.problems, *self._small_classes())

    @cached_property
    def copies(self) -> Copies:
        """Copies among the images that are in use."""
        return self.all_copies.among(~self.dataset.excluded)

    @property
    def ratio(self) -> float:
        """Images of the largest class over those of the smallest, among what is trained on."""
        counts = self.counts()
        learned = [counts[split] for split in ("train", "unsplit") if split in counts]
        totals: Counter[str] = Counter(dict.fromkeys(self.dataset.classes, 0))
        for of_split in learned or counts.values():
            totals.update(of_split)
        most, least = max(totals.values()), min(totals.values())
        return most / least if least else math.inf

    def counts(self) -> dict[str, dict[str, int]]:
        """Split -> class -> images that can be used."""
        return self.dataset.counts(without=self.facts.bad)

    def edited(self, manifest: Manifest) -> Scan:
        """The same images with other edits: nothing is decoded again."""
        return replace(self, dataset=manifest.apply(self.original), manifest=manifest)

    def _small_classes(self) -> list[Problem]:
        labels = self.dataset.labels[self.facts.usable(self.dataset)]
        totals = np.bincount(labels, minlength=len(self.dataset.classes)).tolist()
        return [
            Problem(name, "small-class", f"the class has {totals[n]} image(s), fewer than {FEWEST}")
            for n, name in enumerate(self.dataset.classes)
            if totals[n] < FEWEST
        ]

    def to_json(self) -> dict[str, Any]:
        """The record that ``regnet-studio scan --json`` prints."""
        counts = self.counts()
        classes: Counter[str] = Counter(dict.fromkeys(self.dataset.classes, 0))
        for of_split in counts.values():
            classes.update(of_split)
        usable = self.facts.usable(self.dataset)
        mean, std = self.statistics
        sizes = self.facts.sizes[usable]
        return {
            "dataset": self.dataset.name,
            "source": self.dataset.source,
            "images": len(usable),
            "classes": dict(classes),
            "splits": counts,
            "ratio": round(self.ratio, 2) if math.isfinite(self.ratio) else None,
            "size": self.size,
            "channels": self.channels,
            "sizes": {
                "smallest": sizes.min(axis=0).tolist(),
                "median": np.median(sizes, axis=0).astype(int).tolist(),
                "largest": sizes.max(axis=0).tolist(),
            },
            "mean": list(mean),
            "std": list(std),
            "excluded": int(self.dataset.excluded.sum()),
            "edits": len(self.manifest.edits),
            "problems": [asdict(problem) for problem in self.problems],
            **self.copies.to_json(self.dataset.paths, self.dataset.splits, self.dataset.labels),
            "seconds": round(self.seconds, 3),
        }


def scan(data: Data, on_progress: OnProgress | None = None) -> Scan:
    """Decode every image and compare them all; what was found is kept for the next time.

    Args:
        on_progress: raise from it to cancel.

    Raises:
        DataMistake: it cannot be opened, or holds nothing to train on.
        DiskTrouble: no room in the cache.
    """

    def tell(stage: str, done: int, total: int) -> None:
        if on_progress:
            on_progress(stage, done, total)

    start = time.perf_counter()
    original = finished(opening(data), lambda step: tell(*step))
    manifest = Manifest.read(original.source)
    dataset = manifest.apply(original)
    facts = finished(checking(original), lambda step: tell("checking", *step))
    if not len(facts.usable(dataset)):
        raise DataMistake(
            f"{original.source}: your edits leave no image that can be used; remove "
            f"{manifest.place} to begin anew"
        )
    copies = facts.copies(
        original, near=True, on_progress=lambda done, total: tell("comparing", done, total)
    )
    return Scan(
        data=data,
        original=original,
        dataset=dataset,
        manifest=manifest,
        facts=facts,
        frame=facts.frame(data),
        statistics=_statistics(dataset, facts, data),
        all_copies=copies,
        seconds=time.perf_counter() - start,
    )


def _statistics(
    dataset: Dataset, facts: Facts, data: Data
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    pixels = StreamedPixels(dataset, facts.frame(data))
    return statistics(pixels, facts.usable(dataset), most=300)
