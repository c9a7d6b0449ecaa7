"""Rule web-firewall-detection: a web application firewall watches and stops nothing."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import web_firewall
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
        "properties.policySettings.mode",
        OneOf(("prevention",)),
        absent="Detection",
        source="learn.microsoft.com/azure/web-application-firewall/ag/create-waf-policy-ag",
    ),
    Setting(
        "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
        "properties.policySettings.state",
        OneOf(("enabled",)),
        absent="Enabled",
    ),
    Setting(
        "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
        "properties.policySettings.mode",
        OneOf(("prevention",)),
        absent="Detection",
        source="learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-policy-settings",
    ),
    Setting(
        "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
        "properties.policySettings.enabledState",
        OneOf(("enabled",)),
        absent="Enabled",
    ),
)

RULE = Rule(
    id="web-firewall-detection",
    title="a web application firewall watches and stops nothing",
    severity=Severity.HIGH,
    why="attacks are written down and let through",
    fix="set `policySettings.mode: Prevention` and `policySettings` enabled",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-6",),
        policies=("12430be1-6cc8-4527-a9a8-e3d38f250096", "425bea59-a659-4cbb-8d31-34499bd030b8"),
        pages=("learn.microsoft.com/azure/web-application-firewall/ag/policy-overview",),
    ),
    fails=(web_firewall(policySettings={"mode": "Detection"}),),
    passes=(web_firewall(policySettings={"mode": "Prevention", "state": "Enabled"}),),
    azurerm=(
        Native("azurerm_web_application_firewall_policy", "policy_settings.mode", "Prevention"),
        Native("azurerm_cdn_frontdoor_firewall_policy", "mode", "Prevention"),
    ),
    settings=SETTINGS,
)
