"""How fast networks train on this computer: measured one at a time, off the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.state import StudioState, shape_of

if TYPE_CHECKING:
    from regnet_studio.recipe.tree import Model
    from regnet_studio.training.measure import Measured


class MeasuredSpeeds(QObject):
    """What was measured holds for the images, the optimiser and the device of that moment only."""

    measured = Signal(object)
    """The speed of this :class:`Model` is known."""
    failed = Signal(object)
    """The exception that ended a measurement."""
    changed = Signal()
    """One has begun or ended."""

    def __init__(self, state: StudioState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._speeds: dict[Model, Measured] = {}
        self._conditions: Any = None
        self._job: Job | None = None

    @property
    def is_on(self) -> bool:
        """Whether a network is being measured."""
        return self._job is not None

    def of(self, model: Model) -> Measured | None:
        """What was measured of a network with these options; None: nothing that still holds."""
        return self._speeds.get(model)

    def follow_conditions(self) -> bool:
        """Forget what holds no more; returns whether anything changed that costs depend on."""
        recipe = self._state.recipe
        conditions = (shape_of(self._state), recipe.optimizer, recipe.compute)
        if conditions == self._conditions:
            return False
        self._conditions = conditions
        self._speeds.clear()
        return True

    def measure(self) -> None:
        """Time training steps of the recipe's network."""
        recipe, shape, conditions = self._state.recipe, shape_of(self._state), self._conditions

        def work(on_progress: OnProgress) -> Any:
            from regnet_studio.models.registry import Shape
            from regnet_studio.training.measure import measure

            classes, size, channels = shape
            return measure(
                recipe.model,
                Shape(classes, channels, size),
                recipe.optimizer.batch_size,
                recipe.compute,
                recipe.optimizer,
                on_progress,
            )

        self._job = Job(work, self)
        self._job.succeeded.connect(lambda found: self._take(recipe.model, conditions, found))
        self._job.failed.connect(self.failed)
        self._job.ended.connect(self._over)
        self._job.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Give it up at its next step."""
        if self._job is not None:
            self._job.cancel()

    def close(self, seconds: float) -> None:
        """Give it up and wait for its thread."""
        if self._job is not None:
            self._job.cancel()
            self._job.wait(seconds)

    def _take(self, model: Model, conditions: Any, found: Measured) -> None:
        if conditions == self._conditions:
            self._speeds[model] = found
            self.measured.emit(model)

    def _over(self) -> None:
        self._job = None
        self.changed.emit()
