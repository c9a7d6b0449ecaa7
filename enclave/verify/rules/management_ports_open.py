"""Rule management-ports-open: a security group lets the internet in to manage machines."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each_kept
from enclave.verify.samples import security_group
from enclave.verify.security_rules import inbound_from_anywhere

PORTS = {22: "SSH", 3389: "RDP", 5985: "WinRM", 5986: "WinRM"}


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """No rule for some ports may let the internet in to one that manages machines."""
    for rule in inbound_from_anywhere(resource):
        for port, name in PORTS.items():
            if any(low <= port <= high for low, high in rule.ports) and rule.carries_tcp:
                yield f"rule {rule.name} allows {name} (port {port}) from {rule.source}"


RULE = Rule(
    id="management-ports-open",
    title="a security group lets the internet in to manage machines",
    severity=Severity.HIGH,
    why="SSH, RDP and WinRM are tried by strangers within minutes; one weak password, and they are on the machine",
    fix="take the rule away and use Bastion",
    check=each_kept(("Microsoft.Network/networkSecurityGroups", "Microsoft.Network/networkSecurityGroups/securityRules"), judge),
    references=References(
        mcsb=("NS-3",),
        cis=("5.0 7.1", "5.0 7.2"),
        policies=("22730e10-96f6-4aac-ad84-9383d35b5917", "b0f33259-77d7-4c9e-aac6-3aabcfae693c"),
        pages=("learn.microsoft.com/azure/bastion/bastion-overview",),
    ),
    fails=(security_group({"sourceAddressPrefix": "Internet", "destinationPortRange": "22"}),),
    passes=(security_group({"sourceAddressPrefix": "10.40.1.0/26", "destinationPortRange": "22"}),),
    azurerm=(Native("azurerm_network_security_rule", "source_address_prefix", "10.40.1.0/26"),),
)
