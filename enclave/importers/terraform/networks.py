"""azurerm: resource groups, virtual networks, subnets and what is associated with them, peerings, addresses, NAT gateways.

Names and defaults: registry.terraform.io/providers/hashicorp/azurerm (4.55 schema; 3.x names beside them). A subnet without
`default_outbound_access_enabled` has default outbound access.
"""

from __future__ import annotations

from enclave.graph.body import MISSING, Absent
from enclave.graph.ids import GROUP_TYPE
from enclave.graph.model import Ref, Unresolved, Value
from enclave.importers.terraform.mapping import (
    ENABLED,
    NEGATED,
    AtSubscription,
    Below,
    Blocks,
    Field,
    Link,
    Links,
    Made,
    Mapped,
    Patch,
    adds,
    sets,
    writes,
)
from enclave.importers.terraform.view import View

NETWORK = ("azurerm_virtual_network",)
SUBNET = ("azurerm_subnet",)
SECURITY_GROUP = ("azurerm_network_security_group",)
ROUTE_TABLE = ("azurerm_route_table",)
NAT = ("azurerm_nat_gateway",)
PUBLIC_ADDRESS = ("azurerm_public_ip",)
PREFIX = ("azurerm_public_ip_prefix",)
NETWORK_TYPE = "Microsoft.Network/virtualNetworks"
OLD_POLICIES = {"true": "Disabled", "false": "Enabled"}
"""3.x before `private_endpoint_network_policies`: `enforce_private_link_endpoint_network_policies` means the opposite."""


def subnet_called(name: str) -> Made:
    """The subnet of a part that stands in one of a fixed name only: `"${azurerm_virtual_network.v.id}/subnets/GatewaySubnet"` too."""

    def made(view: View) -> Value | Absent:
        found = view.link("subnet_id", SUBNET)
        if not isinstance(found, Unresolved):
            return found
        network = view.link("subnet_id", NETWORK)
        if isinstance(network, Ref) and not network.suffix:
            return Ref(f"{network.resource}/subnets/{name}")
        only = view.answers.only(SUBNET, name)
        target = view.answers.id_of(only.resource.address) if only else None
        return found if target is None else Ref(target)

    return Made("properties.subnet.id", made)


def _service_endpoints(view: View) -> Value | Absent:
    found = view.value("service_endpoints")
    return [{"service": each} for each in found] if isinstance(found, list) else found


def _prefixes(view: View) -> Value | Absent:
    found = view.value("address_prefixes")
    if found is MISSING:
        one = view.value("address_prefix")
        found = [one] if isinstance(one, str) else one
    if found is MISSING and view.blocks("ip_address_pool") != []:
        return Unresolved("ip_address_pool", "the prefix comes out of a pool, which gives it when the subnet is made")
    return found


def _policies(view: View) -> Value | Absent:
    for source, words in (
        ("private_endpoint_network_policies", ENABLED),
        ("private_endpoint_network_policies_enabled", ENABLED),
        ("enforce_private_link_endpoint_network_policies", OLD_POLICIES),
    ):
        found = view.value(source)
        if found is not MISSING:
            return words.get(str(found).lower(), found) if isinstance(found, bool | str) else found
    return "Disabled"


SUBNET_PARTS = (
    Made("properties.addressPrefixes", _prefixes),
    Field("default_outbound_access_enabled", "properties.defaultOutboundAccess", True),
    Made("properties.privateEndpointNetworkPolicies", _policies),
    Field("private_link_service_network_policies_enabled", "properties.privateLinkServiceNetworkPolicies", "Enabled", ENABLED),
    Made("properties.serviceEndpoints", _service_endpoints),
    Links("service_endpoint_policy_ids", "properties.serviceEndpointPolicies", ("azurerm_subnet_service_endpoint_storage_policy",)),
    Blocks(
        "delegation",
        "properties.delegations",
        (
            Field("name", "name"),
            Field("service_delegation.name", "properties.serviceName"),
        ),
    ),
    Field("sharing_scope", "properties.sharingScope"),
)


