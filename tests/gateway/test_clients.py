"""Clients that people have: LangChain's and the Azure SDK's, unchanged but for the address and the token."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from openai import PermissionDeniedError
from pydantic import BaseModel

pytestmark = pytest.mark.long
@pytest.fixture(scope="module", autouse=True)
def clients() -> None:
    """Loaded when they are needed only: every run of any test would have to wait for them."""
    inference.clients = importlib.import_module("azure.ai.inference")
    inference.models = importlib.import_module("azure.ai.inference.models")
    langchain.messages = importlib.import_module("langchain_core.messages")
    langchain.openai = importlib.import_module("langchain_openai")


inference, langchain = SimpleNamespace(), SimpleNamespace()
VERSION = "2024-10-21"


class Verdict(BaseModel):
    """What a model is asked for."""

    risky: bool
    why: str


def in_thread(world, reply, work: Callable, **options):
    async def main():
        async with world() as w:
            w.upstream.reply = reply
            result = await asyncio.to_thread(work, w, w.token(**options))
            return result, w.upstream.bodies, await w.recorded(1)

    return main


def langchain_azure(w, token):
    return langchain.openai.AzureChatOpenAI(
        azure_endpoint=w.url, azure_deployment="gpt-4o", api_version=VERSION, azure_ad_token=token, max_retries=0
    )


def langchain_openai(w, token):
    return langchain.openai.ChatOpenAI(base_url=f"{w.url}/v1", api_key=token, model="gpt-4o", max_retries=0)


@pytest.mark.parametrize("client", [langchain_azure, langchain_openai])
def test_langchain_asks_streams_and_calls_tools(run, world, fake, client):
    call = {"id": "call_1", "type": "function", "function": {"name": "Verdict", "arguments": '{"risky": true, "why": "new account"}'}}
    message = {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}
    tools = fake.answer() | {"choices": [{"index": 0, "message": message, "finish_reason": "tool_calls", "logprobs": None}]}

    def reply(body):
        if body.get("stream"):
            return fake.stream(fake.spoken("three", " little", " words"))
        return fake.whole(tools if body.get("tools") else fake.answer("fine"))

    def work(w, token):
        chat = client(w, token)
        messages = [langchain.messages.SystemMessage("be brief"), langchain.messages.HumanMessage("is jane@example.com at risk?")]
        answer = chat.invoke(messages)
        streamed = "".join(part.text for part in chat.stream(messages))
        bound = chat.bind_tools([Verdict])
        return answer, streamed, bound.invoke(messages).tool_calls

    (answer, streamed, calls), bodies, _ = run(in_thread(world, reply, work))
    assert answer.content == "fine"
    assert answer.usage_metadata["total_tokens"] == 30
    assert streamed == "three little words"
    assert [(one["name"], one["args"]) for one in calls] == [("Verdict", {"risky": True, "why": "new account"})]
    assert "jane@example.com" not in json.dumps(bodies)


def test_langchain_gets_structured_output(run, world, fake):
    def work(w, token):
        chat = langchain_azure(w, token).with_structured_output(Verdict, method="json_schema")
        return chat.invoke("is it risky?")

    result, bodies, _ = run(in_thread(world, lambda body: fake.whole(fake.answer('{"risky": false, "why": "old customer"}')), work))
    assert result == Verdict(risky=False, why="old customer")
    assert bodies[0]["response_format"]["type"] == "json_schema"


def test_langchain_hears_what_is_forbidden(run, world, fake):
    def work(w, token):
        with pytest.raises(PermissionDeniedError, match="needs the role"):
            langchain_azure(w, token).invoke("hello")

    _, bodies, (refused,) = run(in_thread(world, lambda body: fake.whole(fake.answer()), work, role="auditor"))
    assert bodies == []
    assert refused.kind == "refused"


def test_langchain_embeds(run, world, fake):
    def reply(body):
        inputs = body["input"] if isinstance(body["input"], list) else [body["input"]]
        vectors = [{"object": "embedding", "index": index, "embedding": [0.5, 0.25]} for index in range(len(inputs))]
        return fake.whole({"object": "list", "data": vectors, "model": body["model"], "usage": {"prompt_tokens": 4, "total_tokens": 4}})

    def work(w, token):
        embeddings = langchain.openai.OpenAIEmbeddings(
            base_url=f"{w.url}/v1", api_key=token, model="embeddings", check_embedding_ctx_length=False, max_retries=0, dimensions=None,
        )
        return embeddings.embed_documents(["one", "two"])

    result, _, _ = run(in_thread(world, reply, work, project="policy-search"))
    assert result == [[0.5, 0.25], [0.5, 0.25]]


def of(kind, w, deployment, token):
    """A client of the Azure SDK for one deployment."""
    return kind(f"{w.url}/openai/deployments/{deployment}", AzureKeyCredential(token), api_version=VERSION)


def test_the_azure_sdk_asks_and_streams(run, world, fake):
    def work(w, token):
        with of(inference.clients.ChatCompletionsClient, w, "gpt-4o", token) as client:
            messages = [inference.models.SystemMessage("be brief"), inference.models.UserMessage("hello")]
            answer = client.complete(messages=messages, max_tokens=20)
            stream = client.complete(messages=messages, stream=True)
            streamed = "".join(update.choices[0].delta.content or "" for update in stream if update.choices)
        return answer.choices[0].message.content, answer.usage.total_tokens, streamed

    def reply(body):
        return fake.stream(fake.spoken("three", " words")) if body.get("stream") else fake.whole(fake.answer("fine"))

    result, _, _ = run(in_thread(world, reply, work))
    assert result == ("fine", 30, "three words")


def test_the_azure_sdk_asks_where_model_inference_is(run, world, fake):
    """`/models`, with the deployment in the body."""

    def work(w, token):
        with inference.clients.ChatCompletionsClient(f"{w.url}/models", AzureKeyCredential(token)) as client:
            messages = [inference.models.UserMessage("write to jane@example.com")]
            answer = client.complete(messages=messages, model="gpt-4o", model_extras={"logprobs": False})
            streamed = "".join(
                update.choices[0].delta.content or ""
                for update in client.complete(messages=messages, model="gpt-4o", stream=True) if update.choices
            )  # fmt: skip
            with pytest.raises(HttpResponseError) as caught:
                client.get_model_info()
        return answer.choices[0].message.content, streamed, caught.value.status_code

    def reply(body):
        return fake.stream(fake.spoken("three", " words")) if body.get("stream") else fake.whole(fake.answer("fine"))

    result, bodies, _ = run(in_thread(world, reply, work))
    assert result == ("fine", "three words", 404)
    assert "jane@example.com" not in json.dumps(bodies)


def test_the_azure_sdk_embeds_and_hears_refusals(run, world, fake):
    def work(w, token):
        with of(inference.clients.EmbeddingsClient, w, "embeddings", token) as client:
            found = client.embed(input=["one"])
        with (
            of(inference.clients.ChatCompletionsClient, w, "nobody", token) as client,
            pytest.raises(HttpResponseError) as caught,
        ):
            client.complete(messages=[inference.models.UserMessage("hello")])
        return found.data[0].embedding, caught.value.status_code, caught.value.error.code

    def reply(body):
        document = {"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": [1.0]}], "model": "x"}
        return fake.whole(document | {"usage": {"prompt_tokens": 1, "total_tokens": 1}})

    result, _, _ = run(in_thread(world, reply, work, project="policy-search"))
    assert result == ([1.0], 404, "DeploymentNotFound")
