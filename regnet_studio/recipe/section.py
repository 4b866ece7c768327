"""What the branches of the recipe are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Wanted = tuple[str | bool | int | None, ...] | Literal["set"]
"""Values of another field of which one is needed; ``set``: any but nothing, 0 and false."""


def field(
    default: Any,
    help: str,
    *,
    title: str | None = None,
    unit: str = "",
    advanced: bool = False,
    applies: Mapping[str, Wanted] | None = None,
    **bounds: Any,
) -> Any:
    """A parameter: its default, one line of help, unit and bounds.

    Args:
        advanced: folded away in the window.
        applies: what other fields (dotted keys) have to be, all of them, for this one to change
            anything: ``{"optimizer.name": ("sgd", "muon")}``. It is never an error where they are
            not; the form greys the field out, and the file and the help say so.
    """
    conditions: dict[str, Any] = {
        key: wanted if isinstance(wanted, str) else list(wanted)
        for key, wanted in (applies or {}).items()
    }
    return Field(
        default=default,
        title=title,
        description=help,
        json_schema_extra={"unit": unit, "advanced": advanced, "applies": conditions},
        **bounds,
    )


class Section(BaseModel):
    """A branch of the recipe: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
