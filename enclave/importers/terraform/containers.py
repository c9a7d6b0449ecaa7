"""azurerm: container registries, Kubernetes clusters and node pools, container apps and groups.

Defaults (docs/r of each, 4.55): public network access on; a cluster's API server public, local accounts on, outbound type
`loadBalancer`; a container group's address public.
"""

from __future__ import annotations

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Unresolved, Value
from enclave.importers.terraform.copies import copies
from enclave.importers.terraform.customer_keys import key_of
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import ENABLED, Below, Blocks, Field, Link, Made, Mapped, Part, Under, built
from enclave.importers.terraform.network_rules import PUBLIC
from enclave.importers.terraform.networks import SUBNET
from enclave.importers.terraform.storage import ACCOUNT
from enclave.importers.terraform.view import View

REGISTRY = ("azurerm_container_registry",)
REGISTRY_TYPE = "Microsoft.ContainerRegistry/registries"
CLUSTER = ("azurerm_kubernetes_cluster",)
CLUSTER_TYPE = "Microsoft.ContainerService/managedClusters"
ENVIRONMENT = ("azurerm_container_app_environment",)
ENVIRONMENT_TYPE = "Microsoft.App/managedEnvironments"
WORKSPACE = ("azurerm_log_analytics_workspace",)


def _rules(view: View) -> Value | Absent:
    """Rules of a registry; where Azure would choose, it has none."""
    block = view.block("network_rule_set")
    if not isinstance(block, View):
        return MISSING if block is None else block
    rows = block.blocks("ip_rule")
    found: dict[str, Value] = {"defaultAction": block.text("default_action", "Allow")}
    found["ipRules"] = (
        rows if isinstance(rows, Unresolved) else [{"value": row.text("ip_range"), "action": row.text("action", "Allow")} for row in rows]
    )
    return found


def _registry_key(view: View) -> Value | Absent:
    key = key_of(view, "encryption.key_vault_key_id")
    return MISSING if key is None else {"status": "enabled", "keyVaultProperties": {"keyIdentifier": key.uri}}


POOL: tuple[Part, ...] = (
    Field("vm_size", "vmSize"),
    Field("node_count", "count"),
    Field("node_public_ip_enabled|enable_node_public_ip", "enableNodePublicIP", False),
    Link("vnet_subnet_id", "vnetSubnetID", SUBNET),
    Link("pod_subnet_id", "podSubnetID", SUBNET),
    Field("host_encryption_enabled|enable_host_encryption", "enableEncryptionAtHost", False),
    Field("zones", "availabilityZones"),
    Field("os_sku", "osSKU"),
)


def _pools(view: View) -> Value:
    blocks = view.blocks("default_node_pool")
    if isinstance(blocks, Unresolved):
        return blocks
    parts = (Field("name", "name"), *POOL)
    return [{"mode": "System", **built(parts, block)} for block in blocks]


def _private(view: View) -> Value:
    return view.flag("private_cluster_enabled")


def _authorized(view: View) -> Value | Absent:
    found = view.value("api_server_access_profile.authorized_ip_ranges")
    return view.value("api_server_authorized_ip_ranges") if found is MISSING else found


def _local(view: View) -> Value:
    return view.flag("local_account_disabled")


def _addon(source: str, name: str) -> Made:
    def made(view: View) -> Value | Absent:
        found = view.value(source)
        return MISSING if found is MISSING else {"enabled": found}

    return Made(f"properties.addonProfiles.{name}", made)


def _with_block(source: str, target: str) -> Made:
    """A switch that azurerm turns on by writing a block."""

    def made(view: View) -> Value | Absent:
        block = view.block(source)
        if isinstance(block, Unresolved):
            return block
        return MISSING if block is None else True

    return Made(target, made)


def _container(view: View) -> Value:
    """Containers of a group by name and image; their environment is not needed, and may be secret."""
    blocks = view.blocks("container")
    if isinstance(blocks, Unresolved):
        return blocks
    return [{"name": block.text("name"), "properties": {"image": block.text("image")}} for block in blocks]


