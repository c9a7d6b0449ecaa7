# the whole enclave, for `terraform apply`: written by `enclave build`; change enclave.yaml, not this file

data "azapi_client_config" "current" {}

locals {
  region_tags = { for key, region in var.regions : key => {
    enclave               = var.enclave
    region                = key
    "data-classification" = "highly-sensitive"
    scenario              = "ai-inference"
  } }

  tags = {
    enclave               = var.enclave
    "data-classification" = "highly-sensitive"
    scenario              = "ai-inference"
  }
}

resource "azapi_resource" "resource_groups" {
  for_each = var.regions

  type                      = "Microsoft.Resources/resourceGroups@2025-04-01"
  parent_id                 = "/subscriptions/${data.azapi_client_config.current.subscription_id}"
  name                      = "rg-${var.enclave}-${each.value.name}"
  location                  = each.value.location
  tags                      = local.region_tags[each.key]
  schema_validation_enabled = true
}

resource "azapi_resource" "global_resource_group" {
  type                      = "Microsoft.Resources/resourceGroups@2025-04-01"
  parent_id                 = "/subscriptions/${data.azapi_client_config.current.subscription_id}"
  name                      = "rg-${var.enclave}-global"
  location                  = var.location
  tags                      = local.tags
  schema_validation_enabled = true
}

# ---------------------------------------------------------------------------------------------------------------------
# Phase 1: network foundation
# ---------------------------------------------------------------------------------------------------------------------

module "network_security_groups" {
  for_each = var.regions
  source   = "./modules/virtual-network/network-security-groups"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  location          = each.value.location
  tags              = local.region_tags[each.key]
  addresses         = each.value.addresses
}

module "route_tables" {
  for_each = var.regions
  source   = "./modules/virtual-network/route-tables"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  location          = each.value.location
  tags              = local.region_tags[each.key]
  addresses         = each.value.addresses
}

module "nat_gateway" {
  for_each = var.regions
  source   = "./modules/virtual-network/nat-gateway"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  location          = each.value.location
  tags              = local.region_tags[each.key]
}

module "ddos_protection" {
  source = "./modules/virtual-network/ddos-protection"

  resource_group_id = "${azapi_resource.global_resource_group.parent_id}/resourceGroups/${azapi_resource.global_resource_group.name}"
  enclave           = var.enclave
  location          = var.location
  tags              = local.tags
}

module "ip_groups" {
  for_each = var.regions
  source   = "./modules/firewall/ip-groups"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  location          = each.value.location
  tags              = local.region_tags[each.key]
  addresses         = each.value.addresses
}

module "threat_intelligence" {
  for_each = var.regions
  source   = "./modules/firewall/threat-intelligence"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  location          = each.value.location
  tags              = local.region_tags[each.key]
}

module "azure_firewall_public_ip_addresses" {
  for_each = var.regions
  source   = "./modules/firewall/azure-firewall-public-ip-addresses"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  location          = each.value.location
  tags              = local.region_tags[each.key]
}

module "virtual_network" {
  for_each = var.regions
  source   = "./modules/virtual-network/virtual-network"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                    = var.enclave
  region                     = each.value.name
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  addresses                  = each.value.addresses
  nat_gateway_id             = module.nat_gateway[each.key].nat_gateway_id
  network_security_group_ids = module.network_security_groups[each.key].network_security_group_ids
  ddos_protection_plan_id    = module.ddos_protection.ddos_protection_plan_id
  route_table_ids            = module.route_tables[each.key].route_table_ids
}

module "bastion" {
  for_each = var.regions
  source   = "./modules/virtual-network/bastion"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  location          = each.value.location
  tags              = local.region_tags[each.key]
  subnet_ids        = module.virtual_network[each.key].subnet_ids

  depends_on = [module.virtual_network]
}

module "private_dns_zones" {
  for_each = var.regions
  source   = "./modules/private-dns/private-dns-zones"

  resource_group_id   = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave             = var.enclave
  region              = each.value.name
  tags                = local.region_tags[each.key]
  virtual_network_ids = module.virtual_network[each.key].virtual_network_ids
  a_ipv_4_address     = each.value.private_dns_zones.a_ipv_4_address
  private_dns_zones   = each.value.private_dns_zones.private_dns_zones
}

module "tls_inspection" {
  for_each = var.regions
  source   = "./modules/firewall/tls-inspection"

  resource_group_id  = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  tags               = local.region_tags[each.key]
  vault_name         = each.value.key_vault.vault_name
  firewall_authority = var.firewall_authority

  depends_on = [module.key_vault]
}

module "firewall_policies" {
  for_each = var.regions
  source   = "./modules/firewall/firewall-policies"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                    = var.enclave
  region                     = each.value.name
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  user_assigned_identity_ids = module.managed_identity[each.key].user_assigned_identity_ids
  firewall_policy_id         = module.threat_intelligence[each.key].firewall_policy_id
  secret_uri                 = module.tls_inspection[each.key].secret_uri

