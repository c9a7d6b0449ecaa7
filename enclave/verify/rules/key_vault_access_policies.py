"""Rule key-vault-access-policies: a key vault is opened by access policies instead of roles."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.identity.powers import BY_ROLES
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import key_vault

SETTINGS = (BY_ROLES,)

RULE = Rule(
    id="key-vault-access-policies",
    title="a key vault is opened by access policies instead of roles",
    severity=Severity.MEDIUM,
    why=(
        "whoever may write the vault (Contributor is enough) can give themselves its secrets; roles cannot be given by a Contributor, "
        "can be activated for hours only, and are reviewed"
    ),
    fix="set `enableRbacAuthorization: true`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("PA-7",),
        cis=("5.0 8.3.6",),
        policies=("12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5",),
        pages=(
            "learn.microsoft.com/azure/key-vault/general/rbac-access-policy",
            "learn.microsoft.com/azure/key-vault/general/access-control-default",
        ),
    ),
    fails=(key_vault(enableRbacAuthorization=False, accessPolicies=[]),),
    passes=(key_vault(enableRbacAuthorization=True),),
    azurerm=(Native("azurerm_key_vault", "rbac_authorization_enabled", True),),
    settings=SETTINGS,
)
