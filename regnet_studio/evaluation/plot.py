"""One plot: how all of them look, and how they leave as SVG or PNG. Nothing here shows a window.

Matplotlib is used by its objects alone. What it keeps for a whole process (its settings) is put
back after each use, and used by one thread at a time.
"""

from __future__ import annotations

import functools
import html
import io
import json
import re
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font_names
from matplotlib.text import Text

from regnet_studio.resources import resource

P = ParamSpec("P")

PNG_DPI = 200
_LONGEST_NAME = 26
_FONT = "DejaVu Sans"
"""Comes with matplotlib: the same widths everywhere."""
_OTHER_SCRIPTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans",
    "Yu Gothic",
    "Malgun Gothic",
    "Noto Sans Devanagari",
    "Noto Sans",
)
"""Where they are installed, they draw the letters that the first font lacks."""
_FONT_IN_FILES = "'DejaVu Sans', Verdana, sans-serif"
_ON_PAGES = "--plot-font"
_ON_SCREEN = 1.6
"""Pixels of a page for a point of the plot, at most."""
_FAMILY = re.compile(r"(font: [^;\"]*?px )[^;\"]*")
_TAG_ID = re.compile(r' id="([^"]+)"')
_USED_ID = re.compile(r'(url\(#|href="#)([^")]+)')
_HEX = re.compile(r"#[0-9a-f]{6}\b")
_SIZE = re.compile(r'<svg[^>]*? viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>')
_settings = threading.RLock()


@functools.cache
def palette() -> dict[str, str]:
    """The colours of the light window by name: ``#rrggbb``."""
    return json.loads(resource("style", "light.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Plot:
    """A drawing that is done."""

    name: str
    """A word, for files and anchors."""
    text: str
    """What it shows, in a sentence: for whoever cannot see it."""
    figure: Figure

    def svg(self) -> str:
        """As a file of its own, in the colours of light paper; text stays text.

        The same plot is the same text every time.
        """
        return _FAMILY.sub(rf"\1{_FONT_IN_FILES}", self._svg())

    def inline_svg(self) -> str:
        """As a part of an HTML page, whose style says the colours as ``--NAME`` of the palette and
        the font as ``--plot-font``."""
        text = _FAMILY.sub(rf"\1var({_ON_PAGES}, sans-serif)", self._svg())
        text = text[text.index("<svg") :]
        used = {name for _, name in _USED_ID.findall(text)}
        # An id may be on a page once: those of this plot get its name, the rest goes.
        text = _TAG_ID.sub(lambda m: f' id="{self.name}-{m[1]}"' if m[1] in used else "", text)
        text = _USED_ID.sub(rf"\1{self.name}-\2", text)
        names: dict[str, str] = {}
        for name, color in palette().items():
            names.setdefault(color, name)
        text = _HEX.sub(lambda m: f"var(--{names[m[0]]})" if m[0] in names else m[0], text)
        return _SIZE.sub(self._opening, text, count=1)

    def png(self, dpi: int = PNG_DPI) -> bytes:
        """As pixels, in the colours of light paper."""
        return self._saved("png", dpi=dpi, facecolor=palette()["surface"])

    def _svg(self) -> str:
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        return self._saved("svg", transparent=True, metadata=nothing).decode()

    def _saved(self, format: str, **options: Any) -> bytes:
        with settings():
            canvas = FigureCanvasSVG if format == "svg" else FigureCanvasAgg
            buffer = io.BytesIO()
            for text in self.figure.findobj(Text):
                assert isinstance(text, Text)
                text.set_parse_math(False)  # a class may be called "$x$"
            self.figure.set_canvas(canvas(self.figure))
            self.figure.savefig(buffer, format=format, **options)
        return buffer.getvalue()

    def _opening(self, match: re.Match[str]) -> str:
        width, height = float(match[1]), float(match[2])
        return (
            f'<svg viewBox="0 0 {width:g} {height:g}" role="img" class="plot" '
            f'style="max-width: {width * _ON_SCREEN:.0f}px" aria-label="{html.escape(self.text)}">'
        )


@contextmanager
def settings() -> Iterator[None]:
    """The look of all plots, whatever the user's own ``matplotlibrc`` says."""
    with _settings, mpl.rc_context(), warnings.catch_warnings():
        # A letter that no font here has is drawn as a box; a browser may well have it.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        mpl.rcdefaults()
        mpl.rcParams.update(_look())
        yield


def drawn(draw: Callable[P, Plot]) -> Callable[P, Plot]:
    """Makes a function that draws do so in the common look."""

    @functools.wraps(draw)
    def in_settings(*args: P.args, **kwargs: P.kwargs) -> Plot:
        with settings():
            return draw(*args, **kwargs)

    return in_settings


def new_figure(width: float, height: float) -> Figure:
    """An empty sheet; sizes in inches of 72 points, in which text has 9."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def short(name: str, most: int = _LONGEST_NAME) -> str:
    """A name that fits beside a plot: :func:`drawable`, and cut in the middle where it is long."""
    name = drawable(name)
    return name if len(name) <= most else f"{name[: most // 2]}…{name[-(most // 2 - 1) :]}"


def drawable(text: str) -> str:
    """``text`` without control characters and broken letters, which a page or a plot cannot hold.

    File names may have both; here they are written as in Python: ``\\x01``, ``\\udcff``.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


@functools.cache
def _look() -> dict[Any, Any]:
    colors = palette()
    installed = set(get_font_names())
    return {
        "font.family": [_FONT, *(name for name in _OTHER_SCRIPTS if name in installed)],
        "font.size": 9,
        "axes.titlesize": 10,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titlecolor": colors["text"],
        "axes.labelsize": 9,
        "axes.labelcolor": colors["muted"],
        "axes.edgecolor": colors["line_strong"],
        "axes.facecolor": "none",
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
        "figure.facecolor": "none",
        "grid.color": colors["line"],
        "grid.linewidth": 0.7,
        "hatch.color": colors["surface"],
        "hatch.linewidth": 0.8,
        "legend.frameon": False,
        "legend.fontsize": 9,
        "legend.handlelength": 2.6,
        "legend.labelcolor": colors["text"],
        "lines.linewidth": 1.8,
        "svg.fonttype": "none",
        "svg.hashsalt": "regnet-studio",
        "text.color": colors["text"],
        "text.parse_math": False,
        "text.usetex": False,
        "xtick.color": colors["line_strong"],
        "xtick.labelcolor": colors["muted"],
        "ytick.color": colors["line_strong"],
        "ytick.labelcolor": colors["muted"],
    }
