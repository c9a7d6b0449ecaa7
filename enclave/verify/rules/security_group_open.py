"""Rule security-group-open: a security group lets the internet in on every port."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each_kept
from enclave.verify.samples import security_group
from enclave.verify.security_rules import inbound_from_anywhere


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """No rule may let everybody in everywhere."""
    for rule in inbound_from_anywhere(resource):
        if any(low == 0 and high == 65535 for low, high in rule.ports):
            yield f"rule {rule.name} allows every port from {rule.source}"


RULE = Rule(
    id="security-group-open",
    title="a security group lets the internet in on every port",
    severity=Severity.CRITICAL,
    why="whatever listens on a machine behind it is open to everybody, also what starts to listen tomorrow",
    fix="name the sources and the ports that are needed; leave the rest to the default rule that denies",
    check=each_kept(("Microsoft.Network/networkSecurityGroups", "Microsoft.Network/networkSecurityGroups/securityRules"), judge),
    references=References(
        mcsb=("NS-1",),
        policies=("9daedab3-fb2d-461e-b861-71790eead4f6",),
        pages=("learn.microsoft.com/azure/virtual-network/network-security-groups-overview",),
    ),
    fails=(security_group({"sourceAddressPrefix": "*", "destinationPortRange": "*"}),),
    passes=(security_group({"sourceAddressPrefix": "203.0.113.0/24", "destinationPortRange": "443"}),),
    azurerm=(
        Native("azurerm_network_security_rule", "source_address_prefix", "203.0.113.0/24"),
        Native("azurerm_network_security_rule", "destination_port_range", "443"),
    ),
)
