"""Secrets of programs: keys with a documented prefix, JSON Web Tokens, private keys, and long random strings.

A hexadecimal digest, a UUID or base64 of text is nobody's key until the text says so.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections import Counter
from collections.abc import Callable

from enclave.dlp.detector import HIGH, LOW, MEDIUM, Detector, Evidence, Pattern, Shape, begins, whole

_CHARACTERS = r"A-Za-z0-9_.+/=%~\-"
_BOUNDARY = "(?<![A-Za-z0-9])"
_RUN = r"[A-Za-z0-9+/_=-]{32}(?:[^A-Za-z0-9+/_=-]|$)"
_LONGEST = 128

_WRAPPED = r"(?<=\n)(?:[A-Za-z0-9]{64}|[A-Za-z0-9]{76})(?![A-Za-z0-9])"
"""A line of base64 as PEM and MIME wrap it, which happens to have no `+` and no `/`."""
_PLAIN = re.compile(rf"(?<![A-Za-z0-9+/_.\\-])(?!{_WRAPPED})[A-Za-z0-9]{{32,{_LONGEST}}}(?![A-Za-z0-9+/_=-])")
_NAMED = re.compile(rf"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{{32,{_LONGEST}}}={{0,2}}(?![A-Za-z0-9+/_=-])")
_KEY = r"(?:api|access|account|subscription|private|shared|signing|encryption)[ _-]?key"
_ASSIGNED = Evidence(
    re.compile(
        rf"(?:{_KEY}|secret|passw(?:or)?d|pwd|credential|authorization|(?<!next)(?<!page)(?<!next_)(?<!page_)token)"
        r"[a-z0-9_-]{0,20}[\"'`\])]{0,2} {0,2}(?:[:=]>?| is) {0,2}(?:bearer )?[\"'`]{0,3}\Z"
        rf"|(?<![a-z])bearer \Z|{_KEY} \Z"
    ),
    window=80,
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WORD = re.compile("[a-z]{3,}|[A-Z]{4,}")
_LOWER_CASE = re.compile("[a-z]{3,}")

_NO_WORDS = r"(?=[A-Za-z0-9]{32}|(?:[A-Za-z0-9]{0,64}[_-]){0,12}(?=[A-Za-z0-9]{12})[A-Za-z]{0,64}[0-9][A-Za-z]{0,64}[0-9])"
"""32 letters and digits in one piece as in the first keys of OpenAI, or soon a piece of 12 with two digits: no name of a style."""

_PEM_NAME = r"(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
_GAP = r"(?:[ \t\r\n]|\\[nrt])"
_PEM = re.compile(
    rf"-----BEGIN {_PEM_NAME}"
    rf"(?:{_GAP}*+(?:Proc-Type|DEK-Info|Version|Comment): [A-Za-z0-9 .,:;/()_-]{{0,80}}+)*+"
    rf"(?:{_GAP}*+[A-Za-z0-9+/=]{{16,}}+)*+"
    rf"(?:(?:{_GAP}*+[A-Za-z0-9+/=]{{1,15}}+){{0,2}}{_GAP}*+-----END {_PEM_NAME})?"
)


def entropy(text: str) -> float:
    """Shannon's entropy of the characters, in bits each. 32 random letters and digits have about 4.5, English words below 4."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())


def _wordiness(text: str) -> float:
    """The part of the text that stands in runs of letters of one case, as words do; of random text about a sixth."""
    return sum(len(word) for word in _WORD.findall(text)) / len(text)


def _encodes_text(token: str) -> bool:
    """Whether it is base64 of something printable."""
    try:
        decoded = base64.b64decode(token + "=" * (-len(token) % 4))
    except binascii.Error:
        return False
    printable = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in decoded)
    return printable >= 0.9 * len(decoded)


def random_mixed(token: str) -> int:
    """Upper case, lower case and several digits, without words in it, and not an encoding of text."""
    mixed = sum(map(str.isdigit, token)) >= 2 and any(map(str.isupper, token)) and any(map(str.islower, token))
    return len(token) if mixed and entropy(token) >= 3.8 and _wordiness(token) < 0.5 and not _encodes_text(token) else 0


