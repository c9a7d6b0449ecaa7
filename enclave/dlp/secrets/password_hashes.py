"""Stored forms of passwords, as systems and servers keep them."""

from __future__ import annotations

import re

from enclave.dlp.detector import HIGH, Detector, Pattern, Shape, begins

_HASHES = (
    (r"$2", r"\$2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{53}", r"\$2[abxy]\$[0-9]{2}\$[./A-Za-z0-9]{8}", 15, "bcrypt"),
    (r"$5$", r"\$5\$(?:rounds=[0-9]{4,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43}", r"\$5\$[./A-Za-z0-9=]", 4, "SHA-256 of crypt"),
    (r"$6$", r"\$6\$(?:rounds=[0-9]{4,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}", r"\$6\$[./A-Za-z0-9=]", 4, "SHA-512 of crypt"),
    (r"$1$", r"\$(?:apr)?1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}", r"1\$[./A-Za-z0-9]", 7, "MD5 of crypt and of Apache"),
    (r"$y$", r"\$(?:y|7|gy)\$[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{1,64}\$[./A-Za-z0-9]{43}", r"\$(?:y|7|gy)\$[./A-Za-z0-9]", 5, "yescrypt"),
    (r"$argon2", r"\$argon2i?d?\$v=[0-9]{1,3}\$[a-z0-9=,]{5,40}\$[A-Za-z0-9+/]{8,90}\$[A-Za-z0-9+/]{16,180}", r"\$argon2[id]", 8, "Argon2"),
    (r"{SHA}", r"\{S?SHA\}[A-Za-z0-9+/]{27,60}={0,2}", r"SHA\}[A-Za-z0-9+/]", 7, "SHA-1 of htpasswd and LDAP"),
)
_SHAPE = Shape(r"A-Za-z0-9./$=,+{}", begins("$2", "$5$", "$6$", "$1$", "$apr1$", "$y$", "$7$", "$gy$", "$argon2", "{SHA}", "{SSHA}"), 400)
_BODY = "abcDEF123./ghiJKL456mnoPQR789stuVWX012yzABCdef345GHIjkl678MNOpqr901STUvwx234YZabc567DEFgh"

DETECTOR = Detector(
    entity="password",
    id="password_hash",
    title="stored form of a password",
    about="Hashes of passwords as `/etc/shadow`, htpasswd, LDAP and databases keep them: bcrypt, crypt, yescrypt, Argon2, SHA.",
    patterns=tuple(
        Pattern(
            anchor=anchor, reach=reach, exact=re.compile(expression + r"(?![./A-Za-z0-9])"), why=why, confidence=HIGH,
            shape=_SHAPE,
        )
        for _, expression, anchor, reach, why in _HASHES
    ),
    source="crypt(5), Apache HTTP Server, Password formats; RFC 2307; Argon2 reference implementation",
    positives=(
        f"joe:«$2y$10${_BODY[:53]}»", f"root:«$6$aB3dE5fG${_BODY[:86]}»:19000:0:99999:7:::", f"joe:«$apr1$aB3dE5fG${_BODY[:22]}»",
        f"user:«$5$rounds=5000$aB3dE5fG${_BODY[:43]}»:1", f'"«$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ${_BODY[:42].replace(".", "x")}»"',
        f"x:«$y$j9T$aB3dE5fG1234${_BODY[:43]}»:1", f"joe:«{{SHA}}{_BODY[:27].replace('.', 'x')}=»", f"hash: «$2b$12${_BODY[3:56]}»",
    ),
    negatives=("$2", "$2y$10$short", "$6$salt", "costs $5 and $6", "$1$", "{SHA}", "$argon2id$", "${SHA}", "$2b$12$" + _BODY[:60]),
)