  depends_on = [module.role_assignments]
}

module "fqdn_rules" {
  for_each = var.regions
  source   = "./modules/firewall/fqdn-rules"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  ip_group_ids      = module.ip_groups[each.key].ip_group_ids

  depends_on = [module.firewall_policies]
}

module "azure_firewall" {
  for_each = var.regions
  source   = "./modules/firewall/azure-firewall"

  resource_group_id    = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave              = var.enclave
  region               = each.value.name
  location             = each.value.location
  tags                 = local.region_tags[each.key]
  firewall_policy_id   = module.firewall_policies[each.key].firewall_policy_id
  subnet_ids           = module.virtual_network[each.key].subnet_ids
  public_ip_address_id = module.azure_firewall_public_ip_addresses[each.key].public_ip_address_id

  depends_on = [module.fqdn_rules]
}

# ---------------------------------------------------------------------------------------------------------------------
# Phase 2: security and monitoring
# ---------------------------------------------------------------------------------------------------------------------

module "managed_identity" {
  for_each = var.regions
  source   = "./modules/identity-access/managed-identity"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  region_key        = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
}

module "backup_vault" {
  for_each = var.regions
  source   = "./modules/backup-recovery/backup-vault"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  location          = each.value.location
  tags              = local.region_tags[each.key]
}

module "custom_roles" {
  source = "./modules/identity-access/custom-roles"

  subscription_id = data.azapi_client_config.current.subscription_id
}

module "log_analytics_workspace" {
  for_each = var.regions
  source   = "./modules/monitoring/log-analytics-workspace"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  location          = each.value.location
  tags              = local.region_tags[each.key]
}

module "policy_definitions" {
  source = "./modules/governance/policy-definitions"

  subscription_id = data.azapi_client_config.current.subscription_id
  enclave         = var.enclave
}

module "tag_policies" {
  source = "./modules/governance/tag-policies"

  resource_group_id = "${azapi_resource.resource_groups["europe"].parent_id}/resourceGroups/${azapi_resource.resource_groups["europe"].name}"
  subscription_id   = data.azapi_client_config.current.subscription_id
  location          = var.location
}

module "tag_policies_global" {
  source = "./modules/governance/tag-policies-global"

  resource_group_id                    = "${azapi_resource.resource_groups["us_healthcare"].parent_id}/resourceGroups/${azapi_resource.resource_groups["us_healthcare"].name}"
  subscription_id                      = data.azapi_client_config.current.subscription_id
  ban_stdnd_policy_assignment_location = var.ban_stdnd_policy_assignment_location
}

module "tag_policies_rg_contoso_bank_global" {
  source = "./modules/governance/tag-policies-rg-contoso-bank-global"

  resource_group_id = "${azapi_resource.global_resource_group.parent_id}/resourceGroups/${azapi_resource.global_resource_group.name}"
  subscription_id   = data.azapi_client_config.current.subscription_id
  location          = var.location
}

module "regulatory_compliance" {
  source = "./modules/governance/regulatory-compliance"

  subscription_id = data.azapi_client_config.current.subscription_id
  location        = var.location
}

module "defender_for_cloud_subscription" {
  source = "./modules/governance/defender-for-cloud-subscription"

  subscription_id = data.azapi_client_config.current.subscription_id
}

module "information_protection" {
  source = "./modules/governance/information-protection"

  subscription_id = data.azapi_client_config.current.subscription_id
}

module "application_insights" {
  for_each = var.regions
  source   = "./modules/monitoring/application-insights"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  location          = each.value.location
  tags              = local.region_tags[each.key]
  workspace_id      = module.log_analytics_workspace[each.key].workspace_id
}

module "defender_for_cloud" {
  for_each = var.regions
  source   = "./modules/governance/defender-for-cloud"

  resource_group_id      = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                = var.enclave
  region                 = each.value.name
  location               = each.value.location
  tags                   = local.region_tags[each.key]
  automation_description = "alerts and findings of contoso-bank in ${each.key}"
  workspace_id           = module.log_analytics_workspace[each.key].workspace_id
}

module "sentinel" {
  for_each = var.regions
  source   = "./modules/governance/sentinel"

  resource_group_id         = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                   = var.enclave
  region                    = each.value.name
  workspace_setting_names   = each.value.sentinel.workspace_setting_names
  workspace_setting_2_names = each.value.sentinel.workspace_setting_2_names

  depends_on = [module.log_analytics_workspace]
}

module "diagnostic_settings_subscription" {
  source = "./modules/monitoring/diagnostic-settings-subscription"

  subscription_id     = data.azapi_client_config.current.subscription_id
  enclave             = var.enclave
  europe_workspace_id = module.log_analytics_workspace["europe"].workspace_id
}

module "policy_assignments" {
  source = "./modules/governance/policy-assignments"

  subscription_id          = data.azapi_client_config.current.subscription_id
  enclave                  = var.enclave
  policy_set_definition_id = module.policy_definitions.policy_set_definition_id
}

