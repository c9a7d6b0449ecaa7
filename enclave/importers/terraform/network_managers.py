"""azurerm: network managers with their groups and security admin rules (docs/r/network_manager_*).

What a connectivity configuration connects is not modelled: it stays in the graph as what it is. A deployment commits
configurations, and a graph takes every one for committed.
"""

from __future__ import annotations

from enclave.importers.terraform.mapping import Blocks, Field, Link, Links, Mapped, Under
from enclave.importers.terraform.networks import NETWORK

TYPE = "Microsoft.Network/networkManagers"
MANAGER = ("azurerm_network_manager",)
GROUP = ("azurerm_network_manager_network_group",)
CONFIGURATION = ("azurerm_network_manager_security_admin_configuration",)
COLLECTION = ("azurerm_network_manager_admin_rule_collection",)
SIDE = (Field("address_prefix", "addressPrefix"), Field("address_prefix_type", "addressPrefixType"))

MAPPINGS = (
    Mapped("azurerm_network_manager", TYPE),
    Mapped("azurerm_network_manager_network_group", f"{TYPE}/networkGroups", (), Under("network_manager_id", MANAGER)),
    Mapped(
        "azurerm_network_manager_static_member",
        f"{TYPE}/networkGroups/staticMembers",
        (Link("target_virtual_network_id", "properties.resourceId", NETWORK),),
        Under("network_group_id", GROUP),
    ),
    Mapped("azurerm_network_manager_scope_connection", f"{TYPE}/scopeConnections", (), Under("network_manager_id", MANAGER)),
    Mapped(
        "azurerm_network_manager_connectivity_configuration",
        f"{TYPE}/connectivityConfigurations",
        (Field("connectivity_topology", "properties.connectivityTopology"),),
        Under("network_manager_id", MANAGER),
    ),
    Mapped(
        "azurerm_network_manager_security_admin_configuration",
        f"{TYPE}/securityAdminConfigurations",
        (),
        Under("network_manager_id", MANAGER),
    ),
    Mapped(
        "azurerm_network_manager_admin_rule_collection",
        f"{TYPE}/securityAdminConfigurations/ruleCollections",
        (Links("network_group_ids", "properties.appliesToGroups", GROUP, key="networkGroupId"),),
        Under("security_admin_configuration_id", CONFIGURATION),
    ),
    Mapped(
        "azurerm_network_manager_admin_rule",
        f"{TYPE}/securityAdminConfigurations/ruleCollections/rules",
        (
            Field("action", "properties.access"),
            Field("direction", "properties.direction"),
            Field("priority", "properties.priority"),
            Field("protocol", "properties.protocol"),
            Field("source_port_ranges", "properties.sourcePortRanges"),
            Field("destination_port_ranges", "properties.destinationPortRanges"),
            Blocks("source", "properties.sources", SIDE),
            Blocks("destination", "properties.destinations", SIDE),
        ),
        Under("admin_rule_collection_id", COLLECTION),
    ),
)
