"""An Azure Resource Manager, Microsoft Graph and managed identity endpoint on loopback, for tests.

It speaks the deployments protocol (202 with polling, paging, throttling, conflicts, failing resources) and keeps what is
deployed: a resource whose references are not there yet fails, as in Azure, so that order and phases are tested for real.
"""

from __future__ import annotations

import datetime
import ipaddress
import json
import re
import ssl
import threading
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from enclave.deploy.paths import value_at
from enclave.graph.ids import GROUP_TYPE, group_of
from enclave.graph.model import Graph, Ref, Resource
from enclave.graph.needs import deployable, needs
from enclave.importers.arm import read_arm

SUBSCRIPTION = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
TENANT = "11111111-1111-1111-1111-111111111111"
PREFIX = f"/subscriptions/{SUBSCRIPTION}"
BUILT_IN = ("/providers/microsoft.authorization/roledefinitions/", "/providers/microsoft.authorization/policy",
            "/providers/microsoft.management/managementgroups/")
"""Parts of ids, lower case, that are there without anybody having deployed them."""
DEPLOYMENTS = "Microsoft.Resources/deployments"
READ_ONLY = {"provisioningState": "Succeeded", "resourceGuid": "a GUID", "etag": 'W/"1"'}


@dataclass
class Deployment:
    """One deployment, on its way or ended."""

    name: str
    location: str
    tags: dict[str, str]
    graph: Graph
    order: list[Resource]
    needs: dict[str, tuple[Resource, ...]]
    nested: dict[str, tuple[str, ...]]
    """Lower-case graph id -> ids of the nested deployments that it is in, outermost first."""
    state: str = "Running"
    done: list[tuple[Resource, dict[str, Any] | None]] = field(default_factory=list)
    """Each resource that was tried, and its error."""
    hold_at: int | None = None


