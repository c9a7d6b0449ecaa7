"""Several servers for one project: which is asked, what another is asked after, and that no attempt goes unpaid or unrecorded."""

from __future__ import annotations

import asyncio
import time
from decimal import Decimal
from functools import partial

import pytest

from enclave.gateway.breaker import FAILURES
from enclave.gateway.failover import MOST_TRIES
from enclave.spec.models import Budget, Region
from enclave.wire.server import Response

REGIONS = ("europe", "north", "south")


def spread(**more):
    """The bank, with two more regions that may serve fraud-triage."""

    def change(spec):
        others = {
            "north": Region(location="northeurope", compliance=("gdpr", "soc-2")),
            "south": Region(location="italynorth", compliance=("gdpr", "soc-2")),
        }
        project = spec.projects["fraud-triage"].model_copy(update={"failover_regions": ("north", "south"), **more})
        return spec.model_copy(update={"regions": spec.regions | others, "projects": spec.projects | {"fraud-triage": project}})

    return change


def several(world, **more):
    return world(spec=spread(**more), regions=REGIONS)


def asked(w):
    return [len(w.regions[region].requests) for region in REGIONS]


def error(fake, status, *headers):
    return fake.whole({"error": {"message": "no", "code": "no"}}, status, *headers)


ELSEWHERE = {
    # status of the first server -> whether its attempt may be charged
    "429": (429, False), "401": (401, False), "403": (403, False), "404": (404, False), "500": (500, True), "502": (502, True),
    "503": (503, True), "504": (504, True),
}


@pytest.mark.parametrize("streamed", [False, True])
def test_what_one_server_cannot_do_the_next_does(run, world, fake, streamed):
    async def main():
        async with several(world) as w:
            seen = 0
            for name, (status, charged) in ELSEWHERE.items():
                for server in w.regions.values():
                    server.reply = lambda body: fake.stream(fake.spoken("fine")) if streamed else fake.whole(fake.answer("fine"))
                w.regions["europe"].reply = lambda body, status=status: error(fake, status)
                before = asked(w)
                response = await w.ask("x", stream=streamed)
                assert response.status_code == 200, (name, response.text)
                assert "fine" in response.text
                assert response.headers["x-enclave-region"] == "north"
                assert [new - old for new, old in zip(asked(w), before, strict=True)] == [1, 1, 0], name
                events = (await w.recorded(seen + (3 if charged else 2)))[seen:]
                seen += len(events)
                *admitted, completed = events
                assert (completed.kind, completed.region, completed.location) == ("completed", "north", "northeurope")
                assert f"europe: upstream status {status}" in completed.error
                assert [event.kind for event in admitted] == ["admitted"] * (2 if charged else 1)
                once = admitted[0].reserved_nanousd
                assert completed.reserved_nanousd == once * len(admitted)
                # an attempt that may be charged is, in full; the answer costs what it costs
                assert once * (len(admitted) - 1) < completed.settled_nanousd < once * len(admitted)
                assert len({event.id for event in events}) == len(events)
                w.runtime.endpoints.of("fraud-triage", w.runtime.projects["fraud-triage"].targets["gpt-4o", "europe"]).breaker.succeeded()
                w.runtime.endpoints.of("fraud-triage", w.runtime.projects["fraud-triage"].targets["gpt-4o", "europe"]).breaker.rest(0)

    run(main)


def test_what_is_the_callers_fault_is_told_at_once(run, world, fake):
    async def main():
        async with several(world) as w:
            for status in (400, 408, 413, 422):
                w.regions["europe"].reply = lambda body, status=status: error(fake, status)
                assert (await w.ask("x")).status_code == status
            assert asked(w) == [4, 0, 0]

    run(main)


def test_a_caller_who_chose_the_region_gets_no_other(run, world, fake):
    async def main():
        async with several(world) as w:
            w.regions["north"].reply = lambda body: error(fake, 500)
            response = await w.ask("x", headers={"x-enclave-region": "north"})
            assert (response.status_code, response.headers["x-enclave-region"]) == (502, "north")
            assert asked(w) == [0, 1, 0]

    run(main)


def test_a_region_without_the_tags_is_never_asked(run, world, fake):
    async def main():
        async with several(world, compliance=("gdpr", "iso-27001")) as w:  # north and south are not iso-27001
            w.regions["europe"].reply = lambda body: error(fake, 500)
            assert (await w.ask("x")).status_code == 502
            assert asked(w) == [1, 0, 0]

    run(main)


