"""What runs now, read from Azure: every resource that a graph has, and what else there is in its resource groups."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from typing import Any, Final

from enclave.deploy.session import AzureProblem, Session
from enclave.emit.requests import is_template
from enclave.graph.ids import GROUP_TYPE, group_of, parse
from enclave.graph.model import Graph

GROUPS_VERSION: Final = "2021-04-01"
ASSIGNMENTS_VERSION: Final = "2022-04-01"
READERS: Final = 8
"""Requests at a time."""
TABLE: Final[Mapping[str, Any]] = json.loads(
    resources.files("enclave.deploy").joinpath("data", "drift.json").read_text(encoding="utf-8")
)
LISTS: Final[tuple[str, ...]] = tuple(TABLE["lists"])
"""Child types that are listed below their parents, so that what somebody added is seen; resource groups do not list children."""


@dataclass(frozen=True)
class Place:
    """One thing to read."""

    id: str
    """Relative to the subscription."""
    type: str
    api_version: str


def observe(session: Session, graph: Graph, tell: Callable[[str], None]) -> dict[str, Any]:
    """An export of what runs, as `importers.observed` reads it. Raises EnclaveError when Azure cannot be asked at all.

    A resource that may not be read is in it without properties and with the reason, so that nothing is proved of it.
    """
    expected = [Place(one.id, one.type, one.api_version) for one in graph if is_template(one)]
    versions = {place.type.lower(): place.api_version for place in expected}
    groups = list(dict.fromkeys(name for one in graph if (name := one.name if one.type == GROUP_TYPE else group_of(one.scope))))
    tell(f"reading {len(expected)} resources and {len(groups)} resource groups")
    found: dict[str, dict[str, Any]] = {}
    with ThreadPoolExecutor(READERS) as readers:
        for row in readers.map(lambda place: _read(session, place), expected):
            _put(found, row)
        for name in groups:
            listed = [place for place in _listed(session, name, versions) if _key(session, place.id) not in found]
            for row in readers.map(lambda place: _read(session, place), listed):
                _put(found, row)
        parents = [place for place in _places(session, found.values()) if any(_is_child(kind, place.type) for kind in LISTS)]
        for rows in readers.map(lambda place: list(_children(session, place, versions)), parents):
            for row in rows:
                _put(found, row)
    for name in groups:
        for row in _assignments(session, name):
            _put(found, row)
    return {
        "version": 1, "complete": True, "subscription": session.subscription,
        "observed": datetime.now(UTC).isoformat(timespec="seconds"), "resources": list(found.values()),
    }


def _put(found: dict[str, dict[str, Any]], row: dict[str, Any] | None) -> None:
    if row is not None and not (str(row["id"]).lower() in found and "unreadable" in row):
        found[str(row["id"]).lower()] = row


def _key(session: Session, resource_id: str) -> str:
    return _full(session, resource_id).lower()


def _full(session: Session, resource_id: str) -> str:
    own = not resource_id.lower().startswith(("/subscriptions/", "/providers/microsoft.management/"))
    return f"/subscriptions/{session.subscription}{resource_id}" if own else resource_id


def _read(session: Session, place: Place) -> dict[str, Any] | None:
    """A resource as Azure tells it, None when it is not there."""
    full = _full(session, place.id)
    try:
        body = session.arm("GET", full, place.api_version, absent_ok=True)
    except AzureProblem as problem:
        return {"id": full, "type": place.type, "apiVersion": place.api_version, "unreadable": f"{problem.status} {problem.code}"}
    # the id is the one asked for: Azure writes parts of ids in a case of its own
    return None if body is None else {**body, "id": full, "type": place.type, "apiVersion": place.api_version}


def _listed(session: Session, group: str, versions: dict[str, str]) -> Iterator[Place]:
    """What lies in a resource group, children left out."""
    path = f"/subscriptions/{session.subscription}/resourceGroups/{group}/resources"
    for row in session.pages(path, GROUPS_VERSION, absent_ok=True):
        kind = str(row["type"])
        relative = str(row["id"])[len(f"/subscriptions/{session.subscription}"):]
        version = versions.get(kind.lower()) or _version(session, kind, versions)
        yield Place(relative, kind, version)


def _version(session: Session, kind: str, versions: dict[str, str]) -> str:
    """The newest API version of a type that no expected resource has, stable if there is one."""
    namespace, _, name = kind.partition("/")
    provider = session.arm("GET", f"/subscriptions/{session.subscription}/providers/{namespace}", GROUPS_VERSION)
    for row in provider.get("resourceTypes", ()):
        if str(row.get("resourceType")).lower() == name.lower():
            known = [str(version) for version in row.get("apiVersions", ())]
            found = next((version for version in known if "preview" not in version), known[0] if known else "")
            versions[kind.lower()] = found or GROUPS_VERSION
            return versions[kind.lower()]
    return versions.setdefault(kind.lower(), GROUPS_VERSION)


def _places(session: Session, rows: Iterable[Mapping[str, Any]]) -> Iterator[Place]:
    for row in rows:
        yield Place(str(row["id"]), str(row["type"]), str(row["apiVersion"]))


def _is_child(kind: str, parent: str) -> bool:
    return kind.rpartition("/")[0].lower() == parent.lower()


def _children(session: Session, parent: Place, versions: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Every child of the listed types below a resource."""
    for kind in LISTS:
        if not _is_child(kind, parent.type):
            continue
        version = versions.get(kind.lower(), parent.api_version)
        path = f"{_full(session, parent.id)}/{kind.rpartition('/')[2]}"
        try:
            for row in session.pages(path, version, absent_ok=True):
                yield {**row, "type": kind, "apiVersion": version}
        except AzureProblem as problem:
            reason = f"{problem.status} {problem.code}"
            yield {"id": f"{path}/{{unlisted}}", "type": kind, "apiVersion": version, "unreadable": reason}


def _assignments(session: Session, group: str) -> Iterator[dict[str, Any]]:
    """The role assignments at a resource group and below it."""
    scope = f"/subscriptions/{session.subscription}/resourceGroups/{group}"
    path = f"{scope}/providers/Microsoft.Authorization/roleAssignments"
    kind = "Microsoft.Authorization/roleAssignments"
    try:
        for row in session.pages(path, ASSIGNMENTS_VERSION, absent_ok=True):
            place = str(row.get("id", ""))
            if place.lower().startswith(f"{scope}/".lower()) and parse(place) is not None:
                yield {**row, "type": kind, "apiVersion": ASSIGNMENTS_VERSION}
    except AzureProblem as problem:
        reason = f"{problem.status} {problem.code}"
        yield {"id": f"{path}/{{unlisted}}", "type": kind, "apiVersion": ASSIGNMENTS_VERSION, "unreadable": reason}
