"""What the simulated model says: an echo, what a `say:` line asks for, a tool call, or JSON of the requested shape."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from enclave.simulator.chat import REASONING_PREFIXES, ChatRequest, ToolChoice
from enclave.simulator.errors import RejectedError
from enclave.simulator.schema import smallest
from enclave.simulator.tokens import count, pieces, prompt_tokens

MARK = "[simulated] "
"""How every text answer begins."""
ECHO = 1000
"""Most characters of the question that an answer repeats."""
SAY = re.compile(r"^say: (.*)", re.DOTALL | re.MULTILINE)
CALL = re.compile(r"^call: ([a-zA-Z0-9_-]{1,64})[ \t]*(\{.*\})?[ \t]*$", re.MULTILINE)
THINKING = {"none": 0, "minimal": 0, "low": 64, "medium": 128, "high": 256, "xhigh": 512}
"""Reasoning tokens by effort, for models that think first."""
CONTEXT = 128_000
"""Tokens that a prompt may have."""
# OpenAI's prompt caching guide: prompts from 1024 tokens, in steps of 128
CACHE_FROM = 1024
CACHE_STEP = 128


@dataclass(frozen=True)
class Call:
    """One tool call: its id, the function, and its arguments as JSON text."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Usage:
    """Tokens as they are billed. `cached` is part of `prompt`, `reasoning` part of `completion`."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    reasoning: int = 0
    images: int = 0
    seconds: int = 0
    """Of sound."""
    characters: int = 0
    """That are spoken."""


@dataclass(frozen=True)
class Completion:
    """One answer, given for each of `n` choices alike. `pieces` are the deltas of the text, as (text, tokens)."""

    n: int
    pieces: tuple[tuple[str, int], ...]
    calls: tuple[Call, ...]
    finish: str
    usage: Usage

    @property
    def text(self) -> str:
        return "".join(piece for piece, _ in self.pieces)


def complete(request: ChatRequest, model: str, key: str) -> Completion:
    """Answers a checked request. `key` identifies the request: equal requests get equal ids."""
    prompt = prompt_tokens(request)
    if prompt > CONTEXT:
        raise RejectedError(
            400, f"the context length is {CONTEXT} tokens, the messages have {prompt}", code="context_length_exceeded", param="messages"
        )
    thinks = model.startswith(REASONING_PREFIXES)
    thought = THINKING[request.reasoning_effort or "medium"] if thinks else 0
    left = None if request.limit is None else max(request.limit - thought, 0)
    calls = tuple(_calls(request, key))
    if calls:
        said: tuple[tuple[str, int], ...] = ()
        finish = "tool_calls" if request.tool_choice in (None, "auto") else "stop"
        calls, spent, complete_ = _cut_calls(calls, left)
    else:
        said, complete_ = _cut(_stopped(_text(request), request.stop), left)
        spent, finish = sum(tokens for _, tokens in said), "stop"
    if not complete_:
        finish = "length"
        spent = left or 0
    thought = thought if request.limit is None else min(thought, request.limit)
    n = request.n or 1
    cached = prompt // CACHE_STEP * CACHE_STEP if request.prompt_cache_key and prompt >= CACHE_FROM else 0
    return Completion(n, said, calls, finish, Usage(prompt, n * (spent + thought), cached, n * thought))


def _text(request: ChatRequest) -> str:
    directive = SAY.search(request.question)
    wanted = request.response_format.type if request.response_format else "text"
    if wanted == "text":
        if directive:
            return MARK + directive[1]
        last = request.messages[-1]
        return MARK + (f"the tool said: {_short(last.text)}" if last.role == "tool" else f"you said: {_short(request.question)}")
    if directive and _is_json(directive[1]):
        return directive[1]
    if wanted == "json_object" or not request.response_format or not request.response_format.json_schema:
        return msgspec.json.encode({"simulated": True, "you_said": _short(request.question)}).decode()
    return msgspec.json.encode(smallest(request.response_format.json_schema.schema, MARK.strip())).decode()


def _calls(request: ChatRequest, key: str) -> Iterator[Call]:
    """A forced function, the first one when some call is required, or those that `call: name {...}` lines ask for."""
    choice, tools = request.tool_choice, {one.name: one for tool in request.tools or () if (one := tool.function)}
    if choice == "none" or not tools:
        return
    asked = [(name, arguments) for name, arguments in CALL.findall(request.question) if name in tools]
    if request.messages[-1].role == "tool" and choice in (None, "auto"):
        return
    if isinstance(choice, ToolChoice) and choice.function:
        if choice.function.name not in tools:
            raise RejectedError(400, f"there is no tool `{choice.function.name}`", code="invalid_value", param="tool_choice")
        asked = [(name, arguments) for name, arguments in asked if name == choice.function.name] or [(choice.function.name, "")]
    elif choice == "required":
        asked = asked or [(next(iter(tools)), "")]
    for number, (name, arguments) in enumerate(asked):
        text = arguments or msgspec.json.encode(smallest(tools[name].parameters or {"type": "object"}, MARK.strip())).decode()
        yield Call("call_" + hashlib.blake2b(f"{key}/{number}".encode(), digest_size=12).hexdigest(), name, text)


def _cut(text: str, limit: int | None) -> tuple[tuple[tuple[str, int], ...], bool]:
    """The pieces that fit into `limit` tokens, and whether that is all of them."""
    kept: list[tuple[str, int]] = []
    spent = 0
    for piece, tokens in pieces(text):
        spent += tokens
        if limit is not None and spent > limit:
            return tuple(kept), False
        kept.append((piece, tokens))
    return tuple(kept), True


def _cut_calls(calls: tuple[Call, ...], limit: int | None) -> tuple[tuple[Call, ...], int, bool]:
    """The calls that fit, the last one perhaps with half of its arguments; tokens spent; whether that is all."""
    kept: list[Call] = []
    spent = 0
    for call in calls:
        spent += count(call.name)
        said, whole = _cut(call.arguments, None if limit is None else max(limit - spent, 0))
        spent += sum(tokens for _, tokens in said)
        kept.append(Call(call.id, call.name, "".join(piece for piece, _ in said)))
        if not whole:
            return tuple(kept), spent, False
    return tuple(kept), spent, True


def _stopped(text: str, stop: str | list[str] | None) -> str:
    """The text up to the first stop sequence behind the mark."""
    start = len(MARK) if text.startswith(MARK) else 0
    sequences = [stop] if isinstance(stop, str) else stop or []
    ends = [text.find(sequence, start) for sequence in sequences if sequence]
    return text[: min((end for end in ends if end >= 0), default=len(text))]


def _short(text: str) -> str:
    return text if len(text) <= ECHO else text[:ECHO] + "…"


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except msgspec.DecodeError:
        return False
    return True
