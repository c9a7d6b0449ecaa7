"""A label supports what stands directly behind it, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.labels import anchor, directly, labelled

TERMS = ("member id", "numéro d'adhérent", "acct")


@pytest.mark.parametrize("before", [
    "member id: ", "Member-ID ", '"member_id": "', "MEMBERID=", "<td>Member ID</td><td>", "member id number is ", "acct no. ", "acct\n",
    "memberIds: [", "Numéro d'adhérent : ", "| acct | ", "acct on record is ", "Acct                              : ",
        "acct (Guatemala): ", "acctは", "el acct de la titular es ",
])
def test_what_is_a_label(before: str) -> None:
    assert directly(*TERMS).words.search(before.lower())


@pytest.mark.parametrize("before", [
    "remember id: ", "acctual ", "acct 12, ", "acct was closed. then ", "acct, invoice number ", "acct of the one who came in first ",
    "Fix acct (#", "node-3 acct[", "acct; ", "acct? ", "member\n\nid x. y ",
])
def test_what_is_none(before: str) -> None:
    assert not directly(*TERMS).words.search(before.lower())


def test_a_notation_needs_a_place_that_only_a_digit_fits() -> None:
    with pytest.raises(ValueError, match="no digit"):
        labelled("XXX9?", TERMS, "why")


@given(st.sampled_from(("member id: ", "ACCT=", "numéro d'adhérent ")), st.from_regex(r"[A-Z]{1,3}[0-9]{3,5}", fullmatch=True))
def test_the_anchor_stands_in_every_match(before: str, value: str) -> None:
    pattern = labelled("XX?X?9999?9?", TERMS, "why")
    text = before + value
    ends = [found.end() for found in re.finditer(anchor(*TERMS).encode(), text.encode())]
    assert pattern.exact.search(text, len(before))
    assert any(end - pattern.reach <= len(before.encode()) < end for end in ends)
