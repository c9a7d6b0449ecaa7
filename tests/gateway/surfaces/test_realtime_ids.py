"""Ids of a session: neither side sees the other's."""

from __future__ import annotations

import pytest

from enclave.gateway.surfaces import realtime_ids
from enclave.gateway.surfaces.call import BadCallError
from enclave.gateway.surfaces.realtime_ids import Ids


def test_names_go_both_ways_and_nobody_elses_are_known():
    ids = Ids("s")
    own = ids.given("jane@example.com", "item", "id")
    assert own == ids.given("jane@example.com", "item", "id") == ids.known("jane@example.com", "id")
    assert "jane" not in own
    assert ids.told(own, "item") == "jane@example.com"
    theirs = ids.told("item_AbC", "item")
    assert theirs == ids.told("item_AbC", "item")
    assert "AbC" not in theirs
    assert ids.known(theirs, "id") == ids.given(theirs, "item", "id") == "item_AbC"
    for name in ("item_AbC", "", 7, None):
        with pytest.raises(BadCallError):
            ids.known(name, "id")
    for name in ("", "x" * 65, 7):
        with pytest.raises(BadCallError):
            ids.given(name, "item", "id")


def test_a_session_is_full_some_day(monkeypatch):
    monkeypatch.setattr(realtime_ids, "MOST", 2)
    ids = Ids("s")
    ids.told("a", "item")
    ids.given("b", "item", "id")
    ids.told("a", "item")
    with pytest.raises(BadCallError):
        ids.told("c", "item")
    with pytest.raises(BadCallError):
        ids.given("d", "item", "id")
