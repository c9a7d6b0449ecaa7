"""The path of a refuted obligation as an SVG picture: left to right, every hop with what lets it pass and the control that is missing.

No script, no font and no file is needed to show it; what came from a template is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from msgspec import Struct

from enclave.finding import Counterexample, Hop
from enclave.report.lines import fitted
from enclave.report.text import short
from enclave.verify.model import ObligationResult

CARD: Final = 250
GAP: Final = 62
MARGIN: Final = 36
COLUMNS: Final = 4
HEAD: Final = 74
"""Least height of the head of a card."""
LINE: Final = 17
NAME, FACT, SAID = 14.5, 12.5, 15.0
"""Sizes of what a card is called, of what stands on it, and of what is said around the path."""
BOLD: Final = 1.12
"""How much wider bold letters are."""
MISSING_WORDS: Final = re.compile(
    r"^no\b|\bno (network|route|rule|firewall|zone|record|private)|\bnot (written|linked|there|limited)|\bnothing\b|"
    r"\bwithout\b|\bdoes not exist\b|\bgets the public address\b|"
    r"= (Enabled|Allow|false)\b|\bdefault outbound\b|\bstill reaches\b|\beverybody\b", re.I,
)
ALLOWING_WORDS: Final = re.compile(r"\ballow(s|ed)?\b|\blets\b|(?<![.\w-])open(s|ed)?\b|\brule\b", re.I)
PRINCIPAL: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NOT_XML: Final = re.compile("[^\t\n\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
CONTROLS: Final[Mapping[str, str]] = {
    "no-internet-ingress": "close the way in: public network access off, no public address, a rule that denies the internet, "
                           "or declare it as a front door with the sources that may use it",
    "private-endpoints-only": "switch public access and keys off, and reach the service by an approved private endpoint only",
    "private-names": "link the private DNS zone to the network and let the endpoint's zone group write the record",
    "not-vacuous": "let the flow that is declared pass: a private endpoint, a name for it, a route to it, rules that allow it",
    "egress-only-declared": "make the subnet private, send 0.0.0.0/0 to the firewall by a route table, and let the firewall allow "
                            "only the names that are declared",
    "segments-apart": "deny what is not declared between the networks, on both sides and on the firewall",
    "management-ports": "allow management ports from Bastion only",
    "least-privilege": "give a narrower role, or the same one at a narrower scope; take away what lets it write roles, run code as "
                       "somebody else or list keys",
    "encrypted": "encrypt with a key of your own vault, with a second layer where the file asks for one, and allow TLS 1.2 and later only",
    "evidence-kept": "send all its logs and metrics to the workspace by a diagnostic setting, kept as long as the file asks",
    "data-stays": "move it, its copies or its model deployments to a region and a deployment type inside the allowed geographies",
    "recoverable": "switch on backups, soft delete and purge protection, with copies in the paired region where the file asks for them",
    "gateway-policy": "deploy the gateway again from the same file, so that it runs the policy that was composed",
}
"""What would stop it, by the id of the obligation. For others the title says what must hold."""
SHARED: Final = re.compile(r"\bthat anybody can have\b|\bevery tenant")
BY_FULL_NAME: Final = (
    "name your own accounts in full instead of the wildcard or the tag, or reach them by private endpoints: whoever can write to any "
    "account of that name can take data there"
)
TITLE: Final = "font-size:21px;font-weight:700;fill:#101828"
SMALL: Final = "font-size:12.5px;fill:#475467"
CODE: Final = "font-size:14px;fill:#101828;font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"


class _Stop(Struct, frozen=True):
    """A node of the path with everything that is said of it in one go."""

    node: str
    facts: tuple[str, ...]


def render(result: ObligationResult, example: Counterexample) -> str:
    """The picture of one counterexample."""
    stops = list(_stops(example.path))
    rows = [stops[start : start + COLUMNS] for start in range(0, len(stops), COLUMNS)]
    width = MARGIN * 2 + max(3, min(COLUMNS, len(stops))) * (CARD + GAP) - GAP
    parts, top = _header(result, example, width)
    number = 0
    for row in rows:
        head = max(_head(stop) for stop in row)
        height = head + max(_height(stop) for stop in row)
        for column, stop in enumerate(row):
            x = MARGIN + column * (CARD + GAP)
            if number:
                parts += _arrow(x, top + HEAD / 2)
            parts += _card(stop, x, top, head, height, last=stop is stops[-1])
            number += 1
            if len(stops) > COLUMNS:
                parts.append(_text(x + 30, top + 67, f"{number}/{len(stops)}", "font-size:10.5px;fill:#667085;text-anchor:middle"))
        top += height + 26
    footer, top = _footer(result, width, top)
    described = f"{result.title}: refuted for {short(result.subject)}"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{top}" viewBox="0 0 {width} {top}" role="img" '
        f'font-family="Inter,\'Segoe UI\',\'DejaVu Sans\',Arial,sans-serif">',
        f"<title>{_escaped(described)}</title>",
        f'<rect width="{width}" height="{top}" fill="#ffffff"/>',
        *parts, *footer, "</svg>",
    ]) + "\n"


def _stops(path: tuple[Hop, ...]) -> Iterator[_Stop]:
    node, facts = "", list[str]()
    for hop in path:
        if facts and hop.node != node:
            yield _Stop(node, tuple(facts))
            facts = []
        node = hop.node
        facts.append(hop.because)
    if facts:
        yield _Stop(node, tuple(facts))


def _header(result: ObligationResult, example: Counterexample, width: int) -> tuple[list[str], int]:
    top = MARGIN
    parts = [
        f'<rect x="{MARGIN}" y="{top}" width="96" height="26" rx="13" fill="#b42318"/>',
        _text(MARGIN + 48, top + 18, "REFUTED", "font-size:13px;font-weight:700;fill:#ffffff;text-anchor:middle;letter-spacing:1px"),
        _text(MARGIN + 108, top + 18, f"obligation {result.number}: {result.id}", SMALL),
    ]
    top += 56
    for line in fitted(result.title, width - 2 * MARGIN, 21 * BOLD):
        parts.append(_text(MARGIN, top, line, TITLE))
        top += 27
    reason = getattr(result.verdict, "reason", "")
    for line in fitted(f"{short(result.subject)}{f': {reason}' if reason else ''}", width - 2 * MARGIN, SAID):
        parts.append(_text(MARGIN, top, line, "font-size:15px;fill:#344054"))
        top += 21
    lines = fitted(example.packet, width - 2 * MARGIN - 40, 14)
    height = 18 + 20 * len(lines)
    parts.append(f'<rect x="{MARGIN}" y="{top}" width="{width - 2 * MARGIN}" height="{height}" rx="6" fill="#f2f4f7"/>')
    for number, line in enumerate(lines):
        parts.append(_text(MARGIN + 16, top + 23 + 20 * number, line, CODE))
    return parts, top + height + 28


def _facts(stop: _Stop) -> list[tuple[str, list[str]]]:
    """Each fact as what it is and its lines."""
    return [(_kind(fact), fitted(fact, CARD - 28, FACT)) for fact in stop.facts]


def _kind(fact: str) -> str:
    if MISSING_WORDS.search(fact):
        return "missing"
    return "allows" if ALLOWING_WORDS.search(fact) else ""


def _called(stop: _Stop) -> tuple[list[str], list[str]]:
    """The lines of its own name, and of what it is a part of."""
    owner, _, name = short(stop.node).rpartition("/") if stop.node.startswith("/") else ("", "", short(stop.node))
    return fitted(name, CARD - 70, NAME * BOLD), fitted(f"of {owner}", CARD - 70, 11) if owner else []


def _head(stop: _Stop) -> int:
    name, owner = _called(stop)
    return max(HEAD, 40 + LINE * len(name) + 14 * len(owner))


def _height(stop: _Stop) -> int:
    """Of the card below its head."""
    lines = sum(len(lines) for _, lines in _facts(stop))
    tags = sum(bool(kind) for kind, _ in _facts(stop))
    return 16 + lines * LINE + tags * 22 + 10 * len(stop.facts)


def _card(stop: _Stop, x: float, top: float, head: int, height: int, *, last: bool) -> Iterator[str]:
    outside = kind_of(stop.node) == "outside"
    edge = "#b42318" if outside or last else "#98a2b3"
    fill = "#fef3f2" if outside or last else "#ffffff"
    yield f'<rect x="{x}" y="{top}" width="{CARD}" height="{height}" rx="10" fill="#ffffff" stroke="{edge}" stroke-width="1.5"/>'
    yield (f'<path d="M{x} {top + head} V{top + 10} a10 10 0 0 1 10 -10 H{x + CARD - 10} a10 10 0 0 1 10 10 V{top + head} Z" fill="{fill}" '
           f'stroke="{edge}" stroke-width="1.5"/>')
    yield from _icon(stop.node, x + 30, top + HEAD / 2, edge)
    name, owner = _called(stop)
    yield _text(x + 58, top + 25, kind_of(stop.node).upper(), "font-size:10.5px;fill:#667085;letter-spacing:0.8px")
    y = top + 44
    for lines, style, step in ((name, "font-size:14.5px;font-weight:600;fill:#101828", LINE), (owner, "font-size:11px;fill:#475467", 14)):
        for line in lines:
            yield _text(x + 58, y, line, style)
            y += step
    y = top + head + 24
    for kind, lines in _facts(stop):
        if kind:
            yield from _tag(kind, x + 14, y - 13)
            y += 22
        for line in lines:
            yield _text(x + 14, y, line, "font-size:12.5px;fill:#344054")
            y += LINE
        y += 10


def _tag(kind: str, x: float, y: float) -> Iterator[str]:
    word, width, fill = ("MISSING CONTROL", 128, "#b42318") if kind == "missing" else ("ALLOWED HERE", 104, "#b54708")
    yield f'<rect x="{x}" y="{y}" width="{width}" height="17" rx="4" fill="{fill}"/>'
    yield _text(x + width / 2, y + 12.5, word, "font-size:10px;font-weight:700;fill:#ffffff;text-anchor:middle;letter-spacing:0.6px")


def _arrow(x: float, y: float) -> Iterator[str]:
    start = max(x - GAP + 6, 4)
    yield f'<path d="M{start} {y} H{x - 14}" stroke="#b42318" stroke-width="3" fill="none"/>'
    yield f'<path d="M{x - 16} {y - 8} L{x - 3} {y} L{x - 16} {y + 8} Z" fill="#b42318"/>'


def _icon(node: str, x: float, y: float, color: str) -> Iterator[str]:
    """A globe for what is outside, a shield for what guards, a net for what connects, a box for everything else."""
    kind = kind_of(node)
    shapes: tuple[str, ...]
    if kind == "outside":
        shapes = ('<circle r="14"/>', '<ellipse rx="6" ry="14"/>', '<path d="M-14 0 h28"/>')
    elif "firewall" in kind or "security group" in kind:
        shapes = ('<path d="M0 -15 l12 4 v9 c0 8 -6 13 -12 16 c-6 -3 -12 -8 -12 -16 v-9 Z"/>',)
    elif kind == "principal" or "identity" in kind:
        shapes = ('<circle cy="-6" r="6"/>', '<path d="M-12 14 c0 -16 24 -16 24 0 Z"/>')
    elif any(word in kind for word in ("network", "subnet", "address", "endpoint", "balancer")):
        circles = (f'<circle cx="{cx}" cy="{cy}" r="5"/>' for cx, cy in ((0, -9), (-10, 9), (10, 9)))
        shapes = (*circles, '<path d="M-2 -4 L-8 4 M2 -4 L8 4"/>')
    else:
        shapes = ('<rect x="-13" y="-13" width="26" height="26" rx="5"/>', '<path d="M-13 -3 h26 M-13 5 h26"/>')
    yield f'<g transform="translate({x:g} {y:g})" fill="none" stroke="{color}" stroke-width="1.8">{"".join(shapes)}</g>'


def _footer(result: ObligationResult, width: int, top: float) -> tuple[list[str], int]:
    control = CONTROLS.get(result.id, f"what must hold: {result.title}")
    if result.id == "egress-only-declared" and SHARED.search(result.verdict.reason):
        control = BY_FULL_NAME
    lines = fitted(control, width - 2 * MARGIN - 40, SAID)
    height = 44 + 20 * len(lines)
    parts = [
        f'<rect x="{MARGIN}" y="{top}" width="{width - 2 * MARGIN}" height="{height}" rx="10" fill="#ecfdf3" stroke="#079455" '
        'stroke-width="1.5"/>',
        _text(MARGIN + 18, top + 25, "WHAT WOULD STOP IT", "font-size:11.5px;font-weight:700;fill:#067647;letter-spacing:0.8px"),
        *(_text(MARGIN + 18, top + 46 + 20 * number, line, "font-size:15px;fill:#101828") for number, line in enumerate(lines)),
    ]
    return parts, int(top + height + MARGIN)


def kind_of(node: str) -> str:
    """What a node is, in words: `virtual network`, `subnet`, `principal`, `outside`."""
    if PRINCIPAL.fullmatch(node):
        return "principal"
    if not node.startswith("/"):
        return "private DNS zone" if node.lower().startswith("privatelink.") else "outside"
    kind = node.rpartition("/providers/")[2].split("/")[1::2]
    word = (kind[-1] if kind else "resource group").removesuffix("s")
    word = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", word)
    word = word.removesuffix("ie") + "y" if word.endswith("ie") else word.removesuffix("e") if word.endswith(("sse", "xe")) else word
    return " ".join(part if part.isupper() else part.lower() for part in word.split())


def _text(x: float, y: float, text: str, style: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" style="{escape(style)}">{_escaped(text)}</text>'


def _escaped(text: str) -> str:
    """A text as XML can hold it."""
    return escape(NOT_XML.sub("", text))
