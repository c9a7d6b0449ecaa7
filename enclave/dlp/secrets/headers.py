"""Credentials in headers and cookies: bearer tokens, basic authentication, sessions, and the logins of container registries."""

from __future__ import annotations

import base64
import binascii
import re

from enclave.dlp.detector import HIGH, MEDIUM, Deferred, Detector, Evidence, Pattern, Shape
from enclave.dlp.secrets.randomness import drawn, is_template
from enclave.dlp.secrets.secret import ALPHABET, OPENING


def _bearer(text: str) -> int:
    """Drawn, with digits. The end of a sentence is none of it."""
    kept = text.rstrip(".")
    return len(kept) if any(map(str.isdigit, kept)) and drawn(kept) and not _SCHEME.fullmatch(kept) else 0


def _bearer_alone(text: str) -> int:
    """The same, longer: `Bearer` is a word too."""
    kept = _bearer(text)
    return kept if kept >= _ALONE else 0


_ALONE = 20
_SCHEME = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)+|v?[0-9]+\.[0-9]+\..*")
"""As `AWS4-HMAC-SHA256`, or a version."""


def credentials(text: str) -> int:
    """Base64 of a user, a colon and a password."""
    try:
        user, colon, password = base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return 0
    return len(text) if colon and password and (user + password).isprintable() and not is_template(password) else 0


_BEARER = r"(?:bearer|token|oauth|apikey|ssws|splunk|genie_?key)(?:[ \t]|%20|\\u0020){1,2}"
_AUTHORIZATION = (
    rf"authorization[\"'`\]]{{0,2}}[ \t]{{0,3}}"
    rf"(?:(?:[:=]|=>)[ \t]{{0,3}}[\"'`]{{0,2}}(?:{_BEARER})?|,[ \t]{{0,3}}[\"'`]{_BEARER})"
)
_TOKEN = re.compile(r"(?<=[\"'` \t:=,>0])[A-Za-z0-9][A-Za-z0-9._~+/-]{15,400}={0,2}(?![A-Za-z0-9._~+/=-])")

BEARER = Detector(
    entity="api_key",
    id="bearer_token",
    title="token in an authorization header",
    about="What stands after `Bearer` or `Authorization:` and looks drawn. JSON Web Tokens and tokens with a prefix have their own names.",
    patterns=tuple(
        Pattern(
            anchor=f"(?i){link}[A-Za-z0-9]", reach=1, lead=60, exact=_TOKEN, accept=accept, shape=Shape(ALPHABET, OPENING, 406), why=why,
            confidence=None, supported=supported, evidence=Evidence(Deferred(rf"(?<![a-z]){link}\Z"), 64),
        )
        for link, why, supported, accept in (
            (_AUTHORIZATION, "16 or more characters after `Authorization:`", HIGH, _bearer),
            (r"bearer[ \t]{1,2}", "20 or more characters after `Bearer`", MEDIUM, _bearer_alone),
        )
    ),
    source="RFC 6750 (bearer tokens), RFC 9110, section 11.6.2 (Authorization)",
    positives=(
        "Authorization: Bearer «mF_9.B5f-4.1JqM0xYz77»", "-H 'Authorization: Bearer «8xLOxBtZp8aa1Qw2»'",
        '{"Authorization": "Token «9944b09199c62bcf9418ad846dd0e4bb»"}',
        "authorization: «k3J9xQ2mZ7aa1bC4»\n", "bearer «Zx81kQ02mmP9ttR7yWq5»", "curl -H \"authorization: token «v1x7c2a81e0d9f44b1b2c»\"",
        "headers['Authorization'] = 'Bearer «t0k3n9aa81Qw2Zx7»'",
        "Authorization: ApiKey «VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw=="
        "»",
    ),
    negatives=(
        "Authorization: Bearer ${TOKEN}", "Bearer authentication", "Authorization: Bearer <token>", "the bearer of this letter",
        "Authorization: Bearer your-token-goes-here",
        "Authorization: Bearer token", "forbearer 8xLOxBtZp8aa1Qw2", "Authorization: None",
    ),
)

_BASIC = r"basic[ \t]{1,2}"
_AUTH = r"[\"'`]?_?auth\\?[\"'`]?[ \t]{0,3}[:=][ \t\r\n]{0,4}\\?[\"'`]?"
_BASE64 = re.compile(r"(?<=[\"' \t:=`\n])[A-Za-z0-9+/]{8,400}={0,2}(?![A-Za-z0-9+/=])")

