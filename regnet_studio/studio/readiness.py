"""Whether a run can begin, and what stands in its way: said at the rail's Train button."""

from __future__ import annotations

from PySide6.QtCore import QObject

from regnet_studio.studio import words
from regnet_studio.studio.rail import Rail
from regnet_studio.studio.reading import Reading
from regnet_studio.studio.state import StudioState
from regnet_studio.studio.training import Training


class Readiness(QObject):
    """Listens to all that decides it; the rail shows what it says."""

    def __init__(
        self, state: StudioState, reading: Reading, training: Training, rail: Rail
    ) -> None:
        super().__init__(rail)
        self._state, self._reading, self._rail = state, reading, rail
        for told in (
            state.data_changed,
            state.faults_changed,
            reading.scan_began,
            reading.reread_began,
            reading.scan_ended,
            training.phase_changed,
        ):
            told.connect(self.judge)

    def why_not(self) -> str:
        """Why Train cannot be pressed; empty where it can."""
        if self._reading.is_scanning:
            return self.tr("The images are being read")
        if self._state.scan is None:
            return self.tr("Choose images first, on the Data page")
        if self._state.faults:
            fault = words.told(next(iter(self._state.faults.values())))
            return self.tr("Put this right first: {fault}").format(fault=fault)
        return ""

    def judge(self) -> None:
        """Say it again."""
        self._rail.show_ready(self.why_not())
