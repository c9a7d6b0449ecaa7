"""Functions that make several columns at once: `series_stats` and `series_fit_line`. Operators that `OPERATORS` has only for them.

Sources: learn.microsoft.com/kusto/query/series-stats-function, series-fit-line-function.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from enclave.audit.query_stages import Operator, Stages
from enclave.audit.query_text import PLAIN, assignment, bracketed, pieces_of, tokens
from enclave.errors import InputError

_FUNCTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "series_stats": ("min", "min_idx", "max", "max_idx", "avg", "stdev", "variance"),
    "series_fit_line": ("rsquare", "slope", "variance", "rvariance", "interception", "line_fit"),
})
"""Name -> what its columns have, in their order; `<name>_dynamic` has them as a bag."""
_CALL = re.compile(rf"(?P<name>{'|'.join(_FUNCTIONS)})\s*\((?P<inside>.*)\)", re.DOTALL)


def makes_several(text: str) -> bool:
    """Whether one of these functions is called in it."""
    return any(kind == "name" and name in _FUNCTIONS for kind, name in tokens(text))


def several(operator: str) -> Operator:
    """`extend` or `project` with such calls: the bag first, then a column for each of its values that is asked for."""

    def done(stages: Stages, before: str, arguments: str) -> str:
        bags: list[str] = []
        made: list[str] = []
        for part in pieces_of(arguments):
            name, value = assignment(part)
            match = _CALL.fullmatch(value)
            if match is None or (name and bracketed(name) is None):
                if makes_several(part):
                    hint = "write `(a, b) = series_stats(x)`, or take `series_stats_dynamic`"
                    raise InputError(f"`{part}` is not supported", "query", hint)
                made.append(part)
                continue
            keys = _FUNCTIONS[match["name"]]
            names = pieces_of(bracketed(name) or "") or _names(match["name"], match["inside"])
            if len(names) > len(keys):
                raise InputError(f"`{match['name']}` has {len(keys)} values and {len(names)} names", "query")
            bag = f"_kql_s{len(bags)}"
            bags.append(f"{bag} = {_bag(match['name'], match['inside'])}")
            made += [f"{new} = {_typed(bag, key)}" for new, key in zip(names, keys, strict=False)]
        found = stages.view(stages.expression(f"{stages.view(before).name} | extend {', '.join(bags)}"))
        behind = f" | project-away {', '.join(bag.partition(' ')[0] for bag in bags)}" if operator == "extend" else ""
        return stages.expression(f"{found.name} | {operator} {', '.join(made)}{behind}")

    return done


def _bag(function: str, arguments: str) -> str:
    if function == "series_stats" and len(pieces_of(arguments)) == 2:
        return f"kql_stats_ignoring({arguments})"
    return f"{function}_dynamic({arguments})"


def _names(function: str, arguments: str) -> list[str]:
    """What the columns are called when nobody says."""
    column = pieces_of(arguments)[0] if arguments.strip() else ""
    if not PLAIN.fullmatch(column):
        raise InputError(f"`{function}` of `{column}` without names is not supported", "query", f"write `(a, b) = {function}({column})`")
    return [f"{function}_{column}_{key}" for key in _FUNCTIONS[function]]


def _typed(bag: str, key: str) -> str:
    if key == "line_fit":
        return f"todynamic({bag}.{key})"
    return f"{'tolong' if key.endswith('_idx') else 'toreal'}({bag}.{key})"
