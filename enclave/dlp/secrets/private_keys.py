"""Private keys: PEM and its relatives, PuTTY's, base64 of PEM, JSON Web Keys."""

from __future__ import annotations

import base64
import binascii
import re

from enclave.dlp.detector import HIGH, MEDIUM, Detector, Evidence, Pattern, Shape, begins
from enclave.dlp.secrets.randomness import mixed
from enclave.dlp.secrets.secret import ALPHABET, BOUNDARY, OPENING

_LINES = r"A-Za-z0-9+/=@ \t\r\n\\.,:;()_\-"
_PEM_NAME = r"(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
_GAP = r"(?:[ \t\r\n]|\\[nrt])"
_BASE64 = rf"(?:{_GAP}*+[A-Za-z0-9+/=]{{16,}}+)*+"
_LAST = rf"(?:{_GAP}*+[A-Za-z0-9+/=]{{1,15}}+){{0,2}}{_GAP}*+"
_PEM = re.compile(
    rf"-----BEGIN {_PEM_NAME}(?:{_GAP}*+(?:Proc-Type|DEK-Info|Version|Comment): [A-Za-z0-9 .,:;/()_-]{{0,80}}+)*+"
    rf"{_BASE64}(?:{_LAST}-----END {_PEM_NAME})?"
)
_PEM_BEGUN = re.compile(
    rf"-----BEGIN {_PEM_NAME}(?:{_GAP}*+(?:Proc-Type|DEK-Info|Version|Comment): [A-Za-z0-9 .,:;/()_-]{{0,80}}+)*+"
    rf"{_GAP}*+[A-Za-z0-9+/=]{{16}}"
)
_PEM_LINES = re.compile(rf"[A-Za-z0-9+/=]*+(?:{_GAP}*+[A-Za-z0-9+/=]{{16,}}+)*+")
_SSH2 = re.compile(rf'---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----(?:{_GAP}*+Comment: [A-Za-z0-9 .,:;/()_@-]{{0,80}}+)?'
                   rf"{_BASE64}(?:{_LAST}---- END SSH2 ENCRYPTED PRIVATE KEY ----)?")
_FIELDS = r"(?:Encryption|Comment|Public-Lines|Key-Derivation|Argon2-[A-Za-z]+|Private-Lines)"
_PUTTY = re.compile(
    rf"PuTTY-User-Key-File-[23]: [a-z0-9@.-]{{3,40}}+"
    rf"(?:{_GAP}*+(?:{_FIELDS}: [A-Za-z0-9 .,:;/()_@-]{{0,80}}+|[A-Za-z0-9+/=]{{4,76}}+(?!-)))*+"
    rf"(?:{_GAP}*+Private-MAC: [0-9a-f]{{40,64}})?"
)
_ENCODED = "LS0tLS1CRUdJTi"
"""Base64 of `-----BEGIN`."""
_HEADER = 96


