"""Paths, methods and models; and the promise that the same request gets the same answer."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from enclave.simulator.answer import EVENTS, MODELS, answer
from enclave.simulator.script import Usage

VERSION = "api-version=2024-10-21"
Body = Callable[..., bytes]


@pytest.mark.parametrize(
    ("path", "query", "model", "azure"),
    [
        ("/openai/deployments/gpt-4o/chat/completions", VERSION, "gpt-4o", True),
        ("/openai/deployments/my%20chat/chat/completions", VERSION, "my chat", True),
        ("/openai/v1/chat/completions", "", "gpt-4o", True),
        ("/openai/v1/chat/completions", "api-version=preview", "gpt-4o", True),
        ("/v1/chat/completions", "", "gpt-4o", False),
    ],
)
def test_the_three_families_of_paths(path: str, query: str, model: str, azure: bool, chat_body: Body) -> None:
    reply = answer("POST", path, query, chat_body("hello"))
    document = json.loads(reply.frames[0])
    assert (reply.status, reply.model, document["model"]) == (200, model, model)
    assert ("prompt_filter_results" in document) is azure
    assert document["choices"][0]["message"]["content"].startswith("[simulated] ")
    assert document["system_fingerprint"] == "fp_simulation"
    assert answer("POST", path, query, chat_body("hello")) == reply
    assert answer("POST", path, query, chat_body("hello!")).frames != reply.frames


@pytest.mark.parametrize(
    ("method", "path", "query", "status"),
    [
        ("POST", "/openai/deployments/gpt-4o/chat/completions", "", 404),
        ("POST", "/openai/deployments//chat/completions", VERSION, 404),
        ("POST", "/openai/deployments/gpt-4o/images/generations", VERSION, 404),
        ("POST", "/chat/completions", "", 404),
        ("POST", "/v1/chat/completions/", "", 404),
        ("GET", "/v1/chat/completions", "", 405),
        ("POST", "/v1/models", "", 405),
        ("GET", "/v1/models/lost", "", 404),
    ],
)
def test_other_paths_and_methods(method: str, path: str, query: str, status: int, chat_body: Body) -> None:
    reply = answer(method, path, query, chat_body())
    assert (reply.status, reply.usage) == (status, None)
    assert set(json.loads(reply.frames[0])["error"]) == {"message", "type", "param", "code"}


def test_the_body_must_be_json_and_name_a_model(chat_body: Body) -> None:
    assert answer("POST", "/v1/chat/completions", "", b"{").status == 400
    assert answer("POST", "/v1/chat/completions", "", b"[]").status == 400
    reply = answer("POST", "/v1/chat/completions", "", chat_body(model=""))
    assert json.loads(reply.frames[0])["error"]["param"] == "model"


def test_with_a_list_of_models_others_do_not_exist(chat_body: Body) -> None:
    models = ("gpt-4o",)
    assert answer("POST", "/v1/chat/completions", "", chat_body(), models).status == 200
    missing = answer("POST", "/v1/chat/completions", "", chat_body(model="gpt-5"), models)
    assert (missing.status, json.loads(missing.frames[0])["error"]["code"]) == (404, "model_not_found")
    gone = answer("POST", "/openai/deployments/x/chat/completions", VERSION, chat_body(), models)
    assert (gone.status, json.loads(gone.frames[0])["error"]["code"]) == (404, "DeploymentNotFound")


def test_models_are_listed() -> None:
    listed = json.loads(answer("GET", "/v1/models", "", b"").frames[0])
    assert [entry["id"] for entry in listed["data"]] == list(MODELS)
    assert json.loads(answer("GET", "/openai/v1/models/gpt-4o", "", b"").frames[0])["owned_by"] == "simulation"


def test_usage_is_told_in_streams_only_when_asked_for(chat_body: Body) -> None:
    plain = answer("POST", "/v1/chat/completions", "", chat_body(stream=True))
    asked = answer("POST", "/v1/chat/completions", "", chat_body(stream=True, stream_options={"include_usage": True}))
    hidden = answer("POST", "/v1/chat/completions", "", chat_body(stream=True, stream_options={"include_usage": True}), usage=False)
    assert plain.content_type == asked.content_type == EVENTS
    assert [b'"usage":{' in b"".join(reply.frames) for reply in (plain, asked, hidden)] == [False, True, False]
    assert plain.usage == asked.usage == hidden.usage


def test_embeddings_on_every_family() -> None:
    body = json.dumps({"model": "text-embedding-3-small", "input": "hello", "dimensions": 4}).encode()
    for path in ("/openai/deployments/e/embeddings", "/openai/v1/embeddings", "/v1/embeddings"):
        reply = answer("POST", path, VERSION, body)
        assert reply.usage == Usage(prompt=1)
        assert len(json.loads(reply.frames[0])["data"][0]["embedding"]) == 4
