"""The tables that a query sees: the log in Azure's shapes and in its own, and files that the user names.

Sources: `AzureDiagnostics` for Microsoft.CognitiveServices as Elastic's azure_openai integration shows its records and
Microsoft's Azure OpenAI workbook queries it; `ApiManagementGatewayLlmLog` and `ApiManagementGatewayLogs` as the Azure Monitor
table reference lists them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import duckdb

from enclave.audit.columns import FIELDS, columns_and_tail, load
from enclave.audit.event import column
from enclave.audit.read import entries
from enclave.errors import InputError

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_READERS = {
    ".csv": "read_csv",
    ".tsv": "read_csv",
    ".json": "read_json",
    ".jsonl": "read_json",
    ".ndjson": "read_json",
    ".parquet": "read_parquet",
}

# Azure's ids are not in the log: a project stands for its account, a region key for its resource group.
# requestTime and responseTime are .NET ticks, as Azure writes them.
_AZURE_DIAGNOSTICS = """SELECT
    '' AS "TenantId",
    "time" AS "TimeGenerated",
    '/SUBSCRIPTIONS//RESOURCEGROUPS/' || upper(region) || '/PROVIDERS/MICROSOFT.COGNITIVESERVICES/ACCOUNTS/' || upper(project)
        AS "ResourceId",
    CASE WHEN kind IN ('completed', 'refused') THEN 'RequestResponse' ELSE 'Audit' END AS "Category",
    upper(region) AS "ResourceGroup",
    '' AS "SubscriptionId",
    'MICROSOFT.COGNITIVESERVICES' AS "ResourceProvider",
    upper(project) AS "Resource",
    'ACCOUNTS' AS "ResourceType",
    CASE WHEN kind IN ('completed', 'refused') AND operation <> '' THEN operation ELSE kind END AS "OperationName",
    '' AS "ResultType",
    CASE WHEN status <> 0 THEN CAST(status AS VARCHAR) END AS "ResultSignature",
    reason AS "ResultDescription",
    CAST(round(duration_ms) AS BIGINT) AS "DurationMs",
    caller_ip AS "CallerIPAddress",
    request_id AS "CorrelationId",
    CASE WHEN kind IN ('completed', 'refused') THEN 'ShoeboxCallResult' ELSE kind END AS "event_s",
    location AS "location_s",
    location AS "Tenant_s",
    CAST(json_object(
        'apiName', 'Azure OpenAI API',
        'requestTime', epoch_us("time") * 10 + 621355968000000000 - CAST(round(duration_ms * 10000) AS BIGINT),
        'requestLength', request_bytes,
        'responseTime', epoch_us("time") * 10 + 621355968000000000,
        'responseLength', response_bytes,
        'objectId', '',
        'streamType', CASE WHEN stream THEN 'Streaming' ELSE 'Non-Streaming' END,
        'modelDeploymentName', deployment,
        'modelName', model,
        'modelVersion', model_version,
        'callerObjectId', caller,
        'promptTokens', prompt_tokens,
        'completionTokens', completion_tokens,
        'project', project,
        'region', region,
        'stage', stage,
        'reason', reason
    ) AS VARCHAR) AS "properties_s",
    'Azure' AS "SourceSystem",
    'AzureDiagnostics' AS "Type",
    '/subscriptions//resourcegroups/' || lower(region) || '/providers/microsoft.cognitiveservices/accounts/' || lower(project)
        AS "_ResourceId",
    '' AS "_SubscriptionId",
    NULL::DOUBLE AS "_BilledSize",
    'false' AS "_IsBillable"
