"""What every architecture costs, known before anything is trained."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks
from torch.func import functional_call
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry, shape_wrapper

from regnet_studio import __version__
from regnet_studio.files import DiskTrouble, write_text
from regnet_studio.folders import cache_folder
from regnet_studio.models.memory import Machine, Memory
from regnet_studio.models.registry import Architecture, Shape, architecture, architectures, build
from regnet_studio.recipe.tree import Model

OnProgress = Callable[[int, int], None]
"""``(done, total)`` architectures."""


@dataclass(frozen=True)
class ModelEntry:
    """An architecture, what is known of it, and its cost for given images."""

    name: str
    family: str
    summary: str
    params: int
    macs: int
    """Multiply-accumulates of one image's forward pass."""
    activations: int
    """Bytes that training saves of one image, see :class:`Memory`."""
    size: int
    """Side in pixels at which it was counted: the images', or the least that it takes."""
    smallest: int
    """Least side in pixels of the images it can take."""
    options: tuple[str, ...]
    """Fields of the recipe's ``model`` that it heeds besides those all do."""
    accuracy: dict[str, float]
    """Published top-1 accuracy in % by dataset."""
    source: str
    """The paper."""
    pretrained: bool
    """Whether there are ImageNet weights."""

    @property
    def memory(self) -> Memory:
        """What training it takes."""
        return Memory(self.activations, self.params)

    def to_json(self, machine: Machine | None = None) -> dict[str, Any]:
        """The record that ``regnet-studio models --json`` prints.

        ``fits``: the most images of a batch on the machine's GPU with SGD; None without one.
        """
        record = asdict(self)
        record["options"] = list(self.options)
        record["memory"] = {"image": record.pop("activations"), "fixed": self.memory.of(0)}
        record["fits"] = machine.largest_batch(self.memory) if machine else None
        return record


def _addcmul_flops(
    input_shape: Any, first_shape: Any, second_shape: Any, *args: Any, out_shape: Any, **kwargs: Any
) -> int:
    # PairedConv writes its 1x1 over pairs as b*h + a*x: two multiply-accumulates a result.
    return 4 * math.prod(out_shape)


_FLOPS = {**flop_registry, torch.ops.aten.addcmul: shape_wrapper(_addcmul_flops)}


def _batch_norm_shapes(x: Tensor, *args: Any) -> tuple[Tensor, Tensor, Tensor]:
    return torch.empty_like(x), x.new_empty(0), x.new_empty(0)


def _layer_norm_shapes(x: Tensor, normal: list[int], *args: Any) -> tuple[Tensor, Tensor, Tensor]:
    moments = x.new_empty((*x.shape[: x.ndim - len(normal)], *(1 for _ in normal)))
    return torch.empty_like(x), moments, torch.empty_like(moments)


_NORMS: dict[Any, Callable[..., Any]] = {
    torch.ops.aten.native_batch_norm: _batch_norm_shapes,
    torch.ops.aten.native_layer_norm: _layer_norm_shapes,
}
"""Norms in eval mode, whose own way to work out shapes takes half of the whole time."""


class MacCounter(TorchDispatchMode):
    """Counts multiply-accumulates of convolutions and matrix products, as the literature does.

    For networks on the ``meta`` device.
    """

    def __init__(self) -> None:
        super().__init__()
        self._flops = 0

    @property
    def macs(self) -> int:
        """So far."""
        return self._flops // 2

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        known = _NORMS.get(func._overloadpacket)
        out = known(*args) if known is not None else func(*args, **kwargs)
        flops = _FLOPS.get(func._overloadpacket)
        if flops is not None:
            self._flops += flops(*args, **kwargs, out_val=out)
        return out


@contextmanager
def evaluating(network: nn.Module) -> Iterator[None]:
    """Batch norm of single images needs the network in eval mode; after that it is as before."""
    modes = {module: module.training for module in network.modules()}
    network.eval()
    yield
    for module, mode in modes.items():
        module.training = mode


def run_on_shapes(network: nn.Module, shape: Shape) -> Tensor:
    """One image through a network on any device, of which only the shapes are worked out."""
    tensors = {
        name: tensor.detach().to("meta").requires_grad_(tensor.requires_grad)
        for part in (network.named_parameters(), network.named_buffers())
        for name, tensor in part
    }
    image = torch.zeros(1, shape.channels, shape.size, shape.size, device="meta")
    with evaluating(network):
        return functional_call(network, tensors, (image,))


def cost(network: nn.Module, shape: Shape) -> tuple[int, int]:
    """Parameters, and multiply-accumulates per image, of a network on any device."""
    counter = MacCounter()
    with torch.no_grad(), counter:
        run_on_shapes(network, shape)
    return sum(parameter.numel() for parameter in network.parameters()), counter.macs


