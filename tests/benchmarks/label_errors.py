"""Label errors at work: labels flipped at random, found, mended, and trained on again.

    python tests/benchmarks/label_errors.py [--data cifar10] [--preset fast] [--share 0.05]
        [--folds 4] [--epochs N] [--images N] [--accept 500] [--set KEY=VALUE ...] [--out FILE.json]

A share of the training labels is flipped (as edits in a manifest of its own: no file is touched),
a run is trained on them, likely label errors are looked for, the first suggestions are accepted
unseen, and a second run is trained on what that leaves. Prints the precision of the first 100, 500
and of all suggestions, and the test accuracies with McNemar's test. ``--images``: so many for
training only.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np


def main() -> int:
    """Run it and print what came out as JSON."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="regnet-label-errors-") as home:
        for name in ("RUNS", "DATA"):
            os.environ[f"REGNET_STUDIO_{name}"] = f"{home}/{name.lower()}"
        record = measured(asked, Path(home))
    text = json.dumps(record, indent=1)
    print(text)
    if asked.out:
        Path(asked.out).write_text(text + "\n", encoding="utf-8")
    return 0


def measured(asked: argparse.Namespace, home: Path) -> dict[str, Any]:
    """Flip, train, look, mend, train again."""
    from regnet_studio.data.dataset import lasting_source, open_dataset
    from regnet_studio.data.layout import SPLITS
    from regnet_studio.data.manifest import Exclude, Manifest, Relabel
    from regnet_studio.recipe import override, preset
    from regnet_studio.runs.comparison import compare
    from regnet_studio.runs.directory import Run
    from regnet_studio.runs.execute import start
    from regnet_studio.runs.label_errors import find_label_errors

    source = lasting_source(asked.data)
    recipe = override(preset(asked.preset), [f"data.source={source}", *asked.set])
    dataset = open_dataset(recipe.data)
    draw = np.random.default_rng(0)
    given = np.flatnonzero(dataset.splits == SPLITS.index("train"))
    if asked.images:
        given = np.sort(draw.permutation(given)[: asked.images])
    rest = np.setdiff1d(np.flatnonzero(dataset.splits == SPLITS.index("train")), given)
    chosen = draw.permutation(given)[: round(asked.share * len(given))]
    other = draw.integers(1, len(dataset.classes), len(chosen))
    wrong = (dataset.labels[chosen] + other) % len(dataset.classes)
    truth = {dataset.paths[row]: dataset.classes[dataset.labels[row]] for row in chosen.tolist()}
    manifest = Manifest(source)
    if len(rest):
        manifest = manifest.add(Exclude(tuple(dataset.paths[row] for row in rest.tolist())))
    for number in np.unique(wrong).tolist():
        rows = chosen[wrong == number].tolist()
        paths = tuple(dataset.paths[row] for row in rows)
        manifest = manifest.add(Relabel(paths, dataset.classes[number]))
    manifest.write()

    before = Run(_followed(start(recipe, home / "runs"), "flipped"))
    began = time.perf_counter()
    found = _result(find_label_errors(before, asked.folds, asked.epochs), "looking")
    seconds = time.perf_counter() - began
    hits = np.array([path in truth for path in found.paths])
    right = np.array(
        [truth.get(each["path"]) == each["suggested"] for each in found.records()], dtype=bool
    )
    accepted = found.suggested[: asked.accept]
    for number in sorted(set(accepted)):
        at = [n for n, suggested in enumerate(accepted) if suggested == number]
        edit = Relabel(tuple(found.paths[n] for n in at), found.classes[number])
        manifest = manifest.add(edit)
    manifest.write()
    after = Run(_followed(start(recipe, home / "runs"), "mended"))
    (pair,) = compare([before, after]).pairs
    accuracy = {one.run: one.figures["accuracy"] for one in compare([before, after]).runs}
    return {
        "flipped": len(truth),
        "images": found.images,
        "suggestions": len(found.paths),
        "accepted": len(accepted),
        "estimated_share": found.share,
        "precision": {str(n): float(hits[:n].mean()) for n in (100, 500, len(hits)) if len(hits)},
        "right_class": {str(n): float(right[:n].mean()) for n in (100, 500) if len(hits)},
        "recall": float(hits.sum() / max(len(truth), 1)),
        "seconds": round(seconds, 1),
        "accuracy_flipped": accuracy[before.path],
        "accuracy_mended": accuracy[after.path],
        "p": pair.p,
    }


def _followed(work: Generator[Any, None, Any], what: str) -> Path:
    run = ""
    for event in work:
        run = event.run if event.kind == "run_started" else run
        if event.kind == "epoch_ended":
            print(f"{what}: epoch {event.epoch}, {event.best_accuracy:.2%}", file=sys.stderr)
    return Path(run)


def _result(work: Generator[Any, None, Any], what: str) -> Any:
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            return end.value
        if event.kind == "epoch_ended":
            print(f"{what}: epoch {event.epoch}, {event.best_accuracy:.2%}", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="cifar10")
    parser.add_argument("--preset", default="fast")
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=None)
    parser.add_argument("--images", type=int, default=0)
    parser.add_argument("--accept", type=int, default=500)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--out", default="")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