def random_named(token: str) -> int:
    """What an assignment names as a secret and is not a UUID, or a path or a placeholder made of words."""
    words = sum(map(len, _LOWER_CASE.findall(token))) >= 0.5 * len(token) or token.isupper()
    likely = any(map(str.isdigit, token)) and entropy(token) >= 3.0 and (token.isalnum() or not words)
    return len(token) if likely and not _UUID.fullmatch(token) else 0


def json_web(token: str) -> int:
    """The header decodes to a JSON object that names an algorithm."""
    header = token.partition(".")[0]
    try:
        decoded = base64.urlsafe_b64decode(header + "=" * (-len(header) % 4))
    except binascii.Error:
        return 0
    return len(token) if decoded.startswith(b"{") and b'"alg"' in decoded else 0


def _prefixed(
    why: str, prefixes: tuple[str, ...], characters: str, least: int, *,
    first: str = "", most: int | None = None, rest: str = "", accept: Callable[[str], int] = whole,
) -> Pattern:
    """A prefix (all of one width), `least` or more characters that begin with `first`, and the `rest`: hidden however long it is."""
    start = "(?:" + "|".join(map(re.escape, prefixes)) + ")"
    return Pattern(
        anchor=f"{start}[{characters}]{{6}}", reach=len(prefixes[0]) + 6, accept=accept,
        exact=re.compile(f"{_BOUNDARY}{start}{first}[{characters}]{{{least},{most or ''}}}+{rest}"),
        shape=Shape(alphabet=_CHARACTERS, opening=_BOUNDARY + begins(*prefixes), length=None), why=why, confidence=HIGH,
    )