module "private_link_scope" {
  for_each = var.regions
  source   = "./modules/monitoring/private-link-scope"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  tags              = local.region_tags[each.key]
  workspace_id      = module.log_analytics_workspace[each.key].workspace_id
  component_id      = module.application_insights[each.key].component_id
}

module "sentinel_rules" {
  for_each = var.regions
  source   = "./modules/governance/sentinel-rules"

  resource_group_id            = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                      = var.enclave
  region                       = each.value.name
  location                     = each.value.location
  tags                         = local.region_tags[each.key]
  workspace_id                 = module.log_analytics_workspace[each.key].workspace_id
  action_group_id              = module.alert_rules_global.action_group_id
  workspace_alert_rule_names   = each.value.sentinel_rules.workspace_alert_rule_names
  workspace_alert_rule_2_names = each.value.sentinel_rules.workspace_alert_rule_2_names
  workspace_alert_rule_3_names = each.value.sentinel_rules.workspace_alert_rule_3_names

  depends_on = [
    module.log_analytics_workspace,
    module.sentinel,
  ]
}

module "customer_managed_keys" {
  for_each = var.regions
  source   = "./modules/ai-services/customer-managed-keys"

  resource_group_id                                     = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  subscription_id                                       = data.azapi_client_config.current.subscription_id
  enclave                                               = var.enclave
  region                                                = each.value.name
  location                                              = each.value.location
  tags                                                  = local.region_tags[each.key]
  vault_name                                            = each.value.customer_managed_keys.vault_name
  vault_kubernetes_key_crypto_user_role_assignment_name = each.value.customer_managed_keys.vault_kubernetes_key_crypto_user_role_assignment_name
  user_assigned_identity_principal_ids                  = merge(module.managed_identity[each.key].user_assigned_identity_principal_ids, module.managed_identity[each.key].user_assigned_identity_principal_ids_2)
  subnet_ids                                            = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids                                  = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)
  keys                                                  = each.value.customer_managed_keys.keys

  depends_on = [
    module.virtual_network,
    module.private_dns_zones,
  ]
}

module "key_vault" {
  for_each = var.regions
  source   = "./modules/key-vault/key-vault"

  resource_group_id                    = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  subscription_id                      = data.azapi_client_config.current.subscription_id
  location                             = each.value.location
  tags                                 = local.region_tags[each.key]
  vault_name                           = each.value.key_vault.vault_name
  role_assignment_name                 = each.value.key_vault.role_assignment_name
  subnet_ids                           = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids                 = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)
  user_assigned_identity_principal_ids = merge(module.managed_identity[each.key].user_assigned_identity_principal_ids, module.managed_identity[each.key].user_assigned_identity_principal_ids_2)

  depends_on = [
    module.virtual_network,
    module.private_dns_zones,
  ]
}

module "managed_prometheus" {
  for_each = var.regions
  source   = "./modules/monitoring/managed-prometheus"

  resource_group_id    = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave              = var.enclave
  region               = each.value.name
  location             = each.value.location
  tags                 = local.region_tags[each.key]
  subnet_ids           = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [
    module.virtual_network,
    module.private_dns_zones,
  ]
}

module "storage_archive" {
  for_each = var.regions
  source   = "./modules/monitoring/storage-archive"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  storage_account_name       = each.value.storage_archive.storage_account_name
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                  = module.customer_managed_keys[each.key].vault_uri
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [module.customer_managed_keys]
}

module "recovery_services_vault" {
  for_each = var.regions
  source   = "./modules/backup-recovery/recovery-services-vault"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  location          = each.value.location
  tags              = local.region_tags[each.key]
  key_uris          = module.customer_managed_keys[each.key].key_uris
}

module "backup_storage" {
  for_each = var.regions
  source   = "./modules/backup-recovery/backup-storage"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  storage_account_name       = each.value.backup_storage.storage_account_name
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                  = module.customer_managed_keys[each.key].vault_uri
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [module.customer_managed_keys]
}

module "log_anchor" {
  for_each = var.regions
  source   = "./modules/monitoring/log-anchor"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  storage_account_name       = each.value.log_anchor.storage_account_name
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                  = module.customer_managed_keys[each.key].vault_uri
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [module.customer_managed_keys]
}

module "managed_grafana" {
  for_each = var.regions
  source   = "./modules/monitoring/managed-grafana"

  resource_group_id       = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                = each.value.location
  tags                    = local.region_tags[each.key]
  grafana_name            = each.value.managed_grafana.grafana_name
  grafana_zone_redundancy = each.value.managed_grafana.grafana_zone_redundancy
  account_id              = module.managed_prometheus[each.key].account_id
  subnet_ids              = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids    = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)
}

module "data_collection_rules" {
  for_each = var.regions
  source   = "./modules/monitoring/data-collection-rules"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name
  location          = each.value.location
  tags              = local.region_tags[each.key]
  workspace_id      = module.log_analytics_workspace[each.key].workspace_id
  account_id        = module.managed_prometheus[each.key].account_id

