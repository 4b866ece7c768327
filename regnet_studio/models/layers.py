"""A network as a tree of layers: what each gives out, and what it costs."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from regnet_studio.models.catalogue import MacCounter, run_on_shapes
from regnet_studio.models.registry import Shape


@dataclass(frozen=True)
class Layer:
    """A module of a network, with what is inside it."""

    name: str
    """As its parent calls it; empty: the network itself."""
    kind: str
    """The class and what it was made with: ``Conv2d(3, 16, kernel_size=(3, 3), ...)``."""
    shape: tuple[int, ...] | None
    """Of its output for one image, without the batch: (channels, height, width) or (features,);
    None: it only holds weights that its parent works with."""
    params: int
    """Parameters in it; those of a module used several times count once."""
    macs: int
    """Multiply-accumulates of one image in it, over all of its calls."""
    calls: int
    """How many times an image passes it."""
    children: tuple[Layer, ...]


@dataclass
class _Seen:
    """What passed a module."""

    shape: tuple[int, ...] | None = None
    macs: int = 0
    calls: int = 0
    before: int = 0


def layer_tree(network: nn.Module, shape: Shape) -> Layer:
    """The layers of a network on any device; nothing is computed, only shapes are worked out."""
    seen = {module: _Seen() for module in network.modules()}
    counter = MacCounter()

    def enter(module: nn.Module, args: Any) -> None:
        seen[module].before = counter.macs

    def leave(module: nn.Module, args: Any, output: Any) -> None:
        record = seen[module]
        record.macs += counter.macs - record.before
        record.calls += 1
        if (given := _first_tensor(output)) is not None:
            record.shape = tuple(given.shape[1:])

    with ExitStack() as hooks:
        for module in seen:
            hooks.enter_context(module.register_forward_pre_hook(enter))
            hooks.enter_context(module.register_forward_hook(leave))
        with torch.no_grad(), counter:
            run_on_shapes(network, shape)
    return _layer("", network, seen)


def _layer(name: str, module: nn.Module, seen: dict[nn.Module, _Seen]) -> Layer:
    record = seen[module]
    children = tuple(_layer(part, child, seen) for part, child in module.named_children())
    return Layer(
        name=name,
        kind=f"{type(module).__name__}({'' if module._modules else module.extra_repr()})",
        shape=record.shape,
        params=sum(parameter.numel() for parameter in module.parameters()),
        # A list of layers is not called itself.
        macs=record.macs if record.calls else sum(child.macs for child in children),
        calls=record.calls,
        children=children,
    )


def _first_tensor(output: Any) -> Tensor | None:
    """A layer's output; of a recurrent layer, which also gives its state, what it gives first."""
    while isinstance(output, tuple | list) and output:
        output = output[0]
    return output if isinstance(output, Tensor) else None
