"""Feature extraction: where the head alone learns, what comes before it is computed once.

The features of every image, and of its mirror image, lie in memory and in the cache folder; the
head learns from batches of them in the same loop that otherwise trains the whole network.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from regnet_studio import cache, files
from regnet_studio.data.batches import Batch, SplitImages, none_readable
from regnet_studio.data.draws import Draws, epoch_order
from regnet_studio.data.entries import Aside, Entries, stand_ins
from regnet_studio.data.facts import ELSEWHERE
from regnet_studio.data.geometry import flips
from regnet_studio.errors import RunMistake
from regnet_studio.folders import cache_folder
from regnet_studio.models.card import Card
from regnet_studio.recipe.strength import strengthened
from regnet_studio.recipe.tree import Augment, Model
from regnet_studio.training.checkpoint import digest_of, read_tensors, write_tensors
from regnet_studio.training.device import Device
from regnet_studio.training.events import Event, Notice, Progress
from regnet_studio.training.preparation import PreparedData
from regnet_studio.training.transfer import Layers

FORMAT = 1
_BATCH = 128
_FEW = 64
"""Images of which two show what a network does after its head: some may not be readable."""
_MEMORY_SHARE = 0.25
"""Share of this machine's memory that features may take: decided by nothing that changes."""
_PARTS_OF = {"rand_operations": "policy", "rand_magnitude": "policy"}
"""Fields of ``augment`` that say how another one works."""
_HEEDED = {"flip", "flip_turns", "strength", "grown_by", "at_test"}
"""What is heeded with features, or says nothing by itself."""


