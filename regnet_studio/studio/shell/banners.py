"""The banners at the top of the window: they stay until dismissed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from regnet_studio.studio.look.theme import Theme, tinted
from regnet_studio.studio.trouble import defects
from regnet_studio.studio.widgets.parts import GAP, button, column, label, row, tool

Kind = Literal["mistake", "notice"]
_MOST_SHOWN = 3


@dataclass(frozen=True)
class Answer:
    """A button in a banner; pressing it takes the banner away."""

    text: str
    name: str
    """Of the button, such as ``interrupted.resume``."""
    do: Callable[[], object]


class Banner(QFrame):
    """One sentence the user should read, and what may be done about it."""

    dismissed = Signal(object)
    """By its cross."""
    answered = Signal(object)
    """By one of its buttons."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: Kind,
        answers: Sequence[Answer] = (),
        topic: str = "",
        on_dismissed: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setProperty("kind", kind)
        self.text, self.kind, self.topic = text, kind, topic
        self.on_dismissed = on_dismissed
        self._theme = theme
        self._mark = QLabel()
        self._text = label(text, wrap=True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setAccessibleName(text)
        close = tool("banner.dismiss", self.tr("Dismiss"))
        theme.dress(close, "cancel")
        close.clicked.connect(lambda: self.dismissed.emit(self))
        layout = row(self._mark, self._text, *self._buttons(answers), close, gap=12)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.setStretch(1, 1)
        if not answers:
            layout.setAlignment(close, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        theme.changed.connect(self._draw)
        self._draw()

    def retell(self, text: str) -> None:
        """Say what became of it."""
        self.text = text
        self._text.setText(text)
        self._text.setAccessibleName(text)

    def _buttons(self, answers: Sequence[Answer]) -> list[QWidget]:
        made: list[QWidget] = []
        for answer in answers:
            choice = button(answer.text, answer.name)
            # Read aloud one by one, a button has to say what it is about.
            choice.setAccessibleDescription(self.text)
            choice.clicked.connect(lambda _=False, do=answer.do: (self.answered.emit(self), do()))
            made.append(choice)
        return made

    def _draw(self) -> None:
        name = "warning" if self.kind == "mistake" else "info"
        self._mark.setPixmap(tinted(name, self._theme.colors[f"{self.kind}_line"], 20))


class Banners(QWidget):
    """All banners, the newest on top; the oldest ones wait below the third."""

    said = Signal(str, str)
    """What was put up, and its :data:`Kind`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("banners")
        self._theme = theme
        self._shown: list[Banner] = []
        self._layout = column(gap=GAP)
        self._layout.setContentsMargins(2 * GAP, GAP, 2 * GAP, 0)
        self.setLayout(self._layout)
        self.hide()

    def texts(self) -> list[str]:
        """What stands there, newest first."""
        return [banner.text for banner in self._shown]

    def show_error(self, error: BaseException) -> None:
        """A mistake with its own sentence, or a defect with the path of its log."""
        self.say(defects.sentence(error), "mistake")

    def say(
        self,
        text: str,
        kind: Kind = "notice",
        *,
        topic: str = "",
        answers: Sequence[Answer] = (),
        on_dismissed: Callable[[], object] | None = None,
    ) -> None:
        """Put a banner up; a text that already stands there moves to the top.

        Args:
            topic: what it is about: it takes the place of the one of the same topic.
            answers: buttons in it.
            on_dismissed: called when the user takes it away by its cross.
        """
        self.said.emit(text, kind)
        for banner in [b for b in self._shown if b.text == text or (topic and b.topic == topic)]:
            if banner.topic and banner.kind == kind and not answers:
                banner.retell(text)  # in its place, under the hands of whoever reads it
                return
            self._drop(banner)
        banner = Banner(self._theme, text, kind, answers, topic, on_dismissed)
        banner.dismissed.connect(self._dismiss)
        banner.answered.connect(self._drop)
        self._shown.insert(0, banner)
        self._layout.insertWidget(0, banner)
        self._arrange()
        # Read aloud by a screen reader without taking the focus away.
        QAccessible.updateAccessibility(QAccessibleEvent(banner, QAccessible.Event.Alert))

    def withdraw(self, topic: str) -> None:
        """Take away what is said of a topic: it is over."""
        for banner in [b for b in self._shown if b.topic == topic]:
            self._drop(banner)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def _dismiss(self, banner: Banner) -> None:
        self._drop(banner)
        if banner.on_dismissed is not None:
            banner.on_dismissed()

    def _drop(self, banner: Banner) -> None:
        self._shown.remove(banner)
        self._layout.removeWidget(banner)
        banner.hide()
        banner.deleteLater()
        self._arrange()

    def _arrange(self) -> None:
        for place, banner in enumerate(self._shown):
            banner.setVisible(place < _MOST_SHOWN)
        self.setVisible(bool(self._shown))
