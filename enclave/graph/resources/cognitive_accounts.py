"""Azure OpenAI and other Azure AI services accounts."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import flag, last_segment, text, texts
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Identity, Place, identity, network_rules, public_access, write_network_rules

TYPE = "Microsoft.CognitiveServices/accounts"
API_VERSION = "2026-07-01"


@dataclass(frozen=True)
class CognitiveAccount:
    """An AI service. What is absent is open, as in Azure."""

    id: str
    kind: str
    """`OpenAI`, `AIServices`, ..."""
    location: str
    public_network_access: str
    """`Enabled`, `Disabled` or `SecuredByPerimeter`."""
    default_action: str
    """`Allow` or `Deny`."""
    ip_rules: tuple[str, ...]
    subnet_rules: tuple[str, ...]
    bypass: str
    local_auth_disabled: bool
    custom_subdomain: str | None
    tls: str
    """Least version. It cannot be set: the service takes TLS 1.2 and newer."""
    restrict_outbound: bool
    identity: Identity
    allowed_fqdns: tuple[str, ...] = ()
    """Names that the account may call when `restrict_outbound` is on."""
    key_source: str = "Microsoft.CognitiveServices"
    sku: str = "S0"


def read(resource: Resource) -> CognitiveAccount:
    """An account. Raises `Undecided`."""
    body = resource.body
    rules = network_rules(resource)
    return CognitiveAccount(
        id=resource.id,
        kind=text(body, "kind"),
        location=resource.location or "",
        public_network_access=public_access(resource),
        default_action=rules.default_action,
        ip_rules=rules.ip_rules,
        subnet_rules=rules.subnet_rules,
        bypass=rules.bypass,
        local_auth_disabled=flag(body, "properties.disableLocalAuth"),
        custom_subdomain=text(body, "properties.customSubDomainName", None),
        tls="TLS1_2",
        restrict_outbound=flag(body, "properties.restrictOutboundNetworkAccess"),
        identity=identity(resource),
        allowed_fqdns=texts(body, "properties.allowedFqdnList"),
        key_source=text(body, "properties.encryption.keySource", "Microsoft.CognitiveServices"),
        sku=text(body, "sku.name"),
    )


def write(account: CognitiveAccount, place: Place) -> tuple[Resource, ...]:
    """The account. `tls` and `key_source` cannot be chosen here."""
    properties: Value = {
        "customSubDomainName": account.custom_subdomain or last_segment(account.id),
        "publicNetworkAccess": account.public_network_access,
        "networkAcls": write_network_rules(account.default_action, account.bypass, account.ip_rules, account.subnet_rules),
        "disableLocalAuth": account.local_auth_disabled,
        "restrictOutboundNetworkAccess": account.restrict_outbound,
        "allowedFqdnList": list(account.allowed_fqdns),
    }
    body: dict[str, Value] = {
        "kind": account.kind,
        "sku": {"name": account.sku},
        "identity": {"type": account.identity.kind},
        "properties": properties,
    }
    return (place.put(TYPE, API_VERSION, account.id, body),)
