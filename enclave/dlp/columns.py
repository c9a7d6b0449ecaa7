"""Heads of tables: a cell that is a label supports the values of its column, in CSV and the like, Markdown, HTML and SQL.

Only what stands shortly before a value counts, as for all evidence, so that a stream says what the whole text does.
"""

from __future__ import annotations

import re
from functools import cached_property

ABOVE = 1_000
"""Characters before a value in which the head of its column stands."""
_RULE = re.compile(r"[\s|+:=\-]*")
"""A line under the head of a table, or an empty one beside such a line."""
_SEPARATORS = ("\t", "|", ";", ",")
_CELL = re.compile(r"<t[dh](?:\s[^<>]*)?>")
_TAG = re.compile(r"<[^<>]*>")
_OF_WHOM = (
    r"(?:[ _\-./]?(?:of|de|del|du|da|do|der|des|di)?[ _\-]?(?:la[ _\-])?"
    r"(?:client|customer|cliente|kunde|klant|klient|user|usuario|employee|patient"
    r"|paciente|holder|titular|owner|company|empresa|firma|empleado|number|numero|número|nummer|nr|no|nie|dni)s?)?"
)
"""What a head says behind a label: whose it is, or that it is a number (`CPF_Cliente`, `DNI/NIE`)."""
_VALUES = re.compile(r"\(([^()]{1,800})\)\s*values\s*(?=\()")
_SAID = r"(?:[^()'\"]|'[^'\n]*'|\"[^\"\n]*\")*+"
_ROWS = re.compile(rf"(?:\({_SAID}\)\s*,\s*)*+(\({_SAID}['\"]?)\Z")


class Column:
    """Searches what stands before a value for the label of its column. Made of an expression for labels in lower case, and of how
    many characters before a value it is given. Unless `alone`, two more words may stand before the label."""

    def __init__(self, label: str, window: int = ABOVE, *, alone: bool = False) -> None:
        self._window, self._label = window, label
        self._more = "" if alone else r"(?:[^\W\d_][^\W_]{0,15}[ _\-./]){0,2}"

    @cached_property
    def _head(self) -> re.Pattern[str]:
        return re.compile(rf"\W*{self._more}{self._label}(?:[ _]?n[°ºo]?)?{_OF_WHOM}\W*(?:\([^()]*\)\W*)?")

    def search(self, string: str, /) -> re.Match[str] | None:
        """`string`: up to `window` characters before the value, in lower case. The label's cell; None: there is no such head."""
        if "<t" in string and (found := self._html(string)):
            return found
        if "values" in string and (found := self._sql(string)):
            return found
        return self._lines(string)

    def _lines(self, string: str) -> re.Match[str] | None:
        *above, row = string.split("\n")
        if len(string) >= self._window:
            del above[:1]  # nobody knows where it began
        while above and _RULE.fullmatch(above[-1]) and "-" in above[-1]:
            above.pop()
        if not above or len(row) > self._window // 2:
            return None
        for separator in _SEPARATORS:
            if separator in above[-1]:
                return self._above(above, len(cells(row, separator)) - 1, separator)
        return self._alone(above) if not row.strip(" \"'") else None

    def _above(self, above: list[str], column: int, separator: str) -> re.Match[str] | None:
        width = 0
        for line in reversed(above):
            if _RULE.fullmatch(line) and "-" in line:
                continue
            parts = cells(line, separator)
            width = width or len(parts)
            if len(parts) != width or column >= width:
                return None
            if found := self._head.fullmatch(parts[column]):
                return found
        return None

    def _alone(self, above: list[str]) -> re.Match[str] | None:
        for line in reversed(above):
            if found := self._head.fullmatch(line.strip()):
                return found
            if not line.strip() or len(line.split()) > 1:
                return None
        return None

    def _html(self, string: str) -> re.Match[str] | None:
        *above, row = string.split("<tr")
        column = len(_CELL.findall(row)) - 1
        for line in reversed(above if column >= 0 else ()):
            parts = _CELL.split(line)[1:]
            if column < len(parts) and (found := self._head.fullmatch(_TAG.sub("", parts[column]).strip())):
                return found
        return None

    def _sql(self, string: str) -> re.Match[str] | None:
        names = [*_VALUES.finditer(string)]
        begun = _ROWS.match(string, names[-1].end()) if names else None
        if not begun:
            return None
        column, heads = len(cells(begun[1], ",", "'")) - 1, names[-1][1].split(",")
        return self._head.fullmatch(heads[column]) if column < len(heads) else None


def cells(line: str, separator: str, quote: str = '"') -> list[str]:
    """The cells of a line; a separator in quotes is none."""
    if quote not in line:
        return line.split(separator)
    parts = line.split(quote)
    masked = quote.join(part if number % 2 == 0 else " " * len(part) for number, part in enumerate(parts))
    found, start = [], 0
    for part in masked.split(separator):
        found.append(line[start : start + len(part)])
        start += len(part) + len(separator)
    return found


__all__ = ["ABOVE", "Column", "cells"]
