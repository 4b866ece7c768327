"""Logits divided by a temperature, so that their softmax means what it says."""

from __future__ import annotations

from torch import Tensor, nn


class Calibrated(nn.Module):
    """A network whose logits are divided by a temperature (Guo et al. 2017, arXiv 1706.04599).

    What it answers stays; how sure it is becomes what it may be. Logits are float32 [B, classes].
    """

    def __init__(self, network: nn.Module, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, images: Tensor) -> Tensor:
        return self.network(images).float() / self.temperature


def as_calibrated(network: nn.Module, temperature: float) -> nn.Module:
    """The network at that temperature: itself at 1."""
    return network if temperature == 1.0 else Calibrated(network, temperature)
