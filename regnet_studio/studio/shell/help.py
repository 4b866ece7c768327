"""The help: its pages, what is in them, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QShortcut,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from regnet_studio.studio.look.text_size import hold
from regnet_studio.studio.look.theme import Theme
from regnet_studio.studio.shell.help_pages import HelpPage
from regnet_studio.studio.shell.matching import folded
from regnet_studio.studio.shell.shortcuts import sequence, with_key
from regnet_studio.studio.widgets.parts import GAP, card, column, holder, row, tool
from regnet_studio.studio.widgets.search_line import search_line

_MOST_MARKS = 300
_LIST_PX = 220


class HelpWindow(QWidget):
    """A window of its own beside the studio's, so that a page stays in sight while one works."""

    def __init__(
        self, theme: Theme, pages: Callable[[], list[HelpPage]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("help")
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Help of RegNet Studio"))
        self.resize(960, 680)
        self._theme, self._pages_now = theme, pages
        self._pages = {page.name: page for page in pages()}
        self._texts: dict[str, str] = {}
        """Folded, for the search; read when it begins."""
        self._past: list[str] = []
        self._future: list[str] = []
        self.current = ""
        self._lay_out()
        theme.changed.connect(self._draw)

    def show_page(self, name: str, about: str = "") -> None:
        """Go to a page by its name; ``about``: to where this stands on it."""
        if name not in self._pages:
            name = next(iter(self._pages))
        if name != self.current:
            if self.current:
                self._past.append(self.current)
            self._future.clear()
        self._go(name)
        if about:
            self._scroll_to(about)

    def titles(self) -> list[str]:
        """The contents list as it stands there."""
        return [self.contents.item(place).text() for place in range(self.contents.count())]

    def back(self) -> None:
        """To the page before."""
        if self._past:
            self._future.append(self.current)
            self._go(self._past.pop())

    def forward(self) -> None:
        """To the page that was left by going back."""
        if self._future:
            self._past.append(self.current)
            self._go(self._future.pop())

    def read_again(self) -> None:
        """The language is another one."""
        self._pages = {page.name: page for page in self._pages_now()}
        self._texts.clear()
        self.setWindowTitle(self.tr("Help of RegNet Studio"))
        self._list()
        if self.current:
            self._draw()

    def reword(self, _: object) -> None:
        """Read the pages of another language."""
        self.read_again()

    def _lay_out(self) -> None:
        self._back = tool("help.back", with_key(self.tr("Back"), "help.back"))
        self._back.clicked.connect(self.back)
        self._theme.dress(self._back, "back")
        self._forward = tool("help.forward", with_key(self.tr("Forward"), "help.forward"))
        self._forward.clicked.connect(self.forward)
        self._theme.dress(self._forward, "forward")
        self.search = search_line("help.search", self.tr("Search the help"))
        self.search.textChanged.connect(self._look)
        self.search.returnPressed.connect(self._open_first)
        self.contents = QListWidget()
        self.contents.setObjectName("help.contents")
        self.contents.setAccessibleName(self.tr("Pages of the help"))
        self.contents.setProperty("role", "choices")
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.contents.currentItemChanged.connect(self._open_item)
        self.text = QTextBrowser()
        self.text.setObjectName("help.text")
        self.text.setAccessibleName(self.tr("Page of the help"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.text.document().setDocumentMargin(2 * GAP)
        left = holder()
        listing = column(self.search, gap=GAP)
        listing.addLayout(row(self._back, self._forward, 1, gap=4))
        listing.addWidget(self.contents, 1)
        left.setLayout(listing)
        hold(left, least_width=_LIST_PX)
        page = card(4)
        page.setLayout(column(self.text))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(2 * GAP)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(page)
        split.setStretchFactor(1, 1)
        layout = column(margin=2 * GAP)
        layout.addWidget(split)
        self.setLayout(layout)
        for name, do in (
            ("help.find", self.search.setFocus),
            ("help.back", self.back),
            ("help.forward", self.forward),
        ):
            QShortcut(sequence(name), self, do)
        QShortcut(Qt.Key.Key_Escape, self, self.close)
        self._list()

    def _list(self, names: list[str] | None = None) -> None:
        self.contents.blockSignals(True)
        self.contents.clear()
        if names is None:
            names = [name for name, page in self._pages.items() if page.is_listed]
        for name in names:
            item = QListWidgetItem(self._pages[name].title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.contents.addItem(item)
            if name == self.current:
                self.contents.setCurrentItem(item)
        self.contents.blockSignals(False)

    def _go(self, name: str) -> None:
        self.current = name
        self._draw()
        for place in range(self.contents.count()):
            if self.contents.item(place).data(Qt.ItemDataRole.UserRole) == name:
                self.contents.blockSignals(True)
                self.contents.setCurrentRow(place)
                self.contents.blockSignals(False)
        self._back.setEnabled(bool(self._past))
        self._forward.setEnabled(bool(self._future))
        self._mark()

    def _draw(self) -> None:
        if not self.current:
            return
        document = self.text.document()
        document.setMarkdown(
            self._pages[self.current].text(), QTextDocument.MarkdownFeature.MarkdownDialectGitHub
        )
        self._dress(document)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _dress(self, document: QTextDocument) -> None:
        """Room between the lines, quiet tables, and code in the colours of the theme."""
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        block = document.begin()
        while block.isValid():
            form = QTextBlockFormat(block.blockFormat())
            level = form.headingLevel()
            in_table = QTextCursor(block).currentTable() is not None
            form.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            if level:
                form.setTopMargin(0 if level == 1 else 2 * GAP)
                form.setBottomMargin(GAP // 2)
            elif not in_table:
                form.setBottomMargin(GAP if not block.textList() else 2)
            QTextCursor(block).setBlockFormat(form)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                style = frame.format()
                style.setBorderCollapse(True)
                style.setBorder(1)
                style.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                style.setBorderBrush(self._theme.color("line"))
                style.setCellPadding(6)
                style.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
                frame.setFormat(style)
        cursor.endEditBlock()

    def _look(self, typed: str) -> None:
        """List the pages that hold every word, those with it in their title first."""
        words = folded(typed).split()
        if not words:
            self._list()
        else:
            for name, page in self._pages.items():
                if name not in self._texts:
                    self._texts[name] = folded(page.text())
            found = [
                name for name, text in self._texts.items() if all(word in text for word in words)
            ]
            titled = {
                name: all(word in folded(self._pages[name].title) for word in words)
                for name in found
            }
            self._list(sorted(found, key=lambda name: not titled[name]))
        self._mark()

    def _open_first(self) -> None:
        if self.contents.count():
            self.show_page(self.contents.item(0).data(Qt.ItemDataRole.UserRole))
            self._mark(go=True)

    def _open_item(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.show_page(item.data(Qt.ItemDataRole.UserRole))
            self._mark(go=True)

    def _mark(self, go: bool = False) -> None:
        """Mark what is searched for on the page; ``go``: and scroll to the first of it."""
        marks: list[QTextEdit.ExtraSelection] = []
        document = self.text.document()
        for word in self.search.text().split():
            cursor = document.find(word)
            while not cursor.isNull() and len(marks) < _MOST_MARKS:
                mark = QTextEdit.ExtraSelection()
                look = QTextCharFormat()
                look.setBackground(self._theme.color("selected"))
                look.setForeground(self._theme.color("text"))
                mark.format, mark.cursor = look, cursor  # pyright: ignore[reportAttributeAccessIssue]
                marks.append(mark)
                cursor = document.find(word, cursor)
        self.text.setExtraSelections(marks)
        if go and marks:
            first = min(mark.cursor.position() for mark in marks)  # pyright: ignore[reportAttributeAccessIssue]
            self._scroll(first)

    def _scroll_to(self, about: str) -> None:
        cursor = self.text.document().find(about)
        if not cursor.isNull():
            self._scroll(cursor.position())

    def _scroll(self, position: int) -> None:
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self.text.setTextCursor(cursor)
        cursor.setPosition(position)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        self.text.setTextCursor(cursor)
        self.text.ensureCursorVisible()

    def _follow(self, link: QUrl) -> None:
        name = link.path().removesuffix(".md")
        if link.isRelative() and name in self._pages:
            self.show_page(name)
        elif link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)
