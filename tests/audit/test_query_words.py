"""Names that only the steps of a query have are in no message; the user's own text is."""

from __future__ import annotations

import pytest

from enclave.audit.query import query
from enclave.audit.query_words import COLUMNS, in_own_words, is_hidden
from enclave.errors import InputError

ROWS = "datatable(n:long, s:string, t:datetime, d:dynamic)[1, 'a', datetime(2020-01-01), dynamic({})]"


@pytest.mark.parametrize(
    ("kql", "said", "hint"),
    [
        (f"{ROWS} | distinct n | partition by s (top 1 by n)", "there is no column `s`", "near it: n"),
        (f"{ROWS} | serialize | mv-apply e = d on (where nn > 1)", "there is no column `nn`", '"n"'),
        (f"{ROWS} | evaluate pivot(s, countif(tohex(n, 5), 1))", "`pivot` of `countif(tohex(n, 5), 1)` is not supported", "known: "),
        (f"{ROWS} | sample strcat(split(s, 'b', 0), bin(t, 7d))", "`sample strcat(split(s, 'b', 0), bin(t, 7d))` is not", "number"),
        (f"{ROWS} | evaluate pivot(s, tohex(d.kind, 5))", "`pivot` of `tohex(d.kind, 5)` is not supported", "known: "),
        (f"{ROWS} | evaluate pivot(s, countif(tohex(n, /**/ 5)))", "`pivot` of `countif(tohex(n, /**/ 5))` is not supported", "known: "),
        ("print ((-1d / real(+inf)) - 1)", "`/` of a timespan and a number is not supported", "`0.5 * 1h`"),
        ("print 1, ipv6_is_match(decimal(1.25), '1.2.3.4', true)", "`ipv6_is_match`: a prefix for the comparison", "another way"),
        ("print kql_hex(5, 2)", "the name `kql_hex` is not supported", "the program's own"),
        ("print 1 | extend _kql_row = 5", "the name `_kql_row` is not supported", "the program's own"),
    ],
)  # fmt: skip
def test_a_message_has_no_name_of_a_step(kql: str, said: str, hint: str) -> None:
    with pytest.raises(InputError) as refused:
        query(None, kql)
    assert said in refused.value.message
    assert hint in refused.value.hint
    assert "kql_" not in str(refused.value).replace(said, "")
    assert refused.value.where.startswith("query:1:")


def test_what_was_put_in_is_taken_out_again_from_the_last_to_the_first() -> None:
    changes = [("kql_hex(range(1, 2), 5)", "tohex(range(1, 2), 5)"), ("range(1, 2, kql_step(1))", "range(1, 2)")]
    error = InputError("`a(kql_hex(range(1, 2, kql_step(1)), 5))` is not supported", "query:1:1", "near it: _kql_row")
    told = in_own_words(error, lambda: changes)
    assert (told.message, told.where, told.hint) == ("`a(tohex(range(1, 2), 5))` is not supported", "query:1:1", COLUMNS)


def test_names_between_commas_are_left_out_wherever_they_stand() -> None:
    for hint, told in (
        ("near it: _kql_row, a, b", "near it: a, b"), ("near it: a, _kql_row, b", "near it: a, b"), ("near it: a, _kql_row", "near it: a"),
        ('near it: "a", "_kql_at", "_kql_row"', 'near it: "a"'), ("a, my_kql_name", "a, my_kql_name"),
    ):  # fmt: skip
        assert in_own_words(InputError("x", "", hint), list).hint == told


def test_a_name_of_the_user_may_have_such_letters_inside() -> None:
    assert is_hidden("_kql_row")
    assert is_hidden("kql_hex")
    assert not is_hidden("my_kql_row")
    assert query(None, "print my_kql_row = 'kql_hex'").rows == [("kql_hex",)]
