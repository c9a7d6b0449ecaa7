"""The days of an invoice, read as they were meant: Microsoft writes the month first, a spreadsheet of Europe the day.

Which of both it is, all days of a file say together: the days of a month follow each other, or one of them has no month 13.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime

from enclave.errors import InputError

_NUMBERS = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})(?:[ T].*)?")
_FORMS = ("%Y%m%d", "%Y-%m-%dT%H:%MZ", "%d.%m.%Y", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M")
_MONTH = 31
"""Days that an invoice has at most; that of a year is a folder of them."""


def days(texts: Mapping[str, str], beside: Iterable[str], *, is_export: bool) -> dict[str, date]:
    """The day of each text, whose place is the mapping's value. Raises InputError for what is no day, or could be two.

    `beside`: other days of the same file, in the same form. `is_export`: it is written as Microsoft writes it, and no spreadsheet did.
    """
    found, either = dict[str, date](), dict[str, tuple[int, int, int]]()
    for text, where in texts.items():
        numbers = _NUMBERS.fullmatch(text)
        if numbers is None:
            found[text] = _day(text, where)
        else:
            either[text] = int(numbers[1]), int(numbers[3]), int(numbers[4])
    if not either:
        return found
    month_first, day_first = _read(either, day=1), _read(either, day=0)
    also = {text: (int(match[1]), int(match[3]), int(match[4])) for text in beside if (match := _NUMBERS.fullmatch(text))}
    text = next(iter(either))
    if month_first is None and day_first is None:
        wrong = next((text for text in either if not _read({text: either[text]}, day=0) and not _read({text: either[text]}, day=1)), None)
        if wrong is not None:
            raise InputError(f"`{wrong}` is not a date", texts[wrong])
        raise InputError("some days have the month first, and others the day", texts[text], "export again, with days as `2026-11-30`")
    if month_first is None or day_first is None:
        return found | (month_first or day_first or {})
    if month_first == day_first or _read(also, day=0) is None:
        return found | month_first
    if _read(also, day=1) is None:
        return found | day_first
    spans = [max(read.values()) - min(read.values()) for read in (month_first, day_first)]
    if min(spans).days < _MONTH <= max(spans).days:
        return found | (month_first if spans[0] < spans[1] else day_first)
    if is_export:
        return found | month_first
    raise InputError(f"`{text}` may be two days", texts[text], "export again, with days as `2026-11-30`")


def _read(either: Mapping[str, tuple[int, int, int]], *, day: int) -> dict[str, date] | None:
    """All of them with the day in that place; nothing when one is none."""
    try:
        return {text: date(numbers[2], numbers[1 - day], numbers[day]) for text, numbers in either.items()}
    except ValueError:
        return None


def _day(text: str, where: str) -> date:
    for form in _FORMS:
        with suppress(ValueError):
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day of the invoice has no time
    with suppress(ValueError):
        return datetime.fromisoformat(text).date()
    raise InputError(f"`{text}` is not a date", where)
