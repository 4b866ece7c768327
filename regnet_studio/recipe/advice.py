"""What a recipe comes to, and what is unwise about one that holds."""

from __future__ import annotations

from regnet_studio.recipe.tree import Balance, Recipe

SYNTHETIC = ("smote", "borderline_smote", "svm_smote", "adasyn")
"""The values of ``balance.method`` that make new examples."""
PIXELS_UP_TO = 32
"""Largest side in pixels for which ``balance.space = auto`` means pixels."""
SMOTE_SIDE = 64
"""Largest side in pixels at which a blend of two photographs can still pass for one."""
ADAMW_LR = 0.01
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
    if optimizer.name != "adamw" or optimizer.lr <= ADAMW_LR:
        return []
    return [
        f"optimizer.lr = {optimizer.lr:g} is high for AdamW, whose steps do not shrink with the "
        "gradient, and training may diverge; try 0.001."
    ]
