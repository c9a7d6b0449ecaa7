"""Labels of information protection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import information_protection_policies
from enclave.graph.resources.information_protection_policies import TYPE, InformationProtectionPolicy, InformationType, Label

LABEL = "99999999-2222-3333-4444-555555555555"
POLICY = InformationProtectionPolicy(
    f"/resourceGroups/rg-test/providers/{TYPE}/custom", (Label(LABEL, "Confidential", "not for everybody", "Medium", 100),),
    (InformationType("88888888-2222-3333-4444-555555555555", "Banking", LABEL, ("%iban%", "%account%"), 200),),
)
DOCUMENTED = {"labels": {"displayName", "description", "rank", "order", "enabled"},
              "informationTypes": {"displayName", "description", "order", "enabled", "custom", "recommendedLabelId", "keywords"}}
"""learn.microsoft.com/azure/templates/microsoft.security/informationprotectionpolicies (2017-08-01-preview)"""


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(information_protection_policies, POLICY) == POLICY


def test_only_documented_properties_are_written(place: Place) -> None:
    (written,) = information_protection_policies.write(POLICY, place)
    assert set(written.body) == {"properties"}
    for part, allowed in DOCUMENTED.items():
        for member in written.body["properties"][part].values():
            assert set(member) <= allowed
            assert all(set(word) <= {"pattern", "custom", "canBeNumeric", "excluded"} for word in member.get("keywords", ()))


def test_an_empty_policy_is_read(make: Callable[..., Resource]) -> None:
    found = information_protection_policies.read(make(TYPE, "effective", {}))
    assert (found.labels, found.types) == ((), ())
