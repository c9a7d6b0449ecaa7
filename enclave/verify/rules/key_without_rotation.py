"""Rule key-without-rotation: a key neither expires nor is replaced."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import items, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import vault_key
from enclave.verify.settings import is_written

YEARLY = {"timeAfterCreate": "P1Y"}


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """A key must expire, or be rotated by the vault."""
    if is_written(resource.body, "properties.attributes.exp"):
        return
    actions = items(resource.body, "properties.rotationPolicy.lifetimeActions")
    if not any(text(action, "action.type").lower() == "rotate" for action in actions):
        yield "it has neither attributes.exp nor a rotationPolicy that rotates it"


RULE = Rule(
    id="key-without-rotation",
    title="a key neither expires nor is replaced",
    severity=Severity.LOW,
    why="the longer a key lives the more is encrypted under it, and the more is lost with it",
    fix="give the key a `rotationPolicy` that rotates it, or `attributes.exp`",
    check=each(("Microsoft.KeyVault/vaults/keys",), judge),
    references=References(
        mcsb=("DP-6",),
        cis=("5.0 8.3.1", "5.0 8.3.9"),
        policies=("152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0", "d8cf8476-a2ec-4916-896e-992351803c44"),
        pages=("learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation",),
    ),
    fails=(vault_key(rotationPolicy={"lifetimeActions": [{"action": {"type": "notify"}, "trigger": YEARLY}]}),),
    passes=(vault_key(rotationPolicy={"lifetimeActions": [{"action": {"type": "rotate"}, "trigger": YEARLY}]}),),
    azurerm=(
        Native("azurerm_key_vault_key", "rotation_policy.automatic.time_after_creation", "P1Y"),
        Native("azurerm_key_vault_key", "expiration_date", "2027-11-01T00:00:00Z"),
    ),
)
