"""More queries in published shapes, each held against a plain count: what an administrator of API Management and Azure OpenAI asks.

The shapes: Azure Monitor's samples of ApiManagementGatewayLogs and AzureDiagnostics (calls, errors, latency, sizes, cache),
Azure-Samples/AI-Gateway (tokens, cost, content), dashboards of msft-mfg-ai/ai-foundry-deployment-options, calculators of provisioned
units. The words are ours.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import pytest

from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.audit.query import query
from enclave.errors import InputError

START = datetime(2026, 11, 16, 22, 40, tzinfo=UTC)
SERVICE = "/subscriptions//resourcegroups/europe/providers/microsoft.apimanagement/service/europe"


def _event(number: int, chance: random.Random) -> Event:
    refused, model = number % 9 == 4, ("gpt-4o", "gpt-4o-mini", "o3")[number % 3]
    return Event(
        id=f"e{number}", time=(START + timedelta(minutes=11 * number, seconds=number % 50)).strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
        kind="refused" if refused else "completed", request_id=f"r{number}", caller=f"user-{number % 5}",
        project=("fraud-triage", "claims")[number % 2], deployment=model, model=model, region="europe", location="westeurope",
        operation=("ChatCompletions_Create", "Embeddings_Create")[number % 4 == 3], path="/openai/x",
        status=400 if refused else 429 if number % 13 == 5 else 503 if number % 31 == 7 else 200, stage="dlp" if refused else "",
        reason="blocked: credit_card" if refused else "", prompt_tokens=0 if refused else 100 + number,
        completion_tokens=0 if refused else number % 40, stream=number % 3 == 0, duration_ms=float(chance.randrange(20, 4000)),
        caller_ip=f"10.0.{number % 3}.{number % 4}", request_bytes=500 + number, response_bytes=900,
    )  # fmt: skip


EVENTS = [_event(number, chance) for chance in [random.Random(9)] for number in range(150)]
CALLS = [each for each in EVENTS if each.kind == "completed"]
GOOD = [each for each in EVENTS if each.status < 400]
BAD = [each for each in EVENTS if each.status >= 400]
M15, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
Row = tuple[Any, ...]


def at(each: Event) -> datetime:
    return datetime.fromisoformat(each.time)


def text(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def floor(each: Event, step: timedelta) -> str:
    first = datetime(1, 1, 1, tzinfo=UTC)
    return text(first + (at(each) - first) // step * step)


def by(found: Iterable[Event], key: Callable[[Event], Any]) -> dict[Any, list[Event]]:
    groups: dict[Any, list[Event]] = defaultdict(list)
    for each in found:
        groups[key(each)].append(each)
    return groups


def tokens(found: Iterable[Event]) -> int:
    return sum(each.prompt_tokens + each.completion_tokens for each in found)


def nearest(values: Iterable[float], share: float) -> float:
    """The nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * len(ordered) * 100) // 10_000) - 1)]


def counted(found: Iterable[Event], *keys: Callable[[Event], Any]) -> list[Row]:
    return [(*key, count) for key, count in Counter(tuple(of(each) for of in keys) for each in found).items()]


def per(found: Iterable[Event], key: Callable[[Event], Any], *values: Callable[[list[Event]], Any]) -> list[Row]:
    return [(name, *(of(each) for of in values)) for name, each in by(found, key).items()]


