"""What a deployment would change, as Azure foresees it, and how a person reads it. Nothing is changed by asking."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from azure.mgmt.resource.deployments.models import DeploymentMode, WhatIfChange, WhatIfOperationResult

from enclave.deploy.failures import failures_in, told
from enclave.deploy.label import label
from enclave.deploy.phase import Phase
from enclave.deploy.secrets import hidden
from enclave.deploy.session import AzureProblem, Session, explained
from enclave.errors import EnclaveError

KINDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({
    "replace": ("!", "REPLACE"),
    "delete": ("-", "DELETE"),
    "create": ("+", "create"),
    "modify": ("~", "modify"),
    "deploy": ("?", "deploy"),
    "unsupported": ("?", "unknown"),
    "nochange": ("=", "no change"),
    "ignore": (" ", "not touched"),
})
"""Kind of change, lower case, worst first -> its mark and word. `replace` is ours: Azure says `Modify` and then refuses."""
FIXED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "": ("location", "kind"),
    "microsoft.network/virtualnetworks/virtualnetworkpeerings": ("properties.remoteVirtualNetwork",),
    "microsoft.cognitiveservices/accounts": ("location", "properties.customSubDomainName"),
    "microsoft.keyvault/vaults": ("location", "properties.tenantId"),
    "microsoft.network/privateendpoints": ("location", "properties.subnet"),
    "microsoft.authorization/roleassignments": ("properties.principalId", "properties.roleDefinitionId"),
    "microsoft.storage/storageaccounts": ("location",),
})
"""Type, lower case (`""`: any other) -> what Azure does not change in place: the resource has to be deleted and made again
(Microsoft Learn, the pages of the single services, 2026; not tried)."""
NOT_THERE_YET: Final = frozenset({"resourcegroupnotfound", "resourcenotfound", "parentresourcenotfound", "notfound"})
"""Codes, lower case, of a what-if that needs what an earlier phase makes."""
LONGEST_VALUE = 80


@dataclass(frozen=True)
class PropertyChange:
    """One property that would change."""

    path: str
    kind: str
    """`create`, `delete`, `modify`, `noeffect`."""
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """One resource that would change, or not."""

    kind: str
    """A key of `KINDS`."""
    resource: str
    """Full id."""
    type: str
    properties: tuple[PropertyChange, ...] = ()
    reason: str = ""
    """Why Azure cannot tell, for `unsupported`."""


@dataclass(frozen=True)
class Foresight:
    """What Azure foresees for a phase."""

    changes: tuple[Change, ...]
    asked: bool = True
    """False: an earlier phase has to be there before Azure can be asked; every resource is listed as `deploy`."""

    @property
    def dangerous(self) -> tuple[Change, ...]:
        """What would be lost."""
        return tuple(change for change in self.changes if change.kind in ("replace", "delete"))


def what_if(session: Session, phase: Phase, values: Mapping[str, str], poll: float) -> Foresight:
    """Asks Azure what a phase would change. Raises EnclaveError."""
    if not phase.resources:
        return Foresight(())
    body: Any = {"location": phase.location, "properties": properties(phase, values)}
    body["properties"]["whatIfSettings"] = {"resultFormat": "FullResourcePayloads"}
    try:
        with explained(f"what-if of {phase.deployment}"):
            poller = session.deployments.begin_what_if_at_subscription_scope(phase.deployment, body, polling_interval=poll)
            result = poller.result()
    except AzureProblem as error:
        if not {failure.code.lower() for failure in error.failures} & NOT_THERE_YET:
            raise
        return _unasked(phase)
    return _foresight(result, phase)


def properties(phase: Phase, values: Mapping[str, str]) -> dict[str, Any]:
    """The properties of a phase's deployment, as Azure takes them."""
    given = {name: {"value": values[name]} for name in phase.secrets}
    return {"mode": DeploymentMode.INCREMENTAL, "template": phase.template, "parameters": given}


def _foresight(result: WhatIfOperationResult, phase: Phase) -> Foresight:
    if result.error is not None:
        found = failures_in(result.error.as_dict())
        if {failure.code.lower() for failure in found} & NOT_THERE_YET:
            return _unasked(phase)
        raise EnclaveError("\n".join(told(failure) for failure in found), f"what-if of {phase.deployment}")
    listed = result.properties.changes if result.properties else None
    changes = [_change(change) for change in listed or () if not _is_deployment(change)]
    order = list(KINDS)
    return Foresight(tuple(sorted(changes, key=lambda change: order.index(change.kind))))


def _is_deployment(change: WhatIfChange) -> bool:
    return "/providers/microsoft.resources/deployments/" in str(change.resource_id).lower()


def _change(change: WhatIfChange) -> Change:
    kind = str(getattr(change.change_type, "value", change.change_type)).lower()
    resource = str(change.resource_id)
    resource_type = change.resource_type or _type_of(resource)
    found = tuple(_flat(change.delta or (), ""))
    fixed = FIXED.get(resource_type.lower(), FIXED[""])
    if kind == "modify" and any(change.kind == "modify" and _below(change.path, fixed) for change in found):
        kind = "replace"
    return Change(kind if kind in KINDS else "unsupported", resource, resource_type, found, change.unsupported_reason or "")


def _flat(delta: Iterable[Any], above: str) -> Iterator[PropertyChange]:
    for change in delta:
        path = str(change.path)
        if above:
            path = f"{above}[{path}]" if path.isdecimal() else f"{above}.{path}"
        if change.children:
            yield from _flat(change.children, path)
            continue
        kind = str(getattr(change.property_change_type, "value", change.property_change_type)).lower()
        if kind != "noeffect":
            yield PropertyChange(path, kind, change.before, change.after)


def _below(path: str, fixed: Collection[str]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in fixed)


def _type_of(resource: str) -> str:
    tail = resource.rpartition("/providers/")[2].split("/")
    return "/".join((tail[0], *tail[1::2])) if "/providers/" in resource else "Microsoft.Resources/resourceGroups"


def _unasked(phase: Phase) -> Foresight:
    return Foresight(tuple(Change("deploy", resource.id, resource.type) for resource in phase.resources), asked=False)


def text(phase: Phase, foresight: Foresight, secrets: Collection[str] = ()) -> Iterator[str]:
    """The changes of a phase, worst first, one line each; what stays is only counted."""
    counts = Counter(change.kind for change in foresight.changes)
    told_counts = ", ".join(f"{counts[kind]} {word}" for kind, (_, word) in KINDS.items() if counts[kind])
    yield f"{phase.heading}: {told_counts or 'nothing in a template'}"
    if not foresight.asked:
        yield "  an earlier phase has to be deployed before azure can say more of this one"
    for change in foresight.changes:
        if change.kind in ("nochange", "ignore"):
            continue
        mark, word = KINDS[change.kind]
        yield f"  {mark} {word:<9} {change.type}  {label(change.resource)}".rstrip()
        if change.kind == "replace":
            yield "      cannot be changed in place: it has to be deleted by hand and is then made again"
        if change.reason:
            yield f"      {hidden(change.reason, secrets)}"
        for one in change.properties if change.kind != "create" else ():
            yield f"      {one.path}: {_value(one.before, secrets)} -> {_value(one.after, secrets)}"
    for request in phase.requests:
        yield f"  > request   {request.method} {request.path}  {request.why}".rstrip()


def _value(value: Any, secrets: Collection[str]) -> str:
    if value is None:
        return "(none)"
    shown = hidden(value, secrets)
    shown = shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False, default=str)
    return shown if len(shown) <= LONGEST_VALUE else f"{shown[:LONGEST_VALUE]}..."
