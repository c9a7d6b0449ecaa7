"""`set` statements of a query that mean something here: the size and the beginning of the steps of `bin_auto`.

Source: learn.microsoft.com/kusto/query/bin-auto-function.
"""

from __future__ import annotations

import re

from enclave.audit.query_text import closing, joined, next_of, split, tokens, uncommented
from enclave.errors import InputError

_SET = re.compile(r"set\s+(?P<name>query_bin_auto_size|query_bin_auto_at)\s*=\s*(?P<value>.+)", re.DOTALL)


def settled(kql: str) -> str:
    """The query without these statements, and with `bin` or `bin_at` in the place of `bin_auto`.

    Raises InputError when a query uses `bin_auto` and does not say how long a step is.
    """
    if re.search(r"\bset\s+notruncation\b", kql):
        # nothing is ever cut off
        kql = ";".join(part for part in split(kql, ";") if not re.fullmatch(r"set\s+notruncation(\s*=\s*true)?", uncommented(part)))
    if "bin_auto" not in kql:
        return kql
    said: dict[str, str] = {}
    rest: list[str] = []
    for statement in split(kql, ";"):
        match = _SET.fullmatch(uncommented(statement))
        if match is None:
            rest.append(statement)
        else:
            said[match["name"].removeprefix("query_bin_auto_")] = match["value"]
    pieces = tokens(";".join(rest))
    for at, piece in enumerate(pieces):
        opening = next_of(pieces, at + 1)
        if piece != ("name", "bin_auto") or opening == len(pieces) or pieces[opening].text != "(":
            continue
        if "size" not in said:
            raise InputError("`bin_auto` without a size is not supported", "query", "write `set query_bin_auto_size=1h;` before the query")
        end = closing(pieces, opening)
        value = joined(pieces[opening + 1 : end])
        name = f"{value.strip()} = " if "at" in said and _names_a_group(joined(pieces[:at])) else ""
        text = f"{name}bin_at({value}, {said['size']}, {said['at']})" if "at" in said else f"bin({value}, {said['size']})"
        pieces[at : end + 1] = [tokens(text)[0], *tokens(text)[1:]]
    return joined(pieces)


def _names_a_group(before: str) -> bool:
    """Whether what follows is a key of `summarize` that has no name of its own: it is called like its column."""
    last = uncommented(split(before, "|")[-1])
    return re.search(r"(\bby|,)$", last) is not None and re.search(r"\bby\b", last) is not None
