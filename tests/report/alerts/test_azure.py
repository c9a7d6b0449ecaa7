"""Azure's types take the rule groups."""

from __future__ import annotations

import re
from typing import Any

from enclave.report.alerts.azure import MOST_RULES, template
from enclave.telemetry.promql import expression
from enclave.telemetry.rules import RULES


def test_every_rule_is_in_a_group_that_azure_takes() -> None:
    groups = template(RULES, "contoso-risk")["resources"]
    rules = [rule for group in groups for rule in group["properties"]["rules"]]
    assert [rule["expression"] for rule in rules] == [expression(rule) for rule in RULES]
    assert all(len(group["properties"]["rules"]) <= MOST_RULES for group in groups)
    assert len({group["name"] for group in groups}) == len(groups)
    for rule in rules:
        assert re.fullmatch(r"PT\d+[MS]", rule.get("for", "PT1M"))
        assert rule["resolveConfiguration"] == {"autoResolved": True, "timeToResolve": "PT5M"}


def test_azures_types_find_nothing_wrong(azure_types: Any) -> None:
    validate, types = azure_types
    found, _ = validate.validate_template(template(RULES, "contoso-risk"), types, exact=True)
    assert [str(problem) for problem in found] == []
