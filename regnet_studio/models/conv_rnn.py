"""Convolutional recurrent cells: the regulators of a self-regulated network.

A cell looks at the features X of a block and at what it remembers (H, and C for the LSTM), all of
N channels. Its convolution is the paper's efficient one (arXiv 2101.00590, section III-C) or the
full one. None has peepholes.
"""

from __future__ import annotations

import math
from typing import ClassVar, Literal, TypeAlias

import torch
from torch import Tensor, nn

from regnet_studio.models.fused_cell import fused, suits

State: TypeAlias = tuple[Tensor, ...]
"""What a cell remembers, H first: each float [B, N, S, S]."""
CellName = Literal["rnn", "gru", "lstm"]


class PairedConv(nn.Module):
    """The efficient convolution for several gates at once: [X, H] -> gates of N channels each.

    ``gate_g,i = K_g,i * (a_g,i x_i + b_g,i h_i) + bias_g,i`` with K a 3x3 kernel per channel: the
    paper's 2N channels in N groups 1x1, then N groups 3x3; 11 weights per gate and channel. A
    grouped convolution over ``cat([X, H])`` would pair x with x and h with h: here the pairs are
    explicit.
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
        nn.init.zeros_(self.bias)

    @property
    def bias(self) -> Tensor:
        """[G * N]."""
        assert self.depthwise.bias is not None
        return self.depthwise.bias

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


class FullConv(nn.Module):
    """The full convolution: every gate sees all channels of X and H through 3x3 filters."""

    def __init__(self, channels: int, gates: int) -> None:
        super().__init__()
        self.gates = gates
        self.conv = nn.Conv2d(2 * channels, gates * channels, 3, padding=1)
        nn.init.normal_(self.conv.weight, std=math.sqrt(1 / (9 * 2 * channels)))

    def forward(self, x: Tensor, h: Tensor) -> tuple[Tensor, ...]:
        """``x`` and ``h``: [B, N, H, W]; returns ``gates`` tensors [B, N, H, W]."""
        return self.conv(torch.cat([x, h.to(x.dtype)], dim=1)).chunk(self.gates, dim=1)


class Cell(nn.Module):
    """A regulator: features and state in, state out. Subclasses hold the equations.

    Args:
        channels: N, of the features and of the state.
        full: the full convolution instead of the efficient one.
    """

    name: ClassVar[CellName]
    memories: ClassVar[int] = 1
    """Tensors in the state."""
    gates: ClassVar[tuple[str, ...]]
    """Names of what :meth:`look` tells besides the state."""

    def __init__(self, channels: int, full: bool = False) -> None:
        super().__init__()
        self.channels, self.full = channels, full

    def _conv(self, gates: int) -> PairedConv | FullConv:
        return (FullConv if self.full else PairedConv)(self.channels, gates)

    def start(self, x: Tensor) -> State:
        """The empty memory for features like ``x``."""
        return tuple(torch.zeros_like(x) for _ in range(self.memories))

    def forward(self, x: Tensor, state: State | None = None) -> State:
        """The next state; without one before it, that of an empty memory.

        On a CPU the efficient cells take one fused pass (:mod:`fused_cell`); elsewhere, and where
        the operations are exported, torch's own operations.
        """
        convs = [conv for conv in self.children() if isinstance(conv, PairedConv)]
        if convs and suits(x):
            weights = ((c.mix_x, c.mix_h, c.depthwise.weight, c.bias) for c in convs)
            together = (torch.cat(parts) for parts in zip(*weights, strict=True))
            return fused(self.name, self.memories, x, state, *together)
        return self.look(x, self.start(x) if state is None else state)[0]

    def look(self, x: Tensor, state: State) -> tuple[State, tuple[Tensor, ...]]:
        """The next state, and the gates that led to it, by the equations."""
        raise NotImplementedError


class ConvLSTM(Cell):
    """Shi et al., arXiv 1506.04214, equation 3, without peepholes; state (H, C)."""

    name = "lstm"
    memories = 2
    gates = ("input", "forget", "output", "new")

    def __init__(self, channels: int, full: bool = False) -> None:
        super().__init__(channels, full)
        self.conv = self._conv(4)

    def look(self, x: Tensor, state: State) -> tuple[State, tuple[Tensor, ...]]:
        h, c = state
        i, f, o, g = self.conv(x, h)
        i, f, o, g = torch.sigmoid(i), torch.sigmoid(f), torch.sigmoid(o), torch.tanh(g)
        c = f * c + i * g
        return (o * torch.tanh(c), c), (i, f, o, g)


class ConvGRU(Cell):
    """Ballas et al., arXiv 1511.06432, equations 6-9; state (H,)."""

    name = "gru"
    gates = ("update", "reset", "new")

    def __init__(self, channels: int, full: bool = False) -> None:
        super().__init__(channels, full)
        self.conv_gates = self._conv(2)
        self.conv_candidate = self._conv(1)

    def look(self, x: Tensor, state: State) -> tuple[State, tuple[Tensor, ...]]:
        (h,) = state
        z, r = self.conv_gates(x, h)
        z, r = torch.sigmoid(z), torch.sigmoid(r)
        (new,) = self.conv_candidate(x, r * h)
        new = torch.tanh(new)
        return ((1 - z) * h + z * new,), (z, r, new)


class ConvRNN(Cell):
    """H = tanh(W * [X, H] + b) (arXiv 2101.00590, section III-B); state (H,)."""

    name = "rnn"
    gates = ()

    def __init__(self, channels: int, full: bool = False) -> None:
        super().__init__(channels, full)
        self.conv = self._conv(1)

    def look(self, x: Tensor, state: State) -> tuple[State, tuple[Tensor, ...]]:
        (new,) = self.conv(x, state[0])
        return (torch.tanh(new),), ()


CELLS: dict[CellName, type[Cell]] = {"rnn": ConvRNN, "gru": ConvGRU, "lstm": ConvLSTM}
