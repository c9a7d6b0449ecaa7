"""Addresses of services with a user's password in them: `scheme://user:password@host`."""

from __future__ import annotations

import re

from enclave.dlp.detector import HIGH, LOW, Detector, Pattern, Shape
from enclave.dlp.wording import LINE

_STOP = r"\s/@\"'`<>\\|"
_EXACT = re.compile(
    rf"(?<![A-Za-z0-9+.\-])[A-Za-z][A-Za-z0-9+.\-]{{1,19}}://[^:{_STOP}]{{0,64}}:[^{_STOP}]{{1,200}}@"
    r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[^\W_](?:[\w.\-]{0,120}\w)?)(?::[0-9]{1,5})?"
)
_OPENING = rf"(?<![A-Za-z0-9+.\-])[A-Za-z](?:\Z|[A-Za-z0-9+.\-]{{1,19}}+(?:\Z|:(?:\Z|/(?:\Z|/[^{_STOP}]*(?:\Z|@[^{_STOP}]*\Z)))))"
_SHAPE = Shape(LINE, _OPENING, 480)

_PARTS = re.compile(r"[^:]+://(?P<user>[^:]*):(?P<password>[^@]*)@")
_TEMPLATE = re.compile(r"[$%]?\{.*|\$.*|%[sdv(].*|\*+|\.+|x+|<.*|\[.*\]|#\{.*", re.IGNORECASE)
_WORDS = frozenset(re.findall(
    r"\S+",
    "password passwd pass pwd passwort secret token key user username admin root guest test example changeme postgres mysql redis "
        "your_password "
    "yourpassword your-password mypassword p4ssw0rd pw contraseña motdepasse foo bar baz qux 123 1234 12345 123456",
))


def _password(text: str) -> str:
    parts = _PARTS.match(text)
    password = parts["password"] if parts else ""
    return "" if _TEMPLATE.fullmatch(password) else password


def real(text: str) -> int:
    """A password that is no variable, no word for one and not the user's name."""
    password = _password(text)
    user = text.partition("://")[2].partition(":")[0]
    return len(text) if password and password.lower() not in _WORDS and password != user else 0


def stated(text: str) -> int:
    """Any password that is no variable."""
    return len(text) if _password(text) else 0


DETECTOR = Detector(
    entity="url_with_credentials",
    title="address of a service with a password in it",
    about=(
        "A scheme, a user, a password and a host: `postgres://user:password@host`. From the scheme to the host and port, so that the path "
        "stays. Variables (`${PASSWORD}`, `<password>`, `***`) are none; words for a password (`user:password@`) count little."
    ),
    patterns=(
        Pattern(
            anchor=r"://[^\s/@]*:[^\s/@]+@[A-Za-z0-9\[\x80-\xff]", reach=360, exact=_EXACT, shape=_SHAPE, accept=real,
            why="scheme, user, a password that is neither a variable nor a word for one, and host", confidence=HIGH,
        ),
        Pattern(
            anchor=r"://[^\s/@]*:[^\s/@]+@[A-Za-z0-9\[\x80-\xff]", reach=360, exact=_EXACT, shape=_SHAPE, accept=stated,
            why="the same with a word for a password, or with the user's name", confidence=LOW,
        ),
    ),
    source="RFC 3986, 3.2.1 (user information); RFC 1738",
    limits=("A password with `/`, `@` or quotes that are not percent-encoded ends the address there.",),
    positives=(
        "DATABASE_URL=«postgres://app:s3cr3t-Pa55@db.example.com:5432»/main", "«redis://:Xk29dmPq@cache:6379»/0",
        "git clone «https://deploy:gh_8xK2mPq9@git.example.org»/a/b.git", '"«amqp://svc:W0rk-Hard@10.0.0.5:5672»"',
        "«mongodb+srv://root:Pa%24%24w0rd@cluster0.example.net»/?retryWrites=true", "(«ftp://anna:Tulpe7@ftp.example.de»)",
        "«mysql://root:root@localhost:3306»/db", "proxy «http://u:zw8-33k@[2001:db8::1]:3128».",
    ),
    negatives=(
        "https://example.com:8080/path@2x.png", "postgres://user:${DB_PASSWORD}@host/db", "https://example.com/a:b@c",
        "mailto:joe@example.com",
        "https://user:<password>@host", "http://localhost:3000", "git@github.com:org/repo.git", "ssh://git@github.com/x", "a://b:***@c",
    ),
)
