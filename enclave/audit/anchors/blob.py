"""Checkpoints as blobs of one container, named for what they say and never written twice.

The container should have a locked immutability policy, or versions with one: then not even its owner can take one back.
Source: learn.microsoft.com/rest/api/storageservices, Put Blob, List Blobs, Get Container Properties.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import md5
from xml.etree import ElementTree

from azure.core.credentials import TokenCredential

from enclave.audit.anchors.interface import AnchorUnavailable, Held, Receipt
from enclave.audit.anchors.over_https import Service, checked_address
from enclave.audit.checkpoint import Checkpoint

SCOPE = "https://storage.azure.com/.default"
VERSION = "2021-12-02"
"""Of the service's API: the oldest with both kinds of immutability."""
EXISTS = 409
MOST_PAGES = 100_000

_NAME = re.compile(r"(?P<size>[0-9]{20})-(?P<root>[0-9a-f]{64})")


class BlobAnchor:
    """One container. Several logs may share it; each has a folder of its own."""

    def __init__(self, service: Service) -> None:
        self.name = f"blob={service.address}"
        self._service = service

    def put(self, checkpoint: Checkpoint, note: bytes) -> Receipt:
        """Write the blob, if there is none of its name."""
        name = f"{_folder(checkpoint.origin)}{checkpoint.size:020d}-{checkpoint.root.hex()}"
        digest = b64encode(md5(note, usedforsecurity=False).digest()).decode()
        headers = {"x-ms-version": VERSION, "x-ms-blob-type": "BlockBlob", "If-None-Match": "*", "Content-Type": "text/plain"}
        answer = self._service.ask("PUT", f"/{name}", headers={**headers, "Content-MD5": digest}, body=note, expected=(201, EXISTS))
        if answer.status_code == EXISTS and b"BlobAlreadyExists" not in answer.content and b"BlobImmutable" not in answer.content:
            raise AnchorUnavailable("the anchor answered 409, and not because the blob is there", self._service.address)
        version = answer.headers.get("x-ms-version-id", "")
        return Receipt(f"{name}, version {version}" if version else name)

    def held(self, origin: str) -> Iterator[Held]:
        """What the names of the blobs of a log say. A name can be written by whoever may write here, but never unwritten."""
        folder, marker = _folder(origin), ""
        for _ in range(MOST_PAGES):
            params = {"restype": "container", "comp": "list", "prefix": folder, **({"marker": marker} if marker else {})}
            answer = self._service.ask("GET", "", params=params, headers={"x-ms-version": VERSION})
            if b"<!DOCTYPE" in answer.content[:1024] or b"<!ENTITY" in answer.content:
                raise AnchorUnavailable("the anchor answered with something else than a list", self._service.address)
            try:
                page = ElementTree.fromstring(answer.content.removeprefix(b"\xef\xbb\xbf"))  # noqa: S314 (entities are refused above)
            except ElementTree.ParseError as error:
                raise AnchorUnavailable("the anchor answered with something else than a list", self._service.address) from error
            for name in page.iterfind("Blobs/Blob/Name"):
                found = _NAME.fullmatch((name.text or "").removeprefix(folder))
                if found is not None:
                    yield Held(int(found["size"]), bytes.fromhex(found["root"]), f"{self._service.address}/{name.text}")
            marker = page.findtext("NextMarker") or ""
            if not marker:
                return
        raise AnchorUnavailable("the list of the anchor does not end", self._service.address)

    def remarks(self) -> list[str]:
        """Whether blobs of the container can be deleted."""
        answer = self._service.ask("GET", "", params={"restype": "container"}, headers={"x-ms-version": VERSION})
        kept = ("x-ms-has-immutability-policy", "x-ms-has-legal-hold", "x-ms-immutable-storage-with-versioning-enabled")
        if any(answer.headers.get(name, "").lower() == "true" for name in kept):
            return []
        return ["the container has no immutability policy: who may write it can delete what it holds"]

    def close(self) -> None:
        """Let go of the connections."""
        self._service.close()


def _folder(origin: str) -> str:
    """Names of blobs are paths; an origin is a name without spaces and plus signs."""
    return f"{re.sub(r'[^A-Za-z0-9./_-]', '_', origin)}/"


def open_anchor(address: str, credential: TokenCredential | None = None, certificate: str = "") -> BlobAnchor:
    """The container of an address. Raises InputError."""
    checked = checked_address(address, "https://<account>.blob.core.windows.net/<container>")
    return BlobAnchor(Service(checked, SCOPE, credential, certificate))
