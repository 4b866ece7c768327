"""Streaming against decoded images: ResNet-18 at 224 px, the same recipe, in one run.

    python tests/benchmarks/streaming.py [--photos FOLDER_OR_ZIP] [--steps 12] [--turns 2]

The two ways take turns; the figure is the ratio of their images/s from the second step on. The
losses must be equal to the last bit. Then the same beside another program that keeps one core busy:
decoding threads that fight with computing ones would show as a worse ratio.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import regnet_studio  # isort: skip (first: it sets OpenMP up, before torch loads it)  # noqa: F401

from regnet_studio.recipe import Recipe, override
from regnet_studio.training.events import Step
from regnet_studio.training.loop import train

PHOTOS = Path(__file__).parents[3] / "shared" / "data" / "cats-dogs-voitures-fleurs.zip"


def speed(photos: Path, images: str, steps: int) -> tuple[float, list[float]]:
    """Images/s from the second step on, and the losses."""
    recipe = override(
        Recipe(),
        [
            f"data.source={photos}",
            "data.size=224",
            "model.name=resnet18",
            "optimizer.batch_size=32",
            "optimizer.lr=0.01",
            f"compute.images={images}",
        ],
    )
    events = train(recipe)
    times, losses = [], []
    for event in events:
        if isinstance(event, Step):
            times.append(time.perf_counter())
            losses.append(event.loss)
            if len(losses) == steps:
                break
    events.close()
    return 32 * (steps - 1) / (times[-1] - times[0]), losses


def compare(photos: Path, steps: int, turns: int, title: str) -> None:
    ratios = []
    for turn in range(turns):  # who goes first changes: a machine warms up
        order = ("stream", "decoded") if turn % 2 else ("decoded", "stream")
        found = {way: speed(photos, way, steps) for way in order}
        (streamed, losses), (decoded, others) = found["stream"], found["decoded"]
        ratios.append(streamed / decoded)
        print(
            f"{title}: {streamed:.1f} images/s streamed, {decoded:.1f} decoded: "
            f"{ratios[-1]:.3f}; losses {'equal' if losses == others else 'DIFFER'}",
            flush=True,
        )
    print(f"{title}: median ratio {statistics.median(ratios):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, default=PHOTOS)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--turns", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        os.environ["REGNET_STUDIO_CACHE"] = cache
        compare(chosen.photos, chosen.steps, chosen.turns, "alone")
        busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        try:
            compare(chosen.photos, chosen.steps, chosen.turns, "beside a busy program")
        finally:
            busy.kill()


if __name__ == "__main__":
    main()
