"""The regulators' arithmetic as one pass over memory: machine code for CPUs, compiled by numba.

Written with torch's operations, a cell is nine tenths memory traffic: the gates of an image pass
through main memory a dozen times. Here each image's gates stay in the processor's cache, and are
computed anew for the backward pass instead of being kept. The equations are those of
:mod:`regnet_studio.models.conv_rnn`; the tests hold both together.

An image is a flat array [H * W * N], channels last; weights are repeated along a row of pixels, so
that every loop is a plain one over W * N numbers. H, W and N are constants of a compiled kernel:
only then does the compiler see that the nine taps of a filter do not overlap, and vectorise
(measured: 11 times faster).

Arguments of the kernels: images and states [B, H * W * N] in float32 or, as uint16, in bfloat16;
the weights flat, as :class:`conv_rnn.PairedConv` has them: ``pair_x``, ``pair_h`` and ``offset``
[G * N], ``kernel`` [G * N * 9]; and whether it is the first step, whose memory is empty: what is
passed as state is then not read, and gets no gradient. Gradients of weights are added to what is
there.

All in one file: numba, which keeps compiled kernels on disk, sees only changes of the file that a
kernel is in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic, overload

_FAST: Any = {"contract", "reassoc", "nsz", "arcp", "afn"}
"""Liberties of the compiler; not among them: that there is no infinity and no NaN."""
_scalar: Any = njit(fastmath=_FAST, error_model="numpy")
_part: Any = njit(inline="always", fastmath=_FAST, error_model="numpy")

_ONE, _TWO = np.float32(1), np.float32(2)

Kernel = Callable[..., None]


def _whole(function: Any) -> Any:
    """A kernel, kept on disk where numba finds a folder that it may write to."""
    options: Any = {"nogil": True, "fastmath": _FAST, "error_model": "numpy"}
    try:
        return njit(cache=True, **options)(function)
    except RuntimeError:  # it finds none: compiled anew in each process
        return njit(**options)(function)


@intrinsic
def _as_float(_: Any, bits: Any) -> Any:
    """The float32 with these bits."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


@_scalar
def _exp(x):
    """2^n times a polynomial (Cephes' expf): 2 units in the last place, and it vectorises."""
    x = np.float32(87) if x > np.float32(87) else x  # written so that NaN stays NaN
    x = np.float32(-87) if x < np.float32(-87) else x
    n = np.float32(np.floor(x * np.float32(1.44269504) + np.float32(0.5)))
    r = x - n * np.float32(0.693359375) + n * np.float32(2.12194440e-4)
    p = np.float32(1.9875691500e-4)
    p = p * r + np.float32(1.3981999507e-3)
    p = p * r + np.float32(8.3334519073e-3)
    p = p * r + np.float32(4.1665795894e-2)
    p = p * r + np.float32(1.6666665459e-1)
    p = p * r + np.float32(5.0000001201e-1)
    p = p * r * r + r + _ONE
    power = np.int32((np.int32(n) + np.int32(127)) << np.int32(23))
    return p * _as_float(power)  # pyright: ignore[reportCallIssue]


@_scalar
def _sigmoid(x):
    return _ONE / (_ONE + _exp(-x))


@_scalar
def _tanh(x):
    return _TWO / (_ONE + _exp(-_TWO * x)) - _ONE


def _load(source: Any, to: Any) -> None:
    """Copy an image into float32."""


@overload(_load, inline="always")
def _load_of(source: Any, to: Any) -> Any:
    if source.dtype == types.uint16:

        def bfloat16(source: Any, to: Any) -> None:
            bits = to.view(np.uint32)
            for i in range(source.size):
                bits[i] = np.uint32(source[i]) << np.uint32(16)

        return bfloat16

    def float32(source: Any, to: Any) -> None:
        for i in range(source.size):
            to[i] = source[i]

    return float32


@_part
def _recall(memory, image, first, to):
    """What the cell remembers of an image: nothing at the first step."""
    if first:
        for i in range(to.size):
            to[i] = np.float32(0)
    else:
        _load(memory[image], to)


def _store(source: Any, to: Any) -> None:
    """Copy float32 into an image, rounding to the nearest, ties to even."""


@overload(_store, inline="always")
def _store_of(source: Any, to: Any) -> Any:
    if to.dtype == types.uint16:

        def bfloat16(source: Any, to: Any) -> None:
            bits = source.view(np.uint32)
            for i in range(source.size):
                half = np.uint32(0x7FFF) + ((bits[i] >> np.uint32(16)) & np.uint32(1))
                to[i] = np.uint16((bits[i] + half) >> np.uint32(16))

        return bfloat16

    def float32(source: Any, to: Any) -> None:
        for i in range(source.size):
            to[i] = source[i]

    return float32


