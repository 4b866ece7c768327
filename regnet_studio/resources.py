"""The files that travel with the program: presets, icons, styles.

They lie in ``resources/`` at the top of the source tree; a wheel carries the same folder inside
the package. Ask here and nowhere else.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = next(
    (p for p in (_PACKAGE / "resources", _PACKAGE.parent / "resources") if p.is_dir()),
    _PACKAGE / "resources",
)


def resource(*parts: str) -> Path:
    """The path of a packaged file or folder, e.g. ``resource("presets", "digits.toml")``.

    Raises:
        FileNotFoundError: the installation is not whole.
    """
    path = _ROOT.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: install regnet-studio again")
    return path
