"""What is known of each built-in set: its card, its files and where they come from."""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regnet_studio.data import published
from regnet_studio.data.published import Opener, Opening
from regnet_studio.data.sources import MemorySource


@dataclass(frozen=True)
class Remote:
    """A file that is downloaded; addresses and checksums are those that torchvision publishes."""

    name: str
    urls: tuple[str, ...]
    md5: str
    megabytes: float
    """About; for the progress bar."""
    unpacked: tuple[str, ...] = ()
    """Paths of which one is there where the archive has been unpacked; empty: no archive."""

    def found(self, folder: Path) -> Path | None:
        """The file, or the folder that was in it, where ``folder`` holds it."""
        for path in self.unpacked:
            if os.path.exists(folder / path):  # noqa: PTH110 (never raises)
                return folder / Path(path).parts[0]
        for name in (self.plain, self.name.removesuffix(".gz"), self.name):
            if os.path.isfile(folder / name):  # noqa: PTH113 (never raises)
                return folder / name
        return None

    @property
    def plain(self) -> str:
        """The name of the archive once it is no longer compressed."""
        return re.sub(r"(\.tgz|\.tar\.gz)?$", ".tar", self.name, count=1)


@dataclass(frozen=True)
class BuiltinSet:
    """A dataset known by name."""

    name: str
    title: str
    images: int
    classes: int
    size: int | None
    """Side of its images in pixels; None: they differ."""
    summary: str
    licence: str
    source: str
    """Where it is described and whom to cite."""
    open: Opener
    files: tuple[Remote, ...] = ()
    places: tuple[str, ...] = ()
    """Folders below a folder of datasets in which its files may lie; the first as torchvision."""
    names: tuple[str, ...] = ()
    """What its folder is called where its files do not tell it from another set's."""

    @property
    def megabytes(self) -> int:
        """What is downloaded, about; 0: embedded."""
        return round(sum(file.megabytes for file in self.files))

    def is_in(self, folder: Path) -> bool:
        """Whether a folder holds all of its files."""
        return bool(self.files) and all(file.found(folder) for file in self.files)


def _opening_digits(_: object) -> Opening:
    """Scikit-learn's copy of the test part of the UCI Optical Recognition of Handwritten Digits.

    Grey values 0..16 become 0..255. (Alpaydin and Kaynak, 1998, doi 10.24432/C50P49.)
    """
    from PIL import Image
    from sklearn.datasets import load_digits

    yield "reading", 0, 0
    digits: Any = load_digits()
    files: dict[str, bytes] = {}
    for i, (picture, label) in enumerate(zip(digits.images, digits.target, strict=True)):
        buffer = io.BytesIO()
        grey = (picture * (255 / 16)).round().astype("uint8")
        Image.fromarray(grey).save(buffer, "PNG", compress_level=1)
        files[f"{label}/{i:04d}.png"] = buffer.getvalue()
    return MemorySource(files)


def _idx_files(mirrors: tuple[str, ...], *sums: str) -> tuple[Remote, ...]:
    names = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    sizes = (20.0, 0.03, 3.0, 0.01)
    return tuple(
        Remote(f"{name}-ubyte.gz", tuple(f"{m}{name}-ubyte.gz" for m in mirrors), md5, size)
        for name, md5, size in zip(names, sums, sizes, strict=True)
    )


