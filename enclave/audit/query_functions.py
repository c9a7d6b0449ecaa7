"""Functions of KQL that the translator's own table lacks: rows for it, and the macros that they use.

Each means what learn.microsoft.com/kusto/query says of it. A dynamic is JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import duckdb
from duckdb_kql.translate.functions import AGGREGATE_FUNCTIONS, SCALAR_FUNCTIONS, AggregateSpec, FunctionSpec

from enclave.audit.query_python import PYTHON

_MEMBER = """j -> ('$."' || replace(k, '"', '\\"') || '"')"""
MOST_STEPS = 2**20
"""Values of an array that `range` makes: Kusto's own limit."""
MOST_TIMES = 1024
"""That `strrep` repeats a text."""
_AT_MOST = "{1} THEN error('`{0}` of more than {1:,} times is not supported')"
MACROS = (
    # the first value that a key has counts; Kusto says of make_bag that it is an arbitrary one
    f"""CREATE MACRO kql_bag(l) AS (SELECT coalesce(json_group_object(k, v), '{{}}'::JSON) FROM (
        SELECT k, first({_MEMBER} ORDER BY i) AS v FROM (
            SELECT i, j, unnest(json_keys(j)) AS k FROM (SELECT unnest(l) AS j, unnest(range(len(l))) AS i) WHERE json_type(j) = 'OBJECT'
        ) GROUP BY k ORDER BY min(i)))""",  # noqa: S608
    # a list of any length is made at once, and no limit of memory counts it; Kusto ends it here, too
    f"""CREATE MACRO kql_walk(a, b, s) AS generate_series(a, CASE WHEN s = s * 0 THEN error('`range` in steps of nothing is not supported')
        WHEN s > s * 0 THEN least(b, coalesce(TRY(a + s * {MOST_STEPS - 1}), b))
        ELSE greatest(b, coalesce(TRY(a + s * {MOST_STEPS - 1}), b)) END, s)""",
    """CREATE MACRO kql_steps
        (a BIGINT, b BIGINT, s BIGINT) AS kql_walk(a, b, s),
        (a TIMESTAMP, b TIMESTAMP, s INTERVAL) AS kql_walk(a, b, s),
        (a INTERVAL, b INTERVAL, s INTERVAL) AS
            list_transform(kql_walk(epoch_us(a), epoch_us(b), epoch_us(s)), lambda e: to_microseconds(e))""",
    "CREATE MACRO kql_step (a BIGINT) AS 1, (a TIMESTAMP) AS INTERVAL 1 HOUR, (a INTERVAL) AS INTERVAL 1 HOUR",
    """CREATE MACRO kql_clock(t) AS if(t < 0, '-', '') || if(abs(t) >= 86400000000, (abs(t) // 86400000000) || '.', '')
        || strftime(make_timestamp(abs(t) % 86400000000), '%H:%M:%S') || if(t % 1000000 = 0, '', printf('.%06d0', abs(t) % 1000000))""",
    "CREATE MACRO kql_items(x) AS CASE WHEN json_type(to_json(x)) = 'ARRAY' THEN CAST(to_json(x) AS JSON[]) END",
    "CREATE MACRO kql_numbers(x) AS list_transform(kql_items(x), lambda e: TRY_CAST(e AS DOUBLE))",
    """CREATE MACRO kql_zip(x, y) AS list_transform(range(1, greatest(len(kql_numbers(x)), len(kql_numbers(y))) + 1),
        lambda i: {'a': kql_numbers(x)[i], 'b': kql_numbers(y)[i]})""",
    """CREATE MACRO kql_forward(l) AS list_transform(range(1, len(l) + 1),
        lambda i: list_last(list_filter(l[:i], lambda e: e IS NOT NULL)))""",
    "CREATE MACRO kql_known(l) AS list_filter(range(1, len(l) + 1), lambda i: l[i] IS NOT NULL)",
    """CREATE MACRO kql_linear(l) AS list_transform(range(1, len(l) + 1), lambda i: CASE WHEN l[i] IS NOT NULL THEN l[i] ELSE
        list_transform([{
            'a': list_max(list_filter(kql_known(l), lambda k: k < i)), 'b': list_min(list_filter(kql_known(l), lambda k: k > i))}],
        lambda p: CASE WHEN p.a IS NULL THEN l[p.b] WHEN p.b IS NULL THEN l[p.a]
            ELSE l[p.a] + (l[p.b] - l[p.a]) * (i - p.a) / (p.b - p.a) END)[1] END)""",
    """CREATE MACRO kql_cidr(ip) AS (SELECT CASE WHEN len(p) = 4 AND len(list_filter(p, lambda e: e IS NULL OR e > 255)) = 0
        THEN p[1] * 16777216 + p[2] * 65536 + p[3] * 256 + p[4] END
        FROM (SELECT list_transform(string_split(split_part(ip, '/', 1), '.'), lambda e: TRY_CAST(e AS UBIGINT)) AS p))""",
    "CREATE MACRO kql_free(net) AS 1::UBIGINT << (32 - coalesce(TRY_CAST(nullif(split_part(net, '/', 2), '') AS UTINYINT), 32))",
    "CREATE MACRO kql_in_range(ip, net) AS kql_cidr(ip) // kql_free(net) = kql_cidr(net) // kql_free(net)",
    """CREATE MACRO kql_json(x) AS CASE WHEN typeof(x) LIKE 'TIMESTAMP%'
        THEN to_json(strftime(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%f0Z'))
        WHEN typeof(x) = 'INTERVAL' THEN to_json(kql_clock(epoch_us(TRY_CAST(CAST(x AS VARCHAR) AS INTERVAL)))) ELSE to_json(x) END""",
    """CREATE MACRO kql_many(x) AS CASE WHEN json_type(kql_json(x)) = 'ARRAY' THEN CAST(kql_json(x) AS JSON[]) ELSE [kql_json(x)] END""",
    # Kusto counts from 0, and a negative start from the end; by its page's example the length begins anew behind each that was found
    """CREATE MACRO kql_find(x, y, s, n, k) AS (SELECT CASE WHEN x IS NULL OR y IS NULL OR k < 1 THEN NULL
        WHEN n < 0 OR (p[1] + len(y) <= b + n
            AND len(list_filter(range(2, k + 1), lambda i: p[i] + len(y) > p[i - 1] + 1 + n)) = 0) THEN coalesce(p[k], -1)
        WHEN p[k] IS NULL OR p[1] + len(y) > b + n THEN -1
        ELSE error('`indexof` of an occurrence so far from the one before is not supported') END
        FROM (SELECT b, list_filter(range(b, len(x) - len(y) + 1), lambda i: x[i + 1 : i + len(y)] = y) AS p
        FROM (SELECT CASE WHEN s < 0 THEN greatest(0, len(x) + s) ELSE s END AS b)))""",
    """CREATE MACRO kql_match(a, b, p) AS (SELECT kql_cidr(a) // s = kql_cidr(b) // s
        FROM (SELECT greatest(kql_free(a), kql_free(b), 1::UBIGINT << (32 - p)) AS s))""",
    "CREATE MACRO kql_quantile(l, p) AS list_aggregate(list_filter(l, lambda e: e IS NOT NULL), 'quantile_disc', p / 100.0)",
    """CREATE MACRO kql_stats(x, ignoring) AS (SELECT CASE
        WHEN l IS NULL OR (len(f) < len(l) AND NOT ignoring) THEN NULL
        WHEN len(f) < 2 THEN error('`series_stats` of fewer than two numbers is not supported')
        ELSE json_object('min', list_min(f), 'min_idx', list_position(l, list_min(f)) - 1, 'max', list_max(f),
            'max_idx', list_position(l, list_max(f)) - 1, 'avg', list_avg(f), 'stdev', list_stddev_samp(f), 'variance', list_var_samp(f),
            'sum', list_sum(f), 'len', len(l)) END
        FROM (SELECT l, list_filter(l, lambda e: e IS NOT NULL AND isfinite(e)) AS f FROM (SELECT kql_numbers(x) AS l)))""",
    # the line goes through the places 0, 1, ..., but what is called interception is its value one place before the first
    """CREATE MACRO kql_line(x) AS (SELECT CASE WHEN l IS NULL THEN NULL
        WHEN len(list_filter(l, lambda e: e IS NULL OR NOT isfinite(e))) > 0 OR len(l) < 2 OR list_min(l) = list_max(l)
            THEN error('`series_fit_line` of a series with gaps, of one number or of the same numbers is not supported')
        ELSE (SELECT json_object('rsquare', 1 - e / v, 'slope', a, 'variance', v / (n - 1), 'rvariance', e / (n - 1),
            'interception', b - a, 'line_fit', fit)
            FROM (SELECT *, list_sum(list_transform(list_zip(l, fit), lambda p: (p[1] - p[2]) ** 2)) AS e
            FROM (SELECT *, list_transform(range(n), lambda i: b + a * i) AS fit
            FROM (SELECT *, m - a * (n - 1) / 2.0 AS b
            FROM (SELECT n, m, list_sum(list_transform(l, lambda y: (y - m) ** 2)) AS v,
                list_sum(list_transform(l, lambda y, i: (i - 1 - (n - 1) / 2.0) * (y - m))) / (n * (n * n - 1.0) / 12) AS a
            FROM (SELECT len(l) AS n, list_avg(l) AS m)))))) END
        FROM (SELECT kql_numbers(x) AS l))""",
    """CREATE MACRO kql_shift(x, k, d) AS to_json(list_transform(range(1, len(kql_items(x)) + 1),
        lambda i: CASE WHEN i + k BETWEEN 1 AND len(kql_items(x)) THEN kql_items(x)[i + k] ELSE d END))""",
    # what comes in from beside: nothing, or an empty text where all the others are texts
    """CREATE MACRO kql_beside(x) AS CASE WHEN len(list_filter(kql_items(x), lambda e: json_type(e) <> 'VARCHAR')) = 0
        THEN '""'::JSON END""",
    """CREATE MACRO kql_in_any(ip, x) AS (SELECT CASE WHEN bool_or(found) THEN true WHEN bool_and(found IS NOT NULL) THEN false END
        FROM (SELECT kql_in_range(ip, r ->> '$') AS found FROM (SELECT unnest(kql_many(x)) AS r)))""",
    """CREATE MACRO kql_rotate(x, k) AS to_json(list_transform(range(len(kql_items(x))),
        lambda i: kql_items(x)[((i + k) % len(kql_items(x)) + len(kql_items(x))) % len(kql_items(x)) + 1]))""",
    "CREATE MACRO kql_each(x, y) AS len(kql_zip(x, y)) = len(list_filter(kql_zip(x, y), lambda p: p.a IS NOT NULL AND p.b IS NOT NULL))",
    # the least value that, with all below it, weighs so much
    """CREATE MACRO kql_weighted(l, p) AS (SELECT min(v) FROM (SELECT e.v AS v, sum(e.w) OVER (ORDER BY e.v) AS c, sum(e.w) OVER () AS t
        FROM (SELECT unnest(l) AS e)) WHERE c >= t * p / 100.0)""",
    # an `int` has 32 bits
    "CREATE MACRO kql_digits(x) AS lower(to_hex(CASE WHEN typeof(x) = 'INTEGER' THEN x::BIGINT & 4294967295 ELSE CAST(x AS BIGINT) END))",
    # weeks begin on Sundays
    "CREATE MACRO kql_week(t) AS (CAST(t AS DATE) - DATE '1969-12-28') // 7",
    # of pieces between what was found, and what was found
    """CREATE MACRO kql_find_pattern(x, y, s, n, k) AS (SELECT CASE WHEN x IS NULL OR y IS NULL OR k < 1 THEN NULL
        WHEN list_contains(f, '') THEN error('`indexof_regex` of a pattern that fits nothing is not supported')
        WHEN len(f) < k THEN -1
        ELSE b + list_sum(list_transform(p[1 : k], lambda e: len(e)))
            + coalesce(list_sum(list_transform(f[1 : k - 1], lambda e: len(e))), 0) END
        FROM (SELECT b, regexp_split_to_array(t, y) AS p, regexp_extract_all(t, y) AS f
        FROM (SELECT b, CASE WHEN n < 0 THEN x[b + 1 :] ELSE x[b + 1 : b + n] END AS t
        FROM (SELECT CASE WHEN s < 0 THEN greatest(0, len(x) + s) ELSE s END AS b))))""",
    """CREATE MACRO kql_below(s, bin) AS
        CASE WHEN s <= 0 THEN error('`bin_at` of a size that is not above zero is not supported') ELSE bin END""",
    """CREATE MACRO kql_origin (v TIMESTAMP) AS TIMESTAMP '0001-01-01', (v INTERVAL) AS to_microseconds(0), (v BIGINT) AS 0::BIGINT,
        (v DOUBLE) AS 0::DOUBLE""",
    # by the types of what it is given; a bin may be below the point
    """CREATE MACRO kql_bin_at
        (v TIMESTAMP, s INTERVAL, p TIMESTAMP) AS kql_below(epoch_us(s), time_bucket(s, v, p)),
        (v INTERVAL, s INTERVAL, p INTERVAL) AS kql_below(epoch_us(s), to_microseconds(
            epoch_us(v) - ((epoch_us(v) - epoch_us(p)) % epoch_us(s) + epoch_us(s)) % epoch_us(s))),
        (v BIGINT, s BIGINT, p BIGINT) AS kql_below(s, v - ((v - p) % s + s) % s),
        (v DOUBLE, s DOUBLE, p DOUBLE) AS kql_below(s, p + floor((v - p) / s) * s)""",
    # a key of another kind than a text goes, and its value with it; what is no array has no values
    """CREATE MACRO kql_bag_zip(x, y) AS CASE WHEN kql_items(x) IS NOT NULL THEN to_json(map_from_entries(list_transform(
        list_filter(range(1, len(kql_items(x)) + 1), lambda i: json_type(kql_items(x)[i]) = 'VARCHAR'),
        lambda i: {'k': kql_items(x)[i] ->> '$', 'v': kql_items(y)[i]}))) END""",
    "CREATE MACRO kql_set(l) AS to_json(list_filter(l, lambda e, i: list_position(l, e) = i))",
)


