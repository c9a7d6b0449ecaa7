"""Rule secret-output: a template tells a secret to whoever may read its deployment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from enclave.finding import Severity
from enclave.graph.model import Value
from enclave.verify.network.world import World
from enclave.verify.rule import References, Rule, Told
from enclave.verify.samples import deployment
from enclave.verify.secret_words import holds_a_secret, is_undecided

KEYS = "[listAdminKeys(resourceId('Microsoft.Search/searchServices', 'srch-cases'), '2025-05-01').primaryKey]"


def check(world: World) -> Iterator[Told]:
    """One finding for each output in the clear that holds a secret."""
    for place, value in world.estate.graph.outputs.items():
        for name, inner in _leaves(value, place.rpartition("/")[2]):
            why = holds_a_secret(name, inner)
            if why:
                yield Told(place, f"output {name}: {why}")
            elif is_undecided(name, inner):
                yield Told(place, f"output {name}: it is named like a secret, and its value cannot be evaluated", unknown=True)


def _leaves(value: Value, name: str) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, key)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item, name)
    else:
        yield name, value


RULE = Rule(
    id="secret-output",
    title="a template tells a secret to whoever may read its deployment",
    severity=Severity.HIGH,
    why=(
        "outputs stay in the history of deployments in the clear: everybody who may read the resource group reads the key there, and in"
        " the logs of the pipeline that deployed it"
    ),
    fix="tell the name or id of the resource instead, and let who needs a key ask for it with a role; or give the output a secure type",
    check=check,
    references=References(
        mcsb=("IM-8",),
        pages=("learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-outputs-should-not-contain-secrets",),
    ),
    fails=(deployment("string", KEYS),),
    passes=(deployment("secureString", KEYS),),
    azurerm=(),
)
