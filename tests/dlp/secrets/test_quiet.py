"""Innocent text of developers: made anew from a seed, a megabyte of it, and fewer than two findings that anybody would block."""

from __future__ import annotations

import base64
import hashlib
import random
import string
import uuid
from collections.abc import Callable, Iterator

from enclave.dlp.detector import MEDIUM
from enclave.dlp.scan import Scanner
from enclave.dlp.secrets import DETECTORS

SCANNER = Scanner(detectors=DETECTORS)
SIZE = 70_000
"""Characters of each kind."""
NAMES = (
    "auth", "token", "secret", "password", "key", "github", "stripe", "aws", "azure", "datadog", "session", "cache", "user", "client",
    "api", "vault", "heroku",
    "render", "linear", "segment", "account", "storage", "service", "cookie", "bearer", "credentials", "sentry", "slack", "npm", "docker",
    "google", "openai",
)
WORDS = (
    *NAMES, "the", "of", "is", "for", "set", "new", "old", "value", "file", "with", "when", "error", "build",
    "add", "fix", "remove", "update", "handler",
)


def _bytes(draw: random.Random, count: int) -> bytes:
    return draw.randbytes(count)


def _words(draw: random.Random, count: int, glue: str = " ") -> str:
    return glue.join(draw.choices(WORDS, k=count))


def _uuid(draw: random.Random) -> str:
    return str(uuid.UUID(bytes=_bytes(draw, 16), version=4))


def git_log(draw: random.Random) -> str:
    return (
        f"commit {_bytes(draw, 20).hex()}\nMerge: {_bytes(draw, 4).hex()[:7]} {_bytes(draw, 4).hex()[:7]}\nAuthor: Joe <joe at "
        f"example>\nDate:   2026-11-{draw.randint(1, 28)}\n\n"
        f"    {_words(draw, 7)} (#{draw.randint(1, 9999)})\n\n    Change-Id: I{_bytes(draw, 20).hex()}\nindex "
        f"{_bytes(draw, 4).hex()[:7]}..{_bytes(draw, 4).hex()[:7]} 100644\n"
        f"github token change in {_bytes(draw, 20).hex()}\n"
    )


def package_lock(draw: random.Random) -> str:
    digest = base64.b64encode(_bytes(draw, 64)).decode()
    name = _words(draw, 2, "-")
    return (
        f'    "node_modules/{name}": {{\n      "version": "{draw.randint(0, 9)}.{draw.randint(0, 30)}.{draw.randint(0, 9)}",\n'
        f'      "resolved": "https://registry.example/{name}/-/{name}-1.2.3.tgz",\n      "integrity": "sha512-{digest}"\n    }},\n'
    )


def go_sum(draw: random.Random) -> str:
    digest = base64.b64encode(_bytes(draw, 32)).decode()
    return (
        f"github.com/{_words(draw, 1)}/{_words(draw, 2, '-')} "
        f"v1.{draw.randint(0, 99)}.0-0.2026{draw.randint(10, 12)}01120000-{_bytes(draw, 6).hex()} h1:{digest}\n"
    )


def requirements(draw: random.Random) -> str:
    return (
        f"{_words(draw, 2, '-')}=={draw.randint(1, 9)}.{draw.randint(0, 99)} \\\n    --hash=sha256:{_bytes(draw, 32).hex()} \\\n    "
        f"--hash=sha256:{_bytes(draw, 32).hex()}\n"
    )


def cargo_lock(draw: random.Random) -> str:
    return (
        f'[[package]]\nname = "{_words(draw, 2, "-")}"\nversion = "1.2.3"\nsource = '
        f'"registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "{_bytes(draw, 32).hex()}"\n\n'
    )


def docker(draw: random.Random) -> str:
    return (
        f"FROM docker.io/library/{_words(draw, 1)}:1.2@sha256:{_bytes(draw, 32).hex()}\nRUN echo {_words(draw, 3)}\n"
        f"{_bytes(draw, 6).hex()}: Pull complete\nDigest: sha256:{_bytes(draw, 32).hex()}\nARG GITHUB_TOKEN\nENV API_KEY=$API_KEY\n"
    )


