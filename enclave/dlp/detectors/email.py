"""E-mail addresses: plus addresses, dotted names and internationalised domains; not package versions, decorators or remotes."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import replace

from enclave.dlp.detector import HIGH, MEDIUM, Deferred, Detector, Expression, Pattern, Shape, words

_SPACED_SCRIPTS = r"A-Za-z0-9_\u00c0-\u052f"
"""Letters of scripts that write spaces between words: Latin, Greek, Cyrillic, with combining accents."""
_OTHER_SCRIPTS = r"\u0530-\ud7ff\uf900-\ufaff"

_LOCAL = rf"(?:[{_SPACED_SCRIPTS}](?:[{_SPACED_SCRIPTS}.%+'-]{{0,62}}[{_SPACED_SCRIPTS}%+-])?|(?:(?![\W_])[{_OTHER_SCRIPTS}]){{1,64}})"
_LABEL = r"[^\W_](?:[\w\u0300-\u036f-]{0,61}(?:[^\W_]|[\u0300-\u036f]))?"
_TOP = r"(?:[xX][nN]--[A-Za-z0-9-]{2,59}|[^\W\d_]{2,63})"
_NOT_A_REMOTE = "".join(rf"(?<!(?<![{_SPACED_SCRIPTS}]){user})" for user in ("git", "hg", "svn"))
# no boundary before it: an address may follow another one directly, and what redaction leaves must not be an address
_BEFORE_THE_SIGN = rf"(?=[{_SPACED_SCRIPTS}.%+'-]{{1,64}}+@|[{_OTHER_SCRIPTS}])"
"""Says of most words at once that they are no name: what follows would go back over each of their letters."""
_EXACT = Deferred(rf"{_BEFORE_THE_SIGN}{_LOCAL}{_NOT_A_REMOTE}@(?:{_LABEL}\.){{1,6}}{_TOP}")

_NOT_A_DOMAIN = re.compile(
    r"[0-9]+\.[0-9]+(?:\.|\Z)"  # a version or an address of four numbers
    r"|[0-9](?:\.[0-9])?x\.[a-z]{3,4}\Z",  # an image for dense screens, `icon@2x.png`
    re.IGNORECASE,
)


_NO_COUNTRIES = frozenset(
    f"{first}{second}" for first, seconds in zip(string.ascii_lowercase, (
        "abhjknvy", "ckpux", "bejpqst", "abcdfghilnpqrstuvwxy", "abdfijklmnopqvwxyz", "abcdefghlnpqstuvwxyz", "cjkovxz",
        "abcdefghijlopqsvwxyz", "abcfghijkpuvwxyz", "abcdfghijklnqrstuvwxyz", "abcdfjkloqstuvx", "defghjlmnopqwxz", "bij",
        "bdhjkmnqstvwxy", "abcdefghijklnopqrstuvwxyz", "bcdijopquvxz", "bcdefghijklmnopqrstuvwxyz", "abcdfghijklmnpqrtvxyz", "fpqw",
        "abeipqsuxy", "bcdefhijlmnopqrtuvwx", "bdfhjklmopqrstvwxyz", "abcdeghijklmnopqrtuvwxyz", "abcdefghijklmnopqrstuvwxyz",
        "abcdfghijklmnopqrsuvwxyz", "bcdefghijklnopqrstuvxyz",
    ), strict=True) for second in seconds
)
"""Two letters that are no country's (IANA: root zone database): no address ends so."""


def accept(text: str) -> int:
    """Rejects versions (`name@1.2.3-rc.one`), images (`icon@2x.png`) and what ends in two letters of no country."""
    domain = text.partition("@")[2]
    return 0 if _NOT_A_DOMAIN.match(domain) or domain.rpartition(".")[2].lower() in _NO_COUNTRIES else len(text)


