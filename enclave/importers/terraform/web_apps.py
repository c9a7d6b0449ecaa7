"""azurerm: App Service plans, web and function apps, static sites, Standard logic apps.

Defaults (docs/r of each, 4.55): public network access on, `vnet_route_all_enabled` off. From the second version of the sites'
API on, `siteConfig.vnetRouteAllEnabled` is what azurerm writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Resource, Unresolved, Value
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import Below, Field, Fixed, InGroup, Link, Made, Mapped, Part, Patch, Under, put
from enclave.importers.terraform.network_rules import PUBLIC
from enclave.importers.terraform.networks import SUBNET
from enclave.importers.terraform.storage import ACCOUNT
from enclave.importers.terraform.unread import leading
from enclave.importers.terraform.view import View

TYPE = "Microsoft.Web/sites"
PLAN = ("azurerm_service_plan", "azurerm_app_service_plan")
APPS = tuple(f"azurerm_{system}_{kind}_app" for system in ("linux", "windows") for kind in ("web", "function"))
SITES = (*APPS, "azurerm_logic_app_standard", "azurerm_function_app_flex_consumption", "azurerm_app_service", "azurerm_function_app")


def _restrictions(source: str) -> Made:
    name = "scmIpSecurityRestrictions" if source.startswith("scm") else "ipSecurityRestrictions"

    def made(view: View) -> Value | Absent:
        rows = view.blocks(f"site_config.{source}")
        if not rows:
            return MISSING
        if isinstance(rows, Unresolved):
            return rows
        found: list[Value] = []
        for row in rows:
            rule: dict[str, Value] = {"action": row.text("action", "Allow")}
            for attribute, key in (("name", "name"), ("priority", "priority"), ("ip_address", "ipAddress"), ("service_tag", "ipAddress")):
                value = row.value(attribute)
                if value is not MISSING:
                    rule[key] = value
            if row.value("service_tag") is not MISSING:
                rule["tag"] = "ServiceTag"
            subnet = row.link("virtual_network_subnet_id", SUBNET)
            if subnet is not MISSING:
                rule["vnetSubnetResourceId"] = subnet
            found.append(rule)
        return found

    return Made(f"properties.siteConfig.{name}", made)


def _mounted(view: View) -> Value | Absent:
    """The shares that a site mounts, by name."""
    rows = view.blocks("storage_account")
    if isinstance(rows, Unresolved):
        return rows
    found: dict[str, Value] = {f"mount-{place}": {"accountName": row.owner("account_name", ACCOUNT)} for place, row in enumerate(rows)}
    return found or MISSING


def _followed(view: View) -> Value | Absent:
    """The settings of an app that say where its traffic goes, and where Azure itself keeps its files and keys."""
    settings = view.value("app_settings")
    if isinstance(settings, Unresolved):
        return settings
    led = leading("app_settings", view)
    led = led if isinstance(led, Mapping) else {}
    given = settings if isinstance(settings, Mapping) else led
    found: list[Value] = [{"name": name, "value": led.get(name, given[name])} for name in FOLLOWED if given.get(name) is not None]
    account = view.owner("storage_account_name", ACCOUNT)
    if isinstance(account, str) and account:
        found.append({"name": KEPT, "value": f"AccountName={account}"})
    return found or MISSING


KEPT = "AzureWebJobsStorage"
"""The setting that azurerm writes for `storage_account_name`."""
FOLLOWED = ("WEBSITE_VNET_ROUTE_ALL", KEPT, f"{KEPT}__blobServiceUri", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING")
SITE: tuple[Part, ...] = (
    Link("service_plan_id", "properties.serverFarmId", PLAN),
    Field("https_only", "properties.httpsOnly", False),
    Field("enabled", "properties.enabled", True),
    Link("virtual_network_subnet_id", "properties.virtualNetworkSubnetId", SUBNET),
    Field("vnet_image_pull_enabled", "properties.vnetImagePullEnabled"),
    Field("site_config.vnet_route_all_enabled", "properties.siteConfig.vnetRouteAllEnabled", False),
    Field("site_config.minimum_tls_version|site_config.min_tls_version", "properties.siteConfig.minTlsVersion", "1.2"),
    Field("site_config.scm_minimum_tls_version|site_config.scm_min_tls_version", "properties.siteConfig.scmMinTlsVersion", "1.2"),
    Field("site_config.ftps_state", "properties.siteConfig.ftpsState", "Disabled"),
    Field("site_config.http2_enabled", "properties.siteConfig.http20Enabled"),
    Field("site_config.remote_debugging_enabled", "properties.siteConfig.remoteDebuggingEnabled", False),
    Field("site_config.ip_restriction_default_action", "properties.siteConfig.ipSecurityRestrictionsDefaultAction"),
    Field("site_config.scm_ip_restriction_default_action", "properties.siteConfig.scmIpSecurityRestrictionsDefaultAction"),
    Field("client_certificate_enabled", "properties.clientCertEnabled", False),
    _restrictions("ip_restriction"),
    _restrictions("scm_ip_restriction"),
    Made("properties.siteConfig.azureStorageAccounts", _mounted),
    Made("properties.siteConfig.appSettings", _followed),
    IDENTITY,
)


def _swift(body: dict[str, Value], view: View) -> bool:
    found = view.link("subnet_id", SUBNET)
    if found is MISSING:
        return False
    put(body, "properties.virtualNetworkSubnetId", found)
    return True


def _slot(system: str, kind: str) -> Mapped:
    parent = f"{kind}_app_id" if kind == "function" else "app_service_id"
    return Mapped(f"azurerm_{system}_{kind}_app_slot", f"{TYPE}/slots", (PUBLIC, *SITE), Under(parent, APPS), also=_carried)


PUBLISHING = (
    ("scm", ("webdeploy_publish_basic_authentication_enabled", "scm_publish_basic_authentication_enabled")),
    ("ftp", ("ftp_publish_basic_authentication_enabled",)),
)


LOGS = (
    ("application_logs.azure_blob_storage.sas_url", "applicationLogs.azureBlobStorage.sasUrl"),
    ("http_logs.azure_blob_storage.sas_url", "httpLogs.azureBlobStorage.sasUrl"),
)


def _carried(view: View, made: Resource) -> Iterator[Resource]:
    """Where a site's logs and backups go besides: resources of their own in ARM."""
    properties: dict[str, Value] = {}
    for source, target in LOGS:
        found = view.value(f"logs.{source}")
        if found is not MISSING and found is not None:
            put(properties, target, found)
    if properties:
        yield Resource(f"{made.type}/config", "", f"{made.name}/logs", made.scope, {"properties": properties})
    if view.blocks("backup"):
        yield Resource(f"{made.type}/config", "", f"{made.name}/backup", made.scope, {"properties": {"enabled": True}})


