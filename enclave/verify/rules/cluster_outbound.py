"""Rule cluster-outbound: a cluster leaves for the internet past your firewall."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import cluster
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.ContainerService/managedClusters",
        "properties.networkProfile.outboundType",
        OneOf(("userdefinedrouting", "none", "block")),
        absent="loadBalancer",
        source="learn.microsoft.com/azure/aks/egress-outboundtype",
    ),
)

RULE = Rule(
    id="cluster-outbound",
    title="a cluster leaves for the internet past your firewall",
    severity=Severity.HIGH,
    why="every pod can send data to any address through a load balancer or gateway that Azure makes, with nothing that looks at names",
    fix="set `networkProfile.outboundType: userDefinedRouting` (a route to your firewall) or `none`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-2", "NS-3"),
        pages=("learn.microsoft.com/azure/aks/egress-outboundtype", "learn.microsoft.com/azure/aks/limit-egress-traffic"),
    ),
    fails=(cluster(networkProfile={"outboundType": "loadBalancer"}),),
    passes=(cluster(networkProfile={"outboundType": "userDefinedRouting"}),),
    azurerm=(Native("azurerm_kubernetes_cluster", "network_profile.outbound_type", "userDefinedRouting"),),
    settings=SETTINGS,
)
