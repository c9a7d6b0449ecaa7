"""The GUIDs that Azure answered when a plan's resources were made: of what stands already, a plan says whom a role is for by a GUID
instead of by a reference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from enclave.graph.model import Ref
from enclave.importers.terraform.identities import Identities
from enclave.importers.terraform.parts import at_path
from enclave.importers.terraform.plan import Planned
from enclave.importers.values import Evaluated

GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
PRINCIPAL: Final = "identity.principalId"
SHARED: Final = ("tenantId", "id")
"""Ends of paths whose values are no resource's own."""
IDENTITY: Final = "azurerm_user_assigned_identity"


def answered(identities: Identities) -> dict[str, Ref]:
    """Every GUID that one of the plan's resources has for its own, lower case, as what it is of which."""
    found: dict[str, Ref] = {}
    managed = (each for each in identities.plan.resources if each.mode == "managed")
    # an identity that a cluster is given is told of both
    for resource in sorted(managed, key=lambda each: each.type != IDENTITY):
        said = [(value.lower(), path) for value, path in _said(resource, identities) if isinstance(value, str) and GUID.fullmatch(value)]
        identity = identities.identity(resource) if said else None
        for value, path in said if identity is not None else ():
            found.setdefault(value, Ref(identity.id if identity else "", path))
    return found


def _said(resource: Planned, identities: Identities) -> Iterator[tuple[Evaluated, str]]:
    """The values of a resource that Azure chooses, each with its path in ARM."""
    mapped = identities.mappings.get(resource.type)
    for attribute, path in (mapped.answers if mapped else {}).items():
        if path.rpartition(".")[2] not in SHARED:
            yield _value(resource.values, attribute), path
    yield _value(resource.values, "identity.principal_id"), PRINCIPAL
    output = resource.values.get("output") if resource.type.startswith("azapi_") else None
    named = resource.values.get("response_export_values")
    if isinstance(named, Mapping) and isinstance(output, Mapping):
        output = {str(path): output.get(key) for key, path in named.items()}
    todo: list[tuple[Evaluated, str]] = [(output, "")]
    while todo:
        value, path = todo.pop()
        if isinstance(value, Mapping):
            todo += [(item, f"{path}.{key}".removeprefix(".")) for key, item in value.items() if key not in SHARED]
        elif path.endswith(("rincipalId", "lientId")):
            yield value, path


def _value(values: Mapping[str, Evaluated], attribute: str) -> Evaluated:
    """The value of an attribute; of a block that stands once, that of its own."""
    value: Evaluated = dict(values)
    for step in attribute.split("."):
        value = at_path(value[0] if isinstance(value, list) and len(value) == 1 else value, (step,))
    return value
