"""What the parts of `enclave.yaml` are made of: the frozen base that refuses unknown keys, and the kinds of text and number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from enclave.spec.source import Date

SLUG = r"^[a-z][a-z0-9-]{1,22}[a-z0-9]$"
LANGUAGE = r"^[a-z]{2,3}$"
KEY = r"^[a-z][a-z0-9_-]{0,31}$"
DEPLOYMENT = r"^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$"
ENTITY = r"^[a-z][a-z0-9_]{1,47}$"
LABEL = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$"
HOST = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"
PATH = r"^/([A-Za-z0-9._-]+/)+\*$"
FQDN = r"^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
NO_SPACE = r"^[^\x00-\x20\x7f]+$"
GROUP = r"^[A-Za-z0-9][A-Za-z0-9_().-]{0,89}$"
MONTH = r"^20[2-9][0-9]-(0[1-9]|1[0-2])$"
IMAGE = r"^[a-z0-9]+([._/-][a-z0-9]+)*@sha256:[0-9a-f]{64}$"
GALLERY_IMAGE = (
    r"^/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[^/\s]{1,90}/providers/Microsoft\.Compute/galleries/[A-Za-z0-9_.]{1,80}"
    r"/images/[A-Za-z0-9_.-]{1,80}(/versions/[0-9.]{5,32})?$"
)
RESOURCE_GUARD = (
    r"^/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[^/\s]{1,90}/providers/Microsoft\.DataProtection/resourceGuards/[A-Za-z0-9-]{1,63}$"
)
VM_SIZE = r"^Standard_[A-Za-z0-9]+([_-][A-Za-z0-9]+)*$"
PARTITION_KEY = r"^/[A-Za-z0-9_]+(/[A-Za-z0-9_]+)*$"
DATABASE = r"^[A-Za-z_][A-Za-z0-9_-]{0,62}$"
POSTGRESQL_SIZE = r"^Standard_[BDE][0-9]{1,3}[a-z]{1,4}(_v[0-9])?$"
REDIS = r"^rediss?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[0-9]{1,3})?$"
MOMENT = r"^20[2-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$"
ENDPOINT = r"^https?://[A-Za-z0-9.\[\]:-]+(/[A-Za-z0-9._~/-]*)?$"
CONSOLE = r"^(https://([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?|http://localhost)(:[1-9][0-9]{0,4})?$"
SERVER = r"^[A-Za-z0-9.\[\]:-]+:[0-9]{1,5}$"
DCR = r"^dcr-[0-9a-f]{32}$"
STREAM = r"^Custom-[A-Za-z0-9_]{1,100}$"
NAMESPACE = r"^[a-z][a-z0-9-]{4,48}[a-z0-9]\.servicebus\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$"
TOPIC = r"^[A-Za-z0-9._-]{1,249}$"
ANCHOR_FILE = r"^/[^\x00-\x20\x7f=]+$"
BLOB_CONTAINER = r"^https://[a-z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9]+)?/[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$"
CONFIDENTIAL_LEDGER = r"^https://[a-z0-9.-]+(:[0-9]{1,5})?$"
CERTIFICATE = r"^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE-----\n?$"
CONTAINER = r"^[a-z0-9]+(-[a-z0-9]+)*$"
EMAIL = r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
WORKSPACE = (
    r"^/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[^/\s]{1,90}/providers/Microsoft\.MachineLearningServices"
    r"/workspaces/[A-Za-z0-9_-]{1,64}$"
)
FORMS: dict[str, str] = {
    LANGUAGE: "the two or three letters of a language, `en`",
    SLUG: "3 to 24 lower-case letters, digits and hyphens, starting with a letter and not ending with a hyphen",
    KEY: "1 to 32 lower-case letters, digits, hyphens and underscores, starting with a letter",
    DEPLOYMENT: "1 to 63 letters, digits, dots, hyphens and underscores, starting and ending with a letter or digit",
    ENTITY: "2 to 48 lower-case letters, digits and underscores, starting with a letter",
    LABEL: "1 to 128 letters, digits, dots, hyphens and underscores, starting with a letter or digit",
    FQDN: "a full host name in lower case, `login.microsoftonline.com`, or one with a wildcard in front, `*.example.com`",
    HOST: "a full host name in lower case, `ai.example.com`",
    PATH: "a path that ends with `/*`, `/static/*`",
    ONE_LINE: "one line of text",
    NO_SPACE: "text without spaces",
    MONTH: "a month, `2026-12`",
    MOMENT: "a moment in UTC, `2026-12-01T08:00:00Z`, in quotes",
    IMAGE: "an image of the registry by its digest, `team/app@sha256:` and 64 hexadecimal digits",
    VM_SIZE: "a size of machines as Azure writes it, `Standard_D4ds_v5`",
    GALLERY_IMAGE: "the id of an image of a compute gallery, `/subscriptions/.../galleries/<gallery>/images/<image>`",
    RESOURCE_GUARD: "the id of a resource guard, `/subscriptions/.../providers/Microsoft.DataProtection/resourceGuards/<guard>`",
    PARTITION_KEY: "a path into a document, `/userId`",
    DATABASE: "1 to 63 letters, digits, hyphens and underscores, starting with a letter or an underscore",
    POSTGRESQL_SIZE: "a size of PostgreSQL servers as Azure writes it, `Standard_D2ds_v5`",
    CONTAINER: "3 to 63 lower-case letters, digits and single hyphens, starting and ending with a letter or digit",
    REDIS: "`rediss://<host>:<port>` without user or password, which belong into the environment",
    ENDPOINT: "an address without user, password or parameters, `https://collector.example.com:4318`",
    CONSOLE: "`https://<host>` or, on one machine, `http://localhost:<port>`, in lower case and without a path",
    SERVER: "`host:port`",
    WORKSPACE: "the id of a Machine Learning workspace, `/subscriptions/.../workspaces/<workspace>`",
    DCR: "the immutable id of a data collection rule, `dcr-` and 32 hexadecimal digits",
    STREAM: "the name of a stream of a data collection rule, `Custom-EnclaveEvents`",
    NAMESPACE: "the host of an Event Hubs namespace, `contoso.servicebus.windows.net`",
    ANCHOR_FILE: "the full path of a file, `/mnt/anchors/enclave`",
    BLOB_CONTAINER: "a blob container by its address, `https://<account>.blob.core.windows.net/<container>`, without a key or signature",
    CONFIDENTIAL_LEDGER: "an Azure Confidential Ledger by its address, `https://<ledger>.confidential-ledger.azure.com`",
    CERTIFICATE: "one certificate as PEM text, from `-----BEGIN CERTIFICATE-----` to its end, without any key",
    TOPIC: "1 to 249 letters, digits, dots, hyphens and underscores",
    EMAIL: "an e-mail address, `security@example.com`",
    GROUP: "the id of a management group: letters, digits, `-`, `_`, `.` and brackets",
}
"""What each pattern means, for people."""
ROOM: dict[str, tuple[int, str]] = {
    SLUG: (24, "names of storage accounts, key vaults and hosts begin with it, and have room for 24"),
    KEY: (32, "names of networks and machines hold it after the enclave's, and a machine's has room for 64"),
    DEPLOYMENT: (63, "a deployment's or a database's name has room for 63"),
    LABEL: (128, "Azure names no model or version with more"),
    DATABASE: (63, "PostgreSQL cuts a name after 63"),
    GROUP: (90, "the id of a management group has room for 90"),
}
"""Pattern of a name -> the most characters that it takes, and which resource sets that limit."""


def _no_truth_value(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("decimal_type", "not a number")
    return value


def _written_range(value: object) -> object:
    if isinstance(value, int):
        raise PydanticCustomError("ip_v4_network", "not a range")
    return value


Slug = Annotated[str, StringConstraints(pattern=SLUG)]
"""A name that becomes part of resource names."""
Key = Annotated[str, StringConstraints(pattern=KEY)]
"""A key that a person chose, for a region."""
DeploymentName = Annotated[str, StringConstraints(pattern=DEPLOYMENT)]
Label = Annotated[str, StringConstraints(pattern=LABEL)]
Fqdn = Annotated[str, StringConstraints(pattern=FQDN)]
Image = Annotated[str, StringConstraints(pattern=IMAGE, max_length=255)]
"""An image in the region's registry: a tag could mean another one tomorrow."""
Host = Annotated[str, StringConstraints(pattern=HOST, max_length=200)]
GalleryImage = Annotated[str, StringConstraints(pattern=GALLERY_IMAGE, max_length=500)]
ResourceGuard = Annotated[str, StringConstraints(pattern=RESOURCE_GUARD)]
VmSize = Annotated[str, StringConstraints(pattern=VM_SIZE, max_length=60)]
PartitionKey = Annotated[str, StringConstraints(pattern=PARTITION_KEY, max_length=255)]
DatabaseName = Annotated[str, StringConstraints(pattern=DATABASE)]
PostgresqlSize = Annotated[str, StringConstraints(pattern=POSTGRESQL_SIZE)]
ContainerName = Annotated[str, StringConstraints(pattern=CONTAINER, min_length=3, max_length=63)]


