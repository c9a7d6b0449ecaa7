# the whole enclave, for `terraform apply`: written by `enclave build`; change enclave.yaml, not this file

data "azapi_client_config" "current" {}

locals {
  region_tags = { for key, region in var.regions : key => {
    enclave               = var.enclave
    region                = key
    "data-classification" = "highly-sensitive"
    scenario              = "ai-training"
  } }

  tags = {
    enclave               = var.enclave
    "data-classification" = "highly-sensitive"
    scenario              = "ai-training"
  }
}

resource "azapi_resource" "resource_groups" {
  for_each = var.regions

  type                      = "Microsoft.Resources/resourceGroups@2025-04-01"
  parent_id                 = "/subscriptions/${data.azapi_client_config.current.subscription_id}"
  name                      = "rg-${var.enclave}-${each.key}"
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
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
  addresses         = each.value.addresses
}

module "route_tables" {
  for_each = var.regions
  source   = "./modules/virtual-network/route-tables"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
  addresses         = each.value.addresses
}

module "nat_gateway" {
  for_each = var.regions
  source   = "./modules/virtual-network/nat-gateway"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
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
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
  addresses         = each.value.addresses
}

module "threat_intelligence" {
  for_each = var.regions
  source   = "./modules/firewall/threat-intelligence"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
}

module "virtual_network" {
  for_each = var.regions
  source   = "./modules/virtual-network/virtual-network"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                    = var.enclave
  region                     = each.key
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  addresses                  = each.value.addresses
  nat_gateway_id             = module.nat_gateway[each.key].nat_gateway_id
  network_security_group_ids = merge(module.network_security_groups[each.key].network_security_group_ids, module.network_security_groups[each.key].network_security_group_ids_2)
  ddos_protection_plan_id    = module.ddos_protection.ddos_protection_plan_id
  route_table_ids            = module.route_tables[each.key].route_table_ids
}

module "bastion" {
  for_each = var.regions
  source   = "./modules/virtual-network/bastion"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
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
  region              = each.key
  tags                = local.region_tags[each.key]
  virtual_network_ids = module.virtual_network[each.key].virtual_network_ids
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
  region                     = each.key
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  user_assigned_identity_ids = merge(module.managed_identity[each.key].user_assigned_identity_ids, module.managed_identity[each.key].user_assigned_identity_ids_2)
  firewall_policy_id         = module.threat_intelligence[each.key].firewall_policy_id
  secret_uri                 = module.tls_inspection[each.key].secret_uri

  depends_on = [module.role_assignments]
}

module "fqdn_rules" {
  for_each = var.regions
  source   = "./modules/firewall/fqdn-rules"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
  ip_group_ids      = module.ip_groups[each.key].ip_group_ids

  depends_on = [module.firewall_policies]
}

module "azure_firewall" {
  for_each = var.regions
  source   = "./modules/firewall/azure-firewall"

  resource_group_id  = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave            = var.enclave
  region             = each.key
  location           = each.value.location
  tags               = local.region_tags[each.key]
  firewall_policy_id = module.firewall_policies[each.key].firewall_policy_id
  subnet_ids         = module.virtual_network[each.key].subnet_ids

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
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
}

module "backup_vault" {
  for_each = var.regions
  source   = "./modules/backup-recovery/backup-vault"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
}

module "log_analytics_workspace" {
  for_each = var.regions
  source   = "./modules/monitoring/log-analytics-workspace"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
}

module "custom_roles" {
  source = "./modules/identity-access/custom-roles"

  subscription_id = data.azapi_client_config.current.subscription_id
}

module "policy_definitions" {
  source = "./modules/governance/policy-definitions"

  subscription_id = data.azapi_client_config.current.subscription_id
  enclave         = var.enclave
}

module "tag_policies" {
  source = "./modules/governance/tag-policies"

  resource_group_id = "${azapi_resource.resource_groups["east"].parent_id}/resourceGroups/${azapi_resource.resource_groups["east"].name}"
  subscription_id   = data.azapi_client_config.current.subscription_id
  location          = var.location
}

module "tag_policies_global" {
  source = "./modules/governance/tag-policies-global"

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
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
  workspace_id      = module.log_analytics_workspace[each.key].workspace_id
}

