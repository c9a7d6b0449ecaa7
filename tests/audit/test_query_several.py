"""Functions that make several columns: the values of Kusto's pages."""

from __future__ import annotations

import pytest

from enclave.audit.query import query
from enclave.audit.query_several import makes_several
from enclave.errors import InputError

SERIES = "print x = dynamic([23, 46, 23, 87, 4, 8, 3, 75, 2, 56, 13, 75, 32, 16, 29])"
LINE = "print y = dynamic([2, 5, 6, 8, 11, 15, 17, 18, 25, 26, 30, 30])"


def test_statistics_as_documented() -> None:
    found = query(None, f"{SERIES} | project series_stats(x)")
    assert found.columns == tuple(f"series_stats_x_{name}" for name in ("min", "min_idx", "max", "max_idx", "avg", "stdev", "variance"))
    assert found.rows == [(2.0, 8, 87.0, 3, 32.8, pytest.approx(28.5036338535483), pytest.approx(812.457142857143))]
    [(bag,)] = query(None, f"{SERIES} | project series_stats_dynamic(x)").rows
    assert bag == {
        "min": 2, "min_idx": 8, "max": 87, "max_idx": 3, "avg": 32.8, "stdev": pytest.approx(28.503633853548269),
        "variance": pytest.approx(812.45714285714291), "sum": 492, "len": 15,
    }  # fmt: skip
    assert query(None, "print x = dynamic([1, null, 3]) | extend (a, b) = series_stats(x), (c) = series_stats(x, true)").rows[0][1:] == (
        None, None, 1.0,
    )  # fmt: skip


def test_a_line_as_documented() -> None:
    found = query(None, f"{LINE} | extend (RSquare, Slope, Variance, RVariance, Interception, LineFit) = series_fit_line(y), n = 1")
    assert found.columns[1:] == ("RSquare", "Slope", "Variance", "RVariance", "Interception", "LineFit", "n")
    assert [round(value, 3) for value in found.rows[0][1:6]] == [0.983, 2.731, 98.629, 1.686, -1.667]
    shown = [1.064, 3.7945, 6.526, 9.256, 11.987, 14.718, 17.449, 20.180, 22.910, 25.641, 28.371, 31.102]
    assert found.rows[0][6] == pytest.approx(shown, abs=0.001)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ("s = series_stats(x)", "is not supported"),
        ("s = 1 + series_stats(x)", "is not supported"),
        ("series_stats(dynamic([1, 2]))", "without names is not supported"),
        ("(a, b, c, d, e, f, g, h) = series_stats(x)", "7 values and 8 names"),
        ("(a) = series_fit_line(repeat(1, 4))", "of the same numbers is not supported"),
        ("(a) = series_fit_line(dynamic([1, null, 4]))", "with gaps"),
    ],
)
def test_what_nobody_says_is_refused(made: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        query(None, f"{SERIES} | extend {made}")


def test_only_calls_count() -> None:
    assert makes_several("a = 1, series_stats(x)")
    assert not makes_several("a = 'series_stats(x)', b = series_stats_dynamic(x)")