def _day(value: object) -> object:
    """A day as it is written, in quotes or not: here it can be nothing else. Numbers are none."""
    if isinstance(value, Date):
        return value.text
    if isinstance(value, str | date):
        return value
    raise PydanticCustomError("date_type", "not a day")


Day = Annotated[date, BeforeValidator(_day)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500, pattern=ONE_LINE)]
Range = Annotated[IPv4Network, BeforeValidator(_written_range)]
Count = Annotated[int, Field(strict=True, ge=1)]
Usd = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=6), BeforeValidator(_no_truth_value)]
Spend = Annotated[Decimal, Field(ge=0, le=9_000_000, max_digits=12, decimal_places=6), BeforeValidator(_no_truth_value)]
"""What a ledger can hold: more than nine million dollars in nano-dollars is not exact in a double, with which Redis computes."""
Share = Annotated[Decimal, Field(gt=0, le=1, max_digits=7, decimal_places=6), BeforeValidator(_no_truth_value)]
Days = Annotated[int, Field(strict=True, ge=1, le=4383)]
"""Azure keeps a table for twelve years at most (learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure)."""


class Model(BaseModel):
    """The base of every part: frozen, and a key that nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


class Unsafe(Model):
    """A dangerous choice. It always needs a reason, and the reason is always reported."""

    reason: Reason = Field(description="why this is acceptable; it stands in every report")
    until: Day | None = Field(
        default=None, description="its last day: Azure's exemption ends with it, and `enclave check` and the controls say when it is over"
    )
