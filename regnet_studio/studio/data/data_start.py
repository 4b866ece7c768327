"""What the Data page shows before there is data, and while it is being read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from regnet_studio.studio import words
from regnet_studio.studio.data.recent_list import RecentList
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.jobs.time_left import TimeLeft
from regnet_studio.studio.look.theme import Theme, tinted
from regnet_studio.studio.shell.drops import DropZone
from regnet_studio.studio.widgets.panes import Panes
from regnet_studio.studio.widgets.parts import (
    GAP,
    ElidedLabel,
    Paragraph,
    button,
    card,
    column,
    label,
    row,
)

if TYPE_CHECKING:
    from regnet_studio.data.builtin import BuiltinSet

_ACROSS = 4


class DataStart(QWidget):
    """A place to drop images on, what was opened last, and the built-in sets."""

    source_asked = Signal(str)
    welcome_asked = Signal()
    """The user wants to see the whole road."""
    welcome_declined = Signal()
    paths_dropped = Signal(object)
    folder_asked = Signal()
    failed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._cards: dict[str, SetCard] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        for across in range(_ACROSS):
            self._grid.setColumnStretch(across, 1)
        self._title = label(self.tr("Or start with a built-in set"), "muted")
        self._title.hide()
        self.recent = RecentList(theme)
        self.recent.hide()
        self.welcome = self._welcome_card()
        self.welcome.hide()
        layout = column(gap=GAP)
        layout.addWidget(self.welcome)
        top = Panes(self._zone(), self.recent, (5, 2))
        layout.addWidget(top, 1)
        layout.addSpacing(GAP)
        layout.addWidget(self._title)
        layout.addLayout(self._grid)
        self.setLayout(layout)

    def look_for_sets(self) -> None:
        """Show the sets, and which are on this computer already; found off the window's thread."""

        def work(_: OnProgress) -> list[tuple[BuiltinSet, bool]]:
            from regnet_studio.data.builtin import builtin_sets, find_set

            sets = builtin_sets()
            return [(known, not known.files or find_set(known) is not None) for known in sets]

        job = Job(work, self)
        job.succeeded.connect(self._show_sets)
        job.failed.connect(self.failed)
        job.start()

    def _show_sets(self, sets: list[tuple[BuiltinSet, bool]]) -> None:
        self._title.show()
        for place, (known, is_here) in enumerate(sets):
            if known.name not in self._cards:
                made = SetCard(known)
                made.clicked.connect(lambda _=False, name=known.name: self.source_asked.emit(name))
                self._cards[known.name] = made
                self._grid.addWidget(made, *divmod(place, _ACROSS))
            self._cards[known.name].show_here(is_here)

    def _welcome_card(self) -> QWidget:
        """Offered until it was seen or declined."""
        box = card(12)
        box.setObjectName("data.welcome")
        self._play = label()
        self._theme.changed.connect(self._draw_play)
        self._draw_play()
        hint = self.tr(
            "Trains a network on handwritten digits and goes through every page with you. You can "
            "leave at any moment."
        )
        texts = column(
            label(self.tr("See the whole road in half a minute"), "strong", wrap=True),
            label(hint, "muted", wrap=True),
            gap=2,
        )
        begin = button(self.tr("Show me"), "welcome.begin")
        begin.setAccessibleDescription(hint)
        begin.clicked.connect(self.welcome_asked)
        decline = button(self.tr("Not now"), "welcome.decline", "link")
        decline.clicked.connect(self.welcome_declined)
        layout = row(self._play, gap=12)
        layout.addLayout(texts, 1)
        layout.addWidget(decline)
        layout.addWidget(begin)
        box.setLayout(layout)
        return box

    def _zone(self) -> QWidget:
        zone = DropZone("data.drop")
        text = self.tr("Drop a folder, an archive or a table of images here")
        zone.setAccessibleName(text)
        zone.dropped.connect(self.paths_dropped)
        self._picture = label()
        self._theme.changed.connect(self._draw_picture)
        self._draw_picture()
        hint = Paragraph(
            self.tr(
                "One folder per class, such as cat/001.jpg and dog/001.jpg. Folders named train, "
                "validation and test are understood, and so are names such as cat.001.jpg and a "
                "table of path and label. Your files are never changed."
            ),
            560,
        )
        choose = button(self.tr("Choose a folder…"), "empty.data")
        choose.clicked.connect(self.folder_asked)
        self._theme.dress(choose, "folder")
        layout = column(gap=12, margin=2 * GAP)
        layout.addStretch(1)
        title = label(text, "heading", wrap=True)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(title)
        for part in (hint, choose):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        zone.setLayout(layout)
        return zone

    def _draw_play(self) -> None:
        self._play.setPixmap(tinted("play", self._theme.colors["accent"], 28))

    def _draw_picture(self) -> None:
        self._picture.setPixmap(tinted("image", self._theme.colors["line_strong"], 56))


