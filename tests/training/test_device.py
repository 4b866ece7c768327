"""The choice of processor, number format and layout."""

from __future__ import annotations

import pytest
import torch

from regnet_studio.errors import RecipeMistake
from regnet_studio.recipe.tree import Compute
from regnet_studio.training.device import choose_device


def test_what_is_asked_for_is_taken() -> None:
    device = choose_device(Compute(device="cpu", precision="fp32", channels_last="off"))
    assert (device.device.type, device.precision, device.channels_last) == ("cpu", "fp32", False)
    device = choose_device(Compute(device="cpu", precision="bf16", channels_last="on"))
    with device.autocast():
        assert torch.nn.functional.linear(torch.ones(1, 2), torch.ones(1, 2)).dtype == (
            torch.bfloat16
        )


def test_auto_takes_the_fastest_there_is() -> None:
    expected = "cuda" if torch.cuda.is_available() else "cpu"
    if not torch.backends.mps.is_available():
        assert choose_device(Compute()).device.type == expected


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a CUDA GPU")
def test_a_missing_gpu_is_one_clear_sentence() -> None:
    with pytest.raises(RecipeMistake, match=r"compute\.device = cuda: .*use auto"):
        choose_device(Compute(device="cuda"))


def test_memory_is_that_of_the_process() -> None:
    assert 50 < choose_device(Compute(device="cpu")).memory_mb() < 1e6