_TOPS = frozenset(re.findall(
    "[a-z]+",
    "com org net edu gov mil int info biz io dev app ai name pro xyz online site tech store cloud shop agency example "
    "test "
    "ac ae ag al am ar at au az ba bd be bg bh bo br by ca cat cc ch ci cl cn co cr cu cy cz de dk do ec ee eg es eu fi fm fr ge "
    "gg gh gr gt hk hn hr hu id ie il in ir is it je jo jp ke kg kr kw kz lb li lk lt lu lv ly ma md me mk mn mt mx my na ng ni nl "
    "no np nu nz om pa pe ph pk pl ps pt py qa ro rs ru sa se sg si sk sn so st su sv sy th tn to tr tt tv tw tz ua ug uk us uy uz "
    "ve vn ws za zm zw",
))
"""Top-level domains (IANA: root zone database): what is spelt out must end in one."""
_HOSTS = "gmail|googlemail|outlook|hotmail|yahoo|icloud|proton|protonmail|gmx|aol|yandex"
_FREE = r"(?<![A-Za-z0-9._%+@\-])"
_MERE = r"[A-Za-z0-9](?:[A-Za-z0-9._%+\-]{0,62}[A-Za-z0-9])?"
_SPELT = rf"{_FREE}{_MERE}"
_PART = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,38}[A-Za-z0-9])?"
_OPEN, _CLOSE = r"[\[({<*_\-]", r"[\])}>*_\-]"
_AT = rf" {{0,2}}{_OPEN} ?(?:at|AT|At|@|arroba|ät) ?{_CLOSE} {{0,2}}"
_DOT = rf"(?:\.| {{0,2}}{_OPEN} ?(?:dot|DOT|Dot|\.|punto|punkt|point) ?{_CLOSE} {{0,2}}| (?:dot|DOT|Dot) )"
_DOT_IN_NAME = rf"(?: {{0,2}}{_OPEN} ?(?:dot|DOT|Dot|\.|punto|punkt|point) ?{_CLOSE} {{0,2}}| (?:dot|DOT|Dot) )"
_PARTS_BEFORE = rf"(?:[A-Za-z0-9]{{1,30}}{_DOT_IN_NAME}){{0,3}}"
_NAMED_IN_PARTS = rf"{_FREE}{_PARTS_BEFORE}{_MERE}"
"""A name may be spelt out too."""
_REST = rf"(?:{_PART}{_DOT}){{1,4}}[A-Za-z]{{2,10}}(?![A-Za-z0-9_\-])"
_BRACKETS = Deferred(rf"{_NAMED_IN_PARTS}{_AT}{_REST}")
_SIGN = Deferred(rf"{_SPELT} ?@ ?(?=[A-Za-z0-9\-]{{1,40}} {{0,2}}(?:{_OPEN} ?)?(?:dot|DOT|Dot|punto|punkt|\. ?{_CLOSE})){_REST}")
_WORDS = Deferred(
    rf"{_NAMED_IN_PARTS} (?:at|AT|At) (?:{_PART}(?:\.| (?:dot|DOT|Dot) )){{0,3}}{_PART} (?:dot|DOT|Dot) [A-Za-z]{{2,10}}(?![A-Za-z0-9_\-])"
)
_DOT_BEGUN = r"(?:\.| {0,2}(?:[\[({<*_\-] ?)?(?:[dD][oO]?[tT]?|[pP][a-z]{0,4}|\.)? ?[\])}>*_\-]? {0,2})\Z"
_REST_BEGUN = rf"(?:\Z|(?:{_PART}{_DOT}){{0,4}}(?:\Z|[A-Za-z0-9\-]{{1,40}}(?:\Z|{_DOT_BEGUN})))"
_SPELT_OPENING = (
    rf"{_FREE}{_PARTS_BEFORE}(?:[A-Za-z0-9]{{1,30}} {{0,2}}(?:{_OPEN} ?)?(?:[dDpP][a-zA-Z]{{0,4}}|\.)? ?(?:{_CLOSE} {{0,2}})?\Z|"
    r"[A-Za-z0-9](?:[A-Za-z0-9._%+\-]{0,63}+|(?=[A-Za-z0-9.%+]{0,63}+[_\-])[A-Za-z0-9._%+\-]{0,63})(?:\Z| {1,2}\Z"
    rf"| {{0,2}}(?:{_OPEN} ?(?:[aAä@][a-zA-Z]{{0,5}})?\Z|{_OPEN} ?(?:at|AT|At|@|arroba|ät) ?(?:\Z|{_CLOSE} {{0,2}}{_REST_BEGUN}))"
    rf"| ?@ ?{_REST_BEGUN}| (?:[aA]\Z|(?:at|AT|At)(?:\Z| {_REST_BEGUN}))))"
)
_SPELT_SHAPE = Shape(r"A-Za-z0-9._%+@ \[({<*\])}>\-ä", _SPELT_OPENING, 300)
_LAST = re.compile(r"[A-Za-z]+\Z")
_SURELY = Deferred(rf"[^ ]*[._%+0-9\-][^ ]* at |[^ ]*[a-z][^ ]* AT [^ ]+(?: DOT [^ ]+)+\Z|[^ ]+ (?i:at (?:{_HOSTS}) dot )")
"""What nobody says of something else: a name with a dot or a digit, capitals for the signs, or a host of mail."""


