"""The picture of a regulator: every number of a map is a square of one grey."""

from __future__ import annotations

import numpy as np

from regnet_studio.evaluation.memory_picture import draw
from regnet_studio.evaluation.regulators import StageMemory


def test_every_map_lies_in_its_row_and_column() -> None:
    """Black and white are a row's own extremes; between them lightness grows evenly."""
    h = np.zeros((2, 3, 4, 4), np.float32)
    h[0, :, 0, 0], h[1, :, 3, 3], h[1, :, 1, 2] = -0.3, 0.7, 0.2
    update = np.full((2, 3, 4, 4), 0.5, np.float32)
    picture = draw(StageMemory(1, 1, "gru", gates={"update": update}, state={"H": h}))
    pixels = np.asarray(picture)
    tiles = pixels[52 + 102 : 52 + 102 + 96, 130:]
    first, second = tiles[:, :96], tiles[:, 102:198]
    assert (first[:24, :24] == 0).all()
    assert (second[72:, 72:] == 255).all()
    # L* = 30 at zero and 50 half-way; sRGB greys of these are 71 and 119.
    assert (first[24:, :] == 71).all()
    assert (second[24:48, 48:72] == 119).all()
    assert (pixels[52:148, 130:226] == 0).all()  # a gate that is the same everywhere
    assert (pixels[:52, :130] < 128).any()  # the title
    assert (pixels[154:250, :130] < 128).any()  # H, and the range


def test_sides_are_whole_multiples() -> None:
    for side in (1, 7, 56, 200):
        memory = StageMemory(1, 1, "rnn", {}, {"H": np.zeros((2, 1, side, side), np.float32)})
        tile = draw(memory).height - 52 - 6
        assert tile % side == 0
        assert 96 <= tile < max(96, side) + 96
        assert tile == side or side < 96
