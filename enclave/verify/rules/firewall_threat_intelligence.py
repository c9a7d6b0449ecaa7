"""Rule firewall-threat-intelligence: a firewall lets through what is known to be malicious."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import firewall_policy
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Network/firewallPolicies",
        "properties.threatIntelMode",
        OneOf(("deny",)),
        absent="Alert",
        source="learn.microsoft.com/azure/firewall/threat-intel",
    ),
    Setting(
        "Microsoft.Network/azureFirewalls",
        "properties.threatIntelMode",
        OneOf(("deny",)),
        absent="Alert",
        when=(Setting("Microsoft.Network/azureFirewalls", "properties.firewallPolicy.id", OneOf(("",)), absent=""),),
    ),
)

RULE = Rule(
    id="firewall-threat-intelligence",
    title="a firewall lets through what is known to be malicious",
    severity=Severity.MEDIUM,
    why="in mode `Alert` it only writes down that a machine talked to a known command server; in mode `Off` not even that",
    fix="set `threatIntelMode: Deny`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-3",),
        policies=("da79a7e2-8aa1-45ed-af81-ba050c153564", "7c591a93-c34c-464c-94ac-8f9f9a46e3d6"),
        pages=("learn.microsoft.com/azure/firewall/threat-intel",),
    ),
    fails=(firewall_policy(threatIntelMode="Alert"),),
    passes=(firewall_policy(threatIntelMode="Deny"),),
    azurerm=(Native("azurerm_firewall_policy", "threat_intelligence_mode", "Deny"),),
    settings=SETTINGS,
)
