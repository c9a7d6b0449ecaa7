"""OpenVEX documents. Source: github.com/openvex/spec, OPENVEX-SPEC.md, version 0.2.0 (and 0.0.1, whose products are texts)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Raw, Struct, field

from enclave.images.formats.json_text import Unreadable, decode
from enclave.images.model import digests_in, moment
from enclave.images.vex.statement import Product, Statement, Status

NAMESPACE = "https://openvex.dev/ns"
VERSIONS = ("", "/v0.0.1", "/v0.0.2", "/v0.2.0")
"""What follows the namespace; documents of the first versions have nothing there."""

class _Component(Struct):
    id: str = field(name="@id", default="")
    identifiers: dict[str, str] | None = None
    hashes: dict[str, str] | None = None


class _Product(_Component):
    subcomponents: list[_Component | str] | None = None


class _Vulnerability(Struct):
    id: str = field(name="@id", default="")
    name: str = ""
    aliases: list[str] | None = None


class _Statement(Struct):
    status: str
    vulnerability: _Vulnerability | str = ""
    products: list[_Product | str] | None = None
    subcomponents: list[_Component | str] | None = None
    justification: str = ""
    timestamp: str | None = None
    last_updated: str | None = None


class _Document(Struct):
    statements: list[_Statement]
    context: str = field(name="@context", default="")
    author: str = ""
    timestamp: str | None = None
    last_updated: str | None = None


def recognises(keys: Mapping[str, Raw]) -> bool:
    """Whether a document is OpenVEX."""
    return "statements" in keys


def read(file: str, data: bytes) -> Iterator[Statement]:
    """Every statement. Raises Unreadable."""
    document = decode(data, _Document)
    if document.context not in [NAMESPACE + version for version in VERSIONS]:
        known = ", ".join(filter(None, VERSIONS))
        raise Unreadable(f"is OpenVEX of the unknown version `{document.context or 'none'}`: only {known} of {NAMESPACE} are known")
    for statement in document.statements:
        if statement.status not in list(Status):
            raise Unreadable(f"has a statement with the unknown status `{statement.status}`")
        about = statement.vulnerability
        ids = (about,) if isinstance(about, str) else (about.name, about.id.rpartition("/")[2], *(about.aliases or ()))
        outer = _names(statement.subcomponents)
        yield Statement(
            file=file, author=document.author.strip(), ids=frozenset(one.lower() for one in ids if one), status=Status(statement.status),
            justification=statement.justification,
            products=tuple(product for one in statement.products or () for product in _products(one, outer)),
            time=moment(statement.last_updated or statement.timestamp or document.last_updated or document.timestamp),
        )  # fmt: skip


def _products(given: _Product | str, outer: tuple[str, ...]) -> Iterator[Product]:
    parts = outer or _names(None if isinstance(given, str) else given.subcomponents)
    products = [Product(name, parts) for name in _names([given])]
    # of several names of one thing, those that say which version are meant
    exact = [product for product in products if digests_in([product.name]) or "@" in product.name]
    yield from exact or products


def _names(components: list[_Product | str] | list[_Component | str] | None) -> tuple[str, ...]:
    """Everything that components are called: identifiers, purls, digests."""
    names: list[str] = []
    for one in components or ():
        if isinstance(one, str):
            names.append(one)
            continue
        names += [one.id, *(one.identifiers or {}).values()]
        names += [f"{kind.lower().replace('-', '')}:{value}" for kind, value in (one.hashes or {}).items()]
    return tuple(dict.fromkeys(name for name in names if name))