DETECTOR = Detector(
    entity="api_key",
    title="API key, token, connection string or private key",
    about=(
        "Keys and tokens of programs, wherever they stand: in prose, in a connection string, in an assignment, in a header. A key with a "
        "documented prefix is found by its prefix and hidden to its end, however long it is, so that nothing of it is left. A JSON Web "
        "Token counts only when its header decodes to a JSON object with `alg`; a private key counts from its header to its footer, on one "
        "line or many, with real or escaped line ends."
    ),
    patterns=(
        _prefixed("OpenAI, Anthropic and look-alikes", ("sk-",), r"A-Za-z0-9_\-", 20, first=_NO_WORDS),
        _prefixed("AWS access key ids", ("AKIA", "ASIA", "ABIA", "ACCA"), "A-Z0-9", 16),
        _prefixed("GitHub tokens", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), "A-Za-z0-9", 30),
        _prefixed("GitHub fine-grained tokens", ("github_pat_",), "A-Za-z0-9_", 40),
        _prefixed("GitLab tokens", ("glpat-",), r"A-Za-z0-9_.\-", 20),
        _prefixed("Slack tokens", ("xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-"), r"A-Za-z0-9\-", 20),
        _prefixed("Stripe keys", ("sk_live_", "rk_live_", "sk_test_", "rk_test_"), "A-Za-z0-9", 16),
        _prefixed("Google API keys", ("AIza",), r"A-Za-z0-9_\-", 35),
        _prefixed("Azure storage and Cosmos DB connection strings", ("AccountKey=",), "A-Za-z0-9+/", 40, rest="={0,2}"),
        _prefixed("Azure Service Bus and Event Hubs connection strings", ("SharedAccessKey=",), "A-Za-z0-9+/", 40, rest="={0,2}"),
        _prefixed(
            "JSON Web Tokens whose header names an algorithm", ("eyJ",), r"A-Za-z0-9_\-", 8,
            most=2048, rest=r"\.\.?[A-Za-z0-9_-]{8,}+(?:\.[A-Za-z0-9_-]++){0,3}", accept=json_web,
        ),
        Pattern(
            anchor="-----BEGIN ", reach=11, exact=_PEM, why="header of a private key in PEM form, and the key to its end",
            shape=Shape(alphabet=r"A-Za-z0-9+/= \t\r\n\\.,:;()_\-", opening=begins("-----BEGIN "), length=None), confidence=HIGH,
        ),
        Pattern(
            anchor=r"[0-9]Q~[A-Za-z0-9_.~-]{31}", reach=37, why="Microsoft Entra client secrets: `Q~` after three characters and a digit",
            exact=re.compile(r"(?<![A-Za-z0-9_.~-])[A-Za-z0-9_.~-]{3}[0-9]Q~[A-Za-z0-9_.~-]{31,34}"),
            shape=Shape(alphabet=_CHARACTERS, opening=r"[A-Za-z0-9_.~-]", length=42), confidence=HIGH,
        ),
        Pattern(
            anchor=_RUN, reach=_LONGEST + 4, exact=_NAMED, accept=random_named,
            shape=Shape(alphabet=_CHARACTERS, opening="[A-Za-z0-9+/_-]", length=_LONGEST + 4),
            why="32 or more random characters (hexadecimal and base64 too) directly after an assignment that names a secret",
            confidence=None, supported=MEDIUM, evidence=_ASSIGNED,
        ),
        Pattern(
            anchor=_RUN, reach=_LONGEST + 4, exact=_PLAIN, accept=random_mixed,
            shape=Shape(alphabet=_CHARACTERS, opening="[A-Za-z0-9]", length=_LONGEST + 4),
            why="32 or more letters of both cases and digits that are neither words nor base64 of text",
            confidence=LOW,
        ),
    ),
    source="the vendors' documented key formats; RFC 7519 (JWT), RFC 7468 (PEM)",
    limits=(
        "Hexadecimal digests, UUIDs, base64 of text and words in one piece are not reported unless an assignment names them as a secret "
        "(`api_key = ...`, `token: ...`, `Authorization: Bearer ...`); UUIDs not even then.",
        "Passwords and other short secrets, and most vendors' own formats, are not looked for yet.",
        "A string of 32 or more random letters and digits is reported at 65 although nothing names it: identifiers of web services too.",
        "A private key that is cut off keeps up to 15 characters of its last line.",
    ),
    positives=(
        "use «sk-abcdefghijklmnopqrstuvwxyz123456»",
        "OPENAI_API_KEY=«sk-proj-T3BlbkFJ_9fKq2LmZx8-Wc4Rt7Vb1Ns5Yd0Hg6Jp»",
        "«sk-ant-api03-R2D2c3po_xK9-LmNoPqRsTuVwXyZ0123456789AbCdEf»!",
        "id «AKIAIOSFODNN7EXAMPLE»,",
        "token «ghp_16C7e42F292c6912E7710c838347Ae178B4a»",
        "«github_pat_11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ0123456789aBcDeFgHiJkLmNoPqRsTuVwXyZ01»",
        "DefaultEndpointsProtocol=https;AccountName=x;«AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==»;E=x",
        "Bearer «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U».",
        "«-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS\nQw==\n"
        "-----END PRIVATE KEY-----» done",
        "secret: «abc8Q~dEfGhIjKlMnOpQrStUvWxYz012345678_a»",
        "api_key = \"«9f86d081884c7d659a2feaa0c55ad015»\"",
        "here is «aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY» for you",
        "X-Api-Key: «a3f5c7d9e1b2a4c6d8e0f1a2b3c4d5e6»",
        "AWS_SECRET_ACCESS_KEY=«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»",
        "my api key «abcdefghijklmnopqrstuvwxyz123456»",
    ),
    negatives=(
        "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "MDSgMqAwhi5odHRwOi8vY3Js\nA1UEBhMCQkUxGTAXBgNVBAoTEEdsb2JhbFNpZ24gbnYtc2ExEDAOBgNVBAsTB1Jv\nb3QgQ0E=",
        '"nextToken": "RW5DdDJkMWYwZjM2MzM2VHVpOHJIUXlDUXlhc2QzRGViYnc9SEXAMPLE="',
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "550e8400-e29b-41d4-a716-446655440000",
        "token: 550e8400-e29b-41d4-a716-446655440000",
        "VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw",
        "sk-circle-fade-dot-container-wrapper-inner",
        "AbstractSingletonProxyFactoryBeanDefinition2Handler3Impl4",
        "-----BEGIN CERTIFICATE-----",
        "https://docs.example.com/document/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit",
        "eyJust.a.word",
        "task-abcdefghijklmnopqrstuvwxyz123456",
        "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
        "api_key = your_api_key_goes_here_please_replace_it",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ),
)
