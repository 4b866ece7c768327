"""What makes many pictures quick to look at: sheets of them, one page with all, one report."""

from __future__ import annotations

import html
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from tests.studio.gallery.easel import Drawn

_WIDE, _ACROSS, _CAPTION = 640, 3, 18
_ON_A_SHEET = 9


def write_report(out: Path, drawn: Sequence[Drawn], minutes: float) -> dict[str, int]:
    """``report.json``: each finding once, with the looks that it shows in; returns their counts."""
    looks: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for each in drawn:
        for finding in each.findings:
            looks[finding.kind, finding.where, finding.detail].append(each.file)
    findings = [
        {"kind": kind, "where": where, "detail": detail, "pictures": len(files), "first": files[0]}
        for (kind, where, detail), files in sorted(looks.items())
    ]
    counts: dict[str, int] = defaultdict(int)
    for finding in findings:
        counts[str(finding["kind"])] += 1
    report = {"pictures": len(drawn), "minutes": round(minutes, 1), "findings": findings}
    text = json.dumps(report, indent=1, ensure_ascii=False)
    (out / "report.json").write_text(text, encoding="utf-8")
    return dict(counts)


def write_index(out: Path, drawn: Sequence[Drawn]) -> None:
    """``index.html``: a line a state, a column a look; pictures with findings are marked."""
    lines: dict[tuple[str, str], list[Drawn]] = defaultdict(list)
    for each in drawn:
        lines[each.scene, each.state].append(each)
    cells = []
    for (scene, state), pictures in lines.items():
        cells.append(f"<h2>{html.escape(scene)}: {html.escape(state)}</h2><div>")
        for each in pictures:
            said = html.escape("\n".join(map(str, each.findings)), quote=True)
            mark = ' class="found"' if each.findings else ""
            cells.append(
                f'<a href="{each.file}" title="{said}"><figure{mark}><img loading="lazy" '
                f'src="{each.file}"><figcaption>{each.look}</figcaption></figure></a>'
            )
        cells.append("</div>")
    style = (
        "body{font:14px sans-serif;margin:24px}div{display:flex;flex-wrap:wrap;gap:8px}"
        "img{width:400px;border:1px solid #999}figure{margin:0}.found img{border:3px solid #c40}"
    )
    page = f"<!doctype html><meta charset=utf-8><title>Gallery</title><style>{style}</style>"
    (out / "index.html").write_text(page + "\n".join(cells), encoding="utf-8")


def write_sheets(out: Path, drawn: Sequence[Drawn]) -> list[Path]:
    """Nine pictures on each, small: all of one look, in the order of the scenes."""
    by_look: dict[str, list[Drawn]] = defaultdict(list)
    for each in drawn:
        by_look[each.look].append(each)
    written = []
    for look, pictures in by_look.items():
        for place in range(0, len(pictures), _ON_A_SHEET):
            path = out / f"sheet-{look}-{place // _ON_A_SHEET:02d}.png"
            _sheet(out, pictures[place : place + _ON_A_SHEET]).save(path)
            written.append(path)
    return written


def _sheet(out: Path, pictures: Sequence[Drawn]) -> Image.Image:
    high = _WIDE * 5 // 8
    lines = -(-len(pictures) // _ACROSS)
    sheet = Image.new("RGB", (_ACROSS * _WIDE, lines * (high + _CAPTION)), "#777777")
    draw = ImageDraw.Draw(sheet)
    for number, each in enumerate(pictures):
        left, top = number % _ACROSS * _WIDE, number // _ACROSS * (high + _CAPTION)
        with Image.open(out / each.file) as picture:
            small = picture.convert("RGB")
            small.thumbnail((_WIDE - 4, high))
            sheet.paste(small, (left, top + _CAPTION))
        draw.text((left + 4, top + 3), f"{each.scene}: {each.state} ({len(each.findings)})")
    return sheet
