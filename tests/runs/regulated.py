"""A run of a RegNet, made in no time."""

from __future__ import annotations

import shutil
from pathlib import Path

from regnet_studio.models.card import Card
from regnet_studio.models.registry import build_from_card
from regnet_studio.recipe.tree import Model
from regnet_studio.training.checkpoint import best_checkpoint, read_tensors, write_tensors


def regulated(finished_run: Path, path: Path) -> Path:
    """A copy of a run, with fresh weights of a RegNet-20 in the place of its own; at ``path``."""
    shutil.copytree(finished_run, path)
    notes = read_tensors(best_checkpoint(path))[1]
    model = Model(name="regnet20_gru", regulator_convolution="full", regulated_stages=(1, 3))
    card = Card.model_validate(notes["card"]).model_copy(update={"model": model})
    weights = build_from_card(card, seed=0).state_dict()
    notes["card"] = card.model_dump(mode="json")
    write_tensors(best_checkpoint(path), {f"model.{n}": t for n, t in weights.items()}, notes)
    return path