class SetCard(QPushButton):
    """A built-in set: its name, what it holds, and whether it must be downloaded."""

    def __init__(self, known: BuiltinSet) -> None:
        super().__init__()
        self.setObjectName(f"data.set.{known.name}")
        self.setProperty("role", "choice")
        self.setAutoDefault(False)
        self.setToolTip(words.told(known.summary))
        self._known = known
        title = ElidedLabel(known.title, "strong")
        text = self.tr("{images} images · {classes} classes").format(
            images=words.number(known.images), classes=known.classes
        )
        if known.size:
            text += f" · {known.size} px"
        self._figures = ElidedLabel(text, "caption")
        self._where = ElidedLabel("", "caption")
        inner = column(title, self._figures, self._where, gap=2)
        inner.setContentsMargins(12, 8, 12, 8)
        self._inner = inner
        self.setLayout(inner)
        for part in (title, self._figures, self._where):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_here(not known.files)

    def sizeHint(self) -> QSize:
        return QSize(200, self._inner.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._inner.sizeHint().height())

    def show_here(self, is_here: bool) -> None:
        """Say that it is on this computer, or how much is to be downloaded."""
        text = self.tr("on this computer")
        if not is_here:
            size = words.memory(self._known.megabytes)
            text = self.tr("download {size}").format(size=size)
        self._where.set_text(text)
        figures = f"{self._figures.whole_text()}, {text}"
        self.setAccessibleName(words.labelled(self._known.title, figures))


class DataBusy(QWidget):
    """What is being read, how far it is, and the way to give it up."""

    cancel_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._what = ElidedLabel("", "heading")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setObjectName("data.progress")
        self._bar.setAccessibleName(self.tr("Progress of the scan"))
        self._stage = label("", "muted")
        self._stage.setObjectName("data.stage")
        self._left = TimeLeft()
        cancel = button(self.tr("Cancel"), "data.cancel")
        cancel.clicked.connect(self.cancel_asked)
        theme.dress(cancel, "cancel")
        box = card(3 * GAP)
        inner = column(self._what, self._bar, gap=12)
        inner.addLayout(row(self._stage, 1, cancel))
        box.setLayout(inner)
        box.setMinimumWidth(520)
        layout = column(1, gap=0)
        layout.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        self.setLayout(layout)

    def show_source(self, source: str) -> None:
        """The reading of a source begins."""
        self._what.set_text(self.tr("Opening {source}").format(source=source))
        self._bar.setRange(0, 0)
        self._left.forget()
        self._stage.setText("")

    def show_progress(self, stage: str, done: int, total: int) -> None:
        """It has got so far."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        text = f"{words.stage(stage)} · {words.so_far(stage, done, total)}"
        self._stage.setText(self._left.said(text.removesuffix(" · "), done, total, stage))


def scrolled(inner: QWidget) -> QScrollArea:
    """``inner`` with a bar where the window is too low for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area