module "defender_for_cloud" {
  for_each = var.regions
  source   = "./modules/governance/defender-for-cloud"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
  workspace_id      = module.log_analytics_workspace[each.key].workspace_id
}

module "sentinel" {
  for_each = var.regions
  source   = "./modules/governance/sentinel"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key

  depends_on = [module.log_analytics_workspace]
}

module "diagnostic_settings_subscription" {
  source = "./modules/monitoring/diagnostic-settings-subscription"

  subscription_id   = data.azapi_client_config.current.subscription_id
  enclave           = var.enclave
  east_workspace_id = module.log_analytics_workspace["east"].workspace_id
}

module "policy_assignments" {
  source = "./modules/governance/policy-assignments"

  subscription_id          = data.azapi_client_config.current.subscription_id
  enclave                  = var.enclave
  policy_set_definition_id = module.policy_definitions.policy_set_definition_id
}

module "sentinel_rules" {
  for_each = var.regions
  source   = "./modules/governance/sentinel-rules"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
  workspace_id      = module.log_analytics_workspace[each.key].workspace_id
  action_group_id   = module.alert_rules_global.action_group_id

  depends_on = [
    module.log_analytics_workspace,
    module.sentinel,
  ]
}

module "customer_managed_keys" {
  for_each = var.regions
  source   = "./modules/ai-services/customer-managed-keys"

  resource_group_id     = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  subscription_id       = data.azapi_client_config.current.subscription_id
  enclave               = var.enclave
  region                = each.key
  location              = each.value.location
  tags                  = local.region_tags[each.key]
  vault_name            = each.value.customer_managed_keys.vault_name
  private_endpoint_name = each.value.customer_managed_keys.private_endpoint_name
  subnet_ids            = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids  = module.private_dns_zones[each.key].private_dns_zone_ids
  keys                  = each.value.customer_managed_keys.keys

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
  private_endpoint_name                = each.value.key_vault.private_endpoint_name
  subnet_ids                           = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids                 = module.private_dns_zones[each.key].private_dns_zone_ids
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
  region               = each.key
  location             = each.value.location
  tags                 = local.region_tags[each.key]
  subnet_ids           = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids = module.private_dns_zones[each.key].private_dns_zone_ids

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
  private_endpoint_name      = each.value.storage_archive.private_endpoint_name
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                  = module.customer_managed_keys[each.key].vault_uri
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = module.private_dns_zones[each.key].private_dns_zone_ids

  depends_on = [module.customer_managed_keys]
}

module "recovery_services_vault" {
  for_each = var.regions
  source   = "./modules/backup-recovery/recovery-services-vault"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
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
  private_endpoint_name      = each.value.backup_storage.private_endpoint_name
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                  = module.customer_managed_keys[each.key].vault_uri
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = module.private_dns_zones[each.key].private_dns_zone_ids

  depends_on = [module.customer_managed_keys]
}

module "role_assignments_on_keys" {
  for_each = var.regions
  source   = "./modules/identity-access/role-assignments-on-keys"

  resource_group_id         = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  subscription_id           = data.azapi_client_config.current.subscription_id
  keys_vault_name           = each.value.customer_managed_keys.vault_name
  lake_storage_account_name = each.value.data_lake.storage_account_name
  workspace_principal_id    = module.synapse_analytics[each.key].workspace_principal_id
  vault_principal_id        = module.recovery_services_vault[each.key].vault_principal_id
}

module "data_collection_rules" {
  for_each = var.regions
  source   = "./modules/monitoring/data-collection-rules"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
  workspace_id      = module.log_analytics_workspace[each.key].workspace_id

  depends_on = [
    module.log_analytics_workspace,
    module.virtual_machines,
    module.vm_scale_sets,
  ]
}

module "recovery_services_vault_private_endpoints" {
  for_each = var.regions
  source   = "./modules/backup-recovery/recovery-services-vault-private-endpoints"

  resource_group_id    = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave              = var.enclave
  region               = each.key
  location             = each.value.location
  tags                 = local.region_tags[each.key]
  subnet_ids           = module.virtual_network[each.key].subnet_ids
  vault_id             = module.recovery_services_vault[each.key].vault_id
  private_dns_zone_ids = module.private_dns_zones[each.key].private_dns_zone_ids

  depends_on = [module.role_assignments_on_keys]
}

