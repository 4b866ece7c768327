"""The Model page: finding a network, choosing it, its options, its speed and its layers."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from regnet_studio.errors import TrainingMistake
from regnet_studio.models import catalogue
from regnet_studio.models.memory import Machine
from regnet_studio.models.registry import Shape
from regnet_studio.recipe.tree import Model
from regnet_studio.studio import words
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.model.model_page import ModelPage
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.training import Training
from regnet_studio.training.measure import Measured
from tests.conftest import FEW

LEFT = Qt.MouseButton.LeftButton
LONG_MS = 30_000


@pytest.fixture(scope="module")
def entries() -> list[catalogue.ModelEntry]:
    return [catalogue.entry(Model(name=name), Shape(10, 3, 32)) for name in FEW]


@pytest.fixture
def training(state: StudioState) -> Training:
    return Training(state)


@pytest.fixture
def page(state: StudioState, theme: Theme, training: Training, qtbot: QtBot) -> Iterator[ModelPage]:
    made = ModelPage(state, theme, training)
    qtbot.addWidget(made)
    errors: list[BaseException] = []
    made.failed.connect(errors.append)
    made.resize(1040, 760)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close_page(LONG_MS / 1000)
    if errors:
        raise errors[0]


@pytest.fixture
def full(page: ModelPage, state: StudioState, entries: list[Any], qtbot: QtBot) -> ModelPage:
    """The page with its networks, on the one that the recipe names."""
    state.set_models(entries, Machine("cpu", None, half=False))
    qtbot.waitUntil(lambda: not page.is_busy, timeout=LONG_MS)
    return page


def part(page: ModelPage, name: str) -> Any:
    found = page.findChild(QWidget, name)
    assert found is not None, name
    return found


def test_until_the_networks_are_known_the_page_says_how_far_it_is(
    page: ModelPage, state: StudioState, entries: list[Any]
) -> None:
    assert not part(page, "recipe.model.name").isVisible()
    page.show_progress(3, 7)
    assert page._bar.isVisible()
    assert (page._bar.value(), page._bar.maximum()) == (3, 7)
    assert "3" in page._counting.text()
    state.set_models(entries, None)
    assert part(page, "recipe.model.name").isVisible()
    assert not page._bar.isVisible()


def test_a_family_shows_its_networks_and_a_row_chooses(
    full: ModelPage, state: StudioState, qtbot: QtBot
) -> None:
    assert full.families.family() == "ResNet for small images"
    assert full.table.names() == ["resnet20", "resnet56"]
    cards = full.families
    regnet = next(
        cards.model().index(row, 0)
        for row in range(cards.model().rowCount())
        if "(RegNet)" in cards.model().index(row, 0).data()
    )
    cards.scrollTo(regnet)
    qtbot.mouseClick(cards.viewport(), LEFT, pos=cards.visualRect(regnet).center())
    assert full.table.names() == ["regnet20_gru", "regnet20_lstm"]
    assert state.recipe.model.name == "resnet20"  # looking is not choosing
    table = full.table
    row = table.model().index(1, 0)
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(row).center())
    assert state.recipe.model.name == "regnet20_lstm"
    texts = full.detail.texts()
    assert texts["model.chosen"] == "regnet20_lstm"
    assert texts["model.params"] == "309 k"
    assert texts["model.macs"] == "49.1 M"
    qtbot.keyClick(table, Qt.Key.Key_Up)
    assert state.recipe.model.name == "regnet20_gru"


def test_a_card_tells_sizes_and_accuracies_to_a_screen_reader(full: ModelPage) -> None:
    card = full.families.model().index(0, 0)
    said = card.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "ResNet for small images" in said
    assert "270 k – 853 k" in said
    assert "CIFAR-10" in said


def test_the_recipe_from_elsewhere_is_brought_into_sight(
    full: ModelPage, state: StudioState
) -> None:
    state.set_value("model.name", "vgg11")
    assert full.families.family() == "VGG"
    assert full.table.currentIndex().data() == "vgg11"
    assert full.detail.texts()["model.weights"].startswith("from ImageNet")


def test_searching_finds_names_of_all_families_and_never_chooses_by_itself(
    full: ModelPage, state: StudioState, qtbot: QtBot
) -> None:
    qtbot.keyClicks(full.search, "net20")
    assert set(full.table.names()) == {"resnet20", "regnet20_gru", "regnet20_lstm"}
    assert not full.families.isVisible()
    full.search.setText("regnet20 lstm")
    assert full.table.names() == ["regnet20_lstm"]
    assert state.recipe.model.name == "resnet20"
    full.search.setText("nothing of that name")
    assert full.table.names() == []
    assert part(full, "model.none").isVisible()
    assert state.recipe.model.name == "resnet20"
    full.search.setText("lstm")
    qtbot.keyClick(full.search, Qt.Key.Key_Return)
    assert state.recipe.model.name == "regnet20_lstm"
    full.search.clear()
    assert full.families.isVisible()
    assert "regnet20_lstm" in full.table.names() or full.families.family() != ""


@pytest.mark.parametrize("there", [True, False])
def test_timm_is_offered_where_it_is_installed(
    full: ModelPage, state: StudioState, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: there or None if name == "timm" else find(name)
    )
    monkeypatch.setattr(full._latest, "ask", lambda question: None)
    full.search.setText("timm:")
    assert not part(full, "model.zoo").isVisible()
    full.search.setText("timm:resnet50d")
    assert part(full, "model.zoo").isVisible() == there
    if there:
        assert part(full, "model.zoo").text() == "Use timm:resnet50d"
        qtbot.keyClick(full.search, Qt.Key.Key_Return)
        assert state.recipe.model.name == "timm:resnet50d"
    else:
        assert "pip install" in part(full, "model.none").text()


def test_every_column_sorts(full: ModelPage) -> None:
    full.search.setText("net")
    by_name = {entry.name: entry for entry in full._state.models}
    full.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    sizes = [by_name[name].params for name in full.table.names()]
    assert sizes == sorted(sizes, reverse=True)
    full.table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    macs = [by_name[name].macs for name in full.table.names()]
    assert macs == sorted(macs)
    full.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert full.table.names() == sorted(full.table.names())


def test_memory_follows_the_batch_and_the_optimiser(full: ModelPage, state: StudioState) -> None:
    entry = next(e for e in state.models if e.name == "resnet20")

    def shown() -> str:
        model = full.table.model()
        row = full.table.names().index("resnet20")
        assert full.detail.texts()["model.memory"] == model.index(row, 4).data()
        return full.detail.texts()["model.memory"]

    before = shown()
    state.set_value("optimizer.batch_size", 512)
    assert shown() != before
    assert shown() == words.memory(entry.memory.of(512) / 1e6)


def test_what_fits_into_a_gpu(full: ModelPage, state: StudioState) -> None:
    assert full.detail.texts()["model.fits"] == "no GPU here"
    state.set_models(state.models, Machine("GeForce", 8 * 10**9, half=True))
    entry = next(e for e in state.models if e.name == "resnet20")
    most = entry.memory.largest_batch(8 * 10**9, "sgd", half=True)
    assert full.detail.texts()["model.fits"] == (
        f"batches of up to {words.number(most)} images in the 8.0 GB of GeForce"
    )
    state.set_models(state.models, Machine("Tiny", 10**6, half=True))
    assert full.detail.texts()["model.fits"].startswith("does not fit")


def test_options_are_those_that_the_network_heeds_and_foreign_ones_are_set_back(
    full: ModelPage, state: StudioState
) -> None:
    full.options.show_advanced(True)
    skip, regulator = (
        full.options.controls[f"model.{name}"] for name in ("skip", "regulator_state")
    )
    assert not skip.isHidden()
    assert regulator.isHidden()
    assert not full.options.controls["transfer.weights"].isHidden()
    state.set_value("model.shortcut", "projection")
    state.set_value("model.dropout", 0.25)
    full.search.setText("vgg11")
    full.table.choose("vgg11")
    assert state.recipe.model.name == "vgg11"
    assert state.recipe.model.shortcut == "auto"
    assert state.recipe.model.dropout == 0.25  # that one it has
    assert "vgg11" in full.options.reset_text()
    assert "Shortcut" in full.options.reset_text()
    assert skip.isHidden()
    full.search.setText("regnet20")
    full.table.choose("regnet20_lstm")
    assert full.options.reset_text() == ""
    assert not regulator.isHidden()


def test_a_recipe_that_asks_for_what_its_network_has_not_can_be_mended(
    full: ModelPage, state: StudioState, qtbot: QtBot
) -> None:
    assert not part(full, "model.mend").isVisible()
    state.set_value("model.skip", False)
    state.set_value("model.name", "vgg11")
    assert part(full, "model.foreign").isVisible()
    qtbot.mouseClick(part(full, "model.mend"), LEFT)
    assert state.recipe.model.skip
    assert not part(full, "model.mend").isVisible()


def test_the_figures_follow_the_options(full: ModelPage, state: StudioState, qtbot: QtBot) -> None:
    before = full.detail.texts()["model.params"]
    state.set_value("model.head", "mlp")
    qtbot.waitUntil(lambda: full.detail.texts()["model.params"] != before, timeout=LONG_MS)
    assert full.options.controls["model.head_width"].editor.isEnabled()
    state.set_value("model.head", "linear")
    assert not full.options.controls["model.head_width"].editor.isEnabled()
    qtbot.waitUntil(lambda: full.detail.texts()["model.params"] == before, timeout=LONG_MS)


def test_layers_are_worked_out_when_they_are_looked_at(
    full: ModelPage, state: StudioState, qtbot: QtBot
) -> None:
    assert not full.layers.has_layers
    full.tabs.setCurrentWidget(full.layers)
    qtbot.waitUntil(lambda: full.layers.has_layers, timeout=LONG_MS)
    bar = full.layers.tree.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() == 0)  # all columns are in sight
    model = full.layers.tree.model()
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert any("Conv2d" in name for name in names)
    assert model.index(0, 1).data() == "16×32×32"
    stages = next(row for row, name in enumerate(names) if name.startswith("stages"))
    assert model.rowCount(model.index(stages, 0)) == 3
    assert model.parent(model.index(0, 0, model.index(stages, 0))) == model.index(stages, 0)
    state.set_value("model.name", "regnet20_lstm")
    qtbot.waitUntil(
        lambda: (
            full.layers.has_layers
            and model.rowCount() > 0
            and any(
                "×3" in model.index(0, 0, model.index(0, 0, model.index(row, 0))).data()
                for row in range(model.rowCount())
                if model.rowCount(model.index(row, 0)) == 3
            )
        ),
        timeout=LONG_MS,
    )


def test_a_speed_is_measured_off_the_window_and_shown(
    full: ModelPage, state: StudioState, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []
    seen = threading.Event()

    def measure(*arguments: Any) -> Measured:
        assert seen.wait(LONG_MS / 1000)  # as long as it takes to look at the button
        asked.append((*arguments[:3], threading.current_thread() is threading.main_thread()))
        return Measured(1234.0, 0.1, 64, 50.0)

    monkeypatch.setattr("regnet_studio.training.measure.measure", measure)
    state.set_value("optimizer.batch_size", 64)
    with qtbot.waitSignal(full.measured, timeout=LONG_MS):
        qtbot.mouseClick(part(full, "model.measure"), LEFT)
        assert part(full, "model.measure").accessibleName() == "Stop measuring"
        seen.set()
    assert asked[0][0].name == "resnet20"
    assert asked[0][1].size == 32
    assert asked[0][2:] == (64, False)
    assert full.detail.texts()["model.speed"] == words.number(1234)
    assert full.table.model().index(full.table.names().index("resnet20"), 5).data() == words.number(
        1234
    )
    button = part(full, "model.measure")
    qtbot.waitUntil(lambda: button.accessibleName() == "Measure speed")
    state.set_value("optimizer.batch_size", 32)  # that is another question
    assert full.detail.texts()["model.speed"] == "–"
    assert full.table.model().index(full.table.names().index("resnet20"), 5).data() == "–"


def test_what_does_not_fit_is_told_at_the_network(
    full: ModelPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(*arguments: Any) -> Measured:
        raise TrainingMistake("a training step of it does not fit")

    monkeypatch.setattr("regnet_studio.training.measure.measure", measure)
    full.measure()
    qtbot.waitUntil(lambda: not full.is_measuring, timeout=LONG_MS)
    assert full.detail.texts()["model.fault"] == "a training step of it does not fit"


def test_nothing_is_measured_while_a_training_runs(
    full: ModelPage, training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Training, "is_on", property(lambda self: True))
    training.phase_changed.emit()
    measure = part(full, "model.measure")
    assert not measure.isEnabled()
    assert "training runs" in measure.toolTip()
    full.measure()
    assert not full.is_measuring


def test_the_plot_draws_what_was_published_and_chooses(
    full: ModelPage, state: StudioState, qtbot: QtBot
) -> None:
    full.tabs.setCurrentWidget(full.plot)
    plot = full.plot
    plot.dataset.setCurrentIndex(plot.dataset.findText("CIFAR-10"))
    assert set(plot.points()) == {e.name for e in state.models if "CIFAR-10" in e.accuracy}
    card = plot.card
    assert card is not None
    values = part(full, "model.plot.canvas.values")
    assert "resnet20" in values.whole_text()
    qtbot.waitUntil(card.plot.isVisible)
    place = card.plot.mapFromScene(card.place("resnet18"))
    with qtbot.waitSignal(card.pointed):
        qtbot.mouseMove(card.plot.viewport(), place)
    assert "resnet18" in values.whole_text()
    qtbot.mouseClick(card.plot.viewport(), LEFT, pos=place)
    assert state.recipe.model.name == "resnet18"
    plot.dataset.setCurrentIndex(plot.dataset.findText("ImageNet"))
    assert "resnet20" not in plot.points()


def test_too_small_images_are_told(full: ModelPage, state: StudioState) -> None:
    small = next(e for e in state.models if e.name == "inception_v3")
    assert full._fault() == ""
    state.set_value("model.name", "inception_v3")
    assert full.detail.texts()["model.fault"] == ""  # 32 px suffice
    state.set_models(
        [catalogue.replace(small, smallest=40, size=40) if e is small else e for e in state.models]
    )
    assert "from 40 px on" in full._fault()


def test_the_train_page_leaves_the_network_to_this_one(
    state: StudioState, theme: Theme, qtbot: QtBot
) -> None:
    from regnet_studio.studio.form.recipe_form import RecipeForm

    form = RecipeForm(state, theme)
    qtbot.addWidget(form)
    assert not [key for key in form.controls if key.startswith(("model.", "transfer."))]


def test_a_window_counts_anew_for_other_images(
    window: Any, scan: Callable[[Any], None], small_zip: Any, qtbot: QtBot
) -> None:
    before = {e.name: e.params for e in window.state.models}
    with qtbot.waitSignal(window.state.models_changed, timeout=LONG_MS):
        scan(small_zip)
    after = {e.name: e.params for e in window.state.models}
    assert after["resnet20"] == before["resnet20"] - 7 * 65
    assert window.state.machine is not None
