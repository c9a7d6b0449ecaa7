"""What Content Safety says of the answer: of a whole one before it goes, of a stream window by window as it passes."""

from __future__ import annotations

from functools import partial

from enclave.errors import EnclaveError
from enclave.gateway.content_safety import ContentSafetyError, Opinion
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.safety import refused, unavailable
from enclave.gateway.windows import Windows


class AnswerRefusedError(EnclaveError):
    """A window of a stream may not go on, nor anything after it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Adds a verdict, or sets `windows` for a stream."""
    if exchange.rules is None:
        raise ValueError("answer_safety before access")
    if not exchange.rules.policy.content_safety:
        return exchange
    if exchange.guarded is not None:
        exchange.windows = Windows(partial(_look, exchange, runtime))
        exchange.guarded.heard = exchange.windows.hear
        return exchange
    opinion = Opinion()
    try:
        await _look(exchange, runtime, "\n\n".join(exchange.answered), opinion)
    except AnswerRefusedError as error:
        return error.refusal
    finally:
        exchange.verdicts.append(opinion.verdict("answer_safety"))
    return exchange


async def _look(exchange: Exchange, runtime: Runtime, text: str, opinion: Opinion) -> None:
    """Look at a text, and add what is thought of it. Raises AnswerRefusedError."""
    if exchange.rules is None or exchange.target is None:
        raise ValueError("answer_safety before residency")
    try:
        found = await runtime.content_safety.of_answer(exchange.target.region, exchange.rules.policy, text)
    except ContentSafetyError as error:
        opinion.is_undecided = True
        raise AnswerRefusedError(unavailable("answer_safety", error)) from error
    opinion.chars += found.chars
    opinion.stopped |= found.stopped
    if found.stopped:
        raise AnswerRefusedError(refused("answer_safety", "answer", found))


STAGE = Stage("answer_safety", "what Content Safety says of the answer", run)
