"""``scan`` and ``datasets``: what there is to learn from."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import Json, Settings
from regnet_studio.recipe import Recipe, override, override_value

_MOST_LISTED = 40


def scan(
    path: Annotated[
        str, typer.Argument(help="A folder, an archive, a .csv, or a built-in set's name.")
    ],
    settings: Settings = None,
    json: Json = False,
) -> None:
    """Look at every image of a dataset: counts, broken files, copies."""
    chosen = override(override_value(Recipe(), "data.source", path), settings or [])
    from regnet_studio.data.scan import scan as look

    with show.ProgressLine() as progress:
        found = look(
            chosen.data, lambda stage, done, total: progress.at(f"{stage} images", done, total)
        )
    record = found.to_json()
    if json:
        return show.as_json(record)
    show.say(
        f"{record['source']}: {record['images']:,} images in {len(record['classes'])} classes, "
        f"{found.size} px, {'grey' if found.channels == 1 else 'colour'}; {found.seconds:.1f} s"
    )
    if record["edits"]:
        show.say(f"{record['edits']} edit(s) of yours are applied")
    splits = list(record["splits"])
    show.table(
        ["class", *splits],
        [
            [name, *(f"{record['splits'][split][name]:,}" for split in splits)]
            for name in record["classes"]
        ],
    )
    if record["ratio"]:
        show.say(f"largest to smallest class in training: {record['ratio']:.1f} : 1")
    for kind, words in (("duplicates", "equal files"), ("near_duplicates", "near copies")):
        if groups := record[kind]:
            show.say(f"{len(groups)} groups of {words}, such as:  {'  =  '.join(groups[0][:3])}")
    for kind, words in (
        ("across_splits", "groups of copies lie in more than one split"),
        ("disagreeing", "groups of copies have more than one label"),
    ):
        if groups := record[kind]:
            show.say(f"{len(groups)} {words}, such as:  {'  =  '.join(groups[0][:3])}")
    if found.problems:
        kinds = Counter(problem.kind for problem in found.problems)
        show.say("problems: " + ", ".join(f"{count} {kind}" for kind, count in kinds.items()))
        show.table(
            ["file", "problem", "detail"],
            [[p.path, p.kind, p.detail] for p in found.problems[:_MOST_LISTED]],
        )
        if len(found.problems) > _MOST_LISTED:
            show.say(f"... and {len(found.problems) - _MOST_LISTED:,} more; --json lists them all")
    return None


def datasets(json: Json = False) -> None:
    """List the built-in datasets; one that is not here yet is downloaded when it is first used."""
    from regnet_studio.data.builtin import builtin_sets, find_set

    rows = [
        {
            "name": one.name,
            "title": one.title,
            "images": one.images,
            "classes": one.classes,
            "size": one.size,
            "megabytes": one.megabytes,
            "here": not one.files or find_set(one) is not None,
            "summary": one.summary,
            "licence": one.licence,
            "source": one.source,
        }
        for one in builtin_sets()
    ]
    if json:
        return show.as_json({"datasets": rows})
    return show.table(
        ["name", "images", "classes", "px", "download", "what"],
        [
            [
                r["name"],
                f"{r['images']:,}",
                r["classes"],
                r["size"] or "-",
                "here" if r["here"] else f"{r['megabytes']:,} MB",
                r["summary"],
            ]
            for r in rows
        ],
    )
