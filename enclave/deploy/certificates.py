"""Certificates in the regions' vaults, before anything is deployed that reads them: looked for, and the gateway's own made if it may be.

Azure Resource Manager says whether a secret is there and when it ends, and writes one without the vault's data plane; it never tells a
value (learn.microsoft.com/rest/api/keyvault/secrets). A certificate that Key Vault keeps is a secret of the same name
(learn.microsoft.com/azure/key-vault/certificates/about-certificates, composition of a certificate).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from enclave.deploy.keys import CERTIFICATE, FORMS, wanted
from enclave.deploy.session import Session
from enclave.errors import EnclaveError
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.resources import key_vault_secrets, key_vaults

OWN, AUTHORITY = CERTIFICATE, "gateway-authority"
DAYS: Final = 1825
"""How long a certificate that is made here is good for: it is trusted by nobody but by name."""
SOON: Final = timedelta(days=60)
PEM: Final = "application/x-pem-file"
USAGES: Final = (
    "content_commitment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only", "crl_sign", "key_cert_sign",
    "digital_signature", "key_encipherment",
)
_SECRET = re.compile(r"https://([A-Za-z0-9-]+)\.vault\.[a-z.]+/secrets/([A-Za-z0-9-]+)")


MadeFor: TypeAlias = Callable[[str], tuple[str, ...]]


def certificates_ready(
    session: Session, graph: Graph, made_for: MadeFor | None, tell: Callable[[str], None], now: datetime | None = None
) -> None:
    """Sees that every certificate that the graph's resources read is in its vault and has not ended.

    `made_for`: the names of a region's gateway; where there is no certificate for them yet, one is made. None: the owner brings it.
    Raises EnclaveError naming all that are missing or have ended.
    """
    moment = now or datetime.now(UTC)
    lacking: list[str] = []
    for vault, names in _read_by(graph):
        found = {name: _looked_up(session, vault, name) for name in names}
        if made_for is not None and OWN in names and not any(found.get(name) for name in (OWN, AUTHORITY)):
            found |= _make(session, vault, made_for(vault.stamp), moment)
            tell(f"made `{OWN}` and its authority in {vault.name}, good until {moment + timedelta(days=DAYS):%Y-%m-%d}")
        for name, secret in found.items():
            wrong, said = _judged(secret, moment)
            lacking += [f"`{name}` in {vault.name} {wrong}"] if wrong else []
            if said:
                tell(f"`{name}` in {vault.name} {said}")
    if lacking:
        hint = "put it there from snet-operations, as docs/deploy.md says under Certificates, then run the same command again"
        raise EnclaveError("\n  ".join([f"{len(lacking)} certificate{'s' * (len(lacking) > 1)} cannot be used:", *lacking]), hint=hint)


def _read_by(graph: Graph) -> Iterator[tuple[Resource, tuple[str, ...]]]:
    """Vault and names of the certificates that resources or pods read from it; what the graph itself writes is not among them."""
    own = {secret.id.lower() for secret in graph.of_type(key_vault_secrets.TYPE)}
    read = {(vault.lower(), name) for resource in graph for vault, name in _addresses(resource.body)}
    read |= {(vault.name.lower(), name) for vault, name, file in wanted(graph) if file not in FORMS}
    for vault in graph.of_type(key_vaults.TYPE):
        names = sorted(name for where, name in read if where == vault.name.lower() and f"{vault.id}/secrets/{name}".lower() not in own)
        if OWN in names or AUTHORITY in names:  # a pair, also where somebody else runs the gateway
            names = sorted({*names, OWN, AUTHORITY})
        if names:
            yield vault, tuple(names)


def _addresses(value: Value) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        found = _SECRET.fullmatch(value)
        if found:
            yield found[1], found[2]
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _addresses(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _addresses(item)


def _path(session: Session, vault: Resource, name: str) -> str:
    return f"/subscriptions/{session.subscription}{vault.id}/secrets/{name}"


def _looked_up(session: Session, vault: Resource, name: str) -> Mapping[str, Any] | None:
    found = session.arm("GET", _path(session, vault, name), key_vault_secrets.API_VERSION, absent_ok=True)
    return found.get("properties") or {} if isinstance(found, Mapping) else None


def _judged(secret: Mapping[str, Any] | None, now: datetime) -> tuple[str, str]:
    """What is wrong with a secret, and what is to be said of it."""
    if secret is None:
        return "is not there", ""
    attributes = secret.get("attributes") or {}
    if attributes.get("enabled") is False:
        return "is switched off", ""
    ends = attributes.get("exp")
    if not isinstance(ends, int):
        return "", ""
    end = datetime.fromtimestamp(ends, UTC)
    if end <= now:
        return f"ended {end:%Y-%m-%d}", ""
    return "", f"ends {end:%Y-%m-%d}: renew it" if end - now < SOON else ""


def _make(session: Session, vault: Resource, hosts: tuple[str, ...], now: datetime) -> dict[str, Mapping[str, Any]]:
    """Writes a new certificate and its authority, whose key nobody keeps: it can sign for nobody else, ever."""
    served, root = new_certificate(hosts, now)
    ends = int((now + timedelta(days=DAYS)).timestamp())
    values = {AUTHORITY: base64.b64encode(root).decode(), OWN: served.decode()}
    for name, value in values.items():  # the authority first: who finds the other is never without it
        attributes: dict[str, Any] = {"enabled": True, "exp": ends}
        body = {"properties": {"value": value, "contentType": PEM, "attributes": attributes}}
        session.arm("PUT", _path(session, vault, name), key_vault_secrets.API_VERSION, body)
    return {name: {"attributes": {"enabled": True, "exp": ends}} for name in values}


def new_certificate(hosts: tuple[str, ...], now: datetime) -> tuple[bytes, bytes]:
    """Key, certificate and chain in PEM, as the gateway reads them; and the authority that signed, for these names alone."""
    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"authority of {hosts[0]}"[:64])])
    begins, ends = now - timedelta(hours=1), now + timedelta(days=DAYS)
    usage = dict.fromkeys(USAGES, False)
    empty = x509.CertificateBuilder().issuer_name(issuer).not_valid_before(begins).not_valid_after(ends)
    root = (
        empty.subject_name(issuer).public_key(root_key.public_key()).serial_number(x509.random_serial_number())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**usage | {"key_cert_sign": True}), critical=True)
        .add_extension(x509.NameConstraints([x509.DNSName(hosts[0])], None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False)
        .sign(root_key, SHA256())
    )  # fmt: skip
    own = (
        empty.subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])] if len(hosts[0]) <= 64 else []))
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectAlternativeName(list(map(x509.DNSName, hosts))), critical=len(hosts[0]) > 64)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage | {"digital_signature": True, "key_encipherment": True}), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, SHA256())
    )  # fmt: skip
    authority = root.public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + own.public_bytes(Encoding.PEM) + authority, authority
