"""Rule firewall-intrusion-detection: a firewall does not stop intrusions."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import firewall_policy
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Network/firewallPolicies",
        "properties.intrusionDetection.mode",
        OneOf(("deny",)),
        absent="Off",
        source="learn.microsoft.com/azure/firewall/premium-features",
    ),
)

RULE = Rule(
    id="firewall-intrusion-detection",
    title="a firewall does not stop intrusions",
    severity=Severity.MEDIUM,
    why="attacks, command traffic and exfiltration with known signatures pass, or are only written down",
    fix="set `intrusionDetection.mode: Deny` (tier Premium)",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-4",),
        policies=("8c19196d-7fd7-45b2-a9b4-7288f47c769a",),
        pages=("learn.microsoft.com/azure/firewall/premium-features",),
    ),
    fails=(firewall_policy(intrusionDetection={"mode": "Alert"}),),
    passes=(firewall_policy(intrusionDetection={"mode": "Deny"}),),
    azurerm=(Native("azurerm_firewall_policy", "intrusion_detection.mode", "Deny"),),
    settings=SETTINGS,
)
