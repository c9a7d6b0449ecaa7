"""Prints what no template can say as requests: objects of Microsoft Entra ID, and what Resource Manager only lets one change.

`requests/requests.json` lists them in the order in which they are sent. `enclave deploy` looks each one up by `match`, then
creates or changes it. An id stands as a text with `{subscriptionId}` in it; what only a deployed resource knows stands as
`{"$ref": {"id", "apiVersion", "path"}}`, and the id that another request's object gets as `{"$ref": {"request"}}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from enclave.errors import UnsupportedError
from enclave.graph.body import MISSING, last_segment, lookup
from enclave.graph.ids import owner, parse
from enclave.graph.model import Graph, Ref, Resource, Secret, Unresolved, Value
from enclave.graph.needs import deployable, needs
from enclave.graph.phases import phases

OBJECTS: Final = "kubernetes/"
"""Types of objects that are applied to a cluster."""
DIRECTORY: Final = "microsoft.graph/"
"""Types of objects of Microsoft Entra ID."""
TENANT: Final = "/tenant"
"""Scope of what belongs to the whole tenant."""
SUBSCRIPTION: Final = "{subscriptionId}"
NEW_GUID: Final = "{newGuid}"
"""Stands for a GUID that nothing has had."""
Json = dict[str, object]


@dataclass(frozen=True)
class Request:
    """How a type is sent."""

    endpoint: Literal["graph", "arm"]
    path: str
    """The collection that it is created in, or for `PATCH` the one object that is changed; below the scope for `arm`. `{parent}`
    stands for the name of what a child belongs to."""
    method: Literal["POST", "PATCH", "PUT"]
    """`POST`: created unless there is one that matches, which is changed instead. `PATCH`: it is always there. `PUT`: created
    under its own name, or with `kept_in` under a new one (`{newGuid}`)."""
    update: Literal["PATCH", "PUT", ""]
    """How one that is there is changed; `""`: it is left as it is."""
    match: str
    """The property by which one that is there is known (several: with commas), `""` where there is only one. One with dots is
    looked up in the body, from its top."""
    why: str
    kept_in: str = ""
    """Collection below the scope in which one that is there is looked up, where it is not the one that it is created in."""
    every: bool = False
    """All that match are changed; else two that match are an error."""


SAID_ON_ASKING: Final = "properties.privateLinkServiceConnectionState.description"
IN_ENTRA: Final = "is an object of Microsoft Entra ID, which Resource Manager does not know"
REQUESTS: Final[Mapping[str, Request]] = MappingProxyType({
    "microsoft.graph/conditionalaccesspolicies": Request(
        "graph", "/v1.0/identity/conditionalAccess/policies", "POST", "PATCH", "displayName", f"a conditional access policy {IN_ENTRA}"),
    "microsoft.graph/namedlocations": Request(
        "graph", "/v1.0/identity/conditionalAccess/namedLocations", "POST", "PATCH", "displayName", f"a named location {IN_ENTRA}"),
    "microsoft.graph/accessreviewdefinitions": Request(
        "graph", "/v1.0/identityGovernance/accessReviews/definitions", "POST", "PUT", "displayName", f"an access review {IN_ENTRA}"),
    "microsoft.graph/crosstenantaccesspolicy": Request(
        "graph", "/v1.0/policies/crossTenantAccessPolicy/default", "PATCH", "PATCH", "", f"the default for other tenants {IN_ENTRA}"),
    "microsoft.graph/crosstenantaccesspolicypartners": Request(
        "graph", "/v1.0/policies/crossTenantAccessPolicy/partners", "POST", "PATCH", "tenantId", f"a partner's access {IN_ENTRA}"),
    "microsoft.graph/authorizationpolicy": Request(
        "graph", "/v1.0/policies/authorizationPolicy", "PATCH", "PATCH", "", f"who may invite guests {IN_ENTRA}"),
    "microsoft.authorization/rolemanagementpolicies": Request(
        "arm", "/providers/Microsoft.Authorization/roleManagementPolicies", "PATCH", "PATCH", "roleDefinitionId",
        "Azure makes this policy itself, under a name of its own; a template could only make another one"),
    "microsoft.authorization/roleeligibilityschedulerequests": Request(
        "arm", "/providers/Microsoft.Authorization/roleEligibilityScheduleRequests", "PUT", "", "principalId,roleDefinitionId",
        "Azure takes a request of one name once only, so the second deployment of a template with it fails (Azure/bicep-types-az#1431)",
        "/providers/Microsoft.Authorization/roleEligibilitySchedules"),
    "microsoft.aadiam/diagnosticsettings": Request(
        "arm", "/providers/microsoft.aadiam/diagnosticSettings", "PUT", "PUT", "",
        "what Microsoft Entra ID logs belongs to the tenant, where a deployment to a subscription has no place"),
    "microsoft.network/privatelinkservices/privateendpointconnections": Request(
        "arm", "/providers/Microsoft.Network/privateLinkServices/{parent}/privateEndpointConnections", "PATCH", "PUT", SAID_ON_ASKING,
        "Front Door asks for the connection, which gets a name of Azure's own and carries nothing until it is approved", every=True),
    "microsoft.dataprotection/backupvaultencryption": Request(
        "arm", "", "PATCH", "PATCH", "",
        "a vault's identity is given its key once the vault is there, and a template can name a vault only once"),
})
"""Every type that no template can say, lower case, and how it is sent (Microsoft Graph REST API v1.0 reference, 2026; Azure
REST API reference, "Role Management Policies" and "Role Eligibility Schedules", 2020-10-01)."""


def is_request(resource: Resource) -> bool:
    """Whether a resource is sent as a request."""
    kind = resource.type.lower()
    return kind.startswith(DIRECTORY) or kind in REQUESTS


def is_template(resource: Resource) -> bool:
    """Whether a resource is deployed by a template: it is neither a request nor an object of Kubernetes."""
    return not is_request(resource) and not resource.type.lower().startswith(OBJECTS)


def emit_requests(graph: Graph) -> dict[str, str]:
    """`requests.json`, an empty list where nothing needs a request. Raises UnsupportedError."""
    return {"requests.json": (msgspec.json.format(msgspec.json.encode(requests(graph)), indent=2) + b"\n").decode()}


def requests(graph: Graph) -> list[Json]:
    """Every request of a graph, by phase and then so that each follows what it needs. Raises UnsupportedError."""
    phase_of = phases(graph)
    found = [graph.get(key) for key in deployable(graph, needs(graph))]
    chosen = [resource for resource in found if resource is not None and is_request(resource)]
    chosen.sort(key=lambda resource: phase_of[resource.id.lower()])
    return [_request(graph, resource, phase_of[resource.id.lower()]) for resource in chosen]


def _request(graph: Graph, resource: Resource, phase: int) -> Json:
    kind = REQUESTS.get(resource.type.lower())
    if kind is None:
        raise UnsupportedError(f"`{resource.type}` is not a type that is known how to send", resource.id)
    scope = "" if kind.endpoint == "graph" else _scope(resource.scope)
    name = f"/{NEW_GUID if kind.kept_in else last_segment(resource.name)}" if kind.method == "PUT" else ""
    kept: Json = {"keptIn": scope + kind.kept_in} if kind.kept_in else {}
    if kind.every:
        kept["every"] = True
    return {
        "id": resource.id,
        "module": resource.module,
        "phase": phase,
        "endpoint": kind.endpoint,
        "method": kind.method,
        "update": kind.update,
        "path": scope + kind.path.replace("{parent}", resource.name.rpartition("/")[0]) + name,
        **kept,
        "apiVersion": resource.api_version,
        "match": _match(resource, kind),
        "body": _value(graph, resource.body, resource.id),
        "why": kind.why,
    }


def _scope(scope: str) -> str:
    """The path of a scope: nothing for the tenant, else an id of the subscription or of a management group."""
    outside = scope.lower().startswith(("/subscriptions/", "/providers/microsoft.management/"))
    return "" if scope == TENANT else scope if outside else f"/subscriptions/{SUBSCRIPTION}{scope}"


def _match(resource: Resource, kind: Request) -> Json:
    """What one that is there has in common with the one that is wanted; nothing where there is only one."""
    if not kind.match:
        return {}
    if kind.kept_in:
        properties = {key: lookup(resource.body, f"properties.{key}") for key in kind.match.split(",")}
        return {key: last_segment(value.resource) if isinstance(value, Ref) else value for key, value in properties.items()}
    if kind.endpoint == "arm" and "." not in kind.match:
        # such a resource is named for the role that it is about, since Azure's own name for it is not known before
        return {kind.match: last_segment(resource.name)}
    value = lookup(resource.body, kind.match)
    if value is MISSING or not isinstance(value, str) or not value:
        raise UnsupportedError(f"`{kind.match}` must be a text, since one that is there is known by it", resource.id)
    return {kind.match: value}


def _value(graph: Graph, value: Value, where: str) -> object:
    if isinstance(value, Mapping):
        return {key: _value(graph, item, where) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_value(graph, item, where) for item in value]
    if isinstance(value, Secret):
        raise UnsupportedError(f"the secret `{value.parameter}` cannot stand in a request, which is kept in a file", where)
    if isinstance(value, Unresolved):
        raise UnsupportedError(f"`{value.expression}` could not be evaluated, so it cannot be written again", where)
    if isinstance(value, str) and SUBSCRIPTION in value:
        raise UnsupportedError(f"`{SUBSCRIPTION}` stands for the subscription in a request and cannot be meant as it is", where)
    return _reference(graph, value, where) if isinstance(value, Ref) else value


def _reference(graph: Graph, ref: Ref, where: str) -> object:
    found = owner(graph, ref.resource + ref.suffix)
    if found is not None and is_request(found[0]) and (ref.path, ref.suffix, ref.prefix) == ("id", "", ""):
        return {"$ref": {"request": found[0].id}}
    if found is not None and not is_template(found[0]):
        raise UnsupportedError(f"`{ref.resource}` is not deployed by a template, so nothing is known of it but its id", where)
    own = not ref.resource.lower().startswith("/subscriptions/")
    resource_id = f"/subscriptions/{SUBSCRIPTION}{ref.resource}" if own else ref.resource
    if ref.path == "id":
        return ref.prefix + resource_id + ref.suffix
    if ref.path == "name":
        target = parse(ref.resource)
        return target.names[-1] if target else last_segment(ref.resource)
    return {"$ref": {"id": resource_id, "apiVersion": found[0].api_version if found else "", "path": ref.path}}
