"""The numbers of a run: how far it is, how fast, how well, and how it fares."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QFrame, QProgressBar

from regnet_studio.runs.course import Course
from regnet_studio.studio import words
from regnet_studio.studio.widgets.flow_row import FlowRow
from regnet_studio.studio.widgets.parts import GAP, Figure, column


class RunFigures(QFrame):
    """What matters most above, what tells an expert more in small below."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setContentsMargins(12, 12, 12, 12)
        above = {
            "epoch": self.tr("epoch"),
            "speed": self.tr("images a second"),
            "left": self.tr("left"),
            "best": self.tr("best validation"),
            "test": self.tr("test"),
        }
        within = {
            "memory": self.tr("memory"),
            "load": self.tr("load"),
            "lr": self.tr("learning rate"),
            "norm": self.tr("gradient norm"),
            "update": self.tr("weight update"),
        }
        trouble = {
            "skipped": self.tr("steps left out"),
            "aside": self.tr("images set aside"),
            "micro": self.tr("images at a time"),
        }
        self._figures = {name: Figure(text, f"train.{name}") for name, text in above.items()}
        for name, text in (within | trouble).items():
            self._figures[name] = Figure(text, f"train.{name}", small=True)
        self._bar = QProgressBar()
        self._bar.setObjectName("train.progress")
        self._bar.setAccessibleName(self.tr("Progress of the run"))
        self._bar.setTextVisible(False)
        layout = column(gap=12)
        layout.addWidget(self._row(above))
        layout.addWidget(self._bar)
        layout.addWidget(self._row(within))
        self._trouble = self._row(trouble)
        self._trouble.setObjectName("train.trouble")
        self._trouble.hide()
        layout.addWidget(self._trouble)
        self.setLayout(layout)

    def _row(self, names: Iterable[str]) -> FlowRow:
        return FlowRow(*(self._figures[name] for name in names), gap=3 * GAP)

    def texts(self) -> dict[str, str]:
        """The numbers as they stand there."""
        return {name: figure.text() for name, figure in self._figures.items()}

    def show_course(self, course: Course, is_live: bool) -> None:
        """Show these; ``is_live``: the run goes on in this window."""
        self._show_progress(course)
        if not course.epochs:
            for figure in self._figures.values():
                figure.show_value("–")
            return
        show = self._figures
        entries = self.tr("{n} images an epoch").format(n=words.number(course.entries))
        show["epoch"].show_value(f"{course.epoch}/{course.epochs}", tip=entries)
        speed = words.number(round(course.images_per_second)) if course.images_per_second else "–"
        show["speed"].show_value(speed)
        left = course.seconds_left if is_live and course.step else None
        show["left"].show_value("–" if left is None else words.duration(left))
        best = self.tr("In epoch {n}").format(n=course.best_epoch) if course.best_epoch else ""
        show["best"].show_value(words.percent(course.best_accuracy), tip=best)
        show["test"].show_value(words.percent(course.test_accuracy))
        self._show_inside(course)
        self._show_trouble(course)

    def _show_progress(self, course: Course) -> None:
        if course.stage is not None:
            _, done, of = course.stage
            self._bar.setRange(0, of)
            self._bar.setValue(done)
        else:
            self._bar.setRange(0, max(course.epochs * course.steps_per_epoch, 1))
            self._bar.setValue(min(course.step, self._bar.maximum()))

    def _show_inside(self, course: Course) -> None:
        show = self._figures
        show["memory"].show_value(words.memory(course.memory_mb) if course.memory_mb else "–")
        load = self.tr("Of {device}, which trains").format(device=words.device(course.device))
        show["load"].show_value(words.percent(course.load, 0), tip=load)
        for name, value, tip in (
            ("lr", course.lr, self.tr("Of the last step")),
            ("norm", course.grad_norm, self.tr("Of the whole network, before clipping")),
            (
                "update",
                course.update_ratio,
                self.tr("How far a step moves the weights, as a share of their own length"),
            ),
        ):
            show[name].show_value("–" if value is None else words.small(value), tip=tip)

    def _show_trouble(self, course: Course) -> None:
        """What nobody needs to see where all is well."""
        for name, count, tip in (
            ("skipped", course.skipped, self.tr("Their loss or gradient was not finite")),
            ("aside", course.set_aside_count, "\n".join(sorted(course.set_aside)[:20])),
            ("micro", course.micro_batch or 0, self.tr("Memory ended: batches come in parts")),
        ):
            figure = self._figures[name]
            figure.show_value(words.number(count), tip=tip, warns=bool(count) and name != "micro")
            figure.setVisible(bool(count))
        shown = course.skipped or course.set_aside_count or course.micro_batch
        self._trouble.setVisible(bool(shown))