def _f(name: str, template: str, *arities: int) -> FunctionSpec:
    return FunctionSpec(name, "template", template, arities)


def _single(function: str) -> str:
    return f"to_json(list_transform(kql_numbers({{0}}), lambda e: {function}))"


def _a(name: str, template: str, *arities: int, prefix: str | None = None) -> AggregateSpec:
    return AggregateSpec(name, template, arities, name_prefix=prefix)


def _pairwise(operator: str) -> str:
    return f"to_json(list_transform(kql_zip({{0}}, {{1}}), lambda p: p.a {operator} p.b))"


class _Collected(AggregateSpec):
    """An aggregate whose second argument is how many values are kept at most."""

    def render(self, args: list[str]) -> str:
        """The values as JSON, whatever they are."""
        every = super().render(args)
        return f"to_json(({every})[:{args[1]}])" if len(args) == 2 else f"to_json({every})"


class _Folded(FunctionSpec):
    """A function of two that takes more: of the first two, then of what they make and the third, and so on."""

    def render(self, args: list[str]) -> str:
        """The calls in each other."""
        if len(args) < 2:
            raise ValueError(f"{self.name}() takes two arguments or more, got {len(args)}")
        made = args[0]
        for other in args[1:]:
            made = self.template.format(made, other)
        return made


