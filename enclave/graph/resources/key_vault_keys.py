"""Keys of a key vault (child resources), with the policy that renews them."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, number, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.KeyVault/vaults/keys"
API_VERSION = "2026-02-01"


class KeyVaultKey(Struct, frozen=True):
    """A key. Times are ISO 8601 durations, `P1Y`."""

    id: str
    vault: str
    """Id of the vault."""
    name: str
    kind: str
    """`RSA`, `EC`, or `RSA-HSM`, `EC-HSM` in a hardware security module."""
    bits: int
    """Size of an RSA key; 0 when it is not stated."""
    operations: tuple[str, ...]
    """What may be done with it, `wrapKey`; empty when it is not stated: everything."""
    expires_after: str | None
    """How long each renewed version is valid."""
    rotates_after: str | None
    """Age at which the vault makes a new version; None: never, or `rotates_before_expiry` says it."""
    rotates_before_expiry: str | None
    notifies_before_expiry: str | None
    enabled: bool = True
    exportable: bool = False


def read(resource: Resource) -> KeyVaultKey:
    """A key. Raises `Undecided`."""
    body = resource.body
    actions = items(body, "properties.rotationPolicy.lifetimeActions")
    return KeyVaultKey(
        id=resource.id,
        vault=resource.parent or "",
        name=last_segment(resource.name),
        kind=text(body, "properties.kty"),
        bits=number(body, "properties.keySize"),
        operations=texts(body, "properties.keyOps"),
        expires_after=text(body, "properties.rotationPolicy.attributes.expiryTime", None),
        rotates_after=_time(actions, "rotate", "timeAfterCreate"),
        rotates_before_expiry=_time(actions, "rotate", "timeBeforeExpiry"),
        notifies_before_expiry=_time(actions, "notify", "timeBeforeExpiry"),
        enabled=flag(body, "properties.attributes.enabled", True),
        exportable=flag(body, "properties.attributes.exportable"),
    )


def write(key: KeyVaultKey, vault: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The key. Azure makes its first version; a key that is there already stays as it is."""
    actions: list[Value] = [
        {"trigger": {trigger: time}, "action": {"type": action}}
        for action, trigger, time in (
            ("rotate", "timeAfterCreate", key.rotates_after),
            ("rotate", "timeBeforeExpiry", key.rotates_before_expiry),
            ("notify", "timeBeforeExpiry", key.notifies_before_expiry),
        )
        if time is not None
    ]
    policy = stated(
        attributes=None if key.expires_after is None else {"expiryTime": key.expires_after}, lifetimeActions=actions or None
    )
    properties = stated(
        kty=key.kind,
        keySize=key.bits or None,
        keyOps=list(key.operations) or None,
        attributes={"enabled": key.enabled, "exportable": key.exportable},
        rotationPolicy=policy or None,
    )
    body: dict[str, Value] = {"properties": properties}
    return (place.below(vault, "keys", API_VERSION, key.name, body, tagged=True, depends_on=depends_on),)


def _time(actions: tuple[Body, ...], action: str, trigger: str) -> str | None:
    times = (
        text(found, f"trigger.{trigger}", None)
        for found in actions if text(found, "action.type").lower() == action
    )
    return next((time for time in times if time), None)
