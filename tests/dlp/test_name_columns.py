"""Names below the head of their column, in every kind of table; other columns are quiet."""

from __future__ import annotations

import pytest

from enclave.dlp.detector import LOW, MEDIUM
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["person_name"])


def found(text: str, least: int = MEDIUM) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text) if match.confidence >= least]


@pytest.mark.parametrize(("text", "names"), [
    ("id,first_name,last_name\n1,Anna,Kowalski\n2,Bram,de Vries\n", ["Anna", "Kowalski", "Bram"]),
    ("Kontoinhaber;IBAN\nJürgen Voß;x\nUlrike Haas;y\n", ["Jürgen Voß", "Ulrike Haas"]),
    ("| Name | Phone |\n|---|---|\n| John Smith | 1 |\n| Ann Lee | 2 |", ["John Smith", "Ann Lee"]),
    ("<tr><th>Name</th><th>SSN</th></tr><tr><td>John Smith</td><td>1</td></tr>", ["John Smith"]),
    ("INSERT INTO c (id, full_name, x) VALUES (1, 'John Smith', 2), (2, 'Ann Lee', 3);", ["John Smith", "Ann Lee"]),
    ("Nom;Prénom\nPerrin;Théo\n", ["Perrin", "Théo"]),
    ("full_name\tdob\nAnn Lee\t1990\n", ["Ann Lee"]),
    ("姓名,电话\n张伟,139\n王芳,138\n", ["张伟", "王芳"]),
    ("ФИО;Телефон\nИванов Иван;1\n", ["Иванов Иван"]),
])
def test_names(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize("text", [
    "id,product\n1,Blue Widget\n", "file name,size\nAnnual Report,3\n", "Name,Version\nBuild And Test,1\n",
    "| Name | Type |\n|---|---|\n| Remote Desktop | app |", "first_name,last_name\n", "a,b\nJohn Smith,2\n",
])
def test_quiet(text: str) -> None:
    assert found(text) == []


def test_in_any_other_table_a_name_is_reported_low() -> None:
    assert found("| Name | Type |\n|---|---|\n| Remote Desktop | app |", LOW) == ["Remote Desktop"]
