"""Queries in the shapes of saved searches, query packs and alerts, held against what Python counts in the same records.

The shapes: saved searches of gateways before Azure AI Foundry, a query pack of an agents' landing zone, libraries for Azure OpenAI's
diagnostics, workbooks that price by metrics, dashboards written in Terraform, hunting queries. The words are ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.audit.query import query
from enclave.errors import InputError

from .test_published import CALLS, DAY, EVENTS, HOUR, at, by, disc, floor, ms, total, wrong

Rows = list[tuple[Any, ...]]
AOAI = "AzureDiagnostics | where ResourceProvider == 'MICROSOFT.COGNITIVESERVICES' | where Category == 'RequestResponse'\n"
JOINED = """let llm = ApiManagementGatewayLlmLog
| where DeploymentName != '';
let owned = llm
| join kind=leftouter ApiManagementGatewayLogs on CorrelationId
"""
NAMES = 'let owners = datatable(Key: string, Owner: string) ["user-1", "One", "user-2", "Two"];\r\n'
COSTS = 'let costs = datatable(Model: string, In: real, Out: real) ["gpt-4o", 0.0025, 0.01, "o3", 0.002, 0.008];\r\n'
NAMED = (
    "ApiManagementGatewayLlmLog\r\n| where TotalTokens > 0 and isnotempty(DeploymentName)\r\n| join kind=leftouter (\r\n    "
    "ApiManagementGatewayLogs\r\n    | where isnotempty(ApimSubscriptionId)\r\n    | summarize ApimSubscriptionId = "
    "any(ApimSubscriptionId) by CorrelationId\r\n) on CorrelationId\r\n| extend Key = iif(isempty(ApimSubscriptionId), 'unknown', "
    "ApimSubscriptionId)\r\n| lookup owners on Key\r\n| extend Who = coalesce(Owner, Key)\r\n"
)
RATES = {"gpt-4o": (0.0025, 0.01), "o3": (0.002, 0.008)}


def who(event: Event) -> str:
    return {"user-1": "One", "user-2": "Two"}.get(event.caller, event.caller)


def tokens(events: list[Event]) -> tuple[int, int, int]:
    prompt, answer = sum(event.prompt_tokens for event in events), sum(event.completion_tokens for event in events)
    return prompt, answer, prompt + answer


def most(rows: Rows, place: int) -> Rows:
    """The highest first; what is equal as it came."""
    return sorted(rows, key=lambda row: -row[place])


def grouped(events: list[Event], key: Callable[[Event], Any], value: Callable[[list[Event]], tuple[Any, ...]]) -> Rows:
    return sorted((*(name if isinstance(name, tuple) else (name,)), *value(of)) for name, of in by(events, key).items())


def priced(events: list[Event], places: int) -> float:
    prompt, answer, _ = tokens(events)
    rates = RATES[events[0].model]
    return round(prompt / 1000.0 * rates[0] + answer / 1000.0 * rates[1], places)


PACKS: tuple[tuple[str, Callable[[], Rows]], ...] = (
    # tokens of each caller and deployment, over names
    (JOINED + "| project Owner = ApimSubscriptionId, DeploymentName, PromptTokens, CompletionTokens, TotalTokens;\nowned\n| summarize"
     " PromptTokens = sum(PromptTokens), CompletionTokens = sum(CompletionTokens), TotalTokens = sum(TotalTokens), Requests = count()\n"
     "by Owner, DeploymentName\n| order by Owner asc, DeploymentName asc",
     lambda: grouped(CALLS, lambda e: (e.caller, e.deployment), lambda of: (*tokens(of), len(of)))),
    # the share of each of the most
    ("let llm = ApiManagementGatewayLlmLog | where TimeGenerated >= ago(9999d);\nllm | join kind=leftouter ApiManagementGatewayLogs on"
     " CorrelationId\n| summarize Tokens = sum(TotalTokens), n = count() by Who = ApimSubscriptionId\n| top 3 by Tokens desc\n|"
     " extend Share"
     " = round(Tokens * 100.0 / toscalar(\n ApiManagementGatewayLlmLog | summarize sum(TotalTokens)\n), 1)",
     lambda: [(*row, round(row[1] * 100.0 / total(CALLS), 1))
              for row in most(grouped(CALLS, lambda e: e.caller, lambda of: (total(of), len(of))), 1)[:3]]),
    # days of one caller
    ("let one = 'user-3'; // whom\n" + JOINED + "| where ApimSubscriptionId == one;\nowned | summarize Prompt = sum(PromptTokens), n ="
     " count()\nby bin(TimeGenerated, 1d), DeploymentName\n| order by TimeGenerated desc, DeploymentName asc",
     lambda: sorted(grouped([e for e in CALLS if e.caller == "user-3"], lambda e: (floor(e, DAY), e.deployment),
                            lambda of: (tokens(of)[0], len(of))), key=lambda row: row[0], reverse=True)),
    # what it costs, by two rates with names
    ("let in_1k = 0.001; // dollars\nlet out_1k = 0.002;\nApiManagementGatewayLlmLog | join kind=leftouter ApiManagementGatewayLogs on"
     " CorrelationId\n| summarize P = sum(PromptTokens), C = sum(CompletionTokens) by Who = ApimSubscriptionId\n| extend EstP = round(P *"
     " in_1k / 1000, 4), EstC = round(C * out_1k / 1000, 4)\n| extend Est = EstP + EstC\n| project Who, EstP, EstC, Est | order by Who asc",
     lambda: [(name, p := round(prompt * 0.001 / 1000, 4), c := round(answer * 0.002 / 1000, 4), p + c)
              for name, prompt, answer in grouped(CALLS, lambda e: e.caller, lambda of: tokens(of)[:2])]),
    # headers that nobody wrote, as JSON
    ("ApiManagementGatewayLlmLog | where isnotempty(ModelName)\n| join kind=leftouter (\n ApiManagementGatewayLogs | extend H ="
     " parse_json(tostring(RequestHeaders))\n | project CorrelationId, From = coalesce(tostring(H['x-from']), tostring(H['x-other']))\n) on"
     " CorrelationId\n| summarize n = count() by From, ModelName | order by ModelName asc",
     lambda: [("", *row) for row in grouped(CALLS, lambda e: e.model, lambda of: (len(of),))]),
    ("ApiManagementGatewayLogs | where ResponseHeaders has_any ('x-pool', 'x-retries') | extend Retries ="
     " toint(extract(@'\"x-retries\":\"([^\"]+)\"', 1, tostring(ResponseHeaders))) | summarize n = count(), max(Retries) by ApiId",
     lambda: []),
    # a list of a workbook's parameter, with or without all
    (JOINED + "| where ApimSubscriptionId in ('user-1', 'user-2') or '*' in ('user-1', 'user-2');\nowned | summarize Tokens ="
     " sum(TotalTokens) by bin(TimeGenerated, 6h), Who = ApimSubscriptionId | order by TimeGenerated asc, Who asc",
     lambda: grouped([e for e in CALLS if e.caller in {"user-1", "user-2"}],
                      lambda e: (floor(e, 6 * HOUR), e.caller), lambda of: (total(of),))),
    # a parameter that is empty, and tables that are not there
    ("declare query_parameters(traceId:string = \"\");\nunion isfuzzy=true\n (AppRequests | project TimeGenerated, Source='AppRequests',"
     " Name, CorrelationId='', Ms=DurationMs),\n (ApiManagementGatewayLlmLog | project TimeGenerated, Source='Llm', Name=ModelName,"
     " CorrelationId, Ms=real(null))\n| where isempty(traceId) or CorrelationId == traceId\n| summarize count(),"
     " countif(isnull(Ms)) by Source",
     lambda: [("Llm", len(CALLS), len(CALLS))]),
    # columns that may have another name
    ("ApiManagementGatewayLlmLog\n| extend Named = tostring(column_ifexists('Model', column_ifexists('ModelName', ''))), Tokens ="
     " toint(column_ifexists('TotalTokens', int(null))), Text = tostring(column_ifexists('PromptMessages', ''))\n| summarize sum(Tokens),"
     " countif(isempty(Text)) by Named | order by Named asc",
     lambda: grouped(CALLS, lambda e: e.model, lambda of: (total(of), len(of)))),
    # denied and throttled, of two codes
    ("let denied = ApiManagementGatewayLogs | extend Text = tostring(column_ifexists('ErrorMessage', ''))\n| where ResponseCode in"
     " (401, 403,"
     " 429) or BackendResponseCode in (401, 403, 429)\n| project TimeGenerated, CorrelationId, Status = coalesce(ResponseCode,"
     " BackendResponseCode), Reason = Text;\nunion denied | order by TimeGenerated desc | project CorrelationId, Status, Reason",
     lambda: [(e.request_id, 429, "") for e in reversed(EVENTS) if e.status == 429]),
    # names from one table, costs from another, lines as Windows ends them
    (NAMES + NAMED + "| summarize Tokens = sum(TotalTokens) by Who\r\n| order by Tokens desc\r\n",
     lambda: most(grouped(CALLS, who, lambda of: (total(of),)), 1)),
    (COSTS + "ApiManagementGatewayLlmLog\r\n| summarize P = sum(PromptTokens), C = sum(CompletionTokens) by DeploymentName\r\n| join"
     " kind=inner costs on $left.DeploymentName == $right.Model\r\n| extend Usd = round((P / 1000.0) * In + (C / 1000.0) * Out, 4)\r\n|"
     " project DeploymentName, Usd\r\n| order by Usd desc\r\n",
     lambda: most([(name, priced([e for e in CALLS if e.model == name], 4)) for name in RATES], 1)),
    (NAMES + COSTS + NAMED + "| join kind=inner costs on $left.DeploymentName == $right.Model\r\n| extend Usd = (PromptTokens /"
     " 1000.0) * In + (CompletionTokens / 1000.0) * Out\r\n| summarize Usd = round(sum(Usd), 6) by Who\r\n| order by Who asc\r\n",
     lambda: grouped([e for e in CALLS if e.model in RATES], who, lambda of: (round(sum(priced([e], 12) for e in of), 6),))),
    (NAMES + NAMED + "| summarize Tokens = sum(TotalTokens) by Who, DeploymentName, bin(TimeGenerated, 5m)\r\n| extend Series ="
     " strcat(DeploymentName, ' / ', Who)\r\n| summarize max(Tokens), count() by Series | order by Series asc",
     lambda: [(series, max(sums), len(sums)) for series, sums in sorted(
         (f"{model} / {name}", [total(of) for (m, w, _), of in by(CALLS, lambda e: (e.model, who(e), floor(e, 5 * HOUR / 60))).items()
                                if (m, w) == (model, name)]) for model, name in {(e.model, who(e)) for e in CALLS})]),
    # one row for each call: what came of it, and what it cost
    ("let sought = dynamic(['CLAIMS', 'Fraud-Triage']);\nlet calls = materialize(ApiManagementGatewayLogs | where ApiId in~"
     " (sought)\n| extend"
     " Text = tostring(TraceRecords) | extend Tries = countof(Text, 'Attempt') | extend Failed = max_of(Tries - 1, 0)\n| extend Over ="
     " (ResponseCode == 429 and BackendResponseCode in (429, 503)) or (ResponseCode == 503 and (BackendResponseCode in (500, 503) or"
     " LastErrorReason in ('Timeout')))\n| extend Trail = strcat_array(extract_all(@'(Attempt\\|n=[0-9]+\\|code=(?:[0-9]+|none))', Text),"
     " ' -> '));\nlet used = ApiManagementGatewayLlmLog | summarize ModelName = take_any(ModelName), Total = sum(TotalTokens), Rows"
     " = count(),"
     " Chunks = countif(isnotempty(tostring(RequestMessages))) by CorrelationId;\ncalls | join kind=leftouter used on"
     " CorrelationId\n| project"
     " CorrelationId, Tries, Failed, Over, Trail, ModelName, Total = coalesce(Total, 0), Rows = coalesce(Rows, 0), Chunks ="
     " coalesce(Chunks,"
     " 0), TimeGenerated | order by TimeGenerated asc | project-away TimeGenerated",
     lambda: [(e.request_id, 0, 0, e.status in {429, 503}, "", e.model if e.kind == "completed" else "", total([e]),
               int(e.kind == "completed"), 0) for e in EVENTS]),
    # kinds of failure, the first that fits
    ("ApiManagementGatewayLogs | extend Kind = case(ResponseCode == 429 and BackendResponseCode in (429, 503), 'exhausted', ResponseCode"
     " between (200 .. 299), 'good', BackendResponseCode >= 500, 'backend', ResponseCode between (400 .. 499), 'caller',"
     " isnotempty(LastErrorReason), 'gateway', 'other') | where Kind != 'good'\n| summarize n = count(), Mean ="
     " round(avg(TotalTime), 1), P95 ="
     " round(percentile(TotalTime, 95), 1) by Kind, ResponseCode, BackendResponseCode | order by n desc, Kind asc",
     lambda: most(grouped([e for e in EVENTS if e.status != 200],
                          lambda e: {429: ("exhausted", 429, 429), 503: ("backend", 503, 503), 400: ("caller", 400, None)}[e.status],
                          lambda of: (len(of), round(fmean(map(ms, of)), 1), float(disc([*map(ms, of)], 95)))), 3)),
    # metrics where there are some, else a guess from sizes
    ("let seen = AzureMetrics | where MetricName in ('InputTokens', 'OutputTokens') | summarize I = sumif(Total, MetricName =="
     " 'InputTokens'), O = sumif(Total, MetricName == 'OutputTokens') by bin(TimeGenerated, 1d);\nlet sizes = " + AOAI + "| extend b ="
     " todouble(parse_json(properties_s).requestLength) | summarize B = sum(b) by bin(TimeGenerated, 1d);\nsizes | join kind=leftouter seen"
     " on TimeGenerated | extend In = iff(coalesce(I, 0.0) > 0, round(I), round(B / 8.0)) | project TimeGenerated, In, O, B | order by"
     " TimeGenerated asc",
     lambda: [(day, float(tokens(of)[0]), float(tokens(of)[1]), float(sum(e.request_bytes for e in of)))
              for day, of in sorted(by(EVENTS, lambda e: floor(e, DAY)).items())]),
    # what a fleet needs, from hours of three metrics
    ("AzureMetrics | summarize R = sumif(Total, MetricName == 'ModelRequests'), I = sumif(Total, MetricName == 'InputTokens'), T ="
     " sumif(Total, MetricName == 'TotalTokens') by bin(TimeGenerated, 6h)\n| summarize Peak = max(R) / 60, Mean = round(avg(I /"
     " R), 6), Most ="
     " max(T)",
     lambda: [(max(map(len, of)) / 60, round(fmean(tokens(each)[0] / len(each) for each in of), 6), float(max(map(total, of))))
              for of in [[*by(CALLS, lambda e: floor(e, 6 * HOUR)).values()]]]),
    # two parts of the properties as groups
    (AOAI + "| extend p = parse_json(properties_s)\n| summarize n = count() by tostring(p.modelName), tostring(p.streamType),"
     " bin(TimeGenerated, 1d)\n| order by TimeGenerated asc, p_modelName asc, p_streamType asc",
     lambda: sorted(grouped(EVENTS, lambda e: (e.model, "Streaming" if e.stream else "Non-Streaming", floor(e, DAY)),
                            lambda of: (len(of),)),
                    key=lambda row: (row[2], row[0], row[1]))),
    # what another's properties have and these do not
    (AOAI + "| extend Prompt = toint(parse_json(properties_s).usage.prompt_tokens), Why ="
     " tostring(parse_json(properties_s).choices[0].finish_reason), Key = substring(tostring(parse_json(properties_s).api_key), 0, 8)\n|"
     " summarize sum(Prompt), count() by Why, Key", lambda: [("", "", 0, len(EVENTS))]),
    # the whole month from its days so far
    (AOAI + "| extend t = toint(parse_json(properties_s).promptTokens)\n| summarize T = sum(t), Last = max(TimeGenerated)\n| extend"
     " Cost = T *"
     " 0.15 / 1000000, Days = dayofmonth(endofmonth(Last)), Gone = dayofmonth(Last)\n| project round(Cost / Gone * Days, 6), Days, Gone",
     lambda: [(round(tokens(EVENTS)[0] * 0.15 / 1000000 / at(EVENTS[-1]).day * 30, 6), 30, at(EVENTS[-1]).day)]),
    # calls at the same time
    (AOAI + "| extend End = TimeGenerated + totimespan(DurationMs * 1ms) | summarize c = count() by bin(TimeGenerated, 1h) | summarize"
     " max(c), round(avg(c), 6)",
     lambda: [(max(n), round(fmean(n), 6)) for n in [[*Counter(floor(e, HOUR) for e in EVENTS).values()]]]),
    # addresses that were not seen before
    ("let since = datetime(2026-11-16T23:30:00);\nlet before = AzureDiagnostics | where TimeGenerated < since and Category =="
     " 'RequestResponse' | summarize by CallerIPAddress;\nAzureDiagnostics | where TimeGenerated >= since and Category =="
     " 'RequestResponse'\n|"
     " join kind=leftanti before on CallerIPAddress\n| summarize First = min(TimeGenerated), Ops = array_length(make_set(OperationName)),"
     " count() by CallerIPAddress | order by CallerIPAddress asc",
     lambda: grouped([e for e in EVENTS if e.caller_ip not in {o.caller_ip for o in EVENTS if o.time < "2026-11-16T23:30"}],
                     lambda e: e.caller_ip, lambda of: (of[0].time, len({e.operation for e in of}), len(of)))),
    # growth from one hour to the next, of each deployment apart
    ("ApiManagementGatewayLlmLog | summarize T = sum(TotalTokens) by bin(TimeGenerated, 6h), DeploymentName\n| order by DeploymentName asc,"
     " TimeGenerated asc\n| extend Was = prev(T), Of = prev(DeploymentName)\n| where DeploymentName == Of\n| extend Growth ="
     " round(1.0 * (T -"
     " Was) / Was, 4)\n| summarize max(Growth), min(Growth) by DeploymentName | order by DeploymentName asc",
     lambda: [(name, max(rates), min(rates)) for name, of in sorted(by(CALLS, lambda e: e.deployment).items())
              for sums in [[total(each) for _, each in sorted(by(of, lambda e: floor(e, 6 * HOUR)).items())]]
              for rates in [[round((now - was) / was, 4) for was, now in pairwise(sums)]]]),
    # who asks from more than one place
    ("ApiManagementGatewayLogs | summarize n = count(), Users = dcount(UserId), Models = make_set(BackendId, 10) by CallerIpAddress | where"
     " Users > 1\n| mv-expand Model = Models to typeof(string) | where isnotempty(Model) | summarize Ips = dcount(CallerIpAddress) by"
     " Model | sort by Model asc",
     lambda: grouped([e for e in CALLS if len({o.caller for o in EVENTS if o.caller_ip == e.caller_ip}) > 1], lambda e: e.deployment,
                     lambda of: (len({e.caller_ip for e in of}),))),
    # health, by what was counted in the step before
    (AOAI + "| extend D = tostring(parse_json(properties_s).modelDeploymentName)\n| summarize n = count(), Good ="
     " countif(ResultSignature =="
     " '200'), Ms = avg(DurationMs) by D\n| extend Rate = Good * 100.0 / n\n| extend Health = case(Rate >= 99.0 and Ms < 3000,"
     " 'Healthy', Rate"
     " >= 80.0, 'Degraded', 'Unhealthy')\n| project D, Health, n | order by D asc",
     lambda: [(name, "Healthy" if rate >= 99 and fmean(map(ms, of)) < 3000 else "Degraded" if rate >= 80 else "Unhealthy", len(of))
              for name, of in sorted(by(EVENTS, lambda e: e.deployment).items())
              for rate in [sum(e.status == 200 for e in of) * 100.0 / len(of)]]),
    # hours of days of the week
    ("ApiManagementGatewayLogs | extend Day = dayofweek(TimeGenerated), Hour = hourofday(TimeGenerated) | summarize n = count() by"
     " Day, Hour"
     " | order by n desc, Day asc, Hour asc | take 4 | project toint(Day / 1d), Hour, n",
     lambda: most(grouped(EVENTS, lambda e: ((at(e).weekday() + 1) % 7, at(e).hour), lambda of: (len(of),)), 2)[:4]),
)  # fmt: skip

REFUSED = {
    "a column that the same step makes": AOAI + "| summarize n = count() | extend Rate = n * 1.0, Health = iff(Rate > 1, 'a', 'b')",
    "a table of another product": "let m = ApiManagementGatewayMCPLog | project CorrelationId; m | count",
    "seasons that are Kusto's own": "AzureMetrics | make-series n = count() on TimeGenerated step 1h | extend a ="
     " series_decompose_anomalies(n)",
    "limits that are Kusto's own": "AzureMetrics | make-series n = count() on TimeGenerated step 1h | extend a = series_outliers(n)",
    "tables of which none is there": "union isfuzzy=true AppDependencies, AppTraces | count",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("packs") / "data"
    with AuditLog.open(directory) as log:
        log.append(EVENTS)
    return directory


def test_packs_show_what_python_counts(data: Path) -> None:
    assert wrong(data, PACKS[::13]) == []


@pytest.mark.long
def test_all_packs_show_what_python_counts(data: Path) -> None:
    assert len(PACKS) >= 25
    assert wrong(data, PACKS) == []


@pytest.mark.parametrize("kql", REFUSED.values(), ids=REFUSED)
def test_what_nobody_can_answer_is_refused_by_name(data: Path, kql: str) -> None:
    with pytest.raises(InputError, match=r"Rate|MCPLog|series_|AppDependencies"):
        query(data, kql)


def test_metrics_of_models_are_those_of_azure_openai_by_another_name(data: Path) -> None:
    rows = query(data, "AzureMetrics | summarize sum(Total), max(Maximum), sum(Count) by MetricName").rows
    found = {name: tuple(values) for name, *values in rows}
    prompt, answer, both = tokens(CALLS)
    assert found["InputTokens"] == found["ProcessedPromptTokens"] == (prompt, max(e.prompt_tokens for e in CALLS), len(CALLS))
    assert found["OutputTokens"][0] == found["GeneratedTokens"][0] == answer
    assert found["TotalTokens"] == found["TokenTransaction"] == (both, max(total([e]) for e in CALLS), len(CALLS))
    assert found["ModelRequests"] == found["AzureOpenAIRequests"] == (len(CALLS), 1, len(CALLS))
    assert timedelta(0) < at(EVENTS[-1]) - at(EVENTS[0])
