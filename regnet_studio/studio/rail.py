"""The rail: the steps of the work, the runs, and the one button that trains."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLabel,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from regnet_studio.studio.language.language import NAMES, SYSTEM, Language
from regnet_studio.studio.look.text_size import grown, hold
from regnet_studio.studio.look.theme import Choice, Theme, pixel_ratio, tinted
from regnet_studio.studio.runs.runs_list import RunsList
from regnet_studio.studio.shell.shortcuts import with_key
from regnet_studio.studio.training import Training
from regnet_studio.studio.widgets.parts import GAP, button, column, holder, label, row, tool

_ICONS_PX, _WORDS_PX = 104, 144
"""The parts of its width that stay and that grow with the text."""
_TOOL_PX, _STEP_PX = 40, 20
STEPS = ("data", "model", "train", "evaluate", "predict", "export")


class Rail(QFrame):
    """The left edge of the window."""

    step_chosen = Signal(str)
    train_asked = Signal()
    pause_asked = Signal(bool)
    stop_asked = Signal()
    stop_after_epoch_asked = Signal(bool)
    interrupt_asked = Signal()
    cancel_asked = Signal()
    queue_asked = Signal()

    def __init__(self, theme: Theme, training: Training, runs: RunsList) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setObjectName("rail")
        self._theme, self._training = theme, training
        theme.changed.connect(self._fit)
        self._fit()
        self._steps = QButtonGroup(self)
        layout = column(gap=2)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self._brand())
        layout.addSpacing(GAP)
        layout.addWidget(self._scrolled(runs), 1)
        layout.addSpacing(GAP)
        layout.addWidget(self._train_block())
        self.setLayout(layout)
        training.phase_changed.connect(self._show_phase)
        self._show_phase()

    def _scrolled(self, runs: RunsList) -> QScrollArea:
        """Steps and runs, which with large text may be more than the window is high."""
        inner = column(gap=2)
        for place, (name, text) in enumerate(self.titles().items()):
            inner.addWidget(self._step(place, name, text))
        inner.addSpacing(12)
        inner.addWidget(runs, 1)
        inside = holder()
        inside.setLayout(inner)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        return scroll

    def _fit(self) -> None:
        self.setFixedWidth(_ICONS_PX + grown(_WORDS_PX))

    def offer_languages(self, language: Language) -> None:
        """Let one be chosen beside light and dark, by its own name."""
        self._look.addSection(self.tr("Language"))
        group = QActionGroup(self._look)
        for code, text in {SYSTEM: self.tr("Language of the system"), **NAMES}.items():
            action = QAction(text, self._look, checkable=True)
            action.setObjectName(f"language.{code or 'system'}")
            action.setChecked(code == language.choice)
            action.triggered.connect(partial(language.choose, code))
            language.changed.connect(lambda a=action, c=code: a.setChecked(c == language.choice))
            group.addAction(action)
            self._look.addAction(action)

    def show_step(self, name: str) -> None:
        """Mark a step as the one whose page is shown."""
        step = self._steps.button(STEPS.index(name))
        step.setChecked(True)
        # The keyboard stays on the rail's step that is shown, if it was on another.
        if any(button.hasFocus() for button in self._steps.buttons()):
            step.setFocus()

    def focus_step(self, name: str) -> None:
        """Put the keyboard on a step."""
        self._steps.button(STEPS.index(name)).setFocus()

    def show_ready(self, reason: str) -> None:
        """Enable Train, or say why it is not."""
        self.train.setEnabled(not reason and not self._training.is_on)
        self.queue.setEnabled(not reason)
        add = with_key(self.tr("Add to the queue: train these settings later"), "action.queue")
        self.queue.setToolTip(reason or add)
        self.queue.setAccessibleDescription(reason or add)
        text = reason or with_key(self.tr("Train with the settings as they are"), "action.train")
        self.train.setToolTip(text)
        self.train.setAccessibleDescription(text)
        self._why.setText(reason)
        self._why.setVisible(bool(reason) and not self._training.is_on)

    def titles(self) -> dict[str, str]:
        """The steps' names in the user's language."""
        return {
            "data": self.tr("Data"),
            "model": self.tr("Model"),
            "train": self.tr("Train"),
            "evaluate": self.tr("Evaluate"),
            "predict": self.tr("Predict"),
            "export": self.tr("Export"),
        }

    def _brand(self) -> QWidget:
        picture = QLabel()
        picture.setPixmap(tinted("regnet-studio", "#ffffff", 24, max(1, round(pixel_ratio()))))
        look = tool("action.theme", self.tr("Look and language"))
        look.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._look = self._theme_menu(look)
        look.setMenu(self._look)
        self._theme.dress(look, "theme", "muted")
        self.menu = tool("action.menu", self.tr("Help, log and more"))
        self.menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._theme.dress(self.menu, "menu", "muted")
        place = holder()
        layout = row(picture, label("RegNet Studio", "brand"), 1, look, self.menu, gap=2)
        place.setLayout(layout)
        return place

    def _theme_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        group = QActionGroup(menu)
        choices: dict[Choice, str] = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        for choice, text in choices.items():
            action = QAction(text, menu, checkable=True)
            action.setObjectName(f"theme.{choice}")
            action.setChecked(choice == self._theme.choice)
            action.triggered.connect(partial(self._theme.choose, choice))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def _step(self, place: int, name: str, text: str) -> QToolButton:
        step = QToolButton()
        step.setObjectName(f"rail.{name}")
        step.setAccessibleName(text)
        step.setText(f"  {text}")
        step.setProperty("role", "step")
        step.setCheckable(True)
        step.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        step.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        step.setToolTip(with_key(text, f"action.page.{name}"))
        step.clicked.connect(lambda: self.step_chosen.emit(name))
        self._theme.dress(step, name, side=_STEP_PX)
        self._steps.addButton(step, place)
        return step

    def _train_block(self) -> QWidget:
        self.train = button(self.tr("Train"), "action.train", "accent")
        self.train.clicked.connect(self.train_asked)
        self._theme.dress(self.train, "play", "accent_text")
        self._why = label("", "caption", wrap=True)
        self._why.setObjectName("action.train.why")
        self.queue = tool("action.queue", self.tr("Add to queue"), "plain")
        self.queue.clicked.connect(self.queue_asked)
        self._theme.dress(self.queue, "queue")
        hold(self.queue, fixed_width=_TOOL_PX)
        self.pause = button(self.tr("Pause"), "action.pause")
        self.pause.clicked.connect(self._toggle_pause)
        self.pause.setToolTip(with_key(self.tr("Hold the run, or let it go on"), "action.pause"))
        self.stop = button(self.tr("Stop"), "action.stop")
        about = self.tr("Stop after this batch: the best epoch is kept and evaluated")
        self.stop.setToolTip(with_key(about, "action.stop"))
        self.stop.setAccessibleDescription(self.stop.toolTip())
        self.stop.clicked.connect(self.stop_asked)
        self._theme.dress(self.stop, "stop")
        self.more = tool("action.stop.more", self.tr("Other ways to stop"), "plain")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self._stop_menu())
        hold(self.more, fixed_width=_TOOL_PX)
        self._theme.dress(self.more, "unfold")
        self._pace = holder()
        stop = row(self.stop, self.more, gap=4)
        stop.setStretch(0, 1)
        pace = column(self.pause)
        pace.addLayout(stop)
        self._pace.setLayout(pace)
        start = row(self.train, self.queue, gap=4)
        start.setStretch(0, 1)
        place = holder()
        layout = column(self._pace)
        layout.addLayout(start)
        layout.addWidget(self._why)
        place.setLayout(layout)
        return place

    def _stop_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("action.stop.menu")
        menu.setToolTipsVisible(True)
        self.stop_now = menu.addAction(self.tr("Stop after this batch, keep the best"))
        self.stop_now.setObjectName("action.stop.batch")
        self.stop_now.triggered.connect(self.stop_asked)
        self.stop_epoch = menu.addAction(self.tr("Stop after this epoch, keep the best"))
        self.stop_epoch.setObjectName("action.stop.epoch")
        self.stop_epoch.setCheckable(True)
        self.stop_epoch.triggered.connect(self.stop_after_epoch_asked)
        self.interrupt = menu.addAction(self.tr("Interrupt, and resume later"))
        self.interrupt.setObjectName("action.interrupt")
        self.interrupt.triggered.connect(self.interrupt_asked)
        menu.addSeparator()
        self.cancel = menu.addAction(self.tr("Discard the run…"))
        self.cancel.setObjectName("action.cancel")
        self.cancel.triggered.connect(self.cancel_asked)
        return menu

    def _toggle_pause(self) -> None:
        self.pause_asked.emit(self._training.phase != "paused")

    def _show_phase(self) -> None:
        phase = self._training.phase
        self._pace.setVisible(phase != "idle")
        for control in (self.pause, self.stop, self.more):
            control.setEnabled(phase in ("preparing", "training", "paused"))
        self.stop_epoch.setEnabled(phase in ("training", "paused"))
        self.stop_epoch.setChecked(self._training.ends_after_epoch)
        paused = phase == "paused"
        text = self.tr("Go on") if paused else self.tr("Pause")
        self.pause.setText(text)
        self.pause.setAccessibleName(text)
        self._theme.dress(self.pause, "play" if paused else "pause")
        if self._training.is_on:
            self.train.setEnabled(False)
            self.train.setText(
                {
                    "preparing": self.tr("Getting ready…"),
                    "training": self.tr("Last epoch…")
                    if self._training.ends_after_epoch
                    else self.tr("Training…"),
                    "paused": self.tr("Paused"),
                    "evaluating": self.tr("Evaluating…"),
                }.get(phase, self.tr("Ending…"))
            )
            self.train.setToolTip(self.tr("A run is going on"))
            self._why.hide()
        else:
            self.train.setText(self.tr("Train"))
