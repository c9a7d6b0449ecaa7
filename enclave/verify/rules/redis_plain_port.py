"""Rule redis-plain-port: a Redis cache answers without encryption."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import redis
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Cache/redis",
        "properties.enableNonSslPort",
        OneOf(("false",)),
        absent="false",
        source="learn.microsoft.com/azure/azure-cache-for-redis/cache-configure",
    ),
    Setting(
        "Microsoft.Cache/redisEnterprise/databases",
        "properties.clientProtocol",
        OneOf(("encrypted",)),
        absent="Encrypted",
        source="learn.microsoft.com/azure/redis/tls-configuration",
    ),
)

RULE = Rule(
    id="redis-plain-port",
    title="a Redis cache answers without encryption",
    severity=Severity.HIGH,
    why="keys, tokens and cached answers can be read and changed on the way",
    fix="set `enableNonSslPort: false`, or `clientProtocol: Encrypted` on a managed one",
    check=holding(SETTINGS),
    references=References(mcsb=("DP-3",), pages=("learn.microsoft.com/azure/azure-cache-for-redis/cache-configure",)),
    fails=(redis(enableNonSslPort=True),),
    passes=(redis(enableNonSslPort=False),),
    azurerm=(
        Native("azurerm_redis_cache", "non_ssl_port_enabled", False),
        Native("azurerm_managed_redis", "default_database.client_protocol", "Encrypted"),
    ),
    settings=SETTINGS,
)
