"""Recognisers in the file and in the gateway: what they find is hidden in both directions, and what goes wrong is a refusal."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enclave.dlp.recognisers.interface import Said
from enclave.errors import EnclaveError, InputErrors
from enclave.gateway import recognisers as room
from enclave.gateway.recognisers import missing, recognisers
from enclave.spec.dlp import Item, Recogniser
from enclave.spec.load import Document, load
from enclave.spec.policy import policy_digest

NAME = "Ottokar Zwiebelfisch"
BANK = Path(__file__).resolve().parents[2] / "examples" / "bank" / "enclave.yaml"


class Engine:
    """Knows one person, who is in no list of names; breaks and hangs at words."""

    gate = threading.Event()

    def __init__(self, language: str, labels: tuple[str, ...]) -> None:
        pass

    def find(self, texts: list[str]) -> Iterator[list[Said]]:
        for text in texts:
            if "BREAK" in text:
                raise KeyError(text)
            if "HANG" in text:
                self.gate.wait(20)
            if "NONSENSE" in text:
                yield [Said(0, len(text) + 1, "PERSON", 1.0)]
            start = text.find(NAME)
            yield [Said(start, start + len(NAME), "PERSON", 0.9)] if start >= 0 else []


@pytest.fixture
def with_engine(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(sys.modules, "gateway_fixture_engine", sys.modules[__name__])

    def change(spec: Any, **more: Any) -> Any:
        asked = Recogniser.model_validate({"engine": "module", "model": "gateway_fixture_engine:Engine", "seconds": 0.3} | more)
        redact = (*(spec.hub.dlp.redact or ()), Item(entity="person_name"))
        dlp = spec.hub.dlp.model_copy(update={"recognisers": (asked,), "redact": redact})
        return spec.model_copy(update={"hub": spec.hub.model_copy(update={"dlp": dlp})})

    return change


def changed(document: Document, spec: Any) -> Document:
    import dataclasses

    return dataclasses.replace(document, spec=spec)


def test_each_is_loaded_once_and_holds_for_every_project(with_engine):
    document = load(BANK)
    assert recognisers(document) == dict.fromkeys(["", *document.spec.projects], ())
    spec = with_engine(document.spec)
    found = recognisers(changed(document, spec))
    assert {len(some) for some in found.values()} == {1}
    assert len({id(one) for some in found.values() for one in some}) == 1
    assert policy_digest(spec) != policy_digest(document.spec), "what is looked for is part of the policy"
    assert policy_digest(with_engine(document.spec, language="de")) != policy_digest(spec)


def test_what_is_not_installed_and_what_cannot_be_loaded_is_refused_with_its_place(with_engine):
    document = load(BANK)
    asked = changed(document, with_engine(document.spec, engine="gliner", model="x"))
    [error] = missing(asked)
    assert error.hint == "pip install 'secure-ai-enclave[gliner]'"
    assert "enclave.yaml" in str(error.where)
    with pytest.raises(InputErrors):
        recognisers(asked)
    with pytest.raises(EnclaveError, match="cannot load"):
        recognisers(changed(document, with_engine(document.spec, model="gateway_fixture_engine:Nobody")))
    assert "recogniser" in room.WITHOUT


def test_names_are_hidden_in_requests_answers_and_streams(run, world, fake, with_engine):
    async def main():
        async with world(spec=with_engine) as w:
            w.upstream.reply = lambda body: fake.whole(fake.answer(f"Yes, {NAME}."))
            whole = await w.ask(f"Is {NAME} here?")
            sent = w.upstream.bodies[-1]["messages"][0]["content"]
            halves = f"So {NAME} said.\n\nAnd ", "left."
            pieces = [*halves[0], halves[1]]
            w.upstream.reply = lambda body: fake.stream(fake.spoken(*pieces))
            streamed = (await w.ask("x", stream=True)).text
            return whole.json(), sent, streamed

    whole, sent, streamed = run(main)
    assert sent == "Is [REDACTED-PERSON_NAME] here?"
    assert whole["choices"][0]["message"]["content"] == "Yes, [REDACTED-PERSON_NAME]."
    events = [json.loads(line[6:]) for line in streamed.splitlines() if line.startswith("data: {")]
    texts = [choice["delta"].get("content") or "" for event in events for choice in event["choices"]]
    assert "".join(texts) == "So [REDACTED-PERSON_NAME] said.\n\nAnd left."
    assert not any(part in text for text in texts for part in ("Otto", "Zwieb", "fisch"))


def test_one_that_breaks_hangs_or_says_nonsense_refuses(run, world, fake, with_engine):
    async def main():
        async with world(spec=with_engine) as w:
            seen = []
            for word in ("BREAK", "NONSENSE", "HANG", "good"):
                seen.append(await w.ask(f"{word} {NAME}"))
            before = len(w.upstream.requests)
            Engine.gate.set()
            return seen, before

    seen, before = run(main)
    assert [response.status_code for response in seen] == [503, 503, 503, 503], "the last one came while it still hung"
    assert before == 0
    assert all(NAME not in response.text for response in seen)


def test_an_answer_that_breaks_it_is_not_shown(run, world, fake, with_engine):
    async def main():
        async with world(spec=with_engine) as w:
            w.upstream.reply = lambda body: fake.whole(fake.answer(f"BREAK {NAME}"))
            whole = await w.ask("x")
            w.upstream.reply = lambda body: fake.stream(fake.spoken("BREAK ", NAME))
            return whole, await w.ask("x", stream=True)

    whole, streamed = run(main)
    assert whole.status_code == 503
    assert "guard_unavailable" in streamed.text
    assert NAME not in whole.text + streamed.text
    assert "Zwiebel" not in streamed.text
