"""Long random strings: alone, and where an assignment, a header or a cookie says that they are secret.

A hexadecimal digest, a UUID or base64 of text is nobody's key until the text says so.
"""

from __future__ import annotations

import re

from enclave.dlp.columns import ABOVE, Column
from enclave.dlp.detector import HIGH, LOW, MEDIUM, Detector, Evidence, Pattern, Shape
from enclave.dlp.labels import heads
from enclave.dlp.secrets.evidence import SPOKEN
from enclave.dlp.secrets.randomness import drawn, mixed, named
from enclave.dlp.secrets.secret import ALPHABET, OPENING, RUNS

_LONGEST = 128
_SHORT = 20
_WRAPPED = r"(?<=\n)(?:[A-Za-z0-9]{64}|[A-Za-z0-9]{76})(?![A-Za-z0-9])"
"""A line of base64 as PEM and MIME wrap it, which happens to have no `+` and no `/`."""
_MIXED = (
    rf"(?=[A-Z0-9]{{0,{_LONGEST}}}+[a-z])(?=[a-z0-9]{{0,{_LONGEST}}}+[A-Z])"
    rf"(?=[A-Za-z]{{0,{_LONGEST}}}+[0-9][A-Za-z]{{0,{_LONGEST}}}+[0-9])"
)
"""What `mixed` asks for first: said in the expression, nobody looks at the digests of a list one by one."""
_PLAIN = re.compile(rf"(?<![A-Za-z0-9+/_.\\-])(?=[A-Za-z0-9]{{32}})(?!{_WRAPPED}){_MIXED}[A-Za-z0-9]{{32,{_LONGEST}}}(?![A-Za-z0-9+/_=-])")
_NAMED = re.compile(rf"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{{32,{_LONGEST}}}={{0,2}}(?![A-Za-z0-9+/_=-])")
_SHORTER = re.compile(rf"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{{{_SHORT},31}}={{0,2}}(?![A-Za-z0-9+/_=-])")
_PAIR = re.compile(
    rf"(?<![A-Za-z0-9+/_.:-])[A-Za-z0-9_-]{{16,{_LONGEST}}}[.:][A-Za-z0-9_-]{{16,{_LONGEST}}}={{0,2}}(?![A-Za-z0-9+/_.:=-])"
)
_KEY = (
    r"(?:api|app|access|account|subscription|private|shared|signing|encryption|hmac|aes|master|storage|session|auth|deploy|services?|admin"
    r"|licen[cs]e|write|client|integration|bot)[ _.-]?key(?:[ _-]?hex)?"
)
_VALUE_OF = (
    r"(?:,?[ \t\r\n]{0,12}[\"'`]?value[\"'`]?|;issecret=true\]|\[[0-9]{0,4}\]"
    r"|:[ \t\r\n]{1,12}type: ?[\"']?string[\"']?[ \t\r\n]{1,12}(?:noecho: ?[\"']?true[\"']?[ \t\r\n]{1,12})?default)?"
)
"""`<add key="ApiKey" value="..."/>`, `{"name": "API_KEY", "value": "..."}`, and a variable of a pipeline."""
_JOIN = (
    r"(?::[ \t]?&?(?:'static )?(?:string|str|secretstr|nsstring)\??)?"
    r"(?:[ \t]{0,30}(?::=|[:=|]>?|\|\|=?|\?\?=?)|: ?\{[\"']value[\"'] ?:| string ="
    r"(?: ?string::(?:from|new)\()?|</key>[ \t\r\n]{0,12}<string>"
    r"|(?: --type securestring)? --(?:body|value)[ =]| ?\(| is|(?<=[\"']),(?: {3,12})?|(?<=[a-z\"'])>|(?<=issecret=true\])) {0,2}"
)
"""`=`, `:=`, `: String =`, an argument behind the name, and the content of an element."""
_GIVEN = r"(?<![a-z])(?:env[ \t]{1,4}|#define[ \t]{1,4}|--)[a-z0-9_-]{0,40}"
"""Of a command: `ENV AUTH_TOKEN ...`, `--access-token ...`."""
_ASSIGNED = Evidence(
    re.compile(
        rf"(?:{_KEY}|secret|passw(?:or)?d|pwd|credential|authorization|(?<!next)(?<!page)(?<!next_)(?<!page_)(?<!continuation)(?<!continuation_)token)"
        rf"[a-z0-9_-]{{0,20}}[\"'`\])]{{0,2}}{_VALUE_OF}{_JOIN}"
        r"(?:bearer )?@?[\"'`]{0,3}(?:base64:)?\Z"
        rf"|{_GIVEN}(?:key|secret|token|password)(?:_base)? {{1,2}}[\"'`]?\Z"
        rf"|(?<![a-z])bearer \Z|(?!signing){_KEY} \Z|{SPOKEN}"  # what is signed with is mostly told by its fingerprint
    ),
    window=160,
)
_NAMES = r"(?:(?:api|access|secret|private)[ _-]?key|(?:auth|access|api)[ _-]?token|(?:client|api)[ _-]?secret|secret)"
_DIRECTLY = Evidence(
    re.compile(rf"{_NAMES}[\"'`\])]{{0,2}}{_VALUE_OF}{_JOIN}[\"'`]{{0,3}}\Z|{_GIVEN}{_NAMES} {{1,2}}[\"'`]?\Z"), window=80,
    gates=("key", "secret", "token"),
)


