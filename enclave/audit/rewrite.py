"""What Kusto knows and the translator does not, said in KQL that it knows. Only what means exactly the same; names of columns too."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

from enclave.audit.query_text import PLAIN, WORDS, Token
from enclave.audit.query_text import tokens as tokens_of
from enclave.errors import InputError

_OPEN, _CLOSE = "([{", ")]}"
_SINCE_THE_YEAR_1 = 719_162
"""Days from January 1 of the year 1 to January 1, 1970."""
_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_NAMES = frozenset({"kind", "time", "date", "title", "table", "flags"})
"""Words of the grammar that columns are called like."""
_COUNTING = frozenset({"take", "limit", "top", "sample"})
_LIMIT = 128
"""Values that the deprecated `makelist` and `makeset` keep when nothing else is said."""
_CONVERSIONS = {
    "string": "tostring", "long": "tolong", "int": "toint", "real": "toreal", "double": "todouble", "bool": "tobool",
    "datetime": "todatetime", "timespan": "totimespan", "date": "todatetime",
}  # fmt: skip
"""Type -> the function that makes a text one."""
_TYPEOF = re.compile(r"typeof\s*\(\s*(\w+)\s*\)")
_FORMS: Mapping[tuple[str, int], str] = MappingProxyType({
    ("split", 3): "kql_split({0}, {1}, {2})",
    ("strrep", 3): "kql_repeated(tostring({0}), {1}, {2})",
    ("tohex", 2): "kql_hex({0}, {1})",
    ("rand", 0): "kql_rand()",
    ("rand", 1): "kql_rand_below({0})",
    ("make_timespan", 2): "kql_span(0, {0}, {1}, 0)",
    ("make_timespan", 3): "kql_span(0, {0}, {1}, {2})",
    ("make_timespan", 4): "kql_span({0}, {1}, {2}, {3})",
    ("percentilew", 3): "kql_percentilew({0}, {1}, {2})",
    ("range", 2): "range({0}, {1}, kql_step({0}))",
    ("make_datetime", 3): "kql_datetime({0}, {1}, {2}, 0, 0, 0)",
    ("make_datetime", 5): "kql_datetime({0}, {1}, {2}, {3}, {4}, 0)",
    ("make_datetime", 6): "kql_datetime({0}, {1}, {2}, {3}, {4}, {5})",
    ("series_stats_dynamic", 2): "kql_stats_ignoring({0}, {1})",
    ("array_shift_left", 3): "kql_shift_with({0}, {1}, {2})",
    ("array_shift_right", 3): "kql_shift_with({0}, -({1}), {2})",
    ("array_index_of", 3): "kql_index_of({0}, {1}, {2})",
    ("array_index_of", 4): "kql_index_of({0}, {1}, {2}, {3})",
    ("array_index_of", 5): "kql_index_of({0}, {1}, {2}, {3}, {4})",
})
"""Name and number of arguments -> what is called in its place."""
_FILLED: Mapping[str, tuple[str, int, tuple[str, ...]]] = MappingProxyType({
    "indexof_regex": ("kql_find_pattern", 2, ("0", "-1", "1")),
    "indexof": ("kql_find", 3, ("-1", "1")),
    "ipv4_is_match": ("kql_match", 2, ("32",)),
})
"""Name -> what is called in its place, how many arguments it needs, and those that it can do without."""
_NEW_NAMES = {"makelist": "make_list", "makeset": "make_set"}


class _Call(NamedTuple):
    """A call of a function: tokens from `start` until `end`."""

    name: str
    start: int
    end: int
    arguments: tuple[str, ...]


def rewritten(kql: str, columns: Collection[str], changes: list[tuple[str, str]] | None = None) -> str:
    """A query without `percentiles`, `count(column)`, `makelist`, `makeset` and `column_ifexists`; `columns` are those of its tables.

    `changes` hears each text that is put in, and the one that stood there. Raises InputError when it cannot be known what a call means.
    """
    tokens = tokens_of(kql)
    changes = [] if changes is None else changes
    _count(tokens)
    _bracket(tokens)
    place = 0
    while place < len(tokens):
        if _is_a_column(tokens, place):
            changes.append((f"['{tokens[place].text}']", tokens[place].text))
            tokens[place] = Token("mark", changes[-1][0])
        elif _is_a_member(tokens, place):
            # the grammar takes its own words for members only in brackets
            changes.append((f'["{tokens[place].text}"]', f".{tokens[place].text}"))
            tokens[place - 1 : place + 1] = [Token("mark", changes[-1][0])]
            continue
        call = _call(tokens, place)
        text, start = _replaced(tokens, call, columns) if call is not None else (None, place)
        if call is not None and text is not None:
            changes.append((text, "".join(token.text for token in tokens[start : call.end])))
            tokens[start : call.end] = tokens_of(text)
            place = start
        else:
            place += 1
    return "".join(token.text for token in tokens)


def _count(tokens: list[Token]) -> None:
    """Put the number of `let n = 5;` where an operator counts rows by it: `take n`, `top n by`."""
    numbers: dict[str, str] = {}
    spare = [at for at, token in enumerate(tokens) if token.kind != "space"]
    for number in range(len(spare) - 4):
        word, name, equals, value, end = (tokens[place] for place in spare[number : number + 5])
        if (word, equals.text, value.kind, end.text) == (("name", "let"), "=", "number", ";") and value.text.isdigit():
            numbers[name.text] = value.text
    for at, token in enumerate(tokens):
        before = _before(tokens, at)
        if token.kind == "name" and token.text in numbers and before > 0 and tokens[before].text in _COUNTING:
            bar = _before(tokens, before)
            if bar >= 0 and tokens[bar].text in {"|", "("}:
                tokens[at] = Token("number", numbers[token.text])


def _bracket(tokens: list[Token]) -> None:
    """Put a name that a query gives to a column into brackets where the grammar takes it for a word of its own, as `kind` and `time`."""
    end = next((at for at, token in enumerate(tokens) if token == ("name", "render")), len(tokens))
    places = [at for at in range(end) if tokens[at].kind == "name" and tokens[at].text in _NAMES]
    given = {tokens[at].text for at in places if _is_given(tokens, at)}
    for at in places:
        follows = "".join(token.text for token in tokens[_next(tokens, at + 1) :][:2])
        is_option = follows[:1] == "=" and follows not in {"==", "=~"} and not _is_given(tokens, at)
        if tokens[at].text in given and not is_option and follows[:1] != "(" and (not at or tokens[at - 1].text != "."):
            tokens[at] = Token("mark", f"['{tokens[at].text}']")


def _is_given(tokens: list[Token], place: int) -> bool:
    """Whether `name =` stands there, as in `extend`."""
    before, behind = _before(tokens, place), _next(tokens, place + 1)
    is_assigned = behind + 1 < len(tokens) and tokens[behind].text == "=" and tokens[behind + 1].text not in {"=", "~"}
    return is_assigned and before >= 0 and tokens[before].text in {"extend", "project", "summarize", "by", "distinct", "print", ","}


def _is_a_column(tokens: list[Token], place: int) -> bool:
    """`first` and `last` as names of columns, which the grammar takes only in brackets; behind `nulls` they are words of `order by`."""
    if tokens[place] not in {("name", "first"), ("name", "last")}:
        return False
    before, behind = _before(tokens, place), _next(tokens, place + 1)
    is_call = behind < len(tokens) and tokens[behind].text == "("
    return not is_call and (before < 0 or tokens[before].text not in {"nulls", ".", "let"})


def _is_a_member(tokens: list[Token], place: int) -> bool:
    """`kind` in `bag.kind`, and other such words; not in `hint.kind`, nor of a join's sides."""
    if tokens[place].kind != "name" or tokens[place].text not in WORDS or place < 2 or tokens[place - 1].text != ".":
        return False
    owner = tokens[place - 2]
    return (owner.kind == "name" and owner.text not in {"hint", "$left", "$right"}) or owner.text in {")", "]"} or owner.text.endswith("]")


