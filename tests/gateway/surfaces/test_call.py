"""Members that the gateway acts on are what they must be, or the request is refused with their name."""

from __future__ import annotations

import pytest

from enclave.gateway.surfaces.call import BadCallError, count, detail, flag, is_time, refuse_extras, refuse_options, stream_options
from enclave.ledger.prices import UsageError


def test_members() -> None:
    assert (flag({}, "stream"), flag({"stream": None}, "stream"), flag({"stream": True}, "stream")) == (False, False, True)
    assert (count({}, "n", 5), count({"n": 5}, "n", 5)) == (None, 5)
    assert stream_options({"stream_options": {"include_usage": True}}, True) == {"include_usage": True}
    refuse_options({"audio": None, "web": False}, ("audio", "web"), "no")
    assert [detail(usage, "d", "c") for usage in ({"d": {"c": 5}}, {"d": {"c": None}}, {"d": {}}, {"d": None}, {})] == [5, 0, 0, 0, 0]
    assert [is_time(value) for value in (0, 1_767_225_600, 2**33, -1, True, 1.5, "1")] == [True, True, False, False, False, False, False]


@pytest.mark.parametrize("told", [{"c": True}, {"c": 5.0}, {"c": "5"}, {"c": [5]}, 7, [], ""])
def test_a_count_that_is_none_is_not_taken_for_nothing(told: object) -> None:
    with pytest.raises(UsageError, match="no number of `c`"):
        detail({"d": told}, "d", "c")


def test_what_they_may_not_be() -> None:
    wrong = [
        ("stream", lambda: flag({"stream": 1}, "stream")), ("stream", lambda: flag({"stream": "true"}, "stream")),
        ("n", lambda: count({"n": 0}, "n", 5)), ("n", lambda: count({"n": 6}, "n", 5)), ("n", lambda: count({"n": True}, "n", 5)),
        ("n", lambda: count({"n": 1.0}, "n", 5)), ("stream_options", lambda: stream_options({"stream_options": {}}, False)),
        ("stream_options", lambda: stream_options({"stream_options": []}, True)),
        ("prompt", lambda: refuse_options({"prompt": {"id": "x"}}, ("prompt",), "no")),
    ]  # fmt: skip
    for param, call in wrong:
        with pytest.raises(BadCallError) as caught:
            call()
        assert caught.value.param == param


def test_what_no_budget_knows_is_not_asked_for() -> None:
    fine: list[dict[str, object]] = [
        {}, {"service_tier": None}, {"service_tier": "default"}, {"prompt_cache_options": None}, {"prompt_cache_options": {}},
        {"prompt_cache_options": {"mode": "explicit", "ttl": "30m", "prewarm": None}}, {"moderation": None},
        {"reasoning": None}, {"reasoning": {"effort": "high", "mode": "standard"}}, {"reasoning": "high"},
    ]  # fmt: skip
    for body in fine:
        refuse_extras(body)
    wrong = [
        ("service_tier", "priority"), ("service_tier", ["auto"]), ("prompt_cache_options", {"ttl": "12h"}), ("prompt_cache_options", "12h"),
        ("prompt_cache_options", {"prewarm": True}), ("prompt_cache_options", {"comparison_response_id": "resp_1"}),
        ("prompt_cache_options", {"mode": ["implicit"]}), ("reasoning", {"mode": "pro"}), ("reasoning", {"mode": ["standard"]}),
        ("moderation", {"model": "omni-moderation-latest"}),
    ]  # fmt: skip
    for param, value in wrong:
        with pytest.raises(BadCallError) as caught:
            refuse_extras({param: value})
        assert caught.value.param == param, value
