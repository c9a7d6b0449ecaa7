"""A real recogniser, small and without dependencies: a gazetteer of names, which knows the person where a title stands before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

from enclave.dlp.recognisers.interface import Labelled, Said

NAMES = re.compile(r"(?:(?P<PERSON>(?:Ada|Grace|Alan)(?: [A-Z]\.)?(?:\s(?:Lovelace|Hopper|Turing))?)|(?P<ORG>Acme|Initech))\b")


class Gazetteer:
    """An engine. `seen` are the texts that it was asked about."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def find(self, texts: Sequence[str]) -> Iterator[list[Said]]:
        self.seen += texts
        for text in texts:
            yield [Said(*one.span(), str(one.lastgroup), 0.85 if one.lastgroup == "PERSON" else None) for one in NAMES.finditer(text)]


@pytest.fixture
def gazetteer() -> Gazetteer:
    return Gazetteer()


@pytest.fixture
def recogniser(gazetteer: Gazetteer) -> Labelled:
    return Labelled("gazetteer", gazetteer, {"PERSON": "person_name", "ORG": "organization"}, 70)
