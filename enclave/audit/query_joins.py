"""Operators after which a row may lack columns: outer joins, `lookup` and `union`. A text that is missing is an empty one, never null.

Source: learn.microsoft.com/kusto/query/scalar-data-types/null-values: the type string has no null.
"""

from __future__ import annotations

import re

from enclave.audit.query_stages import Operator, Stages
from enclave.audit.query_text import identifier

_KIND = re.compile(r"\bkind\s*=\s*(\w+)")


def lacks(name: str, arguments: str) -> bool:
    """Whether columns may be missing after the operator."""
    kind = _KIND.search(arguments.partition("(")[0])
    match name:
        case "join":
            return kind is not None and kind[1] in {"leftouter", "rightouter", "fullouter"}
        case "lookup":
            return kind is None or kind[1] != "inner"
        case "union":
            return kind is None or kind[1] != "inner"
        case _:
            return False


def outer(operator: str) -> Operator:
    """The operator as the translator has it, and empty texts where there are none."""

    def done(stages: Stages, before: str, arguments: str) -> str:
        found = stages.view(f"{before} | {operator} {arguments}" if before.strip() else f"{operator} {arguments}")
        if "string" not in found.columns.values():
            return found.name
        columns = [
            f"coalesce({identifier(name)}, '') AS {identifier(name)}" if kind == "string" else identifier(name)
            for name, kind in found.columns.items()
        ]
        return stages.make(f"SELECT {', '.join(columns)} FROM {found.name}").name  # noqa: S608

    return done
