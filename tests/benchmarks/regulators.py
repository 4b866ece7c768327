"""What a regulator costs: one training step of a RegNet against its ResNet, in one run.

    python tests/benchmarks/regulators.py [--cells lstm gru rnn] [--threads N] [--compile]

All in bf16 and channels_last with SGD, on one batch in place. Three ways of the same network:

fused     as the engine trains it on a CPU: each step of a cell is one pass (models/cell_kernels.py)
written   by torch's operations, one after the other, as the equations are written
compiled  by torch.compile (seconds of compiling are told apart)

The ways take turns; what counts is the median of the ratios of one turn. Memory is the growth of a
process of its own, from before its first step to its highest.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from unittest import mock

import psutil

import regnet_studio  # noqa: F401  # isort: skip (first: it sets OpenMP up, before torch loads it)
import torch
import torch.nn.functional as F
from torch import nn

from regnet_studio.models.registry import Shape, build
from regnet_studio.recipe.tree import Model

Step = Callable[[], None]


def step_of(name: str, batch: int, compiled: bool = False) -> Step:
    """One training step of a network on a batch in place."""
    network: nn.Module = build(Model(name=name), Shape(10, 3, 32), seed=0).train()
    network = network.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    images = torch.randn(batch, 3, 32, 32).to(memory_format=torch.channels_last)
    labels = torch.randint(10, (batch,))
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, fused=True)
    run = torch.compile(network) if compiled else network

    def step() -> None:
        with torch.autocast("cpu", torch.bfloat16):
            logits = run(images)
        loss = F.cross_entropy(logits.float(), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    return step


def written(step: Step) -> Step:
    """The same step without the fused kernels."""

    def plain() -> None:
        with mock.patch("regnet_studio.models.conv_rnn.suits", return_value=False):
            step()

    return plain


def seconds(step: Step) -> float:
    """Of one call."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def growth(name: str, batch: int, way: str) -> float:
    """MB by which a process grows in its first steps."""
    command = [sys.executable, __file__, "--grow", name, way, str(batch)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def grow(name: str, way: str, batch: int) -> None:
    """What :func:`growth` runs. Kernels are compiled on one image first, and not counted."""
    step_of(name, 1)()
    step = step_of(name, batch)
    before = psutil.Process().memory_info().rss
    for _ in range(3):
        (written(step) if way == "written" else step)()
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before) / 1e6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cells", nargs="+", default=["lstm", "gru", "rnn"])
    parser.add_argument("--depth", type=int, default=20)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--grow", nargs=3, metavar=("NAME", "WAY", "BATCH"))
    asked = parser.parse_args()
    if asked.grow:
        return grow(asked.grow[0], asked.grow[1], int(asked.grow[2]))
    if asked.threads:
        torch.set_num_threads(asked.threads)
    base_name = f"resnet{asked.depth}"
    steps: dict[str, Step] = {base_name: step_of(base_name, asked.batch)}
    compiling: dict[str, float] = {}
    for cell in asked.cells:
        name = f"regnet{asked.depth}_{cell}"
        steps[f"{name} fused"] = step_of(name, asked.batch)
        steps[f"{name} written"] = written(step_of(name, asked.batch))
        if asked.compile:
            steps[f"{name} compiled"] = step_of(name, asked.batch, compiled=True)
    if asked.compile:
        steps[f"{base_name} compiled"] = step_of(base_name, asked.batch, compiled=True)
    for way, step in steps.items():
        compiling[way] = seconds(step)
        step()
    times: dict[str, list[float]] = {way: [] for way in steps}
    for _ in range(asked.turns):
        for way, step in steps.items():
            times[way].append(seconds(step))
    memory = {base_name: growth(base_name, asked.batch, "fused")}
    for cell in asked.cells:
        for way in ("fused", "written"):
            name = f"regnet{asked.depth}_{cell}"
            memory[f"{name} {way}"] = growth(name, asked.batch, way)
    rows = {}
    for way, spent in times.items():
        ratios = [a / b for a, b in zip(spent, times[base_name], strict=True)]
        rows[way] = {
            "step_ms": round(statistics.median(spent) * 1e3, 1),
            "ratio": round(statistics.median(ratios), 2),
            "memory_mb": round(memory[way]) if way in memory else None,
            "memory_ratio": round(memory[way] / memory[base_name], 2) if way in memory else None,
            "first_step_s": round(compiling[way], 1),
        }
    about = {"threads": torch.get_num_threads(), "batch": asked.batch, "torch": torch.__version__}
    print(json.dumps({"machine": about, "ways": rows}, indent=1))
    return None


if __name__ == "__main__":
    main()
