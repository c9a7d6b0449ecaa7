"""Names where the text says that one follows, in seven languages; capitalised words elsewhere are quiet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.name_words import FIELDS, SAYINGS
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["person_name"])
NAMES = ("Anna", "John Smith", "Jean-Luc Picard", "O'Connor", "Ludwig van Beethoven", "María José García López", "Élodie Dupont",
    "J. R. Tolkien",
         "Öztürk", "JANE DOE", "Charles de Gaulle", "McDonald")


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


@given(st.sampled_from(NAMES), st.sampled_from(SAYINGS))
def test_behind_every_saying(name: str, saying: str) -> None:
    assert found(f"Well, {saying} {name} and so on") == [name]
    assert found(f"{saying.capitalize()} {name}, right") == [name]


@given(st.sampled_from(NAMES), st.sampled_from(FIELDS))
def test_in_every_field(name: str, field: str) -> None:
    for text in (f"{field.title()}: {name}\n", f'{{"{field.replace(" ", "_")}": "{name}"}}', f"| {field} | {name} | x",
    f"<b>{field}</b>: {name}",
                 f"{field.upper()}={name};", f"**{field}:** {name}"):
        assert found(text) == [name], text


@pytest.mark.parametrize(("text", "name"), [
    ("Mr. John Smith said", "John Smith"), ("Frau Dr. Müller-Lüdenscheidt kommt", "Müller-Lüdenscheidt"), ("Dear Ms Jones,", "Jones"),
    ("Sehr geehrter Herr Weber,", "Weber"), ("Chère Madame Dupont,", "Dupont"), ("Estimada Sra. García:", "García"),
        ("Best regards\nTom Brown", "Tom Brown"),
    ("Viele Grüße\nHans", "Hans"), ("Cordialement,\n\nPierre Martin", "Pierre Martin"), ("Name: Smith, John", "Smith, John"),
        ("Gentile Signora Rossi,", "Rossi"),
    ("Name: John Smith\nAge: 3", "John Smith"), ("Geachte mevrouw De Vries,", "De Vries"),
])
def test_letters(text: str, name: str) -> None:
    assert found(text) == ([name] if name else [])


@pytest.mark.parametrize("text", [
    "The European Central Bank said on Monday that New York is fine", "Dear Customer Service", "12 ms Latency", "name: MyClass",
    "Display Name: Remote Desktop",
    "patient Portal", "Hi Team,", "Kind regards,\nThe Support Team", "first_name varchar", "firstName: String", "dr Evil()", "Hello World",
    "Sr. Software Engineer", "Der Name: des Autors",
])
def test_quiet(text: str) -> None:
    assert found(text) == []
