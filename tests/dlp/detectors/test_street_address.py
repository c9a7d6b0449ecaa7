"""Streets of seven languages, with what belongs to them; capitalised words with numbers are quiet."""

from __future__ import annotations

import pytest

from enclave.dlp.scan import Scanner

SCANNER = Scanner(["street_address"])


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text) if match.confidence >= 75]


@pytest.mark.parametrize("address", [
    "123 Main Street", "1 Infinite Loop", "350 Fifth Avenue", "4059 Mt Lee Dr", "12 St. James's Square", "77 Massachusetts Ave",
    "5 N. Elm St", "100 42nd Street",
    "500 Oracle Pkwy, Suite 200", "12-14 Long Lane", "221b Baker Street", "742 Evergreen Terrace, Springfield, OR 97403",
    "Hauptstr. 5", "Friedrich-Ebert-Allee 13", "Berliner Straße 12a", "Schillerplatz 1, 70173 Stuttgart", "Gartenweg 7",
    "Bahnhofstrasse 1", "Lange Gasse 20", "10 rue Saint-Honoré", "55 rue du Faubourg Saint-Honoré, 75008 Paris",
    "3 avenue des Champs-Élysées",
    "8 bd Voltaire", "Calle de Alcalá 42", "Avenida de la Constitución 3", "C/ Mayor 12", "Plaza Mayor, 1", "Via Garibaldi 12",
    "Piazza del Duomo, 1",
    "Prinsengracht 263", "Nieuwe Kerkstraat 9-2", "Rua do Comércio, 15", "Largo da Graça 82",
])
def test_streets(address: str) -> None:
    for before, after in (("", ""), ("at ", ", please"), ('"', '"'), ("Address: ", "\n"), ("(", ")")):
        assert found(before + address + after) == [address]


@pytest.mark.parametrize("text", [
    "In 2024 the road was long", "We saw 3 Google Drive links", "Section 12 Table 3", "version 4 Street", "drive 5 km", "Main Street",
    "Hauptstraße ohne Nummer",
    "Engineering 101", "Spring 2024", "Via Email 5 Minuten", "Das ist der Weg", "Chapter 5 The Avenue of", "in der Allee",
])
def test_quiet(text: str) -> None:
    assert found(text) == []
