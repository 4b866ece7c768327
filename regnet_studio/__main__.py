"""``regnet-studio``: a subcommand goes to the command line, anything else opens the window."""

from __future__ import annotations

import sys


def main() -> None:
    """The console script."""
    from regnet_studio.cli.main import main as run

    sys.exit(run(sys.argv[1:], open_studio=_open_studio))


def _open_studio(path: str | None) -> int:
    from regnet_studio.studio.app import open_studio

    return open_studio(path)


if __name__ == "__main__":
    main()
