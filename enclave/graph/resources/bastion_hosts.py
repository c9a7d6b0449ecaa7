"""Azure Bastion: the one way in for management."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, link, number, pointer, text
from enclave.graph.model import Resource
from enclave.graph.parts import Place, stated, zones

TYPE = "Microsoft.Network/bastionHosts"
API_VERSION = "2025-09-01"
SUBNET = "AzureBastionSubnet"


class BastionHost(Struct, frozen=True):
    """A bastion host. What is not written is off, but for copy and paste."""

    id: str
    sku: str
    """`Developer`, `Basic`, `Standard` or `Premium`."""
    subnet: str | None
    public_ips: tuple[str, ...]
    private_only: bool = False
    """It has no public address: users come from inside, or over a private line (Premium)."""
    copy_paste: bool = True
    file_copy: bool = False
    native_client: bool = False
    """Tunnels for the `ssh` and `mstsc` of the user's own machine."""
    shareable_links: bool = False
    ip_connect: bool = False
    """To any private address instead of to a resource: past the rights on the machine itself."""
    kerberos: bool = False
    session_recording: bool = False
    """Needs Premium."""
    scale_units: int = 2
    zones: tuple[str, ...] = ()


def read(resource: Resource) -> BastionHost:
    """A bastion host. Raises `Undecided`."""
    body = resource.body
    parts = items(body, "properties.ipConfigurations")
    return BastionHost(
        id=resource.id,
        sku=text(body, "sku.name", "Basic"),
        subnet=next((found for part in parts if (found := link(part, "properties.subnet"))), None),
        public_ips=tuple(found for part in parts if (found := link(part, "properties.publicIPAddress"))),
        private_only=flag(body, "properties.enablePrivateOnlyBastion"),
        copy_paste=not flag(body, "properties.disableCopyPaste"),
        file_copy=flag(body, "properties.enableFileCopy"),
        native_client=flag(body, "properties.enableTunneling"),
        shareable_links=flag(body, "properties.enableShareableLink"),
        ip_connect=flag(body, "properties.enableIpConnect"),
        kerberos=flag(body, "properties.enableKerberos"),
        session_recording=flag(body, "properties.enableSessionRecording"),
        scale_units=number(body, "properties.scaleUnits", 2),
        zones=zones(body),
    )


def write(host: BastionHost, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The host, with every switch written out. Only Standard and Premium know them."""
    address = host.public_ips[0] if host.public_ips else None
    configuration = stated(
        subnet={"id": pointer(host.subnet)} if host.subnet else None,
        publicIPAddress={"id": pointer(address)} if address else None,
        privateIPAllocationMethod="Dynamic",
    )
    body = stated(
        sku={"name": host.sku},
        zones=list(host.zones) or None,
        properties=stated(
            ipConfigurations=[{"name": "bastion", "properties": configuration}],
            scaleUnits=host.scale_units,
            disableCopyPaste=not host.copy_paste,
            enableFileCopy=host.file_copy,
            enableTunneling=host.native_client,
            enableShareableLink=host.shareable_links,
            enableIpConnect=host.ip_connect,
            enableKerberos=host.kerberos,
            enableSessionRecording=host.session_recording if host.sku == "Premium" else None,
            enablePrivateOnlyBastion=host.private_only if host.sku == "Premium" else None,
        ),
    )
    return (place.put(TYPE, API_VERSION, host.id, body, depends_on=depends_on),)
