"""What varying images costs: beside a training step, and against torchvision, in one run.

    python tests/benchmarks/augmentation.py [--images 6400] [--turns 3] [--json FILE]

On a machine that does other work as well, set OMP_NUM_THREADS=1: threads that wait for each other
take longer than one alone, the step above all.

For each set of variations, on batches of 128 images of 32x32x3:

ms       of one batch from ``SplitImages.epoch``: gathered, varied, normalised (median)
share    of an epoch of ResNet-20 (the engine's network, processor and number format) that this
         is: batch / (batch + step); the two take turns, so that a slow minute falls on both
against  images/s of the same transforms of torchvision v2, image by image (already decoded, in
         memory) in a DataLoader with its best number of workers of {0, 1, 2}

and the milliseconds of a preview of 24 images at 128 px.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from pathlib import Path
from typing import Any

import regnet_studio  # isort: skip (first: it sets OpenMP up, before torch loads it)

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from regnet_studio.data.augment import preview
from regnet_studio.data.batches import Batch, SplitImages
from regnet_studio.data.entries import ArrayPixels, plain_entries
from regnet_studio.models.registry import Shape, build
from regnet_studio.recipe import Recipe
from regnet_studio.recipe.tree import Augment
from regnet_studio.training.device import choose_device
from regnet_studio.training.optimizers import make_optimizer

BATCH, SIZE = 128, 32
MEAN, STD = (125.3, 123.0, 113.9), (63.0, 62.1, 66.7)
SETS = {
    "as it is": Augment(crop_padding=0, flip=False),
    "crop, flip": Augment(),
    "study": Augment(
        crop_padding=0, rotation=20, brightness=0.2, contrast=0.2, saturation=0.2, erasing=0.5
    ),
    "trivial": Augment(policy="trivial"),
    "rand": Augment(policy="rand"),
    "everything": Augment(
        rotation=20, scale=0.1, translate=0.1, shear=5, brightness=0.2, contrast=0.2,
        saturation=0.2, hue=0.05, grey=0.1, blur=1, erasing=0.5, policy="rand", mixup=0.2, cutmix=1,
    ),
}  # fmt: skip
TARGETS = {"crop, flip": 5.0, "study": 20.0}
"""Largest share of an epoch, in per cent."""


class Training:
    """The engine's ResNet-20, one step at a time."""

    def __init__(self) -> None:
        recipe = Recipe()
        self.device = choose_device(recipe.compute)
        network = build(recipe.model, Shape(10, 3, SIZE), 0)
        self.network = self.device.place(network).train()
        self.optimizer = make_optimizer(recipe.optimizer, self.network)

    def step(self, batch: Batch) -> None:
        with self.device.autocast():
            logits = self.network(batch.images)
        self.optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(logits.float(), batch.labels).backward()
        self.optimizer.step()

    def now(self) -> float:
        if self.device.device.type == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter()


def measure(
    training: Training, split: SplitImages, augment: Augment, epoch: int
) -> dict[str, float]:
    """Milliseconds of a batch and of the step that follows it."""
    batches = split.epoch(epoch, 0, BATCH, augment)
    making, stepping = [], []
    while True:
        start = training.now()
        batch = next(batches, None)
        if batch is None:
            break
        made = training.now()
        training.step(batch)
        making.append(made - start)
        stepping.append(training.now() - made)
    return {"batch": 1000 * statistics.median(making), "step": 1000 * statistics.median(stepping)}


class Transformed(Dataset[tuple[Tensor, int]]):
    """Images already decoded, transformed one by one."""

    def __init__(self, images: Tensor, transform: Any) -> None:
        self.images = images
        self.transform = transform

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return self.transform(self.images[index]), 0


