"""What a report says of how a run was made: its images, recipe, course and machine."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from regnet_studio.data.layout import SPLITS
from regnet_studio.data.manifest import Exclude, Manifest, Move, Relabel, RenameClass, Restore
from regnet_studio.evaluation import plots
from regnet_studio.recipe import Recipe, recipe_fields
from regnet_studio.recipe.changes import as_setting
from regnet_studio.runs.document import (
    Block,
    Code,
    Drawings,
    Facts,
    Fold,
    Grid,
    Paragraph,
)
from regnet_studio.runs.findings import Findings
from regnet_studio.runs.prose import duration, plural
from regnet_studio.runs.tables import (
    counts_by_split,
    problem_kinds,
    troubles,
)
from regnet_studio.training.events import Changed, Notice, Resumed
from regnet_studio.training.preparation import PreparedData

_MOST_ROWS = 40
"""Of a table on paper."""
_MOST_PROBLEMS = 50
_SETTING = ("setting", "", "value", "default", "unit")
_EDITS = {
    Relabel: "given another class",
    Exclude: "left out",
    Restore: "taken in again",
    Move: "moved to another split",
}


def data(found: Findings) -> Iterator[Block]:
    started, recipe = found.started, found.recipe
    facts: list[tuple[str, str]] = []
    if recipe is not None:
        facts.append(("Source", recipe.data.source))
    if started is not None:
        parts = ", ".join(f"{count:,} {split}" for split, count in started.images.items())
        facts.append(("Images", parts))
        facts.append(("Classes", f"{len(started.classes):,}"))
        colours = "grey" if started.channels == 1 else "colour"
        facts.append(("Seen as", f"{started.size} x {started.size} px, {colours}"))
        facts.append(("Fingerprint", started.fingerprint))
    if facts:
        yield Facts(tuple(facts))
    yield from _edits(found.manifest)
    if found.data is not None:
        yield Paragraph(_how_split(found.data, found))
        yield from _counts(found.data)
        yield from _problems(found.data)
    elif found.with_images and started is not None:
        yield Paragraph(
            "The images could not be read for this report: how many there are of each class, and "
            "what is wrong among them, is not told.",
            "note",
        )
    elif started is not None:
        yield Paragraph(
            "How many there are of each class, and what is wrong among them, is told when the "
            "images are read.",
            "note",
        )


def _how_split(data: PreparedData, found: Findings) -> str:
    given = {SPLITS[n] for n in np.unique(data.dataset.splits).tolist()}
    recipe = found.recipe.data if found.recipe else None
    told = []
    if "test" in given:
        told.append("The test images are those that the set itself holds back.")
    elif recipe is not None:
        told.append(
            f"The test images were drawn by the seed: {recipe.test_share:.0%} of each class."
        )
    if recipe is not None and recipe.folds:
        told.append(f"Validation is part {recipe.fold} of {recipe.folds} of the others.")
    elif "validation" in given:
        told.append("So are the validation images." if "test" in given else
                    "The validation images are those that the set itself names.")  # fmt: skip
    elif recipe is not None:
        told.append(
            f"The validation images were drawn by the seed from the others: "
            f"{recipe.validation_share:.0%} of each class."
        )
    if recipe is not None and recipe.group_by != "none":
        told.append(f"Images that belong together ({recipe.group_by}) are on one side.")
    copies = len(data.split.copies)
    if recipe is not None and recipe.copies == "ignore":
        told.append("Copies were not looked for.")
    elif copies:
        told.append(
            f"{copies:,} {plural(copies, 'image')} were left out of training: copies of images "
            "that are held back."
        )
    else:
        told.append("No training image is a copy of one that is held back.")
    return " ".join(told)


def _counts(data: PreparedData) -> Iterator[Block]:
    names, counts = data.dataset.classes, counts_by_split(data)
    totals = np.array(counts["train"])
    if totals.max() == totals.min():
        yield Paragraph("In training all classes have equally many images.")
    elif totals.min():
        ratio = totals.max() / totals.min()
        yield Paragraph(
            f"In training the largest class has {ratio:.1f} times the images of the smallest."
        )
    yield Drawings((plots.class_counts(counts, names),))
    columns = ("class", *counts)
    rows = tuple(
        (name, *(f"{column[n]:,}" for column in counts.values())) for n, name in enumerate(names)
    )
    grid = Grid(columns, rows, frozenset(range(1, len(columns))))
    yield Fold("Images by class", (grid,), in_print=len(names) <= _MOST_ROWS)


def _edits(manifest: Manifest | None) -> Iterator[Block]:
    if manifest is None or not manifest.edits:
        return
    counts: Counter[str] = Counter()
    renamed = []
    for edit in manifest.edits:
        if isinstance(edit, RenameClass):
            renamed.append(f"class {edit.old} renamed to {edit.new}")
        else:
            counts[_EDITS[type(edit)]] += len(edit.paths)
    told = [f"{count:,} {plural(count, 'image')} {what}" for what, count in counts.items()]
    yield Paragraph(
        "The files themselves were not touched; on top of them hold these edits: "
        + "; ".join([*told, *renamed])
        + "."
    )


def _problems(data: PreparedData) -> Iterator[Block]:
    kinds = problem_kinds(data)
    if not kinds:
        yield Paragraph("Nothing is wrong with the image files.")
        return
    told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    yield Paragraph(f"Problems with the image files: {told}.", "caution")
    problems = (*data.dataset.problems, *data.facts.problems)
    rows = tuple((p.path, p.kind, p.detail) for p in problems[:_MOST_PROBLEMS])
    more = f"the first {_MOST_PROBLEMS} of {len(problems):,}" if problems[_MOST_PROBLEMS:] else ""
    yield Fold("Problems", (Grid(("file", "problem", "detail"), rows, caption=more),))


def recipe(found: Findings) -> Iterator[Block]:
    if found.recipe is None:
        return
    rows = _settings(found.recipe)
    differing = [row for row in rows if row[2] != row[3] and row[0] != "data.source"]
    yield Paragraph(
        f"{len(differing)} of {len(rows)} settings differ from their defaults."
        if differing
        else "All settings have their defaults."
    )
    if differing:
        yield Grid(_SETTING, tuple(differing))
    changes = [event for event in found.events if isinstance(event, Changed)]
    if changes:
        yield Paragraph("Some were changed while the run stood still:")
        yield Grid(
            ("setting", "before", "after", "from epoch", "from step"),
            tuple((c.key, c.before, c.after, f"{c.epoch}", f"{c.step:,}") for c in changes),
            frozenset({3, 4}),
        )


def _settings(recipe: Recipe) -> list[tuple[str, ...]]:
    return [
        (key, of.title, as_setting(of.of(recipe)), as_setting(of.default), of.unit)
        for key, of in recipe_fields().items()
    ]


def training(found: Findings) -> Iterator[Block]:
    epochs, started, ended = found.epochs, found.started, found.ended
    if not epochs:
        yield Paragraph("No epoch was trained to its end.")
        return
    yield Drawings((plots.learning_curves(epochs),))
    facts = []
    if started is not None:
        facts.append(("Parameters", f"{started.params:,}"))
        facts.append(("Multiply-accumulates an image", f"{started.macs:,}"))
    if ended is not None:
        facts.append(("Time", duration(ended.seconds)))
        facts.append(("Speed", f"{ended.images_per_second:,.0f} images a second"))
    facts.append(("Memory at most", f"{max(e.memory_mb for e in epochs):,.0f} MB"))
    yield Facts(tuple(facts))
    rows = tuple(
        (
            f"{e.epoch}{' *' if e.best else ''}",
            f"{e.train_loss:.4f}",
            f"{e.train_accuracy:.2%}",
            "–" if e.validation_loss is None else f"{e.validation_loss:.4f}",
            "–" if e.validation_accuracy is None else f"{e.validation_accuracy:.2%}",
            f"{e.lr:.2g}",
        )
        for e in epochs
    )
    columns = ("epoch", "loss", "accuracy", "validation loss", "validation accuracy", "rate")
    grid = Grid(columns, rows, frozenset(range(6)), "*: the best until then")
    yield Fold("Epoch by epoch", (grid,), in_print=len(rows) <= _MOST_ROWS)


def trouble(found: Findings) -> Iterator[Block]:
    serious = [e for e in found.events if not isinstance(e, Notice | Resumed)]
    notices = [e for e in found.events if isinstance(e, Notice | Resumed)]
    rows = [_trouble_row(row) for row in troubles(serious)]
    if not rows:
        yield Paragraph(
            "None: no step was left out, no image set aside, and memory was enough."
            if found.epochs
            else "None was recorded."
        )
    else:
        counts = Counter(row[0] for row in rows)
        told = ", ".join(f"{kind}: {count:,}" for kind, count in counts.most_common())
        yield Paragraph(f"{told[0].upper()}{told[1:]}.", "caution")
        yield _trouble_grid(rows)
    if told := [_trouble_row(row) for row in troubles(notices)]:
        yield Fold("Remarks", (_trouble_grid(told),))


def _trouble_row(row: Sequence[object]) -> tuple[str, ...]:
    return tuple("" if cell is None else str(cell) for cell in row)


def _trouble_grid(rows: Sequence[tuple[str, ...]]) -> Grid:
    shown = tuple(rows[:_MOST_PROBLEMS])
    more = f"the first {_MOST_PROBLEMS} of {len(rows):,}" if rows[_MOST_PROBLEMS:] else ""
    return Grid(("what", "epoch", "step", "detail"), shown, frozenset({1, 2}), more)


def environment(found: Findings) -> Iterator[Block]:
    record = found.environment
    if not record:
        yield Paragraph("Not recorded.")
        return
    packages = record.get("packages")
    versions = ", ".join(f"{k} {v}" for k, v in packages.items()) if packages else ""
    facts = [
        ("Begun", record.get("started")),
        ("RegNet Studio", record.get("regnet_studio")),
        ("Python", record.get("python")),
        ("Packages", versions),
        ("System", record.get("platform")),
        ("Processor", f"{record.get('processor')}, {record.get('cores')} cores"),
        ("Memory", f"{record.get('memory_gb')} GB"),
        ("Trained on", f"{record.get('device_name')} ({record.get('device')})"),
        ("Number format", record.get("precision")),
    ]
    yield Facts(tuple((name, str(value)) for name, value in facts if value))


def again(found: Findings) -> Iterator[Block]:
    record, started = found.environment, found.started
    command = record.get("command_line")
    yield Paragraph(
        "The run's folder holds its recipe: with the same images, the same seed and the same "
        "machine it gives the same network."
    )
    yield Code(f"regnet-studio train {shlex.quote(str(found.run.path / 'recipe.toml'))}")
    if isinstance(command, list) and command:
        yield Paragraph("It was begun with:", "note")
        yield Code(shlex.join(map(str, command)))
    facts = []
    if found.recipe is not None:
        facts.append(("Seed", str(found.recipe.seed)))
        facts.append(("Images", found.recipe.data.source))
    if started is not None:
        facts.append(("Fingerprint of the images", started.fingerprint))
    facts.append(("Run", str(found.run.path)))
    yield Facts(tuple(facts))
    if found.manifest is not None and found.manifest.edits:
        yield Paragraph(
            f"The edits to the images are kept in {found.run.manifest_file}; a new run takes the "
            "edits that hold when it begins.",
            "note",
        )
    if found.recipe is not None:
        yield Fold("All settings", (Grid(_SETTING, tuple(_settings(found.recipe))),))
