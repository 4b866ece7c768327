"""What the branches of the recipe are made of."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


def field(
    default: Any,
    help: str,
    *,
    title: str | None = None,
    unit: str = "",
    advanced: bool = False,
    **bounds: Any,
) -> Any:
    """A parameter: its default, one line of help, unit and bounds; ``advanced``: folded away."""
    return Field(
        default=default,
        title=title,
        description=help,
        json_schema_extra={"unit": unit, "advanced": advanced},
        **bounds,
    )


class Section(BaseModel):
    """A branch of the recipe: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