def _encoded_key(text: str) -> int:
    """Its first line says that it is a private key."""
    start = text[:_HEADER]
    try:
        decoded = base64.b64decode(start[: len(start) // 4 * 4])
    except binascii.Error:
        return 0
    return len(text) if b"PRIVATE KEY" in decoded else 0


def _begun(
    literal: str, exact: re.Pattern[str], why: str, certain: re.Pattern[str] | None = None, steady: re.Pattern[str] | None = None,
) -> Pattern:
    return Pattern(anchor=re.escape(literal), reach=len(literal), exact=exact, why=why, confidence=HIGH, certain=certain, steady=steady,
                   shape=Shape(_LINES, begins("-----BEGIN ", "---- BEGIN SSH2 ", "PuTTY-User-Key-File-"), None))


_BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\\nMzEfYyjiWA4R4/M2bS\\nQw==\\n".replace("\\n", "\n")
_MADE_UP = base64.b64encode(("-----BEGIN RSA " + "PRIVATE KEY-----\n" + _BODY).encode()).decode()

PEM = Detector(
    entity="private_key",
    id="pem_private_key",
    title="private key in PEM, OpenSSH, PGP, SSH2 or PuTTY form",
    about=(
        "From the header to the footer, on one line or many, with real or escaped line ends, encrypted or not. Base64 of the PEM form, as "
        "in a kubeconfig's `client-key-data`, is found too. Public keys and certificates are none."
    ),
    patterns=(
        _begun("-----BEGIN ", _PEM, "header of a private key in PEM form, and the key to its end", _PEM_BEGUN, _PEM_LINES),
        _begun("---- BEGIN SSH2 ", _SSH2, "header of a private key in the form of SSH2, and the key to its end"),
        _begun("PuTTY-User-Key-File-", _PUTTY, "header of a PuTTY key file, and the file to its end"),
        Pattern(
            anchor=_ENCODED, reach=len(_ENCODED), exact=re.compile(rf"{BOUNDARY}{_ENCODED}[A-Za-z0-9+/]{{40,}}+={{0,2}}"),
            accept=_encoded_key, why="base64 of the header of a private key in PEM form, and all that follows", confidence=HIGH,
            shape=Shape(ALPHABET, BOUNDARY + begins(_ENCODED), None),
        ),
    ),
    source="RFC 7468 (PEM), RFC 4716 (SSH2), OpenSSH's PROTOCOL.key, RFC 9580 (OpenPGP), PuTTY manual appendix C",
    limits=("A private key that is cut off keeps up to 15 characters of its last line.",),
    positives=(
        f"«-----BEGIN PRIVATE KEY-----\n{_BODY}-----END PRIVATE KEY-----» done",
        f"key: |\n  «-----BEGIN RSA PRIVATE KEY-----\n  Proc-Type: 4,ENCRYPTED\n  "
        f"DEK-Info: AES-128-CBC,00FF\n\n  {_BODY[:40]}\n  -----END RSA PRIVATE KEY-----»",
        f'{{"private_key": "«-----BEGIN PRIVATE KEY-----\\n{_BODY[:64]}\\n-----END PRIVATE KEY-----»\\n"}}',
        "«-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n-----END OPENSSH PRIVATE KEY-----»",
        "«-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n"
        "lQOYBGZkZmYBCADXk3rLmnop\n=aB3d\n-----END PGP PRIVATE KEY BLOCK-----»",
        "«---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: dsa key\n"
        "P2/56wAAAgIAAAAmZGwtbW9kcHtzaWdu\n---- END SSH2 ENCRYPTED PRIVATE KEY ----»",
        "«PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: me@host\nPublic-Lines: 1\nAAAAC3NzaC1lZDI1NTE5\nPrivate-Lines: 1\n"
        "AAAAIKzKz0bXk3rL\nPrivate-MAC: " + "0123456789abcdef" * 4 + "»\n",
        f"users:\n- user:\n    client-key-data: «{_MADE_UP}»\n",
    ),
    negatives=(
        "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0B\n-----END PUBLIC KEY-----",
        "-----BEGIN RSA PUBLIC KEY-----",
        "-----END PRIVATE KEY-----", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK me@host", "---- BEGIN SSH2 PUBLIC KEY ----",
        "BEGIN PRIVATE KEY",
        "client-certificate-data: " + base64.b64encode(b"-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkq").decode(),
        "PuTTY-User-Key-File is a format",
    ),
)

_MEMBER = re.compile(r"[\"'](?:d|p|q|dp|dq|qi|k)\\?[\"'][ \t\r\n]{0,4}:[ \t\r\n]{0,4}\\?[\"']\Z")

JWK = Detector(
    entity="private_key",
    id="json_web_key",
    title="private member of a JSON Web Key",
    about="The members `d`, `p`, `q`, `dp`, `dq`, `qi` and `k` of a JSON Web Key, when their value is long and random.",
    patterns=(
        Pattern(
            anchor=r"[\"'](?:d|p|q|dp|dq|qi|k)\\?[\"'][ \t\r\n]{0,4}:[ \t\r\n]{0,4}\\?[\"'][A-Za-z0-9_\-]", reach=1, lead=18,
            exact=re.compile(r"(?<=[\"'])[A-Za-z0-9_-]{42,700}(?![A-Za-z0-9_-])"), accept=mixed,
            shape=Shape(ALPHABET, OPENING, 704), why="42 or more random characters as the value of a private member", confidence=None,
            supported=MEDIUM, evidence=Evidence(_MEMBER, window=24),
        ),
    ),
    source="RFC 7517 and RFC 7518, section 6 (JSON Web Key)",
    positives=(
        '{"kty":"EC","crv":"P-256","d":"«870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE»"}',
        "{'kty': 'oct', 'k': '«AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr8»'}",
        '"e":"AQAB", "d" : "«X4cTteJY_gn4FYPsXB8rdXix5vwsg1FLN5E3EaG6RJo»",', '"p":"«83i-7IvMGXoMXCskv73TKr8637FiO7Z27zv8oj6pbWU»"',
        '"dp":\n  "«G4sPXkc6Ya9y8oJW9_ILj4xuppu0lzi_H7VTkS8xj5S»"', '{\\"d\\":\\"«870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE»\\"}',
        '"dq":"«s9lAH9fggBsoFR8Oac2R_E2gw282rT2kGOAhvIllETE»"', '"qi": "«GyM_p6JrXySiz1toFgKbWV-JdI3jQ4ypu9rbMWx3rQJ»"',
    ),
    negatives=(
        '"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"', '"d":"short"', '"d": "M10 10 H 90 V 90 H 10 Z M10 10 H 90 V 90 H 10"',
        '"k": "value"',
        '"id":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"', '"d":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"', "d: 870MB6",
        '"n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs"',
    ),
)

DETECTORS = (PEM, JWK)
