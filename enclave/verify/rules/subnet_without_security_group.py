"""Rule subnet-without-security-group: a subnet has no security group."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import link
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import network, security_group
from enclave.verify.subnets import PLATFORM_SUBNETS, written_subnets


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """Every subnet for machines must have a security group."""
    for name, subnet in written_subnets(resource, graph):
        if name.lower() not in PLATFORM_SUBNETS and link(subnet, "properties.networkSecurityGroup") is None:
            yield f"subnet {name} has no networkSecurityGroup"


RULE = Rule(
    id="subnet-without-security-group",
    title="a subnet has no security group",
    severity=Severity.MEDIUM,
    why="everything in the virtual network and in its peers may talk to it on every port",
    fix="give the subnet a `networkSecurityGroup`",
    check=each(("Microsoft.Network/virtualNetworks", "Microsoft.Network/virtualNetworks/subnets"), judge),
    references=References(
        mcsb=("NS-1",),
        cis=("5.0 7.11",),
        policies=("e71308d3-144b-4262-b144-efdc3cc90517",),
        pages=("learn.microsoft.com/azure/virtual-network/network-security-groups-overview",),
    ),
    fails=(network(),),
    passes=(
        security_group({}),
        network(networkSecurityGroup={"id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'nsg-cases')]"}),
    ),
    azurerm=(
        Native(
            "azurerm_subnet_network_security_group_association", "network_security_group_id", "azurerm_network_security_group.cases.id"
        ),
    ),
)
