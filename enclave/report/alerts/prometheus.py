"""The alert rules as a rule file of Prometheus (prometheus.io/docs/prometheus/latest/configuration/alerting_rules)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from enclave.telemetry.promql import duration, expression
from enclave.telemetry.rules import HOLD, Rule

SEVERITIES = ("critical", "error", "warning", "info", "info")
"""Azure's number -> the word that Alertmanagers route by."""


def rule_file(rules: Iterable[Rule]) -> str:
    """One group, in YAML: quoted text is JSON's, which YAML reads alike."""
    return "groups:\n- name: enclave\n  rules:\n" + "".join(line + "\n" for rule in rules for line in _rule(rule))


def alert_name(rule: Rule) -> str:
    """`error-rate` -> `EnclaveErrorRate`."""
    return "Enclave" + "".join(part.capitalize() for part in rule.id.split("-"))


def _rule(rule: Rule) -> Iterator[str]:
    yield f"  - alert: {alert_name(rule)}"
    yield f"    expr: {json.dumps(expression(rule))}"
    if rule.seconds:
        yield f"    for: {duration(rule.seconds)}"
    yield f"    keep_firing_for: {duration(HOLD)}"
    yield f"    labels: {{severity: {SEVERITIES[rule.severity]}, rule: {rule.id}}}"
    yield f"    annotations: {{summary: {json.dumps(rule.title)}, description: {json.dumps(rule.why, ensure_ascii=False)}}}"
