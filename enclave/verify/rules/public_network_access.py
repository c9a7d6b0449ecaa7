"""Rule public-network-access: a service can be reached from the internet."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import ai_account
from enclave.verify.settings import OneOf, Setting

PATH, NETWORK, ABSENT = "properties.publicNetworkAccess", "properties.network", "Enabled"
OFF = OneOf(("disabled", "securedbyperimeter"))
USUAL = (
    "CognitiveServices/accounts", "Search/searchServices", "BotService/botServices",
    "MachineLearningServices/workspaces", "MachineLearningServices/workspaces/onlineEndpoints", "MachineLearningServices/registries",
    "Storage/storageAccounts", "KeyVault/vaults", "KeyVault/managedHSMs", "AppConfiguration/configurationStores",
    "ContainerRegistry/registries", "DocumentDB/databaseAccounts", "DocumentDB/mongoClusters", "Sql/servers", "Cache/redisEnterprise",
    "DataFactory/factories", "Synapse/workspaces", "Databricks/workspaces", "Kusto/clusters", "EventHub/namespaces",
    "ServiceBus/namespaces", "EventGrid/topics", "EventGrid/domains", "EventGrid/namespaces", "Web/sites", "Web/sites/slots",
    "SignalRService/signalR", "SignalRService/webPubSub", "Monitor/accounts", "Dashboard/grafana", "RecoveryServices/vaults",
    "Purview/accounts", "Batch/batchAccounts", "Devices/IotHubs",
)
"""Types that have the property, and in which nothing written means on: the network security page of each service says so."""


def _unless(kind: str, path: str, must: OneOf, absent: str, property_path: str = PATH) -> Setting:
    """The setting of a type that matters only where another one says so."""
    return Setting(kind, property_path, OFF, ABSENT, when=(Setting(kind, path, must, absent),))


DATABASES = tuple(f"Microsoft.{name}/flexibleServers" for name in ("DBforPostgreSQL", "DBforMySQL"))
SETTINGS = (
    *(Setting(f"Microsoft.{name}", PATH, OFF, ABSENT) for name in USUAL),
    Setting("Microsoft.Automation/automationAccounts", PATH, OneOf(("false",)), absent="true"),
    Setting("Microsoft.Insights/dataCollectionEndpoints", "properties.networkAcls.publicNetworkAccess", OFF, ABSENT),
    _unless("Microsoft.Cache/redis", "properties.subnetId", OneOf(("",)), ""),
    _unless("Microsoft.App/managedEnvironments", "properties.vnetConfiguration.internal", OneOf(("false",)), "false"),
    *(_unless(kind, f"{NETWORK}.delegatedSubnetResourceId", OneOf(("",)), "", f"{NETWORK}.publicNetworkAccess") for kind in DATABASES),
    Setting("Microsoft.Sql/managedInstances", "properties.publicDataEndpointEnabled", OneOf(("false",)), absent="false"),
    *(
        Setting(kind, f"properties.publicNetworkAccessFor{what}", OFF, ABSENT)
        for kind in ("Microsoft.OperationalInsights/workspaces", "Microsoft.Insights/components") for what in ("Ingestion", "Query")
    ),
)

RULE = Rule(
    id="public-network-access",
    title="a service can be reached from the internet",
    severity=Severity.HIGH,
    why="its firewall, its keys and its flaws then stand before everybody; a private endpoint beside it closes nothing",
    fix="set `publicNetworkAccess: Disabled` and make a private endpoint",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-2",),
        cis=("5.0 9.3.2.2",),
        policies=(
            "037eea7a-bd0a-46c5-9a66-03aea78705d3",
            "ee980b6d-0eca-4501-8d54-f6290fd512c3",
            "438c38d2-3772-465a-a9cc-7a6666a275ce",
            "b2982f36-99f2-4db5-8eff-283140c09693",
            "405c5871-3e91-4644-8a63-58e19d68ff5b",
            "0fdf0491-d080-4575-b627-ad0e843cba0f",
            "797b37f7-06b8-444c-b1ad-fc62867f335a",
            "1b8ca024-1d5c-4dec-8995-b1a932b41780",
            "5e1de0e3-42cb-4ebc-a86d-61d0c619ca48",
            "38d8df46-cf4e-4073-8e03-48c24b29de0d",
            "1cf164be-6819-4a50-b8fa-4bcaa4f98fb6",
            "6c53d030-cc64-46f0-906d-2bc061cd1334",
            "1bc02227-0cb6-4e11-8f53-eb0b22eab7e8",
        ),
        pages=("learn.microsoft.com/azure/private-link/availability",),
    ),
    fails=(ai_account(publicNetworkAccess="Enabled"),),
    passes=(ai_account(publicNetworkAccess="Disabled"),),
    azurerm=(
        Native("azurerm_cognitive_account", "public_network_access_enabled", False),
        Native("azurerm_storage_account", "public_network_access_enabled", False),
        Native("azurerm_key_vault", "public_network_access_enabled", False),
        Native("azurerm_search_service", "public_network_access_enabled", False),
    ),
    settings=SETTINGS,
)