FROM log.record
"""

_LLM_LOG = """SELECT
    '' AS "TenantId",
    "time" AS "TimeGenerated",
    operation AS "OperationName",
    request_id AS "CorrelationId",
    location AS "Region",
    stream AS "IsStreamCompletion",
    '' AS "ApiVersion",
    deployment AS "DeploymentName",
    model AS "ModelName",
    request_id AS "RequestId",
    0::INTEGER AS "SequenceNumber",
    CAST(prompt_tokens AS INTEGER) AS "PromptTokens",
    CAST(completion_tokens AS INTEGER) AS "CompletionTokens",
    CAST(prompt_tokens + completion_tokens AS INTEGER) AS "TotalTokens",
    NULL::JSON AS "RequestMessages",
    NULL::JSON AS "ResponseMessages",
    'Azure' AS "SourceSystem",
    'ApiManagementGatewayLlmLog' AS "Type",
    '/subscriptions//resourcegroups/' || lower(region) || '/providers/microsoft.apimanagement/service/' || lower(region) AS "_ResourceId",
    '' AS "_SubscriptionId",
    NULL::DOUBLE AS "_BilledSize",
    'false' AS "_IsBillable"
FROM log.record WHERE kind = 'completed'
"""


# what Azure writes and the log does not have is empty; a body is never in the log
_GATEWAY_LOGS = """SELECT
    '' AS "TenantId",
    "time" AS "TimeGenerated",
    operation AS "OperationName",
    request_id AS "CorrelationId",
    location AS "Region",
    status >= 200 AND status < 400 AS "IsRequestSuccess",
    'GatewayLogs' AS "Category",
    CAST(round(duration_ms) AS BIGINT) AS "TotalTime",
    caller_ip AS "CallerIpAddress",
    '' AS "Method",
    path AS "Url",
    '' AS "ClientProtocol",
    CAST(status AS INTEGER) AS "ResponseCode",
    '' AS "BackendMethod",
    CASE WHEN kind = 'completed' THEN deployment ELSE '' END AS "BackendId",
    '' AS "BackendUrl",
    CASE WHEN kind = 'completed' AND error = '' THEN CAST(status AS INTEGER) END AS "BackendResponseCode",
    '' AS "BackendProtocol",
    CAST(request_bytes AS INTEGER) AS "RequestSize",
    CAST(response_bytes AS INTEGER) AS "ResponseSize",
    'none' AS "Cache",
    NULL::BIGINT AS "CacheTime",
    NULL::BIGINT AS "BackendTime",
    NULL::BIGINT AS "ClientTime",
    '' AS "ClientTlsVersion",
    project AS "ApiId",
    operation AS "OperationId",
    '' AS "ProductId",
    caller AS "UserId",
    caller AS "ApimSubscriptionId",
    '1' AS "ApiRevision",
    NULL::BIGINT AS "LastErrorElapsed",
    stage AS "LastErrorSource",
    '' AS "LastErrorScope",
    CASE WHEN stage <> '' THEN 'inbound' ELSE '' END AS "LastErrorSection",
    CASE WHEN reason <> '' THEN reason ELSE error END AS "LastErrorReason",
    CASE WHEN error <> '' THEN error ELSE reason END AS "LastErrorMessage",
    CASE WHEN error = '' AND reason = '' THEN NULL::JSON
        ELSE json_array(json_object('source', stage, 'reason', reason, 'message', error)) END AS "Errors",
    false AS "IsTraceRequested",
    false AS "IsTraceAllowed",
    false AS "IsTraceExpired",
    false AS "IsMasterTrace",
    '' AS "RequestBody",
    '' AS "ResponseBody",
    '' AS "BackendRequestBody",
    '' AS "BackendResponseBody",
    NULL::JSON AS "RequestHeaders",
    NULL::JSON AS "ResponseHeaders",
    NULL::JSON AS "BackendRequestHeaders",
    NULL::JSON AS "BackendResponseHeaders",
    NULL::JSON AS "TraceRecords",
    'Azure' AS "SourceSystem",
    'ApiManagementGatewayLogs' AS "Type",
    '/subscriptions//resourcegroups/' || lower(region) || '/providers/microsoft.apimanagement/service/' || lower(region) AS "_ResourceId",
    '' AS "_SubscriptionId",
    NULL::DOUBLE AS "_BilledSize",
    'false' AS "_IsBillable"
