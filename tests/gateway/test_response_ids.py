"""Sealed ids: opened by who has a key, for the project that they were sealed for; anything else is none of ours."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from enclave.gateway.response_ids import Item, ResponseIds, Stored

KEY, OTHER = b"k" * 32, b"o" * 32
IDS = ResponseIds([KEY])
STORED = Stored("resp_abc", "fraud-triage", "gpt-4o", "europe", 120, False)


@given(st.text(max_size=80), st.text(max_size=20), st.integers(0, 2**40))
def test_what_is_sealed_is_opened(name: str, project: str, tokens: int) -> None:
    stored = Stored(name, project, "d", "r", tokens)
    assert IDS.open(IDS.seal(stored)) == stored
    item = Item(name, project, "r", tokens)
    assert IDS.open_item([("else", "r"), (project, "r")], IDS.seal_item(item)) == item
    assert IDS.open_item([(project, "r2"), (project + "x", "r")], IDS.seal_item(item)) is None


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_id_is_none(place: int, change: int) -> None:
    sealed = IDS.seal(STORED)
    data = bytearray(base64.urlsafe_b64decode(sealed.removeprefix("resp_") + "=="))
    data[place % len(data)] ^= change
    assert IDS.open("resp_" + base64.urlsafe_b64encode(data).decode().rstrip("=")) is None


def test_what_is_none_of_ours() -> None:
    sealed, item = IDS.seal(STORED), IDS.seal_item(Item("msg_1", "p", "r", 7))
    for text in ("", "resp_", "resp_abc", "resp_" + "A" * 5000, sealed[:-4], sealed.removeprefix("resp_"), "resp_é", "resp_A\n", item):
        assert IDS.open(text) is None, text
    changed = (item[:-1], item.replace("~7~", "~6~"), "x" + item)
    for text in ("", "~", "msg_1", "msg_1~7", "msg_1~~x", "msg_1~7~", "msg_1~٧~x", "\ud800~1~x", *changed):
        assert IDS.open_item([("p", "r")], text) is None, text
    assert IDS.open_item([], item) is None


def test_a_new_key_seals_and_the_old_ones_still_open() -> None:
    both = ResponseIds([OTHER, KEY])
    assert both.open(IDS.seal(STORED)) == STORED
    assert IDS.open(both.seal(STORED)) is None
    assert both.open_item([("p", "r")], IDS.seal_item(Item("i", "p", "r", 1))) is not None
