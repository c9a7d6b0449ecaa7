# governance/policy-assignments: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "policy_assignment" {
  type      = "Microsoft.Authorization/policyAssignments@2026-07-01"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "policy-${var.enclave}"
  body = {
    properties = {
      displayName        = "Secure AI enclave ministry-cases"
      description        = "What the file of ministry-cases says, held to by Azure whoever deploys"
      policyDefinitionId = var.policy_set_definition_id
      parameters         = {}
      enforcementMode    = "Default"
      nonComplianceMessages = [
        {
          message = "This does not fit; the file of the enclave ministry-cases decides this."
        },
        {
          message                     = "Allowed locations: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "allowed-locations"
        },
        {
          message                     = "Allowed locations for resource groups: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "allowed-group-locations"
        },
        {
          message                     = "AI services have no public endpoint: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "ai-public-access"
        },
        {
          message                     = "Models process data in the region or in its data zone: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "deployment-types"
        },
        {
          message                     = "Only models that the hub approves are deployed: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "approved-models"
        },
        {
          message                     = "A model that projects use is deployed in their versions only: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "model-versions"
        },
        {
          message                     = "Every deployment has a content filter of the hub: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "content-filters"
        },
        {
          message                     = "Azure AI Search services should disable public network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "search-public-access"
        },
        {
          message                     = "Azure Machine Learning Workspaces should disable public network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "machine-learning-public-access"
        },
        {
          message                     = "Azure Machine Learning and Ai Studio should use Allow Only Approved Outbound Managed Vnet mode: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "machine-learning-managed-network"
        },
        {
          message                     = "Azure Key Vault should disable public network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "vault-public-access"
        },
        {
          message                     = "Storage accounts should disable public network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "storage-public-access"
        },
        {
          message                     = "Storage accounts should restrict network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "storage-network-rules"
        },
        {
          message                     = "Storage account public access should be disallowed: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "storage-anonymous-access"
        },
        {
          message                     = "Storage accounts should prevent cross tenant object replication: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "storage-cross-tenant"
        },
        {
          message                     = "Public network access should be disabled for Container registries: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "registry-public-access"
        },
        {
          message                     = "Container registries should have exports disabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "registry-exports"
        },
        {
          message                     = "Container registries should have SKUs that support Private Links: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "registry-private-link"
        },
        {
          message                     = "Azure Kubernetes Service Private Clusters should be enabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "kubernetes-private"
        },
        {
          message                     = "Azure Cosmos DB should disable public network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "cosmos-public-access"
        },
        {
          message                     = "Public network access on Azure SQL Database should be disabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "sql-public-access"
        },
        {
          message                     = "Public network access should be disabled for PostgreSQL flexible servers: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "postgresql-public-access"
        },
        {
          message                     = "Azure Cache for Redis should disable public network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "redis-public-access"
        },
        {
          message                     = "Public network access on Azure Data Factory should be disabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "data-factory-public-access"
        },
        {
          message                     = "Azure Synapse workspaces should disable public network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "synapse-public-access"
        },
        {
          message                     = "Managed workspace virtual network on Azure Synapse workspaces should be enabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "synapse-managed-network"
        },
        {
          message                     = "Azure Synapse workspaces should allow outbound data traffic only to approved targets: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "synapse-exfiltration"
        },
        {
          message                     = "Container Apps environment should disable public network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "container-apps-public-access"
        },
        {
          message                     = "Container App environments should use network injection: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "container-apps-injected"
        },
        {
          message                     = "Container Apps should disable external network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "container-apps-external"
        },
        {
          message                     = "Azure Container Instance container group should deploy into a virtual network: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "container-instances-injected"
        },
        {
          message                     = "Log Analytics workspaces should block log ingestion and querying from public networks: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "workspace-public-access"
        },
        {
          message                     = "Application Insights components should block log ingestion and querying from public networks: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "insights-public-access"
        },
        {
          message                     = "Azure Monitor Private Link Scope should block access to non private link resources: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "monitor-private-only"
        },
        {
          message                     = "Azure Managed Grafana workspaces should disable public network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "grafana-public-access"
        },
        {
          message                     = "Service Bus Namespaces should disable public network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "service-bus-public-access"
        },
        {
          message                     = "Azure Recovery Services vaults should disable public network access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "recovery-public-access"
        },
        {
          message                     = "Network interfaces should not have public IPs: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "interfaces-without-public-address"
        },
        {
          message                     = "Subnets should be private: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "subnets-private"
        },
        {
          message                     = "Azure Firewall Policy should enable Threat Intelligence: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "firewall-threat-intelligence"
        },
        {
          message                     = "Azure Application Gateway should be deployed with Azure WAF: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "gateway-firewall"
        },
        {
          message                     = "Web Application Firewall (WAF) should use the specified mode for Application Gateway: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "gateway-firewall-prevents"
        },
        {
          message                     = "Azure Front Door profiles should use Premium tier that supports managed WAF rules and private link: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "front-door-premium"
        },
        {
          message                     = "Azure AI Services resources should have key access disabled (disable local authentication): the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "ai-local-authentication"
        },
        {
          message                     = "Cognitive Services accounts should use a managed identity: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "ai-managed-identity"
        },
        {
          message                     = "Azure Machine Learning Computes should have local authentication methods disabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "machine-learning-compute-authentication"
        },
        {
          message                     = "Azure Key Vault should use RBAC permission model: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "vault-roles"
        },
        {
          message                     = "Storage accounts should prevent shared key access: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "storage-shared-keys"
        },
        {
          message                     = "Container registries should have local admin account disabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "registry-administrator"
        },
        {
          message                     = "Container registries should have anonymous authentication disabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "registry-anonymous"
        },
        {
          message                     = "Container registries should have repository scoped access token disabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "registry-tokens"
        },
        {
          message                     = "Azure Kubernetes Service Clusters should have local authentication methods disabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "kubernetes-local-accounts"
        },
        {
          message                     = "Cosmos DB database accounts should have local authentication methods disabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "cosmos-local-authentication"
        },
        {
          message                     = "Azure SQL logical servers should have Microsoft Entra-only authentication enabled during creation: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "sql-entra-only"
        },
        {
          message                     = "Azure Cache for Redis should not use access keys for authentication: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "redis-access-keys"
        },
        {
          message                     = "Azure Service Bus namespaces should have local authentication methods disabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "service-bus-local-authentication"
        },
        {
          message                     = "Log Analytics Workspaces should block non-Azure Active Directory based ingestion: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "workspace-local-authentication"
        },
        {
          message                     = "Application Insights components should block non-Azure Active Directory based ingestion: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "insights-local-authentication"
        },
        {
          message                     = "Azure Managed Grafana workspaces should disable service account: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "grafana-service-accounts"
        },
        {
          message                     = "Azure AI Services resources should encrypt data at rest with a customer-managed key (CMK): the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "ai-customer-keys"
        },
        {
          message                     = "Configure Azure AI Search services to enforce customer-managed keys to encrypt data at rest: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "search-customer-keys"
        },
        {
          message                     = "Azure Machine Learning workspaces should be encrypted with a customer-managed key: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "machine-learning-customer-keys"
        },
        {
          message                     = "Container registries should be encrypted with a customer-managed key: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "registry-customer-keys"
        },
        {
          message                     = "Both operating systems and data disks in Azure Kubernetes Service clusters should be encrypted by customer-managed keys: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "kubernetes-customer-keys"
        },
        {
          message                     = "Azure Cosmos DB accounts should use customer-managed keys to encrypt data at rest: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "cosmos-customer-keys"
        },
        {
          message                     = "PostgreSQL flexible servers should use customer-managed keys to encrypt data at rest: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "postgresql-customer-keys"
        },
        {
          message                     = "Azure Cache for Redis Enterprise should use customer-managed keys for encrypting disk data: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "redis-customer-keys"
        },
        {
          message                     = "Azure data factories should be encrypted with a customer-managed key: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "data-factory-customer-keys"
        },
        {
          message                     = "Azure Synapse workspaces should use customer-managed keys to encrypt data at rest: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "synapse-customer-keys"
        },
        {
          message                     = "Virtual machines and virtual machine scale sets should have encryption at host enabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "machines-encryption-at-host"
        },
        {
          message                     = "Temp disks and cache for agent node pools in Azure Kubernetes Service clusters should be encrypted at host: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "kubernetes-encryption-at-host"
        },
        {
          message                     = "Secure transfer to storage accounts should be enabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "storage-https"
        },
        {
          message                     = "Storage accounts should have the specified minimum TLS version: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "storage-tls"
        },
        {
          message                     = "Azure SQL Database should be running TLS version 1.2 or newer: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "sql-tls"
        },
        {
          message                     = "Container Apps should only be accessible over HTTPS: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "container-apps-https"
        },
        {
          message                     = "Key vaults should have deletion protection enabled: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "vault-purge-protection"
        },
        {
          message                     = "Kubernetes cluster should not allow privileged containers: the file of the enclave ministry-cases decides this."
          policyDefinitionReferenceId = "kubernetes-privileged"
        },
      ]
    }
  }
  schema_validation_enabled = true
}
