"""The recipe, of images: where they come from, how they are balanced and varied."""

from __future__ import annotations

from typing import Literal

from regnet_studio.recipe.section import Section, Wanted, field


class Data(Section):
    """Where the images come from and how they are set apart."""

    source: str = field(
        "digits",
        "A built-in set, or the path of a folder, .zip, .tar or .csv of images",
        min_length=1,
    )
    layout: Literal["auto", "folders", "nested", "names", "table"] = field(
        "auto",
        "What tells the class: the top folder, the whole folder path (nested), the file name, or a "
        "table of path and label; auto tries them in this order",
        title="Class from",
        advanced=True,
    )
    name_pattern: str | None = field(
        None,
        "How file names are read, e.g. {class}.* or {group}_*; empty: the letters before the "
        "number are the class",
        advanced=True,
    )
    size: int | None = field(
        None,
        "Side to which images are resized; empty: chosen from the images",
        title="Image size",
        unit="px",
        ge=8,
        le=1024,
    )
    resize: Literal["crop", "stretch", "pad"] = field(
        "crop",
        "How an image becomes square: cut out the centre, stretch, or pad with its mean colour",
        advanced=True,
    )
    interpolation: Literal["bicubic", "bilinear", "lanczos", "nearest"] = field(
        "bicubic", "How pixels are computed when the size changes", advanced=True
    )
    test_share: float = field(
        0.15, "Share of images held back for the test, where the set has no test split",
        advanced=True, gt=0, le=0.5,
    )  # fmt: skip
    validation_share: float = field(
        0.1, "Share of training images held back to choose the best epoch, where none are given",
        advanced=True, gt=0, le=0.5, applies={"data.folds": (None,)},
    )  # fmt: skip
    group_by: Literal["none", "folder", "names", "column"] = field(
        "none",
        "Images that stay on one side of the split: those of one subfolder, of one {group} in "
        "the file names, or of one value in the table's group column",
        title="Keep together",
        advanced=True,
    )
    copies: Literal["exact", "near", "ignore"] = field(
        "exact",
        "Which copies of validation and test images are kept out of training: equal files, near "
        "copies as well, or none",
        title="Copies kept apart",
        advanced=True,
    )
    folds: int | None = field(
        None,
        "Cut what is not test into this many parts, one of which validates; empty: one cut by "
        "the share above",
        advanced=True,
        ge=2,
        le=100,
    )
    fold: int = field(
        1, "Which of the folds validates", advanced=True, applies={"data.folds": "set"}, ge=1,
        le=100,
    )  # fmt: skip


SYNTHETIC = ("smote", "borderline_smote", "svm_smote", "adasyn")
"""The values of ``balance.method`` that make new examples."""
_BY_SMOTE: dict[str, Wanted] = {"balance.method": SYNTHETIC}
_VARIED: dict[str, Wanted] = {"augment.strength": "set"}


class Balance(Section):
    """How rare classes are strengthened: after the split, among training images only."""

    method: Literal[
        "none",
        "duplicate",
        "augment",
        "undersample",
        "weighted",
        "smote",
        "borderline_smote",
        "svm_smote",
        "adasyn",
    ] = field(
        "none",
        "Repeat images of rare classes, repeat them strongly varied, leave images of common ones "
        "out, draw rare ones more often, or make new images between neighbours (SMOTE)",
    )
    target: float = field(
        1.0,
        "Rare classes reach this share of the largest (undersample: the smallest class has this "
        "share of the others)",
        applies={"balance.method": ("duplicate", "augment", "undersample", "weighted", *SYNTHETIC)},
        gt=0,
        le=1,
    )
    space: Literal["auto", "pixels", "features"] = field(
        "auto",
        "Where SMOTE works: between pixels, or between the trained network's features, on which "
        "its last layer is then trained anew; auto: pixels up to 32 px",
        advanced=True,
        applies=_BY_SMOTE,
    )
    neighbors: int = field(
        5, "Neighbours between which SMOTE makes new examples", advanced=True, applies=_BY_SMOTE,
        ge=1, le=100,
    )  # fmt: skip
    memory_gb: float = field(
        2.0, "Memory that making new examples may take", title="Memory at most", unit="GB",
        advanced=True, applies=_BY_SMOTE, gt=0, le=1024,
    )  # fmt: skip