def of_torchvision(name: str) -> Any:
    from torchvision.transforms import InterpolationMode, v2

    normal = [
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize([m / 255 for m in MEAN], [s / 255 for s in STD]),
    ]
    bilinear = InterpolationMode.BILINEAR
    crop = [v2.RandomCrop(SIZE, padding=4, padding_mode="reflect"), v2.RandomHorizontalFlip()]
    transforms = {
        "crop, flip": [*crop, *normal],
        "study": [
            v2.RandomHorizontalFlip(),
            v2.RandomRotation([-20, 20], bilinear),
            v2.ColorJitter(0.2, 0.2, 0.2),
            *normal,
            v2.RandomErasing(0.5),
        ],
        "trivial": [*crop, v2.TrivialAugmentWide(interpolation=bilinear), *normal],
        "rand": [*crop, v2.RandAugment(interpolation=bilinear), *normal],
    }
    return v2.Compose(transforms[name])


def loader_speed(images: Tensor, transform: Any, workers: int) -> float:
    """Images per second of a DataLoader, from its second batch on."""
    loader = DataLoader(
        Transformed(images, transform), BATCH, shuffle=True, num_workers=workers, drop_last=True
    )
    batches = iter(loader)
    next(batches)
    start = time.perf_counter()
    count = sum(len(labels) for _, labels in batches)
    return count / (time.perf_counter() - start)


def preview_ms(augment: Augment) -> float:
    images = np.random.default_rng(0).integers(0, 256, (24, 128, 128, 3), dtype=np.uint8)
    times = []
    for epoch in range(9):
        start = time.perf_counter()
        preview(images, augment, 0, epoch)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def main() -> None:
    words = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    words.add_argument("--images", type=int, default=6400)
    words.add_argument("--turns", type=int, default=3)
    words.add_argument("--json", type=Path)
    options = words.parse_args()
    array = np.random.default_rng(0).integers(
        0, 256, (options.images, SIZE, SIZE, 3), dtype=np.uint8
    )
    training = Training()
    entries = plain_entries(np.arange(len(array)), np.zeros(len(array), np.int32))
    split = SplitImages(
        ArrayPixels(array),
        entries,
        mean=MEAN,
        std=STD,
        device=training.device.device,
        channels_last=training.device.channels_last,
    )
    measure(training, split, Augment(), 0)  # to warm up
    turns = {name: [] for name in SETS}
    for turn in range(options.turns):
        for name, augment in SETS.items():
            turns[name].append(measure(training, split, augment, turn))
    planes = torch.from_numpy(array).permute(0, 3, 1, 2).contiguous()
    record: dict[str, Any] = {
        "regnet_studio": regnet_studio.__version__,
        "torch": torch.__version__,
        "device": training.device.device.type,
        "precision": training.device.precision,
        "threads": torch.get_num_threads(),
        "cores": os.cpu_count(),
        "step_ms": round(statistics.median(t["step"] for rows in turns.values() for t in rows), 2),
        "sets": {},
        "preview_ms": {name: round(preview_ms(augment), 1) for name, augment in SETS.items()},
    }
    for name, rows in turns.items():
        batch = statistics.median(row["batch"] for row in rows)
        shares = [100 * row["batch"] / (row["batch"] + row["step"]) for row in rows]
        row: dict[str, Any] = {
            "batch_ms": round(batch, 2),
            "share_of_epoch_percent": round(statistics.median(shares), 2),
        }
        if name in TARGETS:
            row["target_percent"] = TARGETS[name]
        if name in ("crop, flip", "study", "trivial", "rand"):
            speeds = {n: loader_speed(planes, of_torchvision(name), n) for n in (0, 1, 2)}
            row["images_per_second"] = round(1000 * BATCH / batch)
            row["torchvision_images_per_second"] = {str(n): round(v) for n, v in speeds.items()}
            row["times_torchvision"] = round(1000 * BATCH / batch / max(speeds.values()), 1)
        record["sets"][name] = row
        print(f"{name:12s}", json.dumps(row), flush=True)
    text = json.dumps(record, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text)


if __name__ == "__main__":
    main()
