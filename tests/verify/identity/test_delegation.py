"""Which roles may be given under Microsoft's templates of conditions, in texts of our own, and under what only looks like one."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.verify.estate import Estate
from enclave.verify.identity.conditions import Condition
from enclave.verify.identity.delegation import taken
from enclave.verify.identity.holdings import Holding, Roster
from enclave.verify.identity.permissions import BUILT_IN
from enclave.verify.network.world import World

WHO, OTHER = "99999999-9999-9999-9999-999999999999", "88888888-8888-8888-8888-888888888888"
ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"
WRITES, DELETES = f"!(ActionMatches{{'{ASSIGNMENTS}/write'}})", f"!(ActionMatches{{'{ASSIGNMENTS}/delete'}})"
ADMINISTRATOR = "Role Based Access Control Administrator"


def guids(*names: str) -> str:
    return f"{{{', '.join(role(name) for name in names)}}}"


def asked(name: str, test: str) -> str:
    return f"@Request[{ASSIGNMENTS}:{name}] {test}"


def only(*names: str) -> str:
    return asked("RoleDefinitionId", f"ForAnyOfAnyValues:GuidEquals {guids(*names)}")


def about(*tests: str) -> str:
    """A template of Microsoft's: for giving, and the same for taking away."""
    given = f"(({WRITES}) OR ({' AND '.join(tests)}))"
    return f"{given} AND {given.replace(WRITES, DELETES).replace('@Request', '@Resource')}"


TYPES = "ForAnyOfAnyValues:StringEqualsIgnoreCase {{'{}'}}".format
EXCEPT = asked("RoleDefinitionId", f"ForAnyOfAllValues:GuidNotEquals {guids('Owner', 'User Access Administrator', ADMINISTRATOR)}")
TO_OTHERS = asked("PrincipalId", f"ForAnyOfAnyValues:GuidEquals {{{OTHER}}}")
TO_ONESELF = asked("PrincipalId", f"ForAnyOfAnyValues:GuidEquals {{{OTHER}, {WHO}}}")
SURE, PERHAPS = True, False
FOUND = {
    "roles": (about(only("AcrPull", "Reader")), {}, {"AcrPull": SURE, "Reader": SURE}),
    "roles to users and groups": (
        about(only("AcrPull"), asked("PrincipalType", "ForAnyOfAnyValues:StringEqualsIgnoreCase {'User', 'Group'}")), {"kind": "User"},
        {"AcrPull": SURE},
    ),
    "roles to users, and a group holds it": (
        about(only("AcrPull"), asked("PrincipalType", TYPES("User"))), {"kind": "Group"}, {"AcrPull": SURE},
    ),
    "roles to applications": (
        about(only("AcrPull"), asked("PrincipalType", TYPES("ServicePrincipal"))), {"kind": "User"}, {"AcrPull": PERHAPS},
    ),
    "roles to applications, and one holds it": (
        about(only("AcrPull"), asked("PrincipalType", TYPES("ServicePrincipal"))), {"principal": "/an/identity"}, {"AcrPull": SURE},
    ),
    "roles to users, of whom it is not known what they are": (
        about(only("AcrPull"), asked("PrincipalType", TYPES("User"))), {}, {"AcrPull": PERHAPS},
    ),
    "roles to others": (about(only("AcrPull"), TO_OTHERS), {}, {"AcrPull": PERHAPS}),
    "roles to oneself": (about(only("AcrPull"), TO_ONESELF), {}, {"AcrPull": SURE}),
    "roles to others, and an identity holds it": (about(only("AcrPull"), TO_OTHERS), {"principal": "/an/identity"}, {"AcrPull": PERHAPS}),
    "all but some": (about(EXCEPT), {}, {"": SURE}),
    "all but some to others": (about(EXCEPT, TO_OTHERS), {}, {"": PERHAPS}),
    "only added": (f"(({WRITES}) OR ({only('Reader')}))", {}, {"Reader": SURE}),
    "only deleted": (
        f"(({DELETES}) OR (@Resource[{ASSIGNMENTS}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {guids('Reader')}))", {}, {"": SURE},
    ),
    "none": (f"(({WRITES}) OR (ActionMatches{{'nothing'}}))", {}, {}),
    "the action in another case": (about(only("Reader")).replace("roleAssignments/write", "ROLEASSIGNMENTS/Write"), {}, {"Reader": SURE}),
    "by a pattern": (f"(!(ActionMatches{{'Microsoft.Authorization/*'}})) OR ({only('Reader')})", {}, {"Reader": SURE}),
    "about another action": (f"(!(ActionMatches{{'{ASSIGNMENTS}/writes'}})) OR ({only('Reader')})", {}, {"": SURE}),
    "the negation is forgotten": (f"(ActionMatches{{'{ASSIGNMENTS}/write'}}) OR ({only('Reader')})", {}, {"": SURE}),
    "and for or": (f"({WRITES}) AND ({only('Reader')})", {}, {}),
    "any for all": (about(EXCEPT.replace("AnyOfAll", "AnyOfAny")), {}, {"": SURE}),
    "the old role, not the asked one": (
        f"({WRITES}) OR (@Resource[{ASSIGNMENTS}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {guids('Reader')})", {}, {"": PERHAPS},
    ),
    "where it is private": (f"({WRITES}) OR (@Environment[isPrivateLink] BoolEquals true)", {}, {"": PERHAPS}),
    "one always, others where it is private": (
        f"({WRITES}) OR ({only('Reader')} OR @Environment[isPrivateLink] BoolEquals true)", {}, {"": PERHAPS, "Reader": SURE},
    ),
    "by text": (f"({WRITES}) OR (@Request[{ASSIGNMENTS}:RoleDefinitionId] StringEquals '{role('Reader')}')", {}, {"": PERHAPS}),
    "no condition at all": ("what is this", {}, {"": PERHAPS}),
    "not parsed to the end": (f"{about(only('Reader'))} AND", {}, {"": PERHAPS}),
    "without parentheses": (f"{WRITES} OR {only('Reader')} AND {TO_ONESELF}", {}, {"": PERHAPS, "Reader": PERHAPS}),
}  # fmt: skip


