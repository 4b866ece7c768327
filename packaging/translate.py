"""Keeps the translations up to date: ``python packaging/translate.py``, then Qt Linguist.

Reads every text that the window can show out of the source, puts it into
``resources/translations/regnet_studio_fr.ts`` beside the translations that are there, and lets Qt's
``lrelease`` make the ``.qm`` that the program loads. What is new is marked unfinished and counted:
translate it in Qt Linguist (``pyside6-linguist``), then run this again.

Qt's own ``lupdate`` would not do: it reads neither module-level helpers nor the recipe's fields
nor the engine's sentences, which the window shows as well (``language/language.py`` says how).
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from regnet_studio.recipe.fields import RecipeField, recipe_fields, section_help  # noqa: E402
from regnet_studio.recipe.presets import built_in_names, preset_summary  # noqa: E402

LANGUAGE = "fr"
FOLDER = ROOT / "resources" / "translations"
TS, QM = (FOLDER / f"regnet_studio_{LANGUAGE}.{kind}" for kind in ("ts", "qm"))
PACKAGE = ROOT / "regnet_studio"
Text = tuple[str, str]
"""Context and source."""

FOR_FILES = (
    "evaluation/heat_map.py",
    "evaluation/plot.py",
    "evaluation/plots.py",
    "evaluation/memory_picture.py",
    "export/card.py",
    "export/model_card.py",
    "runs/chapters.py",
    "runs/document.py",
    "runs/judgement.py",
    "runs/making.py",
    "runs/tables.py",
)
"""What these say goes into reports and cards, which are written in English."""
NOT_SAID = (
    "data/augment.py",
    "data/builtin_table.py",
    "data/geometry.py",
    "data/paths.py",
    "data/policies.py",
    "data/published.py",
    "runs/environment.py",
    "training/device.py",
)
"""Texts of more than one word here are names: of random draws, of classes, of drivers' messages."""
_WORDS = re.compile(r"[^\W\d_]{2,},? [^\W\d_]|\} [a-z]{2,}|[a-z]{2,} \{")
_NO_SENTENCE = re.compile(r"[<>]|\.\*|^[A-Z_]+ |https?:")


def visible_texts() -> list[Text]:
    """Every text that the window can show, each once, in a fixed order."""
    texts = [*window_texts(), *recipe_texts(), *engine_texts()]
    return sorted(set(texts))


