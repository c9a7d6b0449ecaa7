"""Functions over dynamic values and times: the values of Kusto's pages, and the clocks of a zone through a year."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from enclave.audit.query_texts import NotSaidError
from enclave.audit.query_values import (
    array_iff,
    array_index_of,
    array_split,
    bag_has_key,
    bag_remove_keys,
    bag_set_key,
    jaccard_index,
    local_to_utc,
    series_iir,
    sessions,
    set_equals,
    treepath,
    utc_to_local,
)

WORDS = '["this", "is", "an", "example", "an", "example"]'


def test_arrays_as_documented() -> None:
    assert array_iff("[true, false, true]", "[1, 2, 3]", "[4, 5, 6]") == array_iff("[1, 0, 50]", "[1, 2, 3]", "[4, 5, 6]") == [1, 5, 3]
    assert array_iff("[true, true, false]", "[1]", '"x"') == [1, None, "x"]
    found = [(), (3,), (-3,), (0, -1, 2), (3, 2), (0, 1), (0, -1, 3)]
    given: list[Any] = [array_index_of(WORDS, '"an"', *[*more, None, None, None][:3]) for more in found]
    assert given == [2, 4, 4, 4, 4, -1, -1]
    assert array_split("[1, 2, 3, 4, 5]", "2") == [[1, 2], [3, 4, 5]]
    assert array_split("[1, 2, 3, 4, 5]", "[1, 3]") == [[1], [2, 3], [4, 5]]
    assert [array_iff("1", "[1]", "[2]"), array_index_of("1", "1", None, None, None), array_split("{}", "1")] == [None, None, None]


def test_bags_as_documented() -> None:
    bag = '{"key1": {"prop1": 123, "prop2": "xyz"}, "key2": "abc"}'
    assert bag_remove_keys(bag, '["$.key1.prop1", "key2", "$.none.at"]') == {"key1": {"prop2": "xyz"}}
    assert bag_set_key("{}", "key1", "123") == {"key1": 123}
    assert bag_set_key(bag, "$.key1.prop1", '"new"') == {"key1": {"prop1": "new", "prop2": "xyz"}, "key2": "abc"}
    assert [bag_has_key(bag, key) for key in ("key2", "$.key1.prop2", "$['key1']['none']", "prop1")] == [True, True, False, False]
    assert treepath('{"prop1": [1, 2, 3], "prop2": "v"}') == ["['prop1']", "['prop1'][0]", "['prop2']"]
    assert treepath('{"l": [100, "abc", {"x": "y"}]}') == ["['l']", "['l'][0]", "['l'][0]['x']"]
    assert [set_equals("[1, 2, 2]", "[2, 1]"), set_equals("[1]", '["1"]'), set_equals("1", "[1]")] == [True, False, None]
    assert jaccard_index("[1, 2, 3]", "[1, 2, 3, 4]") == 0.75


def test_every_hour_of_a_year_in_zones() -> None:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    for name in ("Europe/Berlin", "America/New_York", "Asia/Kolkata"):
        zone = ZoneInfo(name)
        for hour in range(366 * 24):
            time = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
            micros = (time - epoch) // timedelta(microseconds=1)
            local = utc_to_local(micros, name)
            assert local is not None
            assert epoch + timedelta(microseconds=local) == time.astimezone(zone).replace(tzinfo=UTC)
            try:
                assert local_to_utc(local, name) == micros
            except NotSaidError:
                # an hour that is shown twice, or one before or behind it
                assert name != "Asia/Kolkata"
                assert time.month in {3, 10, 11}


def test_sessions_end_after_so_long_after_a_gap_and_where_nothing_is() -> None:
    values = [0, 4, 8, 12, 30, None, 31, 32, 33]
    assert sessions(values, [10] * 9, [9] * 9, [False] * 7 + [True, None]) == [0, 0, 0, 12, 30, None, 31, 32, 32]


@pytest.mark.parametrize(
    "asked",
    [
        lambda: local_to_utc(json.loads("1774751400000000"), "Europe/Berlin"),  # 2026-03-29 02:30, which is not there
        lambda: utc_to_local(0, "Mars/Olympus"), lambda: utc_to_local(0, "../etc/passwd"), lambda: jaccard_index("[]", "[]"),
        lambda: bag_set_key("{}", "$.a.b", "1"), lambda: bag_has_key("{}", "$.a[0]"), lambda: array_split("[1, 2]", "[1, 0]"),
    ],
)  # fmt: skip
def test_what_no_page_says_is_refused(asked: object) -> None:
    with pytest.raises(NotSaidError, match="is not supported"):
        asked()  # type: ignore[operator]


def test_a_filter_goes_by_its_formula() -> None:
    assert series_iir("[1.0, 2, 3, 4]", "[1]", "[1, -1]") == [1.0, 3.0, 6.0, 10.0], "the page's sum"
    assert series_iir("[1, 2, 3]", "[0.5, 0.5]", "[2, 1]") == [0.25, 0.625, 0.9375]
    assert series_iir("[]", "[1]", "[1]") == []
    assert series_iir(None, "[1]", "[1]") is None
    for given in (("[1, null]", "[1]", "[1]"), ("[1]", "[]", "[1]"), ("[1]", "[1]", "[0, 1]"), ("[1e308, 1e308]", "[1]", "[0.1, -9]")):
        with pytest.raises(NotSaidError, match="`series_iir`"):
            series_iir(*given)