def spelt(text: str) -> int:
    """Something that ends in a top-level domain. Of `...dot com boom` the rest is cut off by the expression."""
    last = _LAST.search(text)
    return len(text) if last and last[0].lower() in _TOPS else 0


def said(text: str) -> int:
    """The same without brackets: only what can hardly be prose."""
    return spelt(text) if _SURELY.match(text) else 0


def _spelt(exact: Expression, anchor: str, why: str, accept: Callable[[str], int], confidence: int | None) -> Pattern:
    named = words("email", "e mail", "mail", "mail me", "write to", "write me", "reach me", "contact", "correo", "courriel", window=80)
    return Pattern(
        anchor=anchor, reach=180, exact=exact, shape=_SPELT_SHAPE, why=why, accept=accept, confidence=confidence,
        supported=None if confidence else MEDIUM, evidence=None if confidence else replace(named, after=None),
    )


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
        _spelt(
            _BRACKETS, rf"(?i){_OPEN} ?(?:at|@|arroba|\xc3[\xa4\x84]t) ?{_CLOSE}", "`(at)` or `[at]`, and dots or words for them",
            spelt, HIGH,
        ),
        _spelt(
            _SIGN, rf"(?i)@ ?[a-z0-9\-]{{1,40}} {{0,2}}(?:{_OPEN} ?)?(?:dot|punto|punkt|\. ?{_CLOSE})", "`@` and words for dots", spelt,
            HIGH,
        ),
        _spelt(
            _WORDS, r"(?i) at [a-z0-9\-]{1,40}(?:\.| dot )[a-z]", "`at` and `dot` behind a name with a dot or a digit, in capitals, or "
            "before a host of mail", said, MEDIUM,
        ),
        _spelt(_WORDS, r"(?i) at [a-z0-9\-]{1,40}(?:\.| dot )[a-z]", "the same behind any word, after words for mail", spelt, None),
    ),
    source="RFC 5321 4.5.3.1, RFC 5322 3.4.1, RFC 6531 (internationalised), RFC 5890 (domain labels)",
    limits=(
        (
            "Addresses without a dot in the domain (`user@localhost`) and with a numeric host (`me@[192.168.1.10]`) are "
            "not reported."
        ),
        "Of the last label only two letters are compared with the list of top-level domains: `x@self.weight` in source code is reported.",
        "Of what is spelt out (`jane at example dot com`) the last part must be a top-level domain that the detector lists.",
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
        "«jane.doe at example dot com» or",
        "at «jane [at] example [dot] com».",
        "«jane(at)example.com»",
        "«jane AT example DOT co DOT uk»,",
        "«jane (at) example (dot) org»",
        "«jane[at]example[dot]com»",
        "«jane.doe@example dot com»",
        "«jane -at- example -dot- com»",
        "«jane at gmail dot com»",
        "my mail is «jane at example dot com» now",
        "«jane.doe (arroba) ejemplo (punto) es»",
        "at «jane [dot] doe [at] example [dot] com».", "write to «jane dot doe at example dot com», please",
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
        "meet at noon dot",
        "look at this dot net thing",
        "at google dot com they",
        "available at github dot com",
        "he looked at the dot in the corner",
        "array.at(i).dot(com)",
        "a[at] b[dot] c",
        "jane (at) example (dot) nowhere", "LOOK AT THE DOT COM", "call at(0).next(com)",
        "mail came in at noon dot dot dot",
    ),
)
