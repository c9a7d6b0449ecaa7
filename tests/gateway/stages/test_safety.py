"""Content Safety is asked about every text of a request, by who says it; nothing passes that it finds or that it could not look at."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest

from enclave.wire.message import Response

USUAL = ["analyze", "shieldPrompt", "analyze"]


def error(answer: Any) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["error"]["code"], answer.json()["error"]["message"]


def test_what_policy_stops_ends_the_call_before_it_costs_anything(run: Any, guarded_world: Any) -> None:
    async def main() -> Any:
        async with guarded_world() as (w, service):
            answers = [await w.ask(text) for text in ("a HATE2 word", "a HATE4 word", "now JAILBREAK")]
            records = await w.recorded(3)
            return answers, len(w.upstream.requests), records, service.asked

    (mild, severe, attack), sent, records, asked = run(main)
    assert mild.status_code == 200, "the bank stops hate from medium severity up"
    assert error(severe) == (400, "content_filter", "the request was blocked: policy does not let `hate` pass")
    refused = severe.json()["error"]
    assert (refused["type"], refused["param"], refused["status"]) == ("invalid_request_error", "prompt", 400)
    assert refused["innererror"]["code"] == "ResponsibleAIPolicyViolation"
    result = refused["innererror"]["content_filter_result"]
    assert (result["hate"], result["sexual"]) == ({"filtered": True, "severity": "medium"}, {"filtered": False, "severity": "safe"})
    assert result["jailbreak"] == {"filtered": False, "detected": False}
    assert attack.json()["error"]["innererror"]["content_filter_result"]["jailbreak"] == {"filtered": True, "detected": True}
    assert "HATE" not in severe.text
    assert sent == 1
    done = next(event for event in records if event.kind == "completed")
    assert [(verdict.stage, verdict.outcome) for verdict in done.verdicts] == [
        ("dlp", "pass"), ("safety", "pass"), ("answer", "pass"), ("answer_safety", "pass")
    ]
    first, second = (event for event in records if event.kind == "refused")
    assert (first.stage, first.status, first.reserved_nanousd, first.verdicts[-1].findings) == ("safety", 400, 0, {"hate": 1})
    assert second.verdicts[-1].findings == {"jailbreak": 1}
    assert [kind for kind, _ in asked[:3]] == USUAL


def test_each_is_asked_about_by_who_says_it(run: Any, guarded_world: Any) -> None:
    messages = [
        {"role": "system", "content": "JAILBREAK and INJECT are words"},
        {"role": "user", "content": [{"type": "text", "text": "what is INJECT"}]},
        {"role": "assistant", "content": None, "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
        ]},
        {"role": "tool", "tool_call_id": "c1", "content": "a page with JAILBREAK"},
    ]
    cases: list[tuple[dict[str, Any], bool]] = [
        ({"messages": messages}, True),
        ({"messages": [{"role": "system", "content": "VIOLENCE6"}]}, False),
        ({"messages": [{"role": "assistant", "content": "sure, JAILBREAK"}, {"role": "user", "content": "go on"}]}, False),
        ({"messages": [*messages[:-1], messages[-1] | {"content": "a page with INJECT"}]}, False),
        ({"messages": messages, "tools": [{"type": "function", "function": {"name": "f", "description": "SEXUAL6"}}]}, False),
        ({"messages": messages, "metadata": {"SELFHARM6": "x"}}, False),
    ]

    async def main() -> Any:
        async with guarded_world() as (w, service):
            headers = {"authorization": f"Bearer {w.token()}"}
            passed = [
                (await w.http.post("/v1/chat/completions", json={"model": "gpt-4o"} | body, headers=headers)).status_code == 200
                for body, _ in cases
            ]
            pdf = base64.b64encode(b"plain text that says INJECT in a file " * 9).decode()
            part = {"type": "file", "file": {"filename": "a.txt", "file_data": f"data:text/plain;base64,{pdf}"}}
            attached = await w.ask([{"type": "text", "text": "read"}, part])
            texts = "".join(str(question) for _, question in service.asked)
            given = {"model": "gpt-4o", "input": [
                {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
                {"type": "function_call_output", "call_id": "c", "output": "INJECT"}, {"role": "user", "content": "JAILBREAK?"[:3]},
            ]}
            responded = await w.http.post("/v1/responses", json=given, headers=headers)
            return passed, attached, pdf in texts, responded

    passed, attached, was_sent_encoded, responded = run(main)
    assert passed == [passes for _, passes in cases]
    assert error(attached)[2].endswith("instructions in documents pass")
    assert not was_sent_encoded
    assert error(responded) == (400, "content_filter", "the request was blocked: policy does not let instructions in documents pass")


def test_what_dlp_hides_is_not_told(run: Any, guarded_world: Any) -> None:
    async def main() -> Any:
        async with guarded_world() as (w, service):
            answer = await w.ask("call +49 30 901820 and mail jane.doe@example.com")
            return answer, service.asked

    answer, asked = run(main)
    assert answer.status_code == 200
    assert "mail [REDACTED-EMAIL]" in str(asked)
    assert "jane.doe" not in str(asked)


def test_long_texts_are_asked_about_in_pieces_that_overlap_and_only_once(run: Any, guarded_world: Any) -> None:
    async def main() -> Any:
        async with guarded_world() as (w, service):
            token = w.token()
            sizes = []
            for text in ("x" * 9_996 + "HATE6", "ü" * 9_700 + " \U0001f600" * 6_000, "ü" * 9_700 + " \U0001f600" * 6_000 + " and more"):
                before = len(service.asked)
                answer = await w.ask(text, token=token, max_tokens=16)
                asked = [question.get("text", question.get("userPrompt")) for _, question in service.asked[before:]]
                sizes.append((answer.status_code, [len(text) for text in asked]))
            return sizes

    (cut, whole, again) = run(main)
    assert cut[0] == 400, "what stands across the border of two pieces is seen whole"
    assert sorted(cut[1]) == [201, 201, 10_000, 10_000]
    assert max(whole[1]) <= 10_000
    assert len(again[1]) < len(whole[1]), "the beginning is known"


def test_a_text_that_would_use_up_the_quota_is_not_asked_about(run: Any, guarded_world: Any) -> None:
    async def main() -> Any:
        async with guarded_world() as (w, service):
            return await w.ask("x " * 500_001), len(service.asked)

    answer, asked = run(main)
    assert error(answer)[:2] == (413, "content_safety_too_long")
    assert asked == 0


FAULTS = {
    "nothing listens": None,
    "429": lambda request: Response(429, ((b"retry-after", b"7"),), b"{}"),
    "500": lambda request: Response(500, (), b"{}"),
    "403": lambda request: Response(403, (), b"{}"),
    "garbage": lambda request: Response(200, (), b"<html>"),
    "a list": lambda request: Response(200, (), b"[]"),
    "nothing said": lambda request: Response(200, (), b"{}"),
    "a category less": lambda request: Response(200, (), b'{"categoriesAnalysis":[{"category":"Hate","severity":0}]}'),
    "no number": lambda request: Response(
        200, (), b'{"categoriesAnalysis":[{"category":"Hate"},{"category":"Sexual"},{"category":"Violence"},{"category":"SelfHarm"}]}'
    ),
    "a redirect": lambda request: Response(302, ((b"location", b"http://127.0.0.1:1/"),), b""),
    "too large": lambda request: Response(200, (), b" " * 70_000 + b"{}"),
    "no flag": lambda request: Response(
        200, (), b'{"userPromptAnalysis":{"attackDetected":"no"},"categoriesAnalysis":[{"category":"Hate","severity":0},'
        b'{"category":"Sexual","severity":0},{"category":"Violence","severity":0},{"category":"SelfHarm","severity":0}]}'
    ),
}  # fmt: skip


def test_what_cannot_be_asked_does_not_pass(run: Any, guarded_world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enclave.gateway.content_safety.PAUSE", 0.0)
    monkeypatch.setattr("enclave.gateway.content_safety.SECONDS", 1.0)

    async def hang(_request: Any) -> Response:
        await asyncio.sleep(5)
        return Response(200, (), b"{}")

    async def main() -> Any:
        told: dict[str, Any] = {}
        async with guarded_world() as (w, service):
            token = w.token()
            for number, (name, fault) in enumerate({**FAULTS, "silence": hang}.items()):
                service.fault = fault or (lambda request: Response(404, (), b"{}"))
                told[name] = await w.ask(f"hello {number}", token=token)
            service.fault = lambda request: None
            healed = await w.ask("hello 1", token=token)
            again = iter([Response(503, (), b""), None, None, None, None])
            service.fault = lambda request: next(again)
            tried = await w.ask("hello once more", token=token)
            return told, healed, tried, len(w.upstream.requests), await w.recorded(len(told) + 2)

    told, healed, tried, sent, records = run(main)
    for name, answer in told.items():
        assert error(answer)[:2] == (503, "content_safety_unavailable"), name
        assert answer.headers["retry-after"] == ("7" if name == "429" else "1"), name
    assert (healed.status_code, tried.status_code) == (200, 200)
    assert sent == 2
    refused = [event for event in records if event.kind == "refused"]
    assert {(event.stage, event.status) for event in refused} == {("safety", 503)}
    assert {event.error for event in refused} >= {"Content Safety answered with status 500", "Content Safety's answer is no JSON object"}


def test_a_region_without_content_safety_serves_nothing(run: Any, guarded_world: Any) -> None:
    async def main() -> Any:
        async with guarded_world(urls={}) as (w, _):
            (other,) = w.document.spec.projects["claims-assistant"].deployments
            unasked = await w.ask("HATE6", token=w.token("claims-assistant"), model=other)
            return await w.ask("hello"), unasked

    answer, unasked = run(main)
    assert error(answer)[:2] == (503, "content_safety_unavailable")
    assert unasked.status_code == 200, "another project's policy does not want it asked"


def test_filters_that_are_off_are_not_asked_about(run: Any, guarded_world: Any) -> None:
    async def main() -> Any:
        async with guarded_world() as (w, service):
            rules = w.runtime.projects["fraud-triage"]
            object.__setattr__(rules.policy, "content_filters", {"violence": rules.policy.content_filters["violence"]})
            answer = await w.ask("HATE6 JAILBREAK")
            return answer, service.asked

    answer, asked = run(main)
    assert answer.status_code == 200
    assert {tuple(question["categories"]) for _, question in asked} == {("Violence",)}
