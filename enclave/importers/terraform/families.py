"""Every family's table in one, and what of a plan makes nothing that a graph holds."""

from __future__ import annotations

from typing import Final

from enclave.importers.terraform import (
    ai_services,
    application_gateways,
    containers,
    databases,
    firewalls,
    front_doors,
    gateways,
    governance,
    interfaces,
    key_vaults,
    machines,
    messaging,
    monitoring,
    networks,
    perimeters,
    platforms,
    private_link,
    security_groups,
    storage,
    web_apps,
)
from enclave.importers.terraform.mapping import Mapped, Patch

MAPPINGS: Final[tuple[Mapped, ...]] = (
    *networks.MAPPINGS,
    *security_groups.MAPPINGS,
    *interfaces.MAPPINGS,
    *private_link.MAPPINGS,
    *firewalls.MAPPINGS,
    *application_gateways.MAPPINGS,
    *gateways.MAPPINGS,
    *perimeters.MAPPINGS,
    *front_doors.MAPPINGS,
    *machines.MAPPINGS,
    *storage.MAPPINGS,
    *key_vaults.MAPPINGS,
    *ai_services.MAPPINGS,
    *databases.MAPPINGS,
    *containers.MAPPINGS,
    *web_apps.MAPPINGS,
    *messaging.MAPPINGS,
    *platforms.MAPPINGS,
    *monitoring.MAPPINGS,
    *governance.MAPPINGS,
)
"""Every azurerm type that is a resource of its own."""

PATCHES: Final[tuple[Patch, ...]] = (
    *networks.PATCHES,
    *interfaces.PATCHES,
    *private_link.PATCHES,
    *firewalls.PATCHES,
    *machines.PATCHES,
    *storage.PATCHES,
    *key_vaults.PATCHES,
    *ai_services.PATCHES,
    *databases.PATCHES,
    *web_apps.PATCHES,
)
"""Every azurerm type that only changes another resource."""

QUIET_PROVIDERS: Final = frozenset(
    {
        "random",
        "null",
        "time",
        "local",
        "tls",
        "http",
        "template",
        "archive",
        "cloudinit",
        "external",
        "modtm",
        "terraform",
        "azuread",
        "msgraph",
        "pkcs12",
        "validation",
        "assert",
        "corefunc",
        "utils",
    }
)
"""Providers that make no Azure resource; those of the directory hold no network and no service."""

QUIET: Final = (
    "azurerm_advisor_",
    "azurerm_application_insights_",
    "azurerm_automation_",
    "azurerm_backup_",
    "azurerm_consumption_budget_",
    "azurerm_cost_",
    "azurerm_data_protection_backup_instance_",
    "azurerm_data_protection_backup_policy_",
    "azurerm_dns_",
    "azurerm_key_vault_managed_hardware_security_module_",
    "azurerm_log_analytics_",
    "azurerm_management_group_policy_",
    "azurerm_management_group_subscription_association",
    "azurerm_monitor_",
    "azurerm_policy_",
    "azurerm_portal_",
    "azurerm_resource_provider_registration",
    "azurerm_role_management_policy",
    "azurerm_security_center_",
    "azurerm_sentinel_",
    "azurerm_storage_blob",
    "azurerm_storage_container_immutability_policy",
    "azurerm_storage_management_policy",
    "azurerm_storage_table",
    "azurerm_key_vault_certificate_issuer",
    "azurerm_key_vault_certificate_contacts",
    "azurerm_mssql_server_vulnerability_assessment",
    "azurerm_api_management_product",
    "azurerm_subscription_cost_",
    "azurerm_eventhub_consumer_group",
    "azurerm_servicebus_subscription_rule",
    "azurerm_maintenance_assignment_",
)
"""Starts of the names of types that carry no traffic and open no way for any; those that are mapped are mapped all the same."""
