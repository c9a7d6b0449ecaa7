# ai-services/azure-openai: written by `enclave build`; change enclave.yaml, not this file

module "account" {
  for_each = { for account in var.accounts : account.account_name => account }
  source   = "../azure-openai-account"

  resource_group_id                 = var.resource_group_id
  region_key                        = var.region_key
  location                          = var.location
  account_name                      = "oai-${var.enclave}-${each.value.account_name}"
  user_assigned_identity_ids        = var.user_assigned_identity_ids
  account_project                   = each.value.account_project
  vault_uri                         = var.vault_uri
  user_assigned_identity_client_ids = var.user_assigned_identity_client_ids
  account_deployment_sku_name       = var.account_deployment_sku_name
  subnet_ids                        = var.subnet_ids
  private_dns_zone_ids              = var.private_dns_zone_ids
  account_deployments               = each.value.account_deployments
}