_UUID = re.compile(r"(?<![A-Za-z0-9+/_-])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![A-Za-z0-9+/_=-])")
_ONLY_SECRETS = r"(?:api[ _-]?(?:key|token|secret)|(?:auth|access|bearer)[ _-]?token|(?:token|client|app)[ _-]?secret|secret[ _-]?key)"
_IS_SECRET = Evidence(
    re.compile(rf"{_ONLY_SECRETS}[\"'`\])]{{0,2}}{_VALUE_OF}{_JOIN}[\"'`]{{0,3}}\Z|{_GIVEN}{_ONLY_SECRETS} {{1,2}}[\"'`]?\Z"), window=80,
    gates=("key", "secret", "token"),
)
_USER = re.compile(rf"(?<![A-Za-z0-9+/_.:-])[A-Za-z0-9_-]{{{_SHORT},{_LONGEST}}}(?=:[\"']?(?:\s|\Z))")
_OF_CURL = Evidence(
    re.compile(r"(?<![a-z])curl(?:[ \t\\\r\n][!-~]{0,60}){0,8}?[ \t](?:-u|--user)[ \t=]{0,2}[\"']?\Z"), window=160, gates=("curl",),
)
_HEADS = (
    "api key", "access key", "secret key", "private key", "encryption key", "session key", "auth token", "access token", "api token",
    "refresh token", "bearer token", "client secret", "secret", "secret access key", "password",
)
_BELOW = Evidence(
    Column("(?:" + "|".join(head.replace(" ", "[ _-]?") for head in sorted(_HEADS, key=len, reverse=True)) + ")"), ABOVE, heads(_HEADS),
)


def _shorter(token: str) -> int:
    """Drawn, with two digits or more, and not a name with a version or a date."""
    digits = sum(map(str.isdigit, token))
    return len(token) if 2 <= digits < len(token) and drawn(token) and named(token) else 0


def _paired(token: str) -> int:
    """Both are drawn."""
    first, second = re.split("[.:]", token)
    return len(token) if named(first) and named(second) and drawn(first) and drawn(second) else 0


