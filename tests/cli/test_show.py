"""What people see of a run as it goes: a line for each event that matters."""

from __future__ import annotations

import pytest

from regnet_studio.cli.show import ProgressLine, TrainingLines
from regnet_studio.training.events import (
    Changed,
    DiskFull,
    EpochEnded,
    Event,
    ImageSetAside,
    MemoryShort,
    StepSkipped,
)

Capture = pytest.CaptureFixture[str]


def lines_of(capsys: Capture, *events: Event) -> list[str]:
    with ProgressLine() as progress:
        lines = TrainingLines(progress)
        for event in events:
            lines.show(event)
    caught = capsys.readouterr()
    assert caught.out == ""
    return caught.err.splitlines()


def epoch(validation: tuple[float, float] | None) -> EpochEnded:
    return EpochEnded(
        epoch=3, step=30, train_loss=0.5, train_accuracy=0.75,
        validation_loss=validation[0] if validation else None,
        validation_accuracy=validation[1] if validation else None,
        lr=0.1, images_per_second=1234.0, seconds=10.0, seconds_left=61.0, memory_mb=1.0,
        best_accuracy=0.8, best=validation is not None,
    )  # fmt: skip


def test_an_epoch_may_have_no_validation(capsys: Capture) -> None:
    (with_one,) = lines_of(capsys, epoch((0.25, 0.875)))
    assert "validation 0.250 87.50% *" in with_one
    (without,) = lines_of(capsys, epoch(None))
    assert "validation" not in without
    assert "1,234 img/s  1:01 left" in without
    assert without.index("img/s") == with_one.index("img/s")


def test_trouble_is_told_in_a_line_each(capsys: Capture) -> None:
    images = [f"cat/{n}.png" for n in range(5)]
    assert lines_of(
        capsys,
        StepSkipped(2, 12, "gradient", images, 1, 4),
        MemoryShort(2, 13, 64, "CUDA out of memory"),
        ImageSetAside("dog/7.png", "train", "the file is gone"),
        Changed("optimizer.lr", "0.1", "0.01", 2, 13),
    ) == [
        "step 12 left out: its gradient is not finite (1 in a row, 4 in all); "
        "images: cat/0.png, cat/1.png, cat/2.png, ...",
        "memory ended: batches are computed in parts of 64 images from here on "
        "(CUDA out of memory)",
        "image set aside (train): dog/7.png: the file is gone",
        "changed: optimizer.lr = 0.01 (was 0.1)",
    ]


def test_a_full_disk_is_one_line_however_long_it_lasts(capsys: Capture) -> None:
    waits = [DiskFull("the disk is full: x was not written", float(n)) for n in range(5)]
    shown = lines_of(capsys, *waits, epoch(None), waits[0])
    assert [line.startswith("paused: the disk is full") for line in shown] == [True, False, True]