@_part
def _scratch(size):
    return np.empty(size, np.float32)


@_part
def _zeros(size):
    return np.zeros(size, np.float32)


@_part
def _along_rows(weights, gates, line, step):
    """One weight per gate and channel, repeated for every pixel of a row: [G * W * N]."""
    repeated = np.empty(gates * line, np.float32)
    for g in range(gates):
        for p in range(0, line, step):
            for n in range(step):
                repeated[g * line + p + n] = weights[g * step + n]
    return repeated


@_part
def _taps_along_rows(kernel, gates, line, step):
    """The nine taps of each gate and channel likewise: [G * 9 * W * N]."""
    repeated = np.empty(9 * gates * line, np.float32)
    for g in range(gates):
        for t in range(9):
            for p in range(0, line, step):
                for n in range(step):
                    repeated[(9 * g + t) * line + p + n] = kernel[9 * (g * step + n) + t]
    return repeated


@_part
def _add_rows(repeated, to, gates, line, step):
    """Add the gradients of all repetitions to that of the weight."""
    for g in range(gates):
        for p in range(0, line, step):
            for n in range(step):
                to[g * step + n] += repeated[g * line + p + n]


@_part
def _add_tap_rows(repeated, to, gates, line, step):
    for g in range(gates):
        for t in range(9):
            for p in range(0, line, step):
                for n in range(step):
                    to[9 * (g * step + n) + t] += repeated[(9 * g + t) * line + p + n]


@_part
def _mix(x, h, mix_x, mix_h, g, mixed, rows, line, step):
    """The pairs (x, h) of a gate, mixed, inside a frame of zeros of one pixel."""
    for y in range(rows):
        p, q = y * line, (y + 1) * (line + 2 * step) + step
        for j in range(line):
            mixed[q + j] = mix_x[g * line + j] * x[p + j] + mix_h[g * line + j] * h[p + j]


@_part
def _filter(mixed, taps, bias, g, gates, rows, line, step):
    """A gate before its nonlinearity: the 3x3 filter of each channel; framed like ``mixed``."""
    wide = line + 2 * step
    for y in range(rows):
        k, a, b, c = 9 * g * line, y * wide, (y + 1) * wide, (y + 2) * wide
        p = g * (rows + 2) * wide + b + step
        for j in range(line):
            gates[p + j] = (
                bias[g * line + j]
                + taps[k + j] * mixed[a + j]
                + taps[k + line + j] * mixed[a + step + j]
                + taps[k + 2 * line + j] * mixed[a + 2 * step + j]
                + taps[k + 3 * line + j] * mixed[b + j]
                + taps[k + 4 * line + j] * mixed[b + step + j]
                + taps[k + 5 * line + j] * mixed[b + 2 * step + j]
                + taps[k + 6 * line + j] * mixed[c + j]
                + taps[k + 7 * line + j] * mixed[c + step + j]
                + taps[k + 8 * line + j] * mixed[c + 2 * step + j]
            )


@_part
def _tap_sum(d, o, mixed, a, d_taps, k, line, step):
    """Add to the gradients of the nine taps what one row of pixels gives."""
    wide = line + 2 * step
    for j in range(line):
        d_taps[k + j] += d[o + j] * mixed[a + j]
        d_taps[k + line + j] += d[o + j] * mixed[a + step + j]
        d_taps[k + 2 * line + j] += d[o + j] * mixed[a + 2 * step + j]
        d_taps[k + 3 * line + j] += d[o + j] * mixed[a + wide + j]
        d_taps[k + 4 * line + j] += d[o + j] * mixed[a + wide + step + j]
        d_taps[k + 5 * line + j] += d[o + j] * mixed[a + wide + 2 * step + j]
        d_taps[k + 6 * line + j] += d[o + j] * mixed[a + 2 * wide + j]
        d_taps[k + 7 * line + j] += d[o + j] * mixed[a + 2 * wide + step + j]
        d_taps[k + 8 * line + j] += d[o + j] * mixed[a + 2 * wide + 2 * step + j]


