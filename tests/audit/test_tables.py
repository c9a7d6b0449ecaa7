"""The tables have the columns that Azure's have, and the documentation says how fields become columns."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from enclave.audit.event import Event, column
from enclave.audit.log import AuditLog
from enclave.audit.query import query
from enclave.audit.tables import NAMES

from .conftest import event

# Azure Monitor table reference, ApiManagementGatewayLlmLog, without the columns about billing that begin with an underscore
LLM_LOG = {
    "ApiVersion": "string",
    "CompletionTokens": "int",
    "CorrelationId": "string",
    "DeploymentName": "string",
    "IsStreamCompletion": "bool",
    "ModelName": "string",
    "OperationName": "string",
    "PromptTokens": "int",
    "Region": "string",
    "RequestId": "string",
    "RequestMessages": "dynamic",
    "ResponseMessages": "dynamic",
    "SequenceNumber": "int",
    "SourceSystem": "string",
    "TenantId": "string",
    "TimeGenerated": "datetime",
    "TotalTokens": "int",
    "Type": "string",
}
# what the seed, Microsoft's workbook and Elastic's sample record of Microsoft.CognitiveServices use
DIAGNOSTICS = {
    "CallerIPAddress": "string",
    "Category": "string",
    "CorrelationId": "string",
    "DurationMs": "long",
    "OperationName": "string",
    "Resource": "string",
    "ResourceGroup": "string",
    "ResourceId": "string",
    "ResourceProvider": "string",
    "ResourceType": "string",
    "ResultSignature": "string",
    "SubscriptionId": "string",
    "TimeGenerated": "datetime",
    "event_s": "string",
    "location_s": "string",
    "properties_s": "string",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with AuditLog.open(tmp_path) as log:
        log.append([event(1)])
    return tmp_path


@pytest.mark.parametrize(("name", "columns"), [("ApiManagementGatewayLlmLog", LLM_LOG), ("AzureDiagnostics", DIAGNOSTICS)])
def test_the_azure_tables_have_azures_columns(data: Path, name: str, columns: dict[str, str]) -> None:
    table = query(data, name)
    there = dict(zip(table.columns, table.types, strict=True))
    assert columns.items() <= there.items()
    assert there["Type"] == "string"
    assert table.documents()[0]["Type"] == name


def test_every_field_of_an_event_is_a_column(data: Path) -> None:
    fields = [column(field.name) for field in msgspec.structs.fields(Event)]
    assert query(data, "EnclaveEvents").columns == ("RecordNumber", *fields)
    assert len({name.lower() for name in fields}) == len(fields)


@pytest.mark.parametrize(
    ("field", "name"), [("time", "TimeGenerated"), ("prompt_sha256", "PromptSha256"), ("caller_ip", "CallerIp"), ("id", "Id")]
)
def test_columns_are_named_for_their_fields(field: str, name: str) -> None:
    assert column(field) == name


def test_the_documentation_names_the_tables_and_the_odd_columns(root: Path) -> None:
    page = (root / "docs" / "events.md").read_text()
    for name in (*NAMES, column("time"), column("prompt_sha256"), "RecordNumber"):
        assert f"`{name}`" in page
