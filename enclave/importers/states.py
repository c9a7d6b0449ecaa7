"""What an export tells of states: a resource whose last change failed, and private endpoints that nobody has approved.

Sources: learn.microsoft.com/azure/networking/troubleshoot-failed-state (what is written may not be what is in force) and
/azure/private-link/manage-private-endpoint (only an approved connection carries traffic).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from enclave.graph.body import Undecided, items, link, lookup, text
from enclave.graph.model import Resource, Unresolved, Value
from enclave.graph.resources.private_endpoints import TYPE as ENDPOINT_TYPE

BROKEN: Final = ("failed", "canceled", "deleting", "deleted")
"""States, lower case, in which nobody knows what of the properties is in force."""
LIMPING: Final = ("microsoft.compute/", "microsoft.resources/")
"""How types begin, lower case, that are often in such a state and stand as they are written all the same."""
WAYS: Final = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
STATUS: Final = "properties.privateLinkServiceConnectionState.status"


def settled(resources: Sequence[Resource]) -> Iterator[Resource]:
    """The resources, with nothing taken for in force that their states leave open."""
    told = dict(_told(resources))
    for resource in resources:
        state = _broken(resource)
        if state:
            reason = f"its state is {state}: what is written in it may not be in force"
            yield replace(resource, body={**resource.body, "properties": Unresolved("properties", reason)})
        elif resource.type.lower() == ENDPOINT_TYPE.lower():
            yield _by_state(resource, told.get(resource.id.lower(), ""))
        else:
            yield resource


def _broken(resource: Resource) -> str:
    """The state of a resource that may not be as it is written; empty for one that is."""
    kind = resource.type.lower()
    state = lookup(resource.body, "properties.provisioningState")
    if not isinstance(state, str) or kind.startswith(LIMPING):
        return ""
    moving = kind.startswith("microsoft.network/") and state.lower() != "succeeded"
    return state if moving or state.lower() in BROKEN else ""


def _told(resources: Sequence[Resource]) -> Iterator[tuple[str, str]]:
    """Lower-case ids of private endpoints, each with the state that the service itself has for it."""
    for resource in resources:
        try:
            for part in items(resource.body, "properties.privateEndpointConnections"):
                endpoint, state = link(part, "properties.privateEndpoint"), text(part, STATUS)
                if endpoint and state:
                    yield endpoint.lower(), state
        except Undecided:
            continue


def _by_state(endpoint: Resource, told: str) -> Resource:
    """A private endpoint whose connections stand among those that are approved or those that wait, as they are."""
    properties = endpoint.body.get("properties")
    if not isinstance(properties, Mapping):
        return endpoint
    found: dict[str, list[Value]] = {way: [] for way in WAYS}
    try:
        for way in WAYS:
            for part in items(endpoint.body, f"properties.{way}"):
                state = told or text(part, STATUS)
                found[WAYS[state.lower() != "approved"] if state else way].append(part)
    except Undecided:
        return endpoint
    kept = {key: value for key, value in properties.items() if key.lower() not in {way.lower() for way in WAYS}}
    return replace(endpoint, body={**endpoint.body, "properties": {**kept, **{way: rows for way, rows in found.items() if rows}}})
