"""Queries in the shapes of published query libraries, each held against what Python counts in the same records.

The shapes: the examples of API Management's labs for AI gateways, libraries of teams that watch Azure OpenAI in Log Analytics, runbooks
that look for leaked keys and throttling, hunting queries of security operations, and Azure Monitor's own samples. The words are ours.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, stdev

import pytest

from .test_samples import BAD, CALLS, DAY, EVENTS, HOUR, LLM, LOGS, Row, at, by, counted, data, floor, nearest, per, text, tokens, wrong

__all__ = ["data"]
AOAI = "AzureDiagnostics | where ResourceProvider == 'MICROSOFT.COGNITIVESERVICES' | where Category == 'RequestResponse'"
D16 = datetime(2026, 11, 16, tzinfo=UTC)
DAYS = [tokens(e for e in CALLS if at(e).date() == (D16 + timedelta(days=n)).date()) for n in range(3)]


def _line(values: list[float]) -> tuple[float, float]:
    """Slope, and the share of the variance that the line explains."""
    middle, mean = (len(values) - 1) / 2, fmean(values)
    slope = sum((n - middle) * (v - mean) for n, v in enumerate(values)) / sum((n - middle) ** 2 for n in range(len(values)))
    rest = sum((v - mean - slope * (n - middle)) ** 2 for n, v in enumerate(values))
    return slope, 1 - rest / sum((v - mean) ** 2 for v in values)


def _hours(caller: str) -> list[int]:
    return [len(g) for g in by((e for e in EVENTS if e.caller == caller), lambda e: floor(e, HOUR)).values()]


RUN: tuple[tuple[str, Callable[[], list[Row]]], ...] = (
    # how a gateway does: rates beside counts, rounded for a dashboard
    (f"{LOGS} | summarize\n    RequestCount = count(),\n    P95 = percentile(TotalTime, 95),\n    ErrorRate = round(100.0 *"
     " countif(ResponseCode >= 400) / count(), 2)\nby ApiId\n| order by RequestCount desc, ApiId asc",
     lambda: sorted(per(EVENTS, lambda e: e.project, len, lambda g: nearest((e.duration_ms for e in g), 95),
                        lambda g: round(100 * sum(e.status >= 400 for e in g) / len(g), 2)), key=lambda row: (-row[1], row[0]))),
    (f"{LOGS} | where BackendId != '' | summarize Ok = countif(BackendResponseCode < 400), Failed = countif(BackendResponseCode >= 400),"
     " Throttled = countif(BackendResponseCode == 429) by BackendId | extend Rate = round(100.0 * Ok / (Ok + Failed), 2)",
     lambda: per(EVENTS, lambda e: e.deployment, lambda g: sum(e.kind == "completed" and e.status < 400 for e in g),
                 lambda g: sum(e.kind == "completed" and e.status >= 400 for e in g), lambda g: sum(e.status == 429 for e in g),
                 lambda g: round(100 * fmean(e.status < 400 for e in g if e.kind == "completed"), 2))),
    (f"{LOGS} | where ResponseCode >= 400 | summarize ErrorCount = count() by ResponseCode, LastErrorReason, LastErrorSection | take 20",
     lambda: [(*key, "inbound" if key[1] else "", n) for *key, n in counted(BAD, lambda e: e.status, lambda e: e.reason)]),
    (f"{LOGS} | extend DayOfWeek = dayofweek(TimeGenerated) / 1d, Hour = hourofday(TimeGenerated) | summarize count() by DayOfWeek, Hour",
     lambda: counted(EVENTS, lambda e: float(at(e).isoweekday() % 7), lambda e: at(e).hour)),
    (f"{LLM} | summarize N = count(), T = sum(TotalTokens), S = countif(IsStreamCompletion == true) by DeploymentName, ModelName\n| extend"
     " Each = round(1.0 * T / N, 0), Streaming = round(100.0 * S / N, 2)",
     lambda: [(k, k, len(g), tokens(g), sum(e.stream for e in g), float(round(tokens(g) / len(g))),
               round(100 * sum(e.stream for e in g) / len(g), 2)) for k, g in by(CALLS, lambda e: e.model).items()]),
    (f"let g = {LOGS} | project CorrelationId, ResponseCode, ApimSubscriptionId;\nlet l = {LLM} | project CorrelationId, TotalTokens;\ng |"
     " join kind=leftouter l on CorrelationId | project ResponseCode, TotalTokens | summarize count(), sum(TotalTokens) by ResponseCode",
     lambda: per(EVENTS, lambda e: e.status, len, lambda g: tokens(e for e in g if e.kind == "completed"))),
    # what a library of diagnostics asks
    (f"{AOAI} | summarize P50 = percentile(DurationMs, 50), P99 = percentile(DurationMs, 99), Max = max(DurationMs), Avg = avg(DurationMs)"
     " | project P50, P99, Max, Avg",
     lambda: [(*(int(nearest((e.duration_ms for e in EVENTS), p)) for p in (50, 99)), int(max(e.duration_ms for e in EVENTS)),
               fmean(e.duration_ms for e in EVENTS))]),
    (f"{AOAI} | summarize count() by bin(DurationMs, 500)\n| render columnchart\n    with (\n        title=\"Latency\",\n        "
     "xtitle=\"ms\"\n    )", lambda: counted(EVENTS, lambda e: int(e.duration_ms) // 500 * 500)),
    (f"{AOAI} | extend Total = toint(parse_json(properties_s).usage.total_tokens) | summarize sum(Total), count(), countif(isnull(Total))",
     lambda: [(0, len(EVENTS), len(EVENTS))]),
    (f"{AOAI} | extend EndTime = TimeGenerated + totimespan(DurationMs * 1ms) | where EndTime - TimeGenerated > 2s | count",
     lambda: [(sum(e.duration_ms > 2000 for e in EVENTS),)]),
    (f"{AOAI} | extend Hour = hourofday(TimeGenerated) | summarize PerHour = count() / 7.0 by Hour | order by PerHour desc, Hour asc",
     lambda: sorted(((h, n / 7) for h, n in counted(EVENTS, lambda e: at(e).hour)), key=lambda row: (-row[1], row[0]))),
    (f"{AOAI} | extend Deployment = coalesce(column_ifexists('DeploymentName_s', ''), 'unknown') | summarize Failures = countif(toint("
     "ResultSignature) >= 400) by Deployment, OperationName",
     lambda: [("unknown", name, bad) for name, bad in per(EVENTS, lambda e: e.operation, lambda g: sum(e.status >= 400 for e in g))]),
    (f"{AOAI} | extend deployment = tostring(parse_json(properties_s).modelDeploymentName) | summarize requests = count() by"
     " CallerIPAddress, deployment, bin(TimeGenerated, 1d)",
     lambda: counted(EVENTS, lambda e: e.caller_ip, lambda e: e.deployment, lambda e: floor(e, DAY))),
    # who is new, who is too much
    (f"let known = {LOGS} | where TimeGenerated < datetime(2026-11-17 02:00) | distinct CallerIpAddress;\n{LOGS} | where TimeGenerated >="
     " datetime(2026-11-17 02:00) | where CallerIpAddress !in (known) | summarize count(), make_set(UserId) by CallerIpAddress",
     lambda: [(ip, len(g), list(dict.fromkeys(e.caller for e in g))) for ip, g in by(
         (e for e in EVENTS if at(e) >= datetime(2026, 11, 17, 2, tzinfo=UTC)), lambda e: e.caller_ip).items()
         if ip not in {e.caller_ip for e in EVENTS if at(e) < datetime(2026, 11, 17, 2, tzinfo=UTC)}]),
    (f"{LOGS} | summarize Requests = count() by bin(TimeGenerated, 1h), UserId | summarize Avg = avg(Requests), Dev = round(stdev("
     "Requests), 6), Max = max(Requests) by UserId | extend Limit = Avg + 3 * Dev | project UserId, Avg, Dev, Max",
     lambda: [(f"user-{n}", fmean(h), round(stdev(h), 6), max(h)) for n in range(5) for h in [_hours(f"user-{n}")]]),
    (f"{LOGS} | where ResponseCode in (400, 401, 403) | summarize Failed = count(), First = min(TimeGenerated), Last ="
     " max(TimeGenerated) by CallerIpAddress, bin(TimeGenerated, 1d) | where Failed > 1"
     " | extend timestamp = Last | project CallerIpAddress, Failed, First, Last",
     lambda: [(ip, len(g), text(at(g[0])), text(at(g[-1]))) for (ip, _), g in by(
         (e for e in EVENTS if e.status == 400), lambda e: (e.caller_ip, floor(e, DAY))).items() if len(g) > 1]),
    # names that are words of the language
    (f"{LOGS} | summarize first = min(TimeGenerated), last = max(TimeGenerated) by UserId | project UserId, first, last",
     lambda: per(EVENTS, lambda e: e.caller, lambda g: text(at(g[0])), lambda g: text(at(g[-1])))),
    # functions that a workspace has, written in front
    (f"let usage_by = (model:string, least:long = 0) {{ {LLM} | where ModelName == model and TotalTokens >= least | summarize T ="
     " sum(TotalTokens) by ModelName };\nunion usage_by('o3'), usage_by('gpt-4o', 150)",
     lambda: [("o3", tokens(e for e in CALLS if e.model == "o3")),
              ("gpt-4o", tokens(e for e in CALLS if e.model == "gpt-4o" and tokens([e]) >= 150))]),
    (f"let failing = (T:(*)) {{ T | where ResponseCode >= 400 }};\n{LOGS} | invoke failing() | summarize count() by OperationId",
     lambda: counted(BAD, lambda e: e.operation)),
    # series: their statistics, and where they go
    (f"set query_bin_auto_size=6h;\n{LOGS} | summarize count() by bin_auto(TimeGenerated)",
     lambda: counted(EVENTS, lambda e: floor(e, 6 * HOUR))),
    (f"{LLM} | make-series T = sum(TotalTokens) default=0 on TimeGenerated from datetime(2026-11-16) to datetime(2026-11-19) step 1d\n"
     "| extend (least, at_, most) = series_stats(T), (fits, slope) = series_fit_line(T) | project least, at_, most, fits, slope",
     lambda: [(float(min(d)), d.index(min(d)), float(max(d)), *reversed(_line([float(v) for v in d]))) for d in [DAYS]]),
    (f"{LLM} | make-series T = sum(TotalTokens) default=0 on TimeGenerated from datetime(2026-11-16) to datetime(2026-11-19) step 1d\n"
     "| project Share = series_divide(T, repeat(1000.0, array_length(T))), Up = series_greater(T, array_shift_right(T, 1, 0))",
     lambda: [([v / 1000 for v in d], [v > w for v, w in zip(d, [0, *d], strict=False)]) for d in [DAYS]]),
    (f"{LOGS} | top-hitters 2 of UserId by TotalTime",
     lambda: sorted(((u, int(sum(e.duration_ms for e in g))) for u, g in by(EVENTS, lambda e: e.caller).items()), key=lambda r: -r[1])[:2]),
    (f"let inside = dynamic(['10.0.1.0/24', '10.0.2.0/24']);\n{LOGS} | summarize count() by ipv4_is_in_any_range(CallerIpAddress, inside)",
     lambda: counted(EVENTS, lambda e: not e.caller_ip.startswith("10.0.0."))),
    (f"{LOGS} | summarize (p50, p95) = percentiles(TotalTime, 50, 95), arg_max(TimeGenerated, ResponseCode) by ApiId | project-away"
     " TimeGenerated", lambda: per(EVENTS, lambda e: e.project, lambda g: int(nearest((e.duration_ms for e in g), 50)),
                                   lambda g: int(nearest((e.duration_ms for e in g), 95)), lambda g: g[-1].status)),
    (f"{LOGS} | parse-where UserId with 'user-' n:long | summarize sum(n)", lambda: [(sum(int(e.caller[5:]) for e in EVENTS),)]),
    (f"({LOGS} | where ResponseCode == 429) | summarize count() by ApiId",
     lambda: counted((e for e in EVENTS if e.status == 429), lambda e: e.project)),
)  # fmt: skip


def test_a_library_has_the_rows_that_python_counts(data: Path) -> None:
    assert wrong(data, RUN[5::13]) == []


@pytest.mark.long
def test_whole_libraries_have_the_rows_that_python_counts(data: Path) -> None:
    found = wrong(data, RUN)
    assert found == [], found