module "private_link_scope" {
  for_each = var.regions
  source   = "./modules/monitoring/private-link-scope"

  resource_group_id           = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                     = var.enclave
  region                      = each.key
  location                    = each.value.location
  tags                        = local.region_tags[each.key]
  workspace_id                = module.log_analytics_workspace[each.key].workspace_id
  component_id                = module.application_insights[each.key].component_id
  data_collection_endpoint_id = module.data_collection_rules[each.key].data_collection_endpoint_id
  subnet_ids                  = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids        = module.private_dns_zones[each.key].private_dns_zone_ids
}

module "backup_policies" {
  for_each = var.regions
  source   = "./modules/backup-recovery/backup-policies"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key

  depends_on = [
    module.recovery_services_vault,
    module.recovery_services_vault_private_endpoints,
    module.backup_vault,
  ]
}

module "managed_grafana" {
  for_each = var.regions
  source   = "./modules/monitoring/managed-grafana"

  resource_group_id     = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location              = each.value.location
  tags                  = local.region_tags[each.key]
  grafana_name          = each.value.managed_grafana.grafana_name
  private_endpoint_name = each.value.managed_grafana.private_endpoint_name
  account_id            = module.managed_prometheus[each.key].account_id
  private_link_scope_id = module.private_link_scope[each.key].private_link_scope_id
  subnet_ids            = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids  = module.private_dns_zones[each.key].private_dns_zone_ids
}

module "role_assignments" {
  for_each = var.regions
  source   = "./modules/identity-access/role-assignments"

  resource_group_id                      = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  subscription_id                        = data.azapi_client_config.current.subscription_id
  enclave                                = var.enclave
  region                                 = each.key
  vault_name                             = each.value.key_vault.vault_name
  storage_account_name                   = each.value.storage_archive.storage_account_name
  lake_storage_account_name              = each.value.data_lake.storage_account_name
  keys_vault_name                        = each.value.customer_managed_keys.vault_name
  backup_storage_account_name            = each.value.backup_storage.storage_account_name
  registry_name                          = each.value.container_registry.registry_name
  radiology_reports_account_name         = each.value.foundry.account_name
  coding_review_account_name             = each.value.azure_openai.account_name
  grafana_name                           = each.value.managed_grafana.grafana_name
  user_assigned_identity_principal_ids   = merge(module.managed_identity[each.key].user_assigned_identity_principal_ids, module.managed_identity[each.key].user_assigned_identity_principal_ids_2)
  backup_vault_principal_id              = module.backup_vault[each.key].backup_vault_principal_id
  search_service_principal_id            = module.ai_search[each.key].search_service_principal_id
  user_assigned_identity_principal_ids_2 = module.machine_learning[each.key].user_assigned_identity_principal_ids
  grafana_principal_id                   = module.managed_grafana[each.key].grafana_principal_id

  depends_on = [
    module.tls_inspection,
    module.storage_archive,
    module.data_lake,
    module.backup_storage,
    module.container_registry,
    module.virtual_machines,
    module.machine_learning,
    module.foundry,
    module.azure_openai,
    module.managed_grafana,
    module.data_collection_rules,
  ]
}

module "flow_logs" {
  for_each = var.regions
  source   = "./modules/monitoring/flow-logs"

  resource_group_id          = "/subscriptions/${data.azapi_client_config.current.subscription_id}/resourceGroups/NetworkWatcherRG"
  enclave                    = var.enclave
  region                     = each.key
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  user_assigned_identity_ids = merge(module.managed_identity[each.key].user_assigned_identity_ids, module.managed_identity[each.key].user_assigned_identity_ids_2)
  virtual_network_ids        = module.virtual_network[each.key].virtual_network_ids
  storage_account_id         = module.storage_archive[each.key].storage_account_id
  workspace_id               = module.log_analytics_workspace[each.key].workspace_id

  depends_on = [module.role_assignments]
}

module "backup_items" {
  for_each = var.regions
  source   = "./modules/backup-recovery/backup-items"

  resource_group_id  = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave            = var.enclave
  region             = each.key
  location           = each.value.location
  instance_name      = each.value.backup_storage.storage_account_name
  virtual_machine_id = module.virtual_machines[each.key].virtual_machine_id
  backup_policy_id   = module.backup_policies[each.key].backup_policy_id
  storage_account_id = module.backup_storage[each.key].storage_account_id
  backup_policy_id_2 = module.backup_policies[each.key].backup_policy_id_2