def _call(tokens: list[Token], place: int) -> _Call | None:
    """The call that begins at a token."""
    if tokens[place].kind != "name":
        return None
    at = _next(tokens, place + 1)
    if at == len(tokens) or tokens[at].text != "(":
        return None
    depth, current = 0, ""
    arguments: list[str] = []
    for end in range(at, len(tokens)):
        kind, text = tokens[end]
        depth += (kind == "mark" and text in _OPEN) - (kind == "mark" and text in _CLOSE)
        if depth == 0:
            if current.strip() or arguments:
                arguments.append(current.strip())
            return _Call(tokens[place].text, place, end + 1, tuple(arguments))
        if depth == 1 and kind == "mark" and text == ",":
            arguments.append(current.strip())
            current = ""
        elif end > at and not text.startswith("//"):
            current += text
    return None


def _replaced(tokens: list[Token], call: _Call, columns: Collection[str]) -> tuple[str | None, int]:
    """What stands for a call, and from which token on; nothing when the call stays."""
    match call.name:
        case "percentiles" if len(call.arguments) > 1:
            return _percentiles(tokens, call, 1)
        case "percentilesw" if len(call.arguments) > 2:
            return _percentiles(tokens, call, 2)
        case "count" if len(call.arguments) == 1 and PLAIN.fullmatch(call.arguments[0]):
            # no column of a table of ours that is counted like this is ever null
            before = tokens[_before(tokens, call.start)].text
            return ("" if before not in {"summarize", ","} else f"count_{call.arguments[0]} = ") + "count()", call.start
        case "bin" | "floor" if len(call.arguments) == 2:
            return _bin(tokens, call), call.start
        case "makelist" | "makeset":
            limit = () if len(call.arguments) > 1 else (str(_LIMIT),)
            return f"{_NEW_NAMES[call.name]}({', '.join((*call.arguments, *limit))})", call.start
        case "column_ifexists" | "columnifexists" if len(call.arguments) == 2:
            return _if_exists(tokens, call, columns), call.start
        case "range" if tokens[_before(tokens, call.start)].text == "in":
            return None, call.start  # of `make-series`
        case _:
            return _respelled(call), call.start


