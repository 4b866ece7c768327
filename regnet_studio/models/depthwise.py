"""Depthwise convolutions that oneDNN has no fast bf16 kernel for."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SinglePrecisionConv2d(nn.Conv2d):
    """A convolution that computes in fp32 inside CPU autocast and gives what autocast would."""

    def forward(self, input: Tensor) -> Tensor:
        if not torch.is_autocast_enabled("cpu"):
            return super().forward(input)
        with torch.autocast("cpu", enabled=False):
            output = super().forward(input.float())
        return output.to(torch.get_autocast_dtype("cpu"))


def with_fast_depthwise(network: nn.Module) -> nn.Module:
    """Have a network's strided and large depthwise convolutions compute in fp32 under CPU autocast.

    In bf16 oneDNN sends those with a stride, or kernels larger than 3x3, through a reference
    kernel: with this MobileNetV2's training step at 96 px took 240 ms of CPU time instead of 471.
    Weights, their names and what is computed without autocast stay as they are.
    """
    for layer in network.modules():
        if type(layer) is nn.Conv2d and layer.groups == layer.in_channels > 1:
            strided, large = max(layer.stride) > 1, max(layer.kernel_size) > 3
            if strided or large:
                layer.__class__ = SinglePrecisionConv2d
    return network
