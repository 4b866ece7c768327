import resource
import sys

import pytest
import torch

from regnet_studio.training.heap import kept_heap

LARGE = 16 * 2**20
"""Floats of a tensor that glibc would map anew each time: 64 MB."""


def faults_of_a_turn() -> int:
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    torch.ones(LARGE)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc alone")
def test_what_is_freed_stays_at_hand_until_the_end() -> None:
    with kept_heap(torch.device("cpu")):
        for _ in range(30):  # until the heap has found room for what is asked again and again
            faults_of_a_turn()
        assert faults_of_a_turn() < 1_000
        with kept_heap(torch.device("cpu")):
            pass
        assert faults_of_a_turn() < 1_000  # the end of one is not the end of the other
    assert faults_of_a_turn() > 1_000  # it went back to the system


def test_a_gpu_has_a_heap_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("glibc was asked")

    monkeypatch.setattr("regnet_studio.training.heap._glibc", refuse)
    with kept_heap(torch.device("cuda")):
        pass


def test_without_glibc_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regnet_studio.training.heap._glibc", lambda: None)
    with kept_heap(torch.device("cpu")):
        pass
