"""Names of people where the text says that a name follows: labels, titles, greetings, signatures. No list of names, no model."""

from __future__ import annotations

import re
from functools import partial

from enclave.dlp.detector import HIGH, LOW, MEDIUM, Deferred, Detector, Evidence, Expression, Pattern, Shape
from enclave.dlp.labels import batched
from enclave.dlp.name_words import ARTICLES, FIELDS, GREETINGS, NAMES, NOT_NAMES, REGARDS, ROLES, SALUTATIONS, SAYINGS, TITLES
from enclave.dlp.wording import CAPITALS, FIRST, LETTER, LINE, SMALL, WORD

_NAME = rf"(?<![{LETTER}0-9_’\-])(?<![{LETTER}0-9_]'){FIRST}(?:[{LETTER}'’\-]{{0,30}}[{LETTER}]|\.)"
_MORE = rf"(?: (?:{SMALL} ){{0,3}}{WORD})"
_END = rf"(?![{LETTER}0-9_@(])(?!\.[A-Za-z_])"
_NOT_SMALL = "".join(rf"(?<!\b{title} )(?<!\b{title}\. )" for title in ("ms", "dr", "sr", "sig", "miss", "sir", "prof", "mr", "MS"))
"""Titles that are units, variables and words when they are written small."""
_ONE_TO_FOUR = Deferred(f"{_NAME}{_MORE}{{0,3}}{_END}")
_TITLED = Deferred(f"{_NOT_SMALL}{_NAME}{_MORE}{{0,3}}{_END}")
_TWO_TO_FOUR = Deferred(f"{_NAME}{_MORE}{{1,3}}{_END}")
_CAPITAL_FIELD = "|".join(f"(?<={re.escape(label + gap)})" for label in ("Name", "NAME") for gap in (": ", ":", ":\t", "\t", " | ", ":** ",
"** ", "</td><td>"))
_NAMED = Deferred(f"(?:{_CAPITAL_FIELD}){_NAME}{_MORE}{{1,3}}{_END}")
_SHAPE = Shape(LINE, CAPITALS, 140)

_SIGN = r"(?:[:=|>\t]|[\"'] value=|[–—-] |,(?![ \n])|[;](?! )|\]|\s(?:lautet|heißt|heisst)(?=\s)|</[a-z0-9]{1,8}>)"
_ANSWER = r"\?[ \t](?=it|that|mine)(?:it is|it's|that's|that is|mine is)[ \t]"
_BEHIND = rf"(?:{_ANSWER}|[\s\"'`*_)\]]{{0,4}}{_SIGN})(?:[\s\"'`*_(\[|>:]|<[a-z0-9]{{1,8}}>){{0,6}}"
_LINE = r"(?:\A|[\n;|{])[\s>*#|\"'-]{0,6}"
_WINDOW = 72


def _any(terms: tuple[str, ...]) -> str:
    ordered = sorted(set(terms), key=lambda term: (-len(term), term))
    return "|".join(re.escape(term).replace(r"\ ", "[ _-]?") for term in ordered)


def _said(terms: tuple[str, ...]) -> Evidence:
    return Evidence(Deferred(rf"(?<![{LETTER}])(?:{_any(terms)})[ \t]?:?[ \t]{{1,2}}\Z"), _WINDOW)


def _field(terms: tuple[str, ...], start: str = rf"(?<![{LETTER}])") -> Evidence:
    return Evidence(Deferred(rf"{start}(?:{_any(terms)}){_BEHIND}\Z"), _WINDOW)


def _anchor(terms: tuple[str, ...], gap: str) -> str:
    """Over bytes: the words, what may stand behind them, and the first or second character of the name."""
    bytes_ = re.sub("[^\x00-\x7f]", lambda letter: f"(?:{letter[0]}|{letter[0].upper()})", _any(terms))
    return rf"(?i:{bytes_}){gap}[\x80-\xff]{{0,2}}[A-Za-z]"


_AT_ONCE = 80
"""Labels in one anchor; more are too large for the engine."""


_SIGN_GAP = r"[\s\"'`*_)\]]{0,4}[:=|>;\t][\s\"'`*_(\[|>:]{0,6}"
_FIELD_GAP = (
    r"(?:[\"'] value=[\"']| [-\xe2][\x80-\xff]{0,2} |\? (?:[Ii]t is|[Ii]t's|[Tt]hat's|[Mm]ine is) "
    r"|(?:[\s\"'`*_)\](\[|>:=,;]| lautet | hei(?:\xc3\x9f|ss)t |</?[A-Za-z0-9]{1,8}>){1,12})"
)


_INITIAL = re.compile(r"[^\W\d_]\.")


def accept(text: str, least: int = 1) -> int:
    """What is left of it before a word that no name has; 0 when that is its first, or when fewer than `least` words are left."""
    words, end = 0, 0
    for word in re.finditer(r"\S+", text):
        if not word[0][0].islower() and not _INITIAL.fullmatch(word[0]) and word[0].rstrip(".,").lower() in NOT_NAMES:
            break
        words, end = words + 1, word.end()
    kept = text[:end]
    while words and kept.rpartition(" ")[2][:1].islower():  # a small word alone ends no name
        kept, words = kept.rpartition(" ")[0], words - 1
    if kept.lower() in ARTICLES:
        return 0
    letters = sum(map(str.isalpha, kept))
    return len(kept) if words >= least and letters > 1 else 0


def _pattern(
    why: str, anchor: str, evidence: Evidence, supported: int, *, exact: Expression = _ONE_TO_FOUR, least: int = 1
) -> Pattern:
    return Pattern(
        anchor=anchor, reach=2, lead=_WINDOW, exact=exact, shape=_SHAPE, why=why, confidence=None, supported=supported, evidence=evidence,
        accept=partial(accept, least=least),
    )