def test_accounts_know_deployments_by_name_and_get_only_our_own_headers(run, world, fake):
    async def main():
        async with several(world) as w:
            await w.ask("x", headers={"x-secret": "1", "cookie": "a=b"})
            (request,) = w.regions["europe"].requests
            assert request.path == "/openai/v1/chat/completions"
            assert w.regions["europe"].bodies[0]["model"] == "gpt-4o"
            assert {name for name, _ in request.headers} == {
                b"host", b"content-length", b"content-type", b"accept", b"accept-encoding", b"user-agent", b"x-request-id",
            }

    run(main)


def test_no_second_attempt_is_made_that_the_budget_does_not_cover(run, world, fake):
    async def roomy():
        async with several(world) as w:
            assert (await w.ask("x", max_tokens=100)).status_code == 200
            return await w.recorded(2)

    admitted, completed = run(roomy)

    async def tight(nanos, before):
        async with several(world, budget=Budget(daily_usd=Decimal(nanos) / 10**9)) as w:
            for server in w.regions.values():
                server.reply = lambda body: error(fake, 500)
            response = await w.ask("x", max_tokens=100)
            ended = (await w.recorded(before + 1, "completed"))[-1]
            assert ended.error.count("upstream status 500") == sum(asked(w)), "each attempt is noted once"
            return response.status_code, sum(asked(w))

    spent, once = completed.settled_nanousd, admitted.reserved_nanousd
    assert run(partial(tight, spent + once * 3 // 2, 1)) == (502, 1)
    spent += once
    assert run(partial(tight, spent + once * 5 // 2, 2)) == (502, 2)


def test_no_call_is_tried_for_ever(run, world, fake):
    async def main():
        async with several(world) as w:
            for server in w.regions.values():
                server.reply = lambda body: error(fake, 429, (b"retry-after", b"0"))
            response = await w.ask("x")
            assert response.status_code == 429
            assert sum(asked(w)) == MOST_TRIES

    run(main)


def test_a_short_pause_is_waited_for_and_a_long_one_told(run, world, fake):
    async def main():
        async with several(world) as w:
            busy, fine = error(fake, 429, (b"retry-after", b"1")), fake.whole(fake.answer("after a second"))
            answers = {region: iter((busy, fine)) for region in REGIONS}
            for region, server in w.regions.items():
                server.reply = lambda body, region=region: next(answers[region])
            start = time.monotonic()
            response = await w.ask("x")
            assert response.status_code == 200
            assert time.monotonic() - start >= 1
            for server in w.regions.values():
                server.reply = lambda body: error(fake, 429, (b"retry-after", b"60"))
            response = await w.ask("x")
            assert (response.status_code, response.headers["retry-after"]) == (429, "60")

    run(main)


def test_servers_that_fail_are_left_alone_and_nothing_is_charged_for_not_asking(run, world, fake):
    async def main():
        async with several(world) as w:
            for server in w.regions.values():
                server.reply = lambda body: error(fake, 500)
            for _ in range(FAILURES):
                await w.ask("x", max_tokens=5)
            assert asked(w) == [FAILURES] * 3
            assert set(w.runtime.endpoints.states().values()) >= {"open"}
            response = await w.ask("x", max_tokens=5)
            assert (response.status_code, response.json()["error"]["code"]) == (503, "upstream_unavailable")
            assert 1 <= int(response.headers["retry-after"]) <= 10
            assert asked(w) == [FAILURES] * 3
            last = [event for event in await w.recorded(FAILURES + 1, "completed") if event.status == 503]
            assert [event.settled_nanousd for event in last] == [0]

    run(main)


def test_a_stream_that_has_begun_stays_where_it_is(run, world, fake):
    async def main():
        async with several(world) as w:
            w.regions["europe"].reply = lambda body: fake.stream([*fake.spoken("half")[:2], None])
            response = await w.ask("x", stream=True)
            assert "upstream_broken" in response.text
            assert asked(w) == [1, 0, 0]

    run(main)


def test_a_connection_that_breaks_before_the_answer_is_charged_and_tried_elsewhere(run, world, fake):
    async def main():
        async with several(world) as w:

            async def never(body):
                raise asyncio.CancelledError

            w.regions["europe"].reply = never
            w.regions["north"].reply = lambda body: Response(200, (), b"x")
            response = await w.ask("x")
            assert response.status_code == 502, "garbage is an answer: it is charged, and not asked for again"
            assert asked(w) == [1, 1, 0]

    run(main)
