"""Images per second of this engine, against a plain script and against the limit, in one run.

    python tests/benchmarks/throughput.py [--images 12000] [--epochs 2] [--case NAME] [--json FILE]

Three ways to train the same network on the same images with the same batch size:

engine  ``regnet_studio.training.loop.train`` from its first batch to the end of its last epoch,
        validation included; decoding (once, then kept) is reported apart
plain   a script as tutorials write it: ImageFolder, DataLoader with its best number of workers of
        {0, 1, 2}, RandomCrop + flip, float32, SGD; from its first batch to its last, decoding
        included, because it decodes in every epoch
limit   the same network on one batch that is already in place: bf16, channels_last, nothing else

The ways take turns, several times over, so that a slow minute of the machine falls on all alike;
what counts is the median of the ratios of one turn.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regnet_studio  # isort: skip (first: it sets OpenMP up, before torch loads it)

import torch
import torch.nn.functional as F
from torch import nn

from regnet_studio.models.registry import Shape, build
from regnet_studio.recipe import Recipe, override
from regnet_studio.training.device import choose_device
from regnet_studio.training.events import EpochEnded, RunStarted, Step
from regnet_studio.training.heap import kept_heap
from regnet_studio.training.loop import train
from regnet_studio.training.optimizers import make_optimizer

VALIDATION = 50
"""Images to validate on after each epoch: the engine cannot do without, the others do nothing."""
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@dataclass(frozen=True)
class Case:
    model: str
    size: int
    batch: int


CASES = {"resnet20@32": Case("resnet20", 32, 128), "resnet18@64": Case("resnet18", 64, 64)}


def image_folder(root: Path, images: int, size: int) -> Path:
    """CIFAR-10 images (enlarged where asked) as files: train/CLASS/*.png, and a few to validate."""
    from PIL import Image

    folder = root / f"images-{size}"
    with zipfile.ZipFile(SHARED / "cifar10.zip") as archive:
        names = sorted(n for n in archive.namelist() if n.startswith("train/"))
        step = len(names) // (images + VALIDATION)
        for number, name in enumerate(names[::step][: images + VALIDATION]):
            split = "val" if number % (images // VALIDATION) == 0 and number else "train"
            path = folder / split / name.split("/")[1] / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as file:
                Image.open(file).resize((size, size), Image.Resampling.BICUBIC).save(path)
    # A test split has to be there; the engine's loop does not look at it.
    for entry in (folder / "val").iterdir():
        (folder / "test" / entry.name).mkdir(parents=True)
        first = next(entry.iterdir())
        os.link(first, folder / "test" / entry.name / first.name)
    return folder


def recipe_for(case: Case, folder: Path, epochs: int) -> Recipe:
    settings = [
        f"data.source={folder}",
        f"data.size={case.size}",
        f"model.name={case.model}",
        f"optimizer.batch_size={case.batch}",
        f"stopping.epochs={epochs}",
    ]
    return override(Recipe(), settings)


def engine(case: Case, folder: Path, epochs: int) -> float:
    """Images per second from the moment training starts until the last epoch has ended."""
    start, images = 0.0, 0
    for event in train(recipe_for(case, folder, epochs)):
        if isinstance(event, RunStarted):
            start = time.perf_counter()
            images = event.steps_per_epoch * case.batch * event.epochs
        elif isinstance(event, EpochEnded) and event.epoch == epochs:
            return images / (time.perf_counter() - start)
    raise AssertionError("the engine ended without an epoch")


def decode_seconds(case: Case, folder: Path) -> float:
    """What the engine spends, once, before its first step."""
    start = time.perf_counter()
    for event in train(recipe_for(case, folder, 1)):
        if isinstance(event, Step | RunStarted):
            break
    return time.perf_counter() - start


def plain(case: Case, folder: Path, epochs: int, workers: int) -> float:
    """Images per second of a tutorial's script."""
    from torchvision import transforms
    from torchvision.datasets import ImageFolder

    transform = transforms.Compose(
        [
            transforms.RandomCrop(case.size, padding=4),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize((0.49, 0.48, 0.45), (0.25, 0.24, 0.26)),
        ]
    )
    dataset = ImageFolder(str(folder / "train"), transform)
    loader = torch.utils.data.DataLoader(
        dataset, batch_size=case.batch, shuffle=True, num_workers=workers, drop_last=True
    )
    torch.manual_seed(0)
    network = build(recipe_for(case, folder, 1).model, Shape(10, 3, case.size)).train()
    optimizer = torch.optim.SGD(
        network.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4, nesterov=True
    )
    images = 0
    start = time.perf_counter()
    for _ in range(epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(network(inputs), labels)
            loss.backward()
            optimizer.step()
            images += len(labels)
    return images / (time.perf_counter() - start)


def limit(case: Case, steps: int) -> float:
    """Images per second of the network alone."""
    recipe = recipe_for(case, Path(), 1)
    device = choose_device(recipe.compute)
    network = device.place(build(recipe.model, Shape(10, 3, case.size), 0)).train()
    optimizer = make_optimizer(recipe.optimizer, network)
    images = torch.randn(case.batch, 3, case.size, case.size)
    images = images.contiguous(memory_format=torch.channels_last)
    labels = torch.randint(0, 10, (case.batch,))

    def step() -> None:
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(images)
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(logits.float(), labels).backward()
        optimizer.step()

    with kept_heap(device.device):
        for _ in range(3):
            step()
        start = time.perf_counter()
        for _ in range(steps):
            step()
        return steps * case.batch / (time.perf_counter() - start)


def measure(name: str, images: int, epochs: int, turns: int, root: Path) -> dict[str, Any]:
    case = CASES[name]
    folder = image_folder(root, images, case.size)
    seconds = decode_seconds(case, folder)
    by_workers = {n: plain(case, folder, 1, n) for n in (0, 1, 2)}
    best = max(by_workers, key=lambda n: by_workers[n])
    rows = []
    for _ in range(turns):
        row = {
            "engine": engine(case, folder, epochs),
            "plain": plain(case, folder, 1, best),
            "limit": limit(case, max(20, images // case.batch)),
        }
        rows.append(row)
        print(name, {k: round(v) for k, v in row.items()}, file=sys.stderr, flush=True)
    plain_speed = statistics.median(row["plain"] for row in rows)
    trained = images * epochs
    steady = statistics.median(row["engine"] for row in rows)
    with_decoding = trained / (trained / steady + seconds)
    return {
        "case": name,
        "batch": case.batch,
        "images": images,
        "epochs": epochs,
        "images_per_second": {k: round(statistics.median(r[k] for r in rows), 1) for k in rows[0]},
        "plain_by_workers": {str(n): round(v, 1) for n, v in by_workers.items()},
        "decoding_once_seconds": round(seconds, 2),
        "engine_with_decoding_over_plain": round(with_decoding / plain_speed, 3),
        "engine_over_plain": round(statistics.median(r["engine"] / r["plain"] for r in rows), 3),
        "engine_over_limit": round(statistics.median(r["engine"] / r["limit"] for r in rows), 3),
    }


def main() -> None:
    words = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    words.add_argument("--images", type=int, default=12000)
    words.add_argument("--epochs", type=int, default=2)
    words.add_argument("--turns", type=int, default=3)
    words.add_argument("--case", choices=CASES, action="append")
    words.add_argument("--json", type=Path)
    options = words.parse_args()
    record: dict[str, Any] = {
        "regnet_studio": regnet_studio.__version__,
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "cores": os.cpu_count(),
        "cases": [],
    }
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REGNET_STUDIO_CACHE"] = str(Path(folder, "cache"))
        for name in options.case or CASES:
            # A larger picture takes longer: fewer of them, so that both cases last about the same.
            images = options.images if CASES[name].size <= 32 else options.images // 2
            record["cases"].append(
                measure(name, images, options.epochs, options.turns, Path(folder, name))
            )
    text = json.dumps(record, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text)


if __name__ == "__main__":
    main()
