"""What the translator is taught, in SQL: against what Python makes of the same."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from duckdb_kql.translate.functions import AGGREGATE_FUNCTIONS, SCALAR_FUNCTIONS

from enclave.audit.query import query
from enclave.audit.query_functions import AGGREGATES, SCALARS, define, teach
from enclave.errors import InputError

ROWS = {row.name: row for row in SCALARS}


@pytest.fixture(scope="module")
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        define(made)
        yield made


def _said(db: duckdb.DuckDBPyConnection, name: str, *arguments: object) -> Any:
    given = ["NULL::JSON" if value is None else f"'{json.dumps(value)}'::JSON" if isinstance(value, list | dict)
             else f"'{value}'" if isinstance(value, str) else str(value) for value in arguments]  # fmt: skip
    [(value,)] = db.execute(f"SELECT {ROWS[name].render(given)}").fetchall()
    return json.loads(value) if isinstance(value, str) and value[:1] in "[{" else value


def test_series_sets_and_bags(db: duckdb.DuckDBPyConnection) -> None:
    table: tuple[tuple[Any, ...], ...] = (
        ("series_add", [1, 2], [10, 20], [11, 22]),
        ("series_subtract", [1, 2], [10, 20, 30], [-9, -18, None]),
        ("series_multiply", [2, 3], [4, 5], [8, 15]),
        ("series_divide", [1, 3], [2, 2], [0.5, 1.5]),
        ("series_sum", [1, None, 2.5], 3.5),
        ("series_product", [2, 3], 6.0),
        ("series_fill_linear", [None, 1, None, None, 4, None], [1, 1, 2, 3, 4, 4]),
        ("series_fill_linear", [None, None], [None, None]),
        ("series_fill_forward", [None, 1, None], [None, 1, 1]),
        ("series_fill_backward", [None, 1, None], [1, 1, None]),
        ("series_fill_const", [None, 1], 7, [7, 1]),
        ("set_union", [1, 2, 1], [3, 2], [1, 2, 3]),
        ("set_intersect", [1, 2, 2], [2, "2"], [2]),
        ("set_difference", [1, 2, 1], [2], [1]),
        ("bag_keys", {"b": 1, "a": 2}, ["b", "a"]),
        ("bag_keys", [1], None),
        ("bag_merge", {"a": 1, "b": {"c": None}}, {"a": 9, "d": 2}, {"a": 1, "b": {"c": None}, "d": 2}),
        ("bag_zip", ["a", "b"], [1, [2]], {"a": 1, "b": [2]}),
        ("extractjson", "$.a", '{"a": "x"}', "x"),
        ("tohex", 255, "ff"),
    )
    wrong = [(name, given, found) for name, *given, expected in table if (found := _said(db, name, *given)) != expected]
    assert wrong == []


def test_addresses_against_pythons(db: duckdb.DuckDBPyConnection) -> None:
    for address in ("10.0.0.1", "10.255.0.9", "172.16.0.1", "172.32.0.1", "192.168.7.7", "8.8.8.8", "255.255.255.255"):
        for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.7.0/24", "8.8.8.8", "0.0.0.0/0", "8.8.8.8/31"):
            expected = ipaddress.ip_address(address) in ipaddress.ip_network(network)
            assert _said(db, "ipv4_is_in_range", address, network) == expected, (address, network)
        assert _said(db, "ipv4_is_private", address) == address.startswith(("10.", "172.16.", "192.168."))
    for broken in ("", "10.0.0", "10.0.0.256", "a.b.c.d", "10.0.0.0.0"):
        assert _said(db, "ipv4_is_in_range", broken, "10.0.0.0/8") is None


def test_aggregates(db: duckdb.DuckDBPyConnection) -> None:
    rows = {row.name: row for row in AGGREGATES}
    values = "(VALUES (1, '{\"a\":1}'::JSON), (2, '{\"a\":2,\"b\":null}'), (NULL, NULL), (4, '[1]')) t(n, j)"
    table = (
        ("make_bag", ["j"], {"a": 1, "b": None}), ("make_bag_if", ["j", "n > 1"], {"a": 2, "b": None}), ("make_bag_if", ["j", "n > 9"], {}),
        ("make_list_if", ["n", "n > 1"], [2, 4]), ("make_list_if", ["n", "n > 9"], []), ("make_set_if", ["n", "n < 2"], [1]),
        ("make_list_with_nulls", ["n"], [1, 2, None, 4]), ("maxif", ["n", "n < 4"], 2), ("minif", ["n", "n > 1"], 2),
        ("take_anyif", ["n", "n > 2"], 4), ("count_distinct", ["n"], 3), ("count_distinctif", ["n", "n > 1"], 2),
        ("binary_all_or", ["n"], 7), ("binary_all_and", ["n"], 0), ("binary_all_xor", ["n"], 7),
    )  # fmt: skip
    wrong = []
    for name, given, expected in table:
        [(value,)] = db.execute(f"SELECT {rows[name].render(given)} FROM {values}").fetchall()
        value = json.loads(value) if isinstance(value, str) else value
        if value != expected:
            wrong.append((name, given, value))
    assert wrong == []


def test_nothing_that_the_translator_knows_is_taken_from_it() -> None:
    teach()
    before = (dict(SCALAR_FUNCTIONS), dict(AGGREGATE_FUNCTIONS))
    teach()
    assert before == (SCALAR_FUNCTIONS, AGGREGATE_FUNCTIONS)
    assert all(SCALAR_FUNCTIONS[row.name] is row for row in SCALARS)
    assert all(AGGREGATE_FUNCTIONS[row.name] is row for row in AGGREGATES)


def test_collections_are_dynamic_whatever_they_hold_and_no_longer_than_was_asked() -> None:
    for kql, row in (
        ("range x from 1 to 5 step 1 | summarize make_list(x, 3), n = array_length(make_set(x, 2)), c = make_list(x)",
         ([1, 2, 3], 2, [1, 2, 3, 4, 5])),
        ('datatable(a:string)["x", "[3]"] | summarize l = make_list(bag_pack("a", a)), s = make_list(a) | extend t = tostring(s), u ='
         ' l[1].a',
         ([{"a": "x"}, {"a": "[3]"}], ["x", "[3]"], '["x","[3]"]', "[3]")),
        ("print d = datetime(2026-11-17) | summarize l = make_list(d), s = make_set(d) | extend t = tostring(l)",
         (["2026-11-17T00:00:00.0000000Z"], ["2026-11-17T00:00:00.0000000Z"], '["2026-11-17T00:00:00.0000000Z"]')),
        ("let T = print d = datetime(2026-11-17); let l = toscalar(T | summarize make_set(d)); T | where d in (l) | count", (1,)),
        ('datatable(a:string)["x", "y"] | summarize s = strcat_array(make_list(a), "-")', ("x-y",)),
    ):
        assert query(None, kql).rows == [row], kql


def test_texts_and_addresses_and_times() -> None:
    for kql, row in (
        ('print indexof("x-y-z", "-", 2), indexof("x-y-z", "-", 0, -1, 2), indexof("x-y-z", "-", 0, 1), indexof("x-y-z", "z", -1),'
         ' indexof("", "a", 0)', (3, 3, -1, 4, -1)),
        ('print ipv4_is_match("10.0.1.7", "10.0.1.0/24"), ipv4_is_match("10.0.2.7", "10.0.1.0/24"), ipv4_is_match("10.0.1.7", "10.0.1.9",'
         ' 24), ipv4_is_match("x", "1.1.1.1")', (True, False, True, None)),
        ("datatable(a:int)[1, 2, 2, 9] | summarize dcount_hll(hll(a)), percentile_tdigest(tdigest(a), 50)", (3, 2)),
        # the examples of Kusto's pages
        ("let a = dynamic([1, 2, 3, 4, 5]); print array_shift_left(a, 2), array_shift_left(a, 2, -1), array_shift_left(a, -2, -1),"
         " array_rotate_left(a, 2), array_rotate_left(a, -2), array_shift_right(a, 2), array_shift_left(dynamic(['a', 'b']), 1)",
         ([3, 4, 5, None, None], [3, 4, 5, -1, -1], [-1, -1, 1, 2, 3], [3, 4, 5, 1, 2], [4, 5, 1, 2, 3], [None, None, 1, 2, 3], ["b", ""])),
        ('print ipv4_is_in_any_range("192.168.1.6", "192.168.1.1/24", "10.0.0.1/8", "127.1.0.1/16"), ipv4_is_in_any_range("127.0.0.1",'
         ' dynamic(["127.0.0.1", "192.168.1.1"])), ipv4_is_in_any_range("1.1.1.1", "10.0.0.1/8"), ipv4_is_in_any_range("x", "1.1.1.1")',
         (True, True, False, None)),
        ("print round(series_pearson_correlation(range(1, 5), dynamic([2, 4, 6, 8, 10])), 9), series_greater(dynamic([1, 2, 4]),"
         " dynamic([4, 2, 1])), series_pow(dynamic([1, 2, 3, 4]), dynamic([1, 2, 3, 4])), series_abs(dynamic([-6.5, 0, 8.2])),"
         " series_dot_product(dynamic([1, 2]), dynamic([3, 4])), series_dot_product(dynamic([1, 2]), dynamic([3]))",
         (1.0, [False, False, True], [1, 4, 27, 256], [6.5, 0, 8.2], 11, None)),
        ("print range(1, 8, 3), range(datetime(2026-01-01), datetime(2026-01-02), 1d), repeat('a', 2), strcmp('a', 'b'), string_size('hé')",
         ([1, 4, 7], ["2026-01-01T00:00:00.0000000Z", "2026-01-02T00:00:00.0000000Z"], ["a", "a"], -1, 3)),
        ("print todecimal('0'), todecimal('1.5'), todecimal('100')", ("0", "1.5", "100")),
        ("print unixtime_microseconds_todatetime(1700000000123456)", ("2023-11-14T22:13:20.123456Z",)),
    ):
        assert query(None, kql).rows == [row], kql


def test_bins_stand_by_a_point() -> None:
    kql = "print bin_at(6.5, 2.5, 7), bin_at(time(1h), 1d, 12h), bin_at(7, 5, 3), bin_at(2, 5, 3), bin_at(long(null), 5, 3)"
    found = query(None, kql)
    assert found.types == ("real", "timespan", "long", "long", "long")
    assert found.rows == [(4.5, "-12:00:00", 3, -2, None)]
    with pytest.raises(InputError, match="`bin_at` of a size that is not above zero"):
        query(None, "print bin_at(7, 0, 3)")
