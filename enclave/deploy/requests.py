"""Requests for what no template can say: looked up first, then made or changed, so that sending them twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import uuid4

from enclave.deploy.compare import differences
from enclave.deploy.session import Session
from enclave.emit.requests import NEW_GUID, SUBSCRIPTION, requests
from enclave.errors import EnclaveError
from enclave.graph.model import Graph

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
ASSIGNMENTS: Final = "roleManagementPolicyAssignments"
"""Says which role management policy belongs to which role; the policies themselves have names of Azure's own."""


@dataclass(frozen=True)
class Request:
    """One request, as target `requests` prints it."""

    document: Mapping[str, Any]

    @property
    def resource(self) -> str:
        """Id in the graph."""
        return str(self.document["id"])

    @property
    def path(self) -> str:
        return str(self.document["path"])

    @property
    def method(self) -> str:
        return str(self.document["method"])

    @property
    def why(self) -> str:
        return str(self.document["why"])

    @property
    def title(self) -> str:
        """What it is about, for a person."""
        return f"{self.path.rpartition('/')[2]} `{self.resource.rpartition('/')[2]}`"


def requests_of(graph: Graph, number: int) -> tuple[Request, ...]:
    """The requests of a phase, in the order in which they are sent. Raises UnsupportedError."""
    return tuple(Request(document) for document in requests(graph) if document["phase"] == number)


def send(session: Session, wanted: Sequence[Request], tell: Callable[[str], None]) -> Iterator[str]:
    """Sends requests in order, each only when what it is about is not yet as it says. Yields what happened, in words."""
    known: dict[str, str] = {}
    for request in wanted:
        tell(f"looking for {request.title}")
        word, made = _sent(session, request, known)
        if isinstance(made, Mapping) and "id" in made:
            known[request.resource] = str(made["id"])
        yield f"  {word} {request.title}"


def _sent(session: Session, request: Request, known: Mapping[str, str]) -> tuple[str, Any]:
    """What happened to an object, and the object. `known`: request -> id of the object that it is about."""
    document = request.document
    path = _filled(request.path, session)
    body = resolved(document["body"], session, known)
    found, place = _found(session, document, path)
    if found is None:
        if request.method == "PATCH":
            raise EnclaveError(f"{request.title} is not there, and only Azure can make it", path)
        return "made", _ask(session, document, request.method, path.replace(NEW_GUID, str(uuid4())), body)
    if not document.get("update") or not any(differences(body, found, whole=False)):
        return "unchanged", found
    _ask(session, document, str(document["update"]), place, body)
    return "changed", found


def _found(session: Session, document: Mapping[str, Any], path: str) -> tuple[Any, str]:
    """The object that a request is about and its own path, or None. Raises EnclaveError when there are several."""
    if not document["match"]:
        return _ask(session, document, "GET", path), path
    if document.get("keptIn"):
        return _kept(session, document), path
    ((key, value),) = document["match"].items()
    if path.endswith("/roleManagementPolicies"):
        return _role_policy(session, document, path, str(value))
    listed = _list(session, document, path)
    found = [item for item in listed if str(item.get(key, "")).casefold() == str(value).casefold()]
    if len(found) > 1:
        raise EnclaveError(f"{len(found)} objects have `{key}` `{value}`", path, "remove all but one, then run the same command again")
    if not found:
        return None, path
    return found[0], f"{path}/{found[0].get('id') or found[0][key]}"


def _kept(session: Session, document: Mapping[str, Any]) -> Any:
    """What lies in another collection than the one that it is made in, by its properties; of an id its last part decides."""
    collection = _filled(str(document["keptIn"]), session)
    scope = collection.partition("/providers/Microsoft.Authorization/")[0]
    for row in session.pages(collection, str(document["apiVersion"])):
        facts = row.get("properties", {})
        here = str(facts.get("scope", scope)).lower() == scope.lower()
        if here and all(_last(facts.get(key)) == _last(value) for key, value in document["match"].items()):
            return row
    return None


def _last(value: object) -> str:
    return str(value).rpartition("/")[2].lower()


def _role_policy(session: Session, document: Mapping[str, Any], path: str, role: str) -> tuple[Any, str]:
    """The policy of a role at a scope, found through its assignment."""
    scope = path.partition("/providers/Microsoft.Authorization/")[0]
    version = str(document["apiVersion"])
    for row in session.pages(f"{path.rpartition('/')[0]}/{ASSIGNMENTS}", version):
        facts = row.get("properties", {})
        ends = str(facts.get("roleDefinitionId", "")).rpartition("/")[2]
        if ends.lower() == role.lower() and str(facts.get("scope", scope)).lower() == scope.lower():
            policy = str(facts["policyId"])
            return session.arm("GET", policy, version), policy
    return None, path


def _list(session: Session, document: Mapping[str, Any], path: str) -> Iterator[Mapping[str, Any]]:
    if document["endpoint"] == "arm":
        yield from session.pages(path, str(document["apiVersion"]))
        return
    following = path
    while following:
        page = session.graph("GET", following)
        yield from page.get("value", ())
        following = page.get("@odata.nextLink", "")


def _ask(session: Session, document: Mapping[str, Any], method: str, path: str, body: object = None) -> Any:
    absent_ok = method == "GET"
    if document["endpoint"] == "graph":
        return session.graph(method, path, body, absent_ok=absent_ok)
    return session.arm(method, path, str(document["apiVersion"]), body, absent_ok=absent_ok)


def resolved(value: Any, session: Session, known: Mapping[str, str] = NOTHING) -> Any:
    """A value of a request with everything in it that only Azure knows. `known`: request -> id of what it made or found."""
    if isinstance(value, Mapping):
        if set(value) == {"$ref"}:
            return _made(value["$ref"]["request"], known) if "request" in value["$ref"] else _looked_up(session, value["$ref"])
        return {key: resolved(item, session, known) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [resolved(item, session, known) for item in value]
    return _filled(value, session) if isinstance(value, str) else value


def _made(request: str, known: Mapping[str, str]) -> str:
    if request not in known:
        raise EnclaveError("is needed by a request that is sent before it", request)
    return known[request]


def _looked_up(session: Session, reference: Mapping[str, Any]) -> Any:
    place = _filled(str(reference["id"]), session)
    value = session.arm("GET", place, str(reference["apiVersion"]))
    for key in str(reference["path"]).split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    if value is None:
        raise EnclaveError(f"azure does not say the `{reference['path']}` of it", place, "run the same command again")
    return value


def _filled(text: str, session: Session) -> str:
    return text.replace(SUBSCRIPTION, session.subscription)
