"""The tables against the provider's own schema and against Azure's types: no attribute and no property is guessed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enclave.importers.terraform.families import MAPPINGS, PATCHES
from enclave.importers.terraform.identities import Identities
from enclave.importers.terraform.mapping import Below, Beside, Blocks, Field, InGroup, Link, Links, On, Part, Under
from enclave.importers.terraform.read import MAPPED

OLDER = {
    "public_access_behind_virtual_network_enabled",
    # attributes of 3.x that 4.x has dropped or renamed (docs/guides/4.0-upgrade-guide of the provider), and of later versions
    "enable_https_traffic_only",
    "allow_blob_public_access",
    "disable_bgp_route_propagation",
    "enable_ip_forwarding",
    "enable_accelerated_networking",
    "enable_non_ssl_port",
    "enable_rbac_authorization",
    "enable_automatic_failover",
    "api_server_authorized_ip_ranges",
    "automatic_channel_upgrade",
    "enable_node_public_ip",
    "enable_host_encryption",
    "enable_floating_ip",
    "enable_tcp_reset",
    "frontend_port_start",
    "frontend_port_end",
    "http2_enabled",
    "min_tls_version",
    "scale.type",
    "scale.capacity",
    "node_public_ip_enabled",
    "ip_forwarding_enabled",
    "public_network_access",
    "site_config.min_tls_version",
}


PERIMETER = "azurerm_network_security_perimeter"
NEWER: dict[str, dict[str, Any]] = {
    PERIMETER: {"name!": "s", "resource_group_name!": "s", "location!": "s"},
    f"{PERIMETER}_profile": {"name!": "s", "network_security_perimeter_id!": "s"},
    f"{PERIMETER}_access_rule": {
        "name!": "s",
        "network_security_perimeter_profile_id!": "s",
        "direction!": "s",
        "address_prefixes": "[s",
        "fqdns": "[s",
        "service_tags": "[s",
        "subscription_ids": "[s",
    },
    f"{PERIMETER}_association": {"name!": "s", "network_security_perimeter_profile_id!": "s", "access_mode!": "s", "resource_id!": "s"},
}


@pytest.fixture(scope="module")
def provider(shared: Path) -> dict[str, Any]:
    """The provider's schema: type -> attributes; with the types that it has got since, from their documentation."""
    found: dict[str, Any] = json.loads((shared / "azure-types" / "azurerm" / "azurerm.json").read_text(encoding="utf-8"))["resources"]
    return found | NEWER


def bare(schema: dict[str, Any]) -> dict[str, Any]:
    return {key.removesuffix("!"): value for key, value in schema.items()}


def reads(parts: tuple[Part, ...]) -> Iterator[tuple[str, tuple[Part, ...]]]:
    for part in parts:
        if isinstance(part, Field | Link | Links | Blocks):
            yield part.source, part.parts if isinstance(part, Blocks) else ()


def missing(parts: tuple[Part, ...], schema: dict[str, Any], where: str) -> Iterator[str]:
    for source, inner in reads(parts):
        found = None
        for name in source.split("|"):
            here: Any = schema
            for step in name.split("."):
                here = bare(here).get(step) if isinstance(here, dict) else None
            found = found or here
        if found is None and not (set(source.split("|")) & OLDER):
            yield f"{where}.{source}"
        if isinstance(found, dict):
            yield from missing(inner, found, f"{where}.{source}")


