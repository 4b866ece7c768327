"""The kernels where nothing can be kept on disk."""

from __future__ import annotations

import pytest
from numba.core import caching, event

from regnet_studio.models import cell_kernels, fused_cell


def doubled(x: float) -> float:
    return 2 * x


def test_without_a_folder_to_write_to_kernels_are_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    assert cell_kernels._whole(doubled)(3.0) == 6


def test_it_is_told_while_a_kernel_is_compiled() -> None:
    told: list[bool] = []

    class Beside(event.Listener):
        def on_start(self, event: event.Event) -> None:
            told.append(fused_cell.compiling())

        def on_end(self, event: event.Event) -> None:
            pass

    kernel = cell_kernels.njit(doubled)
    with event.install_listener("numba:compile", Beside()):
        assert kernel(3.0) == 6
        assert kernel(4.0) == 8
    assert told == [True]
    assert not fused_cell.compiling()