def _respelled(call: _Call) -> str | None:
    """What a call is with all of its arguments said; nothing when the call stays."""
    given = call.arguments
    if (form := _FORMS.get((call.name, len(given)))) is not None:
        return form.format(*given)
    if call.name in _FILLED:
        name, least, rest = _FILLED[call.name]
        return f"{name}({', '.join((*given, *rest[len(given) - least :]))})" if least <= len(given) <= least + len(rest) else None
    match call.name, given:
        case "percentiles_array", [value, *shares] if shares:
            if (listed := re.fullmatch(r"dynamic\s*\(\s*\[(.+)\]\s*\)", shares[0], re.DOTALL)) and len(shares) == 1:
                shares = [share.strip() for share in listed[1].split(",")]
            return f"pack_array({', '.join(f'percentile({value}, {share})' for share in shares)})"
        case "ipv4_is_in_any_range", [address, *ranges] if ranges:
            return "(" + " or ".join(f"kql_in_any({address}, {each})" for each in ranges) + ")"
        case "datetime_diff", [part, first, second] if part[1:-1].lower() == "week":
            return f"kql_week_diff({first}, {second})"
        case "datetime_part", [part, time] if part[1:-1].lower() in {"millisecond", "microsecond"}:
            return f"kql_{part[1:-1].lower()}({time})"
        case "extract" | "extract_json" | "extractjson", [*before, kind] if (typed := _TYPEOF.fullmatch(kind)) and typed[1] in _CONVERSIONS:
            return f"{_CONVERSIONS[typed[1]]}({call.name}({', '.join(before)}))"
        case _:
            return None


def _percentiles(tokens: list[Token], call: _Call, given: int) -> tuple[str, int]:
    """`percentiles(x, 50, 95)` is a column for each; names may stand in brackets before it. `given` is how many arguments come first."""
    shares, value = call.arguments[given:], call.arguments[0]
    single = "percentile" if given == 1 else "kql_percentilew"
    for share in shares:
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", share):
            raise InputError(f"`percentiles` with `{share}` is not supported", "query", "write numbers from 0 to 100")
    stem = value if PLAIN.fullmatch(value) else ""
    names, start = [f"percentile_{stem}_{share.replace('.', '_')}" for share in shares], call.start
    if _is_named(tokens, call.start):
        equals = _before(tokens, call.start)
        close = _before(tokens, equals)
        if tokens[close].text != ")":
            raise InputError("`percentiles` with one name is not supported", "query", "write `(p50, p95) = percentiles(x, 50, 95)`")
        start = close
        while tokens[start].text != "(":
            start -= 1
        names = [name.strip() for name in "".join(token.text for token in tokens[start + 1 : close]).split(",")]
        if len(names) != len(shares):
            raise InputError(f"`percentiles` has {len(shares)} values and {len(names)} names", "query")
    values = ", ".join(call.arguments[:given])
    return ", ".join(f"{name} = {single}({values}, {share})" for name, share in zip(names, shares, strict=True)), start


def _bin(tokens: list[Token], call: _Call) -> str | None:
    """Steps of time begin on January 1 of the year 1, a Monday; the translator's begin in 1970, and it knows no steps but literals.

    Of a step that fits into the time between both, and of numbers, it is right.
    """
    value, step = call.arguments
    said = _let_of(tokens, step) or step
    if re.fullmatch(r"-?[0-9][0-9_.]*(e[+-]?[0-9]+)?|(?:real|double|long|int|decimal)\(.*\)", said):
        return None
    span = re.fullmatch(r"([0-9]+)([dhms])", said)
    if span is not None and int(span[1]) and _SINCE_THE_YEAR_1 * 86_400 % (int(span[1]) * _SECONDS[span[2]]) == 0:
        return None
    is_plain = PLAIN.fullmatch(value)
    before = tokens[_before(tokens, call.start)].text if _before(tokens, call.start) >= 0 else ""
    name = f"{value} = " if is_plain and (before == "by" or (before == "," and _in_by(tokens, call.start))) else ""
    return f"{name}bin_at({value}, {step}, kql_origin({value}))"


