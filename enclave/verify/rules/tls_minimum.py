"""Rule tls-minimum: a service accepts TLS older than 1.2."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import storage_account
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Storage/storageAccounts",
        "properties.minimumTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent="TLS1_0",
        source="learn.microsoft.com/azure/storage/common/transport-layer-security-configure-minimum-version",
    ),
    Setting(
        "Microsoft.EventHub/namespaces",
        "properties.minimumTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent="1.2",
        source="learn.microsoft.com/azure/event-hubs/transport-layer-security-enforce-minimum-version",
    ),
    Setting(
        "Microsoft.ServiceBus/namespaces",
        "properties.minimumTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent="1.2",
        source="learn.microsoft.com/azure/service-bus-messaging/transport-layer-security-enforce-minimum-version",
    ),
    Setting(
        "Microsoft.Cache/redis",
        "properties.minimumTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent="1.2",
        source="learn.microsoft.com/azure/azure-cache-for-redis/cache-remove-tls-10-11",
    ),
    Setting(
        "Microsoft.Cache/redisEnterprise",
        "properties.minimumTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent="1.2",
    ),
    Setting(
        "Microsoft.Sql/servers",
        "properties.minimalTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent="1.2",
        source="techcommunity.microsoft.com/t5/azure-sql-blog/azure-sql-is-deprecating-the-no-minimum-tls-mintls-none/ba-p/4508933",
    ),
    Setting(
        "Microsoft.Sql/managedInstances",
        "properties.minimalTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent="1.2",
    ),
    Setting(
        "Microsoft.DocumentDB/databaseAccounts",
        "properties.minimalTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent="Tls12",
        source="learn.microsoft.com/azure/cosmos-db/self-serve-minimum-tls-enforcement",
    ),
    Setting(
        "Microsoft.EventGrid/topics",
        "properties.minimumTlsVersionAllowed",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent=None,
    ),
    Setting(
        "Microsoft.Devices/IotHubs",
        "properties.minTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent="1.0",
    ),
    Setting(
        "Microsoft.Web/sites",
        "properties.siteConfig.minTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent="1.2",
        source="learn.microsoft.com/azure/app-service/overview-tls",
    ),
    Setting(
        "Microsoft.Web/sites/slots",
        "properties.siteConfig.minTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent="1.2",
    ),
    Setting(
        "Microsoft.Web/sites/config",
        "properties.minTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent=None,
    ),
    Setting(
        "Microsoft.Web/sites/slots/config",
        "properties.minTlsVersion",
        OneOf(("tls1_2", "tls1_3", "1.2", "1.3", "tls12", "tls13")),
        absent=None,
    ),
)

RULE = Rule(
    id="tls-minimum",
    title="a service accepts TLS older than 1.2",
    severity=Severity.MEDIUM,
    why="TLS 1.0 and 1.1 are retired (RFC 8996): what is sent can be read or changed on the way",
    fix="set the least version to 1.2",
    check=holding(SETTINGS),
    references=References(
        mcsb=("DP-3", "NS-8"),
        cis=("5.0 9.3.6", "3.0 4.15", "3.0 9.4"),
        policies=("fe83a0eb-a853-422d-aac2-1bffd182c5d0", "32e6bbec-16b6-44c2-be37-c5b672d103cf", "f0e6e85b-9b9f-4a4b-b67b-f730d42f1b0b"),
        pages=("learn.microsoft.com/azure/storage/common/transport-layer-security-configure-minimum-version",),
    ),
    fails=(storage_account(minimumTlsVersion="TLS1_1"),),
    passes=(storage_account(minimumTlsVersion="TLS1_2"),),
    azurerm=(
        Native("azurerm_storage_account", "min_tls_version", "TLS1_2"),
        Native("azurerm_mssql_server", "minimum_tls_version", "1.2"),
        Native("azurerm_redis_cache", "minimum_tls_version", "1.2"),
        Native("azurerm_cosmosdb_account", "minimal_tls_version", "Tls12"),
    ),
    settings=SETTINGS,
)
