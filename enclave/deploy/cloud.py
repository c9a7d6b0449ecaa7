"""Where Azure answers: the clouds, and another endpoint when one is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from enclave.errors import InputError

ARM_ENDPOINT = "ENCLAVE_ARM_ENDPOINT"
GRAPH_ENDPOINT = "ENCLAVE_GRAPH_ENDPOINT"


@dataclass(frozen=True)
class Cloud:
    """The endpoints of one cloud. A token is only ever asked for the endpoint that it is sent to."""

    name: str
    manager: str
    """Azure Resource Manager, without a trailing slash."""
    manager_scope: str
    graph: str
    """Microsoft Graph."""
    graph_scope: str
    authority: str
    """Host that signs in."""


CLOUDS: Final[Mapping[str, Cloud]] = MappingProxyType({
    "public": Cloud(
        "public", "https://management.azure.com", "https://management.azure.com/.default",
        "https://graph.microsoft.com", "https://graph.microsoft.com/.default", "login.microsoftonline.com",
    ),
    "usgov": Cloud(
        "usgov", "https://management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net/.default",
        "https://graph.microsoft.us", "https://graph.microsoft.us/.default", "login.microsoftonline.us",
    ),
})
"""As azure-core's `AzureClouds` and azure-identity's `AzureAuthorityHosts` have them; Microsoft Graph's from Microsoft Learn,
"National cloud deployments" (2026)."""


def cloud(name: str, environment: Mapping[str, str]) -> Cloud:
    """A cloud by its name, with the endpoints of the environment in place of its own. Raises InputError."""
    found = CLOUDS.get(name)
    if found is None:
        raise InputError(f"there is no cloud `{name}`", "--cloud", f"one of {', '.join(CLOUDS)}")
    manager = _endpoint(ARM_ENDPOINT, environment)
    graph = _endpoint(GRAPH_ENDPOINT, environment)
    if manager:
        found = replace(found, name="custom", manager=manager, manager_scope=f"{manager}/.default")
    return replace(found, name="custom", graph=graph, graph_scope=f"{graph}/.default") if graph else found


def _endpoint(variable: str, environment: Mapping[str, str]) -> str:
    text = environment.get(variable, "").rstrip("/")
    parts = urlsplit(text)
    if text and (parts.scheme != "https" or not parts.hostname or parts.path or parts.query or parts.username):
        raise InputError(f"`{text}` is not an address like `https://management.example.com`", variable)
    return text