FROM log.record WHERE kind IN ('completed', 'refused')
"""


# of the metrics of Microsoft.CognitiveServices/accounts those that a log of calls can tell; a minute and a project each, as AllMetrics
# brings them into a workspace. Refused calls never reached a model: they count as calls and as errors only.
_METRICS = """SELECT
    '' AS "TenantId",
    date_trunc('minute', "time") AS "TimeGenerated",
    '/SUBSCRIPTIONS//RESOURCEGROUPS/' || upper(region) || '/PROVIDERS/MICROSOFT.COGNITIVESERVICES/ACCOUNTS/' || upper(project)
        AS "ResourceId",
    upper(region) AS "ResourceGroup",
    '' AS "SubscriptionId",
    'MICROSOFT.COGNITIVESERVICES' AS "ResourceProvider",
    upper(project) AS "Resource",
    metric AS "MetricName",
    sum(amount) AS "Total",
    CAST(count(*) AS DOUBLE) AS "Count",
    avg(amount) AS "Average",
    max(amount) AS "Maximum",
    min(amount) AS "Minimum",
    'PT1M' AS "TimeGrain",
    unit AS "UnitName",
    'Azure' AS "SourceSystem",
    'AzureMetrics' AS "Type",
    '/subscriptions//resourcegroups/' || lower(region) || '/providers/microsoft.cognitiveservices/accounts/' || lower(project)
        AS "_ResourceId",
    '' AS "_SubscriptionId",
    NULL::DOUBLE AS "_BilledSize",
    'false' AS "_IsBillable"
FROM (
    SELECT "time", region, project, unnest(list_filter([
        {'metric': 'TotalCalls', 'unit': 'Count', 'amount': 1.0},
        {'metric': 'SuccessfulCalls', 'unit': 'Count', 'amount': CASE WHEN status < 400 THEN 1.0 END},
        {'metric': 'TotalErrors', 'unit': 'Count', 'amount': CASE WHEN status >= 400 THEN 1.0 END},
        {'metric': 'ClientErrors', 'unit': 'Count', 'amount': CASE WHEN status BETWEEN 400 AND 499 THEN 1.0 END},
        {'metric': 'ServerErrors', 'unit': 'Count', 'amount': CASE WHEN status >= 500 THEN 1.0 END},
        {'metric': 'Latency', 'unit': 'MilliSeconds', 'amount': duration_ms},
        {'metric': 'AzureOpenAIRequests', 'unit': 'Count', 'amount': CASE WHEN kind = 'completed' THEN 1.0 END},
        {'metric': 'ProcessedPromptTokens', 'unit': 'Count', 'amount': CASE WHEN kind = 'completed' THEN prompt_tokens END},
        {'metric': 'GeneratedTokens', 'unit': 'Count', 'amount': CASE WHEN kind = 'completed' THEN completion_tokens END},
        {'metric': 'TokenTransaction', 'unit': 'Count', 'amount': CASE WHEN kind = 'completed' THEN prompt_tokens + completion_tokens END},
        {'metric': 'ModelRequests', 'unit': 'Count', 'amount': CASE WHEN kind = 'completed' THEN 1.0 END},
        {'metric': 'InputTokens', 'unit': 'Count', 'amount': CASE WHEN kind = 'completed' THEN prompt_tokens END},
        {'metric': 'OutputTokens', 'unit': 'Count', 'amount': CASE WHEN kind = 'completed' THEN completion_tokens END},
        {'metric': 'TotalTokens', 'unit': 'Count', 'amount': CASE WHEN kind = 'completed' THEN prompt_tokens + completion_tokens END}
    ], lambda m: m.amount IS NOT NULL), recursive := true)
    FROM log.record WHERE kind IN ('completed', 'refused')
) GROUP BY ALL
"""


def _as_column(field: str) -> str:
    return f'"{field}" AS "{column(field)}"'


_ENCLAVE_EVENTS = f'SELECT n AS "RecordNumber", {", ".join(_as_column(name) for name, _ in FIELDS)} FROM log.record'  # noqa: S608

# the workspace keeps `Id` for itself (compose/events_table.py)
_EVENTS_TABLE = _ENCLAVE_EVENTS.replace('AS "Id"', 'AS "EventId"')

_VIEWS = {
    "AzureDiagnostics": _AZURE_DIAGNOSTICS,
    "ApiManagementGatewayLlmLog": _LLM_LOG,
    "ApiManagementGatewayLogs": _GATEWAY_LOGS,
    "AzureMetrics": _METRICS,
    "EnclaveEvents": _ENCLAVE_EVENTS,
    "EnclaveEvents_CL": _EVENTS_TABLE,
}
NAMES = tuple(_VIEWS)
"""The tables of the log."""


def load_log(
    db: duckdb.DuckDBPyConnection,
    directory: Path,
    names: Iterable[str],
    folder: Path | None = None,
    told: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Make views of the named tables of the log of a data directory; returns the files that they read.

    Raises InputError when the log is damaged. What is in columns is read from there (`folder` and `told` are those of
    `columns.compact`), the rest from the log into memory.
    """
    columns, rest = columns_and_tail(directory, folder, told)
    db.execute("CREATE SCHEMA log")
    load(db, "log.tail", rest)
    # the newest first: who wants the newest rows then finds that older files cannot have them
    parts = ["FROM log.tail", *([f"FROM read_parquet([{', '.join(map(_quoted, reversed(columns.paths)))}])"] if columns.paths else [])]
    db.execute(f"CREATE VIEW log.record AS {' UNION ALL '.join(f'(SELECT * {part})' for part in parts)}")
    for name in names:
        db.execute(f'CREATE VIEW "{name}" AS {_VIEWS[name]}')
    return columns.paths


