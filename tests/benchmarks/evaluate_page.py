"""The Evaluate page, steady? ``python -m tests.benchmarks.evaluate_page [CLASSES IMAGES]``.

Prints one JSON object: how late a 5 ms heartbeat on the GUI thread comes (milliseconds) while a
made examination (default: 1,000 classes, 50,000 images) is shown, ordered, enlarged, sorted,
searched, scrolled through and mended, and how long after a click on a cell its images are painted.
"""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.benchmarks.heart import Heart, pause, percentiles
from tests.benchmarks.stage import own_folders


def measure(classes: int, images: int, folder: Path) -> dict[str, object]:
    """Everything, with a desk of 1,600 x 900 pixels."""
    from regnet_studio.studio.evaluate.evaluate_desk import EvaluateDesk
    from regnet_studio.studio.look.theme import Theme
    from regnet_studio.studio.state import StudioState
    from tests.studio.examinations import examined

    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    begun = time.perf_counter()
    seen = examined(folder / "run", classes, images)
    result: dict[str, object] = {"made_s": round(time.perf_counter() - begun, 1)}
    for module in ("pyqtgraph", "sklearn.metrics"):  # as the window's warm-up does
        importlib.import_module(module)
    state = StudioState()
    state.set_run(seen.run)
    desk = EvaluateDesk(state, Theme(application))
    desk.resize(1600, 900)
    desk.show()
    pause(0.5)
    everything: list[float] = []

    def measured(name: str, act: Callable[[], object], seconds: float) -> None:
        heart = Heart()
        act()
        pause(seconds)
        late = heart.stop()
        everything.extend(late)
        result[name] = percentiles(late)

    panel, matrix, table = desk.overview.panel, desk.overview.panel.matrix, desk.overview.table
    images_tab = desk.tab("images")
    measured("shown", lambda: desk.show_examination(seen), 2)
    measured("by confusion", lambda: panel._order.setCurrentIndex(1), 3)
    measured("shares of rows", lambda: panel._scale.setCurrentIndex(1), 1)
    middle = matrix._view.grid().center()
    measured("enlarged", lambda: _repeat(30, 60, lambda n: matrix.zoom(1.2, middle)), 3)
    measured("moved", lambda: _repeat(60, 30, lambda n: _move(matrix, n)), 3)
    measured("cursor", lambda: _repeat(60, 30, lambda n: _press(matrix, n)), 3)
    matrix.show_all()
    measured("sorted", lambda: _repeat(8, 200, lambda n: table.sortByColumn(n % 5, _DOWN)), 2)
    measured("searched", lambda: _repeat(4, 200, lambda n: table.search("0123"[: n + 1])), 1)
    took = []
    for n in range(20):
        desk.show_tab("overview")
        pause(0.05)
        begun = time.perf_counter()
        desk.show_cell(n, n)
        images_tab.grid.viewport().repaint()
        took.append((time.perf_counter() - begun) * 1000)
    result["cell to images"] = percentiles(took)
    measured("worst errors", lambda: images_tab.show_list("worst"), 2)
    measured("every image", lambda: images_tab.show_list("every"), 2)
    bar = images_tab.grid.verticalScrollBar()
    measured(
        "scrolled", lambda: _repeat(100, 20, lambda n: bar.setValue(n * bar.maximum() // 100)), 3
    )
    measured("all selected", images_tab.grid.select_all, 1)
    measured("curves", lambda: desk.show_tab("curves"), 6)
    result["all"] = {"beats": len(everything), **percentiles(everything)}
    desk.close_page(60)
    desk.close()
    return result


_DOWN = Qt.SortOrder.DescendingOrder


def _move(matrix, n: int) -> None:
    matrix._view.move(QPointF(-7, -5 if n % 2 else -9))
    matrix._redraw()


def _press(matrix, n: int) -> None:
    matrix.setFocus()
    QTest.keyClick(matrix, Qt.Key.Key_Right if n % 2 else Qt.Key.Key_Down)


def _repeat(times: int, every_ms: int, do: Callable[[int], object]) -> None:
    for n in range(times):
        QTimer.singleShot(n * every_ms, lambda n=n: do(n))


def main(asked: list[str]) -> int:
    """Measure and print."""
    classes, images = (int(text) for text in asked or ("1000", "50000"))
    with tempfile.TemporaryDirectory(prefix="regnet-evaluate-") as home:
        own_folders(Path(home))
        print(json.dumps(measure(classes, images, Path(home)), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
