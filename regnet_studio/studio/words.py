"""Numbers as people read them: counts, shares, durations, in the system's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from regnet_studio.training.events import WeightsLoaded

_IMAGES = ("checking", "decoding", "comparing", "describing", "evaluating")
"""Stages that count images."""
_BYTES = ("downloading", "downloading weights", "unpacking")
"""Stages that count bytes."""


def told(text: str) -> str:
    """What the engine says, in the user's language: a mistake's sentence, a summary, an advice."""
    return QCoreApplication.translate("engine", text)


def labelled(name: str, value: str) -> str:
    """``epoch: 6``."""
    return _tr("{what}: {value}").format(what=name, value=value)


def number(value: int) -> str:
    """``12,345``."""
    return QLocale().toString(value)


def compact(value: float) -> str:
    """Three digits and a letter: ``309 k``, ``49.1 M``, ``1.81 G``."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{_three(value / size)} {letter}"
    return decimal(value, 0)


def percent(share: float | None, digits: int = 1) -> str:
    """``97.3 %``; a dash for nothing."""
    return "–" if share is None else _tr("{n} %").format(n=decimal(share * 100, digits))


def decimal(value: float, digits: int) -> str:
    """A plain number with ``digits`` behind the point."""
    return QLocale().toString(float(value), "f", digits)


def typed(value: float) -> str:
    """A number as it is typed into a field, with up to six digits: ``0.05``, ``1e-05``."""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return locale.toString(float(value), "g", 6)


def small(value: float, digits: int = 3) -> str:
    """A number of any size with ``digits`` digits: ``0.0513``, ``1.2e-05``."""
    return QLocale().toString(float(value), "g", digits)


def duration(seconds: float) -> str:
    """``42 s``, ``3 min 20 s``, ``2 h 05 min``."""
    whole = max(round(seconds), 0)
    if whole < 60:
        return _tr("{n} s").format(n=whole)
    if whole < 3600:
        return _tr("{n} min {s:02d} s").format(n=whole // 60, s=whole % 60)
    return _tr("{n} h {m:02d} min").format(n=whole // 3600, m=whole % 3600 // 60)


def moment(seconds: float) -> str:
    """Date and time of day of ``seconds`` since 1970, short, as the language writes them."""
    when = QDateTime.fromSecsSinceEpoch(round(seconds))
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)


def step_time(seconds: float) -> str:
    """A time that may be short: ``0.8 ms``, ``85 ms``, ``3.4 s``, ``2 min 05 s``."""
    if seconds < 1:
        return _tr("{n} ms").format(n=decimal(1000 * seconds, 0 if seconds >= 0.01 else 1))
    if seconds < 60:
        return _tr("{n} s").format(n=decimal(seconds, 1))
    return duration(seconds)


def memory(megabytes: float) -> str:
    """``12 kB``, ``812 MB``, ``1.4 GB``."""
    if megabytes < 0.9995:
        return _tr("{n} kB").format(n=decimal(1000 * megabytes, 0 if megabytes >= 0.01 else 1))
    if megabytes >= 999.5:
        return _tr("{n} GB").format(n=decimal(megabytes / 1000, 1))
    return _tr("{n} MB").format(n=decimal(megabytes, 0 if megabytes >= 10 else 1))


def device(name: str) -> str:
    """What computes, in the user's language."""
    return _tr("this computer") if name == "cpu" else _tr("the GPU ({name})").format(name=name)


def status(word: str) -> str:
    """A run's status in the user's language."""
    return {
        "finished": _tr("finished"),
        "stopped": _tr("stopped"),
        "running": _tr("running"),
        "interrupted": _tr("interrupted"),
        "failed": _tr("failed"),
        "waiting": _tr("waiting"),
        "broken": _tr("cannot be read"),
    }.get(word, word)


def stage(word: str) -> str:
    """What a long preparation is about, in the user's language."""
    return {
        "downloading": _tr("Downloading"),
        "downloading weights": _tr("Downloading weights"),
        "describing": _tr("Describing images"),
        "reading": _tr("Reading the files"),
        "reading the record": _tr("Reading the record of the run"),
        "checking": _tr("Checking images"),
        "unpacking": _tr("Unpacking"),
        "indexing": _tr("Listing files"),
        "decoding": _tr("Reading images"),
        "comparing": _tr("Looking for copies"),
        "balancing": _tr("Balancing classes"),
        "evaluating": _tr("Evaluating images"),
        "compiling the network": _tr("Compiling the network for this machine, the first time only"),
        "trying training steps": _tr("Trying training steps"),
    }.get(word, word.capitalize())


def weights(event: WeightsLoaded) -> str:
    """What the network took of the weights that it begins with."""
    head = _tr("its head as well") if event.head else _tr("its head begins anew")
    return _tr("{taken} of {of} tensors taken from {source}; {head}").format(
        taken=number(event.tensors), of=number(event.of), source=event.source, head=head
    )


def so_far(stage_word: str, done: int, total: int) -> str:
    """How far a stage is: ``12 of 300 images``, ``3 MB of 170 MB``; empty where nobody knows."""
    if not total:
        return number(done) if done else ""
    if stage_word in _BYTES:
        return _tr("{done} of {total}").format(done=memory(done / 1e6), total=memory(total / 1e6))
    text = _tr("{done} of {total} images") if stage_word in _IMAGES else _tr("{done} of {total}")
    return text.format(done=number(done), total=number(total))


def mark(word: str) -> str:
    """What is remarkable about an image, in the user's language."""
    return {
        "broken": _tr("broken"),
        "copies": _tr("copies"),
        "near": _tr("near copies"),
        "across": _tr("copies across splits"),
        "disagree": _tr("copies whose classes disagree"),
        "excluded": _tr("excluded"),
        "edited": _tr("edited"),
    }.get(word, word)


def problem(kind: str) -> str:
    """What is wrong with an image or a class, in a word or two."""
    return {
        "broken": _tr("not an image"),
        "crashed": _tr("crashes the decoder"),
        "edit-unused": _tr("edit unused"),
        "empty": _tr("empty"),
        "hidden": _tr("hidden"),
        "link": _tr("link"),
        "missing": _tr("missing"),
        "no-class": _tr("no class"),
        "no-label": _tr("no label"),
        "not-an-image": _tr("other file"),
        "outside": _tr("outside"),
        "several-frames": _tr("several frames"),
        "similar-classes": _tr("similar classes"),
        "small-class": _tr("small class"),
        "stray": _tr("stray"),
        "too-large": _tr("too large"),
        "too-slow": _tr("too slow"),
        "truncated": _tr("truncated"),
        "two-labels": _tr("two labels"),
        "unreadable": _tr("unreadable"),
        "unused-table": _tr("unused table"),
    }.get(kind, kind.replace("-", " "))


def ratio(value: float) -> str:
    """``6.4 : 1``."""
    return _tr("{n} : 1").format(n=decimal(value, 1)) if value < float("inf") else "∞"


def split(word: str) -> str:
    """A split's name in the user's language."""
    return {
        "unsplit": _tr("all images"),
        "train": _tr("train"),
        "validation": _tr("validation"),
        "test": _tr("test"),
        "left out": _tr("left out"),
        "before": _tr("before"),
        "after": _tr("after"),
    }.get(word, word)


def place(word: str) -> str:
    """Where an image is, in the user's language: its split, or that it is in none."""
    return _tr("not in a split") if word == "unsplit" else split(word)


def _three(value: float) -> str:
    return decimal(value, 0) if value >= 100 else small(value)


def _tr(text: str) -> str:
    return QCoreApplication.translate("words", text)
