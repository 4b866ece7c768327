"""The end of a training with SMOTE between features: the last layer is trained anew."""

from __future__ import annotations

from collections.abc import Iterator

from regnet_studio.errors import DataMistake
from regnet_studio.training.events import Event, HeadRetrained, Notice
from regnet_studio.training.head import last_linear, retrain_head
from regnet_studio.training.session import Session
from regnet_studio.training.validation import validate


def retraining(run: Session) -> Iterator[Event]:
    """Rare classes strengthened between features: the last layer of the best epoch anew."""
    run.take_best()
    before = validate(run.learner, run.validation_images, run.device)
    try:
        head = retrain_head(
            run.learner,
            last_linear(run.layers.head),
            run.known_images(),
            run.recipe.balance,
            run.data.card.classes,
            run.recipe.seed,
            run.device,
        )
    except DataMistake as mistake:  # told by the features alone, too late to refuse the run
        yield Notice(f"the last layer stays as the epochs left it: {mistake}")
        return
    found = validate(run.learner, run.validation_images, run.device)
    run.keep_retrained(found.loss, found.accuracy)
    yield HeadRetrained(
        head.features,
        list(head.before),
        list(head.after),
        before.accuracy,
        found.accuracy,
        head.seconds,
    )