def _also(view: View, made: Resource) -> Iterator[Resource]:
    yield from _publishing(view, made)
    yield from _carried(view, made)


def _publishing(view: View, made: Resource) -> Iterator[Resource]:
    """Whether the publishing password is taken: resources of their own in ARM, on by default (docs/r, 4.55)."""
    for name, sources in PUBLISHING:
        given = (found for source in sources if (found := view.value(source)) is not MISSING)
        allowed = next(given, True)
        kind = f"{made.type}/basicPublishingCredentialsPolicies"
        yield Resource(kind, "", f"{made.name}/{name}", made.scope, {"properties": {"allow": allowed}})


FTP_ALLOWED = Field("site_config.ftps_state", "properties.siteConfig.ftpsState", "AllAllowed")
"""What the older types and logic apps take when it is not written (docs/r/function_app 3.117, docs/r/logic_app_standard 4.55)."""


def _app(source: str, kind: str) -> Mapped:
    older = () if source in APPS or source.endswith("flex_consumption") else (FTP_ALLOWED,)
    return Mapped(
        source,
        TYPE,
        (Fixed("kind", kind), PUBLIC, *SITE, *older),
        answers={"default_hostname": "properties.defaultHostName"},
        also=_also if not older else _carried,
    )


MAPPINGS = (
    Mapped(
        "azurerm_service_plan",
        "Microsoft.Web/serverfarms",
        (Field("sku_name", "sku.name"), Field("os_type", "kind"), Field("zone_balancing_enabled", "properties.zoneRedundant", False)),
    ),
    Mapped("azurerm_app_service_plan", "Microsoft.Web/serverfarms", (Field("sku.size", "sku.name"), Field("sku.tier", "sku.tier"))),
    _app("azurerm_linux_web_app", "app,linux"),
    _app("azurerm_windows_web_app", "app"),
    _app("azurerm_linux_function_app", "functionapp,linux"),
    _app("azurerm_windows_function_app", "functionapp"),
    _app("azurerm_function_app_flex_consumption", "functionapp,linux"),
    _app("azurerm_app_service", "app"),
    _app("azurerm_function_app", "functionapp"),
    Mapped(
        "azurerm_logic_app_standard",
        TYPE,
        (
            Fixed("kind", "functionapp,workflowapp"),
            Field("public_network_access", "properties.publicNetworkAccess", "Enabled"),
            *SITE,
            FTP_ALLOWED,
            Link("app_service_plan_id", "properties.serverFarmId", PLAN),
        ),
        also=_publishing,
    ),
    *(_slot(system, kind) for system in ("linux", "windows") for kind in ("web", "function")),
    Mapped(
        "azurerm_static_web_app",
        "Microsoft.Web/staticSites",
        (PUBLIC, Field("sku_tier", "sku.tier"), Field("sku_size", "sku.name"), IDENTITY),
    ),
    Mapped(
        "azurerm_app_service_custom_hostname_binding", f"{TYPE}/hostNameBindings", (), Below(("app_service_name",), SITES), name="hostname"
    ),
    Mapped("azurerm_app_service_certificate", "Microsoft.Web/certificates", (), InGroup()),
    Mapped(
        "azurerm_app_service_environment_v3",
        "Microsoft.Web/hostingEnvironments",
        (
            Link("subnet_id", "properties.virtualNetwork.id", SUBNET),
            Field("internal_load_balancing_mode", "properties.internalLoadBalancingMode", "None"),
        ),
    ),
)
PATCHES = (Patch("azurerm_app_service_virtual_network_swift_connection", "app_service_id", SITES, _swift),)