class FeatureImages:
    """Features in the place of images: what ``data.batches.SplitImages`` is to a whole network.

    Args:
        table: float32 [M, D], of M images, then of their mirror images where these are there.
        places: int64 [T], the row of each entry in the table.
    """

    def __init__(
        self,
        table: Tensor,
        places: NDArray[np.int64],
        entries: Entries,
        images: int,
        device: Device,
    ) -> None:
        self.count = len(entries)
        """Entries, those whose image is set aside included."""
        self.rows = entries.rows
        """int64 [T]: row of each entry in the dataset; synthetic images come after its rows."""
        self._table = table
        self._places = places
        self._entries = entries
        self._images = images
        self._device = device.device
        self._aside = Aside(entries.rows)

    @property
    def set_aside(self) -> Mapping[int, str]:
        """Row in the dataset -> why, of the images that could not be read any more."""
        return self._aside.reasons

    def put_aside(self, rows: Mapping[int, str] | Iterable[int]) -> None:
        """Set images aside: rows, or rows with their reasons."""
        self._aside.put(rows)

    def epoch(
        self,
        epoch: int,
        seed: int,
        batch_size: int,
        augment: Augment,
        *,
        skip: int = 0,
        size: int | None = None,
        losses: NDArray[np.float32] | None = None,
        hard: float = 0.0,
    ) -> Generator[Batch]:
        """The batches of an epoch: the same entries in the same order as batches of images have.

        Of ``augment`` only the mirroring left to right is heeded; its draws are the same as well.
        ``size`` is not heeded: features have none.

        Raises:
            DataMistake: none of the images of a batch could be read.
        """
        order, keys = epoch_order(self.count, seed, epoch, self._entries.weights, losses, hard)
        many = min(batch_size, self.count)
        for number in range(skip, self.count // many):
            place = slice(number * many, (number + 1) * many)
            chosen = order[place]
            readable = self._aside.readable(chosen)
            if readable is not None:
                if not readable.any():
                    raise none_readable(many)
                chosen = chosen[stand_ins(readable)]
            mirrored, _ = flips(Draws(seed, epoch, keys[place]), augment)
            yield self._batch(chosen, mirrored)

    def steps_per_epoch(self, batch_size: int) -> int:
        """Number of batches that :meth:`epoch` gives."""
        return self.count // min(batch_size, self.count)

    def in_order(self, batch_size: int) -> Generator[Batch]:
        """Every entry once, not mirrored, in order; batches may be smaller than asked for.

        Images that could not be read are left out: count what comes.

        Raises:
            DataMistake: none of all images could be read.
        """
        left = self._aside.left(np.arange(self.count))
        if self.count and not len(left):
            raise none_readable(self.count)
        for start in range(0, len(left), batch_size):
            part = left[start : start + batch_size]
            yield self._batch(part, np.zeros(len(part), np.bool_))

    def _batch(self, chosen: NDArray[np.int64], mirrored: NDArray[np.bool_]) -> Batch:
        places = torch.from_numpy(self._places[chosen] + self._images * mirrored)
        return Batch(
            self._table.index_select(0, places).to(self._device, non_blocking=True),
            torch.from_numpy(self._entries.labels[chosen]).to(self._device, non_blocking=True),
            entries=chosen,
        )


@dataclass(frozen=True)
class Features:
    """What the frozen part of a network makes of the images of a run."""

    rows: NDArray[np.int64]
    """[M], ascending: of the images in the dataset; synthetic ones come after it, as in entries."""
    table: Tensor
    """float32 [M or 2M, D]: of the images, then of their mirror images."""
    set_aside: Mapping[int, str] = field(default_factory=dict[int, str])
    """Row -> why, of images that could not be read, and have no features."""

    def images(self, entries: Entries, device: Device) -> FeatureImages:
        """Any entries whose images are there, ready for batches."""
        places = np.searchsorted(self.rows, entries.rows)
        images = FeatureImages(self.table, places, entries, len(self.rows), device)
        images.put_aside({r: why for r, why in self.set_aside.items() if r in entries.rows})
        return images


def extracting(
    layers: Layers, data: PreparedData, entries: Entries, augment: Augment, device: Device
) -> Generator[Event, None, Features | None]:
    """The features of a run's training and validation images, from the cache or computed now.

    Args:
        layers: of a network with its weights loaded; it is put into evaluation mode.
        entries: what is trained on.

    Returns:
        None where they would take more memory than this machine can spare, or something comes
        after the head.

    Raises:
        DataMistake: none of the images can be read any more.
        DiskTrouble: the cache folder cannot be written.
    """
    rows = np.union1d(entries.rows, data.rows_of("validation"))
    needed = 4 * len(rows) * (1 + augment.flip) * width_of(layers.head)
    if needed > psutil.virtual_memory().total * _MEMORY_SHARE:
        yield Notice(
            f"the features of {len(rows):,} images would take {needed / 2**30:.1f} GB; they are "
            "computed anew in every epoch"
        )
        return None
    few = Entries(rows[:_FEW], np.zeros_like(rows[:_FEW]))
    if not _ends_in_head(layers, data.images(few, device), device):
        yield Notice(
            "this network does more than its head after the features, so they are computed anew in "
            "every epoch"
        )
        return None
    if sentence := _left_out(augment, entries):
        yield Notice(sentence)
    place = _place(layers, data, rows, entries.synthetic, augment.flip, device)
    table = _kept(place)
    if table is not None:
        return Features(rows, table)
    everything = Entries(rows, np.zeros_like(rows), synthetic=entries.synthetic)
    images = data.images(everything, device)
    table = yield from _computed(layers, images, augment.flip, device)
    if not images.set_aside:  # else others may be readable the next time
        _keep(place, table)
    return Features(rows, table, dict(images.set_aside))


def _computed(
    layers: Layers, images: SplitImages, mirrored: bool, device: Device
) -> Generator[Event, None, Tensor]:
    """Features of all images in order, then of their mirror images: float32 [M or 2M, D].

    Those of an image that cannot be read are zeros.
    """
    count = images.count
    table = torch.zeros(count * (1 + mirrored), width_of(layers.head))
    seen: list[Tensor] = []
    hook = layers.head.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    layers.network.eval()
    done = 0
    yield Progress("describing", 0, count)
    try:
        with closing(images.in_order(_BATCH)) as batches:
            for batch in batches:
                for turn in range(1 + mirrored):
                    shown = batch.images.flip(3) if turn else batch.images
                    with torch.inference_mode(), device.autocast():
                        layers.network(shown)
                    places = torch.from_numpy(turn * count + batch.entries)
                    table[places] = seen.pop().float().cpu()
                done += len(batch.labels)
                yield Progress("describing", done, count)
    finally:
        hook.remove()
    return table


def _ends_in_head(layers: Layers, images: SplitImages, device: Device) -> bool:
    """Whether the head, given what it is given, gives the logits of the whole network."""
    seen: list[Tensor] = []
    hook = layers.head.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    layers.network.eval()
    try:
        batch = next(images.in_order(2))
        with torch.inference_mode(), device.autocast():
            logits = layers.network(batch.images).float()
            mine = layers.learner(seen[0]).float()
    finally:
        hook.remove()
    if len(seen) != 2 or seen[0].ndim != 2:  # once of the network, once alone
        return False
    return float((mine - logits).abs().max()) <= 0.01 * float(logits.abs().max())


def width_of(head: nn.Module) -> int:
    """Numbers by which an image is described."""
    return next(m for m in head.modules() if isinstance(m, nn.Linear)).in_features


def _left_out(augment: Augment, entries: Entries) -> str | None:
    """What features of unvaried images mean for the recipe's augmentation."""
    on = [
        f"augment.{name}"
        for name, value in strengthened(augment)
        if name not in _HEEDED and name not in _PARTS_OF and value not in (0, None, "none")
    ]
    if entries.strong is not None:
        on.append("the variation of balance.method = augment")
    if not on:
        return None
    return (
        "the head alone learns, from features that are computed once: left out "
        f"{'is' if len(on) == 1 else 'are'} {', '.join(on)}; set transfer.cache_features to false "
        "to have the images varied in every epoch"
    )


def _place(
    layers: Layers,
    data: PreparedData,
    rows: NDArray[np.int64],
    synthetic: NDArray[np.uint8] | None,
    mirrored: bool,
    device: Device,
) -> Path:
    """The file of the cache: named after all that the features depend on, and nothing else."""
    pictures = hashlib.blake2b(digest_size=16)
    real = rows[rows < len(data.pixels)]
    pictures.update(np.ascontiguousarray(data.facts.digests[real]).tobytes())
    if synthetic is not None:
        pictures.update(rows[len(real) :].tobytes())
        pictures.update(np.ascontiguousarray(synthetic).tobytes())
    said: dict[str, Any] = {
        "format": FORMAT,
        "pictures": pictures.hexdigest(),
        "mirrored": mirrored,
        "card": _of_the_body(data.card).model_dump(mode="json"),
        "device": [device.device.type, device.precision, device.channels_last],
        "threads": torch.get_num_threads() if device.device.type == "cpu" else 0,
        "torch": torch.__version__,
    }
    head = f"{layers.anatomy.head}."
    frozen = {
        name: tensor.detach().cpu()
        for name, tensor in layers.network.state_dict().items()
        if not name.startswith(head)
    }
    key = digest_of(frozen, json.dumps(said))
    return cache_folder() / "features" / f"{key}.safetensors"


def _of_the_body(card: Card) -> Card:
    """The card without what concerns the head alone."""
    plain = Model()
    head = {name: getattr(plain, name) for name in ("head", "head_width", "dropout")}
    return card.model_copy(
        update={"classes": (), "at_test": "none", "model": card.model.model_copy(update=head)}
    )


def _kept(place: Path) -> Tensor | None:
    """The features of an earlier run; None where there are none, or the file was damaged."""
    if not place.is_file():
        return None
    try:
        table = read_tensors(place)[0]["features"]
    except RunMistake:
        return None  # they are computed anew, and written over
    cache.mark_used(place)
    return table


def _keep(place: Path, table: Tensor) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        cache.make_room()
        if 4 * table.numel() > shutil.disk_usage(place.parent).free // 2:
            return  # as with decoded images: the rest of the disk is not ours
        write_tensors(place, {"features": table}, {})
    except OSError as error:
        raise files.trouble(error, place, ELSEWHERE) from error
    except files.DiskTrouble as trouble:
        raise files.DiskTrouble(f"{trouble}, or {ELSEWHERE}") from trouble
