"""Rule container-app-peer-encryption: container apps talk to each other in the clear."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import flag
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import app_environment


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """Traffic between apps must be encrypted, with or without certificates on both sides."""
    encrypted = flag(resource.body, "properties.peerTrafficConfiguration.encryption.enabled")
    if not encrypted and not flag(resource.body, "properties.peerAuthentication.mtls.enabled"):
        yield "neither peerTrafficConfiguration.encryption.enabled nor peerAuthentication.mtls.enabled is true"


RULE = Rule(
    id="container-app-peer-encryption",
    title="container apps talk to each other in the clear",
    severity=Severity.LOW,
    why="who gets into the environment's network can read and change what apps say to each other",
    fix="set `peerTrafficConfiguration.encryption.enabled` or `peerAuthentication.mtls.enabled`",
    check=each(("Microsoft.App/managedEnvironments",), judge),
    references=References(mcsb=("DP-3",), pages=("learn.microsoft.com/azure/container-apps/ingress-environment-configuration",)),
    fails=(app_environment(),),
    passes=(app_environment(peerTrafficConfiguration={"encryption": {"enabled": True}}),),
    azurerm=(Native("azurerm_container_app_environment", "mutual_tls_enabled", True),),
)