BASIC = Detector(
    entity="password",
    id="basic_authentication",
    title="user and password in base64",
    about="`Authorization: Basic` and the `auth` of Docker's and npm's files, where the base64 is of a user, a colon and a password.",
    patterns=tuple(
        Pattern(
            anchor=f"(?i){link}[A-Za-z0-9+/]", reach=1, lead=24, exact=_BASE64, accept=credentials, shape=Shape(ALPHABET, OPENING, 406),
            why=why,
            confidence=None, supported=HIGH, evidence=Evidence(Deferred(rf"(?<![a-z]){link}\Z"), 24),
        )
        for link, why in ((_BASIC, "base64 of `user:password` after `Basic`"), (_AUTH, "base64 of `user:password` given to `auth`"))
    ),
    source="RFC 7617 (basic authentication); Docker Docs, docker login; npm Docs, .npmrc",
    positives=tuple(
        text.format(base64.b64encode(f"{user}:{password}".encode()).decode())
        for text, user, password in (
            ("Authorization: Basic «{}»", "joe", "hunter22"), ("-H 'authorization: basic «{}»'", "app", "s3cr3t-Pa55"),
            ('{{"auths": {{"registry.example.com": {{"auth": "«{}»"}}}}}}', "robot", "Tulpe7"), ("_auth=«{}»\n", "ci", "Wiesel77"),
            ("Basic «{}»", "a", "bb-22"), ('{{"Authorization":"Basic «{}»"}}', "jürgen", "Gärten1"),
            ("proxy-authorization: Basic «{}»", "u", "x81kQ0"),
            ('"auth" : "«{}»"', "svc-a", "pw!pw!pw"),
        )
    ),
    negatives=(
        "Authorization: Basic ${CREDENTIALS}", "Basic authentication", "basic knowledge", 'auth: "required"',
        "Authorization: Basic <credentials>",
        "auth=enabled", "basic " + base64.b64encode(b"no colon in it").decode(), "basic " + base64.b64encode(b"user:").decode(),
    ),
)

_SESSION = (
    r"(?:(?:php|j|asp\.net_|aspx?|django|laravel|rails|express|flask|app|user|auth)?_?-?sess(?:ion)?(?:_?-?(?:id|token|key))?|connect\.sid|"
    r"\.aspxauth|\.aspnetcore\.(?:cookies|session|identity\.application)|remember_?me|remember_user_token|auth_?token|access_?token|refresh_?token|"
    r"csrf-?_?token|xsrf-token|cf_clearance|__secure-[a-z0-9-]{1,20}|__host-[a-z0-9-]{1,20}|sid|estsauth(?:persistent)?|li_at|datr|c_user|sapisid|hsid|ssid)"
)
_COOKIE = rf"[ ;:\"'`]{_SESSION}="
_SENT = Evidence(Deferred(rf"cookie[\"'`]?[ \t]{{0,2}}[:=,][\s\S]{{0,260}}?{_COOKIE}\Z"), 290)
_VALUE = re.compile(r"(?<==)[A-Za-z0-9%][A-Za-z0-9%._~+/:|-]{15,400}={0,2}(?![A-Za-z0-9%._~+/=:|-])")

COOKIE = Detector(
    entity="api_key",
    id="session_cookie",
    title="session in a cookie",
    about="The value of a cookie that is named like a session or a login, in a `Cookie` or `Set-Cookie` header.",
    patterns=(
        Pattern(
            anchor=f"(?i){_COOKIE}[A-Za-z0-9%]", reach=1, lead=48, exact=_VALUE, accept=_bearer, shape=Shape(ALPHABET, "[A-Za-z0-9%]", 406),
            why="16 or more characters given to the name of a session in a cookie", confidence=None, supported=MEDIUM, evidence=_SENT,
        ),
    ),
    source="RFC 6265 (cookies); the frameworks' documented names",
    positives=(
        "Cookie: PHPSESSID=«298zf09hf012fh2u1s3»; path=/", "Set-Cookie: sessionid=«38afes7a8x9k2mm1q»; HttpOnly",
        "cookie: theme=dark; connect.sid=«s%3A8xLOxBtZp8aa1Qw2.Zx81kQ»",
        "-H 'Cookie: JSESSIONID=«8F3A1B2C4D5E6F708192A3B4C5D6E7F8»'", '"Cookie": "auth_token=«9944b09199c62bcf9418ad84»"',
        "Cookie: _session=«BAh7CEkiD3Nlc3Npb25faWQ12»; a=b",
        "Set-Cookie: .AspNetCore.Cookies=«CfDJ8x81kQ02mmP9ttR7yWq5»; secure", "Cookie: a=1; b=2; sid=«t0k3n9aa81Qw2Zx7»",
    ),
    negatives=(
        "Cookie: theme=dark; lang=en", "sessionid=38afes7a8x9k2mm1q", "Cookie: PHPSESSID=short", "Cookie: _ga=GA1.2.1234567890.1234567890",
        "Cookie: sessionid=${SESSION}",
        "cookies are good", "Set-Cookie: sessionid=deleted; Max-Age=0", "Cookie: consent=38afes7a8x9k2mm1qzz",
    ),
)
DETECTORS = (BEARER, BASIC, COOKIE)
