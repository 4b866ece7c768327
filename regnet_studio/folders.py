"""Where the program keeps its own things. Each place can be moved by an environment variable."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "regnet-studio"


def runs_folder() -> Path:
    """Where runs are kept unless told otherwise (``REGNET_STUDIO_RUNS``)."""
    return _place("REGNET_STUDIO_RUNS", platformdirs.user_data_path(_APP) / "runs")


def cache_folder() -> Path:
    """Where decoded images are kept; it may be deleted at any time (``REGNET_STUDIO_CACHE``)."""
    return _place("REGNET_STUDIO_CACHE", platformdirs.user_cache_path(_APP))


def datasets_folder() -> Path:
    """Where built-in sets are downloaded to (``REGNET_STUDIO_DATASETS``, else in the cache)."""
    return _place("REGNET_STUDIO_DATASETS", cache_folder() / "datasets")


def data_folder() -> Path:
    """Where edits to datasets are kept (``REGNET_STUDIO_DATA``)."""
    return _place("REGNET_STUDIO_DATA", platformdirs.user_data_path(_APP) / "data")


def config_folder() -> Path:
    """Where the preferences of the window are kept (``REGNET_STUDIO_CONFIG``)."""
    return _place("REGNET_STUDIO_CONFIG", platformdirs.user_config_path(_APP))


def presets_folder() -> Path:
    """Where the user's own presets are kept (``REGNET_STUDIO_PRESETS``)."""
    return _place("REGNET_STUDIO_PRESETS", platformdirs.user_data_path(_APP) / "presets")


def log_folder() -> Path:
    """Where the tracebacks of defects go (``REGNET_STUDIO_LOGS``)."""
    return _place("REGNET_STUDIO_LOGS", platformdirs.user_log_path(_APP))


def _place(variable: str, default: Path) -> Path:
    chosen = os.environ.get(variable)
    return Path(chosen).expanduser().absolute() if chosen else default
