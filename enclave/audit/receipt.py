"""Receipts of an Azure Confidential Ledger, checked without asking it: that a checkpoint was committed there, and by that ledger.

Source: learn.microsoft.com/azure/confidential-ledger/verify-write-transaction-receipts, and for what the receipt says of the entry
the claims of azure-confidentialledger 1.2 (`LedgerEntryV1`). The certificate of the ledger is for the reader to get and to trust.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import Certificate, load_pem_x509_certificate

from enclave.audit.checkpoint import claimed
from enclave.audit.note import BadNote
from enclave.errors import InputError

ENTRY, PROTOCOL = "LedgerEntry", "LedgerEntryV1"
MOST_BYTES = 2**20
MOST_STEPS = 64
"""Of a path to the root, and of endorsements."""
_UNDERSCORE = re.compile(r"_([a-z])")
_EVIDENCE = re.compile(r"ce:([0-9]+\.[0-9]+):[0-9a-f]{64}")


class Committed(NamedTuple):
    """What a receipt proves."""

    note: bytes
    """The signed checkpoint that was written."""
    collection: str
    transaction: str


class BadCertificate(InputError):
    """What is given as the certificate of a ledger is none."""


class _Bad(Exception):
    """Why a receipt proves nothing."""


class _Leaf(msgspec.Struct, frozen=True, rename="camel"):
    write_set_digest: str
    commit_evidence: str
    claims_digest: str


class _Step(msgspec.Struct, frozen=True):
    left: str | None = None
    right: str | None = None


class _Receipt(msgspec.Struct, frozen=True, rename="camel"):
    cert: str
    leaf_components: _Leaf
    proof: list[_Step]
    signature: str
    node_id: str | None = None
    service_endorsements: list[str] = []
    is_signature_transaction: bool = False


class _Entry(msgspec.Struct, frozen=True, rename="camel"):
    collection_id: str
    contents: str
    protocol: str
    secret_key: str


class _Claim(msgspec.Struct, frozen=True, rename="camel"):
    kind: str
    ledger_entry: _Entry | None = None


class _Document(msgspec.Struct, frozen=True, rename="camel"):
    """The answer of `/app/transactions/<id>/receipt`."""

    receipt: _Receipt
    application_claims: list[_Claim] = []
    transaction_id: str = ""


def written_note(document: bytes, where: str) -> bytes:
    """The note that a receipt says was written; nothing of it is checked. Raises InputError."""
    try:
        return _entry(_read(document)).contents.encode()
    except _Bad as error:
        raise InputError(f"not a receipt: {error}", where) from error


def check_receipt(document: bytes, certificate: bytes, where: str) -> Committed:
    """What a receipt proves to somebody who trusts the certificate of the ledger, in PEM. Raises InputError when it proves nothing."""
    try:
        service = _certificate(certificate)
    except _Bad as error:
        raise BadCertificate(f"the ledger's certificate cannot be read: {error}", where) from error
    try:
        return _checked(_read(document), service)
    except _Bad as error:
        raise InputError(f"the receipt proves nothing: {error}", where) from error


def _checked(found: _Document, service: Certificate) -> Committed:
    receipt, leaf = found.receipt, found.receipt.leaf_components
    if receipt.is_signature_transaction:
        raise _Bad("it is of a signature of the ledger, not of an entry")
    # (1) the claims are what was written
    entry = _entry(found)
    if _claims_digest(found.application_claims) != _hex(leaf.claims_digest):
        raise _Bad("what it says was written is not what the ledger has")
    # (2) the leaf, and the root over it
    evidence = _EVIDENCE.fullmatch(leaf.commit_evidence)
    if evidence is None or (found.transaction_id and found.transaction_id != evidence[1]):
        raise _Bad("its evidence is of another transaction")
    digest = sha256(_hex(leaf.write_set_digest) + sha256(leaf.commit_evidence.encode()).digest() + _hex(leaf.claims_digest)).digest()
    for step in receipt.proof:
        if (step.left is None) is (step.right is None):
            raise _Bad("a step of its path has not one side")
        digest = sha256(_hex(step.left) + digest if step.left is not None else digest + _hex(step.right or "")).digest()
    # (3) a node signed the root
    node = _certificate(receipt.cert.encode())
    key = node.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if receipt.node_id is not None and sha256(key).digest() != _hex(receipt.node_id):
        raise _Bad("the certificate is not that of the node")
    _signed(node, _base64(receipt.signature), digest, "the node has not signed it")
    # (4) the ledger endorses the node, itself or over what it was before
    endorsed = node
    for endorser in (*(_certificate(each.encode()) for each in receipt.service_endorsements), service):
        _endorsed(endorsed, endorser)
        endorsed = endorser
    try:
        claimed(entry.contents.encode())
    except BadNote as error:
        raise _Bad("what was written is no checkpoint") from error
    return Committed(entry.contents.encode(), entry.collection_id, evidence[1])


def _read(document: bytes) -> _Document:
    if len(document) > MOST_BYTES:
        raise _Bad(f"it has {len(document)} bytes")
    try:
        # older ledgers write names with underscores
        found = msgspec.convert(_camel(msgspec.json.decode(document)), _Document)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _Bad("it has not the form of one") from error
    if max(len(found.receipt.proof), len(found.receipt.service_endorsements), len(found.application_claims)) > MOST_STEPS:
        raise _Bad("it is longer than any")
    return found


def _camel(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_UNDERSCORE.sub(lambda each: each[1].upper(), str(key)): _camel(item) for key, item in value.items()}
    return [_camel(item) for item in value] if isinstance(value, list) else value


def _entry(found: _Document) -> _Entry:
    entries = [claim.ledger_entry for claim in found.application_claims if claim.kind == ENTRY and claim.ledger_entry is not None]
    if len(entries) != 1 or len(found.application_claims) != 1:
        raise _Bad("it does not say what was written")
    return entries[0]


def _claims_digest(claims: Sequence[_Claim]) -> bytes:
    """How many there are in four bytes, lowest first, then the digest of each."""
    digests = []
    for claim in claims:
        entry = claim.ledger_entry
        if claim.kind != ENTRY or entry is None or entry.protocol != PROTOCOL:
            raise _Bad("it claims something in a way that is not known")
        secret = _base64(entry.secret_key)
        parts = (hmac.digest(secret, text.encode(), "sha256") for text in (entry.collection_id, entry.contents))
        digests.append(sha256(PROTOCOL.encode() + sha256(b"".join(parts)).digest()).digest())
    return sha256(len(digests).to_bytes(4, "little") + b"".join(digests)).digest()


def _signed(certificate: Certificate, signature: bytes, digest: bytes, otherwise: str) -> None:
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)  # see _certificate
    try:
        key.verify(signature, digest, ec.ECDSA(utils.Prehashed(SHA256())))
    except InvalidSignature:
        raise _Bad(otherwise) from None


def _endorsed(certificate: Certificate, by: Certificate) -> None:
    key = by.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)  # see _certificate
    try:
        algorithm = certificate.signature_hash_algorithm
        if algorithm is None:
            raise _Bad("a certificate is signed in a way that is not known")
        key.verify(certificate.signature, certificate.tbs_certificate_bytes, ec.ECDSA(algorithm))
    except UnsupportedAlgorithm as error:
        raise _Bad("a certificate is signed in a way that is not known") from error
    except InvalidSignature:
        raise _Bad("the ledger has not endorsed the node that signed it") from None


def _certificate(pem: bytes) -> Certificate:
    try:
        certificate = load_pem_x509_certificate(pem)
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _Bad("a certificate is none") from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise _Bad("a certificate has a key of another kind than ledgers have")
    return certificate


def _hex(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError as error:
        raise _Bad("a hash of it is none") from error
    if len(found) != sha256().digest_size:
        raise _Bad("a hash of it is none")
    return found


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise _Bad("a part of it is not base64") from error
