"""The report as a file: it needs nothing else, shows what is there and says what is not."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from regnet_studio.errors import RunMistake
from regnet_studio.evaluation.examples import worst
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.evaluation.report import evaluate
from regnet_studio.recipe import Recipe, override
from regnet_studio.runs.chapters import document
from regnet_studio.runs.directory import Run
from regnet_studio.runs.document import Fold, Gallery, Grid
from regnet_studio.runs.execute import start
from regnet_studio.runs.findings import Findings, WorstErrors, findings
from regnet_studio.runs.reporting import html, write_report
from regnet_studio.runs.tables import Table, tables, tables_of
from regnet_studio.training.events import (
    Changed,
    ImageSetAside,
    MemoryShort,
    RunStarted,
    StepSkipped,
)

EVIL = "<script>alert(1)</script>"
MEGABYTES = 1_000_000


class Page(HTMLParser):
    """Tags, attributes and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self._skipped = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self._skipped = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._skipped = False

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.words += data


def checked(text: str) -> Page:
    """The page, which must need nothing from elsewhere and run nothing."""
    page = Page(text)
    for tag in ("script", "link", "iframe", "object", "embed", "base", "form"):
        assert tag not in page.tags
    for name, value in page.attributes:
        assert not name.startswith("on"), f"{name}={value}"
        if name in ("src", "href", "xlink:href", "data", "action", "srcset", "poster"):
            assert value.startswith(("data:image/", "#")), value[:80]
        if name == "style":
            assert "url(http" not in value
    assert "@import" not in text
    assert "@font-face" not in text
    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert "https://" not in text
    assert "file://" not in text
    assert len(text.encode()) < 5 * MEGABYTES
    return page


@pytest.fixture(scope="module")
def found(finished_run: Path) -> Findings:
    return findings(Run(finished_run))


def with_classes(found: Findings, names: tuple[str, ...], size: int = 32) -> Findings:
    """The same run, as if it had been evaluated on other classes."""
    draw = np.random.default_rng(0)
    images = max(200, 3 * len(names))
    labels = draw.integers(0, len(names), images)
    logits = draw.normal(size=(images, len(names))).astype(np.float32)
    logits[np.arange(images), labels] += 2
    paths = [f"{names[label]}/{n}.png" for n, label in enumerate(labels)]
    said = Predictions("test", logits, labels, paths, names)
    places = worst(said, 100)
    shown = len(places[:24])
    return replace(
        found,
        data=None,
        predictions=said,
        report=evaluate(logits, labels, names, "test", test_evaluations=3, temperature=1.5,
                        fitted_on="validation"),
        errors=WorstErrors(
            places,
            draw.integers(0, 256, (shown, size, size, 3), dtype=np.uint8),
            draw.random((shown, size, size), dtype=np.float32),
        ),
    )  # fmt: skip


