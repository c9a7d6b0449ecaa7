"""Values that are tokenised: the model gets surrogates, the caller gets his values back, and nobody else does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from enclave.dlp.surrogate import LENGTH, SYMBOLS
from enclave.errors import EnclaveError
from enclave.gateway.conversations import Conversations
from enclave.gateway.guard import Guard
from enclave.gateway.vaults import KEY_VARIABLE
from enclave.spec.dlp import Dlp
from enclave.spec.handling import Action, Handling
from enclave.spec.policy import Policy
from enclave.spec.surrogates import Standing

MAIL = "jane.doe@example.com"
WORD = re.compile(f"EMAIL_[{SYMBOLS}]{{{LENGTH}}}")
DAY = 24 * 3600


def tokenising(**surrogates: Any) -> Any:
    """A file whose projects tokenise addresses and block cards."""

    def change(spec: Any) -> Any:
        dlp = Dlp.model_validate({"block": ["credit_card"], "redact": ["phone"], "tokenise": ["email"], "surrogates": surrogates})
        projects = {name: project.model_copy(update={"dlp": Dlp()}) for name, project in spec.projects.items()}
        return spec.model_copy(update={"hub": spec.hub.model_copy(update={"dlp": dlp}), "projects": projects})

    return change


def said(body: dict[str, Any]) -> str:
    return str(body["messages"][-1]["content"])


def echo(fake: Any) -> Any:
    """A model that repeats what it was told."""
    return lambda body: fake.whole(fake.answer(choices=[
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": f"**{said(body)}** and x@made.example"}}
    ]))


def test_the_model_gets_a_surrogate_and_the_caller_the_value(run: Any, world: Any, fake: Any) -> None:
    async def main() -> Any:
        async with world(spec=tokenising()) as w:
            w.upstream.reply = echo(fake)
            first, second = await w.ask(f"write to {MAIL}"), await w.ask(f"again: {MAIL}")
            return [first.json(), second.json()], w.upstream.bodies, await w.recorded(4)

    answers, sent, records = run(main)
    surrogates = [WORD.search(said(body)) for body in sent]
    assert all(surrogates)
    assert len({found[0] for found in surrogates if found}) == 1, "it stays the same from turn to turn"
    assert MAIL not in str(sent)
    assert answers[0]["choices"][0]["message"]["content"] == f"**write to {MAIL}** and [REDACTED-EMAIL]"
    assert MAIL not in str(records)


def test_streams_come_back_too_however_they_are_cut(run: Any, world: Any, fake: Any) -> None:
    async def main() -> Any:
        async with world(spec=tokenising()) as w:
            def reply(body: dict[str, Any]) -> Any:
                text = said(body).replace("_", "\\_")
                return fake.stream(fake.spoken(*text))  # one character at a time

            w.upstream.reply = reply
            response = await w.ask(f"write to {MAIL}, now", stream=True)
            return response.text

    deltas = [json.loads(line[6:]) for line in run(main).splitlines() if line.startswith("data: {")]
    text = "".join(choice["delta"].get("content") or "" for delta in deltas for choice in delta["choices"])
    assert text == f"write to {MAIL}, now"


@pytest.mark.parametrize("allowed", [False, True])
def test_tool_arguments_get_values_only_where_policy_says_so(run: Any, world: Any, fake: Any, allowed: bool) -> None:
    value = 'jane.doe@example.com'

    def called(body: dict[str, Any]) -> dict[str, Any]:
        arguments = json.dumps({"to": said(body)})
        return {"id": "call_1", "type": "function", "function": {"name": "send", "arguments": arguments}}

    async def main() -> Any:
        async with world(spec=tokenising(tool_arguments=allowed)) as w:
            w.upstream.reply = lambda body: fake.whole(fake.answer(choices=[
                {"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "content": None, "tool_calls": [called(body)]}}
            ]))
            whole = (await w.ask(value)).json()["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
            w.upstream.reply = lambda body: fake.stream(fake.sse(
                fake.chunk({"tool_calls": [{"index": 0, **called(body)}]}), fake.chunk(finish="tool_calls")
            ))
            return whole, (await w.ask(value, stream=True)).text

    whole, streamed = run(main)
    deltas = [json.loads(line[6:]) for line in streamed.splitlines() if line.startswith("data: {")]
    calls = [call for delta in deltas for choice in delta["choices"] for call in choice["delta"].get("tool_calls", [])]
    pieces = [call["function"].get("arguments", "") for call in calls]
    for arguments in (whole, "".join(pieces)):
        assert (json.loads(arguments) == {"to": value}) is allowed
        assert bool(WORD.search(arguments)) is not allowed


def test_a_surrogate_that_was_not_put_back_stays_itself_in_the_next_turn(run: Any, world: Any, fake: Any) -> None:
    async def main() -> Any:
        async with world(spec=tokenising(form="alike")) as w:
            w.upstream.reply = echo(fake)
            await w.ask(MAIL)
            sent = said(w.upstream.bodies[0])
            answer = await w.ask(f"{sent} wrote")
            return sent, said(w.upstream.bodies[1]), answer.json()["choices"][0]["message"]["content"]

    first, second, answer = run(main)
    assert re.fullmatch(r"[a-z]{4}\.[a-z]{3}@[a-z]{7}\.invalid", first)
    assert second == f"{first} wrote"
    assert answer == f"**{MAIL} wrote** and [REDACTED-EMAIL]"


def test_nobody_else_gets_the_value(run: Any, world: Any, fake: Any) -> None:
    async def main() -> Any:
        async with world(spec=tokenising()) as w:
            w.upstream.reply = echo(fake)
            await w.ask(MAIL)
            word = said(w.upstream.bodies[0])
            others = [
                await w.ask(word, token=w.token(caller="joe")),
                await w.ask(word, token=w.token("claims-assistant")),
                await w.ask(word, headers={"x-enclave-conversation": "another"}),
            ]
            return word, [other.json()["choices"][0]["message"]["content"] for other in others]

    word, others = run(main)
    assert all(other.startswith(f"**{word}**") for other in others)


def test_what_is_blocked_or_redacted_is_not_tokenised(run: Any, world: Any, fake: Any) -> None:
    async def main() -> Any:
        async with world(spec=tokenising()) as w:
            w.upstream.reply = echo(fake)
            blocked = await w.ask(f"{MAIL} 4111-1111-1111-1111")
            redacted = await w.ask("call (212) 555-0123 please")
            return blocked.status_code, said(w.upstream.bodies[0]), redacted.json()["choices"][0]["message"]["content"]

    status, sent, answer = run(main)
    assert status == 400
    assert sent == "call [REDACTED-PHONE] please"
    assert "555" not in answer


def test_the_next_gateway_puts_back_what_the_last_one_hid(run: Any, world: Any, fake: Any) -> None:
    async def main() -> Any:
        async with world(spec=tokenising()) as w:
            w.upstream.reply = echo(fake)
            await w.ask(MAIL)
            word = said(w.upstream.bodies[0])
        async with world(spec=tokenising()) as w:
            w.upstream.reply = echo(fake)
            return (await w.ask(word)).json()["choices"][0]["message"]["content"]

    assert run(main) == f"**{MAIL}** and [REDACTED-EMAIL]"


def test_a_lost_key_is_said_at_the_start(run: Any, world: Any, tmp_path: Path) -> None:
    async def main() -> None:
        async with world(spec=tokenising()) as w:
            await w.ask(MAIL)

    run(main)
    with pytest.raises(EnclaveError, match="was sealed with key"):
        Conversations(tmp_path / "data", "tenant", {KEY_VARIABLE: "ab" * 32})
    old = (tmp_path / "data" / "vault.key").read_text().strip()
    Conversations(tmp_path / "data", "tenant", {KEY_VARIABLE: f"{'ab' * 32},{old}"}).close()


def test_without_tokenised_entities_there_is_no_vault(run: Any, world: Any, tmp_path: Path) -> None:
    async def main() -> None:
        async with world() as w:
            await w.ask(MAIL)

    run(main)
    assert not list(tmp_path.rglob("vault*"))


def test_a_vault_that_fails_refuses_the_call(run: Any, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> Any:
        async with world(spec=tokenising()) as w:
            w.runtime._conversations.close()
            return await w.ask(MAIL), w.upstream.requests

    response, sent = run(main)
    assert response.status_code >= 500
    assert sent == []
    assert MAIL not in response.text


def guard(standing: Standing) -> Guard:
    return Guard(Policy(dlp={"email": Handling.of(Action.TOKENISE)}, surrogates=standing))


def test_values_are_over_after_their_time(tmp_path: Path) -> None:
    now = 1_800_000_000.0
    conversations = Conversations(tmp_path, "tenant", {}, lambda: now)
    rules = guard(Standing(alike=False, minutes=60))

    def back(text: str) -> str:
        restorer = conversations.of("p", ("jane", ""), rules.standing, rules.scanner).restorer()
        return restorer.push(text) + restorer.finish()

    match = rules.scanner.scan(MAIL)[0]
    word = conversations.of("p", ("jane", ""), rules.standing, rules.scanner).stand_for(match, MAIL)
    assert back(word) == MAIL
    now += 3599
    assert back(word) == MAIL
    now += 1
    assert back(word) == word
    assert conversations.forget() == 1


def test_other_projects_and_keys_make_other_surrogates(tmp_path: Path) -> None:
    rules = guard(Standing(alike=False))
    match = rules.scanner.scan(MAIL)[0]
    first = Conversations(tmp_path / "a", "tenant", {})
    other = Conversations(tmp_path / "b", "tenant", {})
    made = [one.of(project, ("jane", ""), rules.standing, rules.scanner) for one, project in ((first, "p"), (first, "q"), (other, "p"))]
    assert len({one.stand_for(match, MAIL) for one in made}) == 3


def test_responses_say_the_values_in_every_copy_but_not_to_programs(run: Any, world: Any, fake: Any) -> None:
    def document(body: dict[str, Any]) -> dict[str, Any]:
        text = body["input"]
        part = {"type": "output_text", "text": text, "annotations": []}
        return {
            "id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": "m",
            "output": [
                {"id": "msg_1", "type": "message", "role": "assistant", "content": [part]},
                {"id": "fc_1", "type": "function_call", "call_id": "c", "name": "f", "arguments": text},
            ],
            "usage": {"input_tokens": 5, "output_tokens": 5},
        }  # fmt: skip

    def events(body: dict[str, Any]) -> Any:
        answer, texts = document(body), (("output_text", "text", 0), ("function_call_arguments", "arguments", 1))
        told: list[dict[str, Any]] = [{"type": "response.created", "response": answer | {"output": []}}]
        for kind, member, index in texts:
            at = {"item_id": answer["output"][index]["id"], "output_index": index, "content_index": 0}
            told += [{"type": f"response.{kind}.delta", "delta": character, **at} for character in body["input"]]
            told += [{"type": f"response.{kind}.done", member: body["input"], **at}]
            told += [{"type": "response.output_item.done", "output_index": index, "item": answer["output"][index]}]
        told += [{"type": "response.completed", "response": answer}]
        return fake.stream([b"data: " + json.dumps(event).encode() + b"\n\n" for event in told])

    async def main() -> Any:
        async with world(spec=tokenising()) as w:
            headers, body = {"authorization": f"Bearer {w.token()}"}, {"model": "gpt-4o", "input": f"write to {MAIL}"}
            w.upstream.reply = lambda body: fake.whole(document(body))
            whole = (await w.http.post("/v1/responses", json=body, headers=headers)).json()
            w.upstream.reply = events
            streamed = (await w.http.post("/v1/responses", json=body | {"stream": True}, headers=headers)).text
            return whole, [json.loads(line[6:]) for line in streamed.splitlines() if line.startswith("data: ")], w.upstream.bodies

    whole, streamed, sent = run(main)
    assert all(WORD.search(body["input"]) and MAIL not in body["input"] for body in sent)
    for output in (whole["output"], streamed[-1]["response"]["output"]):
        assert output[0]["content"][0]["text"] == f"write to {MAIL}"
        assert WORD.search(output[1]["arguments"])
    said = "".join(event["delta"] for event in streamed if event["type"] == "response.output_text.delta")
    assert said == f"write to {MAIL}"
    assert MAIL not in json.dumps([event for event in streamed if "arguments" in event or event.get("output_index") == 1])