  depends_on = [module.log_analytics_workspace]
}

module "managed_grafana_private_endpoints" {
  for_each = var.regions
  source   = "./modules/monitoring/managed-grafana-private-endpoints"

  resource_group_id     = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location              = each.value.location
  tags                  = local.region_tags[each.key]
  grafana_name          = each.value.managed_grafana.grafana_name
  private_link_scope_id = module.private_link_scope[each.key].private_link_scope_id

  depends_on = [module.managed_grafana]
}

module "private_link_scope_endpoints" {
  for_each = var.regions
  source   = "./modules/monitoring/private-link-scope-endpoints"

  resource_group_id           = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                     = var.enclave
  region                      = each.value.name
  location                    = each.value.location
  tags                        = local.region_tags[each.key]
  data_collection_endpoint_id = module.data_collection_rules[each.key].data_collection_endpoint_id
  subnet_ids                  = module.virtual_network[each.key].subnet_ids
  private_link_scope_id       = module.private_link_scope[each.key].private_link_scope_id
  private_dns_zone_ids        = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [
    module.private_link_scope,
    module.virtual_network,
    module.private_dns_zones,
  ]
}

module "role_assignments_on_keys" {
  for_each = var.regions
  source   = "./modules/identity-access/role-assignments-on-keys"

  resource_group_id                                 = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  subscription_id                                   = data.azapi_client_config.current.subscription_id
  enclave                                           = var.enclave
  region                                            = each.value.name
  keys_vault_name                                   = each.value.customer_managed_keys.vault_name
  backup_key_role_assignment_name                   = each.value.role_assignments.backup_key_role_assignment_name
  account_role_assignment_name                      = each.value.role_assignments.account_role_assignment_name
  workspace_role_assignment_name                    = each.value.role_assignments.workspace_role_assignment_name
  grafana_name                                      = each.value.managed_grafana.grafana_name
  grafana_role_assignment_name                      = each.value.role_assignments.grafana_role_assignment_name
  gateway_data_collection_rule_role_assignment_name = each.value.role_assignments.gateway_data_collection_rule_role_assignment_name
  vault_principal_id                                = module.recovery_services_vault[each.key].vault_principal_id
  grafana_principal_id                              = module.managed_grafana[each.key].grafana_principal_id
  user_assigned_identity_principal_ids              = merge(module.managed_identity[each.key].user_assigned_identity_principal_ids, module.managed_identity[each.key].user_assigned_identity_principal_ids_2)

  depends_on = [
    module.log_analytics_workspace,
    module.managed_grafana,
    module.data_collection_rules,
  ]
}

module "role_assignments" {
  for_each = var.regions
  source   = "./modules/identity-access/role-assignments"

