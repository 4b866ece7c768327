"""How much memory there is, and how much work takes of it."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
import torch

from regnet_studio.training import room as memory
from regnet_studio.training.room import room, watching

CPU = torch.device("cpu")
MEGABYTE = 2**20


def test_the_peak_of_work_is_seen_also_when_it_was_freed() -> None:
    with watching(CPU) as taken:
        block = torch.ones(64 * MEGABYTE // 4)
        until = time.monotonic() + 20
        while taken.growth < 50 * MEGABYTE and time.monotonic() < until:
            block.add_(1)
        del block
    assert 50 * MEGABYTE < taken.growth < 200 * MEGABYTE
    assert taken.peak == taken.before + taken.growth


def test_the_room_is_what_the_computer_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 < room(CPU) <= psutil.virtual_memory().total
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=12345))
    assert room(CPU) == 12345


def test_limits_of_a_container_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    held = psutil.Process().memory_info().rss
    monkeypatch.setattr(memory, "_container_limit", lambda: held + 500 * MEGABYTE)
    assert 400 * MEGABYTE < room(CPU) < 600 * MEGABYTE
    monkeypatch.setattr(memory, "_container_limit", lambda: held // 2)
    assert room(CPU) == 0


@pytest.mark.parametrize(("controllers", "file"), [("", "memory.max"), ("memory", "limit")])
def test_limits_of_the_groups_above_are_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, controllers: str, file: str
) -> None:
    own = tmp_path / "groups" / "user" / "job"
    own.mkdir(parents=True)
    (own / file).write_text("max\n")
    (own.parent / file).write_text("7000\n")
    (tmp_path / "groups" / file).write_text("9000\n")
    listed = tmp_path / "cgroup"
    listed.write_text(f"5:cpu:/user\n0:{controllers}:/user/job\n")
    monkeypatch.setattr(memory, "_CGROUPS", {controllers: (str(tmp_path / "groups"), file)})
    monkeypatch.setattr(memory, "_OWN_GROUPS", listed)
    assert memory._container_limit() == 7000
    listed.unlink()
    assert memory._container_limit() is None


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_the_limit_of_the_process_counts() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    limit = psutil.Process().memory_info().vms + 300 * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    try:
        assert room(CPU) <= 300 * MEGABYTE
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
