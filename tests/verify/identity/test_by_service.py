"""Whom services name themselves."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Unresolved
from enclave.verify.identity.by_service import BY_SERVICE, above, who


def test_the_service_that_a_part_belongs_to(build: Any) -> None:
    build.add("Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments", "r/default/a", location=None)
    (part,) = build.graph()
    assert above(part, "Microsoft.Cache/redisEnterprise").endswith("/redisEnterprise/r")


def test_whom_a_part_names() -> None:
    assert who({"properties": {"principalId": "p"}}, "properties.principalId") == ("p",)
    assert who({"list": [{"objectId": "p"}, {"objectId": Ref("/i", "principalId")}]}, "list[].objectId") == ("p", "/i")
    assert who({"groups": ["p", "q"]}, "groups") == ("p", "q")
    assert who({}, "properties.principalId") == ()
    with pytest.raises(Undecided):
        who({"groups": Unresolved("parameters('g')")}, "groups")


def test_every_row_says_where_the_names_are() -> None:
    assert all(row.path and row.called and row.owner for row in BY_SERVICE.values())
    assert all(key.startswith(row.owner.lower()) for key, row in BY_SERVICE.items())