  depends_on = [module.role_assignments]
}

module "resource_locks" {
  for_each = var.regions
  source   = "./modules/governance/resource-locks"

  resource_group_id           = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                     = var.enclave
  region                      = each.key
  keys_vault_name             = each.value.customer_managed_keys.vault_name
  storage_account_name        = each.value.storage_archive.storage_account_name
  vault_name                  = each.value.key_vault.vault_name
  lake_storage_account_name   = each.value.data_lake.storage_account_name
  database_account_name       = each.value.cosmos_db.database_account_name
  workspace_2_name            = each.value.synapse_analytics.workspace_name
  backup_storage_account_name = each.value.backup_storage.storage_account_name
  registry_name               = each.value.container_registry.registry_name
  search_service_name         = each.value.ai_search.search_service_name
  agents_storage_account_name = each.value.foundry.storage_account_name
  hub_storage_account_name    = each.value.foundry_classic.storage_account_name
  hu_vault_name               = each.value.foundry_classic.vault_name
  ml_storage_account_name     = each.value.machine_learning.storage_account_name
  ml_vault_name               = each.value.machine_learning.vault_name

  depends_on = [
    module.azure_firewall,
    module.synapse_analytics,
    module.recovery_services_vault,
    module.foundry_classic,
  ]
}

module "diagnostic_settings" {
  for_each = var.regions
  source   = "./modules/monitoring/diagnostic-settings"

  resource_group_id              = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                        = var.enclave
  region                         = each.key
  keys_vault_name                = each.value.customer_managed_keys.vault_name
  storage_account_name           = each.value.storage_archive.storage_account_name
  vault_name                     = each.value.key_vault.vault_name
  lake_storage_account_name      = each.value.data_lake.storage_account_name
  database_account_name          = each.value.cosmos_db.database_account_name
  workspace_2_name               = each.value.synapse_analytics.workspace_name
  backup_storage_account_name    = each.value.backup_storage.storage_account_name
  registry_name                  = each.value.container_registry.registry_name
  search_service_name            = each.value.ai_search.search_service_name
  coding_review_account_name     = each.value.azure_openai.account_name
  agents_storage_account_name    = each.value.foundry.storage_account_name
  radiology_reports_account_name = each.value.foundry.account_name
  hub_storage_account_name       = each.value.foundry_classic.storage_account_name
  hu_vault_name                  = each.value.foundry_classic.vault_name
  ml_storage_account_name        = each.value.machine_learning.storage_account_name
  ml_vault_name                  = each.value.machine_learning.vault_name
  grafana_name                   = each.value.managed_grafana.grafana_name
  workspace_id                   = module.log_analytics_workspace[each.key].workspace_id
  storage_account_id             = module.storage_archive[each.key].storage_account_id

  depends_on = [
    module.network_security_groups,
    module.nat_gateway,
    module.virtual_network,
    module.bastion,
    module.azure_firewall,
    module.synapse_analytics,
    module.recovery_services_vault,
    module.container_instances,
    module.hybrid_runbook_worker,
    module.foundry_classic,
    module.restore_procedures,
  ]
}

# ---------------------------------------------------------------------------------------------------------------------
# Phase 3: compute and data
# ---------------------------------------------------------------------------------------------------------------------

module "dedicated_hosts" {
  for_each = var.regions
  source   = "./modules/compute/dedicated-hosts"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
}

module "proximity_placement_groups" {
  for_each = var.regions
  source   = "./modules/compute/proximity-placement-groups"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
}

module "load_balancer" {
  for_each = var.regions
  source   = "./modules/application-gateway/load-balancer"

  resource_group_id = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave           = var.enclave
  region            = each.key
  location          = each.value.location
  tags              = local.region_tags[each.key]
  subnet_ids        = module.virtual_network[each.key].subnet_ids

  depends_on = [module.virtual_network]
}

module "disk_encryption_sets" {
  for_each = var.regions
  source   = "./modules/compute/disk-encryption-sets"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                    = var.enclave
  region                     = each.key
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  key_uri_with_versions      = module.customer_managed_keys[each.key].key_uri_with_versions

  depends_on = [module.customer_managed_keys]
}

