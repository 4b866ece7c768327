"""What a screen reader is told of a grid of images."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from regnet_studio.studio.data.data_page import DataPage
from regnet_studio.studio.data.overview import Overview

_NAME, _MORE = QAccessible.Text.Name, QAccessible.Text.Description


def test_each_image_is_an_item_with_its_name_place_and_state(
    page: DataPage, look: Callable[[Path | str], Overview], mixed_zip: Path, qtbot: QtBot
) -> None:
    look(mixed_zip)
    assert page.desk is not None
    page.desk.show_tab("images")
    grid = page.desk.browser.grid
    grid.setFocus()
    told = QAccessible.queryAccessibleInterface(grid)
    assert told.role() == QAccessible.Role.List
    assert told.text(_NAME) == "Images"
    assert told.childCount() == grid.count() > 20
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    gc.collect()
    first, second = told.child(0), told.child(1)
    assert (first.role(), second.role()) == (QAccessible.Role.ListItem,) * 2
    assert second.text(_NAME) == grid.caption(int(grid.rows()[1])) != ""
    assert ".png" in second.text(_MORE)
    assert second.state().selected
    assert not first.state().selected
    assert told.focusChild() is second
    assert told.indexOfChild(second) == 1
    middle = second.rect().center()
    assert told.childAt(middle.x(), middle.y()) is second
    assert second.parent().object() is grid
    assert told.child(grid.count()) is None
    last = told.child(grid.count() - 1)
    grid.show_rows(None, grid.rows()[:5], keep=False)
    assert not last.isValid()
    assert last.text(_NAME) == ""
