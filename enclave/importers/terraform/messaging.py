"""azurerm: Service Bus and Event Hubs namespaces, Event Grid, IoT Hub, SignalR, relays.

Defaults (docs/r of each, 4.55): public network access and local authentication on; a rule set without a default action allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Resource, Unresolved, Value
from enclave.importers.terraform.customer_keys import key_of
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import NEGATED, Below, Blocks, Field, Link, Made, Mapped, On, Part, Patch, Under, put
from enclave.importers.terraform.network_rules import PUBLIC
from enclave.importers.terraform.networks import SUBNET
from enclave.importers.terraform.storage import ACCOUNT as STORAGE
from enclave.importers.terraform.view import View

BUS = ("azurerm_servicebus_namespace",)
BUS_TYPE = "Microsoft.ServiceBus/namespaces"
HUBS = ("azurerm_eventhub_namespace",)
HUBS_TYPE = "Microsoft.EventHub/namespaces"
SWITCH = {"true": "Enabled", "false": "Disabled"}


def _switch(found: bool | Unresolved) -> Value:
    return found if isinstance(found, Unresolved) else "Enabled" if found else "Disabled"


def _bus_rules(block: View) -> dict[str, Value]:
    ranges = block.value("ip_rules")
    subnets = block.blocks("network_rules")
    return {
        "defaultAction": block.text("default_action", "Allow"),
        "publicNetworkAccess": _switch(block.flag("public_network_access_enabled", True)),
        "trustedServiceAccessEnabled": block.flag("trusted_services_allowed"),
        "ipRules": [{"ipMask": each, "action": "Allow"} for each in ranges]
        if isinstance(ranges, list)
        else []
        if ranges is MISSING
        else ranges,
        "virtualNetworkRules": _subnets(subnets),
    }


def _hubs_rules(block: View) -> dict[str, Value]:
    ranges = block.blocks("ip_rule")
    return {
        "defaultAction": block.text("default_action", "Allow"),
        "publicNetworkAccess": _switch(block.flag("public_network_access_enabled", True)),
        "trustedServiceAccessEnabled": block.flag("trusted_service_access_enabled"),
        "ipRules": ranges
        if isinstance(ranges, Unresolved)
        else [{"ipMask": row.text("ip_mask"), "action": row.text("action", "Allow")} for row in ranges],
        "virtualNetworkRules": _subnets(block.blocks("virtual_network_rule")),
    }


def _subnets(blocks: list[View] | Unresolved) -> Value:
    if isinstance(blocks, Unresolved):
        return blocks
    return [{"subnet": {"id": target}} for block in blocks if (target := block.link("subnet_id", SUBNET)) is not MISSING]


def _rule_set(kind: str, source: str, rules: Callable[[View], dict[str, Value]]) -> Callable[[View, Resource], Iterator[Resource]]:
    """The rule set that stands inline is a child in ARM."""

    def also(view: View, made: Resource) -> Iterator[Resource]:
        block = view.block(source)
        if block is not None:
            properties: Value = block if isinstance(block, Unresolved) else rules(block)
            yield Resource(f"{kind}/networkRuleSets", "", f"{made.name}/default", made.scope, {"properties": properties})

    return also


def _encryption(view: View) -> Value | Absent:
    key = key_of(view, "customer_managed_key.key_vault_key_id")
    if key is None:
        return MISSING
    return {
        "keySource": "Microsoft.KeyVault",
        "keyVaultProperties": [{"keyName": key.name, "keyVaultUri": key.vault}],
        "requireInfrastructureEncryption": view.flag("customer_managed_key.infrastructure_encryption_enabled"),
    }


def _separate_key(source: str) -> Callable[[dict[str, Value], View], bool]:
    def apply(body: dict[str, Value], view: View) -> bool:
        keys = view.value(source)
        put(body, "properties.encryption", {
            "keySource": "Microsoft.KeyVault",
            "keyVaultProperties": None if keys is MISSING else keys,
            "requireInfrastructureEncryption": view.flag("infrastructure_encryption_enabled"),
        })
        return True

    return apply


HUB_ENDPOINTS = {
    "azureiothub.eventhub": "eventHubs",
    "azureiothub.servicebusqueue": "serviceBusQueues",
    "azureiothub.servicebustopic": "serviceBusTopics",
    "azureiothub.storagecontainer": "storageContainers",
}
"""Kind of an endpoint, lower case, -> the list of ARM that it stands in."""


def _hub_endpoints(view: View) -> Value | Absent:
    blocks = view.blocks("endpoint")
    if isinstance(blocks, Unresolved):
        return blocks
    if not blocks:
        return MISSING
    found: dict[str, list[Value]] = {}
    for block in blocks:
        kind = block.text("type")
        if isinstance(kind, Unresolved):
            return kind
        found.setdefault(HUB_ENDPOINTS.get(kind.lower(), kind), []).append({"name": block.text("name")})
    return {kind: list(rows) for kind, rows in found.items()}


ROUTE: tuple[Part, ...] = (Field("name", "name"), Field("enabled", "isEnabled"), Field("endpoint_names", "endpointNames"))
HUB_RULES = "properties.networkRuleSets"
HUB: tuple[Part, ...] = (
    Made("properties.routing.endpoints", _hub_endpoints),
    Blocks("route", "properties.routing.routes", ROUTE),
    Field("fallback_route.enabled", "properties.routing.fallbackRoute.isEnabled", True),
    Field("file_upload.container_name", "properties.storageEndpoints.$default.containerName"),
    Field("network_rule_set.default_action", f"{HUB_RULES}.defaultAction"),
    Field("network_rule_set.apply_to_builtin_eventhub_endpoint", f"{HUB_RULES}.applyToBuiltInEventHubEndpoint", False),
    Blocks(
        "network_rule_set.ip_rule",
        f"{HUB_RULES}.ipRules",
        (Field("name", "filterName"), Field("ip_mask", "ipMask"), Field("action", "action", "Allow")),
    ),
)
"""What a hub lets in and sends on. A rule set without an action of its own denies; without a rule set there is none."""

TOPIC: tuple[Part, ...] = (
    PUBLIC,
    Field("local_auth_enabled", "properties.disableLocalAuth", False, NEGATED),
    Blocks("inbound_ip_rule", "properties.inboundIpRules", (Field("ip_mask", "ipMask"), Field("action", "action", "Allow"))),
    IDENTITY,
)

SENT_TO = (
    "eventhub_endpoint_id", "hybrid_connection_endpoint_id", "service_bus_queue_endpoint_id", "service_bus_topic_endpoint_id",
    "azure_function_endpoint.function_id", "storage_queue_endpoint.storage_account_id",
)  # fmt: skip
"""What an event subscription may send to, one of which it is given."""


def _destination(view: View) -> Value:
    found: dict[str, Value] = {}
    for source in SENT_TO:
        target = view.link(source)
        if target is not MISSING:
            found["resourceId"] = target
            break
    address = view.value("webhook_endpoint.url")
    return found if address is MISSING else {**found, "endpointUrl": address}


EVENTS = (
    Made("properties.destination.properties", _destination),
    Link("storage_blob_dead_letter_destination.storage_account_id", "properties.deadLetterDestination.properties.resourceId", STORAGE),
)
SYSTEM_TOPIC = ("azurerm_eventgrid_system_topic",)


def _source(view: View) -> Value | Absent:
    found = view.link("source_resource_id")
    return view.link("source_arm_resource_id") if found is MISSING else found


MAPPINGS = (
    Mapped(
        "azurerm_servicebus_namespace",
        BUS_TYPE,
        (
            Field("sku", "sku.name"),
            PUBLIC,
            Field("local_auth_enabled", "properties.disableLocalAuth", False, NEGATED),
            Field("minimum_tls_version", "properties.minimumTlsVersion", "1.2"),
            Made("properties.encryption", _encryption),
            IDENTITY,
        ),
        also=_rule_set(BUS_TYPE, "network_rule_set", _bus_rules),
    ),
    *(Mapped(f"azurerm_servicebus_{kind}", f"{BUS_TYPE}/{kind}s", (), Under("namespace_id", BUS)) for kind in ("queue", "topic")),
    Mapped("azurerm_servicebus_namespace_authorization_rule", f"{BUS_TYPE}/authorizationRules", (), Under("namespace_id", BUS)),
    Mapped("azurerm_servicebus_subscription", f"{BUS_TYPE}/topics/subscriptions", (), Under("topic_id", ("azurerm_servicebus_topic",))),
    Mapped(
        "azurerm_eventhub_namespace",
        HUBS_TYPE,
        (
            Field("sku", "sku.name"),
            PUBLIC,
            Field("local_authentication_enabled", "properties.disableLocalAuth", False, NEGATED),
            Field("minimum_tls_version", "properties.minimumTlsVersion", "1.2"),
            IDENTITY,
        ),
        also=_rule_set(HUBS_TYPE, "network_rulesets", _hubs_rules),
    ),
    Mapped(
        "azurerm_eventhub",
        f"{HUBS_TYPE}/eventhubs",
        (
            Link(
                "capture_description.destination.storage_account_id",
                "properties.captureDescription.destination.properties.storageAccountResourceId",
                ("azurerm_storage_account",),
            ),
        ),
        Under("namespace_id", HUBS, by_name="namespace_name"),
    ),
    Mapped("azurerm_eventgrid_topic", "Microsoft.EventGrid/topics", TOPIC),
    Mapped("azurerm_eventgrid_domain", "Microsoft.EventGrid/domains", TOPIC),
    Mapped(
        "azurerm_eventgrid_domain_topic", "Microsoft.EventGrid/domains/topics", (), Below(("domain_name",), ("azurerm_eventgrid_domain",))
    ),
    Mapped(
        "azurerm_eventgrid_system_topic",
        "Microsoft.EventGrid/systemTopics",
        (Made("properties.source", _source), Field("topic_type", "properties.topicType"), IDENTITY),
    ),
    Mapped("azurerm_eventgrid_event_subscription", "Microsoft.EventGrid/eventSubscriptions", EVENTS, On("scope")),
    Mapped(
        "azurerm_eventgrid_system_topic_event_subscription",
        "Microsoft.EventGrid/systemTopics/eventSubscriptions",
        EVENTS,
        Below(("system_topic",), SYSTEM_TOPIC),
    ),
    Mapped(
        "azurerm_iothub",
        "Microsoft.Devices/IotHubs",
        (
            Field("sku.name", "sku.name"),
            PUBLIC,
            Field("local_authentication_enabled", "properties.disableLocalAuth", False, NEGATED),
            *HUB,
            IDENTITY,
        ),
    ),
    Mapped(
        "azurerm_signalr_service",
        "Microsoft.SignalRService/signalR",
        (
            Field("sku.name", "sku.name"),
            PUBLIC,
            Field("local_auth_enabled", "properties.disableLocalAuth", False, NEGATED),
            Field("aad_auth_enabled", "properties.disableAadAuth", False, NEGATED),
            Blocks("upstream_endpoint", "properties.upstream.templates", (Field("url_template", "urlTemplate"),)),
            Field("cors.allowed_origins", "properties.cors.allowedOrigins"),
            IDENTITY,
        ),
    ),
    Mapped(
        "azurerm_web_pubsub",
        "Microsoft.SignalRService/webPubSub",
        (
            Field("sku", "sku.name"),
            PUBLIC,
            Field("local_auth_enabled", "properties.disableLocalAuth", False, NEGATED),
            Field("aad_auth_enabled", "properties.disableAadAuth", False, NEGATED),
            IDENTITY,
        ),
    ),
    Mapped("azurerm_relay_namespace", "Microsoft.Relay/namespaces", (Field("sku_name", "sku.name"),)),
)
PATCHES = (
    Patch("azurerm_eventhub_namespace_customer_managed_key", "eventhub_namespace_id", HUBS, _separate_key("key_vault_key_ids")),
    Patch("azurerm_servicebus_namespace_customer_managed_key", "namespace_id", BUS, _separate_key("key_vault_key_id")),
)
