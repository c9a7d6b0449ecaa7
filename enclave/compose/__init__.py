"""From a spec to the graph of its resources: ordered passes over each region, then the owner's intent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from enclave.compose.intent import intent
from enclave.compose.passes.access import access
from enclave.compose.passes.access_reviews import access_reviews
from enclave.compose.passes.ai_services import ai_services
from enclave.compose.passes.alerts import alerts, whole_alerts
from enclave.compose.passes.application_gateway import application_gateway
from enclave.compose.passes.application_insights import insights
from enclave.compose.passes.archive import archive
from enclave.compose.passes.backup_items import backup_items
from enclave.compose.passes.backup_policies import backup_policies
from enclave.compose.passes.backup_storage import backup_storage
from enclave.compose.passes.backup_vault import backup_vault
from enclave.compose.passes.bastion import bastion
from enclave.compose.passes.budgets import cost_budgets
from enclave.compose.passes.cdn import cdn
from enclave.compose.passes.cognitive_services import cognitive_services
from enclave.compose.passes.conditional_access import conditional_access
from enclave.compose.passes.container_apps import container_apps
from enclave.compose.passes.container_instances import container_instances
from enclave.compose.passes.container_registry import container_registry
from enclave.compose.passes.cosmos_db import cosmos_db
from enclave.compose.passes.custom_roles import custom_roles
from enclave.compose.passes.data_collection import data_collection
from enclave.compose.passes.data_factory import data_factory
from enclave.compose.passes.data_lake import data_lake
from enclave.compose.passes.ddos_protection import ddos_protection
from enclave.compose.passes.dedicated_hosts import dedicated_hosts
from enclave.compose.passes.defender import defender, defender_export
from enclave.compose.passes.diagnostics import diagnostics, whole_diagnostics
from enclave.compose.passes.disk_encryption import disk_encryption
from enclave.compose.passes.external_identities import external_identities
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
from enclave.compose.passes.information_protection import information_protection
from enclave.compose.passes.ip_groups import address_groups
from enclave.compose.passes.key_vault import key_vault
from enclave.compose.passes.keys import keys
from enclave.compose.passes.kubernetes import kubernetes
from enclave.compose.passes.kubernetes_access import kubernetes_access
from enclave.compose.passes.load_balancer import gateway_balancer
from enclave.compose.passes.log_anchor import log_anchor
from enclave.compose.passes.logic_apps import logic_apps
from enclave.compose.passes.machine_learning import machine_learning
from enclave.compose.passes.metrics import metrics
from enclave.compose.passes.monitoring import monitoring
from enclave.compose.passes.nat_gateway import nat_gateway
from enclave.compose.passes.network_security_groups import security_groups
from enclave.compose.passes.patches import patches
from enclave.compose.passes.policies import policies
from enclave.compose.passes.policy_exemptions import exemptions
from enclave.compose.passes.postgresql_flexible import postgresql_flexible
from enclave.compose.passes.private_dns import dns_zones
from enclave.compose.passes.private_link_service import private_link
from enclave.compose.passes.privileged_identity import privileged_identity, whole_privileged_identity
from enclave.compose.passes.proximity_placement_groups import placement_groups
from enclave.compose.passes.recovery_services_vault import recovery_services_vault
from enclave.compose.passes.redis_cache import redis_cache
from enclave.compose.passes.regulatory_compliance import regulatory_compliance
from enclave.compose.passes.resource_group import resource_group
from enclave.compose.passes.resource_locks import resource_locks, whole_resource_locks
from enclave.compose.passes.restore_procedures import restore_procedures, restore_rights
from enclave.compose.passes.route_tables import tables
from enclave.compose.passes.scale_sets import scale_sets
from enclave.compose.passes.search import search
from enclave.compose.passes.sentinel import directory_logs, sentinel
from enclave.compose.passes.sentinel_rules import sentinel_rules
from enclave.compose.passes.service_bus import service_bus
from enclave.compose.passes.service_mesh import service_mesh
from enclave.compose.passes.site_recovery import site_recovery
from enclave.compose.passes.sql_database import sql_database
from enclave.compose.passes.synapse_analytics import synapse_analytics
from enclave.compose.passes.tag_policies import tag_policies
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
    redis_cache,
    data_factory,
    synapse_analytics,
    recovery_services_vault,
    backup_vault,
    backup_storage,
    backup_policies,
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
    backup_items,
    restore_procedures,
    site_recovery,
    access,
    privileged_identity,
    application_gateway,
    log_anchor,
    gateway_workload,
    gateway_network,
    metrics,
    data_collection,
    alerts,
    security_workbooks,
    defender_export,
    sentinel,
    sentinel_rules,
    resource_locks,
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
    custom_roles,
    restore_rights,
    whole_privileged_identity,
    conditional_access,
    access_reviews,
    external_identities,
    policies,
    exemptions,
    tag_policies,
    regulatory_compliance,
    defender,
    information_protection,
    directory_logs,
    cost_budgets,
    whole_resource_locks,
    whole_diagnostics,
    global_group,
)
"""Every pass over the enclave as a whole, in order. `global_group` looks at what the others made, so it comes last."""


def compose(spec: Spec) -> Graph:
    """The graph of a spec: for each region a stamp that stands on its own. The same spec always gives the same graph.

    Raises UnsupportedError for what cannot be composed, InputError for what does not fit.
    """
    stamps = sites(spec)
    resources = tuple(resource for _step, found in made(spec, stamps) for resource in found)
    return Graph(resources, intent(spec, stamps, Graph(resources)))


def made(spec: Spec, stamps: tuple[Site, ...]) -> Iterator[tuple[Pass | WholePass, tuple[Resource, ...]]]:
    """Each pass and what it adds, in order: region by region, then the enclave as a whole."""
    resources: tuple[Resource, ...] = ()
    for site in stamps:
        built: tuple[Resource, ...] = ()
        for step in PASSES:
            found = tuple(step(site, built))
            yield step, found
            built = (*built, *found)
        resources = (*resources, *built)
    whole = Whole(spec, stamps)
    for last in WHOLE_PASSES:
        found = tuple(last(whole, resources))
        yield last, found
        resources = (*resources, *found)


__all__ = ["PASSES", "WHOLE_PASSES", "Pass", "WholePass", "compose", "made"]
