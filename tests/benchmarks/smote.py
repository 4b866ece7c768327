"""What SMOTE takes, and what balancing gives.

    python tests/benchmarks/smote.py cost [--method smote ...]
    python tests/benchmarks/smote.py gain [--epochs 12] [--size 64] [--model resnet18] [--seeds 3]

cost    Fashion-MNIST's training images thinned out to 6,000, 3,594, ... 60 of a class (100:1) and
        filled up again by each method, each in a process of its own: seconds and peak memory,
        and what of it is the method's, against the estimate. Noise where the set is absent.
gain    the four classes of photographs (545/455/95/85), a network from scratch, with and without
        balancing: accuracy and macro F1 on the test split, over several seeds. Ways that lengthen
        an epoch get fewer of them, so that all train on as many images.
"""

from __future__ import annotations

import argparse
import gzip
import multiprocessing
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio.data.balance import balanced, memory_needed, on_features, promised_counts
from regnet_studio.data.entries import ArrayPixels
from regnet_studio.data.smote import NAMES
from regnet_studio.errors import DataMistake
from regnet_studio.recipe import Recipe, override
from regnet_studio.recipe.tree import Balance

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
PHOTOGRAPHS = np.array([545, 455, 95, 85])
WAYS = {
    "none": [],
    "smote (features)": ["balance.method=smote", "balance.space=features"],
    "duplicate": ["balance.method=duplicate"],
    "augment": ["balance.method=augment"],
    "weighted": ["balance.method=weighted"],
    "class weights": ["loss.class_weights=inverse"],
    "logit adjustment": ["loss.logit_adjustment=1"],
}


def fashion() -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """60,000 images [N, 28, 28, 1] and their labels."""
    raw = SHARED / "FashionMNIST" / "raw"
    if not raw.exists():
        print("Fashion-MNIST is absent: noise instead")
        draw = np.random.default_rng(0)
        labels = np.arange(60_000) % 10
        images = draw.integers(0, 256, (60_000, 28, 28, 1)) // 2 + 10 * labels[:, None, None, None]
        return images.astype(np.uint8), labels.astype(np.int32)
    with gzip.open(raw / "train-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28, 1)
    with gzip.open(raw / "train-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8).astype(np.int32)
    return images, labels


def peak_mb() -> float:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fill_up(method: Any) -> None:
    """One line: what a method takes."""
    import imblearn.over_sampling  # noqa: F401 (the libraries are not the method's own cost)

    images, labels = fashion()
    counts = np.rint(6000 * 100.0 ** (-np.arange(10) / 9)).astype(int)
    train = np.concatenate([np.flatnonzero(labels == c)[: counts[c]] for c in range(10)])
    balance = Balance(method=method)
    allowed = memory_needed(balance, counts, 28, 1) / 2**20
    names = [str(c) for c in range(10)]
    before, start = peak_mb(), time.perf_counter()
    try:
        entries = balanced(balance, ArrayPixels(images), np.sort(train), labels, names, 0)
    except DataMistake as mistake:
        print(f"{method:17} after {time.perf_counter() - start:.1f} s: {mistake}", flush=True)
        return
    print(
        f"{method:17} {len(train):,} -> {len(entries):,} images in "
        f"{time.perf_counter() - start:5.1f} s; peak {peak_mb():5.0f} MB, of which "
        f"{peak_mb() - before:4.0f} MB for this; estimated {allowed:4.0f} MB",
        flush=True,
    )


def cost(methods: list[str]) -> None:
    """Each method in a fresh process, so that peaks do not mix."""
    for method in methods:
        process = multiprocessing.get_context("spawn").Process(target=fill_up, args=(method,))
        process.start()
        process.join()


def gain(options: argparse.Namespace) -> None:
    """A table: ways of balancing against what they reach."""
    from regnet_studio.runs.execute import start
    from regnet_studio.training.events import Evaluated, Step

    base = override(
        Recipe(),
        [
            f"data.source={SHARED / 'cats-dogs-voitures-fleurs.zip'}",
            f"data.size={options.size}",
            f"model.name={options.model}",
            "optimizer.batch_size=32",
            "optimizer.lr=0.05",
        ],
    )
    print(f"{'balancing':18} {'accuracy':>15} {'macro F1':>15} {'steps':>6} {'seconds a run':>14}")
    for way in options.way or WAYS:
        reached: list[Evaluated] = []
        begun, steps = time.perf_counter(), 0
        balance = override(base, WAYS[way]).balance
        longer = 1.0
        if not on_features(balance, options.size):
            longer = promised_counts(balance, PHOTOGRAPHS).sum() / PHOTOGRAPHS.sum()
        epochs = max(1, round(options.epochs / longer))
        for seed in range(options.seeds):
            recipe = override(base, [*WAYS[way], f"seed={seed}", f"stopping.epochs={epochs}"])
            with tempfile.TemporaryDirectory() as folder:
                events = list(start(recipe, Path(folder)))
            reached += [event for event in events if isinstance(event, Evaluated)]
            steps = next(event.step for event in reversed(events) if isinstance(event, Step))
        seconds = (time.perf_counter() - begun) / options.seeds
        accuracy = _spread([event.accuracy for event in reached])
        macro_f1 = _spread([event.macro_f1 for event in reached])
        print(f"{way:18} {accuracy:>15} {macro_f1:>15} {steps:6} {seconds:14.0f}", flush=True)


def _spread(values: list[float]) -> str:
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.mean(values):.3f} ± {deviation:.3f}"


def main() -> None:
    """The command line."""
    words = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parts = words.add_subparsers(dest="part", required=True)
    of_cost = parts.add_parser("cost")
    of_cost.add_argument("--method", choices=NAMES, action="append")
    of_gain = parts.add_parser("gain")
    of_gain.add_argument("--epochs", type=int, default=12)
    of_gain.add_argument("--size", type=int, default=64)
    of_gain.add_argument("--model", default="resnet18")
    of_gain.add_argument("--seeds", type=int, default=3)
    of_gain.add_argument("--way", choices=WAYS, action="append")
    options = words.parse_args()
    if options.part == "cost":
        cost(options.method or list(NAMES))
    else:
        gain(options)


if __name__ == "__main__":
    main()
