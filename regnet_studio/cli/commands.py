"""The commands. Each turns its arguments into one call of a lower room and shows what came back."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from regnet_studio import __version__
from regnet_studio.cli import show
from regnet_studio.cli.training import follow
from regnet_studio.errors import RecipeMistake, UserMistake
from regnet_studio.recipe import Recipe, load, override, preset, preset_names
from regnet_studio.recipe.presets import preset_summary

# Rooms that need torch or scikit-learn are imported inside the commands: --help stays quick.

_MOST_LISTED = 40

app = typer.Typer(
    help="Turn images into a classifier you can trust. Without a command the window opens, "
    "on PATH where one is given: `regnet-studio [PATH]`.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

# The base of every mistake in the words of a command line: typer has no public name for it.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # pyright: ignore[reportAssignmentType]

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Runs = Annotated[Path | None, typer.Option("--runs", help="Folder of the runs.", metavar="DIR")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a value, e.g. optimizer.lr=0.05."),
]
RunName = Annotated[str, typer.Argument(metavar="RUN", help="A run: its folder or its name.")]


@app.callback(invoke_without_command=True)
def _program(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        show.say(f"regnet-studio {__version__}")
        raise typer.Exit


@app.command("open")
def open_(
    context: typer.Context,
    path: Annotated[str | None, typer.Argument(help="A dataset, a recipe or a run.")] = None,
) -> int:
    """Open the studio's window."""
    return context.obj(path)


@app.command()
def scan(
    path: Annotated[
        str, typer.Argument(help="A folder, an archive, a .csv, or a built-in set's name.")
    ],
    settings: Settings = None,
    json: Json = False,
) -> None:
    """Look at every image of a dataset: counts, broken files, copies."""
    chosen = override(Recipe(), [f"data.source={path}", *(settings or [])])
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


@app.command()
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


@app.command()
def models(
    classes: Annotated[int, typer.Option(min=2, max=100_000, help="Number of classes.")] = 10,
    size: Annotated[int, typer.Option(min=8, max=1024, help="Side of the images in px.")] = 32,
    family: Annotated[
        str | None, typer.Option(help="Only families with this in their name, e.g. VGG.")
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Time training steps of this network here."),
    ] = None,
    layers: Annotated[
        str | None, typer.Option(metavar="NAME", help="Show the layers of this network.")
    ] = None,
    batch: Annotated[int, typer.Option(min=2, help="Images a step when measuring.")] = 128,
    json: Json = False,
) -> None:
    """List the architectures: accuracy, parameters, multiply-accumulates, memory."""
    from regnet_studio.cli import models as listing
    from regnet_studio.models.registry import Shape

    shape = Shape(classes, 3, size)
    if layers is not None:
        return listing.show_layers(layers, shape, json)
    return listing.show_models(shape, family, measure or [], batch, json)


@app.command()
def presets(json: Json = False) -> None:
    """List the presets: recipes to start from."""
    rows = [(name, preset_summary(name), preset(name)) for name in preset_names()]
    if json:
        record = [
            {"name": name, "summary": summary, "recipe": recipe.model_dump(mode="json")}
            for name, summary, recipe in rows
        ]
        return show.as_json({"presets": record})
    return show.table(
        ["name", "network", "epochs", "what"],
        [[name, recipe.model.name, recipe.stopping.epochs, text] for name, text, recipe in rows],
    )


@app.command()
def train(
    recipe: Annotated[Path | None, typer.Argument(metavar="RECIPE.toml")] = None,
    preset_name: Annotated[
        str | None, typer.Option("--preset", metavar="NAME", help="Start from a preset.")
    ] = None,
    data: Annotated[
        str | None,
        typer.Option("--data", metavar="PATH", help="The images: folder, .zip or built-in set."),
    ] = None,
    settings: Settings = None,
    runs: Runs = None,
    json: Json = False,
) -> int:
    """Train a network, evaluate it on the test images and keep it all as a run."""
    chosen = _recipe(recipe, preset_name)
    if data is not None:
        chosen = override(chosen, [f"data.source={data}"])
    chosen = override(chosen, settings or [])
    from regnet_studio.runs.execute import start

    return follow(start(chosen, runs), json)


