"""What was sealed opens with any key that was ever first, for the same label and kind; nothing else does. The form is a contract."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from enclave.gateway.file_ids import FILE, FileIds, Kept
from enclave.gateway.response_ids import Item, ResponseIds, Stored
from enclave.gateway.seals import SEAL, Seals


@given(st.binary(max_size=60), st.binary(max_size=200))
def test_what_was_sealed_opens(kind: bytes, said: bytes) -> None:
    sealed = Seals([b"key"], b"label").seal(kind, said)
    assert Seals([b"new", b"key"], b"label").open(kind, sealed) == said
    assert Seals([b"new"], b"label").open(kind, sealed) is None
    assert Seals([b"key"], b"other").open(kind, sealed) is None
    assert Seals([b"key"], b"label").open(kind + b"x", sealed) is None


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_changed_byte_opens(place: int, change: int) -> None:
    seals = Seals([b"key"], b"label")
    data = bytearray(base64.urlsafe_b64decode(seals.seal(b"kind", b"0" * 8)))
    assert len(data) == SEAL + 8
    data[place % len(data)] ^= change
    assert seals.open(b"kind", base64.urlsafe_b64encode(data).decode()) is None


def test_garbage_opens_nothing() -> None:
    seals = Seals([b"key"], b"label")
    for text in ("", "A", "====", "\ud800", "é", "A\n", "+/+/", "A" * 15):
        assert seals.open(b"kind", text) is None, text


def test_ids_that_were_given_out_stay_good() -> None:
    """By these bytes callers have ids of files and answers in their own tables."""
    kept = Kept("file-1", "p", "d", "r", "input", "/x", "q", 7, "n\u00e4", "z")
    given_out = "file-blUV74tAzXTs3ST-25Hpy1siZmlsZS0xIiwicCIsImQiLCJyIiwiaW5wdXQiLCIveCIsInEiLDcsIm7DpCIsInoiXQ"
    assert FileIds([b"k"]).open(FILE, given_out) == kept
    ids = ResponseIds([b"k"])
    assert ids.seal_item(Item("m", "p", "r", 9)) == "m~9~x39z-OeBjfQDYsPX"
    assert ids.open(RESPONSE) == Stored("id", "p", "d", "r", 5, False)


RESPONSE = "resp__re5Twmky0Sq8Ew0Mm1LWFsiaWQiLCJwIiwiZCIsInIiLDUsZmFsc2Vd"