  resource_group_id                                                          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  subscription_id                                                            = data.azapi_client_config.current.subscription_id
  enclave                                                                    = var.enclave
  region                                                                     = each.value.name
  location                                                                   = each.value.location
  vault_name                                                                 = each.value.key_vault.vault_name
  firewall_authority_item_role_assignment_name                               = each.value.role_assignments.firewall_authority_secret_role_assignment_name
  storage_account_name                                                       = each.value.storage_archive.storage_account_name
  storage_account_role_assignment_name                                       = each.value.role_assignments.storage_account_role_assignment_name
  lake_storage_account_name                                                  = each.value.data_lake.storage_account_name
  blob_data_owner_lake_storage_account_role_assignment_name                  = each.value.role_assignments.blob_data_owner_lake_storage_account_role_assignment_name
  keys_vault_name                                                            = each.value.customer_managed_keys.vault_name
  backup_key_role_assignment_name                                            = each.value.role_assignments.backup_key_role_assignment_name_2
  backup_storage_account_name                                                = each.value.backup_storage.storage_account_name
  blob_data_contributor_backup_storage_account_role_assignment_name          = each.value.role_assignments.blob_data_contributor_backup_storage_account_role_assignment_name
  registry_name                                                              = each.value.container_registry.registry_name
  acr_push_registry_role_assignment_name                                     = each.value.role_assignments.acr_push_registry_role_assignment_name
  privatelink_westeurope_azmk_8_s_io_private_dns_zone_role_assignment_name   = each.value.role_assignments.privatelink_westeurope_azmk_8_s_io_private_dns_zone_role_assignment_name
  compute_virtual_network_role_assignment_name                               = each.value.role_assignments.compute_virtual_network_role_assignment_name
  kubelet_user_assigned_identity_role_assignment_name                        = each.value.role_assignments.kubelet_user_assigned_identity_role_assignment_name
  kubelet_acr_pull_registry_role_assignment_name                             = each.value.role_assignments.kubelet_acr_pull_registry_role_assignment_name
  disk_encryption_set_role_assignment_name                                   = each.value.role_assignments.disk_encryption_set_role_assignment_name
  keys_vault_role_assignment_name                                            = each.value.role_assignments.keys_vault_role_assignment_name
  search_service_blob_data_reader_lake_storage_account_role_assignment_name  = each.value.role_assignments.search_service_blob_data_reader_lake_storage_account_role_assignment_name
  account_name                                                               = each.value.document_intelligence.account_name
  account_2_name                                                             = each.value.content_safety.account_name
  namespace_name                                                             = each.value.service_bus.namespace_name
  azure_service_bus_data_sender_gateway_events_topic_role_assignment_name    = each.value.role_assignments.azure_service_bus_data_sender_gateway_events_topic_role_assignment_name
  azure_service_bus_data_sender_retraining_jobs_queue_role_assignment_name   = each.value.role_assignments.azure_service_bus_data_sender_retraining_jobs_queue_role_assignment_name
  azure_service_bus_data_receiver_retraining_jobs_queue_role_assignment_name = each.value.role_assignments.azure_service_bus_data_receiver_retraining_jobs_queue_role_assignment_name
  azure_service_bus_data_receiver_gateway_events_topic_role_assignment_name  = each.value.role_assignments.azure_service_bus_data_receiver_gateway_events_topic_role_assignment_name
  vault_contributor_backup_storage_account_role_assignment_name              = each.value.role_assignments.vault_contributor_backup_storage_account_role_assignment_name
  anchor_storage_account_name                                                = each.value.log_anchor.storage_account_name
  checkpoints_container_role_assignment_name                                 = each.value.role_assignments.checkpoints_container_role_assignment_name
  user_assigned_identity_principal_ids                                       = merge(module.managed_identity[each.key].user_assigned_identity_principal_ids, module.managed_identity[each.key].user_assigned_identity_principal_ids_2)
  backup_vault_principal_id                                                  = module.backup_vault[each.key].backup_vault_principal_id
  search_service_principal_id                                                = module.ai_search[each.key].search_service_principal_id
  role_definition_ids                                                        = module.custom_roles.role_definition_ids
  subnet_role_assignments                                                    = each.value.role_assignments.subnet_role_assignments
  account_role_assignments                                                   = each.value.role_assignments.account_role_assignments
  account_role_assignments_2                                                 = each.value.role_assignments.account_role_assignments_2
  account_role_assignments_3                                                 = each.value.role_assignments.account_role_assignments_3
  account_role_assignments_4                                                 = each.value.role_assignments.account_role_assignments_4

  depends_on = [
    module.tls_inspection,
    module.storage_archive,
    module.data_lake,
    module.backup_storage,
    module.container_registry,
    module.disk_encryption_sets,
    module.document_intelligence,
    module.content_safety,
    module.service_bus,
    module.azure_openai,
    module.log_anchor,
  ]
}

module "recovery_services_vault_private_endpoints" {
  for_each = var.regions
  source   = "./modules/backup-recovery/recovery-services-vault-private-endpoints"

  resource_group_id                           = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                                     = var.enclave
  region                                      = each.value.name
  location                                    = each.value.location
  tags                                        = local.region_tags[each.key]
  subnet_ids                                  = module.virtual_network[each.key].subnet_ids
  vault_id                                    = module.recovery_services_vault[each.key].vault_id
  dns_zone_group_private_dns_zone_config_name = each.value.recovery_services_vault.dns_zone_group_private_dns_zone_config_name
  private_dns_zone_ids                        = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)
  private_dns_zone                            = each.value.recovery_services_vault.private_dns_zone

  depends_on = [module.role_assignments_on_keys]
}

module "flow_logs" {
  for_each = var.regions
  source   = "./modules/monitoring/flow-logs"

  resource_group_id          = "/subscriptions/${data.azapi_client_config.current.subscription_id}/resourceGroups/NetworkWatcherRG"
  enclave                    = var.enclave
  region                     = each.value.name
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  user_assigned_identity_ids = module.managed_identity[each.key].user_assigned_identity_ids
  virtual_network_ids        = module.virtual_network[each.key].virtual_network_ids
  storage_account_id         = module.storage_archive[each.key].storage_account_id
  workspace_id               = module.log_analytics_workspace[each.key].workspace_id

  depends_on = [module.role_assignments]
}

module "backup_policies" {
  for_each = var.regions
  source   = "./modules/backup-recovery/backup-policies"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name

  depends_on = [
    module.recovery_services_vault,
    module.recovery_services_vault_private_endpoints,
    module.backup_vault,
  ]
}

module "backup_items" {
  for_each = var.regions
  source   = "./modules/backup-recovery/backup-items"

  resource_group_id  = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave            = var.enclave
  region             = each.value.name
  location           = each.value.location
  instance_name      = each.value.backup_storage.storage_account_name
  storage_account_id = module.backup_storage[each.key].storage_account_id
  backup_policy_id   = module.backup_policies[each.key].backup_policy_id

  depends_on = [module.role_assignments]
}

