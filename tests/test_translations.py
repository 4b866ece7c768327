"""Every text of the window has a French one, well formed; none is shown past the translations."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
STUDIO = ROOT / "regnet_studio" / "studio"


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translate", ROOT / "packaging" / "translate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


translate = _script()
FRENCH: dict[tuple[str, str], str] = translate.read(translate.TS)


def test_no_visible_text_lacks_a_translation() -> None:
    wanted = set(translate.visible_texts())
    missing = sorted(text for text in wanted if not FRENCH.get(text))
    assert missing == [], "translate these: python packaging/translate.py, then Qt Linguist"
    stale = sorted(set(FRENCH) - wanted)
    assert stale == [], "these are said no more: python packaging/translate.py"


def test_what_the_program_loads_is_made_of_the_translations(tmp_path: Path) -> None:
    made = tmp_path / "made.qm"
    translate.release(translate.TS, made)
    assert made.read_bytes() == translate.QM.read_bytes(), "python packaging/translate.py"


def test_a_translation_holds_what_its_source_holds() -> None:
    faults = [
        (source, french)
        for (_, source), french in FRENCH.items()
        if _placeholders(source) != _placeholders(french)
        or any((source[end] in " \n") != (french[end] in " \n") for end in (0, -1))
        or source.endswith("…") != french.endswith("…")
    ]
    assert faults == []


def test_french_typography() -> None:
    faults = [
        french
        for french in FRENCH.values()
        # A no-break space before high marks and inside guillemets, the curved apostrophe.
        if re.search(r"(?<=\w) [;:?!%»]|« |(?<=[^\W\d_])'(?=[^\W\d_])", french)
    ]
    assert faults == []


def test_a_french_text_is_of_one_english_text() -> None:
    """Otherwise the way back, when the language changes, is not known."""
    said: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for (context, source), french in FRENCH.items():
        said[context, french].append(source)
    assert [texts for texts in said.values() if len(texts) > 1] == []


_SHOWN_BY = {
    "label": 0,
    "button": 0,
    "tool": 1,
    "Figure": 0,
    "Paragraph": 0,
    "ElidedLabel": 0,
    "QLabel": 0,
    "QPushButton": 0,
    "QToolButton": 0,
    "QCheckBox": 0,
    "QRadioButton": 0,
    "QGroupBox": 0,
    "QAction": 0,
    "QMenu": 0,
    "addAction": 0,
    "addItem": 0,
    "addMenu": 0,
    "addSection": 0,
    "addTab": 1,
    "insertItem": 1,
    "setTabText": 1,
    "setTabToolTip": 1,
    "set_text": 0,
    "setText": 0,
    "setTitle": 0,
    "setToolTip": 0,
    "setStatusTip": 0,
    "setWhatsThis": 0,
    "setWindowTitle": 0,
    "setPlaceholderText": 0,
    "setSpecialValueText": 0,
    "setAccessibleName": 0,
    "setAccessibleDescription": 0,
    "setHorizontalHeaderLabels": 0,
    "show_value": 0,
    "showMessage": 0,
    "say": 0,
}
"""What puts a text before the user's eyes, and which of its arguments is the text."""
_NAMES = {"RegNet Studio", "PNG", "SVG", "CSV"}
_WORD = re.compile(r"[^\W\d_]{3,}")


def test_no_text_is_shown_past_the_translations() -> None:
    shown: list[str] = []
    for file in sorted(STUDIO.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                place = _SHOWN_BY.get(_called(call))
                for text in () if place is None else _literals(call.args[place : place + 1]):
                    if _WORD.search(text) and text not in _NAMES:
                        shown.append(f"{file.relative_to(ROOT)}:{call.lineno}: {text!r}")
    assert shown == [], "say these through self.tr()"


def test_what_is_translated_is_a_literal() -> None:
    """Of anything else nobody knows what to translate, and an f-string is never found."""
    faults: list[str] = []
    for file in sorted(STUDIO.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or _called(call) not in ("tr", "_tr"):
                continue
            if not isinstance(call.args[-1], ast.Constant):
                faults.append(f"{file.relative_to(ROOT)}:{call.lineno}: {ast.unparse(call)}")
    assert faults == []


def _placeholders(text: str) -> list[tuple[str, str]]:
    try:
        return sorted((name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name)
    except ValueError:  # braces that are meant as they stand
        return []


def _called(call: ast.Call) -> str:
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _literals(nodes: list[ast.expr]) -> Iterator[str]:
    """The literals of an expression that nothing translates or looks up."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.Constant):
                    yield str(part.value)
        elif isinstance(node, ast.IfExp):
            yield from _literals([node.body, node.orelse])
        elif isinstance(node, ast.BoolOp):
            yield from _literals(node.values)
        elif isinstance(node, ast.BinOp):
            yield from _literals([node.left, node.right])
        elif isinstance(node, ast.List | ast.Tuple):
            yield from _literals(node.elts)


def test_every_page_of_the_help_is_there_in_french() -> None:
    """With the same headings, links, tables and commands."""
    folder = ROOT / "resources" / "help"
    english = sorted(page.name for page in folder.glob("*.md"))
    assert sorted(page.name for page in (folder / "fr").glob("*.md")) == english
    for name in english:
        one, other = (
            (place / name).read_text(encoding="utf-8") for place in (folder, folder / "fr")
        )
        assert _anatomy(one) == _anatomy(other), name


def _anatomy(page: str) -> tuple[list[str], list[str], int, list[str]]:
    marks = re.findall(r"^(#+) ", page, re.MULTILINE)
    links = sorted(re.findall(r"\]\(([^)]*)\)", page))
    rows = len(re.findall(r"^\|", page, re.MULTILINE))
    commands = re.findall(r"^    ((?:regnet-studio|--set) \S+)", page, re.MULTILINE)
    return marks, links, rows, commands
