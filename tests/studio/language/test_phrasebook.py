"""What was said in one language is found again, and the user's own words are left alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from regnet_studio.studio.language.language import EngineTranslator
from regnet_studio.studio.language.phrasebook import Phrasebook, read_translations
from regnet_studio.studio.language.template import Phrase
from tests.test_translations import translate

EN, FR = QLocale("en_US"), QLocale("fr_FR")
PHRASES = [
    Phrase("words", "train", "entraînement"),
    Phrase("words", "{done} of {total} images", "{done} images sur {total}"),
    Phrase("words", "{n} %", "{n}\u00a0%"),
    Phrase("words", "{n} s", "{n} s"),
    Phrase("Rail", "Train", "Entraîner"),
    Phrase("Desk", "Data", "Données"),
    Phrase("Matrix", "{truth} taken for {guess}: {n}", "{truth} pris pour {guess}\u00a0: {n}"),
    Phrase("Report", "of {split}: {count} images", "de {split}\u00a0: {count} images"),
]


@pytest.fixture
def there() -> Phrasebook:
    return Phrasebook(PHRASES, EN, FR)


@pytest.fixture
def back() -> Phrasebook:
    return Phrasebook([Phrase(p.context, p.to_say, p.said) for p in PHRASES], FR, EN)


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("Train", "Entraîner"),
        ("  Train", "  Entraîner"),
        ("Train (F5)", "Entraîner (F5)"),
        ("1,234 of 30,000 images", "1\u202f234 images sur 30\u202f000"),
        ("97.3 %", "97,3\u00a0%"),
        ("12,345", "12\u202f345"),
        ("3.40e-05", "3,40e-05"),
        ("of train: 1,203 images", "de entraînement\u00a0: 1\u202f203 images"),
        ("12 of 20 images · 3.4 s", "12 images sur 20 · 3,4 s"),
        ("Train\n97.3 %", "Entraîner\n97,3\u00a0%"),
    ],
)
def test_there_and_back(there: Phrasebook, back: Phrasebook, english: str, french: str) -> None:
    contexts = ("Rail", "Report")
    assert there.reword(english, contexts) == french
    assert back.reword(french, contexts) == english


@pytest.mark.parametrize(
    "text",
    [
        "Data",  # a class of that name: Data is the program's only where Desk speaks
        "photos of cats.zip",
        "cat",
        "s",
        "●",
        "",
    ],
)
def test_the_users_words_stay(there: Phrasebook, text: str) -> None:
    assert there.reword(text, ("Rail",)) in (None, text)


def test_what_is_put_into_a_text_stays_where_it_is_the_users(there: Phrasebook) -> None:
    """Classes may be called like something of the program."""
    assert there.reword("train taken for Data: 2", ("Matrix", "Desk")) == (
        "train pris pour Data\u00a0: 2"
    )


def test_the_nearest_place_decides() -> None:
    phrases = [Phrase("Run", "Stop", "Arrêter"), Phrase("Bus", "Stop", "Arrêt")]
    book = Phrasebook(phrases, EN, FR)
    assert book.reword("Stop", ("Bus", "Run")) == "Arrêt"
    assert book.reword("Stop", ("Run", "Bus")) == "Arrêter"
    assert book.reword("Stop", ("Elsewhere",)) is None  # two meanings: neither is guessed
    assert Phrasebook(phrases[:1], EN, FR).reword("Stop", ("Bus",), is_own=True) == "Arrêter"


def test_every_translation_is_found_again_in_its_place() -> None:
    """Filled with words, and back: no template is taken for another of the same place."""
    french = read_translations(translate.TS)
    there = Phrasebook(french, EN, FR)
    back = Phrasebook([Phrase(p.context, p.to_say, p.said) for p in french], FR, EN)
    lost = []
    for phrase in french:
        # The engine's are only ever said by themselves, below; a colon alone says nothing.
        if phrase.context == "engine" or not any(map(str.isalpha, _bare(phrase.said))):
            continue
        said, to_say = _filled(phrase.said), _filled(phrase.to_say)
        if there.reword(said, (phrase.context,)) not in (to_say, None if said == to_say else 0):
            lost.append((phrase.context, said, there.reword(said, (phrase.context,))))
        elif back.reword(to_say, (phrase.context,)) not in (said, None if said == to_say else 0):
            lost.append((phrase.context, to_say, back.reword(to_say, (phrase.context,))))
    assert lost == []


@pytest.mark.parametrize(
    ("english", "french"),
    [
        (
            "/a/cats.zip: not a whole .zip (cut off or damaged); download or pack it again",
            "/a/cats.zip\u00a0: pas un .zip entier (coupé ou endommagé)\u00a0; "
            "téléchargez-le ou archivez-le à nouveau",
        ),
        (
            "optimizer.lr = x: must be a number above 0, at most 100",
            "optimizer.lr = x\u00a0: doit être un nombre supérieur à 0, au plus 100",
        ),
        (
            "no preset 'digts' (there are: digits, fast); did you mean 'digits'?",
            "pas de préréglage «\u00a0digts\u00a0» (il y a\u00a0: digits, fast)"
            "\u00a0; vouliez-vous dire «\u00a0digits\u00a0»\u00a0?",
        ),
        ("20 layers, 16-32-64 channels (He et al. 2015, for CIFAR)", None),
        ("nothing that the program says", ""),
    ],
)
def test_the_engines_sentences(english: str, french: str | None) -> None:
    said = EngineTranslator("fr").translate("engine", english)
    if french is None:
        assert said is not None
        assert said.startswith("20 couches")
    else:
        assert said == (french or None)


def _filled(text: str) -> str:
    for number, name in enumerate(sorted(set(_names(text)))):
        text = text.replace(f"{{{name}}}", str(7 + number))
    return text


def _bare(text: str) -> str:
    for name in _names(text):
        text = text.replace(f"{{{name}}}", "")
    return text


def _names(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]
