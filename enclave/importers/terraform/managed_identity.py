"""The `identity` block that azurerm resources share."""

from __future__ import annotations

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Ref, Unresolved, Value
from enclave.importers.terraform.mapping import Made
from enclave.importers.terraform.view import View


def _identity(view: View) -> Value | Absent:
    block = view.block("identity")
    if block is None or isinstance(block, Unresolved):
        return MISSING if block is None else block
    kind = block.value("type")
    found: dict[str, Value] = {} if kind is MISSING else {"type": kind}
    ids = block.links("identity_ids")
    if isinstance(ids, Unresolved):
        found["userAssignedIdentities"] = ids
    elif isinstance(ids, list) and ids:
        found["userAssignedIdentities"] = {each.resource if isinstance(each, Ref) else str(each): {} for each in ids}
    return found


IDENTITY = Made("identity", _identity)
