"""The client of Content Safety: signs in, tries again where that may help, and remembers what it was told."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.gateway.bearer import Bearer, Token
from enclave.gateway.content_safety import KNOWN_SECONDS, ContentSafety, ContentSafetyError, Told
from enclave.spec.policy import Policy, Threshold
from enclave.wire.message import Response

FILTERS = {"hate": Threshold.HIGH, **dict.fromkeys(("self_harm", "jailbreak", "indirect_attacks"), Threshold.LOW)}
POLICY = Policy(content_filters=FILTERS)


def test_it_signs_in_and_gets_another_token_when_one_is_not_accepted(run: Any, content_safety: Any) -> None:
    tokens = iter(("old", "new"))
    seen: list[bytes] = []

    def fault(request: Any) -> Response | None:
        seen.append(request.header(b"authorization"))
        return Response(401, (), b"{}") if seen[-1] == b"Bearer old" else None

    async def main() -> Any:
        async with content_safety() as service:
            service.fault = fault
            bearer = Bearer(lambda: Token(next(tokens), time.time() + 3600))
            client = ContentSafety({"r": f"http://127.0.0.1:{service.port}"}, bearer)
            opinion = await client.of_answer("r", POLICY, "HATE4 SELFHARM2")
            await client.close()
            await bearer.close()
            return opinion, service.asked

    opinion, asked = run(main)
    assert (opinion.stopped, opinion.severities, opinion.chars) == ({"self_harm"}, {"hate": 4, "self_harm": 2}, 15)
    assert seen == [b"Bearer old", b"Bearer new"]
    assert asked[0] == ("analyze", {"text": "HATE4 SELFHARM2", "categories": ["Hate", "SelfHarm"], "outputType": "FourSeverityLevels"})
    assert opinion.result() == {"hate": {"filtered": False, "severity": "medium"}, "self_harm": {"filtered": True, "severity": "low"}}


def test_what_was_told_is_remembered_for_a_while_and_faults_are_not(run: Any, content_safety: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("enclave.gateway.content_safety.time.monotonic", lambda: now[0])
    told = Told(asked="a JAILBREAK", cited="a page")

    async def main() -> Any:
        async with content_safety() as service:
            client = ContentSafety(dict.fromkeys("rs", f"http://127.0.0.1:{service.port}"), None)
            service.fault = lambda request: Response(200, (), b'{"categoriesAnalysis":[],"documentsAnalysis":[{},{}]}')
            with pytest.raises(ContentSafetyError):
                await client.of_request("r", POLICY, told)
            service.fault = lambda request: None
            counts, found = [len(service.asked)], []
            for region, later in (("r", 0.0), ("r", KNOWN_SECONDS - 1), ("s", 0.0), ("r", 2.0)):
                now[0] += later
                found.append((await client.of_request(region, POLICY, told)).stopped)
                counts.append(len(service.asked))
            await client.close()
            return found, [later - before for before, later in pairwise(counts)]

    found, asked = run(main)
    assert found == [{"jailbreak"}] * 4
    assert asked == [3, 0, 3, 3], "each region is asked for itself"


def test_nothing_to_say_is_not_asked_about_and_a_long_wait_is_left_to_the_caller(run: Any, content_safety: Any) -> None:
    async def main() -> Any:
        async with content_safety() as service:
            client = ContentSafety({"r": f"http://127.0.0.1:{service.port}"}, None)
            await client.of_request("r", POLICY, Told())
            await client.of_answer("r", POLICY, "")
            await client.of_answer("r", Policy(), "HATE6")
            asked = len(service.asked)
            service.fault = lambda request: Response(429, ((b"retry-after", b"30"),), b"")
            with pytest.raises(ContentSafetyError) as error:
                await client.of_answer("r", POLICY, "x")
            with pytest.raises(ContentSafetyError, match="not Unicode"):
                await client.of_answer("r", POLICY, "\ud800")
            await client.close()
            return asked, len(service.asked), error.value.wait

    assert run(main) == (0, 1, 30)


def test_what_is_no_address_is_said() -> None:
    with pytest.raises(InputError, match="is not a base URL"):
        ContentSafety({"r": "cs.example"}, None)