class Azure:
    """Everything that the server knows. Tests look into it and set its faults."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.resources: dict[str, dict[str, Any]] = {}
        self.written: dict[str, Any] = {}
        self.deployments: dict[str, Deployment] = {}
        self.providers: dict[str, str] = {}
        self.offered: dict[str, list[str]] = {}
        self.objects: dict[str, list[dict[str, Any]]] = {}
        self.calls: list[tuple[str, str]] = []
        self.puts: Counter[str] = Counter()
        self.writes: Counter[str] = Counter()
        self.tokens: dict[str, str] = {}
        self.throttle: list[tuple[int, dict[str, str]]] = []
        """(status, headers) that the next calls are answered with."""
        self.fail: dict[str, dict[str, Any]] = {}
        """Name of a resource -> the error that it fails with."""
        self.hold: dict[str, int] = {}
        """Name of a deployment -> the number of resources after which it stands still until `release`."""
        self.busy = 0
        """Deployments that are refused with a conflict before one is taken."""
        self.what_ifs: dict[str, dict[str, Any]] = {}
        self.secrets: dict[str, Any] = {}
        self.speed = 25
        """Resources that are done at each look."""
        self.tenant = TENANT

    def release(self) -> None:
        """Lets every deployment go on."""
        with self.lock:
            self.hold.clear()
            for deployment in self.deployments.values():
                deployment.hold_at = None

    def finish(self) -> None:
        """Lets every deployment run to its end, as Azure does when nobody looks."""
        self.release()
        with self.lock:
            for deployment in self.deployments.values():
                while deployment.state == "Running":
                    self.advance(deployment)

    def begin(self, name: str, body: Mapping[str, Any]) -> Deployment:
        """A deployment from its request."""
        properties = body["properties"]
        self.secrets.update({key: value["value"] for key, value in properties.get("parameters", {}).items()})
        graph = _read(properties, name)
        by_id = {resource.id.lower(): resource for resource in graph}
        needed = needs(graph)
        order = [by_id[key] for key in deployable(graph, needed)]
        deployment = Deployment(
            name, body["location"], dict(body.get("tags", {})), graph, order, needed, _nested(properties["template"], graph),
            hold_at=self.hold.get(name),
        )
        self.puts[name] += 1
        self.deployments[name.lower()] = deployment
        return deployment

    def advance(self, deployment: Deployment) -> None:
        """Does the next resources of a deployment."""
        for _ in range(self.speed):
            if deployment.state != "Running" or (deployment.hold_at is not None and len(deployment.done) >= deployment.hold_at):
                return
            tried = {resource.id for resource, _ in deployment.done}
            broken = {resource.id for resource, error in deployment.done if error}
            following = next((
                resource for resource in deployment.order
                if resource.id not in tried and not any(need.id in broken for need in deployment.needs[resource.id.lower()])
            ), None)
            if following is None:
                deployment.state = "Failed" if broken else "Succeeded"
                return
            deployment.done.append((following, self.create(following)))

    def create(self, resource: Resource) -> dict[str, Any] | None:
        """Makes or changes a resource; its error when it cannot."""
        if resource.name.rpartition("/")[2] in self.fail:
            return self.fail[resource.name.rpartition("/")[2]]
        own = f"{full(resource.id)}/".lower()  # its parts may name each other
        others = (place for place in _wanted(resource) if place and not f"{place}/".lower().startswith(own))
        missing = next((place for place in others if not self.known(place)), None)
        if missing is not None:
            code = "ResourceGroupNotFound" if "/providers/" not in missing else "ResourceNotFound"
            return {"code": code, "message": f"The resource '{missing}' was not found."}
        body = self.plain(resource.body)
        key = full(resource.id).lower()
        if self.written.get(key) != body:
            self.writes[key] += 1
        self.written[key] = body
        self.resources[key] = _answered(resource, json.loads(json.dumps(body)))
        return None

    def known(self, resource_id: str) -> bool:
        """Whether there is something of that id, or it is part of something."""
        key = resource_id.lower()
        if key in ("", PREFIX.lower()) or any(part in key for part in BUILT_IN) or not key.startswith(f"{PREFIX}/".lower()):
            return True
        return key in self.resources or any(key.startswith(f"{one}/") and "/providers/" not in key[len(one):] for one in self.resources)

    def plain(self, value: Any) -> Any:
        """A value with its references resolved."""
        if isinstance(value, Ref):
            if value.path == "id":
                return value.prefix + full(value.resource) + value.suffix
            if value.path == "name":
                return value.resource.rpartition("/")[2]
            found = value_at(self.resources[full(value.resource).lower()], value.path)
            return f"<{value.path} of {value.resource}>" if found is None else found
        if isinstance(value, Mapping):
            return {(full(key) if key.startswith("/") else key): self.plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.plain(item) for item in value]
        return self.secrets.get(value.parameter) if type(value).__name__ == "Secret" else value


def _read(properties: Mapping[str, Any], name: str) -> Graph:
    given = {key: value["value"] for key, value in properties.get("parameters", {}).items()}
    return read_arm(properties["template"], given, name=name)


def full(resource_id: str) -> str:
    return resource_id if resource_id.lower().startswith(("/subscriptions/", "/providers/microsoft.management")) else PREFIX + resource_id


def _wanted(resource: Resource) -> Iterator[str]:
    yield full(resource.scope)
    if resource.parent:
        yield full(resource.parent)
    group = group_of(resource.scope)
    if group:
        yield f"{PREFIX}/resourceGroups/{group}"
    for ref in resource.refs():
        yield full(ref.resource) + ref.suffix


def _answered(resource: Resource, body: dict[str, Any]) -> dict[str, Any]:
    """A resource as Azure tells it: with what it fills in by itself, and ids in a case of its own."""
    place = full(resource.id)
    seed = uuid.uuid5(uuid.NAMESPACE_URL, place.lower())
    properties = body.setdefault("properties", {})
    if isinstance(properties, dict):
        properties.update(READ_ONLY if resource.type.lower() != "microsoft.authorization/roleassignments" else {})
        if resource.type.lower() == "microsoft.managedidentity/userassignedidentities":
            properties.update(principalId=str(seed), clientId=str(uuid.uuid5(seed, "client")), tenantId=TENANT)
        vault, _, name = resource.name.rpartition("/")
        filled: dict[str, dict[str, Any]] = {
            "microsoft.keyvault/vaults/keys": {"keyUri": f"https://{vault}.vault.azure.net/keys/{name}"},
            "microsoft.cache/redisenterprise": {"hostName": f"{name}.redis.azure.net"},
            "microsoft.insights/datacollectionendpoints": {"logsIngestion": {"endpoint": f"https://{name}.ingest.monitor.azure.com"}},
            "microsoft.insights/datacollectionrules": {"immutableId": f"dcr-{seed.hex}"},
        }
        properties.update(filled.get(resource.type.lower(), {}))
        mesh = properties.get("serviceMeshProfile")
        if isinstance(mesh, dict):
            mesh.setdefault("istio", {}).setdefault("revisions", ["asm-1-27"])
        for subnet in properties.get("subnets", ()) if isinstance(properties.get("subnets"), list) else ():
            if isinstance(subnet, dict) and "name" in subnet:
                subnet["id"] = f"{place}/subnets/{subnet['name']}"
                subnet.setdefault("properties", {})["provisioningState"] = "Succeeded"
    identity = body.get("identity")
    if isinstance(identity, dict) and "SystemAssigned" in str(identity.get("type")):
        identity.update(principalId=str(uuid.uuid5(seed, "system")), tenantId=TENANT)
    told = {"id": place.replace("/resourceGroups/", "/resourcegroups/"), "name": resource.name.rpartition("/")[2], "type": resource.type}
    return told | ({"location": resource.location} if resource.location else {}) | body


def _nested(template: Mapping[str, Any], graph: Graph) -> dict[str, tuple[str, ...]]:
    listed = iter(graph.resources)
    found: dict[str, tuple[str, ...]] = {}

    def walk(template: Mapping[str, Any], scope: str, chain: tuple[str, ...]) -> None:
        for resource in template["resources"]:
            if resource["type"] != DEPLOYMENTS:
                found[next(listed).id.lower()] = chain
                continue
            inner = scope
            if "resourceGroup" in resource:
                inner = f"{PREFIX}/resourceGroups/{resource['resourceGroup']}"
            elif "scope" in resource:
                inner = "" if resource["scope"] == "/" else f"/providers/{resource['scope']}"
            walk(resource["properties"]["template"], inner, (*chain, f"{inner}/providers/{DEPLOYMENTS}/{resource['name']}"))

    walk(template, PREFIX, ())
    return found


class Server:
    """The servers, with their addresses and the environment that leads the real clients to them."""

    def __init__(self, folder: Path) -> None:
        self.azure = Azure()
        azure = self.azure

        class Manager(_Manager):
            state = azure

        class Identity(_Identity):
            state = azure

        self.manager = ThreadingHTTPServer(("127.0.0.1", 0), Manager)
        self.identity = ThreadingHTTPServer(("127.0.0.1", 0), Identity)
        certificate = folder / "server.pem"
        _certificate(certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.manager.socket = context.wrap_socket(self.manager.socket, server_side=True, do_handshake_on_connect=False)
        self.address = f"https://127.0.0.1:{self.manager.server_address[1]}"
        self.environment = {
            "ENCLAVE_ARM_ENDPOINT": self.address,
            "ENCLAVE_GRAPH_ENDPOINT": self.address,
            "REQUESTS_CA_BUNDLE": str(certificate),
            "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential",
            "IDENTITY_ENDPOINT": f"http://127.0.0.1:{self.identity.server_address[1]}/token",
            "IDENTITY_HEADER": "header",
            "NO_PROXY": "127.0.0.1",
        }

    def __enter__(self) -> Server:
        for server in (self.manager, self.identity):
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in (self.manager, self.identity):
            server.shutdown()
            server.server_close()


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    state: Azure

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def answer(self, status: int, body: Any = None, headers: Mapping[str, str] | None = None) -> None:
        text = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for key, value in {"Content-Type": "application/json", "Content-Length": str(len(text)), **(headers or {})}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(text)


class _Identity(_Quiet):
    """The token endpoint of App Service, which azure-identity's ManagedIdentityCredential asks."""

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if self.headers.get("X-IDENTITY-HEADER") != "header":
            self.answer(401, {"message": "no"})
            return
        token = f"token-{uuid.uuid4()}"
        self.state.tokens[token] = query["resource"][0]
        expires = int(datetime.datetime.now(datetime.UTC).timestamp()) + 86400
        self.answer(200, {"access_token": token, "expires_on": str(expires), "resource": query["resource"][0], "token_type": "Bearer"})


