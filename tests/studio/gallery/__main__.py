"""``python -m tests.studio.gallery OUT``; see the package's first lines."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("REGNET_STUDIO_FUSED", "0")

from PySide6.QtWidgets import QApplication

from tests.studio.gallery.easel import LOOKS, QUICK, Easel
from tests.studio.gallery.sheet import write_index, write_report, write_sheets
from tests.studio.gallery.stage import Stage, scenes

SCENES = (
    "scenes_data",
    "scenes_model",
    "scenes_train",
    "scenes_evaluate",
    "scenes_rest",
    "scenes_runs",
    "scenes_dialogs",
)
"""The files that hold them."""


def main() -> int:
    """Draw what is asked for; 1 where a scene failed or a check found something."""
    asked = _parser().parse_args()
    for name in SCENES:
        importlib.import_module(f"tests.studio.gallery.{name}")
    chosen = {
        name: made
        for name, made in scenes().items()
        if not asked.only or any(name.startswith(each) for each in asked.only)
    }
    if asked.list:
        print("\n".join(chosen))
        return 0
    asked.out.mkdir(parents=True, exist_ok=True)
    gc.disable()  # as in the program: a thread that collects Qt's objects brings Python down
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    looks = [QUICK] if asked.quick else [each for each in LOOKS if _is_asked(each, asked.looks)]
    easel, began = Easel(asked.out, looks), time.perf_counter()
    failed: list[str] = []
    counts: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="regnet-gallery-cache-") as cache:
        for name, made in chosen.items():
            stage = Stage(application, Path(cache))
            try:
                stage.begin()
                for state in made(stage):
                    easel.draw(stage, name, state)
            except Exception:
                traceback.print_exc()
                failed.append(name)
            stage.close()
            gc.collect()
            counts = write_report(asked.out, easel.drawn, (time.perf_counter() - began) / 60)
            write_index(asked.out, easel.drawn)
            print(f"{name}: {len(easel.drawn)} pictures so far", flush=True)
    write_sheets(asked.out, easel.drawn)
    print(f"{len(easel.drawn)} pictures in {asked.out}; findings: {counts or 'none'}")
    if failed:
        print(f"scenes that failed: {', '.join(failed)}")
    return 1 if failed or counts else 0


def _is_asked(look: object, asked: list[str]) -> bool:
    return not asked or any(str(look).startswith(each) for each in asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.studio.gallery")
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="scenes whose names begin so")
    parser.add_argument("--looks", nargs="*", default=[], help="looks whose names begin so")
    parser.add_argument("--quick", action="store_true", help="one look only")
    parser.add_argument("--list", action="store_true", help="the names of the scenes")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
