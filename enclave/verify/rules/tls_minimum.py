"""Rule tls-minimum: a service accepts TLS older than 1.2."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import Undecided, text
from enclave.verify.model import Rule
from enclave.verify.network.world import World

SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("Microsoft.Storage/storageAccounts", "properties.minimumTlsVersion", "TLS1_0"),
    ("Microsoft.EventHub/namespaces", "properties.minimumTlsVersion", "1.2"),
    ("Microsoft.ServiceBus/namespaces", "properties.minimumTlsVersion", "1.2"),
    ("Microsoft.Cache/redis", "properties.minimumTlsVersion", "1.0"),
    ("Microsoft.Sql/servers", "properties.minimalTlsVersion", "None"),
    ("Microsoft.Web/sites", "properties.siteConfig.minTlsVersion", "1.2"),
)
"""(type, path, what an absent setting means). Source: minimum-required-version pages of each service."""
GOOD = frozenset({"tls1_2", "tls1_3", "1.2", "1.3"})


def check(world: World) -> Iterator[tuple[str, str]]:
    """One finding for each service that takes older versions."""
    for kind, path, absent in SETTINGS:
        for resource in world.estate.graph.of_type(kind):
            try:
                least = text(resource.body, path, absent)
            except Undecided:
                continue
            if least.lower() not in GOOD:
                yield resource.id, f"{path.removeprefix('properties.')} is {least}"


RULE = Rule(
    id="tls-minimum",
    title="a service accepts TLS older than 1.2",
    severity=Severity.MEDIUM,
    why="TLS 1.0 and 1.1 are retired (RFC 8996): what is sent can be read or changed on the way",
    fix="set the least version to 1.2",
    check=check,
)
