"""SVG pictures out of boxes, lines and words. Nothing is needed to show them, no style either; what is written is escaped."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from html import escape

from msgspec import Struct

FONT = "Inter,'Segoe UI','DejaVu Sans',Arial,sans-serif"
MONO = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"
INK, MUTED, LINE, PAPER = "#1a1f26", "#57606c", "#c3cad4", "#ffffff"
NOT_XML = re.compile("[^\t\n\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Style(Struct, frozen=True):
    """Colors of a box."""

    fill: str
    edge: str
    ink: str = INK


STYLES = {
    "plain": Style("#ffffff", "#c3cad4"), "hub": Style("#fff4e0", "#c98a1b"), "spoke": Style("#eaf2fd", "#3a6fb5"),
    "subnet": Style("#ffffff", "#9db8dc"), "region": Style("#f7f8fa", "#c3cad4"), "outside": Style("#fde8e6", "#b3201d"),
    "guard": Style("#e3f4e8", "#17693a"), "data": Style("#f0ecfb", "#6b4fb3"), "person": Style("#eef1f5", "#57606c"),
}  # fmt: skip


class Drawing:
    """A picture that grows as it is drawn. Lengths are pixels; the origin is at the top left."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.width = self.height = 0.0

    def box(self, x: float, y: float, width: float, height: float, style: str = "plain") -> None:
        """A box with rounded corners."""
        colors = STYLES[style]
        self._parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="8" fill="{colors.fill}" stroke="{colors.edge}" '
            f'stroke-width="1.4"/>'
        )
        self._grow(x + width, y + height)

    def words(self, x: float, y: float, text: str, *, size: float = 12.5, bold: bool = False, muted: bool = False, code: bool = False,
              middle: bool = False, color: str = "") -> None:
        """A line of text; `y` is its base line."""
        look = f'font-size="{size:g}" fill="{color or (MUTED if muted else INK)}"'
        look += ' font-weight="650"' if bold else ""
        look += f' font-family="{MONO}"' if code else ""
        look += ' text-anchor="middle"' if middle else ""
        self._parts.append(f'<text x="{x:g}" y="{y:g}" {look}>{escaped(text)}</text>')
        self._grow(x if middle else x + len(text) * size * (0.61 if code else 0.55), y + 4)

    def line(self, points: Iterable[tuple[float, float]], *, color: str = MUTED, arrow: bool = False) -> None:
        """A line through points."""
        path = " ".join(f"{'M' if not index else 'L'}{x:g},{y:g}" for index, (x, y) in enumerate(points))
        head = f' marker-end="url(#head-{color.lstrip("#")})"' if arrow else ""
        if arrow:
            self._parts.insert(0, _head(color))
        self._parts.append(f'<path d="{path}" fill="none" stroke="{color}" stroke-width="1.6"{head}/>')

    def svg(self, title: str) -> str:
        """The picture."""
        width, height = round(self.width + 20), round(self.height + 20)
        parts = list(dict.fromkeys(part for part in self._parts if part.startswith("<defs")))
        parts += [part for part in self._parts if not part.startswith("<defs")]
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img" font-family="{FONT}">',
            f"<title>{escaped(title)}</title>", f'<rect width="{width}" height="{height}" fill="{PAPER}"/>', *parts, "</svg>",
        ])  # fmt: skip

    def _grow(self, x: float, y: float) -> None:
        self.width, self.height = max(self.width, x), max(self.height, y)


def escaped(text: str) -> str:
    """Text that can stand in SVG."""
    return escape(NOT_XML.sub(" ", text))


def cut(text: str, most: int) -> str:
    """The text, shortened in its middle."""
    if len(text) <= most:
        return text
    keep = most - 1
    return f"{text[: keep - keep // 3]}…{text[len(text) - keep // 3 :]}"


Steps = Iterable[tuple[str, str, tuple[str, ...]]]
"""Boxes in order: style, head, and what is said of each."""


def chain(steps: Steps, title: str, *, card: float = 196, gap: float = 40, columns: int = 5) -> str:
    """Boxes from left to right with arrows between them; a row that is full goes on in the next."""
    return chains({"": steps}, title, card=card, gap=gap, columns=columns)


def chains(flows: Mapping[str, Steps], title: str, *, card: float = 196, gap: float = 40, columns: int = 5) -> str:
    """Several of them below each other, each under its name. What follows in another flow follows from nothing above it."""
    drawing = Drawing()
    top = 16.0
    for name, steps in flows.items():
        if name:
            drawing.words(16, top + 12, name, size=13.5, bold=True)
            top += 24
        every = [(style, head, [line for each in said for line in textwrap.wrap(each, 28) or [""]]) for style, head, said in steps]
        for start in range(0, len(every), columns):
            row = every[start : start + columns]
            height = 44 + 16 * max(len(lines) for _, _, lines in row)
            for place, (style, head, lines) in enumerate(row):
                x = 16 + place * (card + gap)
                drawing.box(x, top, card, height, style)
                drawing.words(x + 12, top + 24, cut(head, 26), size=13.5, bold=True)
                for number, line in enumerate(lines):
                    drawing.words(x + 12, top + 44 + 16 * number, line, size=11.5, muted=True)
                if place + 1 < len(row):
                    drawing.line([(x + card + 3, top + height / 2), (x + card + gap - 6, top + height / 2)], arrow=True)
                elif start + columns < len(every):
                    turn = top + height + 18
                    drawing.line([(x + card / 2, top + height + 3), (x + card / 2, turn), (16 + card / 2, turn),
                                  (16 + card / 2, top + height + 34)], arrow=True)
            top += height + 40
    return drawing.svg(title)


def _head(color: str) -> str:
    return (
        f'<defs><marker id="head-{color.lstrip("#")}" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0,0 L8,4 L0,8 z" fill="{color}"/></marker></defs>'
    )
