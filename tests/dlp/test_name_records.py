"""Names in records, forms, messages of standards and answers."""

from __future__ import annotations

from itertools import pairwise

import pytest

from enclave.dlp.detector import LOW, MEDIUM
from enclave.dlp.name_records import parts
from enclave.dlp.redact import redact
from enclave.dlp.scan import Scanner
from enclave.dlp.stream import StreamScanner

NAMED = (
    '{"name": "John Smith",\n  "email": 1}', '"name":"John Smith","phone":1', "User(name='John Smith', dob=1)", "name=John Smith, ssn=1",
    '{"sex": "m", "name": "John Smith"}', "I'm John Smith and I'd like to pay", "ich bin John Smith, Kunde", "soy John Smith.",
    "your full name?\n\x00\nJohn Smith", "What is your name? A: John Smith", "Ihr Name?\nKunde: John Smith", ';CN="John Smith":mailto:x',
    "FN;CHARSET=UTF-8:John Smith\n", '"name": [{"use": "official", "text": "John Smith"}]',
    '"patient": {"reference": "P/1", "display": "John Smith"}',
)
UNNAMED = (
    '{"name": "Visual Studio", "version": 1}', "I am Senior Engineer, at your service", "I am Windows Update service",
    "file name?\nUser: Annual Report", '"text": "John Smith"', '"code": {"display": "Type Two"}', "LDAP: CN=John Smith,OU=x",
    'rename="John Smith", size=1', "OBX|1|TX|Smith^John|",
)


@pytest.mark.parametrize("text", NAMED)
def test_names_are_found(text: str, scanner: Scanner) -> None:
    found = [text[one.start : one.end] for one in scanner.scan(text) if one.entity == "person_name" and one.confidence >= MEDIUM]
    assert found == ["John Smith"]


@pytest.mark.parametrize("text", UNNAMED)
def test_what_is_no_name_is_not(text: str, scanner: Scanner) -> None:
    assert not [one for one in scanner.scan(text) if one.entity == "person_name" and one.confidence >= MEDIUM]


@pytest.mark.parametrize(("text", "size"), [("Doe^Jane", 8), ("Doe;Jane", 8), ("Doe", 0), ("Doe^Service", 0), ("Team^Jane", 0)])
def test_parts_are_two_names(text: str, size: int) -> None:
    assert parts(text) == size


def test_streams_say_what_texts_do(alone: dict[str, Scanner]) -> None:
    scanner = alone["person_name"]
    hide = {"person_name": LOW}
    for text in (*NAMED, *UNNAMED):
        expected = redact(text, scanner.scan(text, hide))
        for places in (range(1, len(text)), *((place,) for place in range(len(text) % 7 + 1, len(text), 7))):
            ends = [0, *places, len(text)]
            stream = StreamScanner(scanner, hide)
            out = "".join(stream.push(text[start:end]).text for start, end in pairwise(ends)) + stream.finish().text
            assert out == expected, (text, places)
