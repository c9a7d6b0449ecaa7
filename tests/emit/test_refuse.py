"""What no target can say is refused, with the resource and the path."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.emit import emit
from enclave.errors import UnsupportedError
from enclave.graph.model import Graph, Ref, Resource, Secret, Unresolved

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg", "", {}, "westeurope")


def made(body: Any, **fields: Any) -> Resource:
    return Resource("Microsoft.Network/routeTables", "2025-09-01", "rt", fields.pop("scope", GROUP.id), body, "westeurope", "a/b", **fields)


@pytest.mark.parametrize("target", ["bicep", "terraform", "arm"])
@pytest.mark.parametrize(("body", "said", "where"), [
    ({"properties": {"a": [Unresolved("parameters('x')")]}}, r"parameters\('x'\)", "routeTables/rt at properties.a[0]"),
    ({"properties": {"a": Ref(made({}).id, "secrets.key")}}, "secrets.key", "at properties.a"),
    ({"properties": {"a": Ref(made({}).id, "properties.x")}}, "its own", "at properties.a"),
    ({"properties": {"a": Ref("/resourceGroups/rg/providers/A/b/c", "properties.x")}}, "not in the graph", "at properties.a"),
    ({"properties": {"a": Ref(GROUP.id, "properties.x", "/subnets/y")}}, "the part", "at properties.a"),
    ({"properties": {"a": Ref("not an id")}}, "not a resource id", "at properties.a"),
    ({"properties": {"a": float("nan")}}, "not a number of JSON", "at properties.a"),
    ({"properties": {"a": 2**63}}, "64 bits", "at properties.a"),
    ({"properties": {"a": object()}}, "kind `object`", "at properties.a"),
    ({"properties": {"copy": [{"name": "x"}]}}, "loop", "at properties"),
    ({"condition": True}, "template language", "routeTables/rt"),
    ({"properties": {"a": Ref(f"{GROUP.id}/providers/A.B/c/x", "properties.b", prefix="Key=")}}, "before an id", "at properties.a"),
    ({"properties": {"a": Secret("key"), "b": Secret("Key")}}, "only in case", "at properties.b"),
])
def test_refused(target: str, body: Any, said: str, where: str) -> None:
    with pytest.raises(UnsupportedError, match=said) as caught:
        emit(Graph((GROUP, made(body))), target)
    assert where in caught.value.where


@pytest.mark.parametrize("target", ["bicep", "terraform", "arm"])
def test_the_name_of_a_child_is_refused(target: str) -> None:
    child = Resource("Microsoft.Network/routeTables/routes", "2025-09-01", "rt/a", GROUP.id, {}, None, "a/b")
    asking = Resource("A.B/c", "1", "x", GROUP.id, {"properties": {"a": Ref(child.id, "name")}}, None, "a/b")
    with pytest.raises(UnsupportedError, match="a child"):
        emit(Graph((GROUP, made({}), child, asking)), target)


@pytest.mark.parametrize("target", ["bicep", "terraform", "arm"])
@pytest.mark.parametrize("scope", ["/subscriptions/1/resourceGroups/rg", "nowhere"])
def test_other_subscriptions_are_refused(target: str, scope: str) -> None:
    with pytest.raises(UnsupportedError):
        emit(Graph((GROUP, made({}, scope=scope))), target)


@pytest.mark.parametrize("target", ["bicep", "terraform", "arm"])
def test_a_dependency_on_nothing_is_refused(target: str) -> None:
    with pytest.raises(UnsupportedError, match="not in the graph"):
        emit(Graph((GROUP, made({}, depends_on=("/resourceGroups/rg/providers/A/b/c",)))), target)


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="pulumi"):
        emit(Graph(()), "pulumi")


@pytest.mark.parametrize("target", ["bicep", "terraform", "arm"])
def test_nothing_is_still_a_deployment(target: str) -> None:
    assert emit(Graph(()), target)
