"""What the image gate goes by: what may pass, how soon somebody must respond, which exceptions stand, and who signs images."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from enclave.spec.base import CERTIFICATE, NO_SPACE, ONE_LINE, Day, Model, Reason, Unsafe

Worst = Literal["none", "negligible", "low", "medium", "high", "critical"]
Hours = Annotated[int, Field(strict=True, ge=1, le=87_600)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=ONE_LINE)]
Reference = Annotated[str, StringConstraints(pattern=NO_SPACE, min_length=1, max_length=500)]
Certificate = Annotated[str, StringConstraints(pattern=CERTIFICATE, max_length=16_000)]


class ResponseHours(Model):
    """Hours from when a finding could first be known to an answer: a fix, an exception, or a VEX statement. None: no limit."""

    critical: Hours | None = Field(default=24, description="also of everything that is known to be exploited")
    high: Hours | None = Field(default=72, description="also of findings whose severity nobody says")
    medium: Hours | None = Field(default=None, description="and below `high`")
    low: Hours | None = Field(default=None, description="and negligible ones")


class ImageException(Model):
    """A finding that may pass although it blocks, because somebody answers for it, until a day."""

    id: Reference = Field(description="of the finding as a scanner names it, `CVE-2024-3094`, or one of its aliases")
    package: Words | None = Field(default=None, description="only in this package")
    image: Reference | None = Field(default=None, description="only in this repository, `<registry>/<repository>`, or in this digest")
    reason: Reason = Field(description="why it may pass; it stands in every report")
    approver: Words = Field(description="who answers for it")
    expires: Day = Field(description="the last day, in UTC, on which it counts")


class Signing(Model):
    """Who signs images (Notary Project). With it, clusters are told to start nothing that is not signed by them."""

    certificates: tuple[Certificate, ...] = Field(min_length=1, description="roots of the signers' certificates, as PEM text")
    identities: tuple[Words, ...] = Field(
        default=("*",), min_length=1, description="subjects that may sign, `x509.subject: C=US, ST=WA, O=contoso.example`"
    )


class Images(Model):
    """Which container images may be deployed, by their vulnerability reports."""

    max_severity: Worst = Field(default="medium", description="the worst finding that may pass; without a severity one counts as `high`")
    only_fixable: bool = Field(
        default=False, strict=True, description="findings that have no fix yet may pass, unless they are known to be exploited"
    )
    respond_hours: ResponseHours = Field(default=ResponseHours(), description="how soon somebody must respond")
    max_report_hours: Hours | None = Field(default=168, description="a report that is older decides nothing")
    max_database_hours: Hours | None = Field(
        default=120, description="a scanner's database that was older when it scanned decides nothing, where the report tells"
    )
    max_image_days: Annotated[int, Field(strict=True, ge=1, le=3650)] | None = Field(
        default=None, description="an image that was built earlier must be built again"
    )
    registries: tuple[Reference, ...] = Field(
        default=(), description="where images may come from, `<registry>` or `<registry>/<path>`; empty: anywhere"
    )
    base_images: tuple[Reference, ...] = Field(
        default=(), description="repositories of base images, `<registry>/<path>` or with `/*`; an image says its own in the label"
        " `org.opencontainers.image.base.name`; empty: any",
    )  # fmt: skip
    vex_authors: tuple[Words, ...] | None = Field(
        default=None, description="whose VEX statements count, by the name in the document; without it everybody's"
    )
    exceptions: tuple[ImageException, ...] = Field(default=(), description="findings that may pass until a day")
    signing: Signing | None = Field(default=None, description="who signs images, for `enclave images admission`")
    unsafe_allow_no_digest: Unsafe | None = Field(
        default=None, description="lets images pass whose report names no digest: nobody knows which image was scanned"
    )
