"""The plots of a run: what is drawn, and the marks of the best epoch and of changed settings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from regnet_studio.runs.course import Course
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.train.curves import Curves
from regnet_studio.studio.widgets.plot_card import PlotCard
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


def test_the_plots_zoom_together_and_stay_while_the_run_goes_on(
    curves: Curves, course: Course, qtbot: QtBot
) -> None:
    curves.show_course(course)
    qtbot.waitUntil(lambda: set(curves._drawn_versions) == {course.version})
    curves.cards[0]._see_part(1.0, 2.0)
    qtbot.waitUntil(lambda: all(_range(card) == [1, 2] for card in curves.cards))
    course.add(Step(4, 3 * STEPS + 1, 1.0, 0.5, 0.1, 9.0, 1.0, 1.0, grad_norm=2.0))
    qtbot.waitUntil(lambda: set(curves._drawn_versions) == {course.version})
    assert all(_range(card) == [1, 2] for card in curves.cards)
    curves.cards[2]._ask_whole()
    qtbot.waitUntil(lambda: not any(card.is_zoomed for card in curves.cards))


def test_what_is_pointed_at_is_read_in_every_plot(
    curves: Curves, course: Course, qtbot: QtBot
) -> None:
    curves.show_course(course)
    qtbot.waitUntil(lambda: set(curves._drawn_versions) == {course.version})
    curves.cards[0]._point(3.0)
    assert [card._values.whole_text() for card in curves.cards] == [
        "epoch 3.00 · each step 1 · train 1 · validation 0.5",
        "epoch 3.00 · each step 50 · train 50 · validation 75",
        "epoch 3.00 · learning rate 0.1",
        "epoch 3.00 · norm 2",
    ]


def test_the_legend_hides_lines(curves: Curves, course: Course, qtbot: QtBot) -> None:
    curves.show_course(course)
    qtbot.waitUntil(lambda: set(curves._drawn_versions) == {course.version})
    QTest.keyClick(curves._entries["validation"], Qt.Key.Key_Space)
    hidden = [line for card in curves.cards for line in card.lines if not line.is_shown]
    assert {line.key for line in hidden} == {"validation"}
    assert not any(line.item.isVisible() for line in hidden)
    assert "validation" not in curves.cards[0].values_at(3.0)


def test_smoothing_leaves_the_values_behind_it(
    curves: Curves, course: Course, qtbot: QtBot
) -> None:
    curves.show_course(course)
    qtbot.waitUntil(lambda: set(curves._drawn_versions) == {course.version})
    curves.smoothing.setValue(50)
    # The trend is that of the steps; the validation's own points stay, faint.
    qtbot.waitUntil(lambda: curves.drawn_points()["train_loss"] == 3 * STEPS)
    faint, bold = [line for line in curves.cards[0].lines if line.key == "validation"]
    assert len(faint.item.getData()[0]) == len(bold.item.getData()[0]) == 2
    assert curves.cards[0].values_at(3.0).endswith("validation 0.5")
    curves.smoothing.setValue(0)
    qtbot.waitUntil(lambda: curves.drawn_points()["train_loss"] == 3)


def _range(card: PlotCard) -> list[float]:
    return [round(end, 6) for end in card.plot.viewRange()[0]]
