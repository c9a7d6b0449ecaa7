"""Extensions of virtual machines: software that Azure installs and keeps up to date."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from enclave.graph.body import flag, last_segment, lookup, text, texts
from enclave.graph.model import Resource, Unresolved, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Compute/virtualMachines/extensions"
API_VERSION = "2026-04-01"


class Extension(Struct, frozen=True):
    """One extension of a machine, or of each machine of a scale set."""

    name: str
    publisher: str
    kind: str
    version: str
    """Major and minor, `1.0`."""
    settings: Mapping[str, Value] = field(default_factory=dict)
    upgrades: bool = True
    """Azure installs new versions by itself."""
    after: tuple[str, ...] = ()
    """Names of the extensions that are installed before."""
    has_secrets: bool = False
    """It has protected settings, which are never written here."""


def read(resource: Resource) -> Extension:
    """An extension. Raises `Undecided`."""
    return read_properties(last_segment(resource.name), resource.body.get("properties"))


def write(extension: Extension, machine: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The extension, as a child of its machine."""
    return (place.below(
        machine, "extensions", API_VERSION, extension.name, {"properties": write_properties(extension)},
        location=place.location, tagged=True, depends_on=depends_on,
    ),)


def read_properties(name: str, properties: Value) -> Extension:
    """The `properties` of an extension, which a scale set writes in its profile. Raises `Undecided`."""
    settings = lookup(properties, "settings")
    return Extension(
        name=name,
        publisher=text(properties, "publisher"),
        kind=text(properties, "type"),
        version=text(properties, "typeHandlerVersion"),
        settings=settings if isinstance(settings, Mapping) else {},
        upgrades=flag(properties, "enableAutomaticUpgrade"),
        after=texts(properties, "provisionAfterExtensions"),
        has_secrets=any(
            isinstance(lookup(properties, key), Mapping | Unresolved) for key in ("protectedSettings", "protectedSettingsFromKeyVault")
        ),
    )


def write_properties(extension: Extension) -> dict[str, Value]:
    """The `properties` of an extension. Protected settings cannot be chosen here."""
    return stated(
        publisher=extension.publisher,
        type=extension.kind,
        typeHandlerVersion=extension.version,
        autoUpgradeMinorVersion=True,
        enableAutomaticUpgrade=extension.upgrades,
        provisionAfterExtensions=list(extension.after) or None,
        settings=extension.settings or None,
    )