_OXFORD = "https://www.robots.ox.ac.uk/~vgg/data/"
SETS = (
    BuiltinSet(
        name="digits",
        title="Digits",
        images=1797,
        classes=10,
        size=8,
        summary="Handwritten digits of 8x8 pixels from 43 people; embedded, no download",
        licence="CC BY 4.0",
        source="Alpaydin and Kaynak 1998, https://doi.org/10.24432/C50P49",
        open=_opening_digits,
    ),
    BuiltinSet(
        name="cifar10",
        title="CIFAR-10",
        images=60_000,
        classes=10,
        size=32,
        summary="Small colour photographs of animals and vehicles, balanced",
        licence="not stated; free for research",
        source="Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html",
        open=published.opening_cifar10,
        files=(
            Remote(
                "cifar-10-python.tar.gz",
                ("https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",),
                "c58f30108f718f92721af3b95e74349a",
                170.5,
                ("cifar-10-batches-py/data_batch_1",),
            ),
        ),
        places=("", "cifar10", "CIFAR10", "cifar-10", "CIFAR-10"),
    ),
    BuiltinSet(
        name="cifar100",
        title="CIFAR-100",
        images=60_000,
        classes=100,
        size=32,
        summary="Small colour photographs of a hundred things, 600 of each",
        licence="not stated; free for research",
        source="Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html",
        open=published.opening_cifar100,
        files=(
            Remote(
                "cifar-100-python.tar.gz",
                ("https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz",),
                "eb9058c3a382ffc7106e4002c42a8d85",
                169.0,
                ("cifar-100-python/train",),
            ),
        ),
        places=("", "cifar100", "CIFAR100", "cifar-100", "CIFAR-100"),
    ),
    BuiltinSet(
        name="fashion_mnist",
        title="Fashion-MNIST",
        images=70_000,
        classes=10,
        size=28,
        summary="Grey pictures of clothes, shoes and bags from a shop, balanced",
        licence="MIT",
        source="Xiao, Rasul and Vollgraf 2017, https://github.com/zalandoresearch/fashion-mnist",
        open=published.idx_opener(published.CLOTHES),
        files=_idx_files(
            ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "25c81989df183df01b3e8a0aad5dffbe",
            "bef4ecab320f06d8554ea6380940ec79",
            "bb300cfdad3c16e7a12a480ee83cd310",
        ),
        places=(
            "FashionMNIST/raw",
            "FashionMNIST",
            "fashion_mnist",
            "fashion-mnist",
            "fashion_mnist/raw",
            "fashion_mnist/FashionMNIST/raw",
        ),
        names=("fashionmnist", "fmnist"),
    ),
    BuiltinSet(
        name="mnist",
        title="MNIST",
        images=70_000,
        classes=10,
        size=28,
        summary="Handwritten digits of 28x28 pixels from 500 people",
        licence="CC BY-SA 3.0",
        source="LeCun, Cortes and Burges 1998, http://yann.lecun.com/exdb/mnist/",
        open=published.idx_opener(published.DIGITS),
        files=_idx_files(
            (
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
                "http://yann.lecun.com/exdb/mnist/",
            ),
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "d53e105ee54ea40749a09fcbcd1e9432",
            "9fb629c4189551a2d022fa330f9573f3",
            "ec29112dd5afa0611ce80d1b7f02629c",
        ),
        places=("MNIST/raw", "MNIST", "mnist", "mnist/raw", "mnist/MNIST/raw"),
        names=("mnist",),
    ),
    BuiltinSet(
        name="svhn",
        title="SVHN",
        images=99_289,
        classes=10,
        size=32,
        summary="House numbers in street photographs, cut out digit by digit; not balanced",
        licence="non-commercial use only",
        source="Netzer et al. 2011, http://ufldl.stanford.edu/housenumbers/",
        open=published.opening_svhn,
        files=(
            Remote(
                "train_32x32.mat",
                ("http://ufldl.stanford.edu/housenumbers/train_32x32.mat",),
                "e26dedcc434d2e4c54c9b2d4a06d8373",
                182.0,
            ),
            Remote(
                "test_32x32.mat",
                ("http://ufldl.stanford.edu/housenumbers/test_32x32.mat",),
                "eb5a983be6a315427106f1b164d9cef3",
                64.3,
            ),
        ),
        places=("svhn", "SVHN", ""),
    ),
    BuiltinSet(
        name="stl10",
        title="STL-10",
        images=13_000,
        classes=10,
        size=96,
        summary="Photographs of animals and vehicles: few to learn from (5,000), many to test on",
        licence="not stated; images from ImageNet, for research",
        source="Coates, Lee and Ng 2011, https://cs.stanford.edu/~acoates/stl10/",
        open=published.opening_stl10,
        files=(
            Remote(
                "stl10_binary.tar.gz",
                ("http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz",),
                "91f7769df0f17e558f3565bffb0c7dfb",
                2640.4,
                ("stl10_binary/train_X.bin",),
            ),
        ),
        places=("", "stl10", "STL10", "stl-10"),
    ),
    BuiltinSet(
        name="flowers102",
        title="Flowers-102",
        images=8189,
        classes=102,
        size=None,
        summary="Photographs of British flowers; 10 of each kind to learn from",
        licence="not stated; for research",
        source=f"Nilsback and Zisserman 2008, {_OXFORD}flowers/102/",
        open=published.opening_flowers102,
        files=(
            Remote(
                "102flowers.tgz",
                (f"{_OXFORD}flowers/102/102flowers.tgz",),
                "52808999861908f626f3c1f4e79d11fa",
                344.9,
                ("jpg/image_00001.jpg",),
            ),
            Remote(
                "imagelabels.mat",
                (f"{_OXFORD}flowers/102/imagelabels.mat",),
                "e0620be6f572b9609742df49c70aed4d",
                0.001,
            ),
            Remote(
                "setid.mat",
                (f"{_OXFORD}flowers/102/setid.mat",),
                "a5357ecc9cb78c4bef273ce3793fc85c",
                0.015,
            ),
        ),
        places=("flowers-102", "flowers102", "Flowers102"),
    ),
    BuiltinSet(
        name="oxford_pets",
        title="Oxford-IIIT Pet",
        images=7349,
        classes=37,
        size=None,
        summary="Photographs of cats and dogs of 37 breeds, about 200 of each",
        licence="CC BY-SA 4.0",
        source=f"Parkhi, Vedaldi, Zisserman and Jawahar 2012, {_OXFORD}pets/",
        open=published.opening_oxford_pets,
        files=(
            Remote(
                "images.tar.gz",
                (f"{_OXFORD}pets/data/images.tar.gz",),
                "5c4f3ee8e5d25df40f4fd59a7f44e54c",
                791.9,
                ("images/Abyssinian_1.jpg",),
            ),
            Remote(
                "annotations.tar.gz",
                (f"{_OXFORD}pets/data/annotations.tar.gz",),
                "95a8c909bbe2e81eed6a22bccdf3f68f",
                19.2,
                ("annotations/trainval.txt",),
            ),
        ),
        places=("oxford-iiit-pet", "oxford_pets", "pets"),
    ),
    BuiltinSet(
        name="eurosat",
        title="EuroSAT",
        images=27_000,
        classes=10,
        size=64,
        summary="Satellite pictures of European land: crops, forest, rivers, houses",
        licence="MIT",
        source="Helber, Bischke, Dengel and Borth 2019, https://github.com/phelber/eurosat",
        open=published.opening_eurosat,
        files=(
            Remote(
                "EuroSAT.zip",
                (
                    "https://huggingface.co/datasets/torchgeo/eurosat/resolve/"
                    "c877bcd43f099cd0196738f714544e355477f3fd/EuroSAT.zip",
                ),
                "c8fa014336c82ac7804f0398fcb19387",
                94.3,
                ("2750/AnnualCrop",),
            ),
        ),
        places=("eurosat", "EuroSAT", ""),
    ),
    BuiltinSet(
        name="imagenette",
        title="Imagenette",
        images=13_394,
        classes=10,
        size=None,
        summary="Ten easy classes of ImageNet, short side 320 px",
        licence="Apache 2.0; images from ImageNet, for research",
        source="Howard 2019, https://github.com/fastai/imagenette",
        open=published.opening_imagenette,
        files=(
            Remote(
                "imagenette2-320.tgz",
                ("https://s3.amazonaws.com/fast-ai-imageclas/imagenette2-320.tgz",),
                "3df6f0d01a2c9592104656642f5e78a3",
                341.6,
                (
                    "imagenette2-320/train/n01440764",
                    "imagenette2/train/n01440764",
                    "imagenette2-160/train/n01440764",
                ),
            ),
        ),
        places=("", "imagenette", "Imagenette"),
    ),
)
