"""Writing an export and checking it: it is done when the file read back predicts the same."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regnet_studio import files
from regnet_studio.errors import ExportMistake, UserMistake
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.export.card import SUFFIX, ExportCard, output, preprocessing, read_card
from regnet_studio.export.formats import ExportFormat, Runner, find_format, formats
from regnet_studio.export.model_card import READABLE, model_card
from regnet_studio.models.card import Card
from regnet_studio.recipe import Recipe

TOLERANCE = 1e-3
"""Largest difference of a logit that passes: float32 sums in another order differ by less."""
_BATCH = 256
_TIMED = 20

OnProgress = Callable[[int, int], None]


def export_classifier(
    classifier: Classifier,
    recipe: Recipe,
    metrics: dict[str, Any],
    images: NDArray[np.uint8],
    labels: NDArray[np.int64],
    format: str,
    out: Path,
    on_progress: OnProgress | None = None,
) -> dict[str, Any]:
    """Export a classifier, run the exported file on the evaluated images, then put it in place.

    Args:
        classifier: on the CPU in float32.
        images, labels: the evaluated split, uint8 [N, S, S, C] and [N].
        out: folder that will hold the network and its card.

    Returns:
        ``{"files": [...], "check": {...}}`` as ``regnet-studio export --json`` prints it.

    Raises:
        ExportMistake: unknown format, missing package, or the export predicts otherwise.
        DiskTrouble: no room or no permission.
    """
    chosen = find_format(format)
    try:
        out.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=".export-", dir=out))
    except OSError as error:
        raise files.trouble(error, out) from error
    try:
        file = workshop / chosen.file
        chosen.write(classifier, file)
        check = _check(
            classifier, chosen.runner(file, classifier.card), images, labels, on_progress
        )
        check["size_mb"] = round(file.stat().st_size / 1e6, 3)
        if not check["passed"]:
            raise ExportMistake(
                f"{out / chosen.file} was not written: it differs from the original by "
                f"{check['max_abs_diff']:.2g} (allowed {TOLERANCE}); please report this"
            )
        card = _card(chosen, classifier.card, recipe, metrics, check)
        target = out / chosen.file
        card_file = out / (chosen.file + SUFFIX)
        # The card last: where a card is, the network is.
        card_file.unlink(missing_ok=True)
        file.replace(target)
        text_file = out / (chosen.file + READABLE)
        files.write_text(text_file, model_card(card))
        files.write_text(card_file, card.model_dump_json(indent=1))
    except OSError as error:
        raise files.trouble(error, out) from error
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return {"files": [str(target), str(card_file), str(text_file)], "check": check}


def open_export(path: Path) -> tuple[ExportCard, Runner]:
    """An exported network, ready to run; ``path``: its folder, its file or its card.

    Raises:
        ExportMistake: there is none, it is damaged, or a package is missing.
    """
    known = {one.file: one for one in formats()}
    if path.is_dir():
        found = [path / name for name in known if (path / (name + SUFFIX)).is_file()]
        if not found:
            raise ExportMistake(f"{path}: neither a run nor an export (no *{SUFFIX} in it)")
        usable = [file for file in found if not known[file.name].missing]
        path = (usable or found)[0]
    card = read_card(path if path.name.endswith(SUFFIX) else Path(f"{path}{SUFFIX}"))
    chosen = find_format(card.kind)
    if Path(card.weights).name != card.weights:
        raise ExportMistake(f"{path}: its card names a file elsewhere ({card.weights})")
    return card, chosen.runner(path.parent / card.weights, card.network)


def _card(
    chosen: ExportFormat, card: Card, recipe: Recipe, metrics: dict[str, Any], check: dict[str, Any]
) -> ExportCard:
    return ExportCard(
        kind=chosen.name,
        weights=chosen.file,
        network=card,
        input=chosen.input,
        preprocessing=preprocessing(card, chosen.complete),
        output=output(card, chosen.complete),
        recipe=recipe,
        metrics={key: value for key, value in metrics.items() if key != "confusion"},
        check=check,
    )


def _check(
    classifier: Classifier,
    run: Runner,
    images: NDArray[np.uint8],
    labels: NDArray[np.int64],
    on_progress: OnProgress | None,
) -> dict[str, Any]:
    if not len(images):
        raise UserMistake("there are no evaluated images to check the export on")
    worst, right_before, right_after = 0.0, 0, 0
    temperature = classifier.card.temperature  # both are divided by it: the difference is not
    for start in range(0, len(images), _BATCH):
        part = images[start : start + _BATCH]
        truth = labels[start : start + _BATCH]
        before, after = classifier.logits_of(part), run(part)
        worst = max(worst, float(np.abs(before - after).max()) * temperature)
        right_before += int((before.argmax(axis=1) == truth).sum())
        right_after += int((after.argmax(axis=1) == truth).sum())
        if on_progress:
            on_progress(start + len(part), len(images))
    return {
        "images": len(images),
        "max_abs_diff": worst,
        "accuracy_before": right_before / len(images),
        "accuracy_after": right_after / len(images),
        "latency_ms": round(_latency(run, images[:1]), 3),
        "passed": worst <= TOLERANCE,
    }


def _latency(run: Runner, image: NDArray[np.uint8]) -> float:
    """Median milliseconds for one image."""
    times = []
    for _ in range(_TIMED):
        start = time.perf_counter()
        run(image)
        times.append(time.perf_counter() - start)
    return float(np.median(times)) * 1e3
