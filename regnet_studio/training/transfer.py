"""Which layers of a network learn, from which epoch on, how fast, and what pulls them back.

Stages are counted as an image passes them, the stem first (``models.anatomy``). The head always
learns; of the stages, some last ones do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from regnet_studio.errors import RecipeMistake
from regnet_studio.models.anatomy import Anatomy
from regnet_studio.recipe.tree import Transfer

_BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)


class Layers:
    """The layers of a network as the recipe's ``transfer`` has them learn.

    Raises:
        RecipeMistake: more stages are to learn than the network has.
    """

    def __init__(self, transfer: Transfer, network: nn.Module, anatomy: Anatomy) -> None:
        self.network = network
        self.anatomy = anatomy
        self.transfer = transfer
        self.stages = len(anatomy.stages)
        if transfer.stages is not None and transfer.stages > self.stages:
            raise RecipeMistake(
                f"transfer.stages = {transfer.stages}: this network has {self.stages} stages; set "
                f"it to 0..{self.stages}, or leave it empty for all"
            )

    @property
    def head(self) -> nn.Module:
        """What turns features into logits."""
        return self.network.get_submodule(self.anatomy.head)

    @property
    def learner(self) -> nn.Module:
        """What learns where the head alone does: it, with the dropout that the network has before.

        It takes features [B, D]; its parts are those of the network.
        """
        above, _, name = self.anatomy.head.rpartition(".")
        before = None
        for sibling, module in self.network.get_submodule(above).named_children() if above else ():
            if sibling == name:
                break
            before = module if isinstance(module, nn.Dropout) else before
        return self.head if before is None else nn.Sequential(before, self.head)

    @property
    def head_alone(self) -> bool:
        """Whether nothing but the head changes, from the first epoch to the last."""
        transfer = self.transfer
        return (
            transfer.stages == 0
            and transfer.unfreeze_every is None
            and transfer.frozen_norm == "keep"
        )

    def learning(self, epoch: int) -> int:
        """How many of the last stages learn in an epoch (from 1), besides the head.

        Gradual unfreezing (Howard and Ruder, ACL 2018, arXiv 1801.06146, section 3.3) begins with
        ``transfer.stages``, or the head alone where that is empty, and goes from the head down.
        """
        start, every = self.transfer.stages, self.transfer.unfreeze_every
        if every is None:
            return self.stages if start is None else start
        return min(self.stages, (start or 0) + (epoch - 1) // every)

    def begin_epoch(self, epoch: int) -> None:
        """Put every layer into the mode in which it spends the epoch (from 1).

        A stage that does not learn works as in evaluation: without dropout and stochastic depth,
        with the statistics of its batch norms as they are, unless these are to adapt.
        """
        first = self.stages - self.learning(epoch)
        for name, parameter in self.network.named_parameters():
            parameter.requires_grad_(self._place(name) >= first)
        if first < self.stages:
            self.network.train()
        else:
            self.network.eval()  # with what lies between the stages
            self.learner.train()
        adapts = self.transfer.frozen_norm == "adapt"
        for stage in range(first):
            for module in self.anatomy.modules(self.network, stage):
                module.training = adapts and isinstance(module, _BATCH_NORMS)

    def told(self, epoch: int) -> str | None:
        """What learns from an epoch (from 1) on, in a sentence; None where that is nothing new."""
        now = self.learning(epoch)
        if now == (self.learning(epoch - 1) if epoch > 1 else self.stages):
            return None
        sizes = [(self._place(n), p.numel()) for n, p in self.network.named_parameters()]
        numbers = sum(size for place, size in sizes if place >= self.stages - now)
        who = (
            f"last {now} of {self.stages} stages and the head learn" if now else "head alone learns"
        )
        return f"the {who}: {numbers:,} of {sum(size for _, size in sizes):,} parameters"

    def groups(
        self, weight_decay: float, pulled: Collection[str] = (), head_scale: float = 1.0
    ) -> list[dict[str, Any]]:
        """The optimiser's groups, the head's first: parameters with ``weight_decay`` or without.

        Discriminative learning rates (Howard and Ruder, section 3.1): a group's ``lr_scale`` is 1
        for the head and decay^k for the k-th stage from the end, k = 1 being the last one.

        Args:
            weight_decay: of filters and matrices; norms and biases have none.
            pulled: names of parameters that L2-SP pulls; they have none either.
            head_scale: what the head's ``lr_scale`` is instead of 1.
        """
        transfer = self.transfer
        # Parameters that begin to learn at different times must not share a group: of a group, the
        # fused SGD wants either all or none to have momentum already.
        by_stage = transfer.lr_decay < 1 or transfer.unfreeze_every is not None
        apart = by_stage or head_scale != 1
        sorted_out: dict[tuple[int, bool], list[nn.Parameter]] = {}
        lowest = 0 if transfer.unfreeze_every else self.stages - self.learning(epoch=1)
        for name, parameter in self.network.named_parameters():
            place = self._place(name)
            if place >= lowest:
                decays = parameter.ndim > 1 and name not in pulled
                below = self.stages - place if by_stage else int(apart and place < self.stages)
                sorted_out.setdefault((below, not decays), []).append(parameter)
        return [
            {
                "params": sorted_out[below, undecayed],
                "weight_decay": 0.0 if undecayed else weight_decay,
                "lr_scale": transfer.lr_decay**below if below or not apart else head_scale,
            }
            for below, undecayed in sorted(sorted_out)
        ]

    def _place(self, parameter: str) -> int:
        """Number of the stage that a parameter lies in; of the head: the number after the last."""
        stage = self.anatomy.stage_of(parameter)
        return self.stages if stage is None else stage


class StartingPoint:
    """L2-SP: the penalty lambda * ||w - w0||^2 on the distance from the loaded weights w0.

    Li, Grandvalet and Davoine, ICML 2018 (arXiv 1802.01483, equation 2, whose alpha / 2 is our
    lambda), over all loaded parameters outside the head: weights, biases and those of norms. The
    head has its ordinary weight decay (the beta of the paper).

    Args:
        strength: lambda.
        start: w0 by name of the parameter.
    """

    def __init__(self, strength: float, network: nn.Module, start: Mapping[str, Tensor]) -> None:
        self.strength = strength
        self._parameters = {name: network.get_parameter(name) for name in start}
        # In the layout of the parameters: only then is the difference of two lists one kernel.
        self._start = {
            name: torch.empty_like(parameter, requires_grad=False).copy_(start[name])
            for name, parameter in self._parameters.items()
        }

    @property
    def tensors(self) -> dict[str, Tensor]:
        """w0 by name of the parameter."""
        return self._start

    def add_gradients(self) -> None:
        """Add 2 lambda (w - w0) to the gradients of the parameters that learn.

        The gradient in closed form, since the penalty itself is nowhere needed: the losses that
        are reported are those of the images, comparable between recipes.
        """
        learning = [(name, p) for name, p in self._parameters.items() if p.grad is not None]
        if not learning:
            return
        gradients = [parameter.grad for _, parameter in learning]
        parameters = [parameter.detach() for _, parameter in learning]
        start = [self._start[name] for name, _ in learning]
        moved = torch._foreach_sub(parameters, start)  # pyright: ignore[reportPrivateImportUsage]
        torch._foreach_add_(gradients, moved, alpha=2 * self.strength)  # pyright: ignore


def starting_point(layers: Layers, loaded: Collection[str] | None) -> dict[str, Tensor]:
    """The w0 of L2-SP: the loaded parameters outside the head as they are now, by name.

    Args:
        loaded: names of the parameters that came with the weights; None: all began fresh, and are
            to stay near that.
    """
    return {
        name: parameter.detach().clone()
        for name, parameter in layers.network.named_parameters()
        if (loaded is None or name in loaded) and layers.anatomy.stage_of(name) is not None
    }
