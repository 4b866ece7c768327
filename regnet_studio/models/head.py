"""The head of a network: what turns features into logits, as the recipe has it."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.recipe.tree import Model


class DroppedLinear(nn.Linear):
    """A linear layer that drops a share of its inputs while training; named as a plain one."""

    def __init__(self, features: int, classes: int, dropout: float) -> None:
        super().__init__(features, classes)
        self.dropout = dropout

    def forward(self, input: Tensor) -> Tensor:
        return super().forward(F.dropout(input, self.dropout, self.training))

    def extra_repr(self) -> str:
        return f"{super().extra_repr()}, dropout={self.dropout:g}"


def put_head(network: nn.Module, path: str, model: Model) -> None:
    """Give a network, built with a plain linear layer at ``path``, the head of the recipe.

    Dropout goes into the layers that the network has for it, else before the last layer.
    """
    above, _, name = path.rpartition(".")
    parent = network.get_submodule(above)
    plain = getattr(parent, name)
    assert isinstance(plain, nn.Linear)
    dropouts = [m for m in parent.children() if isinstance(m, nn.Dropout)] if above else []
    published = plain.dropout if isinstance(plain, DroppedLinear) else 0.0
    if model.dropout is not None:
        for module in dropouts:
            module.p = model.dropout
        published = model.dropout
    dropout = 0.0 if dropouts else published
    if model.head == "mlp":
        setattr(parent, name, _two_layers(plain, model.head_width, dropout))
    elif isinstance(plain, DroppedLinear):
        plain.dropout = dropout
    elif dropout:
        dropped = DroppedLinear(plain.in_features, plain.out_features, dropout)
        dropped.load_state_dict(plain.state_dict())
        setattr(parent, name, dropped)


def _two_layers(plain: nn.Linear, width: int, dropout: float) -> nn.Sequential:
    hidden = nn.Linear(plain.in_features, width, device=plain.weight.device)
    last = nn.Linear(width, plain.out_features, device=plain.weight.device)
    for layer in (hidden, last):
        nn.init.kaiming_normal_(layer.weight)
        nn.init.zeros_(layer.bias)
    return nn.Sequential(hidden, nn.ReLU(), nn.Dropout(dropout), last)
