"""Files that travel with the program."""

from __future__ import annotations

import pytest

from regnet_studio.resources import resource


def test_what_the_program_needs_is_there() -> None:
    assert resource("presets").is_dir()
    assert resource("presets", "digits.toml").is_file()
    assert resource("presets", "digits.toml").is_absolute()
    assert resource().is_dir()


def test_what_is_missing_is_said() -> None:
    with pytest.raises(FileNotFoundError, match="install regnet-studio again"):
        resource("presets", "none.toml")