def _let_of(tokens: list[Token], name: str) -> str | None:
    """The one literal that a `let` gives to a name."""
    words = [token for token in tokens if token.kind != "space"]
    for word, said, equals, value, end in zip(words, words[1:], words[2:], words[3:], words[4:], strict=False):
        if word.text == "let" and said.text == name and equals.text == "=" and value.kind == "number" and end.text == ";":
            return value.text
    return None


def _in_by(tokens: list[Token], place: int) -> bool:
    """Whether the place stands behind a `by` of its operator, in no brackets."""
    depth = 0
    for kind, text in reversed(tokens[:place]):
        if kind == "mark":
            depth += (text in _CLOSE) - (text in _OPEN)
        if depth < 0 or (depth == 0 and kind == "mark" and text in "|;"):
            return False
        if depth == 0 and (kind, text) == ("name", "by"):
            return True
    return False


def _if_exists(tokens: list[Token], call: _Call, columns: Collection[str]) -> str:
    """The column, when a table has it; the other value when neither a table nor the query before this operator knows the name."""
    name, other = call.arguments[0][1:-1], call.arguments[1]
    if not PLAIN.fullmatch(name):
        raise InputError(f"`{call.name}` of `{call.arguments[0]}` is not supported", "query", "write the name of a column in quotes")
    if name in columns:
        return name
    # what an operator makes is seen by the next one
    begin = max((at for at in range(call.start) if tokens[at].kind == "mark" and tokens[at].text in {"|", ";"}), default=0)
    if any(token.kind == "name" and token.text == name for token in tokens[:begin]):
        raise InputError(f"`{call.name}` of `{name}`, which the query itself makes, is not supported", "query")
    return f"({other})"


def _is_named(tokens: list[Token], place: int) -> bool:
    """Whether a name and `=` stand before it, and not `==` or another comparison."""
    at = _before(tokens, place)
    if at < 1 or tokens[at].text != "=" or tokens[at - 1].text in {"=", "!", "<", ">"}:
        return False
    return tokens[_before(tokens, at)].kind == "name" or tokens[_before(tokens, at)].text in {")", "]"}


def _next(tokens: list[Token], place: int) -> int:
    while place < len(tokens) and tokens[place].kind == "space":
        place += 1
    return place


def _before(tokens: list[Token], place: int) -> int:
    place -= 1
    while place >= 0 and tokens[place].kind == "space":
        place -= 1
    return place



_QUANTILE = re.compile(r'quantile_disc\(("(?:[^"]|"")+"), (CAST\([0-9.]+ AS [A-Z]+\) / 100\.0)\)')
_BIN = re.compile(
    r"""to_timestamp\(floor\(epoch\("TimeGenerated"\) / epoch\((INTERVAL '[0-9]+[smhd]')\)\) \* epoch\(\1\)\) AT TIME ZONE 'UTC'"""
)
_MEMBER = re.compile(r'(list_contains\(CAST\(to_json\("[^"]+"\) AS VARCHAR\[\]\)), CAST\(("(?:[^"]|"")+") AS VARCHAR\)\)')
_SPAN = r"lambda _ts: CASE WHEN NOT regexp_matches(_ts, '^\s*-?[0-9]+("
_SPAN_SAID = _SPAN.replace(
    "WHEN NOT",
    r"WHEN regexp_matches(_ts, '^-?[0-9.]+\s*[A-Za-z]*$') THEN error('`totimespan` of `' || _ts || '` is not supported') WHEN NOT",
)
"""`1d` and `3` are timespans for Kusto's literals; of texts the documentation has only those with colons."""


def faster(sql: str, kql: str) -> str:
    """The translation of a query, so that percentiles of one column are sorted once, and times are binned without a calendar.

    A time that is looked for in a dynamic array is looked for as it stands there.
    """
    sql = sql.replace(_SPAN, _SPAN_SAID)
    if "quantile_disc" in kql or "to_timestamp" in kql or "list_contains" in kql:
        return sql  # it may stand in a string
    sql = _MEMBER.sub(r"\1, kql_json(\2) ->> '$')", sql)
    shares: dict[str, list[str]] = {}
    for match in _QUANTILE.finditer(sql):
        if match[2] not in shares.setdefault(match[1], []):
            shares[match[1]].append(match[2])

    def one_of(match: re.Match[str]) -> str:
        of = shares[match[1]]
        return match[0] if len(of) == 1 else f"quantile_disc({match[1]}, [{', '.join(of)}])[{of.index(match[2]) + 1}]"

    return _BIN.sub(r"""time_bucket(\1, "TimeGenerated", TIMESTAMP '1970-01-01')""", _QUANTILE.sub(one_of, sql))
