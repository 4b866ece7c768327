"""Images a second of predicting a folder: ``python tests/benchmarks/predicting.py RUN FOLDER``.

Beside it, the loop that one writes first: open, resize and predict one image after another. Both
are taken twice in turn and the better one counts; they must give the same labels.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from regnet_studio.runs.directory import find_run
from regnet_studio.runs.image_files import finding
from regnet_studio.runs.predicted import Predicted
from regnet_studio.runs.prediction import Predictor, load_predictor


def ours(predictor: Predictor, folder: Path) -> tuple[float, list[str]]:
    """Seconds and labels of the portions."""
    begun = time.perf_counter()
    predicted = Predicted(predictor.classes)
    for portion in predictor.predicting([folder]):
        predicted.add(portion)
    return time.perf_counter() - begun, [predictor.classes[n] for n in predicted.labels.tolist()]


def plain(predictor: Predictor, folder: Path) -> tuple[float, list[str]]:
    """Seconds and labels of one image after another."""
    begun = time.perf_counter()
    listing = finding([folder])
    try:
        while True:
            next(listing)
    except StopIteration as end:
        paths, _ = end.value
    labels = [predictor.predict_content(Path(path).read_bytes())[0][0] for path in paths]
    return time.perf_counter() - begun, labels


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run")
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    predictor = load_predictor(find_run(asked.run, None).path)
    taken = {"ours": [], "plain": []}
    labels: list[list[str]] = []
    for _ in range(2):
        for name, way in (("ours", ours), ("plain", plain)):
            seconds, said = way(predictor, asked.folder)
            taken[name].append(seconds)
            labels.append(said)
    count = len(labels[0])
    rates = {f"{name}_images_per_second": round(count / min(s)) for name, s in taken.items()}
    agree = sum(a == b for a, b in zip(labels[0], labels[1], strict=True))
    ratio = round(min(taken["plain"]) / min(taken["ours"]), 2)
    print(json.dumps({"images": count, **rates, "ratio": ratio, "same_labels": agree / count}))


if __name__ == "__main__":
    main()
