"""A regulator's step as one differentiable operation on the CPU, by :mod:`cell_kernels`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

_IMAGES = 16
"""Images of one piece of work; fixed, so that sums do not depend on the number of threads."""


def suits(x: Tensor) -> bool:
    """Whether features can go through the fused kernels: on a CPU, and not for another runtime.

    ``torch.compile`` takes the step as one operation; an export takes torch's own. So does all
    where the environment has ``REGNET_STUDIO_FUSED=0``.
    """
    return (
        os.environ.get("REGNET_STUDIO_FUSED") != "0"
        and x.device.type == "cpu"
        and x.dtype in (torch.float32, torch.bfloat16)
        and type(x) is Tensor
        and not torch.compiler.is_exporting()
        and not torch.jit.is_tracing()  # pyright: ignore[reportPrivateImportUsage]
        and x.numel() > 0
    )


def compiling() -> bool:
    """Whether a kernel is being compiled: at the first use on a machine, about ten seconds a stage.

    For another thread than the one that trains, which waits for it.
    """
    loaded = sys.modules.get("regnet_studio.models.cell_kernels")
    return loaded is not None and loaded.compiling()


def fused(
    cell: str,
    memories: int,
    x: Tensor,
    state: tuple[Tensor, ...] | None,
    mix_x: Tensor,
    mix_h: Tensor,
    kernel: Tensor,
    bias: Tensor,
) -> tuple[Tensor, ...]:
    """The cell's next state, as its equations in :mod:`conv_rnn` give it.

    Args:
        cell: ``lstm``, ``gru`` or ``rnn``.
        memories: tensors in the state.
        x: float32 or bfloat16 [B, N, H, W]; the arithmetic is float32 either way.
        state: tensors like ``x``; None: empty.
        mix_x, mix_h: [G, N].
        kernel: [G * N, 1, 3, 3].
        bias: [G * N].
    """
    given = [] if state is None else [memory.to(x.dtype) for memory in state]
    taps = kernel.view(*mix_x.shape, 9).transpose(1, 2).flatten(0, 1)
    weights = [weight.float() for weight in (mix_x, mix_h, taps, bias.view_as(mix_x))]
    return tuple(_step(cell, memories, x, given, weights))


@torch.library.custom_op("regnet_studio::cell", mutates_args=(), device_types="cpu")
def _step(
    cell: str, memories: int, x: Tensor, state: Sequence[Tensor], weights: Sequence[Tensor]
) -> list[Tensor]:
    """The next state; weights [G, N], but of the taps [G * 9, N]."""
    made = _blank(x, memories)
    forward, _ = _kernels(cell, x)
    inputs, outputs = _arrays([x, *(state or [x] * memories)]), _arrays(made)
    fixed = (*_along_rows(weights, x.shape[3]), not state)

    def work(part: slice) -> None:
        forward(*(a[part] for a in inputs), *fixed, *(a[part] for a in outputs))

    _share_out(work, len(x))
    return made


@torch.library.custom_op("regnet_studio::cell_backward", mutates_args=(), device_types="cpu")
def _step_back(
    cell: str,
    x: Tensor,
    state: Sequence[Tensor],
    weights: Sequence[Tensor],
    gradients: Sequence[Tensor],
) -> list[Tensor]:
    """Gradients of x, of the states, of the weights."""
    memories = len(gradients)
    made = _blank(x, 1 + len(state))
    _, backward = _kernels(cell, x)
    seen = [x, *(state or [x] * memories), *(gradient.to(x.dtype) for gradient in gradients)]
    inputs, outputs = _arrays(seen), _arrays(made)
    outputs += outputs[:1] * (memories - len(state))  # not written where there is no state
    fixed = (*_along_rows(weights, x.shape[3]), not state)

    def work(part: slice) -> list[NDArray[np.float32]]:
        sums = [np.zeros_like(array) for array in fixed[:4]]
        backward(*(a[part] for a in inputs), *fixed, *(a[part] for a in outputs), *sums)
        return sums

    shares = zip(*_share_out(work, len(x)), strict=True)
    rows = [np.add.reduce(parts).reshape(-1, x.shape[3], x.shape[1]) for parts in shares]
    return made + [torch.from_numpy(repeated.sum(axis=1)) for repeated in rows]


@_step.register_fake
def _(
    cell: str, memories: int, x: Tensor, state: Sequence[Tensor], weights: Sequence[Tensor]
) -> list[Tensor]:
    return _blank(x, memories)


@_step_back.register_fake
def _(
    cell: str,
    x: Tensor,
    state: Sequence[Tensor],
    weights: Sequence[Tensor],
    gradients: Sequence[Tensor],
) -> list[Tensor]:
    return _blank(x, 1 + len(state)) + [torch.empty_like(weight) for weight in weights]


def _keep(ctx: Any, inputs: tuple[Any, ...], output: list[Tensor]) -> None:
    ctx.cell, _, x, state, weights = inputs
    ctx.save_for_backward(x, *state, *weights)


def _back(ctx: Any, gradients: list[Tensor | None]) -> tuple[Any, ...]:
    x, *given = ctx.saved_tensors
    state, weights = given[:-4], given[-4:]
    whole = [torch.zeros_like(x) if g is None else g for g in gradients]
    dx, *rest = _step_back(ctx.cell, x, state, weights, whole)
    return None, None, dx, rest[:-4], rest[-4:]


_step.register_autograd(_back, setup_context=_keep)


def _blank(x: Tensor, number: int) -> list[Tensor]:
    return [torch.empty_like(x, memory_format=torch.channels_last) for _ in range(number)]


def _kernels(cell: str, x: Tensor) -> Any:
    from regnet_studio.models.cell_kernels import kernels  # numba takes half a second to import

    return kernels(cell, x.shape[2], x.shape[3], x.shape[1])


def _arrays(tensors: Sequence[Tensor]) -> list[NDArray[Any]]:
    """[B, H * W * N] each, channels last: the memory of tensors that lie so already, else a copy.

    bfloat16 as its bits, for which numpy has no type.
    """
    lines = [t.detach().permute(0, 2, 3, 1).contiguous().flatten(1) for t in tensors]
    return [(t.view(torch.uint16) if t.dtype == torch.bfloat16 else t).numpy() for t in lines]


def _along_rows(weights: Sequence[Tensor], width: int) -> list[NDArray[np.float32]]:
    """Weights [K, N], flat: each row of them repeated for every pixel of a row of the image."""
    return [np.tile(weight.detach().numpy(), width).ravel() for weight in weights]


def _share_out(work: Callable[[slice], Any], images: int) -> list[Any]:
    """Do the images in pieces, on as many threads as torch uses; results in order."""
    parts = [slice(start, start + _IMAGES) for start in range(0, images, _IMAGES)]
    threads = min(torch.get_num_threads(), len(parts))
    if threads == 1:
        return [work(part) for part in parts]
    return list(_pool(threads, os.getpid()).map(work, parts))


@cache
def _pool(threads: int, _process: int) -> ThreadPoolExecutor:
    """Workers of this process: after a fork there are none."""
    return ThreadPoolExecutor(threads, thread_name_prefix="regulator")
