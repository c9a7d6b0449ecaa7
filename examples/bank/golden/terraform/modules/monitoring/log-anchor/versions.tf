# versions for monitoring/log-anchor: written by `enclave build`; change enclave.yaml, not this file

terraform {
  required_version = ">= 1.9"

  required_providers {
    azapi = {
      source  = "Azure/azapi"
      version = "~> 2.5"
    }
  }
}
