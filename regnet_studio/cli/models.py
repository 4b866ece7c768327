"""What the command line tells of the architectures: their list, their layers, their speed here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from regnet_studio.cli import show
from regnet_studio.errors import RecipeMistake
from regnet_studio.models.catalogue import ModelEntry, catalogue, entry, on_meta
from regnet_studio.models.layers import Layer, layer_tree
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Compute, Model
from regnet_studio.training.measure import Measured, measure, this_machine


def show_models(
    shape: Shape, family: str | None, to_measure: Sequence[str], batch: int, json: bool
) -> None:
    """The list of architectures, with those measured that are named.

    Raises:
        RecipeMistake: no such family, no such network.
        TrainingMistake: a network to measure does not fit into the memory.
    """
    machine = this_machine()
    with show.ProgressLine() as progress:
        entries = catalogue(
            shape.classes,
            shape.size,
            shape.channels,
            lambda done, total: progress.at("counting networks (once)", done, total),
        )
    entries += [entry(Model(name=n), shape) for n in to_measure if n.startswith("timm:")]
    if family is not None:
        named = [e for e in entries if e.name in to_measure]
        listed = _of_family(entries, family)
        entries = listed + [e for e in named if e not in listed]
    speeds: dict[str, Measured] = {}
    for done, name in enumerate(to_measure):
        with show.ProgressLine() as progress:
            progress.at(f"measuring {name}", done, len(to_measure))
            speeds[name] = measure(Model(name=name), shape, batch, Compute())
    if json:
        return show.as_json(
            {
                "machine": asdict(machine),
                "models": [_record(e.to_json(machine), speeds.get(e.name)) for e in entries],
            }
        )
    fits = machine.memory is not None
    columns = ["name", "accuracy", "parameters", "MACs", "memory", "family"]
    columns[5:5] = ["largest batch"] * fits + ["images/s"] * bool(speeds)
    rows = []
    for e in entries:
        needs = f" (at {e.size} px, the least)" if e.size > shape.size else ""
        row = [
            e.name,
            _accuracy(e),
            f"{e.params / 1e6:.3f} M",
            f"{e.macs / 1e6:,.1f} M",
            f"{e.memory.of(batch, half=machine.half) / 1e9:.2f} G",
            f"{e.family}{needs}",
        ]
        speed = speeds.get(e.name)
        row[5:5] = [str(machine.largest_batch(e.memory))] * fits
        row[-1:-1] = [f"{speed.images_per_second:,.0f}" if speed else "-"] * bool(speeds)
        rows.append(row)
    show.table(columns, rows)
    return show.say(
        f"accuracy: published, on the data set that is named; memory: of training with batches of "
        f"{batch} images in {'bf16' if machine.half else 'fp32'}"
    )


def show_layers(name: str, shape: Shape, json: bool) -> None:
    """The layers of a network with their output shapes and costs.

    Raises:
        RecipeMistake: no such network, or the images are too small for it.
    """
    top = layer_tree(on_meta(Model(name=name), shape), shape)
    if json:
        return show.as_json({"name": name, "size": shape.size, "layers": asdict(top)})
    return show.table(
        ["layer", "kind", "gives", "parameters", "MACs"],
        [
            [
                "  " * depth
                + (layer.name or name)
                + (f" x{layer.calls}" if layer.calls > 1 else ""),
                layer.kind,
                "x".join(map(str, layer.shape)) if layer.shape else "-",
                f"{layer.params:,}",
                f"{layer.macs:,}",
            ]
            for depth, layer in _walk(top, 0)
        ],
    )


def _walk(layer: Layer, depth: int) -> Iterator[tuple[int, Layer]]:
    yield depth, layer
    for child in layer.children:
        yield from _walk(child, depth + 1)


def _of_family(entries: list[ModelEntry], family: str) -> list[ModelEntry]:
    found = [e for e in entries if family.lower() in e.family.lower()]
    if not found:
        names = ", ".join(dict.fromkeys(e.family for e in entries))
        raise RecipeMistake(f"--family {family}: no such family; there are: {names}")
    return found


def _record(record: dict[str, Any], speed: Measured | None) -> dict[str, Any]:
    return record if speed is None else {**record, "measured": asdict(speed)}


def _accuracy(e: ModelEntry) -> str:
    dataset = next((name for name in ("ImageNet", *e.accuracy) if name in e.accuracy), None)
    return "-" if dataset is None else f"{e.accuracy[dataset]:.1f} % {dataset}"
