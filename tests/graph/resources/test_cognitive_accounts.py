"""AI services accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import cognitive_accounts
from enclave.graph.resources.cognitive_accounts import TYPE, CognitiveAccount

RG = "/resourceGroups/rg-test/providers"
ACCOUNT = CognitiveAccount(
    f"{RG}/{TYPE}/oai-a", "OpenAI", "westeurope", "Disabled", "Deny", (), (), "None", True, "oai-a", "TLS1_2", True,
    Identity("SystemAssigned"),
)
OPEN = replace(
    ACCOUNT, public_network_access="Enabled", default_action="Allow", ip_rules=("203.0.113.0/24",), bypass="AzureServices",
    subnet_rules=(f"{RG}/Microsoft.Network/virtualNetworks/v/subnets/s",), local_auth_disabled=False, restrict_outbound=False,
    allowed_fqdns=("a.example.com",),
)


@pytest.mark.parametrize("account", [ACCOUNT, OPEN])
def test_what_is_written_is_read_back(account: CognitiveAccount, round_trip: Callable[..., Any]) -> None:
    assert round_trip(cognitive_accounts, account) == account


@pytest.mark.parametrize("account", [ACCOUNT, OPEN])
def test_azure_takes_what_is_written(account: CognitiveAccount, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(cognitive_accounts.write(account, place)) == []


def test_what_is_absent_is_open_as_in_azure(make: Callable[..., Resource]) -> None:
    found = cognitive_accounts.read(make(TYPE, "oai-a", {"Kind": "AIServices"}))
    assert found.kind == "AIServices"
    assert (found.public_network_access, found.default_action, found.bypass) == ("Enabled", "Allow", "AzureServices")
    assert (found.local_auth_disabled, found.restrict_outbound, found.custom_subdomain) == (False, False, None)


@pytest.mark.parametrize("properties", [
    Unresolved("[x]"), {"publicNetworkAccess": Unresolved("[parameters('public')]")}, {"disableLocalAuth": "maybe"},
    {"networkAcls": {"defaultAction": Unresolved("[x]")}},
])
def test_what_is_not_known_raises(make: Callable[..., Resource], properties: Any) -> None:
    with pytest.raises(Undecided):
        cognitive_accounts.read(make(TYPE, "oai-a", {"kind": "OpenAI", "properties": properties}))
