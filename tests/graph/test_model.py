"""The graph itself: ids, references, order."""

from __future__ import annotations

import pytest

from enclave.errors import InputError
from enclave.graph.model import Graph, Intent, Ref, Resource, Secret, Terms, Unresolved, Waiver, references

RG = "/resourceGroups/rg"


def resource(name: str, *needs: str, depends_on: tuple[str, ...] = ()) -> Resource:
    body = {"properties": {"needs": [{"id": Ref(f"{RG}/providers/A.B/c/{need}")} for need in needs]}}
    return Resource("A.B/c", "v1", name, RG, body, depends_on=depends_on)


def test_ids() -> None:
    assert Resource("Microsoft.Resources/resourceGroups", "v", "rg", "", {}).id == RG
    assert resource("x").id == f"{RG}/providers/A.B/c/x"
    child = Resource("A.B/c/d", "v", "x/y", RG, {})
    assert (child.id, child.parent) == (f"{RG}/providers/A.B/c/x/d/y", f"{RG}/providers/A.B/c/x")
    extension = Resource("E.F/g", "v", "z", child.id, {})
    assert (extension.id, extension.parent) == (f"{child.id}/providers/E.F/g/z", None)
    assert Resource("E.F/g", "v", "z", "", {}).id == "/providers/E.F/g/z"


def test_a_name_with_the_wrong_number_of_parts_raises() -> None:
    with pytest.raises(InputError, match="segment"):
        _ = Resource("A.B/c/d", "v", "x", RG, {}).id


def test_references_are_found_at_any_depth() -> None:
    body = {"a": [Ref("/1"), ({"b": Ref("/2", "properties.x")},)], "c": Secret("s"), "d": Unresolved("[e]")}
    assert [ref.resource for ref in references(body)] == ["/1", "/2"]


def test_links_have_the_ids_that_stand_as_a_key_and_secrets_are_found_at_any_depth() -> None:
    body = {"a": [Ref("/x"), {"/y": {"b": Ref("/z", suffix="/s")}}], "c": Secret("one"), "d": {"e": [Secret("two", "said"), "/text"]}}
    resource = Resource("A.B/c", "1", "n", "", body)
    assert [link.resource + link.suffix for link in resource.links] == ["/x", "/y", "/z/s"]
    assert [link.resource for link in resource.refs()] == ["/x", "/z"]
    assert resource.secrets == (Secret("two", "said"), Secret("one"))


def test_look_up_in_any_case() -> None:
    child = Resource("A.B/c/d", "v", "x/y", RG.upper(), {})
    extension = Resource("E.F/g", "v", "z", resource("x").id.upper(), {})
    graph = Graph((resource("x"), child, extension))
    assert graph.get(f"{RG}/PROVIDERS/a.b/C/X") == resource("x")
    assert graph.get("/nothing") is None
    assert graph.of_type("a.b/C/d", "E.F/g") == (child, extension)
    assert graph.children(resource("x").id) == (child,)
    assert graph.extending(resource("x").id) == (extension,)


def test_two_resources_with_one_id_raise() -> None:
    with pytest.raises(InputError, match="two resources"):
        Graph((resource("x"), resource("X")))


def test_the_longest_scope_speaks_for_a_resource() -> None:
    near, far, rest = Terms("/resourceGroups/rg", ("Europe",)), Terms("/resourceGroups/rg-more"), Terms("", ("Asia",))
    intent = Intent(terms=(rest, near, far))
    assert intent.terms_of("/resourcegroups/RG/providers/a/b/c") == near
    assert intent.terms_of("/resourceGroups/rg") == near
    assert intent.terms_of("/resourceGroups/rg-more/providers/a/b/c") == far
    assert intent.terms_of("/resourceGroups/other") == rest
    assert Intent().terms_of("/x") == Terms("")


def test_a_waiver_speaks_for_its_own_subject_only() -> None:
    intent = Intent(waivers=(Waiver("logs", "/A", "why"),))
    assert intent.waives("logs", "/a") == "why"
    assert intent.waives("logs", "/a/b") == intent.waives("backup", "/a") == ""