def test_the_report_of_a_real_run(finished_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "report.html"
    stages: set[str] = set()
    written = write_report(
        Run(finished_run),
        out,
        tables=tmp_path / "tables",
        plots=tmp_path / "plots",
        on_progress=lambda stage, done, total: stages.add(stage),
    )
    assert written[0] == out
    assert all(path.stat().st_size for path in written)
    assert len(written) == len(set(written))
    assert stages == {"reading", "explaining", "drawing"}
    page = checked(out.read_text(encoding="utf-8"))
    report = Run(finished_run).report()
    assert report is not None
    assert f"{report['accuracy']:.2%}" in page.words
    for words in ("resnet20 on digits", "95 % interval", "looked at once", "Fingerprint",
                  "stopping.epochs", "Seed", "regnet-studio train", "Nothing is"):  # fmt: skip
        assert words in page.words
    sections = [value for name, value in page.attributes if name == "id"]
    assert {"summary", "data", "recipe", "training", "figures", "classes", "confusion", "errors",
            "calibration", "trouble", "environment", "again"} <= set(sections)  # fmt: skip
    for name in ("history.csv", "classes.json", "confusion.csv", "images.csv", "recipe.json"):
        assert (tmp_path / "tables" / name) in written
    assert (tmp_path / "plots" / "confusion.svg") in written
    assert (tmp_path / "plots" / "learning-curves.png") in written


@pytest.mark.parametrize("classes", [2, 100, 1000])
def test_few_and_many_classes(found: Findings, classes: int) -> None:
    many = with_classes(found, tuple(f"class {n}" for n in range(classes)), size=224)
    page = checked(html(document(many)))
    assert f"class {classes - 1}" in page.words
    assert "looked at 3 times" in page.words
    assert "temperature of 1.500" in page.words


def test_names_are_words_and_nothing_else(found: Findings) -> None:
    names = (EVIL, '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "a\x01b\udc80", "&amp;")
    made = document(with_classes(found, names))
    page = checked(html(made))
    assert EVIL in page.words
    assert "{{ 7 * 7 }}" in page.words
    assert r"a\x01b\udc80" in page.words
    assert "&amp;" in page.words
    html(made).encode()  # no broken letter is left


def test_worst_errors_have_their_heat_maps(found: Findings) -> None:
    def gallery(of: Findings) -> Gallery:
        chapters = {chapter.name: chapter.blocks for chapter in document(of).chapters}
        return next(block for block in chapters["errors"] if isinstance(block, Gallery))

    assert all(picture.heat is not None for picture in gallery(found).pictures)
    assert found.errors is not None
    assert found.predictions is not None
    first = gallery(found).pictures[0]
    place = int(found.errors.places[0])
    assert found.predictions.paths[place] in first.lines
    truth = found.predictions.classes[found.predictions.labels[place]]
    assert first.title.startswith(f"{truth}, taken for ")
    without = replace(found, errors=replace(found.errors, heat=None))
    assert all(picture.heat is None for picture in gallery(without).pictures)


def test_without_captum(finished_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    known = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name == "captum" else known(name, *a)
    )
    found = findings(Run(finished_run))
    assert found.errors is not None
    assert found.errors.images is not None
    assert found.errors.heat is None
    page = checked(html(document(found)))
    assert 'pip install "regnet-studio[explain]"' in page.words


def test_a_run_whose_images_are_gone(quick: Recipe, colour_folder: Path, tmp_path: Path) -> None:
    recipe = override(quick, [f"data.source={colour_folder}", "data.size=16"])
    (path,) = {Path(e.run) for e in start(recipe, tmp_path) if isinstance(e, RunStarted)}
    shutil.rmtree(colour_folder)
    found = findings(Run(path))
    assert found.data is None
    assert found.errors is not None
    assert found.errors.images is None
    page = checked(html(document(found)))
    assert f"{colour_folder}: no such folder" in page.words
    assert "could not be read for this report" in page.words
    assert "images" not in tables_of(found)


def test_a_run_that_is_not_evaluated(finished_run: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(finished_run, run)
    for file in run.glob("report*"):
        file.unlink()
    (run / "environment.json").write_text("{")
    written = write_report(Run(run), tmp_path / "report.html")
    page = checked(written[0].read_text(encoding="utf-8"))
    assert "was not evaluated" in page.words
    assert "environment.json is missing or damaged" in page.words
    assert "How it learned" in page.words
    assert "Calibration" not in page.words


def test_a_run_that_never_began(quick: Recipe, tmp_path: Path) -> None:
    from regnet_studio.recipe import dump

    run = tmp_path / "run"
    run.mkdir()
    (run / "recipe.toml").write_text(dump(quick))
    page = checked(html(document(findings(Run(run)))))
    assert "No epoch was trained" in page.words


def test_a_report_of_the_first_format(finished_run: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(finished_run, run)
    record = json.loads((run / "report.json").read_text())
    kept = ("split", "images", "accuracy", "top5", "loss", "macro", "weighted", "confusion")
    old = {"format": 1} | {key: record[key] for key in kept}
    old["classes"] = [
        {k: c[k] for k in ("name", "precision", "recall", "f1", "support")}
        for c in record["classes"]
    ]
    (run / "report.json").write_text(json.dumps(old))
    page = checked(html(document(findings(Run(run)))))
    assert "95 % interval" in page.words  # reckoned anew from what the network said


def test_trouble_and_changes_are_told(found: Findings) -> None:
    told = [
        StepSkipped(2, 30, "loss", ["a/1.png"], 1, 3),
        MemoryShort(2, 31, 64, "out of memory"),
        ImageSetAside("cats/0123.jpg", "train", "image file is truncated"),
        Changed("optimizer.lr", "0.1", "0.05", 2, 12),
    ]
    troubled = replace(found, events=[*found.events, *told])
    page = checked(html(document(troubled)))
    assert "Step left out: 1, memory short: 1, image set aside: 1." in page.words
    assert "cats/0123.jpg (train): image file is truncated" in page.words
    assert "Some were changed while the run stood still" in page.words
    made = tables_of(troubled)
    assert [row[0] for row in made["trouble"].rows if row[0] != "notice"] == [
        "step left out",
        "memory short",
        "image set aside",
    ]
    assert made["changes"].rows == [("optimizer.lr", "0.1", "0.05", 2, 12)]


def test_long_tables_stay_off_paper(found: Findings) -> None:
    many = document(with_classes(found, tuple(map(str, range(1000)))))
    chapters = {chapter.name: chapter.blocks for chapter in many.chapters}
    (fold,) = [block for block in chapters["classes"] if isinstance(block, Fold)]
    assert not fold.in_print
    assert isinstance(fold.blocks[0], Grid)
    assert len(fold.blocks[0].rows) == 1000


def numbers(table: Table, column: int) -> list[float]:
    cells = [row[column] for row in table.rows]
    return [float(cell) for cell in cells if isinstance(cell, int | float)]


def test_the_tables_hold_the_figures(finished_run: Path) -> None:
    report = Run(finished_run).report()
    assert report is not None
    made = tables(Run(finished_run))
    figures = {row[0]: row[1:] for row in made["figures"].rows}
    assert figures["accuracy"][0] == report["accuracy"]
    interval = report["intervals"]["accuracy"]
    assert figures["accuracy"][1:] == (interval["low"], interval["high"])
    assert figures["macro_f1"][0] == report["macro"]["f1"]
    assert [row[1:] for row in made["confusion"].rows] == [tuple(r) for r in report["confusion"]]
    assert len(made["history"].rows) == 6
    assert sum(numbers(made["history"], -1)) >= 1  # some epoch was the best
    settings = {row[0]: row for row in made["recipe"].rows}
    assert settings["stopping.epochs"][1:4] == ("6", "10", True)
    assert settings["optimizer.momentum"][3] is False
    assert sum(numbers(made["calibration_bins"], 2)) == report["images"]
    pairs = numbers(made["confused_pairs"], 2)
    assert pairs == sorted(pairs, reverse=True)
    errors = made["worst_images"].rows
    assert all(row[1] != row[2] for row in errors)
    losses = numbers(made["worst_images"], 5)
    assert losses == sorted(losses, reverse=True)


def test_csv_comes_back_as_it_went() -> None:
    rows = [('a, "b"', 1.5, None), ("two\r\nlines", -3, True), ("猫", float("nan"), "x")]
    table = Table(("name", "value", "rest"), rows)
    text = table.csv()
    assert text.startswith("name,value,rest\r\n")
    back = list(csv.reader(io.StringIO(text, newline="")))
    assert back[1] == ['a, "b"', "1.5", ""]
    assert back[2] == ["two\r\nlines", "-3", "True"]
    assert back[3][0] == "猫"
    record = json.loads(table.json())
    assert record["rows"][0] == ['a, "b"', 1.5, None]
    assert record["rows"][2][1] is None
    assert Table(("path",), [("a\udc80",)]).csv() == "path\r\na\\udc80\r\n"


def test_a_folder_is_no_file(finished_run: Path, tmp_path: Path) -> None:
    with pytest.raises(RunMistake, match="is a folder; name the file"):
        write_report(Run(finished_run), tmp_path)


def test_it_can_be_given_up(finished_run: Path, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        write_report(Run(finished_run), tmp_path / "report.html", on_progress=stop)
    assert not (tmp_path / "report.html").exists()
