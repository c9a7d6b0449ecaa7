"""The simulated realtime API on a socket, by the official SDK."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import httpx
import openai
import pytest
import uvloop
import websockets

from enclave.simulator.app import Options, start


def run(main):
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(asyncio.wait_for(main(), 15))


async def ended(c):
    async for event in c:
        if event.type == "response.done":
            return event.response
    return None


def test_a_session_by_the_sdk_is_on_the_bill():
    async def main():
        server = await start("127.0.0.1", 0, Options(models=("m",)))
        url = f"http://127.0.0.1:{server.port}"
        client = openai.AsyncOpenAI(base_url=f"{url}/v1", api_key="x")
        async with client.realtime.connect(model="m") as c:
            content = [{"type": "input_text", "text": "say: hello"}]
            await c.conversation.item.create(item={"type": "message", "role": "user", "content": content})
            await c.response.create(response={"output_modalities": ["text"]})
            response = await ended(c)
        with pytest.raises(websockets.InvalidStatus):
            await websockets.connect(f"ws://127.0.0.1:{server.port}/v1/realtime?model=other")
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            bill = (await http.get("/simulator/bill")).json()["models"]
        await client.close()
        await server.close(1)
        return response, bill

    response, bill = run(main)
    assert response.output[0].content[0].text == "[simulated] hello"
    assert bill["m"]["completion_tokens"] == response.usage.output_tokens


@pytest.mark.parametrize("fault", ["drop-mid-stream", "garbage"])
def test_faults_end_a_session_in_the_middle(fault):
    async def main():
        server = await start("127.0.0.1", 0)
        seen = []
        async with websockets.connect(f"ws://127.0.0.1:{server.port}/v1/realtime?model=m") as ws:
            text = f'{{"type": "input_text", "text": "fault: {fault}"}}'
            item = f'{{"type": "message", "role": "user", "content": [{text}]}}'
            await ws.send(f'{{"type": "conversation.item.create", "item": {item}}}')
            await ws.send('{"type": "response.create"}')
            with suppress(websockets.ConnectionClosed):
                while True:
                    seen.append(await ws.recv())
        await server.close(1)
        return seen

    seen = run(main)
    assert "response.created" in "".join(seen)
    assert "response.done" not in "".join(seen)
    assert (seen[-1] == "{not JSON") is (fault == "garbage")
