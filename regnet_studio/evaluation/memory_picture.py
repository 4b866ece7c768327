"""A picture of a regulator's gates and memory: a row for each of them, a column for each block."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from regnet_studio.evaluation.regulators import StageMemory

_TILE = 96
"""Least side of a map in pixels; every number of it is a square of whole pixels."""
_GAP = 6
_LEFT = 130
"""Width of the column of labels."""
_TOP = 52
_TEXT = 14


def draw(memory: StageMemory) -> Image.Image:
    """The maps of a stage, averaged over the channels.

    Lightness (L* of CIE 1976) grows evenly from a row's least value, black, to its greatest,
    white; both are written beside the row. Means over channels move within a small part of what
    a gate can be, so that scales up to its bounds would show nothing.
    """
    maps = memory.maps()
    blocks, channels, side, _ = memory.state["H"].shape
    tile = side * math.ceil(_TILE / side)
    sheet = Image.new(
        "L", (_LEFT + blocks * (tile + _GAP), _TOP + len(maps) * (tile + _GAP)), "white"
    )
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(_TEXT)
    title = f"stage {memory.stage}: {memory.cell}, means of {channels} channels, {side} x {side}"
    pen.text((_GAP, _GAP), title, "black", font)
    for column, block in enumerate(memory.blocks):
        place = (_LEFT + column * (tile + _GAP), _TOP - _TEXT - _GAP)
        pen.text(place, f"block {block}", "black", font)
    for row, (name, course) in enumerate(maps.items()):
        top = _TOP + row * (tile + _GAP)
        least, greatest = float(course.min()), float(course.max())
        label = f"{name}\nwhite {greatest:.3f}\nblack {least:.3f}"
        pen.multiline_text((_GAP, top), label, "black", font)
        shares = (course - least) / max(greatest - least, 1e-12)
        for column, share in enumerate(shares):
            picture = Image.fromarray(grey(share))
            picture = picture.resize((tile, tile), Image.Resampling.NEAREST)
            sheet.paste(picture, (_LEFT + column * (tile + _GAP), top))
    return sheet


def grey(share: NDArray[np.float32]) -> NDArray[np.uint8]:
    """sRGB values, 0..255, of the lightness that is ``share``, 0..1, of white's."""
    lightness = 100 * share
    y = np.where(lightness > 8, ((lightness + 16) / 116) ** 3, lightness / 903.3)
    srgb = np.where(y > 0.0031308, 1.055 * y ** (1 / 2.4) - 0.055, 12.92 * y)
    return np.rint(255 * srgb).astype(np.uint8)
