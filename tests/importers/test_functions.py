"""Functions of values alone: what Microsoft's documentation says they give, and refusal of everything else."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.graph.model import Unresolved
from enclave.importers.functions import FUNCTIONS, PARTIAL, guarded, same

LONG = "x" * 600_000


def called(name: str, *arguments: Any) -> Any:
    return guarded(name, list(arguments), lambda: FUNCTIONS[name.lower()](*arguments))


@pytest.mark.parametrize(("name", "arguments", "value"), [
    ("add", (5, 3), 8), ("sub", (5, 3), 2), ("mul", (5, 3), 15), ("div", (7, 2), 3), ("div", (-7, 2), -3), ("mod", (7, 3), 1),
    ("mod", (-7, 3), -1), ("min", (2, 1), 1), ("max", ([1, 4, 2],), 4), ("int", ("4",), 4), ("int", (" -4 ",), -4), ("int", (4,), 4),
    ("range", (5, 3), [5, 6, 7]), ("array", ("a",), ["a"]), ("array", ([1],), [1]), ("bool", ("TRUE",), True), ("bool", (0,), False),
    ("base64", ("one, two",), "b25lLCB0d28="), ("base64ToString", ("b25lLCB0d28=",), "one, two"),
    ("base64ToJson", ("eyJhIjogMX0=",), {"a": 1}),
    ("base64ToJson", ("eydvbmUnOiAnYScsICd0d28nOiAnYid9",), {"one": "a", "two": "b"}),
    ("json", ("""{'a': 'say "x" and \\'y\\' \\u0041', "b": "it's"}""",), {"a": "say \"x\" and 'y' A", "b": "it's"}),
    ("concat", ("a", 1, True), "a1True"), ("concat", ([1], [2]), [1, 2]),
    ("contains", ("OneTwoThree", "e"), True), ("contains", ("abc", "B"), False), ("contains", ({"One": 1}, "one"), True),
    ("contains", ([1, "1"], "1"), True), ("contains", ([1], True), False),
    ("createArray", (1, "a"), [1, "a"]), ("createObject", ("a", 1, "b", []), {"a": 1, "b": []}),
    ("empty", ([],), True), ("empty", ("",), True), ("empty", (None,), True), ("empty", ({"a": 1},), False),
    ("endsWith", ("abcDEF", "f"), True), ("startsWith", ("abcDEF", "AB"), True),
    ("equals", ("a", "A"), False), ("equals", (1, True), False), ("equals", ({"A": [1]}, {"a": [1]}), True),
    ("equals", ([1], [1, 2]), False),
    ("first", (["a", "b"],), "a"), ("first", ("abc",), "a"), ("first", ([],), None), ("last", ("abc",), "c"), ("last", ("",), ""),
    ("flatten", ([[1], [2, 3]],), [1, 2, 3]),
    ("format", ("{0}-{1:D3}-{{x}}-{0}", "a", 7), "a-007-{x}-a"), ("format", ("{0:000}", 5), "005"),
    ("format", ("{0,4}|{0,-4}|{1,5:D2}|{2:X4}|{2:x}", "ab", 7, 255), "  ab|ab  |   07|00FF|ff"),
    ("greater", (2, 1), True), ("greaterOrEquals", (2, 2), True), ("less", ("a", "b"), True), ("lessOrEquals", (3, 2), False),
    ("indexOf", ("abcD", "CD"), 2), ("indexOf", (["a", "b"], "b"), 1), ("indexOf", ("abc", "x"), -1), ("lastIndexOf", ("aba", "A"), 2),
    ("intersection", ([1, 2, 3], [3, 2]), [2, 3]), ("intersection", ({"a": 1, "b": 2}, {"a": 1, "b": 3}), {"a": 1}),
    ("items", ({"b": 1, "a": 2},), [{"key": "a", "value": 2}, {"key": "b", "value": 1}]), ("objectKeys", ({"b": 1, "a": 2},), ["a", "b"]),
    ("join", (["a", 1], ", "), "a, 1"), ("json", ('{"a": [1]}',), {"a": [1]}), ("json", ("null",), None),
    ("length", ("abc",), 3), ("length", ({"a": 1},), 1), ("not", (True,), False), ("padLeft", ("12", 4, "0"), "0012"),
    ("replace", ("a-b-c", "-", "."), "a.b.c"), ("replace", ("abc", "", "x"), "abc"),
    ("shallowMerge", ([{"a": {"x": 1}}, {"a": {"y": 1}}],), {"a": {"y": 1}}),
    ("skip", ([1, 2, 3], 1), [2, 3]), ("take", ("abc", 2), "ab"), ("take", ([1], 5), [1]),
    ("split", ("a,b;c", [",", ";"]), ["a", "b", "c"]), ("split", ("a,b", ","), ["a", "b"]),
    ("string", (True,), "True"), ("string", ({"a": [1, None]},), '{"a":[1,null]}'),
    ("substring", ("abcde", 1, 2), "bc"), ("substring", ("emptyString", 0, 0), ""), ("substring", ("abc", 1), "bc"),
    ("toLower", ("ABC",), "abc"), ("toUpper", ("abc",), "ABC"), ("trim", (" a ",), "a"),
    ("union", ([1, 2, 1], [2, 3]), [1, 2, 3]), ("union", ({"a": {"x": 1}}, {"A": {"y": 2}, "b": 1}), {"a": {"x": 1, "y": 2}, "b": 1}),
    ("uri", ("https://a/b/", "c"), "https://a/b/c"), ("uriComponent", ("a b/c",), "a%20b%2Fc"), ("uriComponentToString", ("a%20b",), "a b"),
    ("cidrSubnet", ("10.144.0.0/20", 24, 3), "10.144.3.0/24"), ("cidrHost", ("10.144.3.0/24", 3), "10.144.3.4"),
    ("parseCidr", ("10.144.0.0/20",), {"network": "10.144.0.0", "netmask": "255.255.240.0", "broadcast": "10.144.15.255",
                                       "firstUsable": "10.144.0.1", "lastUsable": "10.144.15.254", "cidr": 20}),
    ("parseUri", ("https://a.example:8443/b/c?d=1",),
     {"scheme": "https", "host": "a.example", "port": 8443, "path": "/b/c", "query": "?d=1"}),
    ("buildUri", ({"scheme": "https", "host": "a.example", "port": 8443, "path": "/b", "query": "?d=1"},), "https://a.example:8443/b?d=1"),
    ("buildUri", ({"scheme": "https", "host": "a.example", "port": 443, "path": "b"},), "https://a.example/b"),
    ("buildUri", ({"Scheme": "http", "HOST": "a.example", "port": None},), "http://a.example/"),
])
def test_values(name: str, arguments: tuple[Any, ...], value: Any) -> None:
    assert same(called(name, *arguments), value)


@pytest.mark.parametrize(("name", "arguments"), [
    ("add", ("a", "b")), ("mul", ("a", 10**9)), ("mul", (2**70, 1)), ("div", (1, 0)), ("mod", (1, 0)), ("int", ("x",)),
    ("int", ("9" * 5000,)),
    ("substring", ("abc", 2, 5)), ("substring", ("abc", -1)), ("length", (3,)), ("format", ("{1}", "a")), ("format", ("{0:C2}", 1)),
    ("json", ("{",)), ("bool", ("yes",)), ("createObject", ("a",)), ("concat", (["a"], "b")), ("split", (1, ",")),
    ("cidrSubnet", ("x", 24, 0)),
    ("cidrSubnet", ("10.0.0.0/24", 26, 4)), ("cidrHost", ("10.0.0.0/30", 9)), ("base64ToString", ("%",)), ("union", ({"a": 1}, [1])),
    ("replace", (LONG, "x", LONG)), ("concat", (LONG, LONG)), ("join", ([LONG, LONG], "")), ("format", ("{0}{0}", LONG)), ("toLower", ()),
    ("less", (1, "a")), ("parseUri", ("a.example/b",)), ("parseUri", ("https://[::1",)), ("parseUri", (1,)), ("parseUri", ("https://a:99999/",)),
    ("buildUri", ({"host": "a.example"},)), ("buildUri", ({"scheme": "https", "host": "a", "port": 70000},)), ("buildUri", ("https://a",)),
])
def test_what_has_no_value_is_unresolved(name: str, arguments: tuple[Any, ...]) -> None:
    result = called(name, *arguments)
    assert isinstance(result, Unresolved)
    assert result.reason
    assert len(result.expression) < 500


def test_a_range_of_a_million_is_not_made() -> None:
    assert "10000" in called("range", 0, 1_000_000).reason


def test_unique_strings_are_stable_and_differ() -> None:
    assert called("uniqueString", "a", "b") == called("uniqueString", "a", "b")
    assert called("uniqueString", "a") != called("uniqueString", "b")
    assert len(called("uniqueString", "a")) == 13
    assert called("guid", "a", "b") == called("guid", "a", "b") != called("guid", "ab")
    assert str(UUID(called("guid", "a"))) == called("guid", "a")


def test_long_lists_are_joined_in_reasonable_time() -> None:
    big = list(range(10_000))
    assert len(called("union", big, [number + 5_000 for number in big])) == 15_000
    assert len(called("intersection", big, big)) == 10_000


@given(st.sampled_from(sorted(FUNCTIONS)),
st.lists(st.sampled_from([None, True, 0, -3, "", "a", "10.0.0.0/8", [], [1], ["a", "b"], {}, {"a": 1}]),
                                                   max_size=4))
def test_no_arguments_make_a_function_fail(name: str, arguments: list[Any]) -> None:
    called(name, *arguments)
    assert set(FUNCTIONS) >= PARTIAL


def test_guids_are_those_that_azure_makes() -> None:
    # the namespace of learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-string#guid
    assert FUNCTIONS["guid"]("a", "b") == str(uuid5(UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830"), "a-b"))


def test_either_and_last_places_in_lists() -> None:
    assert [FUNCTIONS["xor"](a, b) for a, b in ((True, False), (True, True), (False, False))] == [True, False, False]
    assert FUNCTIONS["lastindexof"](["a", "b", "a"], "a") == 2
    assert FUNCTIONS["lastindexof"](["a"], "z") == -1


def test_a_uri_that_names_no_port_has_every_part_but_that() -> None:
    parts = called("parseUri", "https://a.example")
    assert isinstance(parts.pop("port"), Unresolved)
    assert parts == {"scheme": "https", "host": "a.example", "path": "/", "query": ""}


@pytest.mark.parametrize(
    ("pattern", "value", "wanted"),
    [
        ("{0:N0}", 8175133, "8,175,133"),
        ("{0:N}|{0:F1}|{0:f}", 1234, "1,234.00|1234.0|1234.00"),
        ("{0:N0}", -1234, "-1,234"),
        ("{0,6:F0}|", 7, "     7|"),
        ("{0:D4}", "text", "text"),
    ],
)
def test_formats_of_numbers_as_dotnet_writes_them(pattern: str, value: Any, wanted: str) -> None:
    assert FUNCTIONS["format"](pattern, value) == wanted
