"""What a run's events come to, and that a resume does over what it does over."""

from __future__ import annotations

from regnet_studio.runs.course import Course
from regnet_studio.training.events import (
    Changed,
    DiskFull,
    EpochEnded,
    ImageSetAside,
    MemoryShort,
    Resumed,
    RunStarted,
    Step,
    StepSkipped,
    TrainingEnded,
)


def test_a_resume_takes_back_what_came_after_it() -> None:
    course = _begun()
    for step in range(1, 11):
        course.add(_step(step))
    course.add(Resumed(epoch=1, step=5))
    assert course.step_loss.points[0].tolist() == [0.2, 0.4, 0.6, 0.8, 1.0]
    course.add(_step(6))
    assert course.step_loss.points[0][-1] == 1.2


def test_an_epoch_without_validation_has_no_point_there() -> None:
    course = _begun()
    course.add(_epoch(1, None))
    course.add(_epoch(2, 0.75))
    assert course.train_loss.points[0].tolist() == [1.0, 2.0]
    assert [p.tolist() for p in course.validation_loss.points] == [[2.0], [0.5]]
    assert [p.tolist() for p in course.validation_accuracy.points] == [[2.0], [0.75]]
    assert (course.best_epoch, course.best_accuracy) == (2, 0.75)


def test_what_is_told_now_and_then_stays_until_it_is_told_again() -> None:
    course = _begun()
    assert (course.grad_norm, course.update_ratio, course.load) == (None, None, None)
    course.add(_step(1, grad_norm=2.0, update_ratio=0.001, load=0.9))
    course.add(_step(2, grad_norm=3.0))
    assert (course.grad_norm, course.update_ratio, course.load) == (3.0, 0.001, 0.9)
    course.add(_step(3, grad_norm=float("inf")))
    assert [p.tolist() for p in course.norm.points] == [[0.2, 0.4], [2.0, 3.0]]


def test_changes_stand_where_they_were_made() -> None:
    course = _begun()
    course.add(Resumed(epoch=2, step=7))
    course.add(Changed("optimizer.lr", "0.1", "0.05", epoch=2, step=7))
    assert [(c.position, c.key, c.after) for c in course.changes] == [(1.4, "optimizer.lr", "0.05")]


def test_trouble_is_counted() -> None:
    course = _begun()
    course.add(StepSkipped(1, 2, "loss", ["a.png"], 1, 1))
    course.add(StepSkipped(1, 3, "gradient", ["b.png"], 2, 2))
    course.add(MemoryShort(1, 3, 16, "out of memory"))
    for path in ("a.png", "b.png", "a.png"):
        course.add(ImageSetAside(path, "train", "cut off"))
    course.add(DiskFull("no room", 5.0))
    assert (course.skipped, course.set_aside_count, course.micro_batch) == (2, 2, 16)
    assert course.waits_for_room
    course.add(_step(4))
    assert not course.waits_for_room


def test_stopped_before_the_first_validation_there_is_no_best() -> None:
    course = _begun()
    course.add(TrainingEnded(0, 0, 0.0, 0.0, 1.0, 1.0, stopped=True))
    assert course.best_accuracy is None


def _begun() -> Course:
    course = Course()
    course.add(
        RunStarted(
            run="r", model="m", dataset="d", classes=["a", "b"], fingerprint="f", images={},
            size=8, channels=1, epochs=4, steps_per_epoch=5,
            params=1, macs=1, device="cpu", precision="fp32",
            channels_last=False, pid=1,
        )
    )  # fmt: skip
    return course


def _epoch(epoch: int, accuracy: float | None) -> EpochEnded:
    return EpochEnded(
        epoch=epoch, step=5 * epoch, train_loss=1.0, train_accuracy=0.5,
        validation_loss=None if accuracy is None else 0.5, validation_accuracy=accuracy, lr=0.1,
        images_per_second=1.0, seconds=1.0, seconds_left=1.0, memory_mb=1.0,
        best_accuracy=accuracy or 0.0, best=accuracy is not None,
    )  # fmt: skip


def _step(
    step: int,
    grad_norm: float | None = None,
    update_ratio: float | None = None,
    load: float | None = None,
) -> Step:
    return Step(
        epoch=1, step=step, loss=1.0, accuracy=0.5, lr=0.1, images_per_second=1.0,
        seconds_left=1.0, memory_mb=1.0, grad_norm=grad_norm, update_ratio=update_ratio, load=load,
    )  # fmt: skip
