"""Heat maps: where in an image a network saw a class.

Grad-CAM (Selvaraju et al., arXiv 1610.02391, equations 1 and 2) and integrated gradients
(Sundararajan et al., arXiv 1703.01365, equation 1), both by captum. They are computed in single
precision, whatever the run's, and leave the network exactly as it was.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from regnet_studio.data.augment import Normalisation
from regnet_studio.errors import RunMistake, UserMistake, nearest
from regnet_studio.evaluation.classifier import Classifier
from regnet_studio.models.anatomy import Anatomy
from regnet_studio.models.catalogue import run_on_shapes
from regnet_studio.models.conv_rnn import Cell, State
from regnet_studio.models.registry import Shape, anatomy

METHODS = ("grad_cam", "integrated_gradients")
STEPS = 32
"""Points between the mean colour and the image at which gradients are integrated."""
_PIXELS = 64 * 64 * 64
"""Of the images whose activations are held at a time: 64 of 64 px, 5 of 224 px."""
_BRIGHTEST = 99.5
"""Per cent of an image's pixels below full heat, with integrated gradients: a few pixels with
extreme gradients would leave the others black."""

OnProgress = Callable[[int, int], None]
Heat = NDArray[np.float32]


def heat_maps(
    classifier: Classifier,
    images: NDArray[np.uint8],
    targets: NDArray[np.int64],
    method: str = "grad_cam",
    on_progress: OnProgress | None = None,
) -> Heat:
    """Where each image speaks for a class, to the network (asked for one view of it).

    Args:
        images: uint8 [n, S, S, C] at the card's size.
        targets: [n], numbers of classes.
        method: ``grad_cam``: the last layer that still has places, as fine as that is.
            ``integrated_gradients``: pixel by pixel, whatever its sign, against an image of the
            mean colour.
        on_progress: called with (done, n); it may raise to give up.

    Returns:
        [n, S, S], 0..1; the hottest place of an image is 1, one that nowhere speaks for the class
        is 0 all over.

    Raises:
        UserMistake: captum is not installed, there is no such method, or Grad-CAM finds no layer
            in the network that has places.
    """
    if method not in METHODS:
        raise UserMistake(
            f"no method '{method}' (there are: {', '.join(METHODS)}){nearest(method, METHODS)}"
        )
    if importlib.util.find_spec("captum") is None:
        raise UserMistake(
            "heat maps need captum, which is not installed; "
            'pip install "regnet-studio[explain]" and try again'
        )
    card, device = classifier.card, classifier.device
    normal = Normalisation(
        card.size, card.mean, card.std, device.device, channels_last=device.channels_last
    )
    held = max(1, _PIXELS // card.size**2)
    many = held if method == "grad_cam" else max(1, held // STEPS)
    heat = np.zeros(images.shape[:3], np.float32)
    with still(classifier.network), ExitStack() as window:
        if method == "grad_cam":
            explain = partial(_grad_cam, classifier.network, _window(classifier, window))
        else:
            explain = partial(_integrated_gradients, classifier.network, held)
        for start in range(0, len(images), many):
            part = slice(start, start + many)
            pixels = torch.from_numpy(np.array(images[part])).to(device.device)
            asked = torch.from_numpy(targets[part]).to(device.device)
            heat[part] = explain(normal.of_lines(pixels), asked).cpu().numpy()
            if on_progress is not None:
                on_progress(min(start + many, len(images)), len(images))
    return heat


def overlaid(image: NDArray[np.uint8], heat: Heat) -> NDArray[np.uint8]:
    """An image with its heat laid over it: the hotter, the more of its colour.

    Args:
        image: uint8 [H, W, 1 or 3].
        heat: [S, S], 0..1; brought to the image's size.

    Returns:
        uint8 [H, W, 3].
    """
    height, width, channels = image.shape
    if heat.shape != (height, width):
        scaled = Image.fromarray(heat).resize((width, height), Image.Resampling.BILINEAR)
        heat = np.asarray(scaled)
    shown = image.repeat(3, axis=2) if channels == 1 else image
    colours = _colours()[np.rint(255 * heat.clip(0, 1)).astype(np.uint8)]
    share = 0.35 + 0.35 * heat[:, :, None].clip(0, 1)
    return np.rint((1 - share) * shown + share * colours).astype(np.uint8)


def last_places(classifier: Classifier) -> str:
    """Path of the last module whose output has places: [B, C, h, w] of more than one place.

    Not the stem, which sees too little to speak for a class, where that is all there is: the
    tokens of a vision transformer are handled by :func:`heat_maps` apart.

    Raises:
        RunMistake: there is none.
    """
    network, card = classifier.network, classifier.card
    parts = anatomy(card.model.name, network)
    stem = parts.stages[0] if len(parts.stages) > 1 else ()
    found = ""

    def watch(path: str) -> Callable[..., None]:
        def note(_: nn.Module, __: object, out: object) -> None:
            nonlocal found
            if isinstance(out, Tensor) and out.ndim == 4 and out.shape[2] * out.shape[3] > 1:
                found = path

        return note

    with ExitStack() as hooks:
        for path, module in network.named_modules():
            if path and not _lies_in(path, stem):
                hooks.enter_context(module.register_forward_hook(watch(path)))
        with torch.no_grad():
            run_on_shapes(network, Shape(len(card.classes), card.channels, card.size))
    if not found:
        raise RunMistake(
            f"{card.model.name}: none of its layers after the first has places in an image of "
            f"{card.size} px, which Grad-CAM needs; take integrated_gradients instead"
        )
    return found


def _lies_in(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(f"{place}.") for place in places)


def _window(classifier: Classifier, hooks: ExitStack) -> nn.Module:
    """A module whose output is what Grad-CAM looks at: [B, C, h, w]. Open as long as ``hooks``."""
    network = classifier.network
    parts = anatomy(classifier.card.model.name, network)
    if (tokens := _tokens_of(network, parts)) is None:
        return network.get_submodule(last_places(classifier))
    window = nn.Identity()

    def through(_: nn.Module, __: object, out: Tensor) -> Tensor:
        # The class token has no place; the others lie row by row.
        side = round((out.shape[1] - 1) ** 0.5)
        places = window(out[:, 1:].transpose(1, 2).unflatten(2, (side, side)))
        return torch.cat([out[:, :1], places.flatten(2).transpose(1, 2)], dim=1)

    hooks.enter_context(tokens.register_forward_hook(through))
    return window


def _tokens_of(network: nn.Module, parts: Anatomy) -> nn.Module | None:
    """Of a ViT the norm before the last attention; None: of another family.

    After that attention only the class token counts: the others' gradients are zero.
    """
    if type(network).__name__ != "VisionTransformer" or not hasattr(network, "conv_proj"):
        return None  # torchvision's; told by name, for to import it takes seconds
    return network.get_submodule(f"{parts.stages[-1][0]}.ln_1")


@contextmanager
def still(network: nn.Module) -> Iterator[None]:
    """The network in evaluation mode, with gradients, its regulators as the equations have them.

    The fused kernels give gradients as well, but in single precision each stage of a network that
    was trained in half precision would be compiled anew, for ten seconds and more.
    """
    modes = {module: module.training for module in network.modules()}
    cells = [module for module in modes if isinstance(module, Cell)]
    try:
        network.eval()
        for cell in cells:
            # An attribute of the instance: it goes before the class's forward until it is deleted.
            cell.__dict__["forward"] = partial(_as_written, cell)
        with torch.inference_mode(False), torch.enable_grad():
            yield
    finally:
        for cell in cells:
            cell.__dict__.pop("forward", None)
        for module, mode in modes.items():
            module.training = mode


def _as_written(cell: Cell, x: Tensor, state: State | None = None) -> State:
    return cell.look(x, cell.start(x) if state is None else state)[0]


def _grad_cam(network: nn.Module, layer: nn.Module, images: Tensor, targets: Tensor) -> Tensor:
    """[n, S, S], 0..1."""
    from captum.attr import LayerGradCam

    made: Any = LayerGradCam(network, layer).attribute(
        images.requires_grad_(), targets, relu_attributions=True
    )
    side = images.shape[-1]
    heat = F.interpolate(made.detach(), (side, side), mode="bilinear")[:, 0]
    return _to_one(heat, heat.flatten(1).amax(dim=1))


def _integrated_gradients(network: nn.Module, held: int, images: Tensor, targets: Tensor) -> Tensor:
    """[n, S, S], 0..1."""
    made = integrated(network, images, targets, held)
    heat = made.abs().sum(dim=1)
    flat = heat.flatten(1)
    bright = torch.quantile(flat, _BRIGHTEST / 100, dim=1)
    return _to_one(heat, torch.where(bright > 0, bright, flat.amax(dim=1)))


def integrated(network: nn.Module, images: Tensor, targets: Tensor, held: int) -> Tensor:
    """Integrated gradients of the targets' logits, [n, C, S, S]: over an image they sum to what
    the logit is above that of the mean colour, but for the error of the integration.

    Args:
        images: float32 [n, C, S, S], normalised.
        targets: int64 [n].
        held: images that pass at a time.
    """
    from captum.attr import IntegratedGradients

    made: Any = IntegratedGradients(network).attribute(
        images, target=targets, n_steps=STEPS, internal_batch_size=max(held, len(images))
    )
    return made.detach().float()


def _to_one(heat: Tensor, full: Tensor) -> Tensor:
    """Heat [n, S, S] with ``full`` [n] as 1, cut there; without heat it stays 0."""
    full = full[:, None, None]
    return torch.where(full > 0, heat / full.clamp_min(1e-30), heat).clamp(0, 1)


@cache
def _colours() -> NDArray[np.float32]:
    """The colours of heat 0..255: [256, 3], 0..255; equally dark steps, told apart by all."""
    from matplotlib import colormaps

    table = colormaps["inferno"](np.arange(256))[:, :3]
    return (255 * table).astype(np.float32)
