"""Clouds: as Azure's own libraries have them, and never a token for one endpoint sent to another."""

from __future__ import annotations

import pytest
from azure.core import AzureClouds
from azure.identity import AzureAuthorityHosts
from azure.mgmt.core.tools import get_arm_endpoints

from enclave.deploy.cloud import CLOUDS, cloud
from enclave.errors import InputError

THEIRS = {
    "public": (AzureClouds.AZURE_PUBLIC_CLOUD, AzureAuthorityHosts.AZURE_PUBLIC_CLOUD),
    "usgov": (AzureClouds.AZURE_US_GOVERNMENT, AzureAuthorityHosts.AZURE_GOVERNMENT),
}


@pytest.mark.parametrize("name", CLOUDS)
def test_endpoints_are_those_of_azures_libraries(name: str) -> None:
    setting, authority = THEIRS[name]
    theirs = get_arm_endpoints(setting)
    assert CLOUDS[name].manager == theirs["resource_manager"].rstrip("/")
    assert [CLOUDS[name].manager_scope] == theirs["credential_scopes"]
    assert CLOUDS[name].authority == authority
    assert cloud(name, {}) == CLOUDS[name]


def test_another_endpoint_gets_tokens_for_itself_only() -> None:
    found = cloud("public", {"ENCLAVE_ARM_ENDPOINT": "https://arm.example:8443/", "ENCLAVE_GRAPH_ENDPOINT": "https://graph.example"})
    assert (found.manager, found.manager_scope) == ("https://arm.example:8443", "https://arm.example:8443/.default")
    assert (found.graph, found.graph_scope) == ("https://graph.example", "https://graph.example/.default")
    assert "microsoft" not in found.manager_scope + found.graph_scope


@pytest.mark.parametrize("address", ["http://arm.example", "arm.example", "https://", "https://user@arm.example", "https://arm.example/x?y"])
def test_an_endpoint_that_is_not_one_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="is not an address like") as refused:
        cloud("public", {"ENCLAVE_ARM_ENDPOINT": address})
    assert refused.value.where == "ENCLAVE_ARM_ENDPOINT"


def test_an_unknown_cloud_is_refused() -> None:
    with pytest.raises(InputError, match="there is no cloud `mars`"):
        cloud("mars", {})
