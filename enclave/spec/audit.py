"""What keeps the log honest beyond its own directory: anchors outside; and whether prompts and answers are kept, encrypted and apart."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from enclave.spec.base import ANCHOR_FILE, BLOB_CONTAINER, CONFIDENTIAL_LEDGER, Model

File = Annotated[str, StringConstraints(pattern=ANCHOR_FILE, max_length=255)]
Container = Annotated[str, StringConstraints(pattern=BLOB_CONTAINER, max_length=255)]
ConfidentialLedger = Annotated[str, StringConstraints(pattern=CONFIDENTIAL_LEDGER, max_length=255)]


class Anchors(Model):
    """Where signed checkpoints go, so that whoever can write the log cannot make it what it was. Signed in by managed identity."""

    files: tuple[File, ...] = Field(default=(), description="files on other disks, appended to")
    blobs: tuple[Container, ...] = Field(
        default=(), description="blob containers with an immutability policy, `https://<account>.blob.core.windows.net/<container>`"
    )
    confidential_ledgers: tuple[ConfidentialLedger, ...] = Field(
        default=(), description="Azure Confidential Ledgers, `https://<ledger>.confidential-ledger.azure.com`"
    )
    seconds: Annotated[int, Field(strict=True, ge=1, le=86_400)] = Field(default=60, description="an anchor is this old at most")
    records: Annotated[int, Field(strict=True, ge=1)] = Field(default=10_000, description="or this many records behind")

    @property
    def names(self) -> tuple[str, ...]:
        """Each as the command line names it."""
        kinds = (("file", self.files), ("blob", self.blobs), ("confidential_ledger", self.confidential_ledgers))
        return tuple(f"{kind}={address}" for kind, addresses in kinds for address in addresses)


class Audit(Model):
    """The log."""

    anchors: Anchors = Field(default=Anchors(), description="where signed checkpoints are kept outside")
    content: Literal["never", "encrypted"] = Field(
        default="never",
        description="prompts and answers as they left the guards: `never` kept, or `encrypted` apart from the log, erasable, as long as"
        " `request_response_days` say; the key is in `ENCLAVE_CONTENT_KEY`",
    )
