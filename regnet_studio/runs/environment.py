"""The record of where and how a run was made: ``environment.json``."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

import psutil

from regnet_studio import __version__
from regnet_studio.recipe import Recipe
from regnet_studio.training.events import RunStarted, WeightsLoaded

_PACKAGES = ("torch", "numpy", "pillow", "scikit-learn", "safetensors")


def environment(
    recipe: Recipe, started: RunStarted, loaded: Sequence[WeightsLoaded] = ()
) -> dict[str, Any]:
    """Versions, machine, device, data set, first weights, seed and command line of a run."""
    return {
        "format": 1,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "command_line": sys.argv,
        "regnet_studio": __version__,
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in _PACKAGES},
        "platform": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "device": started.device,
        "device_name": _device_name(started.device),
        "precision": started.precision,
        "dataset": {
            "source": recipe.data.source,
            "name": started.dataset,
            "fingerprint": started.fingerprint,
            "images": started.images,
            "classes": started.classes,
        },
        "weights": asdict(loaded[-1]) if loaded else None,
        "seed": recipe.seed,
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:  # noqa: PTH123
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:  # not Linux
        pass
    return platform.processor() or platform.machine()


def _device_name(device: str) -> str:
    if device.startswith("cuda"):
        import torch

        return torch.cuda.get_device_name()
    return _processor()
