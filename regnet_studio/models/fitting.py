"""Fitting weights from elsewhere to a network: what agrees is taken, and all of it is told.

Names are made to agree by trying: whatever prefix (``module.``, ``backbone.``, ...) lets most
tensors of the file find their place in the network is taken off, or put on.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from regnet_studio.errors import RecipeMistake, RunMistake
from regnet_studio.models.weights import NEST, Tensors

_ENOUGH = 0.5
"""Share of the parameters before the head that a file must bring."""
_DIFFERENT = 0.05
"""Share of tensors of another shape from which on a file is of another network."""
_COUNTER = "num_batches_tracked"
"""Of batch norm; older files lack it, and nothing hangs on it."""


@dataclass(frozen=True)
class Reshaped:
    """A tensor whose shape differs."""

    name: str
    here: tuple[int, ...]
    """Its shape in the network."""
    there: tuple[int, ...]
    """Its shape in the file."""

    def __str__(self) -> str:
        return f"{self.name} {_shape(self.here)}, not {_shape(self.there)}"


@dataclass(frozen=True)
class Fit:
    """What of a file went into a network, by the network's names."""

    matched: tuple[str, ...]
    """Taken as they are."""
    adapted: tuple[Reshaped, ...]
    """Taken after a change: the first convolution for other channels, positions for other sizes."""
    reshaped: tuple[Reshaped, ...]
    """Not taken: of another shape. They begin fresh."""
    missing: tuple[str, ...]
    """Not in the file. They begin fresh."""
    unexpected: tuple[str, ...]
    """In the file (there named so), and nowhere in the network."""
    head: bool
    """Whether the head was taken; it counts among ``matched`` then, and nowhere otherwise."""
    prefix: str
    """What was taken off the names of the file, or (``+``) put before them."""

    @property
    def loaded(self) -> frozenset[str]:
        """Names of all parameters and buffers that came from the file."""
        return frozenset((*self.matched, *(tensor.name for tensor in self.adapted)))


def fit(
    network: nn.Module,
    tensors: Mapping[str, Tensor],
    head: str,
    *,
    take_head: bool = True,
    seed: int = 0,
    source: str = "the file",
    name: str = "the network",
) -> Fit:
    """Copy into a network what fits it; a head that is not taken begins anew, small.

    Args:
        head: path of the network's head.
        take_head: take the head as well, if all of it has the right shape.
        seed: decides the weights of a new head.
        source, name: what the tensors and the network are called in messages.

    Raises:
        RecipeMistake: fewer than half of the parameters before the head are there, or many have
            other shapes; nothing is changed then.
        RunMistake: what is there is not finite.
    """
    state = network.state_dict()
    prefix, there = _named_as(state, tensors)
    in_head = {key for key in state if key.startswith(f"{head}.")}
    takes_head = take_head and all(
        key in there and there[key][1].shape == state[key].shape for key in in_head
    )
    matched: Tensors = {}
    adapted: dict[Reshaped, Tensor] = {}
    reshaped, missing = [], []
    first = _first_convolution(network)
    for key in (key for key in state if takes_head or key not in in_head):
        tensor = there[key][1] if key in there else None
        if tensor is None:
            missing.append(key)
        elif tensor.shape == state[key].shape:
            matched[key] = tensor
        else:
            difference = Reshaped(key, tuple(state[key].shape), tuple(tensor.shape))
            changed = _made_to_fit(difference, tensor, first)
            if changed is None:
                reshaped.append(difference)
            else:
                adapted[difference] = changed
    taken = matched | {one.name: tensor for one, tensor in adapted.items()}
    body = {k: p.numel() for k, p in network.named_parameters() if k not in in_head}
    brought = sum(count for key, count in body.items() if key in taken)
    others = len(reshaped) > max(2, _DIFFERENT * len(state))
    if others or brought < _ENOUGH * sum(body.values()):
        agreeing = taken.keys() - in_head
        raise RecipeMistake(_of_another(state, tensors, reshaped, agreeing, source, name))
    _refuse_not_finite(taken, source)
    with torch.no_grad():
        for key, tensor in taken.items():
            state[key].copy_(tensor)
    if not takes_head:
        begin_head(network.get_submodule(head), seed)
    used = {there[key][0] for key in there if key in state or key.startswith(f"{head}.")}
    place = _place_of(there)
    return Fit(
        matched=tuple(matched),
        adapted=tuple(adapted),
        reshaped=tuple(one for one in reshaped if not one.name.endswith(_COUNTER)),
        missing=tuple(key for key in missing if not key.endswith(_COUNTER)),
        unexpected=tuple(key for key in tensors if key.startswith(place) and key not in used),
        head=takes_head,
        prefix=prefix,
    )


def begin_head(head: nn.Module, seed: int) -> None:
    """Draw a head's weights anew, so small that all classes begin as good as equally likely.

    A large first error would go through the head into features that are good already.
    """
    generator = torch.Generator().manual_seed(seed)
    layers = [module for module in head.modules() if isinstance(module, nn.Linear)]
    with torch.no_grad():
        for layer in layers:
            std = 0.01 if layer is layers[-1] else math.sqrt(2 / layer.in_features)
            layer.weight.copy_(torch.randn(layer.weight.shape, generator=generator) * std)
            if layer.bias is not None:
                layer.bias.zero_()


