"""The kernels where nothing can be kept on disk."""

from __future__ import annotations

import pytest
from numba.core import caching

from regnet_studio.models import cell_kernels


def doubled(x: float) -> float:
    return 2 * x


def test_without_a_folder_to_write_to_kernels_are_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    assert cell_kernels._whole(doubled)(3.0) == 6
