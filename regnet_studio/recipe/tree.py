"""The recipe: one frozen tree that says all of an experiment.

Every field is declared here once, with its type, bounds, default, unit and one line of help. The
window's form, ``--set``, the TOML file, the help text and the checks are all derived from it.
``advanced`` marks what the window keeps folded away.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from regnet_studio.recipe.course import Compute, Loss, Optimizer, Schedule, Stopping
from regnet_studio.recipe.images import Augment, Balance, Data
from regnet_studio.recipe.network import Model, Transfer
from regnet_studio.recipe.section import Section, field

__all__ = [
    "VERSION",
    "Augment",
    "Balance",
    "Compute",
    "Data",
    "Loss",
    "Model",
    "Optimizer",
    "Recipe",
    "Schedule",
    "Section",
    "Stopping",
    "Transfer",
]

VERSION = 1


class Recipe(Section):
    """All of an experiment. The same recipe on the same machine gives the same result."""

    version: Literal[1] = Field(default=VERSION, description="Version of this file's format")
    data: Data = Data()
    model: Model = Model()
    transfer: Transfer = Transfer()
    balance: Balance = Balance()
    augment: Augment = Augment()
    optimizer: Optimizer = Optimizer()
    schedule: Schedule = Schedule()
    loss: Loss = Loss()
    stopping: Stopping = Stopping()
    compute: Compute = Compute()
    seed: int = field(0, "Decides everything that is drawn at random", ge=0, le=2**31 - 1)
