"""Addresses of crypto currencies: those that carry a checksum by it, the others by a form that hardly anything else has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from enclave.dlp.detector import HIGH, LOW, MEDIUM, Detector, Evidence, Pattern, Shape
from enclave.dlp.keccak import keccak256

_ALPHABET = r"A-Za-z0-9_.+/=%~\-"
_BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_CLASS = "[1-9A-HJ-NP-Za-km-z]"
VERSIONS = frozenset({b"\x00", b"\x05", b"\x6f", b"\xc4", b"\x30", b"\x32", b"\x1e", b"\x16", b"\x4c", b"\x10", b"\x41", b"\x1c\xb8",
b"\x1c\xbd"})
"""Bitcoin and its test net, Litecoin, Dogecoin, Dash, Tron, Zcash."""
PREFIXES = ("bc", "tb", "ltc", "addr", "stake", "cosmos", "osmo", "zs", "bnb", "terra", "inj")
"""Before the `1` of a bech32 address: Bitcoin, its test net, Litecoin, Cardano, Cosmos and others."""
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)

_WORDS = r"(?:wallet|crypto|coin|token|ledger|metamask|phantom|deposit|payout|withdraw|0x)"
_ETHEREUM = Evidence(re.compile(rf"(?<![a-z])(?:ethereum|eth|ether|erc-?20|usdt|usdc|polygon|bsc|address|adresse|dirección)(?![a-z])"
    rf"|{_WORDS}"))
_SOLANA = Evidence(re.compile(r"(?<![a-z])(?:solana|sol|spl|phantom|wallet)(?![a-z])"), gates=("solana", "sol", "spl", "phantom", "wallet"))
_MONERO = Evidence(re.compile(rf"(?<![a-z])(?:monero|xmr)(?![a-z])|{_WORDS}"))


def base58(text: str, alphabet: str = _BITCOIN) -> bytes:
    """The bytes that the text stands for; every leading first character of the alphabet is a zero byte."""
    number = 0
    for character in text:
        number = number * 58 + alphabet.index(character)
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _summed(decoded: bytes) -> bool:
    return hashlib.sha256(hashlib.sha256(decoded[:-4]).digest()).digest()[:4] == decoded[-4:]


def base58check(text: str) -> int:
    """A version that some currency has, 20 bytes, and the four bytes that hold them."""
    decoded = base58(text)
    return len(text) if len(decoded) in (25, 26) and decoded[:-24] in VERSIONS and _summed(decoded) else 0


def ripple(text: str) -> int:
    """The same with version 0 in an alphabet of its own."""
    decoded = base58(text, _RIPPLE)
    return len(text) if len(decoded) == 25 and decoded[0] == 0 and _summed(decoded) else 0


def bech32(text: str) -> int:
    """BIP 173 and BIP 350: the polynomial over prefix and data leaves 1, or the constant of bech32m."""
    if text not in (text.lower(), text.upper()):
        return 0
    prefix, _, data = text.lower().rpartition("1")
    values = [ord(one) >> 5 for one in prefix] + [0] + [ord(one) & 31 for one in prefix] + [_BECH32.find(one) for one in data]
    sum_ = 1
    for value in values:
        top, sum_ = sum_ >> 25, (sum_ & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            sum_ ^= generator if top >> bit & 1 else 0
    return len(text) if prefix in PREFIXES and -1 not in values and sum_ in (1, 0x2BC830A3) else 0


def hexadecimal(text: str) -> int:
    """Letters of one case, which hold no checksum; and not a constant that somebody filled in by hand."""
    digits = text[2:]
    return len(text) if digits in (digits.lower(), digits.upper()) and len(set(digits.lower())) >= 8 else 0


def mixed(text: str) -> int:
    """Letters of both cases, whether their checksum holds or not."""
    digits = text[2:]
    return len(text) if digits not in (digits.lower(), digits.upper()) and len(set(digits.lower())) >= 8 else 0


def eip55(text: str) -> int:
    """EIP-55: a letter is a capital where the digest of the small letters has a digit of 8 or more."""
    if not mixed(text):
        return 0
    digits = text[2:]
    digest = keccak256(digits.lower().encode()).hex()
    held = all(one.isdigit() or one.isupper() == (of >= "8") for one, of in zip(digits, digest, strict=False))
    return len(text) if held else 0


def solana(text: str) -> int:
    """32 bytes, in letters of both cases and digits."""
    mixed = any(map(str.isupper, text)) and any(map(str.islower, text)) and any(map(str.isdigit, text))
    return len(text) if mixed and len(base58(text)) == 32 else 0


_RUN = rf"\b{_CLASS}{{25,44}}\b"
_HEX = "0x[0-9A-Fa-f]{8}"


def _pattern(
    body: str, accept: Callable[[str], int], length: int, why: str, *,
    confidence: int | None, supported: int | None = None, evidence: Evidence | None = None, anchor: str = _RUN,
) -> Pattern:
    return Pattern(
        anchor=anchor, reach=length, exact=re.compile(rf"(?<![A-Za-z0-9_]){body}(?![A-Za-z0-9_])"),
        shape=Shape(_ALPHABET, "[A-Za-z0-9]", length + 2), why=why, confidence=confidence, supported=supported,
        evidence=evidence, accept=accept,
    )


DETECTOR = Detector(
    entity="crypto_address",
    title="address of a crypto currency",
    about=(
        "Addresses of Bitcoin, Litecoin, Dogecoin, Dash, Zcash, Tron, Ripple, Cardano and Cosmos by their checksums, of Ethereum and "
        "those that share its form by `0x`, 40 hexadecimal digits and the checksum of their capitals, of Monero by its 95 or 106 "
        "characters, of Solana by 32 bytes and evidence."
    ),
    patterns=(
        _pattern(rf"[123789LMDXTAmnt]{_CLASS}{{25,34}}", base58check, 36, "a version and a checksum of four bytes (base58check)",
            confidence=HIGH),
        _pattern(rf"r{_CLASS}{{24,34}}", ripple, 36, "a checksum of four bytes in Ripple's alphabet", confidence=HIGH),
        _pattern(
            rf"(?:{'|'.join(f'{one}1|{one.upper()}1' for one in PREFIXES)})[02-9AC-HJ-NP-Zac-hj-np-z]{{11,110}}", bech32, 118,
            "the prefix of a currency and a checksum of six characters (bech32, bech32m)", confidence=HIGH,
            anchor=rf"(?:{'|'.join(f'{one}1|{one.upper()}1' for one in PREFIXES)})[02-9AC-HJ-NP-Zac-hj-np-z]{{11}}",
        ),
        _pattern(
            "0x[0-9A-Fa-f]{40}", eip55, 42, "capitals and small letters that are the checksum of EIP-55", confidence=HIGH, anchor=_HEX,
        ),
        _pattern(
            "0x[0-9A-Fa-f]{40}", hexadecimal, 42, "`0x` and 40 hexadecimal digits of one case, not all alike; high with evidence",
            confidence=MEDIUM, supported=HIGH, evidence=_ETHEREUM, anchor=_HEX,
        ),
        _pattern(
            "0x[0-9A-Fa-f]{40}", mixed, 42, "the same with capitals and small letters whose checksum does not hold: only with evidence",
            confidence=None, supported=LOW, evidence=_ETHEREUM, anchor=_HEX,
        ),
        _pattern(
            rf"[48]{_CLASS}{{94}}(?:{_CLASS}{{11}})?", lambda text: len(text) * (len(set(text)) > 20), 106,
            "95 or 106 characters of base58 that begin with 4 or 8; high with evidence", confidence=MEDIUM, supported=HIGH,
            evidence=_MONERO, anchor=rf"\b[48]{_CLASS}{{94}}",
        ),
        _pattern(
            rf"{_CLASS}{{32,44}}", solana, 44, "base58 of 32 bytes: only with evidence", confidence=None, supported=HIGH, evidence=_SOLANA,
        ),
    ),
    source="Bitcoin developer reference (base58check); BIP 173, BIP 350; EIP-55; XRP Ledger: base58 encodings; Monero: addresses",
    limits=(
        "An Ethereum address in letters of one case has no checksum: any 40 hexadecimal digits after `0x` count.",
        "Addresses of contracts and of the burned (`0x000...dEaD`) are not told apart from those of people.",
    ),
    positives=(
        "send to «1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa» please", "«3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy»,",
        "bitcoin:«bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4»?amount=1", "«BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4»",
        "taproot «bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0».",
        '{"wallet": "«0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed»"}', "eth «0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359»",
        "tron=«TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC»;", "XRP «rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh»",
        "wallet «44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SXSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A»",
        "solana: «7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV»",
    ),
    negatives=(
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "0x0000000000000000000000000000000000000000",
        "commit da39a3ee5e6b4b0d3255bfef95601890afd80709", "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV",
        "0x5aAeb6053F3E94C9b9A09f33669435E7",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi", "the 3rd of 1000000000000000000000000000",
        "bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    ),
    aliases=("crypto",),
)
