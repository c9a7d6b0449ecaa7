"""What must be recoverable of each type, from `recovery.json`, and the backup items that a graph has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from enclave.graph.body import Undecided, items, last_segment, link, lookup, text
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.verify.estate import presence
from enclave.verify.posture.asked import Asked, asked
from enclave.verify.unsure import Unsure

ITEM = "item"
ITEMS: Mapping[str, str] = {
    "microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems": "properties.sourceResourceId",
    "microsoft.dataprotection/backupvaults/backupinstances": "properties.dataSourceInfo.resourceID",
}
"""Lower-case type of a backup item -> where it names what it holds a copy of."""
STOPPED = frozenset({"protectionstopped", "protectionpaused", "protectionerror", "backupssuspended"})


class Recovery(Struct, frozen=True):
    """One row of the table."""

    kept: tuple[tuple[Asked, ...], ...]
    copied: tuple[str, ...]
    away: tuple[str, ...]
    no_copy: str = ""
    """Why no backup is asked for."""
    no_away: str = ""


def _either(value: Any) -> tuple[tuple[str, ...], str]:
    return ((), value) if isinstance(value, str) else (tuple(value), "")


def _row(row: Mapping[str, Any]) -> Recovery:
    (copied, no_copy), (away, no_away) = _either(row["copied"]), _either(row["away"])
    return Recovery(tuple(tuple(asked(line) for line in group) for group in row["kept"]), copied, away, no_copy, no_away)


_TABLE: Mapping[str, Any] = json.loads((Path(__file__).parent / "recovery.json").read_text(encoding="utf-8"))
RECOVERY: Mapping[str, Recovery] = {kind.lower(): _row(row) for kind, row in _TABLE["types"].items()}
NOTHING: Mapping[str, str] = {kind.lower(): why for kind, why in _TABLE["nothing"].items()}
"""Lower-case type -> why there is nothing to recover."""
UNLESS: Mapping[str, str] = {name.lower(): why for name, why in _TABLE["unless"].items()}


def recovery_of(resource: Resource) -> Recovery | None:
    """The row of a resource's type, or None."""
    if f"{resource.type}:{last_segment(resource.name)}".lower() in UNLESS:
        return None
    return RECOVERY.get(resource.type.lower())


class Backups:
    """The backup items of a graph by what they hold copies of."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._vaults: dict[str, list[Resource]] = {}
        self._problem: Undecided | None = None
        for resource in graph.of_type(*ITEMS):
            self._read(resource, ITEMS[resource.type.lower()])

    def _read(self, item: Resource, path: str) -> None:
        try:
            source = link(item.body, path)
            stopped = text(item.body, "properties.protectionState").lower() in STOPPED or link(item.body, _policy(item)) is None
            doubt = presence(item) or _left_out(item)
            if doubt is not None:
                raise doubt
        except Undecided as problem:
            self._problem = self._problem or problem
            return
        if source and not stopped:
            root = item.id[: len(item.scope)] + "/".join(item.id[len(item.scope):].split("/")[:5])
            vault = self._graph.get(root)
            self._vaults.setdefault(source.lower(), []).extend([vault] if vault is not None else [])

    def vaults(self, resource: Resource) -> tuple[Resource, ...]:
        """The vaults that hold copies of a resource, or of the machine that a disk is attached to.

        Raises `Undecided` when there is none and an item could not be read.
        """
        found = self._vaults.get(resource.id.lower(), [])
        for machine in _machines(resource, self._graph):
            found = [*found, *self._vaults.get(machine.id.lower(), [])]
        if not found and self._problem is not None:
            raise self._problem
        return tuple(found)


def _left_out(item: Resource) -> Undecided | None:
    """Why it is not known whether a backup item holds all disks of its machine. Raises `Undecided`."""
    chosen = items({"all": _one(item, "properties.extendedProperties.diskExclusionProperties")}, "all")
    return Unsure(f"which disks {last_segment(item.id)} leaves out is not looked at", item.id) if chosen else None


def _policy(item: Resource) -> str:
    return "properties.policyId" if item.type.lower().startswith("microsoft.recoveryservices") else "properties.policyInfo.policyId"


def _machines(disk: Resource, graph: Graph) -> Iterator[Resource]:
    """The machines that a disk is attached to."""
    if disk.type.lower() != "microsoft.compute/disks":
        return
    for machine in graph.of_type("Microsoft.Compute/virtualMachines"):
        profile = "properties.storageProfile"
        for part in (*items(machine.body, f"{profile}.dataDisks"), *items({"all": _one(machine, f"{profile}.osDisk")}, "all")):
            target = link(part, "managedDisk.id")
            if target is not None and target.lower() == disk.id.lower():
                yield machine


def _one(machine: Resource, path: str) -> list[Any]:
    found = lookup(machine.body, path)
    return [found] if isinstance(found, Mapping | Unresolved) else []
