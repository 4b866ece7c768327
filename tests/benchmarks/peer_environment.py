"""The Python environment in which the peers run: made once, with the torch that runs here."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

FOLDER = Path.home() / ".cache" / "regnet-studio-peers"


def environment_of_peers(folder: Path) -> tuple[Path, dict[str, str]]:
    """The peers' Python, made where it is not there; and the versions of what counts in it."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    same = {name: version(name) for name in ("torch", "torchvision")}
    found = installed(python)
    if found is None or same.items() - found.items():
        print(f"making {folder}: some minutes", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pinned = [f"{name}=={number}" for name, number in same.items()]
        install = [python, "-m", "pip", "install", "--quiet", *pinned, "fastai", "timm"]
        subprocess.run(install, check=True, stdout=sys.stderr)
        found = installed(python)
    if found is None or same.items() - found.items():
        raise SystemExit(f"{folder} has {found}, wanted are {same}; remove it and try again")
    return python, found


def installed(python: Path) -> dict[str, str] | None:
    """Versions of what the peers need; None where something is missing."""
    names = ("torch", "torchvision", "fastai", "timm", "pillow", "numpy")
    script = f"from importlib.metadata import version as v\nprint(*map(v, {names}))"
    if not python.exists():
        return None
    told = subprocess.run([python, "-c", script], capture_output=True, text=True, check=False)
    return dict(zip(names, told.stdout.split(), strict=True)) if told.returncode == 0 else None
