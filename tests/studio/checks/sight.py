"""Colours as people with a colour vision deficiency see them, and how far apart they then are."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

# Machado, Oliveira and Fernandes 2009, A physiologically-based model for simulation of color
# vision deficiency, table of severity 1.0: to linear RGB, a row for each channel that is seen.
DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# sRGB to CIE XYZ, divided by the white point D65.
_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
) / np.array([[0.95047], [1.0], [1.08883]])


def lab(color: QColor, deficiency: str = "none") -> np.ndarray:
    """A colour as it is seen: lightness 0..100, a and b (CIE 1976)."""
    srgb = np.array([color.redF(), color.greenF(), color.blueF()])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(_TO_XYZ @ (DEFICIENCIES[deficiency] @ linear).clip(0, 1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(first: QColor, second: QColor) -> tuple[float, str]:
    """The least difference (ΔE 1976) of two colours to anyone, and to whom."""
    far = {
        name: float(np.linalg.norm(lab(first, name) - lab(second, name))) for name in DEFICIENCIES
    }
    worst = min(far, key=lambda name: far[name])
    return far[worst], worst
