"""The regulators' arithmetic as one pass over memory: machine code for CPUs, compiled by numba.

Written with torch's operations, a cell is nine tenths memory traffic: the gates of an image pass
through main memory a dozen times. Here each image's gates stay in the processor's cache, and are
computed anew for the backward pass instead of being kept. The equations are those of
:mod:`regnet_studio.models.conv_rnn`; the tests hold both together.

An image is a flat array [H * W * N], channels last; weights are repeated along a row of pixels, so
that every loop is a plain one over W * N numbers. H, W and N are constants of a compiled kernel:
only then does the compiler see that the nine taps of a filter do not overlap, and vectorise
(measured: 11 times faster).

Filters go over four rows of pixels at once: each number that they need is then read for all four
(twice as fast). Where H is no multiple of four, rows of zeros are added below.

Arguments of the kernels: images and states [B, H * W * N] in float32 or, as uint16, in bfloat16;
the weights flat and repeated for every pixel of a row: ``mix_x``, ``mix_h`` and ``bias``
[G * W * N], ``taps`` [G * 9 * W * N]; and whether it is the first step, whose memory is empty: what
is passed as state is then not read, and gets no gradient. Gradients of weights, repeated likewise,
are added to what is there.

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
from numba.core import event
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
def _two_to(x):
    """2^x: that of the whole part by its bits, that of the rest by a polynomial (minimax, 1e-7)."""
    x = np.float32(125) if x > np.float32(125) else x  # written so that NaN stays NaN
    x = np.float32(-125) if x < np.float32(-125) else x
    n = np.float32(np.floor(x + np.float32(0.5)))
    r = x - n
    p = np.float32(1.32765e-3) * r + np.float32(9.67554e-3)
    p = p * r + np.float32(5.550713e-2)
    p = p * r + np.float32(0.2402212)
    p = p * r + np.float32(0.69314697)
    p = p * r + np.float32(1.00000007)
    power = np.int32((np.int32(n) + np.int32(127)) << np.int32(23))
    return p * _as_float(power)  # pyright: ignore[reportCallIssue]


@_scalar
def _sigmoid(x):
    return _ONE / (_ONE + _two_to(np.float32(-1.44269504) * x))


@_scalar
def _tanh(x):
    return _TWO / (_ONE + _two_to(np.float32(-2.88539008) * x)) - _ONE


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
            for i in range(to.size):
                half = np.uint32(0x7FFF) + ((bits[i] >> np.uint32(16)) & np.uint32(1))
                to[i] = np.uint16((bits[i] + half) >> np.uint32(16))

        return bfloat16

    def float32(source: Any, to: Any) -> None:
        for i in range(to.size):
            to[i] = source[i]

    return float32


@_part
def _zeros(size):
    return np.zeros(size, np.float32)


@_part
def _mix(x, h, mix_x, mix_h, g, mixed, rows, line, step):
    """The pairs (x, h) of a gate, mixed, inside a frame of zeros of one pixel."""
    for y in range(rows):
        p, q = y * line, (y + 1) * (line + 2 * step) + step
        for j in range(line):
            mixed[q + j] = mix_x[g * line + j] * x[p + j] + mix_h[g * line + j] * h[p + j]


@_part
def _filter(mixed, taps, bias, g, gates, rows, line, step, frame):
    """A gate before its nonlinearity: the 3x3 filter of each channel; framed like ``mixed``.

    Of rows added below it makes no sense, and they are not read.
    """
    wide = line + 2 * step
    k, out = 9 * g * line, g * frame + wide + step
    for a in range(0, rows * wide, 4 * wide):
        for j in range(line):
            s0 = s1 = s2 = s3 = bias[g * line + j]
            for t in range(3):
                for u in range(3):
                    tap = taps[k + (3 * t + u) * line + j]
                    m = a + t * wide + u * step + j
                    s0 += tap * mixed[m]
                    s1 += tap * mixed[m + wide]
                    s2 += tap * mixed[m + 2 * wide]
                    s3 += tap * mixed[m + 3 * wide]
            o = out + a + j
            gates[o], gates[o + wide], gates[o + 2 * wide], gates[o + 3 * wide] = s0, s1, s2, s3


@_part
def _unfilter(d, g, taps, mixed, d_taps, d_bias, x, h, mix_x, mix_h, dx, dh,
              d_mix_x, d_mix_h, rows, line, step, frame):  # fmt: skip
    """Backward through a gate's filter and mixture, from its gradient in the framed ``d``.

    All is read before anything is written: the compiler does not know that no two arrays overlap.
    """
    wide = line + 2 * step
    k, start = 9 * g * line, g * frame
    for i in range(start + (rows + 1) * wide, start + frame):
        d[i] = np.float32(0)
    for y in range(0, rows, 4):
        a = start + y * wide
        for j in range(line):
            s0 = s1 = s2 = s3 = np.float32(0)
            for t in range(3):
                for u in range(3):
                    tap = taps[k + (8 - 3 * t - u) * line + j]
                    m = a + t * wide + u * step + j
                    s0 += tap * d[m]
                    s1 += tap * d[m + wide]
                    s2 += tap * d[m + 2 * wide]
                    s3 += tap * d[m + 3 * wide]
            p = y * line + j
            q, r, s, i = p + line, p + 2 * line, p + 3 * line, g * line + j
            of_x, of_h = mix_x[i], mix_h[i]
            sum_x = s0 * x[p] + s1 * x[q] + s2 * x[r] + s3 * x[s]
            sum_h = s0 * h[p] + s1 * h[q] + s2 * h[r] + s3 * h[s]
            x0, x1, x2, x3 = dx[p], dx[q], dx[r], dx[s]
            h0, h1, h2, h3 = dh[p], dh[q], dh[r], dh[s]
            d_mix_x[i] += sum_x
            d_mix_h[i] += sum_h
            dx[p], dx[q] = x0 + s0 * of_x, x1 + s1 * of_x
            dx[r], dx[s] = x2 + s2 * of_x, x3 + s3 * of_x
            dh[p], dh[q] = h0 + s0 * of_h, h1 + s1 * of_h
            dh[r], dh[s] = h2 + s2 * of_h, h3 + s3 * of_h
    for y in range(0, rows, 4):
        for j in range(line):
            o = start + (y + 1) * wide + step + j
            d0, d1, d2, d3 = d[o], d[o + wide], d[o + 2 * wide], d[o + 3 * wide]
            d_bias[g * line + j] += (d0 + d1) + (d2 + d3)
            for u in range(3):
                m, p = y * wide + u * step + j, k + u * line + j
                m0, m1, m2 = mixed[m], mixed[m + wide], mixed[m + 2 * wide]
                m3, m4, m5 = mixed[m + 3 * wide], mixed[m + 4 * wide], mixed[m + 5 * wide]
                s0, s1, s2 = d_taps[p], d_taps[p + 3 * line], d_taps[p + 6 * line]
                d_taps[p] = s0 + ((d0 * m0 + d1 * m1) + (d2 * m2 + d3 * m3))
                d_taps[p + 3 * line] = s1 + ((d0 * m1 + d1 * m2) + (d2 * m3 + d3 * m4))
                d_taps[p + 6 * line] = s2 + ((d0 * m2 + d1 * m3) + (d2 * m4 + d3 * m5))


def _sizes(rows: int, width: int, step: int) -> tuple[int, int, int]:
    """Numbers in a row, in an image, and in an image in its frame; rows added to whole fours."""
    tall = rows + -rows % 4
    return width * step, tall * width * step, (tall + 2) * (width + 2) * step


def _lstm(rows: int, width: int, step: int) -> tuple[Kernel, Kernel]:
    line, size, frame = _sizes(rows, width, step)

    @_whole
    def forward(x_in, h_in, c_in, mix_x, mix_h, taps, bias, first, h_out, c_out):
        x, h, c = _zeros(size), _zeros(size), _zeros(size)
        mixed, gates = _zeros(frame), _zeros(4 * frame)
        for image in range(x_in.shape[0]):
            _load(x_in[image], x)
            _recall(h_in, image, first, h)
            _recall(c_in, image, first, c)
            for g in range(4):
                if first and g == 1:  # nothing to forget
                    continue
                _mix(x, h, mix_x, mix_h, g, mixed, rows, line, step)
                _filter(mixed, taps, bias, g, gates, rows, line, step, frame)
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
    def backward(x_in, h_in, c_in, dh_out, dc_out, mix_x, mix_h, taps, bias, first,
                 dx_in, dh_in, dc_in, d_mix_x, d_mix_h, d_taps, d_bias):  # fmt: skip
        x, h, c = _zeros(size), _zeros(size), _zeros(size)
        dh, dc, dx = _zeros(size), _zeros(size), _zeros(size)
        mixed, gates = _zeros(frame), _zeros(4 * frame)
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
                _filter(mixed, taps, bias, g, gates, rows, line, step, frame)
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
                _unfilter(gates, g, taps, mixed, d_taps, d_bias, x, h, mix_x, mix_h,
                          dx, dh, d_mix_x, d_mix_h, rows, line, step, frame)  # fmt: skip
            _store(dx, dx_in[image])
            if not first:
                _store(dh, dh_in[image])

    return forward, backward


def _gru(rows: int, width: int, step: int) -> tuple[Kernel, Kernel]:
    line, size, frame = _sizes(rows, width, step)

    @_whole
    def forward(x_in, h_in, mix_x, mix_h, taps, bias, first, h_out):
        x, h, read = _zeros(size), _zeros(size), _zeros(size)
        mixed, gates = _zeros(frame), _zeros(3 * frame)
        for image in range(x_in.shape[0]):
            _load(x_in[image], x)
            _recall(h_in, image, first, h)
            for g in range(1 if first else 2):  # nothing to reset
                _mix(x, h, mix_x, mix_h, g, mixed, rows, line, step)
                _filter(mixed, taps, bias, g, gates, rows, line, step, frame)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    read[p + j] = _sigmoid(gates[frame + q + j]) * h[p + j]
            _mix(x, read, mix_x, mix_h, 2, mixed, rows, line, step)
            _filter(mixed, taps, bias, 2, gates, rows, line, step, frame)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    z = _sigmoid(gates[q + j])
                    h[p + j] = (_ONE - z) * h[p + j] + z * _tanh(gates[2 * frame + q + j])
            _store(h, h_out[image])

    @_whole
    def backward(x_in, h_in, dh_out, mix_x, mix_h, taps, bias, first,
                 dx_in, dh_in, d_mix_x, d_mix_h, d_taps, d_bias):  # fmt: skip
        x, h, read = _zeros(size), _zeros(size), _zeros(size)
        dh, dx, d_read = _zeros(size), _zeros(size), _zeros(size)
        mixed, gates = _zeros(frame), _zeros(3 * frame)
        for image in range(x_in.shape[0]):
            _load(x_in[image], x)
            _recall(h_in, image, first, h)
            _load(dh_out[image], dh)
            for g in range(1 if first else 2):  # nothing to reset
                _mix(x, h, mix_x, mix_h, g, mixed, rows, line, step)
                _filter(mixed, taps, bias, g, gates, rows, line, step, frame)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    gates[frame + q + j] = _sigmoid(gates[frame + q + j])
                    read[p + j] = gates[frame + q + j] * h[p + j]
                    dx[p + j] = np.float32(0)
                    d_read[p + j] = np.float32(0)
            _mix(x, read, mix_x, mix_h, 2, mixed, rows, line, step)
            _filter(mixed, taps, bias, 2, gates, rows, line, step, frame)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    z, new = _sigmoid(gates[q + j]), _tanh(gates[2 * frame + q + j])
                    gates[q + j] = dh[p + j] * (new - h[p + j]) * z * (_ONE - z)
                    gates[2 * frame + q + j] = dh[p + j] * z * (_ONE - new * new)
                    dh[p + j] = dh[p + j] * (_ONE - z)
            _unfilter(gates, 2, taps, mixed, d_taps, d_bias, x, read, mix_x, mix_h,
                      dx, d_read, d_mix_x, d_mix_h, rows, line, step, frame)  # fmt: skip
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    r = gates[frame + q + j]
                    gates[frame + q + j] = d_read[p + j] * h[p + j] * r * (_ONE - r)
                    dh[p + j] += d_read[p + j] * r
            for g in range(1 if first else 2):  # nothing to reset
                _mix(x, h, mix_x, mix_h, g, mixed, rows, line, step)
                _unfilter(gates, g, taps, mixed, d_taps, d_bias, x, h, mix_x, mix_h,
                          dx, dh, d_mix_x, d_mix_h, rows, line, step, frame)  # fmt: skip
            _store(dx, dx_in[image])
            if not first:
                _store(dh, dh_in[image])

    return forward, backward


def _rnn(rows: int, width: int, step: int) -> tuple[Kernel, Kernel]:
    line, size, frame = _sizes(rows, width, step)

    @_whole
    def forward(x_in, h_in, mix_x, mix_h, taps, bias, first, h_out):
        x, h, gate = _zeros(size), _zeros(size), _zeros(frame)
        mixed = _zeros(frame)
        for image in range(x_in.shape[0]):
            _load(x_in[image], x)
            _recall(h_in, image, first, h)
            _mix(x, h, mix_x, mix_h, 0, mixed, rows, line, step)
            _filter(mixed, taps, bias, 0, gate, rows, line, step, frame)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    h[p + j] = _tanh(gate[q + j])
            _store(h, h_out[image])

    @_whole
    def backward(x_in, h_in, dh_out, mix_x, mix_h, taps, bias, first,
                 dx_in, dh_in, d_mix_x, d_mix_h, d_taps, d_bias):  # fmt: skip
        x, h, gate = _zeros(size), _zeros(size), _zeros(frame)
        dx, dh = _zeros(size), _zeros(size)
        mixed = _zeros(frame)
        for image in range(x_in.shape[0]):
            _load(x_in[image], x)
            _recall(h_in, image, first, h)
            _load(dh_out[image], dh)
            _mix(x, h, mix_x, mix_h, 0, mixed, rows, line, step)
            _filter(mixed, taps, bias, 0, gate, rows, line, step, frame)
            for y in range(rows):
                p, q = y * line, (y + 1) * (line + 2 * step) + step
                for j in range(line):
                    new = _tanh(gate[q + j])
                    gate[q + j] = dh[p + j] * (_ONE - new * new)
                    dx[p + j] = np.float32(0)
                    dh[p + j] = np.float32(0)
            _unfilter(gate, 0, taps, mixed, d_taps, d_bias, x, h, mix_x, mix_h,
                      dx, dh, d_mix_x, d_mix_h, rows, line, step, frame)  # fmt: skip
            _store(dx, dx_in[image])
            if not first:
                _store(dh, dh_in[image])

    return forward, backward


_CELLS = {"lstm": _lstm, "gru": _gru, "rnn": _rnn}


@cache
def kernels(cell: str, height: int, width: int, channels: int) -> tuple[Kernel, Kernel]:
    """The forward and the backward kernel of a cell for images of this shape.

    Compiled at their first call (seconds; kept on disk by numba).
    """
    return _CELLS[cell](height, width, channels)


class _Compiling(event.Listener):
    """Counts what numba compiles just now."""

    under_way = 0

    def on_start(self, event: event.Event) -> None:
        self.under_way += 1

    def on_end(self, event: event.Event) -> None:
        self.under_way -= 1


_compiling = _Compiling()
event.register("numba:compile", _compiling)


def compiling() -> bool:
    """Whether a kernel is being compiled, in any thread."""
    return _compiling.under_way > 0