module "resource_locks" {
  for_each = var.regions
  source   = "./modules/governance/resource-locks"

  resource_group_id           = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                     = var.enclave
  region                      = each.value.name
  keys_vault_name             = each.value.customer_managed_keys.vault_name
  storage_account_name        = each.value.storage_archive.storage_account_name
  vault_name                  = each.value.key_vault.vault_name
  lake_storage_account_name   = each.value.data_lake.storage_account_name
  database_account_name       = each.value.cosmos_db.database_account_name
  server_name                 = each.value.sql_database.server_name
  backup_storage_account_name = each.value.backup_storage.storage_account_name
  registry_name               = each.value.container_registry.registry_name
  search_service_name         = each.value.ai_search.search_service_name
  anchor_storage_account_name = each.value.log_anchor.storage_account_name

  depends_on = [
    module.azure_firewall,
    module.log_analytics_workspace,
    module.cosmos_db,
    module.sql_database,
    module.recovery_services_vault,
  ]
}

module "diagnostic_settings" {
  for_each = var.regions
  source   = "./modules/monitoring/diagnostic-settings"

  resource_group_id                        = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                                  = var.enclave
  region                                   = each.value.name
  keys_vault_name                          = each.value.customer_managed_keys.vault_name
  storage_account_name                     = each.value.storage_archive.storage_account_name
  vault_name                               = each.value.key_vault.vault_name
  lake_storage_account_name                = each.value.data_lake.storage_account_name
  database_account_name                    = each.value.cosmos_db.database_account_name
  server_name                              = each.value.sql_database.server_name
  redis_enterprise_name                    = each.value.redis_cache.redis_enterprise_name
  backup_storage_account_name              = each.value.backup_storage.storage_account_name
  registry_name                            = each.value.container_registry.registry_name
  search_service_name                      = each.value.ai_search.search_service_name
  account_2_name                           = each.value.document_intelligence.account_name
  account_3_name                           = each.value.content_safety.account_name
  namespace_name                           = each.value.service_bus.namespace_name
  anchor_storage_account_name              = each.value.log_anchor.storage_account_name
  grafana_name                             = each.value.managed_grafana.grafana_name
  workspace_id                             = module.log_analytics_workspace[each.key].workspace_id
  storage_account_id                       = module.storage_archive[each.key].storage_account_id
  account_diagnostic_setting_account_names = each.value.diagnostic_settings.account_diagnostic_setting_account_names

  depends_on = [
    module.network_security_groups,
    module.nat_gateway,
    module.virtual_network,
    module.bastion,
    module.azure_firewall_public_ip_addresses,
    module.azure_firewall,
    module.cosmos_db,
    module.sql_database,
    module.redis_cache,
    module.recovery_services_vault,
    module.azure_kubernetes_service,
    module.logic_apps,
    module.restore_procedures,
    module.managed_grafana,
    module.data_collection_rules,
  ]
}

module "data_collection_rule_associations" {
  for_each = var.regions
  source   = "./modules/monitoring/data-collection-rule-associations"

  resource_group_id           = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                     = var.enclave
  region                      = each.value.name
  data_collection_rule_ids    = module.data_collection_rules[each.key].data_collection_rule_ids
  data_collection_endpoint_id = module.data_collection_rules[each.key].data_collection_endpoint_id

  depends_on = [module.azure_kubernetes_service]
}

module "role_assignments_on_managed_clusters" {
  for_each = var.regions
  source   = "./modules/identity-access/role-assignments-on-managed-clusters"

  resource_group_id                    = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  subscription_id                      = data.azapi_client_config.current.subscription_id
  enclave                              = var.enclave
  region                               = each.value.name
  managed_cluster_role_assignment_name = each.value.role_assignments.managed_cluster_role_assignment_name

  depends_on = [module.azure_kubernetes_service]
}

# ---------------------------------------------------------------------------------------------------------------------
# Phase 3: compute and data
# ---------------------------------------------------------------------------------------------------------------------

module "logic_apps" {
  for_each = var.regions
  source   = "./modules/ai-services/logic-apps"

  resource_group_id              = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  subscription_id                = data.azapi_client_config.current.subscription_id
  enclave                        = var.enclave
  region                         = each.value.name
  location                       = each.value.location
  tags                           = local.region_tags[each.key]
  workspace_role_assignment_name = each.value.logic_apps.workspace_role_assignment_name
  workspace_id                   = module.log_analytics_workspace[each.key].workspace_id

  depends_on = [module.log_analytics_workspace]
}

module "disk_encryption_sets" {
  for_each = var.regions
  source   = "./modules/compute/disk-encryption-sets"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                    = var.enclave
  region                     = each.value.name
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  key_uri_with_versions      = merge(module.customer_managed_keys[each.key].key_uri_with_versions, module.customer_managed_keys[each.key].key_uri_with_versions_2)

  depends_on = [module.customer_managed_keys]
}

