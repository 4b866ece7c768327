"""``explain`` and ``examples``: which images a network mistakes, and where it looks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regnet_studio.cli import show
from regnet_studio.cli.options import Json, RunName, Runs


def explain(
    run: RunName,
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="The image to be explained.")],
    method: Annotated[
        str, typer.Option(metavar="NAME", help="grad_cam (default) or integrated_gradients.")
    ] = "grad_cam",
    classes: Annotated[
        list[str] | None,
        typer.Option("--class", metavar="NAME", help="A map for this class; else the likeliest."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a heat map for each class there.")
    ] = None,
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Show where in an image a run's network sees a class."""
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.explaining import explain_file, write_overlays

    found = explain_file(find_run(run, runs), image, method, classes or [])
    written = write_overlays(found, out, image.stem) if out is not None else []
    if json:
        return show.as_json(
            {"image": str(image), **found.to_json(), "files": [str(path) for path in written]}
        )
    show.say(f"{image}: {found.label}, {found.probability:.1%}")
    show.table(
        ["class", "probability", "heat map"],
        [
            [heat_map.name, f"{heat_map.probability:.1%}", written[place] if written else "-"]
            for place, heat_map in enumerate(found.maps)
        ],
    )
    return None if written else show.say("--out DIR writes the heat maps")


def examples(
    run: RunName,
    kind: Annotated[
        str, typer.Option(metavar="NAME", help="worst (default) or least-sure.")
    ] = "worst",
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "test",
    most: Annotated[int, typer.Option(min=1, help="So many at most.")] = 50,
    runs: Runs = None,
    json: Json = False,
) -> None:
    """List the images that a run mistakes worst, or is least sure of."""
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.examples import examples as listed

    found = find_run(run, runs)
    lines = listed(found, kind, split, most)
    if json:
        return show.as_json(
            {
                "run": str(found.path),
                "split": split,
                "kind": kind,
                "examples": [line.to_json() for line in lines],
            }
        )
    if not lines:
        return show.say(f"none: every image of the {split} split was recognised")
    return show.table(
        ["image", "is", "taken for", "probability", "loss"],
        [
            [line.path, line.truth, line.guess, f"{line.probability:.1%}", f"{line.loss:.3f}"]
            for line in lines
        ],
    )
