"""Rule dns-public-server: a network asks a public server for names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from enclave.finding import Severity
from enclave.graph.body import Undecided, lookup, texts
from enclave.graph.model import Graph, Ref, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import arm

AZURE = "168.63.129.16"
"""Azure's own resolver; public by its number only."""
PRIVATE = re.compile(r"\.privateIPAddress$", re.I)


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """Every server must be Azure's or stand inside."""
    for path in ("properties.dhcpOptions.dnsServers", "properties.dnsSettings.dnsServers"):
        for server in _written(resource, path):
            if server.lower() not in (AZURE, "azureprovideddns") and _is_public(server):
                yield f"{path.removeprefix('properties.')} holds {server}"


def _written(resource: Resource, path: str) -> tuple[str, ...]:
    """The servers that are named: the private address of another resource, asked for after deployment, is no public one."""
    asked = lookup(resource.body, path)
    if not isinstance(asked, list | tuple):
        return texts(resource.body, path)
    return texts({"servers": [each for each in asked if not (isinstance(each, Ref) and PRIVATE.search(each.path))]}, "servers")


def _is_public(server: str) -> bool:
    try:
        return ip_address(server.strip()).is_global
    except ValueError:
        raise Undecided(server) from None


RULE = Rule(
    id="dns-public-server",
    title="a network asks a public server for names",
    severity=Severity.MEDIUM,
    why=(
        "names of private services do not resolve to their private endpoints there, the server learns every name that is asked for, and"
        " names can carry data out"
    ),
    fix="leave `dhcpOptions.dnsServers` empty for Azure's DNS, or name a resolver inside your networks",
    check=each(("Microsoft.Network/virtualNetworks", "Microsoft.Network/networkInterfaces"), judge),
    references=References(
        mcsb=("NS-10",),
        pages=("learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances",),
    ),
    fails=(
        arm(
            "Microsoft.Network/virtualNetworks@2025-09-01",
            "vnet-cases",
            {"addressSpace": {"addressPrefixes": ["10.40.0.0/16"]}, "dhcpOptions": {"dnsServers": ["8.8.8.8"]}},
        ),
    ),
    passes=(
        arm(
            "Microsoft.Network/virtualNetworks@2025-09-01",
            "vnet-cases",
            {"addressSpace": {"addressPrefixes": ["10.40.0.0/16"]}, "dhcpOptions": {"dnsServers": ["10.40.0.4"]}},
        ),
    ),
    azurerm=(Native("azurerm_virtual_network", "dns_servers", ["10.40.0.4"]),),
)
