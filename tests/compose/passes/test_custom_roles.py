"""Definitions of the enclave's own roles."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.passes.custom_roles import custom_roles
from enclave.compose.roles import DATA, role_guid
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import role_definitions
from enclave.spec.models import Spec

IDENTITY = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme",
            "operators": "77777777-7777-7777-7777-777777777777"}


def made(spec: Spec) -> tuple[Resource, ...]:
    return tuple(custom_roles(Whole(spec, sites(spec)), ()))


def test_a_role_says_what_its_data_says(spec: Callable[..., Spec], problems: Callable[..., list[str]]) -> None:
    one = spec(identity=IDENTITY, components={"privileged_identity": True})
    operator, contributor = map(role_definitions.read, made(one))
    assert operator.id.endswith(role_guid(one, "operator"))
    assert (operator.name, contributor.name) == ("acme-labs operator", "acme-labs contributor")
    assert list(operator.actions) == DATA["roles"]["operator"]["actions"]
    assert list(contributor.data_actions) == DATA["roles"]["contributor"]["dataActions"]
    assert {each.scope for each in made(one)} == {""}
    assert problems(made(one)) == []


def test_nobody_needs_none(spec: Callable[..., Spec]) -> None:
    assert made(spec()) == ()
