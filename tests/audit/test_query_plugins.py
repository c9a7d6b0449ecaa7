"""Plugins: columns out of values, values out of columns."""

from __future__ import annotations

import pytest

from enclave.audit.query import query
from enclave.errors import InputError

BAGS = "datatable(n:int, d:dynamic)[1, dynamic({'a': 1, 'b': 'x', 'n': 9}), 2, dynamic({'a': 2.5})]"


def test_a_row_for_each_value() -> None:
    table = query(None, "datatable(k:string, n:int)['p', 1, 'q', 2] | evaluate narrow()")
    assert (table.columns, table.types) == (("Row", "Column", "Value"), ("long", "string", "string"))
    assert table.rows == [(0, "k", "p"), (0, "n", "1"), (1, "k", "q"), (1, "n", "2")]


def test_bags_with_options_and_columns_that_are_said() -> None:
    for options, columns, first in (
        ("d, columnsConflict='keep_source'", ("n", "a", "b"), (1, 1.0, "x")),
        ("d, columnsConflict='replace_source'", ("a", "b", "n"), (1.0, "x", 9)),
        ("d, 'p_', ignoredProperties=dynamic(['b'])", ("n", "p_a", "p_n"), (1, 1.0, 9)),
        ("d, OutputColumnPrefix='q_'", ("n", "q_a", "q_b", "q_n"), (1, 1.0, "x", 9)),
    ):
        table = query(None, f"{BAGS} | evaluate bag_unpack({options})")
        assert (table.columns, table.rows[0]) == (columns, first), options
    table = query(None, f"{BAGS} | evaluate bag_unpack(d) : (n:int, b:string, a:real, c:string, e:dynamic)")
    assert (table.columns, table.types) == (("n", "b", "a", "c", "e"), ("int", "string", "real", "string", "dynamic"))
    assert table.rows == [(1, "x", 1.0, "", None), (2, "", 2.5, "", None)]
    assert query(None, f"{BAGS} | evaluate bag_unpack(d) : (*, a:long)").columns == ("n", "a")


def test_others_are_refused_by_name() -> None:
    for plugin in ("autocluster()", "basket()", "diffpatterns(n, 1, 2)", "python('x')", "sql_request('x', 'y')", "geo_line_lookup(n)"):
        with pytest.raises(InputError, match=f"`evaluate {plugin.partition('(')[0]}` is not supported"):
            query(None, f"{BAGS} | evaluate {plugin}")
    for form, said in (("pivot(n) : (a:int)", "this form of `evaluate pivot`"), ("bag_unpack(d, what='x')", "`bag_unpack` with `what")):
        with pytest.raises(InputError, match=said):
            query(None, f"{BAGS} | evaluate {form}")