DETECTOR = Detector(
    entity="person_name",
    title="name of a person",
    about=(
        "One to four capitalised words (initials, `van`, `de la` and the like between them) where the text says that a name follows: `my "
            "name "
        "is`, `ich heiße`, fields such as `Patient:`, `\"first_name\":`, `Vorname`, `apellidos`, titles (`Mr`, `Frau`, `Mme`), greetings "
            "and "
        "signatures, in English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, the Nordic languages, Czech, Turkish, "
        "Romanian and Hungarian."
    ),
    patterns=(
        _pattern("directly after words that introduce a name (my name is, ich heiße, me llamo)", _anchor(SAYINGS, r"\s?:?\s{1,2}"),
            _said(SAYINGS), HIGH),
        *(
            _pattern("in a field for a person's name (first_name, Patient, Nachname, cognome)", _anchor(some, _FIELD_GAP),
                     _field(some), HIGH)
            for some in batched(FIELDS, _AT_ONCE)
        ),
        _pattern("directly after a title (Mr, Dr, Frau, Mme, Sra)", _anchor(TITLES, r"\.? {1,2}"),
                 Evidence(Deferred(rf"(?<![{LETTER}0-9])(?<![0-9] )(?:{_any(TITLES)})\.? {{1,2}}\Z"), _WINDOW), MEDIUM, exact=_TITLED),
        _pattern("directly after a salutation (Dear, Sehr geehrter, Chère, Estimado)", _anchor(SALUTATIONS, r"[ \t]?:?[ \t]{1,2}"),
                 _said(SALUTATIONS), MEDIUM),
        _pattern("in the line below a complimentary close (Kind regards, Mit freundlichen Grüßen)",
            _anchor(REGARDS, r"[,.!]?[ \t]*\r?\n\s*"),
                 Evidence(Deferred(rf"(?<![{LETTER}])(?:{_any(REGARDS)})[,.!]?[ \t]*\r?\n\s{{0,4}}\Z"), _WINDOW), MEDIUM),
        _pattern("two words or more in a field for a name, in other languages (nom, nome, naam, namn), or a role (contact, payee)",
                 _anchor(NAMES, _SIGN_GAP), _field(NAMES, _LINE), MEDIUM, exact=_TWO_TO_FOUR, least=2),
        _pattern("two words or more directly behind a role (patient, paciente, pacjent)", _anchor(ROLES, " "),
                 Evidence(Deferred(rf"(?<![{LETTER}_.\-])(?:{_any(ROLES)}) \Z"), _WINDOW), MEDIUM, exact=_TWO_TO_FOUR, least=2),
        _pattern("two words or more in a field `Name` with a capital at the beginning of a line", _anchor(("name",), _FIELD_GAP),
                 _field(("name",), _LINE), MEDIUM, exact=_NAMED, least=2),
        _pattern("two words or more in a field `name` at the beginning of a line or record", _anchor(("name",), _FIELD_GAP),
                 _field(("name",), _LINE), LOW, exact=_TWO_TO_FOUR, least=2),
        _pattern("directly after a greeting (Hi, Hallo, Bonjour, Hola)", _anchor(GREETINGS, r"[ \t]?:?[ \t]{1,2}"), _said(GREETINGS), LOW),
    ),
    source="the engine's own rules; no list of names is used (see `docs/detectors/README.md` for what a recogniser adds)",
    limits=(
        "A name without such words before it is not found: names in running text need a recogniser of named entities.",
        "Names in scripts other than Latin, names written small, and given names behind a surname and a comma are not found.",
        "What stands in a field for a name and is capitalised is taken for one, also when it is a firm or a place.",
        "`Name:` at the beginning of a line counts with two words, and `name:` hardly (`\"name\": \"Build And Test\"` is reported at 65); "
            "`name` "
        "inside of a line or in a compound (`file name`) does not.",
    ),
    positives=(
        "Hello, my name is «John Smith» and I", '{"first_name": "«Anna»", "age": 3}', "Patient: «Maria Garcia Lopez»\nAge 45",
        "Dear Mr. «O'Connor»,",
        "Sehr geehrte Frau «Müller»,", "Name: «Jean-Luc Picard»\n", "Mit freundlichen Grüßen\n«Erika Mustermann»",
        "ich heiße «Jürgen von der Lippe».",
        "me llamo «José María Pérez»", "Kind regards,\n«J. R. Hartley»", "Nachname;Vorname: «Öztürk»", "<td>Surname</td><td>«Dupont»</td>",
        "Dear «Alice»,", "Hi «Bob»,", "mi chiamo «Giulia Rossi»", "account holder = «Priya Natarajan»;",
        "imię i nazwisko: «Anna Nowak»", "jag heter «Lars Lindqvist».",
        "namn: «Ingrid Berg»", "seen by patient «Björn Zoë Müller» today", "nombre: «Maria E. Fernández»",
        "what is your full name? It is «Emily Lindqvist».",
        "mijn naam is «Pieter van den Berg»,",
    ),
    negatives=(
        "Dear Sir or Madam,", "Dear Customer,", "name: nginx", '"name": "build-and-test"', "file name: Annual Report", "Hello World",
        "the patient portal", "My name is on the list", "class Name: Thing", "Mr President", "Kind regards,\nthe team", "dr = Driver()",
        "Sehr geehrte Damen und Herren,", "first_name: str", "hostname: Alpha Beta", "Kind regards,\nYour Support Team", "Saludos\nHola,",
        "surname varchar(30)",
    ),
    aliases=("person",),
)
