"""The plots of a run: what is drawn, and the marks of the best epoch and of changed settings."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from regnet_studio.runs.course import Course
from regnet_studio.studio.theme import Theme
from regnet_studio.studio.train.curves import Curves
from regnet_studio.training.events import Changed, EpochEnded, RunStarted, Step

STEPS = 5


@pytest.fixture
def course() -> Course:
    """Three epochs of which the second has no validation; two settings changed after the first."""
    made = Course()
    made.add(
        RunStarted(
            run="r", model="m", dataset="d", classes=["a", "b"], fingerprint="f", images={},
            size=8, channels=1, epochs=4, steps_per_epoch=STEPS,
            params=1, macs=1, device="cpu", precision="fp32", channels_last=False, pid=1,
        )
    )  # fmt: skip
    for epoch, accuracy in ((1, 0.5), (2, None), (3, 0.75)):
        for step in range((epoch - 1) * STEPS + 1, epoch * STEPS + 1):
            made.add(Step(epoch, step, 1.0, 0.5, 0.1, 9.0, 1.0, 1.0, grad_norm=2.0))
        if epoch == 1:
            made.add(Changed("optimizer.lr", "0.1", "0.05", 2, STEPS))
            made.add(Changed("stopping.patience", "none", "3", 2, STEPS))
        made.add(
            EpochEnded(
                epoch, epoch * STEPS, 1.0, 0.5, None if accuracy is None else 0.5, accuracy, 0.1,
                9.0, 1.0, 1.0, 1.0, accuracy or 0.5, accuracy is not None,
            )
        )  # fmt: skip
    return made


@pytest.fixture
def curves(theme: Theme, qtbot: QtBot) -> Curves:
    made = Curves(theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def test_an_epoch_without_validation_leaves_the_others(
    curves: Curves, course: Course, qtbot: QtBot
) -> None:
    curves.show_course(course)
    qtbot.waitUntil(lambda: curves.drawn_points().get("norm_norm", 0) == 3 * STEPS)
    qtbot.waitUntil(lambda: curves.drawn_points()["validation_accuracy"] == 2)
    assert curves.drawn_points()["train_loss"] == 3
    qtbot.waitUntil(lambda: "Best epoch 3" in curves.best_text())


def test_changes_at_one_place_share_a_mark(curves: Curves, course: Course, qtbot: QtBot) -> None:
    curves.show_course(course)
    qtbot.waitUntil(lambda: bool(curves.change_texts()))
    assert curves.change_texts() == ["Learning rate: 0.1 → 0.05, Stop early after: off → 3"]
    curves.show_course(Course())
    qtbot.waitUntil(lambda: curves.change_texts() == [])
