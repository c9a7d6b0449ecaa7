"""The official `openai` client, unchanged, through a gateway with every guard to a simulator: each surface, each way to call it."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvloop
from openai import APIStatusError, AsyncAzureOpenAI, AsyncOpenAI, AzureOpenAI, OpenAI
from pydantic import BaseModel

from enclave.audit.event import Event
from enclave.audit.read import events
from enclave.gateway.app import Gateway
from enclave.gateway.endpoints import Upstream
from enclave.gateway.issuer import Issuer
from enclave.simulator.app import Options, start
from enclave.spec.load import Document
from enclave.wire.server import listen

MAIL = "jane.doe@example.com"
HIDDEN = "[REDACTED-EMAIL]"
CARD = "4111-1111-1111-1111"
TOOL: Any = {"type": "function", "name": "clock", "parameters": {"type": "object", "properties": {}}}


class Running:
    """Gateway and simulator on a thread of their own."""

    def __init__(self, document: Document, data: Path) -> None:
        self.document, self.data = document, data
        self.url = self.simulator = ""
        self._started = threading.Event()
        self._stop: Callable[[], object] = lambda: None
        self._thread = threading.Thread(target=lambda: uvloop.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._started.wait(60)

    async def _serve(self) -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        self._stop = lambda: loop.call_soon_threadsafe(stop.set)
        model = await start("127.0.0.1", 0, Options())
        self.simulator = f"http://127.0.0.1:{model.port}"
        gateway = await Gateway.start(self.document, self.data, Upstream(f"{self.simulator}/v1"))
        server = await listen(gateway.handle, "127.0.0.1", 0, refusal=gateway.refuse)
        self.url = f"http://127.0.0.1:{server.port}"
        self._started.set()
        await stop.wait()
        await server.close(0.5)
        await gateway.close()
        await model.close(0.5)

    def stop(self) -> None:
        self._stop()
        self._thread.join(60)
        assert not self._thread.is_alive()

    def token(self, project: str = "fraud-triage", role: str = "user") -> str:
        return Issuer.open(self.document.spec, self.data).issue(project, role, "jane")[0]

    def client(self, **options: Any) -> OpenAI:
        return OpenAI(base_url=f"{self.url}/v1", api_key=self.token(**options), max_retries=0, http_client=httpx.Client(verify=False))

    def sent(self, last: int = 1) -> list[dict[str, Any]]:
        """What the simulator got last."""
        return httpx.get(f"{self.simulator}/simulator/requests", params={"last": last}).json()["requests"]

    def recorded(self, operation: str, kind: str = "completed") -> list[Event]:
        for _ in range(500):
            found = [event for event in events(self.data) if (event.operation, event.kind) == (operation, kind)]
            if found:
                return found
            threading.Event().wait(0.02)
        raise AssertionError(f"no record of {operation}")


@pytest.fixture(scope="module")
def running(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    spec = document.spec
    own, embeddings = spec.projects["fraud-triage"], spec.projects["policy-search"].deployments["embeddings"]
    changed = own.model_copy(update={"deployments": {**own.deployments, "embeddings": embeddings}})
    spec = spec.model_copy(update={"projects": {**spec.projects, "fraud-triage": changed}})
    one = Running(dataclasses.replace(document, spec=spec), tmp_path_factory.mktemp("clients") / "data")
    yield one
    one.stop()


@pytest.fixture(scope="module", params=["openai", "azure v1", "azure"])
def client(request: pytest.FixtureRequest, running: Running) -> Iterator[OpenAI]:
    options: Any = {"max_retries": 0, "http_client": httpx.Client(verify=False)}
    token = running.token()
    with {
        "openai": lambda: OpenAI(base_url=f"{running.url}/v1", api_key=token, **options),
        "azure v1": lambda: OpenAI(base_url=f"{running.url}/openai/v1", api_key=token, **options),
        "azure": lambda: AzureOpenAI(azure_endpoint=running.url, azure_ad_token=token, api_version="2025-04-01-preview", **options),
    }[request.param]() as one:
        yield one


def test_embeddings(client: OpenAI, running: Running) -> None:
    answer = client.embeddings.create(model="embeddings", input=[f"write to {MAIL}", "plain"], dimensions=64)
    assert [len(item.embedding) for item in answer.data] == [64, 64]
    assert HIDDEN in running.sent()[0]["body"]
    assert MAIL not in running.sent()[0]["body"]
    plain = client.embeddings.create(model="embeddings", input=f"write to {HIDDEN}", dimensions=64, encoding_format="float")
    assert plain.data[0].embedding == pytest.approx(answer.data[0].embedding)
    assert answer.usage.prompt_tokens > 0


def test_tokens_are_scanned_as_the_text_that_they_say(running: Running) -> None:
    from rs_bpe.bpe import openai

    encode = openai.cl100k_base().encode
    with running.client() as client:
        client.embeddings.create(model="embeddings", input=encode(f"write to {MAIL} now"))
        assert f'"input":"write to {HIDDEN} now"' in running.sent()[0]["body"]
        client.embeddings.create(model="embeddings", input=[encode("one"), encode(f"two {MAIL}")])
        assert f'"input":["one","two {HIDDEN}"]' in running.sent()[0]["body"]
        for wrong in ([187], [100_257], [10**9], [-1], ["x", 1], [[1], "x"], [[]], [], [True], 7):
            with pytest.raises(APIStatusError) as caught:
                client.embeddings.create(model="embeddings", input=wrong)  # type: ignore[arg-type]
            assert (caught.value.status_code, caught.value.param) == (400, "input"), wrong
        with pytest.raises(APIStatusError) as blocked:
            client.embeddings.create(model="embeddings", input=encode(f"pay {CARD}"))
        assert blocked.value.code == "content_filter"


def test_completions(client: OpenAI, running: Running) -> None:
    answer = client.completions.create(model="gpt-4o", prompt=f"say: write to {MAIL}", max_tokens=60)
    assert answer.choices[0].text == f"[simulated] write to {HIDDEN}"
    stream = client.completions.create(model="gpt-4o", prompt=["say: one", "say: two"], stream=True)
    said = ["", ""]
    for chunk in stream:
        for choice in chunk.choices:
            said[choice.index] += choice.text
    assert said == ["[simulated] one", "[simulated] two"]
    assert running.recorded("Completions_Create")[0].settled_nanousd > 0


def test_a_response(client: OpenAI, running: Running) -> None:
    answer = client.responses.create(model="gpt-4o", input=f"say: write to {MAIL}", instructions="Be brief.")
    assert answer.output_text == f"[simulated] write to {HIDDEN}"
    assert answer.usage is not None
    assert answer.usage.output_tokens > 0
    [record] = running.recorded("Responses_Create")[:1]
    assert record.settled_nanousd > 0
    assert record.prompt_tokens > 0
    again = client.responses.retrieve(answer.id)
    assert (again.id, again.output_text) == (answer.id, answer.output_text)
    listed = client.responses.input_items.list(answer.id, order="asc", limit=5)
    assert HIDDEN in str(listed.data[0])
    assert MAIL not in str(listed.data)
    on = client.responses.create(model="gpt-4o", input="say: more", previous_response_id=answer.id)
    assert on.previous_response_id == answer.id
    assert on.usage is not None
    assert on.usage.input_tokens > answer.usage.input_tokens
    client.responses.delete(answer.id)
    with pytest.raises(APIStatusError) as gone:
        client.responses.retrieve(answer.id)
    assert (gone.value.status_code, gone.value.code) == (404, "response_not_found")
    assert running.recorded("Responses_Delete")[0].project == "fraud-triage"


def test_a_streamed_response(client: OpenAI) -> None:
    kinds, said = [], ""
    with client.responses.stream(model="gpt-4o", input=f"say: write to {MAIL} soon, or call") as stream:
        for event in stream:
            kinds.append(event.type)
            if event.type == "response.output_text.delta":
                said += event.delta
        final = stream.get_final_response()
    assert said == final.output_text == f"[simulated] write to {HIDDEN} soon, or call"
    assert kinds[0] == "response.created"
    assert kinds[-1] == "response.completed"
    assert client.responses.retrieve(final.id).output_text == said
    assert client.responses.create(model="gpt-4o", input="say: on", previous_response_id=final.id).output_text == "[simulated] on"


class Transfer(BaseModel):
    """A shape."""

    amount: float
    currency: str


def test_structured_output_and_tools(client: OpenAI) -> None:
    parsed = client.responses.parse(model="gpt-4o", input="a transfer", text_format=Transfer).output_parsed
    assert isinstance(parsed, Transfer)
    asked = client.responses.create(model="gpt-4o", input='call: clock {"zone": "UTC"}', tools=[TOOL])
    [call] = asked.output
    assert call.type == "function_call"
    assert call.arguments == '{"zone": "UTC"}'
    # the items of an answer go back as they came, ids and all
    result: Any = {"type": "function_call_output", "call_id": call.call_id, "output": f"noon, says {MAIL}"}
    question: Any = {"role": "user", "content": "what time is it?"}
    told = client.responses.create(model="gpt-4o", input=[question, call.to_dict(), result], tools=[TOOL])
    assert told.output_text == f"[simulated] the tool said: noon, says {HIDDEN}"
    with client.responses.stream(model="gpt-4o", input='call: clock {"zone": "UTC"}', tools=[TOOL]) as stream:
        [streamed] = stream.get_final_response().output
    assert streamed.to_dict()["arguments"] == '{"zone": "UTC"}'


def test_models(client: OpenAI) -> None:
    assert "gpt-4o" in [model.id for model in client.models.list()]
    assert client.models.retrieve("gpt-4o").owned_by == "enclave"
    with pytest.raises(APIStatusError) as caught:
        client.models.retrieve("gpt-9")
    assert (caught.value.status_code, caught.value.code) == (404, "model_not_found")


def test_what_is_not_served_is_refused_by_name(client: OpenAI) -> None:
    for call in (
        partial(client.images.generate, model="gpt-4o", prompt="x"),
        client.files.list,
        client.batches.list,
        client.vector_stores.list,
        partial(client.moderations.create, input="x"),
        partial(client.audio.speech.create, model="gpt-4o", voice="alloy", input="x"),
        client.conversations.create,
    ):
        with pytest.raises(APIStatusError) as caught:
            call()
        assert (caught.value.status_code, caught.value.code) == (403, "surface_not_allowed")


def test_the_async_clients(running: Running) -> None:
    async def main() -> list[str]:
        said = []
        token, http = running.token(), httpx.AsyncClient(verify=False)
        for client in (
            AsyncOpenAI(base_url=f"{running.url}/v1", api_key=token, http_client=httpx.AsyncClient(verify=False)),
            AsyncAzureOpenAI(azure_endpoint=running.url, azure_ad_token=token, api_version="2025-04-01-preview", http_client=http),
        ):
            async with client:
                stream = await client.responses.create(model="gpt-4o", input=f"say: to {MAIL}", stream=True)
                said.append("".join([event.delta async for event in stream if event.type == "response.output_text.delta"]))
                said.append((await client.completions.create(model="gpt-4o", prompt="say: hi")).choices[0].text)
        return said

    assert asyncio.run(main()) == [f"[simulated] to {HIDDEN}", "[simulated] hi"] * 2


def test_a_project_cannot_reach_what_another_stored(running: Running) -> None:
    with running.client() as mine, running.client(project="claims-assistant") as others:
        model = "gpt-4o-mini"
        stored = mine.responses.create(model="gpt-4o", input="say: our secret")
        item: Any = stored.output[0].to_dict()
        refused: list[Callable[[], object]] = [
            lambda: others.responses.retrieve(stored.id),
            lambda: others.responses.delete(stored.id),
            lambda: others.responses.cancel(stored.id),
            lambda: others.responses.input_items.list(stored.id).data,
            lambda: others.responses.create(model=model, input="x", previous_response_id=stored.id),
            lambda: others.responses.create(model=model, input=[item]),
            lambda: others.responses.create(model=model, input=[{"type": "item_reference", "id": item["id"]}]),
            lambda: mine.responses.retrieve(stored.id[:-1] + ("A" if stored.id[-1] != "A" else "B")),
            lambda: mine.responses.retrieve("resp_0123456789"),
            lambda: mine.responses.create(model="gpt-4o", input="x", previous_response_id="resp_0123456789"),
            lambda: mine.responses.create(model="gpt-4o", input=[item | {"id": item["id"].rpartition("~")[0]}]),
            lambda: mine.responses.create(model="gpt-4o", input=[{"type": "item_reference"}]),  # type: ignore[list-item]
        ]
        before = len(running.sent(1000))
        for call in refused:
            with pytest.raises(APIStatusError) as caught:
                call()
            assert caught.value.status_code in (400, 404), caught.value
            assert "our secret" not in str(caught.value)
        assert len(running.sent(1000)) == before, "nothing of it reached the model"
        assert mine.responses.retrieve(stored.id).output_text == "[simulated] our secret"


def test_what_a_response_may_not_ask_for(running: Running) -> None:
    wrong: dict[str, dict[str, Any]] = {
        "prompt": {"input": "x", "prompt": {"id": "pmpt_1"}},
        "conversation": {"input": "x", "conversation": "conv_1"},
        "tools[0]": {"input": "x", "tools": [{"type": "web_search"}]},
        "tools[1]": {"input": "x", "tools": [TOOL, {"type": "mcp", "server_label": "a", "server_url": "https://a.test"}]},
        "input[0]": {"input": [{"type": "computer_call_output", "call_id": "1", "output": {}}]},
        "input[0].content[0]": {"input": [{"role": "user", "content": [{"type": "input_video", "x": 1}]}]},
        "input": {"input": 7},
        "max_output_tokens": {"input": "x", "max_output_tokens": 0},
        "stream": {"input": "x", "stream": "yes"},
    }
    with running.client() as client:
        before = len(running.sent(1000))
        for param, body in wrong.items():
            answer = httpx.post(f"{running.url}/v1/responses", json={"model": "gpt-4o", **body}, headers={"api-key": client.api_key})
            assert (answer.status_code, answer.json()["error"]["param"]) == (400, param), param
        blocked = [
            {"input": f"pay {CARD}"}, {"input": [{"role": "user", "content": [{"type": "input_text", "text": CARD}]}]},
            {"input": "x", "instructions": CARD}, {"input": "x", "metadata": {"a": CARD}}, {"input": "x", "brand_new": [CARD]},
            {"input": [{"type": "function_call_output", "call_id": "c", "output": CARD}]},
            {"input": "x", "tools": [TOOL | {"description": CARD}]},
            {"input": [{"role": "user", "content": "my card: 4111 1111"}, {"role": "user", "content": "1111 1111"}]},
        ]  # fmt: skip
        for body in blocked:
            answer = httpx.post(f"{running.url}/v1/responses", json={"model": "gpt-4o", **body}, headers={"api-key": client.api_key})
            assert answer.status_code == 400, body
            assert answer.json()["error"]["code"] == "content_filter", body
        assert len(running.sent(1000)) == before


def test_cancelling_what_runs_in_the_background(running: Running) -> None:
    with running.client() as client:
        begun = client.responses.create(model="gpt-4o", input="say: later", background=True)
        assert client.responses.cancel(begun.id).status == "cancelled"
        other = client.responses.create(model="gpt-4o", input="say: now")
        with pytest.raises(APIStatusError) as caught:
            client.responses.cancel(other.id)
        assert caught.value.status_code == 400
        for query in ("stream=true", "limit=0", "include=web_search_call.results", "after=x", "x=1"):
            answer = httpx.get(f"{running.url}/v1/responses/{begun.id}/input_items?{query}", headers={"api-key": client.api_key})
            assert answer.status_code == 400, query
