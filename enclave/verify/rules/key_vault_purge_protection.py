"""Rule key-vault-purge-protection: a key vault can be emptied for good before its retention ends."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import Undecided
from enclave.graph.resources import key_vaults
from enclave.verify.model import Rule
from enclave.verify.network.world import World


def check(world: World) -> Iterator[tuple[str, str]]:
    """One finding for each vault without protection."""
    for resource in world.estate.graph.of_type(key_vaults.TYPE):
        try:
            vault = key_vaults.read(resource)
        except Undecided:
            continue
        if not vault.soft_delete:
            yield vault.id, "enableSoftDelete is off"
        elif not vault.purge_protection:
            yield vault.id, "enablePurgeProtection is not on"


RULE = Rule(
    id="key-vault-purge-protection",
    title="a key vault can be emptied for good before its retention ends",
    severity=Severity.MEDIUM,
    why="whoever may purge a key destroys everything that is encrypted with it",
    fix="set `enablePurgeProtection: true` (it cannot be taken back) and leave soft delete on",
    check=check,
)
