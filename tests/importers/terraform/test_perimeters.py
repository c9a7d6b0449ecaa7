from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Ref
from enclave.verify import verify

BASE = "/resourceGroups/rg/providers/Microsoft.Network/networkSecurityPerimeters/nsp"


def secured(plan: Any, after: Any, mode: str, prefixes: list[str]) -> Any:
    return plan(
        {
            "azurerm_key_vault.k": {"name": "kv", "resource_group_name": "rg", "location": "x", "public_network_access_enabled": True},
            "azurerm_network_security_perimeter.n": {"name": "nsp", "resource_group_name": "rg", "location": "x"},
            "azurerm_network_security_perimeter_profile.p": {
                "name": "p",
                "network_security_perimeter_id": after("azurerm_network_security_perimeter.n.id"),
            },
            "azurerm_network_security_perimeter_access_rule.r": {
                "name": "r",
                "network_security_perimeter_profile_id": after("azurerm_network_security_perimeter_profile.p.id"),
                "direction": "Inbound",
                "address_prefixes": prefixes,
            },
            "azurerm_network_security_perimeter_association.a": {
                "name": "a",
                "access_mode": mode,
                "resource_id": after("azurerm_key_vault.k.id"),
                "network_security_perimeter_profile_id": after("azurerm_network_security_perimeter_profile.p.id"),
            },
        }
    )


def test_a_perimeter_with_its_parts(plan: Any, after: Any) -> None:
    graph = secured(plan, after, "Enforced", ["203.0.113.0/24"])
    by_type = {each.type.rpartition("/")[2]: each for each in graph}
    assert by_type["accessRules"].id == f"{BASE}/profiles/p/accessRules/r"
    assert by_type["accessRules"].body["properties"]["addressPrefixes"] == ["203.0.113.0/24"]
    assert by_type["resourceAssociations"].id == f"{BASE}/resourceAssociations/a"
    assert by_type["resourceAssociations"].body["properties"]["profile"] == {"id": Ref(f"{BASE}/profiles/p")}


@pytest.mark.parametrize(
    ("mode", "prefixes", "verdict"), [("Enforced", [], "proved"), ("Enforced", ["203.0.113.0/24"], "refuted"), ("Learning", [], "refuted")]
)
def test_who_is_let_in(plan: Any, after: Any, mode: str, prefixes: list[str], verdict: str) -> None:
    results = verify(secured(plan, after, mode, prefixes)).obligations
    found = {each.verdict.name for each in results if each.number == 1 and each.subject.endswith("/vaults/kv")}
    assert found == {verdict}


def test_subscriptions_of_a_rule(one: Any, after: Any) -> None:
    profile = "/subscriptions/x/resourceGroups/rg/providers/Microsoft.Network/networkSecurityPerimeters/p/profiles/q"
    values = {"direction": "Inbound", "subscription_ids": ["/subscriptions/x"], "network_security_perimeter_profile_id": profile}
    found = one("azurerm_network_security_perimeter_access_rule", values)
    assert found("properties.subscriptions") == [{"id": "/subscriptions/x"}]
