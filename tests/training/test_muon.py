"""Muon: its step, whatever the memory layout, what it leaves to SGD, and what is not finite."""

from __future__ import annotations

import copy
import weakref
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from regnet_studio.models.registry import Shape, anatomy, build
from regnet_studio.recipe.tree import Model, Optimizer, Transfer
from regnet_studio.training.muon import COMPANION_MOMENTUM, Muon, filters_of
from regnet_studio.training.optimizers import make_optimizer, set_lr
from regnet_studio.training.transfer import Layers

RECIPE = Optimizer(name="muon", lr=0.2, companion_lr=0.05, weight_decay=0.1, momentum=0.6)


FILTERS = ("wide.weight", "flat.weight", "each.weight")
"""Those of the network below that Muon takes."""
LAYOUTS = (torch.contiguous_format, torch.channels_last)


class Small(nn.Module):
    """Convolutions of several shapes, a norm and a head."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.wide = nn.Conv2d(8, 12, 3, padding=1)
        self.norm = nn.BatchNorm2d(12)
        self.flat = nn.Conv2d(12, 40, 1, bias=False)
        self.each = nn.Conv2d(40, 40, 3, groups=40, padding=1)
        self.head = nn.Linear(40, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(self.wide(self.stem(x).relu())).relu()
        return self.head(self.each(self.flat(x)).relu().mean(dim=(2, 3)))


def learn(net: nn.Module, optimizer: torch.optim.Optimizer, steps: range) -> None:
    """Some steps, each on images of its own."""
    last = net.get_parameter("wide.weight").is_contiguous(memory_format=torch.channels_last)
    for step in steps:
        x = torch.randn(4, 3, 8, 8, generator=torch.Generator().manual_seed(step))
        if last:
            x = x.contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad()
        net(x).logsumexp(dim=1).mean().backward()
        optimizer.step()


def zeroth_power(matrix: Tensor) -> Tensor:
    """Jordan's five steps of a quintic Newton-Schulz iteration, in single precision."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrix / (matrix.norm() + 1e-7)
    turned = x.shape[0] > x.shape[1]
    x = x.T if turned else x
    for _ in range(5):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if turned else x


def push(net: nn.Module, step: int) -> None:
    """Gradients out of nothing, the same in every layout."""
    draw = torch.Generator().manual_seed(step)
    for parameter in net.parameters():
        parameter.grad = torch.empty_like(parameter).copy_(
            torch.randn(parameter.shape, generator=draw)
        )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("nesterov", [True, False])
def test_a_step_is_the_published_one(layout: torch.memory_format, nesterov: bool) -> None:
    net = Small().to(memory_format=layout)  # pyright: ignore[reportCallIssue]
    recipe = RECIPE.model_copy(update={"nesterov": nesterov})
    optimizer = make_optimizer(recipe, net)
    buffers: dict[str, Tensor] = {}
    for step in range(3):
        before = {name: net.get_parameter(name).detach().clone() for name in FILTERS}
        push(net, step)
        optimizer.step()
        for name in FILTERS:
            parameter = net.get_parameter(name)
            assert parameter.grad is not None
            grad = parameter.grad.reshape(len(parameter), -1)
            buffer = 0.6 * buffers.get(name, torch.zeros(())) + 0.4 * grad
            buffers[name] = buffer
            update = zeroth_power(0.4 * grad + 0.6 * buffer if nesterov else buffer)
            rows, columns = grad.shape
            kept = before[name].reshape(rows, columns) * (1 - 0.2 * 0.1)
            moved = kept - 0.2 * max(1, rows / columns) ** 0.5 * update
            off = parameter.detach().reshape(rows, columns) - moved
            # torch iterates in bfloat16.
            assert off.norm() < 0.02 * (moved - kept).norm(), name


def test_a_step_is_that_of_torch() -> None:
    """Of which every memory layout is one, but for the order of its columns."""
    net = Small()
    matrices = [parameter.detach().clone().flatten(1) for parameter in filters_of(net)]
    theirs = torch.optim.Muon(matrices, lr=0.2, weight_decay=0.1, momentum=0.6)
    mine = make_optimizer(RECIPE, net)
    for step in range(3):
        push(net, step)
        for matrix, parameter in zip(matrices, filters_of(net), strict=True):
            assert parameter.grad is not None
            matrix.grad = parameter.grad.flatten(1)
        mine.step()
        theirs.step()
    for matrix, parameter in zip(matrices, filters_of(net), strict=True):
        assert torch.equal(matrix, parameter.flatten(1))


def test_the_step_turns_by_nearly_one() -> None:
    """Singular values of a step lie about 1, whatever those of the gradient are."""
    net = Small()
    before = net.wide.weight.detach().clone()
    recipe = RECIPE.model_copy(update={"weight_decay": 0.0, "lr": 1.0})
    learn(net, make_optimizer(recipe, net), range(1))
    values = torch.linalg.svdvals((before - net.wide.weight.detach()).reshape(12, -1))
    assert values.min() > 0.3
    assert values.max() < 1.5