def holding(name: str = ADMINISTRATOR, principal: str = WHO, **more: Any) -> Holding:
    return Holding(principal, BUILT_IN[role(name)], "/resourceGroups/rg", "/a", **more)


def found(one: Holding) -> dict[str, bool]:
    roster = Roster(World(Estate(Graph(()))))
    return {BUILT_IN[each.guid].name if each.guid else "": not each.doubt for each in taken(one, roster)}


@pytest.mark.parametrize("name", FOUND)
def test_the_roles_that_can_be_taken(name: str) -> None:
    text, more, wanted = FOUND[name]
    assert found(holding(condition=Condition(text), **more)) == wanted


def test_whoever_can_also_make_others_eligible_is_in_doubt() -> None:
    each = list(taken(holding("Owner", condition=Condition(about(only("Reader")))), Roster(World(Estate(Graph(()))))))
    assert [(one.guid, bool(one.doubt)) for one in each] == [(role("Reader"), False), ("", True), ("", True)]
    assert "is not documented" in each[1].doubt
    every = Condition(f"(!(ActionMatches{{'Microsoft.Authorization/*'}})) OR ({only('Reader')})")
    asked_for = [one.doubt for one in taken(holding("Owner", condition=every), Roster(World(Estate(Graph(())))))]
    assert "which is not known" in asked_for[1]
    none = Condition("!(ActionMatches{'Microsoft.Authorization/*'})")
    assert found(holding("Owner", condition=none)) == {}


def test_a_condition_of_the_role_and_one_of_the_assignment_both_hold() -> None:
    name = "Key Vault Data Access Administrator"
    assert len(found(holding(name))) == 8
    assert found(holding(name, condition=Condition(about(only("Key Vault Reader", "Owner"))))) == {"Key Vault Reader": True}
    assert found(holding(name, condition=Condition(about(EXCEPT)))).keys() == found(holding(name)).keys()


def test_no_condition_is_any_role_and_no_right_is_none() -> None:
    assert found(holding()) == {"": True}
    assert found(holding("Reader")) == {}