module "data_lake" {
  for_each = var.regions
  source   = "./modules/data-services/data-lake"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  storage_account_name       = each.value.data_lake.storage_account_name
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                  = module.customer_managed_keys[each.key].vault_uri
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [module.customer_managed_keys]
}

module "cosmos_db" {
  for_each = var.regions
  source   = "./modules/data-services/cosmos-db"

  resource_group_id              = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                       = each.value.location
  tags                           = local.region_tags[each.key]
  database_account_name          = each.value.cosmos_db.database_account_name
  sql_role_assignment_name       = each.value.cosmos_db.sql_role_assignment_name
  user_assigned_identity_ids     = module.customer_managed_keys[each.key].user_assigned_identity_ids
  database_account_location_name = each.value.container_registry.replication_name
  key_uris                       = module.customer_managed_keys[each.key].key_uris
  subnet_ids                     = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids           = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [module.customer_managed_keys]
}

module "sql_database" {
  for_each = var.regions
  source   = "./modules/data-services/sql-database"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  server_name                = each.value.sql_database.server_name
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  key_uri_with_versions      = merge(module.customer_managed_keys[each.key].key_uri_with_versions, module.customer_managed_keys[each.key].key_uri_with_versions_2)
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [module.customer_managed_keys]
}

module "redis_cache" {
  for_each = var.regions
  source   = "./modules/data-services/redis-cache"

  resource_group_id                    = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                             = each.value.location
  tags                                 = local.region_tags[each.key]
  redis_enterprise_name                = each.value.redis_cache.redis_enterprise_name
  access_policy_assignment_name        = each.value.redis_cache.access_policy_assignment_name
  user_assigned_identity_ids           = module.customer_managed_keys[each.key].user_assigned_identity_ids
  key_uri_with_versions                = merge(module.customer_managed_keys[each.key].key_uri_with_versions, module.customer_managed_keys[each.key].key_uri_with_versions_2)
  user_assigned_identity_principal_ids = merge(module.managed_identity[each.key].user_assigned_identity_principal_ids, module.managed_identity[each.key].user_assigned_identity_principal_ids_2)
  subnet_ids                           = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids                 = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [module.customer_managed_keys]
}

module "container_registry" {
  for_each = var.regions
  source   = "./modules/container-infrastructure/container-registry"

  resource_group_id                 = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                          = each.value.location
  tags                              = local.region_tags[each.key]
  registry_name                     = each.value.container_registry.registry_name
  replication_name                  = each.value.container_registry.replication_name
  user_assigned_identity_ids        = module.customer_managed_keys[each.key].user_assigned_identity_ids
  key_uris                          = module.customer_managed_keys[each.key].key_uris
  user_assigned_identity_client_ids = module.customer_managed_keys[each.key].user_assigned_identity_client_ids
  subnet_ids                        = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids              = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [module.customer_managed_keys]
}

module "azure_openai" {
  for_each = var.regions
  source   = "./modules/ai-services/azure-openai"

  resource_group_id                 = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                           = var.enclave
  region_key                        = each.key
  location                          = each.value.location
  user_assigned_identity_ids        = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                         = module.customer_managed_keys[each.key].vault_uri
  user_assigned_identity_client_ids = module.customer_managed_keys[each.key].user_assigned_identity_client_ids
  account_deployment_sku_name       = each.value.azure_openai.account_deployment_sku_name
  subnet_ids                        = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids              = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)
  accounts                          = each.value.azure_openai.accounts

  depends_on = [module.customer_managed_keys]
}

module "document_intelligence" {
  for_each = var.regions
  source   = "./modules/ai-services/document-intelligence"

  resource_group_id                 = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                          = each.value.location
  tags                              = local.region_tags[each.key]
  account_name                      = each.value.document_intelligence.account_name
  user_assigned_identity_ids        = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                         = module.customer_managed_keys[each.key].vault_uri
  user_assigned_identity_client_ids = module.customer_managed_keys[each.key].user_assigned_identity_client_ids
  subnet_ids                        = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids              = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [module.customer_managed_keys]
}

module "content_safety" {
  for_each = var.regions
  source   = "./modules/ai-services/content-safety"

  resource_group_id                 = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                          = each.value.location
  tags                              = local.region_tags[each.key]
  account_name                      = each.value.content_safety.account_name
  user_assigned_identity_ids        = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                         = module.customer_managed_keys[each.key].vault_uri
  user_assigned_identity_client_ids = module.customer_managed_keys[each.key].user_assigned_identity_client_ids
  subnet_ids                        = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids              = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [module.customer_managed_keys]
}

module "service_bus" {
  for_each = var.regions
  source   = "./modules/ai-services/service-bus"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  namespace_name             = each.value.service_bus.namespace_name
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                  = module.customer_managed_keys[each.key].vault_uri
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [module.customer_managed_keys]
}

