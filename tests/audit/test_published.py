"""Queries in the shapes that are published for Azure OpenAI and API Management, held against what Python counts in the same records.

The shapes: Azure Monitor's table and workbook samples, Azure-Samples/AI-Gateway (finops, content audit), Azure-Samples/Apim-Samples
(inference failover, costing), Azure-Sentinel's Azure OpenAI workbook. The words are ours.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.audit.query import opened

START = datetime(2026, 11, 16, 22, 40, tzinfo=UTC)


def _events() -> list[Event]:
    chance = random.Random(7)
    found = []
    for number in range(160):
        time = START + timedelta(minutes=11 * number, seconds=number % 50)
        refused = number % 9 == 4
        model = ("gpt-4o", "gpt-4o-mini", "o3")[number % 3]
        found.append(Event(
            id=f"e{number}", time=time.strftime("%Y-%m-%dT%H:%M:%S.000000Z"), kind="refused" if refused else "completed",
            request_id=f"r{number}",
            caller=f"user-{number % 5}", project=("fraud-triage", "claims")[number % 2], deployment=model, model=model, region="europe",
            location="westeurope", operation=("ChatCompletions_Create", "Embeddings_Create")[number % 4 == 3], path="/openai/x",
            status=400 if refused else 429 if number % 13 == 5 else 503 if number % 31 == 7 else 200,
            stage="dlp" if refused else "", reason="blocked: credit_card" if refused else "", prompt_tokens=0 if refused else 100 + number,
            completion_tokens=0 if refused else number % 40, stream=number % 3 == 0, duration_ms=float(chance.randrange(20, 4000)),
            caller_ip=f"10.0.{number % 3}.{number % 4}", request_bytes=500 + number, response_bytes=900,
        ))  # fmt: skip
    return found


EVENTS = _events()
CALLS = [event for event in EVENTS if event.kind == "completed"]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(event: Event) -> datetime:
    return datetime.fromisoformat(event.time)


def floor(event: Event, step: timedelta) -> str:
    whole = datetime(1, 1, 1, tzinfo=UTC)
    return text(whole + (at(event) - whole) // step * step)


def text(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def ms(event: Event) -> int:
    return round(event.duration_ms)


def disc(values: list[int], share: float) -> int:
    """Nearest rank."""
    values = sorted(values)
    return values[max(0, -(-int(len(values) * share) // 100) - 1)]


def total(events: list[Event]) -> int:
    return sum(event.prompt_tokens + event.completion_tokens for event in events)


def by(events: list[Event], key: Callable[[Event], Any]) -> dict[Any, list[Event]]:
    groups: dict[Any, list[Event]] = defaultdict(list)
    for event in events:
        groups[key(event)].append(event)
    return groups


def hours(first: datetime, count: int) -> list[str]:
    return [(first + HOUR * number).strftime("%Y-%m-%dT%H:%M:%S.%f0Z") for number in range(count)]


def series(step: timedelta, first: datetime, last: datetime, value: Callable[[list[Event]], Any], events: list[Event]) -> list[Any]:
    count = -(-(last - first) // step)
    groups = by([event for event in events if first <= at(event) < last], lambda event: (at(event) - first) // step)
    return [value(groups.get(number, [])) for number in range(count)]


D17, D18 = datetime(2026, 11, 17, tzinfo=UTC), datetime(2026, 11, 18, tzinfo=UTC)
CUMULATED = [sum(ms(event) for event in EVENTS[: number + 1]) for number in range(len(EVENTS))]
HOURS = list(by(EVENTS, lambda event: floor(event, HOUR)).values())
DAYS = by(CALLS, lambda event: floor(event, DAY))

# query, and the rows that it must have; in that order when it sorts
PUBLISHED: tuple[tuple[str, Callable[[], list[tuple[Any, ...]]]], ...] = (
    # requests an hour as a series without gaps, for a chart (Azure Monitor, make-series samples)
    ("AzureDiagnostics | where Category == 'RequestResponse'\n| make-series Requests = count() default = 0 on TimeGenerated"
     " from datetime(2026-11-17) to datetime(2026-11-18) step 1h\n| render timechart",
     lambda: [(series(HOUR, D17, D18, len, EVENTS), hours(D17, 24))]),
    # tokens by model, a series each
    ("let start = datetime(2026-11-17); let end = start + 1d;\nApiManagementGatewayLlmLog\n| make-series Tokens ="
     " sum(TotalTokens) default = 0,"
     " Calls = count() on TimeGenerated from start to end step 6h by ModelName\n| project ModelName, Tokens, Calls",
     lambda: [(model, series(6 * HOUR, D17, D18, total, of), series(6 * HOUR, D17, D18, len, of))
              for model, of in sorted(by(CALLS, lambda event: event.model).items())]),
    # the series taken apart again
    ("ApiManagementGatewayLlmLog\n| make-series n = count() on TimeGenerated from datetime(2026-11-17) to datetime(2026-11-18) step 12h\n"
     "| mv-expand TimeGenerated to typeof(datetime), n to typeof(long)\n| project TimeGenerated, n",
     lambda: list(zip([text(D17), text(D17 + 12 * HOUR)], series(12 * HOUR, D17, D18, len, CALLS), strict=True))),
    # gaps filled
    ("datatable(x:dynamic)[dynamic([1, null, null, 4])] | extend a = series_fill_linear(x), b = series_fill_const(x, 0), c ="
     " series_fill_forward(x)"
     " | project a, b, c", lambda: [([1, 2, 3, 4], [1, 0, 0, 4], [1, 1, 1, 4])]),
    # status codes side by side, by operation (pivot)
    ("ApiManagementGatewayLogs\n| extend Code = tostring(ResponseCode)\n| project OperationName, Code\n| evaluate pivot(Code)\n"
     "| order by OperationName asc",
     lambda: [(name, *(Counter(event.status for event in of)[code] for code in (200, 400, 429, 503)))
              for name, of in sorted(by(EVENTS, lambda event: event.operation).items())]),
    # tokens side by side, by model
    ("ApiManagementGatewayLlmLog\n| project OperationName, ModelName, TotalTokens\n| evaluate pivot(ModelName,"
     " sum(TotalTokens), OperationName)\n"
     "| order by OperationName asc",
     lambda: [(name, *(total([event for event in of if event.model == model]) for model in ("gpt-4o", "gpt-4o-mini", "o3")))
              for name, of in sorted(by(CALLS, lambda event: event.operation).items())]),
    # properties of Azure OpenAI's diagnostics as columns (bag_unpack)
    ("AzureDiagnostics\n| where Category == 'RequestResponse'\n| extend p = parse_json(properties_s)\n| project p\n| evaluate"
     " bag_unpack(p)\n"
     "| summarize count(), sum(requestLength) by modelName, streamType\n| order by modelName asc, streamType asc",
     lambda: [(model, stream, len(of), sum(event.request_bytes for event in of)) for (model, stream), of in sorted(
         by(EVENTS, lambda event: (event.model, "Streaming" if event.stream else "Non-Streaming")).items())]),
    # time between the calls of one caller (prev)
    ("ApiManagementGatewayLogs\n| where UserId == 'user-3'\n| order by TimeGenerated asc\n| extend Gap = TimeGenerated -"
     " prev(TimeGenerated)\n"
     "| where isnotnull(Gap)\n| summarize Longest = max(Gap), Gaps = count()",
     lambda: [(_span(max(b - a for a, b in _pairs("user-3"))), len(_pairs("user-3")))]),
    # the status of the next call (next)
    ("ApiManagementGatewayLogs\n| sort by TimeGenerated asc\n| extend Then = next(ResponseCode)\n| where ResponseCode == 429\n"
     "| summarize count() by Then\n| order by Then asc",
     lambda: sorted(Counter(EVENTS[number + 1].status for number, event in enumerate(EVENTS) if event.status == 429).items())),
    # a running total (row_cumsum)
    ("AzureDiagnostics\n| where Category == 'RequestResponse'\n| order by TimeGenerated asc\n| serialize Cumulated ="
     " row_cumsum(DurationMs)\n"
     "| summarize max(Cumulated), arg_max(TimeGenerated, Cumulated)",
     lambda: [(CUMULATED[-1], text(at(EVENTS[-1])), CUMULATED[-1])]),
    # a running total of tokens that begins anew each day
    ("ApiManagementGatewayLlmLog\n| order by TimeGenerated asc\n| extend Day = startofday(TimeGenerated)\n"
     "| extend Running = row_cumsum(TotalTokens, Day != prev(Day))\n| summarize Most = max(Running) by Day\n| order by Day asc",
     lambda: [(day, total(of)) for day, of in sorted(DAYS.items())]),
    # numbered rows
    ("ApiManagementGatewayLogs\n| order by TotalTime desc, CorrelationId asc\n| serialize Rank = row_number()\n| where Rank <= 3\n"
     "| project Rank, CorrelationId",
     lambda: [(number, event.request_id) for number, event in enumerate(
         sorted(EVENTS, key=lambda event: (-ms(event), event.request_id))[:3], 1)]),
    # columns in another order, some kept, some left out by pattern
    ("ApiManagementGatewayLogs | project-reorder ResponseCode, TotalTime, * | take 0 | getschema | take 2 | project ColumnName",
     lambda: [("ResponseCode",), ("TotalTime",)]),
    ("ApiManagementGatewayLogs | project-keep Backend*Size, *Size | take 1 | getschema | project ColumnName",
     lambda: [("RequestSize",), ("ResponseSize",), ("_BilledSize",)]),
    ("ApiManagementGatewayLogs | project-away *Headers, *Body, Trace*, Is* | getschema | where ColumnName endswith 'Body' |"
     " count", lambda: [(0,)]),
    # the greatest, and within them the greatest (top-nested)
    ("ApiManagementGatewayLlmLog\n| top-nested 2 of ModelName by sum(TotalTokens), top-nested 1 of OperationName by sum(TotalTokens)",
     lambda: [(model, total(of), *max(((name, total(inner)) for name, inner in by(of, lambda event: event.operation).items()),
                                      key=lambda pair: pair[1]))
              for model, of in sorted(by(CALLS, lambda event: event.model).items(), key=lambda pair: -total(pair[1]))[:2]]),
    # anything about a caller, in any column
    ("AzureDiagnostics | where * has 'user-4' | count", lambda: [(sum(event.caller == "user-4" for event in EVENTS),)]),
    ("AzureDiagnostics | where Category == 'RequestResponse' and * contains 'CREDIT_card' | count",
     lambda: [(sum(event.kind == "refused" for event in EVENTS),)]),
    ("search in (ApiManagementGatewayLogs, ApiManagementGatewayLlmLog) 'r17' | summarize count() by ['$table'] | order by ['$table'] asc",
     lambda: [("ApiManagementGatewayLlmLog", 1), ("ApiManagementGatewayLogs", 1)]),
    ("ApiManagementGatewayLogs | search UserId:'user-1' and ResponseCode == 429 | count",
     lambda: [(sum(event.caller == "user-1" and event.status == 429 for event in EVENTS),)]),
    # several percentiles, by hour
    ("AzureDiagnostics\n| where Category == 'RequestResponse'\n| summarize percentiles(DurationMs, 50, 95) by bin(TimeGenerated, 6h)\n"
     "| order by TimeGenerated asc",
     lambda: [(when, disc([ms(event) for event in of], 50), disc([ms(event) for event in of], 95))
              for when, of in sorted(by(EVENTS, lambda event: floor(event, 6 * HOUR)).items())]),
    # weeks begin on Mondays
    ("ApiManagementGatewayLogs | summarize count() by bin(TimeGenerated, 7d) | order by TimeGenerated asc",
     lambda: sorted(Counter(floor(event, 7 * DAY) for event in EVENTS).items())),
    # rows of one turn put together (AI-Gateway, content audit)
    ("ApiManagementGatewayLogs\n| summarize First = minif(TimeGenerated, ResponseCode == 429), Slowest = maxif(TotalTime,"
     " ResponseCode == 200),"
     " Someone = anyif(UserId, ResponseCode == 400) by ApiId\n| project ApiId, First, Slowest, isnotempty(Someone)\n| order by ApiId asc",
     lambda: [(name, text(min(at(event) for event in of if event.status == 429)),
               max(ms(event) for event in of if event.status == 200), True)
              for name, of in sorted(by(EVENTS, lambda event: event.project).items())]),
    # tokens by subscription and model (AI-Gateway, model_usage)
    ("let llmHeaderLogs = ApiManagementGatewayLlmLog\n| where DeploymentName != '';\nlet withSubscription = llmHeaderLogs\n"
     "| join kind=leftouter ApiManagementGatewayLogs on CorrelationId\n| project SubscriptionId = ApimSubscriptionId,"
     " DeploymentName, PromptTokens,"
     " CompletionTokens, TotalTokens;\nwithSubscription\n| summarize SumPrompt = sum(PromptTokens), SumTotal = sum(TotalTokens)"
     " by SubscriptionId, DeploymentName\n| order by SubscriptionId asc, DeploymentName asc",
     lambda: [(*key, sum(event.prompt_tokens for event in of), total(of))
              for key, of in sorted(by(CALLS, lambda event: (event.caller, event.deployment)).items())]),
    # cost by rates in a table (finops)
    ("let Prices = datatable(DeploymentName:string, In:real, Out:real)['gpt-4o', 2.5, 10.0, 'o3', 2.0, 8.0];\nApiManagementGatewayLlmLog\n"
     "| join kind=inner Prices on DeploymentName\n| extend Cost = (PromptTokens * In + CompletionTokens * Out) / 1000000.0\n"
     "| summarize Cost = round(sum(Cost), 6) by DeploymentName\n| order by DeploymentName asc",
     lambda: [(name, round(sum((event.prompt_tokens * i + event.completion_tokens * o) / 1e6 for event in CALLS if event.model == name), 6))
              for name, i, o in (("gpt-4o", 2.5, 10.0), ("o3", 2.0, 8.0))]),
    # kinds of failures (Apim-Samples, failure analysis)
    ("let timeWindow = 9999d;\nlet apiIds = dynamic(['FRAUD-triage', 'claims']);\nApiManagementGatewayLogs\n| where"
     " TimeGenerated > ago(timeWindow)\n"
     "| where ApiId in~ (apiIds)\n| extend Attempts = countof(tostring(TraceRecords), 'InferenceAttempt')\n"
     "| extend Kind = case(Attempts > 1, 'retried', ResponseCode == 429, 'throttled', ResponseCode between (400 .. 499), 'client',"
     " ResponseCode >= 500, 'server', 'good')\n| where Kind != 'good'\n"
     "| summarize Requests = count(), P95 = round(percentile(TotalTime, 95), 1) by Kind\n| order by Requests desc, Kind asc",
     lambda: sorted(((kind, len(of), disc([ms(event) for event in of], 95)) for kind, of in by(
         [event for event in EVENTS if event.status != 200],
         lambda event: "throttled" if event.status == 429 else "client" if event.status < 500 else "server").items()),
         key=lambda row: (-row[1], row[0]))),
    # which successful calls have token telemetry (Apim-Samples, coverage)
    ("let gateway = materialize(ApiManagementGatewayLogs | project CorrelationId, ApiId, ResponseCode);\nlet llm ="
     " ApiManagementGatewayLlmLog\n"
     "| summarize ModelName = take_any(ModelName), TotalTokens = sum(TotalTokens), Rows = count(),"
     " Chunks = countif(isnotempty(tostring(RequestMessages))) by CorrelationId;\ngateway\n| join kind=leftouter llm on CorrelationId\n"
     "| extend Coverage = case(ResponseCode !between (200 .. 299), 'not expected', coalesce(TotalTokens, 0) > 0, 'recorded', 'missing')\n"
     "| summarize Requests = count(), Tokens = sum(coalesce(TotalTokens, 0)), Chunks = sum(coalesce(Chunks, 0)) by Coverage\n"
     "| order by Coverage asc",
     lambda: [("not expected", sum(event.status != 200 for event in EVENTS), total([event for event in CALLS if event.status != 200]), 0),
              ("recorded", sum(event.status == 200 for event in EVENTS), total([event for event in CALLS if event.status == 200]), 0)]),
    # how far each interval is from the usual (Azure-Sentinel's workbook)
    ("let baseline = toscalar(AzureDiagnostics | where Category == 'RequestResponse' | summarize count() by bin(TimeGenerated, 1h)"
     " | summarize avg(count_));\nAzureDiagnostics | where Category == 'RequestResponse'\n| summarize count() by bin(TimeGenerated, 1h)\n"
     "| extend deviation = round((count_ - baseline) / baseline, 6)\n| top 1 by deviation desc\n| project count_, deviation",
     lambda: [(max(_hourly()), round((max(_hourly()) - fmean(_hourly())) / fmean(_hourly()), 6))]),
    # metrics of Azure OpenAI, as AllMetrics brings them
    ("AzureMetrics\n| where ResourceProvider == 'MICROSOFT.COGNITIVESERVICES'\n| where MetricName in ('ProcessedPromptTokens',"
     " 'GeneratedTokens')\n"
     "| summarize Tokens = sum(Total) by MetricName, bin(TimeGenerated, 1d)\n| order by MetricName asc, TimeGenerated asc",
     lambda: [(name, day, float(sum(getattr(event, field) for event in of)))
              for name, field in (("GeneratedTokens", "completion_tokens"), ("ProcessedPromptTokens", "prompt_tokens"))
              for day, of in sorted(DAYS.items())]),
    ("AzureMetrics | where MetricName == 'ClientErrors' | summarize sum(Total), sum(Count) by Resource | order by Resource asc",
     lambda: [(name.upper(), float(len(of)), float(len(of))) for name, of in sorted(
         by([event for event in EVENTS if 400 <= event.status < 500], lambda event: event.project).items())]),
    # share of errors of each hour, the worst first
    ("AzureDiagnostics\n| where Category == 'RequestResponse'\n| summarize Total = count(), Bad = countif(toint(ResultSignature) >= 400)"
     " by bin(TimeGenerated, 6h)\n| extend Share = round(100.0 * Bad / Total, 3)\n| top 2 by Share desc\n| project Share",
     lambda: [(share,) for share in sorted((round(100 * sum(event.status >= 400 for event in of) / len(of), 3)
                                            for of in by(EVENTS, lambda event: floor(event, 6 * HOUR)).values()), reverse=True)[:2]]),
    # the last call of each caller, whole
    ("ApiManagementGatewayLogs | summarize arg_max(TimeGenerated, *) by UserId | project UserId, CorrelationId | order by UserId asc",
     lambda: [(name, of[-1].request_id) for name, of in sorted(by(EVENTS, lambda event: event.caller).items())]),
    # one row for each operation, any
    ("ApiManagementGatewayLogs | summarize take_any(*) by OperationName | project OperationName | order by OperationName asc",
     lambda: [("ChatCompletions_Create",), ("Embeddings_Create",)]),
    # the slowest calls of each model, by itself
    ("AzureDiagnostics | where Category == 'RequestResponse' | extend Model = tostring(parse_json(properties_s).modelName)\n"
     "| partition by Model (top 1 by DurationMs desc | project Model, DurationMs)\n| order by Model asc",
     lambda: [(model, max(map(ms, of))) for model, of in sorted(by(EVENTS, lambda event: event.model).items())]),
    # addresses inside and outside
    ("ApiManagementGatewayLogs | summarize Calls = count() by Inside = ipv4_is_in_range(CallerIpAddress, '10.0.1.0/24') | order"
     " by Inside asc",
     lambda: sorted(Counter(event.caller_ip.startswith("10.0.1.") for event in EVENTS).items())),
    # everything of a call as a bag
    ("ApiManagementGatewayLlmLog | extend b = bag_pack(ModelName, TotalTokens) | summarize Last = make_bag(b) | project Keys ="
     " array_length(bag_keys(Last))",
     lambda: [(3,)]),
    # elements of an array that fit, counted for each row
    ("EnclaveEvents | where Kind == 'completed' | extend t = pack_array(PromptTokens, CompletionTokens)\n"
     "| mv-apply t to typeof(long) on (summarize s = sum(t)) | summarize sum(s)", lambda: [(total(CALLS),)]),
    # the table of the workspace, by the name that it has there
    ("EnclaveEvents_CL | where Kind == 'refused' | distinct EventId | count",
     lambda: [(sum(event.kind == "refused" for event in EVENTS),)]),
    # a union of both kinds of logs, and where each row came from
    ("union withsource = Source ApiManagementGatewayLogs, ApiManagementGatewayLlmLog | summarize count() by Source | order by Source asc",
     lambda: [("ApiManagementGatewayLlmLog", len(CALLS)), ("ApiManagementGatewayLogs", len(EVENTS))]),
    # what each of the greatest consumers has of the whole
    ("let calls = ApiManagementGatewayLlmLog | where DeploymentName != '';\ncalls | join kind=leftouter ApiManagementGatewayLogs on"
     " CorrelationId\n| summarize T = sum(TotalTokens) by Who = ApimSubscriptionId | top 3 by T desc\n| extend Share = round(100.0 * T /"
     " toscalar(calls | summarize sum(TotalTokens)), 2)",
     lambda: [(who, tokens, round(100 * tokens / total(CALLS), 2)) for tokens, who in sorted(
         ((total(of), who) for who, of in by(CALLS, lambda event: event.caller).items()), reverse=True)[:3]]),
    # addresses that were not seen before a day
    ("let known = ApiManagementGatewayLogs | where TimeGenerated < datetime(2026-11-16 23:45) | distinct CallerIpAddress;\n"
     "ApiManagementGatewayLogs | where TimeGenerated >= datetime(2026-11-16 23:45) | where CallerIpAddress !in (known)\n"
     "| summarize First = min(TimeGenerated), Calls = count() by CallerIpAddress | order by CallerIpAddress asc",
     lambda: [(ip, text(at(of[0])), len(of)) for ip, of in sorted(by(EVENTS, lambda event: event.caller_ip).items())
              if at(of[0]) >= datetime(2026, 11, 16, 23, 45, tzinfo=UTC)]),
    # the busiest hour of each model
    ("ApiManagementGatewayLlmLog | summarize H = sum(TotalTokens) by ModelName, bin(TimeGenerated, 1h)\n"
     "| summarize Peak = max(H), Hours = count() by ModelName | order by ModelName asc",
     lambda: [(model, max(hourly), len(hourly)) for model, hourly in (
         (model, [total(each) for each in by(of, lambda event: floor(event, HOUR)).values()])
         for model, of in sorted(by(CALLS, lambda event: event.model).items()))]),
    # cost by a list of prices of which the newest holds
    ("let prices = datatable(Since: datetime, Model: string, In: real)[datetime(2026-01-01), 'o3', 9.0, datetime(2026-02-01), 'o3', 2.0,"
     " datetime(2026-01-01), 'gpt-4o', 0.5];\nApiManagementGatewayLlmLog | join kind=inner (prices | summarize arg_max(Since, *) by Model"
     " | project Model, In) on $left.DeploymentName == $right.Model\n| summarize Cost = sum(PromptTokens * In) by DeploymentName"
     " | order by Cost desc",
     lambda: sorted(((model, sum(event.prompt_tokens for event in CALLS if event.model == model) * price)
                     for model, price in (("o3", 2.0), ("gpt-4o", 0.5))), key=lambda row: -row[1])),
    # how much of each hour went well, and the worst of them
    ("ApiManagementGatewayLogs | summarize n = count(), bad = countif(IsRequestSuccess == false) by bin(TimeGenerated, 1h)\n"
     "| extend ['went well'] = round(100.0 - 100.0 * bad / n, 3) | summarize min(['went well']), avg(n)",
     lambda: [(min(round(100 - 100 * sum(event.status >= 400 for event in of) / len(of), 3) for of in HOURS), fmean(map(len, HOURS)))]),
    # what failed before it reached a model
    ("ApiManagementGatewayLogs | where IsRequestSuccess == false and (BackendResponseCode between(100 .. 399) or"
     " isnull(BackendResponseCode))\n| summarize count() by LastErrorReason, LastErrorSection",
     lambda: [("blocked: credit_card", "inbound", sum(event.kind == "refused" for event in EVENTS))]),
    # two tables by day, below each other
    ("let since = startofday(datetime(2026-11-17 07:00));\nunion isfuzzy=true (ApiManagementGatewayLlmLog | where TimeGenerated between"
     " (since .. 1d) | summarize N = sum(TotalTokens) by Of = 'tokens'), (ApiManagementGatewayLogs | where TimeGenerated between"
     " (since .. 1d) | summarize N = count() by Of = 'calls')\n| order by Of asc",
     lambda: [("calls", sum(D17 <= at(event) <= D18 for event in EVENTS)),
              ("tokens", total([event for event in CALLS if D17 <= at(event) <= D18]))]),
    # who was refused again within two hours, as a sequence of two steps
    ("ApiManagementGatewayLogs | where UserId == 'user-3' | sort by TimeGenerated asc\n| scan with_match_id = Run with ("
     "step once output=none: ResponseCode == 400; step again: ResponseCode == 400 and TimeGenerated - once.TimeGenerated <= 10h;)\n"
     "| project TimeGenerated",
     lambda: [(text(at(event)),) for event in _again("user-3")]),
)  # fmt: skip


def _again(caller: str) -> list[Event]:
    """Each refusal that a step before it waits for: the first step is matched anew only where nothing waits any more."""
    found: list[Event] = []
    once = chain = None
    for event in (event for event in EVENTS if event.caller == caller and event.status == 400):
        if once is not None and at(event) - at(once) <= timedelta(hours=10):
            chain, once = once, None
            found.append(event)
        elif chain is not None and at(event) - at(chain) <= timedelta(hours=10):
            found.append(event)
        once = event
    return found


def _pairs(caller: str) -> list[tuple[datetime, datetime]]:
    times = [at(event) for event in EVENTS if event.caller == caller]
    return list(pairwise(times))


def _span(value: timedelta) -> str:
    return str(value).zfill(8)


def _hourly() -> list[int]:
    return [len(of) for of in by(EVENTS, lambda event: floor(event, HOUR)).values()]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("published") / "data"
    with AuditLog.open(directory) as log:
        log.append(EVENTS)
    return directory


def near(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Without the last digits of sums."""
    return [tuple(round(cell, 9) if isinstance(cell, float) else cell for cell in row) for row in rows]


def wrong(data: Path, chosen: Any) -> list[tuple[str, object, object]]:
    with opened(data) as ask:
        found = [(kql, near(ask(kql, 60).rows), near(expected())) for kql, expected in chosen]
    return [(kql, rows, expected) for kql, rows, expected in found if rows != expected]


# to read a query takes the translator a third of a second: a share of them each time, all of them in the long suite
def test_published_queries_give_what_python_counts(data: Path) -> None:
    assert wrong(data, PUBLISHED[::8]) == []


@pytest.mark.long
def test_all_published_queries_give_what_python_counts(data: Path) -> None:
    assert len(PUBLISHED) >= 35
    assert wrong(data, PUBLISHED) == []
