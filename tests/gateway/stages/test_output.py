"""What a batch answered is scanned line by line; a usage that cannot be true settles nothing."""

from __future__ import annotations

import json

import msgspec
import pytest

from enclave.gateway.stages.lines import APIS
from enclave.gateway.stages.output import _Work
from enclave.gateway.strict_json import BadJsonError

MAIL = "jane@example.com"
CARD = "4111 1111 1111 1111"


def answered(text, usage=None, **more):
    message = {"role": "assistant", "content": text}
    spelled = {"content": [{"token": MAIL, "logprob": -0.1, "bytes": None, "top_logprobs": []}]}
    choices = [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": spelled}]
    body = {"id": "c", "object": "chat.completion", "created": 1, "model": "gpt-4o", "choices": choices, "secret": MAIL, "usage": usage}
    response = {"status_code": 200, "request_id": MAIL, "body": body}
    return json.dumps({"id": "batch_req_1", "custom_id": "one", "response": response, "error": None} | more).encode()


@pytest.fixture
def work(run, other_world):
    """What reads an output, with the bank's policy."""
    made = []

    async def main():
        async with other_world() as w:
            rules = w.runtime.projects["fraud-triage"]
            made.append(lambda: _Work(APIS["/v1/chat/completions"], rules.guard, None, rules.targets["night", "europe"]))

    run(main)
    return made[0]


USAGE = {"prompt_tokens": 10, "completion_tokens": 4, "total_tokens": 14}


def test_every_line_is_scanned_and_nothing_else_goes_back(work):
    good = work()
    told = [json.loads(line) for line in good.read(answered(f"write to {MAIL}", USAGE) + b"\n\n" + answered(CARD, USAGE)).splitlines()]
    assert MAIL not in json.dumps(told)
    assert CARD not in json.dumps(told)
    assert told[0]["response"]["body"]["choices"][0]["message"]["content"] == "write to [REDACTED-EMAIL]"
    assert "logprobs" not in told[0]["response"]["body"]["choices"][0]
    assert told[1]["response"]["body"]["error"]["code"] == "content_filter"
    assert good.cost == 2 * good._target.price.cost(APIS["/v1/chat/completions"].read_usage({"usage": USAGE}))
    other = json.loads(work().read(answered("x", response={"status_code": 400, "body": {"error": {"message": f"no {MAIL}"}}})))
    assert other["response"]["body"]["error"]["message"] == "no [REDACTED-EMAIL]"


def test_what_does_not_say_what_it_cost_settles_nothing(work):
    for usage in (None, {"prompt_tokens": -1, "completion_tokens": 4}, {"prompt_tokens": "1", "completion_tokens": 4}):
        reading = work()
        reading.read(answered("x", USAGE) + b"\n" + answered("x", usage))
        assert reading.cost is None


def test_garbage_is_no_output(work):
    for data in (b"[]", b"{", b"\xff", b'{"a": 1, "a": 2}', b"[" * 2000):
        with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError, BadJsonError)):
            work().read(data)