def costs(network: nn.Module, shape: Shape) -> tuple[int, int, int]:
    """Parameters, MACs, and bytes that training saves of one image; the network is on ``meta``."""
    own = {parameter.untyped_storage()._cdata for parameter in network.parameters()}
    kept: dict[int, torch.UntypedStorage] = {}  # alive, so that no address is used twice

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage._cdata not in own:
            kept[storage._cdata] = storage
        return tensor

    counter = MacCounter()
    image = torch.zeros(1, shape.channels, shape.size, shape.size, device="meta")
    with (
        evaluating(network),
        torch.enable_grad(),
        saved_tensors_hooks(keep, lambda tensor: tensor),
        counter,
    ):
        logits = network(image)
    params = sum(parameter.numel() for parameter in network.parameters())
    saved = sum(storage.nbytes() for storage in kept.values())
    del logits
    return params, counter.macs, saved


def on_meta(model: Model, shape: Shape) -> nn.Module:
    """The network of a recipe's choice without memory for its weights."""
    with torch.device("meta"):
        return build(model, shape)


def model_cost(model: Model, shape: Shape) -> tuple[int, int]:
    """Parameters and MACs of a recipe's choice, without allocating its weights."""
    return cost(on_meta(model, shape), shape)


def entry(model: Model, shape: Shape) -> ModelEntry:
    """A recipe's choice with its cost; for images too small for it, at the least it takes.

    Raises:
        RecipeMistake: there is no such architecture, or it has not the recipe's options.
    """
    chosen = architecture(model.name)
    traits = chosen.traits
    counted = replace(shape, size=max(shape.size, traits.smallest))
    params, macs, activations = costs(on_meta(model, counted), counted)
    return ModelEntry(
        name=chosen.name,
        family=chosen.family,
        summary=chosen.summary,
        params=params,
        macs=macs,
        activations=activations,
        size=counted.size,
        smallest=traits.smallest,
        options=tuple(sorted(traits.options)),
        accuracy=dict(traits.accuracy),
        source=traits.source,
        pretrained=traits.pretrained is not None,
    )


def catalogue(
    classes: int,
    size: int,
    channels: int = 3,
    on_progress: OnProgress = lambda done, total: None,
) -> list[ModelEntry]:
    """Every architecture with its cost for ``classes`` classes of images of ``size`` pixels.

    Counted once and then kept in the cache, for as long as nothing that builds networks changes.
    ``on_progress`` may raise to give up; what was counted until then is kept.
    """
    shape = Shape(classes, channels, size)
    known = _Kept(shape)
    if known.is_complete:
        return list(known.entries.values())
    names: dict[str, Architecture] = architectures()
    try:
        for done, name in enumerate(names):
            on_progress(done, len(names))
            if name not in known.entries:
                known.entries[name] = entry(Model(name=name), shape)
        known.is_complete = True
    finally:
        known.write()
    return [known.entries[name] for name in names]


class _Kept:
    """The file of the cache with the entries for one shape."""

    def __init__(self, shape: Shape) -> None:
        name = f"{shape.classes}-classes-{shape.channels}x{shape.size}px.json"
        self._path = cache_folder() / "models" / name
        self._maker = _maker()
        self.entries: dict[str, ModelEntry] = {}
        self.is_complete = False
        self._read()

    def _read(self) -> None:
        try:
            record = json.loads(self._path.read_text(encoding="utf-8"))
            if record["maker"] == self._maker:
                self.entries = {line["name"]: _entry_of(line) for line in record["entries"]}
                self.is_complete = bool(record["complete"])
        except (OSError, ValueError, KeyError, TypeError):  # none, or damaged: counted anew
            self.entries = {}

    def write(self) -> None:
        record = {
            "maker": self._maker,
            "complete": self.is_complete,
            "entries": [asdict(line) for line in self.entries.values()],
        }
        with suppress(DiskTrouble):  # the list is right without a cache
            write_text(self._path, json.dumps(record))


def _entry_of(line: dict[str, Any]) -> ModelEntry:
    values = {field.name: line[field.name] for field in fields(ModelEntry)}
    return ModelEntry(**{**values, "options": tuple(values["options"])})


def _maker() -> str:
    """What decides how networks are built: the libraries and the files of this folder."""
    digest = hashlib.sha256(__version__.encode())
    for library in ("torch", "torchvision", "timm"):
        there = importlib.util.find_spec(library) is not None
        digest.update((importlib.metadata.version(library) if there else "-").encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
