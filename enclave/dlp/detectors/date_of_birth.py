"""Dates of birth: any date may be one, so only a date directly behind words that say so counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from enclave.dlp.anchors import PAIR
from enclave.dlp.detector import HIGH, MEDIUM, Deferred, Detector, Evidence, Expression, Pattern, Shape
from enclave.dlp.labels import LEAD, afar, anchor, batched, shortly
from enclave.dlp.wording import LINE, MONTHS, alternatives

TERMS = (
    "date of birth", "birth date", "birthdate", "birthday", "dob", "d.o.b", "born", "born on", "year of birth", "geburtsdatum", "geboren",
    "geboren am", "geb.", "geburtstag", "date de naissance", "né le", "née le", "né(e) le", "fecha de nacimiento", "nacimiento",
    "nacido el",
    "nacida el", "nacido", "nacida", "nací el", "nació el", "nasci a", "nasci em", "nasceu a", "nasceu em", "sono nato il", "sono nata il",
    "bday", "dmg*d8", "dtm+329", "geb.-dat.", "cust dob", "birth dt", "dt of birth", "birth day",
    "data di nascita", "nato il", "nata il", "nato", "nata", "geboortedatum", "geboren op",
    "data de nascimento", "nascimento", "nascido em", "nascida em", "data urodzenia", "födelsedatum", "fødselsdato", "дата рождения",
    "出生日期", "生年月日", "생년월일", "d.o.b.", "doğum tarihi", "syntymäaika", "datum narození", "dátum narodenia", "születési idő",
    "data nașterii", "ημερομηνία γέννησης", "תאריך לידה", "дата народження", "дата на раждане", "datum rođenja", "fødselsdag", "geb.datum",
    "f. nac", "fec. nac", "fecha nac", "nascido", "nascida", "nascida a", "nascido a", "narozen", "narozena", "urodzony",
    "urodzona", "född", "født", "syntynyt", "родился", "родилась", "г.р", "născut", "născută", "született", "生日", "誕生日", "出生于",
    "d. nar", "geb. datum", "تاريخ الميلاد", "تاريخ ميلاد", "مواليد", "ngày sinh", "tanggal lahir", "tgl lahir", "วันเกิด", "วันเดือนปีเกิด",
    "जन्म तिथि", "जन्मतिथि", "出生年月日", "出生年月", "ημ. γέννησης", "γεννήθηκε", "נולד", "נולדה", "ת. לידה", "rojstni datum",
    "gimimo data",
    "dzimšanas datums", "sünniaeg", "sünnikuupäev", "fecha de nac", "f. nacimiento", "data nasc", "d. nascita", "geb.-datum",
)
_MONTH = alternatives(tuple(MONTHS))
_PARTS = re.compile(r"[0-9]+")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_NUMBERS = re.compile(
    r"(?<![A-Za-z0-9_])(?:[0-9]{1,2}([./-] ?)[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})|(?:19|20)[0-9]{2}([./-])[0-9]{1,2}\2[0-9]{1,2}"
    r"|[0-9]{2} [0-9]{2} (?:19|20)[0-9]{2}|(?:19|20)[0-9]{6})(?=T[0-9]|(?![A-Za-z0-9_]))(?![./-][0-9])"
)
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th|\.|er|º)?"
_YEAR = r"(?:(?:19|20)[0-9]{2}|'?[0-9]{2})(?![A-Za-z0-9_:])(?![./-][0-9])"
_DAY_FIRST = Deferred(rf"(?<![A-Za-z0-9_]){_DAY}(?:[ /-]|\. )(?:de |of )?{_MONTH}[.,]?(?: de(?:l)?)?[ /-]{_YEAR}")
_MONTH_FIRST = Deferred(rf"(?<![A-Za-z0-9_])(?=[A-Z]){_MONTH}\.? {_DAY}(?:,? (?=[12']|[0-9]{{2}}\Z)|, ){_YEAR}")
_MONTH_ONLY = Deferred(rf"(?<![A-Za-z0-9_])(?<![0-9][./-])(?:(?=[A-Z]){_MONTH}(?:[.,]? (?=[12'][0-9]{{2}})|[/-])|[01]?[0-9]/){_YEAR}")
_ASIAN = Deferred(r"(?:19|20)[0-9]{2} ?[年년] ?[0-9]{1,2} ?[月월] ?[0-9]{1,2} ?[日일]")
_FIRST_YEAR, _LAST_YEAR = 1900, 2026


def _is_date(year: int, month: int, day: int) -> bool:
    year += 0 if year > 99 else 1900
    try:
        return _FIRST_YEAR <= date(year, month, day).year <= _LAST_YEAR
    except ValueError:
        return False


def numeric(text: str) -> int:
    """Year, month and day in one of the orders that are written, and a day that was."""
    if text.isdigit():
        return len(text) if _is_date(int(text[:4]), int(text[4:6]), int(text[6:])) else 0
    first, second, third = map(int, _PARTS.findall(text))
    orders = ((first, second, third),) if first > 99 else ((third, second, first), (third, first, second))
    return len(text) if any(_is_date(*order) for order in orders) else 0


def written(text: str) -> int:
    """A day of the month that is named, or is a number before a sign for it."""
    numbers = [int(part) for part in _PARTS.findall(text)]
    if len(numbers) == 3:
        return len(text) if _is_date(numbers[0], numbers[1], numbers[2]) else 0
    month = next((MONTHS[word.lower()] for word in _LETTERS.findall(text) if word.lower() in MONTHS), 0)
    return len(text) if _is_date(numbers[1], month, numbers[0]) else 0


def month(text: str) -> int:
    """A month, by its name or number, and a year."""
    numbers = [int(part) for part in _PARTS.findall(text)]
    named = next((MONTHS[word.lower()] for word in _LETTERS.findall(text) if word.lower() in MONTHS), numbers[0])
    return len(text) if _is_date(numbers[-1], named, 1) else 0


_NUMBER_OPENING = (
    r"[0-9]{1,4}(?:\Z|[./ -] ?(?:\Z|[0-9]{1,2}(?:\Z|[./ -] ?(?:\Z|[0-9]{1,4}(?:\Z|[T./-]\Z)))))|[0-9]{5,8}(?:\Z|[T./-]\Z)"
)
_YEAR_OPENING = r"(?:\Z|'?(?:\Z|[0-9]{1,4}(?:\Z|[./-]\Z)))"
_TAIL = rf"[.,]?(?:\Z|(?: d| de| del)?(?:\Z|[ /-]{_YEAR_OPENING}))"
_WORD_BEGUN = r"[A-Za-zÀ-ÿ]{0,10}\Z"
_DAY_OPENING = (
    rf"[0-9]{{1,2}}(?:\Z|(?:s|n|r|t|e|st|nd|rd|th|\.|er|º)?(?:\Z|(?:[ /-]|\. )(?:\Z|d\Z|o\Z|(?:de |of |de\Z|of\Z)?(?:{_MONTH}{_TAIL}"
    rf"|{_WORD_BEGUN}))))"
)
_MONTH_OPENING = (
    rf"(?<![A-Za-z0-9_])(?=[A-Z])(?:{_MONTH}\.?(?:\Z| (?:\Z|[0-9]{{1,2}}[a-z.º]{{0,2}}(?:\Z|,?(?:\Z| {_YEAR_OPENING}))))"
    rf"|{_WORD_BEGUN})"
)
_MONTH_ONLY_OPENING = (
    rf"(?<![A-Za-z0-9_])(?:(?=[A-Z])(?:{_MONTH}(?:\Z|[.,]?(?:\Z| {_YEAR_OPENING})|[/-]{_YEAR_OPENING})|{_WORD_BEGUN})"
    rf"|[0-9]{{1,2}}(?:\Z|/{_YEAR_OPENING}))"
)
_ASIAN_OPENING = r"[0-9]{1,4}(?:\Z| ?(?:\Z|[年년][ 0-9月월日일]*\Z))"


def _pattern(
    exact: Expression, reach: int, shape: Shape, why: str, *, accept: Callable[[str], int] = written, supported: int = HIGH
) -> tuple[Pattern, ...]:
    return tuple(
        Pattern(
            anchor=anchor(*some), reach=reach, lead=LEAD, exact=exact, shape=shape, why=f"{why} directly after words that say so",
            confidence=None, supported=supported, evidence=shortly(*some), accept=accept,
        )
        for some in batched(TERMS)
    )


_PATTERNS = (
    *_pattern(_NUMBERS, 1, Shape(LINE, _NUMBER_OPENING, 18), "a date in numbers", accept=numeric),
    *_pattern(_DAY_FIRST, 1, Shape(LINE, _DAY_OPENING, 40), "a day, a month's name and a year"),
    *_pattern(_MONTH_FIRST, 14, Shape(LINE, _MONTH_OPENING, 40), "a month's name, a day and a year"),
)
_AFAR = afar(*TERMS)
_IN_A_SEGMENT = Pattern(
    anchor=r"\|(?:19|20)[0-9]{6}[0-9|]", reach=9, exact=Deferred(r"(?<=\|)(?:19|20)[0-9]{6}(?=\||[0-9]{4})"),
    shape=Shape(LINE, r"(?<=\|)[0-9]{1,12}\Z", 14), why="eight digits in the seventh field of a PID segment of HL7", confidence=None,
    supported=HIGH, evidence=Evidence(Deferred(r"(?:\A|\n)pid\|(?:[^|\n]{0,80}\|){6}\Z"), 420), accept=numeric,
)


DETECTOR = Detector(
    entity="date_of_birth",
    title="date of birth",
    about=(
        "A day between 1900 and 2026 in numbers or with the month's name, directly behind words such as date of birth, born, "
        "Geburtsdatum, né le, fecha de nacimiento, data di nascita or geboortedatum, below them in a table, or before them."
    ),
    patterns=(
        *_PATTERNS,
        *_pattern(_MONTH_ONLY, 18, Shape(LINE, _MONTH_ONLY_OPENING, 24), "a month and a year", accept=month, supported=MEDIUM),
        *_pattern(_ASIAN, 1, Shape(LINE, _ASIAN_OPENING, 24), "a date with the signs for year, month and day"),
        *(
            replace(
                pattern, anchor=PAIR, reach=30, lead=0, evidence=_AFAR,
                why="the same below a head of a table that says so, or directly before words that do (`... is my birthday`)",
            )
            for pattern in {pattern.exact: pattern for pattern in _PATTERNS}.values()
        ),
        _IN_A_SEGMENT,
    ),
    source="ISO 8601; Unicode CLDR: months of English, German, French, Spanish, Italian, Dutch and Portuguese",
    limits=(
        "Dates without such words, ages, and dates whose day does not exist are not reported.",
        "A date with the name of its month is found in one line only.",
    ),
    positives=(
        "DOB: «03/12/1980»", '{"dateOfBirth": "«1980-03-12»T00:00:00Z"}', "born on «March 12, 1980» in Ohio",
        "geboren am «12. März 1980» in Köln",
        "Geburtsdatum: «12.03.1980».", "née le «1er mars 1980»", "Date de naissance : «12/03/80»",
        "Fecha de nacimiento: «12 de marzo de 1980»",
        "data di nascita: «12 marzo 1980»,", "geboortedatum: «12-03-1980»", "Date of birth (DD MM YYYY): «12 03 1980»",
        "生年月日: «1980年3月12日»",
        "birthday = «19800312»;", "Born: «12-Mar-1980»", "DOB «12/Mar/1980»",
        "DOB: «June/86»", "DOB «12 Mar '86»", "born in «March 1980», in Ohio", "date of birth «06/1986»", "«12 March 1980» is my birthday",
        "«1980-03-12» (date of birth)", "id,dob,city\n7,«1980-03-12»,Ulm",
        "PID|1||^^^MGH^MR||^||«20070227»|F", "your date of birth and last name please.\nUser: «02/11/1992»",
        "nasci a «01-05-1981».", "DMG*D8*«19680716»*M~",
    ),
    negatives=(
        "on 03/12/1980", "DOB: 31/02/1980", "date of birth: 12/03/2080", "invoice date 12.03.1980", "the stubborn 12/03/1980",
        "born in 1980", "date of birth: 1980-13-45", "DOB 123456", "version 12.3.80", "January 5, 2024 was cold",
        "date of birth. We met on 12/03/1980", "born February 30", "DOB 13/86", "the 12 March 1980 issue is my favourite",
        "id,birthday party,city\n7,12 March 1980,Ulm",
    ),
    aliases=("dob",),
)
