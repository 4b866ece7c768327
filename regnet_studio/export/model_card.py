"""The model card: what a person should know of an exported network, as Markdown beside it.

After Mitchell et al., "Model Cards for Model Reporting" (arXiv 1810.03993), as far as the program
knows it; what a network is meant for, it cannot know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from regnet_studio.export.card import SUFFIX, ExportCard

READABLE = ".md"
"""What the name of a network's file goes on with, of the text about it."""
_MOST_CLASSES = 50
_FIGURES = {
    "accuracy": "Accuracy",
    "balanced_accuracy": "Balanced accuracy",
    "macro_f1": "Macro F1",
    "top5": "Top 5",
    "loss": "Log loss",
    "kappa": "Cohen's kappa",
    "auc": "Area under ROC (macro)",
    "ece": "Calibration error (ECE)",
}
_SHARES = {"accuracy", "balanced_accuracy", "top5", "ece"}
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")


def model_card(card: ExportCard) -> str:
    """The text of ``model.onnx.md`` and the like.

    The report may be of any format: what it lacks is left out.
    """
    return "\n".join([*_what(card), *_how_good(card), *_limits(card), *_use(card), ""])


def _what(card: ExportCard) -> Iterator[str]:
    network, report = card.network, card.metrics
    yield f"# {_said(network.model.name)}"
    yield ""
    yield (
        f"An image classifier for {len(network.classes):,} classes, made with {card.made_by}. "
        f"This folder holds its weights (`{card.weights}`), what a program needs to use them "
        f"(`{card.weights}{SUFFIX}`), and this page for people."
    )
    yield ""
    yield "## The images"
    yield ""
    yield f"- Source: {_said(card.recipe.data.source)}"
    if "images" in report:
        yield f"- Evaluated on {report['images']:,} {_said(report['split'])} images"
    colour = "grey" if network.channels == 1 else "colour"
    yield f"- Seen at {network.size} x {network.size} px, {colour}"
    names = [_said(name) for name in network.classes[:_MOST_CLASSES]]
    more = len(network.classes) - len(names)
    yield f"- Classes: {', '.join(names)}{f' and {more:,} more' if more else ''}"
    yield ""


def _how_good(card: ExportCard) -> Iterator[str]:
    report = card.metrics
    intervals: dict[str, Any] = report.get("intervals") or {}
    yield "## How good it is"
    yield ""
    yield "| figure | value | 95 % interval |"
    yield "|---|---|---|"
    for name, title in _FIGURES.items():
        value = _value(report, name)
        if value is not None:
            span = intervals.get(name)
            between = (
                f"{_figure(name, span['low'])} – {_figure(name, span['high'])}" if span else ""
            )
            yield f"| {title} | {_figure(name, value)} | {between} |"
    yield ""
    worst = sorted(
        (c for c in report.get("classes", ()) if c["support"]), key=lambda c: c["recall"]
    )
    if worst:
        yield "Classes it recognises worst:"
        yield ""
        for one in worst[:5]:
            yield f"- {_said(one['name'])}: {one['recall']:.1%} of {one['support']:,}"
        yield ""
    yield from _calibration(card)


def _calibration(card: ExportCard) -> Iterator[str]:
    calibration = card.metrics.get("calibration")
    if not calibration:
        return
    temperature = card.network.temperature
    if temperature == 1.0:
        yield (
            f"Its probabilities are the network's own, off by {calibration['ece']:.2%} on average "
            "(expected calibration error); no temperature was fitted."
        )
    else:
        yield (
            f"A temperature of {temperature:.4g} was fitted to validation images: with it the "
            f"probabilities are off by {calibration['ece_scaled']:.2%} on average, without it by "
            f"{calibration['ece']:.2%} (expected calibration error)."
        )
    yield ""


def _limits(card: ExportCard) -> Iterator[str]:
    report = card.metrics
    yield "## Limits"
    yield ""
    yield (
        f"- Every image is answered with one of the {len(card.network.classes):,} classes, also "
        "one that shows none of them."
    )
    yield (
        "- The figures hold for images like those it was evaluated on: another camera, place or "
        "time may give lower ones."
    )
    looked = report.get("test_evaluations") or 0
    if looked > 1:
        yield (
            f"- The test images were looked at {looked} times; if anything was chosen by them, "
            "the figures are too good."
        )
    if report.get("split", "test") != "test":
        yield (
            f"- The figures are those of {_said(report['split'])} images, by which it was chosen."
        )
    yield ""


def _use(card: ExportCard) -> Iterator[str]:
    yield "## How to use it"
    yield ""
    yield f"It takes: {card.input}."
    yield ""
    for number, step in enumerate(card.preprocessing, start=1):
        yield f"{number}. {step}"
    yield ""
    yield f"It gives: {card.output}. The order of the classes is that of the card."
    yield ""
    check = card.check
    if check:
        yield (
            f"Checked on {check['images']:,} images: accuracy {check['accuracy_before']:.2%} "
            f"before the export and {check['accuracy_after']:.2%} after it."
        )
        yield ""
    yield "`regnet-studio predict THIS_FOLDER IMAGE` asks it."


def _value(report: dict[str, Any], name: str) -> float | None:
    if name == "macro_f1":
        return (report.get("macro") or {}).get("f1")
    if name == "ece":
        return (report.get("calibration") or {}).get("ece")
    return report.get(name)


def _figure(name: str, value: float) -> str:
    return f"{value:.2%}" if name in _SHARES else f"{value:.4f}"


def _said(text: str) -> str:
    """A name from outside as Markdown that shows it and does nothing else."""
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return _MARKUP.sub(r"\\\1", plain).replace("\\<", "&lt;").replace("\\>", "&gt;")
