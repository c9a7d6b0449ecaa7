"""What the owner accepts of single resources and principals, because Azure leaves no better way: each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.passes.front_door import front_door_id
from enclave.compose.passes.site_recovery import cache_id, replication_vault_id
from enclave.compose.roles import role_guid
from enclave.compose.site import Site
from enclave.compose.whole import Whole
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph, Waiver
from enclave.graph.resources import backup_vaults, log_analytics_workspaces, role_assignments, synapse_workspaces
from enclave.spec.models import Spec

WORKSPACE_KEY = (
    "a workspace is encrypted with a key of the owner's only in a dedicated cluster, which starts at 100 GB a day "
    "(learn.microsoft.com/azure/azure-monitor/logs/logs-dedicated-clusters)"
)
VAULT_LAYER = (
    "Azure adds a second layer only to a vault that begins with its key, and this one's own identity gets the right to it after it is made "
    "(learn.microsoft.com/azure/backup/encryption-at-rest-with-cmk-for-backup-vault)"
)
VAULT_KEY = (
    "a template cannot name it: a request does, which `enclave deploy` sends when the vault's own identity has the right to the key"
    " (requests/requests.json)"
)
REPLICATION = "it directs replication and holds no copies: these are disks, under the owner's key"
CACHE = (
    "it holds changes of machines for minutes, on their way to the other region; replication takes no account with soft delete "
    "(learn.microsoft.com/azure/site-recovery/azure-to-azure-support-matrix)"
)
EDGE = "no regime of the file keeps data in a geography, and the way in through a front door is declared"
LINKED = (
    "it is the owner's own; its managed network sends to approved private endpoints of that tenant's services only, and of nobody else's "
    "(learn.microsoft.com/azure/synapse-analytics/security/workspace-data-exfiltration-protection)"
)
OPERATORS = "they administer the platform, and so can do what its machines and services may"


GRANTED = {
    "Contributor": (
        "Microsoft asks for this role on each service that is its own (learn.microsoft.com/azure/machine-learning/"
        "how-to-identity-based-service-authentication, learn.microsoft.com/azure/site-recovery/"
        "azure-to-azure-how-to-enable-replication-private-endpoints): it can list keys there, and change what runs there"
    ),
    "Managed Identity Operator": (
        "a cluster gives its nodes their identity (learn.microsoft.com/azure/aks/use-managed-identity): it could do what they do"
    ),
    "Search Service Contributor": (
        "agents make indexes of their own (learn.microsoft.com/azure/ai-foundry/agents/concepts/standard-agent-setup):"
        " they can index what the search service may read"
    ),
    "AzureML Data Scientist": "who trains a model runs code as the workspace and its machines do",
}
"""Role that a pass grants -> what its holder can do beyond it, and why it is granted all the same."""
RESTORER = "it brings back what was lost, and no person holds it: it can change vaults and servers that it restores"


def waivers(spec: Spec, sites: Sequence[Site], graph: Graph) -> tuple[Waiver, ...]:
    """Every waiver of an enclave. A proof prints them; whatever is not in here must hold."""
    return (
        *_encryption(spec, graph), *_replication(spec, sites), *_edge(spec, sites), *_linked(spec, graph), *_principals(spec, graph),
    )


def _encryption(spec: Spec, graph: Graph) -> Iterator[Waiver]:
    if spec.security.customer_managed_keys:
        yield from (Waiver("customer-managed-key", each.id, WORKSPACE_KEY) for each in graph.of_type(log_analytics_workspaces.TYPE))
        yield from (Waiver("customer-managed-key", each.id, VAULT_KEY) for each in graph.of_type(backup_vaults.TYPE))
    if spec.security.double_encryption:
        yield from (Waiver("double-encryption", each.id, VAULT_LAYER) for each in graph.of_type(backup_vaults.TYPE))


def _replication(spec: Spec, sites: Sequence[Site]) -> Iterator[Waiver]:
    for site in sites if spec.components.site_recovery.enabled else ():
        for what in ("customer-managed-key", "double-encryption", "geo-redundancy"):
            yield Waiver(what, replication_vault_id(site), REPLICATION)
        for what in ("soft-delete", "geo-redundancy"):
            yield Waiver(what, cache_id(site), CACHE)


def _edge(spec: Spec, sites: Sequence[Site]) -> Iterator[Waiver]:
    """A front door that no regime of the file forbids; one that is allowed all the same is an unsafe choice, and refuted."""
    doors = [each for each in spec.network.ingress if each.through == "front-door"]
    if doors and all(each.unsafe_allow_edge_processing is None for each in doors):
        yield Waiver("edge-processing", front_door_id(Whole(spec, tuple(sites))), f"{EDGE}: {doors[0].why}")


def _linked(spec: Spec, graph: Graph) -> Iterator[Waiver]:
    yield from (Waiver(f"link to tenant {spec.identity.tenant}", each.id, LINKED) for each in graph.of_type(synapse_workspaces.TYPE))


def _principals(spec: Spec, graph: Graph) -> Iterator[Waiver]:
    why: dict[str, str] = {}
    if spec.identity.operators is not None:
        why[str(spec.identity.operators)] = OPERATORS
    reasons = {role(name): reason for name, reason in GRANTED.items()}
    reasons[role_guid(spec, "restorer")] = RESTORER
    for assignment in map(role_assignments.read, graph.of_type(role_assignments.TYPE)):
        if assignment.role in reasons:
            why.setdefault(assignment.principal, reasons[assignment.role])
    yield from (Waiver("escalation", principal, reason) for principal, reason in why.items())