def kubernetes(draw: random.Random) -> str:
    name, key = _words(draw, 2, "-"), _words(draw, 2, "_")
    return (
        f"apiVersion: v1\nkind: Deployment\nmetadata:\n  name: {name}\n  uid: {_uuid(draw)}\n  resourceVersion: "
        f"\"{draw.randint(10**8, 10**9)}\"\nspec:\n  env:\n"
        f"  - name: {key.upper()}\n    valueFrom:\n      secretKeyRef:\n        name: {name}-{draw.randint(1, 9)}\n        key: {key}\n"
        f"  - name: DB_PASSWORD\n    value: $(DB_PASSWORD)\n  - name: VAULT_TOKEN_PATH\n    value: /var/run/secrets/{name}/token\n"
        f"  image: registry.example.com/{name}@sha256:{_bytes(draw, 32).hex()}\n  pod: "
        f"{name}-{_bytes(draw, 5).hex()}-{_bytes(draw, 3).hex()[:5]}\n"
    )


def terraform(draw: random.Random) -> str:
    name = _words(draw, 2, "_")
    return (
        f'resource "azurerm_key_vault_secret" "{name}" {{\n  name         = "{name.replace("_", "-")}"\n  value        = '
        f'var.{name}_password\n  key_vault_id = azurerm_key_vault.main.id\n}}\n'
        f'variable "{name}_password" {{\n  type      = string\n  sensitive = true\n}}\nadministrator_login_password = '
        f'random_password.{name}.result\n'
        f'client_secret = "${{data.vault_generic_secret.{name}.data["client_secret"]}}"\nsubscription_id = "{_uuid(draw)}"\n'
        f'tenant_id = "{_uuid(draw)}"\n'
        f'access_key = azurerm_storage_account.{name}.primary_access_key\ntoken_id = "{_uuid(draw)}"\n'
    )


def source_code(draw: random.Random) -> str:
    name = "".join(word.title() for word in draw.choices(NAMES, k=3))
    lower = _words(draw, 2, "_")
    return (
        f"class {name}Provider(Abstract{name}FactoryBase):\n    {lower}_password: str | None = None\n    {lower}_key = "
        "field(default_factory=dict)\n\n"
        f"    def get_{lower}_token(self, api_key: str, secret=settings.{lower.upper()}_SECRET):\n        password = "
        f"self.config.get('{lower}_password', None)\n"
        f"        token = request.headers['Authorization'].split('Bearer ')[1]\n        if not password or password != user.{lower}_hash:\n"
        f"            raise ValueError(\"{_words(draw, 6)}\")\n        return {{'password': password, \"token\": token, 'api_key': "
        f"os.environ['{lower.upper()}_API_KEY']}}\n\n"
        f'PASSWORD_FIELD = "password"\nTOKEN_URL = "https://login.example.com/oauth2/v2.0/token"\nself.{lower}SecretKeyName = '
        f'"{lower.replace("_", "-")}-secret-key"\n'
        f'assert hash(value) == "{_bytes(draw, 16).hex()}"\nnew {name}Handler("{_uuid(draw)}", "{lower}");\nconst {lower} = '
        f'useSecret({{ name: "{lower}", version: {draw.randint(1, 99)} }});\n'
    )


def minified(draw: random.Random) -> str:
    names = [draw.choice(string.ascii_letters) + draw.choice(string.ascii_letters + string.digits) for _ in range(14)]
    return (
        f"!function({names[0]},{names[1]}){{var {names[2]}={names[3]}.token||{names[4]}.password;return "
        f"{names[5]}({names[6]}).key=\"{_words(draw, 1)}\",{names[7]}"
        f"?{names[8]}.apiKey={names[9]}:{names[10]}.secret=void "
        f"0,e.exports=JSON.parse('{{\"{names[11]}\":{draw.randint(0, 10**6)}}}')}}(this,{draw.randint(1000, 99999)});"
        f"webpackChunk=[[{draw.randint(1, 999)}],{{{draw.randint(1000, 9999)}:\"{_bytes(draw, 10).hex()}\"}}];"
    )


def images(draw: random.Random) -> str:
    return (
        f'<img alt="{_words(draw, 2)}" src="data:image/png;base64,{base64.b64encode(_bytes(draw, 900)).decode()}">\n'
        f'.x{{background:url(data:font/woff2;base64,{base64.b64encode(_bytes(draw, 300)).decode()})}}\n'
    )


