// types that several modules share: written by `enclave build`; change enclave.yaml, not this file

@export()
@description('Addresses of the networks of a region.')
type addressesType = {
  @description('Address prefix of the hub network.')
  hubNetwork: string

  @description('Address prefix of the azure firewall subnet.')
  azureFirewallSubnet: string

  @description('Address prefix of the azure bastion subnet.')
  azureBastionSubnet: string

  @description('Address prefix of the AI services network.')
  aiServicesNetwork: string

  @description('Address prefix of the AI endpoints subnet.')
  aiEndpointsSubnet: string

  @description('Address prefix of the agents radiology reports subnet.')
  agentsRadiologyReportsSubnet: string

  @description('Address prefix of the compute network.')
  computeNetwork: string

  @description('Address prefix of the gateway subnet.')
  gatewaySubnet: string

  @description('Address prefix of the machines subnet.')
  machinesSubnet: string

  @description('Address prefix of the container instances subnet.')
  containerInstancesSubnet: string

  @description('Address prefix of the data network.')
  dataNetwork: string

  @description('Address prefix of the data endpoints subnet.')
  dataEndpointsSubnet: string

  @description('Address prefix of the management network.')
  managementNetwork: string

  @description('Address prefix of the management endpoints subnet.')
  managementEndpointsSubnet: string

  @description('Address prefix of the operations subnet.')
  operationsSubnet: string

  @description('Private address of the firewall.')
  firewall: string
}

@export()
@description('An entry of a dictionary that is told as a list.')
type pairType = {
  @description('Name of the resource.')
  key: string

  @description('What is told of it.')
  value: string
}