@_part
def _tap_sums(d, o, mixed, a, d_taps, k, line, step):
    """The same for four rows at once: the sums are read and written a quarter as often."""
    wide = line + 2 * step
    for j in range(line):
        d_taps[k + j] += (
            d[o + j] * mixed[a + j]
            + d[o + wide + j] * mixed[a + wide + j]
            + d[o + 2 * wide + j] * mixed[a + 2 * wide + j]
            + d[o + 3 * wide + j] * mixed[a + 3 * wide + j]
        )
        d_taps[k + line + j] += (
            d[o + j] * mixed[a + step + j]
            + d[o + wide + j] * mixed[a + wide + step + j]
            + d[o + 2 * wide + j] * mixed[a + 2 * wide + step + j]
            + d[o + 3 * wide + j] * mixed[a + 3 * wide + step + j]
        )
        d_taps[k + 2 * line + j] += (
            d[o + j] * mixed[a + 2 * step + j]
            + d[o + wide + j] * mixed[a + wide + 2 * step + j]
            + d[o + 2 * wide + j] * mixed[a + 2 * wide + 2 * step + j]
            + d[o + 3 * wide + j] * mixed[a + 3 * wide + 2 * step + j]
        )
        d_taps[k + 3 * line + j] += (
            d[o + j] * mixed[a + wide + j]
            + d[o + wide + j] * mixed[a + 2 * wide + j]
            + d[o + 2 * wide + j] * mixed[a + 3 * wide + j]
            + d[o + 3 * wide + j] * mixed[a + 4 * wide + j]
        )
        d_taps[k + 4 * line + j] += (
            d[o + j] * mixed[a + wide + step + j]
            + d[o + wide + j] * mixed[a + 2 * wide + step + j]
            + d[o + 2 * wide + j] * mixed[a + 3 * wide + step + j]
            + d[o + 3 * wide + j] * mixed[a + 4 * wide + step + j]
        )
        d_taps[k + 5 * line + j] += (
            d[o + j] * mixed[a + wide + 2 * step + j]
            + d[o + wide + j] * mixed[a + 2 * wide + 2 * step + j]
            + d[o + 2 * wide + j] * mixed[a + 3 * wide + 2 * step + j]
            + d[o + 3 * wide + j] * mixed[a + 4 * wide + 2 * step + j]
        )
        d_taps[k + 6 * line + j] += (
            d[o + j] * mixed[a + 2 * wide + j]
            + d[o + wide + j] * mixed[a + 3 * wide + j]
            + d[o + 2 * wide + j] * mixed[a + 4 * wide + j]
            + d[o + 3 * wide + j] * mixed[a + 5 * wide + j]
        )
        d_taps[k + 7 * line + j] += (
            d[o + j] * mixed[a + 2 * wide + step + j]
            + d[o + wide + j] * mixed[a + 3 * wide + step + j]
            + d[o + 2 * wide + j] * mixed[a + 4 * wide + step + j]
            + d[o + 3 * wide + j] * mixed[a + 5 * wide + step + j]
        )
        d_taps[k + 8 * line + j] += (
            d[o + j] * mixed[a + 2 * wide + 2 * step + j]
            + d[o + wide + j] * mixed[a + 3 * wide + 2 * step + j]
            + d[o + 2 * wide + j] * mixed[a + 4 * wide + 2 * step + j]
            + d[o + 3 * wide + j] * mixed[a + 5 * wide + 2 * step + j]
        )


@_part
def _unfilter(d, g, taps, mixed, row, d_taps, d_bias, x, h, mix_x, mix_h, dx, dh,
              d_mix_x, d_mix_h, rows, line, step):  # fmt: skip
    """Backward through a gate's filter and mixture, from its gradient in the framed ``d``."""
    wide = line + 2 * step
    frame = g * (rows + 2) * wide
    k = 9 * g * line
    for y in range(rows):
        p, a, b, c = y * line, frame + y * wide, frame + (y + 1) * wide, frame + (y + 2) * wide
        for j in range(line):
            row[j] = (
                taps[k + 8 * line + j] * d[a + j]
                + taps[k + 7 * line + j] * d[a + step + j]
                + taps[k + 6 * line + j] * d[a + 2 * step + j]
                + taps[k + 5 * line + j] * d[b + j]
                + taps[k + 4 * line + j] * d[b + step + j]
                + taps[k + 3 * line + j] * d[b + 2 * step + j]
                + taps[k + 2 * line + j] * d[c + j]
                + taps[k + line + j] * d[c + step + j]
                + taps[k + j] * d[c + 2 * step + j]
            )
        for j in range(line):
            d_mix_x[g * line + j] += row[j] * x[p + j]
            d_mix_h[g * line + j] += row[j] * h[p + j]
        for j in range(line):
            dx[p + j] += row[j] * mix_x[g * line + j]
            dh[p + j] += row[j] * mix_h[g * line + j]
    for y in range(0, rows - 3, 4):
        _tap_sums(d, frame + (y + 1) * wide + step, mixed, y * wide, d_taps, k, line, step)
        o = frame + (y + 1) * wide + step
        for j in range(line):
            d_bias[g * line + j] += (
                d[o + j] + d[o + wide + j] + d[o + 2 * wide + j] + d[o + 3 * wide + j]
            )
    for y in range(rows - rows % 4, rows):
        o = frame + (y + 1) * wide + step
        _tap_sum(d, o, mixed, y * wide, d_taps, k, line, step)
        for j in range(line):
            d_bias[g * line + j] += d[o + j]


