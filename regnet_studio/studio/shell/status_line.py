"""The line at the foot of the window: what goes on now."""

from __future__ import annotations

from regnet_studio.studio import words
from regnet_studio.studio.reading import Reading
from regnet_studio.studio.training import Training
from regnet_studio.studio.widgets.parts import ElidedLabel


class StatusLine(ElidedLabel):
    """Follows the reading and the training by itself."""

    def __init__(self, reading: Reading, training: Training) -> None:
        super().__init__("")
        self.setObjectName("status")
        self._reading, self._training = reading, training
        for signal in (
            reading.scan_began,
            reading.reread_began,
            reading.scan_ended,
            reading.torch_loaded,
            training.phase_changed,
            training.advanced,
        ):
            signal.connect(self._say)
        self._say()

    def _say(self) -> None:
        self.set_text(self._idle_text() if self._training.phase == "idle" else self._run_text())

    def _idle_text(self) -> str:
        if self._reading.is_scanning:
            return self.tr("Reading the images…")
        if not self._reading.has_torch:
            return self.tr("Getting ready… (loading PyTorch)")
        return self.tr("Ready")

    def _run_text(self) -> str:
        course, phase = self._training.course, self._training.phase
        if course.waits_for_room:
            return self.tr("The disk is full: waiting for room")
        if course.stage is not None:
            word, done, total = course.stage
            return f"{words.stage(word)} · {words.so_far(word, done, total)}".removesuffix(" · ")
        where = self.tr("epoch {epoch} of {epochs}, {speed} images a second").format(
            epoch=course.epoch, epochs=course.epochs, speed=round(course.images_per_second)
        )
        training = self.tr("Training: {where}")
        if self._training.ends_after_epoch:
            training = self.tr("Training: {where}; it stops after this epoch")
        return {
            "preparing": self.tr("Getting ready… (data and network)"),
            "training": training.format(where=where),
            "paused": self.tr("Paused: {where}").format(where=where),
            "evaluating": self.tr("Evaluating the best epoch…"),
        }.get(phase, self.tr("Ending: saving what there is…"))
