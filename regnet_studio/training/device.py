"""Where and how the arithmetic is done: processor, number format, memory layout."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass

import psutil
import torch
from torch import nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models.depthwise import with_fast_depthwise
from regnet_studio.recipe.tree import Compute


@dataclass(frozen=True)
class Device:
    """A processor and how it is used; decided once per run, from the machine alone.

    Nothing here is timed: two runs of one recipe on one machine must make the same choice.
    """

    device: torch.device
    precision: str
    """``bf16``, ``fp16`` or ``fp32``."""
    channels_last: bool
    threads: int | None = None
    """CPU threads of one operation; None: as torch has it. Sums depend on it in the last bits."""

    @property
    def steps_per_event(self) -> int:
        """After how many steps the loss is asked for: on a GPU each asking waits for the GPU."""
        return 1 if self.device.type == "cpu" else 10

    def take_threads(self) -> None:
        """Use that many threads, in the calling thread, from now on."""
        if self.threads is not None:
            torch.set_num_threads(self.threads)

    def autocast(self) -> AbstractContextManager[object]:
        """The context in which the forward pass runs."""
        if self.precision == "fp32":
            return nullcontext()
        half = torch.bfloat16 if self.precision == "bf16" else torch.float16
        return torch.autocast(self.device.type, half)

    def place(self, network: nn.Module) -> nn.Module:
        """Move a network here, in the layout that suits."""
        network = network.to(self.device)
        if self.device.type == "cpu" and self.precision == "bf16":
            network = with_fast_depthwise(network)
        if self.channels_last:
            # Only 4-dimensional weights have such a layout; others stay as they are.
            network = network.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        return network

    def load(self) -> float | None:
        """Share of the processor that was busy since the last call, 0..1; None: it cannot tell."""
        if self.device.type == "cpu":
            return psutil.cpu_percent() / 100
        if self.device.type == "cuda":
            with suppress(ImportError, RuntimeError):  # without NVIDIA's library nobody counts
                return torch.cuda.utilization(self.device) / 100
        return None

    def memory_mb(self) -> float:
        """Memory in use: the GPU's peak on CUDA, this process's now elsewhere."""
        if self.device.type == "cuda":
            return torch.cuda.max_memory_allocated(self.device) / 2**20
        return psutil.Process().memory_info().rss / 2**20


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception says that memory ended: on a CPU there is no class of its own for it."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    words = (
        "can't allocate memory",
        "not enough memory",
        "out of memory",
        "bad_alloc",
        "could not create a primitive",  # oneDNN, whose buffers are its own
    )
    return isinstance(error, RuntimeError) and any(word in str(error).lower() for word in words)


def is_device_lost(error: BaseException) -> bool:
    """Whether an exception says that the GPU does not answer any more."""
    words = ("cuda error", "device-side", "nccl", "driver shutting down", "device lost")
    return isinstance(error, torch.AcceleratorError) or (
        isinstance(error, RuntimeError) and any(word in str(error).lower() for word in words)
    )


def choose_device(compute: Compute) -> Device:
    """What the recipe's choices come to on this machine.

    Raises:
        RecipeMistake: the asked-for processor is not here.
    """
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    name = compute.device
    if name == "auto":
        name = next(candidate for candidate, present in there.items() if present)
    elif not there[name]:
        found = ", ".join(candidate for candidate, present in there.items() if present)
        raise RecipeMistake(
            f"compute.device = {name}: this machine has none (it has: {found}); use auto"
        )
    precision = compute.precision
    if precision == "auto":
        precision = "bf16" if _computes_bf16(name) else "fp32"
    # Convolutions in channels-last order were measured 1.2 to 2 times faster on CPU and CUDA.
    layout = compute.channels_last
    channels_last = layout == "on" or (layout == "auto" and name != "mps")
    return Device(torch.device(name), precision, channels_last, compute.threads)


def _computes_bf16(name: str) -> bool:
    """Whether bf16 has instructions of its own here: emulated, it is slower than fp32."""
    if name == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if name == "cpu":
        return any(
            getattr(torch.cpu, test, lambda: False)()
            for test in ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
        )
    return False
