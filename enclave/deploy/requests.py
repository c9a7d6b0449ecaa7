"""Requests for what no template can say: looked up first, then made or changed, so that sending them twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from enclave.deploy.compare import differences
from enclave.deploy.paths import value_at
from enclave.deploy.session import Session
from enclave.emit.requests import NEW_GUID, SUBSCRIPTION, requests
from enclave.errors import EnclaveError
from enclave.graph.model import Graph

AUTHORIZATION: Final = "/providers/Microsoft.Authorization/"
STATE: Final = "properties.privateLinkServiceConnectionState.status"
SETTLED: Final = ("rejected", "disconnected")
"""States of a connection that somebody decided on or that its other end has left: such a one is as good as not there."""
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


def send(session: Session, wanted: Sequence[Request], known: dict[str, str], tell: Callable[[str], None]) -> Iterator[str]:
    """Sends requests in order, each only when what it is about is not yet as it says. Yields what happened, in words.

    `known` collects the id of each object, by the id of its request in the graph, for the requests that name it.
    """
    for request in wanted:
        tell(f"looking for {request.title}")
        done, object_id = _sent(session, request, known)
        known[request.resource.lower()] = object_id
        yield f"  {done} {request.title}"


def _sent(session: Session, request: Request, known: Mapping[str, str]) -> tuple[str, str]:
    """What was done, and the id of the object."""
    document = request.document
    path = _filled(request.path, session)
    body = resolved(document["body"], session, known)
    there = _found(session, document, path)
    if not there:
        if request.method == "PATCH":
            raise EnclaveError(f"{request.title} is not there, and only Azure can make it", path, "run the same command again later")
        made = _ask(session, document, request.method, path.replace(NEW_GUID, str(uuid4())), body)
        return "made", _id(made, path)
    wrong = [place for found, place in there if document["update"] and any(differences(body, found, whole=False))]
    for place in wrong:
        _ask(session, document, str(document["update"]), place, body)
    return "changed" if wrong else "unchanged", _id(*there[0])


def _id(answer: Any, place: str) -> str:
    return str(answer["id"]) if isinstance(answer, Mapping) and answer.get("id") else place.rpartition("/")[2]


def _found(session: Session, document: Mapping[str, Any], path: str) -> list[tuple[Any, str]]:
    """The objects that a request is about, each with its own path. Raises EnclaveError when there are several and one was meant."""
    match = document["match"]
    if not match:
        only = _ask(session, document, "GET", path)
        return [] if only is None else [(only, path)]
    if path.endswith("/roleManagementPolicies"):
        return _role_policy(session, document, path, str(match["roleDefinitionId"]))
    listed = _list(session, document, _filled(str(document.get("keptIn", _collection(path))), session))
    scope = path.partition(AUTHORIZATION)[0]
    here = (item for item in listed if str(_facts(item).get("scope", scope)).casefold() == scope.casefold())
    found = [item for item in here if all(_fits(item, key, value) for key, value in match.items())]
    if document.get("every"):
        return [(item, str(item["id"])) for item in found if str(value_at(item, STATE)).casefold() not in SETTLED]
    if len(found) > 1 and document["update"]:
        said = ", ".join(f"`{key}` `{value}`" for key, value in match.items())
        raise EnclaveError(f"{len(found)} objects have {said}", path, "remove all but one, then run the same command again")
    return [(item, f"{path}/{item.get('id') or next(iter(match.values()))}") for item in found[:1]]


def _collection(path: str) -> str:
    """Where the objects that a request makes are listed."""
    return path.removesuffix(f"/{NEW_GUID}")


def _facts(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The properties of an object of Resource Manager. One that says another scope than the one that was asked is inherited."""
    found = item.get("properties", {})
    return found if isinstance(found, Mapping) else {}


def _fits(item: Mapping[str, Any], key: str, value: Any) -> bool:
    """Whether an object has a value, at its top (Microsoft Graph) or in its properties (Resource Manager), as an id or its end."""
    there = value_at(item, key) if "." in key else item.get(key, _facts(item).get(key, ""))
    return str(value).casefold() in (str(there).casefold(), str(there).rpartition("/")[2].casefold())


def _role_policy(session: Session, document: Mapping[str, Any], path: str, role: str) -> list[tuple[Any, str]]:
    """The policy of a role at a scope, found through its assignment."""
    scope = path.partition(AUTHORIZATION)[0]
    version = str(document["apiVersion"])
    for row in session.pages(f"{path.rpartition('/')[0]}/{ASSIGNMENTS}", version):
        facts = _facts(row)
        ends = str(facts.get("roleDefinitionId", "")).rpartition("/")[2]
        if ends.lower() == role.lower() and str(facts.get("scope", scope)).lower() == scope.lower():
            policy = str(facts["policyId"])
            return [(session.arm("GET", policy, version), policy)]
    return []


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


def resolved(value: Any, session: Session, known: Mapping[str, str]) -> Any:
    """A value of a request with everything in it that only Azure knows."""
    if isinstance(value, Mapping):
        if set(value) == {"$ref"}:
            return _named(value["$ref"], known) if "request" in value["$ref"] else _looked_up(session, value["$ref"])
        return {key: resolved(item, session, known) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [resolved(item, session, known) for item in value]
    return _filled(value, session) if isinstance(value, str) else value


def _named(reference: Mapping[str, Any], known: Mapping[str, str]) -> str:
    found = known.get(str(reference["request"]).lower())
    if found is None:
        raise EnclaveError("the object of an earlier request is needed", str(reference["request"]), "leave `--phase` out")
    return found


def _looked_up(session: Session, reference: Mapping[str, Any]) -> Any:
    place = _filled(str(reference["id"]), session)
    value = value_at(session.arm("GET", place, str(reference["apiVersion"])), str(reference["path"]))
    if value is None:
        raise EnclaveError(f"azure does not say the `{reference['path']}` of it", place, "run the same command again")
    return value


def _filled(text: str, session: Session) -> str:
    return text.replace(SUBSCRIPTION, session.subscription)
