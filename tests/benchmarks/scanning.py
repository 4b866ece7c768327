"""How quickly a dataset is indexed and checked.

    python tests/benchmarks/scanning.py [--files 1000000] [--photos FOLDER_OR_ZIP]

1. A tree of hard-linked images in 1,000 classes is indexed in a process of its own: seconds, peak
   memory, bytes an image in the index.
2. Decode check: images/s of the scan's pass (digest, decode, perceptual hash)
   against ``PIL.Image.open(file).load()`` in a plain loop over the same files, in turns.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

PHOTOS = Path(__file__).parents[3] / "shared" / "data" / "cats-dogs-voitures-fleurs.zip"


def make_tree(root: Path, files: int) -> None:
    """``files`` hard links in 1,000 classes, of as many different images as there are classes."""
    for number in range(1000):
        folder = root / f"class_{number:04}"
        folder.mkdir(parents=True)
        noise = np.random.default_rng(number).integers(0, 256, (12, 16, 3), dtype=np.uint8)
        first = folder / "image_000000.jpg"
        Image.fromarray(noise).resize((160, 120)).save(first, quality=80)
        for i in range(1, files // 1000):
            os.link(first, folder / f"image_{i:06}.jpg")


def index(root: str) -> None:
    """Run in a process of its own: open the dataset, print figures."""
    from regnet_studio.data.dataset import open_dataset
    from regnet_studio.recipe.tree import Data

    start = time.perf_counter()
    dataset = open_dataset(Data(source=root))
    seconds = time.perf_counter() - start
    columns = (dataset.labels, dataset.splits, dataset.excluded)
    held = dataset.paths.nbytes + sum(column.nbytes for column in columns)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"indexed {len(dataset):,} images in {len(dataset.classes):,} classes: {seconds:.1f} s, "
        f"peak memory of the process {peak:.0f} MB, index {held / len(dataset):.0f} bytes an image"
    )


def decode_check(photos: Path, folder: Path) -> None:
    """The scan's pass against a plain loop, in turns."""
    if photos.suffix == ".zip":
        with zipfile.ZipFile(photos) as archive:
            archive.extractall(folder)
    else:
        folder = photos
    from regnet_studio.data.dataset import open_dataset
    from regnet_studio.data.facts import checking
    from regnet_studio.data.progress import finished
    from regnet_studio.recipe.tree import Data

    dataset = open_dataset(Data(source=str(folder)))
    while len(dataset) < 20_000:  # as many as take some seconds
        for path in [folder / path for path in dataset.paths]:
            os.link(path, path.with_stem(f"{path.stem}-{len(dataset)}"))
        dataset = open_dataset(Data(source=str(folder)))
    files = [folder / path for path in dataset.paths]
    ratios = []
    for _ in range(3):
        start = time.perf_counter()
        for file in files:
            with Image.open(file) as image:
                image.load()
        plain = len(files) / (time.perf_counter() - start)
        with tempfile.TemporaryDirectory() as cache:
            os.environ["REGNET_STUDIO_CACHE"] = cache
            start = time.perf_counter()
            finished(checking(dataset))
            ours = len(files) / (time.perf_counter() - start)
        ratios.append(ours / plain)
        print(
            f"decode check: {ours:,.0f} images/s, plain loop {plain:,.0f}: {ratios[-1]:.2f} times",
            flush=True,
        )
    print(f"decode check: median ratio {statistics.median(ratios):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--photos", type=Path, default=PHOTOS)
    parser.add_argument("--index", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.index:
        return index(chosen.index)
    root = Path(tempfile.mkdtemp(prefix="scanning-"))
    try:
        start = time.perf_counter()
        make_tree(root / "tree", chosen.files)
        print(f"made {chosen.files:,} files in {time.perf_counter() - start:.0f} s", flush=True)
        for _ in range(2):
            command = [sys.executable, __file__, "--index", str(root / "tree")]
            subprocess.run(command, check=True)
        if chosen.photos.exists():
            decode_check(chosen.photos, root / "photos")
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