def _lstm(rows: int, width: int, step: int) -> tuple[Kernel, Kernel]:
    line, size, frame = width * step, rows * width * step, (rows + 2) * (width + 2) * step

    @_whole
    def forward(x_in, h_in, c_in, pair_x, pair_h, kernel, offset, first, h_out, c_out):
        mix_x = _along_rows(pair_x, 4, line, step)
        mix_h = _along_rows(pair_h, 4, line, step)
        taps = _taps_along_rows(kernel, 4, line, step)
        bias = _along_rows(offset, 4, line, step)
        x, h, c = _scratch(size), _scratch(size), _scratch(size)
        mixed, gates = _zeros(frame), _zeros(4 * frame)
        for image in range(x_in.shape[0]):
            _load(x_in[image], x)
            _recall(h_in, image, first, h)
            _recall(c_in, image, first, c)
            for g in range(4):
                if first and g == 1:  # nothing to forget
                    continue
                _mix(x, h, mix_x, mix_h, g, mixed, rows, line, step)
                _filter(mixed, taps, bias, g, gates, rows, line, step)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    i, f = _sigmoid(gates[q + j]), _sigmoid(gates[frame + q + j])
                    o, new = _sigmoid(gates[2 * frame + q + j]), _tanh(gates[3 * frame + q + j])
                    c[p + j] = f * c[p + j] + i * new
                    h[p + j] = o * _tanh(c[p + j])
            _store(h, h_out[image])
            _store(c, c_out[image])

    @_whole
    def backward(x_in, h_in, c_in, dh_out, dc_out, pair_x, pair_h, kernel, offset, first,
                 dx_in, dh_in, dc_in, sum_mix_x, sum_mix_h, sum_taps, sum_bias):  # fmt: skip
        mix_x = _along_rows(pair_x, 4, line, step)
        mix_h = _along_rows(pair_h, 4, line, step)
        taps = _taps_along_rows(kernel, 4, line, step)
        bias = _along_rows(offset, 4, line, step)
        d_mix_x, d_mix_h = np.zeros_like(mix_x), np.zeros_like(mix_h)
        d_taps, d_bias = np.zeros_like(taps), np.zeros_like(bias)
        x, h, c = _scratch(size), _scratch(size), _scratch(size)
        dh, dc, dx = _scratch(size), _scratch(size), _scratch(size)
        mixed, gates = _zeros(frame), _zeros(4 * frame)
        row = _scratch(line)
        for image in range(x_in.shape[0]):
            _load(x_in[image], x)
            _recall(h_in, image, first, h)
            _recall(c_in, image, first, c)
            _load(dh_out[image], dh)
            _load(dc_out[image], dc)
            for g in range(4):
                if first and g == 1:  # nothing to forget
                    continue
                _mix(x, h, mix_x, mix_h, g, mixed, rows, line, step)
                _filter(mixed, taps, bias, g, gates, rows, line, step)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    i, f = _sigmoid(gates[q + j]), _sigmoid(gates[frame + q + j])
                    o, new = _sigmoid(gates[2 * frame + q + j]), _tanh(gates[3 * frame + q + j])
                    t = _tanh(f * c[p + j] + i * new)
                    d = dc[p + j] + dh[p + j] * o * (_ONE - t * t)
                    gates[q + j] = d * new * i * (_ONE - i)
                    gates[frame + q + j] = d * c[p + j] * f * (_ONE - f)
                    gates[2 * frame + q + j] = dh[p + j] * t * o * (_ONE - o)
                    gates[3 * frame + q + j] = d * i * (_ONE - new * new)
                    dc[p + j] = d * f
            if not first:
                _store(dc, dc_in[image])
            for n in range(size):
                dx[n] = np.float32(0)
                dh[n] = np.float32(0)
            for g in range(4):
                if first and g == 1:  # nothing to forget
                    continue
                _mix(x, h, mix_x, mix_h, g, mixed, rows, line, step)
                _unfilter(gates, g, taps, mixed, row, d_taps, d_bias, x, h, mix_x, mix_h,
                          dx, dh, d_mix_x, d_mix_h, rows, line, step)  # fmt: skip
            _store(dx, dx_in[image])
            if not first:
                _store(dh, dh_in[image])
        _add_rows(d_mix_x, sum_mix_x, 4, line, step)
        _add_rows(d_mix_h, sum_mix_h, 4, line, step)
        _add_tap_rows(d_taps, sum_taps, 4, line, step)
        _add_rows(d_bias, sum_bias, 4, line, step)

    return forward, backward