module "data_lake" {
  for_each = var.regions
  source   = "./modules/data-services/data-lake"

  resource_group_id                                  = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                                           = each.value.location
  tags                                               = local.region_tags[each.key]
  storage_account_name                               = each.value.data_lake.storage_account_name
  storage_account_st_lake_blob_private_endpoint_name = each.value.data_lake.storage_account_st_lake_blob_private_endpoint_name
  storage_account_st_lake_dfs_private_endpoint_name  = each.value.data_lake.storage_account_st_lake_dfs_private_endpoint_name
  user_assigned_identity_ids                         = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                                          = module.customer_managed_keys[each.key].vault_uri
  subnet_ids                                         = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids                               = module.private_dns_zones[each.key].private_dns_zone_ids

  depends_on = [module.customer_managed_keys]
}

module "cosmos_db" {
  for_each = var.regions
  source   = "./modules/data-services/cosmos-db"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  database_account_name      = each.value.cosmos_db.database_account_name
  private_endpoint_name      = each.value.cosmos_db.private_endpoint_name
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  key_uris                   = module.customer_managed_keys[each.key].key_uris
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = module.private_dns_zones[each.key].private_dns_zone_ids

  depends_on = [module.customer_managed_keys]
}

module "container_registry" {
  for_each = var.regions
  source   = "./modules/container-infrastructure/container-registry"

  resource_group_id                 = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                          = each.value.location
  tags                              = local.region_tags[each.key]
  registry_name                     = each.value.container_registry.registry_name
  private_endpoint_name             = each.value.container_registry.private_endpoint_name
  user_assigned_identity_ids        = module.customer_managed_keys[each.key].user_assigned_identity_ids
  key_uris                          = module.customer_managed_keys[each.key].key_uris
  user_assigned_identity_client_ids = module.customer_managed_keys[each.key].user_assigned_identity_client_ids
  replication_location              = each.value.container_registry.replication_location
  subnet_ids                        = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids              = module.private_dns_zones[each.key].private_dns_zone_ids

  depends_on = [module.customer_managed_keys]
}

module "azure_openai" {
  for_each = var.regions
  source   = "./modules/ai-services/azure-openai"

  resource_group_id                 = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                          = each.value.location
  account_name                      = each.value.azure_openai.account_name
  private_endpoint_name             = each.value.azure_openai.private_endpoint_name
  user_assigned_identity_ids        = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                         = module.customer_managed_keys[each.key].vault_uri
  user_assigned_identity_client_ids = module.customer_managed_keys[each.key].user_assigned_identity_client_ids
  subnet_ids                        = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids              = module.private_dns_zones[each.key].private_dns_zone_ids

  depends_on = [module.customer_managed_keys]
}

module "virtual_machines" {
  for_each = var.regions
  source   = "./modules/compute/virtual-machines"

  resource_group_id              = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                        = var.enclave
  region                         = each.key
  location                       = each.value.location
  tags                           = local.region_tags[each.key]
  machine_ssh_public_key         = var.machine_ssh_public_key
  subnet_ids                     = module.virtual_network[each.key].subnet_ids
  disk_encryption_set_id         = module.disk_encryption_sets[each.key].disk_encryption_set_id
  user_assigned_identity_ids     = merge(module.managed_identity[each.key].user_assigned_identity_ids, module.managed_identity[each.key].user_assigned_identity_ids_2)
  virtual_machine_admin_username = each.value.virtual_machines.virtual_machine_admin_username
  host_group_id                  = module.dedicated_hosts[each.key].host_group_id

  depends_on = [
    module.virtual_network,
    module.dedicated_hosts,
  ]
}

module "synapse_analytics" {
  for_each = var.regions
  source   = "./modules/data-services/synapse-analytics"

  resource_group_id   = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location            = each.value.location
  tags                = local.region_tags[each.key]
  workspace_name      = each.value.synapse_analytics.workspace_name
  storage_account_dfs = module.data_lake[each.key].storage_account_dfs
  storage_account_id  = module.data_lake[each.key].storage_account_id
  key_uris            = module.customer_managed_keys[each.key].key_uris

  depends_on = [module.data_lake]
}

