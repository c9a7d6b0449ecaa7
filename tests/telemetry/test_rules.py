"""Every rule measures something that is told, by labels that it has; a file may set it otherwise."""

from __future__ import annotations

import re
import typing
from pathlib import Path

import pytest

from enclave.spec.alerts import RuleName
from enclave.telemetry.names import BY_NAME, GPU
from enclave.telemetry.rules import RULES, Change, Growth, Level, Share, Surge, chosen


def test_rules_measure_what_is_told_by_labels_that_it_has() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        for name in rule.metrics:
            assert name in BY_NAME or name in GPU, rule.id
        growths = [part for part in (rule.measure, *_parts(rule.measure)) if isinstance(part, Growth | Level)]
        for part in growths:
            if part.metric in BY_NAME:
                metric = BY_NAME[part.metric]
                assert {*part.by} <= {*metric.prometheus_labels}, rule.id
                assert (metric.kind == "counter") == isinstance(part, Growth), rule.id
                if isinstance(part, Level):
                    assert metric.has_quantiles == (part.quantile is not None)
                else:
                    assert {label for label, _, _ in part.where} <= {*metric.prometheus_labels}
        assert 0 <= rule.severity <= 4
        assert rule.title[0].isupper()
        assert not rule.why.endswith(".")


def _parts(measure: object) -> tuple[object, ...]:
    if isinstance(measure, Share):
        assert measure.part.by == measure.whole.by
        return (measure.part, measure.whole)
    return (measure.growth,) if isinstance(measure, Surge) else ()


def test_the_file_names_the_same_rules() -> None:
    assert set(typing.get_args(RuleName)) == {rule.id for rule in RULES}


def test_a_file_sets_them_otherwise() -> None:
    found = {rule.id: rule for rule in chosen({"error-rate": Change(bound=0.2, seconds=0, severity=0), "drift": Change(enabled=False)})}
    assert "drift" not in found
    assert len(found) == len(RULES) - 1
    assert (found["error-rate"].bound, found["error-rate"].seconds, found["error-rate"].severity) == (0.2, 0, 0)
    assert chosen({}) == RULES
    with pytest.raises(KeyError):
        chosen({"made-up": Change()})


def test_the_docs_have_every_rule_as_it_is(root: Path) -> None:
    page = (root / "docs" / "alerts.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (.*) \|$", page, re.MULTILINE))
    assert list(told) == [rule.id for rule in RULES]
    for rule in RULES:
        bound = f"{rule.bound * 100:g} %" if rule.unit == " %" else f"{rule.bound:g}{rule.unit}"
        assert f" {bound} | " in told[rule.id], rule.id
        assert f" | {rule.severity} | {rule.why}" in told[rule.id], rule.id
