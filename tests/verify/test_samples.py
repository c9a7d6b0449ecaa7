from __future__ import annotations

from enclave.verify.samples import arm, key_vault, network, security_group


def test_a_resource_stands_in_a_region_when_its_type_does() -> None:
    assert arm("Microsoft.Storage/storageAccounts@2024-01-01", "a")["location"] == "westeurope"
    for kind in ("Microsoft.Authorization/locks@1", "Microsoft.KeyVault/vaults/keys@1", "Microsoft.Insights/diagnosticSettings@1"):
        assert "location" not in arm(kind, "a")
    assert "location" not in arm("Microsoft.Storage/storageAccounts@2024-01-01", "a", location=None)


def test_what_is_given_goes_over_what_is_usual() -> None:
    vault = key_vault("2023-07-01", enablePurgeProtection=None, enableRbacAuthorization=True)
    assert vault["apiVersion"] == "2023-07-01"
    assert "enablePurgeProtection" not in vault["properties"]
    assert vault["properties"]["enableRbacAuthorization"] is True
    assert network(name="a", routeTable=None)["properties"]["subnets"][0]["name"] == "a"
    assert security_group({"priority": 200})["properties"]["securityRules"][0]["properties"]["priority"] == 200
