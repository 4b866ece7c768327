"""SIGTERM while the window trains: saved at the next batch, closed, exit status 130."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from regnet_studio.runs.directory import list_runs

_LAUNCH = """
import sys
from regnet_studio.studio.app import open_studio

def painted(window):
    state, training = window.state, window.training

    def train():
        for key, value in {
            "model.name": "resnet20", "data.size": 8, "optimizer.batch_size": 32,
            "stopping.epochs": 5000, "compute.device": "cpu", "compute.precision": "fp32",
        }.items():
            state.set_value(key, value)
        window.start_training()

    def told():
        if training.course.epoch >= 2 and not hasattr(training, "said"):
            training.said = True
            print(training.course.run, flush=True)

    window.reading.scan_ended.connect(train)
    training.advanced.connect(told)

sys.exit(open_studio(sys.argv[1], on_painted=painted))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to send")
def test_sigterm_saves_the_run_and_closes_the_window(small_zip: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _LAUNCH, str(small_zip)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        run = process.stdout.readline().strip()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130, errors
    assert [(str(one.run), one.status) for one in list_runs()] == [(run, "interrupted")]
