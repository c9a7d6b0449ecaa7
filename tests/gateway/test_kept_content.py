"""Where the file says so, prompts and answers are kept as the guards left them; the log has a commitment and no hash of them."""

from __future__ import annotations

import base64

import msgspec
import pytest

from enclave.audit.anchoring import FOLDER, State
from enclave.audit.content import VARIABLE, ContentStore, load_key
from enclave.audit.verify import verify
from enclave.errors import EnclaveError, InputError
from enclave.gateway.runtime import _contents
from enclave.spec.audit import Audit

CARD = "4111-1111-1111-1111"


def keeping(spec):
    return spec.model_copy(update={"audit": Audit(content="encrypted")})


def test_content_is_kept_as_the_guards_left_it(run, world, fake, tmp_path):
    async def main():
        async with world(spec=keeping) as w:
            mail = "write to jane@example.com"
            w.upstream.reply = lambda body: fake.stream(fake.spoken(mail)) if body.get("stream") else fake.whole(fake.answer(mail))
            trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            await w.ask("I am jane@example.com", headers={"traceparent": trace})
            await w.ask("and again", stream=True)
            await w.ask(f"my card is {CARD}")
            return await w.recorded(5)

    records = run(main)
    store = ContentStore(tmp_path / "data", load_key(tmp_path / "data", {}))
    completed = [event for event in records if event.kind == "completed"]
    kept = [store.read(event.request_id) for event in completed]
    store.close()
    assert [said for _, said in kept] == [event.content_commitment for event in completed]
    assert b"[REDACTED-EMAIL]" in kept[0][0].prompt
    assert b"[REDACTED-EMAIL]" in kept[0][0].answer
    assert b"and again" in kept[1][0].prompt
    assert b"[REDACTED-EMAIL]" in kept[1][0].answer
    assert kept[1][0].answer.endswith(b"data: [DONE]\n\n")
    assert not any(b"jane@" in part for content, _ in kept for part in (content.prompt, content.answer))
    assert {event.prompt_sha256 + event.answer_sha256 for event in records} == {""}
    assert completed[0].trace_id == "0af7651916cd43dd8448eb211c80319c"
    assert completed[1].trace_id == ""
    files = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    for word in (CARD.encode(), b"and again", b"I am "):
        assert word not in files
    assert verify(tmp_path / "data").ok


def test_nothing_is_kept_by_default(run, world, tmp_path):
    async def main():
        async with world() as w:
            await w.ask("hello")
            return await w.recorded(2)

    for event in run(main):
        assert (len(event.prompt_sha256), event.content_commitment) == (64, "")
    assert not (tmp_path / "data" / "content").exists()
    assert not (tmp_path / "data" / "keys" / "content.key").exists()


def test_a_bad_key_stops_the_start(document, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, base64.b64encode(b"short").decode())
    with pytest.raises(InputError, match="not 32 bytes"):
        _contents(keeping(document.spec), tmp_path)
    assert _contents(document.spec, tmp_path) is None


def test_content_that_cannot_be_kept_is_no_call_on_record(run, world, monkeypatch):
    """The record waits with its content; until then the gateway is not ready."""
    real, broken = ContentStore.keep, [True]

    def keep(self, items):
        if broken[0]:
            raise EnclaveError("no room")
        return real(self, items)

    monkeypatch.setattr(ContentStore, "keep", keep)

    async def main():
        async with world(spec=keeping) as w:
            await w.ask("hello")
            assert [event.kind for event in await w.recorded(1)] == ["admitted"]
            broken[0] = False
            return await w.recorded(2)

    admitted, completed = run(main)
    assert admitted.content_commitment == ""
    assert len(completed.content_commitment) == 64


def test_readiness_says_how_far_anchors_are(run, world, tmp_path):
    async def main():
        answers = []
        async with world() as w:
            folder = tmp_path / "data" / FOLDER
            folder.mkdir()
            for state in (State("blob=x", 7, "t", "there"), State("blob=x", 7, "t", problem="p", is_forked=True)):
                (folder / "x.json").write_bytes(msgspec.json.encode(state))
                answers.append(await w.http.get("/readyz"))
        return answers

    good, forked = run(main)
    assert good.status_code == 200
    assert good.json()["anchors"] == [{"anchor": "blob=x", "size": 7, "time": "t", "place": "there", "problem": "", "is_forked": False}]
    assert (forked.status_code, forked.json()["status"]) == (503, "the log does not go on from what an anchor holds")
