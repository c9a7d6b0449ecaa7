"""Managed networks of Foundry accounts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.managed_network import OutboundRule
from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import cognitive_accounts, cognitive_managed_networks
from enclave.graph.resources.cognitive_managed_networks import RULE_TYPE, TYPE, CognitiveManagedNetwork

RG = "/resourceGroups/rg-test/providers"
ACCOUNT = f"{RG}/{cognitive_accounts.TYPE}/ais"
NETWORK = CognitiveManagedNetwork(
    f"{ACCOUNT}/managedNetworks/default", ACCOUNT, "AllowOnlyApprovedOutbound",
    (
        OutboundRule("files", "PrivateEndpoint", f"{RG}/Microsoft.Storage/storageAccounts/st", "blob"),
        OutboundRule("sign-in", "ServiceTag", "AzureActiveDirectory", protocol="TCP", ports="443"),
        OutboundRule("partner", "FQDN", "api.example.com"),
    ),
)


@pytest.fixture
def account(make: Callable[..., Resource]) -> Resource:
    return make(cognitive_accounts.TYPE, "ais", {})


@pytest.mark.parametrize("network", [NETWORK, replace(NETWORK, isolation="Disabled", rules=(), firewall="Basic")])
def test_what_is_written_is_read_back(
    network: CognitiveManagedNetwork, account: Resource, place: Place, problems: Callable[..., list[str]]
) -> None:
    written = cognitive_managed_networks.write(network, account, place, depends_on=("/right",))
    assert written[0].depends_on == ("/right",)
    assert cognitive_managed_networks.read(written[0], Graph(written)) == network
    assert problems(written) == []


def test_one_rule_is_made_after_another(account: Resource, place: Place) -> None:
    _, first, second, third = cognitive_managed_networks.write(NETWORK, account, place)
    assert {rule.type for rule in (first, second, third)} == {RULE_TYPE}
    assert (first.depends_on, second.depends_on, third.depends_on) == ((), (first.id,), (second.id,))


def test_rules_are_read_from_the_network_too(make: Callable[..., Resource]) -> None:
    rules = {"tag": {"type": "servicetag", "destination": {"serviceTag": "Storage"}}, "name": {"type": "FQDN", "destination": "a.example"}}
    found = cognitive_managed_networks.read(make(TYPE, "ais/default", {"properties": {"managedNetwork": {"outboundRules": rules}}}))
    assert found.isolation == "Disabled"
    assert [(rule.kind, rule.target) for rule in found.rules] == [("ServiceTag", "Storage"), ("FQDN", "a.example")]
