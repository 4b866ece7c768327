"""How long the figures of an evaluation take, intervals included.

    python tests/benchmarks/figures.py [--images 50000] [--classes 1000]

Without options: 10,000 images of 10 and of 100 classes, and 50,000 of 1,000.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

from regnet_studio.evaluation.calibration import fit_temperature
from regnet_studio.evaluation.curves import macro_roc
from regnet_studio.evaluation.probabilities import probabilities
from regnet_studio.evaluation.report import evaluate

SIZES = ((10_000, 10), (10_000, 100), (50_000, 1_000))


def main() -> None:
    """Print seconds for each size, and the most memory that was held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int)
    parser.add_argument("--classes", type=int)
    asked = parser.parse_args()
    sizes = ((asked.images, asked.classes),) if asked.images and asked.classes else SIZES
    print(
        f"{'images':>8} {'classes':>8} {'report':>8} {'temperature':>12} {'mean ROC':>9} {'MB':>6}"
    )
    for images, classes in sizes:
        draw = np.random.default_rng(0)
        labels = draw.integers(0, classes, images)
        logits = draw.normal(0, 1, (images, classes)).astype(np.float32)
        logits[np.arange(images), labels] += 3
        names = [str(number) for number in range(classes)]
        times = [time.perf_counter()]
        evaluate(logits, labels, names, "test", temperature=1.3)
        times.append(time.perf_counter())
        fit_temperature(logits, labels)
        times.append(time.perf_counter())
        macro_roc(probabilities(logits), labels)
        times.append(time.perf_counter())
        report, temperature, curve = np.diff(times)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{images:8,} {classes:8,} {report:8.2f} {temperature:12.2f} {curve:9.2f} {memory:6,}"
        )


if __name__ == "__main__":
    main()
