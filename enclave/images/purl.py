"""Package URLs, as far as VEX and reports need them. Source: github.com/package-url/purl-spec."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote

from msgspec import Struct

_FORM = re.compile(r"pkg:/*(?P<type>[A-Za-z][A-Za-z0-9.+-]*)/(?P<path>[^@?#]+)(@(?P<version>[^?#]*))?(\?(?P<qualifiers>[^#]*))?(#.*)?")
_LOWER = {"pypi", "oci", "docker", "github", "deb", "rpm", "apk", "alpm", "bitbucket", "composer"}
"""Types whose names do not tell large letters from small ones."""
WHOLE = ("oci", "docker")
"""Types that name a whole image."""


class Purl(Struct, frozen=True):
    """One package, in one version or in all."""

    type: str
    path: str
    """Namespace and name, `alpine/openssl`."""
    version: str = ""
    qualifiers: dict[str, str] = {}

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def covers(self, other: Purl) -> bool:
        """Whether what is said of this one is said of the other: the same package, and all that this one says holds for it."""
        return (
            (self.type, self.path) == (other.type, other.path) and self.version in ("", other.version)
            and self.qualifiers.items() <= other.qualifiers.items()
        )  # fmt: skip


def parse(text: str) -> Purl | None:
    """The purl of a text; None when it is none."""
    match = _FORM.fullmatch(text.strip())
    if match is None:
        return None
    kind, path = match["type"].lower(), "/".join(unquote(part) for part in match["path"].strip("/").split("/"))
    if kind in _LOWER:
        path = path.lower()
    if kind == "pypi":
        path = re.sub(r"[-_.]+", "-", path)
    return Purl(kind, path, unquote(match["version"] or ""), {key.lower(): value for key, value in parse_qsl(match["qualifiers"] or "")})
