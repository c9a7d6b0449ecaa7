# versions for virtual-network/subnets: written by `enclave build`; change enclave.yaml, not this file

terraform {
  required_version = ">= 1.9"
}