class _Manager(_Quiet):
    """Resource Manager and Microsoft Graph."""

    def handle_any(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        text = self.rfile.read(length)
        body = json.loads(text) if text else None
        path = unquote(urlsplit(self.path).path)
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        with self.state.lock:
            self.state.calls.append((self.command, path))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            if self.state.tokens.get(token) != self.base:
                self.answer(401, {"error": {"code": "InvalidAuthenticationToken", "message": "The access token is invalid."}})
                return
            if self.state.throttle:
                status, headers = self.state.throttle.pop(0)
                self.answer(status, {"error": {"code": "TooManyRequests" if status == 429 else "ServerError", "message": "later"}}, headers)
                return
            if path.startswith("/v1.0/"):
                self.directory(path, body)
            elif "api-version" not in query:
                self.answer(400, {"error": {"code": "MissingApiVersionParameter", "message": "no api-version"}})
            else:
                self.route(path, query, body)

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = handle_any

    @property
    def base(self) -> str:
        return f"https://{self.headers['Host']}"

    def refuse(self, status: int, code: str, message: str) -> None:
        self.answer(status, {"error": {"code": code, "message": message}})

    def route(self, path: str, query: Mapping[str, str], body: Any) -> None:
        table = (
            (r"/subscriptions", self.subscriptions),
            (r"/subscriptions/[^/]+", self.subscription),
            (r"/subscriptions/[^/]+/providers/Microsoft\.Resources/deployments/([^/]+)(?:/(whatIf|cancel|validate))?", self.deployment),
            (r"(.*/providers/Microsoft\.Resources/deployments/[^/]+)/operations", self.operations),
            (r"/subscriptions/[^/]+/operationresults/([^/]+)", self.result),
            (r"/subscriptions/[^/]+/providers/([^/]+)(/register)?", self.provider),
            (r"/subscriptions/[^/]+/resourceGroups/([^/]+)/resources", self.listed),
        )
        for pattern, act in table:
            match = re.fullmatch(pattern, path, re.I)
            if match:
                act(query, body, *(match.groups()))
                return
        self.resource(path, body)

    def subscriptions(self, query: Mapping[str, str], body: Any) -> None:
        self.answer(200, {"value": [self.about()]})

    def about(self) -> dict[str, str]:
        return {"id": PREFIX, "subscriptionId": SUBSCRIPTION, "tenantId": self.state.tenant, "state": "Enabled", "displayName": "test"}

    def subscription(self, query: Mapping[str, str], body: Any) -> None:
        if SUBSCRIPTION not in self.path:
            self.refuse(404, "SubscriptionNotFound", "The subscription could not be found.")
            return
        self.answer(200, self.about())

    def deployment(self, query: Mapping[str, str], body: Any, name: str, action: str | None) -> None:
        found = self.state.deployments.get(name.lower())
        if action == "whatIf":
            self.what_if(name, body)
        elif action == "cancel" and found is not None:
            found.state = "Canceled"
            self.answer(204)
        elif self.command == "PUT":
            self.begin(name, body, found)
        elif found is None:
            self.refuse(404, "DeploymentNotFound", f"Deployment '{name}' could not be found.")
        else:
            self.state.advance(found)
            self.answer(200, self.told(found))

    def begin(self, name: str, body: Any, found: Deployment | None) -> None:
        if self.state.busy or (found is not None and found.state == "Running"):
            self.state.busy = max(0, self.state.busy - 1)
            self.refuse(409, "DeploymentActive", f"Unable to edit or replace deployment '{name}': it is still active.")
            return
        if found is not None and found.location != body["location"]:
            self.refuse(400, "InvalidDeploymentLocation", f"The deployment '{name}' already exists in location '{found.location}'.")
            return
        made = self.state.begin(name, body)
        poll = f"{self.base}{PREFIX}/operationresults/{name}?api-version=1"
        self.answer(200 if found else 201, self.told(made), {"Azure-AsyncOperation": poll, "Retry-After": "0"})

    def told(self, found: Deployment) -> dict[str, Any]:
        errors = [error for _, error in found.done if error]
        properties: dict[str, Any] = {"provisioningState": found.state, "correlationId": "c-1", "timestamp": "2026-11-21T00:00:00Z"}
        if found.state == "Failed":
            properties["error"] = {"code": "DeploymentFailed", "message": "At least one resource failed.", "details": errors}
        return {
            "id": f"{PREFIX}/providers/Microsoft.Resources/deployments/{found.name}", "name": found.name,
            "location": found.location, "tags": found.tags, "properties": properties,
        }

    def operations(self, query: Mapping[str, str], body: Any, place: str) -> None:
        top = self.state.deployments.get(place.rpartition("/")[2].lower())
        at_top = top is not None and place.lower().startswith(PREFIX.lower() + "/providers/")
        rows: dict[str, dict[str, Any]] = {}
        for found in [top] if at_top and top else list(self.state.deployments.values()):
            for resource, error in found.done:
                chain = found.nested.get(resource.id.lower(), ())
                depth = 0 if found is top and at_top else chain.index(place) + 1 if place in chain else None
                if depth is not None:
                    row = self.operation(found, resource, error, chain[depth:])
                    target = row["properties"]["targetResource"]["id"].lower()
                    if target not in rows or error:
                        rows[target] = row
        self.paged(list(rows.values()), query)

    def operation(self, found: Deployment, resource: Resource, error: Any, inside: tuple[str, ...]) -> dict[str, Any]:
        if not inside:
            return _operation(full(resource.id), resource.type, error)
        tried = {one.id for one, _ in found.done}
        to_do = any(inside[0] in found.nested.get(one.id.lower(), ()) and one.id not in tried for one in found.order)
        wrapped = error and {"code": "DeploymentFailed", "message": "see inside", "details": [error]}
        return _operation(inside[0], DEPLOYMENTS, wrapped, "Running" if to_do and found.state == "Running" else "Succeeded")

    def paged(self, rows: list[dict[str, Any]], query: Mapping[str, str]) -> None:
        start = int(query.get("$skiptoken", "0"))
        page: dict[str, Any] = {"value": rows[start:start + 20]}
        if start + 20 < len(rows):
            page["nextLink"] = f"{self.base}{urlsplit(self.path).path}?api-version=1&$skiptoken={start + 20}"
        self.answer(200, page)

    def what_if(self, name: str, body: Any) -> None:
        key = str(uuid.uuid4())
        self.state.what_ifs[key] = self.foreseen(name, body)
        self.answer(202, None, {"Location": f"{self.base}{PREFIX}/operationresults/{key}?api-version=1", "Retry-After": "0"})

    def foreseen(self, name: str, body: Any) -> dict[str, Any]:
        properties = body["properties"]
        graph = _read(properties, name)
        changes = []
        made = {resource.id.lower() for resource in graph if resource.type == GROUP_TYPE}
        for resource in graph:
            group = group_of(resource.scope)
            place = f"/resourceGroups/{group}".lower()
            if group and place not in made and full(place).lower() not in self.state.resources:
                error = {"code": "ResourceGroupNotFound", "message": f"Resource group '{group}' could not be found."}
                return {"status": "Failed", "error": error}
            changes.append(self.change(resource))
        return {"status": "Succeeded", "properties": {"changes": changes}}

    def change(self, resource: Resource) -> dict[str, Any]:
        key = full(resource.id).lower()
        told: dict[str, Any] = {"resourceId": full(resource.id)}
        if key not in self.state.resources:
            return told | {"changeType": "Create", "after": {}}
        before = {"location": self.state.resources[key].get("location"), **self.state.written.get(key, {})}
        try:
            after = {"location": resource.location, **self.state.plain(resource.body)}
        except KeyError:
            return told | {"changeType": "Unsupported", "unsupportedReason": "it refers to what is not there yet"}
        delta = list(_delta(before, after))
        return told | {"changeType": "Modify" if delta else "NoChange", "delta": delta}

    def result(self, query: Mapping[str, str], body: Any, key: str) -> None:
        found = self.state.what_ifs.get(key)
        if found is not None and not found.pop("waited", False):
            found["waited"] = True
            self.answer(202, None, {"Location": self.base + self.path, "Retry-After": "0"})
            return
        self.answer(200, found or {"status": "Succeeded"})

    def provider(self, query: Mapping[str, str], body: Any, namespace: str, registering: str | None) -> None:
        state = self.state.providers.get(namespace.lower(), "Registered")
        if registering:
            self.state.providers[namespace.lower()] = "Registering"
        elif state == "Registering":
            self.state.providers[namespace.lower()] = "Registered"
        kinds = [
            {"resourceType": kind.partition("/")[2], "locations": places, "apiVersions": ["2099-01-01"]}
            for kind, places in self.state.offered.items() if kind.partition("/")[0].lower() == namespace.lower()
        ]
        self.answer(200, {"namespace": namespace, "registrationState": state, "resourceTypes": kinds})

    def listed(self, query: Mapping[str, str], body: Any, group: str) -> None:
        below = f"{PREFIX}/resourceGroups/{group}/providers/".lower()
        rows = []
        for key, resource in self.state.resources.items():
            rest = key.removeprefix(below)
            if rest != key and rest.count("/") == 2:
                rows.append({name: value for name, value in resource.items() if name != "properties"})
        self.paged(rows, query)

    def resource(self, path: str, body: Any) -> None:
        key = path.lower()
        found = self.state.resources.get(key)
        if self.command == "PATCH" and found is not None:
            found["properties"].update(body["properties"])
        if self.command == "PUT":
            found = self.state.resources[key] = {"id": path, "name": path.rpartition("/")[2], **body}
        if found is not None:
            self.answer(200, found)
            return
        children = [value for name, value in self.state.resources.items() if name.startswith(f"{key}/") and "/" not in name[len(key) + 1:]]
        is_collection = len(path.rpartition("/providers/")[2].split("/")) % 2 == 0
        if is_collection and self.command == "GET":
            self.answer(200, {"value": children})
        else:
            self.refuse(404, "ResourceNotFound", f"The Resource '{path}' was not found.")

    def directory(self, path: str, body: Any) -> None:
        parts = path.removeprefix("/v1.0").rstrip("/")
        single = self.state.objects.get(parts)
        if self.command == "GET" and single is not None:
            if parts.endswith(("/default", "/authorizationPolicy")):
                self.answer(200, single[0])
            else:
                self.answer(200, {"value": single})
        elif self.command == "GET":
            self.answer(200, {"value": []})
        elif self.command == "POST":
            made = {"id": str(uuid.uuid4()), **body}
            self.state.objects.setdefault(parts, []).append(made)
            self.answer(201, made)
        else:
            self.patch(parts, body, single)

    def patch(self, parts: str, body: Any, single: list[dict[str, Any]] | None) -> None:
        collection, _, name = parts.rpartition("/")
        items = single or [item for item in self.state.objects.get(collection, ()) if name in (item.get("id"), item.get("tenantId"))]
        if not items:
            self.answer(404, {"error": {"code": "Request_ResourceNotFound", "message": "not there"}})
            return
        items[0].update(body)
        self.answer(204)


def _operation(target: str, kind: str, error: Mapping[str, Any] | None, state: str = "Succeeded") -> dict[str, Any]:
    name = target.rpartition("/")[2]
    properties: dict[str, Any] = {
        "provisioningOperation": "Create", "provisioningState": "Failed" if error else state,
        "targetResource": {"id": target, "resourceType": kind, "resourceName": name},
    }
    if error:
        properties["statusMessage"] = {"status": "Failed", "error": error}
    return {"id": f"{target}/op", "operationId": name, "properties": properties}


def _delta(before: Any, after: Any, path: str = "") -> Iterator[dict[str, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in {**before, **after}:
            yield from _delta(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif before != after:
        kind = "Create" if before is None else "Delete" if after is None else "Modify"
        yield {"path": path, "propertyChangeType": kind, "before": before, "after": after}


def _certificate(path: Path) -> None:
    """A key and a certificate for 127.0.0.1 that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