def _share(view: View) -> Value | Absent:
    """The account of a share; one of NFS names its server instead."""
    account = view.owner("account_name", ACCOUNT)
    return {"accountName": account} if account else MISSING


def _volumes(view: View) -> Value | Absent:
    """The shares that containers of a group mount."""
    blocks = view.blocks("container")
    if isinstance(blocks, Unresolved):
        return blocks
    found: list[Value] = []
    for block in blocks:
        volumes = block.blocks("volume")
        if isinstance(volumes, Unresolved):
            return volumes
        accounts = [volume.owner("storage_account_name", ACCOUNT) for volume in volumes]
        found += [{"azureFile": {"storageAccountName": account}} for account in accounts if account]
    return found or MISSING


def _address(view: View) -> Value | Absent:
    kind = view.text("ip_address_type", "Public")
    if isinstance(kind, str) and kind.lower() == "none":
        return MISSING
    return {"type": kind}


def _subnets(view: View) -> Value | Absent:
    ids = view.links("subnet_ids", SUBNET)
    if ids is MISSING:
        return MISSING
    return ids if isinstance(ids, Unresolved) else [{"id": each} for each in ids]


def _mesh(view: View) -> Value | Absent:
    """Istio with the gateways that azurerm switches on, each off when not written (docs/r/kubernetes_cluster, 4.55)."""
    block = view.block("service_mesh_profile")
    if not isinstance(block, View):
        return MISSING if block is None else block
    switches = {mode: block.flag(f"{mode.lower()}_ingress_gateway_enabled", default=False) for mode in ("External", "Internal")}
    gateways: list[Value] = [{"mode": mode, "enabled": switch} for mode, switch in switches.items() if switch is not False]
    return {"mode": block.text("mode", "Istio"), "istio": {"components": {"ingressGateways": gateways}}}


INGRESS: tuple[Part, ...] = (
    Field("external_enabled", "external", False),
    Field("target_port", "targetPort"),
    Field("transport", "transport"),
    Field("allow_insecure_connections", "allowInsecure", False),
)


def _ingress(view: View) -> Value | Absent:
    block = view.block("ingress")
    if not isinstance(block, View):
        return MISSING if block is None else block
    found = built(INGRESS, block)
    rules = block.blocks("ip_security_restriction")
    if rules:
        found["ipSecurityRestrictions"] = (
            rules
            if isinstance(rules, Unresolved)
            else [
                {"name": rule.text("name"), "action": rule.text("action"), "ipAddressRange": rule.text("ip_address_range")}
                for rule in rules
            ]
        )
    return found