COLLECTED: Mapping[str, AggregateSpec] = MappingProxyType({
    "make_list": _Collected("make_list", "coalesce(list(kql_json({0})) FILTER (WHERE {0} IS NOT NULL), [])", (1, 2), name_prefix="list"),
    "make_set": _Collected(
        "make_set", "coalesce(list_distinct(flatten(list(kql_many({0})) FILTER (WHERE {0} IS NOT NULL))), [])", (1, 2), name_prefix="set"
    ),
})
"""In the place of the translator's own, which keeps all values whatever the limit, and makes texts of dynamic ones and of times."""
_IS_NULL = "({0} IS NULL OR CASE WHEN typeof({0}) = 'JSON' THEN CAST({0} AS VARCHAR) = 'null' ELSE false END)"
_PARSED = "coalesce(TRY_CAST({0} AS JSON), CASE WHEN trim(CAST({0} AS VARCHAR)) <> '' THEN to_json(CAST({0} AS VARCHAR)) END)"
_TIME = SCALAR_FUNCTIONS["todatetime"].template
_IS_NUMBER = (
    "CASE WHEN typeof({0}) = 'JSON' THEN json_type(TRY_CAST({0} AS JSON)) IN ('BIGINT', 'UBIGINT', 'DOUBLE') "
    "ELSE typeof({0}) SIMILAR TO '.*(INT|INTEGER|DOUBLE|FLOAT|DECIMAL.*)' AND {0} IS NOT NULL END"
)
CORRECTED: Mapping[str, FunctionSpec] = MappingProxyType({
    row.name: row for row in (
        # whether a number is one of ticks the documentation does not say; of one there would be no time
        _f("todatetime", f"CASE WHEN {_IS_NUMBER} THEN error('`todatetime` of a number is not supported') ELSE {_TIME} END", 1),
        # its page says both that more are not allowed and that they are taken for this many
        _f("strrep", "CASE WHEN {1} > " + _AT_MOST.format("strrep", MOST_TIMES) + " ELSE repeat({0}, CAST({1} AS BIGINT)) END", 2),
        # the null of JSON is one
        _f("isnull", _IS_NULL, 1),
        _f("isnotnull", f"(NOT {_IS_NULL})", 1),
        _f("notnull", f"(NOT {_IS_NULL})", 1),
        # a text that is no JSON stays a text
        _f("parse_json", _PARSED, 1),
        _f("todynamic", _PARSED, 1),
        _f("parsejson", _PARSED, 1),
    )
})  # fmt: skip
"""In the place of the translator's own, which say something else than the documentation."""
SCALARS = (
    _f("bag_keys", "CASE WHEN json_type(to_json({0})) = 'OBJECT' THEN to_json(json_keys(to_json({0}))) END", 1),
    _f("bag_zip", "kql_bag_zip({0}, {1})", 2),
    _Folded("bag_merge", "template", "kql_bag([to_json({0}), to_json({1})])"),
    _Folded("set_union", "template", "kql_set(list_concat(kql_items({0}), kql_items({1})))"),
    _Folded("set_intersect", "template", "kql_set(list_filter(kql_items({0}), lambda e: list_contains(kql_items({1}), e)))"),
    _Folded("set_difference", "template", "kql_set(list_filter(kql_items({0}), lambda e: NOT list_contains(kql_items({1}), e)))"),
    _f("bin_at", "kql_bin_at({0}, {1}, {2})", 3),
    _f("ipv4_is_in_range", "kql_in_range({0}, {1})", 2),
    _f("ipv4_is_private", "(kql_in_range({0}, '10.0.0.0/8') OR kql_in_range({0}, '172.16.0.0/12') "
       "OR kql_in_range({0}, '192.168.0.0/16'))", 1),
    _f("kql_in_any", "kql_in_any({0}, {1})", 2),
    _f("kql_match", "kql_match({0}, {1}, {2})", 3),
    _f("kql_find", "CAST(kql_find(to_json({0}) ->> '$', to_json({1}) ->> '$', {2}, {3}, {4}) AS BIGINT)", 5),
    _f("strcat_array", "array_to_string(list_transform(kql_items({0}), lambda e: coalesce(e ->> '$', '')), {1})", 2),
    _f("unixtime_seconds_todatetime", "make_timestamp(CAST(round(({0}) * 1000000) AS BIGINT))", 1),
    _f("unixtime_milliseconds_todatetime", "make_timestamp(CAST(round(({0}) * 1000) AS BIGINT))", 1),
    _f("unixtime_microseconds_todatetime", "make_timestamp(CAST({0} AS BIGINT))", 1),
    _f("unixtime_nanoseconds_todatetime", "make_timestamp(CAST({0} AS BIGINT) // 1000)", 1),
    _f("dcount_hll", "CAST(len({0}) AS BIGINT)", 1),
    _f("percentile_tdigest", "kql_quantile({0}, {1})", 2),
    _f("tohex", "kql_digits({0})", 1),
    _f("kql_hex", "lpad(kql_digits({0}), CAST(greatest({1}, len(kql_digits({0}))) AS INTEGER), '0')", 2),
    _f("kql_week_diff", "(kql_week({0}) - kql_week({1}))", 2),
    _f("kql_millisecond", "(date_part('millisecond', {0}) % 1000)", 1),
    _f("kql_microsecond", "(date_part('microsecond', {0}) % 1000000)", 1),
    _f("kql_span", "(to_days(CAST({0} AS INTEGER)) + to_hours(CAST({1} AS BIGINT)) + to_minutes(CAST({2} AS BIGINT)) "
       "+ to_microseconds(CAST(round(CAST({3} AS DOUBLE) * 1000000) AS BIGINT)))", 4),
    _f("kql_split", "CASE WHEN CAST({2} AS BIGINT) BETWEEN 0 AND len(str_split({0}, {1})) - 1 "
       "THEN to_json([str_split({0}, {1})[CAST({2} AS BIGINT) + 1]]) END", 3),
    _f("kql_repeated", "CASE WHEN {1} > " + _AT_MOST.format("strrep", MOST_TIMES) + " "
       "ELSE array_to_string(list_transform(range(CAST({1} AS BIGINT)), lambda i: {0}), {2}) END", 3),
    _f("kql_find_pattern", "kql_find_pattern(to_json({0}) ->> '$', {1}, CAST({2} AS BIGINT), CAST({3} AS BIGINT), CAST({4} AS BIGINT))", 5),
    _f("bitset_count_ones", "CAST(bit_count(CAST({0} AS BIGINT)) AS BIGINT)", 1),
    _f("loggamma", "lgamma(CAST({0} AS DOUBLE))", 1),
    _f("kql_rand", "random()", 0),
    _f("kql_rand_below", "CAST(floor(random() * {0}) AS BIGINT)", 1),
    _f("new_guid", "CAST(uuid() AS VARCHAR)", 0),
    _f("todecimal", "TRY_CAST({0} AS DECIMAL(38, 9))", 1),
    _f("extractjson", "(TRY_CAST({1} AS JSON) ->> {0})", 2),
    _f("extract_json", "(TRY_CAST({1} AS JSON) ->> {0})", 2),
    _f("dynamic_to_json", "CAST(to_json({0}) AS VARCHAR)", 1),
    _f("series_add", _pairwise("+"), 2),
    _f("series_subtract", _pairwise("-"), 2),
    _f("series_multiply", _pairwise("*"), 2),
    _f("series_divide", _pairwise("/"), 2),
    _f("series_equals", _pairwise("="), 2),
    _f("series_not_equals", _pairwise("<>"), 2),
    _f("series_less", _pairwise("<"), 2),
    _f("series_less_equals", _pairwise("<="), 2),
    _f("series_greater", _pairwise(">"), 2),
    _f("series_greater_equals", _pairwise(">="), 2),
    _f("series_pow", _pairwise("**"), 2),
    _f("series_abs", _single("abs(e)"), 1),
    _f("series_sign", _single("sign(e)"), 1),
    _f("series_floor", _single("floor(e)"), 1),
    _f("series_ceiling", _single("ceil(e)"), 1),
    _f("series_exp", _single("exp(e)"), 1),
    _f("series_dot_product", "CASE WHEN kql_each({0}, {1}) THEN list_sum(list_transform(kql_zip({0}, {1}), lambda p: p.a * p.b)) END", 2),
    _f("series_magnitude", "sqrt(list_sum(list_transform(kql_numbers({0}), lambda e: e * e)))", 1),
    _f("series_pearson_correlation", "CASE WHEN kql_each({0}, {1}) THEN (SELECT corr(p.a, p.b) "
       "FROM (SELECT unnest(kql_zip({0}, {1})) AS p)) END", 2),
    _f("series_stats_dynamic", "kql_stats({0}, false)", 1),
    _f("kql_stats_ignoring", "kql_stats({0}, {1})", 2),
    _f("series_fit_line_dynamic", "kql_line({0})", 1),
    _f("array_shift_left", "kql_shift({0}, {1}, kql_beside({0}))", 2),
    _f("kql_shift_with", "kql_shift({0}, {1}, to_json({2}))", 3),
    _f("array_shift_right", "kql_shift({0}, -({1}), kql_beside({0}))", 2),
    _f("array_rotate_left", "kql_rotate({0}, {1})", 2),
    _f("array_rotate_right", "kql_rotate({0}, -({1}))", 2),
    _f("kql_origin", "kql_origin({0})", 1),
    _f("kql_step", "kql_step({0})", 1),
    _f("kql_datetime", "CASE WHEN {3} BETWEEN 0 AND 23 AND {4} BETWEEN 0 AND 59 AND {5} >= 0 AND {5} < 60 "
       "THEN TRY(make_timestamp(CAST({0} AS BIGINT), CAST({1} AS BIGINT), CAST({2} AS BIGINT), CAST({3} AS BIGINT), "
       "CAST({4} AS BIGINT), floor(CAST({5} AS DOUBLE) * 1000000) / 1000000)) END", 6),
    _f("range", "to_json(list_transform(kql_steps({0}, {1}, {2}), lambda e: kql_json(e)))", 3),
    _f("repeat", "CASE WHEN {1} > " + _AT_MOST.format("repeat", MOST_STEPS) + " WHEN {1} >= 0 "
       "THEN to_json(list_transform(range({1}), lambda i: kql_json({0}))) END", 2),
    _f("strcmp", "CAST(CASE WHEN {0} < {1} THEN -1 WHEN {0} = {1} THEN 0 WHEN {0} > {1} THEN 1 END AS BIGINT)", 2),
    _f("string_size", "CAST(strlen({0}) AS BIGINT)", 1),
    _f("series_sum", "list_sum(kql_numbers({0}))", 1),
    _f("series_product", "list_product(kql_numbers({0}))", 1),
    _f("series_fill_const", "to_json(list_transform(kql_numbers({0}), lambda e: coalesce(e, {1})))", 2),
    _f("series_fill_forward", "to_json(kql_forward(kql_numbers({0})))", 1),
    _f("series_fill_backward", "to_json(list_reverse(kql_forward(list_reverse(kql_numbers({0})))))", 1),
    _f("series_fill_linear", "to_json(kql_linear(kql_numbers({0})))", 1),
)
"""Each with the numbers of arguments that it takes; none: any."""

