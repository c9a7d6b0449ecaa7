"""From a spec to the graph of its resources: ordered passes over each region, then the owner's intent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from enclave.compose.intent import intent
from enclave.compose.passes.access import access
from enclave.compose.passes.ai_services import ai_services
from enclave.compose.passes.alerts import alerts, whole_alerts
from enclave.compose.passes.application_gateway import application_gateway
from enclave.compose.passes.application_insights import insights
from enclave.compose.passes.archive import archive
from enclave.compose.passes.bastion import bastion
from enclave.compose.passes.cdn import cdn
from enclave.compose.passes.cognitive_services import cognitive_services
from enclave.compose.passes.container_apps import container_apps
from enclave.compose.passes.container_instances import container_instances
from enclave.compose.passes.container_registry import container_registry
from enclave.compose.passes.cosmos_db import cosmos_db
from enclave.compose.passes.data_collection import data_collection
from enclave.compose.passes.data_factory import data_factory
from enclave.compose.passes.data_lake import data_lake
from enclave.compose.passes.ddos_protection import ddos_protection
from enclave.compose.passes.dedicated_hosts import dedicated_hosts
from enclave.compose.passes.diagnostics import diagnostics, whole_diagnostics
from enclave.compose.passes.disk_encryption import disk_encryption
from enclave.compose.passes.firewall import firewall
from enclave.compose.passes.firewall_policies import firewall_authority, firewall_policy
from enclave.compose.passes.flow_logs import network_flow_logs
from enclave.compose.passes.foundry import foundry
from enclave.compose.passes.foundry_classic import foundry_classic
from enclave.compose.passes.front_door import front_door
from enclave.compose.passes.gateway_network import gateway_network
from enclave.compose.passes.gateway_workload import gateway_workload
from enclave.compose.passes.hybrid_runbook_worker import runbook_worker
from enclave.compose.passes.identity import gateway_identity
from enclave.compose.passes.ip_groups import address_groups
from enclave.compose.passes.key_vault import key_vault
from enclave.compose.passes.keys import keys
from enclave.compose.passes.kubernetes import kubernetes
from enclave.compose.passes.kubernetes_access import kubernetes_access
from enclave.compose.passes.load_balancer import gateway_balancer
from enclave.compose.passes.logic_apps import logic_apps
from enclave.compose.passes.machine_learning import machine_learning
from enclave.compose.passes.metrics import metrics
from enclave.compose.passes.monitoring import monitoring
from enclave.compose.passes.nat_gateway import nat_gateway
from enclave.compose.passes.network_security_groups import security_groups
from enclave.compose.passes.patches import patches
from enclave.compose.passes.postgresql_flexible import postgresql_flexible
from enclave.compose.passes.private_dns import dns_zones
from enclave.compose.passes.private_link_service import private_link
from enclave.compose.passes.proximity_placement_groups import placement_groups
from enclave.compose.passes.resource_group import resource_group
from enclave.compose.passes.route_tables import tables
from enclave.compose.passes.scale_sets import scale_sets
from enclave.compose.passes.search import search
from enclave.compose.passes.service_bus import service_bus
from enclave.compose.passes.service_mesh import service_mesh
from enclave.compose.passes.sql_database import sql_database
from enclave.compose.passes.synapse_analytics import synapse_analytics
from enclave.compose.passes.traffic_manager import traffic_manager
from enclave.compose.passes.virtual_machines import machines, machines_identity
from enclave.compose.passes.virtual_networks import networks
from enclave.compose.passes.workbooks import security_workbooks
from enclave.compose.site import Site, sites
from enclave.compose.whole import Whole, global_group
from enclave.graph.model import Graph, Resource
from enclave.spec.models import Spec

Pass: TypeAlias = Callable[[Site, Sequence[Resource]], Iterable[Resource]]
"""Takes a region and what earlier passes made of it; gives the resources that it adds."""

PASSES: tuple[Pass, ...] = (
    resource_group,
    security_groups,
    tables,
    nat_gateway,
    networks,
    bastion,
    address_groups,
    firewall_policy,
    firewall,
    keys,
    disk_encryption,
    monitoring,
    insights,
    archive,
    network_flow_logs,
    key_vault,
    firewall_authority,
    gateway_identity,
    data_lake,
    cosmos_db,
    sql_database,
    postgresql_flexible,
    data_factory,
    synapse_analytics,
    container_registry,
    kubernetes_access,
    kubernetes,
    service_mesh,
    container_instances,
    container_apps,
    machines_identity,
    placement_groups,
    dedicated_hosts,
    machines,
    runbook_worker,
    scale_sets,
    gateway_balancer,
    private_link,
    patches,
    search,
    ai_services,
    foundry,
    foundry_classic,
    cognitive_services,
    machine_learning,
    service_bus,
    logic_apps,
    access,
    application_gateway,
    gateway_workload,
    gateway_network,
    metrics,
    data_collection,
    alerts,
    security_workbooks,
    dns_zones,
    diagnostics,
)
"""Every pass over a region, in order: only `dns_zones` and `diagnostics` look at what the others made, so they come last."""

WholePass: TypeAlias = Callable[[Whole, Sequence[Resource]], Iterable[Resource]]
"""Takes the enclave and everything that was made before; gives what exists once."""

WHOLE_PASSES: tuple[WholePass, ...] = (
    ddos_protection,
    front_door,
    cdn,
    traffic_manager,
    whole_alerts,
    whole_diagnostics,
    global_group,
)
"""Every pass over the enclave as a whole, in order. `global_group` looks at what the others made, so it comes last."""


def compose(spec: Spec) -> Graph:
    """The graph of a spec: for each region a stamp that stands on its own. The same spec always gives the same graph.

    Raises UnsupportedError for what cannot be composed, InputError for what does not fit.
    """
    stamps = sites(spec)
    resources = tuple(resource for site in stamps for resource in _stamp(site))
    whole = Whole(spec, stamps)
    for step in WHOLE_PASSES:
        resources = (*resources, *step(whole, resources))
    return Graph(resources, intent(spec, stamps, Graph(resources)))


def _stamp(site: Site) -> tuple[Resource, ...]:
    built: tuple[Resource, ...] = ()
    for step in PASSES:
        built = (*built, *step(site, built))
    return built


__all__ = ["PASSES", "WHOLE_PASSES", "Pass", "WholePass", "compose"]
