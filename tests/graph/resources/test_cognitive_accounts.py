"""AI services accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import cognitive_accounts
from enclave.graph.resources.cognitive_accounts import TYPE, AccountKey, CognitiveAccount, Injection

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
WHO = f"{RG}/Microsoft.ManagedIdentity/userAssignedIdentities/id-key"
FOUNDRY = replace(
    ACCOUNT, kind="AIServices", identity=Identity("SystemAssigned, UserAssigned", (WHO,)), key_source="Microsoft.KeyVault",
    key=AccountKey(f"{RG}/Microsoft.KeyVault/vaults/kv", "ai", WHO), projects=True, stored_completions_disabled=True,
    injection=Injection(f"{RG}/Microsoft.Network/virtualNetworks/v/subnets/snet-agents", False),
    storage=(f"{RG}/Microsoft.Storage/storageAccounts/st",),
)
MANAGED = replace(FOUNDRY, key=AccountKey("https://kv.vault.azure.net/", "ai", ""), injection=Injection(None, True), storage=())
ALL = [ACCOUNT, OPEN, FOUNDRY, MANAGED]


@pytest.mark.parametrize("account", ALL)
def test_what_is_written_is_read_back(account: CognitiveAccount, round_trip: Callable[..., Any]) -> None:
    assert round_trip(cognitive_accounts, account) == account


@pytest.mark.parametrize("account", ALL)
def test_azure_takes_what_is_written(account: CognitiveAccount, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(cognitive_accounts.write(account, place)) == []


def test_what_is_absent_is_open_as_in_azure(make: Callable[..., Resource]) -> None:
    found = cognitive_accounts.read(make(TYPE, "oai-a", {"Kind": "AIServices"}))
    assert found.kind == "AIServices"
    assert (found.public_network_access, found.default_action, found.bypass) == ("Enabled", "Allow", "AzureServices")
    assert (found.local_auth_disabled, found.restrict_outbound, found.custom_subdomain) == (False, False, None)
    assert (found.key, found.projects, found.injection, found.stored_completions_disabled, found.storage) == (None, False, None, False, ())


def test_only_networks_for_agents_count(make: Callable[..., Resource]) -> None:
    def found(*injections: Any) -> Injection | None:
        return cognitive_accounts.read(make(TYPE, "ais", {"properties": {"networkInjections": list(injections)}})).injection

    assert found({"scenario": "none", "subnetArmId": "/x"}) is None
    assert found({"scenario": "Agent", "useMicrosoftManagedNetwork": "true"}) == Injection(None, True)
    subnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/a"
    assert found({"scenario": "agent", "subnetArmId": subnet}) == Injection(subnet, False)
    with pytest.raises(Undecided):
        found({"scenario": "agent"}, {"scenario": "agent", "subnetArmId": subnet})


@pytest.mark.parametrize("properties", [
    Unresolved("[x]"), {"publicNetworkAccess": Unresolved("[parameters('public')]")}, {"disableLocalAuth": "maybe"},
    {"networkAcls": {"defaultAction": Unresolved("[x]")}}, {"encryption": {"keySource": Unresolved("[x]")}},
    {"networkInjections": [{"scenario": "agent", "subnetArmId": Unresolved("[x]")}]},
])
def test_what_is_not_known_raises(make: Callable[..., Resource], properties: Any) -> None:
    with pytest.raises(Undecided):
        cognitive_accounts.read(make(TYPE, "oai-a", {"kind": "OpenAI", "properties": properties}))
