# variables of monitoring/security-workbooks: written by `enclave build`; change enclave.yaml, not this file

variable "resource_group_id" {
  type        = string
  description = "Resource id of the resource group that is deployed to."
}

variable "location" {
  type        = string
  description = "Azure region of the resources."
}

variable "tags" {
  type        = map(string)
  description = "Tags of the resources."
}

variable "workspace_id" {
  type        = string
  description = "The resource id of the workspace."
}

variable "workbooks" {
  type = list(object({
    name            = string
    display_name    = string
    description     = string
    serialized_data = string
  }))
  description = <<-EOT
    Workbooks to deploy:
    - name: Name of the workbook.
    - display_name: Display name of the workbook.
    - description: Description of the workbook.
    - serialized_data: Serialized data of the workbook.
  EOT
}