module "ai_search" {
  for_each = var.regions
  source   = "./modules/ai-services/ai-search"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  search_service_name        = each.value.ai_search.search_service_name
  private_endpoint_name      = each.value.ai_search.private_endpoint_name
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  storage_account_id         = module.data_lake[each.key].storage_account_id
  vault_id                   = module.customer_managed_keys[each.key].vault_id
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = module.private_dns_zones[each.key].private_dns_zone_ids

  depends_on = [
    module.customer_managed_keys,
    module.data_lake,
  ]
}

module "machine_learning" {
  for_each = var.regions
  source   = "./modules/ai-services/machine-learning"

  resource_group_id                                = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  subscription_id                                  = data.azapi_client_config.current.subscription_id
  enclave                                          = var.enclave
  region                                           = each.key
  location                                         = each.value.location
  tags                                             = local.region_tags[each.key]
  storage_account_name                             = each.value.machine_learning.storage_account_name
  storage_account_st_ml_blob_private_endpoint_name = each.value.machine_learning.storage_account_st_ml_blob_private_endpoint_name
  storage_account_st_ml_file_private_endpoint_name = each.value.machine_learning.storage_account_st_ml_file_private_endpoint_name
  vault_name                                       = each.value.machine_learning.vault_name
  vault_kv_ml_private_endpoint_name                = each.value.machine_learning.vault_kv_ml_private_endpoint_name
  registry_name                                    = each.value.container_registry.registry_name
  lake_storage_account_name                        = each.value.data_lake.storage_account_name
  user_assigned_identity_ids                       = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                                        = module.customer_managed_keys[each.key].vault_uri
  subnet_ids                                       = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids                             = module.private_dns_zones[each.key].private_dns_zone_ids
  registry_id                                      = module.container_registry[each.key].registry_id
  component_id                                     = module.application_insights[each.key].component_id
  storage_account_id                               = module.data_lake[each.key].storage_account_id
  vault_id                                         = module.customer_managed_keys[each.key].vault_id
  key_uri_with_versions                            = module.customer_managed_keys[each.key].key_uri_with_versions
  role_assignments                                 = each.value.machine_learning.role_assignments
  role_assignments_2                               = each.value.machine_learning.role_assignments_2

  depends_on = [
    module.customer_managed_keys,
    module.container_registry,
    module.application_insights,
    module.data_lake,
  ]
}

module "foundry_classic" {
  for_each = var.regions
  source   = "./modules/ai-services/foundry-classic"

  resource_group_id                                 = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  subscription_id                                   = data.azapi_client_config.current.subscription_id
  enclave                                           = var.enclave
  region                                            = each.key
  location                                          = each.value.location
  tags                                              = local.region_tags[each.key]
  storage_account_name                              = each.value.foundry_classic.storage_account_name
  storage_account_st_hub_blob_private_endpoint_name = each.value.foundry_classic.storage_account_st_hub_blob_private_endpoint_name
  storage_account_st_hub_file_private_endpoint_name = each.value.foundry_classic.storage_account_st_hub_file_private_endpoint_name
  vault_name                                        = each.value.foundry_classic.vault_name
  vault_kv_hu_private_endpoint_name                 = each.value.foundry_classic.vault_kv_hu_private_endpoint_name
  registry_name                                     = each.value.container_registry.registry_name
  coding_review_account_name                        = each.value.azure_openai.account_name
  user_assigned_identity_ids                        = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                                         = module.customer_managed_keys[each.key].vault_uri
  subnet_ids                                        = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids                              = module.private_dns_zones[each.key].private_dns_zone_ids
  registry_id                                       = module.container_registry[each.key].registry_id
  component_id                                      = module.application_insights[each.key].component_id
  account_id                                        = module.azure_openai[each.key].account_id
  vault_id                                          = module.customer_managed_keys[each.key].vault_id
  key_uri_with_versions                             = module.customer_managed_keys[each.key].key_uri_with_versions
  account_endpoint                                  = module.azure_openai[each.key].account_endpoint
  role_assignments                                  = each.value.foundry_classic.role_assignments
  role_assignments_2                                = each.value.foundry_classic.role_assignments_2

  depends_on = [
    module.customer_managed_keys,
    module.container_registry,
    module.application_insights,
    module.azure_openai,
  ]
}

