"""The seed's query runs as it is written; what cannot be run is refused by name."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enclave.audit import query as module
from enclave.audit.event import Event, Verdict
from enclave.audit.log import AuditLog
from enclave.audit.query import Table, query
from enclave.errors import InputError

from .conftest import ahead

# seeds/001, `Query logs with KQL`, as it stands there
SEED = """// Query Azure OpenAI usage logs
AzureDiagnostics
| where ResourceProvider == "MICROSOFT.COGNITIVESERVICES"
| where Category == "RequestResponse"
| project
    TimeGenerated,
    OperationName,
    CallerIPAddress,
    DurationMs,
    ResultSignature,
    properties_s
| order by TimeGenerated desc
| take 100"""

# Microsoft's Azure OpenAI workbook, Azure/Azure-Sentinel, Workbooks/AzureOpenAIMonitoring.json
WORKBOOK = (
    'AzureDiagnostics\n| where ResourceProvider == "MICROSOFT.COGNITIVESERVICES"\n| summarize count() by OperationName\n',
    'let data = (AzureDiagnostics\n| where ResourceProvider == "MICROSOFT.COGNITIVESERVICES"\n| summarize count() by ResultSignature\n'
    '| extend Result = case (ResultSignature == 404, "Not found", ResultSignature == 200, "Success", "Unknown"));\n'
    "let data1= (AzureDiagnostics\n| summarize make_list(DurationMs) by ResultSignature);\n"
    "data\n| join kind=inner\n(data1)\n on ResultSignature",
    'AzureDiagnostics\n| where ResourceProvider == "MICROSOFT.COGNITIVESERVICES"\n| summarize count() by Resource',
    'AzureDiagnostics\r\n| where ResourceProvider == "MICROSOFT.COGNITIVESERVICES"\r\n| where Category == "RequestResponse"\r\n'
    "| summarize sum(DurationMs) by Resource",
    'AzureDiagnostics\r\n| where ResourceProvider == "MICROSOFT.COGNITIVESERVICES"\r\n'
    "| summarize ['Duration in Miliseconds'] = make_list(DurationMs) by Resource",
    'let baseline = toscalar(AzureDiagnostics\r\n| where ResourceProvider == "MICROSOFT.COGNITIVESERVICES"\r\n'
    "|summarize count() by bin(TimeGenerated, 15m)\r\n| summarize avg(count_));\r\nAzureDiagnostics\r\n"
    "|summarize count() by bin(TimeGenerated, 15m)\r\n| extend deviation = count_- baseline/ baseline \r\n| project-away count_",
    'AzureDiagnostics\r\n| where ResourceProvider == "MICROSOFT.COGNITIVESERVICES"\r\n| where Category == "RequestResponse"\r\n'
    "| project OperationName, DurationMs, CallerIPAddress, ResourceGroup, ResourceId",
    'AzureDiagnostics\r\n| where ResourceProvider == "MICROSOFT.COGNITIVESERVICES"\r\n'
    '| where OperationName == "ChatCompletions_Create"\r\n'
    '//| where OperationName == "Creates a completion for the chat message"\r\n'
    "| project TimeGenerated,CallerIPAddress, ResourceId, DurationMs",
    'AzureDiagnostics\r\n| where parse_json(properties_s).apiName == "Content Safety Service"\r\n'
    '| where OperationName == "Analyze Image" or OperationName == "Analyze Text"\r\n| distinct CallerIPAddress',
)


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
        "model_version": "2024-11-20",
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


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("query") / "data"
    with AuditLog.open(directory, segment_bytes=1000) as log:
        for event in EVENTS:
            log.append([event])
    return directory


def _one(table: Table) -> Any:
    [[value]] = table.rows
    return value


def test_the_seeds_query_is_the_one_that_is_tested(shared: Path) -> None:
    assert SEED in (shared / "seeds" / "001_4ed0dc9753099519.txt").read_text()


def test_the_seeds_query_runs_as_it_is_written(data: Path) -> None:
    table = query(data, SEED)
    assert table.columns == ("TimeGenerated", "OperationName", "CallerIPAddress", "DurationMs", "ResultSignature", "properties_s")
    assert table.types == ("datetime", "string", "string", "long", "string", "string")
    assert [row[4] for row in table.rows] == ["404", "400", "200", "200"]
    newest = table.documents()[-1]
    properties = json.loads(newest.pop("properties_s"))
    assert newest == {
        "TimeGenerated": "2026-11-21T09:01:00.123456Z",
        "OperationName": "ChatCompletions_Create",
        "CallerIPAddress": "127.0.0.1",
        "DurationMs": 101,
        "ResultSignature": "200",
    }
    assert properties["modelDeploymentName"] == "gpt-4o"
    assert (properties["requestLength"], properties["responseLength"], properties["streamType"]) == (500, 900, "Non-Streaming")
    # .NET ticks: 638,000,000,000,000,000 is 2022-09-29T22:13:20Z
    assert properties["responseTime"] - properties["requestTime"] == 1_014_000


@pytest.mark.parametrize("kql", WORKBOOK)
def test_microsofts_workbook_runs_unchanged(data: Path, kql: str) -> None:
    query(data, kql)


def test_categories_keep_calls_and_the_rest_apart(data: Path) -> None:
    table = query(data, "AzureDiagnostics | summarize n = count() by Category, OperationName | sort by Category asc, OperationName asc")
    assert table.rows == [("Audit", "admitted", 1), ("Audit", "started", 1), ("RequestResponse", "ChatCompletions_Create", 4)]


def test_tokens_are_where_api_management_writes_them(data: Path) -> None:
    kql = "ApiManagementGatewayLlmLog | summarize sum(PromptTokens), sum(TotalTokens), streams = countif(IsStreamCompletion) by ModelName"
    assert sorted(query(data, kql).rows) == [("gpt-4o", 30, 33, 1), ("gpt-4o-mini", 50, 55, 0)]


def test_the_two_azure_tables_join_on_the_request(data: Path) -> None:
    kql = """AzureDiagnostics | where Category == "RequestResponse"
    | join kind=inner ApiManagementGatewayLlmLog on CorrelationId | summarize sum(TotalTokens)"""
    assert _one(query(data, kql)) == 88


def test_events_are_typed(data: Path) -> None:
    table = query(data, "EnclaveEvents | sort by RecordNumber asc")
    by_name = dict(zip(table.columns, table.types, strict=True))
    assert by_name["TimeGenerated"] == "datetime"
    assert by_name["Roles"] == by_name["Verdicts"] == "dynamic"
    assert by_name["Stream"] == "bool"
    assert by_name["DurationMs"] == "real"
    first, *_, refused = [row for row in table.documents() if row["RecordNumber"] in {1, 4}]
    assert (first["Kind"], first["Roles"], first["Status"], first["TimeToFirstTokenMs"]) == ("started", [], 0, None)
    assert refused["Verdicts"] == [{"stage": "dlp", "outcome": "refuse", "scanned_chars": 40, "findings": {"credit_card": 1}}]
    assert len(table.columns) == len(Event.__struct_fields__) + 1


def test_what_a_guard_found_can_be_counted(data: Path) -> None:
    kql = "EnclaveEvents | mv-expand v = Verdicts | where tostring(v.stage) == 'dlp' | summarize sum(tolong(v.findings.credit_card))"
    assert _one(query(data, kql)) == 1


def test_times_are_utc_and_bins_work(data: Path) -> None:
    kql = "EnclaveEvents | where TimeGenerated between (datetime(2026-11-21T09:02:00Z) .. 2m) | summarize count() by bin(TimeGenerated, 1h)"
    assert query(data, kql).rows == [("2026-11-21T09:00:00.000000Z", 2)]


def test_values_have_kustos_json_forms() -> None:
    kql = 'a = 90s, b = -36h, c = 1d + 1ms, d = real(nan), e = dynamic({"k": [1, null]}), f = datetime(2026-01-02), g = long(null)'
    table = query(None, f"print {kql}")
    assert table.rows == [
        ("00:01:30", "-1.12:00:00", "1.00:00:00.0010000", "NaN", {"k": [1, None]}, "2026-01-02T00:00:00.000000Z", None)
    ]
    json.dumps(table.documents(), allow_nan=False)


EU = '{"Region":"eu","Amount":1.5,"When":"2026-01-02T03:04:05Z"}'
US = '{"Region":"us","Amount":2,"When":"2026-01-03T00:00:00Z"}'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sales.csv", "Region,Amount,When\neu,1.5,2026-01-02T03:04:05Z\nus,2,2026-01-03T00:00:00Z\n"),
        ("sales.tsv", "Region\tAmount\tWhen\neu\t1.5\t2026-01-02T03:04:05Z\nus\t2\t2026-01-03T00:00:00Z\n"),
        ("sales.jsonl", f"{EU}\n{US}\n"),
        ("sales.json", f"[{EU},{US}]"),
    ],
)
def test_a_file_can_be_a_table(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    table = query(None, "Sales | where When < datetime(2026-01-03) | project Region, Amount, When", {"Sales": path})
    assert table.types == ("string", "real", "datetime")
    assert table.rows == [("eu", 1.5, "2026-01-02T03:04:05.000000Z")]


def test_a_parquet_file_can_be_a_table_and_be_joined_with_the_log(tmp_path: Path, data: Path) -> None:
    import duckdb

    path = tmp_path / "owners.parquet"
    duckdb.sql("SELECT 'fraud-triage' AS Project, 'Ada' AS Owner").write_parquet(str(path))
    kql = "EnclaveEvents | join kind=inner Owners on Project | summarize count() by Owner"
    assert query(data, kql, {"Owners": path}).rows == [("Ada", 4)]


def test_an_export_of_log_analytics_can_take_the_place_of_the_log(tmp_path: Path, data: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Category,DurationMs\nRequestResponse,7\n")
    assert _one(query(data, "AzureDiagnostics | summarize sum(DurationMs)", {"AzureDiagnostics": path})) == 7


@pytest.mark.parametrize(
    ("kql", "message", "where"),
    [
        ("AzureDiagnostics | foo", "not KQL", "query:1:"),
        ("AzureDiagnostics\n| where (", "not KQL", "query:2:1"),
        ("", "not KQL", "query:1:1"),
        ("print strcat_aray('x')", "`function:strcat_aray` is not supported", "query"),
        ("AzureDiagnostics | reduce by Category", "`reduce by` is not supported", "query:1:20"),
        ("AzureDiagnostics | project-keep Cat* | where (", "not KQL", "query:1:38"),
        ("search in (AzureDiagnostics) 'x' | reduce by Category", "is not supported", "query"),
        ('externaldata(x:string)["/etc/passwd"]', "is not supported", "query:1:1"),
        (".set Copy <| AzureDiagnostics", "is not supported", "query"),
        ("AzureDiagnostics; AzureDiagnostics", "is not supported", "query"),
        ("Nope | take 1", "there is no table `Nope`", "query"),
        ("EnclaveEvents | join kind=inner Nope on Kind", "there is no table `Nope`", "query"),
        ("azurediagnostics | join EnclaveEvents on Kind", "there is no table `azurediagnostics`", "query"),
        ("let a = (Nope | take 1); let b = a; EnclaveEvents | join kind=leftouter b on Kind", "there is no table `Nope`", "query:1:10"),
        ("AzureDiagnostics | where Colour == 'red'", "there is no column `Colour`", "query"),
        ("print 1h / 2", "`/` of a timespan and a number is not supported", "query"),
        ("print totimespan('1d')", "`totimespan` of `1d` is not supported", "query"),
        ("AzureDiagnostics | project todatetime(parse_json(properties_s).requestTime)", "`todatetime` of a number is not", "query"),
        ("AzureDiagnostics | project-away Colour", "there is no column `Colour`", "query"),
        ("EnclaveEvents | evaluate pivot(Kind, count(), bin(TimeGenerated, 1h))", "which is no column", "query"),
        ("print series_fir(dynamic([1, 2, 3]), dynamic([1, 1]))", "`function:series_fir` is not supported", "query"),
        ("print series_decompose_anomalies(dynamic([1, 2, 3]))", "is not supported", "query"),
        ("print countof()", "has a form that is not supported", "query"),
        ("EnclaveEvents | evaluate autocluster()", "`evaluate autocluster` is not supported", "query"),
        ("print " + "(" * 5000 + "1" + ")" * 5000, "nested too deeply", "query"),
        ("print " + "f(" * 16_000, "nested too deeply", "query"),
        ("print " + "1" * 60_000, "more than 50000", ""),
    ],
)
def test_what_cannot_be_run_is_refused_by_name(data: Path, kql: str, message: str, where: str) -> None:
    with pytest.raises(InputError) as caught:
        query(data, kql)
    assert message in caught.value.message
    assert caught.value.where.startswith(where)


def test_an_unknown_table_comes_with_the_known_ones(data: Path, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("a\n1\n")
    with pytest.raises(InputError) as caught:
        query(data, "EnclaveEvent | take 1", {"Own": tmp_path / "own.csv"})
    known = "ApiManagementGatewayLlmLog, ApiManagementGatewayLogs, AzureDiagnostics, AzureMetrics, EnclaveEvents, EnclaveEvents_CL, Own"
    assert caught.value.hint == f"known: {known}"


@pytest.mark.parametrize("name", ["/etc/passwd", "{tmp}/secret.csv", "{tmp}/*.csv", "path", "data", "kql"])
def test_a_query_cannot_read_files_or_variables(data: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.csv").write_text("a\nhidden\n")
    with pytest.raises(InputError) as caught:
        query(data, f"['{name.format(tmp=tmp_path)}'] | take 1")
    assert "hidden" not in str(caught.value)


def test_an_endless_query_is_stopped(data: Path) -> None:
    started = time.monotonic()
    kql = "range x from 1 to 100000 step 1 | extend k = 1 | join kind=inner (range y from 1 to 100000 step 1 | extend k = 1) on k | count"
    with pytest.raises(InputError, match=r"took longer than 0\.5 s"):
        query(data, kql, seconds=0.5)
    assert time.monotonic() - started < 60


def test_a_query_that_needs_too_much_memory_is_stopped(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module._CONFIG, "memory_limit", "30MB")
    with pytest.raises(InputError, match="of memory"):
        query(data, "range x from 1 to 3000000 step 1 | extend y = strcat('padding-padding-', x) | summarize make_set(y)")


def test_a_result_that_is_too_long_is_refused_and_not_cut(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ROWS", 5)
    assert len(query(data, "range x from 1 to 5 step 1").rows) == 5
    with pytest.raises(InputError, match="more than 5 rows"):
        query(data, "range x from 1 to 6 step 1")


@pytest.mark.parametrize(
    ("name", "file", "message"),
    [
        ("no table", "t.csv", "not a name for a table"),
        ("T", "t.xlsx", "cannot read `.xlsx`"),
        ("T", "missing.csv", "no such file"),
        ("T", "t.parquet", "cannot read the table"),
    ],
)
def test_a_file_that_is_no_table_is_an_input_error(tmp_path: Path, name: str, file: str, message: str) -> None:
    if file != "missing.csv":
        (tmp_path / file).write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match=message):
        query(None, "T", {name: tmp_path / file})


def test_the_log_is_read_only_when_the_query_names_it(tmp_path: Path) -> None:
    assert _one(query(tmp_path, "print 1")) == 1
    with pytest.raises(InputError, match="there is no log"):
        query(tmp_path, "EnclaveEvents | count")
    with pytest.raises(InputError, match="there is no log"):
        query(tmp_path, "union * | count")


def test_a_record_that_is_just_being_written_is_not_counted(copy: Callable[[], Path]) -> None:
    directory = copy()
    with ahead(directory)[-1].open("ab") as file:
        file.write(b'{"n":9,"prev":"00')
    assert _one(query(directory, "EnclaveEvents | count")) == 8


DAMAGE = [(b'{"n":4', b'{"n":5'), (b'"event":{"id":"event-3"', b'"event":{"id":"event-3'), (b'"time"', b'"tyme"')]


@pytest.mark.parametrize(("old", "new"), DAMAGE)
def test_a_damaged_log_is_not_answered_from(unsigned: Callable[[], Path], old: bytes, new: bytes) -> None:
    directory = unsigned()
    for path in ahead(directory):
        path.write_bytes(path.read_bytes().replace(old, new))
    with pytest.raises(InputError, match=r"the log is damaged|record 4 is missing"):
        query(directory, "EnclaveEvents | count")


def test_steps_share_the_time_of_the_query(data: Path) -> None:
    kql = "; ".join(f"let a{number} = EnclaveEvents | project-keep K*" for number in range(40)) + "; a1 | count"
    with pytest.raises(InputError, match="longer than"):
        query(data, kql, seconds=0.2)


def test_numbers_that_are_none_are_written_as_kusto_does() -> None:
    rows = query(None, "print b = bag_pack('a', real(nan), 'b', real(+inf), 'c', 'NaN', 'd', dynamic([1]))").rows
    assert rows == [({"a": "NaN", "b": "Infinity", "c": "NaN", "d": [1]},)]


def test_several_queries_of_one_log_that_is_read_once_do_not_see_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with AuditLog.open(tmp_path) as log:
        log.append([Event(id=str(number), time="2026-11-21T09:30:00.000000Z", kind="started") for number in range(3)])
    times = []
    real = module.load_log
    monkeypatch.setattr(module, "load_log", lambda *words: times.append(1) or real(*words))
    window = "EnclaveEvents | serialize | extend n = row_number() | summarize max(n)"
    with module.opened(tmp_path) as ask:
        assert [ask(window, 60).rows, ask(window, 60).rows, ask("EnclaveEvents | count", 60).rows] == [[(3,)]] * 3
        with pytest.raises(InputError):
            ask("_kql_1 | count", 60)
        with pytest.raises(InputError, match="characters"):
            ask("EnclaveEvents" + " " * 50_000, 60)
    assert times == [1]


def test_what_is_refused_says_what_answers_the_same_question() -> None:
    with pytest.raises(InputError) as error:
        query(None, "print series_outliers(dynamic([1, 2, 3]))")
    assert "fences" in error.value.hint
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "ask-the-log.md").read_text()
    kql = next(part for part in page.split("```kql\n") if "Fence" in part).partition("```")[0]
    hours = "let EnclaveEvents = range n from 0 to 400 step 1 | extend Kind = 'completed', Model = 'm', TimeGenerated ="
    rows = query(None, f"{hours} datetime(2026-01-01) + 1h * iff(n < 200, n % 20, 30);\n{kql}").rows
    assert [(row[1], row[2]) for row in rows] == [("2026-01-02T06:00:00.000000Z", 201)]
