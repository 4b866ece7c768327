"""How training images are varied: whole-batch tensor work, with draws of its own for each image.

The order is: crop, flips, turns (geometry), the policy, blur, colours, normalisation, erasing.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from regnet_studio.data.blur import blur
from regnet_studio.data.colour import drawn_recolouring, mean_luma, recolour
from regnet_studio.data.draws import Draws
from regnet_studio.data.geometry import Reach, drawn_maps, gather, inside, warp
from regnet_studio.data.mixing import mix
from regnet_studio.data.policies import apply_policy
from regnet_studio.recipe.strength import strengthened
from regnet_studio.recipe.tree import Augment

STRONG = {
    "rotation": 15.0,
    "scale": 0.15,
    "translate": 0.1,
    "brightness": 0.2,
    "contrast": 0.2,
    "saturation": 0.2,
}
"""How far at least the copies vary that ``balance.method = augment`` makes."""
_ERASED = (0.02, 0.33)
_ERASED_RATIO = (0.3, 3.3)
"""Share of the image and ratio of the sides of an erased rectangle (arXiv 1708.04896)."""


class Normalisation:
    """From uint8 images as they lie to what a network takes.

    Args:
        mean, std: per channel, of 0..255.
        channels_last: memory layout of the result.
    """

    def __init__(
        self,
        size: int,
        mean: tuple[float, ...],
        std: tuple[float, ...],
        device: torch.device,
        channels_last: bool,
    ) -> None:
        self.size = size
        self.mean = mean
        self.std = std
        self._last = channels_last
        # One row of pixels is normalised with one fused multiply-add over S*C numbers: with a
        # [C] vector the inner loop would be three numbers long, 35 times slower on a CPU.
        scale = 1.0 / torch.tensor(std)
        self._scale = scale.repeat(size).to(device)
        self._shift = (-torch.tensor(mean) * scale).repeat(size).to(device)

    def of_lines(self, pixels: Tensor) -> Tensor:
        """uint8 [B, S, S, C] -> float32 [B, C, S, S], normalised."""
        channels = pixels.shape[3]
        lines = pixels.view(-1, self.size * channels).float()
        normal = torch.addcmul(self._shift, lines, self._scale)
        images = normal.view(-1, self.size, self.size, channels).permute(0, 3, 1, 2)
        # Not `contiguous`: of one channel it leaves strides that convolutions take for the other.
        return images if self._last else images.clone(memory_format=torch.contiguous_format)

    def of_planes(self, planes: Tensor) -> Tensor:
        """float32 [B, C, S, S], contiguous, normalised in place; :meth:`laid_out` is to come."""
        for channel, (mean, std) in enumerate(zip(self.mean, self.std, strict=True)):
            planes[:, channel].sub_(mean).mul_(1 / std)
        return planes

    def laid_out(self, planes: Tensor) -> Tensor:
        """Contiguous planes in the layout that was asked for."""
        return planes.clone(memory_format=torch.channels_last) if self._last else planes


class Variation:
    """The variations of a recipe, on one set of images.

    Args:
        strong: whether there are entries to be varied strongly. It decides for all batches alike,
            so that no image depends on which others are in its batch.
    """

    def __init__(self, augment: Augment, normalisation: Normalisation, strong: bool) -> None:
        self._augment = augment
        self._normalisation = normalisation
        a = augment
        self._warps = strong or any((a.rotation, a.scale, a.translate, a.shear))
        self._recolours = strong or any((a.brightness, a.contrast, a.saturation, a.hue, a.grey))
        self._only_gathers = not (
            self._warps or self._recolours or a.blur or a.erasing or a.policy != "none"
        )

    def __call__(
        self, images: Tensor, rows: Tensor, draws: Draws, strong: NDArray[np.bool_] | None = None
    ) -> Tensor:
        """The images at ``rows``, varied and normalised.

        Args:
            images: uint8 [N, S, S, C].
            rows: int64 [B], on the same device.
            draws: the numbers of the B images.
            strong: [B], which of them are to be varied strongly.

        Returns:
            float32 [B, C, S, S].
        """
        if self._only_gathers:
            return self._normalisation.of_lines(gather(images, rows, draws, self._augment))
        planes = _planes(
            images.index_select(0, rows)
            if self._warps
            else gather(images, rows, draws, self._augment)
        )
        return self._normalisation.laid_out(self._varied(planes, draws, strong))

    def _varied(self, planes: Tensor, draws: Draws, strong: NDArray[np.bool_] | None) -> Tensor:
        augment, normalisation = self._augment, self._normalisation

        def reach(name: str) -> Reach:
            plain = float(getattr(augment, name))
            return plain if strong is None else np.where(strong, max(plain, STRONG[name]), plain)

        luma = mean_luma(planes) if self._recolours else None
        if self._warps:
            maps = drawn_maps(
                draws,
                augment,
                normalisation.size,
                rotation=reach("rotation"),
                scale=reach("scale"),
                translate=reach("translate"),
            )
            planes = warp(planes, maps)
        if augment.policy != "none":
            planes = apply_policy(planes, augment, draws)
            luma = mean_luma(planes) if self._recolours else None
        if augment.blur:
            planes = blur(planes, augment.blur * draws.uniform("blur"))
        if luma is None:
            planes = normalisation.of_planes(planes)
        else:
            change = drawn_recolouring(
                draws,
                planes.shape[1],
                brightness=reach("brightness"),
                contrast=reach("contrast"),
                saturation=reach("saturation"),
                hue=augment.hue,
                grey=augment.grey,
            )
            planes = recolour(planes, change, luma, normalisation.mean, normalisation.std)
        if augment.erasing:
            boxes = _erased(draws, augment.erasing, normalisation.size)
            # A product: to fill where a mask says takes ten times as long on a CPU.
            planes *= ~inside(boxes, normalisation.size, planes.device)[:, None]
        return planes


def _planes(pixels: Tensor) -> Tensor:
    """uint8 [B, S, S, C] -> float32 [B, C, S, S], contiguous: what works on planes is quickest."""
    # `clone`, since one channel counts as contiguous in either layout.
    return pixels.permute(0, 3, 1, 2).clone(memory_format=torch.contiguous_format).float()


def _erased(draws: Draws, share: float, size: int) -> NDArray[np.int64]:
    """Boxes (top, left, bottom, right) of random erasing; empty where nothing is: [B, 4].

    As Zhong et al. 2020 (arXiv 1708.04896), save that the ratio of the sides is drawn among those
    that fit into the image, evenly in its logarithm, instead of until one fits.
    """
    area = draws.uniform("erasing area", *_ERASED)
    low = np.log(np.maximum(_ERASED_RATIO[0], area))
    high = np.log(np.minimum(_ERASED_RATIO[1], 1 / area))
    ratio = np.exp(low + (high - low) * draws.uniform("erasing ratio"))
    erased = draws.chance("erasing", share)
    height, width = (
        np.where(erased, np.rint(size * np.sqrt(area * form)).clip(1, size), 0)
        for form in (ratio, 1 / ratio)
    )
    top = np.floor(draws.uniform("erasing y") * (size - height + 1))
    left = np.floor(draws.uniform("erasing x") * (size - width + 1))
    return np.stack([top, left, top + height, left + width], axis=1).astype(np.int64)


def preview(
    images: NDArray[np.uint8], augment: Augment, seed: int, epoch: int
) -> NDArray[np.uint8]:
    """Images as the network would see them in an epoch, mixing included, before normalisation.

    Args:
        images: uint8 [B, S, S, C]; the i-th varies as the i-th entry of a training set. What is
            erased takes the mean colour of them all.

    Returns:
        uint8 [B, S, S, C].
    """
    augment = strengthened(augment)
    mean = tuple(images.reshape(-1, images.shape[3]).mean(axis=0).tolist())
    cpu = torch.device("cpu")
    unscaled = Normalisation(images.shape[1], mean, (1.0,) * len(mean), cpu, channels_last=True)
    numbers = np.arange(len(images))
    varied = Variation(augment, unscaled, strong=False)(
        torch.from_numpy(images), torch.from_numpy(numbers), Draws(seed, epoch, numbers)
    )
    mixed = mix(varied, augment, seed, epoch, batch=0)
    pixels = (varied if mixed is None else mixed.images).permute(0, 2, 3, 1)
    return (pixels + torch.tensor(mean)).round_().clamp_(0, 255).byte().numpy()
