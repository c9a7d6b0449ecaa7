"""A record as a row."""

from __future__ import annotations

import json

import pytest

from enclave.audit.event import Event, Verdict, encode
from enclave.audit.sinks.rows import encode_row, row
from enclave.errors import InputError


def test_has_every_column_with_its_value() -> None:
    event = Event(
        id="a", time="2026-11-21T09:30:00.000000Z", kind="refused", prompt_sha256="ff",
        verdicts=(Verdict("dlp", "refuse", 3, {"email": 2}),),
    )
    told = json.loads(encode_row(9, encode(event)))
    assert (told["RecordNumber"], told["TimeGenerated"], told["PromptSha256"]) == (9, "2026-11-21T09:30:00.000000Z", "ff")
    assert told["Verdicts"] == [{"stage": "dlp", "outcome": "refuse", "scanned_chars": 3, "findings": {"email": 2}}]
    assert told["TimeToFirstTokenMs"] is None
    assert len(told) == len(Event.__struct_fields__) + 1


def test_what_is_no_event_is_told() -> None:
    for broken in (b"{", b"[]", b'{"id":"a"}', b"\xff"):
        with pytest.raises(InputError, match="damaged"):
            row(1, broken)
