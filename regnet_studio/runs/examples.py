"""Examples of a run's evaluated split: its worst errors, the images it is least sure of."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from regnet_studio.errors import DataMistake, UserMistake, nearest
from regnet_studio.evaluation.examples import (
    guesses,
    least_sure,
    losses,
    probabilities_of,
    worst,
)
from regnet_studio.evaluation.predictions import Predictions
from regnet_studio.runs.directory import Run
from regnet_studio.runs.evaluation import EVALUATED

KINDS = {"worst": worst, "least-sure": least_sure}


@dataclass(frozen=True)
class Example:
    """An image and what was said of it."""

    path: str
    """Relative to the data set."""
    truth: str
    guess: str
    probability: float
    """Of the guess, at the run's temperature: 0..1."""
    loss: float
    """Cross-entropy, as the report's mean has it."""

    def to_json(self) -> dict[str, Any]:
        """As ``regnet-studio examples --json`` prints it."""
        return asdict(self)


def examples(run: Run, kind: str = "worst", split: str = "test", most: int = 50) -> list[Example]:
    """Images of an evaluated split, those first that ``kind`` asks for.

    Args:
        kind: ``worst``: the errors with the highest loss. ``least-sure``: where the two likeliest
            classes are nearest.

    Raises:
        UserMistake: no such kind or split, or the split was not evaluated.
    """
    if kind not in KINDS:
        raise UserMistake(f"no kind '{kind}' (there are: {', '.join(KINDS)}){nearest(kind, KINDS)}")
    if split not in EVALUATED:
        raise DataMistake(
            f"no split '{split}' (there are: {', '.join(EVALUATED)}){nearest(split, EVALUATED)}"
        )
    said = Predictions.read(run.predictions_file(split))
    places = KINDS[kind](said, most)
    guessed = guesses(said)[places]
    odds = probabilities_of(said, places, guessed, run.temperature())
    return [
        Example(
            path=str(said.paths[place]),
            truth=said.classes[said.labels[place]],
            guess=said.classes[guess],
            probability=float(probability),
            loss=float(loss),
        )
        for place, guess, probability, loss in zip(
            places.tolist(), guessed, odds, losses(said)[places], strict=True
        )
    ]
