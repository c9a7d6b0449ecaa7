"""Which roles somebody may give, to himself or to others, when he may give roles: all, or those that conditions leave.

Microsoft's templates for it: learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from enclave.verify.identity.condition_text import Attribute
from enclave.verify.identity.conditions import ANOTHER, PRINCIPAL, PRINCIPAL_TYPE, ROLE, Condition, Request
from enclave.verify.identity.holdings import Holding, Roster
from enclave.verify.identity.operators import Kind, Literal
from enclave.verify.identity.powers import ASSIGN

GIVE = ASSIGN[0]
"""The one action that Azure's conditions know of."""
USER, GROUP, APPLICATION = "User", "Group", "ServicePrincipal"


class Taken(NamedTuple):
    """A role that may be taken by giving it."""

    guid: str
    """Lower case; empty: any role, or any but those that a condition names."""
    action: str
    doubt: str = ""
    """Why that is not sure; empty: it is."""


def taken(holding: Holding, roster: Roster) -> Iterator[Taken]:
    """The roles that a holding lets its holder have, once for each action that gives roles."""
    allowed = (action for action in ASSIGN if holding.role.allows(action))
    free = [action for action in allowed if not roster.denied(holding.principal, action, holding.scope, below=True)]
    condition = holding.condition
    if condition is None:
        yield from (Taken(guid, free[0]) for guid in (holding.role.assigns or ("",)) if free)
        return
    for action in free:
        passes = holding.lets(action)
        if action == GIVE:
            yield from _given(holding, condition)
        elif passes is not False:
            # no page says whether what is given by Privileged Identity Management is held to a condition about this action
            yield Taken("", action, condition.doubt(Request(action)) if passes is None else (
                f"its condition is not about {action}, and whether Azure holds that to what it says of {GIVE} is not documented"
            ))


def _given(holding: Holding, condition: Condition) -> Iterator[Taken]:
    for guid in (*(() if holding.role.assigns else ("",)), *(holding.role.assigns or condition.roles())):
        role = (Kind.GUID, guid) if guid else ANOTHER
        selves = [Request(GIVE, {ROLE: role, **each}) for each in _selves(holding)]
        passes = [condition.lets(each) for each in selves]
        if True in passes:
            yield Taken(guid, GIVE)
            if not guid:
                return
        elif None in passes:
            yield Taken(guid, GIVE, condition.doubt(selves[passes.index(None)]))
        elif condition.lets(Request(GIVE, {ROLE: role})) is not False:
            yield Taken(guid, GIVE, "its condition lets it be given to others only, and whether it can act as one of them is not known")


def _selves(holding: Holding) -> Iterator[dict[Attribute, Literal]]:
    """How a request may name its holder: of a group, any user who is its member as well."""
    kind = APPLICATION if holding.principal.startswith("/") else holding.kind
    own: dict[Attribute, Literal] = {} if not kind else {PRINCIPAL_TYPE: (Kind.TEXT, kind)}
    if not holding.principal.startswith(("/", "<", "{")):
        own[PRINCIPAL] = (Kind.GUID, holding.principal.lower())
    yield own
    if kind.lower() == GROUP.lower():
        yield {PRINCIPAL_TYPE: (Kind.TEXT, USER)}
