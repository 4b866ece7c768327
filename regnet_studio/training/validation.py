"""How well a network does on images that it does not learn from."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from regnet_studio.data.batches import SplitImages
from regnet_studio.training.device import Device, is_out_of_memory
from regnet_studio.training.features import FeatureImages

VALIDATION_BATCH = 512


@torch.inference_mode()
def validate(
    network: nn.Module, images: SplitImages | FeatureImages, device: Device
) -> tuple[float, float]:
    """Mean cross-entropy (without smoothing) and accuracy over a split.

    Args:
        network: put into evaluation mode. Where memory ends, it is shown fewer images at once.
        images: of a kind that the network takes.
    """
    network.eval()
    size = VALIDATION_BATCH
    while True:
        try:
            return _validated(network, images, device, size)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error) or size == 1:
                raise
        size = (size + 1) // 2


def _validated(
    network: nn.Module, images: SplitImages | FeatureImages, device: Device, size: int
) -> tuple[float, float]:
    sums, seen = torch.zeros(2, device=device.device), 0
    for batch in images.in_order(size):
        with device.autocast():
            logits = network(batch.images).float()
        loss = F.cross_entropy(logits, batch.labels, reduction="sum")
        sums += torch.stack([loss, (logits.argmax(dim=1) == batch.labels).sum()])
        seen += len(batch.labels)
    loss, correct = sums.tolist()
    return loss / seen, correct / seen
