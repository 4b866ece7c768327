"""The moving average of a network's weights: what is validated and kept where it is on."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import chain

from torch import Tensor, nn
from torch.optim.swa_utils import get_ema_multi_avg_fn

from regnet_studio.training.checkpoint import Tensors, load_weights


class Average:
    """An exponential moving average over the parameters and floating buffers of a network.

    After each step the average keeps the share d of itself and takes 1 - d of the weights, with
    d = min(decay, (1 + n) / (10 + n)) after n steps (``tf.train.ExponentialMovingAverage`` with
    ``num_updates``): the first steps, far from where the weights end, are soon forgotten.

    Args:
        network: what is averaged, with its first weights in it. It keeps its tensors: whoever moves
            it or changes their layout makes the average anew.
        decay: in 0..1; 0.999 remembers about the last thousand steps.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self._average = copy.deepcopy(network).eval().requires_grad_(False)
        pairs = list(zip(_tensors(self._average), _tensors(network), strict=True))
        floating = [(mine, theirs) for mine, theirs in pairs if theirs.is_floating_point()]
        self._averaged = [mine for mine, _ in floating]
        self._current = [theirs for _, theirs in floating]
        self._counters = [pair for pair in pairs if not pair[1].is_floating_point()]

    def update(self, steps_done: int) -> None:
        """Take in the network's weights as they are now.

        Args:
            steps_done: steps of the run before the one that led to these weights, 0 at first.
        """
        decay = min(self.decay, (1 + steps_done) / (10 + steps_done))
        get_ema_multi_avg_fn(decay)(self._averaged, self._current, None)

    @property
    def network(self) -> nn.Module:
        """A network with the averaged weights, in evaluation mode; it changes with each update."""
        for averaged, current in self._counters:
            averaged.copy_(current)
        return self._average

    def tensors(self) -> Tensors:
        """The averaged parameters and buffers, by the names of the network's ``state_dict``."""
        return dict(self.network.state_dict())

    def load(self, tensors: Tensors) -> None:
        """Take the place of the average that gave :meth:`tensors`.

        Raises:
            RunMistake: names or shapes do not agree.
        """
        load_weights(self._average, tensors)


def _tensors(network: nn.Module) -> Iterator[Tensor]:
    """Each parameter and buffer once, without its gradient."""
    for tensor in chain(network.parameters(), network.buffers()):
        yield tensor.detach()
