"""What is left of a name before words that no name has."""

from __future__ import annotations

import re

import pytest

from enclave.dlp.name_parts import OTHER, UNCASED, accept, signs


@pytest.mark.parametrize(("said", "least", "kept"), [
    ("John Smith", 2, "John Smith"), ("John Smith Director", 2, "John Smith"), ("Smith, John", 2, "Smith, John"), ("John", 2, ""),
    ("Customer Support", 1, ""), ("Anna van der", 1, "Anna"), ("Mary J. Blige", 2, "Mary J. Blige"), ("Los", 1, ""),
    ("Microsoft-Windows-Kernel", 1, ""), ("Jean-Pierre", 1, "Jean-Pierre"),
])
def test_accept(said: str, least: int, kept: str) -> None:
    assert said[: accept(said, least)] == kept


def test_signs() -> None:
    assert signs("张伟") == 2
    assert not signs("有限公司")
    assert not signs("محمد", 2)


@pytest.mark.parametrize("name", ["张伟", "欧阳雨桐", "佐藤 花子", "김민준", "محمد العتيبي", "דוד לוי", "राजेश शर्मा", "สมชาย ใจดี",
"サトウ ハナコ"])
def test_names_in_scripts_without_capitals(name: str) -> None:
    assert re.fullmatch(UNCASED, name)


@pytest.mark.parametrize("name", ["Иванов И. И.", "Анна Попова", "Μαρία Παπαδοπούλου", "Олексій Ґудзь"])
def test_names_in_greek_and_cyrillic(name: str) -> None:
    assert re.fullmatch(OTHER, name)