def test_the_layout_in_memory_changes_nothing() -> None:
    nets = [Small().to(memory_format=layout) for layout in LAYOUTS]  # pyright: ignore
    start = Small()
    for net in nets:
        optimizer = make_optimizer(RECIPE, net)
        for step in range(4):
            push(net, step)
            optimizer.step()
        for parameter, state in optimizer.state.items():
            assert state["momentum_buffer"].stride() == parameter.stride()
    plain, last = nets
    assert not last.wide.weight.is_contiguous()
    for (name, a), b in zip(plain.named_parameters(), last.parameters(), strict=True):
        moved = (a - start.get_parameter(name)).norm()
        # Sums in another order, in bfloat16; what is left to SGD is equal to the last bit.
        assert (a - b).norm() <= (0.02 * moved if name in FILTERS else 0), name


def test_filters_alone_are_turned() -> None:
    net = Small()
    assert filters_of(net) == [net.wide.weight, net.flat.weight, net.each.weight]
    optimizer = make_optimizer(RECIPE, net)
    mine, *rest = optimizer.param_groups
    assert mine["filters"]
    assert mine["params"] == filters_of(net)
    assert not any(group["filters"] for group in rest)
    decaying, others = rest
    assert [id(p) for p in decaying["params"]] == [id(net.stem.weight), id(net.head.weight)]
    assert decaying["weight_decay"] == 0.1
    assert others["weight_decay"] == 0
    assert all(parameter.ndim == 1 for parameter in others["params"])


def test_where_the_first_layer_whitens_no_other_is_the_first() -> None:
    net = build(Model(name="airbench94"), Shape(10, 3, 32), seed=0)
    assert len(filters_of(net)) == 6


def test_the_rest_is_sgd() -> None:
    net, twin = Small(), Small()
    optimizer = make_optimizer(RECIPE, net)
    rest = {name: parameter for name, parameter in twin.named_parameters() if name not in FILTERS}
    sgd = torch.optim.SGD(
        [
            {"params": [p for p in rest.values() if p.ndim > 1], "weight_decay": 0.1},
            {"params": [p for p in rest.values() if p.ndim == 1], "weight_decay": 0.0},
        ],
        lr=0.05,
        momentum=COMPANION_MOMENTUM,
        nesterov=True,
        fused=True,
    )
    for step in range(3):
        learn(net, optimizer, range(step, step + 1))
        for name, parameter in rest.items():
            grad = net.get_parameter(name).grad
            assert grad is not None
            parameter.grad = grad.clone()
        sgd.step()
    for name, parameter in rest.items():
        assert torch.equal(parameter, net.get_parameter(name)), name


def test_both_rates_move_together() -> None:
    optimizer = make_optimizer(RECIPE, Small())
    for lr, companion in ((0.2, 0.05), (0.1, 0.025)):
        set_lr(optimizer, lr)
        for group in optimizer.param_groups:
            assert group["lr"] == pytest.approx(lr if group["filters"] else companion)


def test_rates_of_stages_are_honoured() -> None:
    net = build(Model(name="resnet20"), Shape(3, 3, 8), seed=0)
    transfer = Transfer(stages=2, lr_decay=0.5)
    layers = Layers(transfer, net, anatomy("resnet20", net))
    groups = layers.groups(0.1)
    optimizer = make_optimizer(RECIPE, net, groups)
    set_lr(optimizer, 0.2)
    scales = {id(p): group["lr_scale"] for group in groups for p in group["params"]}
    decays = {id(p): group["weight_decay"] for group in groups for p in group["params"]}
    seen = 0
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            top = 0.2 if group["filters"] else 0.05
            assert group["lr"] == pytest.approx(top * scales[id(parameter)])
            assert group["weight_decay"] == decays[id(parameter)]
            assert group["filters"] == (parameter.ndim == 4)
            seen += 1
    assert seen == len(scales) < len(list(net.parameters()))


@pytest.mark.parametrize("choose", ["filters", "rest"])
def test_one_kind_may_be_missing(choose: str) -> None:
    net = Small()
    chosen = [p for p in net.parameters() if (p.ndim == 4) == (choose == "filters")]
    optimizer = Muon([{"params": chosen}], filters_of(net), 0.1, 1.0, 0.9, True, True)
    before = [parameter.detach().clone() for parameter in chosen]
    learn(net, optimizer, range(2))
    assert not any(torch.equal(a, b) for a, b in zip(before, chosen, strict=True))


def test_what_has_no_gradient_stays() -> None:
    net = Small()
    net.flat.weight.requires_grad_(False)
    net.head.bias.requires_grad_(False)
    optimizer = make_optimizer(RECIPE, net)
    flat, bias = net.flat.weight.clone(), net.head.bias.clone()
    learn(net, optimizer, range(2))
    assert torch.equal(net.flat.weight, flat)
    assert torch.equal(net.head.bias, bias)
    assert net.flat.weight not in optimizer.state


