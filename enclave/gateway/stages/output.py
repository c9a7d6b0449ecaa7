"""What a batch answered: every line is scanned like an answer before it goes, and what all of them cost is settled."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

import msgspec

from enclave.dlp.redact import gone
from enclave.gateway import strict_json
from enclave.gateway.account import ask
from enclave.gateway.conversations import Conversation
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.guard import Examined, Guard
from enclave.gateway.rules import Target
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.answer import restore
from enclave.gateway.stages.kept import settle
from enclave.gateway.stages.lines import APIS
from enclave.gateway.stages.upstream import garbage
from enclave.gateway.surface import Api
from enclave.ledger.prices import UnknownPriceError, UsageError

JSONL = b"application/jsonl"
BLOCKED = Refusal("answer", 400, "content_filter", "the answer was blocked by policy")


class _Work:
    """Reads lines, and adds up what was found in them and what they cost."""

    def __init__(self, api: Api, guard: Guard, conversation: Conversation | None, target: Target) -> None:
        self._api, self._guard, self._conversation, self._target = api, guard, conversation, target
        self.total = Examined()
        self.cost: int | None = 0

    def read(self, data: bytes) -> bytes:
        """Raises MsgspecError, UnicodeDecodeError, BadJsonError."""
        return b"".join(msgspec.json.encode(self._line(strict_json.read(raw)[0])) + b"\n" for raw in data.split(b"\n") if raw.strip())

    def _line(self, line: dict[str, Any]) -> dict[str, Any]:
        response = line.get("response")
        found = response.get("body") if isinstance(response, dict) else None
        body: dict[str, Any] = found if isinstance(found, dict) else {}
        own: dict[str, Any] = {}
        answered = self._api.is_answer(body)
        name = line.pop("id", None)
        told: dict[str, Any] = dict(line)
        if answered and isinstance(response, dict):
            self._charge(body)
            body = self._api.kept(body)
            for holder in self._api.spelled(body):
                holder.pop("logprobs")
            own = self._api.told(body)
            told["response"] = {key: value for key, value in response.items() if key != "request_id"} | {"body": own}
        examined = self._guard.examine(strict_json.texts(told), None, self._conversation.keep if self._conversation else gone)
        self._add(examined)
        if examined.blocked:
            asked = line.get("custom_id")
            is_fine = isinstance(asked, str) and not self._guard.has_anything_to_hide(asked)
            told = {"custom_id": asked if is_fine else "", "error": None}
            told["response"] = {"status_code": 400, "body": msgspec.Raw(BLOCKED.body())}
        elif answered:
            body.update(own)
            told["response"]["body"] = body
            if self._conversation is not None:
                restore(body, self._api, self._conversation)
        return {"id": name if self._is_id(name) else "", **told}

    def _is_id(self, name: object) -> bool:
        is_one = isinstance(name, str) and name.replace("_", "").replace("-", "").isalnum()
        return is_one and not self._guard.has_anything_to_hide(str(name))

    def _charge(self, body: dict[str, Any]) -> None:
        try:
            usage = self._api.read_usage(body)
            if usage is None or self.cost is None:
                self.cost = None
            else:
                self.cost += self._target.price.cost(usage)
        except (UsageError, UnknownPriceError):
            self.cost = None

    def _add(self, examined: Examined) -> None:
        self.total.chars += examined.chars
        self.total.redactions += examined.redactions
        for entity, count in examined.found.counts.items():
            self.total.found.counts[entity] = self.total.found.counts.get(entity, 0) + count


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `raw`, and `settled` where it is known now what the batch cost."""
    rules, kept, target = exchange.rules, exchange.kept, exchange.target
    if kept is not None and kept.use == "document":
        return Refusal("output", 400, "invalid_value", "a document is not read back: search the vector store that it is in")
    if rules is None or kept is None or target is None or kept.url not in APIS:
        raise ValueError("output before residency")
    exchange.conversation = runtime.conversation(exchange) if rules.guard.tokenises_any else None
    data = await ask(exchange, runtime, "GET", f"/files/{quote(kept.id, safe='')}/content")
    if isinstance(data, Refusal):
        return data
    work = _Work(APIS[kept.url], rules.guard, exchange.conversation, target)
    try:
        exchange.raw = await asyncio.to_thread(work.read, data)
    except (msgspec.MsgspecError, UnicodeDecodeError, strict_json.BadJsonError):
        return garbage("the file has a line that is no JSON object")
    exchange.kind = JSONL
    exchange.verdicts.append(work.total.verdict("answer"))
    exchange.redactions += work.total.redactions
    if kept.use == "output" and kept.reservation and work.cost is not None:
        await settle(exchange, runtime, kept, work.cost)
    return exchange


STAGE = Stage("output", "what a batch answered: every line is scanned before it goes", run)
