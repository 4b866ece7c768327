"""Whether texts can be read: their colour against what is really behind them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtWidgets import QLineEdit, QWidget

from regnet_studio.studio.look.theme import contrast
from tests.studio.checks.finding import Finding, place_in, seen, text_of, where

LEAST, LEAST_LARGE = 4.5, 3.0
"""WCAG 2.2, success criterion 1.4.3: plain text, and large text."""
_LARGE_PT, _LARGE_BOLD_PT = 18.0, 14.0
# Strokes of thin type are smoothed: the darkest pixel has about this share of the true contrast.
_SMOOTHED = 0.55


def hard_to_read(root: QWidget, picture: QImage) -> Iterator[Finding]:
    """Every text of a shown window with too little contrast.

    Args:
        root: the window.
        picture: what ``root.grab()`` shows, at one device pixel per pixel.
    """
    pixels = pixels_of(picture)
    for widget in seen(root):
        if not _has_letters(text_of(widget)) or not widget.isEnabled():
            continue
        whole = place_in(root, widget)
        in_sight = widget.visibleRegion().boundingRect().translated(whole.topLeft())
        place = in_sight.intersected(QRect(0, 0, pixels.shape[1], pixels.shape[0]))
        if place.height() < 0.7 * widget.height() or place.width() < 0.7 * widget.width():
            continue  # scrolled half out of sight
        ratio = text_contrast(widget, pixels, place)
        least = LEAST_LARGE if _is_large(widget.font()) else LEAST
        if ratio < least:
            yield Finding("contrast", where(widget), f"{ratio:.2f}, not {least}")


def text_contrast(widget: QWidget, pixels: np.ndarray, place: QRect) -> float:
    """The contrast ratio, 1..21, of a widget's text in a picture (height, width, 3) of it."""
    inner = place.adjusted(3, 3, -3, -3)
    rows = slice(inner.top(), inner.bottom() + 1)
    area = pixels[rows, inner.left() : inner.right() + 1].reshape(-1, 3)
    if not len(area):
        return 21.0
    packed = (area.astype(np.uint32) * (65536, 256, 1)).sum(1, dtype=np.uint32)
    colours, counts = np.unique(packed, return_counts=True)
    ground = QColor(int(colours[counts.argmax()]))
    drawn = max(contrast(QColor(each), ground) for each in _farthest(colours))
    role = widget.foregroundRole()
    palette = widget.palette()
    if isinstance(widget, QLineEdit) and not widget.text():
        role = palette.ColorRole.PlaceholderText
    meant = contrast(palette.color(role), ground)
    return max(drawn, meant) if drawn >= _SMOOTHED * meant else drawn


def pixels_of(picture: QImage) -> np.ndarray:
    """A picture as bytes (height, width, 3), red first."""
    image = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    # A copy: the bytes are the image's, which ends here.
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def _farthest(colours: np.ndarray) -> tuple[int, int]:
    """The darkest and the lightest of them (0xrrggbb): the text is one of these."""
    parts = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    light = parts @ np.array([0.2126, 0.7152, 0.0722])
    return int(colours[light.argmin()]), int(colours[light.argmax()])


def _has_letters(text: str) -> bool:
    """Signs alone, such as the mark of a changed value, are not read."""
    return any(each.isalnum() for each in text)


def _is_large(font: QFont) -> bool:
    size = font.pointSizeF()
    return size >= (_LARGE_BOLD_PT if font.weight() >= QFont.Weight.DemiBold else _LARGE_PT)