def logs(draw: random.Random) -> str:
    return (
        f"2026-11-21T10:15:{draw.randint(10, 59)}.{draw.randint(100, 999)}Z INFO [{_words(draw, 1)}] "
        f"trace_id={_bytes(draw, 16).hex()} span_id={_bytes(draw, 8).hex()} "
        f"request_id={_uuid(draw)} user={_uuid(draw)} {_words(draw, 5)} order={draw.randint(10**9, 10**11)} "
        f"took={draw.randint(1, 999)}ms etag=\"{_bytes(draw, 16).hex()}\"\n"
        f"token refreshed for client {_uuid(draw)} in session {_uuid(draw)}: ok\nsecret {_words(draw, 1)} version "
        f"{_bytes(draw, 16).hex()} rotated\n"
        f"datadog agent 7.{draw.randint(1, 60)}.0 commit {_bytes(draw, 20).hex()} api key valid\n"
    )


def translations(draw: random.Random) -> str:
    return (
        f'  "login.password.label": "Passwort",\n  "password": "Mot de passe",\n  "forgot_password": "{_words(draw, 4)}?",\n  '
        f'"api_key_hint": "{_words(draw, 8)}",\n'
        f'  "password_min": "Password must have at least {draw.randint(6, 16)} characters",\n  "secret": "{_words(draw, 3)}",\n  '
        f'"token_expired": "The token expired {draw.randint(1, 60)} minutes ago",\n'
    )


def placeholders(draw: random.Random) -> str:
    name = _words(draw, 1).upper()
    return (
        f"{name}_API_KEY=your_api_key_here\n{name}_PASSWORD=<password>\n{name}_TOKEN=${{{name}_TOKEN}}\n{name}_SECRET={{{{ "
        f"secrets.{name} }}}}\n"
        "curl -H 'Authorization: Bearer $TOKEN' https://api.example.com\ncurl -u user:$PASSWORD https://x.example.com\npassword: "
        "changeme\napi_key: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"
        f"postgres://user:${{PGPASSWORD}}@db:5432/app\nServer=db;User ID=app;Password={{password}};\nsecret_key: "
        "ENC[AES256_GCM,placeholder]\n"
    )


def prose(draw: random.Random) -> str:
    return (
        f"The {_words(draw, 9)}. Your password is safe with us, and the token of {_words(draw, 3)} is {_words(draw, 4)}; see section "
        f"{draw.randint(1, 20)}.{draw.randint(1, 9)}. "
    )


def checksums(draw: random.Random) -> str:
    content = _bytes(draw, 8)
    return (
        f"{hashlib.sha256(content).hexdigest()}  {_words(draw, 2, '-')}.tar.gz\nMD5 (key.bin) = {hashlib.md5(content).hexdigest()}\n"
        f"fingerprint: SHA256:{base64.b64encode(_bytes(draw, 32)).decode().rstrip('=')}\n"
        f"Key fingerprint = {' '.join(_bytes(draw, 2).hex().upper() for _ in range(10))}\nssh-ed25519 "
        f"AAAAC3NzaC1lZDI1NTE5AAAAI{base64.b64encode(_bytes(draw, 30)).decode()} me@host\n"
        f"public_key = \"{base64.b64encode(_bytes(draw, 33)).decode()}\"\n"
        f"integrity=\"sha384-{base64.b64encode(_bytes(draw, 48)).decode()}\"\n"
    )


KINDS: tuple[Callable[[random.Random], str], ...] = (
    git_log, package_lock, go_sum, requirements, cargo_lock, docker, kubernetes, terraform, source_code, minified, images, logs,
    translations, placeholders, prose,
    checksums,
)


def pieces(kind: Callable[[random.Random], str], seed: int) -> Iterator[str]:
    draw = random.Random(seed)
    size = 0
    while size < SIZE:
        piece = kind(draw)
        size += len(piece)
        yield piece


def test_fewer_than_two_findings_in_a_megabyte() -> None:
    for kind in KINDS:
        text = "".join(pieces(kind, 7))
        sure = [(match.detector, text[max(0, match.start - 40) : match.end]) for match in SCANNER.scan(text) if match.confidence >= MEDIUM]
        assert sure == [], kind.__name__
