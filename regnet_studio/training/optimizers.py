"""The optimisers, made from the recipe."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from regnet_studio.recipe.tree import Optimizer


def make_optimizer(
    recipe: Optimizer, network: nn.Module, groups: list[dict[str, Any]] | None = None
) -> torch.optim.Optimizer:
    """SGD or AdamW over the network's parameters.

    Args:
        groups: those of ``transfer.Layers.groups``; None: two, of which filters and matrices
            decay, norms and biases do not.
    """
    if groups is None:
        parameters = list(network.parameters())
        groups = [
            {"params": [p for p in parameters if p.ndim > 1], "weight_decay": recipe.weight_decay},
            {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
        ]
    # One kernel for all parameters of a group, where the processor has it.
    fused = next(network.parameters()).device.type in ("cpu", "cuda")
    if recipe.name == "sgd":
        return torch.optim.SGD(
            groups,
            lr=recipe.lr,
            momentum=recipe.momentum,
            nesterov=recipe.nesterov and recipe.momentum > 0,
            fused=fused,
        )
    return torch.optim.AdamW(groups, lr=recipe.lr, betas=(recipe.momentum, 0.999), fused=fused)


def set_lr(optimizer: torch.optim.Optimizer, lr: float) -> None:
    """Use ``lr`` from the next step on; a group with an ``lr_scale`` uses that share of it."""
    for group in optimizer.param_groups:
        group["lr"] = lr * group.get("lr_scale", 1.0)
