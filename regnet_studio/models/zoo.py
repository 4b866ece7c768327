"""Any network of timm's, by the name ``timm:<name>``; with the extra ``zoo``.

timm knows over a thousand: they are not listed among the architectures, but each can be taken.
What timm knows of a network (how its layers group, where its classifier is, whether it is built
for one image size) makes its traits.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from types import ModuleType
from typing import Any

import torch
from torch import nn

from regnet_studio.errors import RecipeMistake, nearest
from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.registry import Architecture, Shape, Traits
from regnet_studio.recipe.tree import Model

PREFIX = "timm:"


def architecture(name: str) -> Architecture:
    """The architecture ``timm:<name>``, where timm's name may carry a tag of its weights.

    Raises:
        RecipeMistake: timm is not installed, or it has no such network.
    """
    timm = _timm(name)
    inner = name.removeprefix(PREFIX)
    plain, _, tag = inner.partition(".")
    known = timm.list_pretrained(f"{plain}.*") if tag else timm.list_models()
    if inner not in known:
        raise RecipeMistake(
            f"model.name = {name}: timm {timm.__version__} has no such network"
            f"{nearest(inner, known) or '; timm.list_models() names them'}"
        )
    config = timm.get_pretrained_cfg(inner)
    traits = Traits(
        anatomy=_anatomy,
        usual=config.input_size[-1],
        source=config.paper_ids if isinstance(config.paper_ids, str) else "",
        pretrained=name if config.has_weights else None,
    )
    build = partial(_build, name, bool(config.fixed_input_size))
    return Architecture(name, "timm", f"{inner}, of timm {timm.__version__}", build, traits)


def _timm(name: str) -> ModuleType:
    try:
        import timm  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise RecipeMistake(
            f"model.name = {name}: needs timm, which is not installed; "
            'pip install "regnet-studio[zoo]"'
        ) from error
    return timm


def _build(name: str, one_size: bool, shape: Shape, model: Model) -> nn.Module:
    options: dict[str, Any] = {"num_classes": shape.classes, "in_chans": shape.channels}
    if one_size:
        options["img_size"] = shape.size
    try:
        network = _timm(name).create_model(name.removeprefix(PREFIX), **options)
        logits = _logits(network, shape)
    except Exception as error:  # a thousand networks, each with its own ways to fail
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise RecipeMistake(
            f"model.name = {name}: timm cannot build it for images of {shape.size} px with "
            f"{shape.channels} channels ({reason[0]}); set another data.size, or take another "
            "network"
        ) from error
    head = network.get_classifier() if hasattr(network, "get_classifier") else None
    linear = isinstance(head, nn.Linear) and set(head.state_dict()) == {"weight", "bias"}
    if not linear or logits != (1, shape.classes):
        raise RecipeMistake(
            f"model.name = {name}: does not end in one linear layer, on which heads and features "
            "rest here; take another network"
        )
    return network


def _logits(network: nn.Module, shape: Shape) -> object:
    """Shape of what the network makes of one black image; its weights stay as they are."""
    device = next(network.parameters()).device
    image = torch.zeros(1, shape.channels, shape.size, shape.size, device=device)
    was_training = network.training
    with torch.no_grad():
        out = network.eval()(image)
    network.train(was_training)
    return getattr(out, "shape", None)


def _anatomy(network: nn.Module) -> Anatomy:
    classifier: nn.Module = network.get_classifier()  # pyright: ignore[reportCallIssue]
    head = next(path for path, module in network.named_modules() if module is classifier)
    owners = {
        name: _owner(network, name)
        for name in network.state_dict()
        if not name.startswith(f"{head}.")
    }
    stages: dict[int, dict[str, None]] = defaultdict(dict)
    for name, stage in _stages(network, list(owners)).items():
        stages[stage][owners[name]] = None
    return Anatomy(tuple(tuple(stages[stage]) for stage in sorted(stages)), head)


def _stages(network: nn.Module, names: list[str]) -> dict[str, int]:
    """The number of its stage for each parameter and buffer."""
    if hasattr(network, "group_matcher"):
        from timm.models._manipulate import group_with_matcher  # pyright: ignore[reportMissingImports]

        grouping: Any = network.group_matcher
        try:
            matcher = grouping(coarse=True)
        except AssertionError:  # RDNet knows blocks but no stages
            matcher = grouping()
        return group_with_matcher(((name, None) for name in names), matcher, reverse=True)
    children = [name for name, _ in network.named_children()]
    top = [name.split(".")[0] for name in names]
    return {
        name: children.index(part) if part in children else 0
        for name, part in zip(names, top, strict=True)
    }


def _owner(network: nn.Module, name: str) -> str:
    """The module that a parameter or buffer is all by itself in, else its own name."""
    path = name.rpartition(".")[0]
    leaf = path and not any(True for _ in network.get_submodule(path).children())
    return path if leaf else name
