"""Rule secret-without-expiry: a secret in a vault never expires."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import arm
from enclave.verify.settings import NoneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.KeyVault/vaults/secrets",
        "properties.attributes.exp",
        NoneOf(("", "0")),
        absent="",
        when=(
            Setting(
                "Microsoft.KeyVault/vaults/secrets",
                "properties.contentType",
                NoneOf(("application/x-pkcs12", "application/x-pem-file")),
                absent="",
            ),
        ),
    ),
)

RULE = Rule(
    id="secret-without-expiry",
    title="a secret in a vault never expires",
    severity=Severity.LOW,
    why="a password or a token that was copied somewhere stays good for ever",
    fix="set `attributes.exp`, in seconds since 1970",
    check=holding(SETTINGS),
    references=References(
        mcsb=("DP-6",),
        cis=("5.0 8.3.3",),
        policies=("98728c90-32c7-4049-8429-847dc0f4fe37",),
        pages=("learn.microsoft.com/azure/key-vault/secrets/about-secrets",),
    ),
    fails=(arm("Microsoft.KeyVault/vaults/secrets@2026-02-01", "kv-cases/token", {"value": "[parameters('token')]"}),),
    passes=(
        arm(
            "Microsoft.KeyVault/vaults/secrets@2026-02-01",
            "kv-cases/token",
            {"value": "[parameters('token')]", "attributes": {"exp": 1795000000}},
        ),
    ),
    azurerm=(Native("azurerm_key_vault_secret", "expiration_date", "2026-11-18T00:00:00Z"),),
    settings=SETTINGS,
)
