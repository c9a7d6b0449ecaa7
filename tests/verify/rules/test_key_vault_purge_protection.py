from __future__ import annotations

from typing import Any

from enclave.verify.rules.key_vault_purge_protection import RULE, check


def found(build: Any) -> dict[str, str]:
    return {resource.rpartition("/")[2]: message for resource, message in check(build.world())}


def test_a_vault_that_can_be_emptied_is_told(build: Any) -> None:
    build.add("Microsoft.KeyVault/vaults", "good", {"enablePurgeProtection": True})
    build.add("Microsoft.KeyVault/vaults", "bare", {})
    build.add("Microsoft.KeyVault/vaults", "soft", {"enableSoftDelete": False, "enablePurgeProtection": True})
    assert found(build) == {"bare": "enablePurgeProtection is not on", "soft": "enableSoftDelete is off"}
    assert RULE.title
