"""Each of the main entities under each disguise in scope, and under pairs of them, with values drawn afresh: every cell by itself.

`test_evasion.py` measures all detectors over their own samples; a weak cell is not seen there among so many.
"""

from __future__ import annotations

import base64
import string
from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType

import pytest
from stdnum import luhn

from enclave.dlp.scan import Scanner
from tests.dlp.test_evasion import EVIDENCE_INSIDE, TRANSFORMATIONS

LEAST = 0.9
FEW, MANY = 2, 20
"""Values of each cell."""


def _digits(draw: Random, count: int) -> str:
    return "".join(draw.choices(string.digits, k=count))


def _card(draw: Random) -> str:
    body = draw.choice(("4", "51", "53", "55"))
    body += _digits(draw, 15 - len(body))
    number = body + luhn.calc_check_digit(body)
    return draw.choice((" ", "-", "")).join(number[start : start + 4] for start in range(0, 16, 4))


def _iban(draw: Random) -> str:
    body = _digits(draw, 18)
    number = f"DE{98 - int(f'{body}131400') % 97:02}{body}"
    return draw.choice((number, " ".join(number[start : start + 4] for start in range(0, 22, 4))))


def _ssn(draw: Random) -> str:
    return f"{draw.randrange(100, 660):03}-{draw.randrange(1, 99):02}-{draw.randrange(1, 9999):04}"


def _email(draw: Random) -> str:
    return f"{draw.choice(('anna', 'maria.lopez', 'k.smith', 'peter_w'))}{_digits(draw, 2)}@{draw.choice(('example', 'mail.acme'))}.com"


def _phone(draw: Random) -> str:
    area, office, line = draw.choice(("212", "415", "312")), f"{draw.randrange(2, 9)}{_digits(draw, 2)}", _digits(draw, 4)
    return draw.choice((f"({area}) {office}-{line}", f"+1 {area} {office} {line}", f"{area}-{office}-{line}", f"+49 30 {_digits(draw, 7)}"))


def _key(draw: Random) -> str:
    return "AKIA" + "".join(draw.choices(string.ascii_uppercase + "234567", k=16))


ENTITIES: Mapping[str, tuple[Callable[[Random], str], str, str]] = MappingProxyType({
    "credit_card": (_card, "my card number is ", " thanks"),
    "iban": (_iban, "please pay to IBAN ", " today"),
    "us_ssn": (_ssn, "my SSN is ", " ok"),
    "email": (_email, "write to ", " please"),
    "phone": (_phone, "call me, phone ", " tonight"),
    "api_key": (_key, "the key is ", " now"),
})
"""Entity -> its values, and what stands before and behind one."""
PAIRS = (
    ("zero-width", "base64"), ("full width", "base64"), ("digits of another script", "hexadecimal"), ("two lines", "hexadecimal"),
    ("JSON", "base64"), ("JSON", "hexadecimal"), ("JSON", "percent"), ("character references, every character", "JSON"),
    ("hexadecimal", "base64"), ("base64", "percent, every character"), ("base64", "JSON"), ("base64", "two lines"),
    ("zero-width", "percent"), ("full width", "two lines"), ("zero-width", "two lines"), ("one look-alike", "base64"),
    ("percent", "full width"), ("base64", "full width"), ("spaced out", "base64"), ("full width", "zero-width"),
)
"""First the one, then the other."""
CELLS = [(entity, names) for entity in ENTITIES for names in (*((name,) for name in TRANSFORMATIONS), *PAIRS)]


def disguised(entity: str, names: tuple[str, ...], draw: Random) -> str | None:
    """A text with a fresh value; None: the first disguise has no place in it."""
    value, before, after = ENTITIES[entity]
    said, is_inside = value(draw), False
    for number, name in enumerate(names):
        whole = name in EVIDENCE_INSIDE and not is_inside
        was, said = said, TRANSFORMATIONS[name](f"{before}{said}{after}" if whole else said)
        is_inside |= whole
        if said == was and not number:
            return None
    return said if is_inside else f"{before}{said}{after}"


def share(scanner: Scanner, entity: str, names: tuple[str, ...], count: int) -> float:
    draw = Random(f"{entity} {names}")
    texts = [text for _ in range(count) if (text := disguised(entity, names, draw)) is not None]
    return sum(any(match.entity == entity for match in scanner.scan(text)) for text in texts) / max(1, len(texts)) if texts else 1.0


def test_no_cell_is_blind(scanner: Scanner) -> None:
    assert [(entity, names) for entity, names in CELLS if not share(scanner, entity, names, FEW)] == []


@pytest.mark.long
def test_every_cell_is_above_the_aim(scanner: Scanner) -> None:
    shares = {(entity, names): share(scanner, entity, names, MANY) for entity, names in CELLS}
    assert {cell: found for cell, found in shares.items() if found < LEAST} == {}


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("call me, phone (312)\n231-1036 tonight", "phone"), ("phone (212)  428  2742 ok", "phone"), ("phone (617) **943**-7070", "phone"),
        ("| phone | (415) | 300-9338 |", "phone"), ("the key is AKIACQRDDC\nJHWTDJPUNL now", "api_key"),
        ("the key is AKIA5UPWY5\n\x00\nLCERKGHWXE now", "api_key"), ("the key is AKIAU27XQO<b>MRFXTDRADC</b> now", "api_key"),
        (base64.b64encode("\u200b".join("mail anna42@example.com now").encode()).decode(), "email"),
    ],
)
def test_what_once_got_through(text: str, entity: str, scanner: Scanner) -> None:
    assert any(match.entity == entity and match.confidence >= 75 for match in scanner.scan(text))
