"""The cells against a slow transcription of their equations, channel by channel."""

from __future__ import annotations

from typing import TypeVar

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from regnet_studio.models.conv_rnn import (
    CELLS,
    Cell,
    ConvGRU,
    ConvLSTM,
    ConvRNN,
    FullConv,
    PairedConv,
)

N, H, W = 3, 5, 4
Network = TypeVar("Network", bound=nn.Module)
EVERY_CELL = list(CELLS.values())


def close(a: Tensor, b: Tensor) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=1e-10)


def tensors(*shapes: tuple[int, ...], seed: int = 0) -> list[Tensor]:
    draw = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=draw, dtype=torch.float64) for shape in shapes]


def scrambled(cell: Network, seed: int = 1) -> Network:
    """The cell in double precision, all its parameters (biases too) drawn at random."""
    draw = torch.Generator().manual_seed(seed)
    for parameter in cell.double().parameters():
        parameter.data = torch.randn(parameter.shape, generator=draw, dtype=torch.float64)
    return cell


def gate(conv: PairedConv, number: int, x: Tensor, h: Tensor) -> Tensor:
    """One gate: per channel a 1x1 over the pair (x_i, h_i), then a 3x3 of that channel alone."""
    channels = x.shape[1]
    bias = conv.depthwise.bias
    assert bias is not None
    out = []
    for i in range(channels):
        pair = torch.stack([x[:, i], h[:, i]], dim=1)  # [B, 2, H, W]
        one = torch.stack([conv.mix_x[number, i], conv.mix_h[number, i]]).view(1, 2, 1, 1)
        row = number * channels + i
        kernel = conv.depthwise.weight[row].view(1, 1, 3, 3)
        out.append(F.conv2d(F.conv2d(pair, one), kernel, bias[row : row + 1], padding=1))
    return torch.cat(out, dim=1)


def test_the_gates_are_as_written() -> None:
    conv = scrambled(PairedConv(N, gates=4))
    x, h = tensors((2, N, H, W), (2, N, H, W))
    gates = conv(x, h)
    assert len(gates) == 4
    for number, value in enumerate(gates):
        assert value.shape == (2, N, H, W)
        close(value, gate(conv, number, x, h))


def test_a_3x3_is_the_weighted_sum_of_its_neighbours() -> None:
    """The same once more without any convolution, for a pixel inside and one in the corner."""
    conv = scrambled(PairedConv(N, gates=2))
    bias = conv.depthwise.bias
    assert bias is not None
    x, h = tensors((1, N, H, W), (1, N, H, W))
    gates = conv(x, h)
    for g in range(2):
        for i in range(N):
            for row, column in ((2, 1), (0, 0), (H - 1, W - 1)):
                total = bias[g * N + i].item()
                for dy in (-1, 0, 1):
                    for dx in (-1, 0, 1):
                        y, z = row + dy, column + dx
                        if 0 <= y < H and 0 <= z < W:
                            mixed = (
                                conv.mix_x[g, i] * x[0, i, y, z] + conv.mix_h[g, i] * h[0, i, y, z]
                            )
                            kernel = conv.depthwise.weight[g * N + i, 0, dy + 1, dx + 1]
                            total += (kernel * mixed).item()
                assert abs(gates[g][0, i, row, column].item() - total) < 1e-10


@settings(deadline=None, max_examples=15)
@given(
    st.integers(1, 5), st.integers(1, 6), st.integers(1, 6), st.integers(1, 3), st.integers(0, 99)
)
def test_lstm_is_equation_3(channels: int, height: int, width: int, batch: int, seed: int) -> None:
    cell = scrambled(ConvLSTM(channels), seed)
    x, h, c = tensors(*[(batch, channels, height, width)] * 3, seed=seed + 1)
    assert isinstance(cell.conv, PairedConv)
    i, f, o, g = (gate(cell.conv, number, x, h) for number in range(4))
    memory = f.sigmoid() * c + i.sigmoid() * g.tanh()
    got_h, got_c = cell(x, (h, c))
    close(got_c, memory)
    close(got_h, o.sigmoid() * memory.tanh())


@settings(deadline=None, max_examples=15)
@given(
    st.integers(1, 5), st.integers(1, 6), st.integers(1, 6), st.integers(1, 3), st.integers(0, 99)
)
def test_gru_is_equations_6_to_9(
    channels: int, height: int, width: int, batch: int, seed: int
) -> None:
    cell = scrambled(ConvGRU(channels), seed)
    x, h = tensors(*[(batch, channels, height, width)] * 2, seed=seed + 1)
    assert isinstance(cell.conv_gates, PairedConv)
    assert isinstance(cell.conv_candidate, PairedConv)
    z = gate(cell.conv_gates, 0, x, h).sigmoid()
    r = gate(cell.conv_gates, 1, x, h).sigmoid()
    candidate = gate(cell.conv_candidate, 0, x, r * h).tanh()
    (got,) = cell(x, (h,))
    close(got, (1 - z) * h + z * candidate)


def test_rnn_is_a_tanh_of_one_gate() -> None:
    cell = scrambled(ConvRNN(N))
    x, h = tensors((2, N, H, W), (2, N, H, W))
    assert isinstance(cell.conv, PairedConv)
    (got,) = cell(x, (h,))
    close(got, gate(cell.conv, 0, x, h).tanh())


