# firewall/ip-groups: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "gateway_ip_group" {
  type      = "Microsoft.Network/ipGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "ipg-${var.enclave}-${var.region}-gateway"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      ipAddresses = [var.addresses.gateway_subnet]
    }
  }
  schema_validation_enabled = true
}

resource "azapi_resource" "machines_ip_group" {
  type      = "Microsoft.Network/ipGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "ipg-${var.enclave}-${var.region}-machines"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      ipAddresses = [var.addresses.machines_subnet]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.gateway_ip_group]
}

resource "azapi_resource" "container_instances_ip_group" {
  type      = "Microsoft.Network/ipGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "ipg-${var.enclave}-${var.region}-container-instances"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      ipAddresses = [var.addresses.container_instances_subnet]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.machines_ip_group]
}

resource "azapi_resource" "agents_radiology_reports_ip_group" {
  type      = "Microsoft.Network/ipGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "ipg-${var.enclave}-${var.region}-agents-radiology-reports"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      ipAddresses = [var.addresses.agents_radiology_reports_subnet]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.container_instances_ip_group]
}

resource "azapi_resource" "operations_ip_group" {
  type      = "Microsoft.Network/ipGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "ipg-${var.enclave}-${var.region}-operations"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      ipAddresses = [var.addresses.operations_subnet]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.agents_radiology_reports_ip_group]
}

resource "azapi_resource" "ai_endpoints_ip_group" {
  type      = "Microsoft.Network/ipGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "ipg-${var.enclave}-${var.region}-ai-endpoints"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      ipAddresses = [var.addresses.ai_endpoints_subnet]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.operations_ip_group]
}

resource "azapi_resource" "management_endpoints_ip_group" {
  type      = "Microsoft.Network/ipGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "ipg-${var.enclave}-${var.region}-management-endpoints"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      ipAddresses = [var.addresses.management_endpoints_subnet]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.ai_endpoints_ip_group]
}

resource "azapi_resource" "data_endpoints_ip_group" {
  type      = "Microsoft.Network/ipGroups@2025-09-01"
  parent_id = var.resource_group_id
  name      = "ipg-${var.enclave}-${var.region}-data-endpoints"
  location  = var.location
  tags      = var.tags
  body = {
    properties = {
      ipAddresses = [var.addresses.data_endpoints_subnet]
    }
  }
  schema_validation_enabled = true

  depends_on = [azapi_resource.management_endpoints_ip_group]
}
