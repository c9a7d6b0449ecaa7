"""What an outer join, a lookup or a union leaves empty."""

from __future__ import annotations

from enclave.audit.query import query
from enclave.audit.query_joins import lacks

LEFT = 'datatable(k:int, v:string)[1, "a", 2, "c"]'
RIGHT = '(datatable(k:int, w:string, n:int)[1, "x", 7, 3, "z", 9])'


def test_a_text_that_is_missing_is_empty_and_equal_to_nothing() -> None:
    for kind, rows in (("leftouter", 1), ("fullouter", 1), ("rightouter", 0)):
        kql = f'{LEFT} | join kind={kind} {RIGHT} on k | where w == "" and not(isnull(w)) and isnull(n) | count'
        assert query(None, kql).rows == [(rows,)], kind
    assert query(None, f'{LEFT} | lookup {RIGHT} on k | summarize count() by w | order by w asc').rows == [("", 1), ("x", 1)]
    assert query(None, 'union (print a = "x"), (print b = 1) | where a == "" | project a, b').rows == [("", 1)]
    assert query(None, f'{LEFT} | union (print z = 1) | summarize dcount(v)').rows == [(3,)]


def test_where_nothing_can_be_missing_the_translator_does_it() -> None:
    assert [lacks("join", text) for text in ("(T) on k", "kind=inner (T) on k", "kind = leftouter (T) on k", "(T | x kind=leftouter)")] == [
        False, False, True, False,
    ]  # fmt: skip
    assert [lacks("lookup", "(T) on k"), lacks("lookup", "kind=inner (T) on k"), lacks("union", "kind=inner T"), lacks("union", "T")] == [
        True, False, False, True,
    ]  # fmt: skip
    assert not lacks("where", "x")
