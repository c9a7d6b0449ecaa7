"""Where a workflow of Logic Apps (Consumption) sends: what its definition does not say, it may not do."""

from __future__ import annotations

from collections.abc import Mapping

from enclave.graph.body import MISSING, Undecided, last_segment, lookup, text, undecided
from enclave.graph.model import Resource, Unresolved

ACTIONS = "properties.definition.actions"
RESOURCE_MANAGER = "https://management.azure.com/"
"""Every subscription's own door to Azure. With the slash, no expression behind it can name another host."""
SILENT = frozenset({
    "compose", "initializevariable", "setvariable", "appendtoarrayvariable", "appendtostringvariable", "incrementvariable",
    "parsejson", "query", "select", "join", "table", "expression", "response", "terminate", "wait",
})
"""Kinds of actions that send nothing (learn.microsoft.com/azure/logic-apps/logic-apps-workflow-actions-triggers)."""


def sends_elsewhere(resource: Resource) -> str:
    """Why a workflow may send to another place than Azure Resource Manager; `""` when it cannot. Raises `Undecided`."""
    actions = lookup(resource.body, ACTIONS)
    if isinstance(actions, Unresolved):
        raise undecided(actions, where=resource.id)
    if actions is MISSING or actions is None:
        return ""
    if not isinstance(actions, Mapping):
        raise Undecided(ACTIONS, resource.id)
    for name, action in actions.items():
        kind = text(action, "type").lower()
        if kind in SILENT:
            continue
        if kind != "http":
            return f"where the action `{name}` of {last_segment(resource.id)} sends is not modelled"
        if not text(action, "inputs.uri").lower().startswith(RESOURCE_MANAGER):
            return f"the action `{name}` of {last_segment(resource.id)} may send to a place that the template does not say"
    return ""
