// firewall/tls-inspection: written by `enclave build`; change enclave.yaml, not this file

@description('Tags of the resources.')
param tags { *: string }

@description('Name of the vault.')
param vaultName string

@secure()
@description('Intermediate authority of the firewall\'s TLS inspection: a PFX without a password, in base64, RSA 4096, CA with a path length of 1 or more, good for a year at least. Clients must trust it.')
param firewallAuthority string

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: 'firewall-authority'
  tags: tags
  properties: {
    value: firewallAuthority
    contentType: 'application/x-pkcs12'
    attributes: {
      enabled: true
    }
  }
}

@description('`properties.secretUri` of the secret.')
output secretUri string = secret.properties.secretUri
