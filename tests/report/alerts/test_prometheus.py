"""Prometheus takes the rules, and judges as the program itself does."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from enclave.report.alerts.prometheus import alert_name, rule_file
from enclave.telemetry.rules import RULES, Change, chosen

TESTS = """
rule_files: [rules.yaml]
evaluation_interval: 15s
tests:
- interval: 15s
  input_series:
  - {series: 'enclave_requests_total{operation="chat",project="p",status="200"}', values: '0+15x240'}
  - {series: 'enclave_requests_total{operation="chat",project="p",status="503"}', values: '0x40 0+5x200'}
  - {series: 'enclave_refusals_total{operation="chat",project="p",stage="dlp",code="x"}', values: '0+2x280 560+20x80'}
  - {series: 'enclave_budget_used_ratio{scope="hub",window="day"}', values: '0.5x40 0.8x200 0.96x200'}
  - {series: 'enclave_certificate_expiry_timestamp_seconds', values: '1210000x300'}
  - {series: 'enclave_overhead_duration_quantile_seconds{operation="chat",quantile="0.99"}', values: '0.01x40 0.2x300'}
  alert_rule_test:
  - {eval_time: 9m, alertname: EnclaveErrorRate}
  - eval_time: 20m
    alertname: EnclaveErrorRate
    exp_alerts: [{exp_labels: {severity: error, rule: error-rate, project: p}, exp_annotations: ERROR}]
  - {eval_time: 65m, alertname: EnclaveRefusalsSurge}
  - eval_time: 85m
    alertname: EnclaveRefusalsSurge
    exp_alerts: [{exp_labels: {severity: warning, rule: refusals-surge, project: p, stage: dlp}, exp_annotations: SURGE}]
  - {eval_time: 9m, alertname: EnclaveBudget80}
  - eval_time: 11m
    alertname: EnclaveBudget80
    exp_alerts: [{exp_labels: {severity: warning, rule: budget-80, scope: hub, window: day}, exp_annotations: BUDGET}]
  - {eval_time: 11m, alertname: EnclaveBudget95}
  - {eval_time: 15m, alertname: EnclaveSlowOverhead}
  - eval_time: 22m
    alertname: EnclaveSlowOverhead
    exp_alerts: [{exp_labels: {severity: warning, rule: slow-overhead, operation: chat}, exp_annotations: SLOW}]
  - eval_time: 70m
    alertname: EnclaveCertificateExpiry
    exp_alerts: [{exp_labels: {severity: warning, rule: certificate-expiry}, exp_annotations: CERTIFICATE}]
  - eval_time: 5m
    alertname: EnclaveGatewayDown
    exp_alerts: [{exp_labels: {severity: critical, rule: gateway-down}, exp_annotations: DOWN}]
"""
WORDS = {
    "ERROR": "error-rate", "SURGE": "refusals-surge", "BUDGET": "budget-80", "SLOW": "slow-overhead", "CERTIFICATE": "certificate-expiry",
    "DOWN": "gateway-down",
}  # fmt: skip


def promtool(*arguments: str, cwd: Path) -> str:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("not run: needs promtool (Debian's prometheus)")
    done = subprocess.run([program, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_yaml_with_every_rule() -> None:
    document = YAML(typ="safe").load(rule_file(RULES))
    rules = document["groups"][0]["rules"]
    assert [rule["alert"] for rule in rules] == [alert_name(rule) for rule in RULES]
    assert rules[1]["labels"] == {"severity": "error", "rule": "error-rate"}
    assert rules[0]["for"] == "2m"
    assert "for" not in next(rule for rule in rules if rule["alert"] == "EnclaveDrift")
    assert alert_name(RULES[1]) == "EnclaveErrorRate"


def test_promtool_checks_the_rules_and_sees_them_fire_when_they_should(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(rule_file(RULES))
    assert f"{len(RULES)} rules found" in promtool("check", "rules", "rules.yaml", cwd=tmp_path)
    by_id, told = {rule.id: rule for rule in RULES}, TESTS
    for word, name in WORDS.items():
        rule = by_id[name]
        told = told.replace(f"exp_annotations: {word}}}", f'exp_annotations: {{summary: "{rule.title}", description: "{rule.why}"}}}}')
    (tmp_path / "tests.yaml").write_text(told)
    assert "SUCCESS" in promtool("test", "rules", "tests.yaml", cwd=tmp_path)


def test_what_a_file_sets_otherwise_is_written(tmp_path: Path) -> None:
    text = rule_file(chosen({"budget-80": Change(bound=0.7, seconds=90, severity=0), "drift": Change(enabled=False)}))
    assert "EnclaveDrift" not in text
    assert "enclave_budget_used_ratio) >= 0.7" in text
    assert "for: 90s" in text
