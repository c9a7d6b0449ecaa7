"""Labels of information protection."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from enclave.compose.passes.information_protection import information_protection
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.resources import information_protection_policies
from enclave.graph.resources.information_protection_policies import InformationProtectionPolicy
from enclave.spec.models import DataClassification, Spec


def made(spec: Spec) -> list[InformationProtectionPolicy]:
    found = information_protection(Whole(spec, sites(spec)), ())
    return [information_protection_policies.read(each) for each in found]


def test_labels_are_the_files_classifications(spec: Callable[..., Spec]) -> None:
    (policy,) = made(spec(security={"information_protection_labels": True}))
    assert tuple(label.name for label in policy.labels) == get_args(DataClassification)
    assert [label.order for label in policy.labels] == sorted(label.order for label in policy.labels)
    assert {label.rank for label in policy.labels} <= {"None", "Low", "Medium", "High", "Critical"}


def test_every_kind_of_information_suggests_one_of_them(spec: Callable[..., Spec]) -> None:
    (policy,) = made(spec(security={"information_protection_labels": True}))
    labels = {label.id for label in policy.labels}
    assert {kind.label for kind in policy.types} <= labels
    assert all(kind.patterns for kind in policy.types)
    assert len({part.id for part in (*policy.labels, *policy.types)}) == len(policy.labels) + len(policy.types)


def test_a_column_keeps_its_label(spec: Callable[..., Spec]) -> None:
    on = {"information_protection_labels": True}
    assert made(spec(security=on)) == made(spec(security=on, data_classification="highly-sensitive"))
    assert made(spec(security=on)) != made(spec(security=on, name="other-labs"))


def test_without_the_switch_there_is_none(spec: Callable[..., Spec]) -> None:
    assert made(spec()) == []
