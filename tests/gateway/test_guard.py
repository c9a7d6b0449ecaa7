"""A policy's rules for text: all texts of a document are scanned as one, and only their own places are touched."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.redact import redact
from enclave.dlp.scan import is_hidden
from enclave.errors import InputError
from enclave.gateway import strict_json
from enclave.gateway.guard import SEPARATOR, Guard
from enclave.spec.policy import Action, Policy

GUARD = Guard(Policy(dlp={"credit_card": Action.BLOCK, "email": Action.REDACT, "phone": Action.REDACT, "us_ssn": Action.LOG}))
CARD, MAIL = "4111 1111 1111 1111", "jane.doe@example.com"
PHONE = "call +1 212 555 0134 now"
PIECES = st.sampled_from(["hello", MAIL, "a", " ", "ö", "🏦", "\x00", "\n", PHONE, "call", "4111", "1111 1111", "@example.com"])
TEXTS = st.lists(st.lists(PIECES, max_size=4).map("".join), max_size=6)


def fields(texts: list[str]) -> tuple[list[str], list[strict_json.Field]]:
    holder = list(texts)
    return holder, [strict_json.Field(holder, index, text) for index, text in enumerate(texts)]


@given(TEXTS)
def test_scanning_all_as_one_hides_at_least_what_scanning_each_hides(texts):
    holder, found = fields(texts)
    examined = GUARD.examine(found)
    assert examined.chars == sum(map(len, texts))
    for before, after in zip(texts, holder, strict=True):
        hidden = [match for match in GUARD.scanner.scan(before, GUARD.hide) if is_hidden(match, GUARD.hide)]
        if not hidden:
            continue
        assert after != before
        assert all(before[match.start : match.end] not in after for match in hidden)
    if examined.outcome == "pass":
        assert holder == texts


@given(st.lists(st.sampled_from(["hello", MAIL, "x " + MAIL, "write to a@b.example.org or c@d.example.org!"]), max_size=6))
def test_redaction_of_plain_values_is_that_of_each_text(texts):
    holder, found = fields(texts)
    GUARD.examine(found)
    assert holder == [redact(text, GUARD.scanner.scan(text)) for text in texts]


def test_outcomes_and_counts():
    holder, found = fields(["hello", f"{MAIL} and {MAIL}"])
    examined = GUARD.examine(found)
    assert (examined.outcome, examined.redactions, examined.findings) == ("redact", 2, {"email": 2})
    assert holder[1] == "[REDACTED-EMAIL] and [REDACTED-EMAIL]"
    verdict = examined.verdict("dlp")
    assert (verdict.stage, verdict.outcome, verdict.scanned_chars) == ("dlp", "redact", 50)
    holder, found = fields([MAIL, f"card {CARD}"])
    examined = GUARD.examine(found)
    assert examined.outcome == "refuse"
    assert [(field.text, entity) for field, entity in examined.blocked] == [(f"card {CARD}", "credit_card")]
    assert holder == [MAIL, f"card {CARD}"], "what is refused is not rewritten"
    holder, found = fields(["ssn 536-22-8726"])
    examined = GUARD.examine(found)
    assert (examined.outcome, examined.findings) == ("pass", {"us_ssn": 1})
    assert GUARD.examine([]).outcome == "pass"


def test_a_value_does_not_reach_over_two_texts():
    holder, found = fields(["4111 1111", "1111 1111", "jane.doe@", "example.com"])
    assert GUARD.examine(found).outcome == "pass"
    assert holder == ["4111 1111", "1111 1111", "jane.doe@", "example.com"]


def test_if_one_did_reach_over_both_ends_would_be_hidden(monkeypatch):
    holder, found = fields(["abc", "def", "ghi"])
    start = 1
    end = len("abc") + len(SEPARATOR) + len("def") + len(SEPARATOR) + 1

    class Reaching:
        def scan(self, text, hide):
            from enclave.dlp.scan import Match

            return [Match(start, end, "email", 85, "email")]

    monkeypatch.setattr(GUARD, "scanner", Reaching())
    GUARD.examine(found)
    assert holder == ["a[REDACTED-EMAIL]", "[REDACTED-EMAIL]", "[REDACTED-EMAIL]hi"]


def test_a_key_is_hidden_like_a_value():
    document, found = strict_json.read(msgspec.json.encode({"x": {MAIL: {MAIL: f"see {MAIL}"}}}))
    GUARD.examine(found)
    assert document == {"x": {"[REDACTED-EMAIL]": {"[REDACTED-EMAIL]": "see [REDACTED-EMAIL]"}}}


def test_an_entity_that_nobody_finds_is_an_error_at_the_start():
    with pytest.raises(InputError, match="no detector finds"):
        Guard(Policy(dlp={"shoe_size": Action.BLOCK}))


def test_what_policy_does_not_name_is_not_looked_for():
    assert Guard(Policy()).examine(fields([CARD, MAIL])[1]).findings == {}
