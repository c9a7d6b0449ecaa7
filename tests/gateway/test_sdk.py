"""What the official SDK can do, in Python and in JavaScript, against a simulator behind the gateway; only address and token are ours."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import openai
import pytest
from pydantic import BaseModel

from enclave.simulator.app import Options, Simulator
from enclave.spec.base import Unsafe

pytestmark = pytest.mark.long
MAIL = "jane@example.com"


class Verdict(BaseModel):
    """What a model is asked for."""

    risky: bool
    why: str


TOOL = {
    "type": "function", "name": "look_up",
    "parameters": {"type": "object", "properties": {"who": {"type": "string"}}, "required": ["who"], "additionalProperties": False},
    "strict": True,
}  # fmt: skip
CHAT_TOOL = {"type": "function", "function": {key: value for key, value in TOOL.items() if key != "type"}}


def with_simulator(world, work, **options):
    return with_world(world, work, None, **options)


def with_world(world, work, spec, **options):
    """A simulator behind a gateway whose file is changed by `spec`."""

    async def main():
        async with world(spec) as w:
            w.upstream.serve = Simulator(Options(**options)).handle
            told = await (work(w) if asyncio.iscoroutinefunction(work) else asyncio.to_thread(work, w))
            assert not [request for request in w.upstream.requests if MAIL.encode() in request.body]
            return told

    return main


def both(w):
    yield openai.OpenAI(base_url=f"{w.url}/v1", api_key=w.token(), max_retries=0)
    for version in ("2024-06-01", "2024-10-21", "2025-04-01-preview", "preview"):
        yield openai.AzureOpenAI(azure_endpoint=w.url, api_version=version, azure_ad_token_provider=w.token, max_retries=0)


def test_chat_in_every_way(run, world):
    def work(w):
        for client in both(w):
            ask = {"model": "gpt-4o", "messages": [{"role": "user", "content": f"is {MAIL} at risk?"}]}
            parsed = client.chat.completions.parse(**ask, response_format=Verdict)
            assert isinstance(parsed.choices[0].message.parsed, Verdict)
            raw = client.chat.completions.with_raw_response.create(**ask)
            assert raw.headers["x-request-id"] == raw.headers["x-enclave-request-id"] == raw.headers["apim-request-id"]
            assert raw.parse()._request_id == raw.headers["x-request-id"]
            with client.chat.completions.with_streaming_response.create(**ask) as streamed:
                assert "[REDACTED-EMAIL]" in json.loads(streamed.read())["choices"][0]["message"]["content"]
            with client.chat.completions.stream(**ask, response_format=Verdict) as stream:
                kinds = {event.type for event in stream}
                final = stream.get_final_completion()
            assert {"chunk", "content.delta", "content.done"} <= kinds
            assert isinstance(final.choices[0].message.parsed, Verdict)
            ask["messages"] = [{"role": "user", "content": 'call: look_up {"who": "x"}'}]
            with client.chat.completions.stream(**ask, tools=[CHAT_TOOL]) as stream:
                kinds = {event.type for event in stream}
                final = stream.get_final_completion()
            assert "tool_calls.function.arguments.done" in kinds
            assert json.loads(final.choices[0].message.tool_calls[0].function.arguments) == {"who": "x"}
            client.close()

    run(with_simulator(world, work))


def test_responses_in_every_way(run, world):
    def work(w):
        for client in [*both(w)][::4]:
            answer = client.responses.create(model="gpt-4o", input=f"write to {MAIL}")
            assert "[REDACTED-EMAIL]" in answer.output_text
            again = client.responses.create(model="gpt-4o", input="and now?", previous_response_id=answer.id)
            assert again.previous_response_id == answer.id
            assert client.responses.retrieve(answer.id).output_text == answer.output_text
            assert client.responses.input_items.list(again.id).data
            reference = {"type": "item_reference", "id": answer.output[0].id}
            after = client.responses.create(model="gpt-4o", input=[reference, {"role": "user", "content": "and then?"}])
            assert after.output_text == "[simulated] you said: and then?"
            with client.responses.create(model="gpt-4o", input="say: one two three", background=True, stream=True) as stream:
                begun = [event for event, _ in zip(stream, range(4), strict=False)]
            rest = [*client.responses.retrieve(begun[0].response.id, stream=True, starting_after=3)]
            assert [event.sequence_number for event in (*begun, *rest)] == [*range(4 + len(rest))]
            assert rest[-1].response.output_text == "[simulated] one two three"
            client.responses.delete(again.id)
            with pytest.raises(openai.NotFoundError):
                client.responses.retrieve(again.id)
            parsed = client.responses.parse(model="gpt-4o", input="risky?", text_format=Verdict)
            assert isinstance(parsed.output_parsed, Verdict)
            with client.responses.stream(model="gpt-4o", input='call: look_up {"who": "x"}', tools=[TOOL]) as stream:
                kinds = [event.type for event in stream]
                final = stream.get_final_response()
            assert kinds[0] == "response.created"
            assert kinds[-1] == "response.completed"
            assert "response.function_call_arguments.done" in kinds
            assert json.loads(final.output[0].arguments) == {"who": "x"}
            client.close()

    run(with_simulator(world, work))


PICTURE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="


def seen_and_embedded(usual):
    """Fraud-triage with vectors and a model that thinks first, whose policy lets pictures pass."""
    own, others = usual.projects["fraud-triage"], usual.projects["policy-search"].deployments
    mini = own.deployments["gpt-4o"].model_copy(update={"model": "o4-mini", "version": "2025-04-16", "sku": "GlobalStandard"})
    changes = {
        "deployments": {**own.deployments, "embeddings": others["embeddings"], "thinker": mini},
        "unsafe_allow_global_processing": Unsafe(reason="tests"), "failover_regions": (),
    }  # fmt: skip
    dlp = usual.hub.dlp.model_copy(update={"uninspected": "log"})
    hub = usual.hub.model_copy(update={"dlp": dlp, "models": (*usual.hub.models, "o4-mini")})
    return usual.model_copy(update={"hub": hub, "projects": usual.projects | {"fraud-triage": own.model_copy(update=changes)}})


def test_every_option_of_a_call(run, world):
    """What applications ask for beside a plain answer: each comes, or says that it is not served."""

    def work(w):
        for client in [*both(w)][:3]:
            ask = {"model": "gpt-4o", "messages": [{"role": "user", "content": f"is {MAIL} at risk?"}]}
            chat = client.chat.completions
            several = chat.create(**ask, n=3, seed=5, temperature=0.2, stop=["never"], user="jane", metadata={"a": "b"})
            assert [one.index for one in several.choices] == [0, 1, 2]
            sure = chat.create(**ask | {"messages": [{"role": "user", "content": "hello"}]}, logprobs=True, top_logprobs=2)
            assert "".join(one.token for one in sure.choices[0].logprobs.content) == sure.choices[0].message.content
            *_, last = chat.create(**ask, stream=True, n=2, stream_options={"include_usage": True})
            assert (last.choices, last.usage.total_tokens > 0) == ([], True)
            without = [*chat.create(**ask, stream=True)]
            assert all(one.choices and one.usage is None for one in without)
            guessed = chat.create(**ask, prediction={"type": "content", "content": "a person who is at risk"})
            assert guessed.usage.completion_tokens_details is None or guessed.choices
            content = [{"type": "text", "text": "what is it?"}, {"type": "image_url", "image_url": {"url": PICTURE, "detail": "low"}}]
            assert chat.create(**ask | {"messages": [{"role": "user", "content": content}]}).choices
            calls = 'call: look_up {"who": "x"}\ncall: look_up {"who": "y"}'
            for parallel in (True, False):
                asked = {"tools": [CHAT_TOOL], "tool_choice": "auto", "parallel_tool_calls": parallel}
                told = chat.create(**ask | {"messages": [{"role": "user", "content": calls}]}, **asked).choices[0]
                assert [json.loads(one.function.arguments) for one in told.message.tool_calls][:1] == [{"who": "x"}]
            results = [{"role": "tool", "tool_call_id": one.id, "content": f"is {MAIL}"} for one in told.message.tool_calls]
            again = chat.create(model="gpt-4o", messages=[{"role": "user", "content": calls}, told.message.to_dict(), *results])
            assert again.choices[0].message.content
            thought = chat.create(**ask | {"model": "thinker"}, max_completion_tokens=400, reasoning_effort="low")
            assert thought.usage.completion_tokens_details.reasoning_tokens > 0
            assert len(client.embeddings.create(model="embeddings", input=["a", MAIL], dimensions=64).data[1].embedding) == 64
            packed = client.embeddings.create(model="embeddings", input="a", encoding_format="base64").data[0].embedding
            assert isinstance(packed, str)
            client.close()

    run(with_world(world, work, seen_and_embedded))


def test_responses_with_tools_in_the_background_and_after_one_another(run, world):
    def work(w):
        client = openai.OpenAI(base_url=f"{w.url}/v1", api_key=w.token(), max_retries=0)
        asked = client.responses.create(model="gpt-4o", input='call: look_up {"who": "x"}', tools=[TOOL], parallel_tool_calls=False)
        (call,) = asked.output
        result = [{"type": "function_call_output", "call_id": call.call_id, "output": f"it is {MAIL}"}]
        told = client.responses.create(model="gpt-4o", input=result, previous_response_id=asked.id, tools=[TOOL])
        assert told.previous_response_id == asked.id
        later = client.responses.create(model="gpt-4o", input="hello", background=True)
        assert later.status in ("queued", "in_progress", "completed")
        assert client.responses.retrieve(later.id).id == later.id
        with client.responses.stream(model="gpt-4o", input=f"write to {MAIL}", text_format=Verdict) as stream:
            for _ in stream:
                continue
            assert isinstance(stream.get_final_response().output_parsed, Verdict)
        for refused in ([{"type": "file_search", "vector_store_ids": ["vs_1"]}], [{"type": "web_search"}]):
            with pytest.raises(openai.BadRequestError):
                client.responses.create(model="gpt-4o", input="x", tools=refused)
        client.close()

    run(with_simulator(world, work))


def test_a_stream_that_is_given_up_is_settled_and_recorded(run, world):
    async def work(w):
        client = openai.AsyncOpenAI(base_url=f"{w.url}/v1", api_key=w.token(), max_retries=0)
        ask = {"model": "gpt-4o", "messages": [{"role": "user", "content": "say: " + "word " * 200}], "stream": True}

        async def read():
            async for _ in await client.chat.completions.create(**ask):
                started.set()

        started = asyncio.Event()
        task = asyncio.create_task(read())
        await asyncio.wait_for(started.wait(), 10)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        (completed,) = await w.recorded(1, "completed")
        with pytest.raises(openai.APITimeoutError):
            await client.with_options(timeout=0.02).chat.completions.create(**ask)
        await client.close()
        return completed, await w.recorded(2, "completed")

    completed, _ = run(with_simulator(world, work, delta_ms=5, latency_ms=50))
    assert "client_aborted" in completed.error
    assert 0 < completed.settled_nanousd <= completed.reserved_nanousd


def test_retries_wait_as_long_as_they_are_told(run, world):
    waited: list[float] = []

    async def work(w):
        simulator, told = w.upstream.serve, []

        async def serve(request):
            told.append(request)
            if len(told) < 3:
                return (await Simulator(Options()).handle(request)).__class__(
                    429, ((b"retry-after", b"3"),), b'{"error": {"message": "slow down"}}'
                )
            return await simulator(request)

        w.upstream.serve = serve
        client = openai.AsyncOpenAI(base_url=f"{w.url}/v1", api_key=w.token(), max_retries=4)

        async def sleep(*, retries_taken, max_retries, options, response):
            waited.append(client._calculate_retry_timeout(max_retries - retries_taken, options, response.headers if response else None))

        client._sleep_for_retry = sleep
        answer = await client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "x"}])
        await client.close()
        return answer.choices[0].message.content, len(told)

    content, asked = run(with_simulator(world, work))
    assert (content, asked) == ("[simulated] you said: x", 3)
    assert waited == [3.0, 3.0]


SCRIPT = """
import OpenAI, { AzureOpenAI } from "openai";
const [url, token] = process.argv.slice(2);
const clients = [
  new OpenAI({ baseURL: url + "/v1", apiKey: token, maxRetries: 0 }),
  new AzureOpenAI({ endpoint: url, apiVersion: "2024-10-21", azureADTokenProvider: async () => token, maxRetries: 0 }),
];
const told = [];
for (const client of clients) {
  const messages = [{ role: "user", content: "write to jane@example.com" }];
  const { data, request_id } = await client.chat.completions.create({ model: "gpt-4o", messages }).withResponse();
  let streamed = "";
  for await (const chunk of await client.chat.completions.create({ model: "gpt-4o", messages, stream: true })) {
    streamed += chunk.choices[0]?.delta?.content ?? "";
  }
  const runner = client.chat.completions.stream({ model: "gpt-4o", messages: [{ role: "user", content: 'call: look_up {"who": "x"}' }],
    tools: [{ type: "function", function: { name: "look_up", parameters: { type: "object", properties: { who: {
      type: "string" } } } } }] });
  const final = await runner.finalChatCompletion();
  let refused = "";
  try { await client.chat.completions.create({ model: "nobody", messages }); } catch (error) { refused = `${error.status} ${error.code}`; }
  told.push({ said: data.choices[0].message.content, id: typeof request_id, streamed,
    args: final.choices[0].message.tool_calls[0].function.arguments, refused });
}
const response = await clients[0].responses.create({ model: "gpt-4o", input: "hello" });
const stream = await clients[0].responses.create({ model: "gpt-4o", input: "hello", stream: true, previous_response_id: response.id });
let last = "";
for await (const event of stream) last = event.type;
const embedded = await clients[0].embeddings.create({ model: "gpt-4o", input: "hello" }).catch((error) => error.status);
console.log(JSON.stringify({ told, output: response.output_text, last, models: (await clients[0].models.list()).data.length,
  embedded: typeof embedded }));
"""


def test_the_javascript_sdk(run, world):
    root = Path(__file__).resolve().parents[2] / ".tools" / "node"
    if not shutil.which("node") or not (root / "node_modules" / "openai").is_dir():
        pytest.skip("not run: needs node and `openai` of npm (`make node`)")
    script = root / "sdk-test.mjs"

    def work(w):
        script.write_text(SCRIPT)  # where node looks for packages
        done = subprocess.run(["node", str(script), w.url, w.token()], capture_output=True, text=True, timeout=60, check=False)
        script.unlink()
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    told = run(with_simulator(world, work))
    said = "[simulated] you said: write to [REDACTED-EMAIL]"
    for one in told["told"]:
        assert one == {"said": said, "id": "string", "streamed": said, "args": '{"who": "x"}', "refused": "404 DeploymentNotFound"}
    assert (told["output"], told["last"]) == ("[simulated] you said: hello", "response.completed")
    assert told["models"] >= 1
