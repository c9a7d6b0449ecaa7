"""Rule gateway-without-web-firewall: an application gateway has no web application firewall."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import flag, link, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import application_gateway, web_firewall

CLASSIC = "properties.webApplicationFirewallConfiguration"


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """A gateway must be of a tier with a firewall, and have one."""
    tier = text(resource.body, "properties.sku.tier", "Standard_v2")
    if not tier.lower().startswith("waf"):
        yield f"sku.tier is {tier}"
    elif link(resource.body, "properties.firewallPolicy") is None and not flag(resource.body, f"{CLASSIC}.enabled"):
        yield "firewallPolicy is not written"


RULE = Rule(
    id="gateway-without-web-firewall",
    title="an application gateway has no web application firewall",
    severity=Severity.MEDIUM,
    why="injected commands, forged requests and scanners reach the service behind it as they were sent",
    fix="use the tier `WAF_v2` and give the gateway a `firewallPolicy`",
    check=each(("Microsoft.Network/applicationGateways",), judge),
    references=References(
        mcsb=("NS-6",),
        policies=("564feb30-bf6a-4854-b4bb-0d2d2d1e6c66", "882e19a6-996f-400e-a30f-c090887254f4"),
        pages=("learn.microsoft.com/azure/web-application-firewall/ag/ag-overview",),
    ),
    fails=(application_gateway(sku={"name": "Standard_v2", "tier": "Standard_v2"}),),
    passes=(
        web_firewall(policySettings={"mode": "Prevention"}),
        application_gateway(
            firewallPolicy={"id": "[resourceId('Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies', 'waf-cases')]"}
        ),
    ),
    azurerm=(Native("azurerm_application_gateway", "firewall_policy_id", "azurerm_web_application_firewall_policy.cases.id"),),
)
