"""Events have one canonical form, and the documentation lists all of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.audit.event import MAX_BYTES, AuditUnavailable, Event, Kind, Verdict, decode, encode, timestamp

text = st.text(st.characters(exclude_categories=["Cs"]))
verdicts = st.builds(Verdict, text, text, st.integers(0, 10**9), st.dictionaries(text, st.integers(0, 10**6), max_size=4))
events = st.builds(
    Event,
    id=text,
    time=text,
    kind=st.sampled_from(get_args(Kind)),
    roles=st.lists(text, max_size=3).map(tuple),
    reason=text,
    status=st.integers(0, 999),
    verdicts=st.lists(verdicts, max_size=3).map(tuple),
    stream=st.booleans(),
    duration_ms=st.floats(0, 1e9),
    time_to_first_token_ms=st.none() | st.floats(0, 1e9),
    finish_reasons=st.lists(st.sampled_from(("stop", "length", "other")), max_size=3).map(tuple),
    confidence=st.none() | st.floats(0, 1),
    settled_nanousd=st.integers(0, 10**15),
)


@given(events)
def test_an_event_comes_back_and_its_form_is_canonical(event: Event) -> None:
    body = encode(event)
    assert decode(body) == event
    assert encode(decode(body)) == body
    assert b"\n" not in body
    assert b',"hash":"' not in body


def test_the_order_of_a_map_does_not_matter() -> None:
    def one(findings: dict[str, int]) -> bytes:
        return encode(Event(id="1", time="t", kind="refused", verdicts=(Verdict("dlp", "refuse", 3, findings),)))

    assert one({"email": 1, "card": 2}) == one({"card": 2, "email": 1})


def test_fields_stand_in_their_order_and_defaults_are_left_out() -> None:
    event = Event(kind="completed", time="2026-11-21T09:30:00.000000Z", id="1", status=200, caller="ada", stream=False)
    assert encode(event) == b'{"id":"1","time":"2026-11-21T09:30:00.000000Z","kind":"completed","caller":"ada","status":200}'


def test_what_is_not_text_or_too_long_is_not_recorded_and_so_must_not_happen() -> None:
    with pytest.raises(AuditUnavailable, match="not Unicode"):
        encode(Event(id="1", time="t", kind="admitted", path="\udcff"))
    with pytest.raises(AuditUnavailable, match="more than 65535"):
        encode(Event(id="1", time="t", kind="admitted", path="x" * MAX_BYTES))


def test_a_kind_that_nobody_knows_is_not_read() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(b'{"id":"1","time":"t","kind":"invented"}')


def test_a_timestamp_is_in_utc_with_microseconds() -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=timezone(timedelta(hours=2)))
    assert timestamp(noon) == "2026-11-21T10:00:00.000000Z"
    assert timestamp(datetime(987, 1, 2, tzinfo=UTC)) == "0987-01-02T00:00:00.000000Z"
    with pytest.raises(ValueError, match="without a time zone"):
        timestamp(noon.replace(tzinfo=None))


def _names(section: str) -> list[str]:
    return re.findall(r"^\| `([a-z0-9_]+)` \|", section, re.MULTILINE)


def test_the_documentation_lists_every_field_and_kind_in_order(root: Path) -> None:
    page = (root / "docs" / "events.md").read_text()
    kinds, fields = page.split("## Kinds")[1].split("## Fields")
    of_event, of_verdict = fields.split("A verdict:")
    assert _names(kinds) == list(get_args(Kind))
    assert _names(of_event) == [field.name for field in msgspec.structs.fields(Event)]
    assert _names(of_verdict) == [field.name for field in msgspec.structs.fields(Verdict)]


def test_no_field_can_hold_content() -> None:
    """A list of words, so that whoever adds a field for a prompt, a token or a key has to think here."""
    for name in (field.name for field in msgspec.structs.fields(Event)):
        assert name not in {"prompt", "answer", "token", "authorization", "messages", "content", "api_key", "body"}
    assert "sha256" in json.dumps([field.name for field in msgspec.structs.fields(Event) if field.name.startswith(("prompt_s", "answer"))])
