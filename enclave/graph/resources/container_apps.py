"""Apps of Azure Container Apps."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import MISSING, flag, items, link, lookup, number, pointer, text
from enclave.graph.model import Body, Ref, Resource, Value
from enclave.graph.parts import NO_IDENTITY, Identity, Place, identity, stated, write_identity

TYPE = "Microsoft.App/containerApps"
API_VERSION = "2026-01-01"


class AppIngress(Struct, frozen=True):
    """How an app is called."""

    port: int
    """Port that it listens on."""
    external: bool
    """From outside its environment too; that is from the network where the environment is an internal one."""
    insecure: bool
    """Without TLS too."""
    ranges: tuple[tuple[str, str], ...] = ()
    """(`Allow` or `Deny`, range of addresses); none: everybody who can reach it."""


class ContainerApp(Struct, frozen=True):
    """An app of one container."""

    id: str
    location: str
    environment: str
    """Id of the environment."""
    image: str
    cpu: float
    memory: str
    """`1Gi`"""
    least: int
    most: int
    """Replicas at least and at most."""
    profile: str
    ingress: AppIngress | None
    """None: nobody can call it."""
    registries: tuple[tuple[str, str | None], ...] = ()
    """(Registry, identity that pulls from it). A registry is an id or a host; without an identity it is a password."""
    identity: Identity = NO_IDENTITY
    environment_variables: tuple[tuple[str, str], ...] = ()
    probe: str = ""
    """Path that tells whether it is well; empty: none."""


def read(resource: Resource) -> ContainerApp:
    """An app; of several containers the first. Raises `Undecided`."""
    body = resource.body
    containers = items(body, "properties.template.containers")
    first: Body = containers[0] if containers else {}
    cpu = lookup(first, "resources.cpu")
    probes = tuple(text(part, "httpGet.path") for part in items(first, "probes"))
    return ContainerApp(
        id=resource.id,
        location=resource.location or "",
        environment=link(body, "properties.environmentId") or link(body, "properties.managedEnvironmentId") or "",
        image=text(first, "image"),
        cpu=float(cpu) if isinstance(cpu, int | float) and not isinstance(cpu, bool) else _json_number(text(first, "resources.cpu", "0")),
        memory=text(first, "resources.memory"),
        least=number(body, "properties.template.scale.minReplicas"),
        most=number(body, "properties.template.scale.maxReplicas", 10),
        profile=text(body, "properties.workloadProfileName"),
        ingress=_ingress(body),
        registries=tuple(_registry(part) for part in items(body, "properties.configuration.registries")),
        identity=identity(resource),
        environment_variables=tuple((text(part, "name"), text(part, "value")) for part in items(first, "env")),
        probe=next(iter(probes), ""),
    )


def _json_number(word: str) -> float:
    """Bicep has no fractions: authors write `json('0.5')`."""
    found = word.removeprefix("json('").removesuffix("')")
    return float(found) if found.replace(".", "", 1).isdigit() else 0.0


def _ingress(body: Body) -> AppIngress | None:
    path = "properties.configuration.ingress"
    if lookup(body, path) in (MISSING, None):
        return None
    ranges = items(body, f"{path}.ipSecurityRestrictions")
    return AppIngress(
        port=number(body, f"{path}.targetPort"),
        external=flag(body, f"{path}.external"),
        insecure=flag(body, f"{path}.allowInsecure"),
        ranges=tuple((text(part, "action"), text(part, "ipAddressRange")) for part in ranges),
    )


def _registry(part: Body) -> tuple[str, str | None]:
    server = lookup(part, "server")
    return server.resource if isinstance(server, Ref) else text(part, "server"), link(part, "identity")


def write(app: ContainerApp, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The app. Its registries are opened by identity only."""
    path = app.probe
    probes: list[Value] = [
        {"type": kind, "httpGet": {"path": path, "port": app.ingress.port, "scheme": "HTTP"}} for kind in ("Liveness", "Readiness")
    ] if path and app.ingress else []
    container = stated(
        name="app",
        image=app.image,
        resources={"cpu": int(app.cpu) if app.cpu.is_integer() else app.cpu, "memory": app.memory},
        env=[{"name": name, "value": value} for name, value in app.environment_variables] or None,
        probes=probes or None,
    )
    registries: list[Value] = [
        {"server": Ref(server, "properties.loginServer") if server.startswith("/") else server, "identity": pointer(user)}
        for server, user in app.registries if user
    ]
    properties = stated(
        environmentId=pointer(app.environment),
        workloadProfileName=app.profile,
        configuration=stated(
            activeRevisionsMode="Single", ingress=_write_ingress(app.ingress) if app.ingress else None, registries=registries or None
        ),
        template={"containers": [container], "scale": {"minReplicas": app.least, "maxReplicas": app.most}},
    )
    body = stated(identity=write_identity(app.identity), properties=properties)
    return (place.put(TYPE, API_VERSION, app.id, body, depends_on=depends_on),)


def _write_ingress(ingress: AppIngress) -> Value:
    ranges: list[Value] = [
        {"name": f"range-{number + 1}", "action": action, "ipAddressRange": allowed}
        for number, (action, allowed) in enumerate(ingress.ranges)
    ]
    return stated(
        external=ingress.external,
        targetPort=ingress.port,
        transport="auto",
        allowInsecure=ingress.insecure,
        ipSecurityRestrictions=ranges or None,
        traffic=[{"latestRevision": True, "weight": 100}],
    )
