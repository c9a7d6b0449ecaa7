"""The alert rules as rule groups of Azure's managed Prometheus, in an ARM template of their own.

Source: learn.microsoft.com/azure/azure-monitor/essentials/prometheus-rule-groups and azure/templates/microsoft.alertsmanagement/
prometheusrulegroups, 2023-03-01 (at most 20 rules in a group; an interval and a time to resolve of 1 to 15 minutes; severity 0 to 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from enclave.report.alerts.prometheus import alert_name
from enclave.telemetry.promql import expression
from enclave.telemetry.rules import HOLD, Rule

TYPE, API_VERSION = "Microsoft.AlertsManagement/prometheusRuleGroups", "2023-03-01"
MOST_RULES = 20
SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


def template(rules: Sequence[Rule], name: str) -> dict[str, Any]:
    """A template that makes them for the enclave of a name. It asks for the workspace that Prometheus's metrics are in."""
    groups = [rules[first : first + MOST_RULES] for first in range(0, len(rules), MOST_RULES)]
    return {
        "$schema": SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {
            "workspace": {"type": "string", "metadata": {"description": "resource id of the Azure Monitor workspace with the metrics"}},
            "actionGroup": {"type": "string", "metadata": {"description": "resource id of the action group that is told"}},
            "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
        },
        "resources": [_group(group, f"{name}-alerts-{number}") for number, group in enumerate(groups, 1)],
    }


def _group(rules: Sequence[Rule], name: str) -> dict[str, Any]:
    properties = {
        "description": "alerts of the enclave's gateway",
        "scopes": ["[parameters('workspace')]"],
        "enabled": True,
        "interval": "PT1M",
        "rules": [_rule(rule) for rule in rules],
    }
    return {"type": TYPE, "apiVersion": API_VERSION, "name": name, "location": "[parameters('location')]", "properties": properties}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "alert": alert_name(rule),
        "enabled": True,
        "expression": expression(rule),
        "severity": rule.severity,
        **({"for": f"PT{rule.seconds // 60}M" if rule.seconds % 60 == 0 else f"PT{rule.seconds}S"} if rule.seconds else {}),
        "labels": {"rule": rule.id},
        "annotations": {"summary": rule.title, "description": rule.why},
        "resolveConfiguration": {"autoResolved": True, "timeToResolve": f"PT{HOLD // 60}M"},
        "actions": [{"actionGroupId": "[parameters('actionGroup')]"}],
    }
