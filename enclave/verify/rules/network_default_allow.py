"""Rule network-default-allow: a service takes every address that no rule speaks of."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import storage_account
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.CognitiveServices/accounts",
        "properties.networkAcls.defaultAction",
        OneOf(("deny",)),
        absent="Allow",
        when=(Setting("Microsoft.CognitiveServices/accounts", "properties.publicNetworkAccess", OneOf(("enabled",)), absent="Enabled"),),
    ),
    Setting(
        "Microsoft.Storage/storageAccounts",
        "properties.networkAcls.defaultAction",
        OneOf(("deny",)),
        absent="Allow",
        when=(Setting("Microsoft.Storage/storageAccounts", "properties.publicNetworkAccess", OneOf(("enabled",)), absent="Enabled"),),
    ),
    Setting(
        "Microsoft.KeyVault/vaults",
        "properties.networkAcls.defaultAction",
        OneOf(("deny",)),
        absent="Allow",
        when=(Setting("Microsoft.KeyVault/vaults", "properties.publicNetworkAccess", OneOf(("enabled",)), absent="Enabled"),),
    ),
    Setting(
        "Microsoft.KeyVault/managedHSMs",
        "properties.networkAcls.defaultAction",
        OneOf(("deny",)),
        absent="Allow",
        when=(Setting("Microsoft.KeyVault/managedHSMs", "properties.publicNetworkAccess", OneOf(("enabled",)), absent="Enabled"),),
    ),
    Setting(
        "Microsoft.ContainerRegistry/registries",
        "properties.networkRuleSet.defaultAction",
        OneOf(("deny",)),
        absent="Allow",
        when=(
            Setting("Microsoft.ContainerRegistry/registries", "properties.publicNetworkAccess", OneOf(("enabled",)), absent="Enabled"),
        ),
    ),
    Setting(
        "Microsoft.EventHub/namespaces/networkRuleSets",
        "properties.defaultAction",
        OneOf(("deny",)),
        absent="Allow",
        when=(
            Setting(
                "Microsoft.EventHub/namespaces/networkRuleSets", "properties.publicNetworkAccess", OneOf(("enabled",)), absent="Enabled"
            ),
        ),
    ),
    Setting(
        "Microsoft.ServiceBus/namespaces/networkRuleSets",
        "properties.defaultAction",
        OneOf(("deny",)),
        absent="Allow",
        when=(
            Setting(
                "Microsoft.ServiceBus/namespaces/networkRuleSets", "properties.publicNetworkAccess", OneOf(("enabled",)), absent="Enabled"
            ),
        ),
    ),
)

RULE = Rule(
    id="network-default-allow",
    title="a service takes every address that no rule speaks of",
    severity=Severity.HIGH,
    why=(
        "while public access is on, the rules are the only thing between the service and the internet, and their default lets everybody"
        " in"
    ),
    fix="set `networkAcls.defaultAction: Deny`, or public access off",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-2",),
        cis=("5.0 9.3.2.3",),
        policies=("34c877ad-507e-4c82-993e-3452a6e0ad3c", "55615ac9-af46-4a59-874e-391cc3dfb490", "d0793b48-0edc-4296-a390-4c75d1bdfd71"),
        pages=(
            "learn.microsoft.com/azure/storage/common/storage-network-security",
            "learn.microsoft.com/azure/ai-services/cognitive-services-virtual-networks",
        ),
    ),
    fails=(storage_account(networkAcls={"defaultAction": "Allow"}),),
    passes=(storage_account(networkAcls={"defaultAction": "Deny"}),),
    azurerm=(
        Native("azurerm_storage_account", "network_rules.default_action", "Deny"),
        Native("azurerm_key_vault", "network_acls.default_action", "Deny"),
        Native("azurerm_cognitive_account", "network_acls.default_action", "Deny"),
    ),
    settings=SETTINGS,
)