def _named_as(
    state: Mapping[str, Tensor], tensors: Mapping[str, Tensor]
) -> tuple[str, dict[str, tuple[str, Tensor]]]:
    """The file's (name, tensor) under the network's names, by whatever prefix fits best."""
    best: dict[str, tuple[str, Tensor]] = {}
    chosen, highest = "", (-1, -1)
    for place in _places(tensors):
        inside = {key: key[len(place) :].replace("_orig_mod.", "") for key in tensors}
        inside = {key: name for key, name in inside.items() if key.startswith(place)}
        offs = [("", off) for off in _prefixes(inside.values(), 0.1)]
        ons = [(on, "") for on in _prefixes(state, 0.5) if on]
        for on, off in (*offs, *ons):
            renamed = {
                f"{on}{n.removeprefix(off)}": (key, tensors[key]) for key, n in inside.items()
            }
            common = [key for key in renamed if key in state]
            equal = sum(renamed[key][1].shape == state[key].shape for key in common)
            if (equal, len(common)) > highest:
                best, highest = renamed, (equal, len(common))
                chosen = f"+{on}" if on else f"{place}{off}"
    return chosen, best


def _places(tensors: Iterable[str]) -> list[str]:
    """Where in nested dictionaries tensors are; averaged weights first: they are the better."""
    places = Counter(name[: name.rfind(NEST) + 1] for name in tensors)
    return sorted(places, key=lambda place: "ema" not in place)


def _place_of(there: Mapping[str, tuple[str, Tensor]]) -> str:
    name = next(iter(there.values()))[0]
    return name[: name.rfind(NEST) + 1]


def _prefixes(names: Iterable[str], share: float) -> list[str]:
    """Beginnings, up to a dot, of at least this share of the names; the shortest first."""
    names = list(names)
    counts = Counter(name[: dot.end()] for name in names for dot in re.finditer(r"\.", name))
    often = [prefix for prefix, count in counts.items() if count >= share * len(names)]
    return ["", *sorted(often, key=len)]


def _first_convolution(network: nn.Module) -> str:
    convolutions = (n for n, m in network.named_modules() if isinstance(m, nn.Conv2d))
    return f"{next(convolutions, '')}.weight"


def _made_to_fit(difference: Reshaped, tensor: Tensor, first: str) -> Tensor | None:
    here, there = difference.here, difference.there
    if (
        difference.name == first
        and len(there) == 4
        and here[0] == there[0]
        and here[2:] == there[2:]
    ):
        # A grey image is its three equal channels: their weights summed see the same.
        if here[1] == 1:
            return tensor.sum(dim=1, keepdim=True)
        channels = [number % there[1] for number in range(here[1])]
        return tensor[:, channels] * (there[1] / here[1])
    if "pos_embed" in difference.name and len(here) == len(there) == 3 and here[2] == there[2]:
        return _positions(tensor, here[1])
    return None


def _positions(tensor: Tensor, count: int) -> Tensor | None:
    """Embeddings [1, N, D] of a square of patches, for another (arXiv 2010.11929, section 3.2)."""
    if min(tensor.shape[1], count) < 3:
        return None
    for tokens in (1, 0, 2):  # that stand before the patches
        old, new = math.isqrt(tensor.shape[1] - tokens), math.isqrt(count - tokens)
        if old**2 == tensor.shape[1] - tokens and new**2 == count - tokens:
            grid = tensor[:, tokens:].float().unflatten(1, (old, old)).permute(0, 3, 1, 2)
            grid = F.interpolate(grid, size=(new, new), mode="bicubic", align_corners=False)
            patches = grid.permute(0, 2, 3, 1).flatten(1, 2)
            return torch.cat([tensor[:, :tokens].float(), patches], dim=1)
    return None


def _refuse_not_finite(taken: Tensors, source: str) -> None:
    for key, tensor in taken.items():
        if tensor.is_floating_point() and not bool(tensor.isfinite().all()):
            raise RunMistake(
                f"{source}: {key} holds values that are no finite numbers; its training diverged, "
                "take other weights"
            )


def _of_another(
    state: Mapping[str, Tensor],
    tensors: Mapping[str, Tensor],
    reshaped: Sequence[Reshaped],
    taken: Set[str],
    source: str,
    name: str,
) -> str:
    detail = ""
    if reshaped:
        one = reshaped[0]
        detail = f"; {one.name} is {_shape(one.there)} there and {_shape(one.here)} here"
    agree, of = (sum(not key.endswith(_COUNTER) for key in keys) for keys in (taken, state))
    return (
        f"{source} does not fit {name}, {agree} of {of} tensors agree: it holds "
        f"{_some(tensors)}, the network wants {_some(state)}{detail}; set model.name to the "
        "network that it is of, or take other weights"
    )


def _some(tensors: Mapping[str, Tensor]) -> str:
    named = [f"{key} {_shape(tensor.shape)}" for key, tensor in list(tensors.items())[:3]]
    return ", ".join(named) + (f" and {len(tensors) - 3:,} more" if len(tensors) > 3 else "")


def _shape(shape: Iterable[int]) -> str:
    return "x".join(map(str, shape)) or "a number"
