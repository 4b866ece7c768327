"""Robustness: how accuracy falls as images get worse, in six ways at five strengths.

The idea and most amounts are those of CIFAR-10-C (Hendrycks and Dietterich, ICLR 2019). Images are
changed at the network's working size, after they were cut and resized: what is measured is what the
network makes of worse pixels, not of worse files. Lengths are shares of the side, so that a
strength looks alike at every size; what is drawn is decided by the seed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from regnet_studio.data.blur import blur
from regnet_studio.data.geometry import warp
from regnet_studio.errors import DataMistake, RunMistake, nearest

CORRUPTIONS = ("blur", "noise", "brightness", "jpeg", "rotation", "shift")
STRENGTHS = (1, 2, 3, 4, 5)
FORMAT = 1

BLUR = (0.0125, 0.02, 0.025, 0.035, 0.05)
"""Standard deviation of a Gaussian, as a share of the side: 0.4 to 1.6 px at 32 px."""
NOISE = (0.02, 0.04, 0.06, 0.08, 0.12)
"""Standard deviation of Gaussian noise in each channel, as a share of the range of values."""
BRIGHTNESS = (0.1, 0.2, 0.3, 0.4, 0.5)
"""Half of the images become brighter by this share, the others darker."""
JPEG = (80, 50, 30, 18, 10)
"""Quality, as Pillow counts it."""
ROTATION = (5.0, 10.0, 15.0, 22.5, 30.0)
"""Degrees; half of the images turn each way, edges are mirrored."""
SHIFT = (0.03, 0.06, 0.1, 0.14, 0.2)
"""Share of the side, in one of the eight directions, edges are mirrored."""

Images = NDArray[np.uint8]
Seed = int | Sequence[int]


@dataclass(frozen=True)
class Robustness:
    """Accuracy of a network on worse and worse images."""

    clean: float
    """On the images as they are, 0..1."""
    accuracies: dict[str, list[float]]
    """By name of :data:`CORRUPTIONS`, one a strength."""
    images: int
    split: str = "test"
    seed: int = 0
    format: int = FORMAT

    @property
    def mean(self) -> float:
        """Over all corruptions and strengths."""
        return float(np.mean([value for line in self.accuracies.values() for value in line]))

    def to_json(self) -> dict[str, Any]:
        """As it stands in ``robustness.json``."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: Any, where: str = "robustness.json") -> Robustness:
        """What :meth:`to_json` made.

        Raises:
            RunMistake: the record is damaged, or of a newer version.
        """
        try:
            if record["format"] > FORMAT:
                raise RunMistake(
                    f"{where} was written by a newer version of RegNet Studio; update it"
                )
            found = cls(**record)
            if any(len(line) != len(STRENGTHS) for line in found.accuracies.values()):
                raise ValueError("not one accuracy a strength")
            return found
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RunMistake(f"{where} is damaged: measure the robustness again") from error


def corrupted(images: Images, name: str, strength: int, seed: Seed = 0) -> Images:
    """Worse images: [n, S, S, C]; the same for the same images, name, strength and seed.

    Args:
        images: [n, S, S, C] with C of 1 or 3.
        name: one of :data:`CORRUPTIONS`.
        strength: 1 (hardly visible) to 5.
        seed: decides what is drawn for each image.

    Raises:
        DataMistake: no such corruption or strength.
    """
    if name not in CORRUPTIONS:
        raise DataMistake(
            f"no corruption '{name}' (there are: {', '.join(CORRUPTIONS)})"
            f"{nearest(name, CORRUPTIONS)}"
        )
    if strength not in STRENGTHS:
        raise DataMistake(f"strength {strength}: must be from 1 to {len(STRENGTHS)}")
    parts = [seed] if isinstance(seed, int) else seed
    draw = np.random.default_rng([*parts, CORRUPTIONS.index(name), strength])
    return _MAKE[name](images, strength - 1, draw)


def _blurred(images: Images, level: int, draw: np.random.Generator) -> Images:
    pixels = _planes(images)
    return _pixels(blur(pixels, np.full(len(images), BLUR[level] * images.shape[1])))


def _noisy(images: Images, level: int, draw: np.random.Generator) -> Images:
    noise = draw.standard_normal(images.shape, dtype=np.float32) * np.float32(255 * NOISE[level])
    return _rounded(images + noise)


def _brighter(images: Images, level: int, draw: np.random.Generator) -> Images:
    factors = (1 + BRIGHTNESS[level] * _signs(len(images), draw)).astype(np.float32)
    return _rounded(images * factors[:, None, None, None])


def _through_jpeg(images: Images, level: int, draw: np.random.Generator) -> Images:
    worse = np.empty_like(images)
    for place, image in enumerate(images):
        kept = io.BytesIO()
        grey = image.shape[2] == 1
        Image.fromarray(image[..., 0] if grey else image).save(kept, "JPEG", quality=JPEG[level])
        with Image.open(kept) as seen:
            worse[place] = np.asarray(seen).reshape(image.shape)
    return worse


def _turned(images: Images, level: int, draw: np.random.Generator) -> Images:
    angles = np.deg2rad(ROTATION[level] * _signs(len(images), draw))
    maps = np.zeros((len(images), 2, 3))
    maps[:, 0, 0] = maps[:, 1, 1] = np.cos(angles)
    maps[:, 0, 1], maps[:, 1, 0] = -np.sin(angles), np.sin(angles)
    return _pixels(warp(_planes(images), maps))


def _shifted(images: Images, level: int, draw: np.random.Generator) -> Images:
    side = images.shape[1]
    by = max(1, round(SHIFT[level] * side))
    steps = np.array([(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if (y, x) != (0, 0)])
    moves = by * steps[draw.integers(0, len(steps), len(images))]
    room = np.pad(images, ((0, 0), (by, by), (by, by), (0, 0)), mode="reflect")
    windows = [(by + y, by + x) for y, x in moves.tolist()]
    shifted = np.empty_like(images)
    for place, (y, x) in enumerate(windows):
        shifted[place] = room[place, y : y + side, x : x + side]
    return shifted


_MAKE: dict[str, Callable[[Images, int, np.random.Generator], Images]] = {
    "blur": _blurred,
    "noise": _noisy,
    "brightness": _brighter,
    "jpeg": _through_jpeg,
    "rotation": _turned,
    "shift": _shifted,
}


def _signs(count: int, draw: np.random.Generator) -> NDArray[np.float64]:
    """-1 or 1 for each image, at random."""
    return draw.choice(np.array([-1.0, 1.0]), count)


def _planes(images: Images) -> torch.Tensor:
    """float32 [n, C, S, S], 0..255."""
    return torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2).float()


def _pixels(planes: torch.Tensor) -> Images:
    return _rounded(planes.permute(0, 2, 3, 1).numpy())


def _rounded(values: NDArray[np.floating]) -> Images:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
