"""VEX in CycloneDX 1.4 to 1.7: analyses of vulnerabilities, in a document of their own or in a bill of materials.

Source: cyclonedx.org/docs/1.6/json, vulnerabilities; cyclonedx.org/capabilities/bomlink.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from msgspec import Raw, Struct, field

from enclave.images.formats.json_text import Unreadable, decode
from enclave.images.model import digests_in, moment
from enclave.images.purl import WHOLE, parse
from enclave.images.vex.statement import Product, Statement, Status

VERSIONS = ("1.4", "1.5", "1.6", "1.7")
STATES = {
    "not_affected": Status.NOT_AFFECTED, "false_positive": Status.NOT_AFFECTED, "exploitable": Status.AFFECTED,
    "resolved": Status.FIXED, "resolved_with_pedigree": Status.FIXED, "in_triage": Status.UNDER_INVESTIGATION,
}  # fmt: skip


class _Party(Struct):
    name: str = ""
    email: str = ""


class _Component(Struct):
    ref: str = field(name="bom-ref", default="")
    type: str = ""
    group: str = ""
    name: str = ""
    version: str = ""
    purl: str = ""
    components: list[_Component] | None = None


class _Metadata(Struct):
    timestamp: str | None = None
    authors: list[_Party] | None = None
    supplier: _Party | None = None
    manufacturer: _Party | None = None
    manufacture: _Party | None = None
    component: _Component | None = None


class _Analysis(Struct, rename="camel"):
    state: str = ""
    justification: str = ""
    first_issued: str | None = None
    last_updated: str | None = None


class _Version(Struct):
    version: str = ""
    range: str = ""
    status: str = "affected"


class _Affects(Struct):
    ref: str = ""
    versions: list[_Version] | None = None


class _Reference(Struct):
    id: str = ""


class _Vulnerability(Struct):
    id: str = ""
    references: list[_Reference] | None = None
    analysis: _Analysis | None = None
    affects: list[_Affects] | None = None
    updated: str | None = None


class _Document(Struct, rename="camel"):
    spec_version: str = ""
    metadata: _Metadata | None = None
    components: list[_Component] | None = None
    vulnerabilities: list[_Vulnerability] | None = None


def recognises(keys: Mapping[str, Raw]) -> bool:
    """Whether a document is of CycloneDX."""
    return "bomFormat" in keys


def read(file: str, data: bytes) -> Iterator[Statement]:
    """Every statement. Raises Unreadable."""
    document = decode(data, _Document)
    if document.spec_version not in VERSIONS:
        raise Unreadable(f"is CycloneDX of the version `{document.spec_version or 'none'}`: only {', '.join(VERSIONS)} are known")
    made = document.metadata or _Metadata()
    parties = (*(made.authors or ()), made.supplier, made.manufacturer, made.manufacture)
    author = next((party.name or party.email for party in parties if party and (party.name or party.email)), "").strip()
    components = {one.ref: one for one in _all([*(document.components or ()), *([made.component] if made.component else ())]) if one.ref}
    for vulnerability in document.vulnerabilities or ():
        analysis = vulnerability.analysis or _Analysis()
        if not analysis.state:
            continue
        if analysis.state not in STATES:
            raise Unreadable(f"has an analysis with the unknown state `{analysis.state}`")
        ids = (vulnerability.id, *(reference.id for reference in vulnerability.references or ()))
        yield Statement(
            file=file, author=author, ids=frozenset(one.lower() for one in ids if one), status=STATES[analysis.state],
            justification=analysis.justification,
            products=tuple(product for one in vulnerability.affects or () for product in _products(one, made.component, components)),
            time=moment(analysis.last_updated or analysis.first_issued or vulnerability.updated or made.timestamp),
        )  # fmt: skip


def _all(components: list[_Component]) -> Iterator[_Component]:
    for component in components:
        yield component
        yield from _all(component.components or [])


def _products(given: _Affects, whole: _Component | None, components: Mapping[str, _Component]) -> Iterator[Product]:
    versions = None
    if given.versions is not None:
        # a range would have to be understood in the way of each kind of package: then it speaks of nothing
        versions = tuple(one.version for one in given.versions if one.version and one.status == "affected")
    reference = unquote(given.ref.rpartition("#")[2]) if given.ref.startswith("urn:cdx:") else given.ref
    found = components.get(reference)
    names = _names(found) if found else (reference,)
    image = _names(whole) if whole and whole.type == "container" and whole is not found else ()
    for name in names:
        purl = parse(name)
        if image and purl is not None and purl.type not in WHOLE:
            yield from (Product(outer, (name,), versions) for outer in image)
        else:
            yield Product(name, (), versions)


def _names(component: _Component) -> tuple[str, ...]:
    if component.purl:
        return (component.purl,)
    if component.type != "container":
        return ()
    name = "/".join(part for part in (component.group, component.name) if part)
    digests = digests_in([component.version])
    return (f"{name}@{digests[0]}",) if digests else (f"{name}:{component.version}" if component.version else name,)
