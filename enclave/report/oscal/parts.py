"""What all OSCAL documents are made of: identifiers, metadata, properties, and resources that hold evidence."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from enclave import __version__
from enclave.audit.read import log_of
from enclave.report.controls.assessment import Assessment
from enclave.report.controls.evidence import Given
from enclave.verify.model import Verification

VERSION = "1.2.1"
"""Of OSCAL."""
NAMESPACE = "https://github.com/secure-ai-enclave/oscal"
"""Of properties that OSCAL does not know. A name, not a page."""
NIST = "https://raw.githubusercontent.com/usnistgov/oscal-content/main/nist.gov/SP800-53/rev5/json/NIST_SP-800-53_rev5_catalog.json"
PROGRAM = "secure-ai-enclave"
_ENHANCEMENT = re.compile(r"([A-Z]{2})-(\d+)(?:\((\d+)\))?\Z")


class Assessed(Struct, frozen=True):
    """What the documents are written from."""

    name: str
    """Of the enclave."""
    classification: str
    assessment: Assessment
    verification: Verification
    contacts: tuple[str, ...]
    checkpoint: bytes
    """The signed checkpoint of the log that was looked at; empty when there is none."""
    started: datetime
    ended: datetime


def assessed(given: Given, assessment: Assessment, started: datetime, ended: datetime) -> Assessed:
    """What was looked at, for the documents."""
    checkpoint = b"" if given.data is None or isinstance(given.log, str) else (log_of(given.data) / "checkpoint").read_bytes()
    return Assessed(
        name=given.spec.name, classification=given.spec.data_classification, assessment=assessment, verification=given.verification,
        contacts=given.spec.contacts, checkpoint=checkpoint, started=started, ended=ended,
    )  # fmt: skip


def identifier(of: Assessed, *path: str) -> str:
    """The identifier of something in one of the documents, the same in each of them."""
    return str(uuid5(NAMESPACE_URL, "/".join((NAMESPACE, of.name, *path))))


def moment(time: datetime) -> str:
    """A time as OSCAL writes it."""
    return time.isoformat(timespec="seconds")


def metadata(of: Assessed, title: str) -> dict[str, Any]:
    """The head of a document, with the people whom the file names and the program as parties."""
    people: list[dict[str, Any]] = [
        {"uuid": identifier(of, "party", mail), "type": "organization", "name": mail, "email-addresses": [mail]} for mail in of.contacts
    ]
    program = {"uuid": identifier(of, "party", PROGRAM), "type": "organization", "name": f"{PROGRAM} {__version__}"}
    roles = [{"id": "assessor", "title": "the program that looked at the evidence"}]
    responsible: list[dict[str, Any]] = [{"role-id": "assessor", "party-uuids": [program["uuid"]]}]
    if people:
        roles.append({"id": "contact", "title": "who is told of alerts"})
        responsible.append({"role-id": "contact", "party-uuids": [person["uuid"] for person in people]})
    return {
        "title": f"{title}: {of.name}", "last-modified": moment(of.ended), "version": __version__, "oscal-version": VERSION,
        "roles": roles, "parties": [program, *people], "responsible-parties": responsible,
        "remarks": f"Made from {of.assessment.basis}.",
    }  # fmt: skip


def prop(name: str, value: str, group: str = "") -> dict[str, str]:
    """A property of our own. An empty value cannot be said in OSCAL."""
    return {"name": name, "ns": NAMESPACE, "value": " ".join(value.split()) or "none", **({"class": group} if group else {})}


def control_id(name: str) -> str:
    """Our control in our catalogue: `NET-01` -> `net-01`."""
    return name.lower()


def nist_id(clause: str) -> str | None:
    """A clause of SP 800-53 as NIST's catalogue names it: `SC-7(3)` -> `sc-7.3`. None for what is no control there."""
    found = _ENHANCEMENT.match(clause)
    if found is None:
        return None
    family, number, enhancement = found.groups()
    return f"{family.lower()}-{number}" + (f".{enhancement}" if enhancement else "")


def resource(uuid: str, title: str, text: bytes, filename: str, media_type: str) -> dict[str, Any]:
    """Evidence that is kept in the document itself."""
    value = base64.b64encode(text).decode()
    return {"uuid": uuid, "title": title, "base64": {"filename": filename, "media-type": media_type, "value": value}}


def back_matter(resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The end of a document; nothing where there is no resource."""
    found = list(resources)
    return {"back-matter": {"resources": found}} if found else {}


def reviewed(of: Assessed) -> dict[str, Any]:
    """Every control of the catalogue."""
    return {"control-selections": [{"include-controls": [{"control-id": control_id(each.control.id)} for each in of.assessment.controls]}]}
