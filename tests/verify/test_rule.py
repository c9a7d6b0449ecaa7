from __future__ import annotations

from collections.abc import Iterator

import pytest

from enclave.errors import InputError
from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.rule import Told, each, holding, told
from enclave.verify.settings import OneOf, Setting

KIND = "Microsoft.Storage/storageAccounts"


def account(name: str, **properties: object) -> Resource:
    return Resource(KIND, "2024-01-01", name, "/resourceGroups/rg", {"properties": properties})


def world(*resources: Resource) -> World:
    return World(Estate(Graph(resources)))


def test_each_resource_of_the_types_is_judged_in_any_case() -> None:
    def judge(resource: Resource, graph: Graph) -> Iterator[str]:
        yield f"{resource.name} of {len(graph.resources)}"

    one, other = account("a"), Resource("Microsoft.Network/routeTables", "2024-01-01", "b", "/resourceGroups/rg", {})
    assert list(each(("microsoft.storage/STORAGEACCOUNTS",), judge)(world(one, other))) == [Told(one.id, "a of 2")]


def test_one_doubt_does_not_hide_another_setting() -> None:
    settings = tuple(Setting(KIND, f"properties.{name}", OneOf(("good",)), absent="bad") for name in ("first", "second"))
    found = list(holding(settings)(world(account("a", first=Unresolved("x()"), second="bad"))))
    assert [(each.message, each.unknown) for each in found] == [("first: `x()` cannot be evaluated", True), ("second is bad", False)]


def test_what_may_not_be_deployed_is_unknown() -> None:
    maybe = Resource(KIND, "2024-01-01", "a", "/resourceGroups/rg", {"condition": Unresolved("x()")})
    (found,) = told(maybe, ["open"])
    assert found.unknown
    assert found.message.startswith("open; `x()` decides whether")


@pytest.mark.parametrize("problem", [Undecided("x"), InputError("bad"), ValueError("bad"), IndexError("bad")])
def test_a_judge_that_cannot_read_is_told_as_unknown(problem: Exception) -> None:
    def messages() -> Iterator[str]:
        yield "first"
        raise problem

    found = list(told(account("a"), messages(), "there: "))
    assert [each.unknown for each in found] == [False, True]
    assert found[1].message.startswith("there: ")
