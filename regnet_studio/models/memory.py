"""How much memory a training takes, known before anything is trained."""

from __future__ import annotations

from dataclasses import dataclass

_STATES = {"sgd": 1, "muon": 1, "rmsprop": 2}
"""Numbers that an optimiser remembers for each parameter: momentum; the others two moments."""
_HALF = 0.55
"""Share of the activations that is left with bf16: measured 0.50 to 0.65 over eight families."""
_USABLE = 0.9
"""Share of a GPU's memory that a training may plan with; kernels and fragments take the rest."""
_MOST_IMAGES = 16384


@dataclass(frozen=True)
class Memory:
    """What training a network takes, in bytes.

    ``activations`` are the tensors that the forward pass saves for the backward pass, each storage
    counted once, with every number in 32 bits. Attention is counted written out, which fused
    kernels undercut.
    """

    activations: int
    """Of one image."""
    params: int
    """How many parameters there are."""

    def of(self, batch_size: int, optimizer: str = "sgd", half: bool = False) -> int:
        """Bytes of one training step: weights, gradients, optimiser's state, activations.

        Args:
            half: whether the arithmetic is done in bf16 by autocast.
        """
        return self._fixed(optimizer, half) + batch_size * self._an_image(half)

    def largest_batch(self, room: int, optimizer: str = "sgd", half: bool = False) -> int:
        """The most images a step can take in ``room`` bytes, a power of two; 0: not even two."""
        left = room * _USABLE - self._fixed(optimizer, half)
        images = int(left // max(self._an_image(half), 1))
        return 0 if images < 2 else min(1 << images.bit_length() - 1, _MOST_IMAGES)

    def _fixed(self, optimizer: str, half: bool) -> int:
        # bf16 autocast keeps a second copy of the weights, of two bytes each.
        return self.params * (4 * (2 + _STATES.get(optimizer, 2)) + 2 * half)

    def _an_image(self, half: bool) -> int:
        return round(self.activations * (_HALF if half else 1))


@dataclass(frozen=True)
class Machine:
    """What a training finds here."""

    name: str
    """``NVIDIA H100 80GB HBM3``; ``cpu`` or ``mps`` where there is no such GPU."""
    memory: int | None
    """Bytes of the GPU; None without one."""
    half: bool
    """Whether the automatic precision is bf16."""

    def computes_half(self, precision: str = "auto") -> bool:
        """Whether a recipe's choice of precision comes to bf16 here."""
        return precision == "bf16" or (precision == "auto" and self.half)

    def largest_batch(
        self, memory: Memory, optimizer: str = "sgd", precision: str = "auto"
    ) -> int | None:
        """The most images a step can take on the GPU, 0: not even two; None without a GPU."""
        if self.memory is None:
            return None
        return memory.largest_batch(self.memory, optimizer, self.computes_half(precision))