def window_texts() -> Iterator[Text]:
    """What studio/ translates: ``self.tr``, ``translate(context, ...)`` and a module's ``_tr``."""
    for file in sorted((PACKAGE / "studio").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        yield from _translated(tree, "", _context_of_helper(tree))


def recipe_texts() -> Iterator[Text]:
    """Names, help, bounds, units and choices of the recipe's fields; sections and presets."""
    for field in recipe_fields().values():
        choices = [choice.replace("_", " ") for choice in field.choices]
        for text in filter(None, (field.title, field.help, field.unit, _bounds(field), *choices)):
            yield "recipe", text
        if said := re.search(r"\bempty: ([^;.,]+)", field.help):
            yield "recipe", said[1].strip()
    for section, about in section_help().items():
        yield "recipe", section.replace("_", " ").capitalize()
        yield "recipe", about
    for name in built_in_names():
        yield "recipe", preset_summary(name)


def engine_texts() -> Iterator[Text]:
    """What the engine says in words: mistakes, problems of images, notices, advice, summaries."""
    for file in sorted(PACKAGE.rglob("*.py")):
        place = file.relative_to(PACKAGE).as_posix()
        if place.startswith(("studio/", "cli/")):
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        mistakes_alone = place in FOR_FILES or place in NOT_SAID or place.startswith("recipe/")
        yield from (("engine", text) for text in _sentences(tree, mistakes_alone))
        if place == "recipe/advice.py":
            yield from (("engine", text) for text in _sentences(tree, False))
    for text in _builtin_summaries():
        yield "engine", text


def _bounds(field: RecipeField) -> str:
    """What values are allowed, as a template: numbers and choices are put into it."""
    if field.choices:
        return "one of {choices}"
    names = iter(("{low}", "{high}") if field.low is not None else ("{high}",))
    text = field.bounds.removesuffix(f" {field.unit}") if field.unit else field.bounds
    bounds = re.sub(r"-?\d[\d.e+-]*", lambda _: next(names), text)
    return f"{bounds} {{unit}}" if field.unit else bounds


def _builtin_summaries() -> Iterator[str]:
    from regnet_studio.data.builtin_table import SETS

    for known in SETS:
        yield known.summary


def read(file: Path) -> dict[Text, str]:
    """The translations in a ``.ts`` file; an empty text where one is wanting."""
    if not file.exists():
        return {}
    return {
        (context.findtext("name") or "", message.findtext("source") or ""): message.findtext(
            "translation"
        )
        or ""
        for context in ElementTree.parse(file).getroot().iter("context")
        for message in context.iter("message")
    }


def write(file: Path, translations: dict[Text, str]) -> None:
    """Write a ``.ts`` file as Qt Linguist does."""
    root = ElementTree.Element("TS", version="2.1", language=LANGUAGE, sourcelanguage="en")
    contexts: dict[str, ElementTree.Element] = {}
    for (name, source), translation in sorted(translations.items()):
        if name not in contexts:
            contexts[name] = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(contexts[name], "name").text = name
        message = ElementTree.SubElement(contexts[name], "message")
        ElementTree.SubElement(message, "source").text = source
        made = ElementTree.SubElement(message, "translation")
        made.text = translation
        if not translation:
            made.set("type", "unfinished")
    ElementTree.indent(root, "    ")
    text = ElementTree.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{head}{text}\n", encoding="utf-8")


def release(ts: Path, qm: Path) -> None:
    """Make the ``.qm`` of a ``.ts``.

    Raises:
        subprocess.CalledProcessError: Qt's lrelease refuses it.
    """
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    command = [str(tool), "-silent", str(ts), "-qm", str(qm)]
    subprocess.run(command, check=True, capture_output=True)


def update() -> int:
    """Bring both files up to date.

    Returns:
        how many texts have no translation yet.
    """
    known = read(TS)
    elsewhere = _agreed(known)
    translations = {text: known.get(text) or elsewhere.get(text[1], "") for text in visible_texts()}
    write(TS, translations)
    release(TS, QM)
    return sum(not translation for translation in translations.values())


def _agreed(known: dict[Text, str]) -> dict[str, str]:
    """Sources that have one translation wherever they stand: a text that moved keeps it."""
    said: dict[str, set[str]] = {}
    for (_, source), translation in known.items():
        if translation:
            said.setdefault(source, set()).add(translation)
    return {source: texts.pop() for source, texts in said.items() if len(texts) == 1}


def _translated(
    node: ast.AST, context: str, helper: str, owners: dict[str, str] | None = None
) -> Iterator[Text]:
    owners = owners or {}
    if isinstance(node, ast.ClassDef):
        context = node.name
    if isinstance(node, ast.FunctionDef):
        owners = {argument.arg: _annotated(argument) for argument in node.args.args}
    if isinstance(node, ast.Call):
        called, said = _name(node.func), node.args
        texts = [str(a.value) for a in said if isinstance(a, ast.Constant)]
        if called in ("tr", "translate") and len(said) > 1 and len(texts) > 1:
            yield texts[0], texts[1]  # ``tr`` is short for QCoreApplication.translate there
        elif called == "tr" and texts:
            yield _owner(node.func, owners) or context, texts[0]
        elif called == "_tr" and texts:
            yield helper, texts[0]
    for child in ast.iter_child_nodes(node):
        yield from _translated(child, context, helper, owners)


def _owner(called: ast.expr, owners: dict[str, str]) -> str:
    """The class of what is asked to translate, where it is a function's argument."""
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return owners.get(called.value.id, "")
    return ""


def _annotated(argument: ast.arg) -> str:
    return argument.annotation.id if isinstance(argument.annotation, ast.Name) else ""


def _context_of_helper(tree: ast.Module) -> str:
    """The context in which a module's own ``_tr`` translates."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "_tr":
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and _name(call.func) == "translate":
                    where = call.args[0]
                    return str(where.value) if isinstance(where, ast.Constant) else ""
    return ""


def _sentences(tree: ast.Module, mistakes_alone: bool) -> Iterator[str]:
    """Texts of more than one word that are no docstrings, as templates where they are f-strings."""
    silent = set(_docstrings(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr | ast.FormattedValue):
            # What an f-string is made of is said with it; what is put into it may say more.
            silent |= {
                id(part)
                for part in ast.iter_child_nodes(node)
                if isinstance(part, ast.Constant | ast.JoinedStr)
            }
    if mistakes_alone:
        roots: Iterable[ast.AST] = [
            argument
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and _name(node.func).endswith(("Mistake", "Notice"))
            for argument in node.args
        ]
    else:
        roots = [tree]
    for root in roots:
        for node in ast.walk(root):
            if id(node) in silent:
                continue
            text = _template(node)
            if text and _WORDS.search(text) and not _NO_SENTENCE.search(text):
                yield " ".join(text.split()) if not text.startswith(" ") else text


def _docstrings(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield id(statement.value)


def _template(node: ast.AST) -> str | None:
    """A literal as it is; an f-string with a name for each value in it."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    parts: list[str] = []
    seen: dict[str, str] = {}
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            said = ast.unparse(part.value)
            if said not in seen:
                name = _placeholder(part.value)
                while name in seen.values():
                    name += "_"
                seen[said] = name
            parts.append(f"{{{seen[said]}}}")
        else:
            assert isinstance(part, ast.Constant)
            parts.append(str(part.value).replace("{", "{{").replace("}", "}}"))
    return "".join(parts)


def _placeholder(value: ast.expr) -> str:
    """A word for a value, for whoever translates: its last name."""
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").lower() or "value"
        case ast.Call(func=func, args=[first, *_]) if not isinstance(func, ast.Attribute):
            del func
            return _placeholder(first)
        case ast.Call(func=ast.Attribute(value=inner)):
            return _placeholder(inner)
        case ast.Subscript(value=inner) | ast.Starred(value=inner):
            return _placeholder(inner)
        case ast.BoolOp(values=[first, *_]) | ast.BinOp(left=first):
            return _placeholder(first)
        case _:
            return "value"


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


if __name__ == "__main__":
    missing = update()
    print(f"{TS.relative_to(ROOT)}: {missing} texts without a translation")
    raise SystemExit(1 if missing else 0)
