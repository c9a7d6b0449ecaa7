"""A value planted in each field that the official SDK knows of realtime events, one at a time, goes neither up nor down."""

from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict
from typing import get_args

import pytest
import websockets
from openai.types.realtime import RealtimeServerEvent
from openai.types.realtime.realtime_client_event_param import RealtimeClientEventParam

from enclave.gateway.surfaces.realtime import EVENTS
from tests.gateway.planting import DIGITS, MAIL, plain, planted

CREATED = {"type": "response.created", "response": {"id": "r1", "object": "realtime.response", "status": "in_progress", "output": []}}
USAGE = {"input_tokens": 20, "output_tokens": 10}
DONE = {"type": "response.done", "response": {**CREATED["response"], "status": "completed", "usage": USAGE}}
AT = {"response_id": "r1", "item_id": "i1", "output_index": 0, "content_index": 0, "event_id": "e"}


@pytest.fixture(params=[15, pytest.param(10**9, marks=pytest.mark.long)])
def some(request):
    """So many of the documents, or all."""
    return lambda found: random.Random(len(found)).sample(found, min(request.param, len(found)))


def leaks(text):
    return MAIL in text or MAIL.replace("@", "\\u0040") in text or str(DIGITS) in text


def kinds(union):
    """The types of the events in it."""
    return get_args(plain(union)[0])


def strict(spec):
    return {"dlp": spec.hub.dlp.model_copy(update={"confidence": 65, "uninspected": "log"})}


def test_what_clients_say(run, room, talk, document, some):
    asked = [(".".join(place), one) for kind in kinds(RealtimeClientEventParam) for place, one in planted(kind)]

    async def speak(script):
        while True:
            heard = await script.hear()
            if heard["type"] == "response.create":
                await script.send(CREATED, DONE)

    async def main():
        scripts = []
        refused = defaultdict(int)
        async with room(hub=strict(document.spec)) as w:
            for start in range(0, len(chosen), 50):
                scripts.append(talk.Script(speak))
                w.upstream.serve = scripts[-1].handle
                async with talk.plain(w) as ws:
                    for place, one in chosen[start : start + 50]:
                        await ws.send(json.dumps(one))
                        await ws.send('{"type": "nobody.knows"}')
                        told = []
                        async with asyncio.timeout(60):
                            while not told or "unsupported_event" not in told[-1]:
                                told.append(await ws.recv())
                        # a client's own name for an event is told to it alone
                        assert place == "event_id" or not leaks("".join(told)), (one, told)
                        refused[one["type"]] += any('"error"' in one for one in told[:-1])
            up = [json.dumps(one) for script in scripts for one in script.heard]
            return refused, up, [one for one in await w.recorded(1) if leaks(repr(one))]

    chosen = some(asked)
    refused, up, recorded = run(main, 900)
    assert [one for one in up if leaks(one)] == []
    assert recorded == []
    assert {json.loads(one)["type"] for one in up} & EVENTS
    assert sum(refused.values()) < len(chosen)


def test_what_model_services_say(run, room, talk, document, some):
    told = [(".".join(place), one) for kind in kinds(RealtimeServerEvent) for place, one in planted(kind)]

    async def main():
        leaking = []
        async with room(hub=strict(document.spec)) as w:
            for place, one in chosen:
                event = {**one, **{key: value for key, value in AT.items() if key in one and key != place}}
                if event["type"] == "response.done":
                    event["response"] = {**DONE["response"], **event["response"], "id": "r1"}

                async def speak(script, event=event):
                    await script.hear("response.create")
                    await script.send(CREATED, event, *([] if event["type"] == "response.done" else [DONE]))

                w.upstream.serve = talk.Script(speak).handle
                heard = []
                async with talk.plain(w) as ws:
                    await ws.send('{"type": "response.create"}')
                    try:
                        async with asyncio.timeout(60):
                            while not heard or "response.done" not in heard[-1]:
                                heard.append(await ws.recv())
                    except websockets.ConnectionClosed:
                        heard.append("closed")
                if leaks("".join(heard)):
                    leaking.append((place, event, heard))
                ends.append(heard[-1] == "closed")
            return leaking, [one for one in await w.recorded(1) if leaks(repr(one))]

    chosen, ends = some(told), []
    leaking, recorded = run(main, 1500)
    assert leaking == []
    assert recorded == []
    assert sum(ends) < len(ends) // 2