module "hybrid_runbook_worker" {
  for_each = var.regions
  source   = "./modules/compute/hybrid-runbook-worker"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                    = var.enclave
  region                     = each.key
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  user_assigned_identity_ids = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                  = module.customer_managed_keys[each.key].vault_uri
  virtual_machine_id         = module.virtual_machines[each.key].virtual_machine_id
  subnet_ids                 = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids       = module.private_dns_zones[each.key].private_dns_zone_ids

  depends_on = [
    module.customer_managed_keys,
    module.virtual_machines,
  ]
}

module "vm_scale_sets" {
  for_each = var.regions
  source   = "./modules/compute/vm-scale-sets"

  resource_group_id                               = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                                         = var.enclave
  region                                          = each.key
  location                                        = each.value.location
  tags                                            = local.region_tags[each.key]
  user_assigned_identity_ids                      = merge(module.managed_identity[each.key].user_assigned_identity_ids, module.managed_identity[each.key].user_assigned_identity_ids_2)
  proximity_placement_group_id                    = module.proximity_placement_groups[each.key].proximity_placement_group_id
  disk_encryption_set_id                          = module.disk_encryption_sets[each.key].disk_encryption_set_id
  worker_virtual_machine_scale_set_admin_username = each.value.virtual_machines.virtual_machine_admin_username
  ssh_public_key_public_key                       = module.virtual_machines[each.key].ssh_public_key_public_key
  subnet_ids                                      = module.virtual_network[each.key].subnet_ids
  backend_address_pool_id                         = module.load_balancer[each.key].backend_address_pool_id
  user_assigned_identity_client_id                = module.managed_identity[each.key].user_assigned_identity_client_id

  depends_on = [module.key_vault]
}

module "virtual_machines_east" {
  for_each = var.regions
  source   = "./modules/compute/virtual-machines-east"

  subscription_id              = data.azapi_client_config.current.subscription_id
  enclave                      = var.enclave
  region                       = each.key
  location                     = each.value.location
  maintenance_configuration_id = module.virtual_machines[each.key].maintenance_configuration_id
}

module "foundry" {
  for_each = var.regions
  source   = "./modules/ai-services/foundry"

  resource_group_id                                    = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  subscription_id                                      = data.azapi_client_config.current.subscription_id
  location                                             = each.value.location
  tags                                                 = local.region_tags[each.key]
  storage_account_name                                 = each.value.foundry.storage_account_name
  storage_account_st_agents_blob_private_endpoint_name = each.value.foundry.storage_account_st_agents_blob_private_endpoint_name
  account_name                                         = each.value.foundry.account_name
  account_ais_radiology_reports_private_endpoint_name  = each.value.foundry.account_ais_radiology_reports_private_endpoint_name
  database_account_name                                = each.value.cosmos_db.database_account_name
  search_service_name                                  = each.value.ai_search.search_service_name
  user_assigned_identity_ids                           = module.customer_managed_keys[each.key].user_assigned_identity_ids
  vault_uri                                            = module.customer_managed_keys[each.key].vault_uri
  subnet_ids                                           = module.virtual_network[each.key].subnet_ids
  private_dns_zone_ids                                 = module.private_dns_zones[each.key].private_dns_zone_ids
  user_assigned_identity_client_ids                    = module.customer_managed_keys[each.key].user_assigned_identity_client_ids
  database_account_document_endpoint                   = module.cosmos_db[each.key].database_account_document_endpoint
  database_account_id                                  = module.cosmos_db[each.key].database_account_id
  search_service_endpoint                              = module.ai_search[each.key].search_service_endpoint
  search_service_id                                    = module.ai_search[each.key].search_service_id
  sql_role_definition_id                               = module.cosmos_db[each.key].sql_role_definition_id
  db_id                                                = module.cosmos_db[each.key].db_id

  depends_on = [
    module.customer_managed_keys,
    module.cosmos_db,
    module.ai_search,
  ]
}

module "synapse_analytics_private_endpoints" {
  for_each = var.regions
  source   = "./modules/data-services/synapse-analytics-private-endpoints"

