"""Who may talk to whom inside a region: one table. Security groups, firewall rules and declared flows follow from it.

A passage between two spokes goes through the firewall; what starts in the hub, and what stays in one network, does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from enclave.compose.site import (
    AI_ENDPOINTS,
    APPLICATION_GATEWAY,
    BASTION,
    CONTAINER_APPS,
    CONTAINER_INSTANCES,
    DATA_ENDPOINTS,
    GATEWAY,
    GATEWAY_PORT,
    KUBERNETES,
    KUBERNETES_API,
    MACHINES,
    MANAGEMENT_ENDPOINTS,
    OPERATIONS,
    PRIVATE_LINK,
    Site,
)
from enclave.spec.address_plan import AGENTS, HUB
from enclave.spec.once import once

HTTPS = "443"
MODEL_CALLS = str(GATEWAY_PORT)
PORTS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "microsoft.cache/redisenterprise": ("10000",),
    "microsoft.sql/servers": ("1433",),
    "microsoft.dbforpostgresql/flexibleservers": ("5432",),
    "microsoft.servicebus/namespaces": (HTTPS, "5671"),
    "microsoft.synapse/workspaces": (HTTPS, "1433"),
})
"""Resource type, lower case -> ports that its private endpoint answers at, where that is not 443 alone."""
NEEDED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "10000": ("redis",), "1433": ("sql", "synapse"), "5432": ("postgresql",), "5671": ("service_bus",),
})
"""Port -> components that answer at it; without any of them no passage has it."""
DATA_PORTS = (HTTPS, "1433", "5432", "5671")
MANAGEMENT_PORTS = (HTTPS, "10000")


class Passage(Struct, frozen=True):
    """TCP traffic that is allowed from one subnet to another; all else between subnets is denied."""

    source: str
    target: str
    ports: tuple[str, ...]
    why: str


PASSAGES: tuple[Passage, ...] = (
    Passage(GATEWAY, AI_ENDPOINTS, (HTTPS,), "calls of models; nobody but the gateway and a model's own agents comes near one"),
    Passage(GATEWAY, MANAGEMENT_ENDPOINTS, MANAGEMENT_PORTS, "vault, registry, telemetry, budgets"),
    Passage(GATEWAY, KUBERNETES_API, (HTTPS,), "its nodes report to the cluster"),
    Passage(KUBERNETES, MANAGEMENT_ENDPOINTS, (HTTPS,), "vault, registry, telemetry"),
    Passage(KUBERNETES, KUBERNETES_API, (HTTPS,), "nodes report to the cluster"),
    Passage(KUBERNETES_API, MANAGEMENT_ENDPOINTS, (HTTPS,), "the key that the cluster's secrets are encrypted with"),
    Passage(MACHINES, GATEWAY, (MODEL_CALLS,), "calls of models, through the guard"),
    Passage(MACHINES, DATA_ENDPOINTS, DATA_PORTS, "data sets, databases, search"),
    Passage(MACHINES, MANAGEMENT_ENDPOINTS, (HTTPS,), "vault, registry, telemetry"),
    Passage(CONTAINER_APPS, GATEWAY, (MODEL_CALLS,), "calls of models, through the guard"),
    Passage(CONTAINER_APPS, DATA_ENDPOINTS, DATA_PORTS, "data sets, databases, search"),
    Passage(CONTAINER_APPS, MANAGEMENT_ENDPOINTS, (HTTPS,), "vault, registry, telemetry"),
    Passage(CONTAINER_INSTANCES, GATEWAY, (MODEL_CALLS,), "calls of models, through the guard"),
    Passage(CONTAINER_INSTANCES, DATA_ENDPOINTS, DATA_PORTS, "data sets, databases, search"),
    Passage(CONTAINER_INSTANCES, MANAGEMENT_ENDPOINTS, (HTTPS,), "vault, registry, telemetry"),
    Passage(AGENTS, AI_ENDPOINTS, (HTTPS,), "agents call the models of their own account"),
    Passage(AGENTS, DATA_ENDPOINTS, (HTTPS,), "files, threads and search of agents"),
    Passage(OPERATIONS, MANAGEMENT_ENDPOINTS, (HTTPS,), "operators and auditors: vault, telemetry"),
    Passage(OPERATIONS, DATA_ENDPOINTS, DATA_PORTS, "operators and auditors: archive, databases"),
    Passage(OPERATIONS, KUBERNETES_API, (HTTPS,), "operators administer the cluster"),
    Passage(BASTION, MACHINES, ("22", "3389"), "management of machines, from Bastion only"),
    Passage(BASTION, OPERATIONS, ("22", "3389"), "management of machines, from Bastion only"),
    Passage(APPLICATION_GATEWAY, GATEWAY, (MODEL_CALLS,), "declared callers"),
    Passage(APPLICATION_GATEWAY, MANAGEMENT_ENDPOINTS, (HTTPS,), "its certificate, from the vault's private endpoint"),
    Passage(PRIVATE_LINK, GATEWAY, (MODEL_CALLS,), "declared callers, from the front door"),
)
"""Subnets by name; `AGENTS` stands for the subnet of every project's agents. The gateway cannot come near the archive of its own
logs. A passage counts where both of its subnets are used."""


@once
def passages(site: Site) -> tuple[Passage, ...]:
    """The passages of a region, each with the names of subnets that are there."""
    return tuple(_passages(site))


def _passages(site: Site) -> Iterator[Passage]:
    for passage in PASSAGES:
        sources = [name for name in site.plan.subnets if name == passage.source or (passage.source == AGENTS and name.startswith(AGENTS))]
        ports = tuple(port for port in passage.ports if _needed(site, port))
        if passage.target in site.plan.subnets:
            yield from (Passage(source, passage.target, ports, passage.why) for source in sources)


def answered_at(site: Site, passage: Passage) -> str:
    """The range that a passage ends in: its target's, or the one address that the gateway answers at, whatever else stands there.

    A private link ends at a load balancer that chooses among the gateway's machines, not at that address.
    """
    one = passage.target == GATEWAY and passage.source != PRIVATE_LINK
    return f"{site.plan.gateway_ip}/32" if one else site.prefix(passage.target)


def _needed(site: Site, port: str) -> bool:
    return port not in NEEDED_BY or any(getattr(site.spec.components, name).enabled for name in NEEDED_BY[port])


@once
def clients(site: Site) -> tuple[str, ...]:
    """Subnets of spokes that call others, in the order of the table: those that names and the firewall are for."""
    return tuple(dict.fromkeys(passage.source for passage in passages(site) if site.home(passage.source) != HUB))


def through_firewall(site: Site, passage: Passage) -> bool:
    """Whether a passage crosses from one spoke to another."""
    return HUB not in (site.home(passage.source), site.home(passage.target)) and site.home(passage.source) != site.home(passage.target)
