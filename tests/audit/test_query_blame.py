"""No query gives what a database or a translator says: a refusal names what is at fault, its place, and what to do."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from duckdb_kql.translate.functions import AGGREGATE_FUNCTIONS, SCALAR_FUNCTIONS

from enclave.audit import query as run
from enclave.audit.query import opened, query
from enclave.audit.query_functions import teach
from enclave.errors import InputError

REFUSED = (
    ("print range(1h, 5, 1)", "`range` of timespan, long and long", "1:7"),
    ("print a = 1,\n  b = strlen(1h) + 2", "`strlen` of timespan", "2:7"),
    ("print 1h + 'a'", "`+` of timespan and string", "1:7"),
    ("print datetime(2020-01-01) * 2 > 5", "`*` of datetime and long", "1:7"),
    ("print abs('a')", "`abs` of string is given a value that it cannot take", "1:7"),
    ("print 9223372036854775807 + 1", "`+` of long and long makes a value that its type does not hold", "1:7"),
    ("range x from 1 to 5 step 1\n| extend y = 1\n| where x > 2 and strlen(x + 1) > 3", "`strlen` of long", "3:19"),
    ("range x from 1 to 5 step 1 | summarize a = max(x), sum(tostring(x)) by x", "`sum` of string", "1:52"),
    ("let T = range x from 1 to 5 step 1 | extend u = tolower(x);\nT | where u - 1h > 1", "`-` of string and timespan", "2:11"),
    ("union (print a = 1), (print b = strlen(5))", "`strlen` of long", "1:33"),
    ("print x = 1 | join (print x = 1 | extend k = 1h * 1h) on x", "`*` of timespan and timespan", "1:46"),
    ("range x from 1 to 5 step 1h", "`range` from long to long in steps of timespan", "1:1"),
    ("range x from 1h to 5h step 0s", "`range` in steps of nothing", "1:1"),
    ("print range(1, 5, 0)", "`range` in steps of nothing", "1:7"),
    ("print a = 1 | where nope == 2", "there is no column `nope`", "1:21"),
    ("print a = 1 | join kind=inner (print b = 1) on a", "one side has no column `a`", "1:15"),
    ("print 1 | extend b = countof()", "`countof` has a form that is not supported", "1:22"),
    ("print x = typeof(long)", "`typeof` has a form that is not supported", "1:11"),
    ("print 'a' matches regex '*['", "`matches regex` of string and string is given a value", "1:7"),
    ("// first\nprint strcat_aray('x')", "`function:strcat_aray` is not supported", "2:7"),
)


def test_a_refusal_names_what_is_at_fault_and_its_place() -> None:
    with opened(None) as ask:
        for kql, said, place in REFUSED:
            with pytest.raises(InputError) as refused:
                ask(kql, 60.0)
            assert said in refused.value.message, kql
            assert refused.value.where == f"query:{place}", kql
            assert refused.value.hint, kql


def test_a_name_that_is_nearly_right_is_told() -> None:
    with pytest.raises(InputError, match=r"near it: .*`strcat_array`"):
        query(None, "print strcat_aray('x')")


def test_a_fault_in_many_parts_is_looked_for_no_longer_than_the_query_may_take() -> None:
    many = " + ".join(f"strlen({number}h)" for number in range(90))
    with pytest.raises(InputError, match="`strlen` of timespan"):
        query(None, f"print {many}")


LITERALS = (
    "true", "bool(null)", "0", "-1", "5", "long(null)", "9223372036854775807", "1.5", "real(nan)", "real(+inf)", "decimal(1.25)", "int(7)",
    '""', '"abc"', '"10"', '"1.2.3.4"', '"{\\"a\\":1}"', '"*["', '"日本"', "datetime(2020-02-29 12:34:56.789)", "datetime(null)",
    "datetime(9999-12-31)", "1h", "-1d", "0s", "timespan(null)", "dynamic([1,2,3])", 'dynamic({"a":1})', "dynamic(null)", 'dynamic("x")',
    "guid(74be27de-1e4e-49d9-b579-fe0b331d3642)", "typeof(long)", '"day"', "*", "x",
)  # fmt: skip
ROWS = (
    "datatable(i:long, q:real, s:string, t:datetime, p:timespan, b:bool, d:dynamic, g:guid, m:decimal)["
    '1, 1.5, "abc", datetime(2020-01-01), 1h, true, dynamic({"a":[1,2]}), guid(74be27de-1e4e-49d9-b579-fe0b331d3642), decimal(2.5), '
    'long(null), real(null), "", datetime(null), timespan(null), bool(null), dynamic(null), guid(null), decimal(null)]'
)
COLUMNS = "iqstpbdgm"
MARKS = ("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "=~", "has", "!has", "contains", "startswith", "matches regex", "and", "or")
RAW = re.compile(
    r"BIGINT|INTERVAL|VARCHAR|DOUBLE\b|TIMESTAMP|Binder|Error:|_kql|kql_|Python|UDF|JSON\[|CAST\(|SELECT|epoch|LIST|STRUCT|DECIMAL\("
)


class Chance:
    """Queries that a grammar makes: any function of any values, in any operator."""

    def __init__(self, seed: int) -> None:
        teach()
        self.random = random.Random(seed)
        self.functions = sorted(name for name in SCALAR_FUNCTIONS if not name.startswith("kql_"))
        self.sums = sorted(name for name in AGGREGATE_FUNCTIONS if not name.startswith("kql_"))

    def value(self, depth: int = 1, *, columns: bool = True) -> str:
        chance = self.random.random()
        if depth == 0 or chance < 0.25:
            return self.random.choice(COLUMNS if columns and self.random.random() < 0.5 else LITERALS)
        if chance < 0.8:
            given = (self.value(depth - 1, columns=columns) for _ in range(self.random.choice([0, 1, 1, 1, 2, 2, 3, 4])))
            return f"{self.random.choice(self.functions)}({', '.join(given)})"
        one, other = (self.value(depth - 1, columns=columns) for _ in range(2))
        form = self.random.choice([*(f"({{}} {mark} {{}})" for mark in MARKS), "({} in ({}))", "iff({}, {}, 1)", "d[{}]"])
        return form.format(one, other)

    def sum(self) -> str:
        return f"{self.random.choice(self.sums)}({', '.join(self.value() for _ in range(self.random.choice([0, 1, 1, 2, 3])))})"

    def operator(self) -> str:
        column, other = self.random.choice(COLUMNS), self.random.choice(COLUMNS)
        value, plain = self.value(2), self.value(0, columns=False)
        makers: tuple[Callable[[], str], ...] = (
            lambda: f"where {value}", lambda: f"extend e = {value}", lambda: f"summarize {self.sum()} by {self.value()}",
            lambda: f"summarize {self.sum()}, {self.sum()} by bin({column}, {plain})", lambda: f"top {plain} by {value}",
            lambda: f"order by {value}", lambda: f"mv-expand e = {value}", lambda: f"make-series {self.sum()} on {column} step {plain}",
            lambda: f"join kind=leftouter (print {column} = {self.value(columns=False)}) on {column}", lambda: f"take {plain}",
            lambda: f"evaluate bag_unpack({column})", lambda: f"evaluate pivot({column}, {self.sum()})", lambda: f"distinct {column}",
            lambda: f"parse {column} with * 'a' y:long *", lambda: f"serialize e = prev({value})", lambda: f"search {value}",
            lambda: f"mv-apply e = {column} on (summarize {self.sum()})", lambda: f"partition by {column} (top 1 by {other})",
            lambda: f"union (print {column} = {self.value(columns=False)})", lambda: f"top-nested 1 of {column} by {self.sum()}",
            lambda: f"scan declare (k:long = {plain}) with (step s1: true => k = {value};)", lambda: f"parse-kv {column} as (a:long)",
        )  # fmt: skip
        return self.random.choice(makers)()

    def query(self) -> str:
        chance = self.random.random()
        if chance < 0.45:
            return f"print {self.value(2, columns=False)}"
        if chance < 0.5:
            low, high, step = (self.value(0, columns=False) for _ in range(3))
            return f"range x from {low} to {high} step {step} | take 5"
        if chance < 0.55:
            return f"let v = {self.value(columns=False)}; let f = (a:long) {{ {self.value(columns=False)} }}; print f(5), v"
        return ROWS + "".join(f"\n| {self.operator()}" for _ in range(self.random.choice([1, 2, 3])))


def _said_badly(seed: int, number: int) -> list[Any]:
    """What is said depends on no clock: a machine may be slow."""
    chance, found = Chance(seed), list[Any]()
    with opened(None) as ask:
        for _ in range(number):
            kql = chance.query()
            try:
                json.dumps(ask(kql, 3600.0).rows)
            except InputError as error:
                is_syntax = error.message.startswith("not KQL")
                is_named = "`" in error.message and bool(error.hint) and re.fullmatch(r"query:\d+:\d+", error.where)
                if RAW.search(str(error)) or not (is_named or is_syntax or "more than" in error.message):
                    found.append((kql, str(error)))
    return found


def test_a_value_that_is_another_each_time_is_blamed_on_its_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LOOKING", 3600.0)
    with opened(None) as ask, pytest.raises(InputError, match="`join` is given a value that it cannot take") as caught:
        ask("datatable(p:timespan)[1h, timespan(null)]\n| join kind=leftouter (print p = new_guid()) on p", 3600.0)
    assert caught.value.where == "query:2:3"


def test_any_query_is_answered_or_refused_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LOOKING", 3600.0)
    assert _said_badly(3, 12) == []


@pytest.mark.long
def test_thousands_of_queries_are_answered_or_refused_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LOOKING", 3600.0)
    assert _said_badly(1, 2000) == []
