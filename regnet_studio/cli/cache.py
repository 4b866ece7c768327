"""``cache``: what lies there that can be made again, and taking it away."""

from __future__ import annotations

from typing import Annotated

import typer

from regnet_studio import cache as room
from regnet_studio.cli import show
from regnet_studio.cli.options import Json
from regnet_studio.folders import cache_folder


def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Take all of it away.")] = False,
    json: Json = False,
) -> None:
    """Show what the cache holds; it keeps itself within its limit.

    Decoded images, features, counts of networks: all of it can be made again. Downloads stay.
    """
    found = room.kept()
    gone = room.make_room(0, spared_s=0) if clear else []
    left = [entry for entry in found if entry not in gone]
    kinds = {kind: sum(entry.size for entry in left if entry.kind == kind) for kind in room.KINDS}
    record = {
        "folder": str(cache_folder()),
        "bytes": sum(kinds.values()),
        "limit": room.limit(),
        "kinds": kinds,
        "cleared": sum(entry.size for entry in gone),
    }
    if json:
        return show.as_json(record)
    if clear:
        show.say(f"{record['cleared'] / 1e6:,.1f} MB taken away")
    show.table(["kind", "MB"], [[kind, f"{size / 1e6:,.1f}"] for kind, size in kinds.items()])
    return show.say(
        f"{record['folder']}: {record['bytes'] / 1e6:,.1f} MB "
        f"of at most {record['limit'] / 1e6:,.0f} MB"
    )
