"""E-mail addresses: plus addresses, dotted names and internationalised domains; not package versions, decorators or remotes."""

from __future__ import annotations

import re

from enclave.dlp.detector import HIGH, Detector, Pattern, Shape

_SPACED_SCRIPTS = r"A-Za-z0-9_\u00c0-\u052f"
"""Letters of scripts that write spaces between words: Latin, Greek, Cyrillic, with combining accents."""
_OTHER_SCRIPTS = r"\u0530-\ud7ff\uf900-\ufaff"

_LOCAL = rf"(?:[{_SPACED_SCRIPTS}](?:[{_SPACED_SCRIPTS}.%+'-]{{0,62}}[{_SPACED_SCRIPTS}%+-])?|(?:(?![\W_])[{_OTHER_SCRIPTS}]){{1,64}})"
_LABEL = r"[^\W_](?:[\w\u0300-\u036f-]{0,61}(?:[^\W_]|[\u0300-\u036f]))?"
_TOP = r"(?:[xX][nN]--[A-Za-z0-9-]{2,59}|[^\W\d_]{2,63})"
_NOT_A_REMOTE = "".join(rf"(?<!(?<![{_SPACED_SCRIPTS}]){user})" for user in ("git", "hg", "svn"))
# no boundary before it: an address may follow another one directly, and what redaction leaves must not be an address
_EXACT = re.compile(rf"{_LOCAL}{_NOT_A_REMOTE}@(?:{_LABEL}\.){{1,6}}{_TOP}")

_NOT_A_DOMAIN = re.compile(
    r"[0-9]+\.[0-9]+(?:\.|\Z)"  # a version or an address of four numbers
    r"|[0-9](?:\.[0-9])?x\.[a-z]{3,4}\Z",  # an image for dense screens, `icon@2x.png`
    re.IGNORECASE,
)


def accept(text: str) -> int:
    """Rejects versions (`name@1.2.3-rc.one`) and images (`icon@2x.png`)."""
    return 0 if _NOT_A_DOMAIN.match(text.partition("@")[2]) else len(text)


DETECTOR = Detector(
    entity="email",
    title="e-mail address",
    about=(
        "Addresses with a dotted domain, plus addresses, names in any script, internationalised domains and their "
        "`xn--` form. The name goes back to the beginning of the word; text in scripts without spaces (Chinese, "
        "Japanese, Thai) before a Latin name does not belong to it."
    ),
    patterns=(
        Pattern(
            anchor="@", reach=65, exact=_EXACT, accept=accept,
            shape=Shape(alphabet=rf"\w{_SPACED_SCRIPTS}.%+'@\-", opening=rf"[\w{_SPACED_SCRIPTS}]", length=520),
            why="a name, `@` and a dotted domain whose last label is letters: practically never anything else",
            confidence=HIGH,
        ),
    ),
    source="RFC 5321 4.5.3.1, RFC 5322 3.4.1, RFC 6531 (internationalised), RFC 5890 (domain labels)",
    limits=(
        (
            "Addresses without a dot in the domain (`user@localhost`) and with a numeric host (`me@[192.168.1.10]`) are "
            "not reported."
        ),
        "The last label is not compared with the list of top-level domains: `x@self.weight` in source code is reported.",
        'Quoted names (`"john doe"@example.com`) are not reported.',
    ),
    positives=(
        "Contact «john.doe@example.com».",
        "<«a@b.co»>",
        "mailto:«first.last+tag@sub.example.co.uk»?subject=x",
        "«josé.garcía@correo.example.es» wrote",
        "«info@bücher.example»,",
        "an «x@xn--bcher-kva.example» address",
        "联系«zhang@example.cn»。",
        "user='«o'brien@example.ie»'",
        '{"email":"«dev_ops-1%x@mail.example.org»"}',
        "«ÄÖ@example.de»",
        "почта: «иван@пример.рф»",
        "cc:«a@example.com»;b",
        "«first@example.comsecond»@example.com",
    ),
    negatives=(
        "@Override public void run()",
        "npm install lodash@4.17.21",
        "typescript@5.0.0-dev.next",
        "icon@2x.png",
        "git@github.com:org/repo.git",
        "user@localhost",
        "a @ b.com",
        "@example.com",
        "me@192.168.1.10",
        "x@y",
        "matrix a@b.T",
        "joe@.com",
    ),
)
