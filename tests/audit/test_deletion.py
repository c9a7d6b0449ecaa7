"""The record of a deletion says exactly which records went, or it says nothing."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.audit.deletion import BITS, MOST_BUNDLES, all_places, deletions, details, digest_of, read_deletion, set_bits
from enclave.audit.event import Event, encode
from enclave.audit.merkle import WIDTH
from enclave.audit.tiles import Tiles
from enclave.errors import InputError

places = st.dictionaries(st.integers(0, MOST_BUNDLES - 1), st.integers(1, 2**WIDTH - 1), min_size=1, max_size=20)


def _event(said: dict[str, str]) -> Event:
    return Event(id="1", time="2026-11-21T09:30:00.000000Z", kind="pruned", details=said)


@given(places, st.integers(0, 10**9))
def test_what_was_named_is_read_again(some: dict[int, int], start: int) -> None:
    named = {start + number: bits for number, bits in some.items()}
    event = _event(details(named, "d", "p", "t"))
    found = read_deletion(10**12, event)
    assert found is not None
    assert found.places == named
    numbers = [bundle * WIDTH + place + 1 for bundle, bits in sorted(named.items()) for place in set_bits(bits)]
    assert (found.total, found.last) == (len(numbers), numbers[-1])
    assert (event.details["first"], event.details["last"], event.details["count"]) == (str(numbers[0]), str(numbers[-1]), str(len(numbers)))
    assert read_deletion(found.last, event) is None, "a record cannot delete itself, or what comes later"


def test_the_largest_one_fits_into_an_event() -> None:
    import random

    chance = random.Random(1)
    noise = {number: chance.getrandbits(WIDTH) for number in range(MOST_BUNDLES)}
    assert len(encode(_event(details(noise, "d" * 64, "p" * 2000, "t")))) < 60_000


def test_what_says_nothing_that_can_be() -> None:
    good = details({3: 7}, "d", "p", "t")
    assert read_deletion(10**6, _event(good)) is not None
    bomb = base64.b64encode(zlib.compress(bytes(MOST_BUNDLES * BITS + 1))).decode()
    cut = base64.b64encode(zlib.compress(bytes(BITS * 9))[:-3]).decode()
    for bad in ("", "3", "3:", "x:AA==", "-1:" + good["records"][2:], "3:!!", "3:AAAA", f"3:{bomb}", f"3:{cut}"):
        assert read_deletion(10**6, _event({**good, "records": bad})) is None, bad
    assert read_deletion(10**6, _event({**good, "count": "4"})) is None
    assert read_deletion(10**6, Event(id="1", time="t", kind="started", details=good)) is None


def test_deletions_add_up() -> None:
    one, two = (read_deletion(10**6, _event(details(each, "d", "p", "t"))) for each in ({1: 3, 2: 1}, {1: 4}))
    assert one is not None
    assert two is not None
    assert all_places([one, two]) == {1: 7, 2: 1}


def test_the_digest_is_that_of_the_hashes(large) -> None:
    tiles = Tiles(large() / "log")
    both = digest_of({0: 1 << 5, 1: 1}, tiles, 590)
    assert both != digest_of({0: 1 << 5}, tiles, 590)
    assert len(both) == 64


def test_a_name_without_a_record_is_not_believed(large) -> None:
    data: Path = large()
    assert deletions(data / "log") == []
    (data / "log" / "pruned").mkdir()
    for name in ("7", "9999999"):
        (data / "log" / "pruned" / name).write_bytes(b"")
        with pytest.raises(InputError, match="names no record of a deletion"):
            deletions(data / "log")
        (data / "log" / "pruned" / name).unlink()
