"""Expressions that go from row to row, in Python: each as DuckDB answers it, row by row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enclave.audit import query_scan
from enclave.audit.query_compiled import Expression, Leaf, Remembered, Unknown, leaves, parsed
from enclave.errors import InputError

KINDS = {"n": "long", "f": "real", "s": "string", "b": "bool", "d": "datetime", "t": "timespan"}
VALUES = {
    "n": ["long(null)", "0", "1", "-7", "3", "9007199254740993"],
    "f": ["real(null)", "0.0", "-1.5", "real(nan)", "2.0", "real(+inf)"],
    "s": ["''", "'a'", "'B'", "'ab'"],
    "b": ["bool(null)", "true", "false"],
    "d": ["datetime(null)", "datetime(2026-03-29 01:59:59.999999)", "datetime(2026-03-29)", "datetime(1969-12-31)"],
    "t": ["real(null)", "0.0", "1800.0", "-172800.0", "1.5"],
}
ROWS = [{name: values[(at * step) % len(values)] for step, (name, values) in enumerate(VALUES.items(), 1)} for at in range(12)]


def table(rows: list[dict[str, str]]) -> str:
    cells = ", ".join(row[name] for row in rows for name in KINDS)
    kinds = (KINDS | {"t": "real"}).items()
    return f"datatable({', '.join(f'{name}: {kind}' for name, kind in kinds)})[{cells}] | extend t = t * 1s"


def _never(scanner: object, question: query_scan._Question) -> None:
    raise AssertionError(f"`{question.said}` is not compiled")


def both(ask: Any, monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, str]], kinds: list[str], said: list[str]) -> list[Any]:
    """What comes of the expressions in Python, and from DuckDB; the words of a refusal are not the same."""
    declared = ", ".join(f"o{at}: {kind}" for at, kind in enumerate(kinds))
    made = ", ".join(f"o{at} = {text}" for at, text in enumerate(said))
    kql = f"{table(rows)} | scan declare ({declared}) with (step a: true => {made};) | project-keep o*"
    found = []
    for is_compiled in (True, False):
        with monkeypatch.context() as patch:
            if is_compiled:
                patch.setattr(query_scan._Scanner, "_by_the_database", _never)
            else:
                patch.setattr(query_scan, "_node", lambda question: None)
            try:
                found.append(ask(kql).rows)
            except InputError:
                found.append("refused")
    return found


SAID = [
    ("bool", "a.n == n"), ("bool", "a.n != n or a.f < f"), ("bool", "not(a.n > n) and b"), ("bool", "a.s == s"), ("bool", "s != a.s"),
    ("bool", "isnull(a.d) or d - a.d > 5m"), ("bool", "a.f >= f"), ("bool", "a.f == f"), ("bool", "f != a.f"), ("bool", "a.n <= f"),
    ("timespan", "d - a.d"), ("datetime", "a.d + t"), ("datetime", "a.t + d"), ("datetime", "d - a.t"), ("timespan", "t - a.t"),
    ("timespan", "-a.t"), ("real", "a.t / 1s"), ("long", "a.n / 3"), ("long", "(n / 3) / (a.n / 9)"), ("long", "a.n % 4"),
    ("real", "a.n * 1.5"), ("real", "a.f + n"), ("real", "f / a.f"), ("long", "-(a.n / 2)"), ("long", "iff(b, a.n, n)"),
    ("string", "iff(isempty(a.s), s, a.s)"), ("real", "iff(a.b, a.f, n)"), ("string", "case(a.n > 2, 'x', a.b, s, a.s)"),
    ("long", "max_of(a.n, n, 2)"), ("long", "min_of(a.n, n)"), ("real", "max_of(a.f, f)"), ("real", "min_of(a.f, 0.5)"),
    ("timespan", "max_of(a.t, t)"), ("long", "coalesce(a.n, n, 1)"), ("string", "coalesce(a.s, s)"), ("string", "strcat(a.s, '-', n)"),
    ("string", "tostring(a.n)"), ("bool", "isnotempty(a.s) and isnotnull(a.n)"), ("bool", "a.b"), ("bool", "a.b and (b or a.b)"),
    ("bool", "s has 'a' and a.n > 0"), ("bool", "n in (1, 3) or not(s startswith 'a') and a.b"), ("real", "a.n + a.f // two, words\n"),
]  # fmt: skip


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.long)])
def test_each_is_as_the_database_says(ask: Any, monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    kinds, said = [kind for kind, _ in SAID[::every]], [text for _, text in SAID[::every]]
    compiled, asked = both(ask, monkeypatch, ROWS[: 12 // every + 3], kinds, said)
    assert compiled != "refused"
    for at, text in enumerate(said):
        assert [row[at] for row in compiled] == [row[at] for row in asked], text


def test_sums_are_huge_and_a_column_is_not(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_scan._Scanner, "_by_the_database", _never)
    scan = "summarize t = sum(x) by y = x % 3 | sort by y asc | scan declare (c: long = 0) with (step s: true => c = t + s.c;) | project c"
    assert ask(f"range x from 1 to 9 step 1 | {scan}").rows == [(18,), (30,), (45,)]
    with pytest.raises(InputError, match="beyond what its type holds"):
        ask(f"datatable(x: long)[9223372036854775807, 9223372036854775806] | {scan}")


@pytest.mark.parametrize("said", ["a.n + 1", "a.n * 2", "n + a.n - n", "-a.n - 2", "n * a.n"])
def test_what_its_type_cannot_hold_is_refused_by_both(ask: Any, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    rows = [ROWS[5] | {"n": "9223372036854775807"}] * 2
    assert both(ask, monkeypatch, rows, ["long"], [said]) == ["refused", "refused"]


def test_what_is_read() -> None:
    held = frozenset({"m"})
    assert parsed("x + 1 > y and z has 'a'", held) == Leaf("x + 1 > y and z has 'a'")
    assert parsed("x has 'a or b' and ['m'] - x > 5m", held) == Expression(
        "and", (Leaf("x has 'a or b'"), Expression(">", (Expression("-", (Remembered("m"), Leaf("x"))), Leaf("5m"))))
    )
    assert parsed("2 - 3 - ['m'] * 4", held) == Expression("-", (Leaf("(2 - 3)"), Expression("*", (Remembered("m"), Leaf("4")))))
    assert leaves(parsed("iff(isnull(['m']), f(x, 'a,b'), -x)", held)) == ["f(x, 'a,b')", "-x"]
    for text in ("['m'] has 'x'", "['m'].y", "['m'] between (1 .. 2)", "strlen(['m'])", "['m'] =~ x", "['m'][0]", "x y ['m']", "['m'] >"):
        with pytest.raises(Unknown):
            parsed(text, held)


NUMBERS = st.sampled_from(["n", "a.n", "1", "-3", "0"])
REALS = st.sampled_from(["f", "a.f", "0.5", "-2.0"])
SPANS = st.sampled_from(["t", "a.t", "1h", "0s"])
TIMES = st.sampled_from(["d", "a.d", "datetime(2026-03-29)"])
TEXTS = st.sampled_from(["s", "a.s", "'a'", "''"])
TRUTHS = st.sampled_from(["b", "a.b", "true", "false"])
EVERY = {"long": NUMBERS, "real": REALS, "timespan": SPANS, "datetime": TIMES, "string": TEXTS, "bool": TRUTHS}


@st.composite
def expressions(draw: st.DrawFn, kind: str, depth: int = 3) -> str:
    """A text of a type."""
    if not depth or draw(st.integers(0, 5)) == 0:
        return draw(EVERY[kind])
    def of(wanted: str) -> str:
        return draw(expressions(wanted, depth - 1))

    forms = ["iff", "coalesce", "case", "bracket"]
    forms += {"long": ["+", "-", "*", "/", "%", "neg", "max_of", "min_of"], "real": ["+", "-", "*", "/", "mixed", "spans"],
              "timespan": ["+", "-", "times", "max_of"], "datetime": ["ahead", "back"], "string": ["strcat", "tostring"],
              "bool": ["and", "or", "not", "compare", "compare", "isnull", "isempty"]}[kind]  # fmt: skip
    form = draw(st.sampled_from(forms))
    match form:
        case "iff":
            return f"iff({of('bool')}, {of(kind)}, {of(kind)})"
        case "case":
            return f"case({of('bool')}, {of(kind)}, {of('bool')}, {of(kind)}, {of(kind)})"
        case "coalesce" | "max_of" | "min_of":
            return f"{form}({of(kind)}, {of(kind)})"
        case "bracket":
            return f"({of(kind)})"
        case "neg":
            return f"-({of(kind)})"
        case "mixed":
            return f"({of('long')} {draw(st.sampled_from('+-*'))} {of('real')})"
        case "spans":
            return f"({of('timespan')}) / 1m"
        case "times":
            return f"({of('datetime')} - {of('datetime')})"
        case "ahead" | "back":
            return f"({of('datetime')} {'+' if form == 'ahead' else '-'} {of('timespan')})"
        case "strcat":
            return f"strcat({of('string')}, {of('long')})"
        case "tostring":
            return f"tostring({of('long')})"
        case "not":
            return f"not({of('bool')})"
        case "and" | "or":
            return f"({of('bool')} {form} {of('bool')})"
        case "compare":
            other = draw(st.sampled_from(["long", "real", "timespan", "datetime", "string"]))
            mark = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="] if other != "string" else ["==", "!="]))
            return f"({of(other)} {mark} {of(other)})"
        case "isnull":
            return f"isnull({of(draw(st.sampled_from(['long', 'real', 'datetime'])))})"
        case "isempty":
            return f"isempty({of('string')})"
    return f"({of(kind)} {form} {of(kind)})"


@pytest.mark.long
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_expression_is_as_the_database_says(ask: Any, data: st.DataObject) -> None:
    row = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
    rows = data.draw(st.lists(row, min_size=1, max_size=4))
    kinds = data.draw(st.lists(st.sampled_from(list(EVERY)), min_size=1, max_size=3))
    said = [data.draw(expressions(kind)) for kind in kinds]
    with pytest.MonkeyPatch.context() as patch:
        compiled, asked = both(ask, patch, rows, kinds, said)
    assert compiled == asked
