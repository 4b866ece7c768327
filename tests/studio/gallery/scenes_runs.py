"""The runs: in the rail and in their table; none, many, filtered, thrown away, compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

from regnet_studio.runs import about, trash
from tests.studio.gallery.stage import Stage, scene

_SAID = (
    {"name": "Baseline", "tags": ["baseline"]},
    {"name": "With SMOTE on the rare classes", "tags": ["balance", "night"], "note": "Better"},
    {"name": "A name that is, by any measure, far too long for the rail on the left"},
    {"tags": ["night"], "archived": True},
    {},
)


@scene("runs")
def runs(stage: Stage) -> Iterator[str]:
    """No run, then several: sorted, searched, archived, edited, in the trash."""
    window = stage.window
    window.show_runs()
    yield "empty"
    paths = several_runs(stage)
    stage.list_runs()
    stage.settle(600)
    yield "full"
    page = window.runs_page
    page.table.selectRow(1)
    menu = page.actions_of.menu()
    menu.popup(page.mapToGlobal(page.rect().center()))
    stage.settle(200)
    yield "menu"
    menu.close()
    page.model.sort_by("name", False)
    page._chips._buttons[0].click()
    stage.settle(400)
    yield "filtered"
    page._search.setText("no such run")
    stage.settle(600)
    yield "nothing-found"
    page.show_all()
    trash.throw_away(paths[-1])
    stage.list_runs()
    page._look_at_trash()
    stage.settle(800)
    yield "trash"


@scene("compare")
def compare(stage: Stage) -> Iterator[str]:
    """Nothing to compare, runs side by side, tab by tab."""
    window = stage.window
    window.show_page("evaluate")
    window.pages.setCurrentWidget(window.compare_page)
    yield "empty"
    paths = several_runs(stage)[:3]
    stage.list_runs()
    page = window.compare_page
    window.compare(paths)
    yield "working"
    stage.wait(lambda: page.comparison is not None and not page.is_busy)
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        stage.settle(1500)
        yield f"tab{place}"


def several_runs(stage: Stage) -> list[Path]:
    """Five runs in the window's folder: named, tagged, archived, one interrupted, one without."""
    first = stage.finished_run
    made = [first]
    for place, said in enumerate(_SAID):
        path = first if not place else copytree(first, first.with_name(f"{first.name}-{place}"))
        if said:
            about.say(path, **said)
        made += [path] if place else []
    _cut_short(made[-1])
    return made


def _cut_short(path: Path) -> None:
    """As after a power cut in the third epoch."""
    lines = (path / "events.jsonl").read_text().splitlines()
    ended = [n for n, line in enumerate(lines) if json.loads(line).get("kind") == "epoch_ended"]
    (path / "events.jsonl").write_text("\n".join(lines[: ended[2] + 1]) + "\n")
    (path / "report.json").unlink()
