"""Muon: filters move by orthogonal steps, all other parameters by SGD.

Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024). The arithmetic is
``torch.optim.Muon``'s, which takes matrices: a filter [O, I, h, w] is one of O rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import torch
from torch import Tensor, nn

COMPANION_MOMENTUM = 0.85
"""Of the SGD beside it, as in Jordan's airbench94_muon."""
_SMALLEST = 1e-12
"""Norm below which filters count as zero, which no factor lengthens."""


class Muon(torch.optim.Optimizer):
    """Muon over the filters among the parameters, SGD with Nesterov's momentum over the rest.

    Each parameter's state is ``momentum_buffer``, in its own shape and memory layout. Filters lose
    lr * weight_decay of themselves in each step; of the rest, weight decay is part of the gradient.

    Args:
        groups: parameters with ``weight_decay`` and perhaps ``lr_scale``. Each becomes up to two
            groups of ``param_groups``: ``filters`` tells which is which, and the ``lr_scale`` of
            the rest contains ``companion``, so that one ``set_lr`` serves both.
        filters: those of the parameters that Muon takes, 4-dimensional.
        lr: learning rate of the filters: a step turns a matrix of O rows and N columns by this
            times sqrt(max(1, O / N)) (``adjust_lr_fn="original"``).
        companion: learning rate of the rest as a multiple of that of the filters.
        fused: whether SGD works in one kernel per group.
        holds: whether each bank of O filters is scaled back to the norm sqrt(O) after its step, as
            in Jordan's airbench94_muon: steps stay as large beside the filters as the learning
            rate says, which otherwise shrink as the filters grow. Only where a norm follows.
    """

    def __init__(
        self,
        groups: list[dict[str, Any]],
        filters: Collection[nn.Parameter],
        lr: float,
        companion: float,
        momentum: float,
        nesterov: bool,
        fused: bool,
        holds: bool = False,
    ) -> None:
        chosen = {id(parameter) for parameter in filters}
        mine, rest = [], []
        for group in groups:
            scale = group.get("lr_scale", 1.0)
            turned = [p for p in group["params"] if id(p) in chosen]
            others = [p for p in group["params"] if id(p) not in chosen]
            if turned:
                kind = {"filters": True, "momentum": momentum, "nesterov": nesterov}
                mine.append({**group, **kind, "params": turned, "lr": lr * scale})
            if others:
                scale *= companion
                kind = {"filters": False, "lr_scale": scale}
                rest.append({**group, **kind, "params": others, "lr": lr * scale})
        super().__init__([*mine, *rest], {"lr": lr, "fused": fused})
        self._holds = holds
        self._sgd = self._muon = None
        if rest:
            self._sgd = torch.optim.SGD(
                rest, lr=lr, momentum=COMPANION_MOMENTUM, nesterov=True, fused=fused
            )
        if mine:
            some = torch.zeros(1, 1)  # it wants one; the filters are given to it at each step
            self._muon = torch.optim.Muon([some], lr=lr, adjust_lr_fn="original")

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Move every parameter that has a gradient.

        Where somebody has set ``found_inf`` (a tensor on the parameters' device) to 1, nothing
        moves and no state changes, as in the fused optimisers of torch; nobody waits for it.
        """
        found_inf: Tensor | None = getattr(self, "found_inf", None)
        if self._muon is not None:
            self._turn(self._muon, found_inf)
        if self._sgd is not None:
            if found_inf is not None:
                self._sgd.found_inf = found_inf  # pyright: ignore[reportAttributeAccessIssue]
            # Anew each time: to load a state replaces both.
            self._sgd.state = self.state
            self._sgd.param_groups = [g for g in self.param_groups if not g["filters"]]
            self._sgd.step()

    def _turn(self, muon: torch.optim.Optimizer, found_inf: Tensor | None) -> None:
        """Have torch's Muon move the filters, seen as matrices."""
        groups: list[dict[str, Any]] = []
        states: defaultdict[Tensor, Any] = defaultdict(dict)
        moving: list[Tensor] = []
        for group in self.param_groups:
            if not group["filters"]:
                continue
            matrices: list[Tensor] = []
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                state = self.state[parameter]
                if "momentum_buffer" not in state:
                    state["momentum_buffer"] = torch.zeros_like(parameter)
                buffer, order = state["momentum_buffer"], _order(parameter)
                matrix = _matrix(parameter, order)
                matrix.grad = parameter.grad.permute(order).reshape(matrix.shape)
                states[matrix] = {"momentum_buffer": _matrix(buffer, order)}
                matrices.append(matrix)
                moving += [parameter, buffer]
            groups.append({**muon.defaults, **group, "params": matrices})
        before = [tensor.clone() for tensor in moving] if found_inf is not None else []
        muon.param_groups, muon.state = groups, states
        muon.step()
        if self._holds:
            for group in groups:
                for matrix in group["params"]:
                    matrix.mul_(len(matrix) ** 0.5 / matrix.norm().clamp_min(_SMALLEST))
        # It is not to hold on to the gradients.
        muon.param_groups, muon.state = [], defaultdict(dict)
        if found_inf is not None:
            for tensor, old in zip(moving, before, strict=True):
                tensor.copy_(torch.where(found_inf == 1, old, tensor))


def filters_of(network: nn.Module) -> list[nn.Parameter]:
    """The parameters that are Muon's: filters, save those of the network's first convolution.

    That one maps pixels and not features, as the first layer in Jordan's advice; where its filters
    are no parameters (whitening), no other takes its place.
    """
    filters: dict[nn.Parameter, None] = {}
    first = True
    for module in network.modules():
        for tensor in (*module.parameters(recurse=False), *module.buffers(recurse=False)):
            if tensor.ndim == 4:
                if isinstance(tensor, nn.Parameter) and not first:
                    filters[tensor] = None
                first = False
    return list(filters)


def _order(filters: Tensor) -> tuple[int, int, int, int]:
    """The order in which the dimensions of filters [O, I, h, w] follow each other in memory."""
    return (0, 1, 2, 3) if filters.is_contiguous() else (0, 2, 3, 1)


def _matrix(filters: Tensor, order: tuple[int, int, int, int]) -> Tensor:
    """Filters [O, I, h, w] as a matrix [O, I h w] in the same memory.

    The order of its columns is free: to make a matrix orthogonal is the same in every order.
    """
    return filters.detach().permute(order).view(len(filters), -1)
