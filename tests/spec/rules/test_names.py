"""Names of Azure resources fit and differ."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.spec.rules.names import LONGEST, names_fit, region_keys_differ

ACCESS = [{"group": "22222222-2222-2222-2222-222222222222", "role": "user"}]


def test_an_underscore_and_a_hyphen_make_the_same_name(places: Any) -> None:
    assert places(region_keys_differ, {("regions", "us-east"): {"location": "westus"}}) == ["regions.us-east"]
    assert places(region_keys_differ, {("regions", "us-west"): {"location": "westus"}}) == []


@pytest.mark.parametrize(("over", "expected"), [(0, 0), (1, 1)])
def test_a_name_of_63_characters_fits_and_one_of_64_does_not(over: int, expected: int, found: Any) -> None:
    name, project = "contoso-retail-banking", "fraud-triage-for-cards"
    region = "e" * (LONGEST + over - len(f"oai-{name}-{project}-"))
    changes = {
        ("name",): name,
        ("regions", region): {"location": "swedencentral"},
        ("projects", project): {"region": region, "access": ACCESS},
    }
    problems = found(names_fit, changes)
    assert len(problems) == expected
    assert all(f"{LONGEST + 1} characters" in problem.message and "by 1" in problem.hint for problem in problems)


def test_a_failover_region_makes_a_name_too(places: Any) -> None:
    far = "f" * 32
    project = {"region": "europe", "failover_regions": [far], "access": ACCESS}
    changes = {("name",): "n" * 24, ("regions", far): {"location": "swedencentral"}, ("projects", "p" * 24): project}
    assert places(names_fit, changes) == [f"projects.{'p' * 24}"]


def test_two_projects_cannot_run_together_to_one_name(places: Any) -> None:
    changes = {
        ("regions", "triage-europe"): {"location": "swedencentral"},
        ("projects", "fraud"): {"region": "triage-europe", "access": ACCESS},
    }
    assert places(names_fit, changes) == ["projects.fraud"]
