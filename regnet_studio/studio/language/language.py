"""The language of the window: chosen by the user or the system's, changed while all goes on.

Translations are made with Qt Linguist: ``resources/translations`` holds them, and
``packaging/translate.py`` keeps them up to date.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QObject,
    QTranslator,
    Signal,
)
from PySide6.QtWidgets import QApplication, QWidget

from regnet_studio.resources import resource
from regnet_studio.studio.jobs.job import Job, OnProgress
from regnet_studio.studio.language.phrasebook import KEYS, Phrasebook, read_translations
from regnet_studio.studio.language.rewording import Rewording
from regnet_studio.studio.language.template import OF_THE_ENGINE, Phrase
from regnet_studio.studio.preferences import Preferred

SOURCE: Final = "en"
"""The language that the program is written in."""
SYSTEM: Final = ""
"""The choice of whatever the system speaks, where it is one of ours."""
NAMES = {"en": "English", "fr": "Français"}
"""The languages there are, each by its own name."""
_KEY_NAMES = (
    *("Ctrl", "Shift", "Alt", "Meta", "Space", "Esc", "Tab", "Backspace", "Return", "Enter"),
    *("Ins", "Del", "Home", "End", "Left", "Up", "Right", "Down", "PgUp", "PgDown", "Menu"),
)
"""As Qt calls them in English."""
_TERRITORIES = {"en": "en_US", "fr": "fr_FR"}


_Way = tuple[str, str, QLocale, QLocale]
"""From a language to another, and how each writes numbers."""


class Language(QObject):
    """What the window speaks. One for an application, made before the window's parts.

    Args:
        preferred: where the choice is kept.
    """

    changed = Signal()
    """The window speaks another language now, and says so everywhere."""

    def __init__(self, preferred: Preferred, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferred = preferred
        self._before = QLocale()
        self._translators: list[QTranslator] = []
        self._books: dict[_Way, Phrasebook] = {}
        self.code = SOURCE
        """``en`` or ``fr``: the one that is spoken."""
        self._speak(self._meant(self.choice))

    @property
    def choice(self) -> str:
        """What the user chose: a code, or :data:`SYSTEM`."""
        choice = self._preferred.now.language
        return choice if choice in NAMES else SYSTEM

    def choose(self, choice: str) -> None:
        """Speak another language from now on; what is shown is said anew in it, and stays."""
        self._preferred.set(language=choice)
        code, old = self._meant(choice), QLocale()
        if code != self.code or self._locale(choice) != old:
            self._change(code, old)
        self.changed.emit()

    def warm_up(self) -> None:
        """Get ready in the background for a change to any other language."""
        ways = [
            (self.code, code, QLocale(), self._locale(code)) for code in NAMES if code != self.code
        ]
        ways += [(new, old, new_locale, old_locale) for old, new, old_locale, new_locale in ways]

        def work(_: OnProgress) -> dict[_Way, Phrasebook]:
            for _old, code, _written, locale in ways:
                if code != SOURCE:
                    _engine_book(code, locale)
            return {way: _book(way) for way in ways}

        job = Job(work, self)
        job.succeeded.connect(lambda books: self._books.update(books | self._books))
        job.start()

    def _change(self, code: str, old: QLocale) -> None:
        before, of_qt = self.code, _of_qt()
        self._speak(code)
        way = before, code, old, QLocale()
        book = self._books.get(way) or _book(way)
        again = zip(of_qt, _of_qt(), strict=True)
        book.learn(Phrase(context, said, to_say) for (context, said), (_, to_say) in again)
        self._books[way] = book
        rewording = Rewording(book, old)
        for window in QApplication.topLevelWidgets():
            if window.parentWidget() is None:
                _reword(window, rewording)

    def close(self) -> None:
        """Take the translations back; for the end of the window."""
        self._silence()
        QLocale.setDefault(self._before)

    def _meant(self, choice: str) -> str:
        """The language of a choice."""
        if choice != SYSTEM:
            return choice
        code = QLocale.system().name().partition("_")[0]
        return code if code in NAMES else SOURCE

    def _locale(self, choice: str) -> QLocale:
        """How numbers and dates are written: as the system does, if it speaks this language."""
        system = QLocale.system()
        if choice in (SYSTEM, system.name().partition("_")[0]):
            return system
        return QLocale(_TERRITORIES[choice])

    def _speak(self, code: str) -> None:
        self._silence()
        self.code = code
        QLocale.setDefault(self._locale(self.choice))
        if code == SOURCE:
            return
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        # The last one that is installed is asked first.
        self._install(EngineTranslator(code, self))
        for file in (
            f"{folder}/qtbase_{code}.qm",
            str(resource("translations", f"regnet_studio_{code}.qm")),
        ):
            translator = QTranslator(self)
            if translator.load(file):
                self._install(translator)

    def _install(self, translator: QTranslator) -> None:
        QCoreApplication.installTranslator(translator)
        self._translators.append(translator)

    def _silence(self) -> None:
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
            translator.deleteLater()
        self._translators.clear()


class EngineTranslator(QTranslator):
    """Knows the engine's sentences with what was put into them: ``cats.zip: no images found``.

    The engine speaks English, to the command line and to logs alike; the window asks for its
    sentences as for its own texts, in the context ``engine``.
    """

    def __init__(self, code: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._code = code

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803 (Qt's name)
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        # ``None``: the next translator is asked; an empty text would be taken for a translation.
        if context not in OF_THE_ENGINE:
            return None
        return _engine_book(self._code, QLocale()).reword(sourceText, OF_THE_ENGINE)

    def isEmpty(self) -> bool:
        return False


@cache
def _engine_book(code: str, locale: QLocale) -> Phrasebook:
    phrases = [p for p in _phrases(SOURCE, code) if p.context in OF_THE_ENGINE]
    return Phrasebook(phrases, QLocale.c(), locale)


def _book(way: _Way) -> Phrasebook:
    old, new, old_locale, new_locale = way
    return Phrasebook(_phrases(old, new), old_locale, new_locale)


def _phrases(old: str, new: str) -> list[Phrase]:
    """What is said in one language and how in another."""
    if old == new:  # only its numbers are written otherwise
        return []
    if old == SOURCE:
        return list(read_translations(resource("translations", f"regnet_studio_{new}.ts")))
    back = _phrases(new, old)
    return [Phrase(phrase.context, phrase.to_say, phrase.said) for phrase in back]


def _of_qt() -> list[tuple[str, str]]:
    """What Qt says by itself in the language that is spoken now: keys, and arrows beside tabs."""
    translate = QCoreApplication.translate
    return [
        *((KEYS, translate("QShortcut", key)) for key in _KEY_NAMES),
        *(("QTabBar", translate("QTabBar", text)) for text in ("Scroll Left", "Scroll Right")),
    ]


def _reword(window: QWidget, rewording: Rewording) -> None:
    shown = window.updatesEnabled()
    window.setUpdatesEnabled(False)
    try:
        rewording.of(window)
    finally:
        window.setUpdatesEnabled(shown)