  resource_group_id                      = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  location                               = each.value.location
  tags                                   = local.region_tags[each.key]
  workspace_name                         = each.value.synapse_analytics.workspace_name
  synw_sql_private_endpoint_name         = each.value.synapse_analytics.synw_sql_private_endpoint_name
  synw_sqlondemand_private_endpoint_name = each.value.synapse_analytics.synw_sqlondemand_private_endpoint_name
  synw_dev_private_endpoint_name         = each.value.synapse_analytics.synw_dev_private_endpoint_name
  key_uris                               = module.customer_managed_keys[each.key].key_uris
  subnet_ids                             = module.virtual_network[each.key].subnet_ids
  workspace_id                           = module.synapse_analytics[each.key].workspace_id
  private_dns_zone_ids                   = module.private_dns_zones[each.key].private_dns_zone_ids

  depends_on = [
    module.synapse_analytics,
    module.role_assignments_on_keys,
  ]
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

  resource_group_id = "${azapi_resource.global_resource_group.parent_id}/resourceGroups/${azapi_resource.global_resource_group.name}"
  subscription_id   = data.azapi_client_config.current.subscription_id
  enclave           = var.enclave
  location          = var.location
  tags              = local.tags
  east_workspace_id = module.log_analytics_workspace["east"].workspace_id
}

module "restore_procedures" {
  for_each = var.regions
  source   = "./modules/backup-recovery/restore-procedures"

  resource_group_id           = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                     = var.enclave
  region                      = each.key
  location                    = each.value.location
  tags                        = local.region_tags[each.key]
  backup_storage_account_name = each.value.backup_storage.storage_account_name
  role_definition_ids         = module.custom_roles.role_definition_ids
  vault_id                    = module.recovery_services_vault[each.key].vault_id
  storage_account_id          = module.backup_storage[each.key].storage_account_id
  disk_encryption_set_id      = module.disk_encryption_sets[each.key].disk_encryption_set_id
  database_account_id         = module.cosmos_db[each.key].database_account_id
  vault_principal_id          = module.recovery_services_vault[each.key].vault_principal_id

  depends_on = [module.backup_storage]
}

module "restore_procedures_subscription" {
  source = "./modules/backup-recovery/restore-procedures-subscription"

  subscription_id                          = data.azapi_client_config.current.subscription_id
  east_user_assigned_identity_principal_id = module.restore_procedures["east"].user_assigned_identity_principal_id
}

module "container_instances" {
  for_each = var.regions
  source   = "./modules/container-infrastructure/container-instances"

  resource_group_id          = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                    = var.enclave
  region                     = each.key
  location                   = each.value.location
  tags                       = local.region_tags[each.key]
  addresses                  = each.value.addresses
  user_assigned_identity_ids = merge(module.managed_identity[each.key].user_assigned_identity_ids, module.managed_identity[each.key].user_assigned_identity_ids_2)
  registry_login_server      = module.container_registry[each.key].registry_login_server
  subnet_ids                 = module.virtual_network[each.key].subnet_ids

  depends_on = [
    module.role_assignments,
    module.azure_firewall,
  ]
}

module "alert_rules" {
  for_each = var.regions
  source   = "./modules/monitoring/alert-rules"

  resource_group_id                            = "${azapi_resource.resource_groups[each.key].parent_id}/resourceGroups/${azapi_resource.resource_groups[each.key].name}"
  enclave                                      = var.enclave
  region                                       = each.key
  location                                     = each.value.location
  tags                                         = local.region_tags[each.key]
  vault_availability_kv_keys_metric_alert_name = each.value.alert_rules.vault_availability_kv_keys_metric_alert_name
  vault_availability_kv_metric_alert_name      = each.value.alert_rules.vault_availability_kv_metric_alert_name
  vault_availability_kv_hu_metric_alert_name   = each.value.alert_rules.vault_availability_kv_hu_metric_alert_name
  vault_availability_kv_ml_metric_alert_name   = each.value.alert_rules.vault_availability_kv_ml_metric_alert_name
  workspace_id                                 = module.log_analytics_workspace[each.key].workspace_id
  action_group_id                              = module.alert_rules_global.action_group_id
  azure_firewall_id                            = module.azure_firewall[each.key].azure_firewall_id
  vault_id                                     = module.customer_managed_keys[each.key].vault_id
  vault_id_2                                   = module.key_vault[each.key].vault_id
  vault_id_3                                   = module.foundry_classic[each.key].vault_id
  vault_id_4                                   = module.machine_learning[each.key].vault_id
  public_ip_address_id                         = module.nat_gateway[each.key].public_ip_address_id
  public_ip_address_id_2                       = module.azure_firewall[each.key].public_ip_address_id
}
