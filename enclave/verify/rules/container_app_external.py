"""Rule container-app-external: a container app can be reached from outside its environment."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import flag, link
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import container_app


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """Ingress from outside is for environments without a public address only."""
    if not flag(resource.body, "properties.configuration.ingress.external"):
        return
    where = link(resource.body, "properties.environmentId") or link(resource.body, "properties.managedEnvironmentId")
    home = graph.get(where) if where else None
    if home is None or not flag(home.body, "properties.vnetConfiguration.internal"):
        yield "configuration.ingress.external is true, and its environment is not known to be internal"


RULE = Rule(
    id="container-app-external",
    title="a container app can be reached from outside its environment",
    severity=Severity.MEDIUM,
    why="in an environment with a public address that is the internet; in an internal one every network that reaches it",
    fix="set `ingress.external: false`, or make the environment internal and publish the app through a declared front door",
    check=each(("Microsoft.App/containerApps",), judge),
    references=References(
        mcsb=("NS-2",),
        policies=("783ea2a8-b8fd-46be-896a-9ae79643a0b1",),
        pages=("learn.microsoft.com/azure/container-apps/ingress-overview",),
    ),
    fails=(container_app({"external": True, "targetPort": 8080}),),
    passes=(container_app({"external": False, "targetPort": 8080}),),
    azurerm=(Native("azurerm_container_app", "ingress.external_enabled", False),),
)
