"""Azure OpenAI, Foundry and other Azure AI services accounts."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, items, last_segment, link, pointer, text, texts
from enclave.graph.model import Resource, Value
from enclave.graph.parts import (
    Identity,
    Place,
    answer,
    asked,
    identity,
    network_rules,
    public_access,
    stated,
    write_identity,
    write_network_rules,
)

TYPE = "Microsoft.CognitiveServices/accounts"
API_VERSION = "2026-07-01"
PLATFORM = "Microsoft.CognitiveServices"
"""Source of a key that Microsoft manages."""


class AccountKey(Struct, frozen=True):
    """A customer's key in a vault. The account follows its rotation."""

    vault: str
    """Id or address of the vault."""
    name: str
    identity: str
    """Id or client id of the user-assigned identity that may use it; empty: the account's own."""


class Injection(Struct, frozen=True):
    """The network that the account's agents run in."""

    subnet: str | None
    """Id of a subnet that is delegated to them; None: none of the customer's."""
    managed: bool
    """A network that Microsoft manages (`cognitive_managed_networks.py`)."""


class CognitiveAccount(Struct, frozen=True):
    """An AI service. What is absent is open, as in Azure."""

    id: str
    kind: str
    """`OpenAI`, `AIServices` (Foundry), `FormRecognizer`, ..."""
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
    key_source: str = PLATFORM
    sku: str = "S0"
    key: AccountKey | None = None
    """The customer's key, when `key_source` is `Microsoft.KeyVault`."""
    projects: bool = False
    """Foundry projects may be made in it."""
    injection: Injection | None = None
    stored_completions_disabled: bool = False
    """Callers cannot ask that prompts and answers be kept in the service."""
    storage: tuple[str, ...] = ()
    """Ids of the customer's storage accounts that it keeps data in."""


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
        key_source=text(body, "properties.encryption.keySource", PLATFORM),
        sku=text(body, "sku.name"),
        key=_key(resource),
        projects=flag(body, "properties.allowProjectManagement"),
        injection=_injection(resource),
        stored_completions_disabled=flag(body, "properties.storedCompletionsDisabled"),
        storage=tuple(
            target for part in items(body, "properties.userOwnedStorage") if (target := link(part, "resourceId")) is not None
        ),
    )


def write(account: CognitiveAccount, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The account. `tls` cannot be chosen, and `key_source` follows from `key`."""
    properties = stated(
        customSubDomainName=account.custom_subdomain or last_segment(account.id),
        publicNetworkAccess=account.public_network_access,
        networkAcls=write_network_rules(account.default_action, account.bypass, account.ip_rules, account.subnet_rules),
        disableLocalAuth=account.local_auth_disabled,
        restrictOutboundNetworkAccess=account.restrict_outbound,
        allowedFqdnList=list(account.allowed_fqdns),
        allowProjectManagement=account.projects or None,
        networkInjections=_write_injection(account.injection),
        storedCompletionsDisabled=account.stored_completions_disabled or None,
        userOwnedStorage=[{"resourceId": pointer(storage)} for storage in account.storage] or None,
        encryption=_encryption(account.key),
    )
    body = stated(
        kind=account.kind, sku={"name": account.sku}, identity=write_identity(account.identity), properties=properties
    )
    return (place.put(TYPE, API_VERSION, account.id, body, depends_on=depends_on),)


def _key(resource: Resource) -> AccountKey | None:
    path = "properties.encryption"
    if text(resource.body, f"{path}.keySource", PLATFORM).lower() == PLATFORM.lower():
        return None
    return AccountKey(
        vault=asked(resource.body, f"{path}.keyVaultProperties.keyVaultUri"),
        name=text(resource.body, f"{path}.keyVaultProperties.keyName"),
        identity=asked(resource.body, f"{path}.keyVaultProperties.identityClientId"),
    )


def _encryption(key: AccountKey | None) -> Value:
    if key is None:
        return None
    vault = stated(
        keyVaultUri=answer(key.vault, "properties.vaultUri"),
        keyName=key.name,
        identityClientId=answer(key.identity, "properties.clientId"),
    )
    return {"keySource": "Microsoft.KeyVault", "keyVaultProperties": vault}


def _injection(resource: Resource) -> Injection | None:
    found = [part for part in items(resource.body, "properties.networkInjections") if text(part, "scenario").lower() == "agent"]
    if len(found) > 1:
        raise Undecided("networkInjections", resource.id)
    if not found:
        return None
    subnet = link(found[0], "subnetArmId") if text(found[0], "subnetArmId") else None
    return Injection(subnet, flag(found[0], "useMicrosoftManagedNetwork"))


def _write_injection(injection: Injection | None) -> Value:
    if injection is None:
        return None
    subnet: Value = pointer(injection.subnet) if injection.subnet else ""
    return [{"scenario": "agent", "subnetArmId": subnet, "useMicrosoftManagedNetwork": injection.managed}]
