"""What is worked out from the file once."""

from __future__ import annotations

import dataclasses

import pytest

from enclave.errors import InputErrors
from enclave.gateway.rules import memberships, project_rules
from enclave.ledger.interface import Ceiling
from enclave.ledger.prices import PriceTable
from enclave.spec.models import Deployment

NANO = 10**9


def test_the_bank(document):
    rules = project_rules(document, PriceTable.load())
    assert list(rules) == ["fraud-triage", "claims-assistant", "policy-search"]
    fraud = rules["fraud-triage"]
    assert fraud.regions == ("europe",)
    assert fraud.ceilings.shared == (
        Ceiling("hub", "daily", 1000 * NANO),
        Ceiling("hub", "monthly", 20000 * NANO),
        Ceiling("project/fraud-triage", "daily", 100 * NANO),
        Ceiling("project/fraud-triage", "monthly", 20000 * NANO),
    )
    target = fraud.targets["gpt-4o", "europe"]
    assert (target.region, target.location, target.deployment.model) == ("europe", "westeurope", "gpt-4o")
    assert target.price == PriceTable.load().price("gpt-4o", "DataZoneStandard", "westeurope", "2024-11-20")
    assert not fraud.global_processing
    assert fraud.guard is rules["policy-search"].guard, "equal policies share one scanner"
    assert "email" in rules["claims-assistant"].guard.block
    assert "email" not in fraud.guard.block


def test_every_failover_region_has_its_own_price_and_place(document):
    project = document.spec.projects["claims-assistant"].model_copy(update={"failover_regions": ("europe",)})
    spec = document.spec.model_copy(update={"projects": {"claims-assistant": project}})
    rules = project_rules(dataclasses.replace(document, spec=spec), PriceTable.load())["claims-assistant"]
    assert rules.regions == ("us_healthcare", "europe")
    assert {region: target.location for (_, region), target in rules.targets.items()} == {"us_healthcare": "eastus", "europe": "westeurope"}


def test_deployments_without_a_price_are_all_told_with_their_lines(document):
    unknown = {name: Deployment(model=f"gpt-{name}", version="1") for name in ("one", "two")}
    project = document.spec.projects["fraud-triage"].model_copy(update={"deployments": unknown})
    spec = document.spec.model_copy(update={"projects": {"fraud-triage": project}})
    with pytest.raises(InputErrors) as caught:
        project_rules(dataclasses.replace(document, spec=spec), PriceTable.load())
    assert [problem.message.split("`")[1] for problem in caught.value.problems] == ["gpt-one", "gpt-two"]
    assert all("enclave.yaml:" in problem.where for problem in caught.value.problems)


def test_a_group_can_have_roles_in_several_projects(document):
    groups = memberships(document.spec)
    assert groups["44444444-4444-4444-4444-444444444444"] == (
        ("fraud-triage", "auditor"), ("claims-assistant", "auditor"), ("policy-search", "auditor"),
    )
    assert groups["22222222-2222-2222-2222-222222222201"] == (("fraud-triage", "user"),)
