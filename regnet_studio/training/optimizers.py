"""The optimisers, made from the recipe."""

from __future__ import annotations

import torch
from torch import nn

from regnet_studio.recipe.tree import Optimizer


def make_optimizer(recipe: Optimizer, network: nn.Module) -> torch.optim.Optimizer:
    """SGD or AdamW over two groups: filters and matrices decay, norms and biases do not."""
    parameters = [p for p in network.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    # One kernel for all parameters, where the processor has it.
    fused = parameters[0].device.type in ("cpu", "cuda")
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
    """Use ``lr`` from the next step on."""
    for group in optimizer.param_groups:
        group["lr"] = lr
