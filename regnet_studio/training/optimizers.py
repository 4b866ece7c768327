"""The optimisers, made from the recipe."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe.tree import Optimizer
from regnet_studio.training.muon import Muon, filters_of


def make_optimizer(
    recipe: Optimizer, network: nn.Module, groups: list[dict[str, Any]] | None = None
) -> torch.optim.Optimizer:
    """The recipe's optimiser over the network's parameters.

    What it remembers is ``optimizer.state``: of each parameter, tensors in its own shape and memory
    layout and 0-dimensional ones. Put into a new optimiser before its first step, they have it go
    on as the first would have.

    Args:
        groups: those of ``transfer.Layers.groups``; None: two, of which filters and matrices
            decay, norms and biases do not.

    Raises:
        RecipeMistake: LAMB is asked for and timm is not installed.
    """
    if groups is None:
        parameters = list(network.parameters())
        groups = [
            {"params": [p for p in parameters if p.ndim > 1], "weight_decay": recipe.weight_decay},
            {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
        ]
        groups = [group for group in groups if group["params"]]
    # One kernel for all parameters of a group, where the processor has it.
    fused = next(network.parameters()).device.type in ("cpu", "cuda")
    lr, momentum, betas = recipe.lr, recipe.momentum, (recipe.momentum, 0.999)
    nesterov = recipe.nesterov and momentum > 0
    if recipe.name == "sgd":
        return torch.optim.SGD(groups, lr=lr, momentum=momentum, nesterov=nesterov, fused=fused)
    if recipe.name == "adamw":
        return torch.optim.AdamW(groups, lr=lr, betas=betas, fused=fused)
    if recipe.name == "nadam":
        return torch.optim.NAdam(groups, lr=lr, betas=betas, decoupled_weight_decay=True)
    if recipe.name == "rmsprop":
        return torch.optim.RMSprop(groups, lr=lr, momentum=momentum)
    if recipe.name == "muon":
        companion = recipe.companion_lr / lr
        filters, holds = filters_of(network), recipe.filter_norm
        return Muon(groups, filters, lr, companion, momentum, nesterov, fused, holds)
    return _lamb(groups, lr, betas)


def set_lr(optimizer: torch.optim.Optimizer, lr: float) -> None:
    """Use ``lr`` from the next step on; a group with an ``lr_scale`` uses that share of it."""
    for group in optimizer.param_groups:
        group["lr"] = lr * group.get("lr_scale", 1.0)


def _lamb(
    groups: list[dict[str, Any]], lr: float, betas: tuple[float, float]
) -> torch.optim.Optimizer:
    """LAMB (You et al., arXiv 1904.00962) as timm has it, without its own clipping of gradients."""
    try:
        from timm.optim import Lamb  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise RecipeMistake(
            "optimizer.name = lamb: needs timm, which is not installed; "
            'pip install "regnet-studio[zoo]", or take another method'
        ) from error

    class RememberingLamb(Lamb):
        """Counts steps in the state of the parameters, where all else is that it remembers."""

        @torch.no_grad()
        def step(self, closure: None = None) -> None:
            for group in self.param_groups:
                states = [self.state.get(parameter, {}) for parameter in group["params"]]
                counts = [state["step"] for state in states if "step" in state]
                group["step"] = counts[0] if counts else torch.zeros(())
            super().step()
            for group in self.param_groups:
                for parameter in group["params"]:
                    if parameter in self.state:
                        # A copy: what shares memory cannot be kept in a file.
                        self.state[parameter]["step"] = group["step"].clone()

    return RememberingLamb(groups, lr=lr, betas=betas, max_grad_norm=None)
