"""Gradient descent: from the gradients of a batch to new weights, or to none where they are bad.

A step whose gradient is not finite is left out: the weights, the optimiser's state and the running
statistics stay as they were. On a CPU that is known at once. On a GPU nobody waits for it: a fused
optimiser is handed the verdict where it lies, and the statistics go back to those of the last
reading.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from regnet_studio.recipe.tree import Optimizer
from regnet_studio.training.averaging import Average
from regnet_studio.training.device import Device
from regnet_studio.training.transfer import StartingPoint

RATIO_EVERY = 50
"""Steps between two that tell how far they moved the weights: it takes a copy of them."""


@dataclass(frozen=True)
class Taken:
    """What a step came to; tensors lie on the device, and reading one waits for it."""

    finite: Tensor
    """bool: whether the weights moved."""
    grad_norm: Tensor
    """Euclidean norm of all gradients, before clipping."""
    update_ratio: Tensor | None
    """Norm of the weights' movement over the norm of the weights, at some steps."""


class Descent:
    """The optimiser of a run and what stands around it.

    Args:
        network: whose floating buffers (running statistics) a bad step must not spoil.
        average: the moving average of its weights, where there is one.
        start: what pulls the weights back, where L2-SP is on.
    """

    def __init__(
        self,
        recipe: Optimizer,
        network: nn.Module,
        optimizer: torch.optim.Optimizer,
        device: Device,
        average: Average | None,
        start: StartingPoint | None = None,
    ) -> None:
        self.optimizer = optimizer
        self._start = start
        self.average = average
        self._clip = recipe.clip_norm
        self._learning = [p for group in optimizer.param_groups for p in group["params"]]
        averaged = [] if average is None else [average.network]
        self._buffers = [
            buffer
            for module in (network, *averaged)
            for buffer in module.buffers()
            if buffer.is_floating_point()
        ]
        self._safe = [buffer.clone() for buffer in self._buffers]
        self._waits = device.device.type != "cuda" or not optimizer.defaults.get("fused")
        """Whether the verdict on a gradient is read at once."""
        self.scaler = torch.amp.GradScaler(device.device.type, enabled=device.precision == "fp16")

    def begin(self) -> None:
        """A step begins: where its verdict is read at once, it is what may be gone back to."""
        if self._waits:
            self.mark()

    def mark(self) -> None:
        """The running statistics as they are now are the ones to go back to."""
        if self._buffers:
            torch._foreach_copy_(self._safe, self._buffers)  # pyright: ignore

    def go_back(self) -> None:
        """Put the marked running statistics back, and forget the gradients."""
        if self._buffers:
            torch._foreach_copy_(self._buffers, self._safe)  # pyright: ignore
        self.optimizer.zero_grad(set_to_none=True)

    def backward(self, loss: Tensor) -> None:
        """Add the gradients of a loss."""
        self.scaler.scale(loss).backward()

    def step(self, number: int) -> Taken:
        """Move the weights by the gradients there are, unless these are not finite.

        Args:
            number: of the step in the run, from 0.
        """
        scaler, optimizer = self.scaler, self.optimizer
        if scaler.is_enabled():
            scaler.unscale_(optimizer)
        if self._start is not None:
            self._start.add_gradients()
        gradients = [p.grad for p in self._learning if p.grad is not None]
        norm = torch.nn.utils.get_total_norm(gradients)
        finite = norm.isfinite()
        if self._clip is not None:
            torch.nn.utils.clip_grads_with_norm_(
                [p for p in self._learning if p.grad is not None], self._clip, norm
            )
        before = self._copy() if number % RATIO_EVERY == 0 else None
        if scaler.is_enabled():
            scaler.step(optimizer)  # leaves out what is not finite by itself
            scaler.update()
        elif not self._waits:
            optimizer.found_inf = (~finite).float()  # pyright: ignore[reportAttributeAccessIssue]
            optimizer.step()
        elif finite:
            optimizer.step()
        else:
            self.go_back()
        ratio = None if before is None else self._moved(before)
        optimizer.zero_grad(set_to_none=True)
        if self.average is not None and (not self._waits or finite):
            self.average.update(number)
        return Taken(finite, norm, ratio)

    def _copy(self) -> list[Tensor]:
        return [p.detach().clone() for p in self._learning if p.grad is not None]

    def _moved(self, before: list[Tensor]) -> Tensor:
        now = [p.detach() for p in self._learning if p.grad is not None]
        moved = torch._foreach_sub(now, before)  # pyright: ignore[reportPrivateImportUsage]
        size = torch.nn.utils.get_total_norm(before)
        return torch.nn.utils.get_total_norm(moved) / size.clamp_min(1e-12)
