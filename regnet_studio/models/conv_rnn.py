"""Convolutional recurrent cells: the regulators of a self-regulated network.

A cell looks at the features X of a block and at what it remembers (H, and C for the LSTM), all of
N channels. Its convolutions are the paper's efficient ones (arXiv 2101.00590): per gate and
channel, a 1x1 over the pair (x_i, h_i), then a 3x3 of that channel alone. A grouped convolution
over ``cat([X, H])`` would pair x with x and h with h: here the pairs are explicit.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


def _bias(conv: nn.Conv2d) -> Tensor:
    assert conv.bias is not None
    return conv.bias


State = tuple[Tensor, ...]


class PairedConv(nn.Module):
    """The efficient convolution for several gates at once: [X, H] -> gates of N channels each.

    ``gate_g,i = K_g,i * (a_g,i x_i + b_g,i h_i) + bias_g,i`` with K a 3x3 kernel per channel: the
    paper's 2N channels in N groups 1x1, then N groups 3x3; 11 weights per gate and channel.
    """

    def __init__(self, channels: int, gates: int) -> None:
        super().__init__()
        self.gates = gates
        self.mix_x = nn.Parameter(torch.empty(gates, channels))
        self.mix_h = nn.Parameter(torch.empty(gates, channels))
        outputs = gates * channels
        self.depthwise = nn.Conv2d(outputs, outputs, 3, padding=1, groups=outputs)
        # Variance kept through both: fan-ins of 2 and 9. (By fan-out, as for the other filters,
        # torch would take all channels for the fan of each and start the gates almost at zero.)
        nn.init.normal_(self.mix_x, std=math.sqrt(1 / 2))
        nn.init.normal_(self.mix_h, std=math.sqrt(1 / 2))
        nn.init.normal_(self.depthwise.weight, std=math.sqrt(1 / 9))
        nn.init.zeros_(_bias(self.depthwise))

    def forward(self, x: Tensor, h: Tensor) -> tuple[Tensor, ...]:
        """``x`` and ``h``: [B, N, H, W]; returns ``gates`` tensors [B, N, H, W]."""
        # In channels-last order the broadcast product lands where the depthwise kernel wants it,
        # with no copy: [B, H, W, 1, N] * [G, N] -> [B, H, W, G, N] = [B, H, W, G*N].
        x_last = x.permute(0, 2, 3, 1).unsqueeze(3)
        h_last = h.permute(0, 2, 3, 1).unsqueeze(3).to(x.dtype)
        mixed = torch.addcmul(
            h_last * self.mix_h.to(x.dtype), x_last, self.mix_x.to(x.dtype)
        ).flatten(3)
        return self.depthwise(mixed.permute(0, 3, 1, 2)).chunk(self.gates, dim=1)


class ConvLSTM(nn.Module):
    """Shi et al., arXiv 1506.04214, equation 3, without peepholes; state (H, C)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = PairedConv(channels, gates=4)

    def start(self, x: Tensor) -> State:
        """The empty memory for features like ``x``."""
        return torch.zeros_like(x), torch.zeros_like(x)

    def forward(self, x: Tensor, state: State) -> State:
        h, c = state
        i, f, o, g = self.conv(x, h)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


class ConvGRU(nn.Module):
    """Ballas et al., arXiv 1511.06432, equations 6-9; state (H,)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv_gates = PairedConv(channels, gates=2)
        self.conv_candidate = PairedConv(channels, gates=1)

    def start(self, x: Tensor) -> State:
        """The empty memory for features like ``x``."""
        return (torch.zeros_like(x),)

    def forward(self, x: Tensor, state: State) -> State:
        (h,) = state
        z, r = self.conv_gates(x, h)
        z, r = torch.sigmoid(z), torch.sigmoid(r)
        (candidate,) = self.conv_candidate(x, r * h)
        return ((1 - z) * h + z * torch.tanh(candidate),)
