"""Workbooks: pages of queries in the portal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from enclave.graph.body import Undecided, link, pointer, text
from enclave.graph.model import Resource
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Insights/workbooks"
API_VERSION = "2023-06-01"


class Workbook(Struct, frozen=True):
    """A workbook."""

    id: str
    """Its name is a GUID, as Azure wants it; see `workbook_name`."""
    location: str
    display_name: str
    description: str
    source: str | None
    """Id of the workspace that its queries run in."""
    content: Mapping[str, Any]
    """Its JSON, `{"version": "Notebook/1.0", "items": [...]}`."""


def workbook_name(*parts: str) -> str:
    """The GUID that a workbook always gets."""
    return str(uuid5(NAMESPACE_URL, "|".join(("workbook", *parts)).lower()))


def read(resource: Resource) -> Workbook:
    """A workbook. Raises `Undecided`."""
    body = resource.body
    try:
        content = json.loads(text(body, "properties.serializedData", "{}"))
    except ValueError as problem:
        raise Undecided("serializedData", resource.id) from problem
    return Workbook(
        id=resource.id,
        location=resource.location or "",
        display_name=text(body, "properties.displayName"),
        description=text(body, "properties.description"),
        source=link(body, "properties.sourceId"),
        content=content if isinstance(content, dict) else {},
    )


def write(workbook: Workbook, place: Place) -> tuple[Resource, ...]:
    """The workbook, shared with everybody who may read the workspace."""
    properties = stated(
        displayName=workbook.display_name,
        description=workbook.description,
        category="workbook",
        version="Notebook/1.0",
        sourceId=pointer(workbook.source) if workbook.source else None,
        serializedData=json.dumps(workbook.content, ensure_ascii=False, separators=(",", ":")),
    )
    return (place.put(TYPE, API_VERSION, workbook.id, {"kind": "shared", "properties": properties}),)
