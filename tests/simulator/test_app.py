"""The official `openai` client and a plain one, against a real simulator process."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import typer
from openai import AsyncAzureOpenAI, AsyncOpenAI, AzureOpenAI, BadRequestError, InternalServerError, OpenAI, RateLimitError
from pydantic import BaseModel

from enclave.simulator import app
from enclave.simulator.__main__ import main
from enclave.simulator.faults import FaultRate
from enclave.simulator.script import MARK
from enclave.simulator.tokens import count
from enclave.wire.server import Request

CHAT = "/v1/chat/completions"
Body = Callable[..., bytes]
Start = Callable[..., str]
QUESTION: Any = [{"role": "user", "content": "say: the quick brown fox"}]
ANSWER = "[simulated] the quick brown fox"


def clients(address: str) -> dict[str, OpenAI]:
    return {
        "openai": OpenAI(base_url=f"{address}/v1", api_key="k", max_retries=0),
        "azure v1": OpenAI(base_url=f"{address}/openai/v1", api_key="k", max_retries=0),
        "azure": AzureOpenAI(azure_endpoint=address, api_key="k", api_version="2024-10-21", max_retries=0),
    }


@pytest.fixture(scope="module", params=["openai", "azure v1", "azure"])
def client(request: pytest.FixtureRequest, address: str) -> Iterator[OpenAI]:
    with clients(address)[request.param] as one:
        yield one


def test_an_answer(client: OpenAI) -> None:
    raw = client.chat.completions.with_raw_response.create(model="gpt-4o", messages=QUESTION)
    answer = raw.parse()
    assert raw.headers["x-enclave-simulation"] == "true"
    assert answer.choices[0].message.content == ANSWER
    assert answer.system_fingerprint == "fp_simulation"
    assert answer.usage is not None
    assert answer.usage.completion_tokens == count(ANSWER)
    assert answer == client.chat.completions.create(model="gpt-4o", messages=QUESTION)


def test_a_stream(client: OpenAI) -> None:
    stream = client.chat.completions.create(model="gpt-4o", messages=QUESTION, stream=True, stream_options={"include_usage": True}, n=2)
    texts = ["", ""]
    last = None
    for last in stream:
        for choice in last.choices:
            texts[choice.index] += choice.delta.content or ""
    assert texts == [ANSWER, ANSWER]
    assert last is not None
    assert last.usage is not None
    assert last.usage.completion_tokens == 2 * count(ANSWER)


def test_embeddings(client: OpenAI) -> None:
    first, second = client.embeddings.create(model="text-embedding-3-small", input=["one", "two"], dimensions=32).data
    plain = client.embeddings.create(model="text-embedding-3-small", input="two", dimensions=32, encoding_format="float").data[0]
    assert len(first.embedding) == 32
    assert first.embedding != second.embedding
    assert second.embedding == pytest.approx(plain.embedding)


def test_tools(client: OpenAI) -> None:
    tool: Any = {"type": "function", "function": {"name": "clock", "parameters": {"type": "object", "properties": {}}}}
    question: Any = [{"role": "user", "content": 'call: clock {"zone": "UTC"}'}]
    answer = client.chat.completions.create(model="gpt-4o", messages=question, tools=[tool])
    assert answer.choices[0].finish_reason == "tool_calls"
    assert answer.choices[0].message.tool_calls
    assert answer.choices[0].message.tool_calls[0].to_dict()["function"] == {"name": "clock", "arguments": '{"zone": "UTC"}'}
    with client.chat.completions.stream(model="gpt-4o", messages=question, tools=[tool]) as stream:
        streamed = stream.get_final_completion()
    assert streamed.choices[0].message.tool_calls
    assert streamed.choices[0].message.tool_calls[0].to_dict()["function"]["arguments"] == '{"zone": "UTC"}'


class Transfer(BaseModel):
    """A shape with nesting, a choice, a list and an optional recursion."""

    amount: float
    currency: str
    tags: list[str]
    reversal: Transfer | None


def test_structured_output(client: OpenAI) -> None:
    answer = client.chat.completions.parse(model="gpt-4o", messages=QUESTION, response_format=Transfer)
    parsed = answer.choices[0].message.parsed
    assert isinstance(parsed, Transfer)
    assert parsed.currency == MARK.strip()


def test_a_wrong_request(client: OpenAI) -> None:
    with pytest.raises(BadRequestError) as caught:
        client.chat.completions.create(model="gpt-4o", messages=[])
    assert caught.value.param == "messages"


def test_faults_by_header(client: OpenAI) -> None:
    with pytest.raises(RateLimitError) as limited:
        client.chat.completions.create(model="gpt-4o", messages=QUESTION, extra_headers={"x-simulator-fault": "status-429"})
    assert limited.value.response.headers["retry-after"] == "1"
    with pytest.raises(InternalServerError):
        client.chat.completions.create(model="gpt-4o", messages=QUESTION, extra_headers={"x-simulator-fault": "status-500"})
    hidden = client.chat.completions.create(model="gpt-4o", messages=QUESTION, extra_headers={"x-simulator-fault": "no-usage"})
    assert hidden.usage is None


async def both(address: str) -> list[str]:
    said = []
    for client in (
        AsyncOpenAI(base_url=f"{address}/v1", api_key="k"),
        AsyncAzureOpenAI(azure_endpoint=address, api_key="k", api_version="2024-10-21"),
    ):
        async with client:
            stream = await client.chat.completions.create(model="gpt-4o", messages=QUESTION, stream=True)
            said.append("".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices]))
    return said


def test_the_async_clients(address: str) -> None:
    assert asyncio.run(both(address)) == [ANSWER, ANSWER]


def test_models(client: OpenAI, address: str) -> None:
    if not isinstance(client, AzureOpenAI):
        assert "gpt-4o" in [model.id for model in client.models.list()]


def received(response: httpx.Response) -> tuple[bytes, httpx.TransportError | None]:
    """What came, and what went wrong then."""
    got = b""
    try:
        for chunk in response.iter_raw():
            got += chunk
    except httpx.TransportError as error:
        return got, error
    return got, None


@pytest.mark.parametrize("stream", [True, False])
def test_a_dropped_answer_is_cut_in_the_middle(http: httpx.Client, chat_body: Body, stream: bool) -> None:
    whole = http.post(CHAT, content=chat_body("hello", stream=stream)).content
    headers = {"x-simulator-fault": "drop-mid-stream"}
    with http.stream("POST", CHAT, content=chat_body("hello", stream=stream), headers=headers) as response:
        got, error = received(response)
    assert isinstance(error, httpx.RemoteProtocolError)
    assert got == whole[: len(whole) // 2]


@pytest.mark.parametrize("stream", [True, False])
def test_a_stalled_answer_stops_in_the_middle(http: httpx.Client, chat_body: Body, stream: bool) -> None:
    with http.stream("POST", CHAT, content=chat_body("fault: stall", stream=stream), timeout=0.3) as response:
        got, error = received(response)
    assert response.status_code == 200
    assert got
    assert isinstance(error, httpx.ReadTimeout)
    assert http.get("/simulator/bill").status_code == 200


def test_garbage(http: httpx.Client, chat_body: Body) -> None:
    plain = http.post(CHAT, content=chat_body("please\nfault: garbage"))
    assert plain.status_code == 200
    with pytest.raises(ValueError):
        plain.json()
    lines = http.post(CHAT, content=chat_body("fault: garbage", stream=True)).content.split(b"\n\n")
    payloads = [line for line in lines if line and line != b"data: [DONE]"]
    wrong = []
    for payload in payloads:
        try:
            json.loads(payload.removeprefix(b"data: "))
        except ValueError:
            wrong.append(payload)
    assert len(wrong) == 1


def test_an_unknown_fault_is_said_in_the_header_and_is_text_in_a_message(http: httpx.Client, chat_body: Body) -> None:
    for text in ("fault: explode", "fault: stall me", "default: fault: stall"):
        assert http.post(CHAT, content=chat_body(text)).json()["choices"][0]["message"]["content"].endswith(text)
    answer = http.post(CHAT, content=chat_body(), headers={"x-simulator-fault": "explode"})
    assert answer.status_code == 400
    assert "explode" in answer.json()["error"]["message"]


def test_the_bill_is_the_sum_of_what_was_told(start_simulator: Start, chat_body: Body) -> None:
    with httpx.Client(base_url=start_simulator()) as http:
        told = [http.post(CHAT, content=chat_body(f"question {number % 3}")).json()["usage"] for number in range(7)]
        assert http.post(CHAT, content=chat_body(n=0)).status_code == 400
        assert http.post(CHAT, content=chat_body("fault: status-500")).status_code == 500
        assert "usage" not in http.post(CHAT, content=chat_body("fault: no-usage")).json()
        line = http.get("/simulator/bill").json()["models"]["gpt-4o"]
        assert line["requests"] == 8
        assert line["prompt_tokens"] > sum(usage["prompt_tokens"] for usage in told)
        seen = http.get("/simulator/requests", params={"last": 2}, headers={"authorization": "Bearer not recorded"}).json()["requests"]
        assert [json.loads(one["body"])["messages"][0]["content"] for one in seen] == ["fault: status-500", "fault: no-usage"]
        assert "authorization" not in seen[0]["headers"]
        assert http.get("/simulator/requests", params={"last": "x"}).status_code == 400
        assert http.get("/simulator/requests", params={"last": "0"}).json()["requests"] == []
        assert http.get("/simulator/other").status_code == 404


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch, chat_body: Body) -> None:
    monkeypatch.setattr(app, "KEPT", 3)
    monkeypatch.setattr(app, "KEPT_BYTES", 300)
    simulator = app.Simulator(app.Options())

    async def seen(*texts: str) -> list[str]:
        for text in texts:
            await simulator.handle(Request("POST", CHAT, "", (), chat_body(text), "127.0.0.1", asyncio.Event()))
        answer = await simulator.handle(Request("GET", "/simulator/requests", "", (), b"", "127.0.0.1", asyncio.Event()))
        assert isinstance(answer.body, bytes)
        return [json.loads(one["body"])["messages"][0]["content"] for one in json.loads(answer.body)["requests"]]

    assert asyncio.run(seen("a", "b", "c", "d")) == ["b", "c", "d"]
    assert asyncio.run(seen("x" * 1000)) == ["x" * 1000]


def test_streams_are_cut_where_asked_and_slow_when_asked(start_simulator: Start, address: str, chat_body: Body) -> None:
    body = chat_body("say: 世界 and more", stream=True)
    expected = httpx.post(f"{address}{CHAT}", content=body).content
    slow = start_simulator(chunk_bytes=100, delta_ms=5, latency_ms=100)
    begun = time.monotonic()
    with httpx.stream("POST", f"{slow}{CHAT}", content=body) as response:
        waited = time.monotonic() - begun
        parts = list(response.iter_raw())
    assert waited >= 0.1
    assert time.monotonic() - begun >= 0.1 + 0.005 * (len(expected) // 100)
    assert b"".join(parts) == expected
    assert len(parts) > 1


def test_the_official_client_reads_a_stream_cut_inside_characters(start_simulator: Start) -> None:
    text, said = "世界 👩‍👩‍👧 and more", ""
    with clients(start_simulator(chunk_bytes=7, delta_ms=0.01))["azure"] as client:
        question: Any = [{"role": "user", "content": f"say: {text}"}]
        for chunk in client.chat.completions.create(model="gpt-4o", messages=question, stream=True):
            said += "".join(choice.delta.content or "" for choice in chunk.choices)
    assert said == MARK + text


def test_random_faults_repeat_with_their_seed(start_simulator: Start, chat_body: Body) -> None:
    faults = (FaultRate("status-429", 0.3), FaultRate("status-500", 0.2))

    def statuses() -> list[int]:
        with httpx.Client(base_url=start_simulator(faults=faults, seed=3)) as http:
            return [http.post(CHAT, content=chat_body()).status_code for _ in range(40)]

    first = statuses()
    assert set(first) == {200, 429, 500}
    assert statuses() == first


def test_only_the_named_models_exist(start_simulator: Start, chat_body: Body) -> None:
    with httpx.Client(base_url=start_simulator(models=("a", "b"))) as http:
        assert [model["id"] for model in http.get("/v1/models").json()["data"]] == ["a", "b"]
        assert http.post(CHAT, content=chat_body()).status_code == 404


@pytest.mark.parametrize("fault", ["explode@1", "stall@2"])
def test_wrong_options_end_with_2(capsys: pytest.CaptureFixture[str], fault: str) -> None:
    with pytest.raises(typer.Exit) as ended:
        main(port=0, fault=[fault])
    assert ended.value.exit_code == 2
    assert "fault" in capsys.readouterr().err


def test_a_taken_port_ends_with_3(capsys: pytest.CaptureFixture[str], address: str) -> None:
    port = address.rsplit(":", 1)[1]
    with pytest.raises(typer.Exit) as ended:
        main(port=int(port))
    assert ended.value.exit_code == 3
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err