def export_parquet(directory: Path, output: Path) -> int:
    """Write every event with the number of its record as one Parquet file, the columns those of `EnclaveEvents`; returns how many.

    Read from the log, not from columns. Raises InputError when the log is damaged or the file cannot be written.
    """
    with duckdb.connect() as db:
        db.execute("CREATE SCHEMA log")
        load(db, "log.record", ((entry.number, entry.held()) for entry in entries(directory)))
        try:
            db.execute(f"COPY ({_ENCLAVE_EVENTS} ORDER BY n) TO $1 (FORMAT parquet, COMPRESSION zstd)", [str(output)])
        except duckdb.IOException as error:
            raise InputError(f"cannot write: {str(error).splitlines()[0]}", str(output)) from error
        [(count,)] = db.execute("SELECT count(*) FROM log.record").fetchall()
    return int(count)


def _quoted(path: Path) -> str:
    text = str(path.resolve()).replace("'", "''")
    return f"'{text}'"


def load_files(db: duckdb.DuckDBPyConnection, tables: Mapping[str, Path]) -> None:
    """Read the files that the user named as tables. Raises InputError."""
    for name, path in tables.items():
        if not _IDENTIFIER.fullmatch(name):
            raise InputError(f"`{name}` is not a name for a table", hint="letters, digits and underscores: `--table Sales=sales.csv`")
        reader = _READERS.get(path.suffix.lower())
        if reader is None:
            raise InputError(f"cannot read `{path.suffix}` files as a table", str(path), f"known: {', '.join(sorted(_READERS))}")
        if not path.is_file():
            raise InputError("there is no such file", str(path))
        try:
            db.execute(f'CREATE TABLE "{name}" AS SELECT * FROM {reader}(?)', [str(path)])  # noqa: S608
        except duckdb.Error as error:
            raise InputError(f"cannot read the table: {str(error).splitlines()[0]}", str(path)) from error
        for header, kind, *_ in db.execute(f'DESCRIBE "{name}"').fetchall():
            quoted = '"' + header.replace('"', '""') + '"'
            # a Kusto string is never null, and a datetime is UTC without a zone
            is_id = kind == "UUID" and reader == "read_json"  # a text that looks like one, as Azure's tables have them
            if is_id:
                db.execute(f'ALTER TABLE "{name}" ALTER {quoted} TYPE VARCHAR')
            if is_id or kind == "VARCHAR":
                db.execute(f'UPDATE "{name}" SET {quoted} = \'\' WHERE {quoted} IS NULL')  # noqa: S608
            elif kind == "TIMESTAMP WITH TIME ZONE":
                db.execute(f"ALTER TABLE \"{name}\" ALTER {quoted} TYPE TIMESTAMP USING timezone('UTC', {quoted})")
