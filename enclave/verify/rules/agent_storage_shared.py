"""Rule agent-storage-shared: what agents remember is kept in a store of Microsoft's."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import texts
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import References, Rule, each
from enclave.verify.samples import capability_host

PLACES = (("storageConnections", "files"), ("threadStorageConnections", "threads"), ("vectorStoreConnections", "vectors"))


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """Every store of a project's capability host must be the owner's."""
    for name, what in PLACES:
        if not texts(resource.body, f"properties.{name}"):
            yield f"{name} is empty: the agents' {what} lie in a store of Microsoft's"


RULE = Rule(
    id="agent-storage-shared",
    title="what agents remember is kept in a store of Microsoft's",
    severity=Severity.MEDIUM,
    why=(
        "threads, uploaded files and vectors of a project's agents hold what people asked and were told; without connections of your "
        "own they lie in a store that is neither under your keys nor in your network"
    ),
    fix="name your own storage, Cosmos DB and search in `storageConnections`, `threadStorageConnections` and `vectorStoreConnections`",
    check=each(("Microsoft.CognitiveServices/accounts/projects/capabilityHosts",), judge),
    references=References(mcsb=("DP-5", "AI-4"), pages=("learn.microsoft.com/azure/ai-foundry/agents/concepts/capability-hosts",)),
    fails=(capability_host(storageConnections=["blob"], threadStorageConnections=["cosmos"]),),
    passes=(capability_host(storageConnections=["blob"], threadStorageConnections=["cosmos"], vectorStoreConnections=["search"]),),
    azurerm=(),
)
