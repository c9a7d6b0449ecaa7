"""Names of people below the head of their column: in CSV and the like, Markdown, HTML and SQL, in any script.

A head that names persons and nothing else is enough. Where it may name things too (`Name`, `Customer`), the head of the table says what
its rows are: persons have an address, a birthday, a telephone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from enclave.dlp.columns import ABOVE, Column
from enclave.dlp.detector import LOW, MEDIUM, Deferred, Evidence, Pattern, Shape, alone
from enclave.dlp.name_parts import BEGUN_UNCASED, CASED, OTHER_OPENING, UNCASED, accept, signs
from enclave.dlp.name_words import FIELDS, HEADS, MAYBE_HEADS, SCRIPT_FIELDS
from enclave.dlp.spellings import GAP
from enclave.dlp.wording import CAPITALS, LETTER, LINE, RUN_ON, UPPER

_PERSONAL = re.compile(
    r"(?:e-?mail|phone|mobile|tel(?:efon|efoon|éfono|éphone|efono|efone)|birth|dob|geb(?:urts|oorte)|nasc|naiss|nacim|nascita|ssn|social"
    r"|gender|sex|age|salary|passport|patient|iban|account|kontonummer|surname|last[ _-]?name|first[ _-]?name|street|strasse|straße|address"
    r"|adres|diagnos|mrn|insur|nin|tax[ _-]?id|steuer|dni|nif|curp|cpf|pesel|bsn"
    r"|телефон|рожд|адрес|电话|身份证|地址|電話|住所|전화|주소|생년)"
)
"""Columns that persons have."""
_GIVEN = re.compile(
    r"(?:pr[ée]nom|vorname|voornaam|first[ _-]?name|given|forename|förnamn|fornavn|etunimi|imię|imie|křestní|nombre|keresztnév|prenume)"
)
"""Columns beside which `Name` is a surname."""
_BESIDE = r"[\"'`)*_]{0,3}[ \t]{0,3}(?:[,;|\t\r\n<]|\Z)"


class _OfPeople:
    """The head of a column that stands beside one that only persons have."""

    def __init__(self, column: Column, beside: re.Pattern[str]) -> None:
        self._column, self._beside = column, beside

    def search(self, string: str, /) -> re.Match[str] | None:
        """See `Search`."""
        found = self._column.search(string)
        return found if found and self._beside.search(string) else None


def _label(terms: tuple[str, ...]) -> str:
    ordered = sorted(set(terms), key=lambda term: (-len(term), term))
    return f"(?:{'|'.join(re.escape(term.lower()).replace(chr(92) + ' ', GAP) for term in ordered)})"


def _gates(terms: Iterable[str]) -> tuple[str, ...]:
    """The terms where they may be the head of a column: nothing but signs stands between them and the next cell."""
    forms = (re.escape(term.lower()).replace(r"\ ", GAP) for term in terms)
    return tuple(
        (alone(form, "a-z") if form.isascii() else form) + r"[\"'`)*_:]{0,3}[ \t]{0,8}(?:[,;|\t\r\n<(]|$)" for form in forms
    )


_SURE = (*FIELDS, *HEADS, *SCRIPT_FIELDS)
_BELOW = Evidence(Column(_label(_SURE), alone=True), ABOVE, _gates(_SURE))
_SURNAMES = ("nom", "name", "naam", "namn", "navn", "nazwisko", "apellidos", "apellido", "cognome", "nimi", "nume", "név")
_BELOW_SURNAMES = Evidence(_OfPeople(Column(_label(_SURNAMES), alone=True), _GIVEN), ABOVE, _gates(_SURNAMES))
_BELOW_OF_PEOPLE = Evidence(_OfPeople(Column(_label(MAYBE_HEADS), alone=True), _PERSONAL), ABOVE, _gates(MAYBE_HEADS))
_BELOW_OF_ANY = Evidence(Column(_label(MAYBE_HEADS), alone=True), ABOVE, _gates(MAYBE_HEADS))

_START = r"(?:(?<=[,;|\t>\"'(*])|(?<=[|,(] ))"
_AT_LINE = r"(?:(?<=\n)|(?<=\n[\"'`]))"
_CASED = Deferred(rf"{_START}{CASED}(?![{LETTER}0-9_@(])(?! ?[a-z0-9])")
_CASED_AT_LINE = Deferred(rf"{_AT_LINE}{CASED}(?=[\"'`]?(?:[;|\t\r\n]|,(?! )|\Z))")
_UNCASED = Deferred(rf"{_START}{UNCASED}(?={_BESIDE})")
_UNCASED_AT_LINE = Deferred(rf"{_AT_LINE}{UNCASED}(?={_BESIDE})")
_FIRST = r"[A-Z\xc3-\xc8\xcd-\xd3]"
_IN_ROW = r"(?:[,;|\t][\"'`]?|\|[ \t]{1,3}|[(,] ?[\"']|>)(?:\*\*)?"
_WORD = r"(?:[A-Z\xc3-\xd3][A-Za-z'.\-\x80-\xff]{0,60}|[a-z]{1,5})"
_OPENING = (
    rf"(?:{CAPITALS}|(?<![{LETTER}0-9_])[{UPPER}][{LETTER}0-9'’./&+\-]*+{RUN_ON}{{0,12}}[\"'`]\Z|{OTHER_OPENING})"
)


class _Way(NamedTuple):
    """Where cells begin, in a script with capitals or without."""

    anchor: str
    reach: int
    exact: Deferred
    shape: Shape
    accept: Callable[..., int]


_CAPITALISED = (
    _Way(f"{_IN_ROW}{_FIRST}", 2, _CASED, Shape(LINE, _OPENING, 140), accept),
    _Way(rf"\n[\"'`]?{_FIRST}[A-Za-z'.\-\x80-\xff]{{1,60}}(?: {_WORD}){{0,12}}[\"'`]?(?:[;|\t\r\n]|,[^ ]|$)", 200,
         _CASED_AT_LINE, Shape(LINE, _OPENING, 140), accept),
)
"""In a row: the sign before a cell and its first letter; at the beginning of a line: the first cell and the sign behind it."""
_SIGNS = (
    _Way(rf"{_IN_ROW}[\xd6-\xed]", 2, _UNCASED, Shape(LINE, f"{_START}{BEGUN_UNCASED}", 90), signs),
    _Way(r"\n[\"'`]?[\xd6-\xed]", 2, _UNCASED_AT_LINE, Shape(LINE, f"{_AT_LINE}{BEGUN_UNCASED}", 90), signs),
)


def _patterns(ways: Iterable[_Way], evidence: Evidence, confidence: int, why: str, *, least: int = 1) -> Iterator[Pattern]:
    for way in ways:
        yield Pattern(
            anchor=way.anchor, reach=way.reach, exact=way.exact, shape=way.shape, why=why, confidence=None, supported=confidence,
            evidence=evidence, accept=partial(way.accept, least=least),
        )


PATTERNS: tuple[Pattern, ...] = (
    *_patterns(_CAPITALISED, _BELOW, MEDIUM, "below the head of a column that names persons (First name, Patient, Kontoinhaber, ФИО)"),
    *_patterns(_CAPITALISED, _BELOW_SURNAMES, MEDIUM, "below `Name`, `Nom` and the like beside a column of given names"),
    *_patterns(
        _CAPITALISED, _BELOW_OF_PEOPLE, MEDIUM,
        "two words or more below `Name`, `Customer` and the like, beside a column that only persons have (phone, birthday)", least=2,
    ),
    *_patterns(_CAPITALISED, _BELOW_OF_ANY, LOW, "the same in any other table", least=2),
    *_patterns(_SIGNS, _BELOW, MEDIUM, "in scripts without capitals below a head that names persons (姓名, الاسم, שם מלא)"),
)
"""For `person_name.py`."""
