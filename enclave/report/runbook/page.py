"""A runbook as one HTML page that needs nothing else, and prints on paper."""

from __future__ import annotations

import re
from html import escape

from markupsafe import Markup

from enclave.report.html import code, page
from enclave.report.runbook.blocks import Block, Code, Items, Part, Picture, Runbook, Table, Text

STRONG = re.compile(r"\*\*([^*]+)\*\*")
TONES = {"refuted": "bad", "past": "bad", "unknown": "warn", "proved": "good"}


def render(runbook: Runbook) -> str:
    """The page."""
    sections = [(section, Markup("\n".join(map(block, section.blocks)))) for section in runbook.sections]  # noqa: S704
    return page("runbook", runbook=runbook, sections=sections)


def block(one: Block, level: int = 3) -> str:
    """A block as HTML. Everything in it is escaped; pictures are made by us."""
    match one:
        case Text(text):
            return f"<p>{inline(text)}</p>"
        case Items(items, numbered):
            tag = "ol" if numbered else "ul"
            return f"<{tag}>" + "".join(f"<li>{inline(item)}</li>" for item in items) + f"</{tag}>"
        case Code(text, language):
            return f'<pre class="{language}"><code>{escape(text)}</code></pre>'
        case Picture(name, svg, caption):
            return f'<figure id="picture-{escape(name)}">{svg}<figcaption>{inline(caption)}</figcaption></figure>'
        case Part(title, blocks):
            return f"<h{level}>{inline(title)}</h{level}>\n" + "\n".join(block(each, level + 1) for each in blocks)
        case Table():
            return _table(one)


def inline(text: str) -> str:
    """Words with code and what is strong marked, everything else escaped."""
    return STRONG.sub(_strong, code(text))


def _strong(found: re.Match[str]) -> str:
    tone = TONES.get(found[1], "")
    return f'<strong class="{tone}">{found[1]}</strong>' if tone else f"<strong>{found[1]}</strong>"


def _table(table: Table) -> str:
    if not table.rows:
        return f'<p class="muted">{inline(table.empty)}</p>'
    head = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in table.head)
    rows = "".join("<tr>" + "".join(f"<td>{inline(cell)}</td>" for cell in row) + "</tr>\n" for row in table.rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table></div>'
