"""Network resources as `az network ... list` and `show` print them: what ARM has in `properties` stands beside the name.

These commands keep ARM's own names; those of other services rename some, so nothing of theirs is read from such a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from enclave.importers.values import Evaluated

OUTSIDE: Final = frozenset({
    "id", "name", "type", "location", "etag", "tags", "zones", "identity", "kind", "sku", "extendedlocation", "resourcegroup", "systemdata",
    "managedby", "plan", "apiversion", "subscriptionid", "tenantid",
})  # fmt: skip
"""What stands outside of `properties` in ARM's form, lower case. The `sku` of some types stands inside: it is kept in both places."""
MARKS: Final = ("etag", "provisioningState", "resourceGroup")
"""What the commands print with every resource: a query that picks columns has not all of them, and what it left out is not known."""


def unflattened(row: Mapping[str, Evaluated]) -> Mapping[str, Evaluated]:
    """A row in ARM's form; as it is when it has that form already, or may lack something."""
    kind = str(row.get("type", "")).lower()
    if not kind.startswith("microsoft.network/") or "properties" in row or any(mark not in row for mark in MARKS):
        return row
    return _resource(row)


def _resource(row: Mapping[str, Evaluated]) -> Mapping[str, Evaluated]:
    inside = {key: _part(value) for key, value in row.items() if value is not None and (key.lower() not in OUTSIDE or key.lower() == "sku")}
    return {**{key: value for key, value in row.items() if key.lower() in OUTSIDE}, "properties": inside}


def _part(value: Evaluated) -> Evaluated:
    """A part of a resource: one with a name and an id of its own has `properties` in ARM's form."""
    if isinstance(value, list):
        return [_part(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    if "properties" not in value and isinstance(value.get("id"), str) and isinstance(value.get("name"), str):
        return _resource(value)
    return {key: _part(each) for key, each in value.items() if each is not None and not (key == "resourceGroup" and "id" in value)}
