"""Who can read the data of a resource, and who could undo what is proved: with the chain that leads there."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.verify.identity.escalation import Gain, Reach
from enclave.verify.identity.holdings import Holding, covers
from enclave.verify.identity.patterns import matches
from enclave.verify.identity.powers import BREAKS, Held


def readers(resource: Resource, reach: Reach) -> Iterator[str]:
    """Everybody who can read the data of a resource, with how."""
    for principal in reach.data_principals:
        given = [held for held in reach.holdings.of(principal) if _reads(held, resource)]
        if given:
            yield f"{name(principal)} ({given[0].told})"
            continue
        for gain in reach.gains(principal):
            if (gain.data is not None and gain.data.id == resource.id) or any(_reads(held, resource) for held in gain.holdings):
                yield f"{name(principal)} ({path(gain)})"
                break


def _reads(holding: Holding, resource: Resource) -> bool:
    """Whether a role lets its holder at data of a resource: any data action on its type."""
    if not (covers(holding.scope, resource.id) or covers(resource.id, holding.scope)):
        return False
    prefix = f"{resource.type}/"
    return any(
        matches(pattern, f"{prefix}*") or pattern.lower().startswith(prefix.lower())
        for allowance in holding.role.allowances for pattern in allowance.data_actions
    )


def breakers(principal: str, reach: Reach) -> Iterator[str]:
    """What of a proof a principal could undo, with the holding or the gain that lets it."""
    base = [Held(holding) for holding in reach.holdings.of(principal)]
    more = [Held(holding, gain.chain) for gain in reach.gains(principal) for holding in gain.holdings]
    for what, actions in BREAKS.items():
        for each in (*base, *more):
            if each.holding.role.first(actions) is None:
                continue
            passing = (action for action in actions if each.holding.role.allows(action) and each.holding.lets(action) is not False)
            action = next((action for action in passing if not reach.holdings.denied(principal, action, each.holding.scope)), None)
            if action is not None:
                yield f"{what} by {action} ({each.holding.told})"
                break


def path(gain: Gain) -> str:
    """The steps of a gain in one line."""
    return ", then ".join(why for _, why in gain.chain)


def name(principal: str) -> str:
    """A principal for people: the last part of an identity's id, or its object id."""
    return last_segment(principal)


