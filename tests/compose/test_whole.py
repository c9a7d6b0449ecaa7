"""What exists once for all regions."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.site import sites
from enclave.compose.whole import Whole, global_group
from enclave.graph.model import Resource
from enclave.spec.models import Spec


def whole(spec: Spec) -> Whole:
    return Whole(spec, sites(spec))


def test_its_group_is_there_only_when_something_is_in_it(spec: Callable[..., Spec]) -> None:
    found = whole(spec())
    assert found.group == "/resourceGroups/rg-acme-labs-global"
    assert global_group(found, ()) == ()
    plan = Resource("Microsoft.Network/ddosProtectionPlans", "2025-01-01", "ddos", found.group, {})
    (group,) = global_group(found, (plan,))
    assert (group.id, group.location, group.stamp, group.scope) == (found.group, "swedencentral", "", "")


def test_policies_are_assigned_to_the_management_group_where_one_is_named(spec: Callable[..., Spec]) -> None:
    assert whole(spec()).governed == ""
    assert whole(spec(governance={"management_group": "mg-ai"})).governed == "/providers/Microsoft.Management/managementGroups/mg-ai"


def test_names_for_the_whole_world_differ_by_tenant(spec: Callable[..., Spec]) -> None:
    other = spec(identity={"tenant": "99999999-9999-9999-9999-999999999999", "audience": "api://acme"})
    kind = "Microsoft.Storage/storageAccounts"
    assert whole(spec()).unique(kind, "x") != whole(other).unique(kind, "x")
    assert whole(spec()).place("a/b").scope == whole(spec()).group
