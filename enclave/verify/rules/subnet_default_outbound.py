"""Rule subnet-default-outbound: machines of a subnet may leave for the internet by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import flag
from enclave.graph.model import Graph, Resource
from enclave.verify.network.egress import PRIVATE_BY_DEFAULT
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import network
from enclave.verify.subnets import PLATFORM_SUBNETS, written_subnets


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """Every subnet for machines must be private, as it says or as the version of the API has it."""
    for name, subnet in written_subnets(resource, graph):
        if name.lower() in PLATFORM_SUBNETS:
            continue
        written = flag(subnet, "properties.defaultOutboundAccess", None)
        if written:
            yield f"defaultOutboundAccess of subnet {name} is true"
        elif written is None and resource.api_version[:10] < PRIVATE_BY_DEFAULT:
            yield f"defaultOutboundAccess of subnet {name} is not written, and Azure takes true before {PRIVATE_BY_DEFAULT}"


RULE = Rule(
    id="subnet-default-outbound",
    title="machines of a subnet may leave for the internet by themselves",
    severity=Severity.MEDIUM,
    why=(
        "Azure gives a machine without a public address a shared one to leave by, unless the subnet is private: nothing of yours sees "
        "what leaves"
    ),
    fix="set `defaultOutboundAccess: false`",
    check=each(("Microsoft.Network/virtualNetworks", "Microsoft.Network/virtualNetworks/subnets"), judge),
    references=References(
        mcsb=("NS-2",),
        policies=("7bca8353-aa3b-429b-904a-9229c4385837",),
        pages=("learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access",),
    ),
    fails=(network(defaultOutboundAccess=True),),
    passes=(network(defaultOutboundAccess=False),),
    azurerm=(Native("azurerm_subnet", "default_outbound_access_enabled", False),),
)
