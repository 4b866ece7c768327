"""Numbers in words, for whoever reads a report."""

from __future__ import annotations


def plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"


def duration(seconds: float) -> str:
    whole = max(round(seconds), 0)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
