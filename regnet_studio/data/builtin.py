"""The built-in sets: found where a user already has them, or downloaded once."""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path

from regnet_studio.data.archives import plain_tar
from regnet_studio.data.builtin_table import SETS, BuiltinSet, Remote
from regnet_studio.data.download import downloading
from regnet_studio.data.imagenet import imagenet_source
from regnet_studio.data.progress import Progress, staged
from regnet_studio.data.published import Opening
from regnet_studio.errors import DataMistake
from regnet_studio.folders import cache_folder, datasets_folder

__all__ = [
    "BuiltinSet",
    "Remote",
    "builtin_sets",
    "datasets_folder",
    "find_set",
    "imagenet_source",
    "opening_set",
    "recognised",
]


def builtin_sets() -> tuple[BuiltinSet, ...]:
    """All built-in sets, in the order in which they are shown."""
    return SETS


def find_set(known: BuiltinSet) -> Path | None:
    """The folder with a set's files, in torchvision's layout, packed or unpacked."""
    home = Path.home()
    roots = (
        datasets_folder(),
        cache_folder() / "datasets",
        Path("data").absolute(),
        Path("datasets").absolute(),
        home / "data",
        home / "datasets",
        home / ".cache" / "torch" / "datasets",
        home / ".cache" / "torchvision" / "datasets",
    )
    folders = (root / place for root in roots for place in known.places)
    return next((folder for folder in folders if known.is_in(folder)), None)


def recognised(folder: Path) -> BuiltinSet | None:
    """The set whose files a folder is or directly holds, as published.

    Raises:
        DataMistake: it holds several.
    """
    found = [known for known in SETS if _base(known, folder)]
    if len(found) > 1:
        titles = ", ".join(known.title for known in found)
        names = ", ".join(known.name for known in found)
        raise DataMistake(
            f"{folder}: holds several sets ({titles}); give the folder of one of them, or its "
            f"name: {names}"
        )
    return found[0] if found else None


def opening_set(known: BuiltinSet, folder: Path | None = None) -> Opening:
    """Open a set; yields while it is downloaded, unpacked and read.

    Args:
        folder: where it lies (as :func:`recognised` said); None: where it is found, else where
            it is downloaded to.

    Raises:
        DataMistake: no connection, or files that are not as published.
        DiskTrouble: no room for them.
    """
    base = _base(known, folder) if folder else find_set(known)
    if base is None and folder:
        raise DataMistake(f"{folder}: the files of {known.title} are not there any more")
    if base is None and known.files:
        base = datasets_folder() / known.places[0]
        yield from _fetching(known, base)
    pieces = [file.found(base) for file in known.files] if base else []
    return (yield from known.open([piece for piece in pieces if piece]))


def _base(known: BuiltinSet, folder: Path) -> Path | None:
    """The folder with the set's files that ``folder`` stands for."""
    tops = {Path(path).parts[0] for file in known.files for path in file.unpacked}
    around = [folder.parent] if folder.name in tops else []
    for base in (folder, folder / "raw", *around):
        called = base.parent if base.name == "raw" else base
        plain = re.sub(r"[^a-z0-9]", "", called.name.lower())
        if (not known.names or plain in known.names) and known.is_in(base):
            return base
    return None


def _fetching(known: BuiltinSet, folder: Path) -> Generator[Progress, None, None]:
    whole = round(sum(file.megabytes for file in known.files) * 1e6)
    before = 0
    for file in known.files:
        if file.found(folder) is None:
            to = folder / file.name
            for done, _ in downloading(file.urls, to, md5=file.md5, what=known.title):
                yield "downloading", min(before + done, whole), whole
            if file.unpacked and to.suffix != ".zip":
                # Only the plain archive is kept: it is read in place.
                plain = yield from staged("unpacking", plain_tar(to, folder / file.plain))
                if plain != to:
                    to.unlink()
        before += round(file.megabytes * 1e6)
