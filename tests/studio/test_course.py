"""A run's curves stay bounded, and a resume does over what it does over."""

from __future__ import annotations

from regnet_studio.studio.course import MOST_POINTS, Course, Series
from regnet_studio.training.events import Resumed, RunStarted, Step


def test_a_series_stays_bounded_and_keeps_its_mean() -> None:
    series = Series()
    for n in range(100_000):
        series.add(n, n % 10)
    xs, ys = series.points
    assert MOST_POINTS / 2 <= len(xs) < MOST_POINTS
    assert xs == sorted(xs)
    assert abs(sum(ys) / len(ys) - 4.5) < 0.1


def test_a_resume_takes_back_what_came_after_it() -> None:
    course = Course()
    course.add(
        RunStarted(
            run="r", model="m", dataset="d", classes=["a", "b"], fingerprint="f", images={},
            size=8, channels=1, epochs=4, steps_per_epoch=5,
            params=1, macs=1, device="cpu", precision="fp32",
            channels_last=False, pid=1,
        )
    )  # fmt: skip
    for step in range(1, 11):
        course.add(_step(step))
    course.add(Resumed(epoch=1, step=5))
    assert course.step_loss.points[0] == [0.2, 0.4, 0.6, 0.8, 1.0]
    course.add(_step(6))
    assert course.step_loss.points[0][-1] == 1.2


def _step(step: int) -> Step:
    return Step(
        epoch=1, step=step, loss=1.0, accuracy=0.5, lr=0.1, images_per_second=1.0,
        seconds_left=1.0, memory_mb=1.0,
    )  # fmt: skip
