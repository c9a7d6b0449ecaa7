"""A VEX statement: who says what of which vulnerability in which product, and whether it speaks of a finding."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from enclave.images.model import Image, Weakness, digests_in
from enclave.images.purl import WHOLE, Purl, parse


class Status(StrEnum):
    """What a statement says; the four words of VEX."""

    NOT_AFFECTED = "not_affected"
    AFFECTED = "affected"
    FIXED = "fixed"
    UNDER_INVESTIGATION = "under_investigation"


class Product(Struct, frozen=True):
    """What a statement speaks of: an image, a package, or packages inside an image."""

    name: str
    """A purl, a name of an image with or without digest, or a digest."""
    parts: tuple[str, ...] = ()
    """Purls of packages in it; empty: all of it."""
    versions: tuple[str, ...] | None = None
    """Versions of the package, where the document lists them beside its purl; None: it does not."""

    def speaks_of(self, image: Image, weakness: Weakness) -> bool:
        """Whether a finding is one of this product. What cannot be told is not."""
        own = parse(self.name)
        package = parse(weakness.purl)
        if self.versions is not None and weakness.version not in self.versions:
            return False
        if own is not None and own.type not in WHOLE:
            return not self.parts and package is not None and own.covers(package)
        if not _is_image(self.name, own, image):
            return False
        parts = [part for part in map(parse, self.parts) if part is not None]
        return not self.parts or (package is not None and any(part.covers(package) for part in parts))

    @property
    def is_exact(self) -> bool:
        """Whether it names one image or one version of a package, and not any that there will be."""
        purls = [purl for purl in map(parse, (self.name, *self.parts)) if purl is not None]
        return bool(digests_in([self.name])) or self.versions is not None or any(purl.version for purl in purls)


class Statement(Struct, frozen=True, kw_only=True):
    """One statement of one document."""

    file: str
    author: str
    ids: frozenset[str]
    """Of the vulnerability, in small letters."""
    status: Status
    justification: str = ""
    """The label; a text of one's own is none."""
    products: tuple[Product, ...] = ()
    time: datetime | None = None

    def meant(self, image: Image, weakness: Weakness) -> tuple[Product, ...]:
        """The products that a finding in this image is of; none when it speaks of something else."""
        if not any(one.lower() in self.ids for one in weakness.ids):
            return ()
        return tuple(product for product in self.products if product.speaks_of(image, weakness))


def _is_image(name: str, own: Purl | None, image: Image) -> bool:
    if own is None:
        digests = digests_in([name])
        if digests:
            return digests[0] in image.identities
        return bool(name) and name in (image.name, *((image.repository,) if ":" not in name.rpartition("/")[2] else ()))
    digests = digests_in([own.version])
    if digests and digests[0] not in image.identities:
        return False
    if not digests and own.version not in ("", image.tag):
        return False
    repository, url = image.repository.lower(), own.qualifiers.get("repository_url", "").partition("://")[2]
    url = (url or own.qualifiers.get("repository_url", "")).lower().rstrip("/")
    if not digests and own.qualifiers.get("tag", image.tag) != image.tag:
        return False
    if own.type == "docker" and not url:
        homes = ("", "docker.io/", "docker.io/library/", "index.docker.io/", "index.docker.io/library/")
        return digests != () or repository in {f"{home}{own.path}" for home in homes}
    if url and repository not in (url, f"{url}/{own.path}"):
        return False
    return digests != () or repository.rpartition("/")[2] == own.name
