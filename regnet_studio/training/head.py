"""The last layer trained anew on balanced features: SMOTE for images too large for SMOTE.

The network learns the images as they are; then its last layer alone is trained again, on features
of the training images in which rare classes are filled up by SMOTE. Learning features and
classifier apart is "cRT" of Kang et al., ICLR 2020 (arXiv 1910.09217, section 4), where the
second stage repeats images of rare classes; making new ones between their features is ours.

The loop calls :func:`check_head` before the first epoch and :func:`retrain_head` after the last,
with the best weights in the network.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from regnet_studio.data import smote
from regnet_studio.data.balance import promised_counts
from regnet_studio.data.batches import SplitImages
from regnet_studio.recipe.tree import Balance
from regnet_studio.training.device import Device
from regnet_studio.training.features import FeatureImages

_READ_BATCH = 512
STEPS = 500
BATCH = 512
_LR = 0.01
_WEIGHT_DECAY = 1e-2


@dataclass(frozen=True)
class RetrainedHead:
    """What the second stage did."""

    features: int
    """Numbers by which an image is described."""
    before: tuple[int, ...]
    """Training images of each class."""
    after: tuple[int, ...]
    """Examples of each class on which the last layer was trained."""
    seconds: float


def check_head(
    layer: nn.Linear, balance: Balance, counts: NDArray[np.int64], classes: Sequence[str]
) -> None:
    """See before the training that :func:`retrain_head` can be done after it.

    Args:
        layer: the one that will be trained anew.
        counts: [K], training images of each class.

    Raises:
        DataMistake: a class has too few images, or the features would take too much memory.
    """
    promised = promised_counts(balance, counts)
    smote.refuse_few(balance, counts, promised, classes)
    smote.refuse_too_large(
        balance,
        smote.memory_needed(balance.method, counts, promised, layer.in_features, itemsize=4),
        int((promised - counts).sum()),
        f"times {layer.in_features} features",
        or_else="set balance.method to weighted",
    )


def last_linear(head: nn.Module) -> nn.Linear:
    """The layer of a network's head (``models.anatomy``) that gives the logits."""
    return [module for module in head.modules() if isinstance(module, nn.Linear)][-1]


def retrain_head(
    network: nn.Module,
    layer: nn.Linear,
    images: SplitImages | FeatureImages,
    balance: Balance,
    classes: Sequence[str],
    seed: int,
    device: Device,
) -> RetrainedHead:
    """Train a network's last layer anew, from weights drawn by ``seed``, on balanced features.

    Nothing else in the network changes, and the result does not depend on what the last layer was:
    done twice it is the same, on a CPU bit for bit.

    Args:
        network: with the weights to keep; changed in place.
        layer: the one of :func:`last_linear`, whose output are the network's logits.
        images: the training split, as the network takes it; read once, in order, without
            augmentation.
        balance: its method is SMOTE or of its kin.
        classes: names, in the order of their numbers.

    Raises:
        DataMistake: a class has too few images, or none from which the method can start.
    """
    start = time.perf_counter()
    features, labels = _features(network, layer, images, device)
    counts = np.bincount(labels, minlength=len(classes))
    promised = promised_counts(balance, counts)
    made, made_labels = smote.synthesize(balance, features, labels, promised, classes, seed)
    mean = torch.from_numpy(features.mean(axis=0))
    # One scale for all: a feature that hardly ever moves would be blown up by one of its own.
    scale = float(features.std()) or 1.0
    weight, bias = _fit(
        [torch.from_numpy(features), torch.from_numpy(made)],
        torch.from_numpy(np.concatenate([labels, made_labels])),
        (mean, scale),
        len(classes),
        seed,
        device.device,
    )
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return RetrainedHead(
        features.shape[1],
        tuple(counts.tolist()),
        tuple((counts + np.bincount(made_labels, minlength=len(classes))).tolist()),
        time.perf_counter() - start,
    )


@torch.inference_mode()
def _features(
    network: nn.Module, layer: nn.Linear, images: SplitImages | FeatureImages, device: Device
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """What the last layer is given for each image: [N, D], and the labels: [N]."""
    features = np.empty((images.count, layer.in_features), np.float32)
    labels = np.empty(images.count, np.int64)
    seen: list[Tensor] = []
    hook = layer.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    training = network.training
    network.eval()
    done = 0
    try:
        for batch in images.in_order(_READ_BATCH):
            with device.autocast():
                network(batch.images)
            rows = slice(done, done + len(batch.labels))
            features[rows] = seen.pop().float().cpu().numpy()
            labels[rows] = batch.labels.cpu().numpy()
            done += len(batch.labels)
    finally:
        hook.remove()
        network.train(training)
    return features[:done], labels[:done]  # without images that could not be read


def _fit(
    parts: list[Tensor],
    labels: Tensor,
    normal: tuple[Tensor, float],
    classes: int,
    seed: int,
    device: torch.device,
) -> tuple[Tensor, Tensor]:
    """Softmax regression by AdamW with a cosine: weight [K, D] and bias [K] for raw features.

    Learned on features less their mean over their scale, so that one learning rate suits all
    networks; both are then put into the weights.
    """
    mean, scale = normal
    draw = torch.Generator().manual_seed(seed)
    width = len(mean)
    weight = (torch.randn(classes, width, generator=draw) / math.sqrt(width)).to(device)
    weight.requires_grad_()
    bias = torch.zeros(classes, device=device, requires_grad=True)
    groups = [{"params": [weight]}, {"params": [bias], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=_LR, weight_decay=_WEIGHT_DECAY)
    course = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    given = len(parts[0])
    for _ in range(STEPS):
        rows = torch.randint(len(labels), (min(BATCH, len(labels)),), generator=draw)
        old = rows < given
        points = torch.empty(len(rows), width)
        points[old], points[~old] = parts[0][rows[old]], parts[1][rows[~old] - given]
        points = ((points - mean) / scale).to(device)
        loss = F.cross_entropy(F.linear(points, weight, bias), labels[rows].to(device))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        course.step()
    weight, bias = weight.detach() / scale, bias.detach()
    return weight, bias - weight @ mean.to(device)
