from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import MISSING
from enclave.graph.model import Unresolved


@pytest.mark.parametrize(
    ("block", "rules"),
    [
        ([{"default_action": "Deny"}], {"defaultAction": "Deny"}),
        ([{"default_action": "deny", "bypass": ["Metrics", "Logging"]}], {"defaultAction": "Deny", "bypass": "Logging, Metrics"}),
        ([{"default_action": "Allow", "bypass": [], "ip_rules": []}], {"defaultAction": "Allow", "bypass": "None", "ipRules": []}),
        ([], MISSING),
    ],
)
def test_rules_of_a_service(one: Any, block: Any, rules: Any) -> None:
    assert one("azurerm_storage_account", {"network_rules": block})("properties.networkAcls") == rules


def test_rules_that_are_not_known(one: Any, after: Any) -> None:
    found = one("azurerm_storage_account", {"network_rules": after("local.rules")})
    assert isinstance(found("properties.networkAcls"), Unresolved)
    found = one("azurerm_storage_account", {"network_rules": [{"default_action": after("local.x"), "ip_rules": after("local.y")}]})
    assert isinstance(found("properties.networkAcls.defaultAction"), Unresolved)
    assert isinstance(found("properties.networkAcls.ipRules"), Unresolved)