def _spaces(view: View) -> Value | Absent:
    found = view.value("address_space")
    if found is MISSING and view.blocks("ip_address_pool") != []:
        return Unresolved("ip_address_pool", "the address space comes out of a pool, which gives it when the network is made")
    return found


def _protected(view: View) -> Value | Absent:
    return view.value("ddos_protection_plan.enable")


VIRTUAL_NETWORK = Mapped(
    "azurerm_virtual_network",
    NETWORK_TYPE,
    (
        Made("properties.addressSpace.addressPrefixes", _spaces),
        Field("dns_servers", "properties.dhcpOptions.dnsServers"),
        Made("properties.enableDdosProtection", _protected),
        Link("ddos_protection_plan.id", "properties.ddosProtectionPlan.id", ("azurerm_network_ddos_protection_plan",)),
        Field("encryption.enforcement", "properties.encryption.enforcement"),
        Made("properties.encryption.enabled", lambda view: True if view.blocks("encryption") else MISSING),
        Blocks(
            "subnet",
            "properties.subnets",
            (
                Field("name", "name"),
                *SUBNET_PARTS,
                Link("security_group", "properties.networkSecurityGroup.id", SECURITY_GROUP),
                Link("route_table_id", "properties.routeTable.id", ROUTE_TABLE),
            ),
        ),
    ),
)
PEERING = Mapped(
    "azurerm_virtual_network_peering",
    f"{NETWORK_TYPE}/virtualNetworkPeerings",
    (
        Link("remote_virtual_network_id", "properties.remoteVirtualNetwork.id", NETWORK),
        Field("allow_virtual_network_access", "properties.allowVirtualNetworkAccess", True),
        Field("allow_forwarded_traffic", "properties.allowForwardedTraffic", False),
        Field("allow_gateway_transit", "properties.allowGatewayTransit", False),
        Field("use_remote_gateways", "properties.useRemoteGateways", False),
        Field("peer_complete_virtual_networks_enabled", "properties.peerCompleteVnets", True),
        Field("only_ipv6_peering_enabled", "properties.enableOnlyIPv6Peering"),
        Field("local_subnet_names", "properties.localSubnetNames"),
        Field("remote_subnet_names", "properties.remoteSubnetNames"),
    ),
    Below(("virtual_network_name",), NETWORK),
)
ROUTE_PARTS = (
    Field("address_prefix", "properties.addressPrefix"),
    Field("next_hop_type", "properties.nextHopType"),
    Field("next_hop_in_ip_address", "properties.nextHopIpAddress"),
)


