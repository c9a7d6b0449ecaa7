"""Rule web-outbound: a web app leaves for the internet past your network."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import flag, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import SUBNET, web_site

ROUTES_ALL = (
    "outboundVnetRouting.allTraffic",
    "outboundVnetRouting.applicationTraffic",
    "vnetRouteAllEnabled",
    "siteConfig.vnetRouteAllEnabled",
)


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """An app must have a subnet to send from, and send everything through it."""
    if not text(resource.body, "properties.virtualNetworkSubnetId"):
        yield "virtualNetworkSubnetId is not written"
    elif not any(flag(resource.body, f"properties.{path}") for path in ROUTES_ALL):
        yield "neither outboundVnetRouting.allTraffic nor vnetRouteAllEnabled is true"


RULE = Rule(
    id="web-outbound",
    title="a web app leaves for the internet past your network",
    severity=Severity.MEDIUM,
    why=(
        "only what is sent to private addresses takes the app's subnet; all else leaves from Microsoft's shared addresses, past your "
        "firewall"
    ),
    fix="set `outboundVnetRouting.allTraffic: true` (before 2024: `vnetRouteAllEnabled: true`) together with `virtualNetworkSubnetId`",
    check=each(("Microsoft.Web/sites", "Microsoft.Web/sites/slots"), judge),
    references=References(
        mcsb=("NS-2",),
        policies=("72d04c29-f87d-4575-9731-419ff16a2757", "32a913ec-5ed7-4b31-a5b0-198450d8fb13"),
        pages=("learn.microsoft.com/azure/app-service/overview-vnet-integration",),
    ),
    fails=(web_site(virtualNetworkSubnetId=SUBNET),),
    passes=(web_site(virtualNetworkSubnetId=SUBNET, outboundVnetRouting={"allTraffic": True}),),
    azurerm=(Native("azurerm_linux_web_app", "site_config.vnet_route_all_enabled", True),),
)