def test_a_gradient_in_another_layout_is_the_same_gradient() -> None:
    nets = [Small(), Small()]
    for net, layout in zip(nets, (torch.contiguous_format, torch.channels_last), strict=True):
        optimizer = make_optimizer(RECIPE, net)
        grad = torch.randn(12, 8, 3, 3, generator=torch.Generator().manual_seed(1))
        net.wide.weight.grad = grad.contiguous(memory_format=layout)
        optimizer.step()
    assert torch.equal(nets[0].wide.weight, nets[1].wide.weight)


def test_where_the_gradient_is_not_finite_nothing_moves() -> None:
    net = Small()
    optimizer: Any = make_optimizer(RECIPE, net)
    learn(net, optimizer, range(2))
    twin, other = copy.deepcopy(net), make_optimizer(RECIPE, net)
    before = [parameter.detach().clone() for parameter in net.parameters()]
    state = {p: s["momentum_buffer"].clone() for p, s in optimizer.state.items()}
    for parameter in net.parameters():
        parameter.grad = torch.full_like(parameter, float("nan"))
    optimizer.found_inf = torch.ones(())
    optimizer.step()
    assert all(torch.equal(a, b) for a, b in zip(before, net.parameters(), strict=True))
    assert all(torch.equal(state[p], s["momentum_buffer"]) for p, s in optimizer.state.items())
    # And where it is finite, all goes on as ever.
    other = make_optimizer(RECIPE, twin)
    for mine, theirs in zip(net.parameters(), twin.parameters(), strict=True):
        other.state[theirs]["momentum_buffer"] = optimizer.state[mine]["momentum_buffer"].clone()
    optimizer.found_inf = torch.zeros(())
    learn(net, optimizer, range(2, 4))
    learn(twin, other, range(2, 4))
    for a, b in zip(net.parameters(), twin.parameters(), strict=True):
        assert torch.equal(a, b)


def test_a_loaded_state_dict_is_gone_on_with() -> None:
    whole, parts = Small(), Small()
    first, second = make_optimizer(RECIPE, whole), make_optimizer(RECIPE, parts)
    learn(whole, first, range(2))
    parts.load_state_dict(whole.state_dict())
    second.load_state_dict(copy.deepcopy(first.state_dict()))
    learn(whole, first, range(2, 4))
    learn(parts, second, range(2, 4))
    for mine, theirs in zip(whole.parameters(), parts.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_gradients_are_let_go() -> None:
    net = Small()
    optimizer = make_optimizer(RECIPE, net)
    learn(net, optimizer, range(1))
    assert net.wide.weight.grad is not None
    storage = weakref.ref(net.wide.weight.grad.untyped_storage())
    optimizer.zero_grad(set_to_none=True)
    assert storage() is None


@pytest.mark.parametrize("layout", LAYOUTS)
def test_filters_keep_their_length(layout: torch.memory_format) -> None:
    nets = [Small().to(memory_format=layout) for _ in range(2)]  # pyright: ignore[reportCallIssue]
    plain, held = nets
    for net, holds in ((plain, False), (held, True)):
        optimizer = make_optimizer(RECIPE.model_copy(update={"filter_norm": holds}), net)
        push(net, step=1)
        optimizer.step()
    for name, expected in plain.named_parameters():
        expected = expected.detach()
        if name in FILTERS:
            expected = expected * len(expected) ** 0.5 / expected.norm()
        torch.testing.assert_close(held.get_parameter(name).detach(), expected)


def test_a_step_left_out_leaves_the_length_as_it_is() -> None:
    net = Small()
    optimizer = make_optimizer(RECIPE.model_copy(update={"filter_norm": True}), net)
    optimizer.found_inf = torch.ones(())  # pyright: ignore[reportAttributeAccessIssue]
    before = copy.deepcopy(net.state_dict())
    push(net, step=1)
    optimizer.step()
    assert all(torch.equal(tensor, before[name]) for name, tensor in net.state_dict().items())


def test_the_head_has_a_rate_of_its_own() -> None:
    recipe = RECIPE.model_copy(update={"head_lr": 0.6})
    network = build(Model(name="airbench94"), Shape(10, 3, 32), seed=0)
    layers = Layers(Transfer(), network, anatomy("airbench94", network))
    groups = layers.groups(recipe.weight_decay, head_scale=recipe.head_scale)
    optimizer = make_optimizer(recipe, network, groups)
    for share in (1.0, 0.5):
        set_lr(optimizer, share * recipe.lr)
        rates = {
            name: group["lr"]
            for group in optimizer.param_groups
            for name, parameter in network.named_parameters()
            if any(parameter is mine for mine in group["params"])
        }
        assert rates.keys() == dict(network.named_parameters()).keys()
        assert rates["head.weight"] == pytest.approx(share * 0.6)
        assert rates["whiten.bias"] == pytest.approx(share * recipe.companion_lr)
        assert rates["groups.0.convs.0.weight"] == pytest.approx(share * recipe.lr)
