"""Rule role-wildcard: a role of your own may do everything."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import items, texts
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import role

EVERYTHING = ("*", "*/write", "*/action", "*/delete")


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """No list of a custom role may hold a bare star or everything of one verb."""
    for permission in items(resource.body, "properties.permissions"):
        for name in ("actions", "dataActions"):
            yield from (f"{name} holds {one}" for one in texts(permission, name) if one.strip().lower() in EVERYTHING)


RULE = Rule(
    id="role-wildcard",
    title="a role of your own may do everything",
    severity=Severity.HIGH,
    why="a star allows also what Azure adds tomorrow, the data itself when it stands in `dataActions`",
    fix="list the operations that are needed",
    check=each(("Microsoft.Authorization/roleDefinitions",), judge),
    references=References(
        mcsb=("PA-7",),
        cis=("5.0 5.23",),
        policies=("a451c1ef-c6ca-483d-87ed-f49761e3ffb5",),
        pages=("learn.microsoft.com/azure/role-based-access-control/custom-roles",),
    ),
    fails=(role("*"),),
    passes=(role("Microsoft.Compute/virtualMachines/read"),),
    azurerm=(Native("azurerm_role_definition", "permissions.actions", ["Microsoft.Compute/virtualMachines/read"]),),
)