GENERIC = Detector(
    entity="api_key",
    id="generic_api_key",
    title="key of a service that nobody here knows",
    about=(
        "Long random strings. Where an assignment names a secret, hexadecimal and base64 count too; where nothing names them, only a "
        "mixture of both cases and digits that is neither words nor base64 of text."
    ),
    patterns=(
        Pattern(
            anchor=RUNS[32], reach=_LONGEST + 4, exact=_NAMED, accept=named, shape=Shape(ALPHABET, OPENING, _LONGEST + 4),
            why="32 or more random characters (hexadecimal and base64 too) directly after an assignment that names a secret",
            confidence=None, supported=MEDIUM, evidence=_ASSIGNED,
        ),
        Pattern(
            anchor=RUNS[32], reach=_LONGEST + 4, exact=_NAMED, accept=named, shape=Shape(ALPHABET, OPENING, _LONGEST + 4),
            why="the same in a column of a table whose head names a secret", confidence=None, supported=MEDIUM, evidence=_BELOW,
        ),
        Pattern(
            anchor=r"[A-Za-z0-9_\-]{16}[.:][A-Za-z0-9_\-]{16}", reach=_LONGEST + 17, exact=_PAIR, accept=_paired,
            shape=Shape(ALPHABET, OPENING, 2 * _LONGEST + 4), confidence=None, supported=MEDIUM, evidence=_ASSIGNED,
            why="two of 16 or more random characters with a point or a colon between, directly after such an assignment",
        ),
        Pattern(
            anchor=RUNS[16], reach=36, exact=_SHORTER, accept=_shorter, shape=Shape(ALPHABET, OPENING, 36),
            why="20 to 31 random characters directly after an assignment to a name that only secrets have", confidence=None,
            supported=MEDIUM,
            evidence=_DIRECTLY,
        ),
        Pattern(
            anchor=RUNS[32], reach=_LONGEST + 4, exact=_UUID, shape=Shape(ALPHABET, OPENING, _LONGEST + 4),
            why="a UUID directly after an assignment to a name that only secrets have (`api_key`, `client_secret`)", confidence=None,
            supported=MEDIUM, evidence=_IS_SECRET,
        ),
        Pattern(
            anchor=r"[A-Za-z0-9_\-]{16}:(?:[\s\"']|$)", reach=_LONGEST + 2, exact=_USER, accept=drawn,
            shape=Shape(ALPHABET, OPENING, _LONGEST + 4), confidence=None, supported=MEDIUM, evidence=_OF_CURL,
            why="20 or more random characters that curl is given as a user without a password",
        ),
        Pattern(
            anchor=RUNS[32], reach=_LONGEST + 4, exact=_PLAIN, accept=mixed, shape=Shape(ALPHABET, OPENING, _LONGEST + 4),
            why="32 or more letters of both cases and digits that are neither words nor base64 of text", confidence=LOW,
        ),
    ),
    source="the form of keys of many services; entropy after C. E. Shannon",
    limits=(
        "Hexadecimal digests, UUIDs, base64 of text and words in one piece are not reported unless an assignment names them as a secret "
        "(`api_key = ...`, `token: ...`, `Authorization: Bearer ...`), UUIDs where the name is one of keys alone "
        "(`api_key`, `client_secret`).",
        "A string of 32 or more random letters and digits is reported at 65 although nothing names it: identifiers of web services too.",
    ),
    positives=(
        'api_key = "«9f86d081884c7d659a2feaa0c55ad015»"', "here is «aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY» for you",
        "X-Api-Key: «a3f5c7d9e1b2a4c6d8e0f1a2b3c4d5e6»",
        "SIGNING_SECRET=«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»", "my api key «abcdefghijklmnopqrstuvwxyz123456»",
        'client_secret: "«k8Zq2Lw9Xv4Tn7Bm1Rc5Jd»"',
        'const apiKey = "«4f9a7c21e0b85d36aa12»"',
        "APP_KEY=base64:«pRAYXyuKrpmYni2vR86FeTtenGj6mej+9K0+cWTvPZd=»",
        '<add key="ApiKey" value="«b7e23ec29af22b0b4e41da31e868d572»" />',
        "- name: SERVICE_API_KEY\n  value: «b7e23ec29af22b0b4e41da31e868d572»",
        "##vso[task.setvariable variable=token;issecret=true]«k3j4h5g6f7d8s9a0q1w2e3r4t5y6u7i8o9p0»",
        "access_token=«Zx81kQ02-mmP9_ttR7yWq»", 'apiKey := "«16b6999d35c6716c025324ad5d05b710»"\n',
        'os.Setenv("AUTH_TOKEN", "«b176ba7b843ce9f68438341f1f687645b467f699»")',
        'let authToken: String = "«2bea0d12909f5dc04cf35eedb42a3d6563622c4c»"',
        "ENV SIGNING_TOKEN «CSLJP8yHshvXoJvXSPTiLnaHDnO1zyypOgi2QsPXCex»",
        "host,api_key\ndb1,«nWlrIyMSFWtLqHn9xRL5WTj75E4pPrMlJVJ6Z68»\n",
        'const TOKEN: &str = "«R0ohvtbWKDgJEi9YXTZ3qBNKaIAvCkcWPa9cnWqk»";',
        'access_token("«MC5YpZM8vaTrJgTMuzrZlhvPH4.ZDPewC1KSVFc2n5TXmluvH2vQg»")',
        'let t = GetEnv("API_KEY") ?? "«16b6999d35c6716c025324ad5d05b710»";',
        "gh secret set DEPLOY_KEY --body '«b176ba7b843ce9f68438341f1f687645b467f699»'",
        "the API key for the demo is «3a6b91d73fc4c0edbdc6ea9eed58c9b7», thanks",
        "deploy --client-secret «WDkxbTb6jStHNysct-XfMF76xug6ABBO» --region eu",
        'api_key: "«21220fb8-88a1-473b-a654-f71140451ff2»"',
        "curl -s https://api.example.com -u «c532717f3d0bbd54c914857cabe8888e»: -d a=1",
        "<key>ClientSecret</key>\n<string>«orJEBS1rqatKUcq8o101oeJmThQZXML4LSWcM0SU7a»</string>",
        '#define SIGNING_SECRET "«927c2459c92dfa62f53d7531a39b75419c9b3ff4a40615ce»"',
        'let api_token = String::from("«HWJWdp97KtxwQn5OjX6mLJevBg0RbYv94L0YEc6b»");',
        'hmac_key       = "«3a6b91d73fc4c0edbdc6ea9eed58c9b743fa5f9a787a8e6beea20efa87a0153f»"',
    ),
    negatives=(
        "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "MDSgMqAwhi5odHRwOi8vY3Js\nA1UEBhMCQkUxGTAXBgNVBAoTEEdsb2JhbFNpZ24gbnYtc2ExEDAOBgNVBAsTB1Jv\nb3QgQ0E=",
        '"nextToken": "RW5DdDJkMWYwZjM2MzM2VHVpOHJIUXlDUXlhc2QzRGViYnc9SEXAMPLE="',
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "550e8400-e29b-41d4-a716-446655440000", "token: 550e8400-e29b-41d4-a716-446655440000",
        "api_key_id: 550e8400-e29b-41d4-a716-446655440000", "the secret 550e8400-e29b-41d4-a716-446655440000", "curl -u joe: https://x.example",
        "VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw",
        "AbstractSingletonProxyFactoryBeanDefinition2Handler3Impl4",
        "https://docs.example.com/document/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit",
        "task-abcdefghijklmnopqrstuvwxyz123456",
        "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
        "api_key = your_api_key_goes_here_please_replace_it", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "secret: my-database-credentials-2", "Add new upstream signing key 19882D92DDA4C400C22C0D56CC2AF4472167BE03",
    ),
)

