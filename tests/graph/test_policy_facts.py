"""What is known of built-in policies, and what each would refuse."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec import structs

from enclave.graph.model import Ref, Resource
from enclave.graph.policy_facts import GROUPS, INITIATIVES, POLICIES, PolicyFacts, breaches
from enclave.spec.models import ComplianceTag, Security

VAULT = "Microsoft.KeyVault/vaults"
PURGE = PolicyFacts("purge", "/p", "p", "recovery", "Deny", wants={VAULT: {"properties.enablePurgeProtection": (True,)}})


@pytest.fixture(scope="module")
def azure(shared: Path) -> dict[str, Any]:
    """Microsoft's built-in policies and initiatives, as they stand in its repository."""
    return dict(json.loads((shared / "facts/azure/policies.json").read_text(encoding="utf-8")))


def make(body: dict[str, Any], kind: str = VAULT, name: str = "kv") -> Resource:
    return Resource(kind, "2025-01-01", name, "/resourceGroups/rg", body)


def test_every_policy_is_said_once_and_belongs_to_a_group() -> None:
    assert len({policy.reference for policy in POLICIES}) == len({policy.id for policy in POLICIES}) == len(POLICIES) > 90
    assert {policy.group for policy in POLICIES} | {"residency", "models"} == set(GROUPS)
    assert {policy.switch for policy in POLICIES} - {""} <= set(Security.model_fields)


def test_every_tag_of_compliance_has_an_initiative() -> None:
    assert set(get_args(ComplianceTag)) | {"mcsb"} == set(INITIATIVES)


def test_ids_names_and_effects_are_microsofts(azure: dict[str, Any]) -> None:
    known = {row["id"]: row for row in azure["policies"]}
    for policy in POLICIES:
        row = known[policy.id.rpartition("/")[2]]
        assert "deprecated" not in row["version"], policy.reference
        assert policy.effect != "Deny" or policy.fixed_effect or row["deny"], policy.reference
        assert row["name"].removeprefix("[Preview]: ").startswith(policy.name), policy.reference


@pytest.mark.parametrize(("body", "found"), [
    ({"properties": {"enablePurgeProtection": True}}, []),
    ({"properties": {"enablePurgeProtection": "true"}}, []),
    ({"properties": {"enablePurgeProtection": Ref("/x", "properties.y")}}, []),
    ({"properties": {"enablePurgeProtection": False}}, ["properties.enablePurgeProtection"]),
    ({"properties": {}}, ["properties.enablePurgeProtection"]),
    ({}, ["properties.enablePurgeProtection"]),
    ({"properties": Ref("/x", "properties")}, []),
])
def test_what_is_wanted_must_be_there(body: dict[str, Any], found: list[str]) -> None:
    assert list(breaches(PURGE, make(body))) == found


def test_other_types_and_other_names_are_let_be() -> None:
    wrong = make({"properties": {"enablePurgeProtection": False}})
    assert not list(breaches(PURGE, replace(wrong, type="Microsoft.Storage/storageAccounts")))
    assert not list(breaches(structs.replace(PURGE, but=("kv",)), wrong))
    assert not list(breaches(structs.replace(PURGE, only=("other",)), wrong))
    assert list(breaches(structs.replace(PURGE, only=("kv",)), replace(wrong, type=VAULT.lower())))


def test_a_value_may_be_absent_any_or_in_a_list() -> None:
    optional = structs.replace(PURGE, wants={VAULT: {"a": (None, "x")}})
    anything = structs.replace(PURGE, wants={VAULT: {"a": ("*",)}})
    every = structs.replace(PURGE, wants={VAULT: {"list[].a": ("x",)}})
    words = structs.replace(PURGE, wants={VAULT: {"words[]": ("x",)}})
    assert [list(breaches(optional, make(body))) for body in ({}, {"a": "X"}, {"a": "y"})] == [[], [], ["a"]]
    assert [list(breaches(anything, make(body))) for body in ({"a": "y"}, {})] == [[], ["a"]]
    lists: list[dict[str, Any]] = [{"list": [{"a": "x"}]}, {"list": []}, {}, {"list": [{"a": "x"}, {"a": "y"}]}, {"list": [{}]}]
    assert [bool(list(breaches(every, make(body)))) for body in lists] == [False, False, False, True, True]
    assert [bool(list(breaches(words, make(body)))) for body in ({"words": ["x"]}, {"words": ["x", "y"]})] == [False, True]


def test_some_kinds_are_excepted() -> None:
    policy = structs.replace(PURGE, unless={"kind": ("storage",)})
    assert not list(breaches(policy, make({"kind": "Storage"})))
    assert list(breaches(policy, make({"kind": "other"})))