LOGS, LLM = "ApiManagementGatewayLogs", "ApiManagementGatewayLlmLog"
RUN: tuple[tuple[str, Callable[[], list[Row]]], ...] = (
    # calls by API, by hour, by result
    (f"{LOGS} | where ApiId != '' | summarize Calls=count() by ApiId", lambda: counted(EVENTS, lambda e: e.project)),
    (f"{LOGS} | summarize count() by bin(TimeGenerated, 1h), _ResourceId | render timechart",
     lambda: counted(EVENTS, lambda e: floor(e, HOUR), lambda _: SERVICE)),
    (f"{LOGS} | top 3 by TimeGenerated desc | project CorrelationId, ResponseCode",
     lambda: [(each.request_id, each.status) for each in EVENTS[:-4:-1]]),
    (f"{LOGS} | extend bandwidth = RequestSize + ResponseSize | summarize sum(bandwidth) by bin(TimeGenerated, 15m), _ResourceId",
     lambda: [(floor(group[0], M15), SERVICE, sum(e.request_bytes + e.response_bytes for e in group))
              for group in by(EVENTS, lambda e: floor(e, M15)).values()]),
    (f"{LOGS}\n| summarize Average=avg(RequestSize), Median=percentile(RequestSize, 50), 90th_percentile=percentile(RequestSize, 90) by"
     " bin(TimeGenerated, 1d)\n| render timechart",
     lambda: per(EVENTS, lambda e: floor(e, DAY), lambda g: fmean(e.request_bytes for e in g),
                 lambda g: nearest((e.request_bytes for e in g), 50), lambda g: nearest((e.request_bytes for e in g), 90))),
    (f"{LOGS} | where IsRequestSuccess == false | summarize count() by LastErrorReason | render barchart",
     lambda: counted(BAD, lambda e: e.reason)),
    (f"{LOGS} | where IsRequestSuccess == false | where BackendResponseCode >= 400 | summarize count() by bin(TimeGenerated, 1d),"
     " BackendResponseCode", lambda: counted([e for e in BAD if e.kind == "completed"], lambda e: floor(e, DAY), lambda e: e.status)),
    (f"{LOGS} | where IsRequestSuccess == false | where isnull(BackendResponseCode) or BackendResponseCode < 400 | where ResponseCode !in"
     " (401, 403) | summarize count() by LastErrorSource, LastErrorReason",
     lambda: counted([e for e in BAD if e.kind == "refused"], lambda e: e.stage, lambda e: e.reason)),
    (f"{LOGS} | summarize Average=avg(TotalTime), Median=percentile(TotalTime, 50), Percentile95=percentile(TotalTime, 95) by ApiId",
     lambda: per(EVENTS, lambda e: e.project, lambda g: fmean(e.duration_ms for e in g), lambda g: nearest((e.duration_ms for e in g), 50),
                 lambda g: nearest((e.duration_ms for e in g), 95))),
    (f"{LOGS} | summarize Total=count(), Success=countif(IsRequestSuccess) by bin(TimeGenerated, 1d)\n"
     "| extend Availability=strcat(tostring(round(todouble(Success)*100/Total,2)),'%') | project TimeGenerated, Availability",
     lambda: per(EVENTS, lambda e: floor(e, DAY), lambda g: f"{round(100 * sum(e.status < 400 for e in g) / len(g), 2)}%")),
    (f"{LOGS} | where isnotempty(LastErrorReason) | summarize FirstSeen=min(TimeGenerated), LastSeen=max(TimeGenerated), Count=count() by"
     " LastErrorReason", lambda: per([e for e in EVENTS if e.reason], lambda e: e.reason, lambda g: text(at(g[0])),
                                     lambda g: text(at(g[-1])), len)),
    (f"{LOGS} | where UserId in~ ('USER-1', 'user-2') and UserId !has '3' and OperationId matches regex '^Chat.*' | count",
     lambda: [(sum(e.caller in {"user-1", "user-2"} and e.operation.startswith("Chat") for e in EVENTS),)]),
    (f"{LOGS} | where CorrelationId has_any ('r1', 'r2') or LastErrorReason has_all ('blocked', 'credit_card') | count",
     lambda: [(sum(e.request_id in {"r1", "r2"} or bool(e.reason) for e in EVENTS),)]),
    (f"{LOGS} | where Url contains_cs 'openai' and ResponseCode between (400 .. 499) | summarize by OperationId, ResponseCode",
     lambda: list({(e.operation, e.status) for e in EVENTS if 400 <= e.status <= 499})),
    (f"{LOGS} | where isnotempty(LastErrorReason) | mv-expand e = todynamic(Errors) | summarize count() by tostring(e.source),"
     " tostring(e.reason)", lambda: counted([e for e in EVENTS if e.reason], lambda e: e.stage, lambda e: e.reason)),
    (f"{LOGS} | extend Host=tostring(parse_url(BackendUrl).Host), Path=tostring(split(Url, '/')[1]) | summarize count() by Path, Host",
     lambda: [("openai", "", len(EVENTS))]),
    (f"{LOGS} | extend Kind_ = iif(ResponseCode < 300, 'ok', iif(ResponseCode == 429, 'throttled', 'error')) | summarize count() by Kind_",
     lambda: counted(EVENTS, lambda e: "ok" if e.status < 300 else "throttled" if e.status == 429 else "error")),
    (f"{LOGS} | summarize count() by bin(TotalTime, 500)", lambda: counted(EVENTS, lambda e: int(e.duration_ms) // 500 * 500)),
    (f"{LOGS} | summarize dcount(UserId) by bin(TimeGenerated, 1d), ApiId | summarize max(dcount_UserId) by ApiId",
     lambda: [(name, 5) for name in ("fraud-triage", "claims")]),
    (f"{LOGS} | extend masked = replace_regex(UserId, @'\\d+', 'N') | summarize count() by masked", lambda: [("user-N", len(EVENTS))]),
    (f"{LOGS} | where ipv4_is_match(CallerIpAddress, '10.0.1.0/24') | count", lambda: [(sum("10.0.1." in e.caller_ip for e in EVENTS),)]),
    (f"{LOGS} | summarize n=count() by hourofday(TimeGenerated)", lambda: counted(EVENTS, lambda e: at(e).hour)),
    (f"{LOGS} | summarize Requests=count() by bin(TimeGenerated, 6h) | order by TimeGenerated asc | extend Before = prev(Requests, 1, 0)"
     " | project Requests, Before",
     lambda: [(n, before) for groups in [[len(g) for g in by(EVENTS, lambda e: floor(e, 6 * HOUR)).values()]]
              for n, before in zip(groups, [0, *groups], strict=False)]),
    # tokens and what they cost
    (f"{LLM} | where DeploymentName != '' | where TimeGenerated >= startofday(datetime(2026-11-17 05:00)) | summarize TodayTokens ="
     " sum(TotalTokens), TodayRequests = count(), AvgTokensPerRequest = avg(TotalTokens)",
     lambda: [(tokens(g), len(g), tokens(g) / len(g)) for g in [[e for e in CALLS if at(e).day >= 17]]]),
    (f"let llmHeaderLogs = {LLM}\n| where DeploymentName != '';\nlet withSubscription = llmHeaderLogs\n| join kind=leftouter {LOGS} on"
     " CorrelationId\n| project TimeGenerated, SubscriptionName = ApimSubscriptionId, TotalTokens;\nwithSubscription\n| summarize"
     " TotalTokens = sum(TotalTokens) by bin(TimeGenerated, 1h), SubscriptionName",
     lambda: [(*key, tokens(g)) for key, g in by(CALLS, lambda e: (floor(e, HOUR), e.caller)).items()]),
    (f"let llm = {LLM} | where DeploymentName != '';\nllm | join kind=leftouter {LOGS} on CorrelationId | summarize TotalTokens ="
     " sum(TotalTokens), Requests = count() by SubscriptionId = ApimSubscriptionId | top 10 by TotalTokens desc | extend Percentage ="
     " round(100.0 * TotalTokens / toscalar(llm | summarize sum(TotalTokens)), 2)",
     lambda: per(CALLS, lambda e: e.caller, tokens, len, lambda g: round(100 * tokens(g) / tokens(CALLS), 2))),
    (f"{LLM} | extend Cost = case(ModelName has 'mini', (PromptTokens*0.15+CompletionTokens*0.6)/1000000, (PromptTokens*2.5"
     "+CompletionTokens*10)/1000000) | summarize CostUSD=round(sum(Cost),3) by ModelName",
     lambda: per(CALLS, lambda e: e.model, lambda g: round(sum(
         (e.prompt_tokens * (0.15 if "mini" in e.model else 2.5) + e.completion_tokens * (0.6 if "mini" in e.model else 10)) for e in g
     ) / 1e6, 3))),
    (f"{LLM} | summarize Spread = round(stdev(TotalTokens), 6), Streamed = sumif(TotalTokens, IsStreamCompletion) by ModelName",
     lambda: per(CALLS, lambda e: e.model, lambda g: round(stdev(e.prompt_tokens + e.completion_tokens for e in g), 6),
                 lambda g: tokens(e for e in g if e.stream))),
    (f"{LLM} | summarize arg_min(TimeGenerated, CorrelationId, TotalTokens) by ModelName | project ModelName, CorrelationId, TotalTokens",
     lambda: per(CALLS, lambda e: e.model, lambda g: g[0].request_id, lambda g: tokens(g[:1]))),
    (f"let base = {LLM} | summarize a=avg(TotalTokens), s=stdev(TotalTokens) by ModelName;\n{LLM} | lookup kind=inner base on ModelName"
     " | extend z = (TotalTokens - a) / s | where abs(z) > 1.5 | summarize count()",
     lambda: [(sum(abs(tokens([e]) - fmean(t)) / stdev(t) > 1.5 for g in by(CALLS, lambda e: e.model).values()
                   for t in [[tokens([e]) for e in g]] for e in g),)]),
    (f"range d from datetime(2026-11-15) to datetime(2026-11-18) step 1d | join kind=leftouter ({LLM} | summarize Tokens=sum(TotalTokens)"
     " by d=startofday(TimeGenerated)) on d | project d, Tokens = coalesce(Tokens, 0)",
     lambda: [(text(day), tokens(e for e in CALLS if floor(e, DAY) == text(day)))
              for day in (datetime(2026, 11, n, tzinfo=UTC) for n in (15, 16, 17, 18))]),
    (f"let f = (x:long) {{ x * 2 }};\n{LLM} | extend d = f(TotalTokens) | summarize sum(d)", lambda: [(2 * tokens(CALLS),)]),
    (f"{LLM} | order by TimeGenerated asc | summarize Ids = strcat_array(make_list(CorrelationId, 3), ' . ') by ModelName",
     lambda: per(CALLS, lambda e: e.model, lambda g: " . ".join(e.request_id for e in g[:3]))),
    # what a provisioned unit calculator asks
    ("let window = 1h; let p = 90;\nAzureMetrics | where MetricName in ('ProcessedPromptTokens', 'GeneratedTokens') | summarize Tokens ="
     " sum(Total) by bin(TimeGenerated, window) | summarize Avg = avg(Tokens), P = percentile(Tokens, p), Max = max(Tokens) | extend"
     " Units = max_of(ceiling(Avg / 100.0), ceiling(P / 100.0)) | project Avg, P, Max, Units",
     lambda: [(fmean(t), nearest(t, 90), max(t), float(max(-(-fmean(t) // 100), -(-nearest(t, 90) // 100))))
              for t in [[tokens(g) for g in by(CALLS, lambda e: floor(e, HOUR)).values()]]]),
    # Azure OpenAI's diagnostics
    ("AzureDiagnostics | where ResourceProvider == 'MICROSOFT.COGNITIVESERVICES' | where Category == 'RequestResponse' | extend p ="
     " parse_json(properties_s) | summarize avg(DurationMs), count() by tostring(p.modelDeploymentName), OperationName",
     lambda: [(*key, fmean(e.duration_ms for e in g), len(g)) for key, g in by(EVENTS, lambda e: (e.deployment, e.operation)).items()]),
    ("AzureDiagnostics | where ResultSignature in ('429', '503') | summarize Throttled = dcountif(CorrelationId, ResultSignature == '429'),"
     " Down = dcountif(CorrelationId, ResultSignature == '503') by bin(TimeGenerated, 1d)",
     lambda: per([e for e in EVENTS if e.status in {429, 503}], lambda e: floor(e, DAY), lambda g: sum(e.status == 429 for e in g),
                 lambda g: sum(e.status == 503 for e in g))),
    ("AzureDiagnostics | parse properties_s with * '\"modelDeploymentName\":\"' Deployment '\"' * | summarize count() by Deployment",
     lambda: counted(EVENTS, lambda e: e.deployment)),
    ("AzureDiagnostics | extend Deployment = extract('\"modelDeploymentName\":\"([^\"]+)\"', 1, properties_s) | summarize arg_max("
     "TimeGenerated, *) by Deployment | project Deployment, DurationMs",
     lambda: per(EVENTS, lambda e: e.deployment, lambda g: int(g[-1].duration_ms))),
    ("AzureDiagnostics | where ResultSignature startswith '4' | summarize Errors = count(), Callers = array_length(make_set("
     "CallerIPAddress)), Few = array_length(make_set(CallerIPAddress, 2)) by ResultSignature",
     lambda: per([e for e in EVENTS if 400 <= e.status < 500], lambda e: str(e.status), len, lambda g: len({e.caller_ip for e in g}),
                 lambda _: 2)),
    ("AzureDiagnostics | where Category == 'RequestResponse' | summarize Calls=count() by Bucket = case(DurationMs < 500, '<0.5s',"
     " DurationMs < 2000, '0.5-2s', '>2s')",
     lambda: counted(EVENTS, lambda e: "<0.5s" if e.duration_ms < 500 else "0.5-2s" if e.duration_ms < 2000 else ">2s")),
    ("AzureDiagnostics | where Category == 'RequestResponse' | summarize h = hll(CallerIPAddress) by bin(TimeGenerated, 1d) | summarize n ="
     " dcount_hll(hll_merge(h))", lambda: [(len({e.caller_ip for e in EVENTS}),)]),
    ("AzureDiagnostics | where Category == 'RequestResponse' | summarize t = tdigest(DurationMs) by bin(TimeGenerated, 1h) | summarize p ="
     " percentile_tdigest(tdigest_merge(t), 95)", lambda: [(int(nearest((e.duration_ms for e in EVENTS), 95)),)]),
    ("AzureDiagnostics | where Category == 'RequestResponse' | order by TimeGenerated asc | summarize Bags = make_list(bag_pack('s',"
     " ResultSignature, 't', TimeGenerated), 2)",
     lambda: [([{"s": str(e.status), "t": e.time.replace("000000Z", "0000000Z")} for e in EVENTS[:2]],)]),
    ("AzureDiagnostics | order by TimeGenerated asc | take 2 | summarize Times = tostring(make_list(TimeGenerated))",
     lambda: [("[" + ",".join(f'"{e.time.replace("000000Z", "0000000Z")}"' for e in EVENTS[:2]) + "]",)]),
    (f"let slow = toscalar({LOGS} | top 3 by TotalTime desc | summarize make_list(TimeGenerated));\n{LOGS} | where TimeGenerated in (slow)"
     " | project CorrelationId",
     lambda: [(e.request_id,) for e in sorted(EVENTS, key=lambda e: -e.duration_ms)[:3]]),
    ("AzureDiagnostics | extend at_ = indexof(properties_s, 'model'), second = indexof(properties_s, 'model', 0, -1, 2) | summarize"
     " countif(second > at_)", lambda: [(len(EVENTS),)]),
    (f"find in ({LOGS}, {LLM}) where CorrelationId == 'r17' project CorrelationId, ResponseCode, TotalTokens",
     lambda: [(LOGS, "r17", EVENTS[17].status, None), (LLM, "r17", None, tokens([EVENTS[17]]))]),
    (f"find withsource=Where in ({LOGS}) where * has 'user-4' project ResponseCode: string | summarize count() by Where, ResponseCode",
     lambda: counted([e for e in EVENTS if e.caller == "user-4"], lambda _: LOGS, lambda e: str(e.status))),
    (f"union withsource=T {LOGS}, {LLM} | summarize count() by T", lambda: [(LOGS, len(EVENTS)), (LLM, len(CALLS))]),
    (f"AzureDiagnostics | where Category == 'RequestResponse' | join kind=leftanti ({LLM}) on CorrelationId | count",
     lambda: [(len(EVENTS) - len(CALLS),)]),
    ("AzureDiagnostics | distinct Category, OperationName | order by OperationName asc | extend n = row_number()",
     lambda: [("RequestResponse", name, n) for n, name in enumerate(("ChatCompletions_Create", "Embeddings_Create"), 1)]),
    ("print a = unixtime_seconds_todatetime(1700000000), b = unixtime_milliseconds_todatetime(1700000000123)",
     lambda: [("2023-11-14T22:13:20.000000Z", "2023-11-14T22:13:20.123000Z")]),
)

REFUSED = (
    (f"{LOGS} | evaluate basket()", "`evaluate basket` is not supported"),
    (f"{LOGS} | extend geo_info_from_ip_address(CallerIpAddress)", "`function:geo_info_from_ip_address` is not supported"),
    (f"{LOGS} | reduce by OperationId", "`reduce by` is not supported"),
    (f"{LOGS} | fork (count) (take 1)", "`fork` is not supported"),
    (f"{LOGS} | summarize count() by bin_auto(TimeGenerated)", "`bin_auto` without a size is not supported"),
    (f"{LOGS} | scan with (step s: true => x = 1;)", "`scan` of a column `x` that is not declared is not supported"),
    (f"{LOGS} | facet by ApiId", "`facet` is not supported"),
    ('externaldata(a:string)["https://example.com/x.csv"]', "`source:ExternalDataExpression` is not supported"),
    (f"find in ({LOGS}) where ResponseCode == 200", "`find` without `project` is not supported"),
    (f"find in ({LOGS}) where ResponseCode == 200 project-smart", "`find` with `project-smart` is not supported"),
    (f"find in ({LOGS}) where ResponseCode == 200 project Nothing", "there is no column `Nothing`"),
    (f"{LOGS} | evaluate autocluster()", "`evaluate autocluster` is not supported"),
    (f"{LOGS} | extend series_fir(dynamic([1]), dynamic([1]))", "`function:series_fir` is not supported"),
    (f"{LOGS} | extend series_decompose_anomalies(dynamic([1]))", "`function:series_decompose_anomalies` is not supported"),
)
SHARE = 9
"""To read a query takes the translator a part of a second: one in so many each time, all of them in the long suite."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("samples") / "data"
    with AuditLog.open(directory) as log:
        log.append(EVENTS)
    return directory


def near(value: Any) -> Any:
    """Sums of the same numbers in another order differ in the last digits; 5 and 5.0 are one number."""
    return float(f"{value:.9g}") if isinstance(value, int | float) and not isinstance(value, bool) else value


def wrong(data: Path, table: Iterable[tuple[str, Callable[[], list[Row]]]]) -> list[tuple[str, object, object]]:
    found = []
    for kql, expected in table:
        rows, wanted = ([tuple(map(near, row)) for row in rows] for rows in (query(data, kql).rows, expected()))
        if rows != wanted and ("order by" in kql or sorted(map(repr, rows)) != sorted(map(repr, wanted))):
            found.append((kql, rows, wanted))
    return found


def said(data: Path, table: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    told = []
    for kql, _ in table:
        with pytest.raises(InputError) as caught:
            query(data, kql)
        told.append((kql, caught.value.message))
    return told


def test_samples_have_the_rows_that_python_counts(data: Path) -> None:
    assert wrong(data, RUN[4::SHARE]) == []
    assert said(data, REFUSED[7::4]) == list(REFUSED[7::4])


@pytest.mark.long
def test_all_samples_have_the_rows_that_python_counts(data: Path) -> None:
    assert len(RUN) + len(REFUSED) >= 60
    assert wrong(data, RUN) == []
    assert said(data, REFUSED) == list(REFUSED)
