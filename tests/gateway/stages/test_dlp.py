"""What the request says: every place where a value can stand, blocked or redacted before anything leaves."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import time
import zipfile

import pytest

CARD = "4111-1111-1111-1111"
MAIL = "jane.doe@example.com"


def places(value: str) -> dict[str, dict]:
    """One request for each place of the API where text can stand."""
    user = {"role": "user", "content": "x"}
    function = {"name": "f", "description": "x", "parameters": {"type": "object", "properties": {}}}

    def call(**more):
        return {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"} | more}

    return {
        "user": {"messages": [{"role": "user", "content": value}]},
        "system": {"messages": [{"role": "system", "content": value}, user]},
        "developer": {"messages": [{"role": "developer", "content": value}, user]},
        "assistant": {"messages": [user, {"role": "assistant", "content": value}, user]},
        "refusal": {"messages": [user, {"role": "assistant", "content": None, "refusal": value}, user]},
        "tool result": {"messages": [user, {"role": "tool", "tool_call_id": "call_1", "content": value}]},
        "function result": {"messages": [user, {"role": "function", "name": "f", "content": value}]},
        "text part": {"messages": [{"role": "user", "content": [{"type": "text", "text": "x"}, {"type": "text", "text": value}]}]},
        "refusal part": {"messages": [user, {"role": "assistant", "content": [{"type": "refusal", "refusal": value}]}]},
        "name of a message": {"messages": [user | {"name": value}]},
        "tool-call arguments": {
            "messages": [user, {"role": "assistant", "tool_calls": [call(arguments=json.dumps({"q": value}))]}, user]
        },
        "tool-call name": {"messages": [user, {"role": "assistant", "tool_calls": [call(name=value)]}, user]},
        "tool-call id": {"messages": [user, {"role": "tool", "tool_call_id": value, "content": "x"}]},
        "function call": {"messages": [user, {"role": "assistant", "function_call": {"name": "f", "arguments": value}}, user]},
        "tool description": {"messages": [user], "tools": [{"type": "function", "function": function | {"description": value}}]},
        "tool parameters": {
            "messages": [user],
            "tools": [{"type": "function", "function": function | {"parameters": {"properties": {"a": {"enum": [value]}}}}}],
        },
        "parameter name": {
            "messages": [user], "tools": [{"type": "function", "function": function | {"parameters": {"properties": {value: {}}}}}],
        },
        "functions": {"messages": [user], "functions": [function | {"description": value}]},
        "response format": {
            "messages": [user],
            "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {"description": value}}},
        },
        "stop": {"messages": [user], "stop": ["x", value]},
        "user field": {"messages": [user], "user": value},
        "metadata": {"messages": [user], "metadata": {"note": value}},
        "metadata key": {"messages": [user], "metadata": {value: "note"}},
        "prediction": {"messages": [user], "prediction": {"type": "content", "content": value}},
        "safety identifier": {"messages": [user], "safety_identifier": value},
        "a field that nobody knows": {"messages": [user], "brand_new": {"deep": [[{"er": value}]]}},
        "a key that nobody knows": {"messages": [user], value: True},
        "inside a role's message, unknown": {"messages": [user | {"brand_new": value}]},
        "logit bias key": {"messages": [user], "logit_bias": {value: 1}},
    }


def test_a_blocked_value_goes_nowhere(run, world):
    async def main():
        async with world() as w:
            token, told = w.token(), []
            for place, body in places(f"pay {CARD} now").items():
                response = await w.raw(json.dumps({"model": "gpt-4o"} | body).encode(), authorization=f"Bearer {token}")
                told.append((place, response, (await w.recorded(len(told) + 1))[-1]))
            return told, w.upstream.requests

    told, upstream = run(main)
    assert upstream == []
    for place, response, record in told:
        assert response.status_code == 400, place
        error = response.json()["error"]
        assert error["code"] == "content_filter", place
        assert "`credit_card`" in error["message"], place
        assert "1111" not in response.text, place
        assert (record.kind, record.stage, record.status, record.reserved_nanousd) == ("refused", "dlp", 400, 0), place
        assert record.verdicts[0].findings == {"credit_card": 1}, place
        assert record.verdicts[0].outcome == "refuse", place
        assert "1111-1111" not in str(record), place


def test_a_redacted_value_does_not_reach_the_model(run, world):
    async def main():
        async with world() as w:
            token, told = w.token(), []
            for place, body in places(f"write to {MAIL} now").items():
                response = await w.raw(json.dumps({"model": "gpt-4o"} | body).encode(), authorization=f"Bearer {token}")
                told.append((place, response, w.upstream.requests[-1].body.decode()))
            return told, await w.recorded(2 * len(told))

    told, records = run(main)
    for place, response, sent in told:
        assert response.status_code == 200, place
        assert response.headers["x-enclave-redactions"] == "1", place
        assert MAIL not in sent, place
        assert "write to [REDACTED-EMAIL] now" in sent, place
    assert {record.verdicts[0].outcome for record in records} == {"redact"}
    assert MAIL not in str(records)


def test_a_card_number_that_is_a_number(run, world):
    async def main():
        async with world() as w:
            body = b'{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"metadata":{"card":4111111111111111}}'
            return (await w.raw(body)).json()["error"]["code"], w.upstream.requests

    assert run(main) == ("content_filter", [])


def test_an_escaped_value_is_the_value(run, world):
    async def main():
        async with world() as w:
            escaped = "".join(f"\\u{ord(character):04x}" for character in CARD)
            body = '{"model":"gpt-4o","messages":[{"role":"user","content":"' + escaped + '"}]}'
            return (await w.raw(body.encode())).json()["error"]["code"]

    assert run(main) == "content_filter"


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"messages": [{"role": "user", "content": "x"}, {"role": "user", "content": CARD}]}, "messages[1]"),
        ({"messages": [{"role": "user", "content": "x"}], "user": CARD}, "user"),
        ({"messages": [{"role": "user", "content": "x"}], "stop": ["x", CARD]}, "stop[1]"),
        ({"messages": [{"role": "user", "content": "x"}], "metadata": {CARD: "x"}}, "metadata"),
        ({"messages": [{"role": "user", "content": "x"}], CARD: "x"}, "body"),
        ({"messages": [{"role": "user", "content": "x"}], "unknown": {"x": CARD}}, "body"),
    ],
)
def test_the_place_is_named_without_what_the_caller_wrote(run, world, body, param):
    async def main():
        async with world() as w:
            return (await w.raw(json.dumps({"model": "gpt-4o"} | body).encode())).json()["error"]["param"]

    assert run(main) == param


def test_a_project_that_blocks_what_others_redact(run, world):
    async def main():
        async with world() as w:
            return await w.ask(f"write to {MAIL}", token=w.token("claims-assistant"))

    assert run(main).json()["error"]["code"] == "content_filter"


def test_a_large_body_is_scanned_to_its_end_and_nobody_waits_for_it(run, world):
    async def main():
        async with world() as w:
            token = w.token()
            await w.ask("x", token=token)
            large = asyncio.ensure_future(w.ask("the order was delivered to 12 houses, " * 50_000 + CARD, token=token))
            longest = 0.0
            while not large.done():
                began = time.thread_time()  # of the loop: what else the machine does is not counted
                await asyncio.sleep(0.002)
                longest = max(longest, time.thread_time() - began)
            return large.result(), longest

    response, longest = run(main)
    assert response.json()["error"]["code"] == "content_filter"
    assert longest < 1.0


def test_streams_are_scanned_before_they_begin(run, world):
    async def main():
        async with world() as w:
            return await w.ask(CARD, stream=True), w.upstream.requests

    response, upstream = run(main)
    assert response.status_code == 400
    assert upstream == []


PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}


@pytest.mark.parametrize("lets", [False, True])
def test_content_that_nobody_can_look_into_passes_only_where_policy_says_so(run, world, lets):
    def policy(spec):
        dlp = spec.hub.dlp.model_copy(update={"uninspected": "log" if lets else None})
        return spec.model_copy(update={"hub": spec.hub.model_copy(update={"dlp": dlp})})

    async def main():
        async with world(spec=policy) as w:
            body = {"model": "gpt-4o", "messages": [{"role": "user", "content": [{"type": "text", "text": "what is it?"}, PICTURE]}]}
            response = await w.raw(json.dumps(body).encode())
            return response, (await w.recorded(1))[0], w.upstream.requests

    response, record, upstream = run(main)
    [verdict] = [verdict for verdict in record.verdicts if verdict.stage == "dlp"]
    assert verdict.findings == {"uninspected": 1}
    assert (response.status_code == 200, bool(upstream), verdict.outcome == "pass") == (lets, lets, lets)
    if not lets:
        error = response.json()["error"]
        assert (error["code"], error["param"]) == ("unsupported_content", "messages[0].content[1]")


def file(data: bytes, name: str, kind: str = "") -> dict:
    encoded = base64.b64encode(data).decode()
    return {"type": "file", "file": {"file_data": f"data:{kind};base64,{encoded}" if kind else encoded, "filename": name}}


def archive(**members: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, member in members.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_txt", ".txt"), member)
    return data.getvalue()


def test_files_are_looked_into_and_what_is_in_them_cannot_be_rewritten(run, world):
    """A value to be blocked or hidden ends the call; what nobody looked at does so where policy says so; all else goes on as it is."""
    letter = "<d xmlns:w='w'><w:p><w:r>write to jane.</w:r><w:r>doe@example.com</w:r></w:p></d>"
    document = archive(**{"[Content_Types]_xml": "<T/>", "word__document_xml": letter})
    parts = {
        "content_filter": [
            file(b"name;card\nAda;4111-1111-1111-1111", "a.csv", "text/csv"), file(document, "a.docx"),
            file(archive(a_txt="x jane.doe@example.com"), "a.zip"),
        ],
        "unsupported_content": [
            file(b"\0\1\2", "a.bin"), file(b"x", "a.pdf", "application/pdf"), {"type": "file", "file": {"file_id": "file-1"}},
            {"type": "image_url", "image_url": {"url": "https://a.test/x.png"}},
            {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
            {"type": "file", "file": {"file_data": "no base64!", "filename": "a.txt"}},
            {"type": "file", "file": {"file_data": "eA==", "file_id": "f"}},
        ],
        None: [file(b"nothing here", "a.txt"), file(b"sku;amount\n1;2", "a.csv", "text/csv")],
    }

    async def main():
        async with world() as w:
            for code, expected in parts.items():
                for part in expected:
                    before = len(w.upstream.requests)
                    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": [{"type": "text", "text": "read it"}, part]}]}
                    response = await w.raw(json.dumps(body).encode())
                    error = response.json().get("error", {})
                    assert (error.get("code"), len(w.upstream.requests) - before) == (code, code is None), part
                    if code is None:
                        assert part in w.upstream.bodies[-1]["messages"][0]["content"]
                    else:
                        assert error["param"].startswith("messages[0]")

    run(main)
