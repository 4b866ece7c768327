"""What happens to a run is told in a banner: one sentence each, and only while it is true."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from regnet_studio.runs.queue_entry import EntryEnded
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.news import RunNews, news_of
from regnet_studio.studio.shell.banners import Answer, Banners
from regnet_studio.studio.training import Training
from regnet_studio.training.events import (
    Checkpointed,
    DiskFull,
    Event,
    ImageSetAside,
    MemoryShort,
    Step,
    StepSkipped,
)


@pytest.fixture
def banners(theme: Theme, qtbot: QtBot) -> Banners:
    made = Banners(theme)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def training(banners: Banners) -> Iterator[Training]:
    """Told events as its thread would tell them."""
    made = Training(banners)
    made.phase = "training"
    news = RunNews(made, banners)
    assert news.parent() is banners
    yield made
    made.phase = "idle"


def tell(training: Training, *events: Event) -> None:
    for event in events:
        training._posted.append(("event", event))
    training._collect()


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (StepSkipped(3, 7, "loss", ["cats/1.png"], 1, 4), ("Epoch 3", "loss", "4 so far", "1.png")),
        (MemoryShort(2, 5, 32, "CUDA out of memory"), ("epoch 2", "32 images at a time")),
        (ImageSetAside("cats/1.png", "train", "cut off"), ("cats/1.png", "set aside: cut off")),
        (DiskFull("the disk is full", 65.0), ("1 min 05 s", "The disk is full.")),
        (EntryEnded(2, "night", "", "failed", "no images"), ("night", "queue", "no images")),
    ],
)
def test_each_trouble_has_its_sentence(event: Event, words: tuple[str, ...]) -> None:
    said = news_of(event)
    assert said is not None
    assert "\n" not in said.text
    for word in words:
        assert word in said.text


def test_what_is_only_drawn_is_not_told() -> None:
    assert news_of(Checkpointed(1, 5)) is None
    assert news_of(EntryEnded(2, "night", "run", "finished", "")) is None


def test_a_full_disk_is_told_until_a_step_comes(training: Training, banners: Banners) -> None:
    tell(training, DiskFull("no room", 1.0))
    tell(training, DiskFull("no room", 2.0))
    assert len(banners.texts()) == 1
    assert "2 s" in banners.texts()[0]
    tell(training, Checkpointed(1, 5))
    assert len(banners.texts()) == 1
    tell(training, Step(1, 6, 1.0, 0.5, 0.1, 10.0, 5.0, 100.0))
    assert banners.texts() == []


def test_the_same_trouble_again_takes_the_place_of_the_last(
    training: Training, banners: Banners
) -> None:
    tell(training, *(StepSkipped(1, n, "loss", [], n, n) for n in range(1, 6)))
    tell(training, *(ImageSetAside(f"{n}.png", "train", "cut off") for n in range(3)))
    assert len(banners.texts()) == 2
    assert "3 images are set aside; the last: 2.png" in banners.texts()[0]
    assert "5 so far" in banners.texts()[1]


def test_an_answer_takes_its_banner_away(banners: Banners, qtbot: QtBot) -> None:
    done: list[str] = []
    answer = Answer("Resume", "interrupted.resume", lambda: done.append("resumed"))
    banners.say("a run waits", answers=(answer,), on_dismissed=lambda: done.append("dismissed"))
    banners._shown[0].findChild(object, "interrupted.resume").click()  # pyright: ignore[reportArgumentType, reportAttributeAccessIssue]
    assert done == ["resumed"]
    assert banners.texts() == []
