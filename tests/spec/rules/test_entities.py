"""Entities are known, differ and stand in one list; projects handle what the enclave may."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.spec.rules.entities import each_entity_once, entities_are_known, own_entities_differ, projects_handle_what_the_enclave_may

PROJECT = ("projects", "fraud-triage")
BADGE = {"name": "badge", "pattern": "B-[0-9]{6}"}


def test_a_name_that_nobody_knows_is_told_with_the_nearest(found: Any) -> None:
    changes = {("hub", "dlp"): {"block": ["creditcard"], "redact": ["badges"], "log": ["blood_group"], "entities": [BADGE]}}
    problems = found(entities_are_known, changes)
    assert [(problem.message, problem.hint) for problem in problems] == [
        ("`block` cannot be `creditcard`", "did you mean `credit_card`?"),
        ("`redact` cannot be `badges`", "did you mean `badge`?"),
        ("`log` cannot be `blood_group`", "`docs/spec.md` lists what it can be; `entities` has room for your own"),
    ]


def test_entities_of_the_hub_are_known_everywhere_and_those_of_a_project_in_it(places: Any) -> None:
    names = {"block": ["badge"], "redact": [], "log": []}
    assert places(entities_are_known, {(*PROJECT, "dlp"): names, ("hub", "dlp", "entities"): [BADGE]}) == []
    assert places(entities_are_known, {(*PROJECT, "dlp"): {**names, "entities": [BADGE]}}) == []
    assert places(entities_are_known, {("hub", "dlp"): names, (*PROJECT, "dlp"): {"entities": [BADGE]}}) == ["hub.dlp.block.0"]
    part = {"by_classification": {"internal": {"tokenise": ["badge", "payment", "ssn"]}}}
    assert places(entities_are_known, {(*PROJECT, "dlp"): part}) == ["projects.fraud-triage.dlp.by_classification.internal.tokenise.0"]


@pytest.mark.parametrize("name", ["email", "ssn", "payment"])
def test_a_name_that_the_scanner_has_is_taken(places: Any, name: str) -> None:
    assert places(own_entities_differ, {("hub", "dlp", "entities"): [{**BADGE, "name": name}]}) == ["hub.dlp.entities.0.name"]


def test_names_differ_within_the_hub_and_a_project_but_not_between_projects(places: Any, make: Any) -> None:
    twice = {("hub", "dlp", "entities"): [BADGE, BADGE]}
    assert places(own_entities_differ, twice) == ["hub.dlp.entities.1.name"]
    both = {("hub", "dlp", "entities"): [BADGE], (*PROJECT, "dlp"): {"entities": [BADGE]}}
    assert places(own_entities_differ, both) == ["projects.fraud-triage.dlp.entities.0.name"]
    project = {"region": "europe", "dlp": {"entities": [BADGE]}}
    assert places(own_entities_differ, {("projects", "one"): project, ("projects", "two"): project}) == []


def test_a_stricter_list_may_hold_an_entity_too_if_it_needs_more_confidence(places: Any) -> None:
    def said(block: Any, redact: Any) -> list[str]:
        return list(places(each_entity_once, {("hub", "dlp"): {"block": block, "redact": redact, "log": []}}))

    assert said([{"entity": "phone", "confidence": 85}], ["phone"]) == []
    assert said([{"entity": "phone", "confidence": 85}], [{"entity": "phone", "confidence": 85}]) == ["hub.dlp.redact.0"]
    assert said(["phone"], [{"entity": "phone", "confidence": 85}]) == ["hub.dlp.redact.0"]
    assert said(["phone"], ["phone"]) == ["hub.dlp.redact.0"]
    assert said(["contact"], ["phone"]) == [], "a name decides over its group"
    assert said(["contact"], ["contact"]) == ["hub.dlp.redact.0"]


def test_a_project_s_data_is_at_most_as_sensitive_as_the_enclave_s(found: Any) -> None:
    changes = {("data_classification",): "internal", (*PROJECT, "data_classification"): "confidential"}
    (problem,) = found(projects_handle_what_the_enclave_may, changes)
    assert problem.message == "project `fraud-triage` handles `confidential` data, and the most sensitive data of the enclave is `internal`"
    for less in ("public", "internal"):
        assert not found(projects_handle_what_the_enclave_may, {**changes, (*PROJECT, "data_classification"): less})
