"""What other clients do: `python ask.py NAME URL`, the token in the environment. Says in JSON what each way of asking came to."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

MODEL, EMBEDDINGS, VERSION = "gpt-4o", "embeddings", "2024-10-21"
ASKED = "write to jane@example.com"
CALLS = 'call: look_up {"who": "x"}'
TOKEN = os.environ.get("ENCLAVE_TOKEN", "")


class Verdict(BaseModel):
    """What a model is asked for."""

    risky: bool
    why: str


def use_instructor(url: str) -> dict[str, Any]:
    """Structured output, whole and in parts, by tools and by JSON schema."""
    instructor, openai = importlib.import_module("instructor"), importlib.import_module("openai")
    ask = {"model": MODEL, "messages": [{"role": "user", "content": ASKED}], "response_model": Verdict, "max_retries": 0}
    told: dict[str, Any] = {}
    clients = {
        "openai": openai.OpenAI(base_url=f"{url}/v1", api_key=TOKEN, max_retries=0),
        "azure": openai.AzureOpenAI(azure_endpoint=url, api_version=VERSION, azure_ad_token=TOKEN, max_retries=0),
    }
    for name, client in clients.items():
        for mode in (instructor.Mode.TOOLS_STRICT, instructor.Mode.JSON_SCHEMA):
            wrapped = instructor.from_openai(client, mode=mode)
            told[f"{name} {mode.value}"] = isinstance(wrapped.chat.completions.create(**ask), Verdict)
        wrapped = instructor.from_openai(client, mode=instructor.Mode.TOOLS)
        *_, last = wrapped.chat.completions.create_partial(**ask)
        told[f"{name} partial"] = isinstance(last.risky, bool)
    return told


def use_litellm(url: str) -> dict[str, Any]:
    """LiteLLM's library, in OpenAI's way and in Azure's."""
    litellm = importlib.import_module("litellm")
    told: dict[str, Any] = {}
    parameters = {"type": "object", "properties": {"who": {"type": "string"}}}
    tool = {"type": "function", "function": {"name": "look_up", "parameters": parameters}}
    ways = {
        "openai": {"model": f"openai/{MODEL}", "api_base": f"{url}/v1", "api_key": TOKEN},
        "azure": {"model": f"azure/{MODEL}", "api_base": url, "azure_ad_token": TOKEN, "api_version": VERSION},
    }
    for name, way in ways.items():
        ask = {**way, "messages": [{"role": "user", "content": ASKED}], "num_retries": 0}
        answer = litellm.completion(**ask)
        told[f"{name} says"] = answer.choices[0].message.content
        told[f"{name} counts"] = answer.usage.total_tokens > 0
        told[f"{name} streams"] = "".join(one.choices[0].delta.content or "" for one in litellm.completion(**ask, stream=True))
        asked = {**ask, "messages": [{"role": "user", "content": CALLS}], "tools": [tool]}
        told[f"{name} calls"] = json.loads(litellm.completion(**asked).choices[0].message.tool_calls[0].function.arguments)
        # not by `azure_ad_token`: LiteLLM 1.106 writes that into the body of embeddings, too, and the gateway lets no token pass there
        by_key = {key: value for key, value in way.items() if key != "azure_ad_token"} | {"api_key": TOKEN}
        vectors = litellm.embedding(**{**by_key, "model": f"{name}/{EMBEDDINGS}"}, input=[ASKED])
        told[f"{name} embeds"] = len(vectors.data[0]["embedding"]) > 1
    told["responds"] = litellm.responses(**ways["openai"], input=ASKED).output[0].content[0].text
    return told


def use_llama_index(url: str) -> dict[str, Any]:
    """LlamaIndex's models, in OpenAI's way and in Azure's."""
    llms, azure = importlib.import_module("llama_index.llms.openai"), importlib.import_module("llama_index.llms.azure_openai")
    embeddings = importlib.import_module("llama_index.embeddings.openai")
    core = importlib.import_module("llama_index.core.llms")
    told: dict[str, Any] = {}
    clients = {
        "openai": llms.OpenAI(model=MODEL, api_base=f"{url}/v1", api_key=TOKEN, max_retries=0),
        "azure": azure.AzureOpenAI(
            model=MODEL, engine=MODEL, azure_endpoint=url, api_version=VERSION, use_azure_ad=False, api_key=TOKEN, max_retries=0
        ),
    }
    for name, llm in clients.items():
        told[f"{name} says"] = llm.chat([core.ChatMessage(role="user", content=ASKED)]).message.content
        told[f"{name} streams"] = "".join(part.delta or "" for part in llm.stream_chat([core.ChatMessage(role="user", content=ASKED)]))
        verdict = llm.as_structured_llm(Verdict).complete("risky?").raw
        told[f"{name} structures"] = isinstance(verdict, Verdict)
    embedding = embeddings.OpenAIEmbedding(
        model_name=EMBEDDINGS, api_base=f"{url}/v1", api_key=TOKEN, max_retries=0
    ).get_text_embedding(ASKED)
    told["embeds"] = len(embedding) > 1
    return told


def use_semantic_kernel(url: str) -> dict[str, Any]:
    """Semantic Kernel's chat services, in OpenAI's way and in Azure's."""
    services = importlib.import_module("semantic_kernel.connectors.ai.open_ai")
    contents = importlib.import_module("semantic_kernel.contents")
    openai = importlib.import_module("openai")
    clients = {
        "openai": services.OpenAIChatCompletion(
            ai_model_id=MODEL, async_client=openai.AsyncOpenAI(base_url=f"{url}/v1", api_key=TOKEN, max_retries=0)
        ),
        "azure": services.AzureChatCompletion(  # it takes no address without TLS by itself
            deployment_name=MODEL, async_client=openai.AsyncAzureOpenAI(azure_endpoint=url, api_version=VERSION, azure_ad_token=TOKEN)
        ),
    }

    async def work() -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, service in clients.items():
            history = contents.ChatHistory()
            history.add_user_message(ASKED)
            settings = services.OpenAIChatPromptExecutionSettings(max_tokens=100)
            told[f"{name} says"] = (await service.get_chat_message_contents(history, settings))[0].content
            parts = [part[0].content async for part in service.get_streaming_chat_message_contents(history, settings)]
            told[f"{name} streams"] = "".join(parts)
            settings = services.OpenAIChatPromptExecutionSettings(response_format=Verdict)
            told[f"{name} structures"] = isinstance(
                Verdict.model_validate_json((await service.get_chat_message_contents(history, settings))[0].content), Verdict
            )
        return told

    return asyncio.run(work())


CLIENTS: dict[str, Callable[[str], dict[str, Any]]] = {
    "instructor": use_instructor, "litellm": use_litellm, "llama-index": use_llama_index, "semantic-kernel": use_semantic_kernel,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(CLIENTS[sys.argv[1]](sys.argv[2])))
