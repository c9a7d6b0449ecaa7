"""Completions, the older API: every prompt is a question of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from enclave.simulator.chat import ChatRequest, Message, StreamOptions, Tokens, decode
from enclave.simulator.errors import RejectedError
from enclave.simulator.render import DONE, FINGERPRINT, SAFE, Form
from enclave.simulator.script import Completion, Usage, complete

DEFAULT_TOKENS = 16


class CompletionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every parameter of a completions request. Prompts that are tokens are not taken."""

    prompt: str | Annotated[list[str], Meta(min_length=1)]
    model: str = ""
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, Meta(ge=1, le=128)] | None = None
    max_tokens: Tokens | None = None
    stop: str | list[str] | None = None
    echo: bool | None = None
    suffix: str | None = None
    best_of: int | None = None
    logprobs: int | None = None
    frequency_penalty: Any = None
    presence_penalty: Any = None
    logit_bias: Any = None
    seed: Any = None
    temperature: Any = None
    top_p: Any = None
    user: Any = None


def read(body: bytes) -> CompletionRequest:
    """Request body -> request. Raises RejectedError (400)."""
    request = decode(body, CompletionRequest)
    if request.stream_options and not request.stream:
        raise RejectedError(400, "`stream_options` needs `stream`", param="stream_options")
    return request


def answers(request: CompletionRequest, model: str, key: str) -> list[tuple[str, Completion]]:
    """One for each prompt: the prompt, and what follows it."""
    prompts = [request.prompt] if isinstance(request.prompt, str) else request.prompt
    return [
        (
            prompt,
            complete(
                ChatRequest(
                    [Message("user", prompt)], n=request.n, stop=request.stop, max_completion_tokens=request.max_tokens or DEFAULT_TOKENS
                ),
                model, f"{key}/{number}",
            ),
        )
        for number, prompt in enumerate(prompts)
    ]  # fmt: skip


def total(said: list[tuple[str, Completion]]) -> Usage:
    """What all of them cost."""
    return Usage(sum(one.usage.prompt for _, one in said), sum(one.usage.completion for _, one in said))


def document(said: list[tuple[str, Completion]], form: Form, echo: bool) -> bytes:
    """The whole answer as `text_completion`."""
    texts = [((prompt if echo else "") + one.text, one.finish) for prompt, one in said for _ in range(one.n)]
    answer = _envelope(form, [_choice(index, text, form, finish) for index, (text, finish) in enumerate(texts)])
    if form.usage:
        answer["usage"] = _usage(total(said))
    return msgspec.json.encode(answer)


def frames(said: list[tuple[str, Completion]], form: Form) -> Iterator[bytes]:
    """The answer as events, `[DONE]` last."""
    choices = [one for _, one in said for _ in range(one.n)]
    for index, one in enumerate(choices):
        for piece, _ in one.pieces:
            yield _frame(_envelope(form, [_choice(index, piece, form)]))
        yield _frame(_envelope(form, [_choice(index, "", form, one.finish)]))
    if form.usage:
        yield _frame({**_envelope(form, []), "usage": _usage(total(said))})
    yield DONE


def _envelope(form: Form, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {**form.envelope("text_completion", choices), "system_fingerprint": FINGERPRINT}


def _choice(index: int, text: str, form: Form, finish: str | None = None) -> dict[str, Any]:
    choice: dict[str, Any] = {"index": index, "text": text, "finish_reason": finish, "logprobs": None}
    return choice | {"content_filter_results": SAFE} if form.azure else choice


def _usage(usage: Usage) -> dict[str, int]:
    return {"prompt_tokens": usage.prompt, "completion_tokens": usage.completion, "total_tokens": usage.prompt + usage.completion}


def _frame(chunk: dict[str, Any]) -> bytes:
    return b"data: %b\n\n" % msgspec.json.encode(chunk)
