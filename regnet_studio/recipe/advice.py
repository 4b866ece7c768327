"""What a recipe comes to, and what is unwise about one that holds."""

from __future__ import annotations

from regnet_studio.recipe.images import SYNTHETIC
from regnet_studio.recipe.tree import Balance, Recipe

PIXELS_UP_TO = 32
"""Largest side in pixels for which ``balance.space = auto`` means pixels."""
SMOTE_SIDE = 64
"""Largest side in pixels at which a blend of two photographs can still pass for one."""
ADAMW_LR = 0.01
ADAPTIVE = ("adamw", "nadam", "rmsprop", "lamb")
"""Methods that scale each step by the gradients seen: their rates are a hundredth of SGD's."""
FINE_TUNING_LR = (0.001, 0.1)
"""From here on a learning rate is high for weights that have learned already: adaptive, other."""
IMAGENET_SIDES = (96, 448)
"""Sides in pixels on which ImageNet weights, trained at about 224, still see what they know."""
_READ_FROM_LEFT = ("digits", "mnist", "svhn")


def resolved_space(balance: Balance, size: int) -> str:
    """Where SMOTE works on images of ``size`` pixels: ``pixels`` or ``features``."""
    if balance.space == "auto":
        return "pixels" if size <= PIXELS_UP_TO else "features"
    return balance.space


def advice(recipe: Recipe) -> list[str]:
    """Sentences about what is allowed but unwise: what, why, what to do. Empty: nothing is."""
    return [
        *_corrected_twice(recipe),
        *_smote_of_photographs(recipe),
        *_mirrored_digits(recipe),
        *_copies_on_both_sides(recipe),
        *_idle_fold(recipe),
        *_fast_adamw(recipe),
        *_nothing_to_keep(recipe),
        *_idle_transfer(recipe),
        *_fast_fine_tuning(recipe),
        *_far_from_imagenet(recipe),
    ]


def _corrected_twice(recipe: Recipe) -> list[str]:
    """Each of these alone evens the classes out. Focal loss does not look at their counts."""
    balance, loss = recipe.balance, recipe.loss
    corrections = []
    if balance.method != "none" and not _on_features(recipe):
        corrections.append(f"balance.method = {balance.method}")
    if loss.class_weights != "none":
        corrections.append(f"loss.class_weights = {loss.class_weights}")
    if loss.logit_adjustment:
        corrections.append(f"loss.logit_adjustment = {loss.logit_adjustment:g}")
    if len(corrections) < 2:
        return []
    times = "twice" if len(corrections) == 2 else "three times"
    named = f"{', '.join(corrections[:-1])} and {corrections[-1]}"
    return [
        f"Rare classes are favoured {times}, by {named}: the network will name them too often; "
        "keep one."
    ]


def _on_features(recipe: Recipe) -> bool:
    """Whether the last layer is trained anew on balanced features, with none of the loss's own."""
    balance, size = recipe.balance, recipe.data.size
    if balance.method not in SYNTHETIC:
        return False
    if size is None and balance.space == "auto":
        return True  # not known yet: nothing is said before it is
    return resolved_space(balance, size or 0) == "features"


def _smote_of_photographs(recipe: Recipe) -> list[str]:
    balance, size = recipe.balance, recipe.data.size
    if balance.method not in SYNTHETIC or balance.space != "pixels" or not size:
        return []
    if size <= SMOTE_SIDE:
        return []
    return [
        f"balance.space = pixels at {size} px blends photographs into double exposures and takes "
        "much memory; set balance.space to features."
    ]


def _mirrored_digits(recipe: Recipe) -> list[str]:
    flips = [name for name in ("flip", "flip_vertical") if getattr(recipe.augment, name)]
    if not flips or recipe.data.source.casefold() not in _READ_FROM_LEFT:
        return []
    named = " and ".join(f"augment.{name}" for name in flips)
    return [f"{named}: mirrored digits are none any more, and confuse the network; turn it off."]


def _copies_on_both_sides(recipe: Recipe) -> list[str]:
    if recipe.data.copies != "ignore":
        return []
    return [
        "data.copies = ignore lets copies of validation and test images into the training, so "
        "that the accuracy looks better than it is; set it to exact or near."
    ]


def _idle_fold(recipe: Recipe) -> list[str]:
    if recipe.data.fold == 1 or recipe.data.folds is not None:
        return []
    return [
        f"data.fold = {recipe.data.fold} changes nothing while data.folds is empty; set "
        "data.folds, or data.fold to 1."
    ]


def _fast_adamw(recipe: Recipe) -> list[str]:
    optimizer = recipe.optimizer
    if optimizer.name not in ADAPTIVE or optimizer.lr <= ADAMW_LR:
        return []
    return [
        f"optimizer.lr = {optimizer.lr:g} is high for {optimizer.name}, whose steps do not shrink "
        "with the gradient, and training may diverge; try 0.001."
    ]


def _nothing_to_keep(recipe: Recipe) -> list[str]:
    transfer = recipe.transfer
    if transfer.weights != "none":
        return []
    plain = type(transfer)()
    changed = [
        f"transfer.{name}"
        for name in ("stages", "unfreeze_every", "lr_decay", "l2_sp")
        if getattr(transfer, name) != getattr(plain, name)
    ]
    if not changed:
        return []
    return [
        f"{', '.join(changed)}: meant to keep what loaded weights know, but transfer.weights = "
        "none loads none, and layers stay near their random beginning; set transfer.weights, or "
        "leave the rest of transfer at its defaults."
    ]


def _idle_transfer(recipe: Recipe) -> list[str]:
    """What changes nothing beside the other choices."""
    transfer = recipe.transfer
    gradual = transfer.unfreeze_every is not None
    head_alone = transfer.stages == 0 and not gradual
    sentences = []
    if transfer.weights != "none" and head_alone:
        idle = ["l2_sp"] if transfer.l2_sp else []
        idle += ["lr_decay"] if transfer.lr_decay < 1 else []
        sentences += [
            f"transfer.{name} changes nothing while transfer.stages = 0: only the head learns; "
            "leave one of them at its default."
            for name in idle
        ]
    if transfer.frozen_norm == "adapt" and transfer.stages is None and not gradual:
        sentences.append(
            "transfer.frozen_norm = adapt changes nothing while all stages learn; set "
            "transfer.stages, or leave it at keep."
        )
    if not transfer.cache_features and not head_alone:
        sentences.append(
            "transfer.cache_features = false changes nothing while more than the head learns; set "
            "transfer.stages to 0, or leave it at true."
        )
    return sentences


def _fast_fine_tuning(recipe: Recipe) -> list[str]:
    optimizer, transfer = recipe.optimizer, recipe.transfer
    head_alone = transfer.stages == 0 and transfer.unfreeze_every is None
    high = FINE_TUNING_LR[optimizer.name not in ADAPTIVE]
    if transfer.weights == "none" or head_alone or optimizer.lr < high:
        return []
    if optimizer.name in ADAPTIVE and optimizer.lr > ADAMW_LR:
        return []  # said already
    return [
        f"optimizer.lr = {optimizer.lr:g} is high for weights that have learned already: the first "
        f"steps may undo what they know; try {high / 10:g}."
    ]


def _far_from_imagenet(recipe: Recipe) -> list[str]:
    size, (low, high) = recipe.data.size, IMAGENET_SIDES
    if recipe.transfer.weights != "imagenet" or size is None or low <= size <= high:
        return []
    return [
        f"ImageNet weights were trained on images of about 224 px, and know little at {size} px; "
        f"set data.size to {128 if size < low else 224}."
    ]
