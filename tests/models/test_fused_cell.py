"""The fused kernels against the equations that they stand for."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, fx

from regnet_studio.models.conv_rnn import CELLS, Cell, CellName
from regnet_studio.models.fused_cell import suits

N, H, W = 4, 6, 5  # rows that four do not divide


@pytest.fixture(autouse=True)
def with_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGNET_STUDIO_FUSED", "1")


def cell_of(name: CellName) -> Cell:
    torch.manual_seed(0)
    cell = CELLS[name](N)
    for parameter in cell.parameters():
        parameter.data = torch.randn_like(parameter)
    return cell


def inputs(cell: Cell, images: int, dtype: torch.dtype) -> list[Tensor]:
    made = [torch.randn(images, N, H, W).to(dtype) for _ in range(1 + cell.memories)]
    last = [tensor.contiguous(memory_format=torch.channels_last) for tensor in made]
    return [tensor.requires_grad_() for tensor in last]


def both(cell: Cell, given: list[Tensor], dtype: torch.dtype) -> list[list[Tensor]]:
    """States and gradients: by the fused kernels, and by the equations in float64."""
    x, *state = given
    sides = []
    grads = [torch.randn_like(x) for _ in range(cell.memories)]
    for exact in (False, True):
        if exact:
            cell = cell.double()
            x, *state = (tensor.detach().double().requires_grad_() for tensor in given)
            grads = [grad.double() for grad in grads]
        assert suits(x) is not exact
        out = cell(x, tuple(state) or None)
        wanted = torch.autograd.grad(out, [x, *state, *cell.parameters()], grads)
        sides.append([*out, *wanted])
    return sides


HALF = torch.bfloat16
LONG = pytest.mark.slow  # each pair of kernels takes 10 s to compile


@pytest.mark.parametrize(
    ("name", "dtype"),
    [
        ("lstm", torch.float32),
        pytest.param("gru", torch.float32, marks=LONG),
        pytest.param("rnn", HALF, marks=LONG),
        pytest.param("lstm", HALF, marks=LONG),
        pytest.param("gru", HALF, marks=LONG),
        pytest.param("rnn", torch.float32, marks=LONG),
    ],
)
def test_states_and_gradients_are_those_of_the_equations(
    name: CellName, dtype: torch.dtype
) -> None:
    cell = cell_of(name)
    tolerance = 1e-5 if dtype == torch.float32 else 2e-2
    for given in (inputs(cell, 19, dtype), inputs(cell, 3, dtype)[:1]):  # the second: first step
        for got, truth in zip(*both(cell_of(name), given, dtype), strict=True):
            error = (got.double() - truth).abs().max()
            assert error <= tolerance * max(1.0, truth.abs().max().item())


@pytest.mark.parametrize("threads", [1, 2])
def test_the_number_of_threads_changes_no_bit(threads: int) -> None:
    def run() -> list[Tensor]:
        cell = cell_of("lstm")
        given = inputs(cell, 40, torch.float32)
        out = cell(given[0], tuple(given[1:]))
        return [*out, *torch.autograd.grad(out[0].sum(), [*given, *cell.parameters()])]

    before = torch.get_num_threads()
    try:
        torch.manual_seed(0)
        torch.set_num_threads(threads)
        many = run()
        torch.set_num_threads(1)
        one = run()
    finally:
        torch.set_num_threads(before)
    assert all(torch.equal(a, b) for a, b in zip(many, one, strict=True))


def test_what_is_no_number_stays_none() -> None:
    """Divergence must be seen."""
    cell = cell_of("lstm")
    x = torch.randn(2, N, H, W)
    x[1, 0, 0, 0] = float("nan")
    h, c = cell(x)
    assert h[1].isnan().any()
    assert c[1].isnan().any()
    assert h[0].isfinite().all()


def test_any_memory_layout_is_taken() -> None:
    cell = cell_of("lstm")
    x, h, c = (tensor.detach() for tensor in inputs(cell, 2, torch.float32))
    last = cell(x, (h, c))
    plain = cell(x.contiguous(), (h.contiguous(), c.contiguous()))
    cut = cell(torch.cat([x, x], dim=1)[:, :N], (h, c))
    for a, b, d in zip(last, plain, cut, strict=True):
        assert torch.equal(a, b)
        assert torch.equal(a, d)
        assert a.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.filterwarnings("ignore:The .grad attribute")  # torch looks at its own clones
def test_torch_takes_a_step_as_one_operation() -> None:
    """Schema, shapes and strides without data, and gradients, as torch wants them of its own."""
    x, h, c = inputs(cell_of("lstm"), 2, torch.float32)
    weights = [torch.randn(rows * 4, N, requires_grad=True) for rows in (1, 1, 9, 1)]
    for state in ([], [h, c]):
        torch.library.opcheck(torch.ops.regnet_studio.cell, ("lstm", 2, x, state, weights))


def test_compiled_networks_keep_the_step_whole() -> None:
    graphs: list[fx.GraphModule] = []

    def backend(graph: fx.GraphModule, _: list[Tensor]) -> fx.GraphModule:
        graphs.append(graph)
        return graph

    cell = cell_of("lstm")
    x, h, c = inputs(cell, 3, torch.float32)
    compiled = torch.compile(cell, backend=backend, fullgraph=True)
    for got, truth in zip(compiled(x, (h, c)), cell(x, (h, c)), strict=True):
        assert torch.equal(got, truth)
    (graph,) = graphs
    assert sum("regnet_studio.cell" in str(node.target) for node in graph.graph.nodes) == 1


def test_traced_and_foreign_tensors_are_left_to_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    assert suits(torch.zeros(1, N, H, W))
    monkeypatch.setenv("REGNET_STUDIO_FUSED", "0")
    assert not suits(torch.zeros(1, N, H, W))
    monkeypatch.setenv("REGNET_STUDIO_FUSED", "1")
    assert not suits(torch.zeros(1, N, H, W, device="meta"))
    assert not suits(torch.zeros(1, N, H, W, dtype=torch.float64))
    cell = cell_of("lstm").eval()
    exported = torch.export.export(cell, (torch.randn(2, N, H, W),))
    x = torch.randn(2, N, H, W)
    for a, b in zip(exported.module()(x), cell(x), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-5)
