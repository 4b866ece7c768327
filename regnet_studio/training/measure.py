"""How fast a network trains on this machine: a few real steps on made-up images."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil
import torch
import torch.nn.functional as F
from torch import nn

from regnet_studio.errors import TrainingMistake
from regnet_studio.models.catalogue import entry
from regnet_studio.models.memory import Machine
from regnet_studio.models.registry import Shape, build
from regnet_studio.recipe.tree import Compute, Model, Optimizer
from regnet_studio.training.device import Device, choose_device
from regnet_studio.training.optimizers import make_optimizer

_SECONDS = 1.5
"""What the timed steps may take together."""
_STEPS = 3
_FIRST_BATCH = 2
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Measured:
    """The pace of training one network on this machine."""

    images_per_second: float
    step_seconds: float
    """Median of the timed steps."""
    batch_size: int
    """Images a step: the asked-for ones, or fewer where those would take too long to time."""
    memory_mb: float
    """The GPU's peak on CUDA; elsewhere what the step is reckoned to take."""


def measure(
    model: Model,
    shape: Shape,
    batch_size: int,
    compute: Compute,
    optimizer: Optimizer | None = None,
    on_progress: OnProgress = lambda done, total: None,
) -> Measured:
    """Time training steps as the loop makes them: precision, memory layout and threads alike.

    Takes some seconds at most, save for networks of which one step does. ``on_progress`` is told
    the step that begins, and may raise to give up.

    Raises:
        RecipeMistake: the network cannot be built so, or the processor is not here.
        TrainingMistake: the memory does not suffice.
    """
    optimizer = optimizer or Optimizer()
    device = choose_device(compute)
    device.take_threads()
    memory = entry(model, shape).memory
    need = lambda images: memory.of(images, optimizer.name, device.precision == "bf16")  # noqa: E731
    batch = min(_FIRST_BATCH, batch_size)
    _refuse_without_room(need(batch), model, device)
    try:
        trial = _Trial(build(model, shape, seed=0), shape, optimizer, device)
        on_progress(0, _STEPS)
        trial.step(batch)  # a regulator's kernels may be compiled in it: seconds that never return
        seconds = trial.step(batch)
        while batch < batch_size and 2 * seconds * _STEPS <= _SECONDS:
            batch = min(2 * batch, batch_size)
            _refuse_without_room(need(batch), model, device)
            on_progress(0, _STEPS)
            trial.step(batch)  # kernels are chosen and memory is laid out in the first step
            seconds = trial.step(batch)
        times = []
        for done in range(_STEPS):
            on_progress(done, _STEPS)
            times.append(trial.step(batch))
            if sum(times) > _SECONDS:
                break
        median = sorted(times)[len(times) // 2]
        used = device.memory_mb() * 2**20 if device.device.type == "cuda" else need(batch)
        return Measured(batch / median, median, batch, used / 1e6)
    except torch.OutOfMemoryError as error:
        raise _no_room(model, device) from error


class _Trial:
    """A network with what its training steps need."""

    def __init__(
        self, network: nn.Module, shape: Shape, optimizer: Optimizer, device: Device
    ) -> None:
        self._network = device.place(network).train()
        self._shape, self._device = shape, device
        self._optimizer = make_optimizer(optimizer, self._network)
        if device.device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(device.device)

    def step(self, batch_size: int) -> float:
        """Seconds of one step on made-up images."""
        device = self._device.device
        side = (batch_size, self._shape.channels, self._shape.size, self._shape.size)
        layout = torch.channels_last if self._device.channels_last else torch.contiguous_format
        images = torch.rand(side, device=device).contiguous(memory_format=layout)
        labels = torch.arange(batch_size, device=device) % self._shape.classes
        self._finish()
        began = time.perf_counter()
        with self._device.autocast():
            logits = self._network(images)
        loss = F.cross_entropy(logits.float(), labels)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self._optimizer.step()
        self._finish()
        return time.perf_counter() - began

    def _finish(self) -> None:
        if self._device.device.type == "cuda":
            torch.cuda.synchronize(self._device.device)
        elif self._device.device.type == "mps":
            torch.mps.synchronize()


def this_machine() -> Machine:
    """What a training with the automatic choices finds here."""
    device = choose_device(Compute())
    half = device.precision == "bf16"
    if device.device.type != "cuda":
        return Machine(device.device.type, None, half)
    properties = torch.cuda.get_device_properties(device.device)
    return Machine(properties.name, properties.total_memory, half)


def _refuse_without_room(need: int, model: Model, device: Device) -> None:
    free = (
        torch.cuda.mem_get_info(device.device)[0]
        if device.device.type == "cuda"
        else psutil.virtual_memory().available
    )
    if need > free:
        raise _no_room(model, device, f" needs {need / 1e9:.1f} GB, {free / 1e9:.1f} GB are free")


def _no_room(model: Model, device: Device, detail: str = " needs more than is free") -> Exception:
    place = "the GPU" if device.device.type == "cuda" else "this computer"
    return TrainingMistake(
        f"a training step of {model.name} does not fit into the memory of {place}:{detail}; take "
        "a smaller network or smaller images"
    )