def _gru(rows: int, width: int, step: int) -> tuple[Kernel, Kernel]:
    line, size, frame = width * step, rows * width * step, (rows + 2) * (width + 2) * step

    @_whole
    def forward(x_in, h_in, pair_x, pair_h, kernel, offset, first, h_out):
        mix_x = _along_rows(pair_x, 3, line, step)
        mix_h = _along_rows(pair_h, 3, line, step)
        taps = _taps_along_rows(kernel, 3, line, step)
        bias = _along_rows(offset, 3, line, step)
        x, h, read = _scratch(size), _scratch(size), _scratch(size)
        mixed, gates = _zeros(frame), _zeros(3 * frame)
        for image in range(x_in.shape[0]):
            _load(x_in[image], x)
            _recall(h_in, image, first, h)
            for g in range(1 if first else 2):  # nothing to reset
                _mix(x, h, mix_x, mix_h, g, mixed, rows, line, step)
                _filter(mixed, taps, bias, g, gates, rows, line, step)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    read[p + j] = _sigmoid(gates[frame + q + j]) * h[p + j]
            _mix(x, read, mix_x, mix_h, 2, mixed, rows, line, step)
            _filter(mixed, taps, bias, 2, gates, rows, line, step)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    z = _sigmoid(gates[q + j])
                    h[p + j] = (_ONE - z) * h[p + j] + z * _tanh(gates[2 * frame + q + j])
            _store(h, h_out[image])

    @_whole
    def backward(x_in, h_in, dh_out, pair_x, pair_h, kernel, offset, first,
                 dx_in, dh_in, sum_mix_x, sum_mix_h, sum_taps, sum_bias):  # fmt: skip
        mix_x = _along_rows(pair_x, 3, line, step)
        mix_h = _along_rows(pair_h, 3, line, step)
        taps = _taps_along_rows(kernel, 3, line, step)
        bias = _along_rows(offset, 3, line, step)
        d_mix_x, d_mix_h = np.zeros_like(mix_x), np.zeros_like(mix_h)
        d_taps, d_bias = np.zeros_like(taps), np.zeros_like(bias)
        x, h, read = _scratch(size), _scratch(size), _scratch(size)
        dh, dx, d_read = _scratch(size), _scratch(size), _scratch(size)
        mixed, gates = _zeros(frame), _zeros(3 * frame)
        row = _scratch(line)
        for image in range(x_in.shape[0]):
            _load(x_in[image], x)
            _recall(h_in, image, first, h)
            _load(dh_out[image], dh)
            for g in range(1 if first else 2):  # nothing to reset
                _mix(x, h, mix_x, mix_h, g, mixed, rows, line, step)
                _filter(mixed, taps, bias, g, gates, rows, line, step)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    gates[frame + q + j] = _sigmoid(gates[frame + q + j])
                    read[p + j] = gates[frame + q + j] * h[p + j]
                    dx[p + j] = np.float32(0)
                    d_read[p + j] = np.float32(0)
            _mix(x, read, mix_x, mix_h, 2, mixed, rows, line, step)
            _filter(mixed, taps, bias, 2, gates, rows, line, step)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    z, new = _sigmoid(gates[q + j]), _tanh(gates[2 * frame + q + j])
                    gates[q + j] = dh[p + j] * (new - h[p + j]) * z * (_ONE - z)
                    gates[2 * frame + q + j] = dh[p + j] * z * (_ONE - new * new)
                    dh[p + j] = dh[p + j] * (_ONE - z)
            _unfilter(gates, 2, taps, mixed, row, d_taps, d_bias, x, read, mix_x, mix_h,
                      dx, d_read, d_mix_x, d_mix_h, rows, line, step)  # fmt: skip
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    r = gates[frame + q + j]
                    gates[frame + q + j] = d_read[p + j] * h[p + j] * r * (_ONE - r)
                    dh[p + j] += d_read[p + j] * r
            for g in range(1 if first else 2):  # nothing to reset
                _mix(x, h, mix_x, mix_h, g, mixed, rows, line, step)
                _unfilter(gates, g, taps, mixed, row, d_taps, d_bias, x, h, mix_x, mix_h,
                          dx, dh, d_mix_x, d_mix_h, rows, line, step)  # fmt: skip
            _store(dx, dx_in[image])
            if not first:
                _store(dh, dh_in[image])
        _add_rows(d_mix_x, sum_mix_x, 3, line, step)
        _add_rows(d_mix_h, sum_mix_h, 3, line, step)
        _add_tap_rows(d_taps, sum_taps, 3, line, step)
        _add_rows(d_bias, sum_bias, 3, line, step)

    return forward, backward