AGGREGATES = (
    _a("make_bag", "kql_bag(list(to_json({0})) FILTER (WHERE {0} IS NOT NULL))", 1, prefix="bag"),
    _a("make_bag_if", "kql_bag(list(to_json({0})) FILTER (WHERE {0} IS NOT NULL AND {1}))", 2, prefix="bag"),
    _a("make_list_if", "to_json(coalesce(list(kql_json({0})) FILTER (WHERE {0} IS NOT NULL AND {1}), []))", 2, prefix="list"),
    _a("make_set_if", "to_json(coalesce(list_distinct(flatten(list(kql_many({0})) FILTER (WHERE {0} IS NOT NULL AND {1}))), []))", 2,
       prefix="set"),
    _a("make_list_with_nulls", "to_json(coalesce(list(kql_json({0})), []))", 1, prefix="list"),
    # digests that hold what they are of: Kusto's are estimates of these values, and there is no error in them that somebody could ask for
    _a("hll", "list(DISTINCT {0}) FILTER (WHERE {0} IS NOT NULL)", 1, 2),
    _a("hll_if", "list(DISTINCT {0}) FILTER (WHERE {0} IS NOT NULL AND {1})", 2),
    _a("hll_merge", "list_distinct(flatten(list({0})))", 1),
    _a("tdigest", "list({0}) FILTER (WHERE {0} IS NOT NULL)", 1),
    _a("merge_tdigest", "flatten(list({0}))", 1),
    _a("tdigest_merge", "flatten(list({0}))", 1),
    # of the same row, whatever is null in it
    _a("kql_first", "first({0})", 1),
    _a("kql_percentilew", "kql_weighted(list({{'v': {0}, 'w': CAST({1} AS BIGINT)}}) FILTER (WHERE {0} IS NOT NULL), {2})", 3),
    _a("kql_sum_span", "to_microseconds(CAST(coalesce(sum(epoch_us({0})), 0) AS BIGINT))", 1, prefix="sum"),
    _a("kql_sumif_span", "to_microseconds(CAST(coalesce(sum(epoch_us({0})) FILTER (WHERE {1}), 0) AS BIGINT))", 2, prefix="sumif"),
    _a("kql_avg_span", "to_microseconds(CAST(avg(epoch_us({0})) AS BIGINT))", 1, prefix="avg"),
    _a("kql_avgif_span", "to_microseconds(CAST(avg(epoch_us({0})) FILTER (WHERE {1}) AS BIGINT))", 2, prefix="avgif"),
    _a("kql_avg_time", "make_timestamp(CAST(avg(epoch_us({0})) AS BIGINT))", 1, prefix="avg"),
    _a("kql_avgif_time", "make_timestamp(CAST(avg(epoch_us({0})) FILTER (WHERE {1}) AS BIGINT))", 2, prefix="avgif"),
    _a("maxif", "max({0}) FILTER (WHERE {1})", 2),
    _a("minif", "min({0}) FILTER (WHERE {1})", 2),
    _a("take_anyif", "any_value({0}) FILTER (WHERE {1})", 2),
    _a("anyif", "any_value({0}) FILTER (WHERE {1})", 2),
    _a("count_distinct", "count(DISTINCT {0})", 1),
    _a("count_distinctif", "count(DISTINCT {0}) FILTER (WHERE {1})", 2),
    _a("stdevp", "coalesce(stddev_pop({0}), 0.0)", 1),
    _a("variancep", "coalesce(var_pop({0}), 0.0)", 1),
    _a("binary_all_and", "bit_and({0})", 1),
    _a("binary_all_or", "bit_or({0})", 1),
    _a("binary_all_xor", "bit_xor({0})", 1),
)


def teach() -> None:
    """Put the rows into the translator's table, which is data that is meant to grow; doing it again changes nothing."""
    SCALAR_FUNCTIONS.update({row.name: row for row in (*SCALARS, *PYTHON.values()) if row.name not in SCALAR_FUNCTIONS})
    AGGREGATE_FUNCTIONS.update({row.name: row for row in AGGREGATES if row.name not in AGGREGATE_FUNCTIONS})
    SCALAR_FUNCTIONS.update(CORRECTED)
    AGGREGATE_FUNCTIONS.update(COLLECTED)


def define(db: duckdb.DuckDBPyConnection) -> None:
    """Make the macros, in a connection that has none yet."""
    for macro in MACROS:
        db.execute(macro)
