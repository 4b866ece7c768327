"""The Predict page by itself, asking a real run of the digits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from regnet_studio.data.dataset import open_dataset
from regnet_studio.recipe.tree import Data
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.predict.predict_page import PredictPage
from regnet_studio.studio.state import StudioState
from tests.studio.conftest import LONG_MS
from tests.studio.opened import opened


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """Thirty digits as files, their class the first letter of their name, and one broken file."""
    known, place = open_dataset(Data()), tmp_path / "images"
    place.mkdir()
    for index in range(0, 1800, 60):
        name = known.paths[index].replace("/", "-")
        (place / name).write_bytes(known.read(index))
    (place / "broken.png").write_bytes(b"\x89PNG nothing")
    return place


@pytest.fixture
def mistakes() -> list[str]:
    """What the page told as mistaken."""
    return []


@pytest.fixture
def predict(
    state: StudioState,
    theme: Theme,
    finished_run: Path,
    mistakes: list[str],
    errors: list[BaseException],
    qtbot: QtBot,
) -> Iterator[PredictPage]:
    """The page, shown; what it tells as failed fails the test, unless the test clears it."""
    made = PredictPage(state, theme, lambda: None)
    qtbot.addWidget(made)
    made.mistaken.connect(mistakes.append)
    made.failed.connect(errors.append)
    made.resize(1040, 760)
    made.show()
    state.set_run(opened(finished_run))
    yield made
    made.close_page(LONG_MS / 1000)
    if errors:
        raise errors[0]
