"""A file for a batch: every line is scanned, bounded and priced like a call, and kept beside the project's models, under a mark of ours."""

from __future__ import annotations

import asyncio

import msgspec

from enclave.dlp.redact import Write, gone
from enclave.gateway import documents
from enclave.gateway.account import document
from enclave.gateway.exchange import Exchange, Line, Refusal
from enclave.gateway.file_ids import FILE, MARK, Kept
from enclave.gateway.guard import Examined, Guard
from enclave.gateway.multipart import Sent, content_type, life, write
from enclave.gateway.rules import ProjectRules, Target
from enclave.gateway.runtime import Runtime
from enclave.gateway.shown import shown_file
from enclave.gateway.stage import Stage
from enclave.gateway.stages.lines import APIS, PURPOSE
from enclave.gateway.stages.upstream import garbage
from enclave.ledger import tokens
from enclave.ledger.interface import MAX_AMOUNT

LONGEST_NAME = 40


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `answer`."""
    rules, target = exchange.rules, exchange.target
    if rules is None or target is None:
        raise ValueError("upload before residency")
    if exchange.file is not None:
        return await documents.keep(exchange, runtime, exchange.file, exchange.body["purpose"])
    if not target.deployment.sku.endswith("Batch"):
        message = f"deployment `{exchange.deployment}` is none for batches (`sku` of `GlobalBatch` or `DataZoneBatch`)"
        return Refusal("upload", 400, "invalid_value", message, "model")
    if rules.policy.content_safety:
        message = "policy has Content Safety asked about every text, which is not done for batches"
        return Refusal("upload", 403, "surface_not_allowed", message)
    exchange.conversation = runtime.conversation(exchange) if rules.guard.tokenises_any else None
    stand_for = exchange.conversation.stand_for if exchange.conversation else gone
    examined = Examined()
    refusal = await asyncio.to_thread(_examine, exchange.lines, rules.guard, stand_for, examined)
    exchange.verdicts.append(examined.verdict("dlp"))
    exchange.redactions += examined.redactions
    if refusal is not None:
        return refusal
    name = runtime.endpoints.of(rules.name, target).model(target, exchange.deployment)
    prepared = await asyncio.to_thread(_prepare, exchange.lines, rules, target, name)
    if isinstance(prepared, Refusal):
        return prepared
    data, amount = prepared
    label = runtime.label(exchange.attached[0])[:LONGEST_NAME]
    first = exchange.lines[0]
    kept = Kept("", rules.name, exchange.deployment, target.region, "input", first.url)
    mark = msgspec.structs.replace(kept, amount=amount, name=label, digest=runtime.recorder.digest[-16:])
    sent = Sent("file", runtime.file_ids.seal(MARK, mark) + ".jsonl", "application/jsonl", data)
    form = await asyncio.to_thread(write, {"purpose": PURPOSE, **life(exchange.life)}, [sent])
    told = await document(exchange, runtime, "POST", "/files", form, kind=content_type(form))
    if isinstance(told, Refusal):
        return told
    if not isinstance(told.get("id"), str):
        return garbage("the upstream's answer is no file")
    exchange.answer = shown_file(told, runtime.file_ids.seal(FILE, msgspec.structs.replace(kept, id=told["id"])), label)
    return exchange


def _examine(lines: list[Line], guard: Guard, stand_for: Write, total: Examined) -> Refusal | None:
    """Redact every line in place; the first that may not pass ends all."""
    for number, line in enumerate(lines, 1):
        examined = guard.examine(line.fields, line.document, stand_for)
        total.chars += examined.chars
        total.redactions += examined.redactions
        total.blocked += examined.blocked
        total.found.seen += examined.found.seen[: max(0, 16 - len(total.found.seen))]
        for entity, count in examined.found.counts.items():
            total.found.counts[entity] = total.found.counts.get(entity, 0) + count
        if examined.blocked:
            found = " and ".join(f"`{entity}`" for entity in sorted({entity for _, entity in examined.blocked}))
            return Refusal("dlp", 400, "content_filter", f"call {number} was blocked: policy does not let {found} pass", "file")
    return None


def _prepare(lines: list[Line], rules: ProjectRules, target: Target, name: str) -> tuple[bytes, int] | Refusal:
    """The file as it is sent, and the most that it can cost, in nano-dollars."""
    written: list[bytes] = []
    amount, limit, model = 0, rules.policy.request_tokens, target.deployment.model
    for number, line in enumerate(lines, 1):
        api, body = APIS[line.url], line.document["body"]
        prompt = tokens.count(api.prompt_texts(body), model)
        answer = line.call.max_tokens or api.default_output(target.deployment)
        predicted = line.call.predicted(body) if line.call.predicted is not None else ()
        rejected = tokens.count(predicted, model) if predicted else 0
        if limit is not None:
            least = min(1, answer)
            answer = min(answer, (limit - prompt) // line.call.choices - rejected)
            if answer < least:
                message = f"call {number}: prompt and answer together may have {limit} tokens (request_tokens)"
                return Refusal("budget", 400, "request_tokens_exceeded", message, "file")
        amount += target.price.worst_case(prompt, (answer + rejected) * line.call.choices)
        sent = msgspec.Raw(api.outgoing(body, model, line.call, answer or None, name))
        written.append(msgspec.json.encode({"custom_id": line.document["custom_id"], "method": "POST", "url": line.url, "body": sent}))
    if amount > MAX_AMOUNT:
        return Refusal("budget", 400, "request_tokens_exceeded", "the file is dearer than the ledger takes", "file")
    return b"\n".join(written) + b"\n", amount


STAGE = Stage("upload", "a file for a batch: every line is scanned, bounded and priced", run)
