"""Facts of Azure that code must not repeat: private link, roles, names and diagnostics, each from one file in `data/`.

Every file says where it comes from and of when it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct, field

from enclave.errors import EnclaveError


class Naming(Struct, frozen=True):
    """How a resource type is named."""

    abbreviation: str
    least: int
    most: int
    pattern: str
    separator: str
    """What stands between the parts of a name; empty where a type takes letters and digits only."""

    def allows(self, name: str) -> bool:
        """Whether Azure takes the name."""
        return self.least <= len(name) <= self.most and re.fullmatch(self.pattern, name) is not None


class Diagnostics(Struct, frozen=True):
    """What a resource type can send."""

    logs: tuple[str, ...]
    """Categories, or `group:allLogs`: all that there are and will be."""
    metrics: tuple[str, ...]
    destination: str
    """`AzureDiagnostics` or `Dedicated`."""
    tables: tuple[str, ...] = ()
    """Tables of a workspace that its logs land in, when that is not AzureDiagnostics."""
    of_kind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Kind of resource, lower case -> log categories that only it has."""

    def logs_of(self, kind: str) -> tuple[str, ...]:
        """The log categories, or groups of them as `group:allLogs`, of a resource of a kind (empty: it says none)."""
        return (*self.logs, *self.of_kind.get(kind.lower(), ()))


def _load(name: str) -> dict[str, Any]:
    text = resources.files("enclave.graph").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


_PRIVATE_LINK: Final = _load("private_link")
_ROLES: Final = _load("roles")
_DIAGNOSTICS: Final = _load("diagnostics")
_NAMES: Final = _load("names")

ZONES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = MappingProxyType(
    {(row["type"].lower(), row["group"].lower()): tuple(row["zones"]) for row in _PRIVATE_LINK["endpoints"] if "sku" not in row}
)
"""(resource type, group id), both lower case -> private DNS zones, all of which belong into one zone group. A name may hold
`{regionName}` or `{regionCode}`: see `zones_in`."""
_BY_SKU: Final = tuple(row for row in _PRIVATE_LINK["endpoints"] if "sku" in row)
REGION_CODES: Final[Mapping[str, str]] = MappingProxyType(_PRIVATE_LINK["region_codes"])
"""Region -> its short code, as zones of backup name it: `westeurope` -> `we`."""
ROLES: Final[Mapping[str, str]] = MappingProxyType(_ROLES["roles"])
"""Name of a built-in role -> its GUID. Microsoft renames roles; GUIDs stay."""
DIAGNOSTICS: Final[Mapping[str, Diagnostics]] = MappingProxyType(
    {
        kind.lower(): Diagnostics(
            logs=tuple(row["logs"]),
            metrics=tuple(row["metrics"]),
            destination=row["destination"],
            tables=tuple(row.get("tables", ())),
            of_kind={name.lower(): tuple(logs) for name, logs in row.get("of_kind", {}).items()},
        )
        for kind, row in _DIAGNOSTICS["types"].items()
    }
)
"""Resource type, lower case -> what it can send."""
WITHOUT_DIAGNOSTICS: Final[Mapping[str, str]] = MappingProxyType(
    {kind.lower(): why for kind, why in _DIAGNOSTICS["without"].items()}
)
"""Resource type, lower case -> why it takes no diagnostic setting."""
NAMING: Final[Mapping[str, Naming]] = MappingProxyType(
    {
        kind.lower(): Naming(row["abbreviation"], row["least"], row["most"], row["pattern"], row.get("separator", "-"))
        for kind, row in _NAMES["types"].items()
    }
)
"""Resource type, lower case -> how it is named."""


def zones(resource_type: str, group_id: str) -> tuple[str, ...]:
    """The private DNS zones of a private endpoint. Raises EnclaveError for a type or group that is not in the table."""
    found = ZONES.get((resource_type.lower(), group_id.lower()))
    if found is None:
        raise EnclaveError(f"no private DNS zone is known for `{resource_type}` group `{group_id}`")
    return found


def zones_in(resource_type: str, group_id: str, location: str, sku: str = "") -> tuple[str, ...]:
    """The private DNS zones of a private endpoint whose target lies in a region, by their whole names.

    Raises EnclaveError for what is in no table, and for a name that only Azure knows before deployment.
    """
    wanted = (resource_type.lower(), group_id.lower())
    special = (row["zones"] for row in _BY_SKU
               if (row["type"].lower(), row["group"].lower()) == wanted and sku.lower().startswith(row["sku"].lower()))
    region = location.replace(" ", "").lower()
    return tuple(_named(zone, region) for zone in next(special, None) or zones(resource_type, group_id))


def _named(zone: str, region: str) -> str:
    code = REGION_CODES.get(region)
    name = zone.replace("{regionName}", region) if region else zone
    name = name.replace("{regionCode}", code) if code else name
    if "{" in name:
        raise EnclaveError(f"the name of zone `{zone}` is not known for `{region}`")
    return name


def group_ids(resource_type: str) -> tuple[str, ...]:
    """The group ids of a resource type, lower case; empty when it has no private endpoint of its own."""
    return tuple(sorted(group for kind, group in ZONES if kind == resource_type.lower()))


def public_suffix(zone: str) -> str:
    """The public domain whose names a zone answers for: `privatelink.openai.azure.com` -> `openai.azure.com`."""
    named: Mapping[str, str] = _PRIVATE_LINK["public_suffixes"]
    return named.get(zone, zone.removeprefix("privatelink."))


def role(name: str) -> str:
    """The GUID of a built-in role. Raises EnclaveError when it is not in the table."""
    guid = ROLES.get(name)
    if guid is None:
        raise EnclaveError(f"no built-in role is known by the name `{name}`")
    return guid


def naming(resource_type: str) -> Naming:
    """How a resource type is named. Raises EnclaveError for a type that is not in the table."""
    rule = NAMING.get(resource_type.lower())
    if rule is None:
        raise EnclaveError(f"no naming rule is known for `{resource_type}`")
    return rule
