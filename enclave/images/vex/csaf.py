"""VEX in CSAF 2.0. Source: docs.oasis-open.org/csaf/csaf/v2.0/os, sections 3.2 and 4.5 (profile 5: VEX)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Raw, Struct

from enclave.images.formats.json_text import Unreadable, decode
from enclave.images.model import moment
from enclave.images.vex.statement import Product, Statement, Status

STATES = {
    "known_not_affected": Status.NOT_AFFECTED, "known_affected": Status.AFFECTED, "first_affected": Status.AFFECTED,
    "last_affected": Status.AFFECTED, "fixed": Status.FIXED, "first_fixed": Status.FIXED,
    "under_investigation": Status.UNDER_INVESTIGATION,
}  # fmt: skip


class _Hash(Struct):
    algorithm: str = ""
    value: str = ""


class _Hashes(Struct):
    file_hashes: list[_Hash] | None = None


class _Helper(Struct):
    purl: str = ""
    hashes: list[_Hashes] | None = None


class _Product(Struct):
    product_id: str = ""
    product_identification_helper: _Helper | None = None


class _Branch(Struct):
    branches: list[_Branch] | None = None
    product: _Product | None = None


class _Relationship(Struct):
    product_reference: str = ""
    relates_to_product_reference: str = ""
    full_product_name: _Product | None = None


class _Group(Struct):
    group_id: str = ""
    product_ids: list[str] | None = None


class _Tree(Struct):
    branches: list[_Branch] | None = None
    full_product_names: list[_Product] | None = None
    relationships: list[_Relationship] | None = None
    product_groups: list[_Group] | None = None


class _Flag(Struct):
    label: str = ""
    product_ids: list[str] | None = None
    group_ids: list[str] | None = None


class _Id(Struct):
    text: str = ""


class _Vulnerability(Struct):
    cve: str = ""
    ids: list[_Id] | None = None
    product_status: dict[str, list[str]] | None = None
    flags: list[_Flag] | None = None


class _Publisher(Struct):
    name: str = ""


class _Tracking(Struct):
    status: str = ""
    current_release_date: str | None = None


class _About(Struct):
    category: str = ""
    csaf_version: str = ""
    publisher: _Publisher | None = None
    tracking: _Tracking | None = None


class _Document(Struct):
    document: _About
    product_tree: _Tree | None = None
    vulnerabilities: list[_Vulnerability] | None = None


def recognises(keys: Mapping[str, Raw]) -> bool:
    """Whether a document is CSAF."""
    return "document" in keys


def read(file: str, data: bytes) -> Iterator[Statement]:
    """Every statement. Raises Unreadable."""
    document = decode(data, _Document)
    about, tracking = document.document, document.document.tracking or _Tracking()
    if about.category != "csaf_vex":
        raise Unreadable(f"is CSAF of the category `{about.category or 'none'}`: only `csaf_vex` is VEX")
    if about.csaf_version != "2.0":
        raise Unreadable(f"is CSAF of the unknown version `{about.csaf_version or 'none'}`: only 2.0 is known")
    if tracking.status not in ("final", "interim"):
        raise Unreadable(f"is CSAF that is not published: its status is `{tracking.status or 'none'}`")
    tree = document.product_tree or _Tree()
    products, groups = _products(tree), {group.group_id: group.product_ids or [] for group in tree.product_groups or ()}
    author = (about.publisher.name if about.publisher else "").strip()
    for vulnerability in document.vulnerabilities or ():
        ids = frozenset(one.lower() for one in (vulnerability.cve, *(one.text for one in vulnerability.ids or ())) if one)
        labels = _labels(vulnerability, groups)
        for key, listed in (vulnerability.product_status or {}).items():
            status = STATES.get(key)
            for one in listed if status else ():
                yield Statement(
                    file=file, author=author, ids=ids, status=status or Status.AFFECTED, justification=labels.get(one, ""),
                    products=products.get(one, ()), time=moment(tracking.current_release_date),
                )  # fmt: skip


def _labels(vulnerability: _Vulnerability, groups: Mapping[str, list[str]]) -> dict[str, str]:
    """Product -> justification."""
    return {
        one: flag.label
        for flag in vulnerability.flags or ()
        for one in (*(flag.product_ids or ()), *(one for group in flag.group_ids or () for one in groups.get(group, ())))
    }


def _products(tree: _Tree) -> dict[str, tuple[Product, ...]]:
    """Id -> what it names. A component of something is a part of that; what that is must be known, too."""
    names = {product.product_id: _names(product) for product in (*_leaves(tree.branches), *(tree.full_product_names or ()))}
    found = {one: tuple(Product(name) for name in listed) for one, listed in names.items()}
    for relation in tree.relationships or ():
        if relation.full_product_name is None:
            continue
        parts = tuple(name for name in names.get(relation.product_reference, ()) if name.startswith("pkg:"))
        whole = names.get(relation.relates_to_product_reference, ())
        found[relation.full_product_name.product_id] = tuple(Product(name, parts) for name in whole) if parts else ()
    return found


def _leaves(branches: list[_Branch] | None) -> Iterator[_Product]:
    for branch in branches or ():
        if branch.product is not None:
            yield branch.product
        yield from _leaves(branch.branches)


def _names(product: _Product) -> tuple[str, ...]:
    helper = product.product_identification_helper or _Helper()
    hashes = (each for listed in helper.hashes or () for each in listed.file_hashes or ())
    return (*((helper.purl,) if helper.purl else ()), *(f"{each.algorithm.lower().replace('-', '')}:{each.value}" for each in hashes))
