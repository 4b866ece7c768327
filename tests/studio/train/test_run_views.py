"""What a run confuses, what it is wrong about and what happened in it, while it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from regnet_studio.recipe import Recipe
from regnet_studio.runs.course import Course
from regnet_studio.runs.directory import Run
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.train.run_views import RunViews
from regnet_studio.training.events import EpochEnded, Validated

LONG_MS = 60_000


@pytest.fixture
def views(theme: Theme, qtbot: QtBot) -> Iterator[RunViews]:
    made = RunViews(theme)
    qtbot.addWidget(made)
    errors: list[BaseException] = []
    made.failed.connect(errors.append)
    made.resize(900, 560)
    made.show()
    yield made
    made.close_views(LONG_MS / 1000)
    if errors:
        raise errors[0]


@pytest.fixture
def course(finished_run: Path) -> Course:
    """Of a real run of the digits."""
    return Run(finished_run).course()


@pytest.fixture
def recipe(finished_run: Path) -> Recipe:
    return Run(finished_run).recipe()


def test_the_matrix_is_that_of_the_last_validation(
    views: RunViews, course: Course, recipe: Recipe, qtbot: QtBot
) -> None:
    views.show_course(course, recipe)
    views.show_view("confusions")
    validated = course.validated
    assert validated is not None
    matrix = views.confusions.panel.matrix
    qtbot.waitUntil(lambda: matrix.classes() == tuple("0123456789"))
    counts = np.array(matrix.counts())
    assert counts.sum() == sum(validated.images)
    assert counts.trace() == sum(validated.right)
    assert "epoch 6" in views.confusions.said()
    matrix.zoom(2.0)
    course.validated = replace(validated, epoch=7, right=validated.images, mistaken=[])
    views.refresh(course, recipe)
    qtbot.waitUntil(lambda: "epoch 7" in views.confusions.said())
    assert np.array(matrix.counts()).trace() == sum(validated.images)
    assert matrix.is_zoomed()  # what the user looks at stays
    course.validated = validated


def test_wrong_images_are_shown_with_what_they_were_taken_for(
    views: RunViews, course: Course, recipe: Recipe, qtbot: QtBot
) -> None:
    views.show_course(course, recipe)
    views.show_view("wrong")
    validated = course.validated
    assert validated is not None
    wrong = validated.wrong
    qtbot.waitUntil(lambda: views.wrong.ready() == len(wrong), timeout=LONG_MS)
    first = wrong[0]
    caption = views.wrong.captions()[0]
    assert caption.startswith(f"{first['truth']}\n→ {first['guess']}\t")
    assert not views.wrong._thumbnails.picture(0).isNull()  # pyright: ignore
    views.wrong.grid.select_row(0)
    QTest.keyClick(views.wrong.grid, Qt.Key.Key_Return)
    dialog = views.wrong._dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.picture.is_shown, timeout=LONG_MS)
    assert dialog.picture.accessibleName().startswith(f"{first['truth']} → {first['guess']}, ")
    dialog.close()


def test_the_log_tells_the_run_in_words(
    views: RunViews, course: Course, recipe: Recipe, qtbot: QtBot
) -> None:
    views.show_course(course, recipe)
    views.show_view("story")
    told = list(views.story.texts())
    assert sum(line.startswith("Epoch ") for line in told) == 6
    assert told[0].startswith("Run ")
    ended = next(event for event in course.told if isinstance(event, EpochEnded))
    course.add(replace(ended, epoch=7))
    views.refresh(course, recipe)
    assert views.story.texts()[:-1] == told
    assert views.story.texts()[-1].startswith("Epoch 7")


def test_before_the_first_validation_they_say_so(views: RunViews, recipe: Recipe) -> None:
    views.show_course(Course(), recipe)
    views.show_view("confusions")
    assert "first validation" in views.confusions.said()
    views.show_view("wrong")
    assert views.wrong.captions() == []


def test_a_thousand_classes_do_not_hold_the_window_up(
    views: RunViews, recipe: Recipe, qtbot: QtBot
) -> None:
    course = Course(classes=[f"class {n}" for n in range(1_000)])
    pairs = [[n, (7 * n + 1) % 1_000, 1 + n % 9] for n in range(1_000)]
    course.validated = Validated(1, 1, [50] * 1_000, [40] * 1_000, pairs, [])
    views.show_view("confusions")
    views.show_course(course, recipe)
    qtbot.waitUntil(lambda: len(views.confusions.panel.matrix.classes()) == 1_000)
    assert "rare mistakes are not drawn" in views.confusions.said()
