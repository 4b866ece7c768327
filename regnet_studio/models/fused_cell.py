"""A regulator's step as one differentiable operation on the CPU, by :mod:`cell_kernels`."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.autograd.function import once_differentiable

_IMAGES = 16
"""Images of one piece of work; fixed, so that sums do not depend on the number of threads."""


def suits(x: Tensor) -> bool:
    """Whether features can go through the fused kernels: real ones, on a CPU, not being traced.

    ``REGNET_STUDIO_FUSED=0`` in the environment leaves all to torch's operations.
    """
    return (
        os.environ.get("REGNET_STUDIO_FUSED") != "0"
        and x.device.type == "cpu"
        and x.dtype in (torch.float32, torch.bfloat16)
        and type(x) is Tensor
        and not torch.compiler.is_compiling()
        and not torch.jit.is_tracing()  # pyright: ignore[reportPrivateImportUsage]
        and x.numel() > 0
    )


def fused(
    cell: str,
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
        x: float32 or bfloat16 [B, N, H, W]; the arithmetic is float32 either way.
        state: tensors like ``x``; None: empty.
        mix_x, mix_h: [G, N].
        kernel: [G * N, 1, 3, 3].
        bias: [G * N].
    """
    given = () if state is None else tuple(memory.to(x.dtype) for memory in state)
    weights = (weight.float().contiguous() for weight in (mix_x, mix_h, kernel, bias))
    return _Step.apply(cell, x, *given, *weights)  # pyright: ignore[reportReturnType]


class _Step(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, cell: str, x: Tensor, *given: Tensor) -> tuple[Tensor, ...]:
        state, weights = given[:-4], given[-4:]
        memories = _MEMORIES[cell]
        seen = [_lines(tensor) for tensor in (x, *(state or [x] * memories))]
        made = [torch.empty_like(seen[0]) for _ in range(memories)]
        forward, _ = _kernels(cell, x)
        inputs, outputs = _arrays(seen), _arrays(made)
        fixed = (*_flat(weights), not state)

        def work(part: slice) -> None:
            forward(*(a[part] for a in inputs), *fixed, *(a[part] for a in outputs))

        _share_out(work, len(x))
        ctx.cell = cell
        ctx.save_for_backward(x, *given)
        return tuple(_image(flat, x) for flat in made)

    @staticmethod
    @once_differentiable
    def backward(  # pyright: ignore[reportIncompatibleMethodOverride]
        ctx: Any, *gradients: Tensor
    ) -> tuple[Tensor | None, ...]:
        x, *given = ctx.saved_tensors
        state, weights = tuple(given[:-4]), tuple(given[-4:])
        memories = _MEMORIES[ctx.cell]
        seen = [_lines(tensor) for tensor in (x, *(state or [x] * memories))]
        seen += [_lines(gradient.to(x.dtype)) for gradient in gradients]
        made = [torch.empty_like(seen[0]) for _ in range(1 + len(state))]
        _, backward = _kernels(ctx.cell, x)
        inputs, outputs = _arrays(seen), _arrays(made)
        outputs += outputs[:1] * (memories - len(state))  # not written where there is no state
        fixed = (*_flat(weights), not state)

        def work(part: slice) -> list[NDArray[np.float32]]:
            sums = [np.zeros_like(array) for array in fixed[:4]]
            backward(*(a[part] for a in inputs), *fixed, *(a[part] for a in outputs), *sums)
            return sums

        shares = zip(*_share_out(work, len(x)), strict=True)
        sums = [torch.from_numpy(np.add.reduce(parts)) for parts in shares]
        of_weights = (s.view(w.shape) for s, w in zip(sums, weights, strict=True))
        return None, *(_image(flat, x) for flat in made), *of_weights


_MEMORIES = {"lstm": 2, "gru": 1, "rnn": 1}


def _kernels(cell: str, x: Tensor) -> Any:
    from regnet_studio.models.cell_kernels import kernels  # numba takes half a second to import

    return kernels(cell, x.shape[2], x.shape[3], x.shape[1])


def _lines(x: Tensor) -> Tensor:
    """[B, H * W * N], channels last; a view where ``x`` lies so already."""
    return x.permute(0, 2, 3, 1).reshape(len(x), -1).contiguous()


def _image(flat: Tensor, like: Tensor) -> Tensor:
    batch, channels, height, width = like.shape
    return flat.view(batch, height, width, channels).permute(0, 3, 1, 2)


def _arrays(tensors: list[Tensor]) -> list[NDArray[Any]]:
    """The memory of tensors; bfloat16 as its bits, for which numpy has no type."""
    return [
        (t.view(torch.uint16) if t.dtype == torch.bfloat16 else t).detach().numpy() for t in tensors
    ]


def _flat(weights: tuple[Tensor, ...]) -> list[NDArray[np.float32]]:
    return [weight.detach().flatten().numpy() for weight in weights]


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
