"""Which surface a path is for, under every base; and what is refused by name."""

from __future__ import annotations

import re
from pathlib import Path

import openai
import pytest

from enclave.gateway import routes
from enclave.gateway.routes import REFUSED, SURFACES, find


def test_what_can_be_called_is_this_and_nothing_else():
    """No administration, no templates, no code."""
    assert [(surface.method, surface.path) for surface in SURFACES] == [
        ("POST", "chat/completions"), ("POST", "responses"), ("GET", "responses/*"), ("DELETE", "responses/*"),
        ("POST", "responses/*/cancel"), ("GET", "responses/*/input_items"), ("POST", "embeddings"), ("POST", "completions"),
        ("POST", "images/generations"), ("POST", "images/variations"), ("POST", "images/edits"), ("POST", "audio/speech"),
        ("POST", "audio/transcriptions"),
        ("POST", "audio/translations"), ("POST", "files"), ("GET", "files"), ("GET", "files/*"), ("DELETE", "files/*"),
        ("GET", "files/*/content"), ("POST", "uploads"), ("POST", "uploads/*/parts"), ("POST", "uploads/*/complete"),
        ("POST", "uploads/*/cancel"), ("POST", "batches"), ("GET", "batches"), ("GET", "batches/*"), ("POST", "batches/*/cancel"),
        ("POST", "vector_stores"), ("GET", "vector_stores"), ("GET", "vector_stores/*"), ("POST", "vector_stores/*"),
        ("DELETE", "vector_stores/*"), ("POST", "vector_stores/*/search"), ("POST", "vector_stores/*/files"),
        ("GET", "vector_stores/*/files"), ("GET", "vector_stores/*/files/*"), ("POST", "vector_stores/*/files/*"),
        ("DELETE", "vector_stores/*/files/*"), ("GET", "vector_stores/*/files/*/content"), ("POST", "vector_stores/*/file_batches"),
        ("GET", "vector_stores/*/file_batches/*"), ("POST", "vector_stores/*/file_batches/*/cancel"),
        ("GET", "vector_stores/*/file_batches/*/files"),
        ("GET", "realtime"), ("GET", "models"), ("GET", "models/*"),
    ]  # fmt: skip
    assert all("identity" in [stage.id for stage in surface.stages][:1] for surface in SURFACES)


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.operation)
def test_every_surface_under_every_base(surface):
    path = surface.path.replace("*", "a%20b")
    resource = "a b" if "*" in surface.path else ""
    for base in ("/v1/", "/openai/v1/"):
        found = find(surface.method, base + path, "api-version=preview")
        assert (found.surface, found.deployment, found.resource) == (surface, "", resource)
        assert find("PATCH", base + path, "").refusal.status == 405
    dated = find(surface.method, "/openai/" + path, "api-version=2024-10-21")
    assert (dated.surface, dated.resource) == (surface, resource)
    assert find(surface.method, "/openai/" + path, "").refusal.status == 404
    within = find(surface.method, "/openai/deployments/d%2D1/" + path, "api-version=2024-10-21")
    assert (within.surface, within.deployment) == ((surface, "d-1") if surface.in_deployment else (None, ""))


def test_what_is_not_served_is_refused_by_name():
    for name in [one for one in REFUSED if " " not in one]:
        for base in ("/v1/", "/openai/v1/", "/openai/", "/openai/deployments/gpt-4o/"):
            found = find("POST", f"{base}{name}" if name in ("images", "responses/compact") else f"{base}{name}/a/b", "api-version=1")
            assert found.surface is None
            assert (found.refusal.status, found.refusal.code) == (403, "surface_not_allowed"), base + name
            assert f"`{name.partition('/')[0]}" in found.refusal.message


CALLED = re.compile(
    r'self\._(get|post|put|patch|delete|get_api_list)\(\s*(?:path_template\(\s*)?"(/[^"?]*)[^"]*"(.*?)\n        \)\n', re.DOTALL
)
LISTED = re.compile(r'method="(\w+)"')
OTHERWISE = {("DELETE", "/models/x")}
"""Refused as another method of what is served: a model that somebody trained is not served at all."""


def test_every_path_that_the_sdk_knows_is_served_or_refused_by_name():
    """Of the SDK that is installed, so that what a newer one knows is asked about here."""
    asked = set()
    for file in Path(openai.__file__).parent.joinpath("resources").rglob("*.py"):
        for kind, path, rest in CALLED.findall(file.read_text()):
            listed = LISTED.search(rest)
            method = "GET" if kind == "get_api_list" else kind.upper()
            asked.add((listed[1].upper() if listed is not None and kind == "get_api_list" else method, re.sub(r"\{\w+\}", "x", path)))
    assert len(asked) > 150
    told = {(method, path): find(method, f"/v1{path}", "") for method, path in asked if (method, path) not in OTHERWISE}
    assert [one for one, found in told.items() if found.surface is None and found.refusal.code != "surface_not_allowed"] == []


def test_what_only_another_method_is_served_of_is_refused_by_name():
    """A list of stored chats; one socket for many responses, which clients open with GET."""
    for name in ("chat/completions", "responses"):
        for base in ("/v1/", "/openai/v1/", "/openai/"):
            assert find("GET", base + name, "api-version=1").refusal.code == "surface_not_allowed"
            assert find("POST", base + name, "api-version=1").surface is not None
            assert find("PUT", base + name, "api-version=1").refusal.status == 405


def test_model_inference_has_chat_and_embeddings():
    for surface in SURFACES:
        found = find(surface.method, f"/models/{surface.path}", "api-version=2024-05-01-preview")
        assert found.surface is (surface if surface.path in ("chat/completions", "embeddings") else None), surface.path
    assert find("POST", "/models/chat/completions", "").refusal.status == 404
    assert find("GET", "/models/embeddings", "api-version=1").refusal.status == 405
    assert find("GET", "/models/info", "api-version=1").refusal.status == 404


def test_other_paths_are_not_found():
    for path in ("/", "/v1", "/v1/", "/v1/responses/", "/v1/responses//cancel", "/v1/modelsx", "/V1/models", "/openai", "/v2/models"):
        assert find("GET", path, "api-version=1").refusal.status == 404, path


def test_the_hot_paths_need_no_search(monkeypatch):
    monkeypatch.setattr(routes, "_below", None)
    assert find("POST", "/v1/chat/completions", "").surface is routes.CHAT


def test_a_deployment_has_a_name_and_no_path_is_tidied_up():
    for path in (
        "/openai/deployments//chat/completions", "/v1//chat/completions", "//v1/chat/completions", "/v1/./chat/completions",
        "/v1/../v1/chat/completions", "/V1/chat/completions", "/v1/chat%2fcompletions", "/v1/chat/completions/", "/openai/deployments/",
    ):  # fmt: skip
        assert find("POST", path, "api-version=1").surface is None, path
