"""Functions about where a deployment runs, and resource ids at every scope."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import SUBSCRIPTION
from enclave.graph.model import Unresolved
from enclave.importers.functions import guarded
from enclave.importers.scopes import FUNCTIONS, Surroundings
from enclave.importers.values import Text

GROUP = Surroundings(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg", "main")
ABOVE = Surroundings(f"/subscriptions/{SUBSCRIPTION}", "main")
MANAGEMENT = Surroundings("/providers/Microsoft.Management/managementGroups/mg", "main")
TENANT = Surroundings("", "main")
OTHER = "11111111-2222-3333-4444-555555555555"
GAP = Unresolved("parameters('x')")
HERE = f"/subscriptions/{SUBSCRIPTION}"


def called(name: str, around: Surroundings, *arguments: Any) -> Any:
    return guarded(name, list(arguments), lambda: FUNCTIONS[name.lower()](around, *arguments))


@pytest.mark.parametrize(("around", "arguments", "wanted"), [
    (GROUP, ("A.B/c", "x"), f"{HERE}/resourceGroups/rg/providers/A.B/c/x"),
    (GROUP, ("A.B/c/d", "x", "y"), f"{HERE}/resourceGroups/rg/providers/A.B/c/x/d/y"),
    (GROUP, ("A.B/c/d", "x/y"), f"{HERE}/resourceGroups/rg/providers/A.B/c/x/d/y"),
    (GROUP, ("A.B/c/", "x"), f"{HERE}/resourceGroups/rg/providers/A.B/c/x"),
    (GROUP, ("other", "A.B/c", "x"), f"{HERE}/resourceGroups/other/providers/A.B/c/x"),
    (GROUP, (OTHER, "other", "A.B/c", "x"), f"/subscriptions/{OTHER}/resourceGroups/other/providers/A.B/c/x"),
    (ABOVE, ("A.B/c", "x"), f"{HERE}/providers/A.B/c/x"),
    (ABOVE, (OTHER, "A.B/c", "x"), f"/subscriptions/{OTHER}/providers/A.B/c/x"),
    (ABOVE, (SUBSCRIPTION, "rg", "A.B/c", "x"), f"{HERE}/resourceGroups/rg/providers/A.B/c/x"),
    (TENANT, ("A.B/c", "x"), "/providers/A.B/c/x"),
])
def test_resource_ids(around: Surroundings, arguments: tuple[Any, ...], wanted: str) -> None:
    assert called("resourceId", around, *arguments) == wanted


def test_ids_of_other_scopes() -> None:
    role = ("Microsoft.Authorization/roleDefinitions", "r")
    assert called("subscriptionResourceId", GROUP, *role) == f"{HERE}/providers/Microsoft.Authorization/roleDefinitions/r"
    assert called("subscriptionResourceId", GROUP, OTHER, *role).startswith(f"/subscriptions/{OTHER}/providers/")
    assert called("tenantResourceId", GROUP, *role) == "/providers/Microsoft.Authorization/roleDefinitions/r"
    assert called("extensionResourceId", GROUP, "/x/y", *role) == "/x/y/providers/Microsoft.Authorization/roleDefinitions/r"
    assert called("managementGroupResourceId", MANAGEMENT,
        *role) == f"{MANAGEMENT.base}/providers/Microsoft.Authorization/roleDefinitions/r"
    assert called("managementGroupResourceId", GROUP, "m", *role).startswith("/providers/Microsoft.Management/managementGroups/m/")


def test_an_id_with_an_unknown_name_is_known_in_part() -> None:
    assert called("resourceId", GROUP, "A.B/c", GAP) == Text((f"{HERE}/resourceGroups/rg/providers/A.B/c/", GAP))


@pytest.mark.parametrize("arguments", [("A.B/c",), ("A.B/c", "x", "y"), ("x",), (), (GAP, "x"), ("a", "b", "c", "A.B/c", "x"),
("A.B/c", 3)])
def test_what_is_no_id_stays_unresolved(arguments: tuple[Any, ...]) -> None:
    assert isinstance(called("resourceId", GROUP, *arguments), Unresolved)


def test_the_surroundings() -> None:
    assert called("subscription", GROUP)["subscriptionId"] == SUBSCRIPTION
    assert isinstance(called("subscription", GROUP)["tenantId"], Unresolved)
    group = called("resourceGroup", GROUP)
    assert group["id"] == GROUP.base
    assert group["name"] == "rg"
    assert isinstance(group["location"], Unresolved)
    assert called("resourceGroup", Surroundings(GROUP.base, "x", "westeurope"))["location"] == "westeurope"
    assert isinstance(called("resourceGroup", ABOVE), Unresolved)
    assert called("deployment", ABOVE)["name"] == "main"
    assert isinstance(called("tenant", ABOVE)["tenantId"], Unresolved)
    assert called("managementGroup", MANAGEMENT)["name"] == "mg"
    assert isinstance(called("managementGroup", GROUP), Unresolved)
    assert called("environment", GROUP)["suffixes"]["storage"] == "core.windows.net"
