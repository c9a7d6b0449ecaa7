"""Rule firewall-dns-proxy: a firewall resolves names otherwise than its clients."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import flag, link
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import firewall_policy


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """A policy that only others build on says nothing about names: they do."""
    if flag(resource.body, "properties.dnsSettings.enableProxy"):
        return
    parents = {link(policy.body, "properties.basePolicy") for policy in graph.of_type(resource.type)}
    if resource.id.lower() not in {parent.lower() for parent in parents if parent}:
        yield "dnsSettings.enableProxy is not true"


RULE = Rule(
    id="firewall-dns-proxy",
    title="a firewall resolves names otherwise than its clients",
    severity=Severity.LOW,
    why=(
        "rules by name then compare addresses that the client never asked for: some traffic is stopped, some let through that should "
        "not be, and DNS is not written down"
    ),
    fix="set `dnsSettings.enableProxy: true` and let networks ask the firewall",
    check=each(("Microsoft.Network/firewallPolicies",), judge),
    references=References(
        mcsb=("NS-10",),
        policies=("3f84c9b0-8b64-4208-98d4-6ada96bb49c3",),
        pages=("learn.microsoft.com/azure/firewall/dns-settings",),
    ),
    fails=(firewall_policy(),),
    passes=(firewall_policy(dnsSettings={"enableProxy": True}),),
    azurerm=(Native("azurerm_firewall_policy", "dns.proxy_enabled", True),),
)