MAPPINGS = (
    Mapped("azurerm_resource_group", GROUP_TYPE, (), AtSubscription()),
    VIRTUAL_NETWORK,
    Mapped("azurerm_subnet", f"{NETWORK_TYPE}/subnets", SUBNET_PARTS, Below(("virtual_network_name",), NETWORK)),
    PEERING,
    Mapped(
        "azurerm_route_table",
        "Microsoft.Network/routeTables",
        (
            Field("bgp_route_propagation_enabled", "properties.disableBgpRoutePropagation", words=NEGATED),
            Field("disable_bgp_route_propagation", "properties.disableBgpRoutePropagation"),
            Blocks("route", "properties.routes", (Field("name", "name"), *ROUTE_PARTS)),
        ),
    ),
    Mapped("azurerm_route", "Microsoft.Network/routeTables/routes", ROUTE_PARTS, Below(("route_table_name",), ROUTE_TABLE)),
    Mapped(
        "azurerm_public_ip",
        "Microsoft.Network/publicIPAddresses",
        (
            Field("sku", "sku.name", "Standard", before="Basic"),
            Field("sku_tier", "sku.tier"),
            Field("allocation_method", "properties.publicIPAllocationMethod"),
            Field("ip_version", "properties.publicIPAddressVersion"),
            Field("ip_address", "properties.ipAddress"),
            Field("domain_name_label", "properties.dnsSettings.domainNameLabel"),
            Field("ddos_protection_mode", "properties.ddosSettings.protectionMode"),
            Link("ddos_protection_plan_id", "properties.ddosSettings.ddosProtectionPlan.id", ("azurerm_network_ddos_protection_plan",)),
            Link("public_ip_prefix_id", "properties.publicIPPrefix.id", PREFIX),
            Field("zones", "zones"),
        ),
        answers={"ip_address": "properties.ipAddress", "fqdn": "properties.dnsSettings.fqdn"},
    ),
    Mapped(
        "azurerm_public_ip_prefix",
        "Microsoft.Network/publicIPPrefixes",
        (Field("sku", "sku.name", "Standard"), Field("prefix_length", "properties.prefixLength"), Field("zones", "zones")),
        answers={"ip_prefix": "properties.ipPrefix"},
    ),
    Mapped(
        "azurerm_nat_gateway",
        "Microsoft.Network/natGateways",
        (
            Field("sku_name", "sku.name", "Standard"),
            Field("idle_timeout_in_minutes", "properties.idleTimeoutInMinutes"),
            Links("public_ip_address_ids", "properties.publicIpAddresses", PUBLIC_ADDRESS),
            Links("public_ip_prefix_ids", "properties.publicIpPrefixes", PREFIX),
            Field("zones", "zones"),
        ),
    ),
    Mapped("azurerm_network_ddos_protection_plan", "Microsoft.Network/ddosProtectionPlans"),
    Mapped("azurerm_network_watcher", "Microsoft.Network/networkWatchers"),
    Mapped(
        "azurerm_network_watcher_flow_log",
        "Microsoft.Network/networkWatchers/flowLogs",
        (
            Link("target_resource_id", "properties.targetResourceId"),
            Link("network_security_group_id", "properties.targetResourceId", SECURITY_GROUP),
            Link("storage_account_id", "properties.storageId", ("azurerm_storage_account",)),
            Link(
                "traffic_analytics.workspace_resource_id",
                "properties.flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceResourceId",
                ("azurerm_log_analytics_workspace",),
            ),
            Field("enabled", "properties.enabled"),
            Field("retention_policy.enabled", "properties.retentionPolicy.enabled"),
            Field("retention_policy.days", "properties.retentionPolicy.days"),
        ),
        Below(("network_watcher_name",), ("azurerm_network_watcher",)),
    ),
    Mapped(
        "azurerm_subnet_service_endpoint_storage_policy",
        "Microsoft.Network/serviceEndpointPolicies",
        (
            Blocks(
                "definition",
                "properties.serviceEndpointPolicyDefinitions",
                (
                    Field("name", "name"),
                    Field("service", "properties.service", "Microsoft.Storage"),
                    Field("service_resources", "properties.serviceResources"),
                ),
            ),
        ),
    ),
)

PATCHES = (
    Patch(
        "azurerm_subnet_network_security_group_association",
        "subnet_id",
        SUBNET,
        sets("network_security_group_id", "properties.networkSecurityGroup", SECURITY_GROUP),
    ),
    Patch("azurerm_subnet_route_table_association", "subnet_id", SUBNET, sets("route_table_id", "properties.routeTable", ROUTE_TABLE)),
    Patch("azurerm_subnet_nat_gateway_association", "subnet_id", SUBNET, sets("nat_gateway_id", "properties.natGateway", NAT)),
    Patch(
        "azurerm_nat_gateway_public_ip_association",
        "nat_gateway_id",
        NAT,
        adds("public_ip_address_id", "properties.publicIpAddresses", PUBLIC_ADDRESS),
    ),
    Patch(
        "azurerm_nat_gateway_public_ip_prefix_association",
        "nat_gateway_id",
        NAT,
        adds("public_ip_prefix_id", "properties.publicIpPrefixes", PREFIX),
    ),
    Patch(
        "azurerm_virtual_network_dns_servers",
        "virtual_network_id",
        NETWORK,
        writes(Field("dns_servers", "properties.dhcpOptions.dnsServers")),
    ),
)