module "ai_search" {
  for_each = var.regions
  source   = "./modules/ai-services/ai-search"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  search_service_name        = each.value.ai_search.search_service_name
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  storage_account_id         = module.data_lake[each.key].storage_account_id
  vault_id                   = module.customer_managed_keys[each.key].vault_id
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)

  depends_on = [
    module.customer_managed_keys,
    module.data_lake,
  ]
}

module "azure_kubernetes_service" {
  for_each = var.regions
  source   = "./modules/container-infrastructure/azure-kubernetes-service"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                    = var.enclave
  region                     = each.value.name
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  user_assigned_identity_ids = module.managed_identity[each.key].user_assigned_identity_ids
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = merge(module.private_dns_zones[each.key].private_dns_zone_ids, module.private_dns_zones[each.key].private_dns_zone_ids_2)
  registry_id                = module.container_registry[each.key].registry_id
  disk_encryption_set_id     = module.disk_encryption_sets[each.key].disk_encryption_set_id
  workspace_id               = module.log_analytics_workspace[each.key].workspace_id
  key_uri_with_versions      = merge(module.customer_managed_keys[each.key].key_uri_with_versions, module.customer_managed_keys[each.key].key_uri_with_versions_2)
  vault_id                   = module.customer_managed_keys[each.key].vault_id

  depends_on = [
    module.role_assignments,
    module.azure_firewall,
  ]
}

module "service_mesh" {
  for_each = var.regions
  source   = "./modules/container-infrastructure/service-mesh"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.value.name

  depends_on = [module.azure_kubernetes_service]
}

# ---------------------------------------------------------------------------------------------------------------------
# Phase 4: integration
# ---------------------------------------------------------------------------------------------------------------------

module "security_workbooks" {
  for_each = var.regions
  source   = "./modules/monitoring/security-workbooks"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location          = each.value.location
  tags              = local.region_tags[each.key]
  workspace_id      = module.log_analytics_workspace[each.key].workspace_id
  workbooks         = each.value.security_workbooks.workbooks
}

module "alert_rules_global" {
  source = "./modules/monitoring/alert-rules-global"

  resource_group_id   = "${azapi_resource.global_resource_group.parent_id}/resourceGroups/${azapi_resource.global_resource_group.name}"
  subscription_id     = data.azapi_client_config.current.subscription_id
  enclave             = var.enclave
  location            = var.location
  tags                = local.tags
  europe_workspace_id = module.log_analytics_workspace["europe"].workspace_id
}

module "restore_procedures" {
  for_each = var.regions
  source   = "./modules/backup-recovery/restore-procedures"

  resource_group_id                                             = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                                                       = var.enclave
  region                                                        = each.value.name
  location                                                      = each.value.location
  tags                                                          = local.region_tags[each.key]
  role_assignment_name                                          = each.value.restore_procedures.role_assignment_name
  role_definition_ids                                           = module.custom_roles.role_definition_ids
  server_id                                                     = module.sql_database[each.key].server_id
  database_account_id                                           = module.cosmos_db[each.key].database_account_id
  user_assigned_identity_restore_blobs_workflow_description     = "name of the storage account: ${each.value.backup_storage.storage_account_name}"
  user_assigned_identity_restore_blobs_workflow_pattern         = "^(${each.value.backup_storage.storage_account_name})$"
  user_assigned_identity_recover_key_vault_workflow_description = each.value.restore_procedures.user_assigned_identity_recover_key_vault_workflow_description
  user_assigned_identity_recover_key_vault_workflow_pattern     = each.value.restore_procedures.user_assigned_identity_recover_key_vault_workflow_pattern
}

module "restore_procedures_subscription" {
  source = "./modules/backup-recovery/restore-procedures-subscription"

  subscription_id                                   = data.azapi_client_config.current.subscription_id
  europe_user_assigned_identity_principal_id        = module.restore_procedures["europe"].user_assigned_identity_principal_id
  us_healthcare_user_assigned_identity_principal_id = module.restore_procedures["us_healthcare"].user_assigned_identity_principal_id
}

module "alert_rules" {
  for_each = var.regions
  source   = "./modules/monitoring/alert-rules"

  resource_group_id                            = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                                      = var.enclave
  region                                       = each.value.name
  location                                     = each.value.location
  tags                                         = local.region_tags[each.key]
  vault_availability_kv_keys_metric_alert_name = each.value.alert_rules.vault_availability_kv_keys_metric_alert_name
  vault_availability_kv_metric_alert_name      = each.value.alert_rules.vault_availability_kv_metric_alert_name
  workspace_id                                 = module.log_analytics_workspace[each.key].workspace_id
  action_group_id                              = module.alert_rules_global.action_group_id
  azure_firewall_id                            = module.azure_firewall[each.key].azure_firewall_id
  vault_id                                     = module.customer_managed_keys[each.key].vault_id
  vault_id_2                                   = module.key_vault[each.key].vault_id
  public_ip_address_id                         = module.nat_gateway[each.key].public_ip_address_id
  public_ip_address_id_2                       = module.azure_firewall_public_ip_addresses[each.key].public_ip_address_id
}
