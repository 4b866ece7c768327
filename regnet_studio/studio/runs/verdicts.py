"""What a comparison of runs says, in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from regnet_studio.studio import words

if TYPE_CHECKING:
    from regnet_studio.runs.comparison import Comparison, Verdict

_EXACT_BELOW = 1e-4


def letter(place: int) -> str:
    """What a run is called in a comparison: ``A``, ``B``, ... ``Z``, ``A2``, ..."""
    turn, number = divmod(place, 26)
    return chr(ord("A") + number) + (str(turn + 1) if turn else "")


def verdict_text(found: Comparison, verdict: Verdict) -> str:
    """One thing that it says, in a sentence."""
    n = verdict.numbers
    names = [f"{letter(place)} ({found.runs[place].model})" for place in verdict.runs]
    said = {
        "first": names[0],
        "second": names[-1],
        "all": ", ".join(letter(place) for place in verdict.runs),
        "count": words.number(len(names)),
    }
    if "images" in n:
        said["images"] = words.number(int(n["images"]))
    if "p" in n:
        said["p"] = chance(n["p"])
    if "difference" in n:
        said["by"] = words.decimal(100 * n["difference"], 2)
    if "mean" in n:
        said["mean"], said["low"], said["high"] = (
            words.percent(n[name], 2) for name in ("mean", "low", "high")
        )
        said["deviation"] = words.decimal(100 * n["deviation"], 2)
    if "times" in n:
        said["times"] = words.number(int(n["times"]))
    return _template(verdict).format(**said)


def chance(p: float) -> str:
    """A p value: ``p = 0.034``."""
    if p < _EXACT_BELOW:
        return f"p < {words.small(_EXACT_BELOW, 1)}"
    return f"p = {words.small(p, 2)}"


def figure_title(name: str) -> str:
    """A figure's name."""
    return {
        "accuracy": _tr("Accuracy"),
        "balanced_accuracy": _tr("Balanced accuracy"),
        "macro_f1": _tr("Macro F1"),
        "top5": _tr("Top 5"),
        "loss": _tr("Loss"),
        "kappa": _tr("Cohen's kappa"),
        "ece": _tr("Calibration error"),
    }.get(name, name)


def _template(verdict: Verdict) -> str:
    match verdict.kind:
        case "better":
            return _tr(
                "{first} is better than {second}: {by} points on {images} common images, more than "
                "chance explains ({p})."
            )
        case "not_better":
            return _tr(
                "{first} is ahead of {second} by {by} points on {images} common images, but not "
                "significantly better: it may be chance ({p})."
            )
        case "even":
            return _tr("{first} and {second} are level on {images} common images.")
        case "other_images":
            return _tr(
                "{first} and {second} were evaluated on different images: no test can tell which "
                "is better."
            )
        case "seeds":
            return _tr(
                "{all} are one recipe with {count} seeds: accuracy {mean} on average, standard "
                "deviation {deviation} points, 95 % interval of the mean {low} to {high}."
            )
        case "no_report":
            return _tr("{first} has not been evaluated: it is listed with what it has.")
        case "looks" if verdict.numbers["times"] == 1:
            return _tr("The test images were looked at once ({all}).")
        case "looks":
            return _tr(
                "The test images were looked at {times} times ({all}): what is chosen by such "
                "figures does worse on new images."
            )
        case kind:
            raise ValueError(kind)


def _tr(text: str) -> str:
    return QCoreApplication.translate("verdicts", text)
