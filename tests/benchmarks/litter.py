"""Files of every kind that a user may have lying about, for the monkey to drop and choose."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from PIL import Image


def things(home: Path) -> dict[str, Path]:
    """Files of every kind that may be dropped or chosen, made on the spot."""
    colours = {"red": (200, 40, 40), "green": (40, 200, 40), "blue": (40, 40, 200)}
    folder = home / "folder"
    for name, colour in colours.items():
        (folder / name).mkdir(parents=True)
        for number in range(12):
            shade = tuple(min(255, part + 5 * number) for part in colour)
            Image.new("RGB", (16, 16), shade).save(folder / name / f"{number:02}.png")
    found = {name: home / name for name in ("empty", "out")}
    for path in found.values():
        path.mkdir()
    archive = home / "set.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for path in sorted(folder.rglob("*.png")):
            zipped.write(path, path.relative_to(folder))
    texts = {
        "broken": ("broken.png", b"\x89PNG\r\n\x1a\n and then nothing"),
        "text": ("notes.txt", b"no image at all\n"),
        "recipe": ("recipe.toml", b'[data]\nsource = "folder"\n[stopping]\nepochs = 1\n'),
        "broken recipe": ("broken.toml", b"[data\nsource = 3"),
        "table": ("table.csv", b"path,label\nfolder/red/00.png,red\nfolder/blue/00.png,blue\n"),
        "broken zip": ("broken.zip", b"PK\x03\x04 and then nothing"),
        "weights": ("weights.safetensors", b"\x08\0\0\0\0\0\0\0{}      "),
        "odd name": ("é ünd 'quote' %s {x}.png", (folder / "red" / "00.png").read_bytes()),
    }
    for name, (file, content) in texts.items():
        found[name] = home / file
        found[name].write_bytes(content)
    shutil.copy(folder / "red" / "00.png", home / "image.png")
    missing = home / "missing"
    return found | {
        "folder": folder,
        "zip": archive,
        "image": home / "image.png",
        "missing": missing,
    }
