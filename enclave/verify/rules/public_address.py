"""Rule public-address: a machine has a public address, and only a security group stands between it and the internet."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import items, last_segment, link, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import network_interface


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """No part of a network interface may hold a public address."""
    for part in items(resource.body, "properties.ipConfigurations"):
        address = link(part, "properties.publicIPAddress")
        if address is not None:
            yield f"{text(part, 'name')} has the public address {last_segment(address)}"


RULE = Rule(
    id="public-address",
    title="a machine has a public address",
    severity=Severity.HIGH,
    why="the packets of strangers reach its security group; one rule more, and they reach the machine",
    fix="take the public address away; manage through Bastion, publish through a declared front door",
    check=each(("Microsoft.Network/networkInterfaces",), judge),
    references=References(
        mcsb=("NS-1",),
        policies=("83a86a26-fd1f-447c-b59d-e51f44264114",),
        pages=("learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses",),
    ),
    fails=(network_interface("pip-cases"),),
    passes=(network_interface(None),),
    azurerm=(Native("azurerm_network_interface", "ip_configuration.private_ip_address_allocation", "Dynamic"),),
)
