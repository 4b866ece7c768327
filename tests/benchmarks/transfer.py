"""What weights from elsewhere are worth, in one run: at equal time, on the four-class photos.

    python tests/benchmarks/transfer.py --weights RUN [--data PATH] [--seconds 120] [--seeds 3]
                                        [--size 64] [--set key=value ...] [--json FILE]

RUN is an earlier run (of CIFAR-10, say), or whatever ``transfer.weights`` takes; the network is
RUN's own. Four ways, which take turns seed by seed:

scratch      all layers, from fresh weights
fine-tuning  all layers, from RUN's weights, lower stages with lower learning rates
last stage   the last stage and the head; what is before stays
features     the head alone, on features that are computed once

Each gets as many epochs as fit into ``--seconds`` of training and validation by its own pace of
two trial epochs (features: at most 60 epochs). Told are the epochs, the seconds from the first
event to the last (decoding left out: it is done before; computing the features and the evaluation
included), accuracy and macro F1 on the test split of the best epoch: mean and spread over seeds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import regnet_studio  # noqa: F401  # isort: skip (first: it sets OpenMP up, before torch loads it)

from regnet_studio.folders import cache_folder
from regnet_studio.recipe import Recipe, override
from regnet_studio.runs.execute import start
from regnet_studio.training.events import EpochEnded, Evaluated, Event
from regnet_studio.training.pretrained import origin_of

PHOTOS = Path(__file__).resolve().parents[3] / "shared/data/cats-dogs-voitures-fleurs.zip"
WAYS: dict[str, list[str]] = {
    "scratch": ["transfer.weights=none", "optimizer.lr=0.05"],
    "fine-tuning": ["transfer.lr_decay=0.7", "optimizer.lr=0.02"],
    "last stage": ["transfer.stages=1", "optimizer.lr=0.02"],
    "features": ["transfer.stages=0", "optimizer.lr=0.05"],
}
SHARED = ["optimizer.batch_size=64", "optimizer.weight_decay=0.0005"]
MOST_EPOCHS_ON_FEATURES = 60
TARGET_SECONDS = 60.0
"""Of feature extraction, end to end, on two cores."""


@dataclass(frozen=True)
class Result:
    """One run."""

    way: str
    seed: int
    epochs: int
    seconds: float
    accuracy: float
    macro_f1: float


def recipe_of(way: str, args: argparse.Namespace) -> Recipe:
    """The recipe of a way, with the network of the weights."""
    plain = override(
        Recipe(),
        [f"data.source={args.data}", f"transfer.weights={args.weights}", *SHARED],
    )
    if args.size:
        plain = override(plain, [f"data.size={args.size}"])
    if args.model:
        plain = override(plain, [f"model.name={args.model}"])
    # From scratch too, the network is that of the weights, stem and all.
    origin = origin_of(plain)
    assert origin is not None
    plain = plain.model_copy(update={"model": origin.model})
    return override(plain, [*WAYS[way], *args.set])


def run(recipe: Recipe, root: Path) -> tuple[list[Event], float]:
    """All events of a run, and its seconds."""
    begin = time.perf_counter()
    events = list(start(recipe, root))
    return events, time.perf_counter() - begin


def affordable(way: str, recipe: Recipe, root: Path, seconds: float) -> int:
    """Epochs that fit into ``seconds``, by the second of two."""
    events, _ = run(override(recipe, ["stopping.epochs=2"]), root)
    first, second = (event.seconds for event in events if isinstance(event, EpochEnded))
    epochs = max(1, int(seconds / (second - first)))
    return min(epochs, MOST_EPOCHS_ON_FEATURES) if way == "features" else epochs


def measure(way: str, seed: int, epochs: int, recipe: Recipe, root: Path) -> Result:
    """One run of a way, with features computed anew."""
    shutil.rmtree(cache_folder() / "features", ignore_errors=True)
    chosen = override(recipe, [f"stopping.epochs={epochs}", f"seed={seed}"])
    events, seconds = run(chosen, root)
    end = next(event for event in events if isinstance(event, Evaluated))
    return Result(way, seed, epochs, seconds, end.accuracy, end.macro_f1)


def told(results: list[Result]) -> str:
    """The results as a table."""
    lines = ["way          epochs  seconds  accuracy        macro F1"]
    for way in WAYS:
        mine = [result for result in results if result.way == way]
        figures = []
        for values in ([r.accuracy for r in mine], [r.macro_f1 for r in mine]):
            spread = statistics.stdev(values) if len(values) > 1 else 0.0
            figures.append(f"{statistics.mean(values):.4f} ± {spread:.4f}")
        seconds = statistics.mean(r.seconds for r in mine)
        lines.append(f"{way:12} {mine[0].epochs:6} {seconds:8.1f}  {'  '.join(figures)}")
    return "\n".join(lines)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--weights", required=True, help="a run, a file or imagenet")
    parser.add_argument("--model", help="the network of the weights (default: the recipe's)")
    parser.add_argument("--data", default=str(PHOTOS))
    parser.add_argument(
        "--size", type=int, default=64, help="side of the images in pixels; 0: auto"
    )
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--set", nargs="*", default=[], help="for all ways: key=value")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        # A cache of its own: that of the user keeps its features.
        os.environ["REGNET_STUDIO_CACHE"] = str(Path(folder) / "cache")
        root = Path(folder) / "runs"
        recipes = {way: recipe_of(way, args) for way in WAYS}
        epochs = {way: affordable(way, r, root, args.seconds) for way, r in recipes.items()}
        for seed in range(args.seeds):
            for way, recipe in recipes.items():
                results.append(measure(way, seed, epochs[way], recipe, root))
                print(results[-1], flush=True)
    print(told(results))
    means = {way: statistics.mean(r.macro_f1 for r in results if r.way == way) for way in WAYS}
    slowest = max(r.seconds for r in results if r.way == "features")
    print(f"features end to end: {slowest:.1f} s at most ({slowest < TARGET_SECONDS=})")
    print(f"fine-tuning beats scratch: {means['fine-tuning'] > means['scratch']}")
    if args.json:
        args.json.write_text(json.dumps([asdict(result) for result in results], indent=1))


if __name__ == "__main__":
    main()
