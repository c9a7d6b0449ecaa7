"""The tables that a query sees: the log in Azure's shapes and in its own, and files that the user names.

Sources: `AzureDiagnostics` for Microsoft.CognitiveServices as Elastic's azure_openai integration shows its records and
Microsoft's Azure OpenAI workbook queries it; `ApiManagementGatewayLlmLog` as the Azure Monitor table reference lists it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from enclave.audit.event import Event, column
from enclave.audit.read import entries
from enclave.errors import InputError

_TYPES: dict[str, str] = {
    "str": "VARCHAR",
    "int": "BIGINT",
    "float": "DOUBLE",
    "float | None": "DOUBLE",
    "bool": "BOOLEAN",
    "Kind": "VARCHAR",
    "tuple[str, ...]": "JSON",
    "tuple[Verdict, ...]": "JSON",
}
_DEFAULTS = {"VARCHAR": "''", "BIGINT": "0", "BOOLEAN": "false", "JSON": "'[]'::JSON"}
_FIELDS = tuple((name, _TYPES[str(Event.__annotations__[name])]) for name in Event.__struct_fields__)

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
    'AzureDiagnostics' AS "Type"
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
    'ApiManagementGatewayLlmLog' AS "Type"
FROM log.record WHERE kind = 'completed'
"""


def _as_column(field: str) -> str:
    return f'"{field}" AS "{column(field)}"'


_ENCLAVE_EVENTS = f'SELECT n AS "RecordNumber", {", ".join(_as_column(name) for name, _ in _FIELDS)} FROM log.record'  # noqa: S608

def _field(name: str, kind: str) -> str:
    value = f'event."{name}"'
    if name == "time" or kind not in _DEFAULTS:
        return f'{value} AS "{name}"'
    return f'coalesce({value}, {_DEFAULTS[kind]}) AS "{name}"'


_STRUCT = ", ".join(f'"{name}" {"TIMESTAMP" if name == "time" else kind}' for name, kind in _FIELDS)
_TYPED = ", ".join(_field(name, kind) for name, kind in _FIELDS)
# an event that is wrong leaves a gap in the numbers
_RECORDS = f"""read_json(?, format = 'newline_delimited', columns = {{n: 'BIGINT', event: 'STRUCT({_STRUCT})'}}, ignore_errors = true)"""

_VIEWS = {"AzureDiagnostics": _AZURE_DIAGNOSTICS, "ApiManagementGatewayLlmLog": _LLM_LOG, "EnclaveEvents": _ENCLAVE_EVENTS}
NAMES = tuple(_VIEWS)
"""The tables of the log."""


def load_log(db: duckdb.DuckDBPyConnection, directory: Path, names: Iterable[str]) -> None:
    """Read the log of a data directory into memory, and make views of it: the named tables. Raises InputError when it is damaged."""
    db.execute("CREATE SCHEMA log")
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.writelines(b'{"n":%d,"event":%s}\n' % (entry.number, entry.event) for entry in entries(directory))
        file.flush()
        db.execute(f"CREATE TABLE log.record AS SELECT n, {_TYPED} FROM {_RECORDS} WHERE n IS NOT NULL", [file.name])  # noqa: S608
    # numbers that are not 1, 2, 3, ... and events without the fields that every event has
    [(count, last, total, odd)] = db.execute(
        "SELECT count(*), coalesce(max(n), 0), coalesce(sum(n), 0), count(*) FILTER (\"time\" IS NULL OR kind = '') FROM log.record"
    ).fetchall()
    if count != last or 2 * total != last * (last + 1) or odd:
        raise InputError("the log is damaged", str(directory / "log"), "see `enclave audit verify`")
    for name in names:
        db.execute(f'CREATE VIEW "{name}" AS {_VIEWS[name]}')


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
            # a Kusto datetime is UTC without a zone
            if kind == "TIMESTAMP WITH TIME ZONE":
                quoted = '"' + header.replace('"', '""') + '"'
                db.execute(f"ALTER TABLE \"{name}\" ALTER {quoted} TYPE TIMESTAMP USING timezone('UTC', {quoted})")
