"""Rule extension-secrets: a secret stands in the settings of a machine's extension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from enclave.finding import Severity
from enclave.graph.body import items, lookup, undecided
from enclave.graph.model import Body, Graph, Resource, Unresolved, Value
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import extension
from enclave.verify.secret_words import holds_a_secret, is_undecided


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """No open setting of an extension may hold a secret."""
    if not resource.type.lower().endswith("/extensions"):
        for part in items(resource.body, "properties.virtualMachineProfile.extensionProfile.extensions"):
            yield from _open(part)
        return
    yield from _open(resource.body)


def _open(extension: Body) -> Iterator[str]:
    settings = lookup(extension, "properties.settings")
    if isinstance(settings, Unresolved):
        raise undecided(settings)
    for place, name, value in _leaves(settings, "settings") if isinstance(settings, Mapping) else ():
        why = holds_a_secret(name, value)
        if why:
            yield f"{place}: {why}"
        elif is_undecided(name, value) and isinstance(value, Unresolved):
            raise undecided(value)


def _leaves(value: Value, place: str, name: str = "") -> Iterator[tuple[str, str, Value]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, f"{place}.{key}", key)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item, f"{place}[]", name)
    else:
        yield place, name, value


RULE = Rule(
    id="extension-secrets",
    title="a secret stands in the settings of a machine's extension",
    severity=Severity.HIGH,
    why="`settings` are kept and shown in the clear to everybody who may read the machine, and lie in its files",
    fix="move it to `protectedSettings`, or let the script fetch it from a vault with the machine's identity",
    check=each(
        (
            "Microsoft.Compute/virtualMachines/extensions",
            "Microsoft.Compute/virtualMachineScaleSets/extensions",
            "Microsoft.Compute/virtualMachineScaleSets",
        ),
        judge,
    ),
    references=References(
        mcsb=("IM-8",),
        policies=("3ac7c827-eea2-4bde-acc7-9568cd320efa",),
        pages=("learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",),
    ),
    fails=(extension(settings={"commandToExecute": "join.sh", "domainPassword": "[parameters('password')]"}),),
    passes=(extension(settings={"commandToExecute": "join.sh"}, protectedSettings={"domainPassword": "[parameters('password')]"}),),
    azurerm=(Native("azurerm_virtual_machine_extension", "protected_settings", "jsonencode({ domainPassword = var.password })"),),
)