MAPPINGS = (
    Mapped(
        "azurerm_container_registry",
        REGISTRY_TYPE,
        (
            Field("sku", "sku.name"),
            PUBLIC,
            Made("properties.networkRuleSet", _rules),
            Field("network_rule_bypass_option", "properties.networkRuleBypassOptions", "AzureServices"),
            Field("admin_enabled", "properties.adminUserEnabled", False),
            Field("anonymous_pull_enabled", "properties.anonymousPullEnabled", False),
            Field("export_policy_enabled", "properties.policies.exportPolicy.status", "enabled", {"true": "enabled", "false": "disabled"}),
            Field(
                "quarantine_policy_enabled",
                "properties.policies.quarantinePolicy.status",
                "disabled",
                {"true": "enabled", "false": "disabled"},
            ),
            Field("zone_redundancy_enabled", "properties.zoneRedundancy", "Disabled", ENABLED),
            Field("data_endpoint_enabled", "properties.dataEndpointEnabled", False),
            Made("properties.encryption", _registry_key),
            IDENTITY,
        ),
        answers={"login_server": "properties.loginServer"},
        also=copies("georeplications", f"{REGISTRY_TYPE}/replications"),
    ),
    Mapped("azurerm_container_registry_cache_rule", f"{REGISTRY_TYPE}/cacheRules", (), Under("container_registry_id", REGISTRY)),
    Mapped("azurerm_container_registry_scope_map", f"{REGISTRY_TYPE}/scopeMaps", (), Below(("container_registry_name",), REGISTRY)),
    Mapped(
        "azurerm_kubernetes_cluster",
        CLUSTER_TYPE,
        (
            Field("sku_tier", "sku.tier", "Free"),
            Field("kubernetes_version", "properties.kubernetesVersion"),
            Field("dns_prefix|dns_prefix_private_cluster", "properties.dnsPrefix"),
            Field("node_resource_group", "properties.nodeResourceGroup"),
            Made("properties.apiServerAccessProfile.enablePrivateCluster", _private),
            Field("private_cluster_public_fqdn_enabled", "properties.apiServerAccessProfile.enablePrivateClusterPublicFQDN", False),
            Link("private_dns_zone_id", "properties.apiServerAccessProfile.privateDNSZone", ("azurerm_private_dns_zone",)),
            Made("properties.apiServerAccessProfile.authorizedIPRanges", _authorized),
            Link("api_server_access_profile.subnet_id", "properties.apiServerAccessProfile.subnetId", SUBNET),
            Field(
                "api_server_access_profile.virtual_network_integration_enabled", "properties.apiServerAccessProfile.enableVnetIntegration"
            ),
            Field("run_command_enabled", "properties.apiServerAccessProfile.disableRunCommand", False, {"true": False, "false": True}),
            Made("properties.disableLocalAccounts", _local),
            Field("role_based_access_control_enabled", "properties.enableRBAC", True),
            _with_block("azure_active_directory_role_based_access_control", "properties.aadProfile.managed"),
            _with_block("microsoft_defender", "properties.securityProfile.defender.securityMonitoring.enabled"),
            Link(
                "microsoft_defender.log_analytics_workspace_id",
                "properties.securityProfile.defender.logAnalyticsWorkspaceResourceId",
                WORKSPACE,
            ),
            Link(
                "oms_agent.log_analytics_workspace_id",
                "properties.addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID",
                WORKSPACE,
            ),
            Field("azure_active_directory_role_based_access_control.azure_rbac_enabled", "properties.aadProfile.enableAzureRBAC"),
            Field("azure_active_directory_role_based_access_control.admin_group_object_ids", "properties.aadProfile.adminGroupObjectIDs"),
            Field("network_profile.network_plugin", "properties.networkProfile.networkPlugin"),
            Field("network_profile.network_plugin_mode", "properties.networkProfile.networkPluginMode"),
            Field("network_profile.network_policy", "properties.networkProfile.networkPolicy"),
            Field("network_profile.outbound_type", "properties.networkProfile.outboundType", "loadBalancer"),
            Field("network_profile.load_balancer_sku", "properties.networkProfile.loadBalancerSku"),
            Field("network_profile.pod_cidr", "properties.networkProfile.podCidr"),
            Field("network_profile.service_cidr", "properties.networkProfile.serviceCidr"),
            Field("network_profile.dns_service_ip", "properties.networkProfile.dnsServiceIP"),
            Made("properties.agentPoolProfiles", _pools),
            _addon("azure_policy_enabled", "azurepolicy"),
            _addon("http_application_routing_enabled", "httpApplicationRouting"),
            _with_block("aci_connector_linux", "properties.addonProfiles.aciConnectorLinux.enabled"),
            _with_block("ingress_application_gateway", "properties.addonProfiles.ingressApplicationGateway.enabled"),
            Link(
                "ingress_application_gateway.gateway_id",
                "properties.addonProfiles.ingressApplicationGateway.config.applicationGatewayId",
                ("azurerm_application_gateway",),
            ),
            _with_block("web_app_routing", "properties.ingressProfile.webAppRouting.enabled"),
            Field(
                "web_app_routing.default_nginx_controller",
                "properties.ingressProfile.webAppRouting.nginx.defaultIngressControllerType",
            ),
            Made("properties.serviceMeshProfile", _mesh),
            Link("disk_encryption_set_id", "properties.diskEncryptionSetID", ("azurerm_disk_encryption_set",)),
            Field("oidc_issuer_enabled", "properties.oidcIssuerProfile.enabled"),
            Field("workload_identity_enabled", "properties.securityProfile.workloadIdentity.enabled"),
            Field("automatic_upgrade_channel|automatic_channel_upgrade", "properties.autoUpgradeProfile.upgradeChannel"),
            IDENTITY,
        ),
        answers={
            "kubelet_identity.object_id": "properties.identityProfile.kubeletidentity.objectId",
            "kubelet_identity.client_id": "properties.identityProfile.kubeletidentity.clientId",
            "fqdn": "properties.fqdn",
            "private_fqdn": "properties.privateFQDN",
            "oidc_issuer_url": "properties.oidcIssuerProfile.issuerURL",
        },
    ),
    Mapped(
        "azurerm_kubernetes_cluster_node_pool",
        f"{CLUSTER_TYPE}/agentPools",
        tuple(
            Link(part.source, f"properties.{part.target}", part.types)
            if isinstance(part, Link)
            else Field(part.source, f"properties.{part.target}", part.default)
            for part in (*POOL, Field("mode", "mode", "User"), Field("os_type", "osType"))
            if isinstance(part, Link | Field)
        ),
        Under("kubernetes_cluster_id", CLUSTER),
    ),
    Mapped(
        "azurerm_kubernetes_cluster_trusted_access_role_binding",
        f"{CLUSTER_TYPE}/trustedAccessRoleBindings",
        (),
        Under("kubernetes_cluster_id", CLUSTER),
    ),
    Mapped(
        "azurerm_container_app_environment",
        ENVIRONMENT_TYPE,
        (
            Link("infrastructure_subnet_id", "properties.vnetConfiguration.infrastructureSubnetId", SUBNET),
            Made("properties.vnetConfiguration.internal", lambda view: view.flag("internal_load_balancer_enabled")),
            Field("public_network_access", "properties.publicNetworkAccess"),
            Field("zone_redundancy_enabled", "properties.zoneRedundant"),
            Field("mutual_tls_enabled", "properties.peerAuthentication.mtls.enabled"),
            Blocks(
                "workload_profile",
                "properties.workloadProfiles",
                (
                    Field("name", "name"),
                    Field("workload_profile_type", "workloadProfileType"),
                ),
            ),
            Field("logs_destination", "properties.appLogsConfiguration.destination"),
            # azurerm takes the id, and asks it for the customer id that ARM has here
            Link("log_analytics_workspace_id", "properties.appLogsConfiguration.logAnalyticsConfiguration.customerId", WORKSPACE),
            IDENTITY,
        ),
    ),
    Mapped(
        "azurerm_container_app_environment_storage",
        f"{ENVIRONMENT_TYPE}/storages",
        (Made("properties.azureFile", _share),),
        Under("container_app_environment_id", ENVIRONMENT),
    ),
    Mapped(
        "azurerm_container_app_environment_dapr_component",
        f"{ENVIRONMENT_TYPE}/daprComponents",
        (),
        Under("container_app_environment_id", ENVIRONMENT),
    ),
    Mapped(
        "azurerm_container_app_environment_certificate",
        f"{ENVIRONMENT_TYPE}/certificates",
        (),
        Under("container_app_environment_id", ENVIRONMENT),
    ),
    Mapped(
        "azurerm_container_app",
        "Microsoft.App/containerApps",
        (
            Link("container_app_environment_id", "properties.environmentId", ENVIRONMENT),
            Made("properties.configuration.ingress", _ingress),
            Field("workload_profile_name", "properties.workloadProfileName"),
            IDENTITY,
        ),
        answers={"latest_revision_fqdn": "properties.latestRevisionFqdn"},
    ),
    Mapped(
        "azurerm_container_app_job",
        "Microsoft.App/jobs",
        (Link("container_app_environment_id", "properties.environmentId", ENVIRONMENT), IDENTITY),
    ),
    Mapped(
        "azurerm_container_group",
        "Microsoft.ContainerInstance/containerGroups",
        (
            Made("properties.containers", _container),
            Made("properties.ipAddress", _address),
            Made("properties.subnetIds", _subnets),
            Made("properties.volumes", _volumes),
            Field("diagnostics.log_analytics.workspace_id", "properties.diagnostics.logAnalytics.workspaceId"),
            Field("os_type", "properties.osType"),
            Field("restart_policy", "properties.restartPolicy"),
            IDENTITY,
        ),
    ),
)