@app.command()
def resume(run: RunName, runs: Runs = None, json: Json = False) -> int:
    """Go on with a run that was interrupted or stopped."""
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.execute import resume as go_on

    return follow(go_on(find_run(run, runs).path), json)


@app.command()
def evaluate(
    run: RunName,
    data: Annotated[
        str | None, typer.Option("--data", metavar="PATH", help="Other images than the run's own.")
    ] = None,
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "test",
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Evaluate a run's best weights: accuracy, per-class figures, confusion matrix."""
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.evaluation import evaluate as look

    found = find_run(run, runs)
    with show.ProgressLine() as progress:
        report = look(
            found, split, data, lambda done, total: progress.at("evaluating", done, total)
        )
    if json:
        return show.as_json({"run": str(found.path), **report.to_json()})
    show.say(
        f"{report.split}: {report.accuracy:.2%} of {report.images:,} images; top five "
        f"{report.top5:.2%}; macro F1 {report.macro.f1:.4f}; loss {report.loss:.4f}"
    )
    show.table(
        ["class", "precision", "recall", "F1", "support"],
        [
            [c.name, f"{c.precision:.2%}", f"{c.recall:.2%}", f"{c.f1:.4f}", f"{c.support:,}"]
            for c in report.classes
        ],
    )
    if len(report.classes) <= 20:
        show.say("confusion (row: what it is, column: what it was taken for)")
        names = [c.name for c in report.classes]
        show.table(
            ["", *names],
            [[name, *row] for name, row in zip(names, report.confusion, strict=True)],
        )
    return None


@app.command()
def predict(
    source: Annotated[str, typer.Argument(metavar="RUN|EXPORT", help="A run or an export.")],
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Images or folders.")],
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Say what images show, with the five likeliest classes."""
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.prediction import load_predictor

    path = Path(os.path.expanduser(source))  # noqa: PTH111 (never raises)
    predictor = load_predictor(path if path.exists() else find_run(source, runs).path)
    record = predictor.predict(paths)
    if json:
        return show.as_json(record)
    show.table(
        ["image", "class", "probability", "then"],
        [
            [
                p["path"],
                p["label"],
                f"{p['probability']:.1%}",
                ", ".join(f"{name} {share:.1%}" for name, share in p["top"][1:3]),
            ]
            for p in record["predictions"]
        ],
    )
    for problem in record["problems"]:
        show.say(f"{problem['path']}: {problem['detail']}")
    return None


@app.command()
def inspect(
    run: RunName,
    image: Annotated[
        Path | None,
        typer.Argument(
            metavar="IMAGE",
            help="Show what the regulators do with it; without: early-exit accuracy.",
        ),
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="Without IMAGE: train, validation or test (default).")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="With IMAGE: write a picture of each stage there."),
    ] = None,
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Look inside a run's network: gates and memory for an image, or accuracy block by block."""
    if image is None and out is not None:
        raise UserMistake("--out is where the pictures of an IMAGE go: name an image before it")
    if image is not None and split is not None:
        raise UserMistake("give an IMAGE or --split, not both: an image is looked at alone")
    from regnet_studio.runs import inspection
    from regnet_studio.runs.directory import find_run

    found = find_run(run, runs)
    if image is None:
        with show.ProgressLine() as progress:
            exits = inspection.inspect_exits(
                found,
                split or "test",
                lambda done, total: progress.at("evaluating", done, total),
            )
        if json:
            return show.as_json({"early_exit": [leave.to_json() for leave in exits]})
        return show.table(
            ["leaving after block", "accuracy"],
            [[leave.block, f"{leave.accuracy:.2%}"] for leave in exits],
        )
    seen = inspection.inspect_image(found, image)
    written = inspection.write_pictures(seen.stages, out) if out is not None else []
    stages = [memory.to_json() for memory in seen.stages]
    if json:
        return show.as_json(
            {
                "label": seen.label,
                "probability": seen.probability,
                "stages": stages,
                "files": [str(path) for path in written],
            }
        )
    show.say(f"{image}: {seen.label}, {seen.probability:.1%}")
    show.table(
        [
            *("stage", "block"),
            *seen.stages[0].gates,
            *(f"{name} {what}" for name in seen.stages[0].state for what in ("mean", "magnitude")),
            "H below 0",
        ],
        [
            [
                *(stage["stage"], block["block"]),
                *(f"{mean:.3f}" for mean in block["gates"].values()),
                *(
                    text
                    for memory in block["state"].values()
                    for text in (f"{memory['mean']:.3f}", f"{memory['magnitude']:.3f}")
                ),
                f"{block['negative']:.1%}",
            ]
            for stage in stages
            for block in stage["blocks"]
        ],
    )
    for path in written:
        show.say(str(path))
    return None


@app.command()
def export(
    run: RunName,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")],
    format: Annotated[str, typer.Option(metavar="NAME", help="safetensors or onnx.")] = "onnx",
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Export a run's network and check that the file predicts the same."""
    from regnet_studio.runs.directory import find_run
    from regnet_studio.runs.exporting import export as take_out

    found = find_run(run, runs)
    with show.ProgressLine() as progress:
        record = take_out(
            found.path,
            format,
            out,
            lambda done, total: progress.at("checking the export", done, total),
        )
    if json:
        return show.as_json(record)
    for file in record["files"]:
        show.say(file)
    check = record["check"]
    show.say(
        f"checked on {check['images']:,} images: accuracy {check['accuracy_before']:.2%} before, "
        f"{check['accuracy_after']:.2%} after; logits differ by at most "
        f"{check['max_abs_diff']:.1e}; {check['latency_ms']:.1f} ms an image, "
        f"{check['size_mb']:.1f} MB"
    )
    return None


@app.command("runs")
def runs_(runs: Runs = None, json: Json = False) -> None:
    """List the runs, the newest first."""
    from regnet_studio.runs.directory import list_runs

    found = list_runs(runs)
    if json:
        return show.as_json({"runs": [line.to_json() for line in found]})
    if not found:
        return show.say("no runs yet: `regnet-studio train --preset digits` makes one")
    return show.table(
        ["name", "status", "epochs", "best", "dataset", "network"],
        [
            [
                line.name,
                line.status,
                f"{line.epoch}/{line.epochs}",
                "-" if line.best_accuracy is None else f"{line.best_accuracy:.2%}",
                line.dataset,
                line.model,
            ]
            for line in found
        ],
    )


def run(argv: Sequence[str], open_studio: Callable[[str | None], int]) -> int:
    """Run the command that ``argv`` names; where it names none, its first word is a path to open.

    Raises:
        UserMistake: words that make no command, or whatever the command found wrong.
        KeyboardInterrupt: the user broke off.
    """
    names = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    arguments = list(argv)
    if not (arguments[0] in names or arguments[0].startswith("-")):
        arguments.insert(0, "open")
    try:
        outcome = app(
            args=arguments, prog_name="regnet-studio", standalone_mode=False, obj=open_studio
        )
    except typer.Exit as end:
        return end.exit_code
    except typer.Abort as end:
        if isinstance(end.__context__, EOFError):  # taken for the end of the user's typing
            raise end.__context__ from None
        raise KeyboardInterrupt from end
    except UsageError as mistake:
        words = getattr(mistake, "format_message", mistake.__str__)()
        raise UserMistake(f"{words}; see `regnet-studio --help`") from mistake
    return outcome if isinstance(outcome, int) else 0


def _recipe(path: Path | None, preset_name: str | None) -> Recipe:
    if path is not None and preset_name is not None:
        raise RecipeMistake("give a recipe file or --preset, not both")
    if path is not None:
        return load(path)
    if preset_name is not None:
        return preset(preset_name)
    raise RecipeMistake(
        f"train what? Give a recipe file or --preset NAME (there are: {', '.join(preset_names())})"
    )
