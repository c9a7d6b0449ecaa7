"""One region of a spec on its way to resources: its names, ids, addresses, and the projects that it serves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from enclave.compose.names import resource_name, slug, suffix
from enclave.errors import InputError
from enclave.graph.body import last_segment
from enclave.graph.parts import Place
from enclave.graph.resources import cognitive_accounts, key_vaults, private_endpoints, resource_groups, storage_accounts, virtual_networks
from enclave.regions import REGIONS
from enclave.spec.address_plan import HUB, RegionPlan, plan
from enclave.spec.models import Ingress, Project, Region, Spec

GATEWAY = "snet-gateway"
"""Subnet of the gateway, the client of the AI services."""
OPERATIONS = "snet-operations"
"""Subnet for the machines of auditors and operators."""
AI_ENDPOINTS = "snet-ai-endpoints"
DATA_ENDPOINTS = "snet-data-endpoints"
MANAGEMENT_ENDPOINTS = "snet-management-endpoints"
FIREWALL = "AzureFirewallSubnet"
BASTION = "AzureBastionSubnet"
APPLICATION_GATEWAY = "snet-application-gateway"
"""Subnet of the application gateway; it is there only where a way in is declared."""
PRIVATE_LINK = "snet-private-link"
"""Subnet that the front door's private link comes out of."""
KUBERNETES = "snet-kubernetes"
"""Subnet of the cluster's nodes, but for those of the gateway."""
KUBERNETES_API = "snet-kubernetes-api"
MACHINES = "snet-machines"
CONTAINER_APPS = "snet-container-apps"
CONTAINER_INSTANCES = "snet-container-instances"
GATEWAY_PORT = 443
"""Port that callers reach the gateway at, always by TLS."""


class Site(Struct, frozen=True, dict=True):
    """A region: a stamp that stands on its own."""

    spec: Spec
    key: str
    region: Region
    plan: RegionPlan
    projects: Mapping[str, Project]
    """Projects with an account here: those whose region or failover region it is."""

    @cached_property
    def group(self) -> str:
        """Id of the resource group."""
        return f"/resourceGroups/{self.name(resource_groups.TYPE)}"

    def name(self, resource_type: str, *parts: str) -> str:
        """The name of a resource of this region."""
        return resource_name(resource_type, self.spec.name, slug(self.key), *parts)

    def id(self, resource_type: str, *parts: str) -> str:
        """The id of a resource of this region, by what it is for."""
        return self.named(resource_type, self.name(resource_type, *parts))

    def named(self, resource_type: str, name: str) -> str:
        """The id of a resource of this region, by its name. A type may say a kind, `<type>(<kind>)`, that names differ by."""
        return f"{self.group}/providers/{resource_type.partition('(')[0]}/{name}"

    def place(self, module: str, scope: str | None = None) -> Place:
        """Where resources of a module go."""
        tags = {
            "enclave": self.spec.name,
            "region": self.key,
            "data-classification": self.spec.data_classification,
            "scenario": self.spec.scenario,
        }
        return Place(self.group if scope is None else scope, self.region.location, module, self.key, tags)

    def network(self, part: str) -> str:
        """Id of the hub's or a spoke's virtual network."""
        return self.id(virtual_networks.TYPE, part)

    def home(self, subnet: str) -> str:
        """The part of the address plan that a subnet lies in: the hub or a spoke."""
        networks = {HUB: self.plan.hub, **self.plan.spokes}
        return next(part for part, network in networks.items() if subnet in network.subnets)

    def subnet(self, name: str) -> str:
        """Id of a subnet by its name."""
        return f"{self.network(self.home(name))}/subnets/{name}"

    def prefix(self, subnet: str) -> str:
        """Address prefix of a subnet."""
        return str(self.plan.subnets[subnet])

    def entering(self, through: str) -> tuple[Ingress, ...]:
        """The declared ways in through something; they are those of every region."""
        return tuple(ingress for ingress in self.spec.network.ingress if ingress.through == through)

    @property
    def runs_gateway(self) -> bool:
        """Whether a cluster or machines of the region run the gateway."""
        return bool(self.spec.components.kubernetes.enabled or self.spec.components.load_balancer.enabled)

    @property
    def premium(self) -> bool:
        """Whether things are built larger and across zones."""
        return self.spec.performance_tier == "premium"

    @property
    def zones(self) -> tuple[str, ...]:
        """The availability zones of the region; empty where it has none."""
        return ("1", "2", "3") if REGIONS[self.region.location].zones else ()

    @property
    def haven(self) -> str | None:
        """Azure region that data may be replicated to: the declared pair, which lies inside the same residency boundary."""
        return self.region.pair

    @property
    def public_access(self) -> str:
        """`Disabled`, or `Enabled` where the owner opened every service to the internet and said why."""
        return "Disabled" if self.spec.security.unsafe_allow_public_network_access is None else "Enabled"

    @property
    def default_action(self) -> str:
        """What the network rules of a service do with whoever they do not name: `Deny`, or `Allow` where all is open."""
        return "Deny" if self.public_access == "Disabled" else "Allow"

    def unique(self, resource_type: str, *parts: str) -> str:
        """The id of a resource whose name the whole world shares: it ends with letters that are this enclave's own."""
        ending = own_ending(self.spec, *parts, str(self.spec.identity.tenant), self.key)
        return self.named(resource_type, resource_name(resource_type, self.spec.name, *parts, ending=ending))

    def endpoint(self, target: str, group: str = "") -> str:
        """Id of the private endpoint of a service, or of the part of it that a group stands for."""
        return self.named(private_endpoints.TYPE, resource_name(private_endpoints.TYPE, last_segment(target), *filter(None, (group,))))

    def account(self, project: str) -> str:
        """Id of a project's account. Its name is also its host name, which the whole world shares."""
        kind = "" if self.spec.projects[project].platform in (None, "openai") else "(AIServices)"
        return self.unique(cognitive_accounts.TYPE + kind, project)

    @property
    def vault(self) -> str:
        """Id of the key vault. Its name too is shared by the whole world."""
        return self.unique(key_vaults.TYPE)

    @property
    def archive(self) -> str:
        """Id of the storage account that keeps logs. Its name too is shared by the whole world."""
        return self.unique(storage_accounts.TYPE)

    @property
    def joined(self) -> tuple[str, ...]:
        """What must be there before anything joins a subnet: the last peering, since Azure refuses while a network changes."""
        return (f"{self.network(tuple(self.plan.spokes)[-1])}/virtualNetworkPeerings/peer-{HUB}",)


def own_ending(spec: Spec, *parts: str) -> str:
    """The letters at the end of a name that the whole world shares: this enclave's own, and others in each generation of it."""
    later = (str(spec.governance.generation),) if spec.governance.generation > 1 else ()
    return suffix(spec.name, *parts, *later)


def sites(spec: Spec) -> tuple[Site, ...]:
    """The regions of a spec in the order of the file. Raises InputError when two would get the same names."""
    seen: dict[str, str] = {}
    for key in spec.regions:
        other = seen.setdefault(slug(key), key)
        if other != key:
            raise InputError(f"regions `{other}` and `{key}` would get the same resource names", "regions", "rename one of them")
    plans = plan(spec).regions
    return tuple(
        Site(
            spec=spec,
            key=key,
            region=region,
            plan=plans[key],
            projects={name: project for name, project in spec.projects.items() if key in (project.region, *project.failover_regions)},
        )
        for key, region in spec.regions.items()
    )
