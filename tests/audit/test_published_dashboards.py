"""More queries in the shapes that dashboards, workbooks and query libraries publish, held against what Python counts in the same records.

The shapes: Azure Monitor's example queries for API Management and metrics, workbooks for tokens and costs, query libraries for Azure OpenAI
in Azure AI Foundry, failover and forecast samples. The words are ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from enclave.audit.log import AuditLog

from .test_published import CALLS, DAY, EVENTS, HOUR, at, by, disc, floor, ms, text, total, wrong

NEAR = {f"10.0.2.{number}" for number in range(4)}
Rows = list[tuple[Any, ...]]


def share(of: list[Any], fits: Callable[[Any], bool], places: int) -> float:
    return round(100.0 * sum(map(fits, of)) / len(of), places)


DASHBOARDS: tuple[tuple[str, Callable[[], Rows]], ...] = (
    # calls by resource, counted by a column
    ("//Total number of calls\nApiManagementGatewayLogs\n| where TimeGenerated > ago(9999d)\n| summarize count(CorrelationId) by ApiId\n"
     "| order by ApiId asc", lambda: sorted(Counter(event.project for event in EVENTS).items())),
    # bandwidth by quarter of an hour
    ("ApiManagementGatewayLogs | extend bandwidth = RequestSize + ResponseSize\n| summarize sum(bandwidth) by bin(TimeGenerated, 15m),"
     " _ResourceId | top 1 by sum_bandwidth | project sum_bandwidth",
     lambda: [(max(sum(event.request_bytes + event.response_bytes for event in of)
                   for of in by(EVENTS, lambda event: floor(event, timedelta(minutes=15))).values()),)]),
    # a name that begins with a digit
    ("ApiManagementGatewayLogs | summarize Average=avg(RequestSize), Median=percentile(RequestSize, 50),"
     " 90th_Percentile=percentile(RequestSize, 90) by bin(TimeGenerated, 1d) | order by TimeGenerated asc | render timechart",
     lambda: [(day, fmean(sizes), disc(sizes, 50), disc(sizes, 90)) for day, sizes in sorted(
         (day, [event.request_bytes for event in of]) for day, of in by(EVENTS, lambda event: floor(event, DAY)).items())]),
    # what failed and was not the model's fault
    ("ApiManagementGatewayLogs | where IsRequestSuccess == false | where isnull(BackendResponseCode) or BackendResponseCode < 400"
     " | where ResponseCode >= 400 | count", lambda: [(sum(event.kind == "refused" for event in EVENTS),)]),
    ("ApiManagementGatewayLogs | where IsRequestSuccess == false | top 100 by TimeGenerated desc| where ResponseCode >= 500 | count",
     lambda: [(sum(event.status >= 500 for event in [e for e in EVENTS if e.status >= 400][-100:]),)]),
    # misses and hits, with whole numbers divided
    ("ApiManagementGatewayLogs | summarize Miss=countif(Cache == 'none'), Hit=countif(Cache == 'hit') by bin(TimeGenerated, 15m)\n"
     "| extend Ratio=Hit / (Hit + Miss)\n| project-away Hit, Miss | summarize max(Ratio), count()",
     lambda: [(0, len({floor(event, timedelta(minutes=15)) for event in EVENTS}))]),
    # a value anywhere, by a name
    ("let SearchValue = 'o3'; //term to look for\nApiManagementGatewayLlmLog | where * contains tostring(SearchValue) | take 1000 | count",
     lambda: [(sum("o3" in "".join((event.model, event.request_id)) for event in CALLS),)]),
    # the newest value of each metric
    ("AzureMetrics | where Resource == 'CLAIMS' | summarize arg_max(TimeGenerated, Total) by MetricName | where MetricName == 'TotalCalls'",
     lambda: [("TotalCalls", floor([event for event in EVENTS if event.project == "claims"][-1], timedelta(minutes=1)), 1.0)]),
    # only groups
    ("AzureMetrics | where MetricName == 'TotalCalls' | summarize by bin(TimeGenerated, 1d), Resource | count",
     lambda: [(len({(floor(event, DAY), event.project) for event in EVENTS}),)]),
    # a name out of an id
    ("AzureMetrics | where MetricName == 'Latency' | parse _ResourceId with * '/providers/microsoft.cognitiveservices/accounts/' Account"
     " | summarize Worst = max(Maximum) by Account | order by Account asc",
     lambda: [(name, max(event.duration_ms for event in of)) for name, of in sorted(by(EVENTS, lambda event: event.project).items())]),
    # tokens out of the properties, by hour of the day
    ("AzureDiagnostics | where Category == 'RequestResponse' | extend p = parse_json(properties_s)\n| extend In = toint(p.promptTokens),"
     " Out = toint(p.completionTokens)\n| summarize Tokens = sum(In + Out), Average = round(avg(In), 3) by Hour = hourofday(TimeGenerated)"
     " | top 3 by Tokens | order by Hour asc",
     lambda: sorted(sorted(((hour, total(of), round(fmean(event.prompt_tokens for event in of), 3))
                            for hour, of in by(EVENTS, lambda event: at(event).hour).items()), key=lambda row: -row[1])[:3])),
    # what is nowhere in the properties is null, and its sum is nothing
    ("AzureDiagnostics | where Category == 'RequestResponse' | extend t = toint(parse_json(properties_s).usage.total_tokens)"
     " | summarize sum(t), n = count() | extend per = sum_t / n", lambda: [(0, len(EVENTS), 0)]),
    # percentiles, maximum and mean in one row
    ("AzureDiagnostics | where Category == 'RequestResponse' | summarize P50 = percentile(DurationMs, 50), P99 ="
     " percentile(DurationMs, 99),"
     " Max = max(DurationMs), Avg = round(avg(DurationMs), 6)",
     lambda: [(disc(list(map(ms, EVENTS)), 50), disc(list(map(ms, EVENTS)), 99), max(map(ms, EVENTS)), round(fmean(map(ms, EVENTS)), 6))]),
    # a histogram
    ("AzureDiagnostics | where Category == 'RequestResponse' | summarize count() by bin(DurationMs, 500) | order by DurationMs asc"
     " | render columnchart with (title='Latency', xtitle='ms')",
     lambda: sorted(Counter(ms(event) // 500 * 500 for event in EVENTS).items())),
    # share of errors by hour
    ("AzureDiagnostics | where Category == 'RequestResponse' | summarize Total = count(), Errors = countif(ResultSignature != '200')"
     " by bin(TimeGenerated, 12h) | extend ErrorRate = round((Errors * 100.0) / Total, 2) | order by TimeGenerated asc"
     " | project ErrorRate",
     lambda: [(share(of, lambda event: event.status != 200, 2),)
              for _, of in sorted(by(EVENTS, lambda event: floor(event, 12 * HOUR)).items())]),
    # a cost, by a rate for a million
    ("ApiManagementGatewayLlmLog | summarize In = sum(PromptTokens), Out = sum(CompletionTokens)\n| extend\n    InCost = In *"
     " 0.15 / 1000000,"
     "  // $0.15 per 1M\n    OutCost = Out * 0.60 / 1000000\n| project Cost = round(InCost + OutCost, 6)",
     lambda: [(round(sum(e.prompt_tokens for e in CALLS) * 0.15 / 1e6 + sum(e.completion_tokens for e in CALLS) * 0.60 / 1e6, 6),)]),
    # the month's end from what has passed of it
    ("print t = datetime(2026-02-10) | extend Days = dayofmonth(endofmonth(t)), Gone = dayofmonth(t) | project Projected ="
     " round(5.0 / Gone *"
     " Days, 2)", lambda: [(round(5.0 / 10 * 28, 2),)]),
    # requests a day of the week
    ("ApiManagementGatewayLogs | summarize n = count() by Day = toint(dayofweek(TimeGenerated) / 1d) | order by Day asc",
     lambda: sorted(Counter((at(event).weekday() + 1) % 7 for event in EVENTS).items())),
    # when each ended, and how many at a time
    ("AzureDiagnostics | where Category == 'RequestResponse' | extend End = TimeGenerated + totimespan(DurationMs * 1ms)\n| summarize n ="
     " count() by bin(TimeGenerated, 1s) | summarize max(n), avg(n), count()", lambda: [(1, 1.0, len(EVENTS))]),
    # who, from the first of several that is there
    ("AzureDiagnostics | where Category == 'RequestResponse' | extend p = parse_json(tostring(properties_s))\n| extend who ="
     " coalesce(tostring(p.identity.claims.upn), tostring(p.callerObjectId), CallerIPAddress) | summarize calls = count() by who"
     " | order by calls desc, who asc",
     lambda: sorted(Counter(event.caller for event in EVENTS).items(), key=lambda pair: (-pair[1], pair[0]))),
    # backends, by what is known of them
    ("let timeWindow = 9999d; let apiIds = dynamic(['CLAIMS']);\nApiManagementGatewayLogs | where TimeGenerated > ago(timeWindow) | where"
     " ApiId in~ (apiIds)\n| extend Backend = case(isnotempty(BackendUrl), BackendUrl, isnotempty(BackendId), BackendId, '(none)')"
     "\n| summarize Requests = count(), Good = countif(ResponseCode between (200 .. 299)), Throttled = countif(ResponseCode == 429)"
     " by Backend\n| extend Rate = round(100.0 * Good / Requests, 1) | order by Backend asc",
     lambda: [(name, len(of), sum(e.status == 200 for e in of), sum(e.status == 429 for e in of), share(of, lambda e: e.status == 200, 1))
              for name, of in sorted(by([e for e in EVENTS if e.project == "claims"],
                                        lambda e: e.deployment if e.kind == "completed" else "(none)").items())]),
    # tokens by surface and mode
    ("let routes = materialize(ApiManagementGatewayLogs | project CorrelationId, ApiId, OperationId);\nApiManagementGatewayLlmLog | where"
     " TotalTokens > 0 and isnotempty(ModelName) | join kind=inner routes on CorrelationId\n| extend Surface = iff(OperationId contains"
     " 'embed', 'Embeddings', 'Chat'), Mode = iff(IsStreamCompletion == true, 'Streaming', 'Whole')\n| summarize Requests = count(), Tokens"
     " = sum(TotalTokens) by Surface, Mode | order by Surface asc, Mode asc",
     lambda: [(*key, len(of), total(of)) for key, of in sorted(by(CALLS, lambda e: (
         "Embeddings" if "Embed" in e.operation else "Chat", "Streaming" if e.stream else "Whole")).items())]),
    # calls without telemetry stand beside the others
    ("ApiManagementGatewayLogs | join kind=leftouter (ApiManagementGatewayLlmLog | project CorrelationId, ModelName, TotalTokens)"
     " on CorrelationId | extend Known = iff(ModelName == '', 'no model', ModelName) | summarize n = count(), t = sum(coalesce(TotalTokens,"
     " 0)) by Known | order by Known asc",
     lambda: [(name, len(of), total(of)) for name, of in sorted(
         by(EVENTS, lambda e: e.model if e.kind == "completed" else "no model").items())]),
    # a limit by a name
    ("let top_n = 2; ApiManagementGatewayLlmLog | summarize Tokens = sum(TotalTokens) by ApiKey = DeploymentName | top top_n by"
     " Tokens desc",
     lambda: sorted(((name, total(of)) for name, of in by(CALLS, lambda e: e.deployment).items()), key=lambda row: -row[1])[:2]),
    # a constant among the sums, as forecasts have it
    ("let sampleDays = 2; ApiManagementGatewayLlmLog | summarize SampleDays = sampleDays, Turns = count(), Tokens = sum(TotalTokens) by"
     " ModelName | extend PerDay = round(Tokens / todouble(sampleDays), 1) | project ModelName, SampleDays, Turns, PerDay"
     " | order by ModelName asc",
     lambda: [(name, 2, len(of), round(total(of) / 2, 1)) for name, of in sorted(by(CALLS, lambda e: e.model).items())]),
    # the middle of the time between calls
    ("ApiManagementGatewayLogs | where UserId == 'user-2' | order by TimeGenerated asc | extend Gap = TimeGenerated - prev(TimeGenerated)"
     " | where isnotnull(Gap) | summarize Mean = avg(Gap), All = sum(Gap)",
     lambda: gaps([at(e) for e in EVENTS if e.caller == "user-2"])),
    # calls of one caller in runs
    ("ApiManagementGatewayLogs | where UserId == 'user-1' | sort by TimeGenerated asc | extend Start ="
     " row_window_session(TimeGenerated, 6h,"
     " 60m) | summarize n = count() by Start | order by Start asc",
     lambda: sessions([at(e) for e in EVENTS if e.caller == "user-1"], 6 * HOUR, HOUR)),
    # an address inside one of several networks
    ("ApiManagementGatewayLogs | where ipv4_is_in_any_range(CallerIpAddress, dynamic(['10.0.1.0/24', '10.0.2.0/30'])) | summarize"
     " dcount(CallerIpAddress), count()",
     lambda: different([e.caller_ip for e in EVENTS if e.caller_ip.startswith("10.0.1.") or e.caller_ip in NEAR])),
    # every hour, also those without calls, and how far each is from the mean
    ("ApiManagementGatewayLogs | make-series n = count() default = 0 on TimeGenerated from datetime(2026-11-17) to"
     " datetime(2026-11-18) step"
     " 4h | extend (lo, lo_at, hi, hi_at, mean) = series_stats(n) | project lo, hi, mean = round(mean, 3)",
     lambda: spread([sum(at(e).day == 17 and at(e).hour // 4 == n for e in EVENTS) for n in range(6)])),
    # a pivot of days and models
    ("ApiManagementGatewayLlmLog | extend Day = format_datetime(TimeGenerated, 'yyyy-MM-dd') | project Day, ModelName,"
     " TotalTokens | evaluate"
     " pivot(ModelName, sum(TotalTokens), Day) | order by Day asc",
     lambda: [(day, *(total([e for e in of if e.model == model]) for model in ("gpt-4o", "gpt-4o-mini", "o3")))
              for day, of in sorted(by(CALLS, lambda e: e.time[:10]).items())]),
    # one text of all that was asked for in a run
    ("ApiManagementGatewayLlmLog | where CorrelationId in ('r0', 'r1', 'r2') | order by CorrelationId asc | summarize Models ="
     " strcat_array(make_list(ModelName), ' . ')", lambda: [(" . ".join(e.model for e in EVENTS[:3]),)]),
    # weeks
    ("ApiManagementGatewayLogs | summarize n = count() by Week = startofweek(TimeGenerated) | order by Week asc",
     lambda: sorted(Counter(text(at(e).replace(hour=0, minute=0, second=0) - DAY * ((at(e).weekday() + 1) % 7)) for e in EVENTS).items())),
)  # fmt: skip


def gaps(times: list[Any]) -> Rows:
    return [(spanned((times[-1] - times[0]) / (len(times) - 1)), spanned(times[-1] - times[0]))]


def different(values: list[str]) -> Rows:
    return [(len({*values}), len(values))]


def spread(counts: list[int]) -> Rows:
    return [(float(min(counts)), float(max(counts)), round(fmean(counts), 3))]


def spanned(value: timedelta) -> str:
    seconds = value.seconds
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return (f"{value.days}." if value.days else "") + clock + (f".{value.microseconds:06}0" if value.microseconds else "")


def sessions(times: list[Any], longest: timedelta, gap: timedelta) -> Rows:
    """Beginnings of runs, and how many calls each has."""
    found: list[list[Any]] = []
    for place, time in enumerate(times):
        if not found or time >= found[-1][0] + longest or time >= times[place - 1] + gap:
            found.append([time, 0])
        found[-1][1] += 1
    return [(text(start), count) for start, count in found]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("dashboards") / "data"
    with AuditLog.open(directory) as log:
        log.append(EVENTS)
    return directory


# to read a query takes the translator a part of a second
def test_dashboards_show_what_python_counts(data: Path) -> None:
    assert wrong(data, DASHBOARDS[::10]) == []


@pytest.mark.long
def test_all_dashboards_show_what_python_counts(data: Path) -> None:
    assert len(DASHBOARDS) >= 30
    assert wrong(data, DASHBOARDS) == []
