"""Receipts as a confidential ledger gives them, made with certificates of our own."""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Key = ec.EllipticCurvePrivateKey


class Authority:
    """A ledger: its own key, one of a node, and those that it had before."""

    def __init__(self, renewals: int = 0) -> None:
        services = [ec.generate_private_key(ec.SECP384R1()) for _ in range(renewals + 1)]
        self.node = ec.generate_private_key(ec.SECP384R1())
        self.node_certificate = certificate(self.node, services[0])
        self.endorsements = [certificate(old, new) for old, new in pairwise(services)]
        self.certificate = certificate(services[-1], services[-1]).encode()

    def receipt(self, contents: str, collection: str = "enclave-x", transaction: str = "2.40", steps: int = 5) -> dict[str, Any]:
        """The answer of a ledger about an entry."""
        secret = bytes(range(32))
        parts = (hmac.digest(secret, text.encode(), "sha256") for text in (collection, contents))
        claim = sha256(b"LedgerEntryV1" + sha256(b"".join(parts)).digest()).digest()
        claims = sha256((1).to_bytes(4, "little") + claim).digest()
        evidence, writes = f"ce:{transaction}:{'5f' * 32}", sha256(b"writes").digest()
        digest = sha256(writes + sha256(evidence.encode()).digest() + claims).digest()
        proof = []
        for number in range(steps):
            other = sha256(bytes([number])).digest()
            side = "left" if number % 2 else "right"
            proof.append({side: other.hex()})
            digest = sha256(other + digest if side == "left" else digest + other).digest()
        public = self.node.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        entry = {
            "collectionId": collection, "contents": contents, "protocol": "LedgerEntryV1", "secretKey": base64.b64encode(secret).decode(),
        }
        return {
            "applicationClaims": [{"kind": "LedgerEntry", "ledgerEntry": entry}],
            "receipt": {
                "cert": self.node_certificate,
                "isSignatureTransaction": False,
                "leafComponents": {"claimsDigest": claims.hex(), "commitEvidence": evidence, "writeSetDigest": writes.hex()},
                "nodeId": sha256(public).hexdigest(),
                "proof": proof,
                "serviceEndorsements": self.endorsements,
                "signature": base64.b64encode(self.node.sign(digest, ec.ECDSA(utils.Prehashed(SHA256())))).decode(),
            },
            "state": "Ready",
            "transactionId": transaction,
        }


def certificate(key: Key, by: Key) -> str:
    """A certificate of a key, in PEM."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "CCF")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return builder.sign(by, SHA384()).public_bytes(Encoding.PEM).decode()
