"""The name that the gateway answers to, and whose certificate it has for it: everybody who calls it asks for both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from enclave.spec.base import Host, Model

if TYPE_CHECKING:
    from enclave.spec.models import Ingress, Spec

Certificate = Literal["made", "given"]
PRIVATE = "internal"
"""A domain that is nobody's in public (ICANN Board resolution 2024.07.29.06): no public authority signs for a name in it."""


class Gateway(Model):
    """What callers inside, an application gateway and a front door know the gateway by."""

    host: Host | None = Field(
        default=None,
        description="its name, which each region's networks resolve to the region's gateway; the default is the first `ingress[].host`,"
        " else `gateway.<name>.internal`",
    )
    certificate: Certificate | None = Field(
        default=None,
        description="`made`: `enclave deploy` makes it and its authority; `given`: you put `gateway-certificate` and `gateway-authority`"
        " into each region's vault, which a front door needs, of an authority that the public trusts. The default is `given` with a front"
        " door, else `made`",
    )


def gateway_host(spec: Spec) -> str:
    """The name that the gateway answers to in every region."""
    written = (ingress.host for ingress in spec.network.ingress if ingress.host)
    return spec.network.gateway.host or next(written, None) or f"gateway.{spec.name}.{PRIVATE}"


def region_host(spec: Spec, region: str) -> str:
    """The name of one region's gateway, for a front door: it tells its origins apart by their names."""
    return f"{'-'.join(filter(None, re.split('[-_]+', region)))}.{gateway_host(spec)}"


def certificate_of(spec: Spec) -> Certificate:
    """Who brings the certificate."""
    return spec.network.gateway.certificate or ("given" if any(map(_through_front_door, spec.network.ingress)) else "made")


def certificate_hosts(spec: Spec, region: str) -> tuple[str, ...]:
    """Every name that a region's certificate must be good for: the gateway's, the region's for a front door, each project's."""
    doors = any(map(_through_front_door, spec.network.ingress))
    names = [gateway_host(spec), *((region_host(spec, region),) if doors else ())]
    return (*names, f"*.{gateway_host(spec)}") if names_each_project(spec) else tuple(names)


def names_each_project(spec: Spec) -> bool:
    """Whether callers use `<project>.<host>`: inside, too, these names lead to the gateway."""
    fronted = any(ingress.host for ingress in spec.network.ingress if _through_front_door(ingress))
    return fronted or bool(spec.components.traffic_manager.enabled)


def _through_front_door(ingress: Ingress) -> bool:
    return ingress.through == "front-door"
