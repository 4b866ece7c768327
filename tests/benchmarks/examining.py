"""How long looking into a run takes: ``python tests/benchmarks/examining.py RUN [--split test]``.

Reads the run and writes nothing. The aims of issue 6, on two cores: a cell's images in 100 ms, the
worst 50 with heat maps in 5 s, an embedding of 10,000 images in 30 s. Times are those of the
second time where something is read or imported once for all; the first is told beside it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import psutil
import torch

from regnet_studio.data.entries import plain_entries
from regnet_studio.data.progress import finished
from regnet_studio.evaluation.embedding import available_methods, embed, features
from regnet_studio.evaluation.examples import guesses, in_cell, worst
from regnet_studio.evaluation.explanation import METHODS, heat_maps, overlaid
from regnet_studio.runs.directory import find_run
from regnet_studio.runs.examination import Examination
from regnet_studio.runs.explaining import classifier_of

_CELLS = 20


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    made = work()
    return time.perf_counter() - begun, made


def cells(seen: Examination) -> dict[str, float]:
    """From a click on the largest cells beside the diagonal to their first images, in ms."""
    said = seen.predictions
    guessed = guesses(said)
    wrong = guessed != said.labels
    pairs, counts = np.unique(
        np.stack([said.labels[wrong], guessed[wrong]]), axis=1, return_counts=True
    )
    times = [
        seconds(lambda t=truth, g=guess: seen.images(in_cell(said, int(t), int(g))[:100]))[0]
        for truth, guess in pairs.T[np.argsort(-counts)][:_CELLS]
    ]
    return {"median_ms": 1e3 * float(np.median(times)), "worst_ms": 1e3 * max(times)}


def errors(seen: Examination, method: str) -> float:
    """Find the worst 50, take their images, explain what they were taken for, lay the heat over."""

    def work() -> None:
        places = worst(seen.predictions, 50)
        images = seen.images(places)
        heat = heat_maps(classifier, images, guesses(seen.predictions)[places], method)
        for image, one in zip(images, heat, strict=True):
            overlaid(image, one)

    classifier = seen.classifier
    return seconds(work)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("run")
    parser.add_argument("--split", default="test")
    parser.add_argument("--images", type=int, default=10_000, help="of the embedding")
    asked = parser.parse_args()
    run = find_run(asked.run)
    opening, seen = seconds(lambda: Examination.of(run, asked.split))
    reading, _ = seconds(lambda: seen.images(np.array([0])))
    record: dict[str, Any] = {
        "threads": torch.get_num_threads(),
        "load": [round(load, 1) for load in psutil.getloadavg()],
        "network": seen.classifier.card.model.name,
        "images": len(seen.predictions.labels),
        "open_s": opening,
        "read_images_s": reading,
        "cell": cells(seen),
    }
    for method in METHODS:
        first = errors(seen, method)
        record[f"worst_50_{method}"] = {"first_s": first, "again_s": errors(seen, method)}
    places = np.arange(min(asked.images, len(seen.predictions.labels)))
    classifier = classifier_of(run)
    entries = plain_entries(seen.rows[places], seen.data.dataset.labels)
    images = seen.data.images(entries, classifier.device)
    describing, found = seconds(lambda: finished(features(classifier, images)))
    record["embedding"] = {"images": len(places), "features_s": describing}
    for method in available_methods():
        laying = seconds(lambda m=method: embed(found, m))[0]
        record["embedding"][method] = {"layout_s": laying, "all_s": describing + laying}
    print(json.dumps(record, indent=1))


if __name__ == "__main__":
    main()
