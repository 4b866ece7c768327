"""What is unwise is said, in a sentence that names the fields; what is wise is left in peace."""

from __future__ import annotations

import subprocess
import sys

import pytest

from regnet_studio.recipe import Recipe, override, preset, preset_names
from regnet_studio.recipe.advice import advice, resolved_space
from regnet_studio.recipe.tree import Balance

WISE = ["data.source=photos", "data.size=32"]
HEAD_ALONE = ["transfer.weights=a.pth", "transfer.stages=0"]


def about(*changes: str) -> list[str]:
    return advice(override(Recipe(), [*WISE, *changes]))


@pytest.mark.parametrize(
    "changes",
    [
        [],
        ["balance.method=smote"],
        ["balance.method=weighted", "loss.name=focal"],
        ["loss.class_weights=effective", "loss.name=focal"],
        ["loss.logit_adjustment=1"],
        ["balance.method=undersample", "augment.mixup=0.2", "loss.label_smoothing=0.1"],
        # The last layer is trained anew, without the loss's corrections.
        ["balance.method=smote", "balance.space=features", "loss.class_weights=inverse"],
        ["data.size=64", "balance.method=adasyn", "loss.logit_adjustment=1"],
        ["data.size=64", "balance.method=smote", "balance.space=pixels"],
        ["data.folds=5", "data.fold=3"],
        ["optimizer.name=adamw", "optimizer.lr=0.001"],
        ["data.source=digits", "augment.flip=false"],
        ["transfer.weights=imagenet", "data.size=224", "optimizer.lr=0.01", "transfer.stages=2"],
        ["transfer.weights=a.pth", "transfer.stages=0", "transfer.cache_features=false"],
        [
            "transfer.weights=a.pth",
            "transfer.unfreeze_every=1",
            "optimizer.lr=0.01",
            "transfer.frozen_norm=adapt",
            "transfer.lr_decay=0.5",
            "transfer.l2_sp=0.01",
        ],
    ],
)
def test_what_is_wise_is_left_in_peace(changes: list[str]) -> None:
    assert about(*changes) == []


@pytest.mark.parametrize(
    "resampling",
    ["duplicate", "augment", "undersample", "weighted", "smote", "borderline_smote", "svm_smote",
     "adasyn"],
)  # fmt: skip
@pytest.mark.parametrize("correction", ["class_weights=inverse", "logit_adjustment=1"])
def test_correcting_twice(resampling: str, correction: str) -> None:
    (sentence,) = about(f"balance.method={resampling}", f"loss.{correction}")
    field, value = correction.split("=")
    assert sentence == (
        f"Rare classes are favoured twice, by balance.method = {resampling} and "
        f"loss.{field} = {value}: the network will name them too often; keep one."
    )


def test_correcting_in_the_loss_twice_and_thrice() -> None:
    two = ["loss.class_weights=effective", "loss.logit_adjustment=0.5"]
    assert "twice, by loss.class_weights = effective and loss.logit_adj" in about(*two)[0]
    (sentence,) = about(*two, "balance.method=weighted")
    assert "three times, by balance.method = weighted, loss.class_weights = effective and" in (
        sentence
    )


def test_smote_of_photographs() -> None:
    changes = ["data.size=65", "balance.method=smote", "balance.space=pixels"]
    (sentence,) = about(*changes)
    assert "balance.space = pixels at 65 px" in sentence
    assert "set balance.space to features" in sentence


@pytest.mark.parametrize("source", ["digits", "mnist", "SVHN"])
def test_mirrored_digits(source: str) -> None:
    (sentence,) = about(f"data.source={source}")
    assert sentence.startswith("augment.flip: mirrored digits")
    (sentence,) = about(f"data.source={source}", "augment.flip_vertical=true")
    assert sentence.startswith("augment.flip and augment.flip_vertical: mirrored")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (["data.copies=ignore"], "data.copies = ignore lets copies"),
        (["data.fold=2"], "data.fold = 2 changes nothing while data.folds is empty"),
        (["optimizer.name=adamw"], "optimizer.lr = 0.1 is high for adamw"),
        (
            ["transfer.stages=1", "transfer.l2_sp=0.1"],
            "transfer.stages, transfer.l2_sp: meant to keep what loaded weights know, but",
        ),
        ([*HEAD_ALONE, "transfer.l2_sp=0.1"], "transfer.l2_sp changes nothing while"),
        ([*HEAD_ALONE, "transfer.lr_decay=0.9"], "transfer.lr_decay changes nothing while"),
        (["transfer.frozen_norm=adapt"], "transfer.frozen_norm = adapt changes nothing"),
        (["transfer.cache_features=false"], "transfer.cache_features = false changes nothing"),
        (["transfer.weights=a.pth"], "optimizer.lr = 0.1 is high for weights that have learned"),
        (
            ["transfer.weights=a.pth", "optimizer.name=adamw"],
            "optimizer.lr = 0.1 is high for adamw",
        ),
        (
            ["transfer.weights=a.pth", "optimizer.name=adamw", "optimizer.lr=0.001"],
            "optimizer.lr = 0.001 is high for weights that have learned already: the first steps "
            "may undo what they know; try 0.0001",
        ),
        (
            ["transfer.weights=imagenet", "transfer.stages=0"],
            "ImageNet weights were trained on images of about 224 px, and know little at 32 px; "
            "set data.size to 128",
        ),
    ],
)
def test_the_rest(changes: list[str], sentence: str) -> None:
    (given,) = about(*changes)
    assert given.startswith(sentence)


@pytest.mark.parametrize("name", preset_names())
def test_the_presets_are_wise(name: str) -> None:
    assert advice(preset(name)) == []


def test_where_smote_works() -> None:
    assert resolved_space(Balance(), 32) == "pixels"
    assert resolved_space(Balance(), 33) == "features"
    assert resolved_space(Balance(space="pixels"), 224) == "pixels"


def test_it_needs_no_heavy_library() -> None:
    code = (
        "import sys, regnet_studio.recipe.advice;"
        "assert not {'torch', 'numpy', 'sklearn'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
