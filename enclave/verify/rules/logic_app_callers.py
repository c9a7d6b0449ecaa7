"""Rule logic-app-callers: anybody who has its address may start a workflow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from enclave.finding import Severity
from enclave.graph.body import items, lookup, text, undecided
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.graph.resources import logic_workflows
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import workflow

EVERYBODY = ("0.0.0.0/0", "0.0.0.0-255.255.255.255", "*")


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """A workflow that can be called must say by whom; who may read its runs must be said in any case."""
    if text(resource.body, "properties.state", "Enabled").lower() != "enabled":
        return
    triggers = lookup(resource.body, "properties.definition.triggers")
    if isinstance(triggers, Unresolved):
        raise undecided(triggers)
    kinds = [text(one, "type").lower() for one in triggers.values()] if isinstance(triggers, Mapping) else []
    called = any(kind in logic_workflows.CALLED for kind in kinds)
    for part in ("triggers", "contents") if called else ("contents",):
        path = f"properties.accessControl.{part}.allowedCallerIpAddresses"
        ranges = [text(one, "addressRange") for one in items(resource.body, path)]
        if not ranges:
            yield f"accessControl.{part}.allowedCallerIpAddresses is not written: every address may"
        yield from (f"accessControl.{part}.allowedCallerIpAddresses holds {one}" for one in ranges if one.strip() in EVERYBODY)


RULE = Rule(
    id="logic-app-callers",
    title="anybody who has its address may start a workflow",
    severity=Severity.MEDIUM,
    why=(
        "the address of a trigger holds its signature: whoever gets it starts the workflow with data of theirs, and can read what went "
        "through its runs"
    ),
    fix="list your networks in `accessControl.triggers` and `accessControl.contents`",
    check=each(("Microsoft.Logic/workflows",), judge),
    references=References(mcsb=("NS-2",), pages=("learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app",)),
    fails=(workflow(),),
    passes=(
        workflow(
            accessControl={part: {"allowedCallerIpAddresses": [{"addressRange": "10.40.0.0/16"}]} for part in ("triggers", "contents")}
        ),
    ),
    azurerm=(
        Native("azurerm_logic_app_workflow", "access_control.trigger.allowed_caller_ip_address_range", ["10.40.0.0/16"]),
        Native("azurerm_logic_app_workflow", "access_control.content.allowed_caller_ip_address_range", ["10.40.0.0/16"]),
    ),
)
