"""Flow logs of every virtual network: each packet's addresses, ports and verdict, kept in the archive and looked through.

They are parts of the network watcher that Azure makes for a region with its first network, in a group of its own. The
archive takes no keys, so they are written with an identity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.names import resource_name
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.retention import kept
from enclave.compose.site import Site
from enclave.graph.azure_facts import role
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import flow_logs, role_assignments, user_assigned_identities, virtual_networks
from enclave.graph.resources.flow_logs import FlowLog, watcher_id
from enclave.graph.resources.role_assignments import RoleAssignment, assignment_name
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity

PART = "flow-logs"
LONGEST_DAYS = 365
"""The most that a flow log can say (learn.microsoft.com/rest/api/network-watcher/flow-logs/create-or-update)."""
OFTEN, SELDOM = 10, 60
"""Minutes between two looks of traffic analytics; looking often costs more."""


def network_flow_logs(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """Who writes, that it may, and a flow log for each network, after all peerings: a log changes the network it is of."""
    if not site.spec.components.data_collection.enabled:
        return
    writer = site.id(user_assigned_identities.TYPE, PART)
    name = site.name(user_assigned_identities.TYPE, PART)
    yield from user_assigned_identities.write(
        UserAssignedIdentity(writer, name, site.region.location, None), site.place("identity-access/managed-identity")
    )
    guid = role("Storage Blob Data Contributor")
    writes = f"{site.archive}/providers/{role_assignments.TYPE}/{assignment_name(site.archive, writer, guid)}"
    assignment = RoleAssignment(writes, site.archive, writer, "ServicePrincipal", guid)
    yield from role_assignments.write(assignment, site.place("identity-access/role-assignments"))
    for network in built:
        if network.type == virtual_networks.TYPE:
            log = FlowLog(
                id=f"{watcher_id(site.region.location)}/flowLogs/{resource_name(flow_logs.TYPE, last_segment(network.id))}",
                target=network.id,
                storage_account=site.archive,
                enabled=True,
                retention_days=min(kept(site).audit, LONGEST_DAYS),
                workspace=workspace_id(site),
                interval_minutes=OFTEN if site.premium else SELDOM,
                identity=Identity("UserAssigned", (writer,)),
            )
            yield from flow_logs.write(log, site.place("monitoring/flow-logs"), depends_on=(writes, *site.joined))