_OPENAI = re.compile(
    r"(?<![A-Za-z0-9])sk-"
    r"(?=[A-Za-z0-9]{32}|(?:[A-Za-z0-9]{0,64}[_-]){0,12}(?=[A-Za-z0-9]{12})[A-Za-z]{0,64}[0-9][A-Za-z]{0,64}[0-9])[A-Za-z0-9_\-]{20,}+"
)
"""32 letters and digits in one piece as in the first keys of OpenAI, or soon a piece of 12 with two digits: no name of a style."""
OPENAI_LIKE = Detector(
    entity="api_key",
    id="sk_key",
    title="key that begins with `sk-`, as OpenAI's and many after it",
    about="`sk-` and 20 or more characters, 32 letters and digits in one piece or a piece of 12 with two digits. Hidden to its end.",
    patterns=(
        Pattern(
            anchor=r"sk\-[A-Za-z0-9_\-]{6}", reach=9, exact=_OPENAI, shape=Shape(ALPHABET, "(?<![A-Za-z0-9])s(?:\\Z|k(?:\\Z|-))", None),
            why="`sk-` and 20 or more characters that are not words", confidence=HIGH,
        ),
    ),
    source="OpenAI API Reference, Authentication",
    positives=(
        "use «sk-abcdefghijklmnopqrstuvwxyz123456»", "OPENAI_API_KEY=«sk-proj-T3BlbkFJ_9fKq2LmZx8-Wc4Rt7Vb1Ns5Yd0Hg6Jp»",
        "«sk-ant-api03-R2D2c3po_xK9-LmNoPqRsTuVwXyZ0123456789AbCdEf»!",
        "key: «sk-4f9a7c21e0b85d36aa124f9a7c21e0b8»", 'OpenAI("«sk-Zx81kQ02mmP9ttR7yWq5Lb3NcV6»")',
        "(«sk-lf-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d»)",
        "- «sk-svcacct-Aa11Bb22Cc33Dd44Ee55Ff66» -", "`«sk-or-v1-0123456789abcdef0123456789abcdef»`",
    ),
    negatives=(
        "sk-circle-fade-dot-container-wrapper-inner", "sk-spinner-double-bounce-wrapper-element", "desk-1234567890abcdefghijklmnopqrstuv",
        "sk-short1", "sk-",
        "task-abcdefghijklmnopqrstuvwxyz123456", "sk-your-key-goes-right-here-please", "risk-assessment-2024-final-version-2",
    ),
)
DETECTORS = (OPENAI_LIKE, GENERIC)
