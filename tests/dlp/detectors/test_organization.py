"""Firms by their legal form, from the first capitalised word to the form; prose about forms is quiet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.detectors.organization import DISTINCT
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["organization"])


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


@given(st.sampled_from(("Acme", "Northwind Traders", "Müller & Söhne", "Van Dijk Logistics", "A.B. Smith", "Ökostrom")),
st.sampled_from(DISTINCT))
def test_every_legal_form(name: str, form: str) -> None:
    assert found(f"we buy from {name} {form} and sell") == [f"{name} {form}"]


@pytest.mark.parametrize("text",
["The Limited Edition", "we are limited", "SAS programs", "Inc", "an LLC", "this and that ltd", "in AG court"])
def test_quiet(text: str) -> None:
    assert found(text) == []