class Augment(Section):
    """How training images are varied, anew in each epoch."""

    crop_padding: int = field(
        4,
        "Move images at random by up to this much, edges mirrored",
        title="Shift",
        unit="px",
        applies=_VARIED,
        ge=0,
        le=64,
    )
    strength: float = field(
        1.0,
        "Factor on the amounts of this section: 0 leaves images unvaried, 2 varies twice as much",
        title="Augmentation strength",
        advanced=True,
        ge=0,
        le=2,
    )
    flip: bool = field(True, "Mirror images left to right at random; not for digits or text")
    flip_turns: Literal["random", "alternating"] = field(
        "random",
        "Mirror by chance, or drawn once and then in every other epoch (all images are seen both "
        "ways in two epochs)",
        title="Mirroring",
        advanced=True,
        applies={"augment.flip": (True,)},
    )
    flip_vertical: bool = field(
        False, "Mirror images top to bottom at random; for views from above", advanced=True
    )
    rotation: float = field(
        0.0, "Turn by up to this angle either way", unit="°", applies=_VARIED, ge=0, le=180
    )
    scale: float = field(
        0.0, "Enlarge or shrink by up to this share", title="Zoom", advanced=True, applies=_VARIED,
        ge=0, le=0.9,
    )  # fmt: skip
    translate: float = field(
        0.0, "Move by up to this share of the side", title="Shift (share)", advanced=True,
        applies=_VARIED, ge=0, le=0.9,
    )  # fmt: skip
    shear: float = field(
        0.0, "Slant by up to this angle either way", unit="°", advanced=True, applies=_VARIED, ge=0,
        le=60,
    )  # fmt: skip
    brightness: float = field(
        0.0, "Change the brightness by up to this share", applies=_VARIED, ge=0, le=1
    )
    contrast: float = field(
        0.0, "Change the contrast by up to this share", applies=_VARIED, ge=0, le=1
    )
    saturation: float = field(
        0.0, "Change the strength of colours by up to this share", applies=_VARIED, ge=0, le=1
    )
    hue: float = field(
        0.0, "Turn the colour circle by up to this share", advanced=True, applies=_VARIED, ge=0,
        le=0.5,
    )  # fmt: skip
    grey: float = field(
        0.0, "Share of images that lose their colour", advanced=True, applies=_VARIED, ge=0, le=1
    )
    blur: float = field(
        0.0, "Largest standard deviation of a Gaussian blur", unit="px", advanced=True,
        applies=_VARIED, ge=0, le=5,
    )  # fmt: skip
    erasing: float = field(
        0.0, "Share of images of which a rectangle is erased (random erasing)", applies=_VARIED,
        ge=0, le=1,
    )  # fmt: skip
    policy: Literal[
        "none",
        "trivial",
        "rand",
        "autoaugment_cifar10",
        "autoaugment_imagenet",
        "autoaugment_svhn",
    ] = field(
        "none",
        "A published policy besides: TrivialAugment, RandAugment, or a learned AutoAugment",
    )
    rand_operations: int = field(
        2, "Operations that RandAugment applies to an image", advanced=True,
        applies={"augment.policy": ("rand",)}, ge=1, le=8,
    )  # fmt: skip
    rand_magnitude: int = field(
        9, "Strength of RandAugment", advanced=True,
        applies={"augment.policy": ("rand",), **_VARIED}, ge=0, le=30,
    )  # fmt: skip
    mixup: float = field(
        0.0, "Blend pairs of images and labels; the alpha of MixUp, 0: off", title="MixUp",
        advanced=True, applies=_VARIED, ge=0, le=10,
    )  # fmt: skip
    cutmix: float = field(
        0.0, "Paste a rectangle of another image and mix labels; the alpha of CutMix, 0: off",
        title="CutMix", advanced=True, applies=_VARIED, ge=0, le=10,
    )  # fmt: skip
    first_size: int | None = field(
        None,
        "Progressive resizing: side of the images in the first epochs, cheaper than the whole; "
        "empty: off",
        unit="px",
        advanced=True,
        ge=8,
        le=1024,
    )
    grown_by: float = field(
        0.5,
        "Share of the epochs after which images have their whole size, where they begin smaller",
        advanced=True,
        applies={"augment.first_size": "set"},
        gt=0,
        le=1,
    )
    at_test: Literal["none", "flip", "flip_shift"] = field(
        "none",
        "What a prediction is the mean of: the image; and its mirror image; and both moved by a "
        "pixel (2 and 6 times the time)",
        title="At test",
        advanced=True,
    )