def _rnn(rows: int, width: int, step: int) -> tuple[Kernel, Kernel]:
    line, size, frame = width * step, rows * width * step, (rows + 2) * (width + 2) * step

    @_whole
    def forward(x_in, h_in, pair_x, pair_h, kernel, offset, first, h_out):
        mix_x = _along_rows(pair_x, 1, line, step)
        mix_h = _along_rows(pair_h, 1, line, step)
        taps = _taps_along_rows(kernel, 1, line, step)
        bias = _along_rows(offset, 1, line, step)
        x, h, gate = _scratch(size), _scratch(size), _zeros(frame)
        mixed = _zeros(frame)
        for image in range(x_in.shape[0]):
            _load(x_in[image], x)
            _recall(h_in, image, first, h)
            _mix(x, h, mix_x, mix_h, 0, mixed, rows, line, step)
            _filter(mixed, taps, bias, 0, gate, rows, line, step)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    h[p + j] = _tanh(gate[q + j])
            _store(h, h_out[image])

    @_whole
    def backward(x_in, h_in, dh_out, pair_x, pair_h, kernel, offset, first,
                 dx_in, dh_in, sum_mix_x, sum_mix_h, sum_taps, sum_bias):  # fmt: skip
        mix_x = _along_rows(pair_x, 1, line, step)
        mix_h = _along_rows(pair_h, 1, line, step)
        taps = _taps_along_rows(kernel, 1, line, step)
        bias = _along_rows(offset, 1, line, step)
        d_mix_x, d_mix_h = np.zeros_like(mix_x), np.zeros_like(mix_h)
        d_taps, d_bias = np.zeros_like(taps), np.zeros_like(bias)
        x, h, gate = _scratch(size), _scratch(size), _zeros(frame)
        dx, dh = _scratch(size), _scratch(size)
        mixed, row = _zeros(frame), _scratch(line)
        for image in range(x_in.shape[0]):
            _load(x_in[image], x)
            _recall(h_in, image, first, h)
            _load(dh_out[image], dh)
            _mix(x, h, mix_x, mix_h, 0, mixed, rows, line, step)
            _filter(mixed, taps, bias, 0, gate, rows, line, step)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    new = _tanh(gate[q + j])
                    gate[q + j] = dh[p + j] * (_ONE - new * new)
                    dx[p + j] = np.float32(0)
                    dh[p + j] = np.float32(0)
            _unfilter(gate, 0, taps, mixed, row, d_taps, d_bias, x, h, mix_x, mix_h,
                      dx, dh, d_mix_x, d_mix_h, rows, line, step)  # fmt: skip
            _store(dx, dx_in[image])
            if not first:
                _store(dh, dh_in[image])
        _add_rows(d_mix_x, sum_mix_x, 1, line, step)
        _add_rows(d_mix_h, sum_mix_h, 1, line, step)
        _add_tap_rows(d_taps, sum_taps, 1, line, step)
        _add_rows(d_bias, sum_bias, 1, line, step)

    return forward, backward


_CELLS = {"lstm": _lstm, "gru": _gru, "rnn": _rnn}


@cache
def kernels(cell: str, height: int, width: int, channels: int) -> tuple[Kernel, Kernel]:
    """The forward and the backward kernel of a cell for images of this shape.

    Compiled at their first call (seconds; kept on disk by numba).
    """
    return _CELLS[cell](height, width, channels)
