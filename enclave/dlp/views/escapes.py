"""Escapes read as what they mean: percent, character references of HTML, and backslashes of JSON, JavaScript, Python and Markdown.

One view decodes once; what comes of it may be an escape again, for the next view.
"""

from __future__ import annotations

import re
from html.entities import html5
from types import MappingProxyType

from enclave.dlp.views.characters import DROPPED_IN_A_ROW, FORMS
from enclave.dlp.views.view import View

_NAMED = MappingProxyType({name: meaning for name, meaning in html5.items() if len(meaning) == 1})
"""Without `;`: as old documents write some, and only those; `&lang=` and `&copy=` are members of a query (HTML Standard, 13.2.5.73)."""
_LETTERS = MappingProxyType({"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v"})

_H = "[0-9A-Fa-f]"
_NEXT = f"%[89ABab]{_H}"
_WHOLE = (
    rf"(?P<bytes>%(?:[0-7]{_H}|[cdCD]{_H}{_NEXT}|[eE]{_H}(?:{_NEXT}){{2}}|[fF][0-4](?:{_NEXT}){{3}}|[89a-fA-F]{_H}))"
    rf"|\\u(?P<pair>[dD][89ABab]{_H}{{2}}\\u[dD][c-fC-F]{_H}{{2}})"
    rf"|[\\%]u(?P<four>{_H}{{4}})|\\x(?P<two>{_H}{{2}})|\\U(?P<eight>00{_H}{{6}})|\\u\{{(?P<some>{_H}{{1,6}})\}}"
    r"|\\(?P<mark>[!-/:-@\[-`{-~nrtbfv])"
    rf"|&(?:\#(?:(?P<decimal>[0-9]{{1,7}}+)|[xX](?P<hex>{_H}{{1,6}}+));?+|(?P<name>[A-Za-z][A-Za-z0-9]{{1,31}}+(?:;|(?!=))))"
)
_CUT = (
    rf"(?P<cut>(?:%(?:{_H}|[uU]{_H}{{0,3}}|[cdCD]{_H}%[89ABab]?|[eE]{_H}(?:{_NEXT})?(?:%[89ABab]?)?|[cdCD]{_H}"
    rf"|[fF][0-4](?:{_NEXT}){{0,2}}(?:%[89ABab]?)?)?"
    rf"|\\(?:u(?:{_H}{{0,3}}|\{{{_H}{{0,6}}|[dD][89ABab]{_H}{{2}}(?:\\(?:u(?:[dD](?:[c-fC-F]{_H}?)?)?)?)?)|x{_H}?|U(?:0(?:0{_H}{{0,5}})?)?)?"
    rf"|&(?:\#(?:[0-9]{{0,7}}|[xX]{_H}{{0,6}})|[A-Za-z][A-Za-z0-9]{{0,31}})?)\Z)"
)
"""The beginning of an escape, or of a longer one, at the end of the text."""
_AT_THE_END = re.compile(_WHOLE)
_BEFORE_MORE = re.compile(f"{_CUT}|{_WHOLE}")
_MOST = 0x10FFFF


def may_hold(text: str) -> bool:
    """Whether there may be an escape in it."""
    return "\\" in text or "%" in text or "&" in text


def _meaning(kind: str, text: str) -> str | None:
    """The character that an escape stands for; None: it is none."""
    match kind:
        case "mark":
            return _LETTERS.get(text, text)
        case "bytes":
            return bytes.fromhex(text.replace("%", "")).decode("utf-8" if len(text) > 3 else "latin-1", "replace")[0]
        case "pair":
            return chr(0x10000 + ((int(text[:4], 16) & 0x3FF) << 10) + (int(text[6:], 16) & 0x3FF))
        case "name":
            return _NAMED.get(text)
    code = int(text, 10 if kind == "decimal" else 16)
    return chr(code) if code <= _MOST else None


class Escapes(View):
    """Decodes escapes, and folds what comes of them as `Characters` does."""

    def __init__(self) -> None:
        super().__init__()
        self._row = 0

    def pass_over(self, length: int, before: str) -> None:
        """See `View.pass_over`."""
        super().pass_over(length, before)
        self._row = 0

    def feed(self, text: str, *, over: bool = False) -> str:
        """See `View.feed`. At most 40 characters are held."""
        if not self.held and not may_hold(text):
            self._row = 0 if text else self._row
            self.read += len(text)
            self.written += len(text)
            return text
        source, base, written = self.held + text, self.read, self.written
        pieces: list[str] = []
        last, stop = 0, len(source)
        for found in (_AT_THE_END if over else _BEFORE_MORE).finditer(source):
            kind, start = str(found.lastgroup), found.start()
            if kind == "cut":
                stop = start
                break
            meaning = _meaning(kind, found[kind])
            if meaning is None:
                continue
            if start > last:
                self._row = 0
                pieces.append(source[last:start])
                written += start - last
            last = found.end()
            form = FORMS.get(meaning, meaning)
            if not form and self._row < DROPPED_IN_A_ROW:
                self._row += 1
                self.offsets.skip(written, base + start, base + last)
                continue
            self._row = 0 if form else self._row
            pieces.append(form or meaning)
            written += 1
            self.offsets.skip(written, base + last, base + last)
        if last < stop:
            self._row = 0
            pieces.append(source[last:stop])
            written += stop - last
        unchanged = not self.held and last == 0 and stop == len(source)
        self.held, self.read, self.written = source[stop:], base + stop, written
        return text if unchanged else "".join(pieces)
