"""Plots: that they show what they are given, whatever the classes are called."""

from __future__ import annotations

import io
import re
import threading
import xml.etree.ElementTree as ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from regnet_studio.evaluation import plots
from regnet_studio.evaluation.calibration import reliability
from regnet_studio.evaluation.curves import class_curve, macro_roc
from regnet_studio.evaluation.heat_map import confusion_heat_map, most_confused, worst_corner
from regnet_studio.evaluation.intervals import Interval
from regnet_studio.evaluation.plot import Plot, drawable, palette
from regnet_studio.evaluation.probabilities import probabilities
from regnet_studio.evaluation.report import Report, evaluate
from regnet_studio.training.events import EpochEnded

EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "$x^2_",
    "_nolegend_",
    "猫 & 犬",
    "line\nbreak\x01",
    "broken\udc80",
    "a very long name of a class that nobody would like to read in a plot",
)


def epoch(number: int, best: bool = False, validation: float | None = 0.5) -> EpochEnded:
    return EpochEnded(
        epoch=number,
        step=10 * number,
        train_loss=1 / number,
        train_accuracy=1 - 0.5 / number,
        validation_loss=validation,
        validation_accuracy=None if validation is None else 1 - validation / number,
        lr=0.1,
        images_per_second=100.0,
        seconds=1.0 * number,
        seconds_left=0.0,
        memory_mb=100.0,
        best_accuracy=0.9,
        best=best,
    )


def predictions(classes: int, images: int = 400) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0)
    labels = draw.integers(0, classes, images)
    logits = draw.normal(size=(images, classes)).astype(np.float32)
    logits[np.arange(images), labels] += 2
    return logits, labels


def report_of(names: tuple[str, ...]) -> Report:
    logits, labels = predictions(len(names))
    return evaluate(logits, labels, names, "test")


def texts(plot: Plot) -> list[str]:
    """All words of a plot; fails where its SVG is not well-formed."""
    root = ElementTree.fromstring(plot.svg())
    return [
        "".join(node.itertext()) for node in root.iter() if node.tag.endswith(("}text", "}tspan"))
    ]


def every_plot(names: tuple[str, ...]) -> list[Plot]:
    logits, labels = predictions(len(names))
    report, said = report_of(names), probabilities(logits)
    roc = [(names[n], class_curve("roc", said, labels, n)) for n in range(2)]
    recall = [(names[n], class_curve("precision_recall", said, labels, n)) for n in range(2)]
    counts = np.bincount(labels, minlength=len(names)).tolist()
    return [
        plots.learning_curves([epoch(1), epoch(2, best=True), epoch(3, validation=None)]),
        plots.class_counts({"train": counts, "validation": counts, "left out": counts}, names),
        plots.class_f1(report.classes),
        plots.intervals({"accuracy": (0.9, Interval(0.88, 0.92))}),
        plots.reliability_diagram(report.calibration.bins, reliability(said, labels)),
        plots.roc_curves(macro_roc(said, labels), roc),
        plots.precision_recall_curves(None, recall),
        confusion_heat_map(names, report.confusion),
        worst_corner(names, report.confusion),
    ]


@pytest.mark.parametrize("classes", [2, 100])
def test_every_plot_leaves_as_svg_and_png(classes: int) -> None:
    made = every_plot(tuple(f"class {n}" for n in range(classes)))
    assert len({plot.name for plot in made}) == len(made)
    for plot in made:
        assert plot.text
        assert texts(plot)
        with Image.open(io.BytesIO(plot.png(80))) as image:
            assert image.width > 200
        assert len(plot.svg()) < 400_000


def test_whatever_the_classes_are_called() -> None:
    for plot in every_plot(EVIL):
        page = plot.inline_svg()
        assert "<script" not in page
        assert "<img" not in page
        texts(plot)
        plot.png(50)
    names = texts(plots.class_f1(report_of(EVIL).classes))
    assert "$x^2_" in names
    assert "_nolegend_" in names
    assert r"line\nbreak\x01" in names
    assert r"broken\udc80" in names
    logits, labels = predictions(len(EVIL))
    curve = class_curve("roc", probabilities(logits), labels, 3)
    assert any("_nolegend_" in text for text in texts(plots.roc_curves(None, [(EVIL[3], curve)])))


def test_the_best_epoch_is_marked() -> None:
    shown = texts(plots.learning_curves([epoch(1), epoch(2, best=True), epoch(3)]))
    assert "best epoch: 2 (75.00%)" in shown
    assert {"training", "validation"} <= set(shown)


def test_of_many_classes_the_worst_are_shown() -> None:
    report = report_of(tuple(f"class {n}" for n in range(100)))
    shown = texts(plots.class_f1(report.classes))
    worst = sorted((c for c in report.classes if c.support), key=lambda c: c.f1)
    assert worst[0].name in shown
    assert worst[-1].name not in shown


def test_numbers_stand_in_the_cells() -> None:
    shown = texts(confusion_heat_map(["cat", "dog"], [[117, 3], [0, 88]]))
    assert {"117", "3", "88", "cat", "dog"} <= set(shown)
    assert "0" not in shown


def test_a_thousand_classes_are_small_and_single_errors_seen() -> None:
    counts = np.diag(np.full(1000, 5))
    counts[17, 901] = 4
    plot = confusion_heat_map([str(n) for n in range(1000)], counts.tolist())
    assert len(plot.svg()) < 100_000
    corner = texts(worst_corner([f"c{n}" for n in range(1000)], counts.tolist()))
    assert {"c17", "c901", "4", "5"} <= set(corner)


def test_the_most_confused_are_found() -> None:
    counts = np.diag(np.full(50, 9))
    counts[3, 7] = 5
    counts[40, 2] = 4
    assert set(most_confused(counts, 4).tolist()) == {2, 3, 7, 40}
    assert len(most_confused(np.diag(np.full(5, 9)), 4)) == 2  # nothing is confused


def test_a_page_colours_it_and_no_name_is_used_twice() -> None:
    made = every_plot(("cat", "dog"))
    page = "".join(plot.inline_svg() for plot in made)
    assert "var(--train)" in page
    assert palette()["train"] not in page
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:url\(#|href="#)([^")]+)', page)) == set(ids)


def test_the_same_plot_is_the_same_file() -> None:
    first, second = (plots.class_f1(report_of(("cat", "dog")).classes).svg() for _ in range(2))
    assert first == second
    assert "matplotlib.org" not in first


def test_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own look, and afterwards whatever was set before."""
    monkeypatch.setitem(mpl.rcParams, "font.size", 40.0)
    plot = plots.class_f1(report_of(("cat", "dog")).classes)
    assert "font: 40px" not in plot.svg()
    assert mpl.rcParams["font.size"] == 40.0


def test_two_threads_may_draw() -> None:
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda: made.append(plots.learning_curves([epoch(1)]).svg()))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 3
    assert len(set(made)) == 1


def test_drawable() -> None:
    assert drawable("plain, 猫") == "plain, 猫"
    assert drawable("a\tb\udc80") == r"a\tb\udc80"
