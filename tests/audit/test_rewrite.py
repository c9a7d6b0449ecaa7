"""Queries as people publish them for Azure OpenAI and API Management run with the right result, or are refused by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from enclave.audit import query as module
from enclave.audit.event import Event, Verdict
from enclave.audit.log import AuditLog
from enclave.audit.query import query
from enclave.audit.rewrite import faster, rewritten
from enclave.errors import InputError


def _call(number: int, **fields: Any) -> Event:
    whole: dict[str, Any] = {
        "id": f"e{number}",
        "time": f"2026-11-21T09:{number:02d}:00.123456Z",
        "kind": "completed",
        "request_id": f"r{number}",
        "caller": "ada",
        "roles": ("user",),
        "project": "fraud-triage",
        "deployment": "gpt-4o",
        "model": "gpt-4o",
        "region": "europe",
        "location": "westeurope",
        "operation": "ChatCompletions_Create",
        "status": 200,
        "duration_ms": 100.4 + number,
        "caller_ip": "127.0.0.1",
        "prompt_tokens": 10 * number,
        "completion_tokens": number,
        "request_bytes": 500,
        "response_bytes": 900,
    }
    return Event(**(whole | fields))


EVENTS = (
    Event(id="s", time="2026-11-21T09:00:00.000000Z", kind="started", policy_digest="sha256:00"),
    _call(1),
    _call(2, stream=True, time_to_first_token_ms=12.5),
    _call(3, kind="refused", status=400, stage="dlp", reason="credit_card", verdicts=(Verdict("dlp", "refuse", 40, {"credit_card": 1}),)),
    _call(4, kind="admitted", status=0),
    _call(5, model="gpt-4o-mini", project="policy-search", status=404),
)

# the shapes are those of Azure Monitor's sample queries, of Azure-Samples/AI-Gateway and Apim-Samples, and of workbooks and
# runbooks that people publish; the words are ours
RUN: tuple[tuple[str, list[tuple[Any, ...]]], ...] = (
    # Log Analytics' own sample queries for ApiManagementGatewayLogs, in their shapes
    (
        'ApiManagementGatewayLogs | where TimeGenerated > ago(9999d) | summarize count(CorrelationId) by _ResourceId',
        [('/subscriptions//resourcegroups/europe/providers/microsoft.apimanagement/service/europe', 4)],
    ),
    ('ApiManagementGatewayLogs | top 1 by TimeGenerated desc | project CorrelationId', [('r5',)]),
    (
        'ApiManagementGatewayLogs | summarize count(CorrelationId) by ApiId | order by ApiId asc',
        [('fraud-triage', 3), ('policy-search', 1)],
    ),
    (
        'ApiManagementGatewayLogs | extend bandwidth = RequestSize + ResponseSize | summarize sum(bandwidth) by '
        'bin(TimeGenerated, 15m)',
        [('2026-11-21T09:00:00.000000Z', 5600)],
    ),
    (
        'ApiManagementGatewayLogs | summarize Average=avg(RequestSize), Median=percentile(RequestSize, 50), '
        '90th_Percentile=percentile(RequestSize, 90)',
        [(500.0, 500, 500)],
    ),
    (
        'ApiManagementGatewayLogs | where IsRequestSuccess == false | project CorrelationId, ResponseCode, '
        'LastErrorReason | order by ResponseCode asc',
        [('r3', 400, 'credit_card'), ('r5', 404, '')],
    ),
    ('ApiManagementGatewayLogs | where isnotempty(LastErrorReason) | summarize count() by LastErrorReason', [('credit_card', 1)]),
    (
        'ApiManagementGatewayLogs | summarize ErrorRate = round(100.0 * countif(ResponseCode >= 400) / count(), 2), P95 '
        '= percentile(TotalTime, 95) by ApiId | order by ApiId asc',
        [('fraud-triage', 33.33, 103), ('policy-search', 100.0, 105)],
    ),
    (
        'ApiManagementGatewayLogs | summarize Successes = countif(ResponseCode between (200 .. 299)), Throttled = '
        'countif(ResponseCode == 429)',
        [(2, 0)],
    ),
    (
        'ApiManagementGatewayLogs | summarize Requests = count() by Backend = case(isnotempty(BackendUrl), BackendUrl, '
        "isnotempty(BackendId), BackendId, '(not recorded)') | order by Requests desc",
        [('gpt-4o', 3), ('(not recorded)', 1)],
    ),
    ('ApiManagementGatewayLogs | where ResponseHeaders has_any ("x-a", "x-b") | count', [(0,)]),
    (
        'ApiManagementGatewayLogs | extend C = extract(@\'"x-caller":"([^"]+)"\', 1, tostring(ResponseHeaders)) | '
        'summarize count() by C',
        [('', 4)],
    ),
    (
        'ApiManagementGatewayLogs | join kind=inner ApiManagementGatewayLlmLog on CorrelationId | summarize Requests = '
        'dcount(CorrelationId), Tokens = sum(TotalTokens) by ApiId | order by ApiId asc',
        [('fraud-triage', 2, 33), ('policy-search', 1, 55)],
    ),
    (
        "let llm = ApiManagementGatewayLlmLog | where DeploymentName != ''; llm | join kind=leftouter "
        'ApiManagementGatewayLogs on CorrelationId | summarize SumTotalTokens = sum(TotalTokens) by SubscriptionId = '
        'ApimSubscriptionId, DeploymentName',
        [('ada', 'gpt-4o', 88)],
    ),
    (
        'let rate = 0.002; ApiManagementGatewayLlmLog | summarize T = sum(TotalTokens) by ModelName | extend Cost = '
        'round(T * rate / 1000, 6) | top 1 by Cost desc',
        [('gpt-4o-mini', 55, 0.00011)],
    ),
    ('ApiManagementGatewayLogs | join kind=leftanti ApiManagementGatewayLlmLog on CorrelationId | project CorrelationId', [('r3',)]),
    (
        'ApiManagementGatewayLlmLog | join kind=leftsemi (ApiManagementGatewayLogs | where ResponseCode == 200) on '
        'CorrelationId | count',
        [(2,)],
    ),
    (
        'ApiManagementGatewayLogs | lookup kind=leftouter (ApiManagementGatewayLlmLog | project CorrelationId, '
        'TotalTokens) on CorrelationId | summarize sum(TotalTokens)',
        [(88,)],
    ),
    ("let ids = dynamic(['FRAUD-triage']); ApiManagementGatewayLogs | where ApiId in~ (ids) | count", [(3,)]),
    (
        'ApiManagementGatewayLlmLog | summarize Requests = count(), Streams = countif(IsStreamCompletion == true) by '
        'DeploymentName, ModelName | extend Rate = round(100.0 * Streams / Requests, 2) | order by ModelName asc',
        [('gpt-4o', 'gpt-4o', 2, 1, 50.0), ('gpt-4o', 'gpt-4o-mini', 1, 0, 0.0)],
    ),
    (
        'datatable(Model:string, Price:real) ["gpt-4o", 2.5, "o3", 10.0] | join kind=inner (ApiManagementGatewayLlmLog '
        '| summarize t = sum(TotalTokens) by ModelName) on $left.Model == $right.ModelName | project Model, Cost = '
        'Price * t',
        [('gpt-4o', 82.5)],
    ),
    # Azure OpenAI's diagnostics, as workbooks and runbooks ask
    ('AzureDiagnostics | where Category == "RequestResponse" | summarize count() by OperationName', [('ChatCompletions_Create', 4)]),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | summarize P50 = percentile(DurationMs, 50), P95 = '
        'percentile(DurationMs, 95), Max = max(DurationMs), Avg = avg(DurationMs)',
        [(102, 105, 105, 102.75)],
    ),
    ('AzureDiagnostics | where Category == "RequestResponse" | summarize percentiles(DurationMs, 50, 95)', [(102, 105)]),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | summarize (p50, p99) = percentiles(DurationMs, 50, '
        '99) by Resource | order by Resource asc',
        [('FRAUD-TRIAGE', 102, 103), ('POLICY-SEARCH', 105, 105)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | extend Deployment = '
        'tostring(parse_json(properties_s).modelDeploymentName) | summarize Requests = count() by Deployment',
        [('gpt-4o', 4)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | extend T = '
        'toint(parse_json(properties_s).usage.total_tokens) | summarize sum(T), Requests = count()',
        [(0, 4)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | extend T = '
        'toint(parse_json(properties_s).promptTokens) | summarize Total = sum(T) by bin(TimeGenerated, 1h)',
        [('2026-11-21T09:00:00.000000Z', 110)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | summarize count() by bin(DurationMs, 2) | order by '
        'DurationMs asc | take 1',
        [(100, 1)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" and ResultSignature != 200 | project CorrelationId, '
        'ResultSignature | order by CorrelationId asc',
        [('r3', '400'), ('r5', '404')],
    ),
    ('AzureDiagnostics | where Category == "RequestResponse" and ResultSignature in ("400", "404") | count', [(2,)]),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | summarize Failures = countif(toint(ResultSignature) '
        '>= 400) by Principal = coalesce(column_ifexists("identity_claim_oid_g", ""), CallerIPAddress)',
        [('127.0.0.1', 2)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | extend D = '
        'coalesce(column_ifexists("modelDeploymentName_s", ""), "unknown") | distinct D',
        [('unknown',)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | extend Hour = hourofday(TimeGenerated), Day = '
        'dayofweek(TimeGenerated) | summarize count() by Hour, Day',
        [(9, '6.00:00:00', 4)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | extend End = TimeGenerated + totimespan(DurationMs * '
        '1ms) | summarize N = count() by bin(TimeGenerated, 1s) | summarize max(N), avg(N)',
        [(1, 1.0)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | summarize arg_max(TimeGenerated, CorrelationId) by '
        'Resource | project Resource, CorrelationId | order by Resource asc',
        [('FRAUD-TRIAGE', 'r3'), ('POLICY-SEARCH', 'r5')],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | summarize arg_max(TimeGenerated, *) by Category | '
        'project CorrelationId, event_s',
        [('r5', 'ShoeboxCallResult')],
    ),
    ('AzureDiagnostics | where OperationName has "ChatCompletions" and OperationName !has "Chat" | count', [(4,)]),
    ('AzureDiagnostics | where OperationName contains "completions" and OperationName !contains "embed" | count', [(4,)]),
    ('AzureDiagnostics | where OperationName startswith "chat" or OperationName endswith "ED" | summarize dcount(OperationName)', [(3,)]),
    ('AzureDiagnostics | where Resource has_any ("fraud", "zebra") | count', [(4,)]),
    ('AzureDiagnostics | where properties_s matches regex "gpt-4o-mini" | project CorrelationId', [('r5',)]),
    (
        'AzureDiagnostics | parse properties_s with * \'"modelName":"\' Model \'"\' * | where Category == "RequestResponse" '
        '| summarize count() by Model | order by Model asc',
        [('gpt-4o', 3), ('gpt-4o-mini', 1)],
    ),
    (
        'AzureDiagnostics | summarize dcount(CallerIPAddress), make_list(DurationMs, 1) by Category | project Category '
        '| order by Category asc',
        [('Audit',), ('RequestResponse',)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | summarize makeset(Resource), '
        'makelist(ResultSignature) | project n = array_length(list_ResultSignature)',
        [(4,)],
    ),
    (
        'AzureDiagnostics | extend Level = iff(toint(ResultSignature) >= 400, "bad", "good") | where Category == '
        '"RequestResponse" | summarize count() by Level | order by Level asc',
        [('bad', 2), ('good', 2)],
    ),
    ('AzureDiagnostics | where TimeGenerated between (datetime(2026-11-21T09:02:00Z) .. datetime(2026-11-21T09:03:59Z)) | count', [(2,)]),
    (
        'AzureDiagnostics | where TimeGenerated >= startofday(datetime(2026-11-21 15:00)) and TimeGenerated < '
        'endofday(datetime(2026-11-21)) | count',
        [(6,)],
    ),
    ('AzureDiagnostics | where TimeGenerated > ago(1m) and TimeGenerated < now(-1h) | count', [(0,)]),
    (
        "AzureDiagnostics | extend d = format_datetime(TimeGenerated, 'yyyy-MM-dd HH'), m = "
        'startofmonth(TimeGenerated), y = getyear(TimeGenerated) | distinct d, m, y',
        [('2026-11-21 09', '2026-11-01T00:00:00.000000Z', 2026)],
    ),
    (
        'let all = toscalar(AzureDiagnostics | count); AzureDiagnostics | summarize n = count() by Category | extend '
        'share = round(100.0 * n / all, 1) | project Category, share | order by Category asc',
        [('Audit', 33.3), ('RequestResponse', 66.7)],
    ),
    ('let x = materialize(AzureDiagnostics | summarize c = count() by Category); x | summarize sum(c)', [(6,)]),
    (
        'let slow = (ms:long) { ms > 103 }; AzureDiagnostics | where Category == "RequestResponse" | summarize '
        'countif(slow(DurationMs))',
        [(1,)],
    ),
    (
        'union withsource=T ApiManagementGatewayLlmLog, ApiManagementGatewayLogs | summarize count() by T | order by T '
        'asc',
        [('ApiManagementGatewayLlmLog', 3), ('ApiManagementGatewayLogs', 4)],
    ),
    (
        'range t from datetime(2026-11-21 08:00) to datetime(2026-11-21 10:00) step 1h | join kind=leftouter '
        '(AzureDiagnostics | summarize c = count() by t = bin(TimeGenerated, 1h)) on t | project t, c = coalesce(c, 0) '
        '| order by t asc',
        [('2026-11-21T08:00:00.000000Z', 0), ('2026-11-21T09:00:00.000000Z', 6), ('2026-11-21T10:00:00.000000Z', 0)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | project-rename Ms = DurationMs | project-away '
        'properties_s, ResourceId | summarize max(Ms)',
        [(105,)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | summarize sumif(DurationMs, ResultSignature == '
        '"200"), avgif(DurationMs, ResultSignature == "404")',
        [(203, 105.0)],
    ),
    (
        'AzureDiagnostics | extend b = bag_pack("a", Category, "n", 1) | project tostring(b.a) | distinct b_a',
        [('RequestResponse',), ('Audit',)],
    ),
    (
        'EnclaveEvents | where isnotempty(Stage) | mv-expand v = Verdicts | project Stage = tostring(v.stage), Outcome '
        '= tostring(v.outcome), Hits = toint(v.findings.credit_card)',
        [('dlp', 'refuse', 1)],
    ),
    ('EnclaveEvents | where Kind == "completed" | mv-expand Role = Roles to typeof(string) | summarize count() by Role', [('user', 3)]),
    (
        'EnclaveEvents | summarize n = count(), usd = sum(SettledNanousd) / 1e9 by Kind | order by Kind asc | project '
        'Kind, n',
        [('admitted', 1), ('completed', 3), ('refused', 1), ('started', 1)],
    ),
    (
        'AzureDiagnostics | where Category == "RequestResponse" | summarize count() by bin(TimeGenerated, 1m), Resource '
        '| render timechart with (title="Requests", ytitle="n")',
        [
            ('2026-11-21T09:01:00.000000Z', 'FRAUD-TRIAGE', 1),
            ('2026-11-21T09:02:00.000000Z', 'FRAUD-TRIAGE', 1),
            ('2026-11-21T09:03:00.000000Z', 'FRAUD-TRIAGE', 1),
            ('2026-11-21T09:05:00.000000Z', 'POLICY-SEARCH', 1),
        ],
    ),
)

REFUSED = (
    ('AzureDiagnostics | make-series n = count() on TimeGenerated in range(ago(1d), now(), 1d)',
     'this range of `make-series` is not supported'),
    ('AzureDiagnostics | evaluate autocluster()', '`evaluate autocluster` is not supported'),
    ('AzureDiagnostics | evaluate pivot(Category, percentile(DurationMs, 50))', '`pivot` of `percentile(DurationMs, 50)` is not supported'),
    ('AzureDiagnostics | mv-apply x = dynamic([1]) on (getschema)', '`getschema` inside of `mv-apply` is not supported'),
    ('AzureDiagnostics | extend s = series_decompose_anomalies(dynamic([1]))', '`function:series_decompose_anomalies` is not supported'),
    ('AzureDiagnostics | parse-kv properties_s as (modelName)', '`parse-kv` with the key `modelName` is not supported'),
    ('AzureDiagnostics | summarize percentiles(DurationMs, Resource, 50)', '`percentiles` with `Resource` is not supported'),
    ('AzureDiagnostics | extend Own = 1 | extend x = column_ifexists("Own", 2)',
     '`column_ifexists` of `Own`, which the query itself makes, is not supported'),
    ('workspace("x").AzureDiagnostics | count', '`function:workspace` is not supported'),
    ('AzureDiagnostics | scan with (step s output=last: true;)', 'the step `step s output=last: true` of `scan` is not supported'),
    ('AzureDiagnostics | facet by Category', '`facet` is not supported'),
    ('find "x"', '`find` without `project` is not supported'),
    ('AzureActivity | where OperationNameValue == "x" | count', 'there is no table `AzureActivity`'),
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("published") / "data"
    with AuditLog.open(directory) as log:
        log.append(EVENTS)
    return directory


def _wrong(data: Path, table: Sequence[tuple[str, list[tuple[Any, ...]]]]) -> list[tuple[str, object]]:
    found = [(kql, query(data, kql).rows, expected) for kql, expected in table]
    return [
        (kql, rows)
        for kql, rows, expected in found
        if rows != expected and ("order by" in kql or sorted(map(repr, rows)) != sorted(map(repr, expected)))
    ]


def _said(data: Path, table: Sequence[tuple[str, str]]) -> list[str]:
    said = []
    for kql, _ in table:
        with pytest.raises(InputError) as caught:
            query(data, kql)
        assert "this wave" not in caught.value.hint
        said.append(caught.value.message)
    return said


# to read a query takes the translator half a second: a share of them each time, all of them in the long suite
def test_queries_that_people_publish_run(data: Path) -> None:
    assert _wrong(data, RUN[12::10]) == []


@pytest.mark.long
def test_all_queries_that_people_publish_run(data: Path) -> None:
    assert len(RUN) >= 60
    assert _wrong(data, RUN) == []


def test_what_is_not_supported_is_refused_by_name(data: Path) -> None:
    assert _said(data, REFUSED[::5]) == [message for _, message in REFUSED[::5]]


@pytest.mark.long
def test_all_that_is_not_supported_is_refused_by_name(data: Path) -> None:
    assert _said(data, REFUSED) == [message for _, message in REFUSED]


@pytest.mark.parametrize(
    ("kql", "plain"),
    [
        ("T | summarize percentiles(X, 5, 9.9)", "T | summarize percentile_X_5 = percentile(X, 5), percentile_X_9_9 = percentile(X, 9.9)"),
        ("T | summarize (a, b)=percentiles(x * 2, 5, 9)", "T | summarize a = percentile(x * 2, 5), b = percentile(x * 2, 9)"),
        ("T | summarize n = count(Id), m = 1.0 * count(Id) / count()", "T | summarize n = count(), m = 1.0 * count() / count()"),
        ("T | summarize count( Id ), count()", "T | summarize count_Id = count(), count()"),
        ("T | summarize makelist(x), makeset(x, 5)", "T | summarize make_list(x, 128), make_set(x, 5)"),
        ('T | extend a = columnifexists("Have", "")', "T | extend a = Have"),
        ("T | extend b = column_ifexists('No', strcat('x', 'y'))", "T | extend b = (strcat('x', 'y'))"),
        ('T | where s == "count(x)" // percentiles(a, 5)', 'T | where s == "count(x)" // percentiles(a, 5)'),
        ("T | where s == @'\\' | summarize count(Id)", "T | where s == @'\\' | summarize count_Id = count()"),
        ("T | where percentiles(", "T | where percentiles("),
        ("", ""),
    ],
)
def test_what_is_said_otherwise(kql: str, plain: str) -> None:
    assert rewritten(kql, {"Have"}) == plain


@pytest.mark.parametrize(
    ("kql", "message"),
    [
        ("T | summarize p = percentiles(x, 5, 9)", "with one name"),
        ("T | summarize (a, b, c) = percentiles(x, 5, 9)", "2 values and 3 names"),
        ("T | summarize percentiles(x, dynamic([5]))", "with `dynamic"),
        ("T | extend a = column_ifexists(strcat('a', 'b'), 1)", "is not supported"),
    ],
)
def test_what_would_have_to_be_guessed_is_refused(kql: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        rewritten(kql, set())


def test_what_is_made_faster_answers_the_same(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kql = "EnclaveEvents | summarize percentiles(DurationMs, 5, 50, 75, 95), percentile(PromptTokens, 50) by Kind, bin(TimeGenerated, 2m)"
    fast = query(data, kql)
    told = []
    monkeypatch.setattr(module, "faster", lambda sql, kql: (told.append(faster(sql, kql)), sql)[1])
    slow = query(data, kql)
    assert (fast.columns, fast.types, sorted(fast.rows)) == (slow.columns, slow.types, sorted(slow.rows))
    assert "time_bucket(INTERVAL '2m'" in told[0]
    assert told[0].count("/ 100.0])[") == 4


def test_what_stands_in_a_string_stays() -> None:
    sql = 'SELECT quantile_disc("x", CAST(5 AS BIGINT) / 100.0), quantile_disc("x", CAST(6 AS BIGINT) / 100.0)'
    assert faster(sql, "where a == 'quantile_disc'") == sql
    assert faster(sql, "T") != sql
