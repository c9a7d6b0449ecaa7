"""Groups that a token had no room for are asked of Microsoft Graph; what it does not say gives nothing."""

from __future__ import annotations

import json
import time
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import jwt
import pytest

from enclave.gateway.bearer import Bearer, SignInError, Token
from enclave.gateway.groups import KEPT_SECONDS, GroupLookup, GroupsUnknownError
from enclave.gateway.issuer import Issuer, issuer_name, jwks_path
from enclave.gateway.keys import KeyFile
from enclave.gateway.rules import memberships
from enclave.gateway.tokens import TokenVerifier, Trust
from enclave.wire.message import Response
from enclave.wire.server import listen

JANE = "99999999-9999-9999-9999-999999999901"


class Graph:
    """Speaks `checkMemberGroups`, as it is told to."""

    def __init__(self) -> None:
        self.of: dict[str, set[str]] = {}
        self.asked: list[tuple[str, list[str]]] = []
        self.fault: Response | None = None

    async def handle(self, request: Any) -> Response:
        wanted = json.loads(request.body)["groupIds"]
        user = request.path.split("/")[3]
        self.asked.append((user, wanted))
        assert request.header(b"authorization") == b"Bearer graph"
        assert len(wanted) <= 20
        return self.fault or Response(200, (), json.dumps({"value": [one for one in wanted if one in self.of.get(user, ())]}).encode())


@asynccontextmanager
async def asking(groups: Any, fetch: Any = lambda: Token("graph", time.time() + 3600)) -> Any:
    graph = Graph()
    listener = await listen(graph.handle, "127.0.0.1", 0)
    lookup = GroupLookup(groups, Bearer(fetch), f"http://127.0.0.1:{listener.port}")
    try:
        yield graph, lookup
    finally:
        await lookup.close()
        await listener.close(0.1)


def test_many_groups_are_asked_twenty_at_once_and_strangers_are_not_believed(run: Any) -> None:
    groups = [str(UUID(int=number)) for number in range(1, 46)]

    async def main() -> Any:
        async with asking(groups) as (graph, lookup):
            graph.of[JANE] = {groups[0], groups[44], str(UUID(int=77))}
            found = await lookup.of(JANE.upper())
            graph.fault = Response(200, (), json.dumps({"value": [str(UUID(int=77)), groups[3].upper()]}).encode())
            return found, [len(wanted) for _, wanted in graph.asked], await lookup.of(JANE)

    found, sizes, strange = run(main)
    assert found == {groups[0], groups[44]}
    assert sizes == [20, 20, 5]
    assert strange == {groups[3]}


def test_what_cannot_be_asked_is_not_known(run: Any) -> None:
    def refused() -> Token:
        raise SignInError("nobody is signed in")

    async def main() -> None:
        async with asking(["11111111-1111-1111-1111-111111111111"]) as (graph, lookup):
            bodies = (b"x", b"[]", b"{}", b'{"value":"x"}', b'{"value":[1]}')
            faults = [Response(status, (), b"{}") for status in (401, 403, 404, 429, 500)]
            for fault in (*faults, *(Response(200, (), body) for body in bodies)):
                graph.fault = fault
                with pytest.raises(GroupsUnknownError):
                    await lookup.of(JANE)
            with pytest.raises(GroupsUnknownError, match="no object id"):
                await lookup.of("jane/../x")
        async with asking(["11111111-1111-1111-1111-111111111111"], refused) as (_, lookup):
            with pytest.raises(SignInError):
                await lookup.of(JANE)

    run(main)


def test_a_token_without_room_for_its_groups_is_looked_up_and_not_for_long(run: Any, document: Any, tmp_path: Any) -> None:
    issuer = Issuer.open(document.spec, tmp_path)
    keys = KeyFile(jwks_path(tmp_path))
    keys.refresh()
    _, claims = issuer.issue("fraud-triage", "user", "jane")
    (group,) = (one for one, given in memberships(document.spec).items() if ("fraud-triage", "user") in given)
    now = [time.time()]

    def token(**more: Any) -> bytes:
        written = {name: value for name, value in (claims | {"oid": JANE, "groups": None} | more).items() if value is not None}
        return jwt.encode(written, issuer._key, algorithm="EdDSA", headers={"kid": issuer.kid}).encode()

    async def main() -> Any:
        async with asking(memberships(document.spec)) as (graph, lookup):
            trust = Trust(keys, (document.spec.identity.audience,), str(document.spec.identity.tenant))
            verifier = TokenVerifier(
                {issuer_name(document.spec): trust}, memberships(document.spec), clock=lambda: now[0], groups=lookup
            )
            graph.of[JANE] = {group}
            found = [await verifier.verify(token(hasgroups=True))]
            found.append(await verifier.verify(token(hasgroups=True)))
            assert len(graph.asked) == 1, "an answer holds for a while"
            graph.of[JANE] = set()
            now[0] += KEPT_SECONDS
            found.append(await verifier.verify(token(hasgroups=True)))
            graph.fault = Response(503, (), b"")
            found.append(await verifier.verify(token(groups=[group])))
            with pytest.raises(GroupsUnknownError):
                await verifier.verify(token(_claim_names={"groups": "src1"}))
            return found

    first, again, gone, told = run(main)
    assert first == again == told
    assert first.memberships["fraud-triage"] >= {"user"}
    assert (first.overage, gone.memberships, gone.overage) == (False, {}, False)
