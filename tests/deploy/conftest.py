"""Azure on loopback, a session that is signed in to it, and an enclave that is small but has something in every phase."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from enclave.deploy.cloud import cloud
from enclave.deploy.phase import Phase, plan_phases
from enclave.deploy.run import Talk
from enclave.deploy.session import Session, sign_in
from enclave.deploy.state import State, opened
from enclave.graph.model import Graph, Ref, Resource, Secret

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg-a", "", {}, "westeurope", "resource-groups")
VNET = Resource(
    "Microsoft.Network/virtualNetworks", "2025-09-01", "vnet-hub", GROUP.id,
    {"properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
        {"name": "snet-a", "properties": {"addressPrefix": "10.0.0.0/24"}},
        {"name": "snet-b", "properties": {"addressPrefix": "10.0.1.0/24"}},
    ]}},
    "westeurope", "virtual-network/virtual-network",
)
WORKSPACE = Resource(
    "Microsoft.OperationalInsights/workspaces", "2025-02-01", "log-a", GROUP.id, {"properties": {"retentionInDays": 90}},
    "westeurope", "monitoring/log-analytics-workspace",
)
IDENTITY = Resource(
    "Microsoft.ManagedIdentity/userAssignedIdentities", "2024-11-30", "id-a", GROUP.id, {}, "westeurope",
    "identity-access/managed-identity",
)
SETTING = Resource(
    "Microsoft.Insights/diagnosticSettings", "2021-05-01-preview", "diag", VNET.id, {"properties": {"workspaceId": Ref(WORKSPACE.id)}},
    None, "monitoring/diagnostic-settings",
)
SERVER = Resource(
    "Microsoft.Sql/servers", "2023-08-01", "sql-a", GROUP.id,
    {"properties": {
        "administratorLogin": "admin", "administratorLoginPassword": Secret("sqlPassword", "password of the SQL administrator"),
        "minimalTlsVersion": "1.2", "subnet": {"id": Ref(VNET.id, suffix="/subnets/snet-a")},
    }},
    "westeurope", "data-services/sql-database",
)
ROLE = Resource(
    "Microsoft.Authorization/roleAssignments", "2022-04-01", "7d3ad7ae-1111-4444-8888-3c1f7d7b1234", SERVER.id,
    {"properties": {
        "principalId": Ref(IDENTITY.id, "properties.principalId"), "principalType": "ServicePrincipal",
        "roleDefinitionId": Ref("/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"),
    }},
    None, "identity-access/role-assignments",
)
WORKBOOK = Resource(
    "Microsoft.Insights/workbooks", "2023-06-01", "5b0d1a52-1111-4444-8888-3c1f7d7b1234", GROUP.id,
    {"properties": {"displayName": "security", "sourceId": Ref(WORKSPACE.id)}}, "westeurope", "monitoring/security-workbooks",
)
ACCESS = Resource(
    "Microsoft.Graph/conditionalAccessPolicies", "v1.0", "mfa", "/tenant",
    {"displayName": "enclave: mfa", "state": "enabled", "conditions": {"users": {"includeGroups": ["g"]}}},
    None, "identity-access/conditional-access",
)
SMALL = Graph((GROUP, VNET, WORKSPACE, IDENTITY, SETTING, SERVER, ROLE, WORKBOOK, ACCESS))
VALUES = {"sqlPassword": "Tr0ub4dor&3"}


@pytest.fixture(scope="session")
def arm_server() -> ModuleType:
    """The look-alike, as a module."""
    return import_module("tests.deploy.arm_server")


@pytest.fixture
def server(arm_server: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Azure on loopback, and an environment that leads the real clients to it."""
    with arm_server.Server(tmp_path) as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def azure(server: Any) -> Any:
    """What the look-alike knows."""
    return server.azure


@pytest.fixture
def session(server: Any, arm_server: ModuleType) -> Iterator[Session]:
    """Signed in, through the real clients."""
    signed_in = sign_in(cloud("public", server.environment), arm_server.SUBSCRIPTION, lambda _: None)
    yield signed_in
    signed_in.close()


@pytest.fixture
def small() -> Graph:
    """Something in every phase."""
    return SMALL


@pytest.fixture
def phases(small: Graph) -> tuple[Phase, ...]:
    return plan_phases(small, "small")


@pytest.fixture
def state(tmp_path: Path, arm_server: ModuleType) -> Iterator[State]:
    with opened(tmp_path, "small", arm_server.SUBSCRIPTION) as found:
        yield found


class Heard(list[str]):
    """Everything that a person was told, and how they answer."""

    agrees = True

    @property
    def talk(self) -> Talk:
        return Talk(self.append, self.append, lambda phase, foresight: self.agrees)

    @property
    def text(self) -> str:
        return "\n".join(self)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def values() -> dict[str, str]:
    return dict(VALUES)


@pytest.fixture
def edited(small: Graph) -> Callable[[str, str, Any], Graph]:
    """The small enclave with one property of one resource changed: name, dotted path, value."""

    def change(name: str, path: str, value: Any) -> Graph:
        return Graph(tuple(
            Resource(**{**_fields(one), "body": _set(one.body, path.split("."), value)}) if one.name == name else one for one in small
        ), small.intent)

    return change


def _fields(resource: Resource) -> dict[str, Any]:
    return {name: getattr(resource, name) for name in resource.__dataclass_fields__}


def _set(body: Any, keys: list[str], value: Any) -> Any:
    return {**body, keys[0]: value if len(keys) == 1 else _set(body.get(keys[0], {}), keys[1:], value)}
