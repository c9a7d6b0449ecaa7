"""Certificates in the region's vault: what they are called there, and who reads them. No template has their keys."""

from __future__ import annotations

from enclave.compose.site import Site
from enclave.graph.azure_facts import public_suffix, zones
from enclave.graph.body import last_segment
from enclave.graph.resources import key_vaults

LISTENER = "ingress-certificate"
"""What an application gateway shows to callers."""
CERTIFICATE = "gateway-certificate"
"""What the gateway itself shows to whoever calls it: certificate, chain and key."""
AUTHORITY = "gateway-authority"
"""Who signed that: certificates in PEM, in base64, as an application gateway reads a trusted root from a vault
(learn.microsoft.com/azure/application-gateway/key-vault-certs, github.com/Azure/azure-cli/issues/16913)."""
READS = "Key Vault Secrets User"


def secret(site: Site, name: str) -> str:
    """The address of a secret of the region's own vault, without a version: a renewed one is taken up by itself."""
    (zone,) = zones(key_vaults.TYPE, "vault")
    return f"https://{last_segment(site.vault)}.{public_suffix(zone)}/secrets/{name}"