SHARED = {
    # rows that several types share, of which one does not have the attribute
    "azurerm_virtual_network.subnet.sharing_scope",
    "azurerm_traffic_manager_azure_endpoint.target",
    "azurerm_traffic_manager_external_endpoint.target_resource_id",
    "azurerm_traffic_manager_nested_endpoint.target",
    "azurerm_orchestrated_virtual_machine_scale_set.secure_boot_enabled",
    "azurerm_orchestrated_virtual_machine_scale_set.vtpm_enabled",
    "azurerm_orchestrated_virtual_machine_scale_set.network_interface.ip_configuration.load_balancer_inbound_nat_rules_ids",
    "azurerm_windows_web_app.vnet_image_pull_enabled",
    "azurerm_function_app_flex_consumption.vnet_image_pull_enabled",
    "azurerm_function_app_flex_consumption.site_config.ftps_state",
    "azurerm_logic_app_standard.service_plan_id",
    "azurerm_logic_app_standard.vnet_image_pull_enabled",
    "azurerm_logic_app_standard.site_config.remote_debugging_enabled",
    "azurerm_logic_app_standard.site_config.ip_restriction_default_action",
    "azurerm_logic_app_standard.site_config.scm_ip_restriction_default_action",
    "azurerm_logic_app_standard.client_certificate_enabled",
    "azurerm_windows_web_app_slot.vnet_image_pull_enabled",
    "azurerm_ai_services.custom_question_answering_search_service_id",
    "azurerm_lighthouse_definition.eligible_authorization.delegated_role_definition_ids",
    "azurerm_pim_eligible_role_assignment.principal_type",
    "azurerm_pim_active_role_assignment.principal_type",
    "azurerm_pim_active_role_assignment.condition",
    "azurerm_pim_active_role_assignment.condition_version",
    # only computed, or only in 3.x
    "azurerm_public_ip.ip_address",
    "azurerm_nat_gateway.public_ip_address_ids",
    "azurerm_nat_gateway.public_ip_prefix_ids",
}
GONE = {
    "azurerm_app_service",
    "azurerm_function_app",
    "azurerm_app_service_plan",
    "azurerm_virtual_machine",
}


def test_every_type_and_attribute_is_the_provider_s(provider: dict[str, Any]) -> None:
    wrong = [mapped.source for mapped in MAPPINGS if mapped.source not in provider]
    wrong += [patch.source for patch in PATCHES if patch.source not in provider]
    assert wrong == []
    wrong = [
        each for mapped in MAPPINGS if mapped.source not in GONE for each in missing(mapped.parts, provider[mapped.source], mapped.source)
    ]
    assert set(wrong) == SHARED


def test_homes_and_names_are_the_provider_s(provider: dict[str, Any]) -> None:
    wrong = []
    for mapped in MAPPINGS:
        home = mapped.home
        names = [] if home is None else [home.source] if isinstance(home, InGroup | Under | On | Beside) else []
        names += list(home.names) if isinstance(home, Below) else []
        names += mapped.name.split("/")
        wrong += [f"{mapped.source}.{name}" for name in names if not name.startswith("'") and name not in bare(provider[mapped.source])]
    assert wrong == []


def test_each_type_stands_once() -> None:
    sources = [mapped.source for mapped in MAPPINGS] + [patch.source for patch in PATCHES]
    assert len(sources) == len(set(sources))
    assert set(MAPPED) == {mapped.source for mapped in MAPPINGS}
    assert Identities


def words(kind: Any) -> Any:
    """A value of the kind that a schema asks for."""
    if isinstance(kind, dict):
        return [{key: value for key, inner in bare(kind).items() if key not in ("$", "timeouts") and (value := words(inner)) is not None}]
    return {"s": "text", "n": 7, "b": True}.get(kind) if not str(kind).startswith("[") else [words(str(kind)[1:])] if str(kind)[1:] else []


def test_every_property_is_azure_s(provider: dict[str, Any], problems: Any, plan: Any) -> None:
    """A plan with every attribute set makes bodies of properties that exist."""
    resources = {}
    for mapped in MAPPINGS:
        if mapped.source in GONE:
            continue
        values = {key: words(kind) for key, kind in bare(provider[mapped.source]).items() if key not in ("$", "id", "timeouts", "tags")}
        resources[f"{mapped.source}.x"] = {key: value for key, value in values.items() if value not in (None, {}, [])}
    found = [line for line in problems(plan(resources)) if "unknown-" in line and "inboundNatPools" not in line]
    assert found == []