def full_gate(conv: FullConv, number: int, x: Tensor, h: Tensor) -> Tensor:
    """One gate of the full convolution: each filter over all of X, then over all of H."""
    channels = x.shape[1]
    rows = slice(number * channels, (number + 1) * channels)
    weight, bias = conv.conv.weight[rows], conv.conv.bias
    assert bias is not None
    of_x = F.conv2d(x, weight[:, :channels], padding=1)
    return of_x + F.conv2d(h, weight[:, channels:], bias[rows], padding=1)


def test_the_full_convolution_sees_all_channels() -> None:
    cell = scrambled(ConvLSTM(N, full=True))
    assert isinstance(cell.conv, FullConv)
    x, h, c = tensors(*[(2, N, H, W)] * 3)
    i, f, o, g = (full_gate(cell.conv, number, x, h) for number in range(4))
    memory = f.sigmoid() * c + i.sigmoid() * g.tanh()
    got_h, got_c = cell(x, (h, c))
    close(got_c, memory)
    close(got_h, o.sigmoid() * memory.tanh())


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("kind", EVERY_CELL)
def test_gradients_are_those_of_finite_differences(kind: type[Cell], full: bool) -> None:
    cell = scrambled(kind(2, full))
    x, *state = tensors(*[(1, 2, 3, 3)] * (1 + cell.memories))

    def run(*inputs: Tensor) -> tuple[Tensor, ...]:
        return cell(inputs[0], inputs[1 : 1 + cell.memories])

    inputs = [tensor.requires_grad_() for tensor in (x, *state)]
    assert torch.autograd.gradcheck(run, (*inputs, *cell.parameters()), atol=1e-6)


@pytest.mark.parametrize("kind", EVERY_CELL)
def test_a_look_tells_the_gates_and_the_same_state(kind: type[Cell]) -> None:
    cell = scrambled(kind(N))
    x, *state = tensors(*[(2, N, H, W)] * (1 + cell.memories))
    told, gates = cell.look(x, tuple(state))
    assert len(gates) == len(cell.gates)
    for a, b in zip(told, cell(x, tuple(state)), strict=True):
        close(a, b)
    for name, value in zip(cell.gates, gates, strict=True):
        assert value.min() >= (-1 if name == "new" else 0)
        assert value.max() <= 1


@pytest.mark.parametrize("source", ["x", "h"])
def test_every_gate_mixes_both_and_only_its_own_channel(source: str) -> None:
    """The trap of facts.md: a grouped convolution over cat([X, H]) pairs x with x, h with h."""
    conv = scrambled(PairedConv(N, gates=4))
    x, h = tensors((1, N, H, W), (1, N, H, W))
    before = conv(x, h)
    for channel in range(N):
        moved = {"x": x.clone(), "h": h.clone()}
        moved[source][0, channel, 2, 2] += 1
        for old, new in zip(before, conv(moved["x"], moved["h"]), strict=True):
            changed = (old - new).abs().amax(dim=(0, 2, 3)) > 1e-6
            assert changed.tolist() == [i == channel for i in range(N)]
            # A 3x3 sees its neighbours and no further.
            reach = (old - new)[0, channel].abs() > 1e-12
            assert reach[1:4, 1:4].all()
            assert reach.sum() == 9


@pytest.mark.parametrize("cell", EVERY_CELL)
def test_the_memory_starts_empty_and_keeps_its_shape(cell: type[Cell]) -> None:
    network = scrambled(cell(N))
    (x,) = tensors((2, N, H, W))
    state = network.start(x)
    assert all(part.shape == x.shape and not part.any() for part in state)
    after = network(x, state)
    assert len(after) == len(state) == network.memories
    for a, b in zip(network(x), after, strict=True):  # no state is an empty one
        close(a, b)
    assert all(part.shape == x.shape and part.dtype == x.dtype for part in after)


@pytest.mark.parametrize("cell", EVERY_CELL)
def test_memory_layout_changes_no_number(cell: type[Cell]) -> None:
    network = scrambled(cell(4))
    (x,) = tensors((2, 4, H, W))
    state = tuple(tensors(*[x.shape] * len(network.start(x)), seed=1))
    last = network(x.contiguous(memory_format=torch.channels_last), state)
    for a, b in zip(network(x, state), last, strict=True):
        close(a, b)


@pytest.mark.parametrize(("cell", "gates"), [(ConvLSTM, 4), (ConvGRU, 3), (ConvRNN, 1)])
def test_a_gate_costs_twelve_numbers_a_channel(cell: type[Cell], gates: int) -> None:
    """2 for the pair, 9 for the 3x3, and a bias."""
    assert sum(p.numel() for p in cell(16).parameters()) == gates * 16 * 12


def test_an_h_of_lower_precision_is_taken() -> None:
    conv = PairedConv(N, gates=1)
    x, h = (t.float() for t in tensors((1, N, H, W), (1, N, H, W)))
    with torch.autocast("cpu", torch.bfloat16):
        (out,) = conv(x.bfloat16(), h)
    (truth,) = conv(x, h)
    torch.testing.assert_close(out.float(), truth, rtol=0.05, atol=0.05)
